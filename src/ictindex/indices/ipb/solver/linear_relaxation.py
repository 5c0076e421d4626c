"""The linear relaxation of a node, by the dual simplex method in floating point: it only advises.

No solver of another library is called. HiGHS in its place was measured: it is no faster on
programmes of this size, it needs NumPy, some of its releases write to the file descriptors of the
process, and its steps differ from one release to the next. The method uses single operations on
plain lists: a search takes the same steps on every machine and needs no array library.

The method minimises a cost under rows, with each variable between two bounds. In a dictionary the
basic variables are sums of the other variables, each of which is at one of its bounds:

.. math:: x_B = \\beta + D\\, x_N, \\qquad z = z_0 + d\\, x_N

The surpluses of the rows are variables too. All other variables have finite bounds, so each can be
put at the bound that the sign of its *d* asks for. Every dictionary then has a dual solution, also
after bounds have moved, and a node continues from the dictionary of the node that was split.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import inf

from ictindex.core.data_classes import dataclass

_NEAR = 1e-9
_SMALLEST_PIVOT = 1e-7
_FINE = 2**60  # advice becomes whole multiples of its inverse

Row = tuple[dict[int, int], int]  # sum of factor x variable >= bound


@dataclass(frozen=True, slots=True)
class Rows:
    """An integer programme: minimise a cost under rows, each variable within its bounds."""

    cost: dict[int, int]
    rows: list[Row]
    upper: list[int]
    integral: list[int]
    kept: list[int]


@dataclass(frozen=True, slots=True)
class Advice:
    """The advice of the linear programme of a node; the search proves or rejects it."""

    values: list[float]
    multipliers: list[int]
    scale: int
    feasible: bool


class Relaxation:
    """A dictionary of a linear programme."""

    __slots__ = (
        "_at",
        "_basic",
        "_high",
        "_largest",
        "_low",
        "_others",
        "_scale",
        "_size",
        "_table",
        "_unit",
        "_value",
    )

    def __init__(self, rows: Rows, weights: Sequence[int]) -> None:
        numbers, lines = len(rows.upper), len(rows.rows)
        # Each variable is a part of its largest value, each row a part of its largest factor.
        size = [max(upper, 1) for upper in rows.upper]
        largest = [
            max((abs(factor) * size[n] for n, factor in factors.items()), default=0) or 1
            for factors, _ in rows.rows
        ]
        spans = [weight * span for weight, span in zip(weights, size, strict=True)]
        self._size, self._largest, self._unit = size, largest, max(1, *spans)
        self._scale = 2 ** (40 + max(largest, default=1).bit_length())
        table = [[0.0] * numbers for _ in range(lines)]  # D, and d in the last line
        for line, (factors, _) in enumerate(rows.rows):
            for n, factor in factors.items():
                table[line][n] = factor * size[n] / largest[line]
        self._table = [*table, [span / self._unit for span in spans]]
        self._basic = list(range(numbers, numbers + lines))
        self._others = list(range(numbers))
        self._low = [0.0] * (numbers + lines)
        self._high = [inf] * (numbers + lines)
        self._at = [0.0] * numbers  # values of the variables that are not basic
        self._value = [  # of the basic variables
            -bound / factor for (_, bound), factor in zip(rows.rows, largest, strict=True)
        ]

    def copy(self) -> Relaxation:
        """Return a copy whose changes leave this dictionary as it is."""
        new = object.__new__(Relaxation)
        new._size, new._largest = self._size, self._largest
        new._unit, new._scale = self._unit, self._scale
        new._table = [row.copy() for row in self._table]
        new._basic, new._others = self._basic.copy(), self._others.copy()
        new._low, new._high = self._low.copy(), self._high.copy()
        new._at, new._value = self._at.copy(), self._value.copy()
        return new

    def solve(self, low: Sequence[int], high: Sequence[int]) -> Advice:
        """Solve the linear programme with each variable between these bounds."""
        self._move(low, high)
        lines = len(self._basic)
        for _ in range(20 * (lines + len(low)) if lines else 0):
            line, short, below = self._farthest_line()
            if short <= _NEAR:
                break
            row = self._table[line] if below else [-part for part in self._table[line]]
            entering = self._entering(row)
            if entering is None:  # no other variable can bring this line within its bounds
                return self._advice([-part for part in row], line if below else None)
            bounds = self._low if below else self._high
            self._pivot(line, entering, bounds[self._basic[line]])
        return self._advice(self._table[lines])

    def _farthest_line(self) -> tuple[int, float, bool]:
        """Return the line farthest beyond a bound, its distance, and True if it is below."""
        farthest, most = 0, -inf
        low, high = self._low, self._high
        for line, (value, n) in enumerate(zip(self._value, self._basic, strict=True)):
            short = max(low[n] - value, value - high[n])
            if short > most:
                farthest, most = line, short
        return farthest, most, self._value[farthest] < low[self._basic[farthest]]

    def _move(self, low: Sequence[int], high: Sequence[int]) -> None:
        """Move the bounds, and the variables that are at a bound with them."""
        numbers = len(low)
        self._low[:numbers] = [bound / size for bound, size in zip(low, self._size, strict=True)]
        self._high[:numbers] = [bound / size for bound, size in zip(high, self._size, strict=True)]
        rates, at, value = self._table[-1], self._at, self._value
        for column, n in enumerate(self._others):
            bounds = self._high if rates[column] < 0 and n < numbers else self._low
            step = bounds[n] - at[column]
            if step:
                for line, row in enumerate(self._table[:-1]):
                    value[line] += row[column] * step
            at[column] = bounds[n]

    def _entering(self, row: Sequence[float]) -> int | None:
        """Return the column of the variable that replaces a basic variable that has to rise."""
        low, high, at, rates = self._low, self._high, self._at, self._table[-1]
        possible: list[tuple[int, float, float]] = []  # column, size, ratio
        for column, (n, part) in enumerate(zip(self._others, row, strict=True)):
            rises = part if at[column] <= low[n] else -part
            if rises > _SMALLEST_PIVOT and low[n] < high[n]:
                possible.append((column, rises, abs(rates[column]) / rises))
        if not possible:
            return None
        near = min(ratio for _, _, ratio in possible) + _NEAR
        best = [(column, size) for column, size, ratio in possible if ratio <= near]
        return max(best, key=lambda entry: entry[1])[0]  # the first of equal sizes

    def _pivot(self, line: int, entering: int, bound: float) -> None:
        """Exchange a basic variable, which moves to a bound, with another variable."""
        table, value, at = self._table, self._value, self._at
        pivot = table[line][entering]
        step = (bound - value[line]) / pivot
        for n, row in enumerate(table[:-1]):
            value[n] += row[entering] * step
        value[line] = at[entering] + step
        at[entering] = bound
        moved = [part / -pivot for part in table[line]]
        moved[entering] = 1 / pivot
        for n, row in enumerate(table):
            factor = row[entering]
            if n == line or not factor:
                continue
            row[entering] = 0.0
            table[n] = [own + factor * part for own, part in zip(row, moved, strict=True)]
        table[line] = moved
        basic, others = self._basic, self._others
        basic[line], others[entering] = others[entering], basic[line]

    def _advice(self, rates: Sequence[float], failing: int | None = -1) -> Advice:
        """Return the values, and as multipliers the rates of the surpluses that are not basic."""
        numbers, feasible = len(self._size), failing == -1
        values = [0.0] * (numbers + len(self._basic))
        duals = [0.0] * len(values)
        for n, own in zip(self._basic, self._value, strict=True):
            values[n] = own
        for n, own, rate in zip(self._others, self._at, rates, strict=True):
            values[n], duals[n] = own, max(rate, 0.0)
        if not feasible and failing is not None:
            duals[self._basic[failing]] = 1.0
        unit = self._unit if feasible else 1
        multipliers = [
            round(dual * _FINE) * unit * self._scale // (largest * _FINE) if dual else 0
            for dual, largest in zip(duals[numbers:], self._largest, strict=True)
        ]
        within = [value * size for value, size in zip(values, self._size, strict=False)]
        return Advice(within, multipliers, self._scale, feasible)
