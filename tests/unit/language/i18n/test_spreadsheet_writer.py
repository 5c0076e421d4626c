"""Declared tables as workbooks, read back with another package."""

import datetime as dt
import io
from decimal import Decimal

import openpyxl
import pytest

from ictindex.core.tables.columns import Column, define
from ictindex.core.tables.table import Table
from ictindex.language.i18n.spreadsheet_writer import write_spreadsheet

DUE = define(
    "due",
    Column("economy", "economy", "views/economy"),
    Column("code", "code", "views/code", get="economy", data=False),
    Column("due", "date", "calendar/due", gaps=True),
    Column("days_late", "count", "calendar/days-late", gaps=True),
    Column("share", "value", "views/value"),
    key=("economy",),
)
ROWS = [
    {
        "economy": "BRA",
        "due": dt.date(2027, 4, 30),
        "days_late": 5,
        "share": Decimal("12.50"),
    },
    {"economy": "KEN", "due": None, "days_late": None, "share": None},
]


@pytest.fixture(scope="module")
def book():
    content = write_spreadsheet("Desk", [("Day", "=1+1")], {"Due": Table.of(DUE, ROWS)}, "en")
    return openpyxl.load_workbook(io.BytesIO(content))


def test_numbers_and_days_are_numbers_and_days_and_gaps_are_empty_cells(book):
    rows = [[cell.value for cell in row] for row in book["Due"].iter_rows(min_row=2)]
    assert rows == [
        ["Brazil", "BRA", dt.datetime(2027, 4, 30), 5, 12.5],
        ["Kenya", "KEN", None, None, None],
    ]
    assert book["Due"]["E2"].number_format == "0.00"
    assert book["Due"]["C2"].number_format == "yyyy-mm-dd"


def test_a_text_that_begins_like_a_formula_stays_a_text(book):
    assert (book["About"]["B2"].value, book["About"]["B2"].data_type) == ("=1+1", "s")


def test_a_sheet_in_arabic_runs_from_right_to_left_and_equal_tables_give_equal_bytes():
    first, second = (
        write_spreadsheet("Desk", [], {"Due": Table.of(DUE, ROWS)}, "ar") for _ in range(2)
    )
    assert first == second
    sheet = openpyxl.load_workbook(io.BytesIO(first))["Due"]
    assert sheet.sheet_view.rightToLeft
    assert sheet["A2"].value == "البرازيل"
