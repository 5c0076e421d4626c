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
from ictindex.data.io.csv import RawTable, unknown_column
from ictindex.data.io.observation_columns import COLUMNS, OBLIGATORY, PROVENANCE
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
        {name: list_cells(table.columns[name]) for name in COLUMNS if name in table.columns},
        [table.name] * count,
        list_cells(table.lines),
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


def list_cells(cells: Sequence[T]) -> list[T]:
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
