"""Causes in the tables of plans: all prices of a service are in cents, or in thousands."""

from __future__ import annotations

import math
import statistics
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from ictindex.submissions.validation import operation_parameters as parameters
from ictindex.submissions.validation.causes import Cause, CellChange, Witness
from ictindex.submissions.validation.operations.case import Case, rows
from ictindex.submissions.validation.operations.plan_sizes import (
    exchange_rate,
    find_place,
    is_judged,
    measure_price,
    usual_price,
)
from ictindex.submissions.validation.rule_findings import RuleHit
from ictindex.submissions.validation.unit_factors import factor_text

_TABLE = "tariffs"
_SLIPS = (("cents", Decimal(100)), ("thousands", Decimal("0.001")))
_MONTH = 30
_NEAR_USUAL = 0.35  # decades between the median of prices and the usual one
_LEAST = 2  # plans: for a single plan, its own finding says as much
_Entry = Mapping[str, Any]


def find_plan_causes(case: Case, hits: Sequence[RuleHit]) -> dict[int, Cause]:
    """Return the cause of findings on prices, by their position among the hits."""
    if case.judged != _TABLE:
        return {}
    causes: dict[int, Cause] = {}
    groups: dict[tuple[str, str, str], dict[int, int]] = {}
    entries = rows(case, _TABLE)
    for n, entry in enumerate(hits):
        check = entry.rule.checks[0]
        if isinstance(check, parameters.PlanSize) and check.test == "price":
            row = entries[entry.hit.row]
            groups.setdefault(_group(row), {})[n] = entry.hit.row
    for group, questioned in groups.items():
        if len(questioned) < _LEAST:
            continue
        first = hits[next(iter(questioned))]
        check, slip = first.rule.checks[0], first.hit.variant
        if not isinstance(check, parameters.PlanSize):
            continue
        several = [e for e in entries if _group(e) == group and is_judged(e, check)]
        if slip in ("months", "dollars"):
            changes = tuple(_change_of_service(case, e, slip) for e in several)
            sure = slip == "months" and _is_usual_in_months(case, several, check)
            witness = Witness("prices") if sure else None
            cause: Cause | None = Cause(
                slip, changes, len(questioned), scope="block", witness=witness
            )
        else:
            cause = _cause(case, several, check, len(questioned))
        if cause is not None:
            causes |= dict.fromkeys(questioned, cause)
    return causes


def _group(entry: _Entry) -> tuple[str, str, str]:
    return str(entry["economy"]), str(entry.get("service") or ""), str(entry.get("currency") or "")


def _cause(
    case: Case, entries: Sequence[_Entry], check: parameters.PlanSize, count: int
) -> Cause | None:
    """Return the factor by which all prices of a service are wrong, if there is one."""
    decades = []
    for entry in entries:
        usual = usual_price(case, entry)
        off = math.nan if usual is None else measure_price(entry, usual)
        if off == off:
            decades.append((entry, off))
    # If most prices are usual, they are not a block.
    if count * 2 < len(decades):
        return None
    for kind, factor in _SLIPS:
        moved = [off - math.log10(float(factor)) for _, off in decades]
        if all(check.lower <= off <= check.upper for off in moved):
            changes = tuple(_change(case, entry, factor) for entry, _ in decades)
            sure = kind == "cents" and _are_cents([entry for entry, _ in decades], moved)
            witness = Witness("prices") if sure else None
            return Cause(kind, changes, count, scope="block", witness=witness)
    return None


def _are_cents(entries: Sequence[_Entry], moved: Sequence[float]) -> bool:
    """Tell whether prices are whole numbers, and their hundredth is a usual price."""
    whole = all(value == value.to_integral_value() for value in map(_price, entries))
    return whole and abs(statistics.median(moved)) <= _NEAR_USUAL


def _price(entry: _Entry) -> Decimal:
    return Decimal(str(entry["price"]))


def _is_usual_in_months(case: Case, entries: Sequence[_Entry], check: parameters.PlanSize) -> bool:
    """Tell whether all prices are usual if the validities are months."""
    decades = []
    for entry in entries:
        usual = usual_price(case, entry)
        off = math.nan if usual is None else measure_price(entry, usual)
        decades.append(off - math.log10(_MONTH))
    return all(check.lower <= off <= check.upper for off in decades)


def _change_of_service(case: Case, entry: _Entry, slip: str) -> CellChange:
    """Return the change of a plan with its validity in months, or its price in dollars."""
    if slip == "months":
        return _change(case, entry, Decimal(1) / _MONTH, "validity_days")
    rate = exchange_rate(case, entry) or 0.0
    return _change(case, entry, Decimal(1) / Decimal(f"{10**rate:.2g}"))


def _change(case: Case, entry: _Entry, factor: Decimal, column: str = "price") -> CellChange:
    value = Decimal(str(entry[column]))
    shown = Decimal(f"{value / factor:.6g}")
    whole = shown == shown.to_integral_value()
    return CellChange(
        str(entry["economy"]),
        column,
        "",
        None,
        int(entry["at"][1]),
        find_place(case, entry["at"], column),
        value,
        Decimal(int(shown)) if whole else shown.normalize(),
        factor_text(float(factor)),
        subject=str(entry.get("name") or entry.get("id") or "\u2013"),
    )
