"""The validity of a methodology: a period, which decides on its editions.

The period begins on the first day that the document states. Under a mandate it has the length that
the last text of the mandate states that was read; otherwise it ends on the day that the document
states. Decisions of the publisher, such as extensions by the expert groups, are recorded next to
the documents, which do not change.

The editions that a document lists are those that were known when it was written. A later edition
within the period is computed as *provisional*, until a decision of the publisher on it is on
record. An edition is checked by its stated release date, never by the clock.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ictindex.core import package_data
from ictindex.core.data_classes import dataclass
from ictindex.core.errors import DocumentError
from ictindex.definitions.documents.evidence import is_draft
from ictindex.definitions.documents.lab_kinds import root_of
from ictindex.definitions.documents.library import documents_of, find
from ictindex.definitions.documents.model import Document
from ictindex.definitions.documents.toml_reader import read_toml

if TYPE_CHECKING:
    from ictindex.definitions.documents.mandate_list import Mandate

_TEXTS = {"document", "decision", "source"}
_KEYS = _TEXTS | {"until"}


@dataclass(frozen=True, slots=True)
class Extension:
    """An extension of the validity of a methodology.

    Parameters
    ----------
    document : str
        Id of the methodology document.
    until : datetime.date
        The last day on which it is valid.
    decision, source : str
        The decision and the record of it.
    editions : tuple of int
        Further editions that the document covers by the decision.
    """

    document: str
    until: dt.date
    decision: str
    source: str
    editions: tuple[int, ...] = ()


def extensions() -> tuple[Extension, ...]:
    """Return the extensions on record (``methodology/extensions.toml``)."""
    path = package_data.folder("methodology") / "extensions.toml"
    state = path.stat()
    return _read_extensions(path, state.st_mtime_ns, state.st_size)


@lru_cache(maxsize=4)
def _read_extensions(path: Path, _changed: int, _size: int) -> tuple[Extension, ...]:
    """Read the record, once for each state of its file: every look for a document asks for it."""
    content = read_toml(path)
    rows = content.get("extensions", [])
    if set(content) - {"extensions"} or not isinstance(rows, list) or not all(map(_fits, rows)):
        raise DocumentError("document.syntax", file=path.name, detail="[[extensions]]")
    return tuple(Extension(**{**row, "editions": tuple(row.get("editions", ()))}) for row in rows)


def _fits(row: Any) -> bool:
    """Tell whether a row of the record has the keys and types of an extension."""
    if not isinstance(row, dict) or set(row) - {"editions"} != _KEYS:
        return False
    years = row.get("editions", [])
    return (
        type(row["until"]) is dt.date
        and all(isinstance(row[name], str) and row[name] for name in _TEXTS)
        and isinstance(years, list)
        and all(type(year) is int and 1900 <= year <= 2200 for year in years)
    )


def validity(
    document: Document, record: Sequence[Extension] | None = None
) -> tuple[dt.date | None, dt.date | None]:
    """Return the first and the last day on which a methodology is valid, extensions included."""
    document = root_of(document)
    first, last = document.valid_from, document.valid_until
    if first is None or last is None:
        return first, last
    last = max(last, _end_by_mandate(document) or last)
    for extension in extensions() if record is None else record:
        if extension.document == document.id:
            last = max(last, extension.until)
    return first, last


def _end_by_mandate(document: Document) -> dt.date | None:
    """Return the last day by the mandate of a document; a successor, once read, ends it earlier."""
    from ictindex.definitions.documents.mandate_list import mandate_in_force

    mandate = mandate_in_force(document.mandate)
    first = document.valid_from
    if first is None or mandate is None or mandate.validity_years is None:
        return None
    last = _years_after(first, mandate.validity_years) - dt.timedelta(days=1)
    for other in documents_of(document.index):
        begin = other.valid_from
        if other.predecessor == document.id and begin is not None and not is_draft(other):
            last = min(last, begin - dt.timedelta(days=1))
    return last


def mandate_of_validity(document: Document) -> Mandate | None:
    """Return the text that decides the last day of a methodology, if its document states another.

    Examples
    --------
    >>> from ictindex.definitions.documents import library
    >>> mandate_of_validity(library()["ipb-methodology-2025"]).id
    'resolution-131-rev-dubai-2018'
    >>> mandate_of_validity(library()["idi-methodology-2023"]) is None
    True
    """
    from ictindex.definitions.documents.mandate_list import mandate_in_force

    document = root_of(document)
    last, stated = validity(document)[1], document.valid_until
    decides = last != stated and last == _end_by_mandate(document)
    return mandate_in_force(document.mandate) if decides else None


def _years_after(day: dt.date, years: int) -> dt.date:
    """Return the same day of a later year; for 29 February, 1 March where there is none."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return dt.date(day.year + years, 3, 1)


def editions_of(document: Document, record: Sequence[Extension] | None = None) -> tuple[int, ...]:
    """Return the editions on record: those that a document lists, and those of decisions."""
    editions = list(document.editions)
    for extension in extensions() if record is None else record:
        if extension.document == root_of(document).id:
            editions += [year for year in extension.editions if year not in editions]
    return tuple(editions)


def editions_in_force(
    document: Document, record: Sequence[Extension] | None = None
) -> tuple[int, ...]:
    """Return the editions that a document may be used for: on record, or within its period.

    An edition is within the period if a day of its year is, and if no later document has it. A
    draft has none.
    """
    editions = editions_of(document, record)
    root = root_of(document)
    last = validity(root, record)[1]
    if not editions or last is None or find(root.id) != root:
        return editions
    others = {
        edition
        for other in documents_of(root.index)
        if other.id != root.id and not is_draft(other)
        for edition in editions_of(other, record)
    }
    later = range(max(editions) + 1, last.year + 1)
    return (*editions, *(year for year in later if year not in others))


def is_in_force(
    document: Document, edition: int, record: Sequence[Extension] | None = None
) -> bool:
    """Tell whether a document may be used for an edition."""
    # The period, which takes reading the mandates, is asked only for an edition not on record.
    return edition in editions_of(document, record) or edition in editions_in_force(
        document, record
    )


def validity_record(document: Document) -> dict[str, Any]:
    """Return the record of the validity of a methodology in an edition."""
    first, last = validity(document)
    by = mandate_of_validity(document)
    return {
        "document": document.id,
        "valid_from": first,
        "valid_until": last,
        **({} if by is None else {"by_mandate": by.id, "stated_until": document.valid_until}),
        "extensions": [
            {
                "until": extension.until,
                "decision": extension.decision,
                "source": extension.source,
                **({"editions": list(extension.editions)} if extension.editions else {}),
            }
            for extension in extensions()
            if extension.document == document.id
        ],
    }
