"""Synthetic inputs of the benchmarks: the same on every machine, and no economy's figures."""

from __future__ import annotations

import random
from decimal import Decimal
from pathlib import Path

import numpy as np

ECONOMIES = 200
LARGE = 100_000
YEARS = 20
DRAWS = 10_000

# Largest value drawn for each indicator of the methodology of 2023, a little beyond its goalpost.
_MOST = {
    "internet-users": 100,
    "households-internet": 100,
    "mobile-broadband-subscriptions": 180,
    "coverage-3g": 100,
    "coverage-4g": 100,
    "mobile-broadband-traffic": 600,
    "fixed-broadband-traffic": 12_000,
    "price-mobile-high": 25,
    "price-fixed-broadband": 40,
    "mobile-phone-ownership": 100,
}


def decimals(indicators: tuple[str, ...], count: int = ECONOMIES) -> np.ndarray:
    """Return values of many economies with one decimal, shape (count, indicators)."""
    draw = random.Random(131)
    array = np.empty((count, len(indicators)), dtype=object)
    for row in array:
        row[:] = [Decimal(draw.randint(1, 10 * _MOST[key])) / 10 for key in indicators]
    return array


def floats(indicators: tuple[str, ...], *shape: int) -> np.ndarray:
    """Return values in float64, shape (..., indicators)."""
    generator = np.random.default_rng(131)
    most = np.array([_MOST[key] for key in indicators], dtype=np.float64)
    return generator.uniform(0, most, size=(*shape, len(indicators)))


def edition(path: Path) -> Path:
    """Write a tidy CSV file of a whole edition: 200 economies, 10 indicators."""
    from ictindex import catalogue, methodology

    indicators = methodology("idi", edition=2024).indicators
    economies = sorted(catalogue.economies())[:ECONOMIES]
    units = {key: catalogue.indicators()[key].unit for key in indicators}
    lines = ["economy,indicator,year,value,unit,status,source_class,source,note"]
    for economy, row in zip(economies, decimals(indicators), strict=True):
        lines += [
            f'{economy},{key},2022,{value},{units[key]},A,official-submission,"Made up, table 1",'
            for key, value in zip(indicators, row, strict=True)
        ]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8", newline="\n")
    return path
