"""One table with every form of cell, for the tests of the writers."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest

from ictindex.core.tables.columns import Column, define
from ictindex.core.tables.table import Table

EVERY_FORM = define(
    "every-form",
    Column("economy", "economy", about="ISO3 code"),
    Column("score", "score"),
    Column("exact", "figure", exact=True),
    Column("distance", "estimate", places=3),
    Column("rank", "rank", gaps=True),
    Column("count", "count"),
    Column("flags", "flags"),
    Column("met", "boolean", gaps=True),
    Column("day", "date"),
    Column("volume", "volume"),
    Column("reply", "text", closed=True),
    Column("code", "code", get="economy", data=False),
    key=("economy",),
)
ROWS = [
    {
        "economy": "BRA",
        "score": Decimal("82.0"),
        "exact": Decimal("82.10"),
        "distance": 0.25,
        "rank": 12,
        "count": 3,
        "flags": ("carried", "estimate"),
        "met": True,
        "day": dt.date(2025, 3, 31),
        "volume": Decimal("Infinity"),
        "reply": "=1+1, yes",
    },
    {
        "economy": "KEN",
        "score": None,
        "exact": Decimal("1E+2"),
        "distance": None,
        "rank": None,
        "count": 0,
        "flags": (),
        "met": None,
        "day": None,
        "volume": Decimal("0.50"),
        "reply": "",
    },
]


@pytest.fixture
def every_form() -> Table:
    return Table.of(EVERY_FORM, ROWS)


@pytest.fixture
def empty() -> Table:
    return Table.of(EVERY_FORM, [])
