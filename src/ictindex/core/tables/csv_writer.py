"""CSV of a table, column by column: UTF-8, LF ends of lines, safe in a spreadsheet."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from ictindex.core.cell_escapes import escape_cell, quote_cell
from ictindex.core.tables.columns import Column
from ictindex.core.tables.table import Table


def write_csv(table: Table, *, closed: bool = False) -> str:
    """Return the columns of a table as CSV: digits of decimals as printed, codes without words."""
    columns = table.schema.data_columns(table.facts, closed=closed)
    texts = [write_cells(column, table.cells[column.name]) for column in columns]
    lines = [",".join(column.name for column in columns), *map(",".join, zip(*texts, strict=True))]
    return "\n".join(lines) + "\n"


def write_cells(column: Column, cells: Sequence[Any]) -> list[str]:
    """Return the cells of a column as texts; each distinct one is written once."""
    form = column.form
    if form == "decimal":
        # Not by value: 82.0 and 82 are equal, but are printed differently.
        return ["" if cell is None else plain_digits(cell) for cell in cells]
    distinct = set(cells)
    written: dict[Any, str]
    if form == "list":
        written = {cell: quote_cell(escape_cell(";".join(map(str, cell)))) for cell in distinct}
    elif form == "string":
        written = {cell: quote_cell(escape_cell(cell)) for cell in distinct if cell is not None}
    elif form == "boolean":  # as in JSON
        written = {cell: str(cell).lower() for cell in distinct if cell is not None}
    else:  # numbers are written as Python writes them, dates in the form of ISO 8601
        written = {cell: str(cell) for cell in distinct if cell is not None}
    if None in distinct:
        written[None] = ""
    if len(written) == 1:
        return [*written.values()] * len(cells)
    return list(map(written.__getitem__, cells))


def plain_digits(number: Decimal) -> str:
    """Write a decimal with all its digits and no exponent; no limit is a word."""
    text = str(number)
    if "E" in text:
        return format(number, "f")
    return "unlimited" if text == "Infinity" else text
