"""Tables hold columns of plain cells; rows and wide forms are made from them."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
import pytest
from small_cases import small_cases

from ictindex.core.tables.columns import Column, define
from ictindex.core.tables.table import Table

PRICES = define(
    "prices",
    Column("economy", "economy"),
    Column("basket", "basket"),
    Column("share", "figure"),
    Column("count", "count", gaps=True),
    Column("kind", "code", get="=kind"),
    key=("economy", "basket"),
)


class Price(NamedTuple):
    economy: str
    basket: str
    share: Decimal | None
    count: int | None = None


ROWS = [
    Price("KEN", "mobile-low", Decimal("1.50"), 3),
    Price("KEN", "fixed-broadband", Decimal("20")),
    Price("BRA", "fixed-broadband", None, 4),
]


def prices() -> Table:
    return Table.of(PRICES, ROWS, {"kind": "exploration"})


def test_records_become_columns_and_a_fact_is_a_column_of_one_value() -> None:
    table = prices()
    assert table.cells["economy"] == ["KEN", "KEN", "BRA"]
    assert table.cells["kind"] == ("exploration",) * 3
    assert len(table) == 3
    assert next(table.records())["share"] == Decimal("1.50")


def test_mappings_are_records_too() -> None:
    assert Table.of(PRICES, [row._asdict() for row in ROWS], {"kind": "x"}).cells["basket"] == [
        "mobile-low",
        "fixed-broadband",
        "fixed-broadband",
    ]


@small_cases(
    ("kind", "cell", "plain"),
    [
        ("estimate", np.float64("nan"), None),
        ("estimate", np.float64(0.25), 0.25),
        ("count", np.int64(7), 7),
        ("count", pd.NA, None),
        ("count", 7.0, 7),
        ("date", pd.Timestamp("2025-03-31"), dt.date(2025, 3, 31)),
        ("date", pd.NaT, None),
        ("flags", ["carried"], ("carried",)),
        ("boolean", np.True_, True),
        ("text", np.str_("a"), "a"),
    ],
)
def test_cells_of_arrays_and_frames_become_plain(kind: str, cell: Any, plain: object) -> None:
    schema = define("one", Column("cell", kind, gaps=True))
    got = Table.of(schema, [{"cell": cell}, {"cell": cell}]).cells["cell"][0]
    assert (type(got), got) == (type(plain), plain)


def test_a_text_without_gaps_is_empty_where_it_is_missing() -> None:
    schema = define("one", Column("a", "text"), Column("b", "text", gaps=True))
    (record,) = Table.of(schema, [{"a": None, "b": None}]).records()
    assert record == {"a": "", "b": None}


def test_columns_of_unequal_length_are_refused() -> None:
    with pytest.raises(ValueError, match="unequal"):
        Table(define("t", Column("a", "text"), Column("b", "text")), {"a": ["x"], "b": []})


def test_rows_are_chosen_and_put_in_order() -> None:
    table = prices()
    assert table.keep(lambda row: row["economy"] == "KEN").cells["count"] == [3, None]
    assert table.sort(lambda row: row["economy"]).cells["economy"] == ["BRA", "KEN", "KEN"]
    assert table.first(1).cells["basket"] == ["mobile-low"]
    assert list(table.only("share", "economy").cells) == ["share", "economy"]


def test_a_long_table_is_spread_over_the_codes_of_one_column_of_its_key() -> None:
    wide = prices().spread("basket", "share", "count", over=("fixed-broadband", "mobile-low"))
    assert list(wide.cells) == [
        "economy",
        "share:fixed-broadband",
        "count:fixed-broadband",
        "share:mobile-low",
        "count:mobile-low",
    ]
    assert wide.schema.columns["share:mobile-low"].label == ("baskets", "mobile-low")
    assert wide.schema.columns["count:mobile-low"].label == ("columns", "count")
    assert list(wide.records())[1] == {
        "economy": "BRA",
        "share:fixed-broadband": None,
        "count:fixed-broadband": 4,
        "share:mobile-low": None,
        "count:mobile-low": None,
    }
