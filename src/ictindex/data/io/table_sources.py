"""Sources of tables: a file, bytes, a stream, a data frame or records as one raw table of cells.

A file may be packed by gzip, or be a member of a ZIP archive: ``archive.zip/table.csv``.
"""

from __future__ import annotations

import hashlib
import io
import os
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path, PurePosixPath
from typing import Any, Protocol, TypeAlias, TypeGuard, runtime_checkable

from ictindex.core import arguments
from ictindex.core.errors import UnusableFileError, UsageError
from ictindex.core.paths import path_of
from ictindex.data.cell_text import visible
from ictindex.data.io import csv, excel
from ictindex.data.io.files import (
    ARCHIVE,
    Bounds,
    Content,
    bounds_of,
    is_open_document,
    read_bytes,
    too_large,
)

STANDARD_INPUT = "-"
_GZIP = b"\x1f\x8b"
_PARQUET = ".parquet"
_PARQUET_MARK = b"PAR1"
_CONTENTS = b"[Content_Types].xml"  # in the list of the parts of a workbook
_ZIP = ".zip"


# Tools that check arguments (pydantic) ask these protocols at run time.
@runtime_checkable
class Stream(Protocol):
    """A file that is open for reading, as bytes or as text."""

    def read(self, size: int, /) -> bytes | str: ...


@runtime_checkable
class ArchiveMember(Protocol):
    """A file in a ZIP archive: ``zipfile.Path``."""

    root: Any
    at: str


@runtime_checkable
class ArrowStream(Protocol):
    """A table that gives its rows through Arrow: of pyarrow, polars, DuckDB and others."""

    def __arrow_c_stream__(self, requested_schema: object | None = None) -> object: ...


@runtime_checkable
class Frame(Protocol):
    """A data frame: of pandas, polars and every other library that narwhals reads."""

    @property
    def columns(self) -> Any: ...
    @property
    def shape(self) -> Any: ...


@runtime_checkable
class Arrays(Protocol):
    """Labelled arrays: a Dataset or DataArray of xarray."""

    @property
    def dims(self) -> Any: ...
    @property
    def coords(self) -> Any: ...


FileSource: TypeAlias = (
    str | os.PathLike[str] | bytes | bytearray | memoryview | Stream | ArchiveMember
)
"""A file: its path, ``-`` for standard input, its bytes, an open file, a member of an archive."""

Record: TypeAlias = Mapping[str, object]

Source: TypeAlias = FileSource | Frame | ArrowStream | Sequence[Record] | csv.RawTable
"""A table: a file as CSV, workbook or Parquet, an eager data frame, or a list of dictionaries."""


def is_records(source: object) -> TypeGuard[Sequence[Record]]:
    """Tell whether a list is one table: a dictionary for each row."""
    return (
        isinstance(source, (list, tuple))
        and bool(source)
        and all(isinstance(row, Mapping) for row in source)
    )


def refuse_name(source: Sequence[object], name: str | None) -> None:
    """Refuse one name for several sources."""
    if name is not None:
        raise UsageError("table.name-of-several", count=str(len(source)))


def table_of(
    source: Any,
    dialect: csv.Dialect = csv.COMMA_POINT,
    sheet: str | None = None,
    limit: int | None = None,
    name: str | None = None,
    *,
    nameless: bool = False,
) -> csv.RawTable | None:
    """Return a source as a table, a table unchanged; ``None`` for anything else."""
    # Programs leave the column with the names of rows without a name: see ``name_by_position``.
    if isinstance(source, csv.RawTable):
        return source
    bounds = bounds_of(limit)
    shown = name_of(source, name)
    excel.refuse_other_formats(shown)
    content = content_of(source, name, bounds)
    if content is not None:
        suffix = suffix_of(content)
        if suffix in excel.SUFFIXES:
            return excel.read_workbook(content, sheet, nameless=nameless)
        if suffix == excel.OPEN_DOCUMENT:
            from ictindex.data.io.open_document import read_open_document

            return read_open_document(content, sheet, nameless=nameless)
        excel.refuse_sheet(source, sheet)
        if suffix == _PARQUET:
            from ictindex.data.io.frame_tables import read_parquet

            return read_parquet(content, bounds)
        return csv.read_csv(content, dialect, bounds, nameless=nameless)
    excel.refuse_sheet(source, sheet)
    if is_records(source):
        from ictindex.data.io.frame_tables import table_of_records

        return table_of_records(source, shown)
    from ictindex.data.io.frame_tables import table_of_frame

    return table_of_frame(source, shown)


def require_table(
    source: Any,
    dialect: csv.Dialect,
    sheet: str | None = None,
    limit: int | None = None,
    name: str | None = None,
    *,
    nameless: bool = False,
) -> csv.RawTable:
    """Return a source as a table; refuse an object that is none."""
    table = table_of(source, dialect, sheet, limit, name, nameless=nameless)
    if table is None:
        raise UsageError("observations.source-type", type=type(source).__name__)
    return table


def record_table(
    source: Any,
    dialect: str | None,
    sheet: str | None,
    columns: Sequence[str],
    obligatory: Sequence[str],
    name: str | None = None,
) -> csv.RawTable:
    """Read a table of records; refuse an unknown column and a missing obligatory one."""
    spoken = csv.dialect_of(dialect, name_of(source, name))
    table = require_table(source, spoken, sheet, name=name)
    for column in table.header:
        if column not in columns:
            raise csv.unknown_column(table.name, column, columns)
    missing = [name for name in obligatory if name not in table.columns]
    if missing:
        header = [visible(name) for name in table.header]
        raise UnusableFileError(
            "table.missing-columns", file=table.name, missing=missing, found=header
        )
    return table


