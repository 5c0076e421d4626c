"""Files as bytes and as text: unreadable files are refused here."""

from __future__ import annotations

import hashlib
import os
import re
import stat
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from pathlib import Path
from types import MappingProxyType

from ictindex.core import arguments
from ictindex.core.data_classes import dataclass
from ictindex.core.errors import MissingFileError, UnusableFileError
from ictindex.core.paths import path_of as path_of
from ictindex.core.paths import visible
from ictindex.data.io.csv_dialects import ENCODINGS, UTF_8

MEBIBYTE = 1024 * 1024
MOST_BYTES = 20 * MEBIBYTE  # bytes of a file on the disk
MOST_INFLATED = 8 * MEBIBYTE  # bytes of an unpacked archive or workbook
MOST_PARTS = 1000  # files in an archive
MOST_ROWS = 100_000
MOST_LINES = 2_000_000  # including empty ones: a spreadsheet has a million
MOST_COLUMNS = 1000
MOST_CELLS = 2_000_000  # rows times columns
MOST_FIGURES = 100_000  # cells of a wide table that are observations


@dataclass(frozen=True, slots=True)
class Bounds:
    """Limits of a file: rows, lines, cells, figures of a wide table, bytes."""

    rows: int
    lines: int
    cells: int
    figures: int
    bytes: int


