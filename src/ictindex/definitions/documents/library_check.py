"""The check of the whole library: every stage is looked at, and all faults are named at once."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import partial
from pathlib import Path

from ictindex.core import package_data
from ictindex.core.errors import DocumentError, Fault, IctindexError
from ictindex.definitions.documents.comment_digests import check_library_comments
from ictindex.definitions.documents.evidence import load_evidence
from ictindex.definitions.documents.library import check_frozen, document_files, find
from ictindex.definitions.documents.model import Document
from ictindex.language.findings import Finding
from ictindex.language.i18n import has_label


def check_library() -> dict[str, str]:
    """Check the documents, their evidence, digests, words and comments; return the digests."""
    faults: list[Fault] = []
    readable = []
    for path in document_files():
        collected = list(_faults_of(partial(find, path.stem)))
        faults += collected
        if not collected and (document := find(path.stem)) is not None:
            readable.append(document)
    for document in readable:
        if document.status == "released":
            faults += _evidence_faults(document)
        faults += _word_faults(document)
    if len(readable) == len(document_files()):  # digests are taken of documents that can be read
        faults += _faults_of(check_frozen)
        faults += _faults_of(check_library_comments)
    if faults:
        raise DocumentError("methodology.faults", faults=faults)
    return check_frozen()


def _faults_of(check: Callable[[], object]) -> Iterator[Fault]:
    """Yield what a check names: its collected faults, or the one that it stops at."""
    try:
        check()
    except IctindexError as error:
        if error.faults:
            yield from error.faults
        else:
            yield Finding(error.code, details=error.details)


def _evidence_faults(document: Document) -> Iterable[Fault]:
    path = Path("evidence") / f"{document.id}.toml"
    if not (package_data.folder("methodology") / path).is_file():
        return [Finding("evidence.no-file", details={"document": document.id, "file": str(path)})]
    return _faults_of(lambda: load_evidence(document.id))


def _word_faults(document: Document) -> Iterator[Finding]:
    """Yield the words of a document that English lacks; ``words.py check`` names other gaps."""
    keys = [
        "title",
        "summary",
        *(f"changes/{change}" for change in document.changes),
        *(f"errata/{erratum.id}" for erratum in document.errata),
        *(f"sources/{source.id}" for source in document.sources),
    ]
    for key in keys:
        section, _, name = f"documents/{document.id}/{key}".rpartition("/")
        if not has_label(section, name):
            details = {"document": document.id, "key": f"{section}/{name}"}
            yield Finding("document.no-words", details=details)
