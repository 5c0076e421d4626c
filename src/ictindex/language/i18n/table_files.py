"""Files of tables: CSV, workbooks and Parquet, with codes in place of words and every digit."""

from __future__ import annotations

import io
from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from ictindex.core.cell_escapes import escape_cell
from ictindex.core.errors import UsageError
from ictindex.core.tables.csv_writer import write_csv
from ictindex.core.tables.table import Table
from ictindex.language.i18n.spreadsheet_writer import open_book, write_cells

if TYPE_CHECKING:
    import pandas as pd

Tables = Mapping[str, "Table | pd.DataFrame"]


def make_table_file(ending: str, tables: Tables) -> bytes:
    """Return the first table as CSV or Parquet, or all of them as a workbook, by the ending."""
    return TABLE_FORMATS[ending](tables)


def frame_csv(frame: pd.DataFrame | Sequence[dict[str, Any]]) -> str:
    """Return a data frame or records as CSV with LF ends of lines, safe in a spreadsheet."""
    import pandas as pd

    safe = pd.DataFrame(frame).copy()
    for name in safe.columns:
        if str(safe[name].dtype) in ("bool", "boolean"):
            safe[name] = safe[name].map({True: "true", False: "false"})
        elif safe[name].dtype == object or str(safe[name].dtype) in ("str", "string"):
            cells = [_safe_cell(v) for v in safe[name]]
            # For a list, pandas would make floats of counts with gaps.
            safe[name] = pd.Series(cells, index=safe.index, dtype=object)
    return str(safe.to_csv(index=False, lineterminator="\n"))


def _safe_cell(cell: object) -> object:
    """Return a cell of a frame as CSV has it: yes and no as in JSON, text safe in a spreadsheet."""
    if isinstance(cell, bool):
        return str(cell).lower()
    return escape_cell(cell) if isinstance(cell, str) else cell


def _first(tables: Tables) -> Table | pd.DataFrame:
    return next(iter(tables.values()))


def _csv(tables: Tables) -> bytes:
    table = _first(tables)
    text = write_csv(table) if isinstance(table, Table) else frame_csv(table)
    return text.encode()


def _columns_of(table: Table | pd.DataFrame) -> dict[str, Sequence[Any]]:
    """Return the columns that leave, by name; ``None`` for a missing cell."""
    if isinstance(table, Table):
        columns = table.schema.data_columns(table.facts)
        return {column.name: table.cells[column.name] for column in columns}
    whole = table.astype(object).where(table.notna(), None)
    return {str(name): whole[name].tolist() for name in whole.columns}


def _excel(tables: Tables) -> bytes:
    content = io.BytesIO()
    with open_book(content) as book:
        for name, table in tables.items():
            columns = _columns_of(table)
            cells = [[_sheet_cell(cell) for cell in column] for column in columns.values()]
            write_cells(book, name, list(columns), cells)
    return content.getvalue()


def _sheet_cell(cell: object) -> object:
    return ";".join(map(str, cell)) if isinstance(cell, (tuple, list)) else cell


def _parquet(tables: Tables) -> bytes:
    try:
        import pyarrow as arrow
        import pyarrow.parquet as parquet
    except ImportError as error:
        raise UsageError(
            "export.package-missing", form=".parquet", package="pyarrow", extra="storage"
        ) from error
    columns = {name: list(cells) for name, cells in _columns_of(_first(tables)).items()}
    content = io.BytesIO()
    parquet.write_table(arrow.table(columns), content)
    return content.getvalue()


TABLE_FORMATS: Mapping[str, Callable[[Tables], bytes]] = MappingProxyType(
    {".csv": _csv, ".xlsx": _excel, ".parquet": _parquet}
)
