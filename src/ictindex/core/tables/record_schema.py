"""Declarations of JSON objects: each field is a cell, a row of a table, another object, or a list.

A table is declared once (``columns.py``), and so is an object that holds tables. Its JSON Schema
and its Python types are written from the declaration.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import KW_ONLY
from types import MappingProxyType
from typing import Literal, NamedTuple, TypeAlias, Union

from ictindex.core.data_classes import dataclass
from ictindex.core.tables.columns import KINDS, SCHEMA_KEY, Column, Schema

Form = Literal["one", "list", "mapping", "mapping of lists"]


class Free(NamedTuple):
    """A JSON value of any form: a document of its own, or what somebody else wrote."""

    name: str


# What a field holds; a text is the name of the object that it is a part of, as in a tree.
Content: TypeAlias = Union[Column, Schema, "RecordSchema", Free, str]


@dataclass(frozen=True, slots=True)
class Field:
    """One field of a JSON object that is more than a cell.

    Parameters
    ----------
    name : str
        Its key.
    of : Column, Schema, RecordSchema, Free or str
        What it holds, or what each part of its list or mapping holds; of a ``Schema`` one row; a
        text names the object around it.
    about : str
        What it holds, in English, for the documentation and the JSON Schema.
    form : str
        ``one``, ``list``, ``mapping`` (by code) or ``mapping of lists``.
    optional : bool
        Whether the key may be absent.
    gaps : bool
        Whether it may be null.
    closed : bool
        What somebody wrote in confidence: no public output has it.
    """

    name: str
    of: Content
    about: str = ""
    form: Form = "one"
    _: KW_ONLY
    optional: bool = False
    gaps: bool = False
    closed: bool = False


@dataclass(frozen=True, slots=True)
class RecordSchema:
    """The fields of one kind of JSON object, in their order.

    Parameters
    ----------
    name : str
        Its name, which is also the name of its schema: ``ictindex/NAME/0``.
    fields : mapping of Field
        Its fields by key; a cell is a field of its column.
    about : str
        What it is, in one English sentence.
    """

    name: str
    fields: Mapping[str, Field]
    about: str = ""

    def walk(self) -> Iterator[tuple[RecordSchema, Field]]:
        """Yield each field of this object and of the objects in it, with the object it is of."""
        for field in self.fields.values():
            yield self, field
            if isinstance(field.of, RecordSchema):
                yield from field.of.walk()

    def join(self, name: str, about: str, *fields: Column | Field) -> RecordSchema:
        """Return an object of another name with further fields after these."""
        return define_record(name, about, *self.fields.values(), *fields)


def define_record(name: str, about: str, *fields: Column | Field) -> RecordSchema:
    """Declare a JSON object; a column is a field with one cell."""
    whole = [_field_of(field) if isinstance(field, Column) else field for field in fields]
    by_name = {field.name: field for field in whole}
    if len(by_name) != len(whole) or SCHEMA_KEY in by_name:
        raise ValueError(f"{name}: two fields of one name")
    for field in whole:
        if isinstance(field.of, Column) and field.of.kind not in KINDS:
            raise ValueError(f"{name}.{field.name}: {field.of.kind}?")
    return RecordSchema(name, MappingProxyType(by_name), about)


def rows_of(schema: Schema) -> RecordSchema:
    """Return the object that a table is in JSON: its rows."""
    return define_record(schema.name, "", Field("rows", schema, "", "list"))


def _field_of(column: Column) -> Field:
    return Field(
        column.name,
        column,
        column.about,
        optional=isinstance(column.data, str),
        closed=column.closed,
    )
