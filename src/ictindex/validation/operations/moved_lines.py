"""Operations on lines: a column whose values were moved, the values of one economy moved."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np

from ictindex import catalogue, i18n
from ictindex.core import canonical
from ictindex.validation import displacement_parameters
from ictindex.validation.change_model import Change
from ictindex.validation.operations.case import Case, Hit, Verdict, lacking, short
from ictindex.validation.operations.misplaced_rows import LEFT, MOVED
from ictindex.validation.operations.row_values import (
    changes_of,
    hit_of,
    is_compilers,
    once,
    rows_now,
    rows_of_own_history,
)
from ictindex.validation.operations.scaled_tables import FEW, TOLERANCE, block_gains, transformed
from ictindex.validation.panel import Floats, resolve
from ictindex.validation.row_similarity import best_block, joint_density, moved_gain, slope, spread

# An order of lines in which people fill in tables: its name, and the lines of the panel in it.
_Order = tuple[str, list[int]]


class _Expected(NamedTuple):
    """Values of a column and what is expected of them, on its scale; spreads, cost and limit."""

    name: str
    place: int
    values: Floats
    expected: Floats
    width: Floats
    cost: float
    limit: float
    by_last_year: bool


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
        "names": [i18n.economy_name(code, "en") if code in known else code for code in economies],
    }
    for name, words in keys.items():
        order = sorted(range(len(economies)), key=words.__getitem__)
        if order not in [one for _, one in found]:
            found.append((name, order))
    return found


def moved_column(case: Case, check: displacement_parameters.MovedColumn) -> Verdict:
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
    kept = _without_mirrors(known, best)
    hits = [_of_block(case, known[n], block) for n, block in sorted(kept.items())]
    rest = len(columns) - len(known)
    return Verdict(len(known), rest, tuple(hits), () if known else ("history",))


def _without_mirrors(known: Sequence[_Expected], best: Mapping[int, _Block]) -> dict[int, _Block]:
    """Leave out columns that only seem moved, because the values that suggest theirs were moved."""
    # One fault, one question: the column that gains most is the one that was moved.
    kept: dict[int, _Block] = {}
    for n, block in sorted(best.items(), key=lambda one: -one[1].gain):
        others = [
            one for m, one in kept.items() if not (known[n].by_last_year and known[m].by_last_year)
        ]
        if not any(
            one.lag == -block.lag and one.first <= block.last and block.first <= one.last
            for one in others
        ):
            kept[n] = block
    return kept


def _expected(
    case: Case, check: displacement_parameters.MovedColumn, name: str, place: int
) -> _Expected | None:
    """Return what is expected of a column: last year's values, or what peers suggest."""
    change, panel = changes_of(case)[name], case.panel
    count = len(panel.first)
    values = transformed(change, panel.now[:count, place])
    before = transformed(change, panel.before[:count, place]) + change.median
    known = ~np.isnan(values)
    if (known & ~np.isnan(before)).sum() >= max(check.least, known.sum() / 2):
        width = np.full(count, spread(change))
        return _Expected(name, place, values, before, width, check.cost, check.gain, True)
    suggested = _suggested(case).get(name)
    if suggested is None or (known & ~np.isnan(suggested[0])).sum() < check.least:
        return None
    return _Expected(name, place, values, *suggested, check.cost_peers, check.gain_peers, False)


def _suggested(case: Case) -> Mapping[str, tuple[Floats, Floats]]:
    """Return for each indicator what the other values of each economy suggest, and its spread."""

    def make() -> dict[str, tuple[Floats, Floats]]:
        peers, changes = case.fitted.peers, changes_of(case)
        rows = list(rows_now(case).values())
        found = {
            name: (np.full(len(rows), np.nan), np.full(len(rows), np.nan))
            for name in peers.indicators
        }
        for n, row in enumerate(rows):
            values = {
                k: changes[name].transform(row[name])
                for k, name in enumerate(peers.indicators)
                if name in row
            }
            beside = peers.beside(values)
            if beside is None:
                continue
            for k in values:
                one = beside.suggestion(k)
                means, spreads = found[peers.indicators[k]]
                means[n], spreads[n] = one.mean, one.spread
        return found

    return once(case, "suggested", make)


