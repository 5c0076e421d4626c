"""SDMX-CSV 1.0 and 2.0: observations as statistical offices exchange them.

An unlisted column may be a dimension: it must contain totals only, or the caller must state it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from decimal import Decimal

from ictindex.core import decimals
from ictindex.core.data_classes import dataclass
from ictindex.core.errors import NumberSyntaxError, UnusableFileError, UsageError
from ictindex.data.cell_text import Fault, number_of, text_of, visible
from ictindex.data.io.csv import RawTable, hint, no_column, tabulate
from ictindex.data.io.files import bounds_of
from ictindex.data.io.layouts import unknown_target
from ictindex.data.io.observation_columns import COLUMNS
from ictindex.data.io.publisher import File, Rows, not_of_form
from ictindex.data.io.raw_rows import Draft
from ictindex.definitions import catalogue
from ictindex.definitions.catalogue import publisher_forms

FORM = "sdmx-csv"
_OBLIGATORY = ("economy", "indicator", "year", "value")
_UNCODED = frozenset({"value", "note", "source", "vintage", "consultation"})
_FIRST = re.compile(r"STRUCTURE(?:\[[^\]]\])?")
_MULTIPLIER = re.compile(r"-?[0-9]{1,2}", re.ASCII)
_FREQUENCIES = ("", "A")
_CONCEPT = re.compile(r"[A-Z][A-Z0-9_]*", re.ASCII)
_M49 = re.compile(r"[0-9]{3}", re.ASCII)


@dataclass(frozen=True, slots=True)
class _Concepts:
    """The columns of a file by their role."""

    columns: Mapping[str, str]
    labelled: frozenset[str]
    frequency: str
    multiplier: str
    action: str
    unread: tuple[str, ...]


def draft_of(file: File) -> Draft:
    """Bring an SDMX-CSV message into the shape of observations."""
    name, rows, lines = file.rows()
    table = tabulate(name, rows, lines, file.dialect, bounds_of(file.limit))
    concepts = _concepts(file, name, table)
    out = Rows(file, name, concepts.columns)
    out.draft.unread = concepts.unread
    form = publisher_forms()["sdmx"]
    countries = {economy.m49: code for code, economy in catalogue.economies().items()}
    by_row = {
        target: _cells(table, column, target, column in concepts.labelled)
        for target, column in concepts.columns.items()
    }
    by_row["economy"] = [countries.get(c, c) if _M49.fullmatch(c) else c for c in by_row["economy"]]
    if "unit" in by_row:
        by_row["unit"] = [form["units"].get(cell, cell) for cell in by_row["unit"]]
    rules = [
        (concepts.action, "sdmx.action", form["actions"]),
        (concepts.frequency, "sdmx.frequency", _FREQUENCIES),
    ]
    checked = [
        (column, code, allowed, _cells(table, column, "", column in concepts.labelled))
        for column, code, allowed in rules
        if column
    ]
    power = concepts.multiplier
    powers = _cells(table, power, "", power in concepts.labelled) if power else []
    for row, line in enumerate(table.lines):
        cells: dict[str, object] = {target: by_row[target][row] for target in by_row}
        written = ""
        fault = None
        if power and powers[row] not in ("", "0"):
            cells["value"], written, fault = _multiply_value(
                str(cells["value"]), powers[row], file.dialect.decimal
            )
        out.add(line, concepts.columns["value"], cells, written)
        if fault is not None:
            out.mark(power, fault.code, **fault.details)
        for column, code, allowed, texts in checked:
            if texts[row] not in allowed:
                out.mark(column, code, value=visible(texts[row])[:80], allowed=tuple(allowed))
    return out.finish(FORM, ())


def _cells(table: RawTable, column: str, target: str, labelled: bool) -> list[str]:
    cells = [str(cell) for cell in table.columns[column]]
    if labelled and target not in _UNCODED:
        return [cell.partition(": ")[0] for cell in cells]
    return cells


def _concepts(file: File, name: str, table: RawTable) -> _Concepts:
    """Sort the columns of a file by role; refuse unknown ones."""
    form = publisher_forms()["sdmx"]
    version_1 = table.header[0].partition(":")[0] == "DATAFLOW"
    if not version_1 and not _FIRST.fullmatch(table.header[0]):
        raise not_of_form(name, FORM, ["DATAFLOW / STRUCTURE"], table.header)
    if not version_1 and "STRUCTURE_ID" not in table.header[1:2]:
        raise not_of_form(name, FORM, ["STRUCTURE_ID"], table.header)
    ids = {column: column.partition(": ")[0] for column in table.header}
    targets = {**form["columns"], **_own(file, name, table, ids)}
    columns: dict[str, str] = {}
    others = {"FREQ": "", "UNIT_MULT": "", "ACTION": ""}
    unread = list(table.header[: 1 if version_1 else 2])
    rest = list(table.header[len(unread) :])
    names = "STRUCTURE_NAME" in rest
    while rest:
        column = rest.pop(0)
        concept = ids[column]
        if concept in targets:
            target = targets[concept]
            if target in columns:
                raise UnusableFileError(
                    "sdmx.concept-twice",
                    file=visible(name),
                    first=visible(columns[target]),
                    second=visible(column),
                )
            columns[target] = column
        elif concept in others:
            others[concept] = column
        elif concept in form["unread"] or _is_total(table, column, form["totals"]):
            unread.append(column)
        else:
            raise UnusableFileError(
                "sdmx.unknown-concept",
                file=visible(name),
                column=visible(column),
                allowed=tuple(form["columns"]),
            )
        coded = concept not in (*form["unread"], "ACTION")
        following = rest[0] if names and coded and rest else None
        if following is not None and _are_names(table, column, following, targets.get(concept, "")):
            unread.append(rest.pop(0))
    missing = [c for c in _OBLIGATORY if c not in columns and c not in file.constants]
    if missing:
        expected = [key for key, target in form["columns"].items() if target in missing]
        raise not_of_form(name, FORM, expected, table.header)
    labelled = frozenset(column for column in table.header if ": " in column)
    return _Concepts(
        columns, labelled, others["FREQ"], others["UNIT_MULT"], others["ACTION"], tuple(unread)
    )


def _are_names(table: RawTable, column: str, following: str, target: str) -> bool:
    """Tell whether the column after another one has the names of its codes."""
    # A code has one name. A year or a value has no name: the column repeats it or is empty.
    # A column with the name of a concept (``QUANTILE``) is different: it may be a dimension.
    if _CONCEPT.fullmatch(following):
        return False
    pairs = set(zip(table.columns[column], table.columns[following], strict=True))
    if target == "year" or target in _UNCODED:
        return all(name in ("", code) for code, name in pairs)
    return len(pairs) == len({code for code, _ in pairs})


def _own(file: File, name: str, table: RawTable, ids: Mapping[str, str]) -> dict[str, str]:
    """Return the caller's statements about concepts."""
    own: dict[str, str] = {}
    for concept, target in file.columns.items():
        if target not in COLUMNS:
            raise unknown_target("columns", concept, target, hint(target, COLUMNS), COLUMNS)
        if concept not in ids.values():
            raise no_column(visible(name), concept, table.header)
        if target in own.values():
            first = next(key for key, taken in own.items() if taken == target)
            raise UsageError(
                "layout.target-twice",
                file="columns",
                target=target,
                first=first,
                second=concept,
            )
        own[concept] = target
    return own


def _is_total(table: RawTable, column: str, totals: Sequence[str]) -> bool:
    texts = {text_of(cell) for cell in table.columns[column]}
    if ": " in column:
        texts = {text.partition(": ")[0] for text in texts}
    return texts <= set(totals)


def _multiply_value(text: str, power: str, decimal: str) -> tuple[object, str, Fault | None]:
    """Apply a unit multiplier once, exactly; the value is then written as ``12.5e6``."""
    if text == "":
        return "", "", None
    if not _MULTIPLIER.fullmatch(power):
        return text, "", Fault("sdmx.multiplier", {"value": visible(power)[:80]})
    number = number_of(text, decimal)
    if isinstance(number, Fault):
        return text, "", None  # the checks report the fault
    written = f"{format(number, 'f')}e{int(power)}"
    try:
        exact = decimals.parse_exponent(written)
    except NumberSyntaxError as error:
        return text, "", Fault(error.code, dict(error.details))
    return Decimal(format(exact, "f")), written, None
