"""The outcome of checking documents, as a page: what each is, and what there is to say of it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ictindex.core.data_classes import dataclass
from ictindex.core.tables.columns import Column, define
from ictindex.core.tables.table import Table
from ictindex.definitions.documents import comment_digests
from ictindex.definitions.documents.evidence import load_evidence
from ictindex.definitions.documents.library import digest, library, load_document
from ictindex.definitions.documents.library_check import check_library
from ictindex.definitions.documents.lookup import find_ending_documents
from ictindex.definitions.documents.mandate_list import find_unread_mandate
from ictindex.language import i18n
from ictindex.language.findings import Finding, Findings
from ictindex.language.i18n.renderable import Renderable

if TYPE_CHECKING:
    from ictindex.definitions.documents.model import Document
    from ictindex.language.i18n.document import Block

CHECKED = define(
    "checked-documents",
    Column("document", "code"),
    Column("digest", "code"),
    Column("findings", "text", about="the rules of the findings"),
    Column("advice", "text", about="the findings in words"),
    key=("document",),
    page=(),
)


@dataclass(frozen=True, slots=True)
class CheckedDocument:
    """A document without faults; its findings: it ends soon, or nobody read its mandate.

    ``state`` is ``sound`` for a file, ``complete`` or ``draft`` for a document of the library. Of
    the ``total`` constants of a draft, ``unverified`` ones are not confirmed.
    """

    document: str
    digest: str
    findings: Findings
    state: str = "sound"
    unverified: int = 0
    total: int = 0

    def describe(self, language: str) -> str:
        """Return what was checked, in words; a draft is never called complete."""
        counts = {"count": str(self.unverified), "total": str(self.total)}
        facts = {"document": self.document, "digest": self.digest}
        return i18n.text("methodology/checks", self.state, language, **facts, **counts)


@dataclass(frozen=True, slots=True)
class DocumentChecks(Renderable):
    """Documents that were checked, in order."""

    checked: Sequence[CheckedDocument]

    def _blocks(self, language: str) -> list[Block]:
        blocks: list[Block] = [
            i18n.Bullets([each.describe(language) for each in self.checked]),
        ]
        findings = [finding for each in self.checked for finding in each.findings]
        return [*blocks, *(i18n.Paragraph(finding.advice(language)) for finding in findings)]

    def records(self, language: str | None = None) -> list[dict[str, Any]]:
        """Return a record for each document, with its findings."""
        return [
            {
                "document": each.document,
                "digest": each.digest,
                "findings": each.findings.records(language),
            }
            for each in self.checked
        ]

    _json_name = "document-checks"

    def _to_dict(self) -> dict[str, Any]:
        return {"rows": self.records()}

    def make_table(self, language: str | None = None) -> Table:
        """Return a row for each document: the rules of its findings, and their words."""
        rows = [
            {
                "document": each.document,
                "digest": each.digest,
                "findings": " ".join(finding.code for finding in each.findings),
                "advice": i18n.paragraph(
                    [finding.advice(language) for finding in each.findings], language
                ),
            }
            for each in self.checked
        ]
        return Table.of(CHECKED, rows)


def check_files(files: Iterable[Path]) -> DocumentChecks:
    """Check documents outside the library; the first fault of a file is raised."""
    checked = []
    for file in files:
        document = load_document(file)
        own = digest(file)
        comment_digests.check_comments(file.parent, {document.id: own})
        checked.append(CheckedDocument(document.id, own, Findings(_notes_on(document))))
    return DocumentChecks(checked)


def check_documents(on: dt.date | None = None) -> DocumentChecks:
    """Check the whole library, and find the documents that end within a year of a day."""
    frozen = check_library()
    ending = list(find_ending_documents(on))
    checked = []
    for document in library().values():
        if document.status == "released":
            own = [each for each in ending if each.details["document"] == document.id]
            findings = Findings([*own, *_notes_on(document)])
            evidence = load_evidence(document.id)
            marks = [entry.mark for entry in evidence.constants.values()]
            checked.append(
                CheckedDocument(
                    document.id,
                    frozen[document.id],
                    findings,
                    "draft" if evidence.standing == "draft" else "complete",
                    marks.count("unverified"),
                    len(marks),
                )
            )
    return DocumentChecks(checked)


def _notes_on(document: Document) -> list[Finding]:
    """Return the finding that nobody read the mandate of a document, if it is so."""
    unread = find_unread_mandate(document.mandate, document.id)
    return [] if unread is None else [unread]
