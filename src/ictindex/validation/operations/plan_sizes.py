"""Operations on the size of plans: the price of a month, and of a gigabyte."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import replace
from decimal import Decimal
from typing import Any

from ictindex.validation import operation_parameters
from ictindex.validation.operations.case import (
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
from ictindex.validation.panel import NAN
from ictindex.validation.unit_factors import factor_of_change

_MONTH = 30
_GIGABYTES = 5  # of the plan whose price is known
_MEGABYTES = 1000
_FACTORS = (100.0, 1000.0, 1_000_000.0)
_WINDOW = 0.9


def measure_price(entry: Mapping[str, Any], usual: float) -> float:
    """Return by how many decades the price of a month is above the usual one, or NaN."""
    price, days = number(entry, "price") or 0.0, number(entry, "validity_days") or _MONTH
    return math.log10(price * _MONTH / days) - usual if price > 0 and days > 0 else NAN


def judge_price_of_month(case: Case, check: operation_parameters.PlanSize) -> Verdict:
    r"""Judge whether a plan costs in a month what plans of the economy cost.

    .. math:: a \le \log_{10}\frac{p \cdot 30/d}{g} \le b
    """
    return _judge(case, check, measure_price, "price")


def judge_price_of_volume(case: Case, check: operation_parameters.PlanSize) -> Verdict:
    r"""Judge whether a gigabyte of a plan costs what gigabytes of the economy cost.

    .. math:: a \le \log_{10}\frac{p/v}{g/5} \le b
    """

    def measure(entry: Mapping[str, Any], usual: float) -> float:
        price, volume = number(entry, "price") or 0.0, number(entry, "data") or 0.0
        if entry.get("data_unit") == "MB":
            volume /= _MEGABYTES
        if not (price > 0 and 0 < volume < math.inf):
            return NAN
        return math.log10(price / volume) - usual + math.log10(_GIGABYTES)

    return _judge(case, check, measure, "data")


def is_judged(entry: Mapping[str, Any], check: operation_parameters.PlanSize) -> bool:
    """Tell whether a row is a plan of one of the services that a check is about."""
    is_plan = (entry.get("kind") or "plan") == "plan"
    return is_plan and str(entry.get("service") or "") in check.services


def usual_price(case: Case, entry: Mapping[str, Any]) -> float | None:
    """Return the decimal logarithm of what a month of such plans costs, if it is known."""
    return case.methodology.sizes.price_decades(
        str(entry.get("service") or ""), entry["economy"], str(entry.get("currency") or "")
    )


def _judge(
    case: Case,
    check: operation_parameters.PlanSize,
    measure: Callable[[Mapping[str, Any], float], float],
    column: str,
) -> Verdict:
    if "tariffs" not in case.tables:
        return need("tariffs")
    decided, undecided, hits = 0, 0, []
    for entry in rows(case, "tariffs"):
        if not is_judged(entry, check):
            continue
        usual = usual_price(case, entry)
        off = NAN if usual is None else measure(entry, usual)
        if usual is None or off != off:
            undecided += 1
            continue
        decided += 1
        if not check.lower <= off <= check.upper:
            hits.append(_hit(case, entry, column, off, usual))
    return verdict(decided, hits, ("sizes",), undecided)


def _hit(case: Case, entry: Mapping[str, Any], column: str, off: float, usual: float) -> Hit:
    price = column == "price"
    factor = factor_of_change(off, _FACTORS, _WINDOW)
    value = number(entry, column) or 0.0
    given: dict[str, object] = {
        "value": shorten(value, 12),
        "currency": str(entry.get("currency") or ""),
        "suggested": Decimal(f"{10**usual:.1g}"),
        "unit": str(entry.get("data_unit") or ""),
    }
    if not price:
        given["price"] = shorten(number(entry, "price") or 0.0, 12)
        factor = 1 / factor  # a gigabyte is cheap where there are too many of them
    variant = "low" if off < 0 else ""
    hit = row_hit(
        case, entry, given, imbalance=off, factor=factor,
        instead=NAN if math.isnan(factor) else value / factor, variant=variant,
    )  # fmt: skip
    at = hit.address
    return hit if at is None else replace(hit, address=replace(at, column=column, cell=None))
