"""The factor suspected is one of the value itself: never of a ratio, or of another unit."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st
from small_cases import small_cases
from validation_cases import judge

from ictindex.submissions.validation.report import RuleFinding
from ictindex.submissions.validation.unit_factors import (
    factor_of_change,
    factor_of_prefixes,
    factor_text,
    suspect_factor,
)

FACTORS = st.sampled_from((8.0, 10.0, 12.0, 100.0, 1000.0, 1e6)).flatmap(
    lambda factor: st.sampled_from((factor, 1 / factor))
)


@given(st.floats(1e-3, 1e6), FACTORS, st.floats(0.95, 1.05))
def test_a_slip_of_units_is_suspected_where_last_year_is_known(
    usual: float, factor: float, growth: float
) -> None:
    value = usual * factor * growth
    suspected = suspect_factor(value, usual, has_last=True, limit=math.nan)
    assert suspected == pytest.approx(factor)


@given(FACTORS, st.floats(0.95, 1.05))
def test_the_nearest_factor_of_a_change_is_the_one_suspected(factor: float, growth: float) -> None:
    moved = math.log10(factor * growth)
    actual = factor_of_change(moved, (8.0, 10.0, 12.0, 100.0, 1000.0, 1e6), 0.03)
    assert actual == pytest.approx(factor)
    assert math.isnan(factor_of_change(math.log10(1.5), (8.0, 10.0, 12.0), 0.03))


@pytest.mark.parametrize("power", [-6, -1, 1, 6])
def test_mixed_prefixes_are_powers_of_one(power: int) -> None:
    assert factor_of_prefixes(1.024**power * 1.001) == pytest.approx(1.024**power)


@small_cases("ratio", [math.nan, 0.0, -1.0, 1.0, 1.024**7, 1.012])
def test_other_ratios_are_no_mixed_prefixes(ratio: float) -> None:
    assert math.isnan(factor_of_prefixes(ratio))


@small_cases(
    ("factor", "text"),
    [(1000.0, "1000"), (0.01, "1/100"), (1e6, "1000000"), (1 / 12, "1/12"), (math.nan, "")],
)
def test_a_factor_is_written_in_digits(factor: float, text: str) -> None:
    assert factor_text(factor) == text


def only(rule: str, rows: str, history: str = "") -> RuleFinding:
    case = {"rows": rows, **({"history": history} if history else {})}
    (finding,) = [f for f in judge(case, stage="submission") if f.rule == rule]
    return finding


RESIDENTIAL = """
ECU fixed-broadband-subscriptions-residential 2022 5000000
ECU households 2022 6000000
ECU households-internet 2022 40
"""


def test_a_count_next_to_a_rate_is_reported_as_a_rate() -> None:
    finding = only("C14", RESIDENTIAL)
    # 5 of 6 million are 83.33 in 100; seven tenths of it are 58.33.
    assert finding.message("en") == (
        "The value 5,000,000 is 83.33 for every 100 households (6,000,000 [line 2]): “Households "
        "with Internet access at home” should then be at least 58.33, and is 40 [line 3]."
    )
    assert finding.factor == ""


@pytest.mark.parametrize(
    ("rule", "rows"),
    [
        ("C13", "ECU i4213tfbb 2022 9000000\nECU households 2022 6000000"),
        ("C08", "ECU mobile-broadband-subscriptions 2022 15\nECU internet-users 2022 80"),
        ("C09", "ECU fixed-broadband-traffic 2022 40\nECU mobile-broadband-traffic 2022 100"),
        ("C05", "ECU internet-users 2022 80\nECU households-internet 2022 40"),
    ],
)
def test_correct_figures_beyond_a_ratio_are_suspected_of_no_factor(rule: str, rows: str) -> None:
    finding = only(rule, rows)
    assert finding.factor == ""
    assert "times" not in finding.message("en")


def test_other_facts_of_a_value_suspect_no_factor_of_it() -> None:
    # 40 is a tenth of the 400 of 2021 (T01), which the note (P08) is not about.
    rows = "BRA mobile-broadband-traffic 2022 40 status=D"
    history = "BRA mobile-broadband-traffic 2021 400"
    assert only("T01", rows, history).factor == "1/10"
    assert only("P08", rows, history).factor == ""


def test_a_value_beyond_its_own_limit_is_suspected_of_what_brings_it_back() -> None:
    assert only("R01", "BRA internet-users 2022 8050").factor == "100"


def test_a_million_is_written_in_digits() -> None:
    rows = "BRA mobile-broadband-traffic 2022 80000000"
    finding = only("T01", rows, "BRA mobile-broadband-traffic 2021 78")
    assert finding.factor == "1000000"
    assert finding.message("en").endswith("The value looks 1,000,000 times too large.")


@pytest.mark.parametrize(
    ("rate", "factor", "shown"),
    [("104.8576", "1.04858", "1.049"), ("97.65625", "1/1.024", "1.024")],
)
def test_prefixes_mixed_are_named_as_such(rate: str, factor: str, shown: str) -> None:
    rows = (
        f"BRA i136mwi 2022 0.1\nBRA i271mw 2022 1000000\nBRA mobile-broadband-traffic 2022 {rate}"
    )
    finding = only("C17", rows)
    assert finding.factor == factor
    assert finding.message("en").endswith(
        "Decimal and binary prefixes look mixed: one of them counts in thousands, the other in "
        f"1024 (a factor of {shown})."
    )
    assert f"{shown.replace('.', ',')})." in finding.message("fr")
