"""Reader of SDMX-CSV messages of the tables that are exchanged: each into its declared table."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType
from typing import Any, cast

from ictindex.core.declared_tables import table_schema
from ictindex.core.errors import UnusableFileError
from ictindex.core.tables.columns import Column, Schema
from ictindex.core.tables.frame_writer import write_frame
from ictindex.core.tables.table import Table
from ictindex.data.cell_text import Fault, number_of, visible
from ictindex.data.economics import Economics
from ictindex.data.exchange import sdmx_model
from ictindex.data.exchange.sdmx_model import (
    DIMENSION,
    MEASURE,
    TIME,
    VALUE,
    Component,
    Dataflow,
)
from ictindex.data.exchange.sdmx_rows import BETWEEN, KIND, LEAD
from ictindex.data.io.csv import RawTable, read_csv
from ictindex.data.io.publisher import not_of_form
from ictindex.data.io.sdmx_csv import FORM, message_bounds
from ictindex.data.io.table_sources import FileSource, require_content
from ictindex.data.observation_reader import read_observations
from ictindex.data.prices import Prices
from ictindex.data.tables.table_reader import read

_NAME = re.compile(r"[^:]*:([A-Za-z0-9_@$-]+)\([0-9.]+\)", re.ASCII)
_WHOLE = re.compile(r"-?[0-9]+", re.ASCII)
_YES_NO = {"true": True, "false": False}
_SENT: Mapping[str, type[Prices] | type[Economics]] = MappingProxyType(
    {"prices": Prices, "economics": Economics}
)


def read_message(source: FileSource) -> Any:
    """Read a message by the dataflow that it names; see ``read_sdmx_csv``."""
    content = require_content(source)
    raw = read_csv(content, bounds=message_bounds())
    flow = _flow_of(raw)
    if flow.structure.table == "observations":
        return read_observations(content.data, name=content.name, form="sdmx-csv")
    columns = _components(raw, flow)
    kind = _SENT.get(flow.structure.table)
    if kind is not None:
        cells = {c.concept: _own_codes(c, _texts(raw, c.concept)) for c in columns}
        named = {c.concept: _column_of(c, flow) for c in columns if _column_of(c, flow)}
        return read(kind, replace(raw, columns=cells), named, None, None, None, None, None)
    table = read_table(raw, flow)
    exact = {name: {"exact": True} for name, c in table.schema.columns.items() if c.is_number}
    shown = Table(table.schema.rewrite(**exact), table.cells, table.facts)
    return write_frame(shown, {"dataflow": flow.id, **_time_of(raw, flow)})


def _texts(raw: RawTable, concept: str) -> Sequence[str]:
    return cast("Sequence[str]", raw.columns[concept])  # of a CSV file


def _flow_of(raw: RawTable) -> Dataflow:
    """Return the dataflow that a message names; refuse other files, and other dataflows."""
    if raw.header[: len(LEAD)] != LEAD or set(raw.columns["STRUCTURE"]) != {KIND}:
        raise not_of_form(raw.name, FORM, LEAD, raw.header)
    names = set(_texts(raw, "STRUCTURE_ID"))
    named = {match[1] for match in map(_NAME.fullmatch, names) if match}
    allowed = sdmx_model.dataflow_ids()
    if len(names) != 1 or not named <= {*allowed} or not named:
        raise UnusableFileError(
            "sdmx.other-dataflow",
            file=visible(raw.name),
            dataflow=visible(min(names))[:80],
            allowed=allowed,
        )
    return sdmx_model.dataflow(named.pop())


def _components(raw: RawTable, flow: Dataflow) -> list[Component]:
    """Return the components that a message has; refuse other columns and absent dimensions."""
    by_concept = {component.concept: component for component in flow.structure.components}
    for column in raw.header[len(LEAD) :]:
        if column not in by_concept:
            raise UnusableFileError(
                "sdmx.unknown-concept",
                file=visible(raw.name),
                column=visible(column),
                allowed=tuple(by_concept),
            )
    needed = [c.concept for c in flow.structure.select_components(DIMENSION, TIME, MEASURE)]
    missing = [concept for concept in needed if concept not in raw.columns]
    if missing:
        raise not_of_form(raw.name, FORM, missing, raw.header)
    return [by_concept[column] for column in raw.header[len(LEAD) :]]


def _column_of(component: Component, flow: Dataflow) -> str:
    """Return the column of a table that a component is; empty if it is none."""
    figures = flow.structure.figures
    return figures[0] if component.concept == VALUE and len(figures) == 1 else component.column


def _own_codes(component: Component, cells: Sequence[str]) -> list[str]:
    """Return cells with our codes for the ids of SDMX."""
    codes = {} if component.codes is None else {c.id: c.value for c in component.codes.codes}
    if component.role == DIMENSION and component.empty:
        codes[component.empty] = ""
    return [codes.get(cell, cell) for cell in cells]


def _time_of(raw: RawTable, flow: Dataflow) -> dict[str, object]:
    """Return the fact that is the time period of all rows, where the table has no years."""
    periods = set(_texts(raw, sdmx_model.PERIOD))
    if not flow.structure.time or len(periods) != 1:
        return {}
    return {flow.structure.time: _read_cell("integer", periods.pop())}


def read_table(raw: RawTable, flow: Dataflow) -> Table:
    """Return the table of a result from its message, with the cells as they were written."""
    structure = flow.structure
    declared = table_schema(structure.table)
    names = [column.name for column in declared.data_columns()]
    schema = Schema(declared.name, declared.only(*names).columns, declared.key)
    columns = _components(raw, flow)
    cells = {
        _column_of(c, flow): _read_cells(raw, c, schema.columns[_column_of(c, flow)])
        for c in columns
        if _column_of(c, flow)
    }
    if structure.over:
        cells = _gather(raw, flow, schema, cells)
    count = len(next(iter(cells.values())))
    # A column that only some results have is there if its message has it.
    facts: dict[str, object] = {
        column.data: column.name in cells
        for column in schema.columns.values()
        if isinstance(column.data, str)
    }
    empty = {name: (_read_cell(c.form, ""),) * count for name, c in schema.columns.items()}
    return Table(schema, {name: cells.get(name, empty[name]) for name in names}, facts)


def _read_cells(raw: RawTable, component: Component, column: Column) -> list[Any]:
    """Return the cells of a component in the type of its column."""
    cells = _own_codes(component, _texts(raw, component.concept))
    by_text = {}
    for line, cell in zip(raw.lines, cells, strict=True):
        if cell in by_text:
            continue
        try:
            by_text[cell] = _read_cell(column.form, cell)
        except ValueError as error:
            raise UnusableFileError(
                "sdmx.cell",
                file=visible(raw.name),
                line=str(line),
                column=component.concept,
                value=visible(cell)[:80],
            ) from error
    return [by_text[cell] for cell in cells]


def _gather(
    raw: RawTable, flow: Dataflow, schema: Schema, cells: Mapping[str, Sequence[Any]]
) -> dict[str, list[Any]]:
    """Return a row for each key from one for each figure."""
    structure = flow.structure
    over = next(part for part in structure.components if part.concept == structure.over)
    figures = _own_codes(over, _texts(raw, structure.over))
    value = next(part for part in structure.components if part.concept == VALUE)
    values = _read_cells(raw, value, schema.columns[structure.figures[0]])
    keys = list(zip(*(cells[name] for name in schema.key), strict=True))
    first = {key: row for row, key in reversed(list(enumerate(keys)))}
    rows = sorted(first.values())
    whole = {name: [column[row] for row in rows] for name, column in cells.items()}
    by_figure = dict(zip(zip(keys, figures, strict=True), values, strict=True))
    for figure in structure.figures:
        whole[figure] = [by_figure.get((keys[row], figure)) for row in rows]
    return whole


def _read_cell(form: str, cell: str) -> Any:
    """Return a cell in the type of its form."""
    return _READERS[form](cell) if cell or form in ("string", "list") else None


def _read_decimal(cell: str) -> Any:
    number = number_of(cell)
    if isinstance(number, Fault):
        raise ValueError(cell)
    return number


def _read_whole(cell: str) -> int:
    if not _WHOLE.fullmatch(cell):
        raise ValueError(cell)
    return int(cell)


def _read_answer(cell: str) -> bool:
    if cell not in _YES_NO:
        raise ValueError(cell)
    return _YES_NO[cell]


_READERS: Mapping[str, Callable[[str], Any]] = MappingProxyType(
    {
        "string": str,
        "list": lambda cell: tuple(cell.split(BETWEEN)) if cell else (),
        "decimal": _read_decimal,
        "number": float,
        "integer": _read_whole,
        "boolean": _read_answer,
        "date": dt.date.fromisoformat,
    }
)
