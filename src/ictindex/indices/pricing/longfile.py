"""The columns of a long file of basket prices: by their names, or as the call says."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from ictindex.errors import UnusableFileError, UsageError
from ictindex.observations import layouts
from ictindex.observations.cells import text_of, visible
from ictindex.observations.tables import Table, hint, no_column, unknown_column

COLUMNS = ("economy", "basket", "year", "value", "measure", "status", "source")
OBLIGATORY = ("economy", "basket", "year", "value")
CONSTANTS = tuple(column for column in COLUMNS if column != "value")


@dataclass(frozen=True, slots=True)
class Draft:
    """Cells by column, with the column of the file that each came from."""

    table: Table
    cells: Mapping[str, Sequence[object]]
    labels: Mapping[str, str]
    unread: tuple[str, ...]

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
