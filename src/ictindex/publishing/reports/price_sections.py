"""The sections of a report on prices: costs of baskets, by group, and the affordability target."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from functools import cached_property

from ictindex.core.data_classes import dataclass
from ictindex.core.errors import CatalogueError, UsageError
from ictindex.indices.ipb.price_series import PriceSeries
from ictindex.indices.ipb.views import basis_notes, group_figure
from ictindex.indices.results.group_figures import ALL, median
from ictindex.language import i18n
from ictindex.language.i18n.document import Block
from ictindex.publishing.reports.report_words import (
    NOTHING,
    count_of,
    say,
    show_share,
)

# The affordability target of the Broadband Commission: entry-level broadband, in % of income.
TARGET = Decimal(2)
PLACES = 2


@dataclass(frozen=True)
class YearPrices:
    """The costs of baskets in one year, as shares of income."""

    series: PriceSeries
    year: int

    @cached_property
    def shares(self) -> dict[str, dict[str, Decimal]]:
        """Share of income by definition and economy."""
        frame = self.series.frame
        own = frame[(frame["year"] == self.year) & (frame["measure"] == "share")]
        shares: dict[str, dict[str, Decimal]] = {}
        for definition, economy in zip(own["definition"], own["economy"], strict=True):
            value = self.series.value(str(economy), str(definition), self.year)
            if value is not None:
                shares.setdefault(str(definition), {})[str(economy)] = value
        return shares


def newest_year(series: PriceSeries, most: int | None = None) -> int:
    """Return the newest year with prices, up to a year."""
    frame = series.frame
    years = sorted({int(year) for year in frame["year"] if most is None or year <= most})
    if not years:
        raise UsageError("chart.nothing-to-draw")
    return years[-1]


def definition_name(definition: str, language: str) -> str:
    """Return the name of a basket with its allowance."""
    return i18n.label("basket-definitions", definition, language)


def price_blocks(series: PriceSeries, language: str) -> Iterator[Block]:
    """Yield the costs of baskets in the newest year, by group, compared with the target."""
    prices = YearPrices(series, newest_year(series))
    rows = []
    for definition, shares in prices.shares.items():
        met = sum(share < TARGET for share in shares.values())
        rows.append(
            [
                definition_name(definition, language),
                str(len(shares)),
                i18n.number(median(list(shares.values())), language, places=PLACES, grouped=True),
                count_of(met, len(shares), language),
                show_share(met, len(shares), language),
            ]
        )
    yield i18n.Sentence("reports/prices-of", year=prices.year)
    headers = [
        say("basket", language),
        say("economies", language),
        say("median-share", language),
        say("within-target", language, value=str(TARGET)),
        say("share", language),
    ]
    yield i18n.Grid(headers, rows, frozenset({1, 2, 3, 4}))
    yield i18n.Sentence("reports/target-note", value=TARGET)
    for grouping in ("itu-region", "income-group"):
        yield from _group_table(prices, grouping, language)


def _group_table(prices: YearPrices, grouping: str, language: str) -> Iterator[Block]:
    try:
        frame = prices.series.groups(grouping, years=[prices.year], decimals=PLACES)
    except (CatalogueError, UsageError):
        # Prices that state no edition have no groups of their own.
        return
    definitions = [d for d in prices.shares if d in set(frame["definition"])]
    cells = {
        (str(row["group"]), str(row["definition"])): group_figure(row, PLACES, language)
        for row in frame.astype(object).to_dict("records")
    }
    groups = list(dict.fromkeys(map(str, frame["group"])))
    rows = []
    for definition in definitions:
        shown = [cells.get((group, definition), NOTHING) for group in groups]
        rows.append([definition_name(definition, language), *shown])
    median_words, named = say("median-share", language), i18n.label("groupings", grouping, language)
    yield i18n.Heading(i18n.pair(median_words, named, language), 3)
    headers = [
        say("basket", language),
        *(
            say("all-economies", language) if g == ALL else i18n.label("groups", g, language)
            for g in groups
        ),
    ]
    yield i18n.Grid(headers, rows, frozenset(range(1, len(headers))))
    yield i18n.Sentence("reports/counts-in-brackets")
    yield from basis_notes(frame)


def economy_price_blocks(series: PriceSeries, economy: str, language: str) -> Iterator[Block]:
    """Yield the costs of baskets in one economy in its newest year, with the median of all."""
    rows = []
    newest = newest_year(series)
    prices = YearPrices(series, newest)
    for definition, shares in prices.shares.items():
        own = shares.get(economy)
        verdict = (
            say("not-available", language)
            if own is None
            else say("target-met" if own < TARGET else "target-not-met", language)
        )
        rows.append(
            [
                definition_name(definition, language),
                i18n.number(own, language, places=PLACES, grouped=True),
                i18n.number(median(list(shares.values())), language, places=PLACES, grouped=True),
                verdict,
            ]
        )
    headers = [
        say("basket", language),
        say("share-of-income", language, year=str(newest)),
        say("median-of-all", language),
        say("target-header", language, value=str(TARGET)),
    ]
    yield i18n.Grid(headers, rows, frozenset({1, 2}))
