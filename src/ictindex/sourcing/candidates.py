"""Candidates: every value that is at hand for a cell of an edition, and where it comes from.

The tables of all receipts are put under one another; of them only rows count that speak of the
index and of whole populations. What becomes of each is decided in ``decisions``.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np
import numpy.typing as npt

from ictindex import catalogue
from ictindex.catalogue import (
    AUXILIARY,
    COLLECTED,
    ESTIMATE,
    OFFICIAL,
    OTHER,
    counted_class,
)
from ictindex.core import canonical
from ictindex.core.arguments import frozen_arrays
from ictindex.data.checks import SCORE
from ictindex.data.io.layouts import BREAKDOWNS

if TYPE_CHECKING:
    from ictindex.data.observations import Observations
    from ictindex.documents import Document
    from ictindex.findings import Address
    from ictindex.validation.receipts import Receipt

SUBMISSION = OFFICIAL[0]
_UNDATED = 0
_SUPPRESSED = "Q"  # status of a value that exists and is not given
_TOTALS = frozenset(("", "_T"))

Ints = npt.NDArray[np.intp]
Mask = npt.NDArray[np.bool_]


class Methodology(Protocol):
    """What sourcing needs of a methodology."""

    @property
    def document(self) -> Document: ...
    @property
    def edition(self) -> int | None: ...
    @property
    def indicators(self) -> tuple[str, ...]: ...


@dataclass(frozen=True, slots=True)
class Step:
    """One place in the order of sources."""

    source_class: str
    year: int
    number: int


@dataclass(frozen=True, slots=True)
class Order:
    """The order of sources of an edition."""

    steps: tuple[Step, ...]
    auxiliary: frozenset[str]
    left_out_whole: bool
    supplied: frozenset[str]
    reference: int
    below: Mapping[str, tuple[str, ...]]

    @property
    def official_years(self) -> frozenset[int]:
        """The year of reference and the years whose official values may be carried."""
        return frozenset(step.year for step in self.steps if step.source_class in OFFICIAL)

    def ranks(self) -> Mapping[tuple[str, int], int]:
        """Return the rank of each class and year that is admitted, 0 the best."""
        # Auxiliary series stand behind official values and before other sources.
        years = sorted(self.official_years, reverse=True)
        places = [(step.source_class, step.year) for step in self.steps]
        others = [n for n, (source_class, _) in enumerate(places) if source_class not in OFFICIAL]
        at = min(others, default=len(places))
        order = [*places[:at], *((AUXILIARY, year) for year in years), *places[at:]]
        return {place: n for n, place in enumerate(dict.fromkeys(order))}


def order_of(document: Document, edition: int, year: int) -> Order:
    """Return the order of sources of a document, for an edition and its year of reference."""
    # A document without an order of its own (the price basket) has that of the mandate: official
    # values of the year, and other sources in their absence.
    steps: list[Step] = []
    years = document.years
    # A retrospective year has its own earlier years.
    shift = edition if years is None else year - years.reference
    if document.sourcing is not None:
        for n, one in enumerate(document.sourcing.order, 1):
            steps += [Step(name, shift + one.year, n) for name in _admitted(one.classes)]
    else:
        steps = [Step(name, year, 1) for name in OFFICIAL]
        steps += [Step(name, year, 2) for name in (COLLECTED, OTHER, ESTIMATE)]
    inclusion, missing = document.inclusion, document.missing
    return Order(
        tuple(steps),
        frozenset(() if document.sourcing is None else document.sourcing.auxiliary),
        inclusion is not None and inclusion.on_rejection == "left-out-whole",
        frozenset(() if missing is None else missing.supplied_scores),
        year,
        {node.id: _leaves(document, node.id) for node in document.nodes},
    )


def _admitted(classes: tuple[str, ...]) -> tuple[str, ...]:
    """Return the classes of a step: what ITU collected stands before any other source."""
    # A document that admits other sources and does not name this one admits it with them.
    if OTHER not in classes or COLLECTED in classes:
        return classes
    at = classes.index(OTHER)
    return (*classes[:at], COLLECTED, *classes[at:])


def _leaves(document: Document, node: str) -> tuple[str, ...]:
    nodes = {one.id: one for one in document.nodes}
    if node not in nodes:
        return (node,)
    return tuple(leaf for child in nodes[node].children for leaf in _leaves(document, child.id))


@dataclass(frozen=True, slots=True)
class Candidates:
    """Candidates as arrays, one entry each.

    Parameters
    ----------
    economies, keys : tuple of str
        The axes of the cells: economies sorted, indicators (and nodes) in the document's order.
    receipt : numpy.ndarray of int
        Which receipt vouches for it.
    row : numpy.ndarray of int
        Its row in the table of that receipt: in that of the values withdrawn, where it is one.
    cell : numpy.ndarray of int
        Number of its cell: economy times the number of keys, plus key.
    year : numpy.ndarray of int
    stated : tuple of str
        Class of the source as stated.
    classes : tuple of str
        Class that counts: an imputed value is an estimate, whatever is stated.
    values, sources, conf : tuple
        Value (``None`` where missing), source in words (NFC), confidentiality.
    score : numpy.ndarray of bool
        Whether it is a score in place of a value.
    submitted : numpy.ndarray of int
        Day of the submission (proleptic ordinal), 0 where it is not stated.
    compiler : numpy.ndarray of bool
        Whether the receipt is a compiler's.
    judged : numpy.ndarray of bool
        Whether its year is one of those that were judged for the receipt.
    withdrawn : numpy.ndarray of bool
        Whether it was withdrawn in answer to a finding.
    closed : numpy.ndarray of bool
        Whether a value exists that must not be published: it is marked confidential, or an
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
        """Return where some candidates stand."""
        tables = {
            False: [receipt.observations for receipt in receipts],
            True: [receipt.withdrawn for receipt in receipts],
        }
        return {
            n: tables[bool(self.withdrawn[n])][int(self.receipt[n])].address(int(self.row[n]))
            for n in wanted
        }


