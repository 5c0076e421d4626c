"""Counts compared with last year's pattern: people, shares, parts of a sum, coverage."""

from __future__ import annotations

from typing import Any

import pytest
from validation_cases import judge


def asked(now: dict[str, float], last: dict[str, float]) -> list[Any]:
    rows, history = (
        "\n".join(f"BRA {name} {year} {value}" for name, value in values.items())
        for year, values in ((2022, now), (2021, last))
    )
    questions = judge({"rows": rows, "history": history}, "submission").findings
    return [f for f in questions if f.rule == "T12"]


@pytest.mark.parametrize(
    ("population", "count"), [(1_105_000, 0), (1_106_000, 1), (905_000, 0), (904_000, 1)]
)
def test_a_population_changes_by_little(population: int, count: int) -> None:
    # exp(0.1) = 1.10517
    questions = asked({"population": population}, {"population": 1_000_000})
    assert [f.code for f in questions] == ["rule.T12.population"] * count


def test_a_wrong_population_is_not_also_a_wrong_size_of_households() -> None:
    last = {"population": 1_000_000, "households": 250_000}
    (finding,) = asked({"population": 500_000, "households": 252_000}, last)
    assert (finding.code, finding.indicator) == ("rule.T12.population", "population")
    (finding,) = asked({"population": 1_010_000, "households": 200_000}, last)
    assert (finding.code, finding.indicator) == ("rule.T12.share", "households")
    assert finding.message("en") == (
        "The value is 200,000, that of “Population” 1,010,000 [line 1]; in 2021 they were 250,000 "
        "and 1,000,000. The ratio of the two is 0.792 times what it was then."
    )


DATA, ACTIVE = (
    "mobile-broadband-subscriptions-data-only",
    "mobile-broadband-subscriptions-count",
)


@pytest.mark.parametrize(("share", "count"), [(0.56, 0), (0.54, 1), (1.81, 0), (1.83, 1)])
def test_a_share_changes_by_less_than_a_factor(share: float, count: int) -> None:
    # exp(0.6) = 1.8221, exp(-0.6) = 0.5488
    questions = asked(
        {DATA: round(100_000 * share), ACTIVE: 1_000_000}, {DATA: 100_000, ACTIVE: 1_000_000}
    )
    assert [(f.code, f.indicator) for f in questions] == [("rule.T12.share", DATA)] * count


LINES = ("analogue", "isdn", "payphones", "voip", "wireless")


def counts(*values: int) -> dict[str, float]:
    return {f"fixed-telephone-{name}": v for name, v in zip(LINES, values, strict=True)}


def test_exchanged_parts_of_a_sum() -> None:
    last = counts(1000, 100, 10, 5000, 400)
    (finding,) = asked(counts(5000, 100, 10, 1000, 400), last)
    assert (finding.code, finding.indicator) == ("rule.T12.exchanged", "fixed-telephone-analogue")
    assert finding.details["node"] == "fixed-telephone-voip"
    assert asked(counts(950, 90, 9, 5600, 420), last) == []


@pytest.mark.parametrize(
    ("last", "value", "count"), [(10, 7, 0), (10, 6.9, 1), (60, 51, 0), (60, 50.9, 1)]
)
def test_coverage_by_5g_falls_by_points_and_share(last: float, value: float, count: int) -> None:
    questions = asked({"coverage-5g": value}, {"coverage-5g": last})
    assert [f.code for f in questions] == ["rule.T12.fall"] * count


@pytest.mark.parametrize(("value", "count"), [(0.73, 0), (0.71, 1)])
def test_traffic_seldom_falls_by_more_than_a_quarter(value: float, count: int) -> None:
    name = "mobile-broadband-traffic-total"
    case = {"rows": f"BRA {name} 2022 {value}", "history": f"BRA {name} 2021 1"}
    assert sum(f.rule == "T03" for f in judge(case, "submission").findings) == count
