"""The size of plans: the price of a month, the price of a gigabyte, all prices in cents."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pandas as pd
import pytest

import ictindex as ict

PLANS = [
    ("Start", "mobile", "5", "30", "2", "GB"),
    ("Plus", "mobile", "15", "30", "5", "GB"),
    ("Day", "mobile", "0.6", "1", "500", "MB"),
    ("Home", "fixed-broadband", "25", "30", "unlimited", ""),
]


def judge(plans: list[tuple[str, ...]], economy: str = "ECU", currency: str = "USD") -> Any:
    rows = [
        {
            "economy": economy, "operator": "A", "id": name, "name": name, "service": service,
            "price": price, "currency": currency, "tax_included": "yes", "validity_days": days,
            "payment": "prepaid" if service == "mobile" else "", "data": data, "data_unit": unit,
        }
        for name, service, price, days, data, unit in plans
    ]  # fmt: skip
    return ict.validate(ict.read_tariffs(pd.DataFrame(rows)), ict.methodology("ipb", edition=2025))


def asked(judged: Any) -> list[tuple[str, str]]:
    return [(f.rule, str(f.details["plan"])) for f in judged if f.rule in ("X14", "X15")]


def times(plans: list[tuple[str, ...]], factor: str, service: str) -> list[tuple[str, ...]]:
    return [
        (n, s, format(Decimal(p) * Decimal(factor), "f") if s == service else p, *rest)
        for n, s, p, *rest in plans
    ]


def test_usual_plans_are_not_asked_about() -> None:
    # A day for 0.60 is a month for 18: plans of the day are no cheaper.
    assert asked(judge(PLANS)) == []


def test_a_price_in_cents_is_asked_about_with_its_factor() -> None:
    changed = [("Plus", "mobile", "1500", "30", "5", "GB"), PLANS[0], PLANS[3]]
    (finding,) = [f for f in judge(changed) if f.rule == "X14"]
    assert (finding.details["plan"], finding.factor, finding.address.column) == (
        "Plus", "100", "price",
    )  # fmt: skip
    # One price alone has no block: its own finding says it.
    assert finding.cause is None


def test_all_prices_of_a_service_in_cents_are_one_cause() -> None:
    judged = judge(times(PLANS, "100", "mobile"))
    (cause,) = judged.causes
    assert (cause.kind, cause.scope) == ("cents", "block")
    assert [change.proposed for change in cause.changes] == [
        Decimal(5), Decimal(15), Decimal("0.6"),
    ]  # fmt: skip
    assert {change.subject for change in cause.changes} == {"Start", "Plus", "Day"}
    # Put in, nothing is left to ask.
    assert asked(judge(PLANS)) == []


def test_a_volume_a_thousand_times_too_large_is_asked_about() -> None:
    changed = [("Plus", "mobile", "15", "30", "5000", "GB"), PLANS[0], PLANS[3]]
    (finding,) = [f for f in judge(changed) if f.rule == "X15"]
    assert (finding.factor, finding.address.column) == ("1000", "data")
    assert finding.message("en").startswith("The plan “Plus” has a data allowance of 5,000 GB")


def test_megabytes_for_gigabytes_are_asked_about() -> None:
    changed = [("Plus", "mobile", "15", "30", "5", "MB"), PLANS[0]]
    assert asked(judge(changed)) == [("X15", "Plus")]


@pytest.mark.parametrize(("economy", "currency"), [("ECU", "EUR"), ("ABW", "XAF")])
def test_a_currency_whose_prices_are_not_known_is_not_decided(economy: str, currency: str) -> None:
    judged = judge(times(PLANS, "100", "mobile"), economy, currency)
    outcome = next(o for o in judged.outcomes if o.rule == "X14")
    assert outcome.outcome == "not-decidable"
    assert outcome.lacking == ("sizes",)


def test_dollars_are_recognised_next_to_the_local_currency() -> None:
    assert asked(judge(PLANS, "PER")) == []
    assert ("X14", "Plus") in asked(judge(times(PLANS, "100", "mobile"), "PER"))


@pytest.mark.parametrize(("volume", "expected"), [("5000", [("X15", "Plus")]), ("2000", [])])
def test_where_no_price_is_known_the_volume_speaks_alone(
    volume: str, expected: list[tuple[str, str]]
) -> None:
    judged = judge([("Plus", "mobile", "15", "30", volume, "GB")], "ECU", "EUR")
    assert asked(judged) == expected
