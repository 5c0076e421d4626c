"""The linear relaxation of a node, by the dual simplex method in floating point: it only advises.

A library is not used: its messages can go past Python to the file descriptor of the process, and
calling it takes longer than solving a programme of this size.
Only elementwise operations are used, so that a search takes the same steps on every machine.

A cost is minimised under rows, with each variable between two bounds. Written as a dictionary,
basic variables are sums of the others, each of which stands at one of its bounds:

.. math:: x_B = \\beta + D\\, x_N, \\qquad z = z_0 + d\\, x_N

The surpluses of the rows are variables too. As all other variables have finite bounds, each can
stand where the sign of its *d* wants it: then no dictionary is without a dual solution, also after
bounds have moved, and a node goes on from the dictionary of the node that it was split from.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

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
    """The advice of the linear programme of a node; nothing of it is taken on trust."""

    values: list[float]
    multipliers: list[int]
    scale: int
    feasible: bool


class Relaxation:
    """A dictionary of a linear programme."""

    def __init__(self, rows: Rows, weights: Sequence[int]) -> None:
        numbers, lines = len(rows.upper), len(rows.rows)
        # Each variable as a part of its largest value, each row as a part of its largest factor.
        size = [max(upper, 1) for upper in rows.upper]
        largest = [
            max((abs(factor) * size[n] for n, factor in factors.items()), default=0) or 1
            for factors, _ in rows.rows
        ]
        spans = [weight * span for weight, span in zip(weights, size, strict=True)]
        self._size, self._largest, self._unit = size, largest, max(1, *spans)
        self._scale = 2 ** (40 + max(largest, default=1).bit_length())
        self._table = np.zeros((lines + 1, numbers))  # D, and d in the last line
        for line, (factors, _) in enumerate(rows.rows):
            for n, factor in factors.items():
                self._table[line, n] = factor * size[n] / largest[line]
        self._table[lines] = [span / self._unit for span in spans]
        self._basic = np.arange(numbers, numbers + lines)
        self._others = np.arange(numbers)
        self._low = np.zeros(numbers + lines)
        self._high = np.full(numbers + lines, np.inf)
        self._at = np.zeros(numbers)  # where the others stand
        self._value = np.array(  # of the basic variables
            [-bound / factor for (_, bound), factor in zip(rows.rows, largest, strict=True)],
            dtype=float,
        )

    def copy(self) -> Relaxation:
        """Return a dictionary that can be worked on without changing this one."""
        new = object.__new__(Relaxation)
        new.__dict__.update(
            {
                name: part.copy() if isinstance(part, np.ndarray) else part
                for name, part in self.__dict__.items()
            }
        )
        return new

    def solve(self, low: Sequence[int], high: Sequence[int]) -> Advice:
        """Solve it with each variable between these bounds."""
        self._move(low, high)
        lines = len(self._basic)
        for _ in range(20 * (lines + len(low)) if lines else 0):
            value, low_of, high_of = self._value, self._low[self._basic], self._high[self._basic]
            short = np.maximum(low_of - value, value - high_of)
            line = int(short.argmax())
            if short[line] <= _NEAR:
                break
            below = bool(value[line] < low_of[line])
            row = self._table[line] if below else -self._table[line]
            entering = self._entering(row)
            if entering is None:  # no other variable mends this line
                return self._advice(-row, line if below else None)
            self._pivot(line, entering, (low_of if below else high_of)[line])
        return self._advice(self._table[lines])

    def _move(self, low: Sequence[int], high: Sequence[int]) -> None:
        """Move the bounds, and with them the variables that stand at one."""
        numbers = len(low)
        self._low[:numbers] = [bound / size for bound, size in zip(low, self._size, strict=True)]
        self._high[:numbers] = [bound / size for bound, size in zip(high, self._size, strict=True)]
        up = (self._table[-1] < 0) & (self._others < numbers)
        wanted = np.where(up, self._high[self._others], self._low[self._others])
        for column in np.flatnonzero(wanted != self._at).tolist():
            self._value += self._table[:-1, column] * (wanted[column] - self._at[column])
        self._at = wanted

    def _entering(self, row: Any) -> int | None:
        """Return which of the others takes the place of a basic variable that has to rise."""
        low, high = self._low[self._others], self._high[self._others]
        lowest = self._at <= low
        moves = np.where(lowest, row, -row) > _SMALLEST_PIVOT
        possible = np.flatnonzero(moves & (low < high))
        if not len(possible):
            return None
        sizes = np.abs(row[possible])
        ratios = np.abs(self._table[-1, possible]) / sizes
        best = ratios <= ratios.min() + _NEAR
        return int(possible[best][sizes[best].argmax()])

    def _pivot(self, line: int, entering: int, bound: float) -> None:
        """Exchange a basic variable, which goes to a bound, with another one."""
        table, pivot = self._table, self._table[line, entering]
        step = (bound - self._value[line]) / pivot
        self._value += table[:-1, entering] * step
        self._value[line] = self._at[entering] + step
        self._at[entering] = bound
        column = table[:, entering].copy()
        row = table[line] / -pivot
        row[entering] = 1 / pivot
        table[:, entering] = 0
        table += column[:, None] * row
        table[line] = row
        basic, others = self._basic, self._others
        basic[line], others[entering] = others[entering], basic[line]

    def _advice(self, rates: Any, failing: int | None = -1) -> Advice:
        """Return values and multipliers: the rates of the surpluses that are not basic."""
        numbers, feasible = len(self._size), failing == -1
        values = np.zeros(numbers + len(self._basic))
        values[self._basic], values[self._others] = self._value, self._at
        duals = np.zeros(len(values))
        duals[self._others] = np.clip(rates, 0, None)
        if not feasible and failing is not None:
            duals[self._basic[failing]] = 1
        unit = self._unit if feasible else 1
        multipliers = [
            round(dual * _FINE) * unit * self._scale // (largest * _FINE) if dual else 0
            for dual, largest in zip(duals[numbers:].tolist(), self._largest, strict=True)
        ]
        within = [value * size for value, size in zip(values.tolist(), self._size, strict=False)]
        return Advice(within, multipliers, self._scale, feasible)
