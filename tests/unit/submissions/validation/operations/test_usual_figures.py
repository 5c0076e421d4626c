"""The size of figures without an earlier value: population, lowest rates, months for years."""

from __future__ import annotations

import pytest
from filled_submission import VALUES, judge, multiplied

TRAFFIC = ("mobile-broadband-traffic-total", "fixed-broadband-traffic-total")


def rules_on(values: dict[str, str], indicator: str) -> list[str]:
    return [f.rule for f in judge(values) if f.indicator == indicator]


@pytest.mark.parametrize(
    ("population", "expected"),
    [("17834831", []), ("40000000", []), ("8100000", []), ("178348310", ["R17"])],
)
def test_population_is_of_the_size_of_its_economy(population: str, expected: list[str]) -> None:
    # Ecuador has 10 ** 7.3 inhabitants; the window is 0.4, from 7.9 to 50 million.
    assert rules_on({"population": population}, "population") == expected


def test_what_is_known_of_the_population_is_stated() -> None:
    (finding,) = judge({"population": "178348310"})
    assert finding.message("en").startswith(
        "The population 178,348,310 is far from that of this economy, about 20,000,000."
    )
    assert finding.factor == "10"


def test_a_rate_below_the_lowest_of_its_income_group_is_named_as_a_rate() -> None:
    count = "fixed-broadband-subscriptions-count"
    judged = judge({"population": "17834831", count: "2861"})
    (finding,) = [f for f in judged if f.rule == "R11"]
    words = finding.message("en")
    # Two thousandths of a subscription: 2861 for 17.8 million.
    assert "The value 0.016042 is below 0.042" in words
    assert "“Fixed-broadband subscriptions” is a rate (unit: per 100 inhabitants)." in words
    assert "Fixed-broadband subscriptions (number): 2,861" in words
    assert "Population: 17,834,831" in words
    assert finding.remedy("en").startswith("Do not convert anything")
    assert finding.proposals == ()


def test_a_rate_that_was_typed_is_no_derived_rate() -> None:
    (finding,) = judge({"fixed-broadband-subscriptions": "0.01"})
    assert "is a rate" not in finding.message("en")


def test_an_exabyte_cell_keeps_its_unit_in_the_words_on_its_rate() -> None:
    judged = judge({**VALUES, TRAFFIC[0]: "920"})
    (finding,) = [f for f in judged if f.rule == "R06"]
    assert "920 exabytes (EB)" in finding.message("en")
    assert "gigabytes" not in finding.remedy("en")


def test_both_traffics_of_a_month_are_one_cause() -> None:
    judged = judge(multiplied(TRAFFIC, "0.083333"))
    assert [f.rule for f in judged if f.errorlevel == "warning"] == ["M07"]
    (cause,) = judged.causes
    assert (cause.kind, {change.indicator for change in cause.changes}) == ("month", set(TRAFFIC))


def test_with_last_year_months_are_left_to_growth() -> None:
    judged = judge(multiplied(TRAFFIC, "0.083333"), multiplied(tuple(VALUES), "0.97"))
    assert "M07" not in {f.rule for f in judged}
    assert "T01" in {f.rule for f in judged}
    assert judged.causes[0].kind == "month"


def test_bandwidth_hardly_used_is_asked_about() -> None:
    changed = {**VALUES, "international-bandwidth-used": "5300"}
    assert "C21" in rules_on(changed, "international-bandwidth-used")


def test_households_as_many_as_inhabitants_are_asked_about() -> None:
    judged = judge({**VALUES, "households": "50400000"})
    assert judged.causes[0].cell.indicator == "households"
