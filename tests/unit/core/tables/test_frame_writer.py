"""Data frames of declared tables: the declaration decides the types, full or empty."""

from __future__ import annotations

from decimal import Decimal

import pandas as pd

from ictindex.core.tables.columns import Column, define
from ictindex.core.tables.frame_writer import describe_columns, write_frame
from ictindex.core.tables.table import Table

TYPES = {
    "economy": pd.Series(["a"]).dtype,
    "score": "float64",
    "exact": "object",
    "distance": "float64",
    "rank": "Int64",
    "count": "int64",
    "flags": pd.Series(["a"]).dtype,
    "met": "boolean",
    "day": "object",
    "volume": "float64",
}


def test_a_frame_has_the_declared_types_with_and_without_rows(
    every_form: Table, empty: Table
) -> None:
    full = write_frame(every_form)
    assert dict(full.dtypes) == TYPES
    if TYPES["economy"] != "object":  # pandas 2 has no type for texts
        assert dict(write_frame(empty).dtypes) == TYPES


def test_an_exact_column_keeps_its_decimals_and_another_has_the_nearest_floats(
    every_form: Table,
) -> None:
    frame = write_frame(every_form, {"kind": "exploration"})
    assert str(frame.loc[0, "exact"]) == "82.10"
    assert isinstance(frame.loc[0, "exact"], Decimal)
    assert frame.loc[0, "score"] == 82.0
    assert frame["flags"].tolist() == ["carried;estimate", ""]
    assert pd.isna(frame.loc[1, "score"])
    assert frame.attrs == {"kind": "exploration"}


def test_a_volume_without_limit_is_a_word_where_it_is_exact() -> None:
    schema = define("volumes", Column("exact", "volume", exact=True), Column("near", "volume"))
    cells = [Decimal("Infinity"), Decimal("0.50")]
    frame = write_frame(Table(schema, {"exact": cells, "near": cells}))
    assert list(map(str, frame["exact"])) == ["unlimited", "0.50"]
    assert frame["near"].tolist() == [float("inf"), 0.5]


def test_labels_of_a_user_frame_keep_their_type() -> None:
    schema = define("labels", Column("row", "label"))
    assert write_frame(Table(schema, {"row": [10, 20]}))["row"].tolist() == [10, 20]
    texts = write_frame(Table(schema, {"row": ["a", "b"]}))["row"]
    assert texts.dtype == pd.Series(["a"]).dtype


def test_a_frame_is_fresh(every_form: Table) -> None:
    frame = write_frame(every_form)
    frame.loc[0, "count"] = 99
    assert every_form.cells["count"][0] == 3
    assert write_frame(every_form).loc[0, "count"] == 3


def test_the_documentation_names_each_column_with_its_meaning(every_form: Table) -> None:
    assert describe_columns(every_form.schema).startswith("``economy`` (ISO3 code), ``score``")
