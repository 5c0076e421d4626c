"""Python types of the records of tables and of JSON objects, for programs that read our JSON."""

from __future__ import annotations

from collections.abc import Iterable

from ictindex.core.tables.columns import SCHEMA_KEY, Column, Schema, identify
from ictindex.core.tables.json_schema_writer import may_be_missing
from ictindex.core.tables.record_schema import Content, Field, Free, RecordSchema

_TYPES = {
    "string": "str",
    "integer": "int",
    "number": "float",
    "decimal": "str",
    "boolean": "bool",
    "date": "str",
    "list": "list[str]",
}


def write_stub(schemas: Iterable[Schema | RecordSchema]) -> str:
    """Return a module with a ``TypedDict`` for the records of each table and for each object."""
    classes: dict[str, str] = {}
    for schema in schemas:
        if isinstance(schema, Schema):
            classes.setdefault(_class_name(schema), _row_class(schema))
        else:
            _add_object(schema, classes, True)
    imports = "from typing import Any, Literal, NotRequired, TypedDict"
    return "\n\n\n".join([imports, *classes.values()]) + "\n"


def _add_object(record: RecordSchema, classes: dict[str, str], is_whole: bool) -> None:
    """Add the class of an object after those of its parts."""
    for field in record.fields.values():
        if isinstance(field.of, Schema):
            classes.setdefault(_class_name(field.of), _row_class(field.of))
        elif isinstance(field.of, RecordSchema):
            _add_object(field.of, classes, False)
    types = {field.name: _field_type(field) for field in record.fields.values() if not field.closed}
    if is_whole:
        types = {SCHEMA_KEY: f'Literal["{identify(record.name)}"]', **types}
    classes.setdefault(_class_name(record), _write_class(_class_name(record), types))


def _row_class(schema: Schema) -> str:
    types = {
        column.name: _optional(_cell_type(column), isinstance(column.data, str))
        for column in schema.data_columns()
    }
    return _write_class(_class_name(schema), types)


def _write_class(name: str, types: dict[str, str]) -> str:
    """Return a ``TypedDict``; one with keys that are no names in Python is made by a call."""
    if all(key.isidentifier() for key in types):
        return "\n".join(
            [f"class {name}(TypedDict):", *(f"    {key}: {kind}" for key, kind in types.items())]
        )
    lines = [f'    "{key}": {kind},' for key, kind in types.items()]
    return "\n".join([f'{name} = TypedDict("{name}", {{', *lines, "})"])


def _class_name(schema: Schema | RecordSchema | str) -> str:
    name = schema if isinstance(schema, str) else schema.name
    whole = "".join(part.capitalize() for part in name.split("-"))
    return f"{whole}Row" if isinstance(schema, Schema) else whole


def _field_type(field: Field) -> str:
    name = _content_type(field.of)
    for form in reversed(field.form.split(" of ")):
        if form in ("list", "lists"):
            name = f"list[{name}]"
        elif form == "mapping":
            name = f"dict[str, {name}]"
    return _optional(f"{name} | None" if field.gaps else name, field.optional)


def _content_type(content: Content) -> str:
    if isinstance(content, Column):
        return _cell_type(content)
    if isinstance(content, Free):
        return "Any"
    name = _class_name(content)
    return f'"{name}"' if isinstance(content, str) else name


def _cell_type(column: Column) -> str:
    if column.kind == "years":
        return "list[int]"
    return f"{_TYPES[column.form]}{' | None' if may_be_missing(column) else ''}"


def _optional(name: str, is_optional: bool) -> str:
    return f"NotRequired[{name}]" if is_optional else name
