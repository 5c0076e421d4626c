"""Cells of pages that name a period of years or a rank of a whole."""

from __future__ import annotations

from ictindex.core.tables.columns import Column, define
from ictindex.core.tables.table import Table
from ictindex.language.i18n.page_table_writer import write_grid


def test_a_period_of_one_year_is_that_year() -> None:
    schema = define(
        "periods",
        Column("first", "year", "columns/years", gaps=True, upto="last"),
        Column("last", "year", gaps=True, page=False),
    )
    cells = {"first": [2015, 2020, None], "last": [2025, 2020, None]}
    assert write_grid(Table(schema, cells), "en").rows == [["2015–2025"], ["2020"], ["–"]]


def test_a_rank_of_a_whole_is_a_position_and_a_count_is_a_part() -> None:
    schema = define(
        "ranks",
        Column("rank", "rank", of="total"),
        Column("count", "count", of="total"),
    )
    table = Table(schema, {"rank": [3], "count": [3]}, {"total": 22})
    assert write_grid(table, "en").rows == [["3 of 22", "3 of 22"]]
    assert write_grid(table, "zh").rows == [["第 3 位（共 22 个）", "22 个中有 3 个"]]
