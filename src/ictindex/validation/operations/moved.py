"""Operations on lines: a column whose values were moved, the values of one economy moved."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

import numpy as np

from ictindex import canonical, catalogue, terms
from ictindex.validation import displacements
from ictindex.validation.operations import mirror
from ictindex.validation.operations.common import Case, Hit, Verdict, lacking, short
from ictindex.validation.operations.displaced import MOVED
from ictindex.validation.operations.rows import changes_of, hit_of, is_compilers
from ictindex.validation.panel import Floats, resolve
from ictindex.validation.resemblance import best_block, moved_gain, spread

# An order of lines in which people fill in tables: its name, and the lines of the panel in it.
_Order = tuple[str, list[int]]


class _Expected(NamedTuple):
    """Values of a column and what is expected of them, on its scale; spread, cost and limit."""

    values: Floats
    expected: Floats
    width: float
    cost: float
    limit: float


class _Block(NamedTuple):
    """A block of lines that fits better where its values are moved."""

    gain: float
    lag: int  # the value of line n is that of line n + lag
    order: _Order
    first: int
    last: int


def _orders(case: Case) -> list[_Order]:
    """Return the orders of the economies: that of the lines, of their codes, of their names."""
    economies = list(case.panel.first)
    found: list[_Order] = [("lines", list(range(len(economies))))]
    known = catalogue.economies()
    keys: dict[str, Callable[[str], str]] = {
        "codes": lambda code: code,
        "names": lambda code: terms.economy_name(code, "en") if code in known else code,
    }
    for name, key in keys.items():
        order = sorted(range(len(economies)), key=lambda n, key=key: key(economies[n]))  # type: ignore[misc]
        if order not in [one for _, one in found]:
            found.append((name, order))
    return found


def moved_column(case: Case, check: displacements.MovedColumn) -> Verdict:
    r"""Judge whether no block of a column fits better where its values are moved by some lines.

    With the value :math:`v_e` of line *e* and what is expected there, :math:`\hat v_e`,

    .. math:: g_k(e) = \min\left(\frac{|v_e - \hat v_e|}{s}, c\right)
        - \min\left(\frac{|v_e - \hat v_{e+k}|}{s}, c\right) - a, \qquad
        \max_{k,\, a \le b} \sum_{e=a}^{b} g_k(e) \le G

    on the scale of the indicator, over the contiguous blocks of lines. Last year's values are
    expected, with the usual change; where there are few, what peers suggest.
    """
    panel = case.panel
    columns = [one for one in panel.columns(check.of) if one[0] in changes_of(case)]
    count = len(panel.first)
    if not is_compilers(case):
        return lacking("compiler")
    if count < check.least or not columns:
        return lacking("other-economies")
    orders, hits, decided = _orders(case), [], 0
    for name, place in columns:
        found = _expected(case, check, name, place, count)
        if found is None:
            continue
        decided += 1
        best: _Block | None = None
        for order in orders:
            one = _best(found, check, order)
            if one.gain > found.limit and (best is None or one.gain > best.gain + 1e-9):
                best = one
        if best is not None:
            hits.append(_of_block(case, name, place, best))
    return Verdict(decided, len(columns) - decided, tuple(hits), () if decided else ("history",))


def _expected(
    case: Case, check: displacements.MovedColumn, name: str, place: int, count: int
) -> _Expected | None:
    """Return what is expected of a column: last year's values, or what peers suggest."""
    change, panel = changes_of(case)[name], case.panel

    def scaled(column: Floats) -> Floats:
        return np.array(
            [math.nan if v != v else change.transform(v) for v in column.tolist()], dtype=float
        )

    values = scaled(panel.now[:count, place])
    before = scaled(panel.before[:count, place])
    known = ~np.isnan(values)
    if (known & ~np.isnan(before)).sum() >= max(check.least, known.sum() / 2):
        return _Expected(
            values, before + change.median, spread(change), check.cost, check.gain
        )
    suggested = _suggested(case)
    if place not in suggested or name not in check.spreads:
        return None
    expected = scaled(suggested[place][:count])
    if (known & ~np.isnan(expected)).sum() < check.least:
        return None
    return _Expected(values, expected, check.spreads[name], check.cost_peers, check.gain_peers)


def _suggested(case: Case) -> Mapping[int, Floats]:
    """Return what peers suggest, by column."""
    found = mirror.expected(case)
    return {place: found.expected[:, n] for n, place in enumerate(found.places)}


def _best(column: _Expected, check: displacements.MovedColumn, order: _Order) -> _Block:
    """Return the block of lines that gains most, over all distances."""
    width, cost = column.width, column.cost
    values, expected = column.values[order[1]], column.expected[order[1]]
    best = _Block(0.0, 0, order, -1, -1)
    here = np.minimum(np.abs(values - expected) / width, check.most)
    for lag in sorted(range(-check.lines, check.lines + 1), key=abs):
        if lag == 0 or abs(lag) >= len(values):
            continue
        there = np.full(values.shape, np.nan)
        inside = slice(0, -lag) if lag > 0 else slice(-lag, None)
        other = slice(lag, None) if lag > 0 else slice(0, lag)
        there[inside] = np.minimum(np.abs(values[inside] - expected[other]) / width, check.most)
        gains = here - there - cost
        gain, first, last = best_block(np.where(np.isnan(gains), 0.0, gains).tolist())
        if gain > best.gain + 1e-9:
            best = _Block(gain, lag, order, first, last)
    return best


