"""The edges of the decimal policy: exponents, floats beyond 20 places, refusals that are short."""

from __future__ import annotations

import enum
from decimal import Decimal
from fractions import Fraction

import numpy as np
import pytest
from small_cases import small_cases

import ictindex as ict
from ictindex.core import decimals


@small_cases(
    ("text", "meant"),
    [
        ("1e3", "1000"),
        ("-2.50E-3", "-0.00250"),
        ("9.99e+015", "9990000000000000"),
        ("1E-20", "0.00000000000000000001"),
        ("0e5", "0"),
        ("7", "7"),
        ("-0.0", "0.0"),
    ],
)
def test_an_exponent_moves_the_point_and_nothing_else(text: str, meant: str) -> None:
    assert decimals.parse_exponent(text).as_tuple() == Decimal(meant).as_tuple()


@small_cases(
    ("text", "code"),
    [
        ("nan", "number.not-finite"),
        ("-Infinity", "number.not-finite"),
        ("80,5", "number.decimal-comma"),
        (" 1e3", "number.exponent"),
        ("1e", "number.not-a-number"),
        ("1e1000", "number.exponent"),
        ("007e3", "number.exponent"),
        ("1_0e3", "number.not-a-number"),
        ("1e18", "number.too-long"),
        ("1e-21", "number.too-long"),
        ("1e-999", "number.too-long"),
    ],
)
def test_an_exponent_admits_no_more_than_the_grammar_has_digits(text: str, code: str) -> None:
    with pytest.raises(ict.errors.NumberSyntaxError) as caught:
        # The reading of `decimal` itself does not count: it takes signs, underscores and NaN.
        decimals.parse_exponent(text)
    assert caught.value.code == code


@small_cases("text", ["inf", "infinity", "-nan", "-inf", "+inf", "NaN", "Infinity"])
def test_every_spelling_of_no_finite_number_is_known(text: str) -> None:
    with pytest.raises(ict.errors.NumberSyntaxError) as caught:
        decimals.parse(text)
    assert caught.value.code == "number.not-finite"


@pytest.mark.parametrize(
    ("text", "code"),
    [
        (" 80,5", "number.decimal-comma"),
        ("1 234 ", "number.thousands"),
        ("\t80%", "number.percent-sign"),
        (" x ", "number.not-a-number"),
    ],
)
def test_spaces_are_no_reason_where_there_is_a_better_one(text: str, code: str) -> None:
    with pytest.raises(ict.errors.NumberSyntaxError) as caught:
        decimals.parse(text)
    assert caught.value.code == code


@small_cases(
    ("value", "meant"),
    [
        # 17 digits after five zeros: 22 places, of which the last two are rounded half to even.
        (1.2345678901234567e-06, "0.00000123456789012346"),
        (-1.2345678901234567e-06, "-0.00000123456789012346"),
        (1.5e-20, "0.00000000000000000002"),
        (2.5e-20, "0.00000000000000000002"),
        (1e-20, "0.00000000000000000001"),
        (1e-30, "0.00000000000000000000"),
        (-1e-30, "0.00000000000000000000"),
        (5e-324, "0.00000000000000000000"),
        (np.float32(1e-30), "0.00000000000000000000"),
        (np.float16(0.1), "0.1"),
    ],
)
def test_a_float_is_kept_to_twenty_places(value: float, meant: str) -> None:
    assert decimals.to_decimal(value).as_tuple() == Decimal(meant).as_tuple()


def test_a_float_represents_its_value_whatever_it_prints() -> None:
    class Share(float, enum.Enum):
        HALF = 0.5

    assert str(Share.HALF) != "0.5"
    assert decimals.to_decimal(Share.HALF) == Decimal("0.5")


def test_a_fraction_that_has_no_decimals_is_refused() -> None:
    assert decimals.to_decimal(Fraction(5, 1)) == 5
    with pytest.raises(ict.errors.NumberSyntaxError) as caught:
        decimals.to_decimal(Fraction(1, 3))
    assert caught.value.code == "number.not-a-number"
    assert caught.value.details["value"] == "Fraction(1, 3)"


@small_cases(
    ("value", "shown"),
    [
        (Decimal("1E+999999999"), "1E+999999999"),
        (Decimal("1E-999999999"), "1E-999999999"),
        (Decimal("-1E+60"), "-1E+60"),
        (Decimal("1" * 60), "1" * 60),
        (1e300, "1E+300"),
        # Up to about forty digits they are written out; what is longer stays as it was.
        (Decimal("1E+40"), "1" + "0" * 40),
        (Decimal("1E+41"), "1E+41"),
        (Decimal("1E-80"), "0." + "0" * 78),
        (Decimal("1E-81"), "1E-81"),
        (2**159, str(2**159)),
        (2**160, "0x1" + "0" * 40),
    ],
)
def test_a_number_of_endless_digits_is_shown_as_it_was_written(value: object, shown: str) -> None:
    with pytest.raises(ict.errors.NumberSyntaxError) as caught:
        decimals.to_decimal(value)
    assert caught.value.code == "number.too-long"
    assert caught.value.details["value"] == shown


@pytest.mark.parametrize(
    ("value", "code"),
    [
        ("x" * 100, "number.not-a-number"),
        ("1" * 100, "number.too-long"),
        (["y"] * 100, "number.not-a-number"),
    ],
)
def test_a_refusal_shows_eighty_characters(value: object, code: str) -> None:
    with pytest.raises(ict.errors.NumberSyntaxError) as caught:
        decimals.to_decimal(value)
    assert caught.value.code == code
    text = value if isinstance(value, str) else repr(value)
    assert caught.value.details["value"] == text[:80]


@small_cases(
    ("number", "places"),
    [("1E+3", 0), ("100", 0), ("0.0", 1), ("1E-20", 20), ("NaN", 0), ("Infinity", 0)],
)
def test_decimals_are_counted_from_the_point(number: str, places: int) -> None:
    assert decimals.decimals_of(Decimal(number)) == places


def test_a_rounded_result_is_positive_zero() -> None:
    assert decimals.truncate(Decimal("-1.29"), 1) == Decimal("-1.2")
    assert str(decimals.round_half_up(Decimal("-0.4"), 0)) == "0"


def test_many_numbers_are_rounded_as_each_alone_with_its_sign() -> None:
    numbers = [Decimal("-1.25"), Decimal("1.25"), Decimal("-0.04"), Decimal("0")]
    rounded = decimals.round_all_half_up(numbers, 1)
    assert [str(number) for number in rounded] == ["-1.3", "1.3", "0.0", "0.0"]
    assert rounded == [decimals.round_half_up(number, 1) for number in numbers]


@pytest.mark.parametrize(
    ("value", "code", "shown"),
    [
        (True, "number.not-a-number", "True"),
        (Decimal("-Infinity"), "number.not-finite", "-Infinity"),
    ],
)
def test_a_refusal_shows_the_value(value: object, code: str, shown: str) -> None:
    with pytest.raises(ict.errors.NumberSyntaxError) as caught:
        decimals.to_decimal(value)
    assert caught.value.code == code
    assert caught.value.details["value"] == shown
