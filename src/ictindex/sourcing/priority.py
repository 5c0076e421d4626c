"""What a later submission replaced: a value by a value, or by a cell without one."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from ictindex.catalogue import AUXILIARY, OFFICIAL
from ictindex.sourcing.candidates import Candidates, Ints
from ictindex.sourcing.reasons import CODE

Reasons = npt.NDArray[np.int8]


def supersede(candidates: Candidates, reason: Reasons, rank: Ints) -> set[int]:
    """Rule out what a later submission replaced, and other sources that contradict themselves.

    Of official values of one class and year the focal point's own word counts before a
    compiler's, then the later submission. Of other sources a later table replaces an earlier one
    of the same source: the value on which the focal point was consulted may have become another.
    A cell that was submitted without a value, or whose value was withdrawn, is such a word too.

    Returns
    -------
    set of int
        Official values of which another submission says that there are none, with nothing that
        says which of the two is later: they are there, and none of them is certain.
    """
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
