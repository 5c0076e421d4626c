"""The file ``site.toml`` of a publisher: the name of the site and the files that it shows."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Annotated, Literal

from ictindex.core.clock import is_instant
from ictindex.core.errors import UsageError
from ictindex.definitions.documents.parts import Bounds, Length, Listed, Part, Pattern, part
from ictindex.definitions.documents.toml_reader import read_part, read_toml
from ictindex.editions.public_folders import SITE_DOCUMENT as NAME
from ictindex.language import i18n

_KEYS = "docs/reference/site-toml.md"

Line = Annotated[str, Length(1)]
WebAddress = Annotated[str, Pattern(r"https?://[^\s<>\"']+")]
EditionYear = Annotated[int, Bounds(ge=2000, le=2100)]
LanguageCode = Annotated[str, Listed("unknown-language", lambda: i18n.LANGUAGES)]


@part
class EditionTable(Part):
    """A published edition as files: its printed scores, and the values behind them."""

    edition: EditionYear
    values: Line
    source: Line
    index: Literal["idi"] = "idi"
    scores: Line | None = None
    form: Line | None = None
    layout: Line | None = None
    # The files are a third party's copy of the publication.
    third_party: bool = False
    released: Annotated[str, Pattern(r"\d{4}-\d\d-\d\d")] | None = None


@part
class PriceTable(Part):
    """A file of price baskets over the years."""

    file: Line
    edition: EditionYear
    source: Line
    form: Line | None = None
    third_party: bool = False
    columns: Mapping[str, str] | None = None


@part
class SeriesTable(Part):
    """A file of observations next to the editions: by sex, by location, over years."""

    file: Line
    source: Line
    form: Line | None = None
    layout: Line | None = None
    third_party: bool = False


@part
class OwnLicence(Part):
    """Terms of a publisher's own."""

    name: Line
    address: str
    share_alike: bool
    non_commercial: bool


@part
class SourceTable(Part):
    """A source of figures with its licence; for a source on record, only its edition."""

    id: Line
    edition: str
    title: str | None = None
    publisher: Line | None = None
    address: str | None = None
    licence: Line | None = None
    own_licence: OwnLicence | None = None

    def list_keys(self) -> dict[str, object]:
        """Return what the table states, without the keys that it leaves out."""
        return {key: value for key, value in self.to_dict().items() if value is not None}


@part
class MapTable(Part):
    """The settings for the map file of the publisher: the properties of code and status."""

    code: Line = "iso3"
    status: Line = "status"
    undetermined: tuple[Line, ...] = ("undetermined",)


@part
class Publisher(Part):
    """The publisher of the site, and the ways to contact it."""

    name: Line
    contact: Line | None = None
    address: WebAddress | None = None


@part
class SiteDocument(Part):
    """All settings of ``site.toml``."""

    publisher: Publisher
    title: Mapping[str, str] | None = None
    languages: tuple[LanguageCode, ...] = i18n.LANGUAGES
    # The edition that the start page shows; by default the newest.
    first: Line | None = None
    synthetic: bool = False
    # An instant in UTC: the site is not built before it.
    embargo: Line | None = None
    # Offer the whole folder of each edition, with its record of sources and consultations.
    packages: bool = False
    # Files and folders in the folder of the site that are the publisher's.
    keep: tuple[Line, ...] = ()
    # Web address of the start page, for the feed, the map of the site and the catalogue entry.
    address: WebAddress | None = None
    edition: tuple[EditionTable, ...] = ()
    prices: PriceTable | None = None
    map: MapTable = MapTable()
    series: tuple[SeriesTable, ...] = ()
    source: tuple[SourceTable, ...] = ()
    # The source of the editions of the register: the owner of their figures.
    editions_source: Line | None = None

    @property
    def files(self) -> tuple[str, ...]:
        """All files that it names."""
        named = [
            name for table in self.edition for name in (table.values, table.scores, table.layout)
        ]
        named += [name for table in self.series for name in (table.file, table.layout)]
        named += [self.prices.file] if self.prices else []
        return tuple(name for name in named if name is not None)

    def faults(self) -> Iterator[str]:
        """Yield invalid and repeated languages, and an embargo that is no instant."""
        for language in self.title or ():
            if language not in i18n.LANGUAGES:
                yield f"unknown-language:title.{language}"
        for language in {code for code in self.languages if self.languages.count(code) > 1}:
            yield f"language-twice:languages.{language}"
        if self.embargo is not None and not is_instant(self.embargo):
            yield f"no-instant:{self.embargo}"


def read_site_document(folder: Path) -> SiteDocument:
    """Read ``site.toml`` of a publisher's folder; all its faults are reported at once."""
    file = folder / NAME
    if not file.is_file():
        raise UsageError("site.document-missing", file=NAME, folder=str(folder))
    return read_part(SiteDocument, read_toml(file), NAME, _KEYS)
