"""How the price of a basket is converted: which income, exchange rate and PPP factor of which year.

What a single edition does otherwise than the others of its document is listed by edition.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from ictindex import catalogue
from ictindex.documents.fields import Identifier, Offset, Part, Year, known

SeriesId = Annotated[Identifier, known("unknown-series", lambda: catalogue.economics_series())]
EconomyCode = Annotated[
    str,
    Field(pattern="^[A-Z]{3}$"),
    known("unknown-economy", lambda: catalogue.economies()),
]


class DenominatorException(Part):
    """Economies whose prices are set against another series than their currency implies."""

    series: SeriesId
    economies: Annotated[tuple[EconomyCode, ...], Field(min_length=1, strict=False)]


class Denominator(Part):
    """Which series of GNI per capita a price is set against, by the currency it is advertised in.

    The exceptions come first: they are stated per economy, whatever the currency.
    """

    local_currency: SeriesId
    us_dollar: SeriesId
    exceptions: Annotated[tuple[DenominatorException, ...], Field(strict=False)] = ()

    @model_validator(mode="after")
    def _once(self) -> Self:
        named = [code for exception in self.exceptions for code in exception.economies]
        twice = sorted({code for code in named if named.count(code) > 1})
        if twice:
            raise ValueError("\n".join(f"denominator-twice:{code}" for code in twice))
        return self

    def exception(self, economy: str) -> str | None:
        """Return the series that is named for an economy, or ``None`` where the rule holds.

        Examples
        --------
        >>> from ictindex.documents import library
        >>> denominator = library()["ipb-methodology-2025"].conversion.denominator
        >>> denominator.exception("ECU"), denominator.exception("KEN")
        ('gni-per-capita-atlas', None)
        """
        return next((e.series for e in self.exceptions if economy in e.economies), None)


def _once_each(editions: list[int]) -> list[str]:
    return [f"edition-twice:{e}" for e in sorted(set(editions)) if editions.count(e) > 1]


class EditionIncome(Part):
    """The years of income of an edition that differs from the others of its document."""

    edition: Year
    offset: Offset
    earlier: Annotated[tuple[Offset, ...], Field(strict=False)] = ()


class IncomeYear(Part):
    """Which year's GNI per capita an edition uses, as offsets from the edition.

    ``earlier`` are the years that may stand in, best first, where the year itself has no value.
    """

    offset: Offset
    earlier: Annotated[tuple[Offset, ...], Field(strict=False)] = ()
    editions: Annotated[tuple[EditionIncome, ...], Field(strict=False)] = ()

    @model_validator(mode="after")
    def _sound(self) -> Self:
        faults = []
        orders = [(self.offset, *self.earlier)]
        orders += [(years.offset, *years.earlier) for years in self.editions]
        for order in orders:
            if list(order) != sorted(set(order), reverse=True):
                faults.append(f"income-years-order:{', '.join(map(str, order))}")
        faults += _once_each([years.edition for years in self.editions])
        if faults:
            raise ValueError("\n".join(faults))
        return self

    def years(self, edition: int) -> tuple[int, ...]:
        """Return the years to look in for an edition, best first.

        Examples
        --------
        >>> from ictindex.documents import library
        >>> income_year = library()["ipb-methodology-2018"].conversion.income_year
        >>> income_year.years(2018)[:2], income_year.years(2019)[:2]
        ((2018, 2017), (2018, 2017))
        """
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


class EditionRate(Part):
    """The exchange rate of an edition that differs from the others of its document."""

    edition: Year
    window: Window
    offset: Offset


class ExchangeRate(Part):
    """The rate by which prices become US dollars: an average over a window of a year."""

    series: SeriesId
    window: Window
    offset: Offset
    editions: Annotated[tuple[EditionRate, ...], Field(strict=False)] = ()

    @model_validator(mode="after")
    def _sound(self) -> Self:
        faults = _once_each([rate.edition for rate in self.editions])
        if faults:
            raise ValueError("\n".join(faults))
        return self

    def of(self, edition: int) -> tuple[int, str]:
        """Return the year and the window of the rate of an edition.

        Examples
        --------
        >>> from ictindex.documents import library
        >>> rate = library()["ipb-methodology-2018"].conversion.exchange_rate
        >>> rate.of(2019), rate.of(2020)
        ((2018, 'annual'), (2020, 'second-and-third-quarters'))
        """
        own = next((rate for rate in self.editions if rate.edition == edition), self)
        return edition + own.offset, own.window


class EditionFactor(Part):
    """The year of the PPP factor of an edition that differs from the others of its document."""

    edition: Year
    offset: Offset


class PurchasingPower(Part):
    """The factor by which prices become PPP$.

    Where the series stops, its last value is moved by the change of ``moved_by``.
    """

    series: SeriesId
    moved_by: SeriesId
    offset: Offset
    editions: Annotated[tuple[EditionFactor, ...], Field(strict=False)] = ()

    @model_validator(mode="after")
    def _sound(self) -> Self:
        faults = _once_each([factor.edition for factor in self.editions])
        if faults:
            raise ValueError("\n".join(faults))
        return self

    def of(self, edition: int) -> int:
        """Return the year of the factor of an edition.

        Examples
        --------
        >>> from ictindex.documents import library
        >>> library()["ipb-methodology-2025"].conversion.ppp.of(2025)
        2024
        """
        own = next((factor for factor in self.editions if factor.edition == edition), self)
        return edition + own.offset


class Conversion(Part):
    """How a price in the currency it is advertised in becomes a share of income, USD and PPP$."""

    months: Literal[12]
    denominator: Denominator
    income_year: IncomeYear
    exchange_rate: ExchangeRate
    ppp: PurchasingPower

    def goes_through_dollars(self, series: str, currency: str) -> bool:
        """Tell whether a price becomes US dollars before it is set against a series of income.

        Examples
        --------
        >>> from ictindex.documents import library
        >>> old, new = (library()[f"ipb-methodology-{y}"].conversion for y in (2010, 2025))
        >>> [rules.goes_through_dollars("gni-per-capita-atlas", "KES") for rules in (old, new)]
        [True, True]
        >>> new.goes_through_dollars("gni-per-capita-local", "KES")
        False
        """
        return series == self.denominator.us_dollar and currency not in ("", "USD")

    @property
    def editions_named(self) -> frozenset[int]:
        """Editions that have a year or a window of their own.

        Examples
        --------
        >>> from ictindex.documents import library
        >>> sorted(library()["ipb-methodology-2018"].conversion.editions_named)
        [2018, 2019, 2020]
        """
        parts = (self.income_year, self.exchange_rate, self.ppp)
        return frozenset(own.edition for part in parts for own in part.editions)
