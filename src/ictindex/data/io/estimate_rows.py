"""Drafts of estimates: shares in percent, the codes of domains, and what a program says of them."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from decimal import Decimal

from ictindex.core import decimals
from ictindex.core.errors import UnusableFileError
from ictindex.data.cell_text import Fault, is_missing, number_of, text_of, visible
from ictindex.data.io.csv import RawTable
from ictindex.data.io.csv_dialects import dialect_of
from ictindex.data.io.estimate_forms import MISSING, Estimate, list_estimates
from ictindex.data.io.estimate_layouts import FRACTION, Estimates
from ictindex.data.io.files import Bounds, refuse_figures
from ictindex.data.io.layouts import Layout
from ictindex.data.io.publisher import with_exponent
from ictindex.data.io.raw_rows import Draft
from ictindex.definitions import catalogue

# Shares, and what has the unit of its share.
_SCALED = ("value", "standard_error", "lower_bound", "upper_bound")
_BOUNDS = ("lower_bound", "upper_bound")
# Stars of significance behind a figure, or an error in brackets.
_MARKED = re.compile(r"\s*(?:[-0-9.,]+\s*\*+|[(\[]\s*[-0-9.,]+\s*[)\]])\s*")
_CANNOT_EXIST = "M"  # of CL_OBS_STATUS


def recode(table: RawTable, layout: Layout) -> RawTable:
    """Replace the labels of columns by the codes that a layout has for them."""
    columns = dict(table.columns)
    for name, codes in layout.codes.items():
        if name in columns:
            code_of = _coder(table.name, name, codes)
            columns[name] = [code_of(cell) for cell in columns[name]]
    return replace(table, columns=columns) if layout.codes else table


def _coder(file: str, column: str, codes: Mapping[str, str]) -> Callable[[object], object]:
    """Return the function of a label of a column: its code; a label without one is refused."""

    def code_of(cell: object) -> object:
        text = text_of(cell)
        if text and text not in codes:
            raise UnusableFileError(
                "layout.no-code",
                file=visible(file),
                column=visible(column),
                value=visible(text)[:80],
                allowed=tuple(codes),
            )
        return codes.get(text, cell)

    return code_of


def draft_of(table: RawTable, layout: Layout, stated: Estimates, bounds: Bounds) -> Draft:
    """Make a draft from a table of a program: a row for each estimate that the layout names."""
    estimates, read = list_estimates(table, layout, stated)
    of_figures = dict.fromkeys(name for estimate in estimates for name in estimate.figures)
    constants = {**layout.constants, **_state_program(stated)}
    if "confidence_level" not in constants and any(name in of_figures for name in _BOUNDS):
        raise UnusableFileError("layout.no-level", file=layout.name)
    decimal = dialect_of(layout.dialect, table.name).decimal
    coders = {of: _coder(table.name, of, codes) for of, codes in layout.codes.items()}
    names = ["economy", "indicator", "year", "value", *layout.of_rows, *constants, "status"]
    names += [*of_figures, *(name for texts in stated.groups.values() for name in texts)]
    cells: dict[str, list[object]] = {name: [] for name in dict.fromkeys(names)}
    labels = {**dict.fromkeys(constants, ""), **layout.of_rows}
    unread = tuple(name for name in table.header if name not in read)
    draft = Draft(cells, [], [], [], labels, unread=unread)
    for row, estimate in enumerate(estimates):
        refuse_figures(table.name, row + 1, bounds)
        cell: dict[str, object] = {**dict.fromkeys(cells, ""), **constants}
        for name, column in layout.of_rows.items():
            label = estimate.domain[column]
            cell[name] = coders[column](label) if column in coders else label
        cell |= stated.groups.get(estimate.group, {})
        cell["indicator"] = indicator = stated.variables[estimate.variable]
        _refuse_marks(table, estimate)
        _apply_figures(draft, cell, estimate, decimal, is_scaled(stated, indicator))
        for name, column_cells in cells.items():
            column_cells.append(cell[name])
        draft.files.append(table.name)
        draft.lines.append(estimate.figures["value"].line)
        draft.columns.append(estimate.figures["value"].column)
    return draft


def _state_program(stated: Estimates) -> dict[str, str]:
    own = {"confidence_level": stated.level, "made_by": stated.made_by}
    return {name: text for name, text in own.items() if text}


def is_scaled(stated: Estimates, indicator: str) -> bool:
    """Tell whether the figures of an indicator are fractions of a share in percent."""
    definition = catalogue.indicators().get(catalogue.indicator_id(indicator) or indicator)
    return stated.share == FRACTION and definition is not None and definition.unit == "percent"


def _apply_figures(
    draft: Draft,
    cell: dict[str, object],
    estimate: Estimate,
    decimal: str,
    scaled: bool,
) -> None:
    """Set the figures of an estimate; there are none of a group to which nobody belongs."""
    row = len(draft.lines)
    if estimate.beyond:
        cell["status"] = _CANNOT_EXIST
        details = {
            "group": visible(estimate.group)[:80],
            "variable": visible(estimate.variable)[:80],
        }
        fault = Fault("layout.nobody-asked", {**details}, "information")
        draft.marks.append((row, estimate.figures["value"].column, fault))
        return
    for name, (raw, _, column) in estimate.figures.items():
        draft.origins[row, name] = column
        if text_of(raw) in MISSING:
            continue
        cell[name], written = _read_figure(raw, decimal, scaled and name in _SCALED)
        if name == "value" and written:
            draft.written[row] = written


def _refuse_marks(table: RawTable, estimate: Estimate) -> None:
    """Refuse a table that was made to be read by people: its figures are rounded as well."""
    for raw, line, column in estimate.figures.values():
        if isinstance(raw, str) and _MARKED.fullmatch(raw):
            raise UnusableFileError(
                "layout.marks",
                file=visible(table.name),
                line=str(line),
                column=visible(column),
                value=visible(raw)[:80],
            )


def convert_shares(draft: Draft, stated: Estimates, decimal: str) -> None:
    """Bring the shares of a table with columns of its own into percent, with their precision."""
    for name, text in _state_program(stated).items():
        if name not in draft.cells:
            draft.cells[name] = [text] * len(draft.lines)
    names = [name for name in _SCALED if name in draft.cells]
    for name in names:
        draft.cells[name] = list(draft.cells[name])
    for row, indicator in enumerate(draft.cells["indicator"]):
        if not is_scaled(stated, text_of(indicator)):
            continue
        for name in names:
            cells = draft.cells[name]
            cells[row], written = _read_figure(cells[row], decimal, True)
            if name == "value" and written:
                draft.written[row] = written


def _read_figure(raw: object, decimal: str, scaled: bool) -> tuple[object, str]:
    """Return a figure, with an exponent or as a fraction, as a decimal, and how it was written."""
    # The digits stay: 0.40337743041112 becomes 40.337743041112, written 0.40337743041112e2.
    if is_missing(raw):
        return "", ""
    number, written = with_exponent(raw, decimal) if isinstance(raw, str) else (raw, "")
    plain = number_of(number, decimal)
    if not scaled or isinstance(plain, Fault):  # the checks report the fault
        return number, written
    with decimals.exact():
        percent = Decimal(format(plain.scaleb(2), "f"))
    return percent, f"{format(plain, 'f')}e2"
