"""A price with its income, exchange rate and factor of purchasing power parity.

The rules of a document link each price to rows of the table of economics, or to the reason why
there is none; then it is converted in exact decimals. No array library is needed, so that a browser
converts the prices of one economy in the same way as those of an edition.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field
from decimal import Decimal

from ictindex.core.data_classes import dataclass
from ictindex.indices.ipb import conversion
from ictindex.indices.ipb.inputs import DOLLAR, NO_ROW, Factor, Lookup
from ictindex.language.findings import Finding

_NO_ROWS = (NO_ROW, NO_ROW, NO_ROW)


@dataclass(frozen=True, slots=True)
class Price:
    """A price to convert: its economy and basket, its currency, and the national currencies."""

    economy: str
    basket: str
    currency: str
    national: tuple[str, ...]

    @property
    def is_national(self) -> bool:
        """Tell whether it is in a national currency."""
        return self.currency in self.national

    @property
    def national_currency(self) -> str:
        """Its currency, or for a price in dollars the national one of the economy."""
        return self.currency if self.is_national or not self.national else self.national[0]

    def make_reason(self, code: str, year: int, **facts: object) -> Finding:
        """Return the reason why it cannot be converted."""
        own = {"economy": self.economy, "basket": self.basket, "currency": self.currency, **facts}
        return Finding(code, "information", self.economy, year=year, details=own)

    def make_currency_reason(self, look: Lookup, row: int, series: str) -> Finding:
        """Return the reason that a row is in another currency or unit than the conversion needs."""
        stated = look.currency(row)
        change = look.other_unit(row, self.economy, stated or self.national_currency)
        if change is not None:
            return self.make_reason(
                "economics.of-other-unit",
                look.year,
                series=series,
                day=change.day.isoformat(),
                factor=str(change.factor),
                row_year=str(look.year_of(row)),
            )
        if stated == "":
            return self.make_reason("economics.currency-not-stated", look.year, series=series)
        return self.make_reason(
            "economics.of-other-currency", look.year, series=series, there=look.currency(row)
        )


@dataclass(frozen=True, slots=True)
class PriceLink:
    """The rows of economics that convert a price, and the reasons for missing measures."""

    denominator: str = ""
    income_row: int = NO_ROW
    rate_row: int = NO_ROW
    # The factor of private consumption, and the GDP factors that moved it, if any.
    ppp_rows: tuple[int, int, int] = _NO_ROWS
    reasons: Mapping[str, Finding] = field(default_factory=dict)


def link_price(
    look: Lookup, price: Price, rate: int | Finding, factor: Factor | Finding
) -> PriceLink:
    """Link a price to its income, exchange rate and factor, or to the reason for a missing one."""
    reasons: dict[str, Finding] = {}
    denominator, income_row, rate_row = "", NO_ROW, NO_ROW
    income = _find_income(look, price)
    if not isinstance(income, Finding) and look.rules.goes_through_dollars(
        income[0], price.currency
    ):
        through = _find_rate(look, price, rate)
        if isinstance(through, Finding):
            income = through
        else:
            rate_row = through
    if isinstance(income, Finding):
        reasons["share"] = income
    else:
        denominator, income_row = income
    if price.currency != DOLLAR:
        own = _find_rate(look, price, rate)
        if isinstance(own, Finding):
            reasons["usd"] = own
        else:
            rate_row = own
    rows = _NO_ROWS
    parity = _find_factor(look, price, factor, rate)
    if isinstance(parity, Finding):
        reasons["ppp"] = parity
    else:
        moved, by_rate = parity
        last, then, now = (moved.row, *moved.moved, NO_ROW, NO_ROW)[:3]
        rows, rate_row = (last, then, now), max(rate_row, by_rate)
    return PriceLink(denominator, income_row, rate_row, rows, reasons)


def convert_price(
    look: Lookup, local: Decimal, currency: str, link: PriceLink
) -> tuple[dict[str, Decimal], Decimal | None]:
    """Return a price in every measure with a link, and the factor, if there is one."""
    amounts = {"local": conversion.multiply(local, Decimal(1))}
    rate = Decimal(1) if link.rate_row == NO_ROW else look.value(link.rate_row)
    if currency == DOLLAR:
        amounts["usd"] = amounts["local"]
    elif "usd" not in link.reasons:
        amounts["usd"] = conversion.divide(local, rate)
    factor: Decimal | None = None
    if "ppp" not in link.reasons:
        factor = _factor(look, link.ppp_rows)
        through = currency == DOLLAR and link.rate_row != NO_ROW
        national = conversion.multiply(local, rate) if through else local
        amounts["ppp"] = conversion.divide(national, factor)
    if "share" not in link.reasons:
        income = look.value(link.income_row)
        if look.rules.goes_through_dollars(link.denominator, currency):
            income = conversion.convert_income(income, rate)
        amounts["share"] = conversion.compute_share(local, income, months=look.rules.months)
    return amounts, factor


def _factor(look: Lookup, rows: tuple[int, int, int]) -> Decimal:
    """Return the factor of purchasing power parity from its rows, moved if necessary."""
    last, then, now = rows
    if now == NO_ROW:
        return conversion.divide(look.value(last), Decimal(1))
    return conversion.move_factor(look.value(last), look.value(then), look.value(now))


def _find_income(look: Lookup, price: Price) -> tuple[str, int] | Finding:
    """Return the series of income that a price is divided by, and its row."""
    rule = look.rules.denominator
    series = rule.exception(price.economy)
    if series is None:
        if not price.is_national and price.currency != DOLLAR:
            return price.make_reason(
                "basket.currency-unusable", look.year, allowed=price.national or "-"
            )
        series = rule.local_currency if price.is_national else rule.us_dollar
    elif not (price.is_national if series == rule.local_currency else price.currency == DOLLAR):
        allowed = price.national if series == rule.local_currency else (DOLLAR,)
        return price.make_reason(
            "basket.currency-unlike-income", look.year, series=series, allowed=allowed or "-"
        )
    row = look.income(price.economy, series)
    if isinstance(row, Finding):
        return row
    through = look.rules.goes_through_dollars(series, price.currency)
    if not look.comparable(row, price.economy, DOLLAR if through else price.currency):
        return price.make_currency_reason(look, row, series)
    return series, row


def _find_rate(look: Lookup, price: Price, rate: int | Finding) -> int | Finding:
    """Return the row of the exchange rate that converts a price to US dollars."""
    if not price.is_national:
        return price.make_reason(
            "basket.currency-unusable", look.year, allowed=price.national or "-"
        )
    if isinstance(rate, Finding):
        return rate
    if not look.comparable(rate, price.economy, price.currency):
        return price.make_currency_reason(look, rate, look.rules.exchange_rate.series)
    return rate


def _find_factor(
    look: Lookup, price: Price, factor: Factor | Finding, rate: int | Finding
) -> tuple[Factor, int] | Finding:
    """Return the factor that converts a price to PPP$, and the exchange rate needed first."""
    if not price.is_national and price.currency != DOLLAR:
        return price.make_reason(
            "basket.currency-unusable", look.year, allowed=price.national or "-"
        )
    if isinstance(factor, Finding):
        return factor
    row, series = factor.row, look.rules.ppp.series
    if look.currency(row) == price.currency or price.is_national:
        fits = look.comparable(row, price.economy, price.currency)
        return (factor, NO_ROW) if fits else price.make_currency_reason(look, row, series)
    # Dollars are not the national currency here, but the factor is in national currency.
    if not price.national:
        return price.make_reason("basket.currency-unusable", look.year, allowed="-")
    if look.currency(row) and look.currency(row) not in price.national:
        return price.make_currency_reason(look, row, series)
    if look.other_unit(row, price.economy, look.currency(row) or price.national[0]) is not None:
        return price.make_currency_reason(look, row, series)
    if isinstance(rate, Finding):
        return rate
    if not look.comparable(rate, price.economy, look.currency(row) or price.national[0]):
        return price.make_currency_reason(look, rate, look.rules.exchange_rate.series)
    return factor, rate
