"""The sections of a report on prices: costs of baskets, by group, and the affordability target."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from functools import cached_property

from ictindex.analysis.commentary.price_commentary import list_definitions
from ictindex.analysis.tables.price_targets import find_target, target_rule
from ictindex.core.data_classes import dataclass
from ictindex.core.errors import CatalogueError, UsageError
from ictindex.definitions import catalogue
from ictindex.definitions.documents.ipb_rules import Affordability
from ictindex.indices.ipb.price_series import PriceSeries
from ictindex.indices.ipb.views import basis_notes, experimental_note, group_figure
from ictindex.indices.results.group_figures import ALL, median
from ictindex.language import i18n
from ictindex.language.i18n.document import Block
from ictindex.publishing.reports.report_words import (
    NOTHING,
    count_of,
    say,
    show_share,
)

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

    @property
    def shown(self) -> dict[str, dict[str, Decimal]]:
        """The shares of the baskets with official prices, or of all if none has any."""
        official = list_definitions(self.series, self.year)
        return {key: own for key, own in self.shares.items() if key in official}

    @property
    def experimental(self) -> int:
        """The number of experimental prices among those shown."""
        frame = self.series.frame
        own = frame[(frame["year"] == self.year) & (frame["measure"] == "share")]
        own = own[own["definition"].isin(list(self.shown))]
        return int((own["status"] == "experimental").sum())


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
    rule = target_rule(series.edition)
    rows = []
    for definition, shares in prices.shown.items():
        row = [
            definition_name(definition, language),
            str(len(shares)),
            i18n.number(median(list(shares.values())), language, places=PLACES, grouped=True),
        ]
        if rule is not None:
            row += _count_below_target(series, definition, shares, language)
        rows.append(row)
    yield i18n.Sentence("reports/prices-of", year=prices.year)
    headers = [
        say("basket", language),
        say("economies", language),
        say("median-share", language),
    ]
    if rule is not None:
        headers += [
            say("within-target", language, value=str(rule.target)),
            say("share", language),
        ]
    yield i18n.Grid(headers, rows, frozenset(range(1, len(headers))))
    yield i18n.Sentence("reports/price-medians-note")
    if rule is not None:
        words = [_describe_rule(rule, language), say("target-counted", language)]
        yield i18n.Paragraph(i18n.paragraph(words, language))
    yield from experimental_note(prices.experimental)
    for grouping in ("itu-region", "income-group"):
        yield from _group_table(prices, grouping, language)


def _count_below_target(
    series: PriceSeries, definition: str, shares: Mapping[str, Decimal], language: str
) -> list[str]:
    """Return how many prices are below the target, of those that it applies to, in two cells."""
    limits = {economy: _find_limit(series, economy, definition) for economy in shares}
    targets = {economy: limit for economy, limit in limits.items() if limit is not None}
    if not targets:
        return ["", ""]
    met = sum(shares[economy] < limit for economy, limit in targets.items())
    return [count_of(met, len(targets), language), show_share(met, len(targets), language)]


def _find_limit(series: PriceSeries, economy: str, definition: str) -> Decimal | None:
    """Return the target of a basket in an economy; ``None`` where none applies."""
    basket = catalogue.basket_definitions()[definition].basket
    return find_target(series.edition, economy, basket)


def _describe_rule(rule: Affordability, language: str) -> str:
    """Return to which baskets and income groups the target applies."""
    baskets = [i18n.label("baskets", key, language) for key in rule.baskets]
    groups = [i18n.label("groups", key, language) for key in rule.income_groups]
    return i18n.text(
        "methodology",
        "target",
        language,
        percent=str(rule.target),
        names=i18n.join(baskets, language),
        groups=i18n.join_names(groups, language),
    )


def _group_table(prices: YearPrices, grouping: str, language: str) -> Iterator[Block]:
    try:
        frame = prices.series.groups(grouping, years=[prices.year], decimals=PLACES)
    except (CatalogueError, UsageError):
        # Prices that state no edition have no groups of their own.
        return
    definitions = [d for d in prices.shown if d in set(frame["definition"])]
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


def _compare_with(limit: Decimal | None, own: Decimal | None, language: str) -> str:
    """Return whether a price is below its target; empty where there is no price or no target."""
    if own is None or limit is None:
        return ""
    return say("target-met" if own < limit else "target-not-met", language)


def economy_price_blocks(series: PriceSeries, economy: str, language: str) -> Iterator[Block]:
    """Yield the costs of baskets in one economy in the newest year, with the medians here."""
    prices = YearPrices(series, newest_year(series))
    rule = target_rule(series.edition)
    rows = []
    for definition, shares in prices.shown.items():
        own, limit = shares.get(economy), _find_limit(series, economy, definition)
        middle = i18n.number(median(list(shares.values())), language, places=PLACES, grouped=True)
        row = [
            definition_name(definition, language),
            say("not-available", language)
            if own is None
            else i18n.number(own, language, places=PLACES, grouped=True),
            i18n.detail(middle, str(len(shares)), language),
        ]
        if rule is not None:
            row.append(_compare_with(limit, own, language))
        rows.append(row)
    headers = [
        say("basket", language),
        say("share-of-income", language, year=str(prices.year)),
        say("median-of-all", language),
    ]
    if rule is not None:
        headers.append(say("target-header", language, value=str(rule.target)))
    yield i18n.Grid(headers, rows, frozenset({1, 2}))
    words = [say("price-medians-note", language)]
    if rule is not None:
        words += [_describe_rule(rule, language), say("target-blank", language)]
    yield i18n.Paragraph(i18n.paragraph(words, language))
    yield from experimental_note(prices.experimental)
