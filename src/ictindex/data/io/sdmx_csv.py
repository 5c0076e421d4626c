"""SDMX-CSV 1.0 and 2.0: observations as statistical offices exchange them.

An unlisted column may be a dimension: it must contain totals only, or the caller must state it.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import cast

from ictindex.core import decimals
from ictindex.core.data_classes import dataclass
from ictindex.core.errors import NumberSyntaxError, UnusableFileError, UsageError
from ictindex.data.cell_text import Fault, number_of, text_of, visible
from ictindex.data.io.csv import RawTable, Texts, hint, no_column
from ictindex.data.io.files import Bounds, bounds_of, refuse_figures
from ictindex.data.io.layouts import unknown_target
from ictindex.data.io.observation_columns import BREAKDOWNS, COLUMNS
from ictindex.data.io.publisher import File, not_of_form
from ictindex.data.io.raw_rows import Draft, list_cells
from ictindex.definitions import catalogue
from ictindex.definitions.catalogue import publisher_forms

FORM = "sdmx-csv"
NO_BREAKDOWN, NOT_STATED = "_T", "_Z"
_OBLIGATORY = ("economy", "indicator", "year", "value")
_UNCODED = frozenset({"value", "note", "source", "vintage", "consultation"})
_FIRST = re.compile(r"STRUCTURE(?:\[[^\]]\])?")
_OTHERS = ("FREQ", "UNIT_MULT", "ACTION")
_MULTIPLIER = re.compile(r"-?[0-9]{1,2}", re.ASCII)
_FREQUENCIES = ("", "A")
_CONCEPT = re.compile(r"[A-Z][A-Z0-9_]*", re.ASCII)
_KEY = ("economy", "indicator", *BREAKDOWNS)
# The dataflow of a message in which an empty cell of the key is ``_T`` or ``_Z``.
_OURS = re.compile(r"[^:]*:OBSERVATIONS\([0-9]+\.[0-9]+\.[0-9]+\)(?:: .*)?", re.ASCII)


@dataclass(frozen=True, slots=True)
class _Concepts:
    """The columns of a file by their role."""

    columns: Mapping[str, str]
    others: Mapping[str, str]
    unread: tuple[str, ...]


def draft_of(file: File) -> Draft:
    """Bring an SDMX-CSV message into the shape of observations, column by column."""
    table = file.table(message_bounds(file.limit))
    concepts = _concepts(file, table)
    count = len(table.lines)
    refuse_figures(table.name, count, bounds_of(file.limit))
    fixed = file.fixed_columns(table.name, concepts.columns)
    cells: dict[str, list[object]] = {
        target: cast("list[object]", list_cells(_codes(table, column, target, concepts)))
        for target, column in concepts.columns.items()
    }
    cells |= {name: [text] * count for name, text in fixed.items()}
    draft = Draft(
        cells, [table.name] * count, list_cells(table.lines), [concepts.columns["value"]] * count
    )
    draft.labels = {**dict.fromkeys(fixed, ""), **concepts.columns}
    draft.decimal = file.dialect.decimal
    draft.unread = concepts.unread
    _multiply_values(draft, table, concepts.others["UNIT_MULT"])
    actions = publisher_forms()["sdmx"]["actions"]
    _mark_unlisted(draft, table, concepts.others["ACTION"], "sdmx.action", actions)
    _mark_unlisted(draft, table, concepts.others["FREQ"], "sdmx.frequency", _FREQUENCIES)
    return draft


def message_bounds(limit: int | None = None) -> Bounds:
    """Return the bounds of a message: it repeats its structure in each row, in twice the cells."""
    bounds = bounds_of(limit)
    return replace(bounds, cells=2 * bounds.cells)


def _codes(table: RawTable, column: str, target: str, concepts: _Concepts) -> Sequence[str]:
    """Return the cells of a column, with the codes of SDMX and of the SDG lists as ours."""
    cells = _bare(table, column, target)
    form = publisher_forms()["sdmx"]
    if target in _KEY and _is_ours(table):
        cells = _translate(cells, {NO_BREAKDOWN if target in BREAKDOWNS else NOT_STATED: ""})
    if target == "economy":
        return _translate(cells, _numeric_areas())
    if target == "indicator":
        composite = concepts.others[form["composite"]]
        if composite:
            pairs = zip(cells, _bare(table, composite), strict=True)
            indicators = {pair: indicator_of(*pair) or pair[0] for pair in set(pairs)}
            pairs = zip(cells, _bare(table, composite), strict=True)
            return [indicators[pair] for pair in pairs]
        return _translate(cells, {cell: indicator_of(cell) or cell for cell in _distinct(cells)})
    if target == "unit":
        return _translate(cells, form["units"])
    return _translate(cells, form["codes"].get(target, {}))


def _bare(table: RawTable, column: str, target: str = "") -> Sequence[str]:
    """Return the cells of a column without the names behind their codes."""
    cells = cast("Sequence[str]", table.columns[column])  # of a CSV file
    if ": " in column and target not in _UNCODED:
        return [cell.partition(": ")[0] for cell in cells]
    return cells


def _translate(cells: Sequence[str], codes: Mapping[str, str]) -> Sequence[str]:
    """Return cells with some codes as others."""
    distinct = cells.distinct if isinstance(cells, Texts) else None
    if codes.keys().isdisjoint(cells if distinct is None else distinct):
        return cells
    if distinct is None:
        return [codes.get(cell, cell) for cell in cells]
    own = {text: codes.get(text, text) for text in distinct}
    changed = Texts()
    changed += [*own.values()] * len(cells) if len(own) == 1 else map(own.__getitem__, cells)
    changed.distinct = {text: text for text in own.values()}
    return changed


def _distinct(cells: Sequence[str]) -> Collection[str]:
    """Return the distinct texts of a column."""
    texts = cells.distinct if isinstance(cells, Texts) else None
    return set(cells) if texts is None else texts.keys()


def _numeric_areas() -> Mapping[str, str]:
    """Return the economy of each code of M49, with its leading zeros and without them."""
    areas = {economy.m49: code for code, economy in catalogue.economies().items() if economy.m49}
    return {**{area.lstrip("0"): code for area, code in areas.items()}, **areas}


def indicator_of(series: str, composite: str = "") -> str | None:
    """Return the indicator of a series of SDMX and a code of the composite breakdown."""
    form = publisher_forms()["sdmx"]
    part = NO_BREAKDOWN if composite in form["totals"] else composite
    # The SDG code list and its data write the same series with other capitals.
    wanted = series.casefold()
    for name, parts in form["series"].items():
        if name.casefold() == wanted:
            return str(parts[part]) if part in parts else None
    if part == NO_BREAKDOWN:
        for key, indicator in catalogue.indicators().items():
            if wanted in map(str.casefold, indicator.codes.get("sdmx", ())):
                return key
    return None


def _is_ours(table: RawTable) -> bool:
    """Tell whether a message is of our own structure of observations."""
    flows = cast("Sequence[str]", table.columns.get("STRUCTURE_ID", ("",)))
    return all(map(_OURS.fullmatch, _distinct(flows)))


def _mark_unlisted(
    draft: Draft, table: RawTable, column: str, code: str, allowed: Sequence[str]
) -> None:
    """Note each cell of a column that is not in a list."""
    texts = _bare(table, column) if column else ()
    unlisted = {
        text: Fault(code, {"value": visible(text)[:80], "allowed": tuple(allowed)})
        for text in set(_distinct(texts)) - set(allowed)
    }
    if unlisted:
        draft.marks += [
            (row, column, unlisted[text]) for row, text in enumerate(texts) if text in unlisted
        ]


def _multiply_values(draft: Draft, table: RawTable, column: str) -> None:
    """Apply the unit multipliers of a message to its values."""
    powers = _bare(table, column) if column else ()
    if set(_distinct(powers)) <= {"", "0"}:
        return
    values = list(draft.cells["value"])
    for row, power in enumerate(powers):
        if power in ("", "0"):
            continue
        values[row], written, fault = _multiply_value(str(values[row]), power, draft.decimal)
        if written:
            draft.written[row] = written
        if fault is not None:
            draft.marks.append((row, column, fault))
    draft.cells["value"] = values


def _concepts(file: File, table: RawTable) -> _Concepts:
    """Sort the columns of a file by role; refuse unknown ones."""
    form = publisher_forms()["sdmx"]
    unread = _lead(table)
    ids = {column: column.partition(": ")[0] for column in table.header}
    targets = {**form["columns"], **_own(file, table, ids)}
    columns: dict[str, str] = {}
    others = dict.fromkeys((*_OTHERS, form["composite"]), "")
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
                    file=visible(table.name),
                    first=visible(columns[target]),
                    second=visible(column),
                )
            columns[target] = column
        elif concept in _OTHERS:
            others[concept] = column
        elif concept in form["unread"] or _is_total(table, column, form["totals"]):
            unread.append(column)
        elif concept == form["composite"]:
            others[concept] = column
        else:
            raise _unknown_concept(table, column)
        coded = concept not in (*form["unread"], "ACTION")
        following = rest[0] if names and coded and rest else None
        if following is not None and _are_names(table, column, following, targets.get(concept, "")):
            unread.append(rest.pop(0))
    missing = [c for c in _OBLIGATORY if c not in columns and c not in file.constants]
    if missing:
        expected = [key for key, target in form["columns"].items() if target in missing]
        raise not_of_form(table.name, FORM, expected, table.header)
    if others[form["composite"]]:
        _refuse_parts(table, columns, others[form["composite"]])
    return _Concepts(columns, others, tuple(unread))


def _lead(table: RawTable) -> list[str]:
    """Return the columns at the start that name the structure; refuse a file without them."""
    if table.header[0].partition(":")[0] == "DATAFLOW":
        return [table.header[0]]
    if not _FIRST.fullmatch(table.header[0]):
        raise not_of_form(table.name, FORM, ["DATAFLOW / STRUCTURE"], table.header)
    if "STRUCTURE_ID" not in table.header[1:2]:
        raise not_of_form(table.name, FORM, ["STRUCTURE_ID"], table.header)
    return list(table.header[:2])


def _refuse_parts(table: RawTable, columns: Mapping[str, str], composite: str) -> None:
    """Refuse a composite breakdown of which a code does not name an indicator with its series."""
    totals = publisher_forms()["sdmx"]["totals"]
    series = _bare(table, columns["indicator"]) if "indicator" in columns else ()
    pairs = set(zip(series, _bare(table, composite), strict=False))
    if not pairs or not all(part in totals or indicator_of(name, part) for name, part in pairs):
        raise _unknown_concept(table, composite)


def _unknown_concept(table: RawTable, column: str) -> UnusableFileError:
    """Return the error for a column whose rows may be parts."""
    return UnusableFileError(
        "sdmx.unknown-concept",
        file=visible(table.name),
        column=visible(column),
        allowed=tuple(publisher_forms()["sdmx"]["columns"]),
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


def _own(file: File, table: RawTable, ids: Mapping[str, str]) -> dict[str, str]:
    """Return the caller's statements about concepts."""
    own: dict[str, str] = {}
    for concept, target in file.columns.items():
        if target not in COLUMNS:
            raise unknown_target("columns", concept, target, hint(target, COLUMNS), COLUMNS)
        if concept not in ids.values():
            raise no_column(visible(table.name), concept, table.header)
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
    texts = {text_of(cell) for cell in _distinct(cast("Sequence[str]", table.columns[column]))}
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
