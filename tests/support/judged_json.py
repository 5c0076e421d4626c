"""Every JSON that a command writes is judged by the schema that it names.

Where the package that judges is not installed nothing is judged.
"""

from __future__ import annotations

import json
from functools import cache
from importlib.util import find_spec
from typing import Any

from ictindex.core.declared_tables import record_schema
from ictindex.core.tables.json_schema_writer import write_object_schema


@cache
def validator(name: str, *, closed: bool) -> Any:
    """Return the compiled schema of an object; with closed fields where compilers read it."""
    import jsonschema

    schema = write_object_schema(record_schema(name), closed=closed)
    return jsonschema.Draft202012Validator(schema)


def faults_of(data: Any, *, closed: bool = False) -> list[str]:
    """Return where data differ from the schema that they name."""
    if not isinstance(data, dict) or "schema" not in data:
        return ["no schema"]
    name = data["schema"].split("/")[1]
    if find_spec("jsonschema") is None:
        return []
    errors = validator(name, closed=closed).iter_errors(data)
    return [f"{name}: {each.json_path}: {each.message[:200]}" for each in errors]


def read_json(text: str) -> Any:
    """Return data from JSON without numbers that JSON does not have."""

    def refuse(name: str) -> None:
        raise ValueError(name)

    return json.loads(text, parse_constant=refuse)
