"""Reading the files of an edition that was verified; their bytes were held to the manifest."""

from __future__ import annotations

import json
from typing import Any

from ictindex.core.errors import DamagedArchiveError, IctindexError, UsageError
from ictindex.data.cell_text import visible
from ictindex.documents import Document, Evidence, read_evidence, toml_reader
from ictindex.editions.verification_report import Report
from ictindex.results.methodology import Methodology

RESULTS, EVIDENCE = "results.json", "methodology/evidence.toml"


def content_of(report: Report, file: str) -> bytes:
    """Return the bytes of a file as they were verified."""
    found = report._contents.get(file)
    if found is None:
        allowed = sorted(report._contents)
        raise UsageError("archive.no-file", file=visible(str(file))[:80], allowed=allowed)
    return found


def record_in(report: Report, file: str, key: str) -> dict[str, Any]:
    """Return what a file of an edition says; its bytes were held to the manifest already."""
    try:
        found = json.loads(content_of(report, file))
    except (ValueError, RecursionError) as error:
        raise DamagedArchiveError("archive.unsound", file=file) from error
    if not isinstance(found, dict) or key not in found:
        raise DamagedArchiveError("archive.unsound", file=file)
    return found


def read_document(content: bytes, name: str) -> Document:
    """Return the methodology document of an edition, from its own bytes."""
    try:
        return toml_reader.read_part(Document, toml_reader.parse(content, name), name)
    except IctindexError as error:
        raise DamagedArchiveError("archive.unsound", file=name) from error


def methodology_in(report: Report, edition: int) -> Methodology:
    """Return the methodology of an edition: its own document, judged by its own evidence."""
    # What the library has come to know since confirms nothing here, and takes nothing back.
    said = record_in(report, RESULTS, "document")
    name = f"methodology/{said['document']}.toml"
    document = read_document(content_of(report, name), name)
    return Methodology(document, edition, _evidence(report))


def _evidence(report: Report) -> Evidence:
    try:
        return read_evidence(content_of(report, EVIDENCE), EVIDENCE)
    except IctindexError as error:
        raise DamagedArchiveError("archive.unsound", file=EVIDENCE) from error


def plain(cell: str) -> str:
    """Undo what the canonical form does to line ends and backslashes."""
    if "\\" not in cell:
        return cell
    return cell.replace("\\\\", "\0").replace("\\n", "\n").replace("\0", "\\")
