"""Plans of one sheet: currency, tax, volume, a plan that another one beats, the cheapest."""

from __future__ import annotations

from typing import Any

import pytest
from validation_cases import judge

COLUMNS = (
    "economy,operator,service,id,price,currency,tax_included,tax_rate,validity_days,data,data_unit,"
    "minutes"
)


def asked(*plans: str) -> list[Any]:
    case = {"rows": "BRA internet-users 2022 80", "tariffs": "\n".join([COLUMNS, *plans])}
    return [f for f in judge(case, "submission").findings if f.rule == "X16"]


def plan(
    name: str,
    price: float = 50,
    currency: str = "BRL",
    tax: str = "",
    days: int = 30,
    data: str = "5",
    unit: str = "GB",
    minutes: str = "",
) -> str:
    included = "no" if tax else "yes"
    return (
        f"BRA,Vivo,mobile,{name},{price},{currency},{included},{tax},{days},{data},{unit},{minutes}"
    )


@pytest.mark.parametrize(("currency", "count"), [("BRL", 0), ("USD", 0), ("EUR", 1)])
def test_a_currency_of_the_economy_or_dollars(currency: str, count: int) -> None:
    questions = asked(plan("a"), plan("b", 45 if currency == "BRL" else 10, currency, data="10"))
    questions = [f for f in questions if f.code == "rule.X16"]
    assert [f.details["plan"] for f in questions] == ["b"] * count


def test_two_rates_of_tax() -> None:
    (finding,) = asked(plan("a", tax="17"), plan("b", tax="17"), plan("c", tax="7.1"))
    assert finding.message("en") == (
        "The plan “c” has a tax rate of 7.1 %, the plan “a” one of 17 % [line 1]."
    )
    assert asked(plan("a", tax="17"), plan("b")) == []


@pytest.mark.parametrize(("data", "unit", "count"), [("0", "GB", 1), ("0", "", 0), ("5", "GB", 0)])
def test_no_data_with_a_unit(data: str, unit: str, count: int) -> None:
    questions = asked(plan("a", data=data, unit=unit, minutes="100"), plan("b"))
    assert [f.code for f in questions] == ["rule.X16.nothing"] * count


def test_a_plan_that_costs_many_times_one_with_as_much() -> None:
    (finding,) = asked(plan("a", 40), plan("b", 200))
    assert (finding.code, finding.details["plan"]) == ("rule.X16.dominated", "b")
    assert finding.message("en") == (
        "The plan “b” costs 200 BRL, the plan “a” 40 BRL [line 1]: a month of the first is 5 "
        "times as expensive, and includes no more."
    )
    # It includes minutes that the other does not; or it costs the limit; a week is part of a month.
    assert asked(plan("a", 40), plan("b", 200, minutes="100")) == []
    assert asked(plan("a", 40), plan("b", 120)) == []
    assert asked(plan("a", 40), plan("b", 40, days=7)) == []
    questions = asked(plan("a", 40), plan("b", 40, days=7, data="1"))
    assert [f.code for f in questions] == ["rule.X16.dominated"]


def test_all_prices_far_below_the_usual_ones() -> None:
    # Months typed as years: a tenth of the usual prices and less.
    (finding,) = asked(plan("a", 3), plan("b", 4, data="10"))
    assert (finding.code, finding.details["plan"]) == ("rule.X16.cheapest", "a")
    # A small plan has not the basket: its price says nothing.
    assert asked(plan("a", 3, data="1"), plan("b", 45)) == []
