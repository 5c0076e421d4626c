"""Rounding, intervals, canonical text and numbers of programs, against exact fractions."""

from __future__ import annotations

import decimal
import re
from decimal import Decimal
from fractions import Fraction

import numpy as np
import pytest
import reference
from hypothesis import given
from hypothesis import strategies as st
from small_cases import small_cases

import ictindex as ict
from ictindex.core import decimals


def written(draw: st.DrawFn) -> str:
    """Draw a number as the grammar writes it: up to 18 digits before and 20 after the point."""
    whole = draw(st.integers(0, 10**18 - 1))
    places = draw(st.integers(0, 20))
    fraction = "" if places == 0 else f".{draw(st.integers(0, 10**places - 1)):0{places}}"
    return f"{draw(st.sampled_from(['', '-']))}{whole}{fraction}"


texts = st.composite(written)()


@given(texts, st.integers(0, 6))
def test_round_half_up(text: str, places: int) -> None:
    rounded = decimals.round_half_up(Decimal(text), places)
    assert Fraction(rounded) == reference.half_up(Fraction(text), places)
    assert decimals.decimals_of(rounded) == places
    assert not (rounded.is_zero() and rounded.is_signed())


@given(st.integers(-(10**6), 10**6), st.integers(0, 4))
def test_ties_go_away_from_zero(size: int, places: int) -> None:
    tie = Fraction(2 * size + 1, 2 * 10**places)
    text = Decimal(2 * size + 1) * 5
    exact = text.scaleb(-places - 1)
    assert Fraction(exact) == tie
    rounded = Fraction(decimals.round_half_up(exact, places))
    assert rounded == reference.half_up(tie, places)
    assert abs(rounded) > abs(tie)


@small_cases(
    ("number", "places", "meant"),
    [("74.25", 1, "74.3"), ("74.249", 1, "74.2"), ("-0.05", 1, "-0.1"), ("-0.04", 1, "0.0"),
     ("0.5", 0, "1"), ("2.5", 0, "3"), ("99.95", 1, "100.0")],
)  # fmt: skip
def test_round_half_up_as_the_tables_do(number: str, places: int, meant: str) -> None:
    assert decimals.round_half_up(Decimal(number), places).as_tuple() == Decimal(meant).as_tuple()


@given(texts)
def test_a_stage_is_rounded_half_to_even(text: str) -> None:
    third = Fraction(text) / 3
    with decimals.exact():
        staged = decimals.stage(Decimal(text) / 3)
    assert Fraction(staged) == reference.stage(third)
    assert staged.as_tuple().exponent == -20


@given(texts)
def test_truncation_never_rounds(text: str) -> None:
    short = Fraction(decimals.truncate(Decimal(text), 5))
    whole = Fraction(text)
    assert abs(short) <= abs(whole) < abs(short) + Fraction(1, 10**5)


@given(texts)
def test_printed_interval(text: str) -> None:
    low, high = decimals.printed_interval(decimals.parse(text))
    assert (Fraction(low), Fraction(high)) == reference.printed(text)


@given(texts)
def test_canonical_text_comes_back_as_the_same_number(text: str) -> None:
    canonical = decimals.canonical(Decimal(text))
    assert re.fullmatch(r"-?(0|[1-9][0-9]*)(\.[0-9]*[1-9])?", canonical)
    assert canonical != "-0"
    assert decimals.parse(canonical) == Decimal(text)
    assert decimals.canonical(decimals.parse(canonical)) == canonical


@given(texts)
def test_one_number_has_one_canonical_text(text: str) -> None:
    longer = f"{text}000" if "." in text else f"{text}.000"
    assert decimals.canonical(Decimal(text)) == decimals.canonical(Decimal(longer))
    assert decimals.canonical(Decimal("1E+3")) == "1000"


@given(st.integers(0, 10**22), st.integers(0, 20))
def test_logarithms(size: int, places: int) -> None:
    number = Decimal(size).scaleb(-places, decimal.Context(prec=40))
    exact = Fraction(size, 10**places)
    assert Fraction(decimals.ln1p(number)) == reference.stage(reference.ln(1 + exact))
    if size:
        assert Fraction(decimals.log10(number)) == reference.stage(reference.log10(exact))


