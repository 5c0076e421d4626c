"""The digest of the content of a table, and the names of its rows, to which a receipt is tied."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Hashable, Mapping, Sequence
from decimal import Decimal
from typing import Any, TypeVar

from ictindex.core import canonical
from ictindex.data.io.observation_columns import BREAKDOWNS, COLUMNS
from ictindex.data.observations import Observations
from ictindex.data.tables.schema import OBSERVATIONS, UNLIMITED, is_stated
from ictindex.data.tables.table_base import TypedTable
from ictindex.submissions.validation.subject import Judged, no_observations

T = TypeVar("T", Observations, TypedTable, Judged)
_DIGESTED = (*COLUMNS, "written")


def table_digest(table: Judged) -> str:
    """Return the digest of the content of a table, independent of order and file of its rows."""
    if isinstance(table, TypedTable):
        return canonical.digest(table.schema.name, write_content(table))
    columns = {name: table.cells[name] for name in _DIGESTED}
    return canonical.digest("observations", _write(columns, ("economy", "value")))


def _write(columns: Mapping[str, Sequence[Any]], required: Sequence[str]) -> str:
    """Write columns as canonical CSV, without those that are empty and not required."""
    filled = {
        name: part
        for name, part in columns.items()
        if name in required or any(part) or (name in OBSERVATIONS.optional and is_stated(part))
    }
    return canonical.table(list(filled), list(filled.values()))


def files_of(table: Judged) -> dict[str, str]:
    """Return the digests of the files of a table, by their names in NFC, as in a receipt."""
    return {canonical.nfc(name): digest for name, digest in table.sources.items()}


def write_content(table: TypedTable) -> str:
    """Return the content of the rows of a table of the price basket as canonical CSV."""
    columns = {name: list(map(cell, table.cells[name])) for name in table.schema.names}
    return _write(columns, ("economy",))


def cell(value: object) -> Hashable:
    """Return a cell of such a table as its reader reads it; digits stay as written."""
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
    """Return the names of the rows in a receipt."""
    # For an observation: economy, indicator, year, breakdowns, as written; for a row of the price
    # basket all its content.
    if isinstance(table, TypedTable):
        cells = [map(cell, table.cells[name]) for name in table.schema.names]
        return [tuple(canonical.nfc(str(part)) for part in row) for row in zip(*cells, strict=True)]
    names = ("economy", "indicator", "year", "unit", "source", *BREAKDOWNS, "written")
    # In NFC, as in a receipt that was written and read.
    columns = [map(canonical.nfc, map(str, table.cells[name])) for name in names]
    return list(zip(*columns, strict=True))
