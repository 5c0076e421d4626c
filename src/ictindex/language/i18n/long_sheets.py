"""Rows of long sheets, put into a workbook that the package made: cell by cell takes it long.

The package writes the headers and one cell of each number format. The rows are put in afterwards,
in the form that it has: texts by their numbers in the list of the workbook, numbers with 16 digits.
"""

from __future__ import annotations

import datetime as dt
import io
import math
import re
import zipfile
from collections.abc import Mapping, Sequence
from decimal import Decimal
from itertools import zip_longest
from typing import Any
from xml.sax.saxutils import escape

from ictindex.core.data_classes import dataclass

FEW_CELLS = 2_000  # sheets with no more cells are written by the package alone
_STRINGS = "xl/sharedStrings.xml"
_LONGEST = 32_767  # characters of a cell
# The package has rules of its own for these.
_SPECIAL = re.compile("[\0-\x08\x0b-\x1f\ufffe\uffff]|_x[0-9a-fA-F]{4}_|^<r>")
_ITEM = re.compile(r"<si>.*?</si>", re.DOTALL)
_HEADERS = re.compile(r'<row r="1".*?</row>', re.DOTALL)
_ROWS = re.compile(r"<sheetData>.*</sheetData>", re.DOTALL)
_COUNTS = re.compile(r' count="(\d+)" uniqueCount="\d+"')
_DAY_ZERO = dt.date(1899, 12, 30)
_FIRST_DAY = dt.date(1900, 3, 1)  # before it the days of workbooks are counted in another way


@dataclass(frozen=True, slots=True)
class LongSheet:
    """Columns of a sheet by its number, and where the package wrote a cell of each format."""

    number: int
    columns: Sequence[Sequence[Any]]
    formats: Mapping[str, str]


def is_plain(columns: Sequence[Sequence[Any]]) -> bool:
    """Tell whether columns have nothing for which the package has rules of its own."""
    return all(_is_plain(cell) for cells in columns for cell in cells)


def _is_plain(cell: Any) -> bool:
    if isinstance(cell, str):
        return len(cell) <= _LONGEST and _SPECIAL.search(cell) is None
    if isinstance(cell, dt.date):
        return not isinstance(cell, dt.datetime) and cell >= _FIRST_DAY
    return cell is None or (isinstance(cell, (int, float, Decimal)) and math.isfinite(cell))


def fill_sheets(content: io.BytesIO, sheets: Sequence[LongSheet], form_of: Any) -> None:
    """Put the rows of sheets into a finished workbook; ``form_of`` names the format of a cell."""
    with zipfile.ZipFile(content) as archive:
        parts = {entry: archive.read(entry) for entry in archive.infolist()}
    entries = {entry.filename: entry for entry in parts}
    strings = parts[entries[_STRINGS]].decode()
    items = _ITEM.findall(strings)
    numbers = {item: n for n, item in enumerate(items)}
    counted = _COUNTS.search(strings)
    used = int(counted[1]) if counted is not None else 0
    for sheet in sheets:
        entry = entries[f"xl/worksheets/sheet{sheet.number}.xml"]
        rows = _SheetRows(parts[entry].decode(), sheet, numbers, form_of)
        parts[entry] = rows.write().encode()
        used += rows.texts
    listed = f' count="{used}" uniqueCount="{len(numbers)}"'
    strings = _COUNTS.sub(listed, strings, count=1)
    parts[entries[_STRINGS]] = strings.replace(
        "</sst>", "".join([*numbers][len(items) :]) + "</sst>"
    ).encode()
    content.seek(0)
    content.truncate()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        for entry, data in parts.items():
            archive.writestr(entry, data)


class _SheetRows:
    """The rows of a sheet as its part of a workbook has them."""

    def __init__(self, text: str, sheet: LongSheet, numbers: dict[str, int], form_of: Any) -> None:
        from xlsxwriter.utility import xl_col_to_name

        self._text, self._sheet, self._numbers, self._form_of = text, sheet, numbers, form_of
        self._letters = [xl_col_to_name(n) for n in range(len(sheet.columns))]
        self._styles = {
            form: match[1]
            for form, address in sheet.formats.items()
            if (match := re.search(rf'<c r="{address}" s="(\d+)"', text)) is not None
        }
        self._items: dict[str, int] = {}
        self.texts = 0

    def write(self) -> str:
        """Return the part with its rows."""
        headers = _HEADERS.search(self._text)
        rows = [headers[0]] if headers is not None else []
        count = max(map(len, self._sheet.columns))
        for number, cells in enumerate(zip_longest(*self._sheet.columns), 2):
            written = "".join(
                self._write_cell(f"{letter}{number}", cell)
                for letter, cell in zip(self._letters, cells, strict=True)
            )
            rows.append(f'<row r="{number}">{written}</row>')
        extent = f'<dimension ref="A1:{self._letters[-1]}{count + 1}"/>'
        text = re.sub(r'<dimension ref="[^"]*"/>', extent, self._text, count=1)
        before, after = _ROWS.split(text, maxsplit=1)
        return f"{before}<sheetData>{''.join(rows)}</sheetData>{after}"

    def _write_cell(self, address: str, cell: Any) -> str:
        if cell is None or cell == "":
            return ""
        if isinstance(cell, str):
            self.texts += 1
            return f'<c r="{address}" t="s"><v>{self._number_text(cell)}</v></c>'
        if isinstance(cell, dt.date):
            style, value = self._styles[self._form_of(cell)], float((cell - _DAY_ZERO).days)
        elif isinstance(cell, Decimal):
            style, value = self._styles[self._form_of(cell)], float(cell)
        else:
            return f'<c r="{address}"><v>{float(cell):.16G}</v></c>'
        return f'<c r="{address}" s="{style}"><v>{value:.16G}</v></c>'

    def _number_text(self, text: str) -> int:
        """Return the number of a text in the list of the workbook, to which it is added."""
        if text not in self._items:
            space = ' xml:space="preserve"' if text != text.strip() else ""
            item = f"<si><t{space}>{escape(text)}</t></si>"
            self._items[text] = self._numbers.setdefault(item, len(self._numbers))
        return self._items[text]
