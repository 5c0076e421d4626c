"""Drafts of prices, economics and tariffs: the columns read, before the rows are checked."""

from __future__ import annotations

from dataclasses import field
from typing import Any

from ictindex.core.data_classes import dataclass
from ictindex.data.cell_text import Fault


@dataclass(slots=True)
class Draft:
    """Columns that were read, before their rows are checked."""

    columns: dict[str, list[Any]]
    labels: dict[str, str]
    marks: list[tuple[int, str, Fault]] = field(default_factory=list)

    def mark(
        self, row: int, column: str, code: str, level: str = "error", /, **details: object
    ) -> None:
        """Note a fault of a cell."""
        self.marks.append((row, column, Fault(code, details, level)))
