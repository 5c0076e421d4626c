"""Drafts: the rows of any table in one shape, each with its address, not yet checked."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import field
from decimal import Decimal
from typing import TypeVar

from ictindex.core.data_classes import dataclass
from ictindex.core.decimals import parse_exponent
from ictindex.core.errors import NumberSyntaxError, UnusableFileError
from ictindex.data.cell_text import Fault, is_missing, number_of, text_of, visible
from ictindex.data.io.csv import RawTable, no_column, unknown_column
from ictindex.data.io.files import Bounds, refuse_figures
from ictindex.data.io.layouts import COLUMNS, OBLIGATORY, PROVENANCE, Layout
from ictindex.language.findings import Address, Finding

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Figures:
    """Further contents of a file of values: the scores of an edition, and groups of economies."""

    rows: tuple[tuple[object, object, object, object, Address], ...]
    groupings: Mapping[str, Mapping[str, str]]


@dataclass(slots=True)
class Draft:
    """Raw observations, not yet checked."""

    cells: dict[str, list[object]]
    files: list[str]
    lines: list[int]
    columns: list[str]
    labels: Mapping[str, str] = field(default_factory=dict)
    origins: dict[tuple[int, str], str] = field(default_factory=dict)
    marks: list[tuple[int, str, Fault]] = field(default_factory=list)
    unread: tuple[str, ...] = ()
    written: dict[int, str] = field(default_factory=dict)
    decimal: str = "."
    letters: Mapping[tuple[str, str], str] = field(default_factory=dict)
    sources: Mapping[str, str] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)
    figures: Mapping[int, Figures] = field(default_factory=dict)

    def label(self, row: int, name: str) -> str:
        """Return the file column of a cell."""
        if name == "value":
            return self.columns[row]
        return self.origins.get((row, name), self.labels.get(name, name))

    def line_of(self, row: int) -> tuple[str, int]:
        """Return the file and the line of the value of a row."""
        return self.files[row], self.lines[row]


def from_tidy(
    table: RawTable, constants: Mapping[str, str], decimal: str = ".", *, is_frame: bool = False
) -> Draft:
    """Make a draft from a table whose columns have the names of observations."""
    # Only a data frame may state the origin of its rows: a file is itself their origin.
    for column in table.header:
        if column not in COLUMNS and not (is_frame and column in PROVENANCE):
            raise unknown_column(table.name, column, COLUMNS)
        if column in constants:
            raise UnusableFileError("table.constant-too", file=table.name, column=column)
    missing = [c for c in OBLIGATORY if c not in table.columns and c not in constants]
    if missing:
        raise UnusableFileError(
            "table.missing-columns",
            file=table.name,
            missing=missing,
            found=_show_header(table.header),
        )
    count = len(table.lines)
    draft = Draft(
        {name: _list_cells(table.columns[name]) for name in COLUMNS if name in table.columns},
        [table.name] * count,
        _list_cells(table.lines),
        ["value"] * count,
    )
    for name, text in constants.items():
        draft.cells[name] = [text] * count
    draft.labels = dict.fromkeys(constants, "")
    draft.decimal = decimal
    if "written" in table.columns:
        _restore_provenance(draft, table)
    else:
        draft.unread = tuple(column for column in table.header if column in PROVENANCE)
    return draft


def _show_header(header: Sequence[str]) -> list[str]:
    return [visible(name) for name in header[:40]]


def _list_cells(cells: Sequence[T]) -> list[T]:
    """Return cells as a list; the list of a table is never changed."""
    return cells if isinstance(cells, list) else list(cells)


def _restore_provenance(draft: Draft, table: RawTable) -> None:
    """Keep the origin of the values of an earlier table, as far as the values are unchanged."""
    # A value that was changed or emptied in the frame is no longer the value of its original file.
    values = list(draft.cells["value"])
    count = len(values)
    files, lines, columns = list(draft.files), list(draft.lines), list(draft.columns)
    earlier = [table.columns.get(name, ("",) * count) for name in ("file", "line", "column")]
    for row, cell in enumerate(table.columns["written"]):
        written = text_of(cell)
        if not _is_as_written(values[row], written, draft.decimal):
            continue
        if written:
            # A text that is not a number is checked again; a number keeps its decimals.
            if is_missing(values[row]):
                values[row] = written
            draft.written[row] = written
        file, line, column = (text_of(cells[row]) for cells in earlier)
        files[row] = file or files[row]
        if line.isascii() and line.isdigit() and len(line) <= 9:
            lines[row] = int(line)
        columns[row] = column or columns[row]
    draft.cells["value"] = values
    draft.files, draft.lines, draft.columns = files, lines, columns


def _is_as_written(value: object, written: str, decimal: str) -> bool:
    if is_missing(value):
        # Empty next to a valid number: somebody emptied it.
        return written == "" or isinstance(number_of(written, decimal), Fault)
    if isinstance(value, str) and value == written:
        return True
    number = number_of(value, decimal)
    readings = (number_of(written), number_of(written, ","), _with_exponent(written))
    return isinstance(number, Decimal) and number in readings


def _with_exponent(written: str) -> Decimal | None:
    """Return the number that a publisher wrote with an exponent (World Bank, SDMX)."""
    try:
        return parse_exponent(written.replace(",", "."))
    except NumberSyntaxError:
        return None


def _absent(table: RawTable, layout: Layout) -> None:
    for column in layout.file_columns():
        if column not in table.columns:
            raise no_column(table.name, column, table.header)


def _unread(table: RawTable, layout: Layout) -> tuple[str, ...]:
    read = set(layout.file_columns())
    return tuple(name for name in table.header if name not in read)


def _labels(layout: Layout) -> dict[str, str]:
    return {**dict.fromkeys(layout.constants, ""), **layout.of_rows}


def from_long(table: RawTable, layout: Layout) -> Draft:
    """Make a draft from a table that is tidy except for the names of its columns."""
    _absent(table, layout)
    count = len(table.lines)
    cells = {name: _list_cells(table.columns[column]) for name, column in layout.of_rows.items()}
    for name, text in layout.constants.items():
        cells[name] = [text] * count
    value = layout.of_rows["value"]
    return Draft(
        cells,
        [table.name] * count,
        _list_cells(table.lines),
        [value] * count,
        _labels(layout),
        unread=_unread(table, layout),
    )


@dataclass(frozen=True, slots=True)
class _Target:
    """The columns of one indicator or node in a wide table."""

    id: str
    value: str | None
    score: str | None
    flag: str | None
    others: Mapping[str, str]

    @property
    def remarks(self) -> tuple[str, ...]:
        """The columns with statements about the value."""
        return (*self.others.values(), *(() if self.flag is None else (self.flag,)))


def _targets(layout: Layout) -> list[_Target]:
    ids = list(layout.of_values)
    ids += [base for base, what in layout.of_cells if what == "score" and base not in ids]
    return [
        _Target(
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


def from_wide(table: RawTable, layout: Layout, bounds: Bounds | None = None) -> Draft:
    """Make a draft from a table with a column per indicator: an observation for each cell."""
    # Empty cells become observations too. A score is read if the indicator has no value in that
    # row. Statements apply in this order, from general to particular: constants, columns of the
    # row, columns of the cell, flag.
    _absent(table, layout)
    targets = _targets(layout)
    names = list(
        dict.fromkeys(
            [
                "economy",
                "indicator",
                "year",
                "value",
                "unit",
                *layout.of_rows,
                *layout.constants,
                *(what for target in targets for what in target.others),
                *(name for meaning in layout.flags.values() for name in meaning),
            ]
        )
    )
    draft = Draft(
        {name: [] for name in names}, [], [], [], _labels(layout), unread=_unread(table, layout)
    )
    appends = {name: draft.cells[name].append for name in names}
    empty = dict.fromkeys(names, "")
    for row, line in enumerate(table.lines):
        general: dict[str, object] = {**empty, **layout.constants}
        for name, column in layout.of_rows.items():
            general[name] = table.columns[column][row]
        for target in targets:
            value = "" if target.value is None else table.columns[target.value][row]
            score = "" if target.score is None else table.columns[target.score][row]
            by_score = is_missing(value) and not is_missing(score)
            if target.value is None and not by_score:
                continue  # a node without a score: no value is expected here
            if table.sha256:  # only for a file; a table in memory may be larger
                refuse_figures(table.name, len(draft.lines) + 1, bounds)
            cell = general | {"indicator": target.id, "value": score if by_score else value}
            _apply_columns(
                draft,
                layout,
                cell,
                target,
                {column: table.columns[column][row] for column in target.remarks},
            )
            if by_score:
                cell["unit"] = "score"
            for name, append in appends.items():
                append(cell[name])
            draft.files.append(table.name)
            draft.lines.append(line)
            draft.columns.append(str(target.score if by_score else target.value))
    return draft


def _apply_columns(
    draft: Draft,
    layout: Layout,
    cell: dict[str, object],
    target: _Target,
    raw: Mapping[str, object],
) -> None:
    """Apply the statements of the columns next to a value, the flag last."""
    for what, column in target.others.items():
        if not is_missing(raw[column]):
            cell[what] = raw[column]
            draft.origins[len(draft.lines), what] = column
    if target.flag is not None:
        _apply_flag(draft, layout, cell, target.flag, raw[target.flag])


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
        details: dict[str, object] = {
            "value": visible(text)[:80],
            "allowed": list(layout.flags) or ["\u2013"],
        }
        draft.marks.append((len(draft.lines), column, Fault("flag.unknown", details)))
