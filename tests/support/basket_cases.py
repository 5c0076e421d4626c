"""Small tables of prices and economics for the tests of price baskets."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import pandas as pd

import ictindex as ict
from ictindex.data.economics import read_economics
from ictindex.data.prices import read_prices
from ictindex.ipb.result import BasketResult

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
    found = ict.compute(
        ict.methodology("ipb", edition),
        prices=read_prices(_table(prices)),
        economics=read_economics(_table(economics)),
        **more,
    )
    assert isinstance(found, BasketResult)
    return found


def _table(rows: Iterable[Row]) -> pd.DataFrame:
    frame = pd.DataFrame(list(rows), dtype=object)
    return frame.fillna("") if len(frame) else frame
