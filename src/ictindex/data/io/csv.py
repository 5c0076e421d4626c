"""Raw tables: a CSV file as columns of cells, with the line of each row."""

from __future__ import annotations

import csv
import io
import os
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import field, replace
from difflib import get_close_matches
from itertools import accumulate, islice, pairwise, repeat
from typing import Any

from ictindex.core.cell_escapes import unescape_cell
from ictindex.core.data_classes import dataclass
from ictindex.core.errors import UnusableFileError
from ictindex.data.cell_text import visible
from ictindex.data.io import files
from ictindex.data.io.csv_dialects import COMMA_POINT as COMMA_POINT
from ictindex.data.io.csv_dialects import DIALECTS as DIALECTS
from ictindex.data.io.csv_dialects import UTF_8
from ictindex.data.io.csv_dialects import Dialect as Dialect
from ictindex.data.io.csv_dialects import dialect_of as dialect_of
from ictindex.data.io.files import Bounds, Content, bounds_of, read_file, text_in
from ictindex.data.io.files import decode as decode
from ictindex.data.io.files import path_of as path_of
from ictindex.data.io.files import read_bytes as read_bytes

NONE = "\u2013"  # shown if there is nothing to name
# The line that states the separator for Excel; it is not part of the table.
_NOTE = re.compile(r"(sep=([,;\t]))\r?\n")
_LINE_END = re.compile(r"\r\n|\r|\n")
_CHUNK = 1024  # rows in memory before their cells go into columns
# Python's limit, which any library in the same process may raise.
_LONGEST_CELL = 131_072
_MANY = 10_000  # distinct texts of a column
_WHOLE = re.compile(r"(?!(?:19|20)[0-9]{2}\Z)-?[0-9]+", re.ASCII)  # but not a year before a value
_DECIMALS = re.compile(r"[0-9]+(?:\.[0-9]+)?", re.ASCII)


@dataclass(frozen=True, slots=True)
class RawTable:
    """Columns of cells with their names, and the line on which each row begins."""

    name: str
    header: tuple[str, ...]
    columns: Mapping[str, Sequence[object]]
    lines: Sequence[int]
    letters: Mapping[str, str] = field(default_factory=dict)
    sha256: str = ""


def hint(name: str, allowed: Sequence[str]) -> str:
    """Return the allowed name nearest to a name, or a dash."""
    lower = {title.lower(): title for title in allowed}
    wanted = name.strip().lower().replace(" ", "_")
    near = get_close_matches(wanted, lower, n=1, cutoff=0.6)
    return lower[near[0]] if near else NONE


def unknown_column(file: str, column: str, allowed: Sequence[str]) -> UnusableFileError:
    """Return the error for a column that a table must not have, with the nearest known one."""
    near = hint(column, allowed)
    return UnusableFileError(
        "table.unknown-column" if near == NONE else "table.unknown-column-near",
        file=file,
        column=visible(column),
        hint=near,
        allowed=tuple(allowed),
    )


def no_column(file: str, column: str, header: Sequence[str]) -> UnusableFileError:
    """Return the error for a column that a table should have, with its nearest column."""
    near = hint(column, header)
    return UnusableFileError(
        "table.no-column" if near == NONE else "table.no-column-near",
        file=file,
        column=visible(column),
        hint=visible(near),
        found=[visible(name) for name in header[:40]],
    )


def read_csv(
    source: str | os.PathLike[str] | Content,
    dialect: Dialect = COMMA_POINT,
    bounds: Bounds | None = None,
    *,
    nameless: bool = False,
) -> RawTable:
    """Read a CSV file: UTF-8, strict quoting, one header row, the separator of the dialect."""
    bounds = bounds_of() if bounds is None else bounds
    content = read_file(source, bounds)
    if content.decoded:
        dialect = replace(dialect, encoding=UTF_8)
    table = table_in(content.name, content.data, dialect, bounds, nameless=nameless)
    return replace(table, sha256=content.sha256)


def table_in(
    name: str, data: bytes, dialect: Dialect, bounds: Bounds, *, nameless: bool = False
) -> RawTable:
    """Return the table in the content of a CSV file, read column by column if its rows allow it."""
    text = _text_of(name, data, dialect.encoding)
    table = _regular_table(name, text, dialect, bounds)
    if table is None:
        rows, lines = _rows(name, text, dialect, bounds)
        table = tabulate(name, rows, lines, dialect, bounds, nameless=nameless)
    return table


