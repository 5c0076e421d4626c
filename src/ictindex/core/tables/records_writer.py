"""Records of a table for JSON: a dictionary for each row."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

from ictindex.core.tables.columns import SCHEMA_KEY, Column, identify
from ictindex.core.tables.csv_writer import plain_digits
from ictindex.core.tables.table import Table


def write_records(table: Table, *, closed: bool = False) -> list[dict[str, Any]]:
    """Return the rows as plain data: decimals as text, so that no digit is lost; codes as they are.

    A missing cell is ``None``, a list of flags a list, a date text in the form of ISO 8601.
    """
    columns = table.schema.data_columns(table.facts, closed=closed)
    names = [column.name for column in columns]
    cells = [_plain_column(column, table.cells[column.name]) for column in columns]
    return [dict(zip(names, row, strict=True)) for row in zip(*cells, strict=True)]


def write_object(table: Table) -> dict[str, Any]:
    """Return a table as a JSON object: the identifier of its schema, and its rows."""
    return {SCHEMA_KEY: identify(table.schema.name), "rows": write_records(table)}


def _plain_column(column: Column, cells: Sequence[Any]) -> Sequence[Any]:
    match column.form:
        case "decimal":
            return [None if cell is None else plain_digits(cell) for cell in cells]
        case "number":  # JSON has no infinite number
            return [
                None if cell is None or not math.isfinite(cell) else float(cell) for cell in cells
            ]
        case "list":
            return [list(cell) for cell in cells]
        case "date":
            return [None if cell is None else cell.isoformat() for cell in cells]
    return cells
