"""The inputs of a report: an edition as published, and the values behind it if available."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from functools import cached_property
from typing import Any

from ictindex.analysis.tables.edition_figures import (
    EditionFigures,
    figures_of_published,
    figures_of_result,
    find_groups,
)
from ictindex.core.arguments import require
from ictindex.core.data_classes import dataclass
from ictindex.core.errors import CatalogueError, LicenceError, UsageError
from ictindex.core.records import Record
from ictindex.data.observations import Observations
from ictindex.data.published_figures import Published
from ictindex.definitions import catalogue
from ictindex.definitions.catalogue import kind_of
from ictindex.definitions.catalogue.licences import INVENTED, Source
from ictindex.indices.idi.result import Result
from ictindex.indices.index_protocols import compute, methodology
from ictindex.indices.ipb.price_series import PriceSeries
from ictindex.indices.results.base import EditionResult
from ictindex.indices.results.member_words import public_observations
from ictindex.publishing.charts.edition_scores import decimals_of

ITU_WORKBOOK, ITU_PRICES = "itu-idi", "itu-ipb"
_SUPPRESSED = "Q"
CARRIED, NOT_PUBLISHED, ABSENT = "carried", "not-published", "absent"
# The groupings of a report, in their order.
GROUPINGS = ("itu-region", "income-group", "ldc", "lldc", "sids")


@dataclass(frozen=True, slots=True)
class Cell:
    """The value of an indicator that an economy has in an edition, with its source and status."""

    value: Decimal | None
    year: int
    kind: str
    source_class: str
    source: str
    carried: bool
    withheld: bool


@dataclass(frozen=True, eq=False, repr=False)
class ReportEdition(Record):
    """An edition in a report: its published scores, and those recomputed from the values here."""

    figures: EditionFigures
    result: Result | None

    @property
    def edition(self) -> int:
        """The edition."""
        return self.figures.edition

    @property
    def index(self) -> str:
        """Id of the index."""
        return self.figures.methodology.document.index

    @property
    def root(self) -> str:
        """Id of the node that is the index."""
        return self.figures.methodology.plan.root

    @property
    def sub_indices(self) -> tuple[str, ...]:
        """Ids of the sub-indices."""
        plan = self.figures.methodology.plan
        below = plan.children(plan.nodes.index(plan.root))
        return tuple(plan.nodes[n] for n in below)

    @property
    def places(self) -> int:
        """Decimals of the published scores."""
        return decimals_of(self.figures)

    @property
    def is_printed(self) -> bool:
        """Tell whether the scores shown are published ones, next to which others are recomputed."""
        return self.figures.result is None

    @property
    def released(self) -> dt.date | None:
        """The day of its release, if it was opened."""
        day = getattr(self.result, "released", None)
        return day if isinstance(day, dt.date) else None

    @property
    def is_synthetic(self) -> bool:
        """Tell whether its economies are invented."""
        return self.result is not None and self.result.kind == "demonstration"

    @cached_property
    def scores(self) -> Mapping[str, Decimal]:
        """The published index of each economy."""
        return self.figures.column(self.root)

    @cached_property
    def economies(self) -> tuple[str, ...]:
        """Codes of the economies with the index."""
        return tuple(sorted(self.scores))

    @property
    def ranks_shown(self) -> bool:
        """Tell whether ranks are part of the publication, and all its economies are here."""
        return self.figures.ranks_published and self.figures.extent.complete

    def score(self, economy: str, node: str) -> Decimal | None:
        """Return a score as published."""
        return self.figures.scores.get((economy, node))

    def vintage(self, grouping: str) -> str | None:
        """Return the vintage of a grouping: that of the edition, or else the newest one."""
        own = f"{self.index}-{self.edition}"
        vintages = [dated for name, dated in sorted(catalogue.groupings()) if name == grouping]
        if own in vintages or self.is_synthetic:
            return own
        dated = [vintage for vintage in vintages if not vintage.startswith("ipb-")]
        return dated[-1] if dated else None

    def groups(self, grouping: str) -> dict[str, tuple[str, ...]]:
        """Return the economies of each group; nothing if the grouping does not fit."""
        vintage = self.vintage(grouping)
        own = f"{self.index}-{self.edition}"
        try:
            if vintage == own:
                return dict(find_groups(self.figures, grouping, None))
            year = self.figures.year
            return dict(catalogue.groups_of_data(grouping, str(vintage), year).groups)
        except (CatalogueError, UsageError):
            return {}

    @property
    def indicators(self) -> tuple[str, ...]:
        """Ids of the indicators, in the order of the methodology."""
        plan = self.figures.methodology.plan
        return tuple(node for node in plan.reading_order() if node in plan.indicators)

    @cached_property
    def cells(self) -> Mapping[tuple[str, str], Cell]:
        """The newest row of each indicator and economy up to the year of the edition."""
        if self.result is None:
            return {}
        wanted = set(self.indicators)
        chosen: dict[tuple[str, str], Cell] = {}
        for row in _rows(public_observations(self.result)):
            key = (row["economy"], row["indicator"])
            if row["indicator"] not in wanted or row["year"] > self.figures.year or row["sex"]:
                continue
            cell = Cell(
                value=row["value"],
                year=row["year"],
                kind=kind_of(row["source_class"], row["status"]),
                source_class=row["source_class"],
                source=row["source"],
                carried=row["year"] < self.figures.year,
                withheld=row["withheld"],
            )
            before = chosen.get(key)
            if before is None or (cell.value is not None, cell.year) > (
                before.value is not None,
                before.year,
            ):
                chosen[key] = cell
        return chosen

    def cell(self, economy: str, indicator: str) -> Cell | None:
        """Return the cell of a value."""
        return self.cells.get((economy, indicator))

    def quality(self, indicator: str | None = None) -> Counter[str]:
        """Count values of the economies here by kind of source, and carried or missing ones."""
        counts: Counter[str] = Counter()
        for economy in self.economies:
            for node in self.indicators if indicator is None else (indicator,):
                cell = self.cell(economy, node)
                if cell is None:
                    counts[ABSENT] += 1
                elif cell.value is None:
                    counts[NOT_PUBLISHED if cell.withheld else ABSENT] += 1
                else:
                    counts[cell.kind] += 1
                    counts[CARRIED] += cell.carried
        return counts


def _rows(observations: Observations) -> Iterable[dict[str, Any]]:
    names = ("economy", "indicator", "year", "value", "status", "source_class", "source", "sex")
    columns = [observations.cells[name] for name in names]
    confidential = set(observations.confidential_rows())
    for n, row in enumerate(zip(*columns, strict=True)):
        cells = dict(zip(names, row, strict=True))
        # For the public, a value that must not be published is a value that was not published.
        hidden = n in confidential
        withheld = hidden or (cells["value"] is None and cells["status"] == _SUPPRESSED)
        yield {**cells, "withheld": withheld, "value": None if hidden else cells["value"]}


Edition = Result | Published | Observations | EditionFigures | ReportEdition


def take_edition(source: Edition, edition: int | None = None) -> ReportEdition:
    """Return an edition of a report from a result, an opened edition or published figures.

    If a publisher's own scores are available, they are shown; scores recomputed from the values of
    a part of an edition never replace them.
    """
    if isinstance(source, ReportEdition):
        return source
    if isinstance(source, EditionFigures):
        return ReportEdition(source, source.result)
    if isinstance(source, Observations):
        return _take_observations(source, edition)
    if isinstance(source, Published):
        require(isinstance(edition, int), "edition", "whole-number", edition)
        number = int(edition or 0)
        document = methodology("idi", edition=number)
        return ReportEdition(figures_of_published(source, document, number), None)
    fits = isinstance(source, EditionResult) and source.implementation == "idi"
    require(fits, "edition", "result", source)
    printed = source.published or source.observations.published.get(source.edition)
    if printed is None or not printed.values or source.kind != "exploration":
        return ReportEdition(figures_of_result(source), source)
    return ReportEdition(figures_of_published(printed, source.methodology, source.edition), source)


def _take_observations(source: Observations, edition: int | None) -> ReportEdition:
    editions = sorted(source.published)
    number = edition if edition is not None else editions[-1] if editions else None
    require(isinstance(number, int), "edition", "whole-number", number)
    chosen = methodology("idi", edition=int(number or 0))
    return take_edition(compute(chosen, source, edition=number))


def take_editions(source: Any) -> tuple[ReportEdition, ...]:
    """Return several editions, oldest first: a sequence, or a mapping by edition."""
    if isinstance(source, Mapping):
        taken = [take_edition(item, edition) for edition, item in source.items()]
    elif isinstance(source, Sequence):
        taken = [take_edition(item) for item in source]
    else:
        taken = [take_edition(source)]
    return tuple(sorted(taken, key=lambda edition: edition.edition))


def find_sources(
    editions: Sequence[ReportEdition],
    prices: PriceSeries | None,
    named: Iterable[Source],
) -> tuple[Source, ...]:
    """Return the sources of a report: named ones, and those that the inputs state themselves.

    The form of ITU's workbook of the index states its owner, and so does a demonstration. For any
    other input nothing is guessed: a report without the licence of its figures is refused.
    """
    require(not isinstance(named, str), "sources", "list", named)
    stated = tuple(named)
    sources: dict[Source, None] = {}
    unknown = []
    for edition in editions:
        if edition.is_synthetic:
            sources[INVENTED] = None
        elif edition.result is not None and edition.result.observations.published:
            sources[ITU_WORKBOOK] = None
        elif not stated:
            unknown.append(edition.figures.id)
    if prices is not None and not any(_is_of_prices(source) for source in stated):
        unknown.append(i18n_name(prices))
    if unknown:
        raise LicenceError("report.source-missing", ids=unknown)
    return tuple(dict.fromkeys((*sources, *stated)))


def _is_of_prices(source: Source) -> bool:
    """Tell whether a named source may be that of prices: any but ITU's workbook of the index."""
    return source != ITU_WORKBOOK


def i18n_name(prices: PriceSeries) -> str:
    """Return the name of prices in a message."""
    return "ipb" if prices.edition is None else f"ipb-{prices.edition}"
