"""Sources of tables: a file, a workbook or a data frame as one raw table of cells."""

from __future__ import annotations

import os
from collections.abc import Sequence
from typing import Any

from ictindex.core.errors import UnusableFileError, UsageError
from ictindex.data.cell_text import visible
from ictindex.data.io import csv, excel
from ictindex.data.io.files import bounds_of, path_of


def table_of(
    source: Any,
    dialect: csv.Dialect = csv.COMMA_POINT,
    sheet: str | None = None,
    limit: int | None = None,
    *,
    nameless: bool = False,
) -> csv.RawTable | None:
    """Return a file or a data frame as a table, a table unchanged; ``None`` for anything else."""
    # Programs leave the column with the names of rows without a name: see ``name_by_position``.
    if isinstance(source, csv.RawTable):
        return source
    if excel.is_workbook(source):
        return excel.read_workbook(source, sheet, nameless=nameless)
    excel.refuse_sheet(source, sheet)
    if isinstance(source, (str, os.PathLike)):
        return csv.read_csv(source, dialect, bounds_of(limit), nameless=nameless)
    if hasattr(source, "iloc") and hasattr(source, "columns"):
        return csv.from_frame(source)
    return None


def record_table(
    source: Any,
    dialect: str | None,
    sheet: str | None,
    columns: Sequence[str],
    obligatory: Sequence[str],
) -> csv.RawTable:
    """Read a table of records; refuse an unknown column and a missing obligatory one."""
    table = table_of(source, csv.dialect_of(dialect, name_of(source)), sheet)
    if table is None:
        raise UsageError("observations.source-type", type=type(source).__name__)
    for column in table.header:
        if column not in columns:
            raise csv.unknown_column(table.name, column, columns)
    missing = [name for name in obligatory if name not in table.columns]
    if missing:
        header = [visible(name) for name in table.header]
        raise UnusableFileError(
            "table.missing-columns", file=table.name, missing=missing, found=header
        )
    return table


def name_of(source: object) -> str:
    """Return the name of a source in messages: the file without its folder, or the type."""
    if isinstance(source, (str, os.PathLike)):
        return path_of(source, "source").name
    return type(source).__name__
