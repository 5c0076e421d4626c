"""One reader for the three tables: files, workbooks, data frames and lists of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from ictindex.core import arguments
from ictindex.core.activity_log import log_rows, start_clock
from ictindex.core.errors import UnusableFileError, UsageError
from ictindex.data.cell_text import Fault, invisible, text_of, visible
from ictindex.data.checks import MOST_FAULTS, Tally, refuse_flood
from ictindex.data.io.csv import NONE, RawTable, dialect_of, hint, no_column, unknown_column
from ictindex.data.io.excel import more_digits
from ictindex.data.io.layout_sections import texts
from ictindex.data.io.table_sources import is_records, name_of, refuse_name, table_of
from ictindex.data.tables import typed_cells
from ictindex.data.tables.addresses import Part, finding_of, label_of
from ictindex.data.tables.draft import Draft
from ictindex.data.tables.schema import Column, Schema
from ictindex.data.tables.table_base import P, concatenate, make_table
from ictindex.language.findings import Address, Finding, Placed

_SHOWN_COLUMNS = 40


def read(
    kind: type[P],
    source: Any,
    columns: Mapping[str, str] | None,
    constants: Mapping[str, object] | None,
    dialect: str | None,
    sheet: str | None,
    limit: int | None,
    name: str | None,
) -> P:
    """Read a table of a kind from a source, or from several of them."""
    if isinstance(source, (list, tuple)) and not is_records(source):
        if not source:
            raise UsageError("observations.no-source")
        refuse_name(source, name)
        return concatenate(
            [read(kind, each, columns, constants, dialect, sheet, limit, None) for each in source]
        )
    if isinstance(source, kind):
        stated = (columns, constants, dialect, sheet, limit, name)
        if any(argument is not None for argument in stated):
            raise UsageError("table.read-already", type=kind.__name__)
        return source
    for argument_name, argument in (("columns", columns), ("constants", constants)):
        arguments.require(
            argument is None or isinstance(argument, Mapping), argument_name, "mapping", argument
        )
    started = start_clock()
    schema = kind.schema
    fixed = texts("constants", "constants", constants or {}, tuple(schema.columns))
    spoken = dialect_of(dialect, name_of(source, name))
    table = table_of(source, spoken, sheet, limit, name)
    if table is None:
        raise UsageError("table.source-type", type=type(source).__name__)
    labels, unread = _labels(schema, table, columns, fixed)
    draft = read_draft(schema, table, labels, fixed, spoken.decimal)
    kind.rules.complete(draft)
    refuse_marks(table, draft)
    part = Part(table.name, draft.labels, table.letters, table.sha256)
    count = len(table.lines)
    draft.columns["file"] = [table.name] * count
    draft.columns["line"] = list(table.lines)
    placed = place_marks(schema, draft, part)
    placed += [(finding, tuple(range(count))) for finding in more_digits(table, unread)]
    made = make_table(kind, draft.columns, (part,), [0] * count, placed, unread)
    Tally(table.name).add(*made.findings)
    log_rows(started, table.name, count, len(made.placed))
    return made


def refuse_marks(table: RawTable, draft: Draft, most: int = MOST_FAULTS) -> None:
    """Refuse a table that is probably read wrongly, before each mark becomes a finding."""
    if len(draft.marks) > most:
        order = {name: position for position, name in enumerate(draft.labels)}
        marks = [
            (row, order.get(name, 0), draft.labels.get(name, name), fault)
            for row, name, fault in draft.marks
        ]
        refuse_flood(lambda row: (table.name, table.lines[row]), marks, most)


def _labels(
    schema: Schema,
    table: RawTable,
    columns: Mapping[str, str] | None,
    fixed: Mapping[str, str],
) -> tuple[dict[str, str], tuple[str, ...]]:
    """Return the file column of each supplied column, and the unread file columns."""
    labels = (
        _match_names(schema, table) if columns is None else _match_stated(schema, table, columns)
    )
    read_columns = set(labels.values())
    unread = tuple(name for name in table.header if name not in read_columns)
    for name in fixed:
        if name in labels:
            raise UnusableFileError(
                "table.constant-too", file=table.name, column=visible(labels[name])
            )
    missing = [
        " / ".join(group)
        for group in schema.obligatory
        if not any(name in labels or name in fixed for name in group)
    ]
    if missing:
        shown = [visible(name) for name in table.header[:_SHOWN_COLUMNS]]
        raise UnusableFileError(
            "table.missing-columns", file=table.name, missing=missing, found=shown
        )
    return {**labels, **dict.fromkeys(fixed, "")}, unread


def _match_names(schema: Schema, table: RawTable) -> dict[str, str]:
    """Return the file column of each column, in a file that has the names of the table."""
    for name in table.header:
        if name not in schema.columns and name not in schema.provenance:
            raise unknown_column(table.name, name, tuple(schema.columns))
    return {name: name for name in table.header if name in schema.columns}


def _match_stated(schema: Schema, table: RawTable, columns: Mapping[str, str]) -> dict[str, str]:
    """Return the file column of each column, as the caller states it."""
    allowed = tuple(schema.columns)
    labels: dict[str, str] = {}
    for label, target in columns.items():
        column, text = text_of(label), text_of(target)
        if text not in schema.columns:
            near = hint(text, allowed)
            raise UsageError(
                "table.unknown-target" if near == NONE else "table.unknown-target-near",
                column=visible(column),
                target=visible(text)[:80],
                hint=near,
                allowed=allowed,
            )
        if text in labels:
            raise UsageError(
                "layout.target-twice",
                file="columns",
                target=text,
                first=labels[text],
                second=column,
            )
        if column not in table.columns:
            raise no_column(table.name, column, table.header)
        labels[text] = column
    return labels


def read_draft(
    schema: Schema, table: RawTable, labels: dict[str, str], fixed: Mapping[str, str], decimal: str
) -> Draft:
    """Read the columns of a table, each with the faults of its cells."""
    count = len(table.lines)
    draft = Draft({}, labels)
    for name, column in schema.columns.items():
        if name not in labels:
            if not column.into:
                draft.columns[name] = [typed_cells.empty_of(column)] * count
            continue
        cells = [fixed[name]] * count if name in fixed else table.columns[labels[name]]
        # A constant is written in a program, so with a point, whatever the dialect of the file.

        def refuse(faults: typed_cells.Faults, most: int, name: str = name) -> None:
            few = Draft({}, labels, [(row, name, fault) for row, fault in faults])
            refuse_marks(table, few, most)

        values, faults = typed_cells.read_column(
            column, cells, "." if name in fixed else decimal, refuse
        )
        draft.marks += [(row, name, fault) for row, fault in faults]
        refuse_marks(table, draft)
        if column.into:
            _move(draft, column, values)
        else:
            draft.columns[name] = list(values)
    return draft


def _move(draft: Draft, column: Column, values: Sequence[object]) -> None:
    """Move a column that is another way to write a column into the latter, with its unit."""
    target = draft.columns[column.into]
    for row, value in enumerate(values):
        if value is None:
            continue
        if target[row] is not None:
            draft.mark(row, column.name, "tariff.written-twice", column=column.into)
            continue
        target[row] = typed_cells.scale_number(value, column.times)
        if column.fills_unit:
            draft.columns[f"{column.into}_unit"][row] = column.fills_unit


def place_marks(schema: Schema, draft: Draft, part: Part) -> list[Placed]:
    """Turn marks into findings; a fault of a constant is reported once for all rows."""
    order = {name: position for position, name in enumerate(schema.columns)}
    placed = _names(part, len(draft.columns["line"]))
    constants: dict[tuple[str, str, str], list[int]] = {}
    first: dict[tuple[str, str, str], Fault] = {}
    for row, name, fault in sorted(draft.marks, key=lambda mark: (mark[0], order[mark[1]])):
        label = label_of(schema, draft.columns, draft.labels, row, name)
        if label == "":
            key = name, fault.code, repr(fault.details)
            first.setdefault(key, fault)
            constants.setdefault(key, []).append(row)
        else:
            address = part.address(draft.columns["line"][row], label)
            placed.append((finding_of(schema, draft.columns, row, fault, address), (row,)))
    for key, rows in constants.items():
        address = Address(part.name or NONE, None, key[0])
        fault = first[key]
        finding = Finding(fault.code, fault.level, address=address, details=fault.details)
        placed.append((finding, tuple(rows)))
    return placed


def _names(part: Part, count: int) -> list[Placed]:
    """Report names of the file and its columns that have invisible characters."""
    named = [("file", part.name), *(("column", label) for label in part.labels.values())]
    placed: list[Placed] = []
    for what, text in dict.fromkeys(named):
        fault = invisible(text, "warning")
        if fault is not None:
            details = {**fault.details, "of": what}
            finding = Finding(
                fault.code, fault.level, address=Address(part.name or NONE), details=details
            )
            placed.append((finding, tuple(range(count))))
    return placed
