"""Bounds and searches in whole numbers: before the solver, and where it cannot prove.

Floating point only advises here: a linear programme suggests multipliers and where to branch. The
bound that multipliers give is worked out in whole numbers, and holds whatever they are:

.. math:: \\min_{x \\in [l, h],\\, Ax \\ge b} c x \\;\\ge\\;
          \\lambda b + \\sum_j \\min_{x_j \\in [l_j, h_j]} (c_j - \\lambda A_j)\\, x_j,
          \\qquad \\lambda \\ge 0

(weak duality). It narrows the counts down before the search; where few choices are left, all of
them are tried. And it carries a branch and bound of its own for prices that are too fine for the
solver: a price of a megabyte with six decimals, taxed, for a thirtieth of a month makes units of
cost so small that floating point does not tell neighbouring ones apart. A choice whose counts are
all fixed is settled exactly.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import ceil
from typing import Any

import numpy as np

from ictindex.errors import UsageError
from ictindex.purchasing.scaling import Programme
from ictindex.purchasing.settling import Settlement, settle

Row = tuple[dict[int, int], int]  # sum of factor x variable >= bound
Key = tuple[int, int, tuple[int, ...]]  # cost, purchases, counts with the sign changed
_SCALE = 2**40  # multipliers are rounded to whole multiples of its inverse
_MOST_NODES = 50_000
_MOST_CHOICES = 100
_NEAR = 1e-6


@dataclass(frozen=True, slots=True)
class Rows:
    """An integer programme: minimise a cost under rows, each variable within its bounds.

    Parameters
    ----------
    cost : dict of int to int
        Cost of each variable that has one.
    rows : list of (dict, int)
        Factors of variables, and the bound that their sum has to reach.
    upper : list of int
        Largest value of each variable; the smallest is 0.
    integral : list of int
        1 where a variable is whole. The first variables are the counts of the offers ``kept``.
    kept : list of int
        Positions of the offers.
    """

    cost: dict[int, int]
    rows: list[Row]
    upper: list[int]
    integral: list[int]
    kept: list[int]


class _Nodes:
    """The nodes of the search and what is known so far."""

    def __init__(self, whole: Programme, rows: Rows, best: Key) -> None:
        self.whole, self.rows, self.best = whole, rows, best
        self.count = 0
        numbers, lines = len(rows.upper), len(rows.rows)
        self.cost = [rows.cost.get(n, 0) for n in range(numbers)]
        # Falling short of a row by one costs more than everything: no node is infeasible.
        self.penalty = best[0] + 1
        self.dense = np.zeros((lines, numbers + lines))
        for line, (factors, _) in enumerate(rows.rows):
            self.dense[line, list(factors)] = list(factors.values())
        self.dense[:, numbers:] = np.eye(lines)
        self.bounds = np.array([bound for _, bound in rows.rows], dtype=float)
        # The linear programme sees costs as parts of the best one.
        self.unit = float(max(self.penalty, 1))
        self.weights = np.array([one / self.unit for one in self.cost] + [1.0] * lines)

    def relax(self, low: list[int], high: list[int]) -> tuple[Any, int, list[int]]:
        """Return a solution of the linear programme, a bound, and what each variable adds to it.

        Bound and additions are multiples of 1/scale.
        """
        from scipy.optimize import linprog

        self.count += 1
        lines = len(self.rows.rows)
        box = [*zip(low, high, strict=True), *[(0, None)] * lines]
        found = linprog(
            self.weights, A_ub=-self.dense, b_ub=-self.bounds, bounds=box, method="highs"
        )
        if found.x is None:
            raise UsageError("purchasing.not-proven")
        advice = np.clip(-found.ineqlin.marginals, 0.0, 1.0)
        return found.x, *self._bound(advice.tolist(), low, high)

    def _bound(self, advice: list[float], low: list[int], high: list[int]) -> tuple[int, list[int]]:
        whole = [round(one * _SCALE) * self.penalty for one in advice]
        left = [one * _SCALE for one in self.cost]
        total = 0
        for multiplier, (factors, bound) in zip(whole, self.rows.rows, strict=True):
            if multiplier:
                total += multiplier * bound
                for n, factor in factors.items():
                    left[n] -= multiplier * factor
        for n, one in enumerate(left):
            total += one * (low[n] if one > 0 else high[n])
        return total, left

    def settle(self, counts: Sequence[int]) -> None:
        """Take note of a choice, if it is better than the best one."""
        self.best = _better(self.whole, counts, self.best)

    def whole_counts(self, numbers: Sequence[float]) -> list[int]:
        """Return counts of all offers from the values of the first variables."""
        counts = [0] * len(self.whole.costs)
        for place, number in zip(self.rows.kept, numbers, strict=False):
            counts[place] = round(number)
        return counts


@dataclass(frozen=True, slots=True)
class Box:
    """What is known of the counts of a cheapest choice before any search.

    Parameters
    ----------
    whole : Programme
        The problem in whole numbers.
    rows : Rows
        The same as variables and rows.
    best : tuple
        The best choice known: cost, purchases, counts with the sign changed.
    bound : int
        No choice costs less, in multiples of 1/scale.
    added : list of int
        What each purchase of a kept offer adds to that bound.
    """

    whole: Programme
    rows: Rows
    best: Key
    bound: int
    added: list[int]

    def most(self, cost: int) -> list[int]:
        """Return the most purchases of each kept offer in a choice that costs no more than this."""
        room = cost * _SCALE - self.bound
        return [
            min(most, room // one) if one > 0 else most
            for most, one in zip(self.rows.upper, self.added, strict=False)
        ]

    def best_of(self, best: Key) -> Key | None:
        """Try every choice that may cost no more than one; ``None`` where there are too many."""
        tried = 0
        counts = [0] * len(self.whole.costs)
        for numbers in _choices(self, best[0]):
            tried += 1
            if tried > _MOST_CHOICES:
                return None
            if numbers is None:
                continue
            for place, number in zip(self.rows.kept, numbers, strict=True):
                counts[place] = number
            best = _better(self.whole, counts, best)
        return best


def _choices(box: Box, cost: int) -> Iterator[list[int] | None]:
    """Yield the counts of kept offers that neither price nor bound rules out at a cost.

    ``None`` stands for a turn of the search that led to no choice, so that these can be counted.
    """
    rows, offers = box.rows, box.whole.problem.offers
    costs = [box.whole.costs[place] for place in rows.kept]
    least = [offers[place].least for place in rows.kept]
    order = sorted(range(len(rows.kept)), key=lambda n: -abs(box.added[n]))
    numbers = [0] * len(order)

    def visit(depth: int, room: int, money: int) -> Iterator[list[int] | None]:
        if depth == len(order):
            yield list(numbers)
            return
        n = order[depth]
        added, high = box.added[n], rows.upper[n]
        for number in range(least[n], high + 1):
            left = room - (added * number if added > 0 else added * (number - high))
            if money < number * costs[n] or (left < 0 and added > 0):
                break
            if left >= 0:
                numbers[n] = number
                yield from visit(depth + 1, left, money - number * costs[n])
        else:
            return
        yield None

    yield from visit(0, cost * _SCALE - box.bound, cost)


def narrow(whole: Programme, rows: Rows, start: Sequence[int]) -> Box:
    """Return bounds of the counts of a cheapest choice.

    A choice with more of an offer costs more than one that is known: by the bound of the linear
    programme and what each purchase adds to it, worked out in whole numbers.

    Parameters
    ----------
    whole, rows, start
        As for :func:`branch`.

    Returns
    -------
    Box
        What is known.
    """
    nodes = _Nodes(whole, rows, key(whole, start))
    offers = len(rows.kept)
    for place in rows.kept:  # plans that do alone
        counts = [0] * len(whole.costs)
        counts[place] = whole.most[place]
        nodes.settle(counts)
    found, bound, added = nodes.relax([0] * len(rows.upper), list(rows.upper))
    nodes.settle(nodes.whole_counts([ceil(one - _NEAR) for one in found[:offers]]))
    return Box(whole, rows, nodes.best, bound, added[:offers])


def _better(whole: Programme, counts: Sequence[int], best: Key) -> Key:
    """Return the better of a choice and the best one: cheaper, fewer, more of earlier offers."""
    settled = settle(whole, counts)
    if not isinstance(settled, Settlement) or settled.cost > best[0]:
        return best
    return min(best, (settled.cost, sum(counts), tuple(-one for one in counts)))


def key(whole: Programme, counts: Sequence[int]) -> Key:
    """Return what a choice is compared by: cost, purchases, counts with the sign changed.

    Raises
    ------
    UsageError
        If it does not meet the needs.
    """
    settled = settle(whole, counts)
    if not isinstance(settled, Settlement):
        raise UsageError("purchasing.not-proven")
    return settled.cost, sum(counts), tuple(-one for one in counts)


def branch(whole: Programme, rows: Rows, start: Sequence[int]) -> tuple[Key, int]:
    """Return the best choice and the number of nodes that proved it.

    Parameters
    ----------
    whole : Programme
        The problem in whole numbers.
    rows : Rows
        The same as variables and rows.
    start : sequence of int
        A choice that meets the needs.

    Returns
    -------
    tuple of (tuple, int)
        Cost, purchases and counts (sign changed) of the best choice; the nodes.

    Raises
    ------
    UsageError
        If the search would take too long.
    """
    nodes = _Nodes(whole, rows, key(whole, start))
    offers = len(rows.kept)
    stack = [([0] * len(rows.upper), list(rows.upper))]
    while stack:
        low, high = stack.pop()
        if low[:offers] == high[:offers]:
            nodes.settle(nodes.whole_counts(low[:offers]))
            continue
        if nodes.count >= _MOST_NODES:
            raise UsageError("purchasing.not-proven")
        found, bound, _ = nodes.relax(low, high)
        nodes.settle(nodes.whole_counts([round(one) for one in found[:offers]]))
        if bound > nodes.best[0] * _SCALE:
            continue
        split = _split(found, low, high, rows.integral, offers)
        nearest = min(max(round(found[split]), low[split]), high[split])
        parts = [(low[split], nearest - 1), (nearest + 1, high[split]), (nearest, nearest)]
        if abs(found[split] - nearest) > _NEAR:
            down = int(found[split] // 1)
            parts = [(low[split], down), (down + 1, high[split])]
            if found[split] - down < 0.5:
                parts.reverse()
        for first, last in parts:
            if first <= last:
                lower, upper = list(low), list(high)
                lower[split], upper[split] = first, last
                stack.append((lower, upper))
    return nodes.best, nodes.count


def _split(found: Any, low: list[int], high: list[int], integral: list[int], offers: int) -> int:
    """Return the variable to branch on: the least whole one, else the first open count."""
    open_ones = [n for n, one in enumerate(integral) if one and low[n] < high[n]]
    far = max(open_ones, key=lambda n: abs(found[n] - round(found[n])))
    if abs(found[far] - round(found[far])) > _NEAR:
        return far
    return next(n for n in open_ones if n < offers)
