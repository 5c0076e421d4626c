"""Differences between two surveys that sampling errors explain: nobody is asked about them."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from ictindex.data.observations import Observations
from ictindex.data.sampling_errors import error_of_difference, quantile
from ictindex.submissions.validation import operation_parameters
from ictindex.submissions.validation.operations.case import (
    Case,
    Hit,
    Verdict,
    remember,
    shorten,
    verdict,
)
from ictindex.submissions.validation.panel import TableRows

_SETTLED = "differences within sampling error"
_Cell = tuple[str, str, int]  # economy, operand, year
_Errors = dict[_Cell, list[tuple[float, Decimal]]]  # values of a cell, each with its standard error


def _collect_errors(case: Case) -> _Errors:
    """Return the values with a standard error, by cell; those of the validated table come last."""
    panel = case.panel
    errors: _Errors = {}
    tables: list[tuple[Observations, TableRows]] = [(panel.observations, panel.own)]
    if panel.history is not None and panel.past is not None:
        tables.insert(0, (panel.history, panel.past))
    for table, rows in tables:
        stated = table.cells["standard_error"]
        for row, key in enumerate(zip(rows.economies, rows.operands, rows.years, strict=True)):
            if stated[row] is not None and rows.values[row] == rows.values[row]:
                errors.setdefault(key, []).append((rows.values[row], stated[row]))
    return errors


def _find_error(case: Case, cell: _Cell, value: float) -> Decimal | None:
    """Return the standard error of a value of a cell, if one is stated."""
    errors = remember(case, "standard errors", lambda: _collect_errors(case))
    return next((error for own, error in errors.get(cell, ()) if own == value), None)


def take_settled(
    case: Case, check: operation_parameters.WithinError, judged: Verdict, *, of_sources: bool
) -> Verdict:
    r"""Return a verdict without the hits that sampling errors explain, and remember these.

    .. math:: |x - y| < z \sqrt{s_x^2 + s_y^2}
    """
    left = []
    settled: list[Hit] = remember(case, _SETTLED, list)
    for hit in judged.hits:
        explained = _explain(case, check, hit, of_sources)
        if explained is None:
            left.append(hit)
        else:
            settled.append(explained)
    return replace(judged, hits=tuple(left))


def _explain(
    case: Case, check: operation_parameters.WithinError, hit: Hit, of_sources: bool
) -> Hit | None:
    """Return the remark that takes the place of a hit, if sampling errors explain it."""
    panel = case.panel
    if hit.row < 0 or hit.position < 0:
        return None
    own = panel.own
    cell = own.economies[hit.row], own.operands[hit.row], own.years[hit.row]
    value = own.values[hit.row]
    if of_sources:
        other, year = hit.instead, cell[2]
        named: dict[str, object] = {"source": hit.details.get("source", "")}
    else:
        other = panel.before[hit.position][hit.economy]
        year = panel.years_before[hit.position][hit.economy]
        named = {"previous_year": str(year)}
    first, second = _find_error(case, cell, value), _find_error(case, (*cell[:2], year), other)
    if first is None or second is None:
        return None
    limit = quantile(check.level) * error_of_difference(float(first), float(second))
    if not abs(value - other) < limit:
        return None
    details = {
        "value": panel.decimal(hit.row),
        "second": shorten(other, 12),
        "difference": shorten(abs(value - other), 6),
        "limit": shorten(limit, 3),
        "level": shorten(check.level),
        **named,
    }
    variant = "sources" if of_sources else ""
    return Hit(hit.economy, hit.position, hit.row, details, variant=variant)


def judge_within_error(case: Case, check: operation_parameters.WithinError) -> Verdict:
    """Return a remark for each difference about which nobody is asked."""
    errors = remember(case, "standard errors", lambda: _collect_errors(case))
    settled: list[Hit] = remember(case, _SETTLED, list)
    return verdict(sum(map(len, errors.values())), settled, ("standard-errors",))
