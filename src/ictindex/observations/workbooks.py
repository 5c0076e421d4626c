"""Excel workbooks as raw tables: one sheet, its cells as they are, each with its reference.

Beside ``tables.read_csv``: what cannot be read for certain as a whole is refused here. A workbook
can hide more than a CSV file: sheets, formulas that were never computed, merged cells, percent
signs that are only a format, archives that unpack to more than any table needs.
"""

from __future__ import annotations

import hashlib
import importlib.util
import io
import os
import re
import warnings
import zipfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, time
from decimal import Decimal
from itertools import pairwise
from pathlib import Path
from typing import Any

from ictindex import guards
from ictindex.errors import UnusableFileError, UsageError
from ictindex.findings import Address, Finding
from ictindex.observations.cells import visible
from ictindex.observations.tables import NONE, Table, check_header, hint, path_of, read_bytes

SUFFIXES = (".xlsx", ".xlsm")
_OTHERS = (".xls", ".xlsb", ".ods")
MOST_INFLATED = 8 * 1024 * 1024
_MOST_PARTS = 1000
_MOST_COLUMNS = 256
_MOST_ROWS = 100_000
_NAMED = 10  # cells that a message names at the most
_COMPOUND = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"  # old workbooks, and encrypted new ones
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
# A tag ends at the next one at the latest: without that, a file could make the search quadratic.
_ROW = re.compile(rb'<(?:\w{1,40}:)?row\b[^<>]*?\br="([0-9]+)"')
_ROWS = re.compile(rb"<(?:\w{1,40}:)?row[\s/>]")
_CELL = re.compile(rb"<(?:\w{1,40}:)?c[\s/>]")
_COLUMN = re.compile(rb'<(?:\w{1,40}:)?c\s(?:[^<>]*?\s)?r="([A-Z]+)[0-9]+"')

# Letter of a column by name of the table and column.
Letters = Mapping[tuple[str, str], str]
Placed = tuple[Finding, tuple[int, ...]]


def is_workbook(source: object) -> bool:
    """Tell whether a source is the path of a workbook, by its ending.

    Examples
    --------
    >>> is_workbook("prices.XLSX"), is_workbook("prices.csv")
    (True, False)
    """
    if not isinstance(source, (str, os.PathLike)):
        return False
    return str(source).lower().endswith((*SUFFIXES, *_OTHERS))


def read_workbook(path: str | os.PathLike[str], sheet: str | None = None) -> Table:
    """Read one sheet of a workbook: the first row that holds anything names the columns.

    Numbers are what the cells hold, not how they are shown; but a number shown in percent is
    handed on with its percent sign, so that it is refused and not read a hundred times too small.
    Dates become ISO text, true and false the texts ``yes`` and ``no``. Empty rows and columns
    are passed over, hidden ones are read.

    Parameters
    ----------
    path : path
        A file that ends in ``.xlsx`` or ``.xlsm``.
    sheet : str, optional
        Name of the sheet; needed where there are several.

    Returns
    -------
    Table
        Its columns, with the letter of each.

    Raises
    ------
    UnusableFileError
        If it cannot be read for certain as a whole, or the extra ``excel`` is not installed.
    UsageError
        If ``sheet`` is no text.

    Examples
    --------
    >>> import tempfile
    >>> import pandas as pd
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     pd.DataFrame({"economy": ["BRA"], "value": [80.5]}).to_excel(
    ...         f"{folder}/annex.xlsx", index=False
    ...     )
    ...     table = read_workbook(f"{folder}/annex.xlsx")
    >>> table.columns["value"], table.letters["value"]
    ((80.5,), 'B')
    """
    place = path_of(path, "source")
    guards.require(sheet is None or isinstance(sheet, str), "sheet", "text", sheet)
    if place.suffix.lower() in _OTHERS:
        raise UnusableFileError("workbook.other-format", file=visible(place.name))
    for package in ("openpyxl", "defusedxml"):
        if importlib.util.find_spec(package) is None:
            raise UnusableFileError("workbook.no-extra", file=visible(place.name), package=package)
    data = _checked(place, read_bytes(place))
    try:
        with warnings.catch_warnings():
            # Of what openpyxl leaves aside (extensions, validation) no figure depends.
            warnings.simplefilter("ignore")
            read = _table(place.name, data, sheet)
            return replace(read, sha256=hashlib.sha256(data).hexdigest())
    except UnusableFileError:
        raise
    except Exception as error:  # what openpyxl and the guard against XML bombs raise is not listed
        raise UnusableFileError("workbook.unusable", file=visible(place.name)) from error


