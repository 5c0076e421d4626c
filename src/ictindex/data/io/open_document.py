"""OpenDocument spreadsheets (``.ods``): the cells of one sheet, as those of an Excel workbook.

Only the part with the cells is read, by a reader of events: no other package is needed.
"""

from __future__ import annotations

import io
import re
import zipfile
from dataclasses import replace
from datetime import datetime, time, timedelta
from xml.parsers import expat

from ictindex.core.errors import UnusableFileError
from ictindex.data.cell_text import DateText, visible
from ictindex.data.io import excel_markup
from ictindex.data.io.csv import RawTable
from ictindex.data.io.excel import choose_title, shown_with_percent, tabulate_sheet
from ictindex.data.io.excel_package import (
    MOST_COLUMNS,
    MOST_WRITTEN,
    OUTSIDE,
    Cell,
    Sheet,
    letter,
)
from ictindex.data.io.files import (
    MEBIBYTE,
    MOST_INFLATED,
    MOST_PARTS,
    MOST_ROWS,
    OPEN_DOCUMENT,
    Content,
)

CONTENTS = "content.xml"
_MANIFEST = "META-INF/manifest.xml"
_OASIS = "urn:oasis:names:tc:opendocument:xmlns:"
# The namespaces by the prefixes that every program writes for them.
_PREFIXES = {
    f"{_OASIS}office:1.0": "office",
    f"{_OASIS}table:1.0": "table",
    f"{_OASIS}text:1.0": "text",
    f"{_OASIS}script:1.0": "script",
    "urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0": "calcext",
}
_GROUPS = frozenset(("table:table-row-group", "table:table-rows", "table:table-header-rows"))
_CELLS = frozenset(("table:table-cell", "table:covered-table-cell"))
# Signs in a paragraph that are elements; they are no white space of the markup.
_SPACE, _TAB, _BREAK = "\x00", "\x01", "\x02"  # XML has none of these characters
_SIGNS = {"text:tab": _TAB, "text:line-break": _BREAK}
_WRITTEN_SIGNS = str.maketrans({_SPACE: " ", _TAB: "\t", _BREAK: "\n"})
_WHITE = re.compile("[ \t\r\n]+")
# Elements in a paragraph whose text is not that of the cell: remarks and hints on pronunciation.
_ASIDE = frozenset(("office:annotation", "text:note", "text:ruby-text"))
_NAME, _ROWS = (f"{_OASIS}table:1.0 {name}" for name in ("name", "number-rows-repeated"))
_SPACES = f"{_OASIS}text:1.0 c"
_LONGEST = 32_767  # characters that a spreadsheet program allows in a cell
_ACTIVE = frozenset(
    (
        "office:dde-source",
        "office:script",
        "script:event-listener",
        "table:cell-range-source",
        "table:dde-link",
        "table:table-source",
    )
)
_ACTIVE_PARTS = re.compile(r"(?:Basic|Scripts)/.", re.IGNORECASE)
_PERCENT = re.compile("[%\u066a\uff05]")
_WHOLE = re.compile(r"-?[0-9]{1,400}", re.ASCII)
_NUMBER = re.compile(r"-?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]{1,4})?", re.ASCII)
_TIME = re.compile(r"PT([0-9]{1,6})H([0-9]{1,2})M([0-9]{1,2})(?:[.,][0-9]{1,9})?S", re.ASCII)
_COUNT = re.compile(r"[1-9][0-9]{0,9}", re.ASCII)
_TAGS = 4  # signs "<" of a cell with a value