class Texts(list[str]):
    """The cells of a column that was read from a file, all of them texts; it is never changed."""

    __slots__ = ("distinct",)

    def __init__(self) -> None:
        super().__init__()
        self.distinct: Mapping[str, str] | None = None  # unknown where nearly all cells differ


class _Distinct(dict[str, str]):
    """The distinct texts of a column; a text of many cells is kept once."""

    __slots__ = ("_convert",)

    def __init__(self, convert: Callable[[str], str]) -> None:
        super().__init__()
        self._convert = convert

    def __missing__(self, text: str) -> str:
        kept = self[text] = self._convert(text)
        return kept


class _Column:
    """A column that is read a part at a time."""

    __slots__ = ("_convert", "_distinct", "_texts")

    def __init__(self, convert: Callable[[str], str]) -> None:
        self._texts = Texts()
        self._convert = convert
        self._distinct: _Distinct | None = _Distinct(convert)

    def add(self, cells: Iterable[str]) -> None:
        """Add the cells of further rows."""
        texts, distinct = self._texts, self._distinct
        if distinct is None:
            texts.extend(cells if self._convert is str else map(self._convert, cells))
            return
        texts.extend(map(distinct.__getitem__, cells))
        # If nearly all cells are different, the search for equal ones is useless.
        if len(distinct) > _MANY and 2 * len(distinct) > len(texts):
            self._distinct = None

    def finish(self) -> Texts:
        """Return all cells."""
        if self._convert is str:  # otherwise the keys are the texts before the conversion
            self._texts.distinct = self._distinct
        return self._texts


class _IrregularRowsError(Exception):
    """Rows that must be examined one by one."""


# The cells of some rows by column, and the line on which each row begins.
_Part = tuple[Sequence[Sequence[str]], Sequence[int]]


