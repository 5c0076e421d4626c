r"""Small counts of linked tables: what an attacker can compute of them, and which to hide too.

The cells of all tables are one vector of counts :math:`x \ge 0`, and what adds up is one matrix:
:math:`M x = 0`, a row for each total with its parts. Published cells are known to within half a
unit of their rounding, hidden ones are not. For each hidden cell that needs protection two linear
programmes give the lowest and the highest count that fit to everything that is published,

.. math:: \underline{x}_p = \min x_p, \quad \overline{x}_p = \max x_p
    \quad\text{with}\quad M x = 0,\; l_i \le x_i \le u_i,

and the cell :math:`p` with the count :math:`a_p` is exposed if :math:`\overline{x}_p` is below
:math:`a_p` plus its upper protection, or :math:`\underline{x}_p` above :math:`a_p` less its lower
one. Further cells to hide are found by the cuts of Fischetti and Salazar (2000, *Models and
algorithms for optimizing cell suppression in tabular data with linear constraints*, Journal of the
American Statistical Association 95): a dual solution :math:`\gamma` of an attack that succeeds
says, with :math:`d = e_p - M^\top\gamma`, which cells would have prevented it.

Counts are whole numbers and the programmes are not: where tables of three or more breakdowns are
linked, an attacker who uses whole numbers may find a narrower interval. What is guaranteed is the
interval of the linear programmes.
"""

from __future__ import annotations

import time
from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from ictindex.core.data_classes import dataclass

Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]
Booleans = npt.NDArray[np.bool_]

_TOLERANCE = 1e-6  # of a count: the solver's own is 1e-7
_SMALL = 10_000  # entries of a matrix that the solver takes faster as an ordinary array


@dataclass(frozen=True, eq=False)
class LinkedCells:
    """Counts of cells, what readers know of each where it is published, and the sums of cells.

    ``sums`` is a sparse matrix with a row for each sum, and each is zero. ``fixed`` cells are
    public already and cannot be hidden; ``implied`` are pairs of cells of which hiding the first
    hides the second. ``ceiling`` is the highest count that an attacker holds possible.
    """

    values: Floats
    lows: Floats
    highs: Floats
    sums: Any
    fixed: Booleans
    implied: Integers
    ceiling: float


@dataclass(frozen=True, eq=False)
class Protection:
    """Records that the interval of each cell has to reach below and above its count.

    0 in both for a cell that needs no protection. No interval reaches below zero.
    """

    lower: Floats
    upper: Floats

    @property
    def positions(self) -> list[int]:
        """The cells that need protection."""
        return [int(position) for position in np.flatnonzero((self.lower > 0) | (self.upper > 0))]


class ExposedCell(NamedTuple):
    """A cell that follows from what is published: its position, and its interval."""

    position: int
    low: float
    high: float


def link_cells(
    values: Sequence[float] | Floats,
    sums: Iterable[tuple[int, Sequence[int]]],
    *,
    halves: Sequence[float] | Floats | None = None,
    fixed: Iterable[int] = (),
    implied: Iterable[tuple[int, int]] = (),
) -> LinkedCells:
    """Return cells with their sums, each a whole and its parts, by position.

    A cell with a half unit is published rounded: readers know it to within that of its count.
    """
    from scipy import sparse

    counts = np.asarray(values, dtype=np.float64)
    entries = [
        (row, position, sign)
        for row, (whole, parts) in enumerate(sums)
        for position, sign in [(whole, 1.0), *((part, -1.0) for part in parts)]
    ]
    rows, columns, signs = zip(*entries, strict=True) if entries else ((), (), ())
    shape = (max(rows, default=-1) + 1, len(counts))
    half = np.zeros(len(counts)) if halves is None else np.asarray(halves, dtype=np.float64)
    is_fixed = np.zeros(len(counts), dtype=bool)
    is_fixed[list(fixed)] = True
    return LinkedCells(
        values=counts,
        lows=np.maximum(counts - half, 0),
        highs=counts + half,
        sums=sparse.csr_matrix((signs, (rows, columns)), shape=shape, dtype=np.float64),
        fixed=is_fixed,
        implied=np.array(list(implied), dtype=np.int64).reshape(-1, 2),
        ceiling=2 * float(counts.max(initial=0)) + 100,
    )


def find_interval(cells: LinkedCells, hidden: Booleans, position: int) -> tuple[float, float]:
    """Return the lowest and the highest count of a cell that fit to what is published."""
    attacker = _Attacker(cells, hidden)
    return -attacker.attack(position, -1)[0], attacker.attack(position, 1)[0]


