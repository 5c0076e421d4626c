"""The figures that a site shows: opened editions, published tables, price baskets and series."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Mapping, Sequence
from decimal import Decimal
from functools import cached_property
from pathlib import Path, PurePath
from typing import TYPE_CHECKING, Any

from ictindex.analysis.tables.edition_figures import (
    EditionFigures,
    figures_of_published,
    figures_of_result,
)
from ictindex.core.data_classes import dataclass
from ictindex.core.errors import UnusableFileError, UsageError
from ictindex.data.observation_reader import read_observations
from ictindex.data.observations import Observations
from ictindex.data.published import Published, read_published
from ictindex.definitions.catalogue.licences import (
    INVENTED,
    DataSource,
    data_source,
    own_source,
    require_licence,
)
from ictindex.editions.edition_list import list_editions
from ictindex.indices.index_protocols import compute, methodology
from ictindex.indices.ipb.series_reader import read_baskets
from ictindex.indices.results import result_kind
from ictindex.publishing.website.site_document import EditionTable, PriceTable, SiteDocument

if TYPE_CHECKING:
    from ictindex.editions.opened_results import PublishedBaskets, PublishedResult
    from ictindex.indices.idi.result import Result
    from ictindex.indices.ipb.price_series import PriceSeries

UNOFFICIAL = "unofficial"


@dataclass(frozen=True, eq=False)
class SiteEdition:
    """An edition of the development index on the site.

    ``figures`` are what its pages show: the published scores. ``result`` has the scores recomputed
    from the values that are here, for explanations; where it differs from the published scores, it
    never replaces them.
    """

    key: str
    kind: str
    edition: int
    figures: EditionFigures
    result: Result
    observations: Observations
    source: str
    released: dt.date | None = None
    # Root digest of an edition that was opened, or digests of the files of a published table.
    root: str = ""
    digests: tuple[tuple[str, str], ...] = ()

    @property
    def year(self) -> int:
        """The year of its data."""
        return self.figures.year

    @property
    def is_opened(self) -> bool:
        """Tell whether it was opened from a register, with its root digest."""
        return bool(self.root)

    @property
    def is_synthetic(self) -> bool:
        """Tell whether its economies are invented."""
        return self.kind == "demonstration"

    @property
    def root_node(self) -> str:
        """Id of the index in the tree of its methodology."""
        return self.figures.methodology.plan.root

    @cached_property
    def scores(self) -> Mapping[str, Decimal]:
        """The published index of each economy."""
        return self.figures.column(self.root_node)

    @cached_property
    def economies(self) -> tuple[str, ...]:
        """ISO3 codes of all economies with a score or with values, sorted."""
        return tuple(sorted({*self.scores, *self.result.economies}))


@dataclass(frozen=True, eq=False)
class SiteInputs:
    """All inputs of the pages of a site."""

    folder: Path
    document: SiteDocument
    editions: tuple[SiteEdition, ...]
    baskets: tuple[PublishedBaskets, ...]
    prices: PriceSeries | None
    series: tuple[tuple[str, Observations], ...]
    editions_folder: Path | None
    ranks: str | None = None
    land: Path | None = None

    @cached_property
    def own_sources(self) -> Mapping[str, DataSource]:
        """The sources that the publisher states, by id."""
        return {table.id: own_source(table.stated(), "site.toml") for table in self.document.source}

    def source(self, key: str) -> DataSource:
        """Return a source by its id: one that the publisher states, or one on record."""
        return self.own_sources.get(key) or data_source(key)

    def require_licences(self) -> None:
        """Refuse a site with a source that has no licence; name all such sources."""
        prices = self.document.prices
        keys = [edition.source for edition in self.editions]
        keys += [prices.source] if prices else []
        keys += [source for source, _ in self.series]
        keys += [self.document.editions_source or ""] if self._publishes_baskets else []
        require_licence([self.own_sources.get(key, key) for key in dict.fromkeys(keys)])

    @property
    def _publishes_baskets(self) -> bool:
        return any(result.kind != "demonstration" for result in self.baskets)

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

    def shows_ranks(self, edition: SiteEdition) -> bool:
        """Tell whether ranks of an edition are shown: published, or unofficial on request."""
        return edition.figures.ranks_published or self.ranks == UNOFFICIAL

    @property
    def has_unofficial_ranks(self) -> bool:
        """Tell whether pages show ranks that are not part of a publication."""
        return self.ranks == UNOFFICIAL and any(
            not edition.figures.ranks_published for edition in self.editions
        )

    def earlier(self, edition: SiteEdition) -> SiteEdition | None:
        """Return the edition before another, of the same kind and methodology."""
        before = [
            other
            for other in self.editions
            if other.edition < edition.edition
            and other.kind == edition.kind
            and other.figures.methodology.document.id == edition.figures.methodology.document.id
        ]
        return before[-1] if before else None

    def comparable(self, edition: SiteEdition) -> tuple[SiteEdition, ...]:
        """Return the editions of the same kind, oldest first: those that form one series."""
        return tuple(other for other in self.editions if other.kind == edition.kind)


def read_site(
    folder: Path,
    document: SiteDocument,
    editions: Path | None = None,
    *,
    ranks: str | None = None,
    land: Path | None = None,
) -> SiteInputs:
    """Read the contents of a publisher's folder and a folder of editions."""
    if ranks not in (None, UNOFFICIAL):
        raise UsageError("series.ranks-unknown", wanted=str(ranks)[:80], allowed=[UNOFFICIAL])
    listed = () if editions is None else list_editions(editions)
    opened: dict[str, list[Any]] = {"idi": [], "ipb": []}
    for entry in listed:
        if entry.state == "published" and entry.index in opened:
            opened[entry.index].append(entry.open())
    named = document.editions_source or ""
    results = [_opened_edition(result, named) for result in opened["idi"]]
    tables = [_read_edition(folder, table) for table in document.edition]
    shown = sorted([*results, *tables], key=_order)
    if not shown:
        raise UsageError("site.no-edition", file="site.toml")
    keys = [edition.key for edition in shown]
    twice = sorted({key for key in keys if keys.count(key) > 1})
    if twice:
        raise UsageError("site.edition-twice", editions=twice)
    prices = None if document.prices is None else _read_prices(folder, document.prices)
    series = tuple(
        (table.source, _read_values(folder, table.file, table.form, table.layout))
        for table in document.series
    )
    inputs = SiteInputs(
        folder=folder,
        document=document,
        editions=tuple(shown),
        baskets=tuple(opened["ipb"]),
        prices=prices,
        series=series,
        editions_folder=editions,
        ranks=ranks,
        land=land,
    )
    inputs.require_licences()
    return inputs


