"""Until when a methodology is valid, and for which editions: its own dates and extensions.

An edition is judged by its stated release date, never by the clock. An extension that the expert
groups decided stands on record beside the documents, which stay as they were frozen.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from ictindex.core import package_data
from ictindex.core.errors import DocumentError
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
        The decision, and where it is recorded.
    editions : tuple of int
        Editions that the document is for as well by the decision.
    """

    document: str
    until: dt.date
    decision: str
    source: str
    editions: tuple[int, ...] = ()


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
    path = package_data.folder("methodology") / "extensions.toml"
    content = read_toml(path)
    found = content.get("extensions", [])
    if set(content) - {"extensions"} or not isinstance(found, list) or not all(map(_fits, found)):
        raise DocumentError("document.syntax", file=path.name, detail="[[extensions]]")
    return tuple(Extension(**{**one, "editions": tuple(one.get("editions", ()))}) for one in found)


def _fits(one: Any) -> bool:
    if not isinstance(one, dict) or set(one) - {"editions"} != _KEYS:
        return False
    years = one.get("editions", [])
    return (
        type(one["until"]) is dt.date
        and all(isinstance(one[name], str) and one[name] for name in _TEXTS)
        and isinstance(years, list)
        and all(type(year) is int and 1900 <= year <= 2200 for year in years)
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


def editions_of(document: Document, known: Sequence[Extension] | None = None) -> tuple[int, ...]:
    """Return the editions that a document is for: its own list, and those of extensions.

    Parameters
    ----------
    document : Document
        The methodology.
    known : sequence of Extension, optional
        The extensions; by default those on record.

    Returns
    -------
    tuple of int

    Examples
    --------
    >>> import datetime as dt
    >>> from ictindex.documents import library
    >>> ipb = library()["ipb-methodology-2025"]
    >>> decided = Extension(ipb.id, dt.date(2026, 12, 31), "EGTI 2026", "report", (2026,))
    >>> editions_of(ipb), editions_of(ipb, [decided])
    ((2025,), (2025, 2026))
    """
    found = list(document.editions)
    for one in extensions() if known is None else known:
        if one.document == document.id:
            found += [year for year in one.editions if year not in found]
    return tuple(found)


def record(document: Document) -> dict[str, Any]:
    """Return what an edition keeps of the validity of its methodology."""
    first, last = validity(document)
    return {
        "document": document.id,
        "valid_from": first,
        "valid_until": last,
        "extensions": [
            {
                "until": one.until,
                "decision": one.decision,
                "source": one.source,
                **({"editions": list(one.editions)} if one.editions else {}),
            }
            for one in extensions()
            if one.document == document.id
        ],
    }
