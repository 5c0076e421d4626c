"""Workbooks as packages, checked as a whole before anything in them is read.

Macros, links to other files, objects and paths that lead outside are refused.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any
from xml.parsers import expat

from ictindex.core.data_classes import dataclass
from ictindex.core.errors import UnusableFileError
from ictindex.data.cell_text import visible
from ictindex.data.io import excel_markup
from ictindex.data.io.files import (
    MEBIBYTE,
    MOST_INFLATED,
    MOST_PARTS,
    MOST_ROWS,
    refuse_other_kinds,
)

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main "
# An element of another namespace is never read as a cell: its name begins with the namespace.
_ROLES = {
    _MAIN + name: name
    for name in ("sheetData", "row", "c", "f", "v", "is", "t", "rPh", "extLst", "mergeCell")
}
_REFERENCE = re.compile(r"([A-Z]{1,3})([1-9][0-9]{0,6})", re.ASCII)
_WHOLE = re.compile(r"0|[1-9][0-9]{0,9}", re.ASCII)
_DIGITS = re.compile(r"-?[0-9]+", re.ASCII)
_NUMBER = re.compile(r"-?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]{1,4})?", re.ASCII)
_INSIDE = {
    "sheetData": {"row"},
    "row": {"c", "extLst"},
    "c": {"f", "v", "is", "extLst"},
    "f": set(),
    "v": set(),
}
_TEXTS = frozenset({"f", "v", "t"})
_PARTS = frozenset({"f", "v", "is"})
SHEET = "worksheet"  # the name of the part in messages: the file with its sheet
MOST_COLUMNS = 256
MOST_WRITTEN = (
    300_000  # cells, including empty ones: 8 MiB written by a spreadsheet do not contain more
)
_TAGS = 4  # characters of a cell with a value


@dataclass(slots=True)
class Cell:
    """A cell that is not empty."""

    row: int
    column: int
    value: object
    style: int = 0
    formula: str | None = None
    is_error: bool = False


@dataclass(frozen=True, slots=True)
class Sheet:
    """Contents of a sheet."""

    cells: list[Cell]
    merged: list[tuple[int, int, int, int]]
    hidden: frozenset[int] = frozenset()  # rows that are not shown


def letter(column: int) -> str:
    """Return the letter of a column, counted from 1."""
    out = ""
    while column:
        column, rest = divmod(column - 1, 26)
        out = chr(ord("A") + rest) + out
    return out


def read_sheet(name: str, xml: bytes, book: Any, strings: Sequence[str]) -> Sheet:
    """Read the cells of a sheet."""
    if xml.count(b"<") > _TAGS * MOST_WRITTEN:
        raise UnusableFileError("table.too-many-cells", file=name, most=str(MOST_WRITTEN))
    reading = _SheetReading(name, book, strings)
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.buffer_text = True
    parser.StartElementHandler = reading.start
    parser.EndElementHandler = reading.end
    parser.CharacterDataHandler = reading.text
    parser.StartDoctypeDeclHandler = reading.doctype
    try:
        excel_markup.feed(parser, xml, name, SHEET)
    except UnusableFileError:
        raise
    except Exception as error:  # not XML, a missing style, an impossible date
        raise UnusableFileError("workbook.unusable", file=name) from error
    return Sheet(reading.cells, reading.merged, frozenset(reading.hidden))


class _SheetReading:
    """State of the reading of a sheet: the cells so far, and the current one."""

    def __init__(self, name: str, book: Any, strings: Sequence[str]) -> None:
        self.name, self.book, self.strings = name, book, strings
        self.cells: list[Cell] = []
        self.merged: list[tuple[int, int, int, int]] = []
        self.hidden: set[int] = set()
        self.path: list[str] = []
        self.columns: dict[str, int] = {}
        self.row = self.column = 0
        self.digits = "0"  # the number of the row, as the names of its cells end
        self.styles: dict[str, int] = {}
        self.has_data = False
        self.kind, self.style = "n", 0
        self.held: dict[str, str] = {}
        self.shared: dict[str, Any] = {}
        self.formula: dict[str, str] = {}
        self.parts: list[str] = []

    # ---------------------------------------------------------------- events

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        what, path = _ROLES.get(tag, tag), self.path
        above = path[-1] if path else ""
        path.append(what)
        if len(path) > excel_markup.MOST_DEPTH:
            raise excel_markup.too_many("depth", self.name, SHEET, excel_markup.MOST_DEPTH)
        if len(attributes) > excel_markup.MOST_ATTRIBUTES:
            raise excel_markup.too_many(
                "attributes", self.name, SHEET, excel_markup.MOST_ATTRIBUTES
            )
        if above == "row" and what == "c":  # as most of them
            self._start_cell(attributes)
        elif above in _INSIDE:
            self._start_inside(above, what, attributes)
        elif what == "t":
            self.parts = []
        elif what == "sheetData":
            if self.has_data:
                raise self._irregular()
            self.has_data = True
        elif what == "mergeCell":
            start, _, end = attributes.get("ref", "").partition(":")
            self.merged.append(
                (*self._parse_reference(start), *self._parse_reference(end or start))
            )

    def _start_inside(self, above: str, what: str, attributes: dict[str, str]) -> None:
        """Handle the start of a row or of a part of a cell."""
        if what not in _INSIDE[above]:
            raise self._irregular()
        if what == "row":
            self._start_row(attributes)
        elif what in _PARTS:
            if what in self.held:
                raise self._irregular()
            self.held[what] = ""
            self.parts = []
            if what == "f":
                self.formula = attributes

    def text(self, text: str) -> None:
        what = self.path[-1]
        if what in _TEXTS:
            self.parts.append(text)
        elif what in _INSIDE and text.strip():
            raise self._irregular()

    def end(self, _: str) -> None:
        what = self.path.pop()
        if what == "c":
            # A cell without parts has a format alone, as most cells of a form.
            if self.held and self.path[-1] == "row":
                self._end_cell()
        elif what == "v" or what == "f":
            if self.path[-1] == "c":
                self.held[what] = "".join(self.parts)
        elif what == "t" and "is" in self.path and "rPh" not in self.path:
            self.held["is"] = self.held.get("is", "") + "".join(self.parts)

    def doctype(self, *_: object) -> None:
        raise UnusableFileError("workbook.unusable", file=self.name)

    # ---------------------------------------------------------------- rows and cells

    def _start_row(self, attributes: dict[str, str]) -> None:
        self.column = 0
        stated = attributes.get("r")
        number = self.row + 1
        if stated is not None:
            if not _WHOLE.fullmatch(stated) or int(stated) < number:
                raise self._irregular(f"{visible(stated)[:20]}:{visible(stated)[:20]}")
            number = int(stated)
        self.row, self.digits = number, str(number)
        if attributes.get("hidden") in ("1", "true"):
            self.hidden.add(number)
        if number > MOST_ROWS:
            raise UnusableFileError("workbook.too-long", file=self.name, most=str(MOST_ROWS))

    def _start_cell(self, attributes: dict[str, str]) -> None:
        stated = attributes.get("r")
        column = self.column + 1
        if stated is not None:
            ordinal = self.columns.get(stated.removesuffix(self.digits))
            if ordinal is not None and stated.endswith(self.digits):
                row, column = self.row, ordinal
            else:
                row, column = self._parse_reference(stated)
            if row != self.row or column <= self.column:
                raise self._irregular(stated)
        self.column = column
        if column > MOST_COLUMNS:
            raise UnusableFileError("workbook.too-wide", file=self.name, most=str(MOST_COLUMNS))
        self.kind = attributes.get("t", "n")
        style = attributes.get("s", "0")
        if style not in self.styles:
            if not _WHOLE.fullmatch(style):
                raise self._irregular()
            self.styles[style] = int(style)
        self.style = self.styles[style]
        self.held = {}

    def _end_cell(self) -> None:
        held = self.held
        formula = self._formula(held["f"]) if "f" in held else None
        value, is_error = self._value()
        if value is not None or formula is not None:
            self.cells.append(Cell(self.row, self.column, value, self.style, formula, is_error))

    def _value(self) -> tuple[object, bool]:
        kind, held = self.kind, self.held
        if ("v" if kind == "inlineStr" else "is") in held:
            raise self._irregular()
        if kind == "inlineStr":
            return held.get("is"), False
        text = held.get("v") or None
        if text is None:
            return None, False
        if kind == "n":
            return self._number(text)
        if kind == "s":
            if not _WHOLE.fullmatch(text) or int(text) >= len(self.strings):
                raise self._irregular()
            return self.strings[int(text)], False
        if kind in ("str", "e"):
            return text, kind == "e"
        if kind == "b" and text in ("0", "1"):
            return text == "1", False
        if kind == "d":
            from openpyxl.utils.datetime import from_ISO8601

            return from_ISO8601(text), False
        raise self._irregular()

    def _number(self, text: str) -> tuple[object, bool]:
        if not _NUMBER.fullmatch(text):
            raise self._irregular()
        number = int(text) if _DIGITS.fullmatch(text) else float(text)
        # openpyxl has no public name for the formats of dates.
        if self.style not in self.book._date_formats:  # noqa: SLF001
            return number, False
        from openpyxl.utils.datetime import from_excel

        try:
            elapsed = self.style in self.book._timedelta_formats  # noqa: SLF001
            return from_excel(number, self.book.epoch, timedelta=elapsed), False
        except (OverflowError, ValueError):
            return "#VALUE!", True  # a spreadsheet shows a day that no calendar has

    def _formula(self, text: str) -> str:
        """Return a formula; a formula shared by several cells as it applies to this one."""
        if self.formula.get("t") != "shared":
            return f"={text}"
        from openpyxl.formula.translate import Translator

        cell = f"{letter(self.column)}{self.row}"
        translator = self.shared.get(self.formula.get("si", ""))
        if translator is not None:
            return str(translator.translate_formula(cell))
        if text:
            self.shared[self.formula.get("si", "")] = Translator(f"={text}", cell)
        return f"={text}"

    def _parse_reference(self, reference: str) -> tuple[int, int]:
        match = _REFERENCE.fullmatch(reference)
        if match is None:
            raise self._irregular(visible(reference)[:20] or None)
        column = self.columns.get(match[1])
        if column is None:
            column = 0
            for character in match[1]:
                column = column * 26 + ord(character) - ord("A") + 1
            self.columns[match[1]] = column
        return int(match[2]), column

    def _irregular(self, cell: str | None = None) -> UnusableFileError:
        if cell is None:
            cell = f"{letter(self.column)}{self.row}" if self.column else f"{self.row}:{self.row}"
        return UnusableFileError("workbook.irregular-cell", file=self.name, cell=cell)


OUTSIDE = re.compile(r"(?:^|/)\.\.(?:/|$)|^/|\\|^[A-Za-z]:|\x00")
_COMPOUND = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"  # old workbooks, and encrypted new ones
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_ACTIVE = re.compile(
    r"vbaProject|vbaData|activeX|embeddings/|oleObject|macrosheets/", re.IGNORECASE
)
_LINK = re.compile(r"externalLinks?/", re.IGNORECASE)
# A part may have any name; the list of contents states its type.
_TYPE = rb'ContentType\s*=\s*["\'][^"\']*'
_ACTIVE_TYPE = re.compile(
    _TYPE + rb"(?:vbaProject|vbaData|activeX|oleObject|macrosheet)", re.IGNORECASE
)
_LINK_TYPE = re.compile(_TYPE + rb"externalLink", re.IGNORECASE)
_DOCTYPE = re.compile(rb"<!(?:DOCTYPE|ENTITY)", re.IGNORECASE)


def check_package(name: str, data: bytes, *, has_links: bool = False) -> None:
    """Refuse a file that is no workbook, is active or unpacks to too much, before unpacking it."""
    # A link to another workbook is a part that is never opened: a reader that reports the cells
    # with such links may accept the file.
    if data.startswith(_COMPOUND):
        code = "workbook.encrypted" if _ENCRYPTED in data else "workbook.other-format"
        raise UnusableFileError(code, file=name)
    if not data.startswith(b"PK"):
        refuse_other_kinds(name, data)
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            _check_parts(name, archive.infolist(), has_links)
            _check_markup(name, archive, has_links)
    except UnusableFileError:
        raise
    except Exception as error:  # damaged archives fail in many ways
        raise UnusableFileError("workbook.unusable", file=name) from error


def _check_parts(name: str, parts: Sequence[zipfile.ZipInfo], has_links: bool) -> None:
    if any(part.flag_bits & 1 for part in parts):
        raise UnusableFileError("workbook.encrypted", file=name)
    # Only as many bytes are read of a part as the archive states.
    if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > MOST_INFLATED:
        raise UnusableFileError(
            "workbook.too-large", file=name, most=str(MOST_INFLATED // MEBIBYTE)
        )
    for part in parts:
        # Python cut off what a name may hide after a NUL; the stored name shows it.
        if OUTSIDE.search(part.orig_filename):
            member = visible(part.orig_filename)[:80]
            raise UnusableFileError("archive.outside", file=name, member=member)
        is_link = _LINK.search(part.filename) is not None
        if _ACTIVE.search(part.filename) or (is_link and not has_links):
            raise _active(name, part.filename)
    # Bytes before the first part are another file, which another program reads.
    if min((part.header_offset for part in parts), default=0):
        raise UnusableFileError("archive.not-alone", file=name)
    # If two parts have one name, programs differ in the part that they read.
    if len({part.filename.lower() for part in parts}) < len(parts):
        raise UnusableFileError("workbook.unusable", file=name)


def _check_markup(name: str, archive: zipfile.ZipFile, has_links: bool) -> None:
    parts = archive.namelist()
    contents = archive.read(excel_markup.CONTENTS) if excel_markup.CONTENTS in parts else b""
    sheets, made_of = excel_markup.roles(name, contents)
    for part in parts:
        xml = archive.read(part)
        if part.endswith((".xml", excel_markup.RELATIONS, ".vml")) and _is_active(
            part, xml, has_links
        ):
            raise _active(name, part)
        if part not in sheets:
            all_at_once = part in made_of or part.endswith(excel_markup.RELATIONS)
            most = excel_markup.MOST_ELEMENTS if all_at_once else excel_markup.MOST_TAGS
            excel_markup.look(name, part, xml, most)
        if part == excel_markup.STYLES:
            _check_styles(name, xml)


def _is_active(part: str, xml: bytes, has_links: bool) -> bool:
    kinds = [_ACTIVE_TYPE] if has_links else [_ACTIVE_TYPE, _LINK_TYPE]
    listed = part == excel_markup.CONTENTS and any(kind.search(xml) for kind in kinds)
    return listed or _DOCTYPE.search(xml) is not None


def _check_styles(name: str, xml: bytes) -> None:
    """Refuse named styles that are not defined: openpyxl would write to the terminal."""
    from defusedxml.ElementTree import fromstring

    styles: Element = fromstring(xml)
    space = styles.tag.partition("}")[0] + "}" if "}" in styles.tag else ""
    defined = len(styles.findall(f"{space}cellStyleXfs/{space}xf"))
    for style in styles.iterfind(f"{space}cellStyles/{space}cellStyle"):
        if int(style.get("xfId", "0")) >= defined:
            raise UnusableFileError("workbook.unusable", file=name)


def _active(name: str, part: str) -> UnusableFileError:
    return UnusableFileError("workbook.active-content", file=name, part=visible(part)[:80])
