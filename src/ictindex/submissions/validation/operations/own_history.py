r"""Operations with the same provider's history: slips, changes, growth, repeats, revisions."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence

from ictindex.core.data_classes import dataclass
from ictindex.submissions.validation import operation_parameters
from ictindex.submissions.validation.operations.case import (
    Case,
    Hit,
    Tally,
    Verdict,
    cell_hit,
    is_beyond,
    need,
    shorten,
    verdict,
)
from ictindex.submissions.validation.operations.unusual_values import propose_for_cell
from ictindex.submissions.validation.panel import NAN, Floats, Panel
from ictindex.submissions.validation.unit_factors import factor_of_change

_SLACK = 1e-6  # window of factors; most changes are outside and need no further check


# The hits of one column: its position, its values and its last values.
_Hits = Callable[[int, Floats, Floats], list[Hit]]


def _compare_with_last(case: Case, of: Sequence[str], hits_of: _Hits) -> Verdict:
    """Compare the values of columns with their last values; decided if both are known."""
    panel, tally = case.panel, Tally(case.panel)
    for _, position in panel.columns(of):
        values, lasts = panel.now[position], panel.before[position]
        decidable = [v == v and last == last for v, last in zip(values, lasts, strict=True)]
        tally.count(decidable, position)
        tally.hits += hits_of(position, values, lasts)
    return tally.verdict(("history",))


def _previous(panel: Panel, line: int, position: int) -> dict[str, object]:
    return {
        "previous": shorten(panel.before[position][line], 12),
        "previous_year": str(panel.years_before[position][line]),
    }


def judge_slip(case: Case, check: operation_parameters.Slip) -> Verdict:
    r"""Check whether a value is last year's value times a factor of units.

    .. math:: \left| \, |\log_{10}(v / p)| - \log_{10} k \right| \le w
    """
    panel = case.panel
    if not panel.has_history():
        return need("history")
    # Most values are nearer to last year's than any factor.
    near = 10 ** (math.log10(min(check.factors)) - check.window) * (1 - _SLACK)
    tally = Tally(panel)
    for _, position in panel.columns(check.of):
        values, lasts = panel.now[position], panel.before[position]
        decidable = [
            v > 0 and last > 0 and max(v, last) >= check.least
            for v, last in zip(values, lasts, strict=True)
        ]
        tally.count(decidable, position)
        for line, usable in enumerate(decidable):
            value, last = values[line], lasts[line]
            if not usable or (last < value * near and value < last * near):
                continue
            moved = math.log10(value / last)
            factor = factor_of_change(moved, check.factors, check.window)
            if factor == factor:
                details = {
                    **_previous(panel, line, position),
                    **propose_for_cell(case, line, position),
                    "times": shorten(10.0 ** abs(moved), 2),
                }
                tally.hits.append(
                    cell_hit(
                        case,
                        line,
                        position,
                        details,
                        imbalance=moved,
                        factor=factor,
                        instead=value / factor,
                        variant="" if moved > 0 else "smaller",
                    )
                )
    return tally.verdict(("history",))


def judge_change(case: Case, check: operation_parameters.Change) -> Verdict:
    r"""Check that a value changes, or falls, by at most so many points in a year.

    .. math:: |v - p| \le m\,g \qquad\text{or}\qquad p - v \le m\,g

    where *g* is the number of years between both, at most three.
    """
    panel = case.panel
    if not panel.has_history():
        return need("history")
    excused = panel.with_status(check.except_status)

    def hits_of(position: int, values: Floats, lasts: Floats) -> list[Hit]:
        hits = []
        for line, (value, last) in enumerate(zip(values, lasts, strict=True)):
            moved = value - last
            far = -moved if check.falls else abs(moved)
            if not far > check.most or panel.rows[position][line] in excused:
                continue
            limit = check.most * panel.count_years(line, position)
            if is_beyond(far - limit, value, last):
                details = _describe_change(panel, line, position, limit)
                hits.append(cell_hit(case, line, position, details, imbalance=moved, instead=last))
        return hits

    return _compare_with_last(case, check.of, hits_of)


def _describe_change(panel: Panel, line: int, position: int, limit: float) -> dict[str, object]:
    return {
        **_previous(panel, line, position),
        "difference": shorten(abs(panel.now[position][line] - panel.before[position][line]), 3),
        "limit": shorten(limit),
    }


def judge_growth(case: Case, check: operation_parameters.Growth) -> Verdict:
    r"""Check that a value divided by last year's is between limits.

    .. math:: a^g \le \frac{v}{p} \le b^g

    where *g* is the number of years between both, at most three. A value that was zero has no
    ratio; it is asked about in other words.
    """
    panel = case.panel
    if not panel.has_history():
        return need("history")
    excused = panel.with_status(check.except_status)
    tally = Tally(panel)
    for _, position in panel.columns(check.of):
        values, lasts = panel.now[position], panel.before[position]
        ratios = [v / p if p > 0 else NAN for v, p in zip(values, lasts, strict=True)]
        begun = [p == 0 and v > 0 for v, p in zip(values, lasts, strict=True)]
        decidable = [moved == moved or new for moved, new in zip(ratios, begun, strict=True)]
        tally.count(decidable, position)
        open_lines = [
            line
            for line, row in enumerate(panel.rows[position])
            if decidable[line] and row not in excused
        ]
        for line in open_lines:
            if begun[line]:
                tally.hits.append(
                    cell_hit(
                        case,
                        line,
                        position,
                        {"previous_year": str(panel.years_before[position][line])},
                        imbalance=values[line],
                        instead=0.0,
                        variant="begun",
                    )
                )
        for base, sign in ((check.lower, -1.0), (check.upper, 1.0)):
            for line in open_lines:
                moved = ratios[line]
                limit = base ** panel.count_years(line, position)
                if is_beyond(sign * (moved - limit), limit):
                    details = _describe_change(panel, line, position, limit)
                    details["ratio"] = shorten(moved, 3)
                    excess, last = moved - limit, lasts[line]
                    tally.hits.append(
                        cell_hit(case, line, position, details, imbalance=excess, instead=last)
                    )
    return tally.verdict(("history",))


def judge_repetition(case: Case, check: operation_parameters.Repeated) -> Verdict:
    r"""Check that a changing quantity was not copied from last year.

    .. math:: v \ne p

    Values with fewer digits than stated may be equal by chance.
    """
    panel = case.panel
    if not panel.has_history():
        return need("history")
    further = [panel.year - back for back in range(2, check.years + 1)]

    def hits_of(position: int, values: Floats, lasts: Floats) -> list[Hit]:
        same = [
            line
            for line, (value, last) in enumerate(zip(values, lasts, strict=True))
            if value == last and value != 0 and _digits(panel, line, position) >= check.digits
        ]
        if same and further:
            columns = _earlier_years(panel, position, further)
            same = [
                line for line in same if all(column[line] == values[line] for column in columns)
            ]
        return [
            cell_hit(
                case, line, position, {"previous_year": str(panel.years_before[position][line])}
            )
            for line in same
        ]

    return _compare_with_last(case, check.of, hits_of)


def _digits(panel: Panel, line: int, position: int) -> int:
    """Return the number of digits with which a value was written."""
    written = panel.decimal(panel.rows[position][line])
    return 0 if written is None else len(written.normalize().as_tuple().digits)


def _earlier_years(panel: Panel, position: int, years: Sequence[int]) -> list[Floats]:
    """Return the values of one column in further years of the history."""
    columns = {year: [NAN] * len(panel.first) for year in years}
    name, past = panel.operands[position], panel.past
    if past is not None:
        rows = zip(past.operands, past.years, past.economies, past.values, strict=True)
        for operand, year, economy, value in rows:
            line = panel.first.get(economy)
            if operand == name and year in columns and line is not None and value == value:
                # The smallest of several values: the choice must not depend on their order.
                least = columns[year][line]
                columns[year][line] = min(value, least) if least == least else value
    return [[columns[year][line] for line in panel.origin] for year in years]


@dataclass(frozen=True, slots=True)
class _Earlier:
    """The values of one cell in the history, each with its vintage and its row."""

    value: float
    vintage: str
    row: int


def judge_revision(case: Case, check: operation_parameters.Revision) -> Verdict:
    r"""Check that history that is sent again is unchanged.

    .. math:: |v_h - p_h| \le t\,|p_h|

    If the history has several values of a cell, it is enough to equal one of them.
    """
    panel = case.panel
    if panel.history is None or panel.past is None:
        return need("history")
    vintages = panel.history.cells["vintage"]
    again = set(panel.past.years) & set(panel.own.years)
    if not again or check.frozen not in set(map(is_edition, set(vintages))):
        return need("resubmitted-history")
    earlier = _index_history(panel, vintages, check.frozen)
    notes, values = panel.observations.cells["note"], panel.history.cells["value"]
    decided, hits = 0, []
    keys = zip(panel.own.economies, panel.own.operands, panel.own.years, strict=True)
    for row, (key, new) in enumerate(zip(keys, panel.own.values, strict=True)):
        if key not in earlier or new != new:
            continue
        ranks = [(abs(old.value - new), old.vintage) for old in earlier[key]]
        nearest = earlier[key][ranks.index(min(ranks))]
        decided += 1
        gap = new - nearest.value
        same = abs(gap) <= check.tolerance * abs(nearest.value) + 1e-12
        if same or (not check.frozen and notes[row]):
            continue
        details = {
            "value": panel.decimal(row),
            "previous": values[nearest.row],
            "previous_year": str(key[2]),
            "edition": nearest.vintage,
        }
        line, position = panel.first[key[0]], panel.positions[key[1]]
        hits.append(Hit(line, position, row, details, gap, instead=nearest.value))
    return verdict(decided, hits, ("resubmitted-history",))


def _index_history(
    panel: Panel, vintages: Sequence[str], frozen: bool
) -> dict[tuple[str, str, int], list[_Earlier]]:
    """Return the values of the history by cell: those frozen by an edition, or the others."""
    cells: dict[tuple[str, str, int], list[_Earlier]] = {}
    past = panel.past
    if past is None:
        return cells
    keys = zip(past.economies, past.operands, past.years, strict=True)
    for row, (key, value, vintage) in enumerate(zip(keys, past.values, vintages, strict=True)):
        if frozen == is_edition(vintage) and value == value:
            cells.setdefault(key, []).append(_Earlier(value, vintage, row))
    return cells


def is_edition(vintage: str) -> bool:
    """Tell whether a vintage is that of a published edition, whose values never change."""
    name, _, year = vintage.partition("-")
    return name in ("idi", "ipb") and year[:4].isdigit()
