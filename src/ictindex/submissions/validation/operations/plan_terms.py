r"""Operations on the rows of tariffs and prices: each plan and each price alone."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from ictindex.data.tables.schema import DESTINATIONS, minute_prices
from ictindex.definitions import catalogue
from ictindex.definitions.documents.ipb_rules import Basket
from ictindex.submissions.validation import operation_parameters
from ictindex.submissions.validation.operations.case import (
    Case,
    Hit,
    Verdict,
    need,
    number,
    row_hit,
    rows,
    rows_of_year,
    shorten,
    verdict,
)
from ictindex.submissions.validation.operations.plan_sizes import move_to

_NEVER = 9999  # a currency that is not withdrawn
_MINUTES = ("minutes", *(f"minutes_{destination}" for destination in DESTINATIONS))
_TEXTS = ("sms", "sms_on_net", "sms_off_net")


def judge_operator(case: Case, check: operation_parameters.Tariff) -> Verdict:
    """Check that the plans of a basket are of one named operator, the largest one."""
    if "tariffs" not in case.tables:
        return need("tariffs")
    groups: dict[tuple[str, str], list[dict[str, Any]]] = {}
    for entry in rows(case, "tariffs"):
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
            details = {"operators": sorted(named - {""}) or "\u2013", "largest": sorted(largest)}
            hits.append(row_hit(case, chosen[0], details))
    return verdict(decided, hits, ("reference-plans",))


def judge_price(case: Case, check: operation_parameters.Tariff) -> Verdict:
    """Check that the price of a basket is above zero; the reader refuses negative prices."""
    if "prices" not in case.tables:
        return need("prices")
    decided, hits = 0, []
    for entry in rows(case, "prices"):
        price = number(entry, "price")
        decided += price is not None
        if price is not None and price <= 0:
            hits.append(row_hit(case, entry, {"value": shorten(price)}))
    return verdict(decided, hits, ("prices",))


@lru_cache(maxsize=1)
def _last_years() -> Mapping[str, int]:
    """Return the last year of each withdrawn currency, as far as it is known."""
    last: dict[str, int] = {}
    for periods in catalogue.currency_periods().values():
        for period in periods:
            until = _NEVER if period.last is None else period.last
            last[period.currency] = max(last.get(period.currency, 0), until)
    return {c: y for c, y in last.items() if y != _NEVER and not catalogue.currencies()[c].active}


def _year_of(case: Case, entry: Mapping[str, Any]) -> int:
    """Return the year of a price: its own, that of its tariff, else the validated year."""
    for name in ("year", "collected", "valid_from"):
        text = str(entry.get(name) or "")[:4]
        if text.isdigit() and int(text):
            return int(text)
    return case.panel.year


def judge_currency(case: Case, check: operation_parameters.Tariff) -> Verdict:
    """Check that prices have an ISO 4217 currency of their year, and state their taxes."""
    kinds = [kind for kind in ("tariffs", "prices") if kind in case.tables]
    if not kinds:
        return need("tariffs")
    codes, last = catalogue.currencies(), _last_years()
    decided, hits = 0, []
    for kind in kinds:
        for entry in rows(case, kind):
            decided += 1
            code = str(entry.get("currency") or "")
            untaxed = kind == "tariffs" and (
                entry.get("tax_included") in (False, "no") and number(entry, "tax_rate") is None
            )
            year = _year_of(case, entry)
            if code in last and year > last[code]:
                details = {"value": code, "year": str(year), "previous_year": str(last[code])}
                hits.append(row_hit(case, entry, details, variant="withdrawn"))
            elif code not in codes:
                hits.append(row_hit(case, entry, {"value": code or "\u2013"}))
            elif untaxed:
                hit = row_hit(case, entry, {"value": code}, variant="untaxed")
                hits.append(move_to(case, hit, "tax_rate"))
    return verdict(decided, hits, ("tariffs",))


def judge_terms(case: Case, check: operation_parameters.Tariff) -> Verdict:
    """Check that reference plans are not promotions and do not bind longer than admitted."""
    if "tariffs" not in case.tables:
        return need("tariffs")
    decided, hits = 0, []
    for entry in rows(case, "tariffs"):
        if entry.get("reference") not in (True, "yes"):
            continue
        decided += 1
        bound = number(entry, "commitment_months") or 0
        silent = bound > check.most and not str(entry.get("note") or "").strip()
        details = {"value": shorten(bound), "limit": shorten(check.most)}
        if entry.get("promotional") in (True, "yes"):
            hits.append(row_hit(case, entry, details, variant="promotional"))
        elif silent:
            hits.append(row_hit(case, entry, details))
    return verdict(decided, hits, ("reference-plans",))


def _baskets_of(case: Case, entry: Mapping[str, Any]) -> list[Basket]:
    """Return the baskets to which a reference plan may belong, by its service and payment."""
    # If the document takes some of them from the reference plan, only those.
    baskets = [
        basket
        for basket in getattr(case.methodology.document, "baskets", ()) or ()
        if basket.service == entry.get("service")
        and basket.payment in ("cheapest", entry.get("payment") or basket.payment)
    ]
    return [b for b in baskets if b.selection == "reference-plan"] or baskets


def _find_lack(case: Case, entry: Mapping[str, Any], basket: Basket) -> tuple[float, float] | None:
    """Return what a plan includes in a month and what the basket needs, if the plan lacks it."""
    rules = case.methodology.document.purchasing
    validity = number(entry, "validity_days")
    times = max(1.0, rules.month_days / validity) if validity else 1.0
    scale = rules.megabytes_per_gigabyte if entry.get("data_unit") == "GB" else 1
    minutes = sum((float(calls.total_minutes) for calls in basket.calls), 0.0)
    for names, amount, prices, unit in (
        (("data",), float(basket.data), ("price_mb", "price_gb"), scale),
        (_MINUTES, minutes, minute_prices(), 1),
        (_TEXTS, float(basket.sms), tuple(f"price_{name}" for name in _TEXTS), 1),
    ):
        has = sum(number(entry, name) or 0.0 for name in names) * unit * times
        if has < amount and all(number(entry, price) is None for price in prices):
            return has, amount
    return None


def judge_allowance(case: Case, check: operation_parameters.Tariff) -> Verdict:
    """Check that a reference plan includes what its basket needs, or prices additional use."""
    # If its service has several baskets, it is enough to fit one of them.
    if "tariffs" not in case.tables or not getattr(case.methodology.document, "baskets", None):
        return need("tariffs", "basket-definitions")
    decided, hits = 0, []
    for entry in rows(case, "tariffs"):
        plan = (entry.get("kind") or "plan") == "plan" and entry.get("reference") in (True, "yes")
        baskets = _baskets_of(case, entry) if plan else []
        if not baskets:
            continue
        decided += 1
        lacked = [_find_lack(case, entry, basket) for basket in baskets]
        if None not in lacked:
            has, amount = min(
                (lack for lack in lacked if lack is not None), key=lambda x: x[1] - x[0]
            )
            hits.append(row_hit(case, entry, {"value": shorten(has), "limit": shorten(amount)}))
    return verdict(decided, hits, ("reference-plans",))


def judge_definition(case: Case, check: operation_parameters.Tariff) -> Verdict:
    """Check that a price is of the basket that the methodology defines for its year."""
    if "prices" not in case.tables:
        return need("prices")
    wanted = {b.id: b.definition for b in getattr(case.methodology.document, "baskets", ()) or ()}
    stated = getattr(catalogue, "definition_in", None)
    decided, hits = 0, []
    for entry in rows_of_year(case, "prices"):
        basket, definition = str(entry.get("basket") or ""), str(entry.get("definition") or "")
        expected = wanted.get(basket)
        if expected is None and stated is not None:
            expected = stated(basket, case.panel.year)
        if not definition or expected is None:
            continue
        decided += 1
        if definition != expected:
            hits.append(
                row_hit(case, entry, {"definition": definition, "wanted_definition": expected})
            )
    return verdict(decided, hits, ("basket-definitions",))


def judge_capped_share(case: Case, check: operation_parameters.Tariff) -> Verdict:
    """Report the shares of income that the legacy price basket caps at the full scale."""
    if getattr(case.methodology.document, "index", "") != "ipb" or case.methodology.plan is None:
        return need("legacy-basket")
    decided, hits = 0, []
    for leaf in case.methodology.plan.leaves:
        position = case.panel.positions.get(leaf.indicator)
        if position is None:
            continue
        values = case.panel.now[position]
        decided += sum(value == value for value in values)
        for line, value in enumerate(values):
            if value > check.most:
                row = case.panel.rows[position][line]
                details = {"value": case.panel.decimal(row), "limit": shorten(check.most)}
                hits.append(Hit(line, position, row, details, value - check.most))
    return verdict(decided, hits, ("values",))
