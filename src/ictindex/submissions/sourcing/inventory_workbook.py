"""The inventory as a workbook: one sheet, lists to choose from, notes at the headers."""

from __future__ import annotations

import io
from typing import Any

from ictindex.core.tables.table import Table
from ictindex.data.tables.schema import Column
from ictindex.language import i18n
from ictindex.language.i18n.spreadsheet_writer import open_book

_SHEET = "inventory"
_WIDTH, _WIDE, _NARROW = 16, 34, 11
_WIDE_COLUMNS = ("name", "owner", "legal_basis", "source", "gap", "note")
_NARROW_COLUMNS = ("economy", "exists")
# Rows that an office may add below, for a second source of an indicator.
_FURTHER_ROWS = 100
_YES_NO = ("yes", "no")
_DAY_FORM = "yyyy-mm-dd"


def write_inventory_workbook(inventory: Table, language: str) -> bytes:
    """Return the workbook; headers and choices are codes, their notes are in the language."""
    content = io.BytesIO()
    title = i18n.text("inventory", "title", language)
    with open_book(content, title=title) as book:
        sheet = book.add_worksheet(_SHEET)
        if i18n.direction(language) == "rtl":
            sheet.right_to_left()
        bold = book.add_format({"bold": True, "bottom": 1, "valign": "top"})
        plain = book.add_format({"text_wrap": True, "valign": "top"})
        day = book.add_format({"num_format": _DAY_FORM, "valign": "top"})
        last = len(inventory) + _FURTHER_ROWS
        for number, (name, column) in enumerate(inventory.schema.columns.items()):
            wide = _WIDE if name in _WIDE_COLUMNS else _WIDTH
            width = _NARROW if name in _NARROW_COLUMNS else wide
            sheet.set_column(number, number, width, day if column.kind == "date" else plain)
            sheet.write_string(0, number, name, bold)
            sheet.write_comment(0, number, i18n.text("inventory-help", name, language))
            allowed = column.allowed if isinstance(column, Column) else ()
            if column.kind == "boolean":
                allowed = _YES_NO
            if allowed:
                rule = {"validate": "list", "source": list(allowed), "ignore_blank": True}
                sheet.data_validation(1, number, last, number, rule)
            for row, cell in enumerate(inventory.cells[name], 1):
                _write_cell(sheet, row, number, cell, day)
        sheet.freeze_panes(1, 3)
        sheet.autofilter(0, 0, len(inventory), len(inventory.schema.columns) - 1)
    return content.getvalue()


def _write_cell(sheet: Any, row: int, column: int, cell: object, day: Any) -> None:
    """Write a cell; what is blank is not written."""
    if isinstance(cell, bool):
        sheet.write_string(row, column, _YES_NO[0] if cell else _YES_NO[1])
    elif isinstance(cell, str):
        if cell:
            sheet.write_string(row, column, cell)
    elif cell is not None:
        sheet.write_datetime(row, column, cell, day)
