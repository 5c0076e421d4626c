"""Price baskets over the years: an overview, and a page for each basket, by group and economy."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Any

from ictindex.core.data_classes import dataclass
from ictindex.definitions import catalogue
from ictindex.indices.ipb.price_series import PriceSeries
from ictindex.indices.ipb.series_breaks import conversion_breaks, describe_break, find_part
from ictindex.indices.ipb.views import describe_bounds, figure_words, series_contents
from ictindex.indices.results.group_figures import ALL
from ictindex.language import i18n
from ictindex.publishing.charts.group_panels import GroupYear, GroupYears, draw_group_panels
from ictindex.publishing.charts.group_strips import Strips, draw_strips, make_group
from ictindex.publishing.charts.price_dots import series_sources, target_of
from ictindex.publishing.graphics.setting import Setting
from ictindex.publishing.website import page_addresses as addresses
from ictindex.publishing.website.chart_boxes import ChartBox, make_chart_box, say_once
from ictindex.publishing.website.edition_groups import GROUPINGS, REGION
from ictindex.publishing.website.price_checks import SECTION as CHECKS
from ictindex.publishing.website.price_checks import count_checks, write_checks
from ictindex.publishing.website.score_rows import economy_names
from ictindex.publishing.website.site_edition import order_by_name
from ictindex.publishing.website.site_inputs import QuotedPrices
from ictindex.publishing.website.site_page import SitePage
from ictindex.publishing.website.site_words import FIGURES, Words

MEASURE = "share"
_OFFICIAL, _EXPERIMENTAL = "official", "experimental"


@dataclass(frozen=True, slots=True)
class BasketYears:
    """The official prices of a basket: the years in which each definition applied."""

    basket: str
    definitions: dict[str, tuple[int, ...]]

    @property
    def last(self) -> tuple[str, int]:
        """The definition and the year of the newest prices."""
        definition = max(self.definitions, key=lambda key: self.definitions[key][-1])
        return definition, self.definitions[definition][-1]

    @property
    def years(self) -> list[tuple[int, str]]:
        """All years in their order, each with its definition."""
        return sorted((y, key) for key, years in self.definitions.items() for y in years)


@lru_cache(maxsize=2)
def list_baskets(prices: PriceSeries) -> tuple[BasketYears, ...]:
    """Return the baskets with official prices; experimental ones are in no series of groups."""
    definitions = catalogue.basket_definitions()
    by_basket: dict[str, dict[str, tuple[int, ...]]] = {}
    for cells in list_medians(prices, REGION):
        key = str(cells["definition"])
        # A price of a year in which its definition was not official is no official one.
        is_official = definitions[key].status(int(cells["year"])) == _OFFICIAL
        if cells["group"] == ALL and cells["count"] and is_official and not cells[_EXPERIMENTAL]:
            own = by_basket.setdefault(definitions[key].basket, {})
            own[key] = (*own.get(key, ()), int(cells["year"]))
    order = list(dict.fromkeys(definition.basket for definition in definitions.values()))
    return tuple(BasketYears(basket, by_basket[basket]) for basket in order if basket in by_basket)


@lru_cache(maxsize=16)
def list_medians(prices: PriceSeries, by: str) -> tuple[dict[str, Any], ...]:
    """Return the medians of groups as rows, computed once for all languages."""
    vintage = price_vintage(prices, by)
    frame = prices.groups(by, vintage, measure=MEASURE)
    rows = frame.to_dict("records")
    return tuple({str(key): value for key, value in row.items()} for row in rows)


def price_vintage(prices: PriceSeries, by: str) -> str:
    """Return the vintage of groups of prices: that of their edition, or the newest whole list."""
    dated = [vintage for key, vintage in sorted(catalogue.groupings()) if key == by]
    own = f"ipb-{prices.edition}"
    return (
        own if own in dated else max(dated, key=lambda vintage: catalogue.groups(by, vintage).date)
    )


def write_prices(
    quoted: QuotedPrices, pages: Mapping[str, str], language: str
) -> Iterator[SitePage]:
    """Yield the overview of price baskets, the page of each basket, and that of open questions.

    The names of economies lead to their ``pages``.
    """
    prices, words = quoted.series, Words(language, FIGURES)
    baskets = list_baskets(prices)
    sources = [quoted.source] if quoted.source else []
    yield SitePage(
        address=addresses.PRICES,
        template="prices.html.j2",
        title=words("prices-title"),
        description=words("prices-description"),
        context={
            "say": words,
            "baskets": [
                (
                    i18n.label("baskets", basket.basket, language),
                    addresses.price_page(basket.basket),
                    describe_years(basket, language),
                )
                for basket in baskets
            ],
            # The first is the title, which the page has already.
            "blocks": series_contents(prices, language)[1:],
            "checks": count_checks(prices, language),
            "checks_page": addresses.PRICE_CHECKS,
            "checks_words": Words(language, CHECKS)("open"),
        },
        section="prices",
        charts=[
            make_chart_box(draw_group_panels(_world(quoted, baskets), language=language), "medians")
        ],
        sources=sources,
        notices=quoted.notices(language),
    )
    for basket in baskets:
        rows = list_prices_of(prices, basket, pages, language)
        yield _basket_page(quoted, basket, rows, language)
    yield write_checks(quoted, language)


def describe_years(basket: BasketYears, language: str) -> str:
    """Return the definitions of a basket with their years."""
    return i18n.join(
        [
            i18n.detail(
                i18n.label("basket-definitions", key, language),
                str(years[0])
                if len(years) == 1
                else Words(language, FIGURES)("years", first=str(years[0]), last=str(years[-1])),
                language,
            )
            for key, years in basket.definitions.items()
        ],
        language,
    )


def _world(quoted: QuotedPrices, baskets: tuple[BasketYears, ...]) -> GroupYears:
    """Return the median of all economies, a panel for each basket."""
    prices = quoted.series
    official = {item.basket: item for item in baskets}
    rows, kept = [], []
    definitions = catalogue.basket_definitions()
    for cells in list_medians(prices, REGION):
        key, year = str(cells["definition"]), int(cells["year"])
        basket = definitions[key].basket
        years_of = {} if basket not in official else official[basket].definitions
        if cells["group"] == ALL and cells["count"] and year in years_of.get(key, ()):
            rows.append(_row(basket, cells, prices.places))
            kept.append(cells)
    order = list(official)
    rows.sort(key=lambda row: (order.index(row.group), row.year))

    def title(setting: Setting) -> str:
        return Words(setting.language, FIGURES)("prices-median")

    return GroupYears(
        rows=rows,
        places=prices.places,
        title=title,
        axis=lambda setting: setting.label("measures", MEASURE),
        notes=lambda setting: [*_range_notes(kept, setting), *_notes(quoted, setting)],
        section="baskets",
        definitions="basket-definitions",
    )


def _row(group: str, cells: dict[str, Any], places: int) -> GroupYear:
    year, definition = int(cells["year"]), str(cells["definition"])
    return GroupYear(
        group,
        year,
        definition,
        float(cells["value"]),
        int(cells["count"]),
        lambda setting: figure_words(cells, places, setting.language),
        find_part(definition, MEASURE, year),
    )


def _range_notes(rows: list[dict[str, Any]], setting: Setting) -> list[str]:
    """Return what the ranges among some figures mean, and what is drawn in their place."""
    reasons = describe_bounds(rows)[1:]  # the first speaks of brackets
    worded = [reason.to_text(setting.language) for reason in reasons]
    return [Words(setting.language, FIGURES)("prices-range"), *worded] if worded else []


def _notes(quoted: QuotedPrices, setting: Setting) -> list[str]:
    words = Words(setting.language, FIGURES)
    notes = [words("prices-official"), words("prices-log"), *quoted.notices(setting.language)]
    if cited := quoted.cite(setting.language):
        return [*notes, setting.word("source", source=cited)]
    return [*notes, *series_sources(quoted.series, setting)]


def _target(prices: PriceSeries, basket: str) -> Any:
    value = target_of(prices, basket, MEASURE)
    if value is None:
        return None
    limit = value
    return limit, lambda setting: setting.word("target-line", value=setting.number(limit, 0))


def _basket_page(
    quoted: QuotedPrices,
    basket: BasketYears,
    rows: list[tuple[str, str, list[str]]],
    language: str,
) -> SitePage:
    prices = quoted.series
    words = Words(language, FIGURES)
    name = i18n.label("baskets", basket.basket, language)
    charts: list[ChartBox] = []
    if len(basket.years) > 1:
        panels = make_basket_panels(quoted, basket)
        charts.append(
            make_chart_box(draw_group_panels(panels, language=language), f"groups-{basket.basket}")
        )
    strips = make_basket_strips(quoted, basket)
    charts.append(
        make_chart_box(draw_strips(strips, language=language), f"economies-{basket.basket}")
    )
    return SitePage(
        address=addresses.price_page(basket.basket),
        template="basket.html.j2",
        title=name,
        description=words("basket-description", basket=name),
        context={
            "say": words,
            "definitions": describe_years(basket, language),
            "dated": [describe_list(prices, by, language) for by in GROUPINGS],
            "heads": _heads(basket, language),
            "years": basket.years,
            "breaks": _breaks(basket),
            "rows": rows,
            "others": [
                (i18n.label("baskets", other.basket, language), addresses.price_page(other.basket))
                for other in list_baskets(prices)
                if other is not basket
            ],
        },
        section="prices",
        charts=say_once(charts),
        sources=[quoted.source] if quoted.source else [],
        notices=quoted.notices(language),
        subjects=[(addresses.BASKETS, basket.basket)],
    )


def describe_list(prices: PriceSeries, by: str, language: str) -> str:
    """Return the name of a grouping with the list that it belongs to."""
    listing = catalogue.groups(by, price_vintage(prices, by))
    name = i18n.label("groupings", by, language)
    return i18n.pair(name, i18n.isolate(listing.source, language), language)


def make_basket_panels(quoted: QuotedPrices, basket: BasketYears) -> GroupYears:
    """Return the medians of all groups over the years of a basket, by definition."""
    prices = quoted.series
    rows: list[GroupYear] = []
    everybody: list[GroupYear] = []
    kept: list[dict[str, Any]] = []
    for by in GROUPINGS:
        counted = [
            cells
            for cells in list_medians(prices, by)
            if cells["count"]
            and int(cells["year"]) in basket.definitions.get(str(cells["definition"]), ())
        ]
        own = [_row(str(cells["group"]), cells, prices.places) for cells in counted]
        kept += counted
        everybody = [row for row in own if row.group == ALL]
        rows += [row for row in own if row.group != ALL]
    rows += everybody
    order = list(dict.fromkeys(row.group for row in rows))
    rows.sort(key=lambda row: (order.index(row.group), row.year))
    return GroupYears(
        rows=rows,
        places=prices.places,
        title=lambda setting: i18n.pair(
            setting.label("baskets", basket.basket),
            setting.label("measures", MEASURE),
            setting.language,
        ),
        axis=lambda setting: setting.word("group-median"),
        notes=lambda setting: [
            *_name_breaks(basket, setting.language),
            *_range_notes(kept, setting),
            *_notes(quoted, setting),
        ],
        target=_target(prices, basket.basket),
        definitions="basket-definitions",
    )


def make_basket_strips(quoted: QuotedPrices, basket: BasketYears) -> Strips:
    """Return the newest prices of all economies of a basket, by region."""
    prices = quoted.series
    definition, year = basket.last
    values = {
        code: price
        for code in prices.economies
        if (price := prices.value(code, definition, year, MEASURE)) is not None and price > 0
    }
    regions = catalogue.groups(REGION, price_vintage(prices, REGION)).groups
    groups = [
        make_group(key, list(members), values, "median", prices.places, len(members))
        for key, members in regions.items()
    ]

    def title(setting: Setting) -> str:
        name = setting.label("basket-definitions", definition)
        return i18n.pair(name, str(year), setting.language)

    return Strips(
        groups=groups,
        statistic="median",
        places=prices.places,
        title=title,
        axis=lambda setting: setting.label("measures", MEASURE),
        notes=lambda setting: _notes(quoted, setting),
        line=_target(prices, basket.basket),
    )


def _heads(basket: BasketYears, language: str) -> list[tuple[str, int]]:
    """Return the headings of definitions over the columns of years, with the columns of each."""
    heads: list[tuple[str, int]] = []
    previous = ""
    for _, key in basket.years:
        name = i18n.label("basket-definitions", key, language)
        if key == previous:
            heads[-1] = (name, heads[-1][1] + 1)
        else:
            heads.append((name, 1))
        previous = key
    return heads


def _name_breaks(basket: BasketYears, language: str) -> list[str]:
    """Return the breaks of shares within the years of a basket that are none of definition."""
    years = [int(year) for year, _ in basket.years]
    return [
        describe_break(each, language)
        for each in conversion_breaks(basket.basket, MEASURE)
        if min(years) < each.year <= max(years)
    ]


def _breaks(basket: BasketYears) -> list[bool]:
    """Tell for each year whether prices from it on are measured in another way."""
    keys = [(key, find_part(key, MEASURE, int(year))) for year, key in basket.years]
    return [n > 0 and key != keys[n - 1] for n, key in enumerate(keys)]


def list_prices_of(
    prices: PriceSeries, basket: BasketYears, pages: Mapping[str, str], language: str
) -> list[tuple[str, str, list[str]]]:
    """Return the prices of each economy over the years: name, address of its page, prices."""
    names = economy_names(prices.economies, language)
    rows = []
    for code in order_by_name(prices.economies, names, language):
        cells = [prices.value(code, key, year, MEASURE) for year, key in basket.years]
        if all(price is None for price in cells):
            continue
        shown = [i18n.number(price, language) for price in cells]
        rows.append((names[code], pages.get(code, ""), shown))
    return rows