def _checked(place: Path, data: bytes) -> bytes:
    """Refuse what is no workbook, or unpacks to more than a table needs, before it is unpacked."""
    name = visible(place.name)
    refuse_compound(name, data)
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            parts = archive.infolist()
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError) as error:
        raise UnusableFileError("workbook.unusable", file=name) from error
    if any(part.flag_bits & 1 for part in parts):
        raise UnusableFileError("workbook.encrypted", file=name)
    # What an archive says of a part is also all that is ever read of it.
    if len(parts) > _MOST_PARTS or sum(part.file_size for part in parts) > MOST_INFLATED:
        raise UnusableFileError(
            "workbook.too-large", file=name, most=str(MOST_INFLATED // (1024 * 1024))
        )
    return data


def refuse_compound(name: str, data: bytes) -> None:
    """Refuse what is no archive of XML: a workbook of the old format, or one with a password.

    Raises
    ------
    UnusableFileError
        Saying which of the two it is.
    """
    if data.startswith(_COMPOUND):
        code = "workbook.encrypted" if _ENCRYPTED in data else "workbook.other-format"
        raise UnusableFileError(code, file=name)


def _table(name: str, data: bytes, sheet: str | None) -> Table:
    import openpyxl

    book = openpyxl.load_workbook(
        io.BytesIO(data), read_only=True, data_only=True, keep_links=False
    )
    try:
        chosen = _chosen(name, book, sheet)
        if len(book.sheetnames) > 1:
            name = f"{name}!{chosen.title}"
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            xml = archive.read(chosen._worksheet_path)
        width = _inspected(name, xml)
        # The size that a sheet states of itself would cut off what stands beyond it.
        chosen.reset_dimensions()
        rows = list(_rows(chosen, width))
    finally:
        book.close()
    return _tabulated(name, rows, *_marks(xml))


def _chosen(name: str, book: Any, sheet: str | None) -> Any:
    by_title = {worksheet.title: worksheet for worksheet in book.worksheets}
    titles = [visible(title) for title in by_title]
    if sheet is None:
        if len(by_title) != 1:
            raise UnusableFileError(
                "workbook.several-sheets", file=visible(name), sheets=titles or [NONE]
            )
        return next(iter(by_title.values()))
    if sheet not in by_title:
        near = hint(sheet, list(by_title))
        raise UnusableFileError(
            "workbook.no-sheet" if near == NONE else "workbook.no-sheet-near",
            file=visible(name), sheet=visible(sheet)[:80], hint=visible(near), sheets=titles,
        )  # fmt: skip
    return by_title[sheet]


def _inspected(name: str, xml: bytes) -> int:
    """Return how many columns a sheet has, after a look at its rows and cells.

    What openpyxl would leave out without a word is refused: rows that come back to an earlier
    number, and cells beyond the columns that are asked for.
    """
    rows = [int(number) for number in _ROW.findall(xml)]
    # In two bytes a character (which no spreadsheet writes) nothing would be found here.
    if b"\x00" in xml[:200] or any(later <= earlier for earlier, later in pairwise(rows)):
        raise UnusableFileError("workbook.unusable", file=visible(name))
    # Rows that are only numbered cost time too: openpyxl makes every one up to the last.
    if max(max(rows, default=0), len(_ROWS.findall(xml))) > _MOST_ROWS:
        raise UnusableFileError("workbook.too-long", file=visible(name), most=str(_MOST_ROWS))
    letters = _COLUMN.findall(xml)
    widest = max((_place(f"{letter.decode()}1")[1] for letter in set(letters)), default=0)
    if len(letters) < len(_CELL.findall(xml)):  # some cells do not say where they stand
        widest += max(len(_CELL.findall(row)) for row in xml.split(b"row"))
    if widest > _MOST_COLUMNS:
        raise UnusableFileError("workbook.too-wide", file=visible(name), most=str(_MOST_COLUMNS))
    return max(widest, 1)


def _rows(sheet: Any, width: int) -> Iterator[tuple[int, list[tuple[object, bool]]]]:
    """Yield number and cells of each row that holds anything; each with whether it is an error."""
    for number, row in enumerate(sheet.iter_rows(max_col=width), start=1):
        if any(cell.value is not None for cell in row):
            yield number, [_cell(cell) for cell in row]


def _cell(cell: Any) -> tuple[object, bool]:
    value = cell.value
    if isinstance(value, str):
        return value, cell.data_type == "e"
    if value is None:
        return "", False
    if isinstance(value, bool):
        return ("yes" if value else "no"), False
    if isinstance(value, (int, float)):
        if cell.data_type == "n" and "%" in (cell.number_format or ""):
            return f"{Decimal(repr(value)) * 100:f}%", False
        return value, False
    if isinstance(value, datetime):
        midnight = value.time() == time()
        return (value.date().isoformat() if midnight else value.isoformat(sep=" ")), False
    return (value.isoformat() if isinstance(value, (date, time)) else str(value)), False


def _tabulated(
    name: str,
    rows: Sequence[tuple[int, list[tuple[object, bool]]]],
    without_value: Iterable[tuple[int, int]],
    merged: Sequence[tuple[int, int, int, int]],
) -> Table:
    shown = visible(name)
    if not rows:
        raise UnusableFileError("file.empty", file=shown)
    width = len(rows[0][1])
    used = [any(row[column][0] != "" for _, row in rows) for column in range(width)]
    places = [column for column, holds in enumerate(used) if holds]
    first, last = rows[0][0], rows[-1][0]
    _refuse(
        "workbook.merged-cells",
        shown,
        (
            (row, column)
            for row, column, low, right in merged
            if row <= last and low >= first
            and column <= places[-1] + 1 and right >= places[0] + 1
        ),
    )  # fmt: skip
    _refuse("workbook.formula-without-value", shown, without_value)
    _refuse(
        "workbook.error-cell",
        shown,
        ((number, column + 1) for number, row in rows for column in places if row[column][1]),
    )
    header = tuple(_heading(rows[0][1][column][0]) for column in places)
    check_header(shown, header)
    if len(rows) == 1:
        raise UnusableFileError("table.no-rows", file=shown)
    columns = {
        title: tuple(row[column][0] for _, row in rows[1:])
        for title, column in zip(header, places, strict=True)
    }
    letters = {title: _letter(column + 1) for title, column in zip(header, places, strict=True)}
    return Table(name, header, columns, [number for number, _ in rows[1:]], letters)


def _heading(value: object) -> str:
    return value if isinstance(value, str) else str(value)


def _letter(column: int) -> str:
    """Return the letter of a column, from 1: A ... Z, AA ..."""
    out = ""
    while column:
        column, rest = divmod(column - 1, 26)
        out = chr(ord("A") + rest) + out
    return out


def _refuse(code: str, file: str, cells: Iterable[tuple[int, int]]) -> None:
    named = [f"{_letter(column)}{row}" for row, column in sorted(set(cells))]
    if named:
        raise UnusableFileError(
            code, file=file, cells=[*named[:_NAMED], *(["\u2026"] if named[_NAMED:] else [])]
        )


def _marks(xml: bytes) -> tuple[list[tuple[int, int]], list[tuple[int, int, int, int]]]:
    """Return the cells whose formula has no computed value, and the merged areas.

    openpyxl reads values or formulas, not both, and does not look at merged cells while it reads
    by rows; so these come from the sheet itself.
    """
    if not any(sign in xml for sign in (b"<f", b":f", b"mergeCell ")):
        return [], []
    from defusedxml.ElementTree import iterparse

    empty: list[tuple[int, int]] = []
    merged: list[tuple[int, int, int, int]] = []
    for _, element in iterparse(io.BytesIO(xml)):
        tag = element.tag.rpartition("}")[2]
        if tag == "c":
            parts = {child.tag.rpartition("}")[2]: child for child in element}
            if "f" in parts and element.get("t") != "inlineStr":
                value = parts.get("v")
                # A formula may yield the empty text: then its cell says that it holds text.
                if value is None or (not value.text and element.get("t") != "str"):
                    empty.append(_place(element.get("r", "A1")))
        elif tag == "row":
            element.clear()
        elif tag == "mergeCell":
            start, _, end = element.get("ref", "A1").partition(":")
            merged.append((*_place(start), *_place(end or start)))
    return empty, merged


def _place(reference: str) -> tuple[int, int]:
    letters = reference.rstrip("0123456789")
    column = 0
    for letter in letters:
        column = column * 26 + ord(letter) - ord("A") + 1
    return int(reference[len(letters) :]), column


def cell_address(file: str, line: int | None, column: str | None, letters: Letters) -> Address:
    """Return the address of a cell, with its reference if it stands in a workbook.

    Examples
    --------
    >>> cell_address("annex.xlsx", 3, "value", {("annex.xlsx", "value"): "B"}).cell
    'B3'
    """
    letter = letters.get((file, column or ""))
    return Address(file, line, column, f"{letter}{line}" if letter and line else None)


def address_in(table: Table, line: int, column: str) -> Address:
    """Return the address of a cell of a table."""
    letter = table.letters.get(column)
    return Address(table.name, line, column, f"{letter}{line}" if letter else None)


def with_cells(placed: Iterable[Placed], letters: Letters) -> list[Placed]:
    """Put the reference of its cell into the address of each finding on a cell of a workbook."""
    told = []
    for finding, rows in placed:
        at = finding.address
        if at is not None and at.cell is None:
            address = cell_address(at.source, at.line, at.column, letters)
            finding = replace(finding, address=address)
        told.append((finding, rows))
    return told


def refuse_sheet(source: object, sheet: object) -> None:
    """Refuse the name of a sheet for what has none.

    Raises
    ------
    UsageError
        If a sheet is named.
    """
    if sheet is not None:
        raise UsageError("workbook.no-sheets-here", type=type(source).__name__)
