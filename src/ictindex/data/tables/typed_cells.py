"""Cells of the tables by the kind of their column: their values or their faults."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from ictindex.core import decimals
from ictindex.data import checks
from ictindex.data.cell_text import (
    Fault,
    invisible,
    is_missing,
    number_of,
    plain_digits,
    plain_texts,
    text_of,
    usual_numbers,
)
from ictindex.data.checks import MOST_FAULTS, MOST_TEXTS
from ictindex.data.io.csv import NONE, Texts, hint
from ictindex.data.tables.schema import UNLIMITED, Column
from ictindex.definitions import catalogue

SHOWN = 80
_YES = frozenset({"yes", "true", "True", "TRUE"})
_NO = frozenset({"no", "false", "False", "FALSE"})
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", re.ASCII)
MONTHS = re.compile(r"([0-9]{4})-(0[1-9]|1[0-2])/([0-9]{4})-(0[1-9]|1[0-2])", re.ASCII)

# The value of a cell, and its fault; a warning keeps the value.
Read = tuple[object, Fault | None]
Faults = list[tuple[int, Fault]]
Reader = Callable[[Column, object, str], Read]
_NONE = type(None)
_PLAIN = frozenset({"code", "title", "text"})  # any text without invisible characters


def empty_of(column: Column) -> object:
    """Return the value in the table of an empty cell of a column."""
    if column.kind == "year":
        return 0
    if column.is_number or column.kind in ("boolean", "date"):
        return None
    return column.empty


def read_column(
    column: Column,
    cells: Sequence[object],
    decimal: str,
    refuse: Callable[[Faults, int], None] | None = None,
) -> tuple[Sequence[Any], Faults]:
    """Read the cells of one column; each distinct cell is checked once."""
    read = _READERS[column.kind]
    keys, distinct = distinct_cells(cells)
    values: dict[object, object] = {}
    if column.kind == "value" and decimal == ".":
        values.update(usual_numbers(distinct))
    elif column.kind in _PLAIN:
        values.update(plain_texts(distinct))
    faults: dict[object, Fault] = {}
    errors = 0
    for key, cell in distinct.items():
        if key in values:
            continue
        values[key], fault = _read(column, read, cell, decimal)
        if fault is not None:
            faults[key] = fault
            errors += fault.level == "error"
            if refuse is not None and (errors > MOST_TEXTS or len(faults) > MOST_FAULTS):
                # The search for the nearest code of each would take minutes.
                refuse(
                    _first_rows(keys, faults), MOST_TEXTS if errors > MOST_TEXTS else MOST_FAULTS
                )
    by_row: Faults = []
    if faults:
        by_row = [(row, faults[key]) for row, key in enumerate(keys) if key in faults]
    if all(value is key for key, value in values.items()):
        return cells, by_row
    return tuple(map(values.__getitem__, keys)), by_row


def _first_rows(keys: Sequence[object], faults: Mapping[object, Fault]) -> Faults:
    """Return the row of the first cell with each fault."""
    rows = dict(zip(reversed(keys), range(len(keys) - 1, -1, -1), strict=True))
    return [(rows[key], fault) for key, fault in faults.items()]


def distinct_cells(cells: Sequence[object]) -> tuple[Sequence[Any], Mapping[Any, object]]:
    """Return a key for each cell and, in order, the first cell of each key."""
    # Equal cells of different types are different cells, and so are decimals with more zeros.
    if isinstance(cells, Texts):
        return cells, cells.distinct or dict(zip(cells, cells, strict=True))
    others = set(map(type, cells)) - {str, _NONE}
    if not others or (len(others) == 1 and others <= {int, float, bool}):
        return cells, dict(zip(cells, cells, strict=True))
    keys = [_key(cell) for cell in cells]
    distinct: dict[object, object] = {}
    for key, cell in zip(keys, cells, strict=True):
        distinct.setdefault(key, cell)
    return keys, distinct


def _key(cell: object) -> object:
    if isinstance(cell, Decimal):
        return Decimal, str(cell)
    try:
        hash(cell)
    except TypeError:
        return id(cell)  # the cells exist while their column is read
    return type(cell), cell


def _read(column: Column, read: Reader, cell: object, decimal: str) -> Read:
    if cell == "" if isinstance(cell, str) else is_missing(cell):
        if column.filled:
            return empty_of(column), Fault("cell.required", {"column": column.name})
        return empty_of(column), Fault("cell.empty") if column.stated else None
    return read(column, cell, decimal)


def _number(column: Column, cell: object, decimal: str) -> Read:
    number = number_of(cell, decimal)
    if isinstance(number, Fault):
        return None, number
    if not column.admits(number):
        details: dict[str, object] = {
            "column": column.name,
            "value": number,
            "range": column.range,
        }
        return None, Fault("value.out-of-range", details)
    return number, _notice_of(cell, number)


def _volume(column: Column, cell: object, decimal: str) -> Read:
    if isinstance(cell, str) and cell == "unlimited":
        return UNLIMITED, None
    value, fault = _number(column, cell, decimal)
    if fault is not None and fault.code in ("number.not-a-number", "dialect.not-a-number"):
        fault = Fault("volume.not-a-number", {"value": text_of(cell)[:SHOWN]})
    return value, fault


def _year(column: Column, cell: object, decimal: str) -> Read:
    text = text_of(cell)
    year = checks.year_of(text)
    return (year, None) if year else (0, checks.find_hidden("year", text) or checks.bad_year(text))


def _boolean(column: Column, cell: object, decimal: str) -> Read:
    text = text_of(cell)
    if text in _YES or text in _NO:
        return text in _YES, None
    return None, _refuse_unlisted(column, text, ("yes", "no"))


def _date(column: Column, cell: object, decimal: str) -> Read:
    day = date_in(cell)
    if day is not None:
        return day, None
    text = text_of(cell)
    fault = checks.find_hidden(column.name, text)
    return None, fault or Fault("date.unusable", {"value": text[:SHOWN]})


def date_in(cell: object) -> date | None:
    """Return the date in a cell of a file or a data frame, or ``None`` where there is none."""
    if isinstance(cell, datetime):  # a pandas timestamp is a datetime
        return cell.date() if cell.isoformat()[10:] == "T00:00:00" else None
    if isinstance(cell, date):
        return cell
    # A data frame writes 2025-03-31 as 2025-03-31 00:00:00, too.
    text = text_of(cell).removesuffix(" 00:00:00")
    if not _DATE.fullmatch(text):
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None  # the 30th of February


def _choice(column: Column, cell: object, decimal: str) -> Read:
    text = text_of(cell)
    return (
        (text, None)
        if text in column.allowed
        else ("", _refuse_unlisted(column, text, column.allowed))
    )


def _refuse_unlisted(column: Column, text: str, allowed: tuple[str, ...]) -> Fault:
    details: dict[str, object] = {
        "column": column.name,
        "value": text[:SHOWN],
        "allowed": allowed,
    }
    return checks.find_hidden(column.name, text) or Fault("choice.unknown", details)


def _economy(column: Column, cell: object, decimal: str) -> Read:
    text = text_of(cell)
    return text, checks.find_hidden("economy", text) or checks.economy(text)


def _indicator(column: Column, cell: object, decimal: str) -> Read:
    text = text_of(cell)
    fault = checks.find_hidden("indicator", text) or checks.indicator(text)
    return catalogue.indicator_id(text) or text, fault


def _standard_indicator(column: Column, cell: object, decimal: str) -> Read:
    """Read the id of an indicator, or of a row of the Core List that the catalogue has not."""
    from ictindex.definitions.documents.core_list import core_list_document

    text = text_of(cell)
    return (text, None) if core_list_document().has_row(text) else _indicator(column, cell, decimal)


def _value(column: Column, cell: object, decimal: str) -> Read:
    number = number_of(cell, decimal)
    return (None, number) if isinstance(number, Fault) else (number, _notice_of(cell, number))


def _notice_of(cell: object, number: Decimal) -> Fault | None:
    """Return the notice about a number that is read although it is not written as usual."""
    if not isinstance(cell, str) or plain_digits(cell) == cell:
        return None
    return Fault("cell.read-as", {"value": cell[:SHOWN], "number": number}, "information")


def _score(column: Column, cell: object, decimal: str) -> Read:
    figure, fault = _value(column, cell, decimal)
    if isinstance(figure, Decimal) and not 0 <= figure <= 100:
        return figure, Fault("score.impossible", {"value": figure})
    return figure, fault


def _ranked_economy(column: Column, cell: object, decimal: str) -> Read:
    """Read the code of an economy that a publication ranks; fictitious ones are not allowed."""
    text = text_of(cell)
    if text in catalogue.economies():
        return text, None
    near = catalogue.economy_hint(text)
    return text, _unknown("economy.unknown-near" if near else "economy.unknown", text, near)


def node_id(text: str) -> str | None:
    """Return the id of a node or indicator by its id or code; ``None`` if unknown."""
    return text if text in catalogue.node_ids() else catalogue.indicator_id(text)


def _node(column: Column, cell: object, decimal: str) -> Read:
    text = text_of(cell)
    node = node_id(text)
    if node is not None:
        return node, None
    near = hint(text, (*catalogue.node_ids(), *catalogue.indicators()))
    code = "indicator.unknown" if near == NONE else "indicator.unknown-near"
    return text, _unknown(code, text, near)


def _reader(code: str, allowed: Callable[[], Iterable[str]]) -> Reader:
    """Return the reader of a column whose codes form a list."""
    return lambda column, cell, _: _read_listed(column, cell, code, allowed())


def _breakdown(column: Column, cell: object, decimal: str) -> Read:
    codes = catalogue.breakdowns().get(column.name)
    if codes is None:  # its codes are not listed
        return _code(column, cell, decimal)
    return _read_listed(column, cell, "breakdown.unknown", codes, breakdown=column.name)


def _read_listed(
    column: Column, cell: object, code: str, allowed: Iterable[str], **details: object
) -> Read:
    """Read a code of a list; the table keeps a code that is not in it."""
    text = text_of(cell)
    fault = checks.find_hidden(column.name, text)
    if fault is None and text not in allowed:
        fault = Fault(code, {"value": text[:SHOWN], "allowed": tuple(allowed), **details})
    return text, fault


def _unknown(code: str, text: str, near: str | None, **details: object) -> Fault:
    """Return the fault of an unlisted code, or of an invisible character in it."""
    named: dict[str, object] = {"value": text[:SHOWN], "hint": near or NONE, **details}
    return invisible(text) or Fault(code, named)


def _currency(column: Column, cell: object, decimal: str) -> Read:
    text = text_of(cell)
    if text in catalogue.currencies():
        return text, None
    near = catalogue.currency_hint(text)
    return text, _unknown("currency.unknown-near" if near else "currency.unknown", text, near)


def _series(column: Column, cell: object, decimal: str) -> Read:
    text = text_of(cell)
    if text in catalogue.economics_series():
        return text, None
    near = hint(text, tuple(catalogue.economics_series()))
    code = "series.unknown" if near == NONE else "series.unknown-near"
    return text, _unknown(code, text, near, allowed=tuple(catalogue.economics_series()))


def _basket(column: Column, cell: object, decimal: str) -> Read:
    """Read the name of a basket; definition and measure are taken from it later."""
    text = text_of(cell)
    if text in catalogue.baskets() or catalogue.definition_of(text) is not None:
        return text, None
    near = catalogue.basket_hint(text)
    return text, _unknown("basket.unknown-near" if near else "basket.unknown", text, near)


def _definition(column: Column, cell: object, decimal: str) -> Read:
    text = text_of(cell)
    if catalogue.definition_of(text) is not None:
        return text, None
    near = catalogue.basket_hint(text)
    return "", _unknown("basket.unknown-near" if near else "basket.unknown", text, near)


def _window(column: Column, cell: object, decimal: str) -> Read:
    from ictindex.definitions.documents import WINDOWS

    text = text_of(cell)
    if text in WINDOWS:
        return text, None
    months = MONTHS.fullmatch(text)
    if months and (months[1], months[2]) <= (months[3], months[4]):
        return text, None
    details: dict[str, object] = {"value": text[:SHOWN], "allowed": tuple(WINDOWS)}
    return "", checks.find_hidden("window", text) or Fault("window.unusable", details)


def _code(column: Column, cell: object, decimal: str) -> Read:
    text = text_of(cell)
    return text, checks.find_hidden(column.name, text)


def _text(name: str) -> Reader:
    """Return the reader of texts with the characters that a column of that name allows."""

    def read(column: Column, cell: object, decimal: str) -> Read:
        text = text_of(cell)
        return text, checks.find_hidden(name, text)

    return read


_READERS: Mapping[str, Reader] = {
    "economy": _economy,
    "indicator": _indicator,
    "standard-indicator": _standard_indicator,
    "value": _value,
    "score": _score,
    "ranked-economy": _ranked_economy,
    "node": _node,
    "status": _reader("status.unknown", catalogue.status_codes),
    "conf-status": _reader("conf-status.unknown", catalogue.confidentiality_codes),
    "source-class": _reader("source-class.unknown", catalogue.source_classes),
    "breakdown": _breakdown,
    "basket": _basket,
    "definition": _definition,
    "series": _series,
    "currency": _currency,
    "year": _year,
    "number": _number,
    "volume": _volume,
    "boolean": _boolean,
    "date": _date,
    "window": _window,
    "choice": _choice,
    "code": _code,
    "title": _text("source"),
    "text": _text("note"),
}


def scale_number(value: object, scale: int) -> object:
    """Return a number times a whole number, exactly."""
    if scale == 1 or not isinstance(value, Decimal):
        return value
    with decimals.exact():
        return value * scale
