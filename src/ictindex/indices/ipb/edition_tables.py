"""The tables of a basket edition (prices or tariffs, and economics): written and read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from ictindex.core import canonical
from ictindex.core.canonical import SCHEMA, encode_record
from ictindex.core.errors import IctindexError
from ictindex.data.economics import Economics
from ictindex.data.prices import Prices
from ictindex.data.tables.addresses import Part
from ictindex.data.tables.table_base import TypedTable, concatenate, make_table
from ictindex.data.tariffs import Tariffs
from ictindex.indices.results.edition_parts import refuse_unsound
from ictindex.indices.results.member_words import Origin, leave_out_words
from ictindex.submissions.validation.canonical_columns import read_typed_columns
from ictindex.submissions.validation.receipts import Receipt
from ictindex.submissions.validation.table_digests import cell

TABLES = ("prices", "tariffs", "economics")
COLUMN_NAMES = "inputs/places.json"
_KINDS: Mapping[str, type[TypedTable]] = {
    "prices": Prices,
    "tariffs": Tariffs,
    "economics": Economics,
}


def path_of(kind: str) -> str:
    """Return the path of a table in an edition."""
    return f"inputs/{kind}.csv"


def accepted_tables(
    receipts: Sequence[Receipt],
) -> tuple[dict[str, TypedTable], dict[str, list[int]]]:
    """Return the tables of receipts by kind, and the receipt of each row."""
    tables: dict[str, TypedTable] = {}
    owners: dict[str, list[int]] = {}
    for kind in TABLES:
        parts = [
            (number, receipt.accepted)
            for number, receipt in enumerate(receipts)
            if receipt.kind == kind and isinstance(receipt.accepted, TypedTable)
        ]
        if parts:
            tables[kind] = concatenate([table for _, table in parts])
            owners[kind] = [number for number, table in parts for _ in range(len(table))]
    return tables, owners


def table_files(
    tables: Mapping[str, TypedTable], owners: Mapping[str, Sequence[int]], names: Sequence[str]
) -> dict[str, bytes]:
    """Return the tables as files, each row with the name of its receipt."""
    files = {
        path_of(kind): table_file(table, [names[owner] for owner in owners[kind]])
        for kind, table in tables.items()
    }
    return files | {COLUMN_NAMES: encode_record(column_names(list(tables.values())))}


def table_file(table: TypedTable, receipts: Sequence[str]) -> bytes:
    """Return a table as canonical CSV: its columns, digits as written, origin of each row."""
    names = [*table.schema.names, "file", "line"]
    columns = [list(map(cell, table.cells[name])) for name in names]
    names += ["part", "receipt"]
    written = canonical.table(names, [*columns, table.part, list(receipts)])
    return written.encode("utf-8")


def column_names(tables: Sequence[TypedTable]) -> dict[str, Any]:
    """Return the names of the columns of each table in the files that it was read from."""
    return {
        "schema": SCHEMA,
        **{
            table.schema.name: [
                {
                    "name": part.name,
                    # If one cell of a file is confidential, the digest of the file would reveal its
                    # value.
                    "sha256": "" if part.confidential else part.sha256,
                    "columns": [
                        [name, label, part.letters.get(label, "")]
                        for name, label in part.labels.items()
                    ],
                }
                for part in table.parts
            ]
            for table in tables
        },
    }


def read_tables(
    files: Mapping[str, bytes], origins: Mapping[str, Origin] | None = None
) -> dict[str, TypedTable]:
    """Read the tables of an edition from its files, without the words of members."""
    try:
        names = canonical.read_record(files[COLUMN_NAMES])
        return {
            kind: _read_table(_KINDS[kind], files[path_of(kind)], names[kind], origins or {})
            for kind in TABLES
            if path_of(kind) in files
        }
    except (ValueError, KeyError, TypeError, IndexError, IctindexError) as error:
        refuse_unsound("inputs", error)


def _read_table(
    kind: type[TypedTable],
    content: bytes,
    sources: list[dict[str, Any]],
    origins: Mapping[str, Origin],
) -> TypedTable:
    cells = canonical.read_table(content)
    columns = read_typed_columns(kind.schema, cells)
    parts = tuple(
        Part(
            source["name"],
            {name: label for name, label, _ in source["columns"]},
            {label: letter for _, label, letter in source["columns"] if letter},
            source["sha256"],
        )
        for source in sources
    )
    public = leave_out_words(columns, cells["receipt"], origins)
    return make_table(kind, public, parts, map(int, cells["part"]), ())
