"""Choice of the document of an edition, and the options after the last document has ended.

Documents end: a list of editions has a last one, and a validity its last day. After them nothing is
computed; the message states the reason and the lawful options. Collection continues under the last
document, provisionally.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator

from ictindex.core.errors import UnknownMethodologyError
from ictindex.documents.evidence import evidence_of
from ictindex.documents.library import documents_of, library
from ictindex.documents.model import Document
from ictindex.documents.validity import editions_of, extensions, validity
from ictindex.findings import Finding


def document_for(index: str, edition: int) -> Document:
    """Return the released document of an index for an edition."""
    documents, record = _released(index), extensions()
    for document in documents:
        if edition in editions_of(document, record):
            return document
    last = latest(index)
    if edition > max(editions_of(last)):
        raise build_run_out_error(last, edition)
    editions = sorted({e for d in documents for e in editions_of(d)})
    raise UnknownMethodologyError(
        "methodology.no-edition", index=index, edition=str(edition), allowed=editions
    )


def _released(index: str) -> list[Document]:
    documents = documents_of(index)
    if not documents:
        allowed = sorted({d.index for d in library().values()} | library().keys())
        raise UnknownMethodologyError("methodology.unknown", wanted=index, allowed=allowed)
    return [d for d in documents if d.status == "released"]


def latest(index: str) -> Document:
    """Return the released document of an index with the latest edition."""
    record = extensions()
    return max(_released(index), key=lambda document: max(editions_of(document, record)))


def build_run_out_error(last: Document, edition: int) -> UnknownMethodologyError:
    """Return the error that no document is in force for an edition after the last one."""
    # The validity also excludes an edition if it ends before the year of the edition begins.
    until = validity(last)[1]
    by_validity = until is not None and until < dt.date(min(edition, dt.MAXYEAR), 1, 1)
    marks = evidence_of(last)
    return UnknownMethodologyError(
        "methodology.ran-out" if by_validity else "methodology.ran-out-list",
        index=last.index,
        edition=str(edition),
        document=last.id,
        editions=[str(year) for year in editions_of(last)],
        list_mark=marks.mark("editions"),
        until=str(until or "-"),
        mark=marks.mark("valid_until"),
        allowed=sorted({e for d in _released(last.index) for e in editions_of(d)}),
    )


def refuse_after_the_last(document: Document, edition: int) -> None:
    """Refuse an edition after the last one of the last document, and state the lawful options."""
    if document.status == "draft" or library().get(document.id) != document:
        return
    if document == latest(document.index) and edition > max(editions_of(document)):
        raise build_run_out_error(document, edition)


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
        if other.index == document.index and other.years is not None
        for edition in editions_of(other)
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
                "mark": evidence_of(last).mark("valid_until"),
                "edition": str(max(editions_of(last)) + 1),
            },
        )
