"""Superseded submissions: a later one counts, and what one of them closes is closed.

A later submission replaces the value of an earlier one; a cell that a Member State leaves without a
value says nothing, and only an answer ``withdraw`` takes a value back (``supersede``). A value that
one submission closes is closed for all of them (``withhold``).
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from ictindex.definitions.catalogue import AUXILIARY, OFFICIAL
from ictindex.submissions.sourcing.candidates import Candidates, Ints, Mask
from ictindex.submissions.sourcing.priority import CODE, Reasons


def supersede(candidates: Candidates, reason: Reasons, rank: Ints) -> set[int]:
    """Rule out candidates that a later submission replaced, and contradictory other sources."""
    # Among official values of one class and year, a submission of the focal point ranks before one
    # of a compiler, and then the later submission counts. Among other sources, a later table
    # replaces an earlier one of the same source: the value on which the focal point was consulted
    # may have changed, and an emptied cell takes it back. A Member State may answer by several
    # offices: a cell that one of them leaves empty, or calls not available, says nothing about the
    # value of another one. Only an answer "withdraw" takes an official value back.
    own = np.fromiter((name in OFFICIAL for name in candidates.classes), bool, len(candidates))
    speaks = ~own | ~candidates.silent | candidates.withdrawn
    open_ = np.flatnonzero((reason == 0) & speaks)
    places = candidates.cell[open_] * (rank.max(initial=0) + 1) + rank[open_]
    _, at, counts = np.unique(places, return_inverse=True, return_counts=True)
    groups: dict[object, list[int]] = {}
    doubtful: set[int] = set()
    for n in open_[counts[at] > 1].tolist():
        key = (
            int(candidates.cell[n]),
            int(rank[n]),
            bool(candidates.score[n]),
            "" if own[n] else candidates.sources[n],
        )
        groups.setdefault(key, []).append(n)
    for several in groups.values():
        last, earlier = _last(candidates, several)
        silent = {int(candidates.receipt[n]) for n in last if candidates.silent[n]}
        with_value = [n for n in last if not candidates.silent[n]]
        # A later value does not open what an earlier submission closed.
        replaced = [n for n in earlier if not (own[n] and _is_closed(candidates, n, several))]
        reason[replaced] = CODE["superseded" if with_value else "withdrawn"]
        # A submission that names two sources may leave the cell of one of them empty.
        unsure = silent - {int(candidates.receipt[n]) for n in with_value}
        if candidates.classes[several[0]] not in (*OFFICIAL, AUXILIARY):
            if unsure or len({candidates.values[n] for n in with_value}) > 1:
                reason[with_value] = CODE["competing"]
        elif unsure:
            doubtful.update(with_value)
    return doubtful


def _is_closed(candidates: Candidates, n: int, several: Sequence[int]) -> bool:
    """Tell whether a candidate is closed, and no later submission withdrew it."""
    return bool(candidates.closed[n]) and not any(
        candidates.withdrawn[other] and is_later(candidates, other, n) for other in several
    )


def is_later(candidates: Candidates, n: int, than: int) -> bool:
    """Tell whether an official candidate certainly counts after another one."""
    # What the focal point itself submits counts after what a compiler accepted.
    if candidates.compiler[n] != candidates.compiler[than]:
        return bool(candidates.compiler[than])
    return bool(0 < candidates.submitted[than] < candidates.submitted[n])


def withhold(candidates: Candidates, reason: Reasons) -> Mask:
    """Find the candidates that must not be published: closed, or closed by another submission."""
    own = np.fromiter((name in OFFICIAL for name in candidates.classes), bool, len(candidates))
    years = candidates.year.astype(np.int64)
    cells = (candidates.cell * (years.max(initial=0) + 1) + years) * 2 + candidates.score
    closing = own & candidates.closed & (reason == 0)
    return candidates.closed | (own & ~candidates.silent & np.isin(cells, cells[closing]))


def _last(candidates: Candidates, several: list[int]) -> tuple[list[int], list[int]]:
    """Divide candidates of equal rank into those of the last submission and earlier ones."""
    own = candidates.classes[several[0]] in OFFICIAL
    words = [(own and not candidates.compiler[n], int(candidates.submitted[n])) for n in several]
    best, day = max(words)
    # Without a date it is not certain which one is later.
    dated = all(submitted for kind, submitted in words if kind == best)
    late = [kind == best and not (dated and submitted < day) for kind, submitted in words]
    return (
        [n for n, is_last in zip(several, late, strict=True) if is_last],
        [n for n, is_last in zip(several, late, strict=True) if not is_last],
    )
