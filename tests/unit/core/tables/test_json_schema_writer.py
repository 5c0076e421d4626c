"""The JSON Schema of a declared table."""

from __future__ import annotations

from ictindex.core.tables.json_schema_writer import write_json_schema
from ictindex.core.tables.table import Table


def test_the_schema_says_what_a_column_holds_and_what_may_be_missing(every_form: Table) -> None:
    schema = write_json_schema(every_form.schema)
    properties = schema["properties"]
    public = {"x-ictindex-access": "public"}
    assert properties["economy"] == {"type": "string", "description": "ISO3 code", **public}
    assert properties["rank"] == {"type": ["integer", "null"], **public}
    assert properties["count"] == {"type": "integer", **public}
    assert properties["day"]["format"] == "date"
    assert schema["required"] == list(properties)


def test_closed_columns_and_columns_of_pages_alone_are_not_in_it(every_form: Table) -> None:
    assert not {"reply", "code"} & write_json_schema(every_form.schema)["properties"].keys()