def gather(
    receipts: Sequence[Receipt], methodology: Methodology, order: Order
) -> tuple[Candidates, Candidates]:
    """Put the rows of all receipts into one list of candidates, and the counts into another."""
    # Of the counts a rate of the index could be derived. Auxiliary series are not among them: there
    # is a population of every economy.
    parts = _parts(receipts)
    there = set().union(*(table.columns["indicator"].tolist() for *_, table in parts))
    keys = _keys(methodology, order, there)
    rules = catalogue.rate_rules()
    counts = {name for key in keys if key in rules for name in rules[key].operands}
    counts = (counts - catalogue.auxiliary_series()) & there
    return (
        _arranged(receipts, parts, keys, order),
        _arranged(receipts, parts, tuple(sorted(counts)), order),
    )


_Part = tuple[int, bool, "Observations"]  # receipt, whether withdrawn, the rows


def _parts(receipts: Sequence[Receipt]) -> list[_Part]:
    accepted = [(n, False, receipt.observations) for n, receipt in enumerate(receipts)]
    gone = [(n, True, receipt.withdrawn) for n, receipt in enumerate(receipts)]
    return [*accepted, *(part for part in gone if len(part[2]))]


def _arranged(
    receipts: Sequence[Receipt], parts: Sequence[_Part], keys: tuple[str, ...], order: Order
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
    place = {key: n for n, key in enumerate(keys)}
    known = np.fromiter((place.get(code, -1) for code in columns["indicator"]), np.intp, len(row))
    ours = (known >= 0) & (year > 0)
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
    cell = cell * len(keys) + known[at]
    days = np.array([_day(one.submitted) for one in receipts], dtype=np.intp)
    judged = np.concatenate(
        [np.isin(table.columns["year"], receipts[n].years) for n, _, table in parts]
    )
    compiled = np.array([one.role == "compiler" for one in receipts], dtype=bool)[receipt[at]]
    classes = list(map(counted_class, taken["source_class"], taken["status"]))
    free = catalogue.free_marks()
    closed = np.fromiter((mark not in free for mark in taken["conf_status"]), bool, len(at))
    empty = np.fromiter((value is None for value in taken["value"]), bool, len(at))
    for n in np.flatnonzero(empty).tolist():
        # A focal point that says that it has no value need not say of which class.
        if classes[n] == "" and not compiled[n]:
            classes[n] = OFFICIAL[0]
        closed[n] |= taken["status"][n] == _SUPPRESSED
        closed[n] &= classes[n] in OFFICIAL
    withdrawn = gone[at]
    score = np.fromiter((unit == SCORE for unit in taken["unit"]), bool, len(at))
    # Nodes have nothing but scores, whether or not an empty cell says its unit.
    score |= np.array([key in order.below for key in keys], dtype=bool)[known[at]]
    found = Candidates(
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
    return frozen_arrays(found)


def _day(date: dt.date | None) -> int:
    return _UNDATED if date is None else date.toordinal()


def _keys(methodology: Methodology, order: Order, there: Collection[str]) -> tuple[str, ...]:
    """Return what has to be found, and what else the document speaks of that is there."""
    document = methodology.document
    if document.nodes:
        wanted = list(methodology.indicators)
        wanted += [node.id for node in document.nodes if node.id in there]
    else:
        wanted = [name for name in catalogue.indicators() if name in there]
    wanted += [name for name in sorted(order.auxiliary) if name in there]
    return tuple(dict.fromkeys(wanted))
