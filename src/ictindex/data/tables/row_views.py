"""Views of the three tables: data frames, and pages for notebook and terminal."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import TYPE_CHECKING

import numpy as np

from ictindex import i18n
from ictindex.data.tables.addresses import Array
from ictindex.data.tables.schema import UNLIMITED, Schema
from ictindex.i18n.document import Block

if TYPE_CHECKING:
    import pandas as pd

    from ictindex.data.tables.base import TypedTable

_SHOWN_ROWS = 10


def frame(columns: Mapping[str, Array], schema: Schema) -> pd.DataFrame:
    """Return columns as a fresh data frame that the reader reads back."""
    import pandas as pd

    kinds = {name: column.kind for name, column in schema.columns.items()}
    kinds["line"] = "year"
    dtypes = {"year": "Int64", "boolean": "boolean"}
    series = {}
    for name, array in columns.items():
        kind = kinds.get(name, "text")
        cells = array.copy()
        if kind == "volume":
            cells[:] = ["unlimited" if cell == UNLIMITED else cell for cell in cells]
        series[name] = pd.Series(cells, dtype=dtypes.get(kind, object))
        if kind == "year":
            series[name] = series[name].mask(series[name] == 0)
    return pd.DataFrame(series)


def blocks(table: TypedTable, language: str) -> list[Block]:
    """Return the view of a table: a summary and the first rows."""
    known = table.columns
    names = [n for n in table.shown if n in table.schema.required or _any(known[n])]
    headers = [i18n.label("columns", name, language) for name in names]
    count = min(_SHOWN_ROWS, len(table))
    rows = [[_shown(known[name][row], language) for name in names] for row in range(count)]
    right = frozenset(
        i for i, n in enumerate(names)
        if table.schema.columns[n].is_number or n == "year"
    )  # fmt: skip
    summary = i18n.text(
        "views",
        "table-summary",
        language,
        rows=str(len(table)),
        economies=str(len(set(known["economy"].tolist()))),
        findings=str(len(table.findings)),
    )
    page: list[Block] = [
        i18n.Heading(i18n.label("tables", table.schema.name, language), 2),
        i18n.Paragraph(summary),
        i18n.Table(headers, rows, right),
    ]
    if len(table) > count:
        left = str(len(table) - count)
        page.append(i18n.Paragraph(i18n.text("views", "more-rows", language, count=left)))
    return page


def _any(array: Array) -> bool:
    return any(cell not in (None, "", 0) or cell is False for cell in array)


def _shown(cell: object, language: str) -> str:
    if cell is None or (cell == 0 and isinstance(cell, (int, np.integer)) and cell is not False):
        return ""
    if isinstance(cell, bool):
        return i18n.text("views", "explained-yes" if cell else "explained-no", language)
    if isinstance(cell, Decimal):
        if cell == UNLIMITED:
            return i18n.text("views", "unlimited", language)
        return i18n.number(cell, language)
    # A cell may hold what steers a terminal or turns the text behind it.
    return i18n.visible(str(cell))
