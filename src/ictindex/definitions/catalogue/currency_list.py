"""Currencies by ISO 4217 code, the currencies of economies by year, and redenominations."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from functools import lru_cache
from types import MappingProxyType

from ictindex.core.data_classes import dataclass
from ictindex.definitions.catalogue import loading
from ictindex.language.i18n.translations import Named

_YEAR_AND_MONTH = re.compile(r"(?<![0-9])(20[0-9]{2})(?:-(0[1-9]|1[0-2]))?(?![0-9])", re.ASCII)


@dataclass(frozen=True, slots=True)
class Currency(Named):
    """A currency of ISO 4217.

    The catalogue has no names of currencies: its name is its code, in every language.

    Parameters
    ----------
    code : str
        Alphabetic code.
    minor_units : int
        Decimals of its smallest unit: 2 where a hundred of them make one.
    active : bool
        Whether it is in the list of 1 January 2026; the others were withdrawn since 2008.

    Examples
    --------
    >>> import ictindex as ict
    >>> ict.data.currencies()["JPY"].minor_units
    0
    """

    code: str
    minor_units: int
    active: bool = True

    def _find_name(self, language: str) -> str:
        return self.code


@dataclass(frozen=True, slots=True)
class CurrencyPeriod:
    """The years in which a currency is an economy's own; ``None``: open on that side."""

    currency: str
    first: int | None
    last: int | None

    def covers(self, year: int) -> bool:
        """Tell whether a year lies in the period."""
        return (self.first is None or self.first <= year) and (
            self.last is None or year <= self.last
        )


@lru_cache(maxsize=1)
def currencies() -> Mapping[str, Currency]:
    """Return the currencies by code: the active ones and those withdrawn since 2008.

    Codes without minor units (gold, special drawing rights, no currency) are left out: no price is
    advertised in them.

    Examples
    --------
    >>> currencies()["KWD"].minor_units, currencies()["HRK"].active, "XAU" in currencies()
    (3, False, False)
    """
    table = {
        row["code"]: Currency(row["code"], int(row["minor_units"]), row["list"] == "active")
        for row in loading.rows("currencies.csv")
    }
    return MappingProxyType(table)


@lru_cache(maxsize=1)
def _also_written() -> Mapping[str, str]:
    lookup = {code.casefold(): code for code in currencies()}
    for row in loading.rows("currencies.csv"):
        for text in row["also_written"].split():
            lookup.setdefault(text.casefold(), row["code"])
    return MappingProxyType(lookup)


def currency_hint(text: str) -> str | None:
    """Return the ISO 4217 code that a sign or an unofficial code probably meant, or ``None``."""
    # Only for remedies: a reader never replaces the written code by the hint. A sign that several
    # currencies share has no hint.
    return _also_written().get(text.strip().casefold())


@lru_cache(maxsize=1)
def currency_periods() -> Mapping[str, tuple[CurrencyPeriod, ...]]:
    """Return the national currencies of each economy with their years, the main one first."""
    table: dict[str, list[CurrencyPeriod]] = {}
    for row in loading.rows("economy_currencies.csv"):
        first, last = (int(row[key]) if row[key] else None for key in ("from", "until"))
        table.setdefault(row["iso3"], []).append(CurrencyPeriod(row["currency"], first, last))
    return MappingProxyType({economy: tuple(periods) for economy, periods in table.items()})


def national_currencies(economy: str, year: int) -> tuple[str, ...]:
    """Return the currencies that are an economy's own in a year.

    They are the currency that the economy issues or has adopted, and legal tender at par with it: a
    price in any of them can be compared with an income in national currency. Tender at another rate
    (US dollars in Liberia, dinars in Palestine) is not among them. In a year of change both
    currencies are, except a currency that the euro replaced on 1 January.

    Parameters
    ----------
    economy : str
        ISO3 code.
    year : int
        Year of the price.

    Returns
    -------
    tuple of str
        ISO 4217 codes, the main one first; empty if none is known.

    Examples
    --------
    >>> national_currencies("HRV", 2022), national_currencies("HRV", 2023)
    (('HRK',), ('EUR',))
    >>> national_currencies("PAN", 2025), national_currencies("BLR", 2016)
    (('PAB', 'USD'), ('BYR', 'BYN'))
    """
    periods = currency_periods().get(economy, ())
    return tuple(period.currency for period in periods if period.covers(year))


@lru_cache(maxsize=1)
def _parallel_periods() -> Mapping[str, tuple[CurrencyPeriod, ...]]:
    table: dict[str, list[CurrencyPeriod]] = {}
    for row in loading.rows("parallel_currencies.csv"):
        first, last = (int(row[key]) if row[key] else None for key in ("from", "until"))
        table.setdefault(row["iso3"], []).append(CurrencyPeriod(row["currency"], first, last))
    return MappingProxyType({economy: tuple(periods) for economy, periods in table.items()})


def parallel_currencies(economy: str, year: int) -> tuple[str, ...]:
    """Return the currencies that an economy issued next to its own, at another rate.

    A price in one of them can be compared only with values that are stated in it.
    """
    periods = _parallel_periods().get(economy, ())
    return tuple(period.currency for period in periods if period.covers(year))


def price_currencies(economy: str, year: int) -> tuple[str, ...]:
    """Return the currencies that prices of an economy can be in: national and parallel ones."""
    return (*national_currencies(economy, year), *parallel_currencies(economy, year))


@dataclass(frozen=True, slots=True)
class Redenomination:
    """A day from which an economy writes amounts in another unit, under the same code."""

    economy: str
    currency: str
    day: dt.date
    factor: int
    source: str

    def is_between(self, year: int, other: int) -> bool:
        """Tell whether values of two years can be in different units."""
        first, last = sorted((year, other))
        return first < last and dt.date(first, 1, 1) < self.day <= dt.date(last, 12, 31)

    def is_before(self, vintage: str) -> bool:
        """Tell whether a vintage names a year, or year and month, from this day on."""
        dated = _YEAR_AND_MONTH.findall(vintage)
        return bool(dated) and (int(dated[-1][0]), int(dated[-1][1] or 1)) >= (
            self.day.year,
            self.day.month,
        )


@lru_cache(maxsize=1)
def redenominations() -> tuple[Redenomination, ...]:
    """Return the redenominations that kept the code of the currency."""
    return tuple(
        Redenomination(
            row["economy"],
            row["currency"],
            dt.date.fromisoformat(row["date"]),
            int(row["factor"]),
            row["source"],
        )
        for row in loading.rows("redenominations.csv")
    )


def find_redenomination(
    economy: str, currency: str, year: int, other: int
) -> Redenomination | None:
    """Return the redenomination that lies between values of two years, or ``None``."""
    for each in redenominations():
        if (each.economy, each.currency) == (economy, currency) and each.is_between(year, other):
            return each
    return None


def replaced_currency(economy: str, currency: str) -> str | None:
    """Return the currency that has replaced an earlier one of an economy, or ``None``."""
    # A series in national currency may have been restated in the later currency. Before a price in
    # the earlier currency is divided by it, its currency must be known.
    periods = currency_periods().get(economy, ())
    now = [period.currency for period in periods if period.last is None]
    was = any(period.currency == currency for period in periods)
    return now[0] if was and now and currency not in now else None
