"""The Core List of ICT indicators, as far as it was read: codes, titles, and the mark of each.

The list is that of the Partnership on Measuring ICT for Development. A code or a title that nobody
read has no place here: a row has at least one of the two, each with its mark and the row of the
list of sources that says what was read.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Annotated, Literal, get_args

from ictindex.core import package_data
from ictindex.definitions import catalogue
from ictindex.definitions.documents.bibliography import READ, sources_read
from ictindex.definitions.documents.fields import Identifier, IndicatorId, Year
from ictindex.definitions.documents.parts import Length, Part, Pattern, part
from ictindex.definitions.documents.toml_reader import read_part, read_toml

Area = Literal[
    "infrastructure", "households", "enterprises", "ict-sector", "education", "government"
]
AREAS: tuple[Area, ...] = get_args(Area)
Language = Literal["en", "fr", "es", "ar", "ru", "zh"]
LANGUAGES: tuple[Language, ...] = get_args(Language)
ReadMark = Literal["printed", "second-hand"]
Unit = Literal["households", "individuals", "enterprises", "employees", "schools", "learners"]
# Before the id of a row where indicators of the catalogue are named too; its name is found by it.
PREFIX = "core-list/"
CODE = r"^[A-Z]{1,3}[0-9]{1,2}(bis)?$"
Code = Annotated[str, Pattern(CODE)]
SdgNumber = Annotated[str, Pattern(r"^[0-9]{1,2}\.[0-9a-d]{1,2}\.[0-9]$")]
Text = Annotated[str, Length(1)]


def _fault_of_mark(mark: str, read: str) -> Iterator[str]:
    """Yield a mark without a source, and a printed one whose source nobody read in print."""
    row = sources_read().get(read)
    if row is None or row.copy_kind == "none" or (mark == "printed" and row.copy_kind not in READ):
        yield f"core-list-not-read:{read}"


@part
class ReadCode(Part):
    """A code of the Core List as it was read."""

    text: Code
    mark: ReadMark
    read: Identifier

    def faults(self) -> Iterator[str]:
        """Yield a mark that its source does not support."""
        yield from _fault_of_mark(self.mark, self.read)


@part
class ReadTitle(Part):
    """A title as it was read: all its words, or a short form of them."""

    language: Language
    text: Text
    form: Literal["whole", "short"]
    mark: ReadMark
    read: Identifier
    year: Year | None = None

    def faults(self) -> Iterator[str]:
        """Yield a mark that its source does not support."""
        yield from _fault_of_mark(self.mark, self.read)

    @property
    def is_printed(self) -> bool:
        """True if all words were read in print."""
        return self.form == "whole" and self.mark == "printed"


@part
class ReadDefinition(Part):
    """A definition that was read in English: a part word for word, or a short form."""

    form: Literal["excerpt", "short"]
    read: Identifier

    def faults(self) -> Iterator[str]:
        """Yield a source that nobody read in print."""
        yield from _fault_of_mark("printed", self.read)


@part
class ListRead(Part):
    """One list of the Partnership, and how much of it was read."""

    year: Year
    title: Text
    read: Identifier
    extent: Literal["titles", "none"]

    def faults(self) -> Iterator[str]:
        """Yield a list whose row of sources is absent."""
        if self.read not in sources_read():
            yield f"core-list-not-read:{self.read}"


@part
class CoreRow(Part):
    """An indicator of the Core List: what was read of it, and its indicator in the catalogue."""

    id: Identifier
    area: Area
    code: ReadCode | None = None
    titles: tuple[ReadTitle, ...] = ()
    unit: Unit | Literal[""] = ""
    indicator: IndicatorId | Literal[""] = ""
    match: Literal["same", "near", ""] = ""
    sdg: tuple[SdgNumber, ...] = ()
    definition: ReadDefinition | None = None
    trap: bool = False

    def faults(self) -> Iterator[str]:
        """Yield a row of which nothing was read, and an indicator without a degree of match."""
        if self.code is None and not self.titles:
            yield f"core-list-nothing-read:{self.id}"
        if bool(self.indicator) != bool(self.match):
            yield f"core-list-match:{self.id}"

    @property
    def same_indicator(self) -> str:
        """The indicator of the catalogue that measures the same; empty if there is none."""
        return self.indicator if self.match == "same" else ""

    @property
    def years(self) -> tuple[int, ...]:
        """The years of the lists in which it was read, where the texts state them."""
        return tuple(sorted({title.year for title in self.titles if title.year is not None}))


@part
class SdgIndicator(Part):
    """An indicator of the Sustainable Development Goals in the wording of the United Nations."""

    number: SdgNumber
    indicators: tuple[IndicatorId, ...]
    read: Identifier
    titles: Mapping[str, Text]
    definition: ReadDefinition | None = None
    trap: bool = False

    def faults(self) -> Iterator[str]:
        """Yield a source that nobody read in print."""
        yield from _fault_of_mark("printed", self.read)

    @property
    def id(self) -> str:
        """Id under which its words are in the language files: ``"sdg-17-8-1"``."""
        return f"sdg-{self.number.replace('.', '-')}"


@part
class CoreListDocument(Part):
    """The Core List as far as it was read."""

    lists: tuple[ListRead, ...]
    rows: tuple[CoreRow, ...]
    sdg: tuple[SdgIndicator, ...]

    def faults(self) -> Iterator[str]:
        """Yield ids and codes that are there twice, and lists and SDG numbers that are absent."""
        ids = [row.id for row in self.rows]
        codes = [row.code.text for row in self.rows if row.code is not None]
        numbers = [entry.number for entry in self.sdg]
        for names in (ids, codes, numbers):
            yield from (
                f"core-list-twice:{name}" for n, name in enumerate(names) if name in names[:n]
            )
        years = {entry.year for entry in self.lists}
        for row in self.rows:
            yield from (f"core-list-unknown:{year}" for year in row.years if year not in years)
            yield from (
                f"core-list-unknown:{number}" for number in row.sdg if number not in numbers
            )

    def find_row(self, code: str) -> CoreRow | None:
        """Return the row of a code that was read; ``None`` if no row has it.

        Examples
        --------
        >>> core_list_document().find_row("HH4").indicator
        'households-computer'
        """
        return next((row for row in self.rows if row.code and row.code.text == code), None)

    @property
    def further_rows(self) -> tuple[str, ...]:
        """The rows without an indicator of the catalogue that measures the same, as ids.

        Examples
        --------
        >>> core_list_document().further_rows[:2]
        ('core-list/fixed-internet-subscribers', 'core-list/fixed-broadband-subscribers')
        """
        return tuple(f"{PREFIX}{row.id}" for row in self.rows if not row.same_indicator)

    def has_row(self, id: str) -> bool:
        """Tell whether an id is that of a row without an indicator of the catalogue."""
        return id.startswith(PREFIX) and id in self.further_rows

    def sdg_numbers(self, row: CoreRow) -> tuple[str, ...]:
        """Return the SDG indicators of a row: those of its indicator, and related ones.

        Examples
        --------
        >>> core_list_document().sdg_numbers(core_list_document().find_row("HH18"))
        ('5.b.1',)
        """
        own = codes_of(row.same_indicator, "sdg")
        return (*own, *(number for number in row.sdg if number not in own))


def codes_of(indicator: str, kind: str) -> tuple[str, ...]:
    """Return the codes of an indicator of the catalogue in another system; none without one.

    Examples
    --------
    >>> codes_of("mobile-phone-ownership", "itu")
    ('xHH18_IDI', 'xHH18')
    """
    if not indicator:
        return ()
    return tuple(catalogue.indicators()[indicator].codes.get(kind, ()))


@lru_cache(maxsize=1)
def core_list_document() -> CoreListDocument:
    """Return the Core List as far as it was read."""
    path = package_data.folder("methodology") / "catalogue" / "core_list.toml"
    return read_part(CoreListDocument, read_toml(path), path.name)
