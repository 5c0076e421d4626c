"""Sections of a layout: tables of texts, choices, and what is still to be filled in."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from numbers import Integral
from types import MappingProxyType

from ictindex.core import arguments
from ictindex.core.errors import UsageError
from ictindex.data.cell_text import text_of, visible
from ictindex.data.io.csv import NONE, hint

# Written in a suggested layout where nothing could be suggested.
BLANK = "?"

Texts = Mapping[str, str]


def texts(
    file: str, table: str, entries: Mapping[str, object], allowed: tuple[str, ...] | None = None
) -> Texts:
    """Check a table of texts (constants, meanings of flags); whole numbers become texts."""
    arguments.require(isinstance(entries, Mapping), table, "mapping", entries)
    out: dict[str, str] = {}
    for key, value in entries.items():
        if allowed is not None and key not in allowed:
            raise UsageError("layout.unknown-key", file=file, key=f"{table}.{key}", allowed=allowed)
        if isinstance(value, bool) or not isinstance(value, (str, Integral)):
            raise UsageError("layout.not-text", file=file, key=f"{table}.{key}")
        out[key] = text_of(value)
    return MappingProxyType(out)


def tables(
    file: str, section: str, entries: Mapping[str, object], allowed: tuple[str, ...] | None = None
) -> Mapping[str, Texts]:
    """Check a table of tables of texts, such as the codes of the labels of each column."""
    checked: dict[str, Texts] = {}
    for name, entry in entries.items():
        if not isinstance(entry, Mapping):
            raise UsageError("layout.not-a-table", file=file, key=f"{section}.{name}")
        checked[name] = texts(file, f"{section}.{name}", entry, allowed)
    return MappingProxyType(checked)


def choose(file: str, key: str, value: object, allowed: tuple[str, ...]) -> str:
    """Return a text of a layout that has to be one of some."""
    if isinstance(value, str) and value in allowed:
        return value
    text = text_of(value)
    near = hint(text, allowed)
    raise UsageError(
        "layout.choice" if near == NONE else "layout.choice-near",
        file=file,
        key=key,
        value=visible(text)[:80],
        hint=near,
        allowed=allowed,
    )


def list_blanks(data: Mapping[str, object], path: str = "") -> Iterator[str]:
    """Yield the keys of a layout that are still to be filled in."""
    for key, value in data.items():
        own = f"{path}.{key}" if path else key
        if isinstance(value, Mapping):
            yield from list_blanks(value, own)
        elif any(map(_is_blank, value if isinstance(value, list) else [value])):
            yield own


def _is_blank(value: object) -> bool:
    return isinstance(value, str) and value.partition(":")[0] == BLANK
