"""Declarations of columns: what is wrong with one is found when it is made."""

from __future__ import annotations

import pytest
from small_cases import small_cases

from ictindex.core.tables.columns import Column, define

RANKS = define(
    "ranks",
    Column("rank", "rank"),
    Column("economy", "economy"),
    Column("group", "group", page="grouping"),
    Column("note", "text", closed=True),
    Column("code", "code", get="economy", data=False),
    key=("economy",),
    page=("economy", "code", "rank", "group"),
)


def test_a_column_of_a_closed_text_is_data_only_for_who_asks() -> None:
    assert [c.name for c in RANKS.data_columns()] == ["rank", "economy", "group"]
    assert [c.name for c in RANKS.data_columns(closed=True)][-1] == "note"


def test_a_page_has_an_order_of_its_own_and_columns_that_depend_on_a_fact() -> None:
    assert [c.name for c in RANKS.page_columns({"grouping": "ldc"})] == [
        "economy",
        "code",
        "rank",
        "group",
    ]
    assert [c.name for c in RANKS.page_columns({"grouping": ""})] == ["economy", "code", "rank"]


@small_cases(
    ("column", "named"),
    [
        (Column("low", "figure", upto="high"), "high"),
        (Column("low", "figure", error="low_error"), "low_error"),
        (Column("low", "figure", places="@places"), "places"),
        (Column("low", "colour"), "colour"),
        (Column("rank", "rank"), "rank"),
    ],
)
def test_a_column_that_does_not_exist_is_refused(column: Column, named: str) -> None:
    with pytest.raises(ValueError, match=named if named != "rank" else "two columns"):
        define("wrong", *RANKS.columns.values(), column)


def test_a_key_names_columns_of_the_table() -> None:
    with pytest.raises(ValueError, match="indicator"):
        define("wrong", Column("economy", "economy"), key=("indicator",))
