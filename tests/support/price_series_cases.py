"""A small price series for the tests: three economies under two definitions of one basket."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pandas as pd
import pytest

import ictindex as ict
from ictindex.indices.ipb.price_series import PriceSeries
from ictindex.indices.ipb.series_reader import read_baskets

NAMES = ["economy", "basket", "year", "value"]


Rows = Sequence[tuple[object, ...]]


# Prices of Switzerland, Kenya and Brazil under two definitions of one basket.
ROWS: Rows = [
    ("CHE", "i154_FBB_GNI", 2017, "0.70"),
    ("CHE", "i154_FBB5_GNI", 2018, "0.81"),
    ("CHE", "i154_FBB5_GNI", 2019, "0.80"),
    ("KEN", "i154_FBB5_GNI", 2018, "37.00"),
    ("KEN", "i154_FBB5_GNI", 2019, "36.55"),
    ("BRA", "i154_FBB5_GNI", 2019, "2.10"),
    ("KEN", "i154_FBB5$", 2019, "40.11"),
]


def read(rows: Rows, names: Sequence[str] = NAMES, **more: Any) -> PriceSeries:
    return read_baskets(pd.DataFrame(list(rows), columns=list(names), dtype=object), **more)


@pytest.fixture(scope="module")
def series() -> PriceSeries:
    return read(ROWS, edition=2025)


def computed(year: int, basket: str, price: str) -> Any:
    """A basket of Switzerland in its own currency, with an income of 1,000 a month."""
    prices = pd.DataFrame(
        [("CHE", basket, year, price, "CHF")],
        columns=["economy", "basket", "year", "price", "currency"],
    )
    economics = pd.DataFrame(
        [("CHE", "gni-per-capita-local", year - 1, "12000", "synthetic", "test")],
        columns=["economy", "series", "year", "value", "source", "vintage"],
    )
    methodology = ict.methodology("ipb", edition=year)
    return ict.compute(methodology, prices=prices, economics=economics, edition=year)
