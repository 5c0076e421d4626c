"""The JSON Schemas of everything that the library writes as JSON, by name."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from difflib import get_close_matches
from types import MappingProxyType
from typing import Any

from ictindex.core.arguments import is_text, require
from ictindex.core.declared_tables import RECORDS, TABLES, record_schema, table_schema
from ictindex.core.errors import CatalogueError
from ictindex.core.tables.columns import Column, define
from ictindex.core.tables.json_schema_writer import write_object_schema
from ictindex.core.tables.record_schema import RecordSchema
from ictindex.core.tables.stub_writer import write_stub
from ictindex.core.tables.table import Table
from ictindex.language.i18n.page_table_writer import write_grid
from ictindex.language.i18n.renderable import Page

_MOST_NAMED = 5
SCHEMAS = define(
    "json-schemas",
    Column("name", "code", about="name of the schema"),
    Column("about", "text", "columns/definition", about="what it describes, in English"),
    Column("commands", "codes", about="commands that write it with --json", page=False),
    key=("name",),
)


def schema(name: str) -> dict[str, Any]:
    """Return the JSON Schema (2020-12) of a JSON object or table that the library writes.

    The first key of such an object, ``schema``, names it: ``ictindex/NAME/0``. A table is an object
    with ``rows``. Each field has its meaning and, in ``x-ictindex-access``, who may read it.

    Parameters
    ----------
    name : str
        Its name, such as ``"result"``, or its whole identifier, such as ``"ictindex/result/0"``.

    Returns
    -------
    dict
        The schema, as ``ictindex schema NAME`` prints it.

    Raises
    ------
    CatalogueError
        If there is no schema of that name; the message names the nearest ones.

    Examples
    --------
    >>> import ictindex as ict
    >>> result = ict.compute(ict.methodology("idi", 2024), ict.sample_data("idi-2024-annex.csv"))
    >>> record = result.to_dict()
    >>> record["schema"]
    'ictindex/result/0'
    >>> found = ict.data.schema(record["schema"])
    >>> found["$id"], set(found["required"]) <= set(record)
    ('ictindex/result/0', True)
    >>> found["$defs"]["idi-scores"]["properties"]["rank"]["type"]
    ['integer', 'null']
    """
    return write_object_schema(find_record(name))


def schemas() -> Mapping[str, str]:
    """Return the names of all JSON Schemas, each with a sentence on what it describes.

    Returns
    -------
    mapping of str to str
        English sentences by name; of a table, its columns.

    Examples
    --------
    >>> import ictindex as ict
    >>> ict.data.schemas()["ranking"]
    'The ranked economies of a node.'
    >>> ict.data.schemas()["figure-groups"]
    'Table: group, count, mean, median.'
    """
    return MappingProxyType({name: _describe(name) for name in sorted({*RECORDS, *TABLES})})


def find_record(name: str) -> RecordSchema:
    """Return the declaration of a JSON object by its name or identifier; refuse an unknown one."""
    require(is_text(name), "name", "text", name)
    wanted = name.removeprefix("ictindex/").removesuffix("/0")
    if wanted not in RECORDS and wanted not in TABLES:
        near = get_close_matches(wanted, [*RECORDS, *TABLES], n=_MOST_NAMED)
        if near:
            raise CatalogueError("schema.unknown-near", wanted=name[:80], allowed=near)
        raise CatalogueError("schema.unknown", wanted=name[:80])
    return record_schema(wanted)


def make_stub(name: str) -> str:
    """Return Python types (``TypedDict``) of a JSON object, for a type checker."""
    return write_stub([find_record(name)])


def make_schemas(written_by: Mapping[str, Sequence[str]]) -> Table:
    """Return the table of the JSON Schemas, with the commands that write each."""
    rows = [
        {"name": name, "about": about, "commands": tuple(written_by.get(name, ()))}
        for name, about in schemas().items()
    ]
    return Table.of(SCHEMAS, rows)


def show_schemas() -> Page:
    """Return the page of the JSON Schemas."""
    return Page(lambda language: [write_grid(make_schemas({}), language)])


def _describe(name: str) -> str:
    if name in RECORDS:
        return record_schema(name).about
    columns = table_schema(name).data_columns()
    return f"Table: {', '.join(column.name for column in columns)}."
