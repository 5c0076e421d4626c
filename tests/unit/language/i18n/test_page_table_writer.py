"""Cells of pages that are made of several: periods, ranks of a whole, errors, marks."""

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


def test_an_error_that_rounds_to_zero_is_below_the_last_digit() -> None:
    schema = define(
        "errors",
        Column("mean", "estimate", places=2, error="error"),
        Column("share", "estimate", places=1, scale=100, error="error"),
        Column("error", "estimate", page=False),
    )
    errors = [0.004, 0.0, 0.006]
    table = Table(schema, {"mean": [2.0] * 3, "share": [0.5] * 3, "error": errors})
    assert write_grid(table, "en").rows == [
        ["2.00 ± <0.01", "50.0 ± 0.4"],
        ["2.00 ± 0.00", "50.0 ± 0.0"],
        ["2.00 ± 0.01", "50.0 ± 0.6"],
    ]
    assert write_grid(table.take([1]), "fr").rows == [["2,00 ± 0,00", "50,0 ± 0,0"]]


def test_a_missing_figure_has_no_star() -> None:
    schema = define(
        "marks",
        Column("score", "estimate", places=1, mark="imputed"),
        Column("imputed", "count", page=False),
    )
    table = Table(schema, {"score": [1.25, None, 2.0], "imputed": [3, 3, 0]})
    assert write_grid(table, "en").rows == [["1.3*"], ["–"], ["2.0"]]
