"""ITU's workbook of price baskets: its sheet of economies, or this sheet as CSV, by year.

It has a row for an economy, a basket and a measure, and a column for a year; ``NA`` means no price.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from ictindex.core.errors import UnusableFileError
from ictindex.data.cell_text import text_of, visible
from ictindex.data.io.csv import RawTable, unknown_column
from ictindex.data.io.csv_dialects import Dialect
from ictindex.data.io.files import Content
from ictindex.data.io.publisher import not_of_form
from ictindex.data.io.table_sources import require_table
from ictindex.definitions.catalogue import publisher_forms

FORM = "price-workbook"
_SHEET = "economies_"
_YEAR = re.compile(r"(?:19|20)[0-9]{2}", re.ASCII)
_INCOME = re.compile(r"Income_[0-9]{4}", re.ASCII)


def yearly_tables(
    content: Content, dialect: Dialect, sheet: str | None = None
) -> Iterator[tuple[str, RawTable]]:
    """Yield the year and the prices of each column of a year that has prices."""
    table = _read_sheet(content, dialect, sheet)
    form = publisher_forms()["pricebook"]
    keys = [form[name] for name in ("economy", "basket", "measure")]
    missing = [key for key in keys if key not in table.columns]
    years = [column for column in table.header if _YEAR.fullmatch(column)]
    if missing or not years:
        raise not_of_form(table.name, FORM, missing or ["2008 ..."], table.header)
    for column in table.header:
        read = column in years or column in keys
        if not (read or column in form["unread"] or _INCOME.fullmatch(column)):
            raise unknown_column(table.name, column, (*keys, *form["unread"]))
    absent = frozenset(form["missing"])
    for year in years:
        cells = table.columns[year]
        rows = [row for row, cell in enumerate(cells) if text_of(cell) not in absent]
        if rows:
            names = (*keys, year)
            yield (
                year,
                RawTable(
                    table.name,
                    names,
                    {name: [table.columns[name][row] for row in rows] for name in names},
                    [table.lines[row] for row in rows],
                    {name: letter for name, letter in table.letters.items() if name in names},
                    table.sha256,
                ),
            )


def _read_sheet(content: Content, dialect: Dialect, sheet: str | None) -> RawTable:
    """Read the sheet that is asked for, or the only one of a workbook that has economies."""
    try:
        return require_table(content, dialect, sheet)
    except UnusableFileError as error:
        if error.code != "workbook.several-sheets" or sheet is not None:
            raise
        titles = error.details["sheets"]
        fitting = [t for t in titles if t.startswith(_SHEET)] if isinstance(titles, list) else []
        if len(fitting) != 1 or visible(fitting[0]) != fitting[0]:
            raise
        return require_table(content, dialect, fitting[0])
