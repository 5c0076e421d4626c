"""Raw tables: a CSV file or a data frame as columns of cells, each row with its line.

The first step of reading. What cannot be read for certain as a whole is refused here; nothing is
known yet of economies and indicators.
"""

from __future__ import annotations

import csv
import hashlib
import io
import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from ictindex import guards
from ictindex.errors import UnusableFileError, UsageError
from ictindex.observations.cells import unescape_cell, visible
from ictindex.observations.dialects import COMMA_POINT as COMMA_POINT
from ictindex.observations.dialects import DIALECTS as DIALECTS
from ictindex.observations.dialects import ENCODINGS, UTF_8
from ictindex.observations.dialects import Dialect as Dialect
from ictindex.observations.dialects import dialect_of as dialect_of

MOST_BYTES = 64 * 1024 * 1024
NONE = "\u2013"  # shown where there is nothing to name
_UTF_16 = (b"\xff\xfe", b"\xfe\xff")
_TWO_BYTES = "utf-16"


def path_of(path: object, argument: str) -> Path:
    """Return a path, or refuse what is none.

    Raises
    ------
    UsageError
        If it is neither text nor a path.
    """
    guards.require(isinstance(path, (str, os.PathLike)), argument, "path", path)
    try:
        return Path(path)  # type: ignore[arg-type]
    except TypeError as error:  # a path of bytes
        raise UsageError(
            "argument.unfit", argument=argument, expected="path", given=type(path).__name__
        ) from error


@dataclass(frozen=True, slots=True)
class Table:
    """Columns of cells with their names and the line on which each row begins.

    Parameters
    ----------
    name : str
        Name of the file (without its folder) or what the table is.
    header : tuple of str
        Names of the columns.
    columns : mapping
        Cells by column name: text from a file, anything from a data frame.
    lines : sequence of int
        Line of each row, from 1; in a data frame the number of the row.
    letters : mapping
        In a workbook, the letter of each column.
    sha256 : str
        Digest of the bytes that were read, in hexadecimal; empty for a data frame.
    """

    name: str
    header: tuple[str, ...]
    columns: Mapping[str, Sequence[object]]
    lines: Sequence[int]
    letters: Mapping[str, str] = field(default_factory=dict)
    sha256: str = ""


def hint(name: str, allowed: Sequence[str]) -> str:
    """Return the allowed name nearest to a name, or a dash.

    Examples
    --------
    >>> hint("Year ", ["economy", "year"]), hint("telex", ["economy", "year"])
    ('year', '–')
    """
    lower = {known.lower(): known for known in allowed}
    wanted = name.strip().lower().replace(" ", "_")
    near = get_close_matches(wanted, lower, n=1, cutoff=0.6)
    return lower[near[0]] if near else NONE


def unknown_column(file: str, column: str, allowed: Sequence[str]) -> UnusableFileError:
    """Return the error for a column that a table must not have; with the nearest known one."""
    near = hint(column, allowed)
    return UnusableFileError(
        "table.unknown-column" if near == NONE else "table.unknown-column-near",
        file=file,
        column=visible(column),
        hint=near,
        allowed=tuple(allowed),
    )


def no_column(file: str, column: str, header: Sequence[str]) -> UnusableFileError:
    """Return the error for a column that a table should have; with the nearest that it has."""
    near = hint(column, header)
    return UnusableFileError(
        "table.no-column" if near == NONE else "table.no-column-near",
        file=file,
        column=visible(column),
        hint=visible(near),
        found=[visible(name) for name in header[:40]],
    )


