"""Python types of the records of tables, for programs that read our JSON with a type checker."""

from __future__ import annotations

from collections.abc import Iterable

from ictindex.core.tables.columns import Schema
from ictindex.core.tables.json_schema_writer import may_be_missing

_TYPES = {
    "string": "str", "integer": "int", "number": "float", "decimal": "str", "boolean": "bool",
    "date": "str", "list": "list[str]",
}  # fmt: skip


def write_stub(schemas: Iterable[Schema]) -> str:
    """Return a module with a ``TypedDict`` for the records of each schema."""
    classes = [_typed_dict(schema) for schema in schemas]
    return "\n\n\n".join(["from typing import TypedDict", *classes]) + "\n"


def _typed_dict(schema: Schema) -> str:
    name = "".join(part.capitalize() for part in schema.name.split("-")) + "Row"
    fields = [
        f"    {column.name}: {_TYPES[column.form]}{' | None' if may_be_missing(column) else ''}"
        for column in schema.data_columns()
    ]
    return "\n".join([f"class {name}(TypedDict):", *fields])
