"""The tables of a basket edition (prices or tariffs, and economics): written and read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from ictindex.core import canonical
from ictindex.core.canonical import SCHEMA, encode_record
from ictindex.core.errors import IctindexError
from ictindex.core.tables.columns import Column, Schema, define
from ictindex.data.economics import Economics
from ictindex.data.prices import Prices
from ictindex.data.tables.addresses import Part
from ictindex.data.tables.table_base import TypedTable, concatenate, make_table
from ictindex.data.tariffs import Tariffs
from ictindex.indices.results.edition_observations import EMPTY, RECEIPT
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


def declare_table(kind: str) -> Schema:
    """Return the columns of a table in an edition: its own, and where a row was and is from."""
    own = _KINDS[kind].schema
    return define(
        f"edition-{kind}",
        *(own.columns[name] for name in own.names if name != "note"),
        *(Column(name, "text", about=EMPTY) for name in ("note", "file", "line")),
        Column("part", "count", about="always 0: which of the files a row was in"),
        RECEIPT,
        page=(),
    )


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
    tables: Mapping[str, TypedTable], owners: Mapping[str, Sequence[int]], names: Mapping[int, str]
) -> dict[str, bytes]:
    """Return the tables as files, each row with the name of its receipt."""
    files = {
        path_of(kind): table_file(table, [names[owner] for owner in owners[kind]])
        for kind, table in tables.items()
    }
    # One source without a name: which files a member sent, and where a row was, is not published.
    places = [{"name": "", "sha256": "", "columns": []}]
    nameless = dict.fromkeys(tables, places)
    return files | {COLUMN_NAMES: encode_record({"schema": SCHEMA, **nameless})}


def table_file(table: TypedTable, receipts: Sequence[str]) -> bytes:
    """Return a table as canonical CSV: its columns, digits as written, the receipt of each row."""
    names, own = list(declare_table(table.schema.name).columns), table.schema.names
    columns: dict[str, list[Any]] = {name: list(map(cell, table.cells[name])) for name in own}
    # What members typed in confidence, and where, stays with the compilers.
    columns |= {name: [""] * len(table) for name in ("note", "file", "line")}
    columns |= {"part": [0] * len(table), "receipt": list(receipts)}
    return canonical.table(names, [columns[name] for name in names]).encode("utf-8")


def read_tables(
    files: Mapping[str, bytes], origins: Mapping[str, Origin] | None = None
) -> dict[str, TypedTable]:
    """Read the tables of an edition from its files, without words that are not published."""
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
