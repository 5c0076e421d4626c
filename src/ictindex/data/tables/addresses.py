"""Places: the sources of a table, and the addresses of its cells in them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from ictindex.data.cell_text import Fault
from ictindex.data.io.csv import NONE
from ictindex.data.tables.schema import Schema
from ictindex.findings import Address, Finding

Array = np.ndarray[Any, Any]
Columns = dict[str, Array]
# A finding with the rows that it is about.
Placed = tuple[Finding, tuple[int, ...]]


@dataclass(frozen=True, slots=True)
class Part:
    """Where the rows of one source stand."""

    name: str
    labels: Mapping[str, str]
    letters: Mapping[str, str]
    sha256: str = ""
    confidential: int = 0

    def address(self, line: int, label: str) -> Address:
        """Return the address of a cell."""
        letter = self.letters.get(label)
        cell = f"{letter}{line}" if letter else None
        return Address(self.name or NONE, line or None, label or None, cell)

    def __reduce__(self) -> tuple[object, ...]:
        given = self.name, dict(self.labels), dict(self.letters), self.sha256, self.confidential
        return Part, given


def label_of(
    schema: Schema, columns: Mapping[str, Array], labels: Mapping[str, str], row: int, name: str
) -> str:
    """Return what a column is called in the source of a row, in whichever way it was written."""
    if name in labels:
        return labels[name]
    unit = columns[f"{name}_unit"][row] if f"{name}_unit" in columns else ""
    for other, column in schema.columns.items():
        if column.into == name and other in labels and column.unit in ("", unit):
            return labels[other]
    # A plan without an id is known by its name.
    return labels.get("name", name) if name == "id" else name


def finding_of(
    schema: Schema, columns: Mapping[str, Array], row: int, fault: Fault, address: Address
) -> Finding:
    """Return a finding on a row: its economy, what it is about, its year."""
    return Finding(
        fault.code,
        fault.level,
        economy=columns["economy"][row],
        indicator=columns[schema.subject][row] if schema.subject else "",
        year=int(columns["year"][row]) or None if "year" in columns else None,
        address=address,
        given=fault.given,
    )


def first_row(placed: Placed) -> int:
    """Order findings by their first row; those about the whole source come first."""
    return placed[1][0] if placed[1] else -1
