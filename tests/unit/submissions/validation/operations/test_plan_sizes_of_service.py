"""Plans whose figures are all off in one way: validity in months, prices in dollars, kbit/s."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest
from small_cases import small_cases

import ictindex as ict

NAMES = ("name", "price", "validity_days", "data")
# About the cost of plans in Brazil: some tens of reais a month, five to a dollar.
PLANS = (("Start", 29, 30, 1), ("Plus", 45, 30, 5), ("Data", 40, 30, 5))


def judge(plans: list[dict[str, Any]], service: str = "mobile") -> Any:
    usual = {
        "economy": "BRA", "operator": "Vivo", "service": service, "currency": "BRL",
        "tax_included": "yes", "data_unit": "GB", "validity_days": 30,
        **({"payment": "prepaid"} if service == "mobile" else {}),
    }  # fmt: skip
    table = ict.read_tariffs(pd.DataFrame([usual | plan for plan in plans]))
    return ict.validate(table, ict.methodology("ipb", edition=2025))


def mobile(**changed: Any) -> Any:
    plans = [dict(zip(NAMES, plan, strict=True)) for plan in PLANS]
    return judge([plan | {k: f(plan[k]) for k, f in changed.items()} for plan in plans])


def asked(judged: Any, rule: str) -> list[tuple[str, str]]:
    return [(f.code, f.address.column) for f in judged if f.rule == rule]


def test_plans_of_usual_prices_are_asked_nothing() -> None:
    assert [f.code for f in mobile()] == []


def test_a_validity_of_one_in_all_plans_is_of_months() -> None:
    judged = mobile(validity_days=lambda _: 1)
    assert asked(judged, "X14") == [("rule.X14.months", "validity_days")] * 3
    (cause,) = judged.causes
    assert cause.kind == "months"
    assert [(c.indicator, c.value, c.proposed) for c in cause.changes] == [
        ("validity_days", 1, 30)
    ] * 3
    assert cause.message("en").startswith(
        "3 validities look like months, not days: 1, for example, would be 30 days."
    )


def test_plans_of_a_day_next_to_those_of_a_month_are_asked_nothing() -> None:
    plans = [dict(zip(NAMES, plan, strict=True)) for plan in (*PLANS, ("Day", 2, 1, 1))]
    assert asked(judge(plans), "X14") == []


def test_prices_that_are_all_a_fifth_look_like_dollars() -> None:
    judged = mobile(price=lambda price: price / 5)
    assert asked(judged, "X14") == [("rule.X14.dollars", "price")] * 3
    (cause,) = judged.causes
    assert cause.kind == "dollars"
    assert [float(change.proposed) for change in cause.changes] == pytest.approx(
        [29, 45, 40], rel=0.15
    )


def test_one_cheap_plan_is_no_price_in_dollars() -> None:
    plans = [dict(zip(NAMES, plan, strict=True)) for plan in (*PLANS, ("Cheap", 8, 30, 1))]
    assert asked(judge(plans), "X14") == []


@small_cases(
    ("technology", "speed", "codes"),
    [
        ("FTTH", 10_240, []),
        ("FTTH", 20_000, ["rule.X15.speed"]),
        ("ADSL", 8_000, ["rule.X15.speed"]),
        ("VDSL", 500, []),
        ("Fibre, DSL", 2_500, []),
        ("", 100_000, ["rule.X15.speed"]),
    ],
)
def test_a_speed_in_kbits_is_more_than_the_technology_has(
    technology: str, speed: int, codes: list[str]
) -> None:
    plan = {"name": "Home", "price": 90, "data": "unlimited", "data_unit": "",
            "speed_mbits": speed, "technology": technology}  # fmt: skip
    judged = judge([plan], "fixed-broadband")
    assert [f.code for f in judged if f.rule == "X15"] == codes
    assert [f.factor for f in judged if f.rule == "X15"] == ["1000"] * len(codes)
