"""The prices of an economy over the years, as its profile shows them."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from functools import cached_property

import numpy as np

from ictindex.analysis.tables.price_targets import find_target, target_rule
from ictindex.core.data_classes import dataclass
from ictindex.definitions import catalogue
from ictindex.definitions.documents.ipb_rules import Affordability
from ictindex.indices.ipb.medians import MISSING, from_units
from ictindex.indices.ipb.price_panel import STATUSES
from ictindex.indices.ipb.price_series import PriceSeries
from ictindex.indices.ipb.series_breaks import find_part, place_breaks
from ictindex.publishing.website.last_results import remember_last
from ictindex.publishing.website.site_inputs import QuotedPrices

SHARE = "share"


@dataclass(frozen=True, slots=True)
class PriceFact:
    """The price of a basket of an economy in a year, by measure."""

    basket: str
    definition: str
    year: int
    prices: Mapping[str, Decimal]
    is_experimental: bool

    @property
    def share(self) -> Decimal | None:
        """The share of monthly income, in percent."""
        return self.prices.get(SHARE)

    @property
    def line(self) -> tuple[str, int]:
        """The definition and its part, which the shares of a line have in common."""
        return self.definition, find_part(self.definition, SHARE, self.year)


class SitePrices:
    """The price baskets of a site, and the target that applies to them."""

    def __init__(self, prices: QuotedPrices | None) -> None:
        self.series: PriceSeries | None = None if prices is None else prices.series
        self.source = "" if prices is None else prices.source
        self.quoted = prices

    @property
    def rule(self) -> Affordability | None:
        """The affordability target: its percentage of income, its baskets and income groups."""
        return target_rule(self._edition)

    @property
    def _edition(self) -> int | None:
        return None if self.series is None else self.series.edition

    @property
    def target(self) -> Decimal | None:
        """The affordability target, in percent of income."""
        return None if self.rule is None else Decimal(self.rule.target)

    @property
    def target_baskets(self) -> tuple[str, ...]:
        """The baskets to which the target applies."""
        return () if self.rule is None else tuple(self.rule.baskets)

    def is_below_target(self, economy: str, fact: PriceFact) -> bool | None:
        """Tell whether a price is below the target; ``None`` if the target does not apply to it."""
        limit = find_target(self._edition, economy, fact.basket)
        return None if fact.share is None or limit is None else fact.share < limit

    @cached_property
    def _places(self) -> Mapping[str, int]:
        return {} if self.series is None else {e: n for n, e in enumerate(self.series.economies)}

    @cached_property
    def economies(self) -> tuple[str, ...]:
        """The economies with a price of any basket in any year."""
        if self.series is None:
            return ()
        there = np.any(self.series.units != MISSING, axis=(1, 2, 3))
        return tuple(np.array(self.series.economies)[there].tolist())

    @property
    def years(self) -> tuple[int, ...]:
        """All years of the prices."""
        return () if self.series is None else self.series.years

    @remember_last
    def get(self, economy: str) -> list[PriceFact]:
        """Return the prices of an economy by basket, definition and year."""
        series = self.series
        position = self._places.get(economy)
        if series is None or position is None:
            return []
        units, status = series.units[position], series.status[position]
        definitions = catalogue.basket_definitions()
        prices = []
        for d, y in np.argwhere(np.any(units != MISSING, axis=2)):
            measures = [m for m in range(len(series.measures)) if units[d, y, m] != MISSING]
            figures = {
                series.measures[m]: price
                for m in measures
                if (price := from_units(int(units[d, y, m]), series.places)) is not None
            }
            marks = {STATUSES[status[d, y, m]] for m in measures}
            definition = series.definitions[d]
            prices.append(
                PriceFact(
                    definitions[definition].basket,
                    definition,
                    series.years[y],
                    figures,
                    marks == {"experimental"},
                )
            )
        order = list(catalogue.basket_definitions())
        return sorted(prices, key=lambda fact: (order.index(fact.definition), fact.year))


def latest_prices(prices: list[PriceFact]) -> list[PriceFact]:
    """Return the prices of the last year of an economy: the official ones, or all."""
    last = max((fact.year for fact in prices), default=0)
    there = [fact for fact in prices if fact.year == last]
    official = [fact for fact in there if not fact.is_experimental]
    return official or there


def find_breaks(prices: list[PriceFact]) -> list[float]:
    """Return the points between years at which a line of shares ends and another begins."""
    breaks = set()
    for basket in {fact.basket for fact in prices}:
        own = [fact for fact in prices if fact.basket == basket]
        breaks |= {*place_breaks((fact.line, fact.year) for fact in own)}
    return sorted(breaks)
