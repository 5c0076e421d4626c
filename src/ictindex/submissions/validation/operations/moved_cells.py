"""Operation on the values of one economy that were all moved by a line or two."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence

from ictindex.submissions.validation import operation_parameters
from ictindex.submissions.validation.change_model import Change
from ictindex.submissions.validation.operations.case import (
    Case,
    Verdict,
    compare,
    need,
    shorten,
    verdict,
)
from ictindex.submissions.validation.operations.misplaced_rows import LEFT
from ictindex.submissions.validation.operations.row_values import (
    economy_hit,
    rows_of_own_history,
)
from ictindex.submissions.validation.operations.scaled_tables import FEW, Lines, suspected_lines
from ictindex.submissions.validation.panel import NAN, resolve
from ictindex.submissions.validation.row_similarity import joint_density, moved_gain, slope, spread


def judge_moved_cells(case: Case, check: operation_parameters.MovedCells) -> Verdict:
    r"""Check that the values of an economy do not fit better a line or two away.

    .. math:: \sum_p \min(z_p(v_p), c) - \min(z_{p-k}(v_p), c) \le G

    where :math:`z_p(v)` is the distance of a value, in spreads, from last year's value of the
    indicator of line *p* with the usual change. Without last year's values the gain is the gain in
    the joint density of all values, in decades, also without any one of them: a single wrong value
    is no moved column. Lines are those of the questionnaire, whatever the order of the table.
    """
    panel, changes = case.panel, case.fitted.changes
    columns = [entry for entry in panel.columns(check.of) if entry[0] in changes]
    if len(columns) < check.least:
        return need(*check.of)
    lines = _Lines(case, check, columns)
    suspects = lines.suspects() if len(panel.first) > FEW else None
    hits, decided = [], 0
    for economy, line in panel.first.items():
        with_history = lines.has_history(line)
        if with_history and suspects is not None and not suspects[line]:
            decided += 1
            continue
        cells = lines.list_cells(line)
        filled = [name for name, value in cells if value is not None]
        if len(filled) < check.least:
            continue
        decided += 1
        lag, gain, left = lines.find_move(line, cells) if with_history else lines.undone(cells)
        if lag == 0:
            continue
        case.memory.setdefault(LEFT, {})[economy] = left
        variant = {1: "", -1: "up"}.get(lag, "lines-down" if lag > 0 else "lines-up")
        details = {"lines": str(abs(lag)), "gain": shorten(gain, 3)}
        moved = [name for name, _, _ in list_moves(cells, lag)]
        hit = economy_hit(case, economy, moved, details, variant)
        hits.append(compare(hit, others=(hit.cells[0], hit.cells[-1])))
    return verdict(decided, hits, ("history",), len(panel.first) - decided)


_Cell = tuple[str, float | None]
# A value with the indicator of its line, and that of the line from which it would come.
_Move = tuple[str, str, float]


def list_moves(cells: Sequence[_Cell], lag: int) -> list[_Move]:
    """Return the values that have a line so many lines up, with both indicators."""
    return [
        (name, cells[at - lag][0], value)
        for at, (name, value) in enumerate(cells)
        if value is not None and 0 <= at - lag < len(cells)
    ]


def _measure_from(last: float, change: Change) -> Callable[[float], float]:
    """Return the distance of values from the expected value of an indicator, in spreads."""
    usual, width = change.transform(last) + change.median, spread(change)
    return lambda value: abs(change.transform(value) - usual) / width


class _Lines:
    """The cells of each economy in the order of their lines, and the gain of moving them."""

    def __init__(
        self, case: Case, check: operation_parameters.MovedCells, columns: Sequence[tuple[str, int]]
    ) -> None:
        panel, count = case.panel, len(case.panel.first)
        self.check, self.changes, self.peers = check, case.fitted.changes, case.fitted.peers
        self.names = list(map(resolve, check.of))
        # Impossible values were set aside before; here they are values in the wrong line.
        values = [*panel.own.values, NAN]
        self.values = {
            name: [values[row] for row in panel.rows[position][:count]]
            for name, position in columns
        }
        at, earlier = dict(columns), rows_of_own_history(case)
        # Empty lines count too: their value may be on the next line.
        self.before = {
            name: panel.before[at[name]][:count]
            if name in at
            else [earlier.get(code, {}).get(name, math.nan) for code in panel.first]
            for name in self.names
            if name in self.changes
        }
        self._nothing = [math.nan] * count
        self.lags = sorted((n for n in range(-check.lines, check.lines + 1) if n), key=abs)

    def has_history(self, line: int) -> bool:
        last = [column[line] for column in self.before.values()]
        return sum(not math.isnan(value) for value in last) >= self.check.least

    def list_cells(self, line: int) -> list[_Cell]:
        """Return the cells of one economy, in the order of the lines."""
        cells = [(name, self.values.get(name)) for name in self.names]
        return [
            (name, None if column is None or column[line] != column[line] else column[line])
            for name, column in cells
        ]

    def find_move(self, line: int, cells: Sequence[_Cell]) -> tuple[int, float, float]:
        """Return the best number of lines by last year's values, its gain, and what is left."""
        check = self.check
        last = [self.before.get(name, self._nothing)[line] for name in self.names]
        far = [
            None if value != value else _measure_from(value, self.changes[name])
            for name, value in zip(self.names, last, strict=True)
        ]
        values = [value for _, value in cells]
        best, moved, rest = check.gain, 0, math.nan
        for lag in self.lags:
            gain, left, count = moved_gain(values, far, lag, check.most)
            if count >= check.least - abs(lag) and left <= check.left and gain > best:
                best, moved, rest = gain, lag, left
        return moved, best, rest

    def undone(self, cells: Sequence[_Cell]) -> tuple[int, float, float]:
        """Return the number of lines with the largest gain in the joint density; else 0."""
        check, best, moved = self.check, self.check.gain_peers, 0
        for lag in self.lags:
            moves = list_moves(cells, lag)
            if len(moves) < check.least:
                continue
            gain = self._gain(moves)
            if gain > best and self._is_shared(moves):
                best, moved = gain, lag
        return moved, best, math.inf

    def _is_shared(self, moves: Sequence[_Move]) -> bool:
        """Tell whether the gain stays without any one value: a wrong one alone is no move."""
        rest = ([*moves[:k], *moves[k + 1 :]] for k in range(len(moves)))
        return all(self._gain(others) > self.check.gain_peers for others in rest)

    def _gain(self, moves: Sequence[_Move]) -> float:
        """Return the gain in the joint density of values in the other lines, in decades."""
        typed = self._density([(name, value) for name, _, value in moves])
        other = self._density([(name, value) for _, name, value in moves])
        return (other - typed) / math.log(10)

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
        """Return the rows of a table that may gain enough: a superset, computed at once."""
        lines = Lines(self.names, self.values, self.before, self.lags)
        return suspected_lines(lines, self.changes, self.check.most, self.check.gain)
