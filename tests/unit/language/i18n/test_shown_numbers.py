"""Numbers for people: forty cases in six languages, with texts written by hand.

A dot in the columns of French, Spanish and Russian is a decimal comma; ``_`` is the space between
thousands (U+202F in French and Spanish, U+00A0 in Russian) or before the per cent sign (U+00A0).
``<`` and ``>`` are the isolate that keeps a sign in front of its number in Arabic.
"""

from __future__ import annotations

from decimal import Decimal, localcontext
from fractions import Fraction
from typing import Any

import numpy as np
import pandas as pd
from small_cases import small_cases

from ictindex.language import i18n
from ictindex.language.i18n.shown_numbers import exact_decimal, number, write_digits

D = Decimal
# What is written, how, and its text in en, fr, es, ar, ru and zh.
CASES: list[tuple[Any, dict[str, Any], str]] = [
    # Digits as written.
    (D("82.0"), {}, "82.0|82,0|82,0|82.0|82,0|82.0"),
    (D("82"), {}, "82|82|82|82|82|82"),
    (D("0.50"), {}, "0.50|0,50|0,50|0.50|0,50|0.50"),
    (D("1E+3"), {}, "1000|1000|1000|1000|1000|1000"),
    (D("1E-7"), {}, "0.0000001|0,0000001|0,0000001|0.0000001|0,0000001|0.0000001"),
    (7, {}, "7|7|7|7|7|7"),
    (0, {}, "0|0|0|0|0|0"),
    (0.1, {}, "0.1|0,1|0,1|0.1|0,1|0.1"),
    (1234567, {}, "1234567|1234567|1234567|1234567|1234567|1234567"),
    # Negative ones: the true minus, in front in Arabic too.
    (D("-4.25"), {}, "−4.25|−4,25|−4,25|<−4.25>|−4,25|−4.25"),
    (-12, {}, "−12|−12|−12|<−12>|−12|−12"),
    (D("-0.0"), {}, "0.0|0,0|0,0|0.0|0,0|0.0"),
    # Rounding half up of decimals, away from zero.
    (D("4.25"), {"places": 1}, "4.3|4,3|4,3|4.3|4,3|4.3"),
    (D("4.35"), {"places": 1}, "4.4|4,4|4,4|4.4|4,4|4.4"),
    (D("-4.25"), {"places": 1}, "−4.3|−4,3|−4,3|<−4.3>|−4,3|−4.3"),
    (4.35, {"places": 1}, "4.4|4,4|4,4|4.4|4,4|4.4"),
    (0.285, {"places": 2}, "0.29|0,29|0,29|0.29|0,29|0.29"),
    (D("82"), {"places": 1}, "82.0|82,0|82,0|82.0|82,0|82.0"),
    (D("99.95"), {"places": 1}, "100.0|100,0|100,0|100.0|100,0|100.0"),
    (D("-0.04"), {"places": 1}, "0.0|0,0|0,0|0.0|0,0|0.0"),
    (D("2.5"), {"places": 0}, "3|3|3|3|3|3"),
    (D("-0.5"), {"places": 0}, "−1|−1|−1|<−1>|−1|−1"),
    # Differences: the sign is always seen, but zero has none.
    (D("1.2"), {"signed": True}, "+1.2|+1,2|+1,2|<+1.2>|+1,2|+1.2"),
    (D("-1.2"), {"signed": True}, "−1.2|−1,2|−1,2|<−1.2>|−1,2|−1.2"),
    (D("0.0"), {"signed": True}, "0.0|0,0|0,0|0.0|0,0|0.0"),
    (D("0.04"), {"signed": True, "places": 1}, "0.0|0,0|0,0|0.0|0,0|0.0"),
    (3, {"signed": True}, "+3|+3|+3|<+3>|+3|+3"),
    # Shares in percent.
    (0.0425, {"scale": 100, "places": 1}, "4.3|4,3|4,3|4.3|4,3|4.3"),
    (D("0.29"), {"scale": 100, "places": 0}, "29|29|29|29|29|29"),
    (D("12.5"), {"unit": "percent"}, "12.5_%|12,5_%|12,5_%|12.5%|12,5%|12.5%"),
    (D("-3"), {"unit": "percent"}, "−3_%|−3_%|−3_%|<−3%>|−3%|−3%"),
    (0.5, {"scale": 100, "places": 0, "unit": "percent"}, "50_%|50_%|50_%|50%|50%|50%"),
    # Thousands.
    (1234567, {"grouped": True}, "1,234,567|1_234_567|1_234_567|1,234,567|1_234_567|1,234,567"),
    (999, {"grouped": True}, "999|999|999|999|999|999"),
    (D("-1234.5"), {"grouped": True}, "−1,234.5|−1_234,5|−1_234,5|<−1,234.5>|−1_234,5|−1,234.5"),
    (
        D("9999.95"),
        {"grouped": True, "places": 1},
        "10,000.0|10_000,0|10_000,0|10,000.0|10_000,0|10,000.0",
    ),
    # Nothing to write.
    (None, {"places": 1}, "–|–|–|–|–|–"),
    (float("nan"), {"unit": "percent"}, "–|–|–|–|–|–"),
    (D("Infinity"), {}, "–|–|–|–|–|–"),
    (None, {"absent": ""}, "|||||"),
]
SPACES = {"fr": "\u202f", "es": "\u202f", "ru": "\u00a0"}


