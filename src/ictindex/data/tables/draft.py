"""Drafts of prices, economics and tariffs: columns that were read, before rows are judged."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from ictindex.data.cell_text import Fault


@dataclass(slots=True)
class Draft:
    """Columns that were read, before anything is judged across them."""

    columns: dict[str, list[Any]]
    labels: dict[str, str]
    marks: list[tuple[int, str, Fault]] = field(default_factory=list)

    def mark(
        self, row: int, column: str, code: str, level: str = "error", /, **given: object
    ) -> None:
        """Note what is wrong with a cell."""
        self.marks.append((row, column, Fault(code, given, level)))