def read_csv(source: str | os.PathLike[str], dialect: Dialect = COMMA_POINT) -> Table:
    """Read a CSV file: UTF-8, strict quoting, one header row, the separator of the dialect.

    Raises
    ------
    UnusableFileError
        If the file cannot be read for certain as a whole; with the line where there is one.

    Examples
    --------
    >>> from ictindex import resources
    >>> table = read_csv(resources.folder("sample_data") / "idi-2024-annex.csv")
    >>> table.header[:4], table.lines[0]
    (('economy', 'indicator', 'year', 'value'), 2)
    """
    path = path_of(source, "source")
    data = read_bytes(path)
    table = tabulate(path.name, *rows_of(path.name, data, dialect), dialect)
    return replace(table, sha256=hashlib.sha256(data).hexdigest())


def rows_of(name: str, data: bytes, dialect: Dialect) -> tuple[list[list[str]], list[int]]:
    """Return the rows of a CSV file and the line on which each begins; empty lines are left out.

    Raises
    ------
    UnusableFileError
        If it cannot be read for certain, or has nothing in it.

    Examples
    --------
    >>> rows_of("annex.csv", b"a,b\\n\\n1,'=2\\n", COMMA_POINT)
    ([['a', 'b'], ['1', '=2']], [1, 3])
    """
    text = _text(name, data, dialect.encoding)
    rows, lines = _rows(name, text, dialect.separator)
    if "'" in text:
        rows = [[unescape_cell(cell) for cell in row] for row in rows]
    return rows, lines


def tabulate(name: str, rows: list[list[str]], lines: list[int], dialect: Dialect) -> Table:
    """Make a table of rows, the first of which names the columns.

    Raises
    ------
    UnusableFileError
        If the rows are no table: cells too many or too few, names twice, no row.
    """
    header = tuple(rows[0])
    rows, lines = rows[1:], lines[1:]
    if len(header) == 1:
        for separator in (";", "\t", ","):
            if separator in header[0]:
                raise UnusableFileError(
                    "table.separator",
                    file=name,
                    separator=_named(separator),
                    expected=_named(dialect.separator),
                    allowed=[d.name for d in DIALECTS.values() if d.separator == separator],
                )
    check_header(name, header)
    for row, line in zip(rows, lines, strict=True):
        if len(row) != len(header):
            raise UnusableFileError(
                "table.cell-count",
                file=name,
                line=str(line),
                found=str(len(row)),
                expected=str(len(header)),
                separator=_named(dialect.separator),
            )
    if not rows:
        raise UnusableFileError("table.no-rows", file=name)
    columns = dict(zip(header, zip(*rows, strict=True), strict=True))
    return Table(name, header, columns, lines)


def _named(separator: str) -> str:
    return "TAB" if separator == "\t" else separator


