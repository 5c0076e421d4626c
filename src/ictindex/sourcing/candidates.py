"""Candidates: every value that is at hand for a cell of an edition, and where it comes from.

The tables of all receipts are put under one another; of them only rows count that speak of the
index and of whole populations. What becomes of each is decided in ``decisions``.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np
import numpy.typing as npt

from ictindex import catalogue
from ictindex.guards import frozen_arrays
from ictindex.observations.layouts import BREAKDOWNS

if TYPE_CHECKING:
    from ictindex.documents import Document
    from ictindex.validation import Receipt

SUBMISSION = "official-submission"
OFFICIAL = (SUBMISSION, "official-publication")
AUXILIARY = "auxiliary"
ESTIMATE = "estimate"
SCORE = "score"
_IMPUTED = "I"  # status of what the compiler estimated, whatever class is stated
_UNDATED = 0

Ints = npt.NDArray[np.intp]
Objects = npt.NDArray[np.object_]


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
    """One place in the order of sources.

    Parameters
    ----------
    source_class : str
        Class of the source.
    year : int
        Year that a value of this class may be of.
    number : int
        Number of the step in the document, from 1; 0 for auxiliary series.
    """

    source_class: str
    year: int
    number: int


@dataclass(frozen=True, slots=True)
class Order:
    """The order of sources of an edition.

    Parameters
    ----------
    steps : tuple of Step
        Best first.
    auxiliary : frozenset of str
        Series that are never a Member State's submission.
    left_out_whole : bool
        Whether an economy that rejects estimates is left out whole.
    supplied : frozenset of str
        Nodes for which a score may stand in place of values.
    reference : int
        Year of reference.
    below : mapping
        The indicators that each node rests on.
    """

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
        """Return the rank of each class and year that is admitted, 0 the best.

        Auxiliary series stand behind official values and before other sources.
        """
        years = sorted(self.official_years, reverse=True)
        places = [(step.source_class, step.year) for step in self.steps]
        others = [n for n, (source_class, _) in enumerate(places) if source_class not in OFFICIAL]
        at = min(others, default=len(places))
        order = [*places[:at], *((AUXILIARY, year) for year in years), *places[at:]]
        return {place: n for n, place in enumerate(dict.fromkeys(order))}


def order_of(document: Document, edition: int, year: int) -> Order:
    """Return the order of sources of a document, for an edition and its year of reference.

    A document without an order of its own (the price basket) has that of the mandate: official
    values of the year, and other sources in their absence.
    """
    steps: list[Step] = []
    years = document.years
    # A retrospective year has its own earlier years.
    shift = edition if years is None else year - years.reference
    if document.sourcing is not None:
        for n, one in enumerate(document.sourcing.order, 1):
            steps += [Step(name, shift + one.year, n) for name in one.classes]
    else:
        steps = [Step(name, year, 1) for name in OFFICIAL]
        steps += [Step(name, year, 2) for name in ("other", ESTIMATE)]
    inclusion, missing = document.inclusion, document.missing
    return Order(
        tuple(steps),
        frozenset(() if document.sourcing is None else document.sourcing.auxiliary),
        inclusion is not None and inclusion.on_rejection == "left-out-whole",
        frozenset(() if missing is None else missing.supplied_scores),
        year,
        {node.id: _leaves(document, node.id) for node in document.nodes},
    )


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
        Its row in the table of that receipt.
    cell : numpy.ndarray of int
        Number of its cell: economy times the number of keys, plus key.
    year : numpy.ndarray of int
    stated : tuple of str
        Class of the source as stated.
    classes : tuple of str
        Class that counts: an imputed value is an estimate, whatever is stated.
    values, sources, conf : tuple
        Value (``None`` where missing), source in words, confidentiality.
    score : numpy.ndarray of bool
        Whether it is a score in place of a value.
    submitted : numpy.ndarray of int
        Day of the submission (proleptic ordinal), 0 where it is not stated.
    compiler : numpy.ndarray of bool
        Whether the receipt is a compiler's.
    judged : numpy.ndarray of bool
        Whether its year is one of those that were judged for the receipt.
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
    score: npt.NDArray[np.bool_]
    submitted: Ints
    compiler: npt.NDArray[np.bool_]
    judged: npt.NDArray[np.bool_]

    def __len__(self) -> int:
        return len(self.cell)

    def economy(self, n: int) -> str:
        """Return the economy of a candidate."""
        return self.economies[int(self.cell[n]) // len(self.keys)]

    def key(self, n: int) -> str:
        """Return the indicator (or node) of a candidate."""
        return self.keys[int(self.cell[n]) % len(self.keys)]


def gather(receipts: Sequence[Receipt], methodology: Methodology, order: Order) -> Candidates:
    """Put the rows of all receipts into one list of candidates."""
    tables = [receipt.observations for receipt in receipts]
    lengths = [len(table) for table in tables]
    names = ("economy", "indicator", "unit", "status", "source_class", "source", "conf_status")
    columns = {
        name: np.concatenate([table.columns[name] for table in tables]).tolist()
        for name in (*names, "value")
    }
    year = np.concatenate([table.columns["year"] for table in tables])
    receipt = np.repeat(np.arange(len(tables)), lengths)
    row = np.concatenate([np.arange(n) for n in lengths])
    keys = _keys(methodology, order, columns["indicator"])
    place = {key: n for n, key in enumerate(keys)}
    known = np.fromiter((place.get(code, -1) for code in columns["indicator"]), np.intp, len(row))
    ours = (known >= 0) & (year > 0)
    for name in BREAKDOWNS:
        for n, table in enumerate(tables):
            cells = table.columns[name]
            if any(cells.tolist()):
                start = sum(lengths[:n])
                total = np.fromiter((cell in ("", "_T") for cell in cells), bool, len(cells))
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
        [
            np.isin(table.columns["year"], one.years)
            for table, one in zip(tables, receipts, strict=True)
        ]
    )
    compiled = np.array([one.role == "compiler" for one in receipts], dtype=bool)
    classes = tuple(
        ESTIMATE if status == _IMPUTED and stated in OFFICIAL else stated
        for stated, status in zip(taken["source_class"], taken["status"], strict=True)
    )
    return frozen_arrays(
        Candidates(
            economies,
            keys,
            receipt[at],
            row[at],
            cell,
            year[at],
            tuple(taken["source_class"]),
            classes,
            tuple(taken["value"]),
            tuple(taken["source"]),
            tuple(taken["conf_status"]),
            np.fromiter((unit == SCORE for unit in taken["unit"]), bool, len(at)),
            days[receipt[at]],
            compiled[receipt[at]],
            judged[at],
        )
    )


def _day(date: dt.date | None) -> int:
    return _UNDATED if date is None else date.toordinal()


def _keys(methodology: Methodology, order: Order, there: Sequence[str]) -> tuple[str, ...]:
    """Return what has to be found, and what else the document speaks of that is there."""
    document = methodology.document
    seen = set(there)
    if document.nodes:
        wanted = list(methodology.indicators)
        wanted += [node.id for node in document.nodes if node.id in seen]
    else:
        wanted = [name for name in catalogue.indicators() if name in seen]
    wanted += [name for name in sorted(order.auxiliary) if name in seen]
    return tuple(dict.fromkeys(wanted))