def bounds_of(limit: int | None = None) -> Bounds:
    """Return the bounds of a file; a limit for its rows increases the others in proportion."""
    if limit is None:
        return Bounds(MOST_ROWS, MOST_LINES, MOST_CELLS, MOST_FIGURES, MOST_BYTES)
    limit = arguments.require_whole(limit, "limit", 1)
    factor = max(1, -(-limit // MOST_ROWS))
    return Bounds(
        limit, MOST_LINES * factor, MOST_CELLS * factor, MOST_FIGURES * factor, MOST_BYTES * factor
    )


def refuse_rows(file: str, rows: int, columns: int, bounds: Bounds | None = None) -> None:
    """Refuse a table with more rows, columns or cells than it may have."""
    bounds = bounds_of() if bounds is None else bounds
    if rows > bounds.rows:
        raise UnusableFileError("table.too-long", file=visible(file), most=str(bounds.rows))
    if columns > MOST_COLUMNS:
        raise UnusableFileError("table.too-wide", file=visible(file), most=str(MOST_COLUMNS))
    if rows * columns > bounds.cells:
        raise UnusableFileError("table.too-many-cells", file=visible(file), most=str(bounds.cells))


def refuse_lines(file: str, lines: int, bounds: Bounds) -> None:
    """Refuse a file with more lines than any spreadsheet writes, even if they are empty."""
    if lines > bounds.lines:
        raise UnusableFileError("table.too-long", file=visible(file), most=str(bounds.lines))


def refuse_figures(file: str, figures: int, bounds: Bounds | None = None) -> None:
    """Refuse a wide table that has more figures than it may have."""
    most = MOST_FIGURES if bounds is None else bounds.figures
    if figures > most:
        raise UnusableFileError("table.too-many-figures", file=visible(file), most=str(most))


UTF_16 = (b"\xff\xfe", b"\xfe\xff")
_UTF_32 = (b"\xff\xfe\x00\x00", b"\x00\x00\xfe\xff")  # the first begins like UTF-16
_TWO_BYTES = "utf-16"
# First bytes of files that are not text, whatever their names.
ARCHIVE = (b"PK\x03\x04", b"PK\x05\x06")  # the second is an empty archive
# A spreadsheet of OpenDocument names its type in its first part, which is not compressed.
OPEN_DOCUMENT = b"application/vnd.oasis.opendocument.spreadsheet"
_OLD_WORKBOOKS = (
    b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
    b"\x09\x08",
    b"\x09\x04",
    b"\x09\x02",
    b"\x09\x00",
)
_KINDS = {
    b"%PDF-": "PDF",
    b"\x1f\x8b": "gzip",
    b"BZh91AY&SY": "bzip2",
    b"\xfd7zXZ": "xz",
    b"\x28\xb5\x2f\xfd": "zstd",
    b"7z\xbc\xaf": "7z",
    b"Rar!\x1a": "RAR",
    b"PAR1": "Parquet",
    b"PARE": "Parquet",
    b"\x89HDF": "HDF5",
    b"CDF\x01": "NetCDF",
    b"SQLite format 3\x00": "SQLite",
}
# Texts that are not tables: often an HTML page instead of a download.
_DOCUMENTS = (
    ("HTML", re.compile(rb"<(?:!doctype html|html|head|body)\b", re.IGNORECASE)),
    ("XML", re.compile(rb"<\?xml\b")),
    ("JSON", re.compile(rb'\{\s*["}]|\[\s*[\[{\]"]')),
)
_LOOKED_AT = 4096


class Content:
    """The bytes of a table, its name in messages, and the digest of the file that it is from."""

    # A plain class: every command that reads a table loads it.
    __slots__ = ("data", "decoded", "name", "sha256")

    def __init__(self, name: str, data: bytes, sha256: str = "", *, decoded: bool = False) -> None:
        self.name = name
        self.data = data
        self.sha256 = sha256 or hashlib.sha256(data).hexdigest()
        self.decoded = decoded  # a text of the caller, here in UTF-8 whatever its dialect states


def read_file(source: str | os.PathLike[str] | Content, bounds: Bounds | None = None) -> Content:
    """Return the content of a file as it is on the disk; a content unchanged."""
    if isinstance(source, Content):
        return source
    path = path_of(source, "source")
    return Content(path.name, read_bytes(path, bounds))


_in_memory: ContextVar[Mapping[Path, bytes]] = ContextVar(
    "ictindex_files_in_memory", default=MappingProxyType({})
)


@contextmanager
def files_in_memory(files: Mapping[Path, bytes]) -> Iterator[None]:
    """Let readers take the bytes of these files from memory: they are not on a disk."""
    token = _in_memory.set(files)
    try:
        yield
    finally:
        _in_memory.reset(token)


def read_bytes(path: Path, bounds: Bounds | None = None) -> bytes:
    """Read a file, up to the size that the reader accepts."""
    most = MOST_BYTES if bounds is None else bounds.bytes
    in_memory = _in_memory.get().get(path)
    if in_memory is not None:
        return _refuse_large(path, in_memory, most)
    try:
        # Path.open takes no opener.
        with open(path, "rb", opener=_open_at_once) as stream:
            regular = stat.S_ISREG(os.fstat(stream.fileno()).st_mode)
            data = stream.read(most + 1) if regular else b""
    except FileNotFoundError as error:
        missing = MissingFileError("file.not-found", file=visible(str(path)))
        missing.errno, missing.filename = error.errno, error.filename
        raise missing from error
    except (OSError, ValueError) as error:  # a folder, no permission, NUL in the name
        raise UnusableFileError("file.unreadable", file=visible(str(path))) from error
    if not regular:
        raise UnusableFileError("file.unreadable", file=visible(str(path)))
    return _refuse_large(path, data, most)


def _refuse_large(path: Path, data: bytes, most: int) -> bytes:
    if len(data) > most:
        raise too_large(path.name, most)
    return data


def too_large(name: str, most: int) -> UnusableFileError:
    """Return the error for a file with more bytes than the reader accepts."""
    return UnusableFileError("file.too-large", file=name, most=str(most // MEBIBYTE))


def _open_at_once(path: str, flags: int) -> int:
    """Open without waiting: a pipe without a writer would block the reader for ever."""
    return os.open(path, flags | getattr(os, "O_NONBLOCK", 0))


def decode(name: str, data: bytes, encoding: str = UTF_8) -> str:
    """Decode text: UTF-8, UTF-16 with its byte order mark, or the encoding that is named."""
    if data.startswith(_UTF_32):
        raise UnusableFileError("file.wide-byte-order-mark", file=name)
    if data.startswith(UTF_16) and encoding == UTF_8:
        encoding = _TWO_BYTES  # no text in UTF-8 begins so: Windows PowerShell writes such files
    if data.startswith(UTF_16) and encoding != _TWO_BYTES:
        raise UnusableFileError("file.byte-order-mark", file=name)
    if encoding == _TWO_BYTES and not data.startswith(UTF_16):
        raise UnusableFileError("file.no-byte-order-mark", file=name)
    try:
        return data.decode(ENCODINGS[encoding])
    except UnicodeDecodeError as error:
        # The codec of UTF-8 counts from after a byte order mark.
        offset = error.start + len(data) - len(error.object)
        raise UnusableFileError(
            "file.encoding" if encoding == UTF_8 else "file.encoding-named",
            file=name,
            line=str(data[:offset].decode(ENCODINGS[encoding], "replace").count("\n") + 1),
            offset=str(offset),
            byte=f"0x{data[offset]:02X}",
            encoding=encoding,
        ) from error


def text_in(name: str, data: bytes, encoding: str) -> str:
    """Decode a table; refuse NUL characters, and a text of blanks only."""
    refuse_other_kinds(name, data)
    text = decode(name, data, encoding)
    if data.startswith(UTF_16):
        refuse_documents(name, text[:_LOOKED_AT].encode("utf-8", "replace"))
    if "\x00" in text:
        line = text[: text.index("\x00")].count("\n") + 1
        raise UnusableFileError("file.nul", file=name, line=str(line))
    if not text.strip():
        raise UnusableFileError("file.empty", file=name)
    return text


def refuse_other_kinds(name: str, data: bytes) -> None:
    """Refuse other kinds of files by name: a remedy for their characters would not help."""
    if data.startswith(ARCHIVE):
        raise UnusableFileError("file.is-archive", file=visible(name))
    if data.startswith(_OLD_WORKBOOKS):
        raise UnusableFileError("file.is-old-workbook", file=visible(name))
    for beginning, kind in _KINDS.items():
        if data.startswith(beginning):
            raise UnusableFileError("file.is-binary", file=visible(name), kind=kind)
    refuse_documents(name, data)


def is_open_document(data: bytes) -> bool:
    """Tell whether bytes begin as a spreadsheet of OpenDocument does."""
    return data.startswith(ARCHIVE) and OPEN_DOCUMENT in data[:200]


def refuse_documents(name: str, data: bytes) -> None:
    """Refuse texts that are not tables, by the name of their kind."""
    beginning = data[:_LOOKED_AT].removeprefix(b"\xef\xbb\xbf").lstrip()
    for kind, pattern in _DOCUMENTS:
        if pattern.match(beginning):
            raise UnusableFileError("file.is-document", file=visible(name), kind=kind)
