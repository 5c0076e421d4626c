"""Candidates: every value that is available for a cell of an edition, with its source.

The tables of all receipts are put together. Only rows about the index and about whole populations
count. ``decisions`` chooses the one that is used.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Sequence
from typing import TYPE_CHECKING, Any, Protocol, runtime_checkable

import numpy as np
import numpy.typing as npt

from ictindex.core import canonical
from ictindex.core.arguments import frozen_arrays
from ictindex.core.data_classes import dataclass
from ictindex.data.checks import SCORE
from ictindex.data.io.observation_columns import BREAKDOWNS
from ictindex.definitions import catalogue
from ictindex.definitions.catalogue import OFFICIAL, counted_class

if TYPE_CHECKING:
    from ictindex.data.observations import Observations
    from ictindex.definitions.documents import Document
    from ictindex.language.findings import Address
    from ictindex.submissions.validation.receipts import Receipt

SUBMISSION = OFFICIAL[0]
_UNDATED = 0
_SUPPRESSED = "Q"  # status of a value that exists and is suppressed
_TOTALS = frozenset(("", "_T"))

Ints = npt.NDArray[np.intp]
Mask = npt.NDArray[np.bool_]


@runtime_checkable
class Methodology(Protocol):
    """The parts of a methodology that sourcing needs."""

    @property
    def document(self) -> Document: ...
    @property
    def edition(self) -> int | None: ...
    @property
    def indicators(self) -> tuple[str, ...]: ...


@dataclass(frozen=True, slots=True)
class Candidates:
    """Candidates as arrays, one entry each.

    Parameters
    ----------
    economies, keys : tuple of str
        The axes of the cells: economies sorted, indicators (and nodes) in the document's order.
    receipt : numpy.ndarray of int
        Number of the receipt that vouches for it.
    row : numpy.ndarray of int
        Its row in the table of that receipt, or in its table of withdrawn values.
    cell : numpy.ndarray of int
        Number of its cell: economy times the number of keys, plus key.
    year : numpy.ndarray of int
    stated : tuple of str
        Class of the source as stated.
    classes : tuple of str
        Class that counts: an imputed value is an estimate, whatever class is stated.
    values, sources, conf : tuple
        Value (``None`` where missing), source in words (NFC), confidentiality.
    score : numpy.ndarray of bool
        Whether it is a score in place of a value.
    submitted : numpy.ndarray of int
        Day of the submission (proleptic ordinal), 0 where it is not stated.
    compiler : numpy.ndarray of bool
        Whether the receipt is a compiler's.
    judged : numpy.ndarray of bool
        Whether its year is one of those that were validated for the receipt.
    withdrawn : numpy.ndarray of bool
        Whether it was withdrawn in answer to a finding.
    closed : numpy.ndarray of bool
        Whether a value exists that must not be published: one marked confidential, or an
        official one that is suppressed.
    silent : numpy.ndarray of bool
        Whether the cell was submitted without a value: emptied, or withdrawn.
    """

    economies: tuple[str, ...]
    keys: tuple[str, ...]
    receipt: Ints
    row: Ints
    cell: Ints
    year: npt.NDArray[np.int64]
    stated: tuple[str, ...]
    classes: tuple[str, ...]
    values: tuple[Any, ...]
    sources: tuple[str, ...]
    conf: tuple[str, ...]
    score: Mask
    submitted: Ints
    compiler: Mask
    judged: Mask
    withdrawn: Mask
    closed: Mask
    silent: Mask

    def __len__(self) -> int:
        return len(self.cell)

    def economy(self, n: int) -> str:
        """Return the economy of a candidate."""
        return self.economies[int(self.cell[n]) // len(self.keys)]

    def key(self, n: int) -> str:
        """Return the indicator (or node) of a candidate."""
        return self.keys[int(self.cell[n]) % len(self.keys)]

    def addresses(self, receipts: Sequence[Receipt], wanted: Iterable[int]) -> dict[int, Address]:
        """Return the addresses of some candidates."""
        tables = {
            False: [receipt.observations for receipt in receipts],
            True: [receipt.withdrawn for receipt in receipts],
        }
        return {
            n: tables[bool(self.withdrawn[n])][int(self.receipt[n])].address(int(self.row[n]))
            for n in wanted
        }


def gather(
    receipts: Sequence[Receipt],
    methodology: Methodology,
    auxiliary: Collection[str],
    nodes: Collection[str],
) -> tuple[Candidates, Candidates]:
    """Put the rows of all receipts into one list of candidates, and the counts into another."""
    # A rate of the index could be derived from the counts. Auxiliary series are not among them:
    # every economy has a population.
    parts = _parts(receipts)
    there = set().union(*(table.columns["indicator"].tolist() for *_, table in parts))
    keys = _keys(methodology, auxiliary, there)
    rules = catalogue.rate_rules()
    counts = {name for key in keys if key in rules for name in rules[key].operands}
    counts = (counts - catalogue.auxiliary_series()) & there
    return (
        _arrange(receipts, parts, keys, nodes),
        _arrange(receipts, parts, tuple(sorted(counts)), nodes),
    )


_Part = tuple[int, bool, "Observations"]  # receipt, whether withdrawn, the rows


def _parts(receipts: Sequence[Receipt]) -> list[_Part]:
    accepted = [(n, False, receipt.observations) for n, receipt in enumerate(receipts)]
    gone = [(n, True, receipt.withdrawn) for n, receipt in enumerate(receipts)]
    return [*accepted, *(part for part in gone if len(part[2]))]


def _arrange(
    receipts: Sequence[Receipt],
    parts: Sequence[_Part],
    keys: tuple[str, ...],
    nodes: Collection[str],
) -> Candidates:
    tables = [table for *_, table in parts]
    lengths = [len(table) for table in tables]
    names = ("economy", "indicator", "unit", "status", "source_class", "source", "conf_status")
    columns = {
        name: np.concatenate([table.columns[name] for table in tables]).tolist()
        for name in (*names, "value")
    }
    year = np.concatenate([table.columns["year"] for table in tables])
    receipt = np.repeat(np.array([n for n, *_ in parts], dtype=np.intp), lengths)
    gone = np.repeat(np.array([withdrawn for _, withdrawn, _ in parts], dtype=bool), lengths)
    row = np.concatenate([np.arange(n) for n in lengths])
    number_of = {key: n for n, key in enumerate(keys)}
    key_number = np.fromiter(
        (number_of.get(code, -1) for code in columns["indicator"]), np.intp, len(row)
    )
    ours = (key_number >= 0) & (year > 0)
    for name in BREAKDOWNS:
        for n, table in enumerate(tables):
            cells = table.columns[name]
            if any(cells.tolist()):
                start = sum(lengths[:n])
                total = np.fromiter((cell in _TOTALS for cell in cells), bool, len(cells))
                ours[start : start + len(cells)] &= total
    at = np.flatnonzero(ours)
    picked = at.tolist()
    taken = {name: [cells[n] for n in picked] for name, cells in columns.items()}
    economies = tuple(sorted(set(taken["economy"])))
    number = {code: n for n, code in enumerate(economies)}
    cell = np.fromiter((number[code] for code in taken["economy"]), np.intp, len(at))
    cell = cell * len(keys) + key_number[at]
    days = np.array([_day(each.submitted) for each in receipts], dtype=np.intp)
    judged = np.concatenate(
        [np.isin(table.columns["year"], receipts[n].years) for n, _, table in parts]
    )
    compiled = np.array([each.role == "compiler" for each in receipts], dtype=bool)[receipt[at]]
    classes = list(map(counted_class, taken["source_class"], taken["status"]))
    free = catalogue.free_marks()
    closed = np.fromiter((mark not in free for mark in taken["conf_status"]), bool, len(at))
    empty = np.fromiter((value is None for value in taken["value"]), bool, len(at))
    for n in np.flatnonzero(empty).tolist():
        # A focal point that reports that it has no value need not state the class of the source.
        if classes[n] == "" and not compiled[n]:
            classes[n] = OFFICIAL[0]
        closed[n] |= taken["status"][n] == _SUPPRESSED
        closed[n] &= classes[n] in OFFICIAL
    withdrawn = gone[at]
    score = np.fromiter((unit == SCORE for unit in taken["unit"]), bool, len(at))
    # Nodes have scores only, even where an empty cell does not state its unit.
    score |= np.array([key in nodes for key in keys], dtype=bool)[key_number[at]]
    candidates = Candidates(
        economies=economies,
        keys=keys,
        receipt=receipt[at],
        row=row[at],
        cell=cell,
        year=year[at],
        stated=tuple(taken["source_class"]),
        classes=tuple(classes),
        values=tuple(taken["value"]),
        sources=tuple(map(canonical.nfc, taken["source"])),
        conf=tuple(taken["conf_status"]),
        score=score,
        submitted=days[receipt[at]],
        compiler=compiled,
        judged=judged[at],
        withdrawn=withdrawn,
        closed=closed & ~withdrawn,
        silent=withdrawn | (empty & ~closed),
    )
    return frozen_arrays(candidates)


def _day(date: dt.date | None) -> int:
    return _UNDATED if date is None else date.toordinal()


def _keys(
    methodology: Methodology, auxiliary: Collection[str], there: Collection[str]
) -> tuple[str, ...]:
    """Return the indicators that are needed, and others of the document that are available."""
    document = methodology.document
    if document.nodes:
        wanted = list(methodology.indicators)
        wanted += [node.id for node in document.nodes if node.id in there]
    else:
        wanted = [name for name in catalogue.indicators() if name in there]
    wanted += [name for name in sorted(auxiliary) if name in there]
    return tuple(dict.fromkeys(wanted))
