"""Excel workbooks as raw tables: the cells of one sheet, unchanged, each with its reference."""

from __future__ import annotations

import importlib.util
import io
import os
import re
import warnings
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, time
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from ictindex.core import arguments
from ictindex.core.errors import UnusableFileError, UsageError
from ictindex.data.cell_text import DateText, visible
from ictindex.data.io.csv import NONE, RawTable, check_header, hint, name_by_position
from ictindex.data.io.files import Content, path_of, read_file, refuse_rows
from ictindex.language.findings import Address, Finding, Placed

if TYPE_CHECKING:
    from ictindex.data.io.excel_package import Cell, Sheet

# Text in quotation marks, after a backslash, or a filler, or a blank of some width.
_LITERAL = r'"([^"]*)"|\\(.)|[_*].'
_CONDITION = r"\[(<=|>=|<>|<|>|=)(-?[0-9]+(?:\.[0-9]+)?)\]"
_DECIMALS = r"[#,0 ]*\.(0+)"
_MULTIPLIES, _WRITTEN = "\x01", "\x02"  # two kinds of percent signs


def shown_with_percent(number: float, code: str) -> str:
    """Return a number as its format shows it, if with a percent sign; else an empty text."""
    if "%" not in code:
        return ""
    section = _section(number, re.sub(_LITERAL, _keep_percent_sign, code).replace("%", _MULTIPLIES))
    if _MULTIPLIES in section:
        # Each sign multiplies by 100 again.
        return f"{_plain(Decimal(repr(number)) * 100 ** section.count(_MULTIPLIES))}%"
    return f"{_plain(Decimal(repr(number)))}%" if _WRITTEN in section else ""


def shown_decimals(code: str) -> int:
    """Return the number of decimals that a number format shows; 0 if it does not say."""
    match = re.match(_DECIMALS, re.sub(_LITERAL, "", code.partition(";")[0]))
    return len(match[1]) if match else 0


def _keep_percent_sign(literal: re.Match[str]) -> str:
    return _WRITTEN if "%" in (literal[1] or literal[2] or "") else ""


def _plain(number: Decimal) -> str:
    return f"{number.normalize():f}"


def _section(number: float, code: str) -> str:
    """Return the section of a format that applies to a number."""
    sections = code.split(";")[:3]
    conditions = [re.search(_CONDITION, section) for section in sections]
    if any(conditions):
        for section, condition in zip(sections, conditions, strict=True):
            if condition is None or _holds(number, condition[1], float(condition[2])):
                return section
        # If no section applies to a number, nothing is certain.
        return next((s for s in sections if _MULTIPLIES in s or _WRITTEN in s), "")
    if number < 0 and len(sections) > 1:
        return sections[1]
    return sections[2] if number == 0 and len(sections) > 2 else sections[0]


def _holds(number: float, sign: str, bound: float) -> bool:
    return {
        "<": number < bound,
        "<=": number <= bound,
        ">": number > bound,
        ">=": number >= bound,
        "=": number == bound,
        "<>": number != bound,
    }[sign]


SUFFIXES = (".xlsx", ".xlsm")
OPEN_DOCUMENT = ".ods"
_OTHERS = (".xls", ".xlsb")
_NAMED = 10  # most cells that a message names

# Letter of a column by the names of the table and the column.
Letters = Mapping[tuple[str, str], str]


def is_workbook(source: object) -> bool:
    """Tell whether a source is the path of a workbook, by its suffix."""
    if not isinstance(source, (str, os.PathLike)):
        return False
    return str(source).lower().endswith((*SUFFIXES, OPEN_DOCUMENT, *_OTHERS))


def read_workbook(
    source: str | os.PathLike[str] | Content, sheet: str | None = None, *, nameless: bool = False
) -> RawTable:
    """Read one sheet of a workbook: its first row that is not empty names the columns."""
    # Numbers are the contents of the cells, not what is shown. But a number shown in percent keeps
    # its percent sign, so that it is refused instead of read a hundred times too small. Dates
    # become ISO text, true and false become the texts ``yes`` and ``no``. Empty rows and columns
    # are ignored, hidden ones are read.
    from ictindex.data.io.excel_package import check_package

    arguments.require(sheet is None or isinstance(sheet, str), "sheet", "text", sheet)
    content = source if isinstance(source, Content) else _read_file(source)
    name = content.name
    _require_extra(name)
    check_package(visible(name), content.data)
    try:
        read = _table(name, content.data, sheet, nameless)
    except UnusableFileError:
        raise
    except Exception as error:  # a sheet or a style that the workbook names but does not have
        raise UnusableFileError("workbook.unusable", file=visible(name)) from error
    return replace(read, sha256=content.sha256)


def _read_file(path: str | os.PathLike[str]) -> Content:
    """Read the file of a workbook, if its format and the packages that are there allow it."""
    refuse_other_formats(path_of(path, "source").name)
    _require_extra(path_of(path, "source").name)
    return read_file(path)


