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
from ictindex.validation.operations.scaled import FEW, TOLERANCE, block_gains, transformed
from ictindex.validation.panel import Floats, resolve
from ictindex.validation.resemblance import best_block, moved_gain, spread

# An order of lines in which people fill in tables: its name, and the lines of the panel in it.
_Order = tuple[str, list[int]]


class _Expected(NamedTuple):
    """Values of a column and what is expected of them, on its scale; spread, cost and limit."""

    name: str
    place: int
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
    keys: dict[str, list[str]] = {
        "codes": economies,
        "names": [terms.economy_name(code, "en") if code in known else code for code in economies],
    }
    for name, words in keys.items():
        order = sorted(range(len(economies)), key=words.__getitem__)
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
    if not is_compilers(case):
        return lacking("compiler")
    if len(panel.first) < check.least or not columns:
        return lacking("other-economies")
    known = [one for name, place in columns if (one := _expected(case, check, name, place))]
    best: dict[int, _Block] = {}
    for order in _orders(case) if known else ():
        for n, block in _blocks(known, check, order):
            if n not in best or block.gain > best[n].gain + TOLERANCE:
                best[n] = block
    hits = [_of_block(case, known[n], block) for n, block in sorted(best.items())]
    rest = len(columns) - len(known)
    return Verdict(len(known), rest, tuple(hits), () if known else ("history",))


def _expected(
    case: Case, check: displacements.MovedColumn, name: str, place: int
) -> _Expected | None:
    """Return what is expected of a column: last year's values, or what peers suggest."""
    change, panel = changes_of(case)[name], case.panel
    count = len(panel.first)
    values = transformed(change, panel.now[:count, place])
    before = transformed(change, panel.before[:count, place]) + change.median
    known = ~np.isnan(values)
    if (known & ~np.isnan(before)).sum() >= max(check.least, known.sum() / 2):
        return _Expected(name, place, values, before, spread(change), check.cost, check.gain)
    suggested = _suggested(case)
    if place not in suggested or name not in check.spreads:
        return None
    expected = transformed(change, suggested[place][:count])
    if (known & ~np.isnan(expected)).sum() < check.least:
        return None
    width = check.spreads[name]
    return _Expected(name, place, values, expected, width, check.cost_peers, check.gain_peers)


def _suggested(case: Case) -> Mapping[int, Floats]:
    """Return what peers suggest, by column."""
    found = mirror.expected(case)
    return {place: found.expected[:, n] for n, place in enumerate(found.places)}


def _blocks(
    known: Sequence[_Expected], check: displacements.MovedColumn, order: _Order
) -> list[tuple[int, _Block]]:
    """Return for each column the block that gains most, where it gains enough."""
    values, expected = (
        np.stack([getattr(one, name) for one in known])[:, order[1]]
        for name in ("values", "expected")
    )
    width = np.array([one.width for one in known])[:, None]
    cost = np.array([one.cost for one in known])[:, None]
    here = np.minimum(np.abs(values - expected) / width, check.most)
    lags, gains = [], []
    for lag in sorted(range(-check.lines, check.lines + 1), key=abs):
        if lag == 0 or abs(lag) >= values.shape[1]:
            continue
        there = np.full(values.shape, np.nan)
        inside = slice(0, -lag) if lag > 0 else slice(-lag, None)
        other = slice(lag, None) if lag > 0 else slice(0, lag)
        off = np.abs(values[:, inside] - expected[:, other]) / width
        there[:, inside] = np.minimum(off, check.most)
        lags.append(lag)
        gains.append(np.nan_to_num(here - there - cost))
    best = np.stack([block_gains(one) for one in gains])  # lag x column
    found = []
    for n, one in enumerate(known):
        # Of equal gains the nearest lines: lags are in the order of their distance.
        at = int(np.argmax(best[:, n] > best[:, n].max() - TOLERANCE))
        gain, first, last = best_block(gains[at][n].tolist())
        if gain > one.limit:
            found.append((n, _Block(gain, lags[at], order, first, last)))
    return found


def _of_block(case: Case, column: _Expected, block: _Block) -> Hit:
    panel = case.panel
    kind, lines = block.order
    economies = [panel.economies[n] for n in lines]
    moved = range(block.first, block.last + 1)
    for at in moved:
        case.memory.setdefault(MOVED, {}).setdefault(economies[at], set()).add(column.name)
    variant = "" if block.lag == -1 else "below" if block.lag == 1 else "lines-above"
    if block.lag > 1:
        variant = "lines-below"
    cells = [[economies[at], str(panel.now[lines[at], column.place])] for at in moved]
    given = {
        "first_economy": economies[block.first],
        "last_economy": economies[block.last],
        "count": str(len(moved)),
        "lines": str(abs(block.lag)),
        "line_order": kind,
        "gain": short(block.gain, 3),
    }
    bound = canonical.digest("cells", canonical.text(cells))
    return Hit(
        -1, column.place, given=given, imbalance=block.gain, variant=variant, written=bound
    )  # fmt: skip