def read_bytes(path: Path) -> bytes:
    """Read a file, not more than the reader is made for.

    Raises
    ------
    UnusableFileError
        If it does not exist, cannot be opened or is too large.
    """
    try:
        with path.open("rb") as stream:
            data = stream.read(MOST_BYTES + 1)
    except FileNotFoundError as error:
        raise UnusableFileError("file.not-found", file=visible(str(path))) from error
    except (OSError, ValueError) as error:  # a folder, no permission, NUL in the name
        raise UnusableFileError("file.unreadable", file=visible(str(path))) from error
    if len(data) > MOST_BYTES:
        raise UnusableFileError(
            "file.too-large", file=path.name, most=str(MOST_BYTES // (1024 * 1024))
        )
    return data


def decode(name: str, data: bytes, encoding: str = UTF_8) -> str:
    """Decode text: UTF-8, with or without byte order mark, or the encoding that is named.

    Raises
    ------
    UnusableFileError
        If a byte is not of the encoding; with its line and offset.

    Examples
    --------
    >>> decode("annex.csv", b"S\\xe3o", "windows-1252")
    'São'
    """
    if data.startswith(_UTF_16) and encoding != _TWO_BYTES:
        raise UnusableFileError("file.byte-order-mark", file=name)
    if encoding == _TWO_BYTES and not data.startswith(_UTF_16):
        raise UnusableFileError("file.no-byte-order-mark", file=name)
    try:
        return data.decode(ENCODINGS[encoding])
    except UnicodeDecodeError as error:
        # The codec of UTF-8 counts from behind a byte order mark.
        offset = error.start + len(data) - len(error.object)
        raise UnusableFileError(
            "file.encoding" if encoding == UTF_8 else "file.encoding-named",
            file=name,
            line=str(data[:offset].count(b"\n") + 1),
            offset=str(offset),
            byte=f"0x{data[offset]:02X}",
            encoding=encoding,
        ) from error


def _text(name: str, data: bytes, encoding: str) -> str:
    text = decode(name, data, encoding)
    if "\x00" in text:
        line = text[: text.index("\x00")].count("\n") + 1
        raise UnusableFileError("file.nul", file=name, line=str(line))
    if not text.strip():
        raise UnusableFileError("file.empty", file=name)
    return text


def _rows(name: str, text: str, separator: str) -> tuple[list[list[str]], list[int]]:
    """Return the rows and the line on which each begins; empty lines are passed over."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    rows: list[list[str]] = []
    lines: list[int] = []
    line = 1
    try:
        for row in reader:
            if row:
                rows.append(row)
                lines.append(line)
            line = reader.line_num + 1
    except csv.Error as error:
        if "field larger" in str(error):
            raise UnusableFileError("table.cell-too-long", file=name, line=str(line)) from error
        opened = _open_quote(text, separator)
        if opened is not None:
            raise UnusableFileError("table.open-quote", file=name, line=str(opened)) from error
        raise UnusableFileError("table.quote", file=name, line=str(reader.line_num)) from error
    return rows, lines


def _open_quote(text: str, separator: str) -> int | None:
    """Return the line of a quotation mark that is never closed."""
    inside = False
    at_start = True  # of a cell: elsewhere a quotation mark opens nothing
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


def check_header(name: str, header: Sequence[str]) -> None:
    """Refuse columns without a name or with the same one.

    Raises
    ------
    UnusableFileError
        If there are such columns.
    """
    seen: set[str] = set()
    for position, column in enumerate(header, start=1):
        if not column.strip():
            raise UnusableFileError("table.unnamed-column", file=name, position=str(position))
        if column in seen:
            raise UnusableFileError("table.duplicate-column", file=name, column=visible(column))
        seen.add(column)


def from_frame(frame: Any) -> Table:
    """Take a pandas data frame apart; named levels of its index are columns too.

    Raises
    ------
    UnusableFileError
        If two columns have one name, a column has none, or there is no row.
    """
    header: list[str] = []
    cells: list[Sequence[object]] = []
    for level, label in enumerate(frame.index.names):
        if label is not None:
            header.append(str(label))
            cells.append(frame.index.get_level_values(level).to_numpy(dtype=object))
    for position, label in enumerate(frame.columns):
        header.append(str(label))
        cells.append(_cells(frame.iloc[:, position]))
    check_header("DataFrame", header)
    if len(frame) == 0:
        raise UnusableFileError("table.no-rows", file="DataFrame")
    columns = dict(zip(header, cells, strict=True))
    return Table("DataFrame", tuple(header), columns, range(1, len(frame) + 1))


def _cells(series: Any) -> Sequence[object]:
    return shortest(series.to_numpy(), str(series.dtype)) or list(series.to_numpy(dtype=object))


def shortest(array: Any, dtype: str) -> list[object]:
    """Return short floats as their own shortest decimal, anything else as an empty list.

    Widened to 64 bits, 80.1 in 32 bits would read 80.0999984741211.

    Examples
    --------
    >>> import numpy as np
    >>> shortest(np.array([80.1], "float32"), "float32")
    [Decimal('80.1')]
    """
    if dtype.lower() not in ("float32", "float16"):
        return []
    import numpy as np

    out: list[object] = []
    for value in array:
        finite = isinstance(value, np.floating) and np.isfinite(value)
        out.append(Decimal(np.format_float_positional(value, trim="-")) if finite else value)
    return out
