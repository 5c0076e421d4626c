"""Nested plain data as a table of keys and values: for CSV of what has no rows of its own."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from ictindex.core.tables.columns import Column, define
from ictindex.core.tables.table import Table

FLAT = define(
    "keys-and-values",
    Column("key", "code", about="path to the value; the parts of a list are numbered from 1"),
    Column("value", "text", gaps=True),
    key=("key",),
    page=(),
)


def make_flat_table(record: Mapping[str, Any]) -> Table:
    """Return a row for each value of nested plain data, with the path that leads to it."""
    rows = [{"key": key, "value": value} for key, value in _walk("", record)]
    return Table.of(FLAT, rows)


def _walk(path: str, value: object) -> Iterator[tuple[str, str | None]]:
    if isinstance(value, Mapping):
        parts: list[tuple[object, object]] = list(value.items())
    elif isinstance(value, (list, tuple)):
        parts = list(enumerate(value, 1))
    else:
        yield path, None if value is None else str(value)
        return
    for key, part in parts:
        yield from _walk(f"{path}.{key}" if path else str(key), part)
