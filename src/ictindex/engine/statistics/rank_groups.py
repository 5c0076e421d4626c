r"""Groups of ranked items that a simulation cannot distinguish, by rules that are transitive.

"Not distinguished" is not an equivalence relation: A and B may not be distinguished, B and C may
not be distinguished, and yet A and C are distinguished. A partition needs a rule. Two items are
distinguished where one ranks before the other in at least the share *level* of the runs.

*complete*: in the order of the ranks, an item joins the current group if it is distinguished from
none of its members; otherwise it starts the next group. Within a group no two items are
distinguished. Neighbours on both sides of a border may also not be distinguished.

*chain*: the connected components of "not distinguished". Items of different groups are always
distinguished; within a group the ends of a chain may be distinguished too.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

RULES = ("complete", "chain")
# Shares of runs are compared with a level: a difference of a billionth is ignored.
_CLOSE = 1e-9


def find_distinct_pairs(wins: npt.NDArray[Any], level: float) -> npt.NDArray[np.bool_]:
    """Return the distinguished pairs, from the shares of runs in which an item ranks first."""
    before = wins >= level - _CLOSE
    apart: npt.NDArray[np.bool_] = before | before.T
    return apart


def group_ranked(apart: npt.NDArray[np.bool_], order: Sequence[int], rule: str) -> list[int]:
    """Return the group of each item, numbered from 1 in the order of the ranks."""
    return _chain(apart, order) if rule == "chain" else _complete(apart, order)


def _complete(apart: npt.NDArray[np.bool_], order: Sequence[int]) -> list[int]:
    groups, members, number = [0] * len(order), list[int](), 0
    for item in order:
        if not members or apart[item, members].any():
            members, number = [], number + 1
        members.append(item)
        groups[item] = number
    return groups


def _chain(apart: npt.NDArray[np.bool_], order: Sequence[int]) -> list[int]:
    groups, number = [0] * len(order), 0
    for item in order:
        if groups[item]:
            continue
        number += 1
        groups[item], reached = number, [item]
        for each in reached:
            for other in np.flatnonzero(~apart[each]):
                if not groups[other]:
                    groups[other] = number
                    reached.append(int(other))
    return groups