def find_exposed(cells: LinkedCells, hidden: Booleans, protection: Protection) -> list[ExposedCell]:
    """Return the cells that do not have their protection while these cells are hidden."""
    attacker = _Attacker(cells, hidden)
    exposed = {position for position, _, _ in attacker.list_failures(protection)}
    return [
        ExposedCell(position, -attacker.attack(position, -1)[0], attacker.attack(position, 1)[0])
        for position in sorted(exposed)
    ]


def choose_hidden(
    cells: LinkedCells,
    primary: Booleans,
    protection: Protection,
    costs: Floats,
    *,
    seconds: float = 30.0,
) -> Booleans | None:
    """Return the cells to hide at the lowest cost, those of ``primary`` among them.

    If the cheapest choice is not found in a third of the time, every cell is hidden that is in the
    cheapest choice by parts of cells: that is more than is needed, and is found soon. ``None`` if
    there is no choice that protects every cell, or if none is found in time.
    """
    start = time.monotonic()
    end, exact_end = start + seconds, start + seconds / 3
    if (primary & cells.fixed).any():
        return None
    master = _Master(cells, primary, costs)
    for position in protection.positions:
        for row in np.flatnonzero(np.asarray(cells.sums[:, [position]].todense()).ravel()):
            for sign in (-1, 1):
                dual = np.zeros(cells.sums.shape[0])
                dual[row] = sign * cells.sums[row, position]
                master.add_cut(position, sign, dual, protection)
    while (left := end - time.monotonic()) > 0:
        exact_left = exact_end - time.monotonic()
        hidden = master.solve(min(left, exact_left)) if exact_left > 0 else None
        if hidden is None:
            hidden = master.relax()
        if hidden is None:
            return None
        failures = list(_Attacker(cells, hidden).list_failures(protection))
        if not failures:
            return hidden
        for position, sign, dual in failures:
            master.add_cut(position, sign, dual, protection)
    return None


def _find_wanted(cells: LinkedCells, position: int, sign: int, protection: Protection) -> float:
    """Return the end that the interval of a cell has to reach, times its sign."""
    count = float(cells.values[position])
    if sign < 0:
        return -max(count - float(protection.lower[position]), 0.0)
    return count + float(protection.upper[position])


class _Attacker:
    """Somebody who knows the published cells and all sums, and computes the hidden ones."""

    def __init__(self, cells: LinkedCells, hidden: Booleans) -> None:
        from scipy.sparse import csgraph

        self._cells, self._hidden = cells, hidden
        self._is_open = hidden | (cells.highs > cells.lows)
        # Counts that solutions of earlier programmes have reached: no further one is needed there.
        self._reached = {-1: -cells.values, 1: cells.values.copy()}
        matrix = cells.sums[:, np.flatnonzero(self._is_open)]
        _, labels = csgraph.connected_components(matrix.T @ matrix, directed=False)
        self._parts = np.full(len(cells.values), -1)
        self._parts[self._is_open] = labels
        self._programmes: dict[int, tuple[Integers, Integers, Any, Floats, Floats]] = {}

    def list_failures(self, protection: Protection) -> Iterable[tuple[int, int, Floats]]:
        """Yield the cells, and the side, whose protection the attack breaks, with the dual."""
        for position in protection.positions:
            for sign in (-1, 1):
                wanted = _find_wanted(self._cells, position, sign, protection) - _TOLERANCE
                if self._reached[sign][position] < wanted:
                    end, dual = self.attack(position, sign)
                    if end < wanted:
                        yield position, sign, dual

    def attack(self, position: int, sign: int) -> tuple[float, Floats]:
        """Return the highest count of a cell (less the lowest, if the sign is -1) and the dual."""
        from scipy.optimize import linprog

        dual = np.zeros(self._cells.sums.shape[0])
        if not self._is_open[position]:
            return sign * float(self._cells.values[position]), dual
        columns, rows, matrix, right, bounds = self._open_part(int(self._parts[position]))
        costs = np.where(columns == position, -float(sign), 0.0)
        solution = linprog(costs, A_eq=matrix, b_eq=right, bounds=bounds, method="highs")
        if solution.status != 0:  # the true counts fit: what the solver cannot say is not protected
            return sign * float(self._cells.values[position]), dual
        dual[rows] = -solution.eqlin.marginals
        for side, reached in self._reached.items():
            reached[columns] = np.maximum(reached[columns], side * solution.x)
        return -float(solution.fun), dual

    def _open_part(self, part: int) -> tuple[Integers, Integers, Any, Floats, Floats]:
        """Return the programme of the cells that are linked with one another through sums."""
        if part not in self._programmes:
            cells = self._cells
            columns = np.flatnonzero(self._parts == part)
            own = cells.sums[:, columns]
            rows = np.flatnonzero(np.diff(own.indptr))
            matrix = own[rows]
            published = np.where(self._is_open, 0.0, cells.values)
            lows = np.where(self._hidden, 0.0, cells.lows)[columns]
            highs = np.where(self._hidden, cells.ceiling, cells.highs)[columns]
            if matrix.shape[0] * matrix.shape[1] < _SMALL:
                matrix = matrix.toarray()
            bounds = np.column_stack([lows, highs])
            self._programmes[part] = (
                columns,
                rows,
                matrix,
                -(cells.sums[rows] @ published),
                bounds,
            )
        return self._programmes[part]