def _order(edition: SiteEdition) -> tuple[bool, int, int, str]:
    """Return a sort key: demonstrations first, so that the last edition is the newest real one."""
    return (not edition.is_synthetic, edition.edition, edition.year, edition.key)


def _opened_edition(result: PublishedResult, source: str) -> SiteEdition:
    """Return an edition of a register as the site shows it."""
    return SiteEdition(
        key=result.id,
        kind=result.kind,
        edition=result.edition,
        figures=figures_of_result(result),
        result=result,
        observations=result.observations,
        source=INVENTED if result.kind == "demonstration" else source,
        released=result.released,
        root=result.root,
    )


def _read_edition(folder: Path, table: EditionTable) -> SiteEdition:
    """Read a published edition from its files: the published scores, and the values behind them."""
    observations = _read_values(folder, table.values, table.form, table.layout, table.edition)
    document = methodology(table.index, edition=table.edition)
    printed: Published | None = observations.published.get(table.edition)
    files = [table.values]
    if table.scores is not None:
        files.append(table.scores)
        printed = read_published(find_file(folder, table.scores))
    if printed is None:
        raise UsageError("site.scores-missing", file=table.values, edition=str(table.edition))
    return SiteEdition(
        key=f"{table.index}-{table.edition}",
        kind=result_kind.READ,
        edition=table.edition,
        figures=figures_of_published(printed, document, table.edition),
        result=compute(document, observations, edition=table.edition),
        observations=observations,
        source=table.source,
        released=None if table.released is None else dt.date.fromisoformat(table.released),
        # The name alone: a path of the publisher's computer concerns nobody else.
        digests=tuple(
            (PurePath(name).name, digest_of(find_file(folder, name)))
            for name in dict.fromkeys(files)
        ),
    )


def _read_values(
    folder: Path, file: str, form: str | None, layout: str | None, edition: int | None = None
) -> Observations:
    """Read the values of a file; an error in its cells ends the build."""
    options: dict[str, Any] = {}
    if form is not None:
        options["form"] = form
    if form == "itu-idi":
        options["edition"] = edition
    if layout is not None:
        options["layout"] = find_file(folder, layout)
    return read_observations(find_file(folder, file), **options)


def _read_prices(folder: Path, table: PriceTable) -> PriceSeries:
    options: dict[str, Any] = {"columns": table.columns} if table.columns else {}
    if table.form is not None:
        options["form"] = table.form
    return read_baskets(find_file(folder, table.file), edition=table.edition, **options)


def find_file(folder: Path, name: str) -> Path:
    """Return the path of a file that ``site.toml`` names, next to it unless it is absolute."""
    path = folder / name
    if not path.is_file():
        raise UnusableFileError("site.file-missing", file=name, document="site.toml")
    return path


def digest_of(path: Path) -> str:
    """Return the SHA-256 of a file."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def order_by_name(codes: Sequence[str], names: Mapping[str, str], language: str) -> list[str]:
    """Return codes of economies in the order of their names in a language."""
    from ictindex.language.i18n.collation import sort_key

    return sorted(codes, key=lambda code: sort_key(names[code], language))
