"""The order of sources: priority among the candidates of a cell.

The document has the order of sources (``order_of``). Official data exclude other sources
(``find_official_data``).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from ictindex.core.data_classes import dataclass
from ictindex.definitions import catalogue
from ictindex.definitions.catalogue import AUXILIARY, COLLECTED, ESTIMATE, OFFICIAL, OTHER
from ictindex.submissions.sourcing.candidates import Candidates, Mask

if TYPE_CHECKING:
    from ictindex.definitions.documents import Document


@dataclass(frozen=True, slots=True)
class Step:
    """A step in the order of sources: a class of sources and a year."""

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
        # Auxiliary series rank after official values and before other sources.
        years = sorted(self.official_years, reverse=True)
        places = [(step.source_class, step.year) for step in self.steps]
        others = [n for n, (source_class, _) in enumerate(places) if source_class not in OFFICIAL]
        at = min(others, default=len(places))
        order = [*places[:at], *((AUXILIARY, year) for year in years), *places[at:]]
        return {class_and_year: n for n, class_and_year in enumerate(dict.fromkeys(order))}


def order_of(document: Document, edition: int, year: int) -> Order:
    """Return the order of sources of a document, for an edition and its year of reference."""
    # A document without an order of its own (the price basket) follows the order of the mandate:
    # official values of the year, and other sources in their absence.
    steps: list[Step] = []
    years = document.years
    # A retrospective year has its own earlier years.
    shift = edition if years is None else year - years.reference
    if document.sourcing is not None:
        for n, step in enumerate(document.sourcing.order, 1):
            steps += [Step(name, shift + step.year, n) for name in _admit_classes(step.classes)]
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


def _admit_classes(classes: tuple[str, ...]) -> tuple[str, ...]:
    """Return the classes of a step: values that ITU collected rank before any other source."""
    # A document that admits other sources without naming this one admits it together with them.
    if OTHER not in classes or COLLECTED in classes:
        return classes
    at = classes.index(OTHER)
    return (*classes[:at], COLLECTED, *classes[at:])


def _leaves(document: Document, node: str) -> tuple[str, ...]:
    nodes = {item.id: item for item in document.nodes}
    if node not in nodes:
        return (node,)
    return tuple(leaf for child in nodes[node].children for leaf in _leaves(document, child.id))


CHOSEN = "chosen"
REASONS = (
    CHOSEN,
    "no-value",
    "withdrawn",
    "class-not-stated",
    "auxiliary-not-listed",
    "year-not-allowed",
    "not-judged",
    "after-cut-off",
    "score-not-admitted",
    "confidential",
    "superseded",
    "outranked",
    "same-value",
    "competing",
    "official-exists",
    "official-beside",
    "derivable",
    "not-consulted",
    "value-changed",
    "notified-late",
    "waiting",
    "objected",
    "official-announced",
    "estimates-rejected",
    "values-there",
    "economy-left-out",
    "notice-too-short",
)
CODE = {name: n for n, name in enumerate(REASONS)}


Reasons = npt.NDArray[np.int8]


@dataclass(frozen=True, slots=True)
class Presence:
    """Masks of the cells that have official data, confidential ones included."""

    official: Mask
    derivable: Mask
    other_level: Mask

    @property
    def any(self) -> Mask:
        """Cells that have official data of any of these kinds."""
        return self.official | self.derivable | self.other_level

    def why(self, cell: int) -> str:
        """Return the reason why a cell admits official data only; empty if it admits others."""
        if self.official[cell]:
            return "official-exists"
        if self.derivable[cell]:
            return "derivable"
        return "official-beside" if self.other_level[cell] else ""


def find_official_data(
    candidates: Candidates, reason: Reasons, counts: Candidates, counted: Reasons, order: Order
) -> Presence:
    """Find the cells in which official data are available."""
    official = cells_with_classes(candidates, reason, OFFICIAL)
    derivable = _derivable(candidates, counts, counted, order)
    return Presence(
        official, derivable, _spread_between_levels(candidates, official | derivable, order)
    )


def cells_with_classes(candidates: Candidates, reason: Reasons, classes: tuple[str, ...]) -> Mask:
    """Find the cells that have a value of some classes, confidential ones included."""
    there = np.zeros(len(candidates.economies) * len(candidates.keys), dtype=bool)
    there[candidates.cell[_values(candidates, reason, classes)]] = True
    return there


def _values(candidates: Candidates, reason: Reasons, classes: tuple[str, ...]) -> Mask:
    mine = np.fromiter((name in classes for name in candidates.classes), bool, len(candidates))
    usable: Mask = mine & (reason == 0) & ~candidates.silent
    return usable


def _derivable(candidates: Candidates, counts: Candidates, counted: Reasons, order: Order) -> Mask:
    """Find the cells whose rate could be derived: all its counts exist for a usable year."""
    cells = np.zeros(len(candidates.economies) * len(candidates.keys), dtype=bool)
    cells_of_count: dict[str, set[tuple[str, int]]] = {}
    for n in np.flatnonzero(_values(counts, counted, OFFICIAL) & ~counts.score).tolist():
        at = counts.economy(n), int(counts.year[n])
        cells_of_count.setdefault(counts.key(n), set()).add(at)
    economies = {code: n for n, code in enumerate(candidates.economies)}
    for number, key in enumerate(candidates.keys):
        rule = catalogue.rate_rules().get(key)
        names = () if rule is None else rule.operands
        wanted = [name for name in names if name not in catalogue.auxiliary_series()]
        if wanted and all(name in cells_of_count for name in wanted):
            for economy, year in set.intersection(*(cells_of_count[name] for name in wanted)):
                if economy in economies and year in order.official_years:
                    cells[economies[economy] * len(candidates.keys) + number] = True
    return cells


def _spread_between_levels(candidates: Candidates, there: Mask, order: Order) -> Mask:
    """Spread availability from values to the scores above them, and from scores to values."""
    shape = len(candidates.economies), len(candidates.keys)
    own = there.reshape(shape)
    spread = np.zeros(shape, dtype=bool)
    for node, below in _below(candidates, order).items():
        spread[:, node] |= own[:, below].any(axis=1)
        spread[:, below] |= own[:, [node]]
    return spread.reshape(-1)


def _below(candidates: Candidates, order: Order) -> Mapping[int, list[int]]:
    """Return for each available node the available values and scores of lower nodes below it."""
    places = {key: n for n, key in enumerate(candidates.keys)}
    leaves = {node: set(below) for node, below in order.below.items() if node in places}
    return {
        places[node]: [
            *(places[leaf] for leaf in order.below[node]),
            *(places[other] for other, under in leaves.items() if under < mine),
        ]
        for node, mine in leaves.items()
    }