def _blocks(
    known: Sequence[_Expected], check: displacement_parameters.MovedColumn, order: _Order
) -> list[tuple[int, _Block]]:
    """Return for each column the block that gains most, where it gains enough."""
    values, expected, width = (
        np.stack([getattr(one, name) for one in known])[:, order[1]]
        for name in ("values", "expected", "width")
    )
    cost = np.array([one.cost for one in known])[:, None]
    here = np.minimum(np.abs(values - expected) / width, check.most)
    lags, gains = [], []
    for lag in sorted(range(-check.lines, check.lines + 1), key=abs):
        if lag == 0 or abs(lag) >= values.shape[1]:
            continue
        there = np.full(values.shape, np.nan)
        inside = slice(0, -lag) if lag > 0 else slice(-lag, None)
        other = slice(lag, None) if lag > 0 else slice(0, lag)
        off = np.abs(values[:, inside] - expected[:, other]) / width[:, other]
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


def moved_cells(case: Case, check: displacement_parameters.MovedCells) -> Verdict:
    r"""Judge whether the values of an economy do not fit better a line or two away.

    .. math:: \sum_p \min(z_p(v_p), c) - \min(z_{p-k}(v_p), c) \le G

    with :math:`z_p(v)` how far a value is from last year's of the indicator of line *p* with the
    usual change, in spreads. Without last year's values the gain is that of the density of all
    values together, in decades. Lines are those of the questionnaire, whatever the order of the
    table.
    """
    panel, changes = case.panel, changes_of(case)
    columns = [one for one in panel.columns(check.of) if one[0] in changes]
    if len(columns) < check.least:
        return lacking(*check.of)
    lines = _Lines(case, check, columns)
    suspects = lines.suspects() if len(panel.first) > FEW else None
    hits, decided = [], 0
    for economy, line in panel.first.items():
        with_history = lines.has_history(line)
        if with_history and suspects is not None and not suspects[line]:
            decided += 1
            continue
        cells = lines.of(line)
        known = [name for name, value in cells if value is not None]
        if len(known) < check.least:
            continue
        decided += 1
        lag, gain, left = lines.moved(line, cells) if with_history else lines.undone(cells)
        if lag == 0:
            continue
        case.memory.setdefault(LEFT, {})[economy] = left
        variant = "" if lag == 1 else "up" if lag == -1 else "lines-down"
        if lag < -1:
            variant = "lines-up"
        given = {"lines": str(abs(lag)), "gain": short(gain, 3)}
        hits.append(hit_of(case, economy, known, given, variant))
    rest = len(panel.first) - decided
    return Verdict(decided, rest, tuple(hits), () if decided else ("history",))


_Cell = tuple[str, float | None]


class _Far:
    """How far a value is from what is expected of one indicator, in spreads."""

    def __init__(self, change: Change, last: float) -> None:
        self.change, self.usual = change, change.transform(last) + change.median

    def __call__(self, value: float) -> float:
        return abs(self.change.transform(value) - self.usual) / spread(self.change)


