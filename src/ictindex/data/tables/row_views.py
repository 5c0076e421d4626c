"""Views of the three tables: data frames, and pages for notebook and terminal."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from ictindex.core.tables.columns import Column, define
from ictindex.core.tables.columns import Schema as Rows
from ictindex.core.tables.frame_writer import write_frame
from ictindex.core.tables.table import Table
from ictindex.data.tables.addresses import Cells
from ictindex.data.tables.schema import Schema, is_stated
from ictindex.language import i18n
from ictindex.language.i18n.document import Block
from ictindex.language.i18n.page_table_writer import write_grid

if TYPE_CHECKING:
    import pandas as pd

SHOWN_ROWS = 10


_ADDRESS = {
    "written": "the value as it was written",
    "file": "name of the file, with its sheet",
    "line": "line of the file, or row of the table",
    "column": "column of the value",
}


def declare_rows(name: str, schema: Schema) -> Rows:
    """Declare the rows of a table that was read: its columns, and the address of each row."""
    kinds = {column: schema.kind_of(column) for column in (*schema.names, *schema.provenance)}
    declared = [
        Column(
            column,
            kind,
            schema.columns[column].about if column in schema.columns else _ADDRESS[column],
            exact=kind not in ("year", "boolean"),
            gaps=True,
            data=column if column in schema.optional else True,
        )
        for column, kind in kinds.items()
    ]
    return define(name, *declared, page=())


def make_rows(cells: Cells, schema: Schema) -> Table:
    """Return columns as the table of their rows; what no row states of precision is left out."""
    filled = {
        name: [year or None for year in column] if schema.kind_of(name) == "year" else column
        for name, column in cells.items()
    }
    stated = {name: is_stated(cells[name]) for name in schema.optional}
    return Table(declare_rows(f"{schema.name}-as-read", schema), filled, stated)


def frame(cells: Cells, schema: Schema) -> pd.DataFrame:
    """Return columns as a fresh data frame that the reader accepts."""
    return write_frame(make_rows(cells, schema))


def blocks(
    cells: Cells, schema: Schema, shown: tuple[str, ...], findings: int, language: str
) -> list[Block]:
    """Return the view of a table: a summary and the first rows."""
    names = [n for n in shown if n in schema.required or _any(cells[n])]
    total = len(cells["economy"])
    columns = [schema.columns[name] for name in names]
    # A table that comes in is shown with its codes, as its file has them.
    declared = [
        Column(column.name, "text" if column.form == "string" else column.kind, absent="")
        for column in columns
    ]
    summary = i18n.text(
        "views",
        "table-summary",
        language,
        rows=str(total),
        economies=str(len(set(cells["economy"]))),
        findings=str(findings),
    )
    title = i18n.label("tables", schema.name, language)
    return page_of(title, summary, first_rows(cells, declared, language), total, language)


def first_rows(cells: Cells, columns: Sequence[Column], language: str) -> i18n.Grid:
    """Return the first rows of a table that comes in: the columns of its page."""
    shown = {column.name: list(cells[column.name][:SHOWN_ROWS]) for column in columns}
    if "year" in shown:
        shown["year"] = [year or None for year in shown["year"]]
    return write_grid(Table(define("rows", *columns), shown), language)


def page_of(title: str, summary: str, first: i18n.Grid, total: int, language: str) -> list[Block]:
    """Return the page of a table: its first rows, and the number of further rows."""
    page: list[Block] = [i18n.Heading(title, 2), i18n.Paragraph(summary), first]
    left = total - len(first.rows)
    if left > 0:
        page.append(i18n.Sentence("views/more-rows", count=left))
    return page


def _any(cells: Sequence[object]) -> bool:
    return any(cell not in (None, "", 0) or cell is False for cell in cells)
