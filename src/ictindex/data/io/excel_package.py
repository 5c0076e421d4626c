"""Workbooks as packages: looked at as a whole before anything in them is read.

A workbook is an archive of many parts. What a table of figures does not need (macros, links to
other files, objects), what could lead outside and what a reader of XML stumbles over is refused.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Sequence
from xml.etree.ElementTree import Element

from ictindex.core.errors import UnusableFileError
from ictindex.data.cell_text import visible
from ictindex.data.io import excel_markup
from ictindex.data.io.bounds import MEBIBYTE, MOST_INFLATED, MOST_PARTS
from ictindex.data.io.files import refuse_other_kinds

OUTSIDE = re.compile(r"(?:^|/)\.\.(?:/|$)|^/|\\|^[A-Za-z]:|\x00")
_COMPOUND = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"  # old workbooks, and encrypted new ones
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_ACTIVE = re.compile(
    r"vbaProject|vbaData|externalLinks?/|activeX|embeddings/|oleObject|macrosheets/", re.IGNORECASE
)
# A part may be called anything; the list of contents says what it is.
_ACTIVE_TYPE = re.compile(
    rb'ContentType\s*=\s*["\'][^"\']*'
    rb"(?:vbaProject|vbaData|externalLink|activeX|oleObject|macrosheet)",
    re.IGNORECASE,
)
_DOCTYPE = re.compile(rb"<!(?:DOCTYPE|ENTITY)", re.IGNORECASE)


def check_package(name: str, data: bytes) -> None:
    """Refuse what is no workbook, is active, or unpacks to too much, before it is unpacked.

    Parameters
    ----------
    name : str
        Name of the file, as it is shown.
    data : bytes
        What it holds.

    Raises
    ------
    UnusableFileError
        Saying which of these it is.
    """
    if data.startswith(_COMPOUND):
        code = "workbook.encrypted" if _ENCRYPTED in data else "workbook.other-format"
        raise UnusableFileError(code, file=name)
    if not data.startswith(b"PK"):
        refuse_other_kinds(name, data)
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            _check_parts(name, archive.infolist())
            _check_markup(name, archive)
    except UnusableFileError:
        raise
    except Exception as error:  # damaged archives fail in many ways
        raise UnusableFileError("workbook.unusable", file=name) from error


def _check_parts(name: str, parts: Sequence[zipfile.ZipInfo]) -> None:
    if any(part.flag_bits & 1 for part in parts):
        raise UnusableFileError("workbook.encrypted", file=name)
    # What an archive says of a part is also all that is ever read of it.
    if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > MOST_INFLATED:
        raise UnusableFileError(
            "workbook.too-large", file=name, most=str(MOST_INFLATED // MEBIBYTE)
        )
    for part in parts:
        # Python has put away what a name may hide behind a NUL; the name as stored tells.
        if OUTSIDE.search(part.orig_filename):
            member = visible(part.orig_filename)[:80]
            raise UnusableFileError("archive.outside", file=name, member=member)
        if _ACTIVE.search(part.filename):
            raise _active(name, part.filename)
    # What stands before the first part is another file, which another program reads.
    if min((part.header_offset for part in parts), default=0):
        raise UnusableFileError("archive.not-alone", file=name)
    # Of two parts of one name, each program reads another one.
    if len({part.filename.lower() for part in parts}) < len(parts):
        raise UnusableFileError("workbook.unusable", file=name)


def _check_markup(name: str, archive: zipfile.ZipFile) -> None:
    parts = archive.namelist()
    contents = archive.read(excel_markup.CONTENTS) if excel_markup.CONTENTS in parts else b""
    sheets, made_of = excel_markup.roles(name, contents)
    for part in parts:
        xml = archive.read(part)
        if part.endswith((".xml", excel_markup.RELATIONS, ".vml")) and _is_active(part, xml):
            raise _active(name, part)
        if part not in sheets:
            all_at_once = part in made_of or part.endswith(excel_markup.RELATIONS)
            most = excel_markup.MOST_ELEMENTS if all_at_once else excel_markup.MOST_TAGS
            excel_markup.look(name, part, xml, most)
        if part == excel_markup.STYLES:
            _check_styles(name, xml)


def _is_active(part: str, xml: bytes) -> bool:
    listed = part == excel_markup.CONTENTS and _ACTIVE_TYPE.search(xml) is not None
    return listed or _DOCTYPE.search(xml) is not None


def _check_styles(name: str, xml: bytes) -> None:
    """Refuse named styles that are nowhere defined: openpyxl would write to the terminal."""
    from defusedxml.ElementTree import fromstring

    styles: Element = fromstring(xml)
    space = styles.tag.partition("}")[0] + "}" if "}" in styles.tag else ""
    defined = len(styles.findall(f"{space}cellStyleXfs/{space}xf"))
    for style in styles.iterfind(f"{space}cellStyles/{space}cellStyle"):
        if int(style.get("xfId", "0")) >= defined:
            raise UnusableFileError("workbook.unusable", file=name)


def _active(name: str, part: str) -> UnusableFileError:
    return UnusableFileError("workbook.active-content", file=name, part=visible(part)[:80])
