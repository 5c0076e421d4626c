"""World Development Indicators: downloads of an indicator, the bulk file, and tables of DataBank.

They have a row for a series and an economy, and a column for a year; exponents are read exactly.
"""

from __future__ import annotations

import re

from ictindex.data.cell_text import visible
from ictindex.data.io.csv import RawTable, tabulate, unknown_column
from ictindex.data.io.files import bounds_of
from ictindex.data.io.publisher import File, Rows, not_of_form, with_exponent
from ictindex.data.io.raw_rows import Draft
from ictindex.definitions import catalogue
from ictindex.definitions.catalogue import publisher_forms

FORM = "wdi"
SOURCE = "World Bank, World Development Indicators"
_ABOVE = {"Data Source", "Last Updated Date"}
_BELOW = ("Data from database:", "Last Updated:")
_ECONOMY = "Country Code"
_SERIES = ("Indicator Code", "Series Code")
_NAMES = ("Country Name", "Indicator Name", "Series Name")
_YEAR = re.compile(r"([0-9]{4})(?: \[YR\1\])?", re.ASCII)
_MOST_ABOVE = 8


def draft_of(file: File) -> Draft:
    """Bring a file into the shape of observations; empty cells are left out."""
    name, rows, lines = file.rows("Metadata_")
    rows, lines, vintage = _body(name, rows, lines)
    table = tabulate(name, rows, lines, file.dialect, bounds_of(file.limit))
    series = [column for column in _SERIES if column in table.columns]
    years = _years(table, series)
    form = publisher_forms()["wdi"]
    labels = {"economy": _ECONOMY, "indicator": series[0]}
    out = Rows(file, name, labels, ("year", "value", "source", "source_class", "vintage"))
    out.draft.unread = tuple(column for column in table.header if column in _NAMES)
    groups, others = [], []
    for row, line in enumerate(table.lines):
        economy, code = (table.columns[column][row] for column in (_ECONOMY, series[0]))
        indicator = catalogue.indicator_id(str(code))
        if indicator is None:
            others.append(str(code))
        elif economy in form["groups"]:
            groups.append(str(economy))
        else:
            common = _common(indicator, vintage) | {"economy": economy, "indicator": code}
            for column, year in years.items():
                text = str(table.columns[column][row])
                if text not in form["missing"]:
                    value, written = with_exponent(text, file.dialect.decimal)
                    out.add(line, column, {**common, "year": year, "value": value}, written)
    out.tell("form.series-left-out", others)
    out.tell("form.groups-left-out", groups)
    return out.finish(FORM, others)


def _years(table: RawTable, series: list[str]) -> dict[str, str]:
    """Return the year of each column of values; refuse a table of another form."""
    if len(series) != 1:
        raise not_of_form(table.name, FORM, [" / ".join(_SERIES)], table.header)
    years: dict[str, str] = {}
    for column in table.header:
        year = _YEAR.fullmatch(column)
        if year:
            years[column] = year[1]
        elif column not in (_ECONOMY, *series, *_NAMES):
            raise unknown_column(table.name, column, (_ECONOMY, *_SERIES, *_NAMES))
    if not years:
        raise not_of_form(table.name, FORM, ["1960 ..."], table.header)
    return years


def _common(indicator: str, vintage: str) -> dict[str, object]:
    kind = catalogue.AUXILIARY if indicator in catalogue.auxiliary_series() else catalogue.OTHER
    return {"source": SOURCE, "source_class": kind, "vintage": vintage}


def _body(
    name: str, rows: list[list[str]], lines: list[int]
) -> tuple[list[list[str]], list[int], str]:
    """Return the table without the lines above and below it, and the date in these lines."""
    dates: list[str] = []
    start = next((i for i, row in enumerate(rows[:_MOST_ABOVE]) if _ECONOMY in row), None)
    if start is None:
        raise not_of_form(name, FORM, [_ECONOMY], rows[0])
    for row in rows[:start]:
        if any(row) and row[0] not in _ABOVE:
            raise not_of_form(name, FORM, [_ECONOMY], row)
        if row[0] == "Last Updated Date" and row[1:]:
            dates.append(row[1])
    end = len(rows)
    while end > start + 1 and (not any(rows[end - 1][1:])):
        first = rows[end - 1][0]
        if first and not first.startswith(_BELOW):
            break
        if first.startswith(_BELOW[1]):
            dates.append(first.removeprefix(_BELOW[1]).strip())
        end -= 1
    body, places = rows[start:end], lines[start:end]
    # The Bank writes a comma after the last year too.
    if all(row and row[-1] == "" and len(row) == len(body[0]) for row in body):
        body = [row[:-1] for row in body]
    return body, places, visible(dates[0]) if dates else ""
