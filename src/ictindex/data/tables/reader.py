"""One reader for the three tables: files, workbooks, data frames and lists of them.

Columns are found, cells are read by kind, and what is wrong with a cell becomes a finding with its
address. Raises only for what cannot be read for certain as a whole.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np

from ictindex.core import arguments
from ictindex.core.errors import UnusableFileError, UsageError
from ictindex.data.cell_text import Fault, invisible, text_of, visible
from ictindex.data.checks import MOST_FAULTS, MOST_TEXTS, Tally, refuse_flood
from ictindex.data.io import layouts
from ictindex.data.io.csv import NONE, Table, dialect_of, hint, no_column, unknown_column
from ictindex.data.io.excel import more_digits
from ictindex.data.observation_reader import name_of, table_of
from ictindex.data.tables import typed_cells
from ictindex.data.tables.addresses import Array, Columns, Part, Placed, finding_of, label_of
from ictindex.data.tables.base import T, concatenate, finding_in
from ictindex.data.tables.schema import PROVENANCE, Column, Schema
from ictindex.findings import Address, Finding

_SHOWN_COLUMNS = 40


@dataclass(slots=True)
class Draft:
    """Columns that were read, before anything is judged across them."""

    columns: Columns
    labels: dict[str, str]
    marks: list[tuple[int, str, Fault]] = field(default_factory=list)

    def mark(
        self, row: int, column: str, code: str, level: str = "error", /, **given: object
    ) -> None:
        """Note what is wrong with a cell."""
        self.marks.append((row, column, Fault(code, given, level)))


def read(
    kind: type[T],
    source: Any,
    columns: Mapping[str, str] | None,
    constants: Mapping[str, object] | None,
    dialect: str | None,
    sheet: str | None,
) -> T:
    """Read a table of a kind from a source, or from several of them."""
    if isinstance(source, (list, tuple)):
        if not source:
            raise UsageError("observations.no-source")
        return concatenate([read(kind, one, columns, constants, dialect, sheet) for one in source])
    if isinstance(source, kind):
        if any(given is not None for given in (columns, constants, dialect, sheet)):
            raise UsageError("table.read-already", type=kind.__name__)
        return source
    for name, given in (("columns", columns), ("constants", constants)):
        arguments.require(given is None or isinstance(given, Mapping), name, "mapping", given)
    schema = kind.schema
    fixed = layouts.texts("constants", "constants", constants or {}, tuple(schema.columns))
    spoken = dialect_of(dialect, name_of(source))
    table = table_of(source, spoken, sheet)
    if table is None:
        raise UsageError("table.source-type", type=type(source).__name__)
    labels, unread = _labels(schema, table, columns, fixed, source)
    draft = _draft(schema, table, labels, fixed, spoken.decimal)
    kind._complete(draft)
    _refuse_flood(table, draft)
    part = Part(table.name, draft.labels, table.letters, table.sha256)
    draft.columns["file"] = _filled(table.name, len(table.lines))
    draft.columns["line"] = np.array(table.lines, dtype=np.int64)
    placed = _placed(schema, draft, part)
    every = tuple(range(len(table.lines)))
    placed += [(finding, every) for finding in more_digits(table, unread)]
    member = np.zeros(len(table.lines), dtype=np.int64)
    made = kind._make(draft.columns, (part,), member, placed, unread)
    Tally(table.name).add(*made.findings)
    return made


def _refuse_flood(table: Table, draft: Draft, most: int = MOST_FAULTS) -> None:
    """Refuse a table that is probably read the wrong way, before a finding is made of each mark."""
    if len(draft.marks) > most:
        order = {name: place for place, name in enumerate(draft.labels)}
        marks = [
            (row, order.get(name, 0), draft.labels.get(name, name), fault)
            for row, name, fault in draft.marks
        ]
        refuse_flood(lambda row: (table.name, table.lines[row]), marks, most)


def _labels(
    schema: Schema,
    table: Table,
    columns: Mapping[str, str] | None,
    fixed: Mapping[str, str],
    source: object,
) -> tuple[dict[str, str], tuple[str, ...]]:
    """Return the file column of each column that is given, and the file columns left unread."""
    allowed = tuple(schema.columns)
    labels: dict[str, str] = {}
    if columns is None:
        unread = tuple(name for name in table.header if name in PROVENANCE)
        for name in table.header:
            if name in schema.columns:
                labels[name] = name
            elif name not in PROVENANCE:
                raise unknown_column(table.name, name, allowed)
    else:
        for label, target in columns.items():
            column, text = text_of(label), text_of(target)
            if text not in schema.columns:
                near = hint(text, allowed)
                raise UsageError(
                    "table.unknown-target" if near == NONE else "table.unknown-target-near",
                    column=visible(column), target=visible(text)[:80], hint=near, allowed=allowed,
                )  # fmt: skip
            if text in labels:
                raise UsageError(
                    "layout.target-twice",
                    file="columns", target=text, first=labels[text], second=column,
                )  # fmt: skip
            if column not in table.columns:
                raise no_column(table.name, column, table.header)
            labels[text] = column
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
        found = [visible(name) for name in table.header[:_SHOWN_COLUMNS]]
        raise UnusableFileError(
            "table.missing-columns", file=table.name, missing=missing, found=found
        )
    return {**labels, **dict.fromkeys(fixed, "")}, unread


def _filled(value: object, count: int) -> Array:
    array = np.empty(count, dtype=object)
    array[:] = value
    return array


def _draft(
    schema: Schema, table: Table, labels: dict[str, str], fixed: Mapping[str, str], decimal: str
) -> Draft:
    count = len(table.lines)
    draft = Draft({}, labels)
    for name, column in schema.columns.items():
        if name not in labels:
            if not column.into:
                values = [typed_cells.empty_of(column)] * count
                draft.columns[name] = typed_cells.array_of(column, values)
            continue
        given = [fixed[name]] * count if name in fixed else table.columns[labels[name]]
        # A constant is written in a program: with a point, whatever the dialect of the file.

        def refuse(faults: typed_cells.Faults, name: str = name) -> None:
            few = Draft({}, labels, [(row, name, fault) for row, fault in faults])
            _refuse_flood(table, few, MOST_TEXTS)

        array, faults = typed_cells.read_column(
            column, given, "." if name in fixed else decimal, refuse
        )
        draft.marks += [(row, name, fault) for row, fault in faults]
        _refuse_flood(table, draft)
        if column.into:
            _move(schema, draft, column, array)
        else:
            draft.columns[name] = array
    return draft


def _move(schema: Schema, draft: Draft, column: Column, array: Array) -> None:
    """Put a column that is only another way to write one into that one, with its unit."""
    target = draft.columns[column.into]
    for row in np.flatnonzero(array != None).tolist():  # noqa: E711 - of an array, cell by cell
        if target[row] is not None:
            draft.mark(row, column.name, "tariff.written-twice", column=column.into)
            continue
        target[row] = typed_cells.scaled(array[row], column.scale)
        if column.unit:
            draft.columns[f"{column.into}_unit"][row] = column.unit


def _placed(schema: Schema, draft: Draft, part: Part) -> list[Placed]:
    """Turn marks into findings; what is wrong with a constant is told once for all rows."""
    order = {name: place for place, name in enumerate(schema.columns)}
    placed = _names(part, len(draft.columns["line"]))
    constants: dict[tuple[str, str, str], list[int]] = {}
    first: dict[tuple[str, str, str], Fault] = {}
    for row, name, fault in sorted(draft.marks, key=lambda mark: (mark[0], order[mark[1]])):
        label = label_of(schema, draft.columns, draft.labels, row, name)
        if label == "":
            key = name, fault.code, repr(fault.given)
            first.setdefault(key, fault)
            constants.setdefault(key, []).append(row)
        else:
            address = part.address(int(draft.columns["line"][row]), label)
            placed.append((finding_of(schema, draft.columns, row, fault, address), (row,)))
    for key, rows in constants.items():
        address = Address(part.name or NONE, None, key[0])
        fault = first[key]
        finding = Finding(fault.code, fault.level, address=address, given=fault.given)
        placed.append((finding, tuple(rows)))
    return placed


def _names(part: Part, count: int) -> list[Placed]:
    """Tell of names of the file and its columns with characters that cannot be seen."""
    named = [("file", part.name), *(("column", label) for label in part.labels.values())]
    found: list[Placed] = []
    for what, text in dict.fromkeys(named):
        fault = invisible(text, "warning")
        if fault is not None:
            given = {**fault.given, "of": what}
            finding = Finding(
                fault.code, fault.level, address=Address(part.name or NONE), given=given
            )
            found.append((finding, tuple(range(count))))
    return found


def competing(
    table: T, keys: tuple[str, ...], code: str, variant: str = "", column: str | None = None
) -> list[Placed]:
    """Return a finding for each row that stands for the same as another one."""
    numbers = [_numbered(table.columns[name]) for name in keys]
    known = np.all([number >= 0 for number in numbers], axis=0)
    together = np.zeros(len(table), dtype=np.int64)
    for number in numbers:
        together = np.unique(together * (int(number.max(initial=0)) + 2) + number + 1,
                             return_inverse=True)[1].reshape(-1)  # fmt: skip
    counts = np.bincount(together, minlength=1)
    doubtful = np.flatnonzero(known & (counts[together] > 1))
    rows_of: dict[int, list[int]] = {}
    for row in doubtful.tolist():
        rows_of.setdefault(int(together[row]), []).append(row)
    placed: list[Placed] = []
    for rows in rows_of.values():
        variants = [table.columns[variant][row] if variant else "" for row in rows]
        # Of each variant the first two rows are enough to find another one for every row.
        first: dict[str, list[int]] = {}
        for row, own in zip(rows, variants, strict=True):
            same = first.setdefault(own, [])
            if len(same) < 2:
                same.append(row)
        if "" not in first and len(first) == len(rows):
            continue
        for row, own in zip(rows, variants, strict=True):
            fitting = [*first[own], *first.get("", ())] if own else rows[:2]
            others = [other for other in fitting if other != row]
            if others:
                placed.append((between(table, row, min(others), code, column), (row,)))
    return placed


def _numbered(cells_of: Array) -> Array:
    """Return a number for each distinct cell, -1 for an empty one."""
    known: dict[object, int] = {"": -1, 0: -1}
    return np.array(
        [known.setdefault(cell, len(known)) for cell in cells_of.tolist()], dtype=np.int64
    )


def between(
    table: T, row: int, other: int, code: str, column: str | None = None, /, **given: object
) -> Finding:
    """Return a finding on a row that names the line, or cell, of another row."""
    place = replace(table.address(other, column), column=None)
    return finding_in(table, row, column, code, **given, place=place)
