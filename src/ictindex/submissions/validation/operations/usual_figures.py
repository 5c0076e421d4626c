"""Operations on the size of figures without an earlier value: population, rates, months."""

from __future__ import annotations

import math
from dataclasses import replace

from ictindex.submissions.validation import operation_parameters
from ictindex.submissions.validation.operations.case import (
    Case,
    Tally,
    Verdict,
    cell_hit,
    is_settled,
    need,
    shorten,
    verdict,
)
from ictindex.submissions.validation.operations.expected_values import compare_with_peers
from ictindex.submissions.validation.panel import resolve
from ictindex.submissions.validation.unit_factors import factor_of_change
from ictindex.submissions.validation.usual_sizes import usual_population

_FACTORS = (10.0, 100.0, 1000.0, 1e6)
_WINDOW = 0.35
_MONTHS = 12
_TINY = 1e-12


def judge_size(case: Case, check: operation_parameters.Size) -> Verdict:
    r"""Check that a figure has the usual size for its economy.

    .. math:: |\log_{10} v - g| \le w
    """
    panel, sizes = case.panel, case.methodology.sizes.population
    tally = Tally(panel)
    for _, position in panel.columns(check.of):
        sizes_of_lines = [sizes.get(economy) for economy in panel.economies]
        values = panel.now[position]
        decidable = [v > 0 and d is not None for v, d in zip(values, sizes_of_lines, strict=True)]
        tally.count(decidable, position)
        for line, (value, decades) in enumerate(zip(values, sizes_of_lines, strict=True)):
            if decades is None or not value > 0:
                continue
            off = math.log10(value) - decades
            if abs(off) <= check.window:
                continue
            factor = factor_of_change(off, _FACTORS, _WINDOW)
            details = {"suggested": usual_population(decades)}
            tally.hits.append(
                cell_hit(
                    case,
                    line,
                    position,
                    details,
                    imbalance=off,
                    factor=factor,
                    instead=10.0**decades,
                )
            )
    return tally.verdict(("sizes",))


def judge_lowest_rate(case: Case, check: operation_parameters.GroupRange) -> Verdict:
    r"""Check that a rate is not below the lowest rate of its income group.

    .. math:: v \ge a_g
    """
    panel, sizes = case.panel, case.methodology.sizes
    tally = Tally(panel)
    for name, position in panel.columns(check.of):
        limits = [sizes.lowest_rate(name, economy) for economy in panel.economies]
        values, lasts = panel.now[position], panel.before[position]
        decidable = [v == v and limit is not None for v, limit in zip(values, limits, strict=True)]
        tally.count(decidable, position)
        for line, (value, limit) in enumerate(zip(values, limits, strict=True)):
            # Zero is another question.
            if limit is None or not max(check.above, _TINY) <= value < limit:
                continue
            if check.settled is not None and is_settled(
                value, lasts[line], limit, -1.0, check.settled
            ):
                continue
            details = {"limit": shorten(limit)}
            tally.hits.append(
                cell_hit(
                    case,
                    line,
                    position,
                    details,
                    imbalance=value - limit,
                    instead=limit,
                    variant="group",
                )
            )
    return tally.verdict(check.of)


def judge_months(case: Case, check: operation_parameters.Months) -> Verdict:
    """Check that yearly amounts are not all likelier as amounts of a month."""
    # They are compared with all other values of the economy together; an earlier value is better.
    panel, peers = case.panel, case.fitted.peers
    rates = [resolve(name) for name in check.rates]
    amounts = [resolve(name) for name in check.of]
    if not all(name in panel.positions for name in (*rates, *amounts)):
        return need(*check.of)
    columns = [panel.positions[name] for name in rates]
    places = [peers.indicators.index(name) for name in rates]
    shifts = {k: case.fitted.changes[name].transform for k, name in zip(places, rates, strict=True)}
    decided, hits = 0, []
    for line in range(len(panel.economies)):
        whole = compare_with_peers(case, line)
        numbers = {k: panel.now[p][line] for k, p in zip(places, columns, strict=True)}
        fresh = not any(panel.years_before[p][line] for p in columns)
        if whole is None or not fresh or any(not n > 0 for n in numbers.values()):
            continue
        decided += 1
        moves = {k: shifts[k](_MONTHS * n) for k, n in numbers.items()}
        gain = whole.gain(moves) / math.log(10)
        if gain <= check.gain:
            continue
        position = panel.positions[amounts[0]]
        details = {"count": shorten(10.0**gain, 2)}
        hit = cell_hit(
            case,
            line,
            position,
            details,
            imbalance=gain,
            factor=1 / _MONTHS,
            instead=_MONTHS * panel.now[position][line],
        )
        hits.append(replace(hit, cells=tuple(panel.positions[n] for n in (*amounts[1:], *rates))))
    return verdict(decided, hits, ("other-indicators",), len(panel.economies) - decided)