class _Lines:
    """The cells of each economy in the order of their lines, and what moving them gains."""

    def __init__(
        self,
        case: Case,
        check: displacement_parameters.MovedCells,
        columns: Sequence[tuple[str, int]],
    ) -> None:
        panel, count = case.panel, len(case.panel.first)
        self.check, self.changes, self.peers = check, changes_of(case), case.fitted.peers
        self.names = list(map(resolve, check.of))
        # Impossible values have been set aside by now; here they stand in the wrong line.
        values = np.append(panel.own.values, np.nan)[panel.rows[:count]]
        self.values = {name: values[:, place].tolist() for name, place in columns}
        at, earlier = dict(columns), rows_of_own_history(case)
        # Of lines that nobody filled in, too: what belongs there may stand on the next one.
        self.before = {
            name: panel.before[:count, at[name]].tolist()
            if name in at
            else [earlier.get(one, {}).get(name, math.nan) for one in panel.first]
            for name in self.names
            if name in self.changes
        }
        self._nothing = [math.nan] * count
        self.lags = [n for n in range(-check.lines, check.lines + 1) if n]
        self.lags.sort(key=abs)

    def has_history(self, line: int) -> bool:
        last = [column[line] for column in self.before.values()]
        return sum(not math.isnan(value) for value in last) >= self.check.least

    def of(self, line: int) -> list[_Cell]:
        """Return the cells of one economy, in the order of the lines."""
        cells = [(name, self.values.get(name)) for name in self.names]
        return [
            (name, None if column is None or column[line] != column[line] else column[line])
            for name, column in cells
        ]

    def moved(self, line: int, cells: Sequence[_Cell]) -> tuple[int, float, float]:
        """Return by how many lines values gain most beside last year's, how much, what is left."""
        check = self.check
        last = [self.before.get(name, self._nothing)[line] for name in self.names]
        far = [
            None if value != value else _Far(self.changes[name], value)
            for name, value in zip(self.names, last, strict=True)
        ]
        best, moved, rest = check.gain, 0, math.nan
        for lag in self.lags:
            values = [value for _, value in cells]
            gain, left, count = moved_gain(values, far, lag, check.most)
            if count >= check.least - abs(lag) and left <= check.left and gain > best:
                best, moved, rest = gain, lag, left
        return moved, best, rest

    def undone(self, cells: Sequence[_Cell]) -> tuple[int, float, float]:
        """Return by how many lines values gain most in their density together; else 0."""
        check, best, moved = self.check, self.check.gain_peers, 0
        for lag in self.lags:
            pairs = [
                (name, self.names[at - lag], value)
                for at, (name, value) in enumerate(cells)
                if value is not None and 0 <= at - lag < len(cells)
            ]
            if len(pairs) < check.least:
                continue
            typed = self._density([(name, value) for name, _, value in pairs])
            other = self._density([(name, value) for _, name, value in pairs])
            gain = (other - typed) / math.log(10)
            if gain > best:
                best, moved = gain, lag
        return moved, best, math.inf

    def _density(self, cells: Sequence[tuple[str, float]]) -> float:
        """Return the logarithm of the density of values, in their own units."""
        at = {name: k for k, name in enumerate(self.peers.indicators)}
        cells = [(name, value) for name, value in cells if name in at]
        cannot = sum(
            value > 100 and self.changes[n].transformation == "logit" for n, value in cells
        )
        slopes = (slope(self.changes[name], value) for name, value in cells)
        values = {at[name]: self.changes[name].transform(value) for name, value in cells}
        penalty = cannot * self.check.impossible * math.log(10)
        return joint_density(self.peers, values) + math.fsum(map(math.log, slopes)) - penalty

    def suspects(self) -> list[bool]:
        """Tell of a whole table which rows may gain enough: a superset, found at once."""
        check, count = self.check, len(self.values[next(iter(self.values))])
        nothing = np.full(count, np.nan)

        def far(name: str, values: Floats) -> Floats:
            """How far values are from what is expected of an indicator, at most so many spreads."""
            change = self.changes[name]
            usual = transformed(change, np.array(self.before[name])) + change.median
            off = np.abs(transformed(change, values) - usual) / spread(change)
            return np.minimum(off, check.most)

        columns = [np.array(self.values[n]) if n in self.values else nothing for n in self.names]
        here = [
            far(name, column) if name in self.before else nothing
            for name, column in zip(self.names, columns, strict=True)
        ]
        best = np.full(count, -np.inf)
        for lag in self.lags:
            pairs = [
                here[at] - far(self.names[at - lag], columns[at])
                for at in range(len(columns))
                if 0 <= at - lag < len(columns) and self.names[at - lag] in self.before
            ]
            if pairs:
                best = np.maximum(best, np.nan_to_num(np.stack(pairs)).sum(axis=0))
        found: list[bool] = (best > check.gain - TOLERANCE).tolist()
        return found
