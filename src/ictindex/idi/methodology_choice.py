"""Choosing a methodology: the one in force for an edition, by its id, or of a file."""

from __future__ import annotations

import numbers
import os
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType

from ictindex import documents
from ictindex.core.arguments import require
from ictindex.core.errors import UnknownMethodologyError, UsageError
from ictindex.idi.methodology import Methodology


def is_year(year: object) -> bool:
    """Tell whether a year is an integer: 2024.0 and "2024" would be shown so in every view."""
    if isinstance(year, bool) or not isinstance(year, numbers.Integral):
        return False
    return 0 < int(year) < 10000


def named(value: object) -> str:
    """Return a value as a program writes it, for a message."""
    try:
        return repr(value)[:80]
    except ValueError:  # an integer of thousands of digits
        return type(value).__name__


def methodology(
    name: str | os.PathLike[str], edition: int | None = None, *, provisional: bool = False
) -> Methodology:
    """Return the methodology in force for an edition, or the one with an id, or one of a file.

    Parameters
    ----------
    name : str or path
        ``"idi"`` (with ``edition``), the id of a document such as ``"idi-methodology-2023"``, or
        the path of a TOML file.
    edition : int, optional
        Year of the edition.
    provisional : bool
        Whether the last document will do for an edition after its last one: to collect and to
        check data by, never to compute with.

    Returns
    -------
    Methodology
        The document, ready to compute and to show itself.

    Raises
    ------
    UnknownMethodologyError
        If there is none of that name or for that edition; the message names those there are.
    UsageError
        If an index is named without an edition: none is guessed.
    DocumentError
        If a file is unusable.

    Examples
    --------
    >>> import ictindex as ict
    >>> ict.methodology("idi", edition=2024)
    <Methodology idi-methodology-2023>
    """
    require(isinstance(name, (str, os.PathLike)), "name", "text", name)
    if edition is not None and not is_year(edition):
        raise UsageError("methodology.edition-no-year", edition=named(edition))
    if isinstance(name, os.PathLike) or name.endswith(".toml"):
        document: documents.Document | None = documents.load_document(Path(name))
    else:
        document = documents.find(name)
    if document is not None:
        # A draft is for no edition: what asks it to compute is told so.
        if (
            document.status == "released"
            and edition is not None
            and (edition not in documents.editions_of(document))
        ):
            if provisional and document == documents.latest(document.index):
                return Methodology(document, edition)
            documents.refuse_after_the_last(document, edition)
            raise UnknownMethodologyError(
                "methodology.not-for-edition",
                document=document.id,
                edition=str(edition),
                allowed=documents.editions_of(document) or "-",
            )
        return Methodology(document, edition)
    known = documents.library()
    indices = {d.index for d in known.values()}
    if name in indices and edition is None:
        own = [d for d in known.values() if d.index == name]
        editions = sorted({e for d in own for e in documents.editions_of(d)})
        raise UsageError("methodology.edition-needed", index=name, allowed=editions)
    if edition is None or name not in indices:
        raise UnknownMethodologyError(
            "methodology.unknown", wanted=name, allowed=sorted(indices | known.keys())
        )
    if provisional:
        return Methodology(documents.document_to_collect(name, edition)[0], edition)
    return Methodology(documents.document_for(name, edition), edition)


def methodologies() -> Mapping[str, Methodology]:
    """Return all methodologies of this installation by id, drafts included.

    Returns
    -------
    mapping
        ``Methodology`` by id, in the order of their adoption.

    Examples
    --------
    >>> import ictindex as ict
    >>> ict.methodologies()["idi-methodology-2017-draft-14"].document.status
    'draft'
    """
    return MappingProxyType({k: Methodology(d) for k, d in documents.library().items()})
