"""Reader of registers: tables that only grow, each read and checked by its declaration."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from types import SimpleNamespace
from typing import Any, TypeVar

from ictindex.data.cell_text import Fault, text_of
from ictindex.data.io import csv
from ictindex.data.io.table_sources import record_table
from ictindex.data.tables import table_reader, typed_cells
from ictindex.data.tables.addresses import Part
from ictindex.data.tables.schema import Schema
from ictindex.language.findings import Address, Finding

R = TypeVar("R")
# The faults of a row as a whole, each with its column. A cell that cannot be read has its text:
# it still counts as an entry.
Check = Callable[[Any], Iterable[tuple[str, Fault]]]


def read_register(
    schema: Schema,
    record: Callable[..., R],
    check: Check,
    source: Any,
    dialect: str | None,
    sheet: str | None,
    name: str | None = None,
) -> tuple[list[R], list[Finding]]:
    """Return the records of the rows without errors, and findings on all rows."""
    table = record_table(source, dialect, sheet, schema.names, schema.required, name)
    labels = {column: column for column in table.header}
    decimal = csv.dialect_of(dialect, table.name).decimal
    draft = table_reader.read_draft(schema, table, labels, {}, decimal)
    draft.marks = [(row, name, _advise(schema, name, fault)) for row, name, fault in draft.marks]
    lines = draft.columns["line"] = list(table.lines)
    errors = [(row, name) for row, name, fault in draft.marks if fault.level == "error"]
    hidden = {row for row, _, fault in draft.marks if _is_hidden(fault)}
    written = {(row, name): text_of(table.columns[name][row]) for row, name in errors}
    for row in range(len(lines)):
        # Invisible characters come first: other faults of such a row may not be real ones.
        if row not in hidden:
            cells = {name: draft.columns[name][row] for name in schema.columns}
            cells |= {name: written[row, name] for name in cells if (row, name) in written}
            draft.marks += [(row, name, fault) for name, fault in check(SimpleNamespace(**cells))]
    table_reader.refuse_marks(table, draft)
    part = Part(table.name, labels, table.letters)
    findings = [finding for finding, _ in table_reader.place_marks(schema, draft, part)]
    wrong = {row for row, _, fault in draft.marks if fault.level == "error"}
    records = [
        record(
            **{name: draft.columns[name][row] for name in schema.columns},
            address=Address(table.name, line, schema.main),
        )
        for row, line in enumerate(lines)
        if row not in wrong
    ]
    return records, findings


def _is_hidden(fault: Fault) -> bool:
    return fault.code == "text.invisible" and fault.level == "error"


def _advise(schema: Schema, name: str, fault: Fault) -> Fault:
    """Return a fault; where a cell of a register may be empty, its remedy says so."""
    if fault.code != "choice.unknown" or schema.columns[name].filled:
        return fault
    return replace(fault, code="choice.unknown-optional")


def find_errors(schema: Schema, records: Sequence[Any]) -> list[list[tuple[str, Fault]]]:
    """Return for each record of a program the errors of its cells, each with its column."""
    errors: list[list[tuple[str, Fault]]] = [[] for _ in records]
    for name, column in schema.columns.items():
        cells = [getattr(record, name) for record in records]
        for row, fault in typed_cells.read_column(column, cells, ".")[1]:
            if fault.level == "error":
                errors[row].append((name, _advise(schema, name, fault)))
    return errors


def are_days(*cells: object) -> bool:
    """Tell whether all cells are days: those that cannot be read have their text."""
    return all(isinstance(cell, dt.date) for cell in cells)
