"""The published data of the package: methodology documents, catalogue, words, sample data.

A wheel has them inside the package, with the TOML compiled to JSON; a checkout next to ``src/``.
"""

from __future__ import annotations

import datetime as dt
import json
from decimal import Decimal
from pathlib import Path
from typing import Any

from ictindex.core.errors import DocumentError, IctindexError

_PACKAGE = Path(__file__).resolve().parents[1]


def folder(name: str) -> Path:
    """Return the folder ``methodology`` or ``sample_data`` of this installation."""
    for path in (_PACKAGE / "_data" / name, _PACKAGE.parent.parent / name):
        if path.is_dir():
            return path
    raise IctindexError("installation.incomplete", folder=name)


def is_installed(path: Path) -> bool:
    """Tell whether a path is inside the installed package, whose files must not be changed."""
    return path.resolve().is_relative_to(_PACKAGE)


def read(path: Path, most: int) -> bytes | None:
    """Return the content of a file, or ``None`` if it is longer than ``most`` bytes."""
    with path.open("rb") as stream:
        content = stream.read(most + 1)
    return None if len(content) > most else content


def compiled_table(path: Path) -> dict[str, Any] | None:
    """Return the table of a TOML file that the wheel has compiled; ``None`` if there is none."""
    root = folder("methodology")
    if not path.is_relative_to(root):
        return None
    compiled = root.parent / "compiled" / path.relative_to(root).with_suffix(".json")
    try:
        text = compiled.read_text(encoding="utf-8")
    except FileNotFoundError:
        return None
    dates = _read_date if '{"$date":' in text else None
    table: dict[str, Any] = json.loads(text, parse_float=Decimal, object_hook=dates)
    return table


def _read_date(table: dict[str, Any]) -> Any:
    return dt.date.fromisoformat(table["$date"]) if "$date" in table else table


def read_table(path: Path) -> dict[str, Any]:
    """Return the table of a TOML file of the package, decimals as written."""
    table = compiled_table(path)
    return _parse(path.read_text(encoding="utf-8"), path.name) if table is None else table


def _parse(text: str, name: str) -> dict[str, Any]:
    import tomllib

    try:
        return tomllib.loads(text, parse_float=Decimal)
    except tomllib.TOMLDecodeError as error:
        raise DocumentError("document.syntax", file=name, detail=str(error)) from error
