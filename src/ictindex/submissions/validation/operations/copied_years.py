"""Operations, for each economy, on values of another year and on values rounded together."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import replace

from ictindex.submissions.validation import operation_parameters
from ictindex.submissions.validation.operations.case import (
    Case,
    Hit,
    Verdict,
    cell_hit,
    compare,
    need,
    remember,
    verdict,
)
from ictindex.submissions.validation.operations.row_values import (
    Rows,
    economy_hit,
    keep_indicators,
    rows_accepted,
    rows_now,
    rows_own,
    rows_sent,
)
from ictindex.submissions.validation.row_similarity import binomial_tail

_LISTED = "node"  # what a message names: the cells, or the indicators of a table
_LEAST_SHARE = (
    0.5  # of the fitted changes: if no value was equal in two years, half a change counts as equal
)


def judge_wrong_year(case: Case, check: operation_parameters.WrongYear) -> Verdict:
    r"""Check that not too many values equal those of two years before.

    .. math:: \#\{i : v_i = v_{i,t-2} \ne v_{i,t-1}\} < n
    """
    year = case.panel.year
    last, earlier = _earlier_rows(case, year - 1), _earlier_rows(case, year - 2)
    hits, decided = [], 0
    for economy, two_before in earlier.items():
        row = keep_indicators(rows_own(case).get(economy, {}), check.of)
        year_before = last.get(economy, {})
        comparable = [name for name in row if name in year_before and name in two_before]
        decided += len(comparable) >= check.count
        same = [name for name in comparable if row[name] == two_before[name] != year_before[name]]
        if len(same) >= check.count:
            hits.append(_hit_of_cells(case, economy, same, {"previous_year": str(year - 2)}))
    return verdict(decided, hits, ("history-of-two-years",), len(case.panel.first) - decided)


def _earlier_rows(case: Case, year: int) -> Rows:
    """Return the values of an earlier year as accepted, or else as sent."""

    def make() -> Rows:
        accepted, sent = rows_accepted(case, year), rows_sent(case, year)
        return {
            economy: {**sent.get(economy, {}), **accepted.get(economy, {})}
            for economy in case.panel.first
            if economy in sent or economy in accepted
        }

    return remember(case, f"rows-earlier:{year}", make)


def _hit_of_cells(
    case: Case,
    economy: str,
    names: Sequence[str],
    details: Mapping[str, object],
    severity: str = "",
) -> Hit:
    """Return a failure of several values; of a workbook it lists each cell with its value."""
    hit = economy_hit(case, economy, names, details, severity=severity)
    panel = case.panel
    rows = [panel.rows[position][hit.economy] for position in hit.cells]
    spots = [panel.observations.address(row) if row >= 0 else None for row in rows]
    if not all(spot is not None and spot.cell for spot in spots):
        return hit
    others = {name: words for name, words in hit.details.items() if name != _LISTED}
    return compare(replace(hit, details=others), **{_LISTED: hit.cells})


def judge_unchanged(case: Case, check: operation_parameters.Unchanged) -> Verdict:
    r"""Check that a value is not the same to the last digit as in so many years before.

    .. math:: \neg (v = v_{t-1} = \dots = v_{t-n})

    Zeros, carried values and estimates of the compiler are left out.
    """
    panel = case.panel
    earlier = [_earlier_rows(case, panel.year - back) for back in range(1, check.years + 1)]
    hits, decided = [], 0
    for economy in earlier[-1]:
        row = keep_indicators(rows_own(case).get(economy, {}), check.of)
        years = [rows.get(economy, {}) for rows in earlier]
        for name, value in row.items():
            if any(name not in cells for cells in years):
                continue
            decided += 1
            if value != 0 and all(cells[name] == value for cells in years):
                details = {"previous_year": str(panel.year - 1)}
                hits.append(cell_hit(case, panel.first[economy], panel.positions[name], details))
    needs = ("history",) if check.years == 1 else ("history-of-two-years",)
    return verdict(decided, hits, needs)


def judge_exchanged_years(case: Case, check: operation_parameters.YearsExchanged) -> Verdict:
    r"""Check that this year's values are not last year's, while last year's are new.

    .. math:: \#\{i : v_i = p_i,\; v_{i,t-1} \ne p_i\} < n

    where *p* is last year's accepted value and :math:`v_{t-1}` is the value that is sent again.
    """
    year = case.panel.year - 1
    sent = rows_sent(case, year)
    accepted = rows_accepted(case, year) if sent else {}
    hits, decided = [], 0
    for economy, again in sent.items():
        row = keep_indicators(rows_own(case).get(economy, {}), check.of)
        was = accepted.get(economy, {})
        comparable = [name for name in row if name in again and name in was]
        decided += len(comparable) >= check.count
        turned = [name for name in comparable if row[name] == was[name] != again[name]]
        if len(turned) >= check.count:
            hits.append(_hit_of_cells(case, economy, turned, {"previous_year": str(year)}))
    return verdict(decided, hits, ("resubmitted-history",), len(case.panel.first) - decided)


def judge_copied_year(case: Case, check: operation_parameters.CopiedYear) -> Verdict:
    r"""Check that the values equal to last year's are together not rarer than usual.

    .. math:: \sum_{i:\,v_i = p_i} -\log_{10} q_i \le w

    where *q* is the share of the indicator's values that are equal in two years.
    """
    panel, changes = case.panel, case.fitted.changes
    hits, decided = [], 0
    for economy, last in _earlier_rows(case, panel.year - 1).items():
        row = keep_indicators(rows_own(case).get(economy, {}), check.of)
        comparable = [name for name in row if name in changes and name in last]
        decided += len(comparable) >= check.least
        same = [name for name in comparable if row[name] == last[name] != 0]
        if len(same) < check.least:
            continue
        weight = -math.fsum(
            math.log10(max(changes[name].equal, _LEAST_SHARE / changes[name].count))
            for name in same
        )
        if weight > check.information:
            severity = "" if weight > check.weight else "information"
            details = {"previous_year": str(panel.year - 1)}
            hits.append(_hit_of_cells(case, economy, same, details, severity=severity))
    return verdict(decided, hits, ("history",), len(panel.first) - decided)


def judge_whole_numbers(case: Case, check: operation_parameters.WholeNumbers) -> Verdict:
    r"""Check that not too many values of an economy are whole numbers.

    .. math:: \sum_{j \ge k} \binom{n}{j} p^j (1 - p)^{n-j} \ge q

    where *k* of *n* values are whole; zeros and hundreds are left out.
    """
    now = {economy: keep_indicators(row, check.of) for economy, row in rows_now(case).items()}
    if not any(now.values()):
        return need(*check.of)
    hits, decided = [], 0
    for economy, row in now.items():
        usual = [name for name, value in row.items() if value not in (0, 100)]
        # If so few values may all be whole by chance, nothing is decided.
        decided += check.share ** len(usual) < check.chance
        whole = [name for name in usual if row[name].is_integer()]
        if binomial_tail(len(usual), len(whole), check.share) < check.chance:
            hits.append(_hit_of_cells(case, economy, whole, {"total": str(len(usual))}))
    return verdict(decided, hits, check.of, len(now) - decided)
