"""Reading the catalogue's own files; a fault in them is an error with file and key."""

from __future__ import annotations

import csv
import tomllib
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from ictindex.core import package_data
from ictindex.core.errors import DocumentError


def toml(name: str) -> Mapping[str, Any]:
    """Return a TOML file of the catalogue, decimals as written."""
    path = package_data.folder("methodology") / "catalogue" / name
    with path.open("rb") as stream:
        try:
            return tomllib.load(stream, parse_float=Decimal)
        except tomllib.TOMLDecodeError as error:
            raise DocumentError("document.syntax", file=name, detail=str(error)) from error


def rows(name: str) -> list[dict[str, str]]:
    """Return the rows of a CSV file of the catalogue; ``NA`` is Namibia, never missing."""
    path = package_data.folder("methodology") / "catalogue" / name
    with path.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream, strict=True))
