"""What a later submission replaced: a value by a value, or by a cell without one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from ictindex import catalogue
from ictindex.catalogue import AUXILIARY, OFFICIAL
from ictindex.sourcing.candidates import Candidates, Ints, Mask, Order

CHOSEN = "chosen"
REASONS = (
    CHOSEN, "no-value", "withdrawn", "class-not-stated", "auxiliary-not-listed",
    "year-not-allowed", "not-judged", "after-cut-off", "score-not-admitted",
    "confidential", "superseded",
    "outranked", "same-value", "competing", "official-exists", "official-beside", "derivable",
    "not-consulted", "value-changed", "notified-late", "waiting", "objected",
    "official-announced", "estimates-rejected", "values-there", "economy-left-out",
)  # fmt: skip
CODE = {name: n for n, name in enumerate(REASONS)}


Reasons = npt.NDArray[np.int8]


def supersede(candidates: Candidates, reason: Reasons, rank: Ints) -> set[int]:
    """Rule out what a later submission replaced, and other sources that contradict themselves."""
    # Of official values of one class and year the focal point's own word counts before a
    # compiler's, then the later submission. Of other sources a later table replaces an earlier one
    # of the same source: the value on which the focal point was consulted may have become another.
    # A cell that was submitted without a value, or whose value was withdrawn, is such a word too.
    open_ = np.flatnonzero(reason == 0)
    places = candidates.cell[open_] * (rank.max(initial=0) + 1) + rank[open_]
    _, at, counts = np.unique(places, return_inverse=True, return_counts=True)
    groups: dict[object, list[int]] = {}
    doubtful: set[int] = set()
    for n in open_[counts[at] > 1].tolist():
        own = candidates.classes[n] in OFFICIAL
        key = (
            int(candidates.cell[n]), int(rank[n]), bool(candidates.score[n]),
            "" if own else candidates.sources[n],
        )  # fmt: skip
        groups.setdefault(key, []).append(n)
    for several in groups.values():
        last, earlier = _last(candidates, several)
        silent = {int(candidates.receipt[n]) for n in last if candidates.silent[n]}
        given = [n for n in last if not candidates.silent[n]]
        reason[earlier] = CODE["superseded" if given else "withdrawn"]
        # A submission that names two sources may leave the cell of one of them empty.
        unsure = silent - {int(candidates.receipt[n]) for n in given}
        if candidates.classes[several[0]] not in (*OFFICIAL, AUXILIARY):
            if unsure or len({candidates.values[n] for n in given}) > 1:
                reason[given] = CODE["competing"]
        elif unsure:
            doubtful.update(given)
    return doubtful


def _last(candidates: Candidates, several: list[int]) -> tuple[list[int], list[int]]:
    """Part candidates of one standing into those of the last submission, and earlier ones."""
    own = candidates.classes[several[0]] in OFFICIAL
    said = [(own and not candidates.compiler[n], int(candidates.submitted[n])) for n in several]
    who, day = max(said)
    # Without a date nothing says which one is later.
    dated = all(then for one, then in said if one == who)
    late = [one == who and not (dated and then < day) for one, then in said]
    return (
        [n for n, is_last in zip(several, late, strict=True) if is_last],
        [n for n, is_last in zip(several, late, strict=True) if not is_last],
    )


@dataclass(frozen=True, slots=True)
class Presence:
    """Of each cell, whether official data are there, whether or not they may be published."""

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
    """Tell of each cell whether official data are there."""
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
