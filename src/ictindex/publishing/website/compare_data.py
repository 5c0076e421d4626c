"""The figures that visitors compare in the page: collections, each under one licence.

A collection has figures by series (a score, an indicator, a basket), by time (an edition or a year)
and by economy or group. Its figures are in scripts that all languages share, as the texts that the
page shows: nothing is rounded in the page.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from itertools import product
from typing import TYPE_CHECKING

import numpy as np

from ictindex.analysis.tables.edition_figures import find_groups
from ictindex.core import decimals
from ictindex.core.data_classes import dataclass
from ictindex.core.errors import CatalogueError, UsageError
from ictindex.data.io.observation_columns import BREAKDOWNS
from ictindex.definitions import catalogue
from ictindex.indices.ipb.medians import MISSING, from_units
from ictindex.indices.ipb.price_panel import STATUSES
from ictindex.indices.results import result_kind
from ictindex.indices.results.group_figures import ALL, mean, median
from ictindex.publishing.website.download_tables import (
    SCORE,
    VALUE,
    PrintedValue,
    find_figure,
    list_series,
    list_values,
)
from ictindex.publishing.website.site_edition import SiteEdition
from ictindex.publishing.website.site_inputs import QuotedPrices, QuotedSeries

if TYPE_CHECKING:
    from ictindex.indices.ipb.price_series import PriceSeries

PRICES = "prices"
GROUPINGS = ("itu-region", "income-group", "ldc", "lldc", "sids", "development")
# Statuses of SDMX that only state that there is a value.
_PLAIN = frozenset({"", "A"})
_PRICE_MARKS = {"experimental": "x", "outside": "o"}
# Ends the id of a group where its figure is that of the economies that all times have.
PANEL = "~"

Figures = Mapping[tuple[str, str, str], tuple[str, str]]


@dataclass(frozen=True, slots=True)
class SeriesEntry:
    """A series of a collection: its id, its measure, and its node, indicator or basket."""

    id: str
    measure: str
    subject: str
    unit: str
    breakdown: Sequence[tuple[str, str]] = ()


@dataclass(frozen=True, slots=True)
class FigureFile:
    """A script of figures: its name, and its times and series (``None``: any)."""

    name: str
    figures: Figures
    times: Sequence[str] | None = None
    series: Sequence[str] | None = None


@dataclass(frozen=True, slots=True)
class Collection:
    """Figures that may be in one table: one kind, one source, one licence."""

    id: str
    kind: str
    source: str
    times: Sequence[str]
    series: Sequence[SeriesEntry]
    economies: Sequence[str]
    groups: Sequence[str]
    files: Sequence[FigureFile]
    editions: Sequence[SiteEdition] = ()
    # Name and digest of the file that its figures are from; editions have their own.
    digests: Sequence[tuple[str, str]] = ()
    # The edition whose rules apply to its prices.
    price_edition: int | None = None
    # Its file is a third party's copy of the publication; editions say so themselves.
    is_copy: bool = False
    # The series of the first view, before any choice.
    first: SeriesEntry | None = None

    @property
    def first_places(self) -> list[str]:
        """The places of the first view: groups, so that no economy comes before others."""
        return [group for group in self.groups if group.startswith("itu-region:")]

    @property
    def first_times(self) -> list[str]:
        """The times of the first view."""
        return [*self.times[-6:]]


def open_first(collection: Collection) -> Collection:
    """Return a collection whose first view is of the series with figures at most of its times."""
    places, times = set(collection.first_places), set(collection.first_times)
    there = {
        (series, time)
        for file in collection.files
        for series, time, code in file.figures
        if time in times and (not places or code in places)
    }
    counts = Counter(series for series, _ in there)
    # Of several the first one.
    first = max(collection.series, key=lambda entry: counts[entry.id], default=None)
    return replace(collection, first=first)


def list_collections(
    editions: Sequence[SiteEdition], prices: QuotedPrices | None, series: Iterable[QuotedSeries]
) -> Iterator[Collection]:
    """Yield the collections of a site: its editions by kind, its prices, its other series."""
    kinds = dict.fromkeys((edition.kind, edition.source) for edition in reversed(editions))
    keys: set[str] = set()
    for kind, source in kinds:
        chosen = [e for e in editions if (e.kind, e.source) == (kind, source)]
        index = chosen[0].figures.methodology.document.index
        key = index if kind == result_kind.READ else f"{index}-{kind}"
        while key in keys:
            key += "-2"
        keys.add(key)
        yield open_first(collect_editions(key, chosen))
    if prices is not None:
        yield open_first(collect_prices(prices))
    for number, quoted in enumerate(series, 1):
        yield open_first(collect_observations(f"series-{number}", quoted))


def collect_editions(key: str, editions: Sequence[SiteEdition]) -> Collection:
    """Return the scores and values of editions of one kind, and means of groups."""
    series: dict[str, SeriesEntry] = {}
    files: list[FigureFile] = []
    groups: dict[str, None] = {}
    times = name_times(editions)
    for edition, time in zip(editions, times, strict=True):
        entries = [
            SeriesEntry(f"{measure}.{node}", measure, node, unit)
            for measure, node, unit in list_series(edition)
        ]
        series.update({entry.id: entry for entry in entries})
        members = list_groups(edition)
        sizes = size_groups(edition, members)
        groups.update(dict.fromkeys(members))
        scored = [entry for entry in entries if entry.measure == SCORE]
        figures = dict(edition_cells(edition, entries, time))
        figures.update(group_cells(edition, scored, time, members, sizes))
        figures.update(panel_cells(edition, editions, scored, time))
        files.append(FigureFile(f"data-{edition.key}.js", figures, times=[time]))
    ordered = sorted(series.values(), key=lambda entry: entry.measure != SCORE)
    economies = sorted({code for edition in editions for code in edition.economies})
    return Collection(
        key,
        editions[-1].kind,
        editions[-1].source,
        times,
        ordered,
        economies,
        [*groups],
        files,
        editions,
    )


def keep_marks(collection: Collection) -> Collection:
    """Return a collection for a page of choices: of its figures, one with each mark."""
    files = [
        replace(file, figures={("", "", mark): ("", mark) for _, mark in file.figures.values()})
        for file in collection.files
    ]
    return replace(collection, files=files)


def name_times(editions: Sequence[SiteEdition]) -> list[str]:
    """Return the year of each edition; its key where two of them have the same year."""
    years = [str(edition.edition) for edition in editions]
    if len(set(years)) == len(years):
        return years
    return [edition.key for edition in editions]


def edition_cells(
    edition: SiteEdition, entries: Iterable[SeriesEntry], time: str
) -> Iterator[tuple[tuple[str, str, str], tuple[str, str]]]:
    """Yield text and mark of each economy of an edition: scores as its pages show them."""
    values: Mapping[tuple[str, str], PrintedValue] = list_values(edition)
    for entry in entries:
        for code in edition.economies:
            key = (entry.measure, entry.subject)
            printed = find_figure(edition, values, code, key)
            figure = printed.value
            if figure is None:
                continue
            shown = show_score(edition, figure) if entry.measure == SCORE else figure
            mark = "" if printed.status in _PLAIN else printed.status
            if entry.measure == VALUE and printed.year != edition.year:
                mark = f"{mark} {printed.year}".strip()
            yield (entry.id, time, code), (format(shown, "f"), mark)


def show_score(edition: SiteEdition, score: Decimal) -> Decimal:
    """Return a score with the decimals of publication, as all pages of an edition show it."""
    rounding = edition.figures.methodology.document.rounding
    return score if rounding is None else decimals.round_half_up(score, rounding.decimals)


def list_groups(edition: SiteEdition) -> dict[str, tuple[str, ...]]:
    """Return the economies of each group as of an edition, by ``grouping:group``."""
    own = name_vintage(edition)
    listed: dict[str, tuple[str, ...]] = {}
    for grouping in GROUPINGS:
        if (grouping, own) not in catalogue.groupings():
            continue
        try:
            groups = find_groups(edition.figures, grouping, None)
        except (CatalogueError, UsageError):
            continue  # Invented economies belong to no group.
        listed.update({f"{grouping}:{group}": members for group, members in groups.items()})
    return {**listed, ALL: edition.economies}


def name_vintage(edition: SiteEdition) -> str:
    """Return the vintage of the groups as of an edition."""
    return f"{edition.figures.methodology.document.index}-{edition.edition}"


def size_groups(edition: SiteEdition, groups: Iterable[str]) -> dict[str, int | None]:
    """Return how many economies each group has as of an edition, where that is known."""
    return size_dated_groups(name_vintage(edition), groups, edition.figures.extent.whole)


def size_dated_groups(
    vintage: str, groups: Iterable[str], whole: int | None
) -> dict[str, int | None]:
    """Return how many economies each group of a vintage has, and those of all economies."""
    sizes = {ALL: whole}
    for group in groups:
        grouping, _, key = group.partition(":")
        sizes.setdefault(group, catalogue.group_size(grouping, vintage, key))
    return sizes


def mark_count(count: int, size: int | None) -> str:
    """Return the mark of a figure of a group: its economies, of all of the group if known."""
    return f"({count})" if size is None else f"({count}/{size})"


def panel_cells(
    edition: SiteEdition,
    editions: Sequence[SiteEdition],
    entries: Iterable[SeriesEntry],
    time: str,
) -> Iterator[tuple[tuple[str, str, str], tuple[str, str]]]:
    """Yield the means of groups over the economies that every edition of a methodology has.

    Otherwise a mean rises or falls because an economy joined or left. The groups are those of the
    newest of these editions.
    """
    document = edition.figures.methodology.document.id
    alike = [other for other in editions if other.figures.methodology.document.id == document]
    if len(alike) < 2:
        return
    newest = max(alike, key=lambda other: other.edition)
    groups = list_groups(newest)
    sizes = {f"{group}{PANEL}": size for group, size in size_groups(newest, groups).items()}
    for entry in entries:
        present = [set(other.figures.column(entry.subject)) for other in alike]
        everywhere = set.intersection(*present)
        panel = {
            f"{group}{PANEL}": tuple(code for code in members if code in everywhere)
            for group, members in groups.items()
        }
        yield from group_cells(edition, [entry], time, panel, sizes)


def group_cells(
    edition: SiteEdition,
    entries: Iterable[SeriesEntry],
    time: str,
    groups: Mapping[str, tuple[str, ...]],
    sizes: Mapping[str, int | None],
) -> Iterator[tuple[tuple[str, str, str], tuple[str, str]]]:
    """Yield the mean of the published scores of each group, and its number of economies as mark."""
    for entry in entries:
        scores = edition.figures.column(entry.subject)
        for group, members in groups.items():
            present = [scores[code] for code in members if code in scores]
            if present:
                figure = show_score(edition, mean(present))
                mark = mark_count(len(present), sizes[group])
                yield (entry.id, time, group), (format(figure, "f"), mark)


def collect_prices(quoted: QuotedPrices) -> Collection:
    """Return the prices of baskets by year, and medians of groups."""
    prices = quoted.series
    vintage = f"ipb-{prices.edition}"
    groups = list_dated_groups(vintage)
    groups[ALL] = prices.economies
    sizes = size_dated_groups(vintage, groups, len(prices.economies))
    series, files = [], []
    for definition in prices.definitions:
        figures = dict(price_cells(prices, definition, groups, sizes))
        there = {key[0] for key in figures}
        entries = [
            SeriesEntry(f"{measure}.{definition}", measure, definition, "")
            for measure in reversed(prices.measures)
            if f"{measure}.{definition}" in there
        ]
        if entries:
            series += entries
            ids = [entry.id for entry in entries]
            files.append(FigureFile(f"data-prices-{definition}.js", figures, series=ids))
    series.sort(key=lambda entry: [*reversed(prices.measures)].index(entry.measure))
    return Collection(
        PRICES,
        PRICES,
        quoted.source,
        [str(year) for year in prices.years],
        series,
        prices.economies,
        [*groups],
        files,
        digests=quoted.digests,
        price_edition=prices.edition,
        is_copy=quoted.is_copy,
    )


def list_dated_groups(vintage: str) -> dict[str, tuple[str, ...]]:
    """Return the economies of each group of a vintage, by ``grouping:group``."""
    listed: dict[str, tuple[str, ...]] = {}
    for grouping in GROUPINGS:
        if (grouping, vintage) in catalogue.groupings():
            groups = catalogue.groups(grouping, vintage).groups
            listed.update({f"{grouping}:{group}": codes for group, codes in groups.items()})
    return listed


def price_cells(
    prices: PriceSeries,
    definition: str,
    groups: Mapping[str, tuple[str, ...]],
    sizes: Mapping[str, int | None],
) -> Iterator[tuple[tuple[str, str, str], tuple[str, str]]]:
    """Yield text and mark of each price of a basket, and the medians of groups.

    The medians over years are those of the economies that have a price in every year of the basket.
    """
    d = prices.definitions.index(definition)
    for m, measure in enumerate(prices.measures):
        series = f"{measure}.{definition}"
        years: dict[str, dict[str, Decimal]] = {}
        units, status = prices.units[:, d, :, m].T, prices.status[:, d, :, m].T
        for y, e in np.argwhere(units != MISSING).tolist():
            amount = from_units(int(units[y, e]), prices.places)
            if amount is not None:
                year, code = str(prices.years[y]), prices.economies[e]
                years.setdefault(year, {})[code] = amount
                mark = _PRICE_MARKS.get(STATUSES[status[y, e]], "")
                yield (series, year, code), (format(amount, "f"), mark)
        everywhere = set.intersection(*map(set, years.values())) if len(years) > 1 else set()
        blanked = {
            str(year)
            for year in prices.years
            if measure in ("share", "ppp")
            and catalogue.counted_blanks(definition, year) is not None
        }
        for (time, amounts), (group, members) in product(years.items(), groups.items()):
            panel = [code for code in members if code in everywhere]
            # The publisher's medians of some years count prices that are blank here.
            alone = [] if time in blanked else members
            for key, codes in ((group, alone), (f"{group}{PANEL}", panel)):
                present = [amounts[code] for code in codes if code in amounts]
                if present:
                    figure = decimals.round_half_up(median(present), prices.places)
                    mark = mark_count(len(present), sizes[group])
                    yield (series, time, key), (format(figure, "f"), mark)


def collect_observations(key: str, quoted: QuotedSeries) -> Collection:
    """Return the values of a file of observations by year, also those of parts of a population."""
    observations = quoted.observations
    cells, closed = observations.cells, set(observations.confidential_rows())
    series: dict[str, SeriesEntry] = {}
    figures: dict[tuple[str, str, str], tuple[str, str]] = {}
    rows = zip(cells["economy"], cells["indicator"], cells["year"], cells["value"], strict=True)
    for number, (economy, indicator, year, value) in enumerate(rows):
        if number in closed or value is None or not indicator:
            continue
        parts = [(name, str(cells[name][number])) for name in BREAKDOWNS if cells[name][number]]
        name = ".".join([f"{VALUE}.{indicator}", *(f"{part}-{code}" for part, code in parts)])
        unit = str(cells["unit"][number]) or catalogue.indicators()[indicator].unit
        series.setdefault(name, SeriesEntry(name, VALUE, indicator, unit, parts))
        status = str(cells["status"][number] or "")
        mark = "" if status in _PLAIN else status
        figures[name, str(year), economy] = (format(value, "f"), mark)
    times = sorted({time for _, time, _ in figures})
    economies = sorted({code for _, _, code in figures})
    file = FigureFile(f"data-{key}.js", figures)
    return Collection(
        key,
        "series",
        quoted.source,
        times,
        [*series.values()],
        economies,
        [],
        [file],
        digests=quoted.digests,
        is_copy=quoted.is_copy,
    )


def write_script(file: FigureFile) -> str:
    """Return a script of figures: places once, then the texts of each series and time in a line."""
    codes = list(dict.fromkeys(code for _, _, code in file.figures))
    lines: dict[str, dict[str, str]] = {}
    marks: dict[str, dict[str, str]] = {}
    for series, time in dict.fromkeys(key[:2] for key in file.figures):
        pairs = [file.figures.get((series, time, code), ("", "")) for code in codes]
        lines.setdefault(series, {})[time] = "|".join(text for text, _ in pairs)
        if any(mark for _, mark in pairs):
            marks.setdefault(series, {})[time] = "|".join(mark for _, mark in pairs)
    content = {"places": " ".join(codes), "figures": lines, "marks": marks}
    text = json.dumps(content, ensure_ascii=False, separators=(",", ":"))
    name = json.dumps(file.name)
    return f"(window.ictindexData ??= {{}})[{name}] = {text};\n"
