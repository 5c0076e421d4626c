"""The validity of a methodology: its dates and editions, and the extensions of both.

An edition is checked by its stated release date, never by the clock. Extensions that the expert
groups decided are recorded next to the documents, which do not change.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from ictindex.core import package_data
from ictindex.core.errors import DocumentError
from ictindex.documents.lab_document import LabDocument
from ictindex.documents.model import Document
from ictindex.documents.toml_reader import read_toml

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
    last = document.valid_until
    for extension in extensions() if record is None else record:
        if extension.document == document.id and last is not None:
            last = max(last, extension.until)
    return document.valid_from, last


def editions_of(document: Document, record: Sequence[Extension] | None = None) -> tuple[int, ...]:
    """Return the editions that a document covers: its own list, and those of extensions."""
    editions = list(document.editions)
    # A variant covers the editions of its parent.
    key = document.root.id if isinstance(document, LabDocument) else document.id
    for extension in extensions() if record is None else record:
        if extension.document == key:
            editions += [year for year in extension.editions if year not in editions]
    return tuple(editions)


def validity_record(document: Document) -> dict[str, Any]:
    """Return the record of the validity of a methodology in an edition."""
    first, last = validity(document)
    return {
        "document": document.id,
        "valid_from": first,
        "valid_until": last,
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