def moved_cells(case: Case, check: displacements.MovedCells) -> Verdict:
    r"""Judge whether the values of an economy do not fit better a line or two away.

    .. math:: \sum_p \min(z_p(v_p), c) - \min(z_{p-k}(v_p), c) \le G

    with :math:`z_p(v)` how far a value is from what is expected of the indicator of line *p*, in
    spreads: last year's value with the usual change, or else what peers suggest. Lines are those
    of the questionnaire, whatever the order of the table.
    """
    panel, changes = case.panel, changes_of(case)
    columns = [one for one in panel.columns(check.of) if one[0] in changes]
    if len(columns) < check.least:
        return lacking(*check.of)
    lines = _Lines(case, check, columns)
    suspects = lines.suspects() if len(panel.first) > FEW else None
    hits, decided = [], 0
    for economy, line in panel.first.items():
        if suspects is not None and not suspects[line]:
            decided += lines.count(line) >= check.least
            continue
        near, limit = lines.of(line)
        off = [
            min(far(value), check.most)
            for _, value, far in near
            if value is not None and far is not None
        ]
        decided += len(off) >= check.least
        # Nothing can gain more than what it is off as it stands.
        if len(off) < check.least or sum(off) <= limit:
            continue
        lag, gain = _moved(near, check, limit)
        if lag == 0:
            continue
        variant = "" if lag == 1 else "up" if lag == -1 else "lines-down"
        if lag < -1:
            variant = "lines-up"
        cells = [name for name, value, _ in near if value is not None]
        given = {"lines": str(abs(lag)), "gain": short(gain, 3)}
        hits.append(hit_of(case, economy, cells, given, variant))
    rest = len(panel.first) - decided
    return Verdict(decided, rest, tuple(hits), () if decided else ("history",))


_Cell = tuple[str, float | None, Callable[[float], float] | None]


class _Far:
    """How far a value is from what is expected of one indicator, in spreads."""

    def __init__(self, transform: Callable[[float], float], usual: float, width: float) -> None:
        self.transform, self.usual, self.width = transform, usual, width

    def __call__(self, value: float) -> float:
        return abs(self.transform(value) - self.usual) / self.width


class _Lines:
    """The cells of each economy in the order of their lines, with what is expected of them."""

    def __init__(
        self,
        case: Case,
        check: displacements.MovedCells,
        columns: Sequence[tuple[str, int]],
    ) -> None:
        panel, count = case.panel, len(case.panel.first)
        self.check, self.changes = check, changes_of(case)
        self.names = list(map(resolve, check.of))
        suggested = _suggested(case)
        # Impossible values have been set aside by now; here they stand in the wrong line.
        values = np.append(panel.own.values, np.nan)[panel.rows[:count]]
        self.values = {name: values[:, place].tolist() for name, place in columns}
        self.before = {name: panel.before[:count, place].tolist() for name, place in columns}
        self.peers = {
            name: suggested[place][:count].tolist()
            for name, place in columns
            if place in suggested and name in check.spreads
        }

    def count(self, line: int) -> int:
        """Return how many cells of an economy have something that is expected of them."""
        last = sum(column[line] == column[line] for column in self.before.values())
        expected = self.before if last >= self.check.least else self.peers
        return sum(
            column[line] == column[line] and self.values[name][line] == self.values[name][line]
            for name, column in expected.items()
        )

    def suspects(self) -> list[bool]:
        """Tell of a whole table which rows may gain enough: a superset, found at once."""
        check, count = self.check, len(self.values[next(iter(self.values))])
        before = np.array(list(self.before.values()))
        with_history = (~np.isnan(before)).sum(axis=0) >= check.least
        nothing = np.full(count, np.nan)

        def far(name: str, values: Floats) -> Floats:
            """How far values are from what is expected of an indicator, at most so many spreads."""
            change = self.changes[name]
            this = transformed(change, values)
            off = this - transformed(change, np.array(self.before[name])) - change.median
            other = np.full(count, np.nan)
            if not with_history.all() and name in self.peers:
                other = this - transformed(change, np.array(self.peers[name]))
                other /= check.spreads[name]
            off = np.where(with_history, off / spread(change), other)
            return np.minimum(np.abs(off), check.most)

        columns = [np.array(self.values[n]) if n in self.values else nothing for n in self.names]
        here = [
            far(name, column) if name in self.values else nothing
            for name, column in zip(self.names, columns, strict=True)
        ]
        best = np.full(count, -np.inf)
        for lines in range(-check.lines, check.lines + 1):
            pairs = [
                here[at] - far(self.names[at - lines], columns[at])
                for at in range(len(columns))
                if lines
                and 0 <= at - lines < len(columns)
                and self.names[at - lines] in self.values
            ]
            if pairs:
                best = np.maximum(best, np.nan_to_num(np.stack(pairs)).sum(axis=0))
        limit = np.where(with_history, check.gain, check.gain_peers)
        found: list[bool] = (best > limit - TOLERANCE).tolist()
        return found

    def of(self, line: int) -> tuple[list[_Cell], float]:
        """Return the cells of one economy, and the limit of what moving them may gain."""
        check = self.check
        last = {name: column[line] for name, column in self.before.items()}
        with_history = sum(value == value for value in last.values()) >= check.least
        found: list[_Cell] = []
        for name in self.names:
            if name not in self.values:
                found.append((name, None, None))
                continue
            value, change = self.values[name][line], self.changes[name]
            far: Callable[[float], float] | None = None
            if with_history and last[name] == last[name]:
                usual = change.transform(last[name]) + change.median
                far = _Far(change.transform, usual, spread(change))
            elif not with_history and name in self.peers:
                suggested = self.peers[name][line]
                if suggested == suggested:
                    usual = change.transform(suggested)
                    far = _Far(change.transform, usual, check.spreads[name])
            found.append((name, None if math.isnan(value) else value, far))
        return found, check.gain if with_history else check.gain_peers


def _moved(
    near: Sequence[_Cell], check: displacements.MovedCells, limit: float
) -> tuple[int, float]:
    """Return by how many lines the values gain most from being moved, and how much; else 0."""
    values, expected = [value for _, value, _ in near], [far for _, _, far in near]
    best, moved = limit, 0
    for lines in sorted(range(-check.lines, check.lines + 1), key=abs):
        if lines:
            gain, count = moved_gain(values, expected, lines, check.most)
            if count >= check.least - abs(lines) and gain > best:
                best, moved = gain, lines
    return moved, best
