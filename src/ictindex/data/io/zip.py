"""ZIP archives with a table, checked before they are unpacked; only the table is unpacked."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable

from ictindex.core.errors import UnusableFileError
from ictindex.data.cell_text import visible
from ictindex.data.io.csv import NONE
from ictindex.data.io.excel_package import OUTSIDE
from ictindex.data.io.files import ARCHIVE, MEBIBYTE, MOST_INFLATED, MOST_PARTS

_MOST_RATIO = 1000  # a table of numbers shrinks to a tenth, of zeros to a hundredth
_NAMED = 10
_NOTES_OF_MACOS = "__MACOSX/"  # notes of macOS about each file, under its name; not figures


def is_archive(data: bytes) -> bool:
    """Tell whether bytes begin like a ZIP archive."""
    return data.startswith(ARCHIVE)


def member(
    name: str, data: bytes, wanted: Callable[[str], bool] = lambda _: True
) -> tuple[str, bytes]:
    """Return the only CSV file in an archive: its name after that of the archive, and its bytes."""
    return _unpack(name, data, lambda shown, parts: _choose_part(shown, parts, wanted))


def named_member(name: str, data: bytes, path: str) -> tuple[str, bytes]:
    """Return a file in an archive by its path there: its name after that of the archive, bytes."""
    return _unpack(name, data, lambda shown, parts: _find_part(shown, parts, path))


def _unpack(
    name: str, data: bytes, choose: Callable[[str, list[zipfile.ZipInfo]], zipfile.ZipInfo]
) -> tuple[str, bytes]:
    shown = visible(name)
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            _check_parts(shown, archive.infolist())
            chosen = choose(shown, archive.infolist())
            with archive.open(chosen) as stream:
                # The stated size may be wrong.
                content = stream.read(MOST_INFLATED + 1)
    except UnusableFileError:
        raise
    except Exception as error:  # the errors of zipfile and of the decompressors are not documented
        raise UnusableFileError("archive.unusable", file=shown) from error
    if len(content) > MOST_INFLATED:
        raise _too_large(shown)
    return f"{name}!{chosen.filename}", content


def _check_parts(shown: str, parts: list[zipfile.ZipInfo]) -> None:
    if any(part.flag_bits & 1 for part in parts):
        raise UnusableFileError("archive.encrypted", file=shown)
    # Bytes before the first part are another file, which another program reads.
    if min((part.header_offset for part in parts), default=0):
        raise UnusableFileError("archive.not-alone", file=shown)
    for part in parts:
        # Python cut off what a name may hide after a NUL; the stored name shows it.
        if OUTSIDE.search(part.orig_filename):
            raise UnusableFileError(
                "archive.outside", file=shown, member=visible(part.orig_filename)[:80]
            )
    inflated = sum(part.file_size for part in parts)
    packed = sum(part.compress_size for part in parts)
    if len(parts) > MOST_PARTS or inflated > MOST_INFLATED or inflated > _MOST_RATIO * packed > 0:
        raise _too_large(shown)


def _find_part(shown: str, parts: list[zipfile.ZipInfo], path: str) -> zipfile.ZipInfo:
    """Return the part with a path, or refuse an archive that has none or several of it."""
    fitting = [part for part in parts if part.filename == path]
    if len(fitting) != 1:
        names = [visible(part.filename)[:80] for part in fitting or parts if not part.is_dir()]
        raise UnusableFileError(
            "archive.unusable" if fitting else "archive.no-member",
            file=shown,
            member=visible(path)[:80],
            found=[*names[:_NAMED], *(["\u2026"] if names[_NAMED:] else [])] or [NONE],
        )
    return fitting[0]


def _choose_part(
    shown: str, parts: list[zipfile.ZipInfo], wanted: Callable[[str], bool]
) -> zipfile.ZipInfo:
    tables = [
        part
        for part in parts
        if part.filename.lower().endswith(".csv") and not part.filename.startswith(_NOTES_OF_MACOS)
    ]
    figures = [part for part in tables if wanted(part.filename)]
    if len(figures) != 1:
        names = [visible(part.filename)[:80] for part in figures[:_NAMED]]
        raise UnusableFileError(
            "archive.several-tables" if figures else "archive.no-table",
            file=shown,
            found=names or [NONE],
        )
    return figures[0]


def _too_large(shown: str) -> UnusableFileError:
    return UnusableFileError("archive.too-large", file=shown, most=str(MOST_INFLATED // MEBIBYTE))
