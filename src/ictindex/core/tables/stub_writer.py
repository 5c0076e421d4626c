"""Python types of the records of tables, for programs that read our JSON with a type checker."""

from __future__ import annotations

from collections.abc import Iterable

from ictindex.core.tables.columns import Column, Schema
from ictindex.core.tables.json_schema_writer import may_be_missing

_TYPES = {
    "string": "str",
    "integer": "int",
    "number": "float",
    "decimal": "str",
    "boolean": "bool",
    "date": "str",
    "list": "list[str]",
}


def write_stub(schemas: Iterable[Schema]) -> str:
    """Return a module with a ``TypedDict`` for the records of each schema."""
    classes = [_typed_dict(schema) for schema in schemas]
    return "\n\n\n".join(["from typing import NotRequired, TypedDict", *classes]) + "\n"


def _typed_dict(schema: Schema) -> str:
    name = "".join(part.capitalize() for part in schema.name.split("-")) + "Row"
    fields = [f"    {column.name}: {_type(column)}" for column in schema.data_columns()]
    return "\n".join([f"class {name}(TypedDict):", *fields])


def _type(column: Column) -> str:
    name = f"{_TYPES[column.form]}{' | None' if may_be_missing(column) else ''}"
    return f"NotRequired[{name}]" if isinstance(column.data, str) else name
