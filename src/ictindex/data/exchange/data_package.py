"""Data Package, version 2: the descriptor of a folder of declared tables, for programs.

The format is that of datapackage.org. The descriptor states of each table its columns, the key of
its rows, its size and digest, its sources and their licences; it has nothing of a run.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import field
from typing import Any

from ictindex.core.data_classes import dataclass
from ictindex.core.errors import LicenceError
from ictindex.core.tables.columns import Column, Schema
from ictindex.definitions.catalogue import licence_notices, licences
from ictindex.definitions.catalogue.licences import DataSource, Licence, find_source
from ictindex.language.i18n.page_table_writer import header_of

FILE = "datapackage.json"
PROFILE = "https://datapackage.org/profiles/2.0/datapackage.json"
# A number has no last zero: 58.0 was published, and a reader that converts it gives 58.
AS_PUBLISHED = "The text is the published figure; a reader that converts it drops a last zero."
_PRINTED = ("figure", "score")
OF_CODES = "Codes are separated by semicolons."
_TYPES = {
    "string": "string",
    "list": "string",
    "integer": "integer",
    "number": "number",
    "decimal": "number",
    "boolean": "boolean",
    "date": "date",
}
_TRUE, _FALSE = ("yes", "true"), ("no", "false")
_NO_NAME, _NO_CODE = re.compile(r"[^a-z0-9]+"), re.compile(r"[^A-Za-z0-9._]+")


@dataclass(frozen=True, slots=True)
class PackagedTable:
    """A table in a file: its path, its columns there, its bytes, and the sources of its figures.

    ``facts`` are those of the headers.
    """

    path: str
    schema: Schema
    content: bytes
    title: str = ""
    sources: Sequence[str | DataSource] = ()
    facts: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class PackageFacts:
    """Facts of a package: name, title, version, day (ISO 8601), publisher, citation, DOI."""

    name: str
    title: str
    version: str
    created: str
    publisher: str = ""
    description: str = ""
    homepage: str = ""
    citation: str = ""
    doi: str = ""


def write_data_package(facts: PackageFacts, tables: Iterable[PackagedTable]) -> dict[str, Any]:
    """Return the descriptor of a package of tables as plain data."""
    listed = list(tables)
    record: dict[str, Any] = {
        "$schema": PROFILE,
        "name": facts.name,
        "title": facts.title,
        "description": facts.description,
        "version": facts.version,
        "created": f"{facts.created}T00:00:00Z" if facts.created else "",
        "homepage": facts.homepage,
        "citation": facts.citation,
        "id": doi_address(facts.doi),
        "contributors": [{"title": facts.publisher, "roles": ["publisher"]}]
        if facts.publisher
        else [],
        **describe_sources([source for table in listed for source in table.sources]),
    }
    stated = {key: part for key, part in record.items() if part}
    return {**stated, "resources": [_write_resource(table) for table in listed]}


def doi_address(doi: str) -> str:
    """Return the address of a DOI; empty where there is none."""
    return f"https://doi.org/{doi}" if doi else ""


def _write_resource(table: PackagedTable) -> dict[str, Any]:
    stated = describe_sources(table.sources)
    return {
        "name": _NO_NAME.sub("-", table.path.lower().removesuffix(".csv")).strip("-"),
        "path": table.path,
        "type": "table",
        **({"title": table.title} if table.title else {}),
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "bytes": len(table.content),
        "hash": f"sha256:{hashlib.sha256(table.content).hexdigest()}",
        "schema": write_table_schema(table.schema, table.facts),
        **stated,
    }


def write_table_schema(schema: Schema, facts: Mapping[str, object]) -> dict[str, Any]:
    """Return the Table Schema of a declared table: its fields, and the key of its rows."""
    columns = schema.data_columns()
    key = {"primaryKey": list(schema.key)} if schema.key else {}
    fields = [_write_field(column, schema.key, facts) for column in columns]
    return {"fields": fields, "missingValues": [""], **key}


def _write_field(column: Column, key: Sequence[str], facts: Mapping[str, object]) -> dict[str, Any]:
    record: dict[str, Any] = {"name": column.name, "type": type_of(column)}
    header = header_of(column, facts, "en")
    if header != column.name:  # it has a name in words
        record["title"] = header
    about = describe_column(column)
    if about:
        record["description"] = about
    if column.form == "boolean":
        record |= {"trueValues": list(_TRUE), "falseValues": list(_FALSE)}
    if column.name in key and column.kind == "breakdown":
        record["missingValues"] = []  # an empty text is a part of the key: all persons
    return record


def type_of(column: Column) -> str:
    """Return the type of a column in a Table Schema."""
    # No limit is a word among the numbers of this kind.
    return "string" if column.kind == "volume" else _TYPES[column.form]


def describe_column(column: Column) -> str:
    """Return what a column holds, in English; of a figure also that its text is as published."""
    about = f"{column.about[:1].upper()}{column.about[1:].rstrip('.')}." if column.about else ""
    of_form = AS_PUBLISHED if column.kind in _PRINTED else ""
    of_form = OF_CODES if column.form == "list" else of_form
    return " ".join(part for part in (about, of_form) if part)


def describe_sources(sources: Iterable[str | DataSource]) -> dict[str, Any]:
    """Return sources with their licences, and the licence of all of them if there is one."""
    listed = list(dict.fromkeys(sources))
    if not listed:
        return {}
    entries = [
        source if isinstance(source, DataSource) else find_source(source) for source in listed
    ]
    records = [
        {"title": str(source)} if entry is None else _write_source(entry)
        for source, entry in zip(listed, entries, strict=True)
    ]
    record: dict[str, Any] = {"sources": [r for n, r in enumerate(records) if r not in records[:n]]}
    on_record = [entry for entry in entries if entry is not None and entry.licence is not None]
    joint = find_joint_licence(listed)
    if joint is not None:
        record["licenses"] = [_write_licence(joint)]
    notices = licence_notices.licence_notices(on_record, "en")
    return record | ({"notices": list(notices)} if notices else {})


def find_joint_licence(sources: Iterable[str | DataSource]) -> Licence | None:
    """Return the licence of a table of all these sources; ``None`` if each has its own, or none."""
    try:
        return licences.require_joinable(source for source in sources if source)
    except LicenceError:
        return None


def _write_source(source: DataSource) -> dict[str, Any]:
    if source.id == licences.INVENTED:
        return {"title": licence_notices.citation(source, "en")}
    record: dict[str, Any] = {
        "title": source.title,
        "path": source.address,
        "version": source.edition,
        "publisher": licence_notices.publisher_name(source, "en"),
        "licenses": [] if source.licence is None else [_write_licence(source.licence)],
    }
    return {key: part for key, part in record.items() if part}


def _write_licence(licence: Licence) -> dict[str, str]:
    record = {
        "name": _NO_CODE.sub("-", licence_code(licence)).strip("-"),
        "title": licence_notices.licence_name(licence, "en"),
        "path": licence.address,
    }
    return {key: part for key, part in record.items() if part}


def licence_code(licence: Licence | None) -> str:
    """Return the short code of a licence: that of SPDX, an id, or the name of an own licence."""
    if licence is None:
        return ""
    is_own = licence.id not in licences.licences()  # a publisher's own, which has a name
    return licence.id.upper() if licence.address and not is_own else licence.id
