"""Small tables of prices and economics for the tests of price baskets."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pandas as pd
import pytest

import ictindex as ict
from ictindex.data.economics import read_economics
from ictindex.data.prices import read_prices
from ictindex.definitions import catalogue
from ictindex.indices.ipb.result import BasketResult

Row = dict[str, Any]


def price(economy: str, amount: str, currency: str, **more: Any) -> Row:
    """A price; by default of fixed broadband in 2025."""
    row = {"economy": economy, "basket": "fixed-broadband-5gb", "year": 2025, "price": amount}
    return row | {"currency": currency} | more


def datum(economy: str, series: str, year: int, value: str, **more: Any) -> Row:
    """A row of economics that leaves nothing open."""
    row = {"economy": economy, "series": series, "year": year, "value": value}
    return row | {"source": "World Bank", "vintage": "2025-07"} | more


def income(economy: str, value: str, year: int = 2024, **more: Any) -> Row:
    """Income per capita in national currency."""
    return datum(economy, "gni-per-capita-local", year, value, **more)


def atlas(economy: str, value: str, year: int = 2024, **more: Any) -> Row:
    """Income per capita by the Atlas method, in US dollars."""
    return datum(economy, "gni-per-capita-atlas", year, value, **more)


def rate(economy: str, value: str, year: int = 2025, **more: Any) -> Row:
    """An exchange rate; by default the average of the first quarter."""
    return datum(economy, "exchange-rate", year, value, **({"window": "first-quarter"} | more))


def factor(economy: str, value: str, year: int = 2024, **more: Any) -> Row:
    """A factor of purchasing power parity for private consumption."""
    return datum(economy, "ppp-private", year, value, **more)


def baskets(
    prices: Iterable[Row], economics: Iterable[Row], edition: int = 2025, **more: Any
) -> BasketResult:
    """The basket result of plain rows."""
    result = ict.compute(
        ict.methodology("ipb", edition),
        prices=read_prices(_table(prices)),
        economics=read_economics(_table(economics)),
        **more,
    )
    assert isinstance(result, BasketResult)
    return result


def _table(rows: Iterable[Row]) -> pd.DataFrame:
    frame = pd.DataFrame(list(rows), dtype=object)
    return frame.fillna("") if len(frame) else frame


def half_up(number: Fraction, places: int) -> Decimal:
    return Decimal(int(number * 10**places + Fraction(1, 2))).scaleb(-places)


THREE = ("fixed-telephone", "mobile-cellular", "fixed-broadband")


def early(shares: dict[str, tuple[str, ...]], edition: int = 2008, **more: Any) -> BasketResult:
    """A result of the early methodology; each price is its share.

    An Atlas income of 15 dollars a year, at 80 to the dollar, is 100 a month.
    """
    currencies = {economy: catalogue.national_currencies(economy, edition)[0] for economy in shares}
    prices = [
        price(economy, amount, currencies[economy], basket=basket, year=edition)
        for economy, amounts in shares.items()
        for basket, amount in zip(THREE, amounts, strict=True)
    ]
    rows = [atlas(e, "15", edition) for e in shares]
    rows += [rate(e, "80", edition, window="annual") for e in shares]
    return baskets(prices, rows, edition, **more)


@pytest.fixture(scope="module")
def printed() -> BasketResult:
    """Prices of seven economies as printed in ITU's workbook of December 2025."""
    return ict.compute(
        ict.methodology("ipb", 2025),
        prices=ict.sample_data("ipb-prices-2025.csv"),
        economics=ict.sample_data("ipb-economics-2025.csv"),
        kind="reconstruction",
    )
