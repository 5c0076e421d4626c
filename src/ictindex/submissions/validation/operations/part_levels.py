"""Operations on the parts of percentages of one year: weights, equal parts, steps, order."""

from __future__ import annotations

import statistics
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

from ictindex.core.data_classes import dataclass
from ictindex.submissions.validation import operation_parameters
from ictindex.submissions.validation.operations.case import (
    Case,
    Hit,
    Tally,
    Verdict,
    cell_hit,
    compare,
    is_beyond,
    remember,
    shorten,
    value_as_written,
)
from ictindex.submissions.validation.operations.part_layout import (
    NO_COLUMN,
    IndicatorParts,
    is_end,
    parts_of,
)

_ROUNDING = 1e-6
_MOST_BREAKDOWNS = 2  # equal parts of so many breakdowns are no chance


@dataclass(frozen=True, slots=True)
class _Line:
    """The parts of an indicator in one line: their columns, and the values that are known."""

    line: int
    indicator: IndicatorParts
    values: dict[int, float]

    @property
    def total(self) -> float | None:
        return self.values.get(self.indicator.total)

    def pair(self, by: str, *codes: str) -> tuple[int, ...] | None:
        """Return the columns of categories that have values."""
        columns = self.indicator.parts(by)
        positions = tuple(columns[code] for code in codes if columns.get(code) in self.values)
        return positions if len(positions) == len(codes) else None


def _lines(case: Case, names: tuple[str, ...]) -> list[_Line]:
    return remember(case, ("parts", names), lambda: list(_read(case, names)))


def _read(case: Case, names: tuple[str, ...]) -> Iterator[_Line]:
    panel = case.panel
    for indicator in parts_of(panel, names):
        columns = [p for p in (*indicator.positions, indicator.total) if p != NO_COLUMN]
        for line in range(len(panel.economies)):
            values = {p: v for p in columns if (v := panel.now[p][line]) == v}
            if any(panel.own_cells[position][line] for position in values):
                yield _Line(line, indicator, values)


def _hit(case: Case, entry: _Line, here: int, there: int, variant: str, **more: object) -> Hit:
    """Return the failure of a cell that is compared with another one."""
    details = {
        "node": case.panel.operands[there],
        "second": value_as_written(case.panel, entry.line, there),
        **more,
    }
    return cell_hit(case, entry.line, here, details, variant=variant)


def judge_share_of_women(case: Case, check: operation_parameters.SexWeight) -> Verdict:
    r"""Check the share of women in the population that follows from total, women and men.

    .. math:: a \le \frac{T - M}{F - M} \le b
    """
    tally, limits = Tally(case.panel), case.limits
    for entry in _lines(case, check.indicators):
        pair, total = entry.pair("sex", "F", "M"), entry.total
        if pair is None or total is None:
            continue
        women, men = (entry.values[position] for position in pair)
        if abs(women - men) < limits["sex-gap"]:
            continue
        tally.decided += 1
        share = (total - men) / (women - men)
        low, high = limits["women-least"], limits["women-most"]
        if is_beyond(low - share, low) or is_beyond(share - high, high):
            whole = value_as_written(case.panel, entry.line, entry.indicator.total)
            percent = shorten(100 * share, 3)
            hit = _hit(case, entry, pair[0], pair[1], "women", limit=whole, ratio=percent)
            hit = compare(hit, limit=(entry.indicator.total,))
            tally.hits.append(replace(hit, cells=(entry.indicator.total,)))
    return tally.verdict(("breakdowns",))


def judge_urban_share(case: Case, check: operation_parameters.UrbanWeight) -> Verdict:
    r"""Check a total against the urban share that follows from the other indicators.

    .. math:: |T - (s\,U + (1 - s)\,R)| \le l, \qquad
        s = \operatorname{median} \frac{T_j - R_j}{U_j - R_j}

    Last year's values of the parts would be a better judge.
    """
    tally, limits, panel = Tally(case.panel), case.limits, case.panel
    shares: dict[int, list[float]] = {}
    located: list[tuple[_Line, int, int, float]] = []
    for entry in _lines(case, check.indicators):
        pair, total = entry.pair("location", "U", "R"), entry.total
        if pair is None or total is None:
            continue
        urban, rural = (entry.values[position] for position in pair)
        located.append((entry, pair[0], pair[1], total))
        if abs(urban - rural) >= limits["urban-gap"]:
            shares.setdefault(entry.line, []).append((total - rural) / (urban - rural))
    for entry, u, r, total in located:
        several = shares.get(entry.line, ())
        if len(several) < limits["urban-indicators"]:
            continue
        tally.decided += 1
        if any(panel.years_before[position][entry.line] for position in (u, r)):
            continue
        share = min(max(statistics.median(several), 0.0), 1.0)
        usual = share * entry.values[u] + (1 - share) * entry.values[r]
        if abs(total - usual) > limits["urban-total"]:
            hit = _hit(
                case,
                entry,
                u,
                r,
                "urban",
                limit=value_as_written(panel, entry.line, entry.indicator.total),
                suggested=shorten(usual, 3),
                ratio=shorten(100 * share, 2),
            )
            hit = compare(hit, limit=(entry.indicator.total,))
            tally.hits.append(replace(hit, cells=(entry.indicator.total,)))
    return tally.verdict(("breakdowns",))


