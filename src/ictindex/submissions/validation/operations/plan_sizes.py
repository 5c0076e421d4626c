"""Operations on the size of plans: the price of a month, and of a gigabyte."""

from __future__ import annotations

import math
import statistics
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any

from ictindex.language.findings import Address
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
from ictindex.submissions.validation.panel import NAN
from ictindex.submissions.validation.unit_factors import factor_of_change

_MONTH = 30
_DOLLAR = "USD"
_GIGABYTES = 5  # columns of a plan whose price is known
_MEGABYTES = 1000
_FACTORS = (100.0, 1000.0, 1_000_000.0)
_WINDOW = 0.9
# All prices of a service are in dollars if their median is this near to the rate of exchange.
_NEAR_DOLLARS = 0.35
_LEAST_RATE = 0.7  # decades: below, prices in dollars and in local currency are hardly different
_LEAST_PLANS = 3
_MONTHS = 12  # the longest validity that may be in months
_COPPER = ("DSL", "LTE", "3G", "4G", "WIMAX", "WI-MAX")


def measure_price(entry: Mapping[str, Any], usual: float) -> float:
    """Return the decades by which the price of a month is above the usual one, or NaN."""
    price, days = number(entry, "price") or 0.0, number(entry, "validity_days") or _MONTH
    return math.log10(price * _MONTH / days) - usual if price > 0 and days > 0 else NAN


def judge_price_of_month(case: Case, check: operation_parameters.PlanSize) -> Verdict:
    r"""Check that a plan costs in a month what plans of the economy cost.

    .. math:: a \le \log_{10}\frac{p \cdot 30/d}{g} \le b
    """
    return _judge(case, check, measure_price, "price")


def judge_price_of_volume(case: Case, check: operation_parameters.PlanSize) -> Verdict:
    r"""Check that a gigabyte of a plan costs what gigabytes of the economy cost.

    .. math:: a \le \log_{10}\frac{p/v}{g/5} \le b
    """

    def measure(entry: Mapping[str, Any], usual: float) -> float:
        price, volume = number(entry, "price") or 0.0, gigabytes(entry)
        if not (price > 0 and 0 < volume < math.inf):
            return NAN
        return math.log10(price / volume) - usual + math.log10(_GIGABYTES)

    return _judge(case, check, measure, "data")


def gigabytes(entry: Mapping[str, Any]) -> float:
    """Return the data volume of a plan in gigabytes; 0 if empty, infinite without a limit."""
    volume = number(entry, "data") or 0.0
    return volume / _MEGABYTES if entry.get("data_unit") == "MB" else volume


def is_judged(
    entry: Mapping[str, Any],
    check: operation_parameters.PlanSize | operation_parameters.PlanPattern,
) -> bool:
    """Tell whether a row is a plan of one of the services of a check."""
    is_plan = (entry.get("kind") or "plan") == "plan"
    return is_plan and str(entry.get("service") or "") in check.services


def slips_of_service(case: Case, entries: Sequence[Mapping[str, Any]]) -> str:
    """Return the slip common to all plans of a service: ``"months"``, ``"dollars"`` or none."""
    days = [number(entry, "validity_days") for entry in entries]
    # If every validity is a few days at most, these are months if a month would be far too dear.
    if len(days) > 1 and all(day is not None and 0 < day <= _MONTHS for day in days):
        return "months"
    offs, rates = [], []
    for entry in entries:
        usual, rate = usual_price(case, entry), exchange_rate(case, entry)
        off = NAN if usual is None else measure_price(entry, usual)
        if rate is not None and off == off:
            offs.append(off)
            rates.append(rate)
    if len(offs) < _LEAST_PLANS or rates[0] < _LEAST_RATE:
        return ""
    near = abs(statistics.median(offs) + rates[0]) <= _NEAR_DOLLARS
    return "dollars" if near else ""


def exchange_rate(case: Case, entry: Mapping[str, Any]) -> float | None:
    """Return the decimal logarithm of the price of a dollar, by usual prices in both currencies."""
    service, economy = str(entry.get("service") or ""), entry["economy"]
    sizes, currency = case.methodology.sizes, str(entry.get("currency") or "")
    local, dollars = (sizes.price_decades(service, economy, c) for c in (currency, _DOLLAR))
    return None if local is None or dollars is None or currency == _DOLLAR else local - dollars


def plans_by_service(
    case: Case, check: operation_parameters.PlanSize
) -> dict[tuple[str, str, str], list[dict[str, Any]]]:
    """Return the plans of a check by economy, service and currency."""
    plans: dict[tuple[str, str, str], list[dict[str, Any]]] = {}
    for entry in rows(case, "tariffs"):
        if is_judged(entry, check):
            key = (str(entry.get("service") or ""), str(entry.get("currency") or ""))
            plans.setdefault((str(entry["economy"]), *key), []).append(entry)
    return plans


