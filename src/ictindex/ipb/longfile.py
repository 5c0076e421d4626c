"""The columns of a file of basket prices: by their names, or as the call says.

A long file has a row for each price. A wide one is what a result writes: a row for each basket
with a column for each measure; it is read measure by measure.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from ictindex import catalogue
from ictindex.core.errors import UnusableFileError, UsageError
from ictindex.data.cell_text import text_of, visible
from ictindex.data.io import layouts
from ictindex.data.io.csv import Table, hint, no_column, unknown_column
from ictindex.results import result_kind

COLUMNS = ("economy", "basket", "year", "value", "measure", "status", "source", result_kind.COLUMN)
OBLIGATORY = ("economy", "basket", "year", "value")
# Besides the measures, columns of a wide file; what is not a column of prices stays unread.
_WIDE = ("economy", "basket", "definition", "year", "status", "source", result_kind.COLUMN)
_UNREAD = ("currency", "flags", "operator", "plan", "note")
CONSTANTS = tuple(column for column in COLUMNS if column != "value")


@dataclass(frozen=True, slots=True)
class Draft:
    """Cells by column, with the column of the file that each came from."""

    table: Table
    cells: Mapping[str, Sequence[object]]
    labels: Mapping[str, str]
    unread: tuple[str, ...]
    computed: bool = False

    @property
    def name(self) -> str:
        """Name of the file."""
        return self.table.name

    @property
    def lines(self) -> Sequence[int]:
        """Line of each row."""
        return self.table.lines


def draft_of(table: Table, columns: Mapping[str, str] | None, fixed: Mapping[str, str]) -> Draft:
    """Take the columns of a table that are prices, by their names or as the call says."""
    labels: dict[str, str] = {}
    if columns is None:
        for column in table.header:
            if column not in COLUMNS:
                raise unknown_column(table.name, column, COLUMNS)
            labels[column] = column
    else:
        for label, target in columns.items():
            column, text = text_of(label), text_of(target)
            if text not in COLUMNS:
                raise layouts.unknown_target("columns", column, text, hint(text, COLUMNS), COLUMNS)
            if column not in table.columns:
                raise no_column(table.name, column, table.header)
            if text in labels:
                raise UsageError(
                    "layout.target-twice",
                    file="columns", target=text, first=labels[text], second=column,
                )  # fmt: skip
            labels[text] = column
        # What has its own name already needs no mention.
        for column in table.header:
            if column in COLUMNS and column not in labels and column not in labels.values():
                labels[column] = column
    for name in fixed:
        if name in labels:
            raise UnusableFileError("table.constant-too", file=table.name, column=labels[name])
    missing = [name for name in OBLIGATORY if name not in labels and name not in fixed]
    if missing:
        raise UnusableFileError(
            "table.missing-columns",
            file=table.name,
            missing=missing,
            found=[visible(name) for name in table.header],
        )
    count = len(table.lines)
    cells: dict[str, Sequence[object]] = {name: [text] * count for name, text in fixed.items()}
    cells |= {name: table.columns[column] for name, column in labels.items()}
    read = set(labels.values())
    unread = tuple(column for column in table.header if column not in read)
    return Draft(table, cells, labels, unread)


def measures_of(
    table: Table, columns: Mapping[str, str] | None, fixed: Mapping[str, str]
) -> tuple[str, ...]:
    """Return the measures that are columns of a wide file; none where a file is long."""
    if columns is not None or {"value", "measure"} & {*table.header, *fixed}:
        return ()
    return tuple(measure for measure in catalogue.measures() if measure in table.header)


def wide_draft(table: Table, measure: str, fixed: Mapping[str, str]) -> Draft:
    """Take one measure of a wide file as the prices of a long one.

    The definition says which basket a row is, where its cell is filled in.
    """
    measures = catalogue.measures()
    for column in table.header:
        if column not in (*_WIDE, *_UNREAD, *measures):
            raise unknown_column(table.name, column, (*_WIDE, *measures))
    named = [name for name in _WIDE if name in table.columns and name != "definition"]
    mapping = {name: name for name in named} | {measure: "value"}
    draft = draft_of(table, mapping, {**fixed, "measure": measure})
    cells = dict(draft.cells)
    if "definition" in table.columns and "basket" in cells:
        pairs = zip(cells["basket"], table.columns["definition"], strict=True)
        cells["basket"] = [_definition(basket, stated) for basket, stated in pairs]
    unread = tuple(name for name in table.header if name in _UNREAD)
    return replace(draft, cells=cells, unread=unread, computed=True)


def _definition(basket: object, stated: object) -> object:
    """Return the definition that a row states, unless it is one of another basket."""
    found = catalogue.definition_of(text_of(stated))
    if found is None:
        return stated if text_of(stated) else basket
    own = catalogue.basket_definitions()[found[0]].basket
    # A basket that has another definition is told by its own words, as one that lacks it.
    return stated if own == text_of(basket) else basket
