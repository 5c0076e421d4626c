"""Rows of SDMX-CSV 2.0: a declared table by the structure of its dataflow.

The same text is valid as SDMX-CSV 2.1, which differs in what other actions mean. ``R`` replaces
what a recipient has, as a new edition does.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from ictindex.core.cell_escapes import escape_cell, quote_cell
from ictindex.core.errors import UsageError
from ictindex.core.tables.columns import Column
from ictindex.core.tables.csv_writer import write_cells
from ictindex.data.exchange.sdmx_model import (
    ATTRIBUTE,
    DECIMALS,
    DIMENSION,
    FREQUENCY,
    PERIOD,
    VALUE,
    Component,
    Dataflow,
)

LEAD = ("STRUCTURE", "STRUCTURE_ID", "ACTION")
KIND, ACTION, ANNUAL = "dataflow", "R", "A"
# Between the codes of a list: no code has a blank.
BETWEEN = " "
Texts = Mapping[str, Sequence[str]]


def cell_texts(columns: Mapping[str, Column], cells: Mapping[str, Sequence[Any]]) -> Texts:
    """Return the cells of columns as texts of a CSV file; codes of a list have blanks between."""
    return {
        name: _join_lists(cells[name])
        if column.form == "list"
        else write_cells(column, cells[name])
        for name, column in columns.items()
    }


def _join_lists(cells: Sequence[Any]) -> list[str]:
    return [quote_cell(escape_cell(BETWEEN.join(map(str, cell)))) for cell in cells]


def write_rows(flow: Dataflow, name: str, texts: Texts, period: str) -> str:
    """Return a table as a message; attributes without content are left out.

    ``name`` is the full name of the dataflow, ``period`` the time period of a table without years.
    """
    structure = flow.structure
    blocks = list(_blocks(flow, texts, period))
    written = [
        component
        for component in structure.components
        if component.role != ATTRIBUTE or any(any(block[component.concept]) for block in blocks)
    ]
    lines = [",".join((*LEAD, *(component.concept for component in written)))]
    lead = ",".join((KIND, quote_cell(name), ACTION))
    # The figures of a row stay together, in the order of their codes.
    rows = zip(
        *(zip(*(block[part.concept] for part in written), strict=True) for block in blocks),
        strict=True,
    )
    lines += [",".join((lead, *row)) for several in rows for row in several]
    if len(lines) == 1:
        raise UsageError("observations.nothing-to-write")
    return "\n".join(lines) + "\n"


def _blocks(flow: Dataflow, texts: Texts, period: str) -> Iterator[dict[str, Sequence[str]]]:
    """Yield, for each figure of the rows, the cells of all components by their concepts."""
    structure = flow.structure
    count = len(texts[structure.figures[0]])
    common = {
        component.concept: _code_cells(component, texts.get(component.column, ("",) * count))
        for component in structure.components
        if component.column
    }
    common[FREQUENCY] = (ANNUAL,) * count
    common.setdefault(PERIOD, (period,) * count)
    for figure in structure.figures:
        values = texts[figure]
        own = {VALUE: values, DECIMALS: _count_decimals(values)}
        if structure.over:
            codes = next(
                part.codes for part in structure.components if part.concept == structure.over
            )
            code = figure if codes is None else codes.ids().get(figure, figure)
            own[structure.over] = (code,) * count
        yield common | own


def _code_cells(component: Component, cells: Sequence[str]) -> Sequence[str]:
    """Return cells with the ids of SDMX for our codes, and the sign of an empty one in the key."""
    codes = {} if component.codes is None else component.codes.ids()
    codes.pop("", None)
    if component.role == DIMENSION:
        codes[""] = component.empty
    changed = {cell: codes[cell] for cell in set(cells) & codes.keys() if codes[cell] != cell}
    return [changed.get(cell, cell) for cell in cells] if changed else cells


def _count_decimals(values: Sequence[str]) -> list[str]:
    """Return the digits after the point of each value, for readers that drop zeros."""
    return [
        str(len(value.partition(".")[2])) if value.replace(".", "").lstrip("-").isdigit() else ""
        for value in values
    ]