def judge_equal_parts(case: Case, check: operation_parameters.EqualParts) -> Verdict:
    """Check that parts of several breakdowns are not all equal to their total."""
    tally, least = Tally(case.panel), case.limits["parts-equal"]
    for entry in _lines(case, check.indicators):
        total = entry.total
        if total is None or is_end(total):
            continue
        tally.decided += 1
        same = {
            by: [p for _, p in parts if entry.values.get(p) == total]
            for by, parts in entry.indicator.breakdowns
        }
        equal = [position for parts in same.values() for position in parts]
        if len(equal) >= least and sum(map(bool, same.values())) >= _MOST_BREAKDOWNS:
            count = str(len(equal))
            hit = _hit(case, entry, equal[0], entry.indicator.total, "equal", count=count)
            tally.hits.append(compare(replace(hit, cells=tuple(equal)), others=equal[1:]))
    return tally.verdict(("breakdowns",))


def judge_steps(case: Case, check: operation_parameters.PartsInSteps) -> Verdict:
    """Check that the parts of a breakdown do not rise or fall by one step, as a filled column."""
    tally, least = Tally(case.panel), int(case.limits["parts-in-steps"])
    for entry in _lines(case, check.indicators):
        for _, parts in entry.indicator.breakdowns:
            columns = [position for _, position in parts if position in entry.values]
            if len(columns) < least:
                continue
            tally.decided += 1
            run = _find_run([entry.values[position] for position in columns], least)
            if run is not None:
                cells = columns[run.start : run.stop]
                count = str(len(cells))
                hit = _hit(case, entry, cells[0], cells[-1], "steps", count=count)
                tally.hits.append(replace(hit, cells=tuple(cells)))
    return tally.verdict(("breakdowns",))


def _find_run(values: Sequence[float], least: int) -> range | None:
    """Return the first run of values with one step; values at an end are none."""
    steps = [b - a for a, b in pairwise(values)]
    start = 0
    for n in range(1, len(steps) + 1):
        if n < len(steps) and abs(steps[n] - steps[start]) <= _ROUNDING:
            continue
        run = range(start, n + 1)
        at_end = abs(steps[start]) <= _ROUNDING and is_end(values[start])
        if len(run) >= least and not at_end:
            return run
        start = n
    return None


def judge_order_of_groups(case: Case, check: operation_parameters.GroupOrder) -> Verdict:
    r"""Check that a group is not far above one that is above it elsewhere.

    .. math:: v_{\text{lesser}} \le v_{\text{greater}} + l
    """
    tally, limit, panel = Tally(case.panel), case.limits["group-order"], case.panel
    for entry in _lines(case, check.indicators):
        pair = entry.pair(check.by, check.low, check.high)
        if pair is None:
            continue
        tally.decided += 1
        low, high = pair
        # If it was so last year, the question was asked then.
        before = [panel.before[position][entry.line] for position in pair]
        gap = entry.values[low] - entry.values[high] - limit
        if is_beyond(gap, entry.values[low]) and not before[0] > before[1]:
            tally.hits.append(_hit(case, entry, low, high, "order"))
    return tally.verdict(("breakdowns",))


def judge_fractions(case: Case, check: operation_parameters.Fractions) -> Verdict:
    """Check that no part is a fraction where its total is a percentage."""
    tally, limits = Tally(case.panel), case.limits
    for entry in _lines(case, check.indicators):
        total = entry.total
        if total is None:
            continue
        parts = [p for p in entry.indicator.positions if p in entry.values]
        tally.decided += len(parts)
        if total < limits["fraction-total"]:
            continue
        tally.hits += [
            _hit(case, entry, position, entry.indicator.total, "")
            for position in parts
            if 0 < entry.values[position] <= limits["fraction"]
        ]
    return tally.verdict(("breakdowns",))
