"""CSV on the Web: the metadata file of a table in CSV, with the names of its columns in languages.

The format is that of the W3C (w3.org/ns/csvw). A reader finds it by its name next to the table.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ictindex.core.tables.columns import Column, Schema
from ictindex.data.exchange.data_package import (
    PackagedTable,
    describe_column,
    describe_sources,
)
from ictindex.definitions.catalogue.licence_notices import join_citation
from ictindex.language.i18n import LANGUAGES
from ictindex.language.i18n.page_table_writer import header_of

ENDING = "-metadata.json"
CONTEXT = "http://www.w3.org/ns/csvw"
# The name of a column in the file is its title in no language.
_NO_LANGUAGE = "und"
_TYPES = {
    "string": "string",
    "integer": "integer",
    "number": "double",
    "decimal": "decimal",
    "boolean": "boolean",
    "date": "date",
}


def write_csvw_metadata(table: PackagedTable, columns_at: str = "") -> dict[str, Any]:
    """Return the metadata of a table in CSV as plain data.

    ``columns_at`` is the address of a file with the columns, which several tables share: see
    :func:`write_csvw_columns`.
    """
    stated = describe_sources(table.sources)
    record: dict[str, Any] = {
        "@context": [CONTEXT, {"@language": "en"}],
        "url": table.path.rpartition("/")[2],
        "dc:title": table.title,
        "dc:source": [_cite(source) for source in stated.get("sources", ())],
        "dc:license": [
            {"@id": each["path"]} for each in stated.get("licenses", ()) if "path" in each
        ],
        "dc:rights": list(stated.get("notices", ())),
    }
    return {
        **{key: part for key, part in record.items() if part},
        "tableSchema": columns_at or _write_columns(table.schema, table.facts),
    }


def write_csvw_columns(schema: Schema) -> dict[str, Any]:
    """Return the columns of a schema as plain data: a file that the metadata of tables name."""
    return {"@context": [CONTEXT, {"@language": "en"}], **_write_columns(schema, {})}


def _write_columns(schema: Schema, facts: Mapping[str, object]) -> dict[str, Any]:
    return {
        "columns": [_write_column(column, schema, facts) for column in schema.data_columns()],
        **({"primaryKey": list(schema.key)} if schema.key else {}),
    }


def _cite(source: Mapping[str, Any]) -> str:
    parts = [source.get(key, "") for key in ("publisher", "title", "version", "path")]
    return join_citation(parts, "en")


def _write_column(column: Column, schema: Schema, facts: Mapping[str, object]) -> dict[str, Any]:
    named = {language: header_of(column, facts, language) for language in LANGUAGES}
    about = describe_column(column)
    return {
        "name": column.name,
        "titles": {_NO_LANGUAGE: column.name, **named},
        "datatype": _datatype(column),
        **({"separator": ";"} if column.form == "list" else {}),
        **({"required": True} if column.name in schema.key else {"null": ""}),
        **({"dc:description": about} if about else {}),
    }


def _datatype(column: Column) -> str:
    # No limit is a word among the numbers of this kind.
    return "string" if column.kind == "volume" else _TYPES.get(column.form, "string")
