"""Reader of the catalogue's own files; a fault in them is an error with file and key."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from typing import Any

from ictindex.core import package_data


def toml(name: str) -> Mapping[str, Any]:
    """Return a TOML file of the catalogue, decimals as written."""
    return package_data.read_table(package_data.folder("methodology") / "catalogue" / name)


def rows(name: str) -> list[dict[str, str]]:
    """Return the rows of a CSV file of the catalogue; ``NA`` is Namibia, never missing."""
    path = package_data.folder("methodology") / "catalogue" / name
    with path.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream, strict=True))
