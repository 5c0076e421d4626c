"""Actions: only what a witness demands, nothing impossible, and no cell that was right."""

from __future__ import annotations

import math
from decimal import Decimal
from typing import Any

import pytest
from every_cell import every_cell, year_before
from filled_submission import judge
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ictindex.definitions import catalogue

TRUE = every_cell()
BEFORE = year_before(TRUE)
MOBILE = "mobile-cellular-subscriptions-"
BROADBAND = "mobile-broadband-subscriptions-"


def sure(values: dict[str, str], history: dict[str, str] | None = None) -> list[Any]:
    return [cause for cause in judge(values, history).causes if cause.is_sure]


def written(cause: Any) -> dict[str, Decimal]:
    return {
        change.indicator + (f"@{change.breakdown}" if change.breakdown else ""): change.proposed
        for change in cause.changes
    }


def times(name: str, factor: str) -> dict[str, str]:
    return {**TRUE, name: format(Decimal(TRUE[name]) * Decimal(factor), "f")}


@pytest.mark.slow
def test_the_questionnaire_is_full_and_has_no_action() -> None:
    assert len(TRUE) == 94
    for history in (None, BEFORE):
        assert not [f for f in judge(TRUE, history) if f.errorlevel in ("error", "warning")]
        assert sure(TRUE, history) == []


# ------------------------------------------------------------ what no action may do

FACTORS = ("10", "0.1", "100", "0.01", "1000", "0.001", "0.000001", "0.083333", "-1")


@st.composite
def slipped(draw: st.DrawFn) -> dict[str, str]:
    """A questionnaire with one or two wrong cells."""
    values = dict(TRUE)
    for _ in range(draw(st.integers(1, 2))):
        name = draw(st.sampled_from(sorted(TRUE)))
        text, kind = TRUE[name], draw(st.sampled_from(["factor", "rest", "turn", "lose", "swap"]))
        if kind == "factor":
            values[name] = format(Decimal(text) * Decimal(draw(st.sampled_from(FACTORS))), "f")
        elif kind == "rest" and Decimal(text) < 100:
            values[name] = format(100 - Decimal(text), "f")
        elif kind == "turn" and text[0].isdigit() and text[1].isdigit():
            values[name] = f"{text[1]}{text[0]}{text[2:]}"
        elif kind == "lose" and len(text) > 3:
            values[name] = text[0] + text[2:]
        else:
            other = draw(st.sampled_from(sorted(TRUE)))
            values[name], values[other] = TRUE[other], TRUE[name]
    return values


@pytest.mark.slow
@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow],
    derandomize=True,
)  # fmt: skip
@given(slipped(), st.booleans())
def test_no_action_is_impossible_or_overwrites_a_right_figure(
    values: dict[str, str], with_history: bool
) -> None:
    for cause in sure(values, BEFORE if with_history else None):
        for name, value in written(cause).items():
            unit = catalogue.indicators()[name.partition("@")[0]].unit
            assert value >= 0
            assert unit != "percent" or value <= 100
            assert unit != "count" or value == value.to_integral_value()
            assert values[name] != TRUE[name], f"{name} was right: {cause.message('en')}"


# ------------------------------------------------------------ what an action needs

WITNESSES = [
    pytest.param("coverage-3g", "0.1", True, "history", id="last year"),
    pytest.param("population", "0.001", False, "population", id="the usual size"),
    pytest.param("households", "0.001", False, "household", id="persons in a household"),
    pytest.param(f"{MOBILE}prepaid", "0.001", False, "sum", id="a sum"),
    pytest.param(f"{BROADBAND}count", "0.001", False, "share", id="a total below its part"),
    pytest.param("international-bandwidth-used", "0.000001", False, "used", id="bandwidth in use"),
    pytest.param(
        "fixed-broadband-traffic-total", "1000000", False, "others", id="the other values"
    ),
]


@pytest.mark.parametrize(("name", "factor", "history", "kind"), WITNESSES)
def test_a_change_has_the_witness_that_demands_it(
    name: str, factor: str, history: bool, kind: str
) -> None:
    (cause,) = sure(times(name, factor), BEFORE if history else None)
    assert written(cause) == {name: Decimal(TRUE[name])}
    assert cause.witness is not None
    assert cause.witness.kind == kind
    assert cause.witness.message("en") in cause.message("en")


def test_the_witness_of_last_year_quotes_it() -> None:
    (cause,) = sure(times("coverage-3g", "0.1"), BEFORE)
    last = BEFORE["coverage-3g"]
    assert f"In 2022 the value was {last}." in cause.message("en")


def test_a_lost_digit_and_a_tenth_look_the_same() -> None:
    """17,834,831 without its second digit is 1,834,831: ten times that is another population."""
    lost = {**TRUE, "population": "1834831"}
    judged = judge(lost, BEFORE)
    assert judged.causes
    assert not any(cause.is_sure for cause in judged.causes)