@small_cases(("value", "form", "texts"), CASES)
def test_a_number_is_written_as_people_of_the_language_do(
    value: Any, form: dict[str, Any], texts: str
) -> None:
    for language, text in zip(i18n.LANGUAGES, texts.split("|"), strict=True):
        own = text.replace("_%", "\u00a0%").replace("_", SPACES.get(language, ""))
        own = own.replace("<", "\u2066").replace(">", "\u2069")
        assert i18n.number(value, language, **form) == own, language


def test_there_are_forty_cases() -> None:
    assert len(CASES) == 40


@small_cases(
    ("value", "exact"),
    [
        (np.float64(0.1), "0.1"),
        (np.int64(7), "7"),
        (True, "1"),
        (pd.NA, None),
        (np.float64("inf"), None),
        (Fraction(9, 200), "0.045"),
        (1e30, "1000000000000000000000000000000"),
    ],
)
def test_numbers_of_arrays_mean_their_shortest_decimal(value: Any, exact: str | None) -> None:
    got = exact_decimal(value)
    assert (None if got is None else format(got, "f")) == exact


def test_digits_alone_have_no_isolate() -> None:
    assert write_digits(D("-4.25"), "ar") == "−4.25"
    assert number(D("-4.25"), "ar") == "\u2066−4.25\u2069"


def test_a_fraction_without_end_is_rounded_from_its_own_digits() -> None:
    assert number(Fraction(2, 3), "en", places=2) == "0.67"
    assert number(Fraction(1, 3), "fr", scale=100, places=1) == "33,3"


def test_the_decimal_mark_is_that_of_numbers() -> None:
    for language in i18n.LANGUAGES:
        assert number(D("0.5"), language) == f"0{i18n.decimal_mark(language)}5"


def test_a_signed_difference_keeps_its_digits_in_any_context() -> None:
    with localcontext(prec=2):
        assert number(D("-12.34"), "en", signed=True) == "−12.34"
        assert number(Fraction(123456, 100), "en") == "1234.56"


@small_cases(
    ("value", "options", "shown"),
    [
        (1234.5, {"digits": 4}, "1235"),
        (1234567.0, {"digits": 3}, "1230000"),
        (0.00020004, {"digits": 4}, "0.0002"),
        (-2.5, {"digits": 1}, "−3"),
        (0, {"digits": 6}, "0"),
        (0.1 + 0.2, {"places": 10}, "0.3"),
        (Decimal("5.00"), {"places": 1}, "5"),
        (Decimal("1E+3"), {"places": 1, "grouped": True}, "1,000"),
        (None, {"digits": 6}, "–"),
        (float("inf"), {"digits": 6}, "–"),
    ],
)
def test_a_short_number_has_no_zeros_at_its_end(
    value: Any, options: dict[str, int], shown: str
) -> None:
    assert i18n.short_number(value, "en", **options) == shown
