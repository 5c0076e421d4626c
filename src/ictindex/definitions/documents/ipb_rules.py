"""The parts of a document of price baskets: allowances, purchase, conversion, target, groups.

A rule that no source states also has a key here, so that it can be seen and changed; its evidence
is then unverified.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from types import MappingProxyType
from typing import Annotated, Literal

from ictindex.core import decimals
from ictindex.definitions import catalogue
from ictindex.definitions.documents.fields import Amount, Identifier, Offset, Year
from ictindex.definitions.documents.parts import Bounds, Length, Listed, Part, Pattern, part

SeriesId = Annotated[Identifier, Listed("unknown-series", lambda: catalogue.economics_series())]
EconomyCode = Annotated[
    str, Pattern("^[A-Z]{3}$"), Listed("unknown-economy", lambda: catalogue.economies())
]


@part
class DenominatorException(Part):
    """Economies whose prices are compared with another series than their currency implies."""

    series: SeriesId
    economies: Annotated[tuple[EconomyCode, ...], Length(1)]


@part
class Denominator(Part):
    """Series of GNI per capita that a price is compared with, by the currency of the price.

    The exceptions come first: they are stated per economy and do not depend on the currency.
    """

    local_currency: SeriesId
    us_dollar: SeriesId
    exceptions: tuple[DenominatorException, ...] = ()

    def faults(self) -> Iterator[str]:
        """Yield the economies that are in two exceptions."""
        codes = [code for exception in self.exceptions for code in exception.economies]
        for code in sorted({code for code in codes if codes.count(code) > 1}):
            yield f"denominator-twice:{code}"

    def exception(self, economy: str) -> str | None:
        """Return the series that is named for an economy, or ``None`` if the rule applies."""
        return next((e.series for e in self.exceptions if economy in e.economies), None)


def _edition_faults(editions: list[int]) -> list[str]:
    return [f"edition-twice:{e}" for e in sorted(set(editions)) if editions.count(e) > 1]


@part
class EditionIncome(Part):
    """The years of income of an edition that differs from the others of its document."""

    edition: Year
    offset: Offset
    earlier: tuple[Offset, ...] = ()


@part
class IncomeYear(Part):
    """Year of GNI per capita of an edition, as offsets from the edition.

    ``earlier`` are the years that may be used instead, best first, if the year has no value.
    """

    offset: Offset
    earlier: tuple[Offset, ...] = ()
    editions: tuple[EditionIncome, ...] = ()

    def faults(self) -> Iterator[str]:
        """Yield orders of years that are not from late to early, and editions named twice."""
        orders = [(self.offset, *self.earlier)]
        orders += [(years.offset, *years.earlier) for years in self.editions]
        for order in orders:
            if list(order) != sorted(set(order), reverse=True):
                yield f"income-years-order:{', '.join(map(str, order))}"
        yield from _edition_faults([years.edition for years in self.editions])

    def years(self, edition: int) -> tuple[int, ...]:
        """Return the years to search for an edition, best first."""
        own = next((years for years in self.editions if years.edition == edition), self)
        return tuple(edition + offset for offset in (own.offset, *own.earlier))


Window = Literal["annual", "first-quarter", "second-quarter", "second-and-third-quarters"]
# First and last month of each window.
WINDOWS: Mapping[str, tuple[int, int]] = MappingProxyType(
    {
        "annual": (1, 12),
        "first-quarter": (1, 3),
        "second-quarter": (4, 6),
        "second-and-third-quarters": (4, 9),
    }
)


@part
class EditionRate(Part):
    """The exchange rate of an edition that differs from the others of its document."""

    edition: Year
    window: Window
    offset: Offset


@part
class ExchangeRate(Part):
    """The rate that converts prices to US dollars: an average over a window of a year."""

    series: SeriesId
    window: Window
    offset: Offset
    editions: tuple[EditionRate, ...] = ()

    def faults(self) -> Iterator[str]:
        """Yield the editions that are named twice."""
        yield from _edition_faults([rate.edition for rate in self.editions])

    def find_year(self, edition: int) -> tuple[int, str]:
        """Return the year and the window of the rate of an edition."""
        own = next((rate for rate in self.editions if rate.edition == edition), self)
        return edition + own.offset, own.window


@part
class EditionFactor(Part):
    """The year of the PPP factor of an edition that differs from the others of its document."""

    edition: Year
    offset: Offset


@part
class PurchasingPower(Part):
    """The factor that converts prices to PPP$.

    If the series stops, its last value is moved by the change of ``moved_by``.
    """

    series: SeriesId
    moved_by: SeriesId
    offset: Offset
    editions: tuple[EditionFactor, ...] = ()

    def faults(self) -> Iterator[str]:
        """Yield the editions that are named twice."""
        yield from _edition_faults([factor.edition for factor in self.editions])

    def find_year(self, edition: int) -> int:
        """Return the year of the factor of an edition."""
        own = next((factor for factor in self.editions if factor.edition == edition), self)
        return edition + own.offset


@part
class Conversion(Part):
    """Conversion of a price as advertised to a share of income, USD and PPP$."""

    months: Literal[12]
    denominator: Denominator
    income_year: IncomeYear
    exchange_rate: ExchangeRate
    ppp: PurchasingPower

    def goes_through_dollars(self, series: str, currency: str) -> bool:
        """Tell whether a price becomes US dollars before it is divided by a series of income."""
        return series == self.denominator.us_dollar and currency not in ("", "USD")

    @property
    def editions_named(self) -> frozenset[int]:
        """Editions that have a year or a window of their own."""
        parts = (self.income_year, self.exchange_rate, self.ppp)
        return frozenset(own.edition for part in parts for own in part.editions)


BasketId = Annotated[Identifier, Listed("unknown-basket", lambda: catalogue.baskets())]
DefinitionId = Annotated[
    Identifier, Listed("unknown-definition", lambda: catalogue.basket_definitions())
]


@part
class Calls(Part):
    """Voice calls of a basket to one destination in one period of the week.

    They are stated in ``minutes``, or, if their number matters, as a number of ``calls`` of
    ``minutes_per_call`` each: a set-up charge is paid for each call.
    """

    destination: Literal["any", "on-net", "off-net", "fixed"]
    period: Literal["any", "peak", "off-peak", "weekend"]
    minutes: Amount | None = None
    calls: Amount | None = None
    minutes_per_call: Amount | None = None

    def faults(self) -> Iterator[str]:
        """Yield a fault if calls are stated in both ways, or in none."""
        counted = (self.calls is not None, self.minutes_per_call is not None)
        if counted not in ((True, True), (False, False)) or (self.minutes is None) is not any(
            counted
        ):
            yield f"calls-or-minutes:{self.destination} / {self.period}"

    @property
    def total_minutes(self) -> Decimal:
        """Exact minutes a month."""
        if self.calls is None or self.minutes_per_call is None:
            return self.minutes or Decimal(0)
        with decimals.exact():
            return self.calls * self.minutes_per_call

    @property
    def number(self) -> Decimal | None:
        """Calls a month; ``None`` if the basket states only minutes."""
        return self.calls


@part
class Basket(Part):
    """Basket of a month: megabytes, SMS and calls of one service.

    ``definition`` is the definition of the catalogue by which ITU publishes the basket.
    ``payment`` states the plans that are considered; ``selection`` is either the cheapest way of
    all or the plan that the questionnaire names (``reference`` in a table of tariffs).
    """

    id: BasketId
    definition: DefinitionId
    service: Literal["mobile", "fixed-broadband", "fixed-telephone"]
    payment: Literal["cheapest", "prepaid", "postpaid"]
    selection: Literal["cheapest", "reference-plan"]
    data: Annotated[int, Bounds(ge=0, le=10**9)] = 0
    sms: Annotated[int, Bounds(ge=0, le=10**6)] = 0
    calls: tuple[Calls, ...] = ()

    def faults(self) -> Iterator[str]:
        """Yield differences from the definition, and empty or repeated parts."""
        definition = catalogue.basket_definitions()[self.definition]
        if definition.basket != self.id:
            yield f"definition-of-another-basket:{self.definition}"
        elif catalogue.baskets()[self.id].service != self.service:
            yield f"service-of-another-basket:{self.service}"
        elif self._differs(definition):
            yield f"allowance-of-another-definition:{self.definition}"
        if not (self.data or self.sms or self.calls):
            yield f"basket-empty:{self.id}"
        cells = [(cell.destination, cell.period) for cell in self.calls]
        for cell in sorted({cell for cell in cells if cells.count(cell) > 1}):
            yield f"calls-twice:{' / '.join(cell)}"

    def _differs(self, definition: catalogue.BasketDefinition) -> bool:
        """Tell whether data or SMS differ from the published definition."""
        return (self.data, self.sms) != (definition.data_mb or 0, definition.sms or 0)

    @property
    def indicator(self) -> str:
        """Catalogue indicator of its share of income; empty if there is none."""
        return catalogue.baskets()[self.id].indicator

    @property
    def total_minutes(self) -> Decimal:
        """Minutes of calls a month, over all destinations and periods."""
        with decimals.exact():
            return sum((cell.total_minutes for cell in self.calls), Decimal(0))


@part
class Purchasing(Part):
    """Purchase of a basket: the operator, the admitted plans, and the conditions of coverage.

    Attributes
    ----------
    operator
        Operator whose tariffs are considered.
    month_days
        Days of a month of use.
    megabytes_per_gigabyte
        For tariffs in gigabytes.
    coverage
        ``volume``: the volumes are met. ``volume-and-days``: also every day of the month is covered
        by a plan, or its even share of the use is bought out of bundle.
    short_plans
        Purchases of a plan that is shorter than the month: ``whole`` or ``fractional``.
    long_plans
        For a plan longer than the month, the month pays the ``whole`` price, or its part
        (``spread`` over its days).
    daily_cap
        A daily cap ``limits`` the volume of a plan, or is ``ignored``.
    throttled
        Use beyond the throttling point: ``excluded``, or counted ``at-minimum-speed`` and above.
    minimum_speed
        The least advertised speed of broadband, in kbit/s.
    generation
        The least generation of mobile network for baskets with data.
    combinations, add_ons, out_of_bundle
        Whether several plans, add-ons, and use beyond the allowance may be combined.
    without_split
        Price of a minute in a basket that states no destinations.
    commitment_months
        The commitment for fixed services: this one, or else the closest one.
    promotional, one_off_fees, taxes
        Promotions, one-off fees and taxes: excluded, or part of the price.
    sms_periods
        The price of an SMS if it differs by period.
    tie_break
        Choice among several ways with the same price, for the report.
    """

    operator: Literal["largest-market-share"]
    month_days: Annotated[int, Bounds(ge=28, le=31)]
    megabytes_per_gigabyte: Literal[1000, 1024]
    coverage: Literal["volume", "volume-and-days"]
    short_plans: Literal["whole", "fractional"]
    long_plans: Literal["whole", "spread"]
    daily_cap: Literal["limits", "ignored"]
    throttled: Literal["excluded", "at-minimum-speed"]
    minimum_speed: Annotated[int, Bounds(ge=0, le=10**9)]
    generation: Literal["any", "3g-or-better"]
    combinations: bool
    add_ons: bool
    out_of_bundle: bool
    without_split: Literal["dearest"]
    commitment_months: Annotated[int, Bounds(ge=0, le=120)]
    promotional: Literal["excluded"]
    one_off_fees: Literal["excluded"]
    taxes: Literal["included"]
    sms_periods: Literal["mean"]
    tie_break: Literal["fewest-purchases"]


@part
class Affordability(Part):
    """The target: baskets should cost less than a percentage of monthly GNI per capita."""

    target: Amount
    baskets: Annotated[tuple[BasketId, ...], Length(1)]
    income_groups: Annotated[
        tuple[Literal["low", "lower-middle", "upper-middle", "high"], ...], Length(1)
    ]


@part
class Aggregation(Part):
    """Summary of the economies of a group.

    ``matched``: economies with every basket and both years of a comparison; ``balanced``:
    economies with every year of a window.
    """

    statistic: Literal["median", "mean"]
    panel: Literal["balanced", "matched"]
