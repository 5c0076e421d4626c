"""Reading what a site shows: files of a publisher's folder, and editions of a register."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path, PurePath
from typing import TYPE_CHECKING, Any

from ictindex.analysis.tables.edition_figures import figures_of_published, figures_of_result
from ictindex.core.errors import RefusedObservationsError, UnusableFileError, UsageError
from ictindex.data.observation_reader import read_observations
from ictindex.data.observations import Observations
from ictindex.data.published_figures import Published, read_published
from ictindex.definitions.catalogue.licence_notices import cite_shortly
from ictindex.definitions.catalogue.licences import INVENTED, DataSource, find_source
from ictindex.editions.edition_list import list_editions
from ictindex.indices.index_protocols import compute, methodology
from ictindex.indices.ipb.price_series import PriceSeries
from ictindex.indices.ipb.series_reader import read_baskets
from ictindex.indices.results import result_kind
from ictindex.publishing.website.release_gate import refuse_early, refuse_errata_of_others
from ictindex.publishing.website.site_document import (
    EditionTable,
    PriceTable,
    SeriesTable,
    SiteDocument,
)
from ictindex.publishing.website.site_edition import COPIED, SiteEdition, order_editions
from ictindex.publishing.website.site_inputs import QuotedPrices, QuotedSeries, SiteInputs
from ictindex.publishing.website.source_list import SourceList

if TYPE_CHECKING:
    from ictindex.editions.opened_results import PublishedResult

UNOFFICIAL = "unofficial"


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
    refuse_early(document, listed)
    refuse_errata_of_others(listed)
    opened: dict[str, list[Any]] = {"idi": [], "ipb": []}
    for entry in listed:
        if entry.state == "published" and entry.index in opened:
            opened[entry.index].append(entry.open())
    named = document.editions_source or ""
    unofficial = ranks == UNOFFICIAL
    results = [_opened_edition(result, named, unofficial) for result in opened["idi"]]
    sources = SourceList.from_tables(document.source)
    tables = [_read_edition(folder, table, sources, unofficial) for table in document.edition]
    shown = sorted([*results, *tables], key=order_editions)
    if not shown:
        raise UsageError("site.no-edition", file="site.toml")
    keys = [edition.key for edition in shown]
    twice = sorted({key for key in keys if keys.count(key) > 1})
    if twice:
        raise UsageError("site.edition-twice", editions=twice)
    prices = None if document.prices is None else _read_prices(folder, document.prices, sources)
    series = tuple(_read_series(folder, table) for table in document.series)
    inputs = SiteInputs(
        folder=folder,
        document=document,
        editions=tuple(shown),
        baskets=tuple(opened["ipb"]),
        quoted_prices=prices,
        series=series,
        editions_folder=editions,
        land=land,
    )
    inputs.require_licences()
    return inputs


def _opened_edition(
    result: PublishedResult, source: str, has_unofficial_ranks: bool
) -> SiteEdition:
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
        has_unofficial_ranks=has_unofficial_ranks,
    )


def _read_edition(
    folder: Path, table: EditionTable, sources: SourceList, has_unofficial_ranks: bool
) -> SiteEdition:
    """Read a published edition from its files: the published scores, and the values behind them."""
    observations = _read_values(folder, table.values, table.form, table.layout, table.edition)
    document = methodology(table.index, edition=table.edition)
    printed: Published | None = observations.published.get(table.edition)
    files = [table.values]
    if table.scores is not None:
        files.append(table.scores)
        printed = read_published(_find_file(folder, table.scores))
        _refuse_errors(printed, table.scores)
    if printed is None:
        raise UsageError("site.scores-missing", file=table.values, edition=str(table.edition))
    printed = _name_source(printed, files, sources.get(table.source))
    # Invented figures were published by nobody, also where they come as a table.
    kind = "demonstration" if table.source == INVENTED else result_kind.READ
    return SiteEdition(
        key=f"{table.index}-{table.edition}",
        kind=kind,
        edition=table.edition,
        figures=figures_of_published(
            printed, document, table.edition, COPIED if table.third_party else (), kind
        ),
        result=compute(document, observations, edition=table.edition),
        observations=observations,
        source=table.source,
        released=None if table.released is None else dt.date.fromisoformat(table.released),
        digests=_list_digests(folder, files),
        has_unofficial_ranks=has_unofficial_ranks,
        is_copy=table.third_party,
        owner=sources.get(table.source),
    )


def _name_source(printed: Published, files: Sequence[str], source: DataSource | None) -> Published:
    """Name the publication where the rows of a table name nothing but the file they were read from.

    The file and its digest are on the page of the edition.
    """
    if source is None:
        return printed
    name = source.id if find_source(source.id) is source else cite_shortly(source, "en")
    own = {PurePath(file).name for file in files}
    return replace(
        printed,
        sources={
            key: name if text.partition("!")[0] in own else text
            for key, text in printed.sources.items()
        },
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
        options["layout"] = _find_file(folder, layout)
    observations = read_observations(_find_file(folder, file), **options)
    _refuse_errors(observations, file)
    for printed in observations.published.values():
        _refuse_errors(printed, file)
    return observations


def _refuse_errors(table: Observations | Published | PriceSeries, file: str) -> None:
    """Refuse a file with errors in its cells: a site without these figures would not show it."""
    if faults := table.findings.errors:
        raise RefusedObservationsError(
            "site.errors-in-file", faults=faults, file=file, document="site.toml"
        )


def _read_series(folder: Path, table: SeriesTable) -> QuotedSeries:
    return QuotedSeries(
        table.source,
        _read_values(folder, table.file, table.form, table.layout),
        _list_digests(folder, [table.file]),
        table.third_party,
    )


def _read_prices(folder: Path, table: PriceTable, sources: SourceList) -> QuotedPrices:
    options: dict[str, Any] = {"columns": table.columns} if table.columns else {}
    if table.form is not None:
        options["form"] = table.form
    prices = read_baskets(_find_file(folder, table.file), edition=table.edition, **options)
    _refuse_errors(prices, table.file)
    digests = _list_digests(folder, [table.file])
    owner = sources.get(table.source)
    return QuotedPrices(table.source, prices, digests, table.third_party, owner)


def _list_digests(folder: Path, files: Iterable[str]) -> tuple[tuple[str, str], ...]:
    """Return name and digest of files; a path of the publisher's computer concerns nobody else."""
    return tuple(
        (PurePath(name).name, _digest_of(_find_file(folder, name))) for name in dict.fromkeys(files)
    )


def _find_file(folder: Path, name: str) -> Path:
    """Return the path of a file that ``site.toml`` names, next to it unless it is absolute."""
    path = folder / name
    if not path.is_file():
        raise UnusableFileError("site.file-missing", file=name, document="site.toml")
    return path


def _digest_of(path: Path) -> str:
    """Return the SHA-256 of a file."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()
