"""Choice of the document of an edition, and the options after the last document has ended.

The period of validity decides. Within it an edition is computed, provisionally as long as no
decision of the publisher on it is on record. After the last day of the last document nothing is
computed; the message states the lawful options. Collection continues under the last document.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator

from ictindex.core.errors import DraftMethodologyError, UnknownMethodologyError
from ictindex.definitions.documents.evidence import Mark, evidence_of, is_draft, standing_of
from ictindex.definitions.documents.lab_kinds import root_of
from ictindex.definitions.documents.library import documents_of, library
from ictindex.definitions.documents.model import Document
from ictindex.definitions.documents.validity import (
    editions_in_force,
    editions_of,
    extensions,
    is_in_force,
    mandate_of_validity,
    validity,
)
from ictindex.language.findings import Finding


def document_for(index: str, edition: int) -> Document:
    """Return the released document of an index for an edition."""
    documents, record = _list_released(index), extensions()
    # A document that corrects another one of the same edition follows it. A draft takes no edition
    # from a document that was read, and is no document for a later one.
    in_force = []
    for document in reversed(documents):
        if is_in_force(document, edition, record):
            if standing_of(document) != "draft":
                return document
            in_force.append(document)
    last = latest(index)
    if edition > max(editions_in_force(last)):
        raise build_run_out_error(last, edition)
    if in_force:
        return in_force[0]
    raise UnknownMethodologyError(
        "methodology.no-edition",
        index=index,
        edition=str(edition),
        allowed=_editions_with_document(index),
    )


def _editions_with_document(index: str) -> list[int]:
    """Return the editions that have a document: a draft gives none after the last in force."""
    end = max(editions_in_force(latest(index)))
    editions = {e for d in _list_released(index) for e in editions_in_force(d)}
    return sorted(edition for edition in editions if edition <= end)


def _list_released(index: str) -> list[Document]:
    documents = documents_of(index)
    if not documents:
        allowed = sorted({d.index for d in library().values()} | library().keys())
        raise UnknownMethodologyError("methodology.unknown", wanted=index, allowed=allowed)
    return [d for d in documents if d.status == "released"]


def latest(index: str) -> Document:
    """Return the document of an index with the latest edition on record; no draft, if it can be."""
    record = extensions()
    documents = sorted(_list_released(index), key=lambda each: max(editions_of(each, record)))
    return next((d for d in reversed(documents) if standing_of(d) != "draft"), documents[-1])


def build_run_out_error(last: Document, edition: int) -> UnknownMethodologyError:
    """Return the error that no document is in force for an edition after the last one."""
    return UnknownMethodologyError(
        "methodology.ran-out",
        index=last.index,
        edition=str(edition),
        document=last.id,
        until=str(validity(last)[1] or "-"),
        mark=validity_mark(last),
        allowed=_editions_with_document(last.index),
    )


def validity_mark(document: Document) -> Mark:
    """Return the mark of the last day of validity.

    Where the length of the period comes from the mandate, it is known at second hand as long as
    the text that the document names was not read.
    """
    if mandate_of_validity(document) is None:
        return evidence_of(document).mark("valid_until")
    from ictindex.definitions.documents.mandate_list import mandates

    return "printed" if mandates()[document.mandate].is_read else "second-hand"


def refuse_after_the_last(document: Document, edition: int) -> None:
    """Refuse an edition after the period of the last document, and state the lawful options."""
    if document.status == "draft" or library().get(document.id) != document:
        return
    if document == latest(document.index) and edition > max(editions_in_force(document)):
        raise build_run_out_error(document, edition)


def refuse_draft(document: Document) -> None:
    """Refuse to compute with a draft: one that was never settled, or whose report nobody read."""
    root = root_of(document)
    if root.status == "draft":
        raise DraftMethodologyError("methodology.draft", document=root.id)
    if standing_of(root) != "draft":
        return
    unread = list(evidence_of(root).constants.values())
    raise DraftMethodologyError(
        "methodology.draft-unread",
        document=root.id,
        count=str(sum(entry.mark == "unverified" for entry in unread)),
        total=str(len(unread)),
        allowed=sorted(
            {
                edition
                for other in _list_released(root.index)
                if standing_of(other) == "released"
                for edition in editions_in_force(other)
            }
        ),
    )


def document_to_collect(index: str, edition: int) -> tuple[Document, bool]:
    """Return the document for collecting data of an edition, and whether it is provisional."""
    # Collection can start before there is a document: after the last edition it continues under the
    # last document.
    last = latest(index)
    if edition > max(editions_of(last)):
        return last, True
    return document_for(index, edition), False


def fitting_editions(document: Document, years: Iterable[int]) -> list[str]:
    """Return the editions of the index of a document whose reference year is among some years."""
    wanted = set(years)
    return sorted(
        str(edition)
        for other in library().values()
        if other.index == document.index and other.years is not None and not is_draft(other)
        for edition in editions_in_force(other)
        if edition + other.years.reference in wanted
    )


def _year_before(day: dt.date) -> dt.date:
    """Return the same day of the year before; for 29 February, 28 February."""
    if (day.month, day.day) == (2, 29):
        day -= dt.timedelta(days=1)
    return day.replace(year=day.year - 1)


def find_ending_documents(on: dt.date | None = None) -> Iterator[Finding]:
    """Yield a warning for each index whose last document ends within a year or has ended."""
    day = dt.date.today() if on is None else on
    for index in sorted({document.index for document in library().values()}):
        last = latest(index)
        until = validity(last)[1]
        if until is None or day < _year_before(until):
            continue
        yield Finding(
            "methodology.ended" if until < day else "methodology.ends",
            "warning",
            details={
                "document": last.id,
                "until": str(until),
                "mark": validity_mark(last),
                "edition": str(max(editions_in_force(last)) + 1),
            },
        )