def _of_block(case: Case, name: str, place: int, block: _Block) -> Hit:
    panel = case.panel
    kind, lines = block.order
    economies = [panel.economies[n] for n in lines]
    moved = range(block.first, block.last + 1)
    for at in moved:
        case.memory.setdefault(MOVED, {}).setdefault(economies[at], set()).add(name)
    variant = "" if block.lag == -1 else "below" if block.lag == 1 else "lines-above"
    if block.lag > 1:
        variant = "lines-below"
    cells = [(economies[at], str(panel.now[lines[at], place])) for at in moved]
    given = {
        "first_economy": economies[block.first],
        "last_economy": economies[block.last],
        "count": str(len(moved)),
        "lines": str(abs(block.lag)),
        "line_order": kind,
        "gain": short(block.gain, 3),
    }
    bound = canonical.digest("cells", canonical.text(cells))
    return Hit(-1, place, given=given, imbalance=block.gain, variant=variant, written=bound)


def moved_cells(case: Case, check: displacements.MovedCells) -> Verdict:
    r"""Judge whether the values of an economy do not fit better a line or two away.

    .. math:: \sum_p \min(z_p(v_p), c) - \min(z_{p-k}(v_p), c) \le G

    with :math:`z_p(v)` how far a value is from what is expected of the indicator of line *p*, in
    spreads: last year's value with the usual change, or else what peers suggest.
    """
    panel, changes = case.panel, changes_of(case)
    columns = [one for one in panel.columns(check.of) if one[0] in changes]
    if len(columns) < check.least:
        return lacking(*check.of)
    suggested = _suggested(case)
    hits, decided = [], 0
    for economy, line in panel.first.items():
        before = {name: float(panel.before[line, place]) for name, place in columns}
        with_history = sum(value == value for value in before.values()) >= check.least
        near = _near(case, check, columns, line, before if with_history else None, suggested)
        if sum(value is not None and far is not None for _, value, far in near) < check.least:
            continue
        decided += 1
        limit = check.gain if with_history else check.gain_peers
        found = [_moved(one, check, limit) for one in _in_orders(case, near, line)]
        lag, gain = max(found, key=lambda one: one[1])
        if lag == 0:
            continue
        variant = "" if lag == 1 else "up" if lag == -1 else "lines-down"
        if lag < -1:
            variant = "lines-up"
        cells = [name for name, value, _ in near if value is not None]
        hits.append(
            hit_of(case, economy, cells, {"lines": str(abs(lag)), "gain": short(gain, 3)}, variant)
        )
    rest = len(panel.first) - decided
    return Verdict(decided, rest, tuple(hits), () if decided else ("history",))


_Cell = tuple[str, float | None, Callable[[float], float] | None]


class _Far:
    """How far a value is from what is expected of one indicator, in spreads."""

    def __init__(self, transform: Callable[[float], float], usual: float, width: float) -> None:
        self.transform, self.usual, self.width = transform, usual, width

    def __call__(self, value: float) -> float:
        return abs(self.transform(value) - self.usual) / self.width


def _near(
    case: Case, check: displacements.MovedCells, columns: Sequence[tuple[str, int]], line: int,
    before: Mapping[str, float] | None, suggested: Mapping[int, Floats],
) -> list[_Cell]:  # fmt: skip
    """Return the cells of an economy in the order of the rule; what is impossible has a place."""
    panel, changes = case.panel, changes_of(case)
    at = dict(columns)
    found: list[_Cell] = []
    for name in map(resolve, check.of):
        if name not in at:
            found.append((name, None, None))
            continue
        change, row = changes[name], int(panel.rows[line, at[name]])
        # Impossible values have been set aside by now; here they stand in the wrong line.
        value = float(panel.own.values[row]) if row >= 0 else math.nan
        far: Callable[[float], float] | None = None
        if before is not None and before[name] == before[name]:
            usual = change.transform(before[name]) + change.median
            far = _Far(change.transform, usual, spread(change))
        elif before is None and at[name] in suggested and name in check.spreads:
            usual = float(suggested[at[name]][line])
            if usual == usual:
                far = _Far(change.transform, change.transform(usual), check.spreads[name])
        found.append((name, None if value != value else value, far))
    return found


def _in_orders(case: Case, near: list[_Cell], line: int) -> list[list[_Cell]]:
    """Return the cells in the order of the rule, and in that of the lines of the table."""
    panel = case.panel
    rows = {name: int(panel.rows[line, panel.places[name]]) for name, _, far in near if far}
    there = [cell for cell in near if rows.get(cell[0], -1) >= 0]
    by_line = sorted(there, key=lambda cell: rows[cell[0]])
    return [near] if by_line == there else [near, by_line]


def _moved(near: Sequence[_Cell], check: displacements.MovedCells, limit: float) -> tuple[int, float]:
    """Return by how many lines the values gain most from being moved, and how much; else 0."""
    values, expected = [value for _, value, _ in near], [far for _, _, far in near]
    # Nothing can gain more than what it is off as it stands.
    off = sum(
        min(far(value), check.most)
        for value, far in zip(values, expected, strict=True)
        if value is not None and far is not None
    )
    best, moved = limit, 0
    if off <= limit:
        return moved, best
    for lines in sorted(range(-check.lines, check.lines + 1), key=abs):
        if lines:
            gain, count = moved_gain(values, expected, lines, check.most)
            if count >= check.least - abs(lines) and gain > best:
                best, moved = gain, lines
    return moved, best
