"""What a report is made of: an edition as it was published, and the values behind it if at hand."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import Any

from ictindex import catalogue
from ictindex.analysis.edition_figures import (
    EditionFigures,
    figures_of_published,
    figures_of_result,
    find_groups,
)
from ictindex.catalogue import kind_of
from ictindex.catalogue.licences import INVENTED, Source
from ictindex.charts.edition_scores import decimals_of
from ictindex.core.arguments import require
from ictindex.core.errors import CatalogueError, LicenceError
from ictindex.core.records import Record
from ictindex.data.observations import Observations
from ictindex.data.published import Published
from ictindex.idi.result import Result
from ictindex.indices import compute, methodology
from ictindex.ipb.price_series import PriceSeries
from ictindex.results.base import EditionResult

ITU_WORKBOOK, ITU_PRICES = "itu-idi", "itu-ipb"
_SUPPRESSED = "Q"
CARRIED, NOT_PUBLISHED, ABSENT = "carried", "not-published", "absent"
# The groupings of a report, in their order.
GROUPINGS = ("itu-region", "income-group", "ldc", "lldc", "sids")


@dataclass(frozen=True, slots=True)
class Cell:
    """The value of an indicator that an economy has in an edition, and what is known of it."""

    value: Decimal | None
    year: int
    kind: str
    source_class: str
    source: str
    carried: bool
    withheld: bool


@dataclass(frozen=True, eq=False, repr=False)
class ReportEdition(Record):
    """An edition in a report: what is shown, and what was recomputed from the values here."""

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
        """Whether the scores shown are printed ones, next to which others are recomputed."""
        return self.figures.result is None

    @property
    def released(self) -> dt.date | None:
        """Its day of release, where it was opened."""
        day = getattr(self.result, "released", None)
        return day if isinstance(day, dt.date) else None

    @property
    def is_synthetic(self) -> bool:
        """Whether its economies do not exist."""
        return self.result is not None and self.result.kind == "demonstration"

    @cached_property
    def scores(self) -> Mapping[str, Decimal]:
        """The index of each economy as published."""
        return self.figures.column(self.root)

    @cached_property
    def economies(self) -> tuple[str, ...]:
        """Codes of the economies with the index."""
        return tuple(sorted(self.scores))

    @property
    def ranks_shown(self) -> bool:
        """Whether ranks are part of the publication, and all economies of it are here."""
        return self.figures.ranks_published and self.figures.extent.complete

    def score(self, economy: str, node: str) -> Decimal | None:
        """Return a score as published."""
        return self.figures.scores.get((economy, node))

    def vintage(self, grouping: str) -> str | None:
        """Return the vintage of a grouping: that of the edition, or else the newest one."""
        own = f"{self.index}-{self.edition}"
        known = [dated for name, dated in sorted(catalogue.groupings()) if name == grouping]
        if own in known or self.is_synthetic:
            return own
        dated = [vintage for vintage in known if not vintage.startswith("ipb-")]
        return dated[-1] if dated else None

    def groups(self, grouping: str) -> dict[str, tuple[str, ...]]:
        """Return the economies of each group; nothing where the grouping does not fit."""
        vintage = self.vintage(grouping)
        own = f"{self.index}-{self.edition}"
        try:
            if vintage == own:
                return dict(find_groups(self.figures, grouping, None))
            return dict(catalogue.groups(grouping, str(vintage)).groups)
        except CatalogueError:
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
        for row in _rows(self.result.observations):
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
            known = chosen.get(key)
            if known is None or (cell.value is not None, cell.year) > (
                known.value is not None,
                known.year,
            ):
                chosen[key] = cell
        return chosen

    def cell(self, economy: str, indicator: str) -> Cell | None:
        """Return what is known of a value."""
        return self.cells.get((economy, indicator))

    def quality(self, indicator: str | None = None) -> Counter[str]:
        """Count values of the economies here by kind of source, and what is carried or missing."""
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
        # What must not be published is, to a reader, a value that was not published.
        hidden = n in confidential
        withheld = hidden or (cells["value"] is None and cells["status"] == _SUPPRESSED)
        yield {**cells, "withheld": withheld, "value": None if hidden else cells["value"]}


Edition = Result | Published | Observations | EditionFigures | ReportEdition


def take_edition(given: Edition, edition: int | None = None) -> ReportEdition:
    """Return an edition of a report from a result, an opened edition or published figures.

    Where a publisher's own scores are at hand, they are shown; what is recomputed from the values
    of a part of an edition never stands in their place.
    """
    if isinstance(given, ReportEdition):
        return given
    if isinstance(given, EditionFigures):
        return ReportEdition(given, given.result)
    if isinstance(given, Observations):
        return _take_observations(given, edition)
    if isinstance(given, Published):
        require(isinstance(edition, int), "edition", "whole-number", edition)
        number = int(edition or 0)
        document = methodology("idi", edition=number)
        return ReportEdition(figures_of_published(given, document, number), None)
    fits = isinstance(given, EditionResult) and given.implementation == "idi"
    require(fits, "edition", "result", given)
    printed = given.published or given.observations.published.get(given.edition)
    if printed is None or not printed.values or given.kind != "exploration":
        return ReportEdition(figures_of_result(given), given)
    return ReportEdition(figures_of_published(printed, given.methodology, given.edition), given)


def _take_observations(given: Observations, edition: int | None) -> ReportEdition:
    editions = sorted(given.published)
    number = edition if edition is not None else editions[-1] if editions else None
    require(isinstance(number, int), "edition", "whole-number", number)
    chosen = methodology("idi", edition=int(number or 0))
    return take_edition(compute(chosen, given, edition=number))


def take_editions(given: Any) -> tuple[ReportEdition, ...]:
    """Return several editions, oldest first: a sequence, or a mapping by edition."""
    if isinstance(given, Mapping):
        taken = [take_edition(one, edition) for edition, one in given.items()]
    elif isinstance(given, Sequence):
        taken = [take_edition(one) for one in given]
    else:
        taken = [take_edition(given)]
    return tuple(sorted(taken, key=lambda one: one.edition))


def find_sources(
    editions: Sequence[ReportEdition],
    prices: PriceSeries | None,
    named: Iterable[Source],
) -> tuple[Source, ...]:
    """Return the sources of a report: those that are named, and those that state themselves.

    ITU's workbook of the index says by its form whose it is, and so does a demonstration. For
    anything else nothing is guessed: a report without the licence of its figures is refused.
    """
    stated = tuple(named)
    sources: dict[Source, None] = {}
    unknown = []
    for one in editions:
        if one.is_synthetic:
            sources[INVENTED] = None
        elif one.result is not None and one.result.observations.published:
            sources[ITU_WORKBOOK] = None
        elif not stated:
            unknown.append(one.figures.id)
    if prices is not None and not any(_is_of_prices(source) for source in stated):
        unknown.append(i18n_name(prices))
    if unknown:
        raise LicenceError("report.source-missing", ids=unknown)
    return tuple(dict.fromkeys((*sources, *stated)))


def _is_of_prices(source: Source) -> bool:
    """Tell whether a named source may be that of prices: any but ITU's workbook of the index."""
    return source != ITU_WORKBOOK


def i18n_name(prices: PriceSeries) -> str:
    """Return what prices are called in a message."""
    return "ipb" if prices.edition is None else f"ipb-{prices.edition}"
