"""JSON Schema of the records of a table."""

from __future__ import annotations

from typing import Any

from ictindex.core.tables.columns import Column, Schema

DRAFT = "https://json-schema.org/draft/2020-12/schema"
_DIGITS = r"^(-?[0-9]+(\.[0-9]+)?|unlimited)$"


def write_json_schema(schema: Schema) -> dict[str, Any]:
    """Return the JSON Schema of one record, with the meaning of each column."""
    columns = schema.data_columns()
    return {
        "$schema": DRAFT,
        "title": schema.name,
        "type": "object",
        "properties": {column.name: _property(column) for column in columns},
        "required": [column.name for column in columns if not isinstance(column.data, str)],
        "additionalProperties": False,
    }


def may_be_missing(column: Column) -> bool:
    """Tell whether a cell of a column may be null: figures and dates always."""
    return column.gaps or column.form in ("decimal", "number", "date")


def _property(column: Column) -> dict[str, Any]:
    about = {"description": column.about} if column.about else {}
    rules: dict[str, Any] = {}
    match column.form:
        case "decimal":
            name, rules = "string", {"pattern": _DIGITS}
        case "date":
            name, rules = "string", {"format": "date"}
        case "list":
            return {"type": "array", "items": {"type": "string"}, **about}
        case form:
            name = form
    return {"type": [name, "null"] if may_be_missing(column) else name, **rules, **about}
