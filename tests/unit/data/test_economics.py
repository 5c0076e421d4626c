"""Economic series: windows, values that compete, the sample against its source."""

from __future__ import annotations

import csv
import os
from decimal import Decimal
from pathlib import Path

import pandas as pd
import pytest
from small_cases import small_cases
from tariffs_cases import codes

import ictindex as ict
from ictindex.data.economics import Economics, read_economics

DATA = (
    Path(os.environ.get("ICTINDEX_DATA", Path(__file__).resolve().parents[4] / "shared" / "data"))
    / "ipb"
)
NAMES = ["economy", "series", "year", "value", "window"]


def economics(*rows: tuple[object, ...]) -> Economics:
    return read_economics(pd.DataFrame(rows, columns=NAMES, dtype=object))


@small_cases(
    ("written", "read"),
    [
        ("annual", "annual"),
        ("2025-01/2025-12", "annual"),
        ("2025-01/2025-03", "first-quarter"),
        ("2025-04/2025-06", "second-quarter"),
        ("2024-07/2025-06", "2024-07/2025-06"),
        ("2025-02/2025-02", "2025-02/2025-02"),
        ("", ""),
    ],
)
def test_windows_of_the_year_have_names(written: str, read: str) -> None:
    table = economics(("BRA", "exchange-rate", 2025, "5.85", written))
    assert not table.findings
    assert table.columns["window"][0] == read


@small_cases(
    ("row", "message"),
    [
        (("BRA", "gni", 2025, "1", ""), "'gni' is not an economic series."),
        (("BRA", "exchange rate", 2025, "1", ""), "Nearest: exchange-rate."),
        (("BRA", "ppp-gdp", 2025, "0", ""), "The value 0 is impossible in the column 'value'"),
        (("BRA", "ppp-gdp", 2025, "1", "Q1"), "'Q1' is not a period"),
        (("BRA", "ppp-gdp", 2025, "1", "2025-03/2025-01"), "is not a period"),
        (("BRA", "ppp-gdp", 2025, "1", "2024-01/2024-03"), "does not overlap the year 2025"),
        (("BRA", "ppp-gdp", "", "1", ""), "The cell in the column 'year' is empty."),
    ],
)
def test_a_faulty_cell_is_a_finding(row: tuple[object, ...], message: str) -> None:
    (finding,) = economics(row).findings
    assert message in finding.message("en")
    assert finding.economy == "BRA"


def test_two_values_of_a_year_compete_unless_their_windows_differ() -> None:
    table = economics(
        ("BRA", "exchange-rate", 2025, "5.85", "first-quarter"),
        ("BRA", "exchange-rate", 2025, "5.60", "annual"),
        ("KEN", "exchange-rate", 2025, "129.5", "first-quarter"),
        ("KEN", "exchange-rate", 2025, "129.3", ""),  # the window is not stated
        ("MUS", "exchange-rate", 2025, "46.1", "annual"),
        ("MUS", "exchange-rate", 2025, "46.1", "2025-01/2025-12"),
        ("MUS", "ppp-gdp", 2025, "17.1", ""),
    )
    assert codes(table) == ["economics.competing"] * 4
    assert table.faulty.tolist() == [False, False, True, True, True, True, False]
    assert table.findings[0].message("en") == (
        "Another value of the same series for the same economy and year is in DataFrame, line 4."
    )


def test_columns_that_may_be_absent_are_empty() -> None:
    frame = pd.DataFrame(
        {"economy": ["BRA"], "series": ["ppp-gdp"], "year": [2024], "value": [2.4]}
    )
    table = read_economics(frame)
    assert not table.findings
    assert {table.columns[n][0] for n in ("source", "vintage", "window", "currency")} == {""}


def test_the_sample_holds_the_printed_incomes() -> None:
    if not DATA.is_dir():
        pytest.skip("ITU's tables are not here: set ICTINDEX_DATA")
    with (DATA / "gni_denominator_2025.csv").open(encoding="utf-8") as stream:
        monthly = {
            row["iso3"]: (Decimal(row["monthly_gni_per_capita"]), int(row["gni_year"]))
            for row in csv.DictReader(stream)
        }
    table = read_economics(ict.sample_data("ipb-economics-2025.csv"))
    local = table.where(series="gni-per-capita-local").columns
    assert len(local["economy"]) == 4
    for economy, value, year in zip(local["economy"], local["value"], local["year"], strict=True):
        assert (value / 12, year) == monthly[economy]
