"""Divides by sex and by location, if the publisher supplies figures that are broken down."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal

from ictindex.analysis.divides.parity_ratios import Parity, parity
from ictindex.core.arguments import pass_text
from ictindex.core.data_classes import dataclass
from ictindex.core.errors import CatalogueError, UsageError
from ictindex.definitions import catalogue
from ictindex.indices.results.group_figures import ALL
from ictindex.language import i18n
from ictindex.publishing.charts.group_strips import Strips, draw_strips, make_group
from ictindex.publishing.graphics.setting import Setting
from ictindex.publishing.website import page_addresses as addresses
from ictindex.publishing.website.chart_boxes import ChartBox, make_chart_box, say_once
from ictindex.publishing.website.edition_groups import REGION
from ictindex.publishing.website.site_inputs import QuotedSeries
from ictindex.publishing.website.site_page import SitePage
from ictindex.publishing.website.site_words import FIGURES, Words

BREAKDOWNS = ("sex", "location")
# A chart for each indicator would be too many: the first ones are drawn, all are in the tables.
_MOST_CHARTS = 4


@dataclass(frozen=True, slots=True)
class Divide:
    """The parity of one breakdown in the series of one source."""

    source: str
    breakdown: str
    outcome: Parity


def newest_regions() -> str:
    """Return the vintage of the list of regions with most economies."""
    dated = [vintage for key, vintage in catalogue.groupings() if key == REGION]
    return max(dated, key=lambda v: sum(map(len, catalogue.groups(REGION, v).groups.values())))


def find_divides(series: Iterable[QuotedSeries]) -> tuple[Divide, ...]:
    """Return the comparisons that series allow; series of several sources are not joined."""
    divides = []
    for quoted in series:
        for by in BREAKDOWNS:
            try:
                outcome = parity(
                    quoted.observations, pass_text(by), by=REGION, vintage=newest_regions()
                )
            except (UsageError, CatalogueError):
                continue  # It has no such figures, or only economies that are in no list.
            divides.append(Divide(quoted.source, by, outcome))
    return tuple(divides)


def write_divides(divides: Sequence[Divide], language: str) -> SitePage:
    """Return the page of divides."""
    words = Words(language, FIGURES)
    charts = [box for divide in divides for box in _draw(divide, language)]
    sources = list(dict.fromkeys(divide.source for divide in divides))
    return SitePage(
        address=addresses.DIVIDES,
        template="measures.html.j2",
        title=words("divides-title"),
        description=words("divides-description"),
        context={
            "say": words,
            "intro": words("divides-intro"),
            "parts": [
                (
                    f"by-{divide.breakdown}-{n}",
                    words(f"divides-{divide.breakdown}"),
                    divide.outcome.blocks(language),
                )
                for n, divide in enumerate(divides)
            ],
        },
        section="divides",
        charts=say_once(charts),
        sources=sources,
        subjects=[(addresses.SERIES, source) for source in sources],
    )


def _draw(divide: Divide, language: str) -> Iterator[ChartBox]:
    """Yield the ratios of the economies by region, a chart for each indicator."""
    rows = divide.outcome.economies
    indicators = list(dict.fromkeys(row.indicator for row in rows))[:_MOST_CHARTS]
    for indicator in indicators:
        ratios = {
            row.economy: Decimal(repr(row.ratio))
            for row in rows
            if row.indicator == indicator and row.ratio == row.ratio
        }
        if ratios:
            strips = make_ratio_strips(ratios, divide, indicator)
            key = f"{divide.breakdown}-{indicator}"
            yield make_chart_box(draw_strips(strips, language=language), key)


def make_ratio_strips(ratios: dict[str, Decimal], divide: Divide, indicator: str) -> Strips:
    """Return the ratios of two parts of the population by region, with the line of parity."""
    regions = catalogue.groups(REGION, newest_regions()).groups
    groups = [
        make_group(key, list(members), ratios, "median", 3, len(members))
        for key, members in regions.items()
    ]
    groups.append(make_group(ALL, sorted(ratios), ratios, "median", 3, None))
    ends = min(ratios.values()), max(ratios.values())
    low, high = min(float(ends[0]), 0.9), max(float(ends[1]), 1.1)
    years = [row.year for row in divide.outcome.economies if row.indicator == indicator]

    def title(setting: Setting) -> str:
        words = Words(setting.language, FIGURES)
        name = setting.label("indicators", indicator)
        return i18n.pair(name, words(f"divides-ratio-{divide.breakdown}"), setting.language)

    def notes(setting: Setting) -> list[str]:
        words = Words(setting.language, FIGURES)
        return [words("divides-latest", first=str(min(years)), last=str(max(years)))]

    return Strips(
        groups=groups,
        statistic="median",
        places=3,
        title=title,
        axis=lambda setting: Words(setting.language, FIGURES)("divides-axis"),
        notes=notes,
        domain=(low, high),
        line=(1.0, lambda setting: Words(setting.language, FIGURES)("divides-parity")),
    )
