"""Reading the files of an edition that was verified; their bytes were held to the manifest."""

from __future__ import annotations

import json
from typing import Any

from pydantic import ValidationError

from ictindex.archive.report import Report
from ictindex.documents import Document, reading
from ictindex.errors import DamagedArchiveError, IctindexError, UsageError
from ictindex.observations.cells import visible


def content_of(report: Report, file: str) -> bytes:
    """Return the bytes of a file as they were verified.

    Raises
    ------
    UsageError
        If there is no such file; the message names those there are.
    """
    found = report._contents.get(file)
    if found is None:
        allowed = sorted(report._contents)
        raise UsageError("archive.no-file", file=visible(str(file))[:80], allowed=allowed)
    return found


def record_in(report: Report, file: str, key: str) -> dict[str, Any]:
    """Return what a file of an edition says; its bytes were held to the manifest already.

    Raises
    ------
    DamagedArchiveError
        If it says nothing of the key.
    """
    try:
        found = json.loads(content_of(report, file))
    except (ValueError, RecursionError) as error:
        raise DamagedArchiveError("archive.unsound", file=file) from error
    if not isinstance(found, dict) or key not in found:
        raise DamagedArchiveError("archive.unsound", file=file)
    return found


def read_document(content: bytes, name: str) -> Document:
    """Return the methodology document of an edition, from its own bytes.

    Raises
    ------
    DamagedArchiveError
        If it is none that this version of the library reads.
    """
    try:
        return Document.model_validate(reading.parse(content, name))
    except (ValidationError, IctindexError) as error:
        raise DamagedArchiveError("archive.unsound", file=name) from error


def plain(cell: str) -> str:
    """Undo what the canonical form does to line ends and backslashes.

    Examples
    --------
    >>> plain("a\\\\nb") == "a" + chr(10) + "b"
    True
    """
    if "\\" not in cell:
        return cell
    return cell.replace("\\\\", "\0").replace("\\n", "\n").replace("\0", "\\")
