"""Operations on the plans of one sheet compared with the same plans of the year before."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from ictindex.submissions.validation import operation_parameters
from ictindex.submissions.validation.operations.case import (
    Case,
    Hit,
    Verdict,
    need,
    number,
    row_hit,
    rows,
    shorten,
    verdict,
)
from ictindex.submissions.validation.operations.plan_sizes import gigabytes, is_judged, move_to
from ictindex.submissions.validation.unit_factors import factor_of_change

_EARLIER = "earlier-tariffs"
_MONTH = 30
_PRICES, _SPEEDS, _VOLUMES = (100.0, 1000.0, 12.0), (1000.0, 8.0), (1000.0,)
_WINDOW = 0.08  # decades: a price moves by a fifth in a year
_Measure = Callable[[Mapping[str, Any]], float]


def _month_price(entry: Mapping[str, Any]) -> float:
    """Return the price of a month of a plan."""
    days = number(entry, "validity_days") or _MONTH
    return (number(entry, "price") or 0.0) * _MONTH / days


def _speed(entry: Mapping[str, Any]) -> float:
    """Return the speed of a plan in Mbit/s."""
    return (number(entry, "speed_kbits") or 0.0) / 1000


# Variant of the message, column, measure, and the ratios that a slip of units or periods explains.
_MEASURES: tuple[tuple[str, str, _Measure, tuple[float, ...]], ...] = (
    ("price-changed", "price", _month_price, _PRICES),
    ("speed-changed", "speed_kbits", _speed, _SPEEDS),
    ("data-changed", "data", gigabytes, _VOLUMES),
)


def _key(entry: Mapping[str, Any]) -> tuple[str, ...]:
    """Return the key of a plan: economy, service, operator and name, without case and spaces."""
    name = entry.get("name") or entry.get("id")
    parts = (entry["economy"], entry.get("service"), entry.get("operator"), name)
    return tuple(" ".join(str(part or "").casefold().split()) for part in parts)


def _pairs(
    case: Case, check: operation_parameters.PlanPattern
) -> Iterator[tuple[Mapping[str, Any], Mapping[str, Any]]]:
    """Yield each plan with the plan of the same name of the year before."""
    before = {_key(entry): entry for entry in rows(case, _EARLIER) if is_judged(entry, check)}
    for entry in rows(case, "tariffs"):
        last = before.get(_key(entry)) if is_judged(entry, check) else None
        if last is not None:
            yield entry, last


def judge_plan_changes(case: Case, check: operation_parameters.PlanPattern) -> Verdict:
    r"""Check that no plan differs from last year's by a factor of units, or in currency or tax.

    .. math:: \left| |\log_{10}(v / p)| - \log_{10} k \right| > w
    """
    if "tariffs" not in case.tables:
        return need("tariffs")
    if _EARLIER not in case.tables:
        return need(_EARLIER)
    decided = 0
    hits: list[Hit] = []
    for entry, last in _pairs(case, check):
        decided += 1
        hits += _changes(case, entry, last)
    return verdict(decided, hits, (_EARLIER,))


def _changes(case: Case, entry: Mapping[str, Any], last: Mapping[str, Any]) -> Iterator[Hit]:
    """Yield the hits of a plan: what is stated otherwise, and amounts off by a factor."""
    for column, variant in (("currency", "currency-changed"), ("tax_included", "tax-changed")):
        value, previous = entry.get(column), last.get(column)
        if None not in (value, previous) and value != previous:
            details = {} if isinstance(value, bool) else {"value": value, "previous": previous}
            if value is False:
                variant = "tax-left-out"
            yield move_to(case, row_hit(case, entry, details, variant=variant), column)
    # Prices in two currencies cannot be compared.
    kept = _MEASURES if entry.get("currency") == last.get("currency") else _MEASURES[1:]
    for variant, column, measure, factors in kept:
        amount, before = measure(entry), measure(last)
        if not (0 < amount < math.inf and 0 < before < math.inf):
            continue
        moved = math.log10(amount / before)
        factor = factor_of_change(moved, factors, _WINDOW)
        if factor == factor:
            details = {
                "value": shorten(amount, 6),
                "previous": shorten(before, 6),
                "times": shorten(amount / before, 2),
                "currency": str(entry.get("currency") or ""),
            }
            hit = row_hit(case, entry, details, imbalance=moved, factor=factor, variant=variant)
            yield move_to(case, hit, column)
