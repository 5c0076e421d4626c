"""Records of a declared table: JSON with all printed digits, valid by the schema of the table."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import Any

import jsonschema
import pytest

from ictindex.core.tables.columns import Column, define
from ictindex.core.tables.json_schema_writer import write_json_schema
from ictindex.core.tables.records_writer import write_records
from ictindex.core.tables.table import Table


def test_decimals_are_text_and_missing_cells_null(every_form: Table) -> None:
    first, second = write_records(every_form)
    assert first == {
        "economy": "BRA",
        "score": "82.0",
        "exact": "82.10",
        "distance": 0.25,
        "rank": 12,
        "count": 3,
        "flags": ["carried", "estimate"],
        "met": True,
        "day": "2025-03-31",
        "volume": "unlimited",
    }
    assert [second[name] for name in ("score", "exact", "distance", "rank", "met", "day")] == [
        None,
        "100",
        None,
        None,
        None,
        None,
    ]


def test_an_estimate_is_a_number_whatever_its_type() -> None:
    schema = define("estimates", Column("value", "estimate"))
    (row, gap) = write_records(Table(schema, {"value": [Decimal("0.5"), None]}))
    assert json.dumps([row, gap]) == '[{"value": 0.5}, {"value": null}]'


def test_records_are_valid_by_the_schema(every_form: Table) -> None:
    schema = write_json_schema(every_form.schema)
    jsonschema.Draft202012Validator.check_schema(schema)
    for record in json.loads(json.dumps(write_records(every_form), allow_nan=False)):
        jsonschema.validate(record, schema)


@pytest.mark.parametrize(
    ("name", "wrong"),
    [
        ("score", 82.0),
        ("score", "82,0"),
        ("economy", None),
        ("count", None),
        ("rank", "12"),
        ("flags", "carried"),
        ("met", "yes"),
        ("reply", "a closed text"),
    ],
)
def test_another_type_is_not_valid(every_form: Table, name: str, wrong: Any) -> None:
    record = write_records(every_form)[0] | {name: wrong}
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(record, write_json_schema(every_form.schema))


def test_an_infinite_float_is_null(every_form: Table) -> None:
    cells = {**every_form.cells, "distance": [float("inf"), 0.5]}
    records = write_records(Table(every_form.schema, cells))
    assert [record["distance"] for record in records] == [None, 0.5]
