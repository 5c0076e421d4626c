"""Every number or date that a text may mean: one is read, two are left to the writer."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest

from ictindex.data.text_readings import date_readings, number_readings


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("17.956.000", ["17956000"]),
        ("17,956,000", ["17956000"]),
        (" 17 956 000 ", ["17956000"]),
        ("17\u00a0956\u202f000", []),  # two kinds of spaces
        ("17\u202f956\u202f000", ["17956000"]),
        ("1'000'000.5", ["1000000.5"]),
        ("62,2", ["62.2"]),
        ("0,250", ["0.250"]),
        ("2,861", ["2861", "2.861"]),
        ("17.956", ["17956", "17.956"]),
        ("1.234,56", ["1234.56"]),
        ("1,234.56", ["1234.56"]),
        ("1.234.56", []),
        ("12345,678", ["12345.678"]),
        ("٦٢٫٢", ["62.2"]),
        ("\u200f١٧٬٩٥٦٬٠٠٠", ["17956000"]),
        ("７２", ["72"]),
        ("-5,5", ["-5.5"]),
        ("\u22125", ["-5"]),
        ("007", []),
        ("62,2 %", []),
        ("1e5", []),
        ("about 62", []),
        ("", []),
        ("1" * 61, []),
    ],
)
def test_numbers(text: str, numbers: list[str]) -> None:
    assert list(number_readings(text)) == [Decimal(number) for number in numbers]


@pytest.mark.parametrize(
    ("text", "dates"),
    [
        ("2025-03-31", ["2025-03-31"]),
        ("2025/3/31", ["2025-03-31"]),
        ("20/01/2025", ["2025-01-20"]),
        ("01/20/2025", ["2025-01-20"]),
        ("31.03.2025", ["2025-03-31"]),
        ("05/11/2023", ["2023-11-05", "2023-05-11"]),
        ("05/05/2023", ["2023-05-05"]),
        ("2025年1月20日", ["2025-01-20"]),
        ("٢٠/٠١/٢٠٢٥", ["2025-01-20"]),
        ("31/01/25", []),
        ("30/02/2025", []),
        ("20/01-2025", []),
        ("soon", []),
    ],
)
def test_dates(text: str, dates: list[str]) -> None:
    assert list(date_readings(text)) == [dt.date.fromisoformat(date) for date in dates]
