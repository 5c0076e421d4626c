"""Files that are not the questionnaire: each is refused with what a person can do on the page.

A file is judged by its bytes, not by its name: a letter that was named as a workbook is a letter.
"""

from __future__ import annotations

import csv
import io
import zipfile
from pathlib import Path

from ictindex.apps.desk.input_files import is_workbook
from ictindex.core.errors import UnusableFileError
from ictindex.data.cell_text import visible
from ictindex.data.io.files import (
    ARCHIVE,
    MEBIBYTE,
    MOST_BYTES,
    UTF_16,
    decode,
    refuse_other_kinds,
)
from ictindex.data.io.observation_columns import OBLIGATORY

NOT_THE_QUESTIONNAIRE = "desk.not-the-questionnaire"
NOT_EARLIER_VALUES = "desk.not-earlier-values"
_SEPARATORS = (",", ";", "\t")
_READ = ","
_HEADING = 4096  # characters in which the headings of a table are looked for
# Names of parts of an archive that say what it is.
_WORKBOOK_PARTS = "xl/"
_OTHER_SPREADSHEETS = ("content.xml", "Index/")  # OpenDocument, Numbers
_OLD_DOCUMENTS = tuple(name.encode("utf-16-le") for name in ("WordDocument", "PowerPoint Document"))


def refuse_foreign(path: Path, data: bytes, foreign: str = NOT_THE_QUESTIONNAIRE) -> None:
    """Refuse a file that is neither a workbook nor a table whose headings fit.

    ``foreign`` is the code for a file of another kind.
    """
    name = visible(path.name)
    if not data:
        raise UnusableFileError("desk.empty-file", file=name)
    if len(data) > MOST_BYTES:
        raise UnusableFileError("desk.too-large", file=name, most=str(MOST_BYTES // MEBIBYTE))
    code = _fault_of(path, data, foreign)
    if code:
        raise UnusableFileError(code, file=name)


def has_workbook(path: Path) -> bool:
    """Tell whether a file is an Excel workbook by its contents, whatever its name."""
    try:
        with zipfile.ZipFile(path) as archive:
            return any(part.startswith(_WORKBOOK_PARTS) for part in archive.namelist())
    except Exception:  # no archive, or a damaged one
        return False


def _fault_of(path: Path, data: bytes, foreign: str) -> str:
    """Return the code of what is wrong with a file; empty if it can be read."""
    if data.startswith(ARCHIVE):
        return _fault_of_archive(path, data, foreign)
    try:
        refuse_other_kinds(path.name, data)
    except UnusableFileError as error:
        if error.code != "file.is-old-workbook" or any(kind in data for kind in _OLD_DOCUMENTS):
            return foreign
        # An old workbook, or one with a password: the reader of workbooks says which.
        return "" if is_workbook(path) else foreign
    return _fault_of_text(data, foreign)


def _fault_of_archive(path: Path, data: bytes, foreign: str) -> str:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            parts = archive.namelist()
    except Exception:  # damaged archives fail in many ways
        return "desk.damaged-workbook" if is_workbook(path) else foreign
    if any(part.startswith(_WORKBOOK_PARTS) for part in parts):
        return "" if is_workbook(path) else "desk.other-ending"
    if any(is_workbook(Path(part)) for part in parts):
        return "desk.packed"
    # A text or slides of OpenDocument have a part with this name too, but say so first.
    begins = data[:200]
    if any(part.startswith(_OTHER_SPREADSHEETS) for part in parts) and not (
        b"opendocument.text" in begins or b"opendocument.presentation" in begins
    ):
        return "desk.other-spreadsheet"
    return foreign


def _fault_of_text(data: bytes, foreign: str) -> str:
    """Return the code of what is wrong with a text: a table is known by its headings."""
    try:
        text, is_read = decode("", data), True
    except UnusableFileError:
        codec = "utf-16" if data.startswith(UTF_16) else "latin-1"
        text, is_read = data.decode(codec, "replace"), False
    separator = _separator_of(text[:_HEADING])
    if not separator:
        return foreign
    return "" if is_read and separator == _READ else "desk.table-format"


def _separator_of(text: str) -> str:
    """Return the separator with which the first line has the columns of a table of values."""
    lines = [line for line in text.splitlines() if line.strip() and not line.startswith("sep=")]
    for separator in _SEPARATORS if lines else ():
        names = next(csv.reader([lines[0]], delimiter=separator))
        if set(OBLIGATORY) <= {name.strip().casefold() for name in names}:
            return separator
    return ""
