"""Operations on the plans of one sheet compared with each other: currency, tax, volume, price."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from ictindex.definitions import catalogue
from ictindex.submissions.validation import operation_parameters
from ictindex.submissions.validation.operations.case import (
    Case,
    Hit,
    Verdict,
    compare,
    need,
    number,
    row_hit,
    rows,
    shorten,
    verdict,
)
from ictindex.submissions.validation.operations.plan_sizes import (
    find_place,
    gigabytes,
    is_judged,
    measure_price,
    move_to,
    usual_price,
)

_DOLLAR = "USD"
_MONTH = 30
_BASKET = 5  # gigabytes in a month


def _plans(
    case: Case, check: operation_parameters.PlanPattern
) -> dict[tuple[str, str], list[Mapping[str, Any]]]:
    """Return the plans of a check by economy and service: those of one sheet."""
    sheets: dict[tuple[str, str], list[Mapping[str, Any]]] = {}
    for entry in rows(case, "tariffs"):
        if is_judged(entry, check):
            key = str(entry["economy"]), str(entry.get("service") or "")
            sheets.setdefault(key, []).append(entry)
    return sheets


def judge_plan_currency(case: Case, check: operation_parameters.PlanPattern) -> Verdict:
    """Check that plans are priced in a currency of the economy, or in US dollars."""
    if "tariffs" not in case.tables:
        return need("tariffs")
    decided, hits = 0, []
    for (economy, _), plans in _plans(case, check).items():
        own = catalogue.price_currencies(economy, case.panel.year) or _main_currency(economy)
        codes = Counter(str(entry.get("currency") or "") for entry in plans)
        for code in sorted(codes):
            if not own or code not in catalogue.currencies():
                continue  # another rule asks about codes that are none
            decided += 1
            if code not in (*own, *_main_currency(economy), _DOLLAR):
                entry = next(e for e in plans if e.get("currency") == code)
                details = {"value": code, "second": own[0], "count": str(codes[code])}
                hits.append(move_to(case, row_hit(case, entry, details), "currency"))
    return verdict(decided, hits, ("tariffs",))


def _main_currency(economy: str) -> tuple[str, ...]:
    entry = catalogue.economies().get(economy)
    return (entry.currency,) if entry is not None and entry.currency else ()


def judge_plan_tax(case: Case, check: operation_parameters.PlanPattern) -> Verdict:
    """Check that the plans of one sheet state one rate of tax."""
    if "tariffs" not in case.tables:
        return need("tariffs")
    decided, hits = 0, []
    for plans in _plans(case, check).values():
        taxed = [entry for entry in plans if number(entry, "tax_rate") is not None]
        rates = Counter(number(entry, "tax_rate") for entry in taxed)
        decided += bool(taxed)
        if len(rates) < 2:
            continue
        # The rate of most plans is the usual one; of several such rates the first is.
        usual = max(rates, key=lambda rate: rates[rate])
        entry = next(e for e in taxed if number(e, "tax_rate") != usual)
        other = next(e for e in taxed if number(e, "tax_rate") == usual)
        details = {
            "value": shorten(number(entry, "tax_rate") or 0.0),
            "second": shorten(usual or 0.0),
            "other": _name(other),
        }
        hit = move_to(case, row_hit(case, entry, details, variant="tax"), "tax_rate")
        hits.append(_compare_plan(case, hit, other, "tax_rate"))
    return verdict(decided, hits, ("tariffs",))


def _compare_plan(case: Case, hit: Hit, other: Mapping[str, Any], column: str) -> Hit:
    """Return a hit with the place of the other plan's value."""
    spot = find_place(case, other["at"], column)
    return hit if spot is None else compare(hit, place=(spot,))


def _name(entry: Mapping[str, Any]) -> str:
    return str(entry.get("plan") or entry.get("name") or entry.get("id") or "\u2013")


def judge_plan_without_data(case: Case, check: operation_parameters.PlanPattern) -> Verdict:
    """Check that no plan with a unit of data includes none."""
    if "tariffs" not in case.tables:
        return need("tariffs")
    decided, hits = 0, []
    for plans in _plans(case, check).values():
        for entry in plans:
            volume, unit = number(entry, "data"), str(entry.get("data_unit") or "")
            decided += volume is not None
            if volume == 0 and unit:
                details = {"value": shorten(volume), "unit": unit}
                hits.append(move_to(case, row_hit(case, entry, details, variant="nothing"), "data"))
    return verdict(decided, hits, ("tariffs",))


