"""Workbooks of tables: numbers are numbers, texts are texts; the same cells give the same bytes.

A declared table has the columns and words of its page; what only says where a cell is from, such as
the edition, is on a first sheet of facts.
"""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from decimal import Decimal
from typing import Any

from ictindex.core import decimals
from ictindex.core.errors import UsageError
from ictindex.core.tables.columns import Column
from ictindex.core.tables.table import Table
from ictindex.language.i18n import translations as words
from ictindex.language.i18n.page_table_writer import write_grid

# The same day in all workbooks; they have no time zones.
_DAY = dt.datetime(2000, 1, 1)
_AS_TEXT = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
_LONGEST_NAME = 31
_NOT_IN_NAMES = str.maketrans("[]:*?/\\", " " * 7)
_NUMBERS = ("integer", "number", "decimal")


def write_spreadsheet(
    title: str, facts: Sequence[tuple[str, str]], tables: Mapping[str, Table], language: str
) -> bytes:
    """Return a workbook: a sheet of facts under a title, and a sheet for each table by its name."""
    content = io.BytesIO()
    is_rtl = words.direction(language) == "rtl"
    with open_book(content, title=title) as book:
        name = words.text("site-downloads", "sheet-about", language)
        write_facts(book, name, [("", title), *facts], (26, 100), is_rtl=is_rtl)
        for name, table in tables.items():
            shown = write_grid(table, language)
            columns = [
                _cells(column, table, [row[n] for row in shown.rows])
                for n, column in enumerate(table.schema.page_columns(table.facts))
            ]
            write_cells(book, name, shown.headers, columns, is_rtl=is_rtl)
    return content.getvalue()


def _cells(column: Column, table: Table, shown: Sequence[str]) -> Sequence[Any]:
    """Return numbers and days as they are, and other cells in the words of the page."""
    own = table.cells[column.name]
    if column.form == "date" or (column.form in _NUMBERS and column.write is None):
        return own
    return shown


@contextmanager
def open_book(content: io.BytesIO, **properties: str) -> Iterator[Any]:
    """Write a workbook into memory: the package needs no temporary folder."""
    try:
        import xlsxwriter
    except ImportError as error:
        raise UsageError(
            "export.package-missing", form=".xlsx", package="xlsxwriter", extra="excel"
        ) from error
    with xlsxwriter.Workbook(content, {**_AS_TEXT, "in_memory": True}) as book:
        book.set_properties({**properties, "created": _DAY})
        yield book


def write_facts(
    book: Any,
    name: str,
    facts: Sequence[tuple[str, str]],
    widths: tuple[int, int],
    *,
    is_ruled: bool = False,
    is_rtl: bool = False,
) -> None:
    """Write a sheet of facts: their names in bold, with a rule below if wanted, and their texts."""
    wrap = book.add_format({"text_wrap": True, "valign": "top"})
    own = {"bold": True, "bottom": 1} if is_ruled else {"bold": True}
    bold = book.add_format({**own, "text_wrap": True, "valign": "top"})
    sheet = _add_sheet(book, name, is_rtl)
    for column, width in enumerate(widths):
        sheet.set_column(column, column, width)
    for row, (key, text) in enumerate(facts):
        sheet.write_string(row, 0, key, bold if key else wrap)
        sheet.write_string(row, 1, text, wrap)


def write_cells(
    book: Any,
    name: str,
    headers: Sequence[str],
    columns: Sequence[Sequence[Any]],
    *,
    widest: int = 60,
    is_rtl: bool = False,
) -> None:
    """Write a sheet of columns, their headers in bold; decimals keep their places on the sheet."""
    bold = book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"})
    formats: dict[str, Any] = {}
    sheet = _add_sheet(book, name, is_rtl)
    sheet.freeze_panes(1, 2)
    for number, (header, cells) in enumerate(zip(headers, columns, strict=True)):
        width = max((len(str(cell)) for cell in cells if cell is not None), default=0)
        sheet.write_string(0, number, header, bold)
        sheet.set_column(number, number, min(widest, max(len(header), width) + 2))
        for row, cell in enumerate(cells, 1):
            if isinstance(cell, str):
                if cell:
                    sheet.write_string(row, number, cell)
            elif isinstance(cell, (Decimal, dt.date)):
                shown = _form_of(cell)
                if shown not in formats:
                    formats[shown] = book.add_format({"num_format": shown})
                write = sheet.write_number if isinstance(cell, Decimal) else sheet.write_datetime
                write(
                    row, number, float(cell) if isinstance(cell, Decimal) else cell, formats[shown]
                )
            elif cell is not None:
                sheet.write_number(row, number, cell)
    rows = max(map(len, columns), default=0)
    if rows:
        sheet.autofilter(0, 0, rows, len(headers) - 1)


def _form_of(cell: Decimal | dt.date) -> str:
    """Return the form in which a sheet shows a decimal or a day."""
    if isinstance(cell, dt.date):
        return "yyyy-mm-dd"
    places = decimals.decimals_of(cell)
    return "0" + ("." + "0" * places if places else "")


def _add_sheet(book: Any, name: str, is_rtl: bool) -> Any:
    sheet = book.add_worksheet(name.translate(_NOT_IN_NAMES)[:_LONGEST_NAME])
    if is_rtl:
        sheet.right_to_left()
    return sheet
