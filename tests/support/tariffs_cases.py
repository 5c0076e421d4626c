"""Small tables that the tests of prices, economics and tariffs begin with."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pandas as pd

from ictindex.data.tariffs import Tariffs, read_tariffs

PLAN = {
    "economy": "MUS",
    "operator": "A",
    "id": "month",
    "service": "mobile",
    "payment": "prepaid",
    "price": "199",
    "currency": "MUR",
    "tax_included": "yes",
    "validity_days": "30",
    "data_gb": "5",
}


def offers(*changes: dict[str, Any]) -> Tariffs:
    """Return tariffs of plans that differ from ``PLAN`` by these cells."""
    return read_tariffs(pd.DataFrame([PLAN | change for change in changes]).fillna(""))


def codes(table: Any) -> list[str]:
    """Return the codes of the findings of a table."""
    return [finding.code for finding in table.findings]


def written(path: Path, *lines: str) -> Path:
    """Write a CSV file."""
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path
