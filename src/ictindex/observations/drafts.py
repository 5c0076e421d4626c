"""Drafts: the rows of any table brought into one shape, nothing judged yet.

A tidy, long or wide table or an xarray object becomes columns of raw cells, each row with the
place it came from. The checks take it from here.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from ictindex.errors import UnusableFileError
from ictindex.observations.cells import Fault, is_missing, text_of, visible
from ictindex.observations.layouts import COLUMNS, OBLIGATORY, PROVENANCE, Layout
from ictindex.observations.tables import Table, hint, shortest


@dataclass(slots=True)
class Draft:
    """Raw observations.

    Parameters
    ----------
    cells : dict
        Cells by column of observations; a column that is absent is empty throughout.
    files, lines, columns : list
        Where the value of each row stands.
    labels : mapping
        What a column of observations is called in the file; ``""`` if it is not in the file.
    origins : dict
        The same for single cells: (row, column of observations) -> file column.
    marks : list
        Faults found while the rows were made: row, file column, fault.
    unread : tuple of str
        File columns that were not read.
    """

    cells: dict[str, list[object]]
    files: list[str]
    lines: list[int]
    columns: list[str]
    labels: Mapping[str, str] = field(default_factory=dict)
    origins: dict[tuple[int, str], str] = field(default_factory=dict)
    marks: list[tuple[int, str, Fault]] = field(default_factory=list)
    unread: tuple[str, ...] = ()

    def label(self, row: int, name: str) -> str:
        """Return the file column in which a cell stands."""
        if name == "value":
            return self.columns[row]
        return self.origins.get((row, name), self.labels.get(name, name))


def from_tidy(table: Table, constants: Mapping[str, str]) -> Draft:
    """Take a table whose columns have the names of observations.

    Raises
    ------
    UnusableFileError
        If a column has another name, or an obligatory one is absent.
    """
    for column in table.header:
        if column not in COLUMNS and column not in PROVENANCE:
            raise UnusableFileError(
                "table.unknown-column",
                file=table.name,
                column=visible(column),
                hint=hint(column, COLUMNS),
                allowed=COLUMNS,
            )
        if column in constants:
            raise UnusableFileError("table.constant-too", file=table.name, column=column)
    missing = [c for c in OBLIGATORY if c not in table.columns and c not in constants]
    if missing:
        raise UnusableFileError(
            "table.missing-columns", file=table.name, missing=missing, found=_shown(table.header)
        )
    count = len(table.lines)
    draft = Draft(
        {name: list(table.columns[name]) for name in COLUMNS if name in table.columns},
        [table.name] * count,
        list(table.lines),
        ["value"] * count,
    )
    for name, text in constants.items():
        draft.cells[name] = [text] * count
    draft.labels = dict.fromkeys(constants, "")
    _restore_provenance(draft, table)
    return draft


def _shown(header: Sequence[str]) -> list[str]:
    return [visible(name) for name in header[:40]]


def _restore_provenance(draft: Draft, table: Table) -> None:
    """Take over where the rows of an earlier table came from, cell by cell where it is said."""
    for row, cell in enumerate(table.columns.get("file", ())):
        draft.files[row] = text_of(cell) or draft.files[row]
    for row, cell in enumerate(table.columns.get("line", ())):
        said = text_of(cell)
        if said.isascii() and said.isdigit() and len(said) <= 9:
            draft.lines[row] = int(said)
    for row, cell in enumerate(table.columns.get("column", ())):
        draft.columns[row] = text_of(cell) or draft.columns[row]
    values = draft.cells["value"]
    for row, cell in enumerate(table.columns.get("written", ())):
        if is_missing(values[row]):
            values[row] = cell


def _absent(table: Table, layout: Layout) -> None:
    for column in layout.file_columns():
        if column not in table.columns:
            raise UnusableFileError(
                "table.no-column",
                file=table.name,
                column=visible(column),
                hint=hint(column, table.header),
                found=_shown(table.header),
            )


def _unread(table: Table, layout: Layout) -> tuple[str, ...]:
    read = set(layout.file_columns())
    return tuple(name for name in table.header if name not in read)


def _labels(layout: Layout) -> dict[str, str]:
    return {**dict.fromkeys(layout.constants, ""), **layout.of_rows}


def from_long(table: Table, layout: Layout) -> Draft:
    """Take a table that is tidy but for the names of its columns.

    Raises
    ------
    UnusableFileError
        If a column of the layout is not in the file.
    """
    _absent(table, layout)
    count = len(table.lines)
    cells = {name: list(table.columns[column]) for name, column in layout.of_rows.items()}
    for name, text in layout.constants.items():
        cells[name] = [text] * count
    value = layout.of_rows["value"]
    return Draft(
        cells,
        [table.name] * count,
        list(table.lines),
        [value] * count,
        _labels(layout),
        unread=_unread(table, layout),
    )


@dataclass(frozen=True, slots=True)
class _Place:
    """The columns of one indicator or node in a wide table."""

    id: str
    value: str | None
    score: str | None
    flag: str | None
    others: Mapping[str, str]


def _places(layout: Layout) -> list[_Place]:
    ids = list(layout.of_values)
    ids += [base for base, what in layout.of_cells if what == "score" and base not in ids]
    return [
        _Place(
            base,
            layout.of_values.get(base),
            layout.of_cells.get((base, "score")),
            layout.of_cells.get((base, "flag")),
            {
                what: column
                for (owner, what), column in layout.of_cells.items()
                if owner == base and what not in ("score", "flag")
            },
        )
        for base in ids
    ]


def from_wide(table: Table, layout: Layout) -> Draft:
    """Take a table with a column per indicator: one observation for each cell, empty ones too.

    A score is read where the indicator has no value in that row. What is said of a cell goes
    from the general to the particular: constants, columns of the row, columns of the cell, flag.

    Raises
    ------
    UnusableFileError
        If a column of the layout is not in the file.
    """
    _absent(table, layout)
    places = _places(layout)
    names = list(
        dict.fromkeys(
            [
                "economy", "indicator", "year", "value", "unit", *layout.of_rows,
                *layout.constants, *(what for place in places for what in place.others),
                *(name for meaning in layout.flags.values() for name in meaning),
            ]
        )
    )  # fmt: skip
    draft = Draft(
        {name: [] for name in names}, [], [], [], _labels(layout), unread=_unread(table, layout)
    )
    appends = {name: draft.cells[name].append for name in names}
    empty = dict.fromkeys(names, "")
    for row, line in enumerate(table.lines):
        general: dict[str, object] = {**empty, **layout.constants}
        for name, column in layout.of_rows.items():
            general[name] = table.columns[column][row]
        for place in places:
            value = "" if place.value is None else table.columns[place.value][row]
            score = "" if place.score is None else table.columns[place.score][row]
            by_score = is_missing(value) and not is_missing(score)
            if place.value is None and not by_score:
                continue  # a node without a score: nothing was expected here
            cell = dict(general)
            cell["indicator"] = place.id
            cell["value"] = score if by_score else value
            for what, column in place.others.items():
                if not is_missing(table.columns[column][row]):
                    cell[what] = table.columns[column][row]
                    draft.origins[len(draft.lines), what] = column
            if place.flag is not None:
                _apply_flag(draft, layout, cell, place.flag, table.columns[place.flag][row])
            if by_score:
                cell["unit"] = "score"
            for name, append in appends.items():
                append(cell[name])
            draft.files.append(table.name)
            draft.lines.append(line)
            draft.columns.append(str(place.score if by_score else place.value))
    return draft


def _apply_flag(
    draft: Draft, layout: Layout, cell: dict[str, object], column: str, flag: object
) -> None:
    text = text_of(flag)
    if text == "":
        return
    if text in layout.flags:
        cell.update(layout.flags[text])
        draft.origins.update({(len(draft.lines), what): column for what in layout.flags[text]})
    else:
        given: dict[str, object] = {
            "value": visible(text)[:80],
            "allowed": list(layout.flags) or ["\u2013"],
        }
        draft.marks.append((len(draft.lines), column, Fault("flag.unknown", given)))


def from_xarray(source: Any, renamed: Mapping[str, str], constants: Mapping[str, str]) -> Draft:
    """Take an xarray Dataset (a variable per indicator) or DataArray.

    Raises
    ------
    UnusableFileError
        If a dimension has no coordinate or the name of no column, or economy or year is absent.
    """
    is_set = hasattr(source, "data_vars")
    kind = "Dataset" if is_set else "DataArray"
    arrays = list(source.data_vars.items()) if is_set else [(source.name or "", source)]
    known = [str(name) for name in (*dict(arrays), *source.dims, *source.coords)]
    for name in renamed:
        if name not in known:
            raise UnusableFileError(
                "table.no-column", file=kind, column=name, hint=hint(name, known), found=known
            )
    draft = Draft({"value": [], "indicator": []}, [], [], [])
    for name, array in arrays:
        _append_array(draft, kind, renamed.get(str(name), str(name)), array, renamed, constants)
    if not draft.lines:
        raise UnusableFileError("table.no-rows", file=kind)
    return draft


def _append_array(
    draft: Draft,
    kind: str,
    indicator: str,
    array: Any,
    renamed: Mapping[str, str],
    constants: Mapping[str, str],
) -> None:
    fixed: dict[str, object] = dict(constants)
    for attribute in ("unit", "source"):
        if attribute in array.attrs:
            fixed.setdefault(attribute, array.attrs[attribute])
    dims = [renamed.get(str(dim), str(dim)) for dim in array.dims]
    for coordinate in array.coords:
        column = renamed.get(str(coordinate), str(coordinate))
        if array.coords[coordinate].ndim == 0 and column in COLUMNS:
            fixed.setdefault(column, array.coords[coordinate].values[()])
    for dim, column in zip(array.dims, dims, strict=True):
        if column not in COLUMNS or column == "value":
            raise UnusableFileError(
                "table.unknown-column",
                file=kind,
                column=visible(column),
                hint=hint(column, COLUMNS),
                allowed=COLUMNS,
            )
        if dim not in array.coords:
            raise UnusableFileError("array.no-coordinate", file=kind, column=str(dim))
        if column in constants:
            raise UnusableFileError("table.constant-too", file=kind, column=column)
    if "indicator" not in dims and indicator:
        fixed.setdefault("indicator", indicator)
    missing = [c for c in ("economy", "indicator", "year") if c not in dims and c not in fixed]
    if missing:
        raise UnusableFileError(
            "table.missing-columns", file=kind, missing=missing, found=_shown(dims)
        )
    values = array.values
    flat = shortest(values.ravel(), str(values.dtype)) or values.ravel().tolist()
    axes = [array.coords[dim].values.tolist() for dim in array.dims]
    start = len(draft.lines)
    count = len(flat)
    columns: dict[str, list[object]] = {
        name: [value] * count for name, value in fixed.items() if name != "value"
    }
    columns["value"] = list(flat)
    stride = count
    for column, axis in zip(dims, axes, strict=True):
        stride = stride // max(1, len(axis))
        repeated = [item for item in axis for _ in range(stride)]
        columns[column] = repeated * (count // max(1, len(repeated)))
    for name in {*draft.cells, *columns}:
        before = draft.cells.setdefault(name, [""] * start)
        before += columns.get(name, [""] * count)
    draft.files += [kind] * count
    draft.lines += [0] * count
    draft.columns += [indicator] * count
