"""Numbers as they are typed in six languages: one way to read them, or none."""

from __future__ import annotations

from decimal import Decimal

import pytest
from small_cases import small_cases

from ictindex.apps.desk.cell_corrections import read_typed_number
from ictindex.core.errors import UsageError


@small_cases(
    ("text", "decimal", "number"),
    [
        ("17834831", ".", "17834831"),
        ("62.2", ".", "62.2"),
        ("62,2", ",", "62.2"),
        ("62,2", ".", "62.2"),
        ("62.2", ",", "62.2"),
        ("1,234", ",", "1.234"),
        ("1.234", ".", "1.234"),
        ("0,123", ".", "0.123"),
        ("17 834 831", ",", "17834831"),
        ("17\u202f834\u202f831", ",", "17834831"),
        ("17\u00a0834\u00a0831,5", ",", "17834831.5"),
        ("17.834.831", ",", "17834831"),
        ("17,834,831", ".", "17834831"),
        ("17.834.831", ".", "17834831"),
        ("1.234,5", ".", "1234.5"),
        ("1,234.5", ",", "1234.5"),
        ("17'834'831", ".", "17834831"),
        ("\u2212 3".replace(" ", ""), ".", "-3"),
        ("١٢٫٥", ".", "12.5"),
        ("\u206662.2\u2069", ".", "62.2"),
        (" 7 ", ".", "7"),
        ("１２３", ".", "123"),
        ("１２．５", ",", "12.5"),
        ("１，２３４", ",", "1.234"),
        ("1,23,45,678", ".", "12345678"),
        ("1,23,45,678", ",", "12345678"),
        ("12,34", ".", "12.34"),
        ("\u0661\u066b\u0662\u0663\u0664", ".", "1.234"),
    ],
)
def test_a_number_with_one_reading_is_read(text: str, decimal: str, number: str) -> None:
    assert read_typed_number(text, decimal) == Decimal(number)


@small_cases(
    ("text", "decimal"),
    [
        ("1,234", "."), ("1.234", ","), ("17,834", "."), ("", "."), ("-", "."), ("1e5", "."),
        ("62 %", "."), ("12.34.5", "."), ("1,23,45", "."), ("12 34", "."), ("n.d.", "."),
        ("1.234,5,6", ","), ("=1+1", "."), ("1 2345", "."), ("NaN", "."), ("∞", "."),
        ("１，２３４", "."), ("１２％", "."),
    ],
)  # fmt: skip
def test_what_can_be_read_in_two_ways_or_none_is_refused(text: str, decimal: str) -> None:
    with pytest.raises(UsageError) as caught:
        read_typed_number(text, decimal)
    assert caught.value.code == "desk.number-unread"


def test_the_refusal_says_how_to_write() -> None:
    with pytest.raises(UsageError) as caught:
        read_typed_number("1,234", ".")
    assert caught.value.message("en") == (
        "'1,234' cannot be read as one number. Write digits alone, with '.' before the decimals "
        "and nothing between thousands."
    )
