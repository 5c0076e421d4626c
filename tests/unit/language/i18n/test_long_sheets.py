"""Rows that are put into a workbook afterwards are those that the package writes, cell by cell."""

from __future__ import annotations

import datetime as dt
import io
from decimal import Decimal
from typing import Any

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ictindex.language.i18n import spreadsheet_writer
from ictindex.language.i18n.long_sheets import is_plain
from ictindex.language.i18n.spreadsheet_writer import open_book, write_cells, write_facts

_TEXTS = st.text(st.characters(codec="utf-8", exclude_categories=("Cs",)), max_size=8)
_CELLS = (
    st.none()
    | _TEXTS
    | st.integers(-(10**9), 10**9)
    | st.decimals(-1000, 1000, places=2)
    | st.decimals(-1000, 1000, places=0)
    | st.dates(dt.date(1901, 1, 1), dt.date(2100, 1, 1))
)


def write_book(columns: list[list[Any]]) -> bytes:
    content = io.BytesIO()
    with open_book(content, title="A") as book:
        write_facts(book, "About", [("Source", "& <b> ")], (10, 10))
        names = [f"c{n}" for n in range(len(columns))]
        write_cells(book, "Data", names, columns, is_rtl=True)
        write_cells(book, "More", names, columns[::-1])
    return content.getvalue()


def read_book(content: bytes) -> list[Any]:
    sheets = openpyxl.load_workbook(io.BytesIO(content)).worksheets
    return [
        (sheet.title, sheet.dimensions, sheet.freeze_panes, sheet.auto_filter.ref,
         sheet.sheet_view.rightToLeft,
         [[(cell.value, cell.number_format, cell.font.b) for cell in row] for row in sheet.rows])
        for sheet in sheets
    ]  # fmt: skip


@pytest.mark.slow
@settings(max_examples=10, deadline=None)
@given(st.integers(1, 4).flatmap(
    lambda width: st.lists(st.lists(_CELLS, min_size=5, max_size=5), min_size=width,
                           max_size=width)))  # fmt: skip
def test_a_long_sheet_is_the_same_as_one_written_by_the_package(columns: list[list[Any]]) -> None:
    with pytest.MonkeyPatch.context() as patched:
        expected = read_book(write_book(columns))
        patched.setattr(spreadsheet_writer, "FEW_CELLS", 0)
        content = write_book(columns)
        assert content == write_book(columns)  # the same bytes again
    assert read_book(content) == expected


@pytest.mark.parametrize(
    "cell", ["a\x01", "_x0041_", "<r>a", "a" * 32_768, float("nan"), dt.date(1899, 1, 1)]
)
def test_what_the_package_has_rules_for_is_left_to_it(cell: Any) -> None:
    assert is_plain([["a", None, 1, Decimal("1.5")]]) and not is_plain([["a"], [cell]])