def judge_speed(case: Case, check: operation_parameters.PlanSize) -> Verdict:
    r"""Check that the speed of a plan is possible with its technology.

    .. math:: a < s \le b
    """
    if "tariffs" not in case.tables:
        return need("tariffs")
    decided, hits = 0, []
    for entry in rows(case, "tariffs"):
        kilobits = number(entry, "speed_kbits")
        if kilobits is None or not is_judged(entry, check):
            continue
        speed = kilobits / 1000
        decided += 1
        technology = str(entry.get("technology") or "").upper()
        is_slow = any(word in technology for word in _COPPER) and "FIB" not in technology
        limit = check.upper_copper if is_slow and check.upper_copper else check.upper
        if "FTT" in technology or "HFC" in technology:
            limit = check.upper
        if not check.lower < speed <= limit:
            details = {"value": shorten(speed, 12), "limit": shorten(limit)}
            hit = row_hit(
                case,
                entry,
                details,
                imbalance=speed - limit,
                factor=1000.0,
                instead=speed / 1000,
                variant="speed",
            )
            hits.append(move_to(case, hit, "speed_kbits"))
    return verdict(decided, hits, ("tariffs",))


def usual_price(case: Case, entry: Mapping[str, Any]) -> float | None:
    """Return the decimal logarithm of the usual price of a month of such plans, if known."""
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
    for entries in plans_by_service(case, check).values():
        slip = slips_of_service(case, entries) if check.test == "price" else ""
        for entry in entries:
            usual = usual_price(case, entry)
            off = NAN if usual is None else measure(entry, usual)
            if usual is None and check.most is not None and 0 < gigabytes(entry) < math.inf:
                decided += 1
                days = number(entry, "validity_days") or _MONTH
                if gigabytes(entry) * _MONTH / days > check.most:
                    hits.append(_volume_hit(case, entry))
                continue
            if usual is None or off != off:
                undecided += 1
                continue
            decided += 1
            is_beyond = not check.lower <= off <= check.upper
            if slip == "dollars" or (slip == "months" and off > check.upper):
                hits.append(_hit_of_service(case, entry, slip, off, usual))
            elif is_beyond:
                hits.append(_hit(case, entry, column, off, usual))
    hits.sort(key=lambda hit: hit.row)
    return verdict(decided, hits, ("sizes",), undecided)


def _hit_of_service(
    case: Case, entry: Mapping[str, Any], slip: str, off: float, usual: float
) -> Hit:
    """Return the hit of a plan that is wrong in the same way as all plans of its service."""
    details: dict[str, object] = {
        "value": shorten(number(entry, "price") or 0.0, 12),
        "currency": str(entry.get("currency") or ""),
        "suggested": Decimal(f"{10**usual:.1g}"),
        "days": shorten(number(entry, "validity_days") or 0.0, 12),
    }
    hit = row_hit(case, entry, details, imbalance=off, variant=slip)
    return move_to(case, hit, "validity_days" if slip == "months" else "price")


def move_to(case: Case, hit: Hit, column: str) -> Hit:
    """Return a hit on a column of its row."""
    return replace(hit, address=find_place(case, (hit.table, hit.row), column))


def find_place(case: Case, at: tuple[str, int], column: str) -> Address | None:
    """Return the address of a column in a row of a table; none for a data frame."""
    table, row = at
    address = getattr(case.tables[table], "address", None)
    spot: Address | None = address(row, column) if callable(address) else None
    return spot


def _hit(case: Case, entry: Mapping[str, Any], column: str, off: float, usual: float) -> Hit:
    price = column == "price"
    factor = factor_of_change(off, _FACTORS, _WINDOW)
    value = number(entry, column) or 0.0
    details: dict[str, object] = {
        "value": shorten(value, 12),
        "currency": str(entry.get("currency") or ""),
        "suggested": Decimal(f"{10**usual:.1g}"),
        "unit": str(entry.get("data_unit") or ""),
    }
    if not price:
        details["price"] = shorten(number(entry, "price") or 0.0, 12)
        factor = 1 / factor  # a gigabyte is cheap if there are too many of them
    variant = "low" if off < 0 else ""
    hit = row_hit(
        case,
        entry,
        details,
        imbalance=off,
        factor=factor,
        instead=NAN if math.isnan(factor) else value / factor,
        variant=variant,
    )
    return move_to(case, hit, column)


def _volume_hit(case: Case, entry: Mapping[str, Any]) -> Hit:
    details = {
        "value": shorten(number(entry, "data") or 0.0, 12),
        "unit": str(entry.get("data_unit") or ""),
    }
    return move_to(
        case, row_hit(case, entry, details, factor=float(_MEGABYTES), variant="volume"), "data"
    )