def refuse_other_formats(name: str) -> None:
    """Refuse a workbook of a format that is not read, by its suffix."""
    if name.lower().endswith(_OTHERS):
        raise UnusableFileError("workbook.other-format", file=visible(name))


def _require_extra(name: str) -> None:
    for package in ("openpyxl", "defusedxml"):
        if importlib.util.find_spec(package) is None:
            raise UnusableFileError("workbook.no-extra", file=visible(name), package=package)


def open_checked(name: str, data: bytes) -> Any:
    """Check a workbook as a whole, then open it."""
    from ictindex.data.io.excel_package import check_package

    _require_extra(name)
    check_package(visible(name), data)
    return open_package(visible(name), data)


def open_package(name: str, data: bytes) -> Any:
    """Open a checked workbook with openpyxl: its sheets, texts and styles."""
    try:
        with warnings.catch_warnings():
            # No figure depends on what openpyxl ignores (extensions, validation).
            warnings.simplefilter("ignore")
            reader = _opener(name)(io.BytesIO(data), read_only=True, keep_links=False)
            reader.read()
            return reader.wb
    except UnusableFileError:
        raise
    except (
        Exception
    ) as error:  # the errors of openpyxl and of the guard against XML bombs are not documented
        raise UnusableFileError("workbook.unusable", file=name) from error


def _opener(name: str) -> Any:
    """Return a reader of openpyxl that leaves sheets and texts to the readers of this module."""
    from openpyxl.reader import excel

    # openpyxl has no types: mypy cannot see the classes that these two are made from.
    class Unread(excel.ReadOnlyWorksheet):  # type: ignore[misc]
        def _get_size(self) -> None:
            """Skip the sheet: openpyxl would build all of it to find its size."""

    class Opener(excel.ExcelReader):  # type: ignore[misc]
        def read_strings(self) -> None:
            listed = self.package.find(excel.SHARED_STRINGS)
            if listed is not None:
                part = listed.PartName.removeprefix("/")
                from ictindex.data.io.excel_markup import read_texts

                self.shared_strings = read_texts(name, part, self.archive.read(part))

        def read_worksheets(self) -> None:
            for sheet, relation in self.parser.find_sheets():
                if relation.target in self.valid_files and "chartsheet" not in relation.Type:
                    unread = Unread(self.wb, sheet.name, relation.target, self.shared_strings)
                    self.wb._sheets.append(unread)  # noqa: SLF001 - no public name

    return Opener


def sheet_of(name: str, book: Any, worksheet: Any) -> Sheet:
    """Return the cells of one sheet of a workbook."""
    # openpyxl has no public names for the parts of a sheet.
    xml = book._archive.read(worksheet._worksheet_path)  # noqa: SLF001
    from ictindex.data.io.excel_package import read_sheet

    return read_sheet(name, xml, book, worksheet._shared_strings)  # noqa: SLF001


def _table(name: str, data: bytes, sheet: str | None, nameless: bool) -> RawTable:
    book = open_package(visible(name), data)
    try:
        chosen = _choose_sheet(name, book, sheet)
        if len(book.sheetnames) > 1:
            name = f"{name}!{chosen.title}"
        sheet_cells = sheet_of(visible(name), book, chosen)
        formats = Formats(book)
        return tabulate_sheet(name, sheet_cells, lambda cell: read_content(cell, formats), nameless)
    finally:
        book.close()


def _choose_sheet(name: str, book: Any, sheet: str | None) -> Any:
    by_title = {worksheet.title: worksheet for worksheet in book.worksheets}
    return by_title[choose_title(name, list(by_title), sheet)]


def choose_title(name: str, titles: Sequence[str], sheet: str | None) -> str:
    """Return the title of the sheet that is named, or of the only one."""
    shown = [visible(title) for title in titles]
    if sheet is None:
        if len(titles) != 1:
            raise UnusableFileError(
                "workbook.several-sheets", file=visible(name), sheets=shown or [NONE]
            )
        return titles[0]
    if sheet not in titles:
        near = hint(sheet, titles)
        raise UnusableFileError(
            "workbook.no-sheet" if near == NONE else "workbook.no-sheet-near",
            file=visible(name),
            sheet=visible(sheet)[:80],
            hint=visible(near),
            sheets=shown,
        )
    return sheet


class Formats:
    """The number format of each style of a workbook."""

    def __init__(self, book: Any) -> None:
        self._book = book
        self._by_style: dict[int, str] = {}

    def __getitem__(self, style: int) -> str:
        if style not in self._by_style:
            from openpyxl.styles.numbers import BUILTIN_FORMATS, BUILTIN_FORMATS_MAX_SIZE

            number = self._book._cell_styles[style].numFmtId  # noqa: SLF001
            own = number - BUILTIN_FORMATS_MAX_SIZE
            self._by_style[style] = (
                BUILTIN_FORMATS.get(number, "General")
                if own < 0
                else self._book._number_formats[own]  # noqa: SLF001
            )
        return self._by_style[style]


