"""Dialects: separator, decimal sign and encoding of a CSV file, as the caller states them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType

from ictindex.core.data_classes import dataclass
from ictindex.core.errors import UsageError
from ictindex.data.cell_text import text_of, visible

UTF_8 = "utf-8"
# Names that a caller may state, and the codec of each. Codecs of single bytes decode nearly
# anything, so a file does not show which of them is meant.
ENCODINGS: Mapping[str, str] = MappingProxyType(
    {
        UTF_8: "utf-8-sig",
        "utf-16": "utf-16",
        "windows-1250": "cp1250",
        "windows-1251": "cp1251",
        "windows-1252": "cp1252",
        "windows-1254": "cp1254",
        "windows-1256": "cp1256",
        "iso-8859-1": "latin-1",
        "iso-8859-15": "iso8859-15",
        "gb18030": "gb18030",
    }
)


@dataclass(frozen=True, slots=True)
class Dialect:
    """Format of a CSV file: the separator of cells, the sign before decimals, the encoding."""

    # It is stated, never guessed: ``1,234`` is a different number in another dialect.

    name: str
    separator: str = ","
    decimal: str = "."
    encoding: str = UTF_8


COMMA_POINT = Dialect("comma-point")
DIALECTS: Mapping[str, Dialect] = {
    dialect.name: dialect
    for dialect in (
        COMMA_POINT,
        Dialect("semicolon-comma", ";", ","),
        Dialect("semicolon-point", ";", "."),
        Dialect("tab-comma", "\t", ","),
        Dialect("tab-point", "\t", "."),
    )
}


def dialect_of(name: object, file: str) -> Dialect:
    """Return a dialect by its name; ``None`` means commas, points and UTF-8."""
    if name is None:
        return COMMA_POINT
    base, colon, encoding = name.partition(":") if isinstance(name, str) else ("", "", "")
    if base not in DIALECTS:
        shown = visible(text_of(name))[:80]
        raise UsageError("dialect.unknown", file=file, dialect=shown, allowed=tuple(DIALECTS))
    if not colon:
        return DIALECTS[base]
    if encoding not in ENCODINGS:
        raise UsageError(
            "dialect.unknown-encoding",
            file=file,
            encoding=visible(encoding)[:80],
            dialect=base,
            allowed=tuple(ENCODINGS),
        )
    return replace(DIALECTS[base], name=f"{base}:{encoding}", encoding=encoding)
