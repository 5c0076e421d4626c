r"""Operations on prices of the basket: with economic series, each other and earlier years."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from ictindex.definitions import catalogue
from ictindex.submissions.validation import operation_parameters
from ictindex.submissions.validation.operations.case import (
    TOLERANCE,
    Case,
    Verdict,
    half_a_digit,
    line_of,
    need,
    number,
    row_hit,
    rows,
    rows_of_year,
    shorten,
    verdict,
)
from ictindex.submissions.validation.unit_factors import factor_of_conversion

_MONTHS = 12
_SHARES = {"mobile-high": "price-mobile-high", "fixed-broadband": "price-fixed-broadband"}
_RATE = "exchange-rate"


def _series(case: Case, *names: str) -> dict[tuple[str, int], float]:
    """Return the values, by year, of the first of some economic series that an economy has."""
    series: dict[tuple[str, int], float] = {}
    if "economics" not in case.tables:
        return series
    entries = rows(case, "economics")
    for name in names:
        for entry in entries:
            value = number(entry, "value")
            if entry.get("series") == name and value is not None:
                series.setdefault((entry["economy"], int(entry["year"])), value)
    return series


def _currency_of(economy: str) -> str:
    entry = catalogue.economies().get(economy)
    return "" if entry is None else entry.currency


def _convert_prices(case: Case, result: str) -> list[tuple[dict[str, Any], float, float]]:
    """Return rows with their converted price as stated and as computed."""
    year = case.panel.year
    entries = rows_of_year(case, "prices")
    rates = _series(case, _RATE)
    ppp = _series(case, "ppp-private", "ppp-gdp")
    local = _series(case, "gni-per-capita-local")
    atlas = _series(case, "gni-per-capita-atlas")
    conversions = []
    for entry in entries:
        economy = entry["economy"]
        price = number(entry, "price")
        if price is None:
            continue
        in_dollars = entry.get("currency") == "USD" and _currency_of(economy) != "USD"
        stated = computed = None
        if result == "usd" and not in_dollars:
            stated = number(entry, "usd")
            if stated is None:
                stated = _price_in_dollars(entry, entries)
            rate = rates.get((economy, year))
            computed = None if not rate else price / rate
        elif result == "ppp" and not in_dollars:
            stated = number(entry, "ppp")
            factor = ppp.get((economy, year))
            computed = None if not factor else price / factor
        elif result == "share":
            stated = number(entry, "share")
            if stated is None:
                stated = _observed_share(case, entry)
            income = (atlas if in_dollars else local).get((economy, year))
            income = income or (atlas if in_dollars else local).get((economy, year - 1))
            computed = None if not income else price / (income / _MONTHS) * 100
        if stated is not None and computed:
            conversions.append((entry, stated, computed))
    return conversions


def _price_in_dollars(
    entry: Mapping[str, Any], entries: Sequence[Mapping[str, Any]]
) -> float | None:
    """Return the price in US dollars that belongs to a price in local currency."""
    for other in entries:
        same = all(other.get(k) == entry.get(k) for k in ("economy", "basket", "year"))
        if same and other.get("currency") == "USD" and other is not entry:
            return number(other, "price")
    return None


def _observed_share(case: Case, entry: Mapping[str, Any]) -> float | None:
    indicator = _SHARES.get(str(entry.get("basket") or ""))
    values = None if indicator is None else case.panel.value(indicator)
    line = line_of(case, entry)
    if values is None or line < 0 or values[line] != values[line]:
        return None
    return values[line]


def judge_conversion(case: Case, check: operation_parameters.Conversion) -> Verdict:
    r"""Compare converted prices with their arithmetic.

    .. math:: \text{USD} = \frac{p}{x}, \qquad \text{PPP} = \frac{p}{f}, \qquad
        \text{share} = \frac{p}{g/12} \cdot 100
    """
    if "prices" not in case.tables or "economics" not in case.tables:
        return need("prices", "economics")
    conversions = _convert_prices(case, check.result)
    hits = []
    for entry, stated, computed in conversions:
        ratio = stated / computed
        rounding = half_a_digit(Decimal(repr(stated)))
        allowed = (check.tolerance * abs(computed) + rounding) * (1 + TOLERANCE)
        if abs(stated - computed) > allowed:
            factor = factor_of_conversion(ratio)
            data = {
                "value": shorten(stated),
                "second": shorten(computed),
                "ratio": shorten(ratio, 4),
            }
            hits.append(
                row_hit(
                    case, entry, data, imbalance=stated - computed, factor=factor, instead=computed
                )
            )
    return verdict(len(conversions), hits, (f"prices-{check.result}", "economics"))


def judge_order_of_baskets(case: Case, check: operation_parameters.Baskets) -> Verdict:
    """Check that the price of a smaller basket is not above that of a larger one."""
    if "prices" not in case.tables:
        return need("prices")
    entries = [r for r in rows_of_year(case, "prices") if number(r, "price") is not None]
    decided, hits = 0, []
    for entry in entries:
        if entry.get("basket") not in (check.lesser or ()):
            continue
        for other in entries:
            # Baskets of two operators are not compared; a missing name is not a name.
            comparable = bool(entry.get("operator")) and all(
                other.get(k) == entry.get(k) for k in ("economy", "currency", "operator")
            )
            if other.get("basket") not in (check.greater or ()) or not comparable:
                continue
            decided += 1
            lesser, greater = number(entry, "price") or 0.0, number(other, "price") or 0.0
            if lesser > check.factor * greater * (1 + TOLERANCE):
                details = {
                    "value": shorten(lesser),
                    "second": shorten(greater),
                    "other_basket": other["basket"],
                }
                hits.append(
                    row_hit(case, entry, details, imbalance=lesser - check.factor * greater)
                )
    return verdict(decided, hits, ("comparable-baskets",))


def judge_prices_over_time(case: Case, check: operation_parameters.Baskets) -> Verdict:
    """Check the growth of local prices, and whether they did not change for years."""
    if "prices" not in case.tables:
        return need("prices")
    by_price: dict[tuple[object, ...], dict[int, dict[str, Any]]] = {}
    for entry in rows(case, "prices"):
        if number(entry, "price") is not None and entry.get("year"):
            key = tuple(entry.get(k) for k in ("economy", "basket", "definition", "currency"))
            by_price.setdefault(key, {})[int(entry["year"])] = entry
    decided, hits = 0, []
    for years in by_price.values():
        now = years.get(case.panel.year)
        past = [years.get(case.panel.year - back) for back in range(1, check.years + 1)]
        if now is None or any(entry is None for entry in past):
            continue
        decided += 1
        price = number(now, "price") or 0.0
        before = [number(entry, "price") or 0.0 for entry in past if entry is not None]
        if check.test == "growth":
            failed = abs(price - before[0]) > check.most * before[0] * (1 + TOLERANCE)
        else:
            failed = all(earlier == price for earlier in before)
        if failed:
            details = {
                "value": shorten(price),
                "previous": shorten(before[-1]),
                "count": str(check.years),
            }
            variant = "unchanged" if check.test == "unchanged" else ""
            hits.append(row_hit(case, now, details, imbalance=price - before[0], variant=variant))
    return verdict(decided, hits, ("prices-before",))


def judge_exchange_rates(case: Case, check: operation_parameters.Baskets) -> Verdict:
    """Check the change of exchange rates from the year before."""
    rates = _series(case, _RATE)
    positions = {
        (entry["economy"], int(entry["year"])): entry
        for entry in reversed(rows(case, "economics") if rates else [])
        if entry.get("series") == _RATE and number(entry, "value") is not None
    }
    decided, hits = 0, []
    for (economy, year), value in sorted(rates.items()):
        before = rates.get((economy, year - 1))
        if year != case.panel.year or not before:
            continue
        decided += 1
        if abs(value / before - 1) > check.most + TOLERANCE:
            at = positions[economy, year]
            entry = {"economy": economy, "basket": _RATE, "at": at["at"], "address": at["address"]}
            details = {
                "value": shorten(value),
                "previous": shorten(before),
                "ratio": shorten(value / before, 3),
                "limit": Decimal(str(100 * check.most)),
            }
            hits.append(row_hit(case, entry, details, imbalance=value - before))
    return verdict(decided, hits, ("exchange-rates",))
