"""The measures of targets: their figures by year, and their economies."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import TYPE_CHECKING, Protocol

from ictindex.core import decimals
from ictindex.core.data_classes import dataclass
from ictindex.core.errors import RefusedObservationsError, UsageError
from ictindex.data.observations import Observations
from ictindex.data.rates import convert_to_own_unit
from ictindex.definitions import catalogue
from ictindex.definitions.catalogue.dated_targets import WORLD, Target

if TYPE_CHECKING:
    from ictindex.indices.ipb.price_series import PriceSeries

POPULATION = "population"
_TOTALS = ("", "_T")
_OTHERS = ("age", "location", "disability", "education", "income")
_HUNDRED = Decimal(100)

Values = Mapping[str, Decimal]


def list_day(target: Target) -> dt.date:
    """Return the day whose list of economies a target takes (our rule).

    It is the first day of the year of its deadline, so that an economy that leaves in that year
    still counts; without a deadline the list is the latest.
    """
    return dt.date.max if target.deadline is None else dt.date(target.deadline, 1, 1)


def scope_members(scope: str, day: dt.date | None = None) -> frozenset[str] | None:
    """Return the economies of a scope at a day; ``None``: the whole world."""
    if scope == WORLD:
        return None
    grouping, vintage, groups = scope.split("/")
    printed = catalogue.groups(grouping, vintage)
    listing = catalogue.groups(grouping, vintage, day if printed.departures else None).groups
    return frozenset(economy for group in groups.split("+") for economy in listing[group])


class Figures:
    """The totals of a table of observations, and its figures of women and men."""

    def __init__(self, table: Observations) -> None:
        if table.findings.errors:
            raise RefusedObservationsError("compute.errors-in-cells", faults=table.findings.errors)
        self._values: dict[tuple[str, str, int], dict[str, Decimal]] = {}
        cells = table.cells
        for row, value in enumerate(cells["value"]):
            if value is None or any(cells[name][row] not in _TOTALS for name in _OTHERS):
                continue
            sex = cells["sex"][row]
            indicator, economy = cells["indicator"][row], cells["economy"][row]
            key = indicator, "" if sex in _TOTALS else sex, cells["year"][row]
            column = self._values.setdefault(key, {})
            if economy in column:
                raise UsageError(
                    "targets.two-values", economy=economy, indicator=indicator, year=str(key[2])
                )
            column[economy] = convert_to_own_unit(indicator, value, cells["unit"][row])

    def get(self, indicator: str, year: int, sex: str = "") -> Values:
        """Return the figures of an indicator in a year, by economy."""
        return self._values.get((indicator, sex, year), {})

    def years(self, indicator: str, sex: str = "") -> tuple[int, ...]:
        """Return the years of an indicator."""
        return tuple(sorted(y for i, s, y in self._values if (i, s) == (indicator, sex)))


class Measure(Protocol):
    """A figure by year, for all economies with data or for some of them."""

    def years(self) -> tuple[int, ...]:
        """Return the years in which at least one economy has the required data."""

    def economies(self, year: int) -> frozenset[str]:
        """Return the economies that have the required data in a year."""

    def value(self, year: int, economies: Iterable[str]) -> Decimal:
        """Return the figure of a year over some economies."""


@dataclass(frozen=True, slots=True)
class WeightedMean:
    r"""The mean of an indicator, weighted by people or households of the same year.

    .. math:: \bar x = \frac{\sum_i w_i x_i}{\sum_i w_i}
    """

    figures: Figures
    indicator: str
    weights: str
    members: frozenset[str] | None
    sex: str = ""

    def years(self) -> tuple[int, ...]:
        """Return the years of the indicator."""
        return self.figures.years(self.indicator, self.sex)

    def economies(self, year: int) -> frozenset[str]:
        """Return the economies with the indicator and its weight."""
        values = self.figures.get(self.indicator, year, self.sex).keys()
        return _keep_members(values & self.figures.get(self.weights, year).keys(), self.members)

    def value(self, year: int, economies: Iterable[str]) -> Decimal:
        """Return the weighted mean over some economies."""
        values = self.figures.get(self.indicator, year, self.sex)
        weights = self.figures.get(self.weights, year)
        with decimals.exact():
            chosen = sorted(economies)
            total = sum((weights[e] * values[e] for e in chosen), Decimal(0))
            return decimals.stage(total / sum((weights[e] for e in chosen), Decimal(0)))


@dataclass(frozen=True, slots=True)
class Parity:
    """The weighted mean of women divided by that of men, over economies that have both."""

    women: WeightedMean
    men: WeightedMean

    def years(self) -> tuple[int, ...]:
        """Return the years with figures of both."""
        return tuple(sorted({*self.women.years()} & {*self.men.years()}))

    def economies(self, year: int) -> frozenset[str]:
        """Return the economies with figures of both."""
        return self.women.economies(year) & self.men.economies(year)

    def value(self, year: int, economies: Iterable[str]) -> Decimal:
        """Return the ratio over some economies."""
        chosen = frozenset(economies)
        with decimals.exact():
            return decimals.stage(self.women.value(year, chosen) / self.men.value(year, chosen))


@dataclass(frozen=True, slots=True)
class ShareOfShares:
    """The percentage of economies in which a part exceeds some percentage of a total."""

    figures: Figures
    part: str
    total: str
    limit: Decimal
    members: frozenset[str] | None

    def years(self) -> tuple[int, ...]:
        """Return the years with both."""
        return tuple(sorted({*self.figures.years(self.part)} & {*self.figures.years(self.total)}))

    def economies(self, year: int) -> frozenset[str]:
        """Return the economies with a part and a total above zero."""
        parts, totals = self.figures.get(self.part, year), self.figures.get(self.total, year)
        both = {e for e in parts.keys() & totals.keys() if totals[e] > 0}
        return _keep_members(both, self.members)

    def value(self, year: int, economies: Iterable[str]) -> Decimal:
        """Return the percentage of some economies."""
        parts, totals = self.figures.get(self.part, year), self.figures.get(self.total, year)
        chosen = list(economies)
        with decimals.exact():
            above = sum(parts[e] * _HUNDRED > self.limit * totals[e] for e in chosen)
            return decimals.stage(Decimal(above) * _HUNDRED / len(chosen))


@dataclass(frozen=True, slots=True)
class Growth:
    """The growth of a total since a baseline year in per cent, over the same economies."""

    figures: Figures
    indicators: tuple[str, ...]
    baseline: int
    members: frozenset[str] | None

    def years(self) -> tuple[int, ...]:
        """Return the years after the baseline that have every indicator."""
        each = [set(self.figures.years(indicator)) for indicator in self.indicators]
        return tuple(sorted(year for year in set.intersection(*each) if year > self.baseline))

    def economies(self, year: int) -> frozenset[str]:
        """Return the economies with every indicator in the year and in the baseline."""
        columns = [self.figures.get(i, y) for i in self.indicators for y in (year, self.baseline)]
        return _keep_members(set.intersection(*(set(column) for column in columns)), self.members)

    def value(self, year: int, economies: Iterable[str]) -> Decimal:
        """Return the growth over some economies."""
        chosen = sorted(economies)
        with decimals.exact():
            now, then = (
                sum(
                    (self.figures.get(i, y)[e] for i in self.indicators for e in chosen), Decimal(0)
                )
                for y in (year, self.baseline)
            )
            return decimals.stage((now / then - 1) * _HUNDRED)


@dataclass(frozen=True, slots=True)
class MedianPrice:
    """The median cost of one definition of a basket, as a share of income."""

    prices: PriceSeries
    definition: str
    members: frozenset[str] | None

    def years(self) -> tuple[int, ...]:
        """Return the years in which the definition is official."""
        definition = catalogue.basket_definitions()[self.definition]
        return tuple(y for y in self.prices.years if definition.status(y) == "official")

    def economies(self, year: int) -> frozenset[str]:
        """Return the economies with a price."""
        priced = (e for e in self.prices.economies if self._price(e, year) is not None)
        return _keep_members(priced, self.members)

    def value(self, year: int, economies: Iterable[str]) -> Decimal:
        """Return the median over some economies, exactly."""
        values = sorted(v for e in economies if (v := self._price(e, year)) is not None)
        middle = len(values) // 2
        if len(values) % 2:
            return values[middle]
        with decimals.exact():
            return decimals.stage((values[middle - 1] + values[middle]) / 2)

    def _price(self, economy: str, year: int) -> Decimal | None:
        return self.prices.value(economy, self.definition, year, "share")


def _keep_members(economies: Iterable[str], members: frozenset[str] | None) -> frozenset[str]:
    chosen = frozenset(economies)
    return chosen if members is None else chosen & members


def measure_target(target: Target, figures: Figures, baseline: int | None) -> Measure:
    """Return the measure of a target that is tracked by observations."""
    members = scope_members(target.scope, list_day(target))
    if target.measure == "growth":
        return Growth(figures, target.indicators, baseline or 0, members)
    if target.measure == "share-of-shares":
        part, total = target.indicators
        return ShareOfShares(figures, part, total, target.part or Decimal(0), members)
    mean = [
        WeightedMean(figures, target.indicators[0], target.weights, members, sex)
        for sex in (("F", "M") if target.measure == "parity" else ("",))
    ]
    return Parity(*mean) if target.measure == "parity" else mean[0]


def price_measures(target: Target, prices: PriceSeries) -> dict[str, MedianPrice]:
    """Return the measures of a price target, by definition of its baskets."""
    members = scope_members(target.scope, list_day(target))
    definitions = catalogue.basket_definitions()
    return {
        name: MedianPrice(prices, name, members)
        for name in prices.definitions
        if name in definitions and definitions[name].basket in target.baskets
    }