def _regular_table(name: str, text: str, dialect: Dialect, bounds: Bounds) -> RawTable | None:
    """Read a file of regular rows column by column; ``None`` if rows must be examined."""
    if csv.field_size_limit() > _LONGEST_CELL:
        return None
    convert = unescape_cell if "'" in text else str
    lines: list[int] = []
    try:
        titles, parts = (_quoted_parts if '"' in text else _plain_parts)(text, dialect, bounds)
        header = [convert(title) for title in titles]
        named = len({title for title in header if title.strip()})
        if named < 2 or not named == len(header) <= files.MOST_COLUMNS:
            return None
        columns = [_Column(convert) for _ in header]
        for part, begins in parts:
            lines += begins
            if len(lines) > min(bounds.rows, bounds.cells // len(header)):
                return None
            for column, cells in zip(columns, part, strict=True):
                column.add(cells)
    except (csv.Error, StopIteration, _IrregularRowsError):
        return None
    if not lines:
        return None
    read = {title: column.finish() for title, column in zip(header, columns, strict=True)}
    return RawTable(name, tuple(header), read, lines)


def _quoted_parts(text: str, dialect: Dialect, bounds: Bounds) -> tuple[list[str], Iterator[_Part]]:
    """Return the titles of a table with quotation marks, and its rows part by part."""
    reader = _reader(text, dialect)
    titles: list[str] = next(reader)
    return titles, _read_parts(reader, len(titles), bounds)


def _read_parts(reader: Any, width: int, bounds: Bounds) -> Iterator[_Part]:
    line = reader.line_num + 1
    while rows := list(islice(reader, _CHUNK)):
        begins = _first_lines(rows, line, reader.line_num)
        if set(map(len, rows)) - {width, 0} or reader.line_num > bounds.lines:
            raise _IrregularRowsError
        line = reader.line_num + 1
        if not all(map(any, rows)):  # empty rows are ignored
            pairs = [pair for pair in zip(rows, begins, strict=True) if any(pair[0])]
            rows, begins = [row for row, _ in pairs], [begin for _, begin in pairs]
        if rows:
            yield list(zip(*rows, strict=True)), begins


def _plain_parts(text: str, dialect: Dialect, bounds: Bounds) -> tuple[list[str], Iterator[_Part]]:
    """Return the titles of a table without quotation marks, and its rows part by part."""
    # Without a mark every line is a row, and every separator is between two cells: texts are
    # split, which takes half the time of a reader that looks at each character.
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    lines = text.split("\n")
    if not lines[-1]:
        del lines[-1]
    if len(lines) > bounds.lines or max(map(len, lines)) > _LONGEST_CELL:
        raise _IrregularRowsError
    titles = lines[0].split(dialect.separator)
    return titles, _split_parts(lines, dialect.separator, len(titles))


def _split_parts(lines: list[str], separator: str, width: int) -> Iterator[_Part]:
    regular = {width - 1}
    for first in range(1, len(lines), _CHUNK):
        rows = lines[first : first + _CHUNK]
        begins: Sequence[int] = range(first + 1, first + 1 + len(rows))
        cells = separator.join(rows).split(separator)
        if "" in cells[::width]:  # perhaps of an empty row, which is ignored
            pairs = [pair for pair in zip(rows, begins, strict=True) if pair[0].strip(separator)]
            rows, begins = [row for row, _ in pairs], [begin for _, begin in pairs]
            cells = separator.join(rows).split(separator)
        if set(map(str.count, rows, repeat(separator))) - regular:
            raise _IrregularRowsError
        if rows:
            yield [cells[column::width] for column in range(width)], begins


def _first_lines(rows: list[list[str]], first: int, last: int) -> Sequence[int]:
    """Return the line on which each of some rows begins, from the first and the last line."""
    if last - first + 1 == len(rows):
        return range(first, last + 1)
    # Cells with several lines.
    heights = [1 + sum(len(_LINE_END.findall(cell)) for cell in row) for row in rows]
    begins = list(accumulate(heights, initial=first))
    if begins.pop() != last + 1:
        raise _IrregularRowsError
    return begins


def rows_of(
    name: str, data: bytes, dialect: Dialect, bounds: Bounds | None = None
) -> tuple[list[list[str]], list[int]]:
    """Return the rows of a CSV file and the line on which each begins."""
    text = _text_of(name, data, dialect.encoding)
    return _rows(name, text, dialect, bounds or bounds_of())


def _reader(text: str, dialect: Dialect) -> Any:
    """Return a reader of the rows of a text."""
    # A stream of bytes takes a quarter of the memory of a stream of characters.
    stream = io.TextIOWrapper(io.BytesIO(text.encode()), encoding="utf-8", newline="")
    return csv.reader(stream, delimiter=dialect.separator, strict=True)


def _text_of(name: str, data: bytes, encoding: str) -> str:
    """Return the text of a file, which is checked as a whole."""
    text = text_in(name, data, encoding)
    noted = _NOTE.match(text)
    if noted:
        raise UnusableFileError(
            "table.separator-line",
            file=name,
            value=noted[1],
            separator=_name_separator(noted[2]),
            allowed=_dialects(noted[2]),
        )
    return text


def tabulate(
    name: str,
    rows: list[list[str]],
    lines: list[int],
    dialect: Dialect,
    bounds: Bounds | None = None,
    *,
    nameless: bool = False,
) -> RawTable:
    """Make a table from rows; the first row names the columns."""
    # Columns without a name and without a cell are ignored, as in a workbook.
    header = rows[0]
    rows, lines = rows[1:], lines[1:]
    if len(header) == 1:
        for separator in (";", "\t", ","):
            if separator in header[0]:
                raise UnusableFileError(
                    "table.separator",
                    file=name,
                    separator=_name_separator(separator),
                    expected=_name_separator(dialect.separator),
                    allowed=_dialects(separator),
                )
    if "" in header:
        header, rows = _named_only(header, rows)
    if nameless:
        header = list(name_by_position(header))
    files.refuse_rows(name, len(rows), len(header), bounds)
    check_header(name, header)
    for row, line in zip(rows, lines, strict=True):
        if len(row) != len(header):
            raise _cell_count(name, line, row, len(header), dialect)
    if not rows:
        raise UnusableFileError("table.no-rows", file=name)
    columns = dict(zip(header, zip(*rows, strict=True), strict=True))
    return RawTable(name, tuple(header), columns, lines)


def _named_only(header: list[str], rows: list[list[str]]) -> tuple[list[str], list[list[str]]]:
    """Leave out the columns that have neither a name nor a cell."""
    # A spreadsheet leaves out the empty cells at the end of some rows.
    wide = len(header)
    rows = [[*row, *[""] * (wide - len(row))] if _ends(row, header) else row for row in rows]
    full = [column for column, title in enumerate(header) if title]
    full += [
        column
        for column, title in enumerate(header)
        if not title and any(row[column] for row in rows if len(row) == wide)
    ]
    full.sort()
    return (
        [header[column] for column in full],
        [[row[column] for column in full] if len(row) == wide else row for row in rows],
    )


def _ends(row: list[str], header: list[str]) -> bool:
    """Tell whether a row lacks only cells of unnamed columns at the end of the table."""
    return len(row) < len(header) and not any(header[len(row) :])


def _cell_count(
    name: str, line: int, row: list[str], expected: int, dialect: Dialect
) -> UnusableFileError:
    details = {
        "file": name,
        "line": str(line),
        "found": str(len(row)),
        "expected": str(expected),
        "separator": _name_separator(dialect.separator),
    }
    numbers = [
        f"{left},{right}"
        for left, right in pairwise(row)
        if _WHOLE.fullmatch(left) and _DECIMALS.fullmatch(right)
    ]
    if dialect.separator != "," or len(row) < expected or not numbers:
        return UnusableFileError("table.cell-count", faults=(), **details)
    return UnusableFileError("table.cell-count-comma", faults=(), value=numbers[-1], **details)


def _name_separator(separator: str) -> str:
    return "TAB" if separator == "\t" else separator


def _dialects(separator: str) -> list[str]:
    return [dialect.name for dialect in DIALECTS.values() if dialect.separator == separator]


def _rows(
    name: str, text: str, dialect: Dialect, bounds: Bounds
) -> tuple[list[list[str]], list[int]]:
    """Return the rows that are not empty, and the line on which each begins."""
    # Empty rows, such as those that a spreadsheet leaves below a table, are ignored.
    reader = _reader(text, dialect)
    rows: list[list[str]] = []
    lines: list[int] = []
    line = 1
    most = bounds.rows + 1  # and the header
    cells = 0
    try:
        for row in reader:
            if any(row):
                rows.append(row)
                lines.append(line)
                cells += len(row)
                if len(rows) > most or cells > bounds.cells:
                    files.refuse_rows(name, len(rows) - 1, -(-cells // len(rows)), bounds)
            else:
                files.refuse_lines(name, line, bounds)
            line = reader.line_num + 1
    except csv.Error as error:
        if "field larger" in str(error):
            raise UnusableFileError("table.cell-too-long", file=name, line=str(line)) from error
        opened = _open_quote(text, dialect.separator)
        if opened is not None:
            raise UnusableFileError("table.open-quote", file=name, line=str(opened)) from error
        raise UnusableFileError("table.quote", file=name, line=str(reader.line_num)) from error
    if not rows:
        raise UnusableFileError("file.empty", file=name)
    _refuse_long_cells(name, rows, lines)
    if "'" in text:
        for row in rows:
            row[:] = map(unescape_cell, row)
    return rows, lines


def _refuse_long_cells(name: str, rows: list[list[str]], lines: list[int]) -> None:
    """Refuse a cell that is too long, where another library let Python accept it."""
    if csv.field_size_limit() > _LONGEST_CELL:
        for row, line in zip(rows, lines, strict=True):
            if max(map(len, row)) > _LONGEST_CELL:
                raise UnusableFileError("table.cell-too-long", file=name, line=str(line))


def _open_quote(text: str, separator: str) -> int | None:
    """Return the line of a quotation mark that is never closed."""
    inside = False
    at_start = True  # start of a cell: elsewhere a quotation mark opens nothing
    line, opened, i = 1, 1, 0
    while i < len(text):
        character = text[i]
        if character == '"' and (inside or at_start):
            if inside and text[i + 1 : i + 2] == '"':
                i += 1
            else:
                inside = not inside
                opened = line
        at_start = not inside and character in (separator, "\n", "\r")
        if character == "\n" or (character == "\r" and text[i + 1 : i + 2] != "\n"):
            line += 1
        i += 1
    return opened if inside else None


def name_by_position(header: Sequence[str]) -> tuple[str, ...]:
    """Name the columns without a name: ``(1)`` is that of the names of rows, as R writes them."""
    return tuple(title or f"({position})" for position, title in enumerate(header, start=1))


def check_header(name: str, header: Sequence[str]) -> None:
    """Refuse columns without a name, and columns with the same name."""
    seen: set[str] = set()
    for position, column in enumerate(header, start=1):
        if not column.strip():
            raise UnusableFileError("table.unnamed-column", file=name, position=str(position))
        if column in seen:
            raise UnusableFileError("table.duplicate-column", file=name, column=visible(column))
        seen.add(column)
