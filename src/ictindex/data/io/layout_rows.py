"""Drafts of tables with a layout: other names of columns, or a column for each indicator."""

from __future__ import annotations

from collections.abc import Mapping

from ictindex.core.data_classes import dataclass
from ictindex.data.cell_text import Fault, is_missing, text_of, visible
from ictindex.data.io import estimate_rows
from ictindex.data.io.csv import RawTable, no_column
from ictindex.data.io.csv_dialects import dialect_of
from ictindex.data.io.files import Bounds, bounds_of, refuse_figures
from ictindex.data.io.layouts import Layout
from ictindex.data.io.raw_rows import Draft, list_cells


def from_layout(table: RawTable, layout: Layout, limit: int | None = None) -> Draft:
    """Make a draft from a table with a layout: of a row for each value, or a column for each."""
    stated, bounds = layout.estimates, bounds_of(limit)
    if stated is not None and stated.form:
        return estimate_rows.draft_of(table, layout, stated, bounds)
    table = estimate_rows.recode(table, layout)
    draft = _from_wide(table, layout, bounds) if layout.is_wide else _from_long(table, layout)
    if stated is not None:
        decimal = dialect_of(layout.dialect, table.name).decimal
        estimate_rows.convert_shares(draft, stated, decimal)
    return draft


def _absent(table: RawTable, layout: Layout) -> None:
    for column in layout.file_columns():
        if column not in table.columns:
            raise no_column(table.name, column, table.header)


def _unread(table: RawTable, layout: Layout) -> tuple[str, ...]:
    read = set(layout.file_columns())
    return tuple(name for name in table.header if name not in read)


def _labels(layout: Layout) -> dict[str, str]:
    return {**dict.fromkeys(layout.constants, ""), **layout.of_rows}


def _from_long(table: RawTable, layout: Layout) -> Draft:
    """Make a draft from a table that is tidy except for the names of its columns."""
    _absent(table, layout)
    count = len(table.lines)
    cells = {name: list_cells(table.columns[column]) for name, column in layout.of_rows.items()}
    for name, text in layout.constants.items():
        cells[name] = [text] * count
    value = layout.of_rows["value"]
    return Draft(
        cells,
        [table.name] * count,
        list_cells(table.lines),
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


def _from_wide(table: RawTable, layout: Layout, bounds: Bounds | None = None) -> Draft:
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
