"""Cells of the three tables: what a text becomes by the kind of its column, or what is wrong.

Each distinct text of a column is read once, however many rows have it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal

from ictindex import catalogue
from ictindex.core import decimals
from ictindex.data import checks
from ictindex.data.cell_text import Fault, is_missing, number_of, text_of
from ictindex.data.checks import MOST_TEXTS
from ictindex.data.io.csv import NONE, hint
from ictindex.data.tables.schema import UNLIMITED, Column
from ictindex.documents import WINDOWS

SHOWN = 80
_YES = frozenset({"yes", "true", "True", "TRUE"})
_NO = frozenset({"no", "false", "False", "FALSE"})
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", re.ASCII)
MONTHS = re.compile(r"([0-9]{4})-(0[1-9]|1[0-2])/([0-9]{4})-(0[1-9]|1[0-2])", re.ASCII)

# What a cell is read as, and what is wrong with it; a warning leaves the value.
Read = tuple[object, Fault | None]
Faults = list[tuple[int, Fault]]


def empty_of(column: Column) -> object:
    """Return what stands in the table for an empty cell of a column."""
    if column.kind == "year":
        return 0
    if column.is_number or column.kind in ("boolean", "date"):
        return None
    return column.empty


def read_column(
    column: Column,
    cells: Sequence[object],
    decimal: str,
    refuse: Callable[[Faults], None] = lambda _: None,
) -> tuple[list[object], Faults]:
    """Read the cells of one column."""
    read = _READERS[column.kind]
    keys: Sequence[object] = cells
    if set(map(type, cells)) != {str}:  # equal cells of different types are not the same cell
        keys = [_key(cell) for cell in cells]
    known: dict[object, Read] = {}
    first: Faults = []
    for row, (key, cell) in enumerate(zip(keys, cells, strict=True)):
        if key not in known:
            found = known[key] = _read(column, read, cell, decimal)
            if found[1] is not None:
                first.append((row, found[1]))
                if len(first) == MOST_TEXTS + 1:
                    # Looking for the nearest code of each would take minutes.
                    refuse(first)
    values = [known[key][0] for key in keys]
    bad = {key: fault for key, (_, fault) in known.items() if fault is not None}
    faults: Faults = []
    if bad:
        faults = [(row, bad[key]) for row, key in enumerate(keys) if key in bad]
    return values, faults


def _key(cell: object) -> object:
    try:
        hash(cell)
    except TypeError:
        return id(cell)  # the cells are alive while their column is read
    return type(cell), cell


def _read(
    column: Column, read: Callable[[Column, object, str], Read], cell: object, decimal: str
) -> Read:
    if cell == "" if isinstance(cell, str) else is_missing(cell):
        empty = empty_of(column)
        return empty, Fault("cell.required", {"column": column.name}) if column.filled else None
    return read(column, cell, decimal)


def _number(column: Column, cell: object, decimal: str) -> Read:
    found = number_of(cell, decimal)
    if isinstance(found, Fault):
        return None, found
    if not column.admits(found):
        given: dict[str, object] = {
            "column": column.name, "value": found, "range": column.range,
        }  # fmt: skip
        return None, Fault("value.out-of-range", given)
    return found, None


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
    return (year, None) if year else (0, checks.hidden("year", text) or checks.bad_year(text))


def _boolean(column: Column, cell: object, decimal: str) -> Read:
    text = text_of(cell)
    if text in _YES or text in _NO:
        return text in _YES, None
    return None, _unlisted(column, text, ("yes", "no"))


def _date(column: Column, cell: object, decimal: str) -> Read:
    if isinstance(cell, datetime):  # a pandas timestamp is one
        cell = cell.date() if cell.isoformat()[10:] == "T00:00:00" else cell.isoformat()
    if isinstance(cell, date):
        return cell, None
    text = text_of(cell)
    if _DATE.fullmatch(text):
        try:
            return date.fromisoformat(text), None
        except ValueError:
            pass  # the 30th of February
    fault = checks.hidden(column.name, text)
    return None, fault or Fault("date.unusable", {"value": text[:SHOWN]})


def _choice(column: Column, cell: object, decimal: str) -> Read:
    text = text_of(cell)
    return (text, None) if text in column.allowed else ("", _unlisted(column, text, column.allowed))


def _unlisted(column: Column, text: str, allowed: tuple[str, ...]) -> Fault:
    given: dict[str, object] = {
        "column": column.name, "value": text[:SHOWN], "allowed": allowed,
    }  # fmt: skip
    return checks.hidden(column.name, text) or Fault("choice.unknown", given)


def _economy(column: Column, cell: object, decimal: str) -> Read:
    text = text_of(cell)
    return text, checks.hidden("economy", text) or checks.economy(text)


def _known(code: str, text: str, near: str | None) -> Fault:
    given: dict[str, object] = {"value": text[:SHOWN], "hint": near or NONE}
    return checks.hidden("economy", text) or Fault(code, given)


def _currency(column: Column, cell: object, decimal: str) -> Read:
    text = text_of(cell)
    if text in catalogue.currencies():
        return text, None
    near = catalogue.currency_hint(text)
    return text, _known("currency.unknown-near" if near else "currency.unknown", text, near)


def _series(column: Column, cell: object, decimal: str) -> Read:
    text = text_of(cell)
    if text in catalogue.economics_series():
        return text, None
    near = hint(text, tuple(catalogue.economics_series()))
    known = "series.unknown" if near == NONE else "series.unknown-near"
    fault = checks.hidden("economy", text)
    given: dict[str, object] = {
        "value": text[:SHOWN], "hint": near, "allowed": tuple(catalogue.economics_series()),
    }  # fmt: skip
    return text, fault or Fault(known, given)


def _basket(column: Column, cell: object, decimal: str) -> Read:
    """Read what a basket is called; the definition and measure are taken from it later."""
    text = text_of(cell)
    if text in catalogue.baskets() or catalogue.definition_of(text) is not None:
        return text, None
    near = catalogue.basket_hint(text)
    return text, _known("basket.unknown-near" if near else "basket.unknown", text, near)


def _definition(column: Column, cell: object, decimal: str) -> Read:
    text = text_of(cell)
    if catalogue.definition_of(text) is not None:
        return text, None
    near = catalogue.basket_hint(text)
    return "", _known("basket.unknown-near" if near else "basket.unknown", text, near)


def _window(column: Column, cell: object, decimal: str) -> Read:
    text = text_of(cell)
    if text in WINDOWS:
        return text, None
    found = MONTHS.fullmatch(text)
    if found and (found[1], found[2]) <= (found[3], found[4]):
        return text, None
    given: dict[str, object] = {"value": text[:SHOWN], "allowed": tuple(WINDOWS)}
    return "", checks.hidden("window", text) or Fault("window.unusable", given)


def _code(column: Column, cell: object, decimal: str) -> Read:
    text = text_of(cell)
    return text, checks.hidden(column.name, text)


def _title(column: Column, cell: object, decimal: str) -> Read:
    text = text_of(cell)
    return text, checks.hidden("source", text)


def _text(column: Column, cell: object, decimal: str) -> Read:
    text = text_of(cell)
    return text, checks.hidden("note", text)


_READERS: Mapping[str, Callable[[Column, object, str], Read]] = {
    "economy": _economy,
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
    "title": _title,
    "text": _text,
}


def scaled(value: object, scale: int) -> object:
    """Return a number times a whole number, exactly."""
    if scale == 1 or not isinstance(value, Decimal):
        return value
    with decimals.exact():
        return value * scale
