"""Nested data as keys and values."""

from __future__ import annotations

from ictindex.core.tables.csv_writer import write_csv
from ictindex.core.tables.flat_table import make_flat_table


def test_each_value_has_the_path_that_leads_to_it() -> None:
    record = {"a": {"b": "1.50", "c": [True, None]}, "d": [{"e": 2}], "f": []}
    assert write_csv(make_flat_table(record)).splitlines() == [
        "key,value", "a.b,1.50", "a.c.1,True", "a.c.2,", "d.1.e,2",
    ]  # fmt: skip
    assert len(make_flat_table({})) == 0