@small_cases("power", range(-20, 19))
def test_the_logarithm_of_a_power_of_ten_is_whole(power: int) -> None:
    assert decimals.log10(Decimal(10) ** power) == power


def test_logarithms_outside_their_domain() -> None:
    with pytest.raises(decimal.InvalidOperation):
        decimals.log10(Decimal(0))
    with pytest.raises(decimal.InvalidOperation):
        decimals.log10(Decimal(-1))
    with pytest.raises(decimal.InvalidOperation):
        decimals.ln1p(Decimal(-1))


@small_cases(
    ("value", "meant"),
    [
        (80.1, "80.1"),
        (0.1 + 0.2, "0.30000000000000004"),
        (1e-7, "0.0000001"),
        (1e17, "100000000000000000"),
        (-0.0, "0.0"),
        (7, "7"),
        ("1.50", "1.50"),
        (Decimal("1.50"), "1.50"),
        (Decimal("1E+3"), "1000"),
        (Decimal("-0"), "0"),
        (np.float64(80.1), "80.1"),
        (np.float64(1e-7), "0.0000001"),
        (np.int64(-5), "-5"),
        (np.uint8(255), "255"),
        (np.array(3.5), "3.5"),
        (np.str_("1.5"), "1.5"),
    ],
)
def test_numbers_of_programs(value: object, meant: str) -> None:
    number = decimals.to_decimal(value)
    assert type(number) is Decimal
    assert number.as_tuple() == Decimal(meant).as_tuple()


@given(st.floats(1e-4, 1e15))
def test_a_float_represents_its_shortest_decimal(value: float) -> None:
    number = decimals.to_decimal(value)
    assert float(number) == value
    assert number == Decimal(repr(value))


@small_cases(
    ("value", "code"),
    [
        (True, "number.not-a-number"),
        (np.bool_(False), "number.not-a-number"),
        (None, "number.not-a-number"),
        (1 + 0j, "number.not-a-number"),
        (b"1", "number.not-a-number"),
        ([1], "number.not-a-number"),
        (np.datetime64("2020"), "number.not-a-number"),
        (float("nan"), "number.not-finite"),
        (float("-inf"), "number.not-finite"),
        (np.float64("nan"), "number.not-finite"),
        (Decimal("NaN"), "number.not-finite"),
        (Decimal("sNaN"), "number.not-finite"),
        (Decimal("Infinity"), "number.not-finite"),
        (1e22, "number.too-long"),
        (10**18, "number.too-long"),
        (Decimal("1E+30"), "number.too-long"),
        ("80,5", "number.decimal-comma"),
    ],
)
def test_refused_numbers_of_programs(value: object, code: str) -> None:
    with pytest.raises(ict.errors.NumberSyntaxError) as caught:
        decimals.to_decimal(value)
    assert caught.value.code == code


@pytest.mark.parametrize(
    "value",
    [10**5000, -(10**5000), Decimal("1E+999999999"), Decimal("1E-999999999")],
    ids=["long", "long and negative", "huge", "tiny"],
)
def test_a_number_of_endless_digits_is_refused_at_once(value: object) -> None:
    with pytest.raises(ict.errors.NumberSyntaxError) as caught:
        decimals.to_decimal(value)
    assert caught.value.code == "number.too-long"
    assert len(str(caught.value)) < 300


def test_a_float_of_another_width_represents_its_own_shortest_decimal() -> None:
    assert decimals.to_decimal(np.float32(80.1)) == Decimal("80.1")


def test_a_long_double_is_a_number() -> None:
    assert decimals.to_decimal(np.longdouble("1.5")) == Decimal("1.5")


def test_an_array_is_no_number() -> None:
    with pytest.raises(ict.errors.NumberSyntaxError):
        decimals.to_decimal(np.array([1.0, 2.0]))


def test_thirty_eight_digits_are_rounded_whatever_the_context_of_a_program() -> None:
    number = Decimal("123456789012345678.123456789012345678915")
    up = Decimal("123456789012345678.12345678901234567892")
    down = Decimal("123456789012345678.12345678901234567891")
    with decimal.localcontext(decimal.Context(prec=28)):
        assert decimals.stage(number) == up  # of two that are as near, the even one
        assert decimals.round_half_up(number, 20) == up
        assert decimals.round_all_half_up([number], 20) == [up]
        assert decimals.truncate(number, 20) == down
