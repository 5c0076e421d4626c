"""The digest of the content of a table, and the names of its rows: what a receipt is bound to."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Hashable
from decimal import Decimal
from typing import TypeVar

from ictindex.core import canonical
from ictindex.data.io.layouts import BREAKDOWNS, COLUMNS
from ictindex.data.observations import Observations
from ictindex.data.tables.schema import UNLIMITED
from ictindex.data.tables.table_base import TypedTable
from ictindex.validation.subject import Judged, no_observations

T = TypeVar("T", Observations, TypedTable, Judged)
_DIGESTED = (*COLUMNS, "written")


def table_digest(table: Judged) -> str:
    """Return the digest of a table: what its rows say, whatever their order and their file."""
    if isinstance(table, TypedTable):
        return canonical.digest(table.schema.name, write_content(table))
    names, columns = [], []
    for name in _DIGESTED:
        cells = table.cells[name]
        if name in ("economy", "value") or any(cells):
            names.append(name)
            columns.append(cells)
    return canonical.digest("observations", canonical.table(names, columns))


def files_of(table: Judged) -> dict[str, str]:
    """Return the digests of the files of a table, by their names as a receipt has them: in NFC."""
    return {canonical.nfc(name): digest for name, digest in table.sources.items()}


def write_content(table: TypedTable) -> str:
    """Return what the rows of a table of the price basket say, as canonical CSV."""
    names, columns = [], []
    for name in table.schema.names:
        cells = list(map(cell, table.cells[name]))
        if name == "economy" or any(cells):
            names.append(name)
            columns.append(cells)
    return canonical.table(names, columns)


def cell(value: object) -> Hashable:
    """Return a cell of such a table as its reader reads it; digits stay as they were written."""
    if value is None or (value == 0 and type(value) is int):
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, Decimal):
        return "unlimited" if value == UNLIMITED else format(value, "f")
    return value.isoformat() if isinstance(value, dt.date) else str(value)


def leave_out_rows(table: T, withdrawn: Collection[tuple[str, ...]]) -> T:
    """Leave out the rows that were withdrawn, with their findings."""
    if not withdrawn:
        return table
    return table.take([row for row, key in enumerate(row_keys(table)) if key not in withdrawn])


def select_withdrawn(
    table: Observations | None, withdrawn: Collection[tuple[str, ...]]
) -> Observations:
    """Return the rows that were withdrawn; none of a table of the price basket."""
    if table is None or not withdrawn:
        return no_observations()
    return table.take([row for row, key in enumerate(row_keys(table)) if key in withdrawn])


def row_keys(table: Judged) -> list[tuple[str, ...]]:
    """Return what names each row in a receipt."""
    # Of an observation: economy, indicator, year, breakdowns, as written; of a row of the price
    # basket all that it says.
    if isinstance(table, TypedTable):
        cells = [map(cell, table.cells[name]) for name in table.schema.names]
        return [tuple(canonical.nfc(str(part)) for part in row) for row in zip(*cells, strict=True)]
    names = ("economy", "indicator", "year", "unit", "source", *BREAKDOWNS, "written")
    # In NFC, as a receipt has them once it was written and read.
    columns = [map(canonical.nfc, map(str, table.cells[name])) for name in names]
    return list(zip(*columns, strict=True))
