"""Whether official data are there: in a cell, beside it, or in counts that its rate is made of.

Absence is not a question of one cell alone. A score stands for the values below it, and a rate
follows from counts: where a Member State gave one of these, another source takes no one's place.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from ictindex import catalogue
from ictindex.catalogue import OFFICIAL
from ictindex.sourcing.candidates import Candidates, Mask, Order
from ictindex.sourcing.priority import Reasons


@dataclass(frozen=True, slots=True)
class Presence:
    """Of each cell, whether official data are there, whether or not they may be published.

    Parameters
    ----------
    official : numpy.ndarray of bool, shape (cells,)
        In the cell itself.
    derivable : numpy.ndarray of bool, shape (cells,)
        In the counts that its rate is made of.
    beside : numpy.ndarray of bool, shape (cells,)
        Below the score, or in a score above the value.
    """

    official: Mask
    derivable: Mask
    beside: Mask

    @property
    def any(self) -> Mask:
        """Whether there are official data of any of these kinds."""
        return self.official | self.derivable | self.beside

    def why(self, cell: int) -> str:
        """Return the reason why nothing but official data is admitted in a cell; else empty."""
        if self.official[cell]:
            return "official-exists"
        if self.derivable[cell]:
            return "derivable"
        return "official-beside" if self.beside[cell] else ""


def presence(
    candidates: Candidates, reason: Reasons, counts: Candidates, counted: Reasons, order: Order
) -> Presence:
    """Tell of each cell whether official data are there.

    Parameters
    ----------
    candidates, reason : Candidates, numpy.ndarray of int
        What is at hand for the cells, and what is ruled out by itself or by a later submission.
    counts, counted : Candidates, numpy.ndarray of int
        The same of the counts of which rates could be derived.
    order : Order
        The order of sources.

    Returns
    -------
    Presence
        A value for each cell.
    """
    official = of_classes(candidates, reason, OFFICIAL)
    derivable = _derivable(candidates, counts, counted, order)
    return Presence(official, derivable, _beside(candidates, official | derivable, order))


def of_classes(candidates: Candidates, reason: Reasons, classes: tuple[str, ...]) -> Mask:
    """Tell of each cell whether a value of some classes is there, to be published or not."""
    there = np.zeros(len(candidates.economies) * len(candidates.keys), dtype=bool)
    there[candidates.cell[_values(candidates, reason, classes)]] = True
    return there


def _values(candidates: Candidates, reason: Reasons, classes: tuple[str, ...]) -> Mask:
    mine = np.fromiter((name in classes for name in candidates.classes), bool, len(candidates))
    found: Mask = mine & (reason == 0) & ~candidates.silent
    return found


def _derivable(candidates: Candidates, counts: Candidates, counted: Reasons, order: Order) -> Mask:
    """Tell of each cell whether all the counts of its rate are there, of a year that counts."""
    cells = np.zeros(len(candidates.economies) * len(candidates.keys), dtype=bool)
    known: dict[str, set[tuple[str, int]]] = {}
    for n in np.flatnonzero(_values(counts, counted, OFFICIAL) & ~counts.score).tolist():
        at = counts.economy(n), int(counts.year[n])
        known.setdefault(counts.key(n), set()).add(at)
    economies = {code: n for n, code in enumerate(candidates.economies)}
    for place, key in enumerate(candidates.keys):
        rule = catalogue.rate_rules().get(key)
        names = () if rule is None else rule.operands
        wanted = [name for name in names if name not in catalogue.auxiliary_series()]
        if wanted and all(name in known for name in wanted):
            for economy, year in set.intersection(*(known[name] for name in wanted)):
                if economy in economies and year in order.official_years:
                    cells[economies[economy] * len(candidates.keys) + place] = True
    return cells


def _beside(candidates: Candidates, there: Mask, order: Order) -> Mask:
    """Spread what is there from values to the scores above them, and from scores to values."""
    shape = len(candidates.economies), len(candidates.keys)
    own = there.reshape(shape)
    found = np.zeros(shape, dtype=bool)
    for node, below in _below(candidates, order).items():
        found[:, node] |= own[:, below].any(axis=1)
        found[:, below] |= own[:, [node]]
    return found.reshape(-1)


def _below(candidates: Candidates, order: Order) -> Mapping[int, list[int]]:
    """Return of each node at hand what is at hand below it: values, and scores of lower nodes."""
    places = {key: n for n, key in enumerate(candidates.keys)}
    leaves = {node: set(below) for node, below in order.below.items() if node in places}
    return {
        places[node]: [
            *(places[leaf] for leaf in order.below[node]),
            *(places[other] for other, under in leaves.items() if under < mine),
        ]
        for node, mine in leaves.items()
    }