def read_content(cell: Cell, formats: Formats) -> object:
    """Return the content of a cell in the form that a table uses; empty cells as empty text."""
    value = cell.value
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, (int, float)):
        return shown_with_percent(value, formats[cell.style]) or value
    if isinstance(value, datetime):
        midnight = value.time() == time()
        return DateText(value.date().isoformat() if midnight else value.isoformat(sep=" "))
    if isinstance(value, (date, time)):
        return DateText(value.isoformat())
    return "" if value is None else str(value)


def tabulate_sheet(
    name: str, sheet: Sheet, content_of: Callable[[Cell], object], nameless: bool
) -> RawTable:
    """Make a table of the cells of a sheet; its first row names the columns."""
    shown = visible(name)
    rows: dict[int, dict[int, object]] = {}
    for cell in sheet.cells:
        kept = content_of(cell)
        if kept != "" or cell.formula is not None:
            rows.setdefault(cell.row, {})[cell.column] = kept
    if not rows:
        raise UnusableFileError("file.empty", file=shown)
    places = sorted({column for row in rows.values() for column in row})
    first, last = min(rows), max(rows)
    refuse_cells(
        "workbook.merged-cells",
        shown,
        (
            (row, column)
            for row, column, low, right in sheet.merged
            if row <= last and low >= first and column <= places[-1] and right >= places[0]
        ),
    )
    formulas = [cell for cell in sheet.cells if cell.formula is not None]
    refuse_cells("workbook.formula", shown, ((cell.row, cell.column) for cell in formulas))
    errors = [cell for cell in sheet.cells if cell.is_error]
    refuse_cells("workbook.error-cell", shown, ((cell.row, cell.column) for cell in errors))
    refuse_rows(name, len(rows) - 1, len(places))
    titles, *body = rows.values()
    header = tuple(str(titles.get(column, "")) for column in places)
    if nameless:
        header = name_by_position(header)
    check_header(shown, header)
    if not body:
        raise UnusableFileError("table.no-rows", file=shown)
    columns = {
        title: tuple(row.get(column, "") for row in body)
        for title, column in zip(header, places, strict=True)
    }
    from ictindex.data.io.excel_package import letter

    letters = {title: letter(column) for title, column in zip(header, places, strict=True)}
    return RawTable(name, header, columns, list(rows)[1:], letters)


def refuse_cells(code: str, file: str, cells: Iterable[tuple[int, int]]) -> None:
    """Refuse a sheet because of some of its cells, which the error names."""
    from ictindex.data.io.excel_package import letter

    named = [f"{letter(column)}{row}" for row, column in sorted(set(cells))]
    if named:
        raise UnusableFileError(
            code, file=file, cells=[*named[:_NAMED], *(["\u2026"] if named[_NAMED:] else [])]
        )


def cell_address(file: str, line: int | None, column: str | None, letters: Letters) -> Address:
    """Return the address of a cell, with its reference if it is in a workbook."""
    at = letters.get((file, column or ""))
    return Address(file, line, column, f"{at}{line}" if at and line else None)


def address_in(table: RawTable, line: int, column: str) -> Address:
    """Return the address of a cell of a table."""
    at = table.letters.get(column)
    return Address(table.name, line, column, f"{at}{line}" if at else None)


def more_digits(table: RawTable, unread: Iterable[str] = ()) -> list[Finding]:
    """Report the columns of a workbook whose numbers have more digits than a spreadsheet shows."""
    # A spreadsheet shows fifteen digits. A computed number can have more: 80.49999999999999 is
    # shown as 80.5, but read unchanged.
    findings = []
    for column, at in table.letters.items():
        cells = [] if column in unread else enumerate(table.columns[column])
        longer = [
            (row, cell)
            for row, cell in cells
            if isinstance(cell, float) and float(f"{cell:.15g}") != cell
        ]
        if longer:
            row, value = longer[0]
            details = {
                "count": str(len(longer)),
                "cell": f"{at}{table.lines[row]}",
                "value": repr(value),
                "shown": f"{value:.15g}",
            }
            address = Address(table.name, None, column)
            findings.append(
                Finding("workbook.more-digits", "information", address=address, details=details)
            )
    return findings


def with_cells(placed: Iterable[Placed], letters: Letters) -> list[Placed]:
    """Add the cell reference to the address of each finding on a cell of a workbook."""
    addressed = []
    for finding, rows in placed:
        at = finding.address
        if at is not None and at.cell is None:
            address = cell_address(at.source, at.line, at.column, letters)
            finding = replace(finding, address=address)
        addressed.append((finding, rows))
    return addressed


def refuse_sheet(source: object, sheet: object) -> None:
    """Refuse the name of a sheet for a source without sheets."""
    if sheet is not None:
        raise UsageError("workbook.no-sheets-here", type=type(source).__name__)