def _amounts(entry: Mapping[str, Any]) -> tuple[float, tuple[float, ...]] | None:
    """Return the price of a month, and what a plan includes in a month; nothing without both."""
    price, days = number(entry, "price"), number(entry, "validity_days")
    if not price or not days or price < 0 or days < 0:
        return None
    times = _MONTH / days
    included = (
        gigabytes(entry) * times,
        (number(entry, "minutes") or 0.0) * times,
        (number(entry, "sms") or 0.0) * times,
        number(entry, "speed_kbits") or 0.0,
    )
    return price * times, included


def judge_dominated_plan(case: Case, check: operation_parameters.PlanPattern) -> Verdict:
    r"""Check that no plan costs many times one that includes at least as much in a month.

    .. math:: p_i \le k\,p_j \quad\text{if}\quad q_j \ge q_i \text{ in everything}
    """
    if "tariffs" not in case.tables:
        return need("tariffs")
    decided, hits, times = 0, [], case.limits["plan-dominated"]
    for plans in _plans(case, check).values():
        plans_of_months = [
            (entry, made) for entry in plans if (made := _amounts(entry)) is not None
        ]
        decided += len(plans_of_months) > 1 and len(plans_of_months)
        for entry, (price, included) in plans_of_months:
            better = [
                (other_price, other)
                for other, (other_price, others) in plans_of_months
                if _is_comparable(entry, other)
                and price > times * other_price
                and all(more >= own for more, own in zip(others, included, strict=True))
            ]
            if better:
                other_price, other = min(better, key=lambda pair: pair[0])
                details = {
                    "value": shorten(number(entry, "price") or 0.0, 12),
                    "other": _name(other),
                    "second": shorten(number(other, "price") or 0.0, 12),
                    "times": shorten(price / other_price, 2),
                    "currency": str(entry.get("currency") or ""),
                }
                hit = move_to(case, row_hit(case, entry, details, variant="dominated"), "price")
                hits.append(_compare_plan(case, hit, other, "price"))
    return verdict(decided, hits, ("tariffs",))


def _is_comparable(entry: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    """Tell whether two plans are priced in one currency, and include all that they price."""
    same = entry.get("currency") == other.get("currency")
    return same and not any(number(other, name) for name in ("one_off_fee", "commitment_months"))


def judge_cheapest_plan(case: Case, check: operation_parameters.PlanPattern) -> Verdict:
    r"""Check that the cheapest plan of a month costs about what such plans of the economy cost.

    .. math:: a \le \log_{10} \frac{\min_i p_i}{g} \le b
    """
    if "tariffs" not in case.tables:
        return need("tariffs")
    limits, decided, undecided, hits = case.limits, 0, 0, []
    for (_, service), plans in _plans(case, check).items():
        measured = _measure_months(case, plans, service == "mobile")
        if not measured:
            undecided += 1
            continue
        decided += 1
        off, entry, usual = min(measured, key=lambda measure: measure[0])
        if not limits["cheapest-least"] <= off <= limits["cheapest-most"]:
            details = {
                "value": shorten(number(entry, "price") or 0.0, 12),
                "currency": str(entry.get("currency") or ""),
                "suggested": Decimal(f"{10**usual:.1g}"),
            }
            hits.append(move_to(case, row_hit(case, entry, details, variant="cheapest"), "price"))
    return verdict(decided, hits, ("sizes",), undecided)


def _measure_months(
    case: Case, plans: Sequence[Mapping[str, Any]], has_basket: bool
) -> list[tuple[float, Mapping[str, Any], float]]:
    """Return the decades from the usual price of a month of each plan that has the basket."""
    measured = []
    for entry in plans:
        usual = usual_price(case, entry)
        if usual is None or (has_basket and _monthly_data(entry) < _BASKET):
            continue
        off = measure_price(entry, usual)
        if not math.isnan(off):
            measured.append((off, entry, usual))
    return measured


def _monthly_data(entry: Mapping[str, Any]) -> float:
    return gigabytes(entry) * _MONTH / (number(entry, "validity_days") or _MONTH)
