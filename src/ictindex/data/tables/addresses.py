"""Addresses: the sources of a table, and the positions of its cells in them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from ictindex.core.data_classes import dataclass
from ictindex.core.records import Record
from ictindex.data.cell_text import Fault
from ictindex.data.io.csv import NONE
from ictindex.data.tables.schema import Schema
from ictindex.language.findings import Address, Finding, Placed

Cells = Mapping[str, Sequence[Any]]
DUPLICATE = "key.duplicate"


@dataclass(frozen=True, slots=True)
class Part(Record):
    """The rows of one source of a table, with their lines and labels."""

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


def label_of(schema: Schema, cells: Cells, labels: Mapping[str, str], row: int, name: str) -> str:
    """Return the name of a column in the source of a row, for any way of writing it."""
    if name in labels:
        return labels[name]
    unit = cells[f"{name}_unit"][row] if f"{name}_unit" in cells else ""
    for other, column in schema.columns.items():
        if column.into == name and other in labels and column.fills_unit in ("", unit):
            return labels[other]
    # A plan without an id is identified by its name.
    return labels.get("name", name) if name == "id" else name


def finding_of(schema: Schema, cells: Cells, row: int, fault: Fault, address: Address) -> Finding:
    """Return a finding on a row, with its economy, its subject and its year."""
    return Finding(
        fault.code,
        fault.level,
        economy=cells["economy"][row] if "economy" in cells else "",
        indicator=cells[schema.subject][row] if schema.subject else "",
        year=cells["year"][row] or None if "year" in cells else None,
        address=address,
        details=fault.details,
    )


def sort_placed(placed: Iterable[Placed]) -> tuple[Placed, ...]:
    """Sort findings by their row; findings about the whole source come first."""
    return tuple(sorted(placed, key=_first_row))


def _first_row(placed: Placed) -> int:
    """Return the first row of a finding; a repeated observation counts at its repetition."""
    finding, rows = placed
    if not rows:
        return -1
    return rows[-1] if finding.code == DUPLICATE else rows[0]
