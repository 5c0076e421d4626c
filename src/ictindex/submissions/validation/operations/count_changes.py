"""Operations on counts compared with last year's pattern: people, shares, parts, coverage."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace

from ictindex.submissions.validation import operation_parameters
from ictindex.submissions.validation.operations.case import (
    Case,
    Hit,
    Tally,
    Verdict,
    cell_hit,
    need,
    remember,
    shorten,
    value_as_written,
)
from ictindex.submissions.validation.operations.exchanged_order import find_better_order
from ictindex.submissions.validation.panel import NAN, Panel

_LEFT = 0.25  # share of the distance that may remain after an exchange


def _growth(panel: Panel, line: int, position: int) -> float:
    """Return the natural logarithm of a value divided by last year's; NaN if one is not known."""
    value, last = panel.now[position][line], panel.before[position][line]
    return math.log(value / last) if value > 0 and last > 0 else NAN


def _last_year(panel: Panel, line: int, position: int) -> dict[str, object]:
    return {
        "previous": shorten(panel.before[position][line], 12),
        "previous_year": str(panel.years_before[position][line]),
    }


def _list_asked(case: Case) -> set[tuple[int, int]]:
    """Return the cells about which a change alone is asked: each needs one question."""
    return remember(case, "changes asked", lambda: set[tuple[int, int]]())


def judge_population_change(case: Case, check: operation_parameters.PopulationChange) -> Verdict:
    r"""Check that a population changes by little in a year.

    .. math:: \left| \ln \frac{v}{p} \right| \le l\,g
    """
    panel = case.panel
    if not panel.has_history():
        return need("history")
    limit, tally, asked = case.limits["population-change"], Tally(panel), _list_asked(case)
    for _, position in panel.columns(check.indicators):
        growths = [_growth(panel, line, position) for line in range(len(panel.economies))]
        tally.count([growth == growth for growth in growths], position)
        for line, growth in enumerate(growths):
            if abs(growth) > limit * panel.count_years(line, position):
                details = {
                    **_last_year(panel, line, position),
                    "difference": shorten(100 * math.expm1(growth), 3),
                }
                tally.hits.append(cell_hit(case, line, position, details, variant="population"))
                asked.add((line, position))
    return tally.verdict(("history",))


def judge_shares(case: Case, check: operation_parameters.ShareChange) -> Verdict:
    r"""Check that the ratio of two figures changes by little in a year.

    .. math:: \left| \ln \frac{v_1 / v_2}{p_1 / p_2} \right| \le l\,g

    The one that changed more is named.
    """
    panel = case.panel
    if not panel.has_history():
        return need("history")
    columns = panel.columns((check.share, check.base))
    if len(columns) < 2:
        return need(check.share, check.base)
    (_, share), (_, base) = columns
    limit, tally = case.limits[check.limit], Tally(panel)
    both = [
        (_growth(panel, line, share), _growth(panel, line, base))
        for line in range(len(panel.economies))
    ]
    tally.count(
        [growth - growth_of_base == growth - growth_of_base for growth, growth_of_base in both],
        share,
        base,
    )
    for line, (growth, growth_of_base) in enumerate(both):
        if not abs(growth - growth_of_base) > limit * panel.count_years(line, share):
            continue
        named, compared = (share, base) if abs(growth) >= abs(growth_of_base) else (base, share)
        if (line, named) in _list_asked(case):
            continue
        details = {
            **_last_year(panel, line, named),
            "node": panel.operands[compared],
            "second": value_as_written(panel, line, compared),
            "previous_other": shorten(panel.before[compared][line], 12),
            "ratio": shorten(math.exp(growth - growth_of_base), 3),
        }
        tally.hits.append(cell_hit(case, line, named, details, variant="share"))
    return tally.verdict(("history",))


def judge_exchanged_counts(case: Case, check: operation_parameters.ExchangedCounts) -> Verdict:
    """Check that the parts of a sum do not fit last year's shares better in another order."""
    panel = case.panel
    if not panel.has_history():
        return need("history")
    columns = [position for _, position in panel.columns(check.among)]
    tally, limit = Tally(panel), case.limits["counts-exchanged"]
    for line in range(len(panel.economies)):
        positive = [p for p in columns if _growth(panel, line, p) == _growth(panel, line, p)]
        if len(positive) < 2:
            continue
        tally.decided += len(positive)
        order = find_better_order(
            _shares([panel.now[p][line] for p in positive]),
            _shares([panel.before[p][line] for p in positive]),
            limit,
            _LEFT,
        )
        if order is not None:
            moved = [positive[n] for n in order.moved]
            there = positive[order.places.index(order.moved[0])]
            tally.hits.append(_hit_of_exchange(case, line, moved, there))
    return tally.verdict(("history",))


def _shares(values: Sequence[float]) -> list[float]:
    whole = sum(values)
    return [math.log(value / whole) for value in values]


def _hit_of_exchange(case: Case, line: int, moved: Sequence[int], there: int) -> Hit:
    panel, here = case.panel, moved[0]
    details = {
        **_last_year(panel, line, here),
        "node": panel.operands[there],
        "second": value_as_written(panel, line, there),
        "previous_other": shorten(panel.before[there][line], 12),
    }
    return replace(cell_hit(case, line, here, details, variant="exchanged"), cells=tuple(moved))


def judge_coverage_falls(case: Case, check: operation_parameters.CoverageFall) -> Verdict:
    r"""Check that coverage does not fall far: networks are seldom switched off.

    .. math:: p - v \le \max(a, b\,p)
    """
    panel = case.panel
    if not panel.has_history():
        return need("history")
    tally, limits = Tally(panel), case.limits
    for _, position in panel.columns(check.indicators):
        pairs = list(zip(panel.now[position], panel.before[position], strict=True))
        tally.count([value - last == value - last for value, last in pairs], position)
        for line, (value, last) in enumerate(pairs):
            if last - value > max(limits["coverage-fall"], limits["coverage-fall-share"] * last):
                details = _last_year(panel, line, position)
                tally.hits.append(cell_hit(case, line, position, details, variant="fall"))
    return tally.verdict(("history",))
