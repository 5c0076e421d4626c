"""Shared by the tests of the analyses: a market of the manual, draws, frames."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pandas as pd
from hypothesis import strategies as st

Floats = npt.NDArray[np.float64]

# The artificial data set of six commodities in five periods: ILO and others, Consumer Price Index
# Manual: Theory and Practice (2004), chapter 19, tables 19.1 and 19.2.
PRICES = [
    [1.0, 1.0, 1.0, 1.0, 1.0, 1.0],
    [1.2, 3.0, 1.3, 0.7, 1.4, 0.8],
    [1.0, 1.0, 1.5, 0.5, 1.7, 0.6],
    [0.8, 0.5, 1.6, 0.3, 1.9, 0.4],
    [1.0, 1.0, 1.6, 0.1, 2.0, 0.2],
]
QUANTITIES = [
    [1.0, 1.0, 2.0, 1.0, 4.5, 0.5],
    [0.8, 0.9, 1.9, 1.3, 4.7, 0.6],
    [1.0, 1.1, 1.8, 3.0, 5.0, 0.8],
    [1.2, 1.2, 1.9, 6.0, 5.6, 1.3],
    [0.9, 1.2, 2.0, 12.0, 6.5, 2.5],
]


@st.composite
def markets(draw: st.DrawFn, periods: int | None = None) -> tuple[Floats, Floats]:
    """Draw prices and quantities above 0, of very different sizes."""
    shape = (draw(st.integers(2, 6)) if periods is None else periods, draw(st.integers(1, 8)))
    generator = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    spread = draw(st.sampled_from([0.05, 1.0, 4.0]))
    prices = np.exp(generator.normal(0, spread, shape) + generator.normal(0, 3, shape[1]))
    quantities = np.exp(generator.normal(0, spread, shape) + generator.normal(0, 3, shape[1]))
    return prices, quantities


def table(rows: list[tuple[object, ...]], columns: str) -> pd.DataFrame:
    """Return a frame of rows; columns are named in one text."""
    return pd.DataFrame(rows, columns=columns.split())


FIVE = "fixed-broadband-5gb"


def prices_of(values: dict[str, list[float | None]], first: int = 2020) -> pd.DataFrame:
    """Return yearly prices in dollars of the fixed-broadband basket, a list for each economy."""
    rows: list[tuple[object, ...]] = [
        (economy, FIVE, first + n, "usd", value)
        for economy, each in values.items()
        for n, value in enumerate(each)
    ]
    return table(rows, "economy definition year measure value")
