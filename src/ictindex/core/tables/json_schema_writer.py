"""JSON Schema of the records of tables, and of JSON objects with tables in them."""

from __future__ import annotations

from typing import Any

from ictindex.core.tables.columns import SCHEMA_KEY, Column, Schema, identify
from ictindex.core.tables.record_schema import Content, Field, Free, RecordSchema

DRAFT = "https://json-schema.org/draft/2020-12/schema"
ACCESS = "x-ictindex-access"
_DIGITS = r"^(-?[0-9]+(\.[0-9]+)?|unlimited)$"


def write_json_schema(schema: Schema, *, closed: bool = False) -> dict[str, Any]:
    """Return the JSON Schema of one row of a table, with the meaning of each column."""
    return {"$schema": DRAFT, **_row_schema(schema, closed)}


def write_object_schema(record: RecordSchema, *, closed: bool = False) -> dict[str, Any]:
    """Return the JSON Schema of an object, with its tables and objects as definitions.

    Closed fields and columns are in it only if they are asked for: what is for compilers alone.
    """
    definitions: dict[str, Any] = {}
    body = _object_schema(record, definitions, closed)
    identifier = identify(record.name)
    key = {SCHEMA_KEY: {"const": identifier, "description": "the schema of this object"}}
    return {
        "$schema": DRAFT,
        "$id": identifier,
        **body,
        "properties": {**key, **body["properties"]},
        "required": [SCHEMA_KEY, *body["required"]],
        "$defs": {name: definitions[name] for name in sorted(definitions)},
    }


def may_be_missing(column: Column) -> bool:
    """Tell whether a cell of a column may be null: figures and dates always."""
    return column.gaps or column.form in ("decimal", "number", "date")


def _row_schema(schema: Schema, closed: bool) -> dict[str, Any]:
    columns = schema.data_columns(closed=closed)
    return {
        "title": schema.name,
        "type": "object",
        "properties": {column.name: _cell(column) | _access(column.closed) for column in columns},
        "required": [column.name for column in columns if not isinstance(column.data, str)],
        "additionalProperties": False,
    }


def _object_schema(
    record: RecordSchema, definitions: dict[str, Any], closed: bool
) -> dict[str, Any]:
    fields = [field for field in record.fields.values() if closed or not field.closed]
    return {
        "title": record.name,
        **({"description": record.about} if record.about else {}),
        "type": "object",
        "properties": {
            field.name: _field(field, definitions, closed) | _access(field.closed)
            for field in fields
        },
        "required": [field.name for field in fields if not field.optional],
        "additionalProperties": False,
    }


def _field(field: Field, definitions: dict[str, Any], closed: bool) -> dict[str, Any]:
    part = _content(field.of, definitions, closed)
    about = {"description": field.about} if field.about else {}
    for form in reversed(field.form.split(" of ")):
        if form in ("list", "lists"):
            part = {"type": "array", "items": part}
        elif form == "mapping":
            part = {"type": "object", "additionalProperties": part}
    if field.gaps:
        part = {"anyOf": [part, {"type": "null"}]}
    return part | about


def _content(content: Content, definitions: dict[str, Any], closed: bool) -> dict[str, Any]:
    """Return the schema of what a field holds; tables and objects are definitions."""
    if isinstance(content, Column):
        return _cell(content)
    if isinstance(content, Free):
        return {}
    if isinstance(content, str):
        return {"$ref": f"#/$defs/{content}"}
    definitions.setdefault(content.name, {})
    made = (
        _row_schema(content, closed)
        if isinstance(content, Schema)
        else _object_schema(content, definitions, closed)
    )
    if definitions[content.name] not in ({}, made):
        raise ValueError(f"{content.name}: two tables or objects of one name")
    definitions[content.name] = made
    return {"$ref": f"#/$defs/{content.name}"}


def _access(closed: bool) -> dict[str, str]:
    return {ACCESS: "closed" if closed else "public"}


def _cell(column: Column) -> dict[str, Any]:
    about = {"description": column.about} if column.about else {}
    rules: dict[str, Any] = {}
    match column.form:
        case "decimal":
            name, rules = "string", {"pattern": _DIGITS}
        case "date":
            name, rules = "string", {"format": "date"}
        case "list":
            part = "integer" if column.kind == "years" else "string"
            return {"type": "array", "items": {"type": part}, **about}
        case form:
            name = form
    return {"type": [name, "null"] if may_be_missing(column) else name, **rules, **about}
