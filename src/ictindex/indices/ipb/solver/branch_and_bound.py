"""Branch and bound: the search for the cheapest choice, proven in whole numbers.

Floating point only advises: a linear programme suggests multipliers and the variable to split. The
bound that multipliers give is computed in whole numbers, and is true for any multipliers:

.. math:: \\min_{x \\in [l, h],\\, Ax \\ge b} c x \\;\\ge\\;
          \\lambda b + \\sum_j \\min_{x_j \\in [l_j, h_j]} (c_j - \\lambda A_j)\\, x_j,
          \\qquad \\lambda \\ge 0

(weak duality). The bound narrows the limits of the variables. Where few choices are left, the
search tries all of them; else it splits one variable. It minimises the cost and, of equal costs,
the number of purchases: the cost times a number greater than all purchases together, plus the
purchases. A choice whose counts are all fixed is settled exactly.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from math import ceil, floor

from ictindex.core.data_classes import dataclass
from ictindex.core.errors import UsageError
from ictindex.indices.ipb.solver.integer_scaling import Programme, Settlement, settle
from ictindex.indices.ipb.solver.linear_relaxation import Advice, Relaxation, Rows

Key = tuple[int, int, tuple[int, ...]]  # cost, purchases, negated counts
_MOST_NODES = 50_000
_MOST_CHOICES = 100
_NEAR = 1e-6


@dataclass(frozen=True, slots=True)
class Bound:
    """The lower bound of the choices in a node."""

    total: int
    added: list[int]
    scale: int

    @property
    def least(self) -> int:
        """The least whole number that is not below the bound."""
        return -(-self.total // self.scale)


@dataclass(slots=True)
class _Node:
    low: list[int]
    high: list[int]
    relaxation: Relaxation


class _Search:
    """The nodes of a search and the best choice so far."""

    def __init__(self, whole: Programme, rows: Rows, best: Key) -> None:
        self.whole, self.rows, self.best = whole, rows, best
        self.count = 0
        self.offers = len(rows.kept)
        self.more = 1 + sum(whole.most)  # a number greater than all purchases
        self.weights = [
            rows.cost.get(n, 0) * self.more + (n < self.offers) for n in range(len(rows.upper))
        ]

    @property
    def least(self) -> int:
        """The minimised quantity of the best choice."""
        return self.best[0] * self.more + self.best[1]

    def run(self) -> None:
        """Search until no better choice is left."""
        upper = list(self.rows.upper)
        stack = [_Node([0] * len(upper), upper, Relaxation(self.rows, self.weights))]
        while stack:
            node = stack.pop()
            if self.count >= _MOST_NODES:
                raise UsageError("purchasing.not-proven")
            self.count += 1
            advice = node.relaxation.solve(node.low, node.high)
            self.settle_near(advice.values)
            if not self.settle_node(node, advice):
                stack += self.split(node, advice.values)

    def settle_node(self, node: _Node, advice: Advice) -> bool:
        """Bound, narrow and settle a node; return True if no better choice is left in it."""
        if advice.feasible:
            bound = self.find_bound(node, advice)
            if not self.is_open(node, bound) or self.narrow(node, bound):
                return True
            if self.try_choices(node, bound):
                return True
        elif self.least_of(node, advice, [0] * len(node.low)) > 0:
            return True  # the multipliers prove that no choice in the node meets the rows
        if node.low[: self.offers] == node.high[: self.offers]:
            self.settle_kept(node.low)
            return True
        return False

    def find_bound(self, node: _Node, advice: Advice) -> Bound:
        """Return the bound that the multipliers give."""
        left = [weight * advice.scale for weight in self.weights]
        return Bound(self.least_of(node, advice, left), left, advice.scale)

    def least_of(self, node: _Node, advice: Advice, left: list[int]) -> int:
        """Subtract the weighted rows from the weights that are left; return the least sum."""
        total = 0
        for multiplier, (factors, bound) in zip(advice.multipliers, self.rows.rows, strict=True):
            if multiplier > 0:  # a negative multiplier gives no bound
                total += multiplier * bound
                for n, factor in factors.items():
                    left[n] -= multiplier * factor
        for weight, low, high in zip(left, node.low, node.high, strict=True):
            total += weight * (low if weight > 0 else high)
        return total

    def is_open(self, node: _Node, bound: Bound) -> bool:
        """Return whether a node may contain a better choice than the best."""
        if bound.least != self.least:
            return bound.least < self.least
        # The cost and the number of purchases are at best the same: only a choice with more of an
        # earlier offer is better.
        counts = [0] * len(self.whole.costs)
        for position, number in zip(self.rows.kept, node.high, strict=False):
            counts[position] = -number
        return tuple(counts) < self.best[2]

    def narrow(self, node: _Node, bound: Bound) -> bool:
        """Narrow a node to choices that may equal the best; return True if none is left."""
        room = self.least * bound.scale - bound.total
        for n, step in enumerate(bound.added):
            if step and self.rows.integral[n]:
                if step > 0:
                    node.high[n] = min(node.high[n], node.low[n] + room // step)
                else:
                    node.low[n] = max(node.low[n], node.high[n] - room // -step)
        return any(low > high for low, high in zip(node.low, node.high, strict=True))

    def try_choices(self, node: _Node, bound: Bound) -> bool:
        """Try all choices that may equal the best; return False if there are too many."""
        for tried, numbers in enumerate(self.choices(node, bound)):
            if tried >= _MOST_CHOICES:
                return False
            if numbers is not None:
                self.settle_kept(numbers)
        return True

    def choices(self, node: _Node, bound: Bound) -> Iterator[list[int] | None]:
        """Yield the counts of kept offers that neither the cost nor the bound excludes."""
        # ``None`` is a branch that led to no choice: the caller counts it as a trial.
        costs = [self.whole.costs[position] for position in self.rows.kept]
        added, low, high = bound.added, node.low, node.high
        order = sorted(range(self.offers), key=lambda n: -abs(added[n]))
        numbers = [0] * self.offers
        least, money = self.least, self.best[0]

        def visit(depth: int, room: int, money: int) -> Iterator[list[int] | None]:
            if depth == len(order):
                yield numbers
                return
            n = order[depth]
            step = added[n]
            for number in range(low[n], high[n] + 1):
                left = room - step * (number - (low[n] if step > 0 else high[n]))
                if money < number * costs[n] or (left < 0 and step > 0):
                    break
                if left >= 0:
                    numbers[n] = number
                    yield from visit(depth + 1, left, money - number * costs[n])
            else:
                return
            yield None

        yield from visit(0, least * bound.scale - bound.total, money)

    def settle_near(self, values: Sequence[float]) -> None:
        """Settle the values of a linear programme, rounded to the nearest number and upwards."""
        self.settle_kept([round(value) for value in values[: self.offers]])
        self.settle_kept([ceil(value - _NEAR) for value in values[: self.offers]])

    def settle_kept(self, numbers: Sequence[int]) -> None:
        """Settle the counts of the kept offers, which are the first variables."""
        counts = [0] * len(self.whole.costs)
        for position, number in zip(self.rows.kept, numbers, strict=False):
            counts[position] = number
        self.settle(counts)

    def settle(self, counts: Sequence[int]) -> None:
        """Keep a choice if it is better than the best so far."""
        settled = settle(self.whole, counts)
        if isinstance(settled, Settlement) and settled.cost <= self.best[0]:
            self.best = min(self.best, (settled.cost, sum(counts), tuple(-n for n in counts)))

    def split(self, node: _Node, values: Sequence[float]) -> list[_Node]:
        """Return the parts of a node; the last part is searched first."""
        low, high = node.low, node.high
        at = self.split_at(values, low, high)
        value = min(max(values[at], low[at]), high[at])
        nearest = round(value)
        parts = [(low[at], nearest - 1), (nearest + 1, high[at]), (nearest, nearest)]
        if abs(value - nearest) > _NEAR:
            down = floor(value)
            parts = [(low[at], down), (down + 1, high[at])]
            if value - down < 0.5:
                parts.reverse()
        nodes = []
        for first, last in parts:
            if first <= last:
                lower, upper = list(low), list(high)
                lower[at], upper[at] = first, last
                nodes.append(_Node(lower, upper, node.relaxation.copy()))
        return nodes

    def split_at(self, values: Sequence[float], low: list[int], high: list[int]) -> int:
        """Return the variable to split: the farthest from a whole number, else an open count."""
        whole = self.rows.integral
        not_fixed = [n for n in range(len(low)) if whole[n] and low[n] < high[n]]
        far = max(not_fixed, key=lambda n: abs(values[n] - round(values[n])))
        if abs(values[far] - round(values[far])) > _NEAR:
            return far
        return next(n for n in not_fixed if n < self.offers)


def search_cheapest(whole: Programme, rows: Rows, start: Sequence[int]) -> tuple[Key, int]:
    """Return the best choice and the number of nodes that proved it."""
    settled = settle(whole, start)
    if not isinstance(settled, Settlement):
        raise UsageError("purchasing.not-proven")
    best = (settled.cost, sum(start), tuple(-count for count in start))
    search = _Search(whole, rows, best)
    for position in rows.kept:  # each offer alone
        counts = [0] * len(whole.costs)
        counts[position] = whole.most[position]
        search.settle(counts)
    search.run()
    return search.best, search.count
