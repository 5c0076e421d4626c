"""Until when a methodology is valid: its own dates, and extensions decided by expert groups.

An edition is judged by its stated release date, never by the clock.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from ictindex import resources
from ictindex.documents import Document, reading
from ictindex.errors import DocumentError

_KEYS = {"document", "until", "decision", "source"}


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
        The decision, and where it is recorded.
    """

    document: str
    until: dt.date
    decision: str
    source: str


def extensions() -> tuple[Extension, ...]:
    """Return the extensions on record (``methodology/extensions.toml``).

    Raises
    ------
    DocumentError
        If the record is unusable.

    Examples
    --------
    >>> extensions()
    ()
    """
    path = resources.folder("methodology") / "extensions.toml"
    content = reading.parse(reading.read(path), path.name)
    found = content.get("extensions", [])
    if set(content) - {"extensions"} or not isinstance(found, list) or not all(map(_fits, found)):
        raise DocumentError("document.syntax", file=path.name, detail="[[extensions]]")
    return tuple(Extension(**one) for one in found)


def _fits(one: Any) -> bool:
    return (
        isinstance(one, dict)
        and set(one) == _KEYS
        and type(one["until"]) is dt.date
        and all(isinstance(one[name], str) and one[name] for name in _KEYS - {"until"})
    )


def validity(
    document: Document, known: Sequence[Extension] | None = None
) -> tuple[dt.date | None, dt.date | None]:
    """Return the first and the last day on which a methodology is valid, extensions included.

    Parameters
    ----------
    document : Document
        The methodology.
    known : sequence of Extension, optional
        The extensions; by default those on record.

    Returns
    -------
    tuple of datetime.date or None
        ``None``: the document does not say.

    Examples
    --------
    >>> from ictindex.documents import library
    >>> [str(day) for day in validity(library()["idi-methodology-2023"])]
    ['2023-11-01', '2027-10-31']
    """
    last = document.valid_until
    for one in extensions() if known is None else known:
        if one.document == document.id and last is not None:
            last = max(last, one.until)
    return document.valid_from, last


def record(document: Document) -> dict[str, Any]:
    """Return what an edition keeps of the validity of its methodology.

    Examples
    --------
    >>> from ictindex.documents import library
    >>> record(library()["idi-methodology-2023"])["extensions"]
    []
    """
    first, last = validity(document)
    return {
        "document": document.id,
        "valid_from": first,
        "valid_until": last,
        "extensions": [
            {"until": one.until, "decision": one.decision, "source": one.source}
            for one in extensions()
            if one.document == document.id
        ],
    }
