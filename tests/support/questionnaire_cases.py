"""Filling in a questionnaire as a spreadsheet program does, and looking into its parts."""

from __future__ import annotations

import datetime as dt
import io
import zipfile
from collections.abc import Callable, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

import openpyxl
from cell_writing import Package, Typed

import ictindex as ict
from ictindex.submissions.questionnaires.labels import list_options, sheet_titles
from ictindex.submissions.questionnaires.layout import Form, column_letters, make_form
from ictindex.submissions.questionnaires.sheets import Contents, Position
from ictindex.submissions.questionnaires.writer import write_workbook

ECUADOR: Form = make_form("ECU", 2025)
Cell = tuple[str, int, str]  # sheet, row of an ask by its number, what


def cell_of(page: str, indicator: str, what: str = "value", category: str = "") -> Position:
    """The cell of an indicator, or of a category of its breakdown."""
    for ask in ECUADOR.pages[page].asks:
        if ask.indicator == indicator and ask.category == category:
            return page, ask.row, 2 if what == "unit" else ECUADOR.column_of(what)
    raise LookupError(indicator)


def tariff(page: str, line: int, column: str) -> Position:
    """The cell of a column of a sheet of plans."""
    names = [column.name for column in ECUADOR.pages[page].columns]
    return page, ECUADOR.pages[page].lines[line], names.index(column)


def label(key: str, code: str, language: str = "en") -> str:
    """Return the label of a code in a list of a workbook."""
    return dict(list_options(ECUADOR, language)[key])[code]


def title(key: str, language: str = "en", *, answers: bool = True) -> str:
    return sheet_titles(ECUADOR, language, answers=answers)[key]


def fill(path: Path, cells: Mapping[Position, object], out: Path | None = None) -> Path:
    """Write cells into a workbook, texts as texts even where they look like formulas."""
    if any(isinstance(value, dt.date) for value in cells.values()):
        return fill_by_program(path, cells, out)
    book = Package(path)
    _put(book, _titles(book), cells)
    book.save(out or path)
    return out or path


def _titles(book: Package) -> dict[str, str]:
    """The names of the sheets by their ids, as the hidden sheet states them."""
    return {row[0].removeprefix("sheet "): row[1] for row in book.rows("ictindex") if len(row) > 1}


def state(path: Path, key: str, value: object, out: Path | None = None) -> Path:
    """State another fact about a workbook on its hidden sheet."""
    book = Package(path)
    [row] = [row for row, cells in enumerate(book.rows("ictindex")) if cells[0] == key]
    book.put("ictindex", {(row, 1): value})
    book.save(out or path)
    return out or path


def values(path: Path) -> Any:
    """A workbook of which only the values of cells are read, sheet by sheet when asked for."""
    return openpyxl.load_workbook(io.BytesIO(path.read_bytes()), read_only=True)


def _put(book: Package, titles: Mapping[str, str], cells: Mapping[Position, object]) -> None:
    sheets: dict[str, dict[tuple[int, int], object]] = {}
    for (page, row, column), value in cells.items():
        sheets.setdefault(titles.get(page, page), {})[row, column] = value
    for sheet, spots in sheets.items():
        book.put(sheet, spots)


def fill_by_program(path: Path, cells: Mapping[Position, object], out: Path | None = None) -> Path:
    """Do the same with a program that writes the whole workbook: a date gets a form of its own."""
    book = openpyxl.load_workbook(path)
    meta = book["ictindex"]
    names = {row[0].value.removeprefix("sheet "): row[1].value for row in meta.iter_rows()}
    for (page, row, column), value in cells.items():
        cell = book[names.get(page, page)].cell(row + 1, column + 1)
        cell.value = value.text if isinstance(value, Typed) else value
        if isinstance(value, str):
            cell.data_type = "s"
    book.save(out or path)
    return out or path


_BLANKS: dict[str, bytes] = {}  # by language and what else is stated in it


def opened(workbook: Path | bytes) -> Any:
    """A workbook as a spreadsheet program has it, to look at and not to change: it is shared."""
    return _opened(workbook if isinstance(workbook, bytes) else workbook.read_bytes())


@lru_cache(maxsize=8)
def _opened(data: bytes) -> Any:
    return openpyxl.load_workbook(io.BytesIO(data))


@lru_cache(maxsize=32)
def _empty(language: str, earlier: tuple[tuple[Position, object], ...] = ()) -> bytes:
    return write_workbook(ECUADOR, language, Contents({}, dict(earlier)))


def blank(folder: Path, language: str = "en", **more: Any) -> Path:
    """An empty questionnaire, in the place of the last one of the same test."""
    path = folder / f"ecu-{language}.xlsx"
    if more:
        stated = {name: getattr(fact, "cells", fact) for name, fact in more.items()}
        key = repr((language, stated))
        if key not in _BLANKS:
            made = ict.questionnaire("ECU", edition=2025, language=language, **more)
            _BLANKS[key] = made.to_bytes()
        path.write_bytes(_BLANKS[key])
    else:
        path.write_bytes(_empty(language))
    return path


@lru_cache(maxsize=32)
def _empty_parts(
    language: str, earlier: tuple[tuple[Position, object], ...]
) -> tuple[Package, dict[str, str]]:
    book = Package(io.BytesIO(_empty(language, earlier)))
    return book, _titles(book)


def typed(
    cells: Mapping[Position, object],
    language: str = "en",
    earlier: Mapping[Position, object] | None = None,
) -> bytes:
    """The empty questionnaire, or one with values of earlier years, with these cells typed in."""
    empty, titles = _empty_parts(language, tuple((earlier or {}).items()))
    book, out = empty.copy(), io.BytesIO()
    _put(book, titles, cells)
    book.save(out)
    return out.getvalue()


def filled(
    folder: Path, cells: Mapping[Position, object], language: str = "en"
) -> ict.data.Submission:
    """A questionnaire with these cells, read; a date needs a format, which our writer gives it."""
    path = folder / f"ecu-{language}.xlsx"
    if not any(isinstance(raw, dt.date) for raw in cells.values()):
        path.write_bytes(typed(cells, language))
    elif all(_is_asked(spot) and not isinstance(raw, Typed) for spot, raw in cells.items()):
        path.write_bytes(write_workbook(ECUADOR, language, Contents(cells)))
    else:
        fill(blank(folder, language), cells)
    return ict.read_questionnaire(path)


def _is_asked(spot: Position) -> bool:
    page = ECUADOR.pages.get(spot[0])
    if page is None:
        return spot[0] == "start"
    return spot[2] < max(ECUADOR.width_of(page.id), len(page.columns))


def parts(path: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def remade(path: Path, change: Callable[[str, bytes], bytes | None], out: Path) -> Path:
    """Write a workbook again with its parts changed; ``None`` leaves a part out."""
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts(path).items():
            new = change(name, data)
            if new is not None:
                archive.writestr(name, new)
    return out


def cell_name(spot: Position) -> str:
    return f"{column_letters(spot[2])}{spot[1] + 1}"