def test_a_month_and_a_tenth_look_the_same_in_a_single_figure() -> None:
    assert sure(times("mobile-broadband-traffic-total", "0.0833333"), BEFORE) == []


@pytest.mark.slow
def test_zeros_that_nobody_typed_are_not_put_in() -> None:
    """18 millions may be anything from 17.5 to 18.5 millions."""
    judged = judge({**TRUE, "population": "18"}, BEFORE)
    assert [cause.kind for cause in judged.causes] == ["millions"]
    assert not judged.causes[0].is_sure
    (cause,) = sure({**TRUE, "population": "17835"}, BEFORE)
    assert cause.remedy("en").endswith("if you know them, type the exact figure.")


def test_an_exchange_is_demanded_by_last_years_values_of_both_cells() -> None:
    first, second, third = (f"{MOBILE}{name}" for name in ("count", "prepaid", "postpaid"))
    values = {**TRUE, first: "4200000", second: "17956000", third: "13756000"}
    last = {**BEFORE, first: "17000000", second: "4000000", third: "13000000"}
    (cause,) = sure(values, last)
    assert (cause.kind, cause.witness.kind) == ("exchanged", "exchange")
    assert written(cause) == {first: Decimal(17956000), second: Decimal(4200000)}
    assert "In 2022 these cells had 17,000,000 and 4,000,000." in cause.message("en")


@pytest.mark.parametrize("typed", ["112280000", "1280000", "21280000"])
def test_one_slip_of_one_cell_of_a_sum_is_sure(typed: str) -> None:
    """A digit twice, lost, or exchanged with the next: no other cell differs by one slip."""
    name = f"{MOBILE}prepaid"
    (cause,) = sure({**TRUE, name: typed})
    assert written(cause) == {name: Decimal(TRUE[name])}
    assert cause.witness.kind == "sum"


def test_one_digit_that_each_cell_of_a_sum_may_have_wrong_is_not_sure() -> None:
    """A million more: of the total, of prepaid or of postpaid."""
    assert sure({**TRUE, f"{MOBILE}postpaid": "6676000"}) == []


def test_two_parts_exchanged_have_no_witness_without_last_year() -> None:
    first, second = f"{MOBILE}postpaid", f"{MOBILE}prepaid"
    assert sure({**TRUE, first: TRUE[second], second: TRUE[first]}) == []


def test_a_sum_to_the_last_digit_shows_that_a_total_and_its_part_were_exchanged() -> None:
    first, second = f"{MOBILE}count", f"{MOBILE}prepaid"
    (cause,) = sure({**TRUE, first: TRUE[second], second: TRUE[first]})
    assert (cause.kind, cause.witness.kind) == ("exchanged", "sum")
    assert written(cause) == {first: Decimal(TRUE[first]), second: Decimal(TRUE[second])}


@pytest.mark.slow
def test_cells_that_no_hand_exchanges_are_not_proposed() -> None:
    """Users of the Internet and coverage by 4G are on two sheets."""
    first, second = "internet-users", "coverage-4g"
    turned = {**TRUE, first: TRUE[second], second: TRUE[first]}
    for history in (None, BEFORE):
        proposed = [set(written(cause)) for cause in judge(turned, history).causes]
        assert {first, second} not in proposed


@pytest.mark.slow
def test_all_fractions_are_an_action_and_a_single_one_needs_a_witness() -> None:
    fractions = {
        name: format(Decimal(text) / 100, "f")
        for name, text in TRUE.items()
        if catalogue.indicators()[name.partition("@")[0]].unit == "percent"
    }
    (cause,) = sure(TRUE | fractions)
    assert cause.witness.kind == "fractions"
    assert written(cause) == {name: Decimal(TRUE[name]) for name in fractions}
    assert sure({**TRUE, "coverage-5g": "0.6"}) == []


def test_an_amount_that_no_other_cell_knows_has_no_action() -> None:
    """Both bandwidths, without last year's: every power of ten is usual somewhere."""
    both = {f"international-bandwidth-{name}": "0.001" for name in ("used", "capacity")}
    small = {name: format(Decimal(TRUE[name]) * Decimal(f), "f") for name, f in both.items()}
    assert sure(TRUE | small) == []


def test_what_was_near_last_year_is_not_suspected() -> None:
    """A total of 7.27 is between no parts; the parts, near last year's, are not suspected."""
    values = {**TRUE, "internet-users": "7.27"}
    for cause in judge(values, BEFORE).causes:
        for name, value in written(cause).items():
            if name != "internet-users":
                assert math.isclose(float(value), float(TRUE[name]), rel_tol=0.01)