class _Master:
    """The programme that chooses the cells to hide, with a row for each attack that succeeded."""

    def __init__(self, cells: LinkedCells, primary: Booleans, costs: Floats) -> None:
        self._cells, self._primary, self._costs = cells, primary, costs
        self._relaxed = primary.copy()
        self._rows: list[Floats] = []
        self._right: list[float] = []

    def add_cut(self, position: int, sign: int, dual: Floats, protection: Protection) -> None:
        """Demand that enough of the cells are hidden that would have prevented an attack."""
        cells = self._cells
        weights = -(cells.sums.T @ dual)
        weights[position] += sign
        weights[np.abs(weights) < _TOLERANCE] = 0.0
        above, below = np.maximum(weights, 0), np.maximum(-weights, 0)
        gains = above * (cells.ceiling - cells.highs) + below * cells.lows
        wanted = _find_wanted(cells, position, sign, protection)
        lacking = wanted - float(above @ cells.highs - below @ cells.lows)
        lacking -= float(gains[self._primary].sum())
        if lacking <= _TOLERANCE:
            return
        # A choice is yes or no: more than what is lacking does not help further.
        self._rows.append(np.where(self._primary, 0.0, np.minimum(gains, lacking)) / lacking)
        self._right.append(1.0)

    def solve(self, seconds: float) -> Booleans | None:
        """Return the cheapest choice that meets all demands, or ``None``."""
        from scipy.optimize import Bounds, LinearConstraint, milp

        count = len(self._costs)
        matrix, right = self._list_demands()
        solution = milp(
            self._costs,
            integrality=np.ones(count),
            bounds=Bounds(self._primary.astype(float), 1.0 - self._cells.fixed),
            constraints=LinearConstraint(matrix, right - _TOLERANCE, np.inf),
            options={"time_limit": seconds},
        )
        return None if solution.x is None else np.asarray(solution.x > 0.5)

    def relax(self) -> Booleans | None:
        """Return every cell of the cheapest choice by parts of cells, and of those before."""
        from scipy.optimize import linprog

        matrix, right = self._list_demands()
        bounds = np.column_stack([self._primary.astype(float), 1.0 - self._cells.fixed])
        solution = linprog(
            self._costs, A_ub=-matrix, b_ub=_TOLERANCE - right, bounds=bounds, method="highs"
        )
        if solution.x is None:
            return None
        # A share above 0 is the whole cell: no demand is met less, and the choice only grows.
        self._relaxed |= np.asarray(solution.x > _TOLERANCE) & ~self._cells.fixed
        pairs, before = self._cells.implied, -1
        while (now := int(self._relaxed.sum())) != before:
            before = now
            self._relaxed[pairs[self._relaxed[pairs[:, 0]], 1]] = True
        return self._relaxed & ~self._cells.fixed

    def _list_demands(self) -> tuple[Any, Floats]:
        """Return what is demanded: the attacks that succeeded, and cells that imply others."""
        from scipy import sparse

        count, pairs = len(self._costs), self._cells.implied
        implied = np.zeros((len(pairs), count))
        implied[np.arange(len(pairs)), pairs[:, 0]] = -1.0
        implied[np.arange(len(pairs)), pairs[:, 1]] = 1.0
        matrix = sparse.csr_matrix(np.vstack([*self._rows, implied, np.zeros((1, count))]))
        return matrix, np.array([*self._right, *np.zeros(len(pairs) + 1)])
