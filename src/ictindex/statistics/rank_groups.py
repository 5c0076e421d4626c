r"""Groups of ranked things that a simulation does not tell apart, by rules that are transitive.

"Not told apart" is no equivalence: A and B may not be told apart, nor B and C, while A and C are.
A partition needs a rule. Two things are told apart where one ranks before the other in at least
the share *level* of the runs.

*complete*: from the first on, a thing joins the group before it if it is told apart from none of
its members; else it begins the next. Within a group no two are distinguished; neighbours on both
sides of a border may not be either.

*chain*: the connected components of "not told apart". Things of different groups are always told
apart; within a group the ends of a chain may be.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

RULES = ("complete", "chain")
# Shares of runs are compared with a level: a billionth is no difference.
_CLOSE = 1e-9


def tell_apart(wins: npt.NDArray[Any], level: float) -> npt.NDArray[np.bool_]:
    """Return which pairs are told apart, of the shares of runs in which one ranks before."""
    before = wins >= level - _CLOSE
    apart: npt.NDArray[np.bool_] = before | before.T
    return apart


def group_ranked(apart: npt.NDArray[np.bool_], order: Sequence[int], rule: str) -> list[int]:
    """Return the group of each thing, numbered from 1 in the given order."""
    return _chain(apart, order) if rule == "chain" else _complete(apart, order)


def _complete(apart: npt.NDArray[np.bool_], order: Sequence[int]) -> list[int]:
    groups, members, number = [0] * len(order), list[int](), 0
    for thing in order:
        if not members or apart[thing, members].any():
            members, number = [], number + 1
        members.append(thing)
        groups[thing] = number
    return groups


def _chain(apart: npt.NDArray[np.bool_], order: Sequence[int]) -> list[int]:
    groups, number = [0] * len(order), 0
    for thing in order:
        if groups[thing]:
            continue
        number += 1
        groups[thing], reached = number, [thing]
        for each in reached:
            for other in np.flatnonzero(~apart[each]):
                if not groups[other]:
                    groups[other] = number
                    reached.append(int(other))
    return groups
