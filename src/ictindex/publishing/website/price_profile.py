"""The prices of an economy as its page shows them: the last ones, and a chart over the years."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import Any

from ictindex.analysis.commentary.figure_origins import PRINTED
from ictindex.analysis.commentary.price_commentary import comment_on_prices
from ictindex.definitions import catalogue
from ictindex.language import i18n
from ictindex.language.commentary_page import word_commentary
from ictindex.language.i18n.document import Grid
from ictindex.publishing.graphics import palette
from ictindex.publishing.graphics.composition import LegendItem
from ictindex.publishing.graphics.setting import Setting
from ictindex.publishing.website.chart_boxes import ChartBox, show_sign
from ictindex.publishing.website.price_facts import (
    PriceFact,
    SitePrices,
    find_breaks,
    latest_prices,
)
from ictindex.publishing.website.site_words import Words
from ictindex.publishing.website.static_pictures import (
    LINE_COLOURS,
    PictureLine,
    TimePicture,
    nice_steps,
)

SECTION = "site-profile"
PRICES = "prices"
_MEASURES = ("share", "usd", "ppp")


class PriceProfile:
    """The part of a page on the prices of an economy, in one language."""

    def __init__(self, prices: SitePrices, language: str) -> None:
        self.prices, self.language = prices, language
        self.setting, self.words = Setting(language), Words(language, SECTION)

    def describe(self, economy: str, prices: list[PriceFact]) -> Mapping[str, Any]:
        """Return the words and the table of a template on the prices of an economy."""
        return {
            "prices_words": self._list_words(economy, prices),
            "price_table": self._latest_table(economy, latest_prices(prices)),
        }

    def draw(self, economy: str, prices: Sequence[PriceFact]) -> ChartBox | None:
        """Draw the shares of income of the baskets with a target; ``None`` with few prices."""
        baskets = self.prices.target_baskets
        shown = [
            fact
            for fact in prices
            if fact.basket in baskets and fact.share is not None and not fact.is_experimental
        ]
        if len({fact.year for fact in shown}) < 2:
            return None
        setting = self.setting
        present = [basket for basket in baskets if any(f.basket == basket for f in shown)]
        colours = dict(zip(baskets, LINE_COLOURS, strict=False))
        breaks = find_breaks(shown)
        legend = [
            LegendItem(setting.label("baskets", basket), colours[basket], "line")
            for basket in present
        ]
        target = self.prices.target
        if breaks:
            legend.append(LegendItem(setting.word("break-line"), palette.AXIS, "dash"))
        if target is not None:
            words = setting.word("target-line", value=i18n.number(target, self.language))
            legend.append(LegendItem(words, palette.ACCENT, "dash"))
        measure = setting.label("measures", "share")
        name = i18n.economy_name(economy, self.language)
        # The line of the target stays below the edge, also where all prices are far below it.
        high = _top([*(float(fact.share or 0) for fact in shown), float(target or 0) * 1.2])
        return ChartBox(
            key=PRICES,
            title=setting.word("panels", what=measure),
            subtitle="",
            description=i18n.pair(name, setting.word("panels", what=measure), self.language),
            legend=[show_sign(item, self.language) for item in legend],
            notes=self._definition_years(shown),
            table=self._years_table(shown),
            drawing=self._picture(shown, breaks, high),
        )

    def _definition_years(self, prices: Sequence[PriceFact]) -> list[str]:
        """Return the years in which each definition was priced."""
        years: dict[str, list[int]] = {}
        for fact in prices:
            years.setdefault(fact.definition, []).append(fact.year)
        spans = [
            i18n.pair(
                i18n.label("basket-definitions", key, self.language),
                self._span(min(own), max(own)),
                self.language,
            )
            for key, own in years.items()
        ]
        return [i18n.clauses(spans, self.language)]

    def _span(self, first: int, last: int) -> str:
        """Return a range of years, which runs from left to right in every language."""
        if first == last:
            return str(first)
        years = f"{first}–{last}"
        return f"\u2066{years}\u2069" if self.setting.rtl else years

    def _years_table(self, prices: Sequence[PriceFact]) -> Grid:
        """Return the prices by year: each definition has a column, so that none are joined."""
        cells = {(f.year, f.definition): i18n.number(f.share, self.language) for f in prices}
        definitions = list(dict.fromkeys(fact.definition for fact in prices))
        headers = [
            i18n.text("columns", "year", self.language),
            *(i18n.label("basket-definitions", key, self.language) for key in definitions),
        ]
        rows = [
            [str(year), *(cells.get((year, key), "–") for key in definitions)]
            for year in sorted({fact.year for fact in prices})
        ]
        return Grid(headers, rows, frozenset(range(1, len(headers))))

    def _picture(
        self, prices: Sequence[PriceFact], breaks: Sequence[float], high: float
    ) -> TimePicture:
        lines: dict[tuple[str, int], list[tuple[float, float]]] = {}
        for fact in prices:
            point = (float(fact.year), float(fact.share or 0))
            lines.setdefault(fact.line, []).append(point)
        # Every third year is named, up to the last one: more would not fit on a phone.
        last = max(self.prices.years)
        times = {float(y): "" if (last - y) % 3 else str(y) for y in self.prices.years}
        drawn = TimePicture(self.setting, times, (0, high))
        for time in breaks:
            drawn.mark_break(time)
        if self.prices.target is not None:
            drawn.mark_level(float(self.prices.target))
        for (definition, _), places in lines.items():
            drawn.draw(PictureLine(self._definition_colours[definition], places))
        return drawn

    @cached_property
    def _definition_colours(self) -> dict[str, str]:
        """Return the colour of each definition of the baskets that have a target."""
        colours = dict(zip(self.prices.target_baskets, LINE_COLOURS, strict=False))
        definitions = catalogue.basket_definitions()
        there = () if self.prices.series is None else self.prices.series.definitions
        return {
            key: colours[definitions[key].basket]
            for key in there
            if definitions[key].basket in colours
        }

    def _list_words(self, economy: str, prices: Sequence[PriceFact]) -> list[str]:
        """Return the year of the prices, the sentences on them, and to which the target applies."""
        if not prices:
            return []
        lines = [self.words("prices-of", year=str(max(fact.year for fact in prices)))]
        if (sentences := self._comment(economy)) is not None:
            lines.append(sentences)
        rule = self.prices.rule
        if rule is not None:
            baskets = [i18n.label("baskets", key, self.language) for key in rule.baskets]
            groups = [i18n.label("groups", key, self.language) for key in rule.income_groups]
            lines.append(
                i18n.text(
                    "methodology",
                    "target",
                    self.language,
                    percent=str(rule.target),
                    names=i18n.join(baskets, self.language),
                    groups=i18n.join_names(groups, self.language),
                )
            )
        return lines

    def _comment(self, economy: str) -> str | None:
        """Return the sentences on the baskets with a target; ``None`` without any."""
        series, quoted = self.prices.series, self.prices.quoted
        if series is None or economy not in series.economies:
            return None
        commentary = comment_on_prices(
            series,
            economy,
            baskets=self.prices.target_baskets,
            whose=PRINTED if quoted is None else quoted.whose,
        )
        return i18n.paragraph(word_commentary(commentary, self.language), self.language) or None

    def _latest_table(self, economy: str, prices: Sequence[PriceFact]) -> Grid | None:
        """Return the last prices of an economy, by measure, compared with the target."""
        if not prices:
            return None
        rows = []
        for fact in prices:
            is_below = self.prices.is_below_target(economy, fact)
            verdict = "" if is_below is None else self.words("below" if is_below else "not-below")
            rows.append(
                [
                    i18n.label("basket-definitions", fact.definition, self.language),
                    *(
                        i18n.number(fact.prices.get(measure), self.language)
                        for measure in _MEASURES
                    ),
                    verdict,
                ]
            )
        headers = [
            i18n.text("columns", "basket", self.language),
            *(i18n.label("measures", measure, self.language) for measure in _MEASURES),
            i18n.text("charts", "target", self.language),
        ]
        return Grid(headers, rows, frozenset({1, 2, 3}))


def _top(values: Sequence[float]) -> float:
    """Return the next round number above all values."""
    most = max(values)
    steps = nice_steps(0, most)
    step = steps[1] - steps[0] if len(steps) > 1 else most
    return round(step * -(-most // step), 6)
