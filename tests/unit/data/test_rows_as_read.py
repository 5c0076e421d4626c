"""Tables that were read, as JSON: the digits as written, and the address of each row."""

from __future__ import annotations

from typing import Any

import pytest

import ictindex as ict

jsonschema = pytest.importorskip("jsonschema")
READERS: dict[str, tuple[Any, str]] = {
    "observations": (ict.read_observations, "idi-2024-annex.csv"),
    "prices": (ict.read_prices, "ipb-prices-2025.csv"),
    "economics": (ict.read_economics, "ipb-economics-2025.csv"),
    "tariffs": (ict.read_tariffs, "ipb-tariffs-synthetic.csv"),
}


@pytest.mark.parametrize("name", READERS)
def test_the_rows_of_a_table_are_valid_by_its_schema(name: str) -> None:
    read, file = READERS[name]
    table = read(ict.sample_data(file))
    record = table.to_dict()
    assert record["schema"] == f"ictindex/{name}-as-read/0"
    jsonschema.validate(record, ict.data.schema(record["schema"]))
    assert list(record["rows"][0]) == list(table.to_frame().columns)
    assert [row["line"] for row in record["rows"]] == list(table.cells["line"])


def test_a_value_keeps_the_zeros_with_which_it_was_written() -> None:
    rows = [{"economy": "BRA", "indicator": "internet-users", "year": 2022, "value": "58.00"}]
    (row,) = ict.read_observations(rows).to_dict()["rows"]
    assert (row["value"], row["year"]) == ("58.00", 2022)
    assert "standard_error" not in row
