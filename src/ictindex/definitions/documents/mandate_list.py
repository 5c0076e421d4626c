"""The resolutions that instruct the publisher, clause by clause, with what serves each clause.

A methodology document names its mandate. A text that nobody read has no clauses here, and every
view of a document under such a text says so.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from functools import lru_cache
from types import MappingProxyType
from typing import Annotated, Literal

from ictindex.core import package_data
from ictindex.core.errors import DocumentError
from ictindex.definitions.documents.bibliography import READ, sources_read
from ictindex.definitions.documents.fields import Identifier, Year
from ictindex.definitions.documents.parts import Bounds, Length, Part, part
from ictindex.definitions.documents.toml_reader import read_part, read_toml
from ictindex.language.findings import Finding

Verdict = Literal["whole", "partly", "not", "not-software"]
Section = Literal[
    "resolves",
    "secretary-general-and-director",
    "director",
    "study-groups",
    "secretary-general",
    "council",
    "member-states",
    "other-resolutions",
]
NONE = "none"


@part
class Clause(Part):
    """A clause of a resolution, with what serves it.

    Parameters
    ----------
    section : str
        The part of the resolution: whom it instructs or invites.
    number : int
        Number in this part; 0 for a part of a single clause.
    verdict : str
        ``"whole"``, ``"partly"``, ``"not"`` or ``"not-software"``.
    commands : tuple of str
        Commands that serve it, to be run one after the other.
    text : str
        The text, in the languages in which it was read.
    """

    section: Section
    number: Annotated[int, Bounds(ge=0)] = 0
    verdict: Verdict
    commands: tuple[Annotated[str, Length(1)], ...] = ()
    text: str = ""

    def faults(self) -> Iterator[str]:
        """Yield a whole clause without a command, and commands of a clause that none serves."""
        if self.verdict == "whole" and not self.commands:
            yield f"clause-needs-command:{self.id}"
        if self.verdict in ("not", "not-software") and self.commands:
            yield f"clause-has-command:{self.id}"

    @property
    def id(self) -> str:
        """Section and number: ``"director-5"``."""
        return f"{self.section}-{self.number}" if self.number else self.section


@part
class Mandate(Part):
    """A revision of the resolution that is the mandate of the indices.

    Parameters
    ----------
    id, title, year
        Id, title in the language of the text, year of the conference.
    read : str
        Row of the list of sources that says what was read.
    languages : tuple of str
        Languages in which the text was read; none if nobody read it.
    begins, ends : datetime.date, optional
        Days of the conference, of which no text was read.
    validity_years : int, optional
        Years for which a methodology is valid by this text.
    clauses : tuple of Clause
        The clauses, in the order of the text.
    """

    id: Identifier
    title: Annotated[str, Length(1)]
    year: Year
    read: Identifier
    languages: tuple[Literal["en", "fr", "es", "ar", "ru", "zh"], ...] = ()
    begins: dt.date | None = None
    ends: dt.date | None = None
    validity_years: Annotated[int, Bounds(ge=1)] | None = None
    clauses: tuple[Clause, ...] = ()

    def faults(self) -> Iterator[str]:
        """Yield clauses of a text that was not read, and a row of sources that does not fit."""
        if (self.clauses or self.validity_years) and not self.languages:
            yield "mandate-not-read:clauses"
        row = sources_read().get(self.read)
        if row is None or (self.languages and row.copy_kind not in READ):
            yield f"mandate-not-read:{self.read}"

    @property
    def is_read(self) -> bool:
        """True if the text was read in at least one language."""
        return bool(self.languages)


@lru_cache(maxsize=1)
def mandates() -> Mapping[str, Mandate]:
    """Return the revisions of the mandate by id, in the order of the conferences."""
    listed = []
    for path in sorted((package_data.folder("methodology") / "mandates").glob("*.toml")):
        mandate = read_part(Mandate, read_toml(path), path.name)
        if mandate.id != path.stem:
            raise DocumentError("document.file-name", file=path.name, key="id", value=mandate.id)
        listed.append(mandate)
    listed.sort(key=lambda mandate: (mandate.year, mandate.id))
    return MappingProxyType({mandate.id: mandate for mandate in listed})


def mandate_in_force(key: str) -> Mandate | None:
    """Return the last text that was read, up to the mandate that a document names.

    Examples
    --------
    >>> mandate_in_force("resolution-131-rev-bucharest-2022").id
    'resolution-131-rev-dubai-2018'
    >>> mandate_in_force("none") is None
    True
    """
    by_id = mandates()
    if key not in by_id:
        return None
    read = [each for each in by_id.values() if each.is_read and each.year <= by_id[key].year]
    return read[-1] if read else None


def find_unread_mandate(key: str, document: str) -> Finding | None:
    """Return the finding that nobody read the mandate of a document; ``None`` if it was read.

    Examples
    --------
    >>> find_unread_mandate("resolution-131-rev-bucharest-2022", "idi-methodology-2023").code
    'methodology.mandate-unread'
    >>> find_unread_mandate("resolution-131-rev-dubai-2018", "ipb-methodology-2021") is None
    True
    """
    mandate = mandates().get(key)
    if mandate is None or mandate.is_read:
        return None
    later = tuple(str(each.year) for each in later_conferences(key))
    details = {"document": document, "mandate": key, "later": later}
    return Finding("methodology.mandate-unread", "warning", details=details)


def later_conferences(key: str) -> tuple[Mandate, ...]:
    """Return the later conferences whose results were not read.

    Examples
    --------
    >>> [each.year for each in later_conferences("resolution-131-rev-bucharest-2022")]
    [2026]
    """
    by_id = mandates()
    if key not in by_id:
        return ()
    return tuple(
        each for each in by_id.values() if each.year > by_id[key].year and not each.is_read
    )
