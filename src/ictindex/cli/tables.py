"""The tables of the price basket on the command line: accepted one by one, joined to receipts."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from types import MappingProxyType
from typing import Any

import ictindex as ict
from ictindex.errors import UsageError

READERS: Mapping[str, Callable[..., Any]] = MappingProxyType(
    {
        "prices": lambda *given, **how: ict.read_prices(*given, **how),
        "economics": lambda *given, **how: ict.read_economics(*given, **how),
        "tariffs": lambda *given, **how: ict.read_tariffs(*given, **how),
    }
)


def judged(
    file: Path, table: str, edition: int | None, methodology: str | None, dialect: str | None
) -> tuple[Any, ict.Judgement]:
    """Read a table of the price basket and judge it."""
    if table not in READERS:
        raise UsageError("cli.table-unknown", table=table[:40], allowed=tuple(READERS))
    if edition is None:
        raise UsageError("cli.edition-needed", file=file.name)
    read = READERS[table](file, dialect=dialect)
    return read, ict.validate(read, ict.methodology(methodology or "ipb", edition=edition))


def together(receipts: Sequence[ict.Receipt]) -> dict[str, Any]:
    """Return the tables that receipts of the price basket vouch for, by kind."""
    found: dict[str, Any] = {}
    for one in receipts:
        before = found.get(one.kind)
        found[one.kind] = one.accepted if before is None else before + one.accepted
    return found
