"""The charts that a study can name: their names, their options, and their drawing."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from ictindex.core.data_classes import dataclass
from ictindex.core.errors import IctindexError
from ictindex.language import i18n
from ictindex.language.findings import Finding
from ictindex.publishing.charts.dot_map import draw_map
from ictindex.publishing.website.site_edition import SiteEdition
from ictindex.publishing.website.site_inputs import QuotedPrices
from ictindex.publishing.website.study_documents import fault

if TYPE_CHECKING:
    from ictindex.publishing.graphics.chart import Chart

OF_EDITION = (
    "map",
    "profile",
    "scatter",
    "ceiling",
    "correlations",
    "framework",
    "contributions",
    "heat_map",
)
OF_PRICES = ("panels", "prices")
# These put economies in the order of their scores: an order that not every edition publishes.
ORDERED = ("contributions", "heat_map")
_OWN = ("edition", "caption")
_NUMBERS = ("first", "last", "year")
_LISTS = ("economies", "labels", "years", "measures")


@dataclass(frozen=True, slots=True)
class ChartRequest:
    """A chart that a study names, with its options and its line."""

    name: str
    options: Mapping[str, str]
    file: str
    line: int

    def fault(self, code: str, **values: object) -> Finding:
        """Return a finding on the chart."""
        address = {"file": self.file, "line": str(self.line), "wanted": self.name}
        return fault(code, **{**address, **values})


@dataclass(frozen=True, slots=True)
class NamedChart:
    """A drawn chart, and the source of its figures."""

    chart: Chart
    source: str
    edition: str
    is_ordered: bool = False


@dataclass(frozen=True, slots=True)
class StudyFigures:
    """The figures that a study may draw: editions, and prices of a file if the site has them.

    Without a key a chart shows the edition ``first``.
    """

    editions: Sequence[SiteEdition]
    first: SiteEdition
    prices: QuotedPrices | None

    @property
    def charts(self) -> list[str]:
        """The names of the charts that a study may have."""
        return [*OF_EDITION, *(OF_PRICES if self.prices is not None else ())]


def draw_named(figures: StudyFigures, request: ChartRequest, language: str) -> NamedChart | Finding:
    """Draw a chart by its name, or return its fault."""
    if request.name not in figures.charts:
        return request.fault("study.chart-unknown", allowed=figures.charts)
    edition = _edition(figures, request)
    if isinstance(edition, Finding):
        return edition
    if request.name in ORDERED and not edition.shows_ranks:
        others = [name for name in figures.charts if name not in ORDERED]
        return request.fault("study.chart-ordered", edition=edition.key, allowed=others)
    function, source = _function(edition, figures.prices, request.name)
    taken = [name for name in inspect.signature(function).parameters if name != "language"]
    options: dict[str, Any] = {}
    for key, value in request.options.items():
        if key in _OWN:
            continue
        if key not in taken or (key in _NUMBERS and not value.isdecimal()):
            shown = i18n.visible(f"{key}: {value}")[:60]
            allowed = [*(_OWN if request.name in OF_EDITION else _OWN[1:]), *taken]
            return request.fault(
                "study.chart-option", wanted=shown, chart=request.name, allowed=allowed
            )
        options[key] = _value(key, value)
    try:
        chart = function(**options, language=language)
    except (IctindexError, TypeError) as error:
        detail = error.message("en") if isinstance(error, IctindexError) else str(error)
        return request.fault("study.chart-refused", detail=detail)
    return NamedChart(chart, source, edition.key, request.name in ORDERED)


def _edition(figures: StudyFigures, request: ChartRequest) -> SiteEdition | Finding:
    wanted = request.options.get("edition")
    if wanted is None or request.name in OF_PRICES:
        return figures.first
    keys = {edition.key: edition for edition in figures.editions}
    if wanted not in keys:
        shown = i18n.visible(f"edition: {wanted}")[:60]
        return request.fault(
            "study.chart-option", wanted=shown, chart=request.name, allowed=[*keys]
        )
    return keys[wanted]


def _function(
    edition: SiteEdition, prices: QuotedPrices | None, name: str
) -> tuple[Callable[..., Chart], str]:
    if name in OF_PRICES and prices is not None:
        return getattr(prices.series.plot, name), prices.source
    if name == "map":
        return _map_of(edition), edition.source
    return getattr(edition.result.plot, name), edition.source


def _map_of(edition: SiteEdition) -> Callable[..., Chart]:
    def draw(*, language: str) -> Chart:
        """Draw the map of the published scores."""
        return draw_map(edition.figures, language=language)

    return draw


def _value(key: str, value: str) -> object:
    if key in _NUMBERS:
        return int(value)
    if key in _LISTS:
        return [part.strip() for part in value.split(",") if part.strip()]
    return value
