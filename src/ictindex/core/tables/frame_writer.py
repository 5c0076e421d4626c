"""Data frames of tables: types of columns by their declaration, and documentation of them."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from ictindex.core.tables.columns import Column, Schema
from ictindex.core.tables.table import Table

if TYPE_CHECKING:
    import pandas as pd

UNLIMITED = Decimal("Infinity")
# pandas must not guess: an empty table has the types of a full one.
_DTYPES = {
    "string": "str",
    "list": "str",
    "integer": "int64",
    "number": "float64",
    "decimal": "float64",
    "boolean": "bool",
    "date": "object",
}
_WITH_GAPS = {"integer": "Int64", "boolean": "boolean"}


def write_frame(
    table: Table, attributes: Mapping[str, object] | None = None, *, closed: bool = False
) -> pd.DataFrame:
    """Return a fresh data frame of a table; decimals become the nearest floats, unless exact."""
    import pandas as pd

    columns = table.schema.data_columns(table.facts, closed=closed)
    arrays = {column.name: _array(column, table.cells[column.name]) for column in columns}
    index = pd.RangeIndex(len(table))
    series = {
        name: pd.Series(array, index, dtype, copy=False) for name, (array, dtype) in arrays.items()
    }
    frame = pd.DataFrame(series, index, copy=False)
    if attributes:
        frame.attrs.update(attributes)
    return frame


def _array(column: Column, cells: Sequence[Any]) -> tuple[Any, str | None]:
    """Return the cells of a column as an array, and the type of its column."""
    import numpy as np

    form, count = column.form, len(cells)
    if column.exact:
        if column.kind == "volume":
            cells = ["unlimited" if cell == UNLIMITED else cell for cell in cells]
        return np.fromiter(cells, dtype=object, count=count), "object"
    if form in ("number", "decimal"):
        floats = (math.nan if cell is None else float(cell) for cell in cells)
        return np.fromiter(floats, dtype=float, count=count), "float64"
    if column.kind == "label" and not all(isinstance(cell, str) for cell in cells):
        return cells, None
    if form == "list":
        joined = {cell: ";".join(map(str, cell)) for cell in set(cells)}
        cells = [joined[cell] for cell in cells]
    return cells, _WITH_GAPS.get(form, _DTYPES[form]) if column.gaps else _DTYPES[form]


def describe_columns(schema: Schema) -> str:
    """Return the sentence of a docstring that lists the columns of the frame with their meaning."""
    named = [
        f"``{column.name}`` ({column.about})" if column.about else f"``{column.name}``"
        for column in schema.data_columns()
    ]
    return ", ".join(named)
