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
    shown = visible(name)
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            chosen = _choose_part(shown, archive.infolist(), wanted)
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


def _choose_part(
    shown: str, parts: list[zipfile.ZipInfo], wanted: Callable[[str], bool]
) -> zipfile.ZipInfo:
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
