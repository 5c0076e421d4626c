"""Everything that a site is made from: its settings, editions, price baskets and series."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from ictindex.analysis.change.edition_series import series as join_editions
from ictindex.core.data_classes import dataclass
from ictindex.core.errors import UsageError
from ictindex.data.observations import Observations
from ictindex.definitions.catalogue.licence_notices import cite_shortly
from ictindex.definitions.catalogue.licences import INVENTED, DataSource
from ictindex.publishing.website.site_document import SiteDocument
from ictindex.publishing.website.site_edition import COPIED, SiteEdition, name_origin
from ictindex.publishing.website.source_list import SourceList

if TYPE_CHECKING:
    from ictindex.editions.opened_results import PublishedBaskets
    from ictindex.indices.ipb.price_series import PriceSeries


@dataclass(frozen=True, eq=False)
class QuotedSeries:
    """A file of observations next to the editions: its source, figures, and digest by file name."""

    source: str
    observations: Observations
    digests: tuple[tuple[str, str], ...] = ()
    is_copy: bool = False


@dataclass(frozen=True, eq=False)
class QuotedPrices:
    """Price baskets over the years: their source, figures, and digest by file name."""

    source: str
    series: PriceSeries
    digests: tuple[tuple[str, str], ...] = ()
    # Its file is a third party's copy of the publication.
    is_copy: bool = False

    # Its publication, if it is on record or stated in ``site.toml``.
    owner: DataSource | None = None

    @property
    def whose(self) -> str:
        """Whose prices those are that were read, as a commentary words it."""
        return name_origin(self.owner, is_copy=self.is_copy)

    def cite(self, language: str) -> str:
        """Return the citation of the publication; empty if it is not known."""
        return "" if self.owner is None else cite_shortly(self.owner, language)

    def notices(self, language: str) -> list[str]:
        """Return what every page on the prices says first."""
        return [notice.to_text(language) for notice in COPIED if self.is_copy]


@dataclass(frozen=True, eq=False)
class SiteInputs:
    """All inputs of a site; each page gets those that it shows from the plan of the pages."""

    folder: Path
    document: SiteDocument
    editions: tuple[SiteEdition, ...]
    baskets: tuple[PublishedBaskets, ...]
    # Of a file of the publisher: the prices of opened editions are in ``baskets``.
    quoted_prices: QuotedPrices | None
    series: tuple[QuotedSeries, ...]
    editions_folder: Path | None
    land: Path | None = None

    @cached_property
    def sources(self) -> SourceList:
        """The sources that the publisher states, and those on record."""
        return SourceList.from_tables(self.document.source)

    @property
    def source_keys(self) -> Iterator[str]:
        """Ids of the sources of every figure, in the order of the pages."""
        yield from (edition.source for edition in self.editions)
        if self.prices is not None:
            yield self.prices.source
        yield from (series.source for series in self.series)

    def require_licences(self) -> None:
        """Refuse a site with a source that has no licence; name all such sources."""
        joined = [self.document.editions_source or ""] if self._publishes_baskets else []
        self.sources.require_licences([*self.source_keys, *joined])

    @property
    def _publishes_baskets(self) -> bool:
        return any(result.kind != "demonstration" for result in self.baskets)

    @cached_property
    def prices(self) -> QuotedPrices | None:
        """The prices of its file, or those of its opened editions as one series."""
        if self.quoted_prices is not None or not self.baskets:
            return self.quoted_prices
        source = (self.document.editions_source or "") if self._publishes_baskets else INVENTED
        series = join_editions([*self.baskets])
        return QuotedPrices(source, series, owner=self.sources.get(source))

    @property
    def first(self) -> SiteEdition:
        """The edition that the start page shows."""
        if self.document.first is None:
            return self.editions[-1]
        for edition in self.editions:
            if edition.key == self.document.first:
                return edition
        raise UsageError(
            "site.edition-unknown",
            wanted=self.document.first,
            allowed=[edition.key for edition in self.editions],
        )
