r"""Operations on the tables of the price basket: tariffs, prices and economic series."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from typing import Any

import numpy as np

from ictindex import catalogue
from ictindex.validation import checks
from ictindex.validation.operations.common import (
    NAN,
    TOLERANCE,
    Case,
    Hit,
    Verdict,
    half_a_digit,
    lacking,
    short,
)
from ictindex.validation.operations.tables import number, rows

_MONTHS = 12
_SHARES = {"mobile-high": "price-mobile-high", "fixed-broadband": "price-fixed-broadband"}
_RATE = "exchange-rate"


def _economy(case: Case, entry: Mapping[str, Any]) -> int:
    try:
        return case.panel.economies.index(entry["economy"])
    except ValueError:
        return -1


def _hit(
    case: Case,
    entry: Mapping[str, Any],
    given: Mapping[str, object],
    imbalance: float = NAN,
    factor: float = NAN,
    instead: float = NAN,
    variant: str = "",
) -> Hit:
    told = {
        "economy": entry["economy"],
        "basket": entry.get("basket") or entry.get("service") or "\u2013",
        "plan": entry.get("plan") or entry.get("id") or entry.get("name") or "\u2013",
        **given,
    }
    return Hit(
        _economy(case, entry), -1, -1, told, imbalance, factor, instead, variant=variant,
        address=entry.get("address"), beside=entry.get("at"),
    )  # fmt: skip


def _verdict(decided: int, hits: Sequence[Hit], *needs: str) -> Verdict:
    return Verdict(decided, 0, tuple(hits), () if decided else needs)


def _of_year(case: Case, table: Any) -> list[dict[str, Any]]:
    """Return the rows of a table that are of the year judged, or of none."""
    return [r for r in rows(table) if not r.get("year") or int(r["year"]) == case.panel.year]


def one_operator(case: Case, check: checks.Tariff) -> Verdict:
    """Judge whether the plans of a basket are one operator's, the largest one's, and named."""
    if case.tariffs is None:
        return lacking("tariffs")
    groups: dict[tuple[str, str], list[dict[str, Any]]] = {}
    for entry in rows(case.tariffs):
        groups.setdefault((entry["economy"], entry.get("service") or ""), []).append(entry)
    decided, hits = 0, []
    for entries in groups.values():
        chosen = [r for r in entries if r.get("reference") in (True, "yes")]
        if not chosen:
            continue
        decided += 1
        shares = [(number(r, "market_share") or 0.0, str(r.get("operator") or "")) for r in entries]
        largest = {name for share, name in shares if share == max(shares)[0]}
        named = {str(r.get("operator") or "") for r in chosen}
        if len(named) > 1 or "" in named or not named <= largest:
            given = {"operators": sorted(named - {""}) or "\u2013", "largest": sorted(largest)}
            hits.append(_hit(case, chosen[0], given))
    return _verdict(decided, hits, "reference-plans")


def _currencies() -> frozenset[str]:
    known = getattr(catalogue, "currencies", None)
    if known is not None:
        return frozenset(known())
    return frozenset(e.currency for e in catalogue.economies().values() if e.currency)


def currency(case: Case, check: checks.Tariff) -> Verdict:
    """Judge whether prices have an ISO 4217 currency and say how taxes are included."""
    tables = [t for t in (case.tariffs, case.prices) if t is not None]
    if not tables:
        return lacking("tariffs")
    known = _currencies()
    decided, hits = 0, []
    for table in tables:
        for entry in rows(table):
            decided += 1
            code = str(entry.get("currency") or "")
            untaxed = table is case.tariffs and (
                entry.get("tax_included") in (False, "no") and number(entry, "tax_rate") is None
            )
            if code not in known or untaxed:
                hits.append(_hit(case, entry, {"value": code or "\u2013"}))
    return _verdict(decided, hits, "tariffs")


def terms(case: Case, check: checks.Tariff) -> Verdict:
    """Judge whether reference plans are no promotion and bind for no longer than admitted."""
    if case.tariffs is None:
        return lacking("tariffs")
    decided, hits = 0, []
    for entry in rows(case.tariffs):
        if entry.get("reference") not in (True, "yes"):
            continue
        decided += 1
        bound = number(entry, "commitment_months") or 0
        silent = bound > check.most and not str(entry.get("note") or "").strip()
        if entry.get("promotional") in (True, "yes") or silent:
            hits.append(_hit(case, entry, {"value": short(bound), "limit": short(check.most)}))
    return _verdict(decided, hits, "reference-plans")


def allowance(case: Case, check: checks.Tariff) -> Verdict:
    """Judge whether the plan of a basket holds what the basket needs, or prices what is beyond."""
    baskets = {b.id: b for b in getattr(case.document, "baskets", ()) or ()}
    if case.tariffs is None or not baskets:
        return lacking("tariffs", "basket-definitions")
    decided, hits = 0, []
    for entry in rows(case.tariffs):
        basket = baskets.get(str(entry.get("basket") or ""))
        if basket is None or entry.get("reference") not in (True, "yes"):
            continue
        decided += 1
        minutes = sum((float(calls.total_minutes) for calls in basket.calls), 0.0)
        for name, need, beyond in (
            ("data", float(basket.data), ("price_mb", "price_gb")),
            ("minutes", minutes, ("price_minute", "price_minute_on_net")),
            ("sms", float(basket.sms), ("price_sms",)),
        ):
            scale = 1000 if entry.get("data_unit") == "GB" and name == "data" else 1
            has = (number(entry, name) or 0.0) * scale
            if has < need and all(number(entry, one) is None for one in beyond):
                hits.append(_hit(case, entry, {"value": short(has), "limit": short(need)}))
                break
    return _verdict(decided, hits, "reference-plans")


def version(case: Case, check: checks.Tariff) -> Verdict:
    """Judge whether a price is of the basket that the methodology defines for its year."""
    if case.prices is None:
        return lacking("prices")
    wanted = {b.id: b.definition for b in getattr(case.document, "baskets", ()) or ()}
    stated = getattr(catalogue, "definition_in", None)
    decided, hits = 0, []
    for entry in _of_year(case, case.prices):
        basket, found = str(entry.get("basket") or ""), str(entry.get("definition") or "")
        expected = wanted.get(basket)
        if expected is None and stated is not None:
            expected = stated(basket, case.panel.year)
        if not found or expected is None:
            continue
        decided += 1
        if found != expected:
            hits.append(_hit(case, entry, {"value": found, "limit": expected}))
    return _verdict(decided, hits, "basket-definitions")


def capped(case: Case, check: checks.Tariff) -> Verdict:
    """Tell which shares of income the legacy price basket caps at the whole scale."""
    if getattr(case.document, "index", "") != "ipb" or case.plan is None:
        return lacking("legacy-basket")
    decided, hits = 0, []
    for leaf in case.plan.leaves:
        place = case.panel.places.get(leaf.indicator)
        if place is None:
            continue
        values = case.panel.now[:, place]
        decided += int(np.count_nonzero(~np.isnan(values)))
        with np.errstate(invalid="ignore"):
            above = np.flatnonzero(values > check.most)
        for e in above.tolist():
            row = int(case.panel.rows[e, place])
            given = {"value": case.panel.decimal(row), "limit": short(check.most)}
            hits.append(Hit(e, place, row, given, float(values[e] - check.most)))
    return _verdict(decided, hits, "values")


_TARIFF: Mapping[str, Callable[[Case, checks.Tariff], Verdict]] = {
    "one-operator": one_operator,
    "currency": currency,
    "terms": terms,
    "allowance": allowance,
    "version": version,
    "capped": capped,
}


def tariff(case: Case, check: checks.Tariff) -> Verdict:
    """Judge tariffs and prices by a test of their rows."""
    return _TARIFF[check.test](case, check)


def _series(case: Case, *names: str) -> dict[tuple[str, int], float]:
    """Return values of the first of some economic series that an economy has, by year."""
    found: dict[tuple[str, int], float] = {}
    if case.economics is None:
        return found
    entries = rows(case.economics)
    for name in names:
        for entry in entries:
            value = number(entry, "value")
            if entry.get("series") == name and value is not None:
                found.setdefault((entry["economy"], int(entry["year"])), value)
    return found


def _national(economy: str) -> str:
    known = catalogue.economies().get(economy)
    return "" if known is None else known.currency


def _converted(case: Case, result: str) -> list[tuple[dict[str, Any], float, float]]:
    """Return rows with their converted price as given and as computed."""
    year = case.panel.year
    entries = _of_year(case, case.prices)
    rates = _series(case, _RATE)
    ppp = _series(case, "ppp-private", "ppp-gdp")
    local = _series(case, "gni-per-capita-local")
    atlas = _series(case, "gni-per-capita-atlas")
    found = []
    for entry in entries:
        economy = entry["economy"]
        price = number(entry, "price")
        if price is None:
            continue
        in_dollars = entry.get("currency") == "USD" and _national(economy) != "USD"
        given = computed = None
        if result == "usd" and not in_dollars:
            given = number(entry, "usd")
            if given is None:
                given = _beside(entry, entries)
            rate = rates.get((economy, year))
            computed = None if not rate else price / rate
        elif result == "ppp" and not in_dollars:
            given = number(entry, "ppp")
            factor = ppp.get((economy, year))
            computed = None if not factor else price / factor
        elif result == "share":
            given = number(entry, "share")
            if given is None:
                given = _observed(case, entry)
            income = (atlas if in_dollars else local).get((economy, year))
            income = income or (atlas if in_dollars else local).get((economy, year - 1))
            computed = None if not income else price / (income / _MONTHS) * 100
        if given is not None and computed:
            found.append((entry, given, computed))
    return found


def _beside(entry: Mapping[str, Any], entries: Sequence[Mapping[str, Any]]) -> float | None:
    """Return the price in US dollars that stands beside one in local currency."""
    for other in entries:
        same = all(other.get(k) == entry.get(k) for k in ("economy", "basket", "year"))
        if same and other.get("currency") == "USD" and other is not entry:
            return number(other, "price")
    return None


def _observed(case: Case, entry: Mapping[str, Any]) -> float | None:
    indicator = _SHARES.get(str(entry.get("basket") or ""))
    values = None if indicator is None else case.panel.value(indicator)
    e = _economy(case, entry)
    if values is None or e < 0 or np.isnan(values[e]):
        return None
    return float(values[e])


def conversion(case: Case, check: checks.Conversion) -> Verdict:
    r"""Judge converted prices against their arithmetic.

    .. math:: \text{USD} = \frac{p}{x}, \qquad \text{PPP} = \frac{p}{f}, \qquad
        \text{share} = \frac{p}{g/12} \cdot 100
    """
    if case.prices is None or case.economics is None:
        return lacking("prices", "economics")
    found = _converted(case, check.result)
    hits = []
    for entry, given, computed in found:
        ratio = given / computed
        rounding = half_a_digit(Decimal(repr(given)))
        allowed = (check.tolerance * abs(computed) + rounding) * (1 + TOLERANCE)
        if abs(given - computed) > allowed:
            factor = next(
                (k for k in (12.0, 1 / 12, 100.0, 0.01) if abs(ratio / k - 1) < 0.05), NAN
            )
            told = {"value": short(given), "second": short(computed), "ratio": short(ratio, 4)}
            hits.append(
                _hit(case, entry, told, imbalance=given - computed, factor=factor, instead=computed)
            )
    return _verdict(len(found), hits, f"prices-{check.result}", "economics")


def between(case: Case, check: checks.Baskets) -> Verdict:
    r"""Judge prices of one economy against each other, or against those of earlier years."""
    if check.test == "rate":
        return _rates(case, check)
    if case.prices is None:
        return lacking("prices")
    if check.test == "order":
        return _order(case, check)
    return _over_time(case, check)


def _order(case: Case, check: checks.Baskets) -> Verdict:
    entries = [r for r in _of_year(case, case.prices) if number(r, "price") is not None]
    decided, hits = 0, []
    for entry in entries:
        if entry.get("basket") not in (check.lesser or ()):
            continue
        for other in entries:
            # Baskets of two operators are not compared, and a name left out is no name.
            comparable = bool(entry.get("operator")) and all(
                other.get(k) == entry.get(k) for k in ("economy", "currency", "operator")
            )
            if other.get("basket") not in (check.greater or ()) or not comparable:
                continue
            decided += 1
            lesser, greater = number(entry, "price") or 0.0, number(other, "price") or 0.0
            if lesser > check.factor * greater * (1 + TOLERANCE):
                given = {
                    "value": short(lesser), "second": short(greater), "other": other["basket"],
                }  # fmt: skip
                hits.append(_hit(case, entry, given, imbalance=lesser - check.factor * greater))
    return _verdict(decided, hits, "comparable-baskets")


def _over_time(case: Case, check: checks.Baskets) -> Verdict:
    """Judge the growth of local prices, or whether they stood still for years."""
    known: dict[tuple[object, ...], dict[int, dict[str, Any]]] = {}
    for entry in rows(case.prices):
        if number(entry, "price") is not None and entry.get("year"):
            key = tuple(entry.get(k) for k in ("economy", "basket", "definition", "currency"))
            known.setdefault(key, {})[int(entry["year"])] = entry
    decided, hits = 0, []
    for years in known.values():
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
            failed = all(one == price for one in before)
        if failed:
            given = {
                "value": short(price),
                "previous": short(before[-1]),
                "count": str(check.years),
            }
            hits.append(_hit(case, now, given, imbalance=price - before[0]))
    return _verdict(decided, hits, "prices-before")


def _rates(case: Case, check: checks.Baskets) -> Verdict:
    rates = _series(case, _RATE)
    places = {
        (entry["economy"], int(entry["year"])): entry
        for entry in reversed(rows(case.economics) if rates else [])
        if entry.get("series") == _RATE and number(entry, "value") is not None
    }
    decided, hits = 0, []
    for (economy, year), value in sorted(rates.items()):
        before = rates.get((economy, year - 1))
        if year != case.panel.year or not before:
            continue
        decided += 1
        if abs(value / before - 1) > check.most + TOLERANCE:
            at = places[economy, year]
            entry = {"economy": economy, "basket": _RATE, "at": at["at"], "address": at["address"]}
            given = {
                "value": short(value), "previous": short(before),
                "ratio": short(value / before, 3), "limit": Decimal(str(100 * check.most)),
            }  # fmt: skip
            hits.append(_hit(case, entry, given, imbalance=value - before))
    return _verdict(decided, hits, "exchange-rates")
