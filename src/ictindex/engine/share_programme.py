r"""The linear programme of benefit of the doubt, solved in decimals by the simplex method.

For an economy with scores :math:`y_j > 0` and parts :math:`v_j = w_j y_j` of its sum,

.. math::
    \max \sum_j v_j \quad\text{where}\quad \sum_j \frac{y_{kj}}{y_j} v_j \le 1 \;\forall k,
    \qquad L_j \sum_l v_l \le v_j \le U_j \sum_l v_l, \qquad v_j \ge 0 .

The start :math:`v = 0` is feasible, and Bland's rule terminates also at degenerate corners.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from ictindex.core import decimals

_ZERO, _UNITY = Decimal(0), Decimal(1)
_NIL = Decimal("1e-30")  # a smaller number is a rounding error at 40 digits


def largest_sum(
    row: Sequence[Decimal],
    peers: Sequence[Sequence[Decimal]],
    limits: Sequence[tuple[Decimal, Decimal]],
) -> Decimal:
    """Return the largest weighted sum of a row by which no peer has more than 1."""
    parts = range(len(row))
    with decimals.exact():
        table = [[peer[j] / row[j] for j in parts] + [_UNITY] for peer in find_undominated(peers)]
        for n, (low, high) in enumerate(limits):
            if low > 0:
                table.append([low - _UNITY if j == n else low for j in parts] + [_ZERO])
            if high < 1:
                table.append([_UNITY - high if j == n else -high for j in parts] + [_ZERO])
        return maximise([_UNITY] * len(row), table)


def find_undominated(peers: Sequence[Sequence[Decimal]]) -> list[Sequence[Decimal]]:
    """Return the rows that no other row equals or exceeds in every part: only these can bind."""
    kept: list[Sequence[Decimal]] = []
    for peer in sorted({tuple(row) for row in peers}, reverse=True):
        # A row that equals or exceeds this one in every part comes before it in this order.
        if not any(all(a >= b for a, b in zip(other, peer, strict=True)) for other in kept):
            kept.append(peer)
    return kept


def maximise(objective: Sequence[Decimal], rows: Sequence[Sequence[Decimal]]) -> Decimal:
    """Return the maximum of an objective; each row ends with its bound, which is 0 or more."""
    table = [list(row) for row in rows]
    costs = [-cost for cost in objective] + [_ZERO]
    count = len(objective)
    outside, inside = list(range(count)), list(range(count, count + len(table)))
    while True:
        entering = [n for n in range(count) if costs[n] < -_NIL]
        if not entering:
            return costs[-1]
        column = min(entering, key=outside.__getitem__)
        ratios = [
            (row[-1] / row[column], inside[n], n)
            for n, row in enumerate(table)
            if row[column] > _NIL
        ]
        least = min(ratio for ratio, _, _ in ratios)
        _, n = min((label, n) for ratio, label, n in ratios if ratio - least <= _NIL)
        outside[column], inside[n] = inside[n], outside[column]
        _exchange(table, costs, n, column)


def _exchange(table: list[list[Decimal]], costs: list[Decimal], n: int, column: int) -> None:
    """Exchange a nonbasic variable with a basic one."""
    pivot = table[n][column]
    leaving = [value / pivot for value in table[n]]
    leaving[column] = _UNITY / pivot
    for row in (*(row for m, row in enumerate(table) if m != n), costs):
        factor = row[column]
        if factor:
            row[:] = [a - factor * b for a, b in zip(row, leaving, strict=True)]
            row[column] = -factor * leaving[column]
    table[n] = leaving
