"""Reading the tables of a basket edition back, and computing the edition from them."""

from __future__ import annotations

import csv
import datetime as dt
import json
from collections.abc import Mapping
from typing import Any

from ictindex.core.decimals import parse
from ictindex.core.errors import DamagedArchiveError, IctindexError
from ictindex.data.economics import Economics
from ictindex.data.prices import Prices
from ictindex.data.tables.addresses import Part
from ictindex.data.tables.schema import UNLIMITED, Column
from ictindex.data.tables.table_base import TypedTable, make_table
from ictindex.data.tables.typed_cells import empty_of
from ictindex.data.tariffs import Tariffs
from ictindex.editions.ipb.figures import PLACES, TABLES, path_of
from ictindex.editions.read_files import plain
from ictindex.ipb.compute import BasketTables, price_baskets
from ictindex.ipb.result import BasketResult
from ictindex.results.methodology import Methodology

_KINDS: Mapping[str, type[TypedTable]] = {
    "prices": Prices, "tariffs": Tariffs, "economics": Economics,
}  # fmt: skip


def tables(files: Mapping[str, bytes]) -> dict[str, TypedTable]:
    """Read the tables of an edition from its files."""
    try:
        stand = json.loads(files[PLACES])
        return {
            kind: _table(_KINDS[kind], files[path_of(kind)], stand[kind])
            for kind in TABLES
            if path_of(kind) in files
        }
    except (ValueError, KeyError, TypeError, IndexError, csv.Error, IctindexError) as error:
        raise DamagedArchiveError("archive.unsound", file="inputs") from error


def _table(kind: type[TypedTable], content: bytes, stand: list[dict[str, Any]]) -> TypedTable:
    lines = content.decode("utf-8").split("\n")
    names, *rows = csv.reader(lines[:-1], strict=True)
    cells = dict(zip(names, zip(*rows, strict=True), strict=True))
    columns: dict[str, list[object]] = {
        name: [_value(column, plain(text)) for text in cells[name]]
        for name, column in kind.schema.columns.items()
        if not column.into
    }
    columns["file"] = list(map(plain, cells["file"]))
    columns["line"] = [int(text or 0) for text in cells["line"]]
    parts = tuple(
        Part(
            one["name"],
            {name: label for name, label, _ in one["columns"]},
            {label: letter for _, label, letter in one["columns"] if letter},
            one["sha256"],
        )
        for one in stand
    )
    return make_table(kind, columns, parts, map(int, cells["part"]), ())


def _value(column: Column, text: str) -> object:
    if column.kind == "year":
        return int(text or 0)
    if not text:
        return empty_of(column)
    if column.is_number:
        return UNLIMITED if text == "unlimited" else parse(text)
    if column.kind == "boolean":
        return text == "yes"
    return dt.date.fromisoformat(text) if column.kind == "date" else text


def computed(
    methodology: Methodology, given: Mapping[str, TypedTable], edition: int, year: int, kind: str
) -> BasketResult:
    """Compute an edition from its own tables."""
    known: dict[str, Any] = {name: given.get(name) for name in TABLES}
    return price_baskets(methodology, BasketTables(**known), edition=edition, year=year, kind=kind)
