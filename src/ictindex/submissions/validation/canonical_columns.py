"""Columns of a canonical table, as the tables of the library have them: read as they were written.

No check is made: an edition, or an accepted table, keeps what was checked before.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from ictindex.core.canonical import unescape
from ictindex.core.decimals import parse
from ictindex.data.checks import NUMBERS
from ictindex.data.io.observation_columns import COLUMNS, PRECISION, PROVENANCE
from ictindex.data.tables.schema import OBSERVATIONS, UNLIMITED, Column, Schema
from ictindex.data.tables.typed_cells import empty_of


def read_observation_columns(cells: Mapping[str, Sequence[str]]) -> dict[str, list[Any]]:
    """Return the columns of observations; raise ``KeyError`` or ``ValueError`` if one is unfit."""
    columns: dict[str, list[Any]] = {}
    for name in (*COLUMNS, *PROVENANCE):
        if name == "value":
            columns[name] = list(map(read_number, cells["value"], cells["decimals"]))
        elif name in NUMBERS:
            columns[name] = [int(cell or 0) for cell in cells[name]]
        elif name in PRECISION and name not in cells:
            continue
        elif name in PRECISION and OBSERVATIONS.columns[name].is_number:
            columns[name] = [parse(cell) if cell else None for cell in cells[name]]
        else:
            columns[name] = list(map(unescape, cells[name]))
    return columns


def read_letters(
    cells: Mapping[str, Sequence[str]], columns: Mapping[str, Sequence[Any]]
) -> dict[tuple[str, str], str]:
    """Return the letters of the columns of workbooks, by file and name of the column."""
    addresses = zip(columns["file"], columns["column"], strict=True)
    return {
        address: letter
        for address, letter in zip(addresses, cells["letter"], strict=True)
        if letter
    }


def read_number(value: str, places: str) -> Decimal | None:
    """Return a number with the number of decimals that it was written with."""
    if not value:
        return None
    lacking = int(places) - len(value.partition(".")[2])
    return parse(value + "." * (lacking > 0 and "." not in value) + "0" * lacking)


def read_typed_columns(
    schema: Schema, cells: Mapping[str, Sequence[str]]
) -> dict[str, list[object]]:
    """Return the columns of prices, economics or tariffs, with the file and line of each row."""
    columns: dict[str, list[object]] = {
        name: [_read_cell(column, unescape(text)) for text in cells[name]]
        for name, column in schema.columns.items()
        if not column.into
    }
    columns["file"] = list(map(unescape, cells["file"]))
    columns["line"] = [int(text or 0) for text in cells["line"]]
    return columns


def _read_cell(column: Column, text: str) -> object:
    if column.kind == "year":
        return int(text or 0)
    if not text:
        return empty_of(column)
    if column.is_number:
        return UNLIMITED if text == "unlimited" else parse(text)
    if column.kind == "boolean":
        return text == "yes"
    return dt.date.fromisoformat(text) if column.kind == "date" else text