def name_of(source: object, name: str | None = None) -> str:
    """Return the name of a source in messages: that of its file without folder, or its type."""
    arguments.require(name is None or (isinstance(name, str) and name != ""), "name", "text", name)
    if name is not None:
        return name
    if isinstance(source, Content):
        return source.name
    if isinstance(source, (str, os.PathLike)):
        path = path_of(source, "source")
        archive = _archive_in(path)
        if archive is not None:
            return f"{archive.name}!{path.relative_to(archive).as_posix()}"
        return "stdin" if str(path) == STANDARD_INPUT else path.name
    stated = getattr(source, "name", None)
    if isinstance(stated, str) and callable(getattr(source, "read", None)):
        return Path(stated).name.strip("<>") or type(source).__name__
    if _is_member(source):
        return f"{Path(source.root.filename or 'zip').name}!{source.at}"
    return type(source).__name__


def content_of(
    source: Any, name: str | None = None, bounds: Bounds | None = None
) -> Content | None:
    """Return the bytes of a file, unpacked; ``None`` for a source that is not a file."""
    if isinstance(source, Content):
        return source
    bounds = bounds_of() if bounds is None else bounds
    content = _read(source, name_of(source, name), bounds)
    if content is None or not content.data.startswith(_GZIP):
        return content
    return Content(content.name, _inflate(content, bounds), content.sha256)


def require_content(source: Any, name: str | None = None, *, argument: str = "source") -> Content:
    """Return the bytes of a file; refuse a source that is not a file."""
    content = content_of(source, name)
    if content is None:
        kind = type(source).__name__
        raise UsageError("argument.unfit", argument=argument, expected="path", given=kind)
    return content


def _read(source: Any, name: str, bounds: Bounds) -> Content | None:
    """Return the bytes of a file as it came."""
    if isinstance(source, (str, os.PathLike)):
        path = path_of(source, "source")
        if str(path) == STANDARD_INPUT:
            return _read_stream(getattr(sys.stdin, "buffer", sys.stdin), name, bounds)
        archive = _archive_in(path)
        if archive is None:
            return Content(name, read_bytes(path, bounds))
        member = path.relative_to(archive).as_posix()
        return _member(name, read_bytes(archive, bounds), member)
    if isinstance(source, (bytes, bytearray, memoryview)):
        size = source.nbytes if isinstance(source, memoryview) else len(source)
        _refuse_large(name, size, bounds)
        return Content(name, bytes(source))
    if _is_member(source):
        stream = source.root.fp
        if stream is None:
            raise UnusableFileError("file.unreadable", file=visible(name))
        position = stream.tell()
        stream.seek(0)
        archive_bytes = _read_stream(stream, name, bounds)
        stream.seek(position)
        return None if archive_bytes is None else _member(name, archive_bytes.data, source.at)
    if callable(getattr(source, "read", None)):
        return _read_stream(source, name, bounds)
    return None


def _read_stream(stream: Any, name: str, bounds: Bounds) -> Content | None:
    """Return the rest of an open file, up to the size that the reader accepts."""
    pieces: list[Any] = []
    size = 0
    try:
        while size <= bounds.bytes:
            piece = stream.read(bounds.bytes + 1 - size)
            if not isinstance(piece, (bytes, str)):
                return None
            pieces.append(piece)
            size += len(piece)
            if not piece:
                break
    except (OSError, ValueError) as error:  # closed, or not open for reading, or not its encoding
        raise UnusableFileError("file.unreadable", file=visible(name)) from error
    if isinstance(pieces[0], str):
        data = "".join(pieces).encode("utf-8", "surrogatepass")
        _refuse_large(name, len(data), bounds)
        return Content(name, data, decoded=True)
    data = b"".join(pieces)
    _refuse_large(name, len(data), bounds)
    return Content(name, data)


def _refuse_large(name: str, size: int, bounds: Bounds) -> None:
    if size > bounds.bytes:
        raise too_large(visible(name), bounds.bytes)


def _member(name: str, archive: bytes, path: str) -> Content:
    """Return a file in an archive; its digest is that of the archive, which is what came."""
    from ictindex.data.io.zip import named_member

    _, data = named_member(name.partition("!")[0], archive, path)
    return Content(name, data, hashlib.sha256(archive).hexdigest())


def _is_member(source: object) -> TypeGuard[ArchiveMember]:
    """Tell whether a source is a path in a ZIP archive; only who has one has loaded its module."""
    module = sys.modules.get("zipfile")
    return module is not None and isinstance(source, module.Path)


def _archive_in(path: Path) -> Path | None:
    """Return the ZIP archive that a path leads into."""
    if _ZIP not in str(path).lower():
        return None
    archives = (parent for parent in path.parents if parent.suffix.lower() == _ZIP)
    return next((archive for archive in archives if archive.is_file()), None)


def _inflate(content: Content, bounds: Bounds) -> bytes:
    """Unpack a file that gzip packed; unpacked it is at most as large as a file may be."""
    import gzip
    import zlib

    try:
        with gzip.GzipFile(fileobj=io.BytesIO(content.data)) as stream:
            data = stream.read(bounds.bytes + 1)
    except (OSError, EOFError, zlib.error) as error:
        raise UnusableFileError("file.gzip-damaged", file=visible(content.name)) from error
    _refuse_large(content.name, len(data), bounds)
    return data


def suffix_of(content: Content) -> str:
    """Return the suffix of a file without that of its packing; for none, the one of its bytes."""
    stated = PurePosixPath(content.name.lower().removesuffix(".gz")).suffix
    if stated or content.decoded:
        return stated
    data = content.data
    if data.startswith(ARCHIVE) and _CONTENTS in data:
        return excel.SUFFIXES[0]
    if is_open_document(data):
        return excel.OPEN_DOCUMENT
    return _PARQUET if data.startswith(_PARQUET_MARK) else ""