def read_open_document(
    content: Content, sheet: str | None = None, *, nameless: bool = False
) -> RawTable:
    """Read one sheet of a spreadsheet: its first row that is not empty names the columns."""
    name = content.name
    shown = visible(name)
    xml = _unpack(shown, content.data)
    if xml.count(b"<") > _TAGS * MOST_WRITTEN:
        raise UnusableFileError("table.too-many-cells", file=shown, most=str(MOST_WRITTEN))
    titles = _read(shown, xml, None).titles
    title = choose_title(name, titles, sheet)
    if len(titles) > 1:
        name = f"{name}!{title}"
    reading = _read(visible(name), xml, titles.index(title))
    cells = Sheet(reading.cells, reading.merged)
    table = tabulate_sheet(name, cells, lambda cell: cell.value, nameless)
    return replace(table, sha256=content.sha256)


def read_titles(content: Content) -> tuple[str, ...]:
    """Return the titles of the sheets of a spreadsheet."""
    shown = visible(content.name)
    return tuple(_read(shown, _unpack(shown, content.data), None).titles)


def _unpack(name: str, data: bytes) -> bytes:
    """Return the part with the cells of a package that is checked as a whole."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            parts = archive.infolist()
            _check_parts(name, parts)
            manifest = archive.read(_MANIFEST) if _MANIFEST in archive.namelist() else b""
            if b"encryption-data" in manifest:
                raise UnusableFileError("workbook.encrypted", file=name)
            if not archive.read("mimetype").startswith(OPEN_DOCUMENT):
                raise UnusableFileError("workbook.unusable", file=name)
            return archive.read(CONTENTS)
    except UnusableFileError:
        raise
    except Exception as error:  # damaged archives fail in many ways
        raise UnusableFileError("workbook.unusable", file=name) from error


def _check_parts(name: str, parts: list[zipfile.ZipInfo]) -> None:
    if any(part.flag_bits & 1 for part in parts):
        raise UnusableFileError("workbook.encrypted", file=name)
    # Only as many bytes are read of a part as the archive states.
    if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > MOST_INFLATED:
        raise UnusableFileError(
            "workbook.too-large", file=name, most=str(MOST_INFLATED // MEBIBYTE)
        )
    for part in parts:
        member = visible(part.orig_filename)[:80]
        if OUTSIDE.search(part.orig_filename):
            raise UnusableFileError("archive.outside", file=name, member=member)
        if _ACTIVE_PARTS.match(part.filename):
            raise UnusableFileError("workbook.active-content", file=name, part=member)
    # Bytes before the first part are another file, which another program reads.
    if min((part.header_offset for part in parts), default=0):
        raise UnusableFileError("archive.not-alone", file=name)
    # If two parts have one name, programs differ in the part that they read.
    if len({part.filename.lower() for part in parts}) < len(parts):
        raise UnusableFileError("workbook.unusable", file=name)


def _read(name: str, xml: bytes, wanted: int | None) -> _Reading:
    """Read the titles of the sheets, and the cells of the one that is wanted."""
    reading = _Reading(name, wanted)
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.buffer_text = True
    parser.StartElementHandler = reading.start
    parser.EndElementHandler = reading.end
    parser.CharacterDataHandler = reading.text
    parser.StartDoctypeDeclHandler = reading.refuse_doctype
    try:
        excel_markup.feed(parser, xml, name, CONTENTS)
    except UnusableFileError:
        raise
    except Exception as error:  # not XML, an encoding that is not known, an impossible date
        raise UnusableFileError("workbook.unusable", file=name) from error
    return reading


class _Reading:
    """State of the reading of a spreadsheet: titles and cells so far, and the current cell."""

    def __init__(self, name: str, wanted: int | None) -> None:
        self.name, self.wanted = name, wanted
        self.titles: list[str] = []
        self.cells: list[Cell] = []
        self.merged: list[tuple[int, int, int, int]] = []
        self.path: list[str] = []
        self.names: dict[str, str] = {}
        self.row = self.column = 0  # the current ones, the column before the current cell
        self.repeats = 0  # of the current row; 0 outside a row
        self.written: list[Cell] = []  # the cells of the current row
        self.cell: dict[str, str] = {}
        self.inside = 0  # the depth of what is in the current cell; 0 outside a cell
        self.paragraphs: list[list[str]] = []

    # ---------------------------------------------------------------- events

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        what, above = self._short(tag), self.path[-1] if self.path else ""
        self.path.append(what)
        if len(self.path) > excel_markup.MOST_DEPTH:
            raise excel_markup.too_many("depth", self.name, CONTENTS, excel_markup.MOST_DEPTH)
        if len(attributes) > excel_markup.MOST_ATTRIBUTES:
            most = excel_markup.MOST_ATTRIBUTES
            raise excel_markup.too_many("attributes", self.name, CONTENTS, most)
        if what in _ACTIVE:
            raise UnusableFileError("workbook.active-content", file=self.name, part=what)
        if what == "table:table":
            self._start_table(above, attributes)
        elif self.inside:
            self._start_inside(what, attributes)
        elif self.wanted is not None and self.wanted == len(self.titles) - 1:
            self._start_part(what, above, attributes)

    def text(self, text: str) -> None:
        if self._is_in_paragraph():
            self.paragraphs[-1].append(text)

    def end(self, _: str) -> None:
        what = self.path.pop()
        if self.inside and len(self.path) < self.inside:
            self.inside = 0
            self._end_cell(is_covered=what == "table:covered-table-cell")
        elif self.repeats and what == "table:table-row" and not self.inside:
            self._end_row()

    def refuse_doctype(self, *_: object) -> None:
        raise UnusableFileError("workbook.unusable", file=self.name)

    # ---------------------------------------------------------------- sheets, rows and cells

    def _start_table(self, above: str, attributes: dict[str, str]) -> None:
        title = attributes.get(_NAME, "")
        if above != "office:spreadsheet" or not title or title in self.titles:
            raise self._irregular()
        self.titles.append(title)
        self.row = self.column = 0

    def _start_part(self, what: str, above: str, attributes: dict[str, str]) -> None:
        """Handle the start of a row or of a cell of the sheet that is read."""
        if what == "table:table-row" and (above == "table:table" or above in _GROUPS):
            self.row += 1
            self.column = 0
            self.written = []
            self.repeats = self._count(attributes.get(_ROWS, "1"))
        elif what in _CELLS and above == "table:table-row" and self.repeats:
            self.cell = {self._short(key): value for key, value in attributes.items()}
            self.inside = len(self.path)
            self.paragraphs = []

    def _start_inside(self, what: str, attributes: dict[str, str]) -> None:
        """Handle the start of a paragraph, or of a sign in a paragraph."""
        if what == "text:p" and len(self.path) == self.inside + 1:
            self.paragraphs.append([])
        elif self._is_in_paragraph():
            if what == "text:s":
                count = self._count(attributes.get(_SPACES, "1"))
                if count > _LONGEST:
                    raise self._irregular()
                self.paragraphs[-1].append(_SPACE * count)
            else:
                self.paragraphs[-1].append(_SIGNS.get(what, ""))

    def _is_in_paragraph(self) -> bool:
        """Tell whether text here is a part of what the cell shows."""
        if not self.inside:
            return False
        return self.path[self.inside : self.inside + 1] == ["text:p"] and _ASIDE.isdisjoint(
            self.path[self.inside :]
        )

    def _end_cell(self, *, is_covered: bool) -> None:
        cell, column = self.cell, self.column + 1
        count = self._count(cell.get("table:number-columns-repeated", "1"))
        self.column += count
        wide = self._count(cell.get("table:number-columns-spanned", "1"))
        high = self._count(cell.get("table:number-rows-spanned", "1"))
        if wide > 1 or high > 1:
            self.merged.append((self.row, column, self.row + high - 1, column + wide - 1))
        formula = cell.get("table:formula")
        value = None if is_covered else self._value(column)
        if value in (None, "") and (formula is None or is_covered):
            return
        if self.column > MOST_COLUMNS:
            raise UnusableFileError("workbook.too-wide", file=self.name, most=str(MOST_COLUMNS))
        is_error = cell.get("calcext:value-type") == "error"
        self.written += [
            Cell(self.row, each, value, 0, formula, is_error)
            for each in range(column, column + count)
        ]

    def _end_row(self) -> None:
        count, self.repeats = self.repeats, 0
        if self.written:
            if self.row + count - 1 > MOST_ROWS:
                raise UnusableFileError("workbook.too-long", file=self.name, most=str(MOST_ROWS))
            if len(self.cells) + count * len(self.written) > MOST_WRITTEN:
                most = str(MOST_WRITTEN)
                raise UnusableFileError("table.too-many-cells", file=self.name, most=most)
            for row in range(self.row, self.row + count):
                self.cells += [replace(cell, row=row) for cell in self.written]
        self.row += count - 1

    # ---------------------------------------------------------------- values

    def _value(self, column: int) -> object:
        """Return the content of a cell, in the form that a table uses."""
        kind, shown = self.cell.get("office:value-type"), self._shown_text()
        if kind in (None, "string"):
            return self.cell.get("office:string-value", shown)
        if kind in ("float", "currency", "percentage"):
            return self._number(kind, shown, column)
        if kind == "boolean":
            stated = self.cell.get("office:boolean-value")
            if stated in ("true", "false"):
                return "yes" if stated == "true" else "no"
        elif kind == "date":
            day = _read_moment(self.cell.get("office:date-value", ""))
            if day is not None:
                midnight = day.time() == time()
                return DateText(day.date().isoformat() if midnight else day.isoformat(sep=" "))
        elif kind == "time":
            match = _TIME.fullmatch(self.cell.get("office:time-value", ""))
            if match is not None:
                return DateText(_show_time(match))
        raise self._irregular(column)

    def _number(self, kind: str, shown: str, column: int) -> object:
        text = self.cell.get("office:value", "")
        if not _NUMBER.fullmatch(text):
            raise self._irregular(column)
        number = int(text) if _WHOLE.fullmatch(text) else float(text)
        # A number shown in percent keeps its sign, as in the other workbooks: it is refused, and
        # not read a hundred times too small. The sign may also be a text of the format.
        if kind == "percentage":
            return shown_with_percent(number, "0%")
        return shown_with_percent(number, '0"%"') if _PERCENT.search(shown) else number

    def _shown_text(self) -> str:
        """Return the text that a cell shows: white space of the markup is one space."""
        lines = (_WHITE.sub(" ", "".join(parts)).strip(" ") for parts in self.paragraphs)
        return "\n".join(lines).translate(_WRITTEN_SIGNS)

    # ---------------------------------------------------------------- names and faults

    def _short(self, name: str) -> str:
        """Return the name of an element or attribute with its usual prefix."""
        if name not in self.names:
            space, _, local = name.rpartition(" ")
            prefix = _PREFIXES.get(space)
            self.names[name] = f"{prefix}:{local}" if prefix else name
        return self.names[name]

    def _count(self, text: str) -> int:
        if not _COUNT.fullmatch(text):
            raise self._irregular()
        return int(text)

    def _irregular(self, column: int = 0) -> UnusableFileError:
        cell = f"{letter(column)}{self.row}" if column else f"{self.row}:{self.row}"
        return UnusableFileError("workbook.irregular-cell", file=self.name, cell=cell)


def _read_moment(text: str) -> datetime | None:
    """Return a day, or a day and a time, of ISO 8601."""
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        return None


def _show_time(match: re.Match[str]) -> str:
    """Return a time of the day, or else a duration."""
    hours, minutes, seconds = (int(match[part]) for part in (1, 2, 3))
    length = timedelta(hours=hours, minutes=minutes, seconds=seconds)
    if length < timedelta(days=1):
        return (datetime.min + length).time().isoformat()
    return str(length)
