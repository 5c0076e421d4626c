"""One sheet of ITU's IDI workbook: the meaning of its columns, and its cells as printed.

The head has two rows: a title, and below it *Value* and *Source*, or *Score*, or nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from ictindex.core import decimals as numbers
from ictindex.core.data_classes import dataclass
from ictindex.core.errors import UnusableFileError, UsageError
from ictindex.data.cell_text import visible
from ictindex.data.io.excel import (
    Formats,
    open_checked,
    read_content,
    refuse_cells,
    sheet_of,
    shown_decimals,
)
from ictindex.data.io.excel_package import Cell, letter
from ictindex.data.io.files import refuse_rows
from ictindex.data.io.publisher import not_of_form
from ictindex.definitions.catalogue import publisher_forms
from ictindex.language.findings import Address

_FORM = "itu-idi"
_TITLE = re.compile(r"idi ([0-9]{4}) data", re.ASCII)
_HEADED = re.compile(r"idi ([0-9]{4}) indicator values ?\(([0-9]{4})\)", re.ASCII)
_FOOT = re.compile(r"reference year is ([0-9]{4})", re.ASCII)
_LAGGED = re.compile(r"lagged value from ([0-9]{4})", re.ASCII)
_CODE = re.compile(r"[A-Z]{3}", re.ASCII)
_DEEPEST = 20  # rows above the head
_DECIMALS = 10  # decimals of a number in full precision; further digits are binary noise


@dataclass(frozen=True, slots=True)
class Pair:
    """The columns of an indicator: its values and their source notes."""

    column: int
    source: int


@dataclass(frozen=True, slots=True)
class Sheet:
    """The sheet of an edition."""

    name: str
    edition: int
    year: int
    carried: int
    economy: int
    title: int
    region: int
    income: int
    values: Mapping[str, Pair]
    scores: Mapping[str, int]
    rows: tuple[int, ...]
    letters: Mapping[tuple[str, str], str]
    _labels: Mapping[int, str]
    _cells: Mapping[tuple[int, int], object]
    _decimals: Mapping[int, int]

    def text(self, row: int, column: int) -> str:
        """Return a cell as text, without surrounding blanks."""
        return str(self._cells.get((row, column), "")).strip()

    def figure(self, row: int, column: int) -> object:
        """Return a number as printed, any other cell as text."""
        # A spreadsheet keeps no zeros at the end: a number gets the decimals of its format, and a
        # score gets the decimals of all scores of its kind.
        cell = self._cells.get((row, column), "")
        if not isinstance(cell, Decimal):
            return str(cell).strip()
        return _with_decimals(cell, self._decimals.get(column, 0))

    def label(self, column: int) -> str:
        """Return the name of a column in addresses."""
        return self._labels[column]

    def address(self, row: int, column: int) -> Address:
        """Return the address of a cell."""
        return Address(self.name, row, self._labels[column], f"{letter(column)}{row}")


def plain(text: str) -> str:
    """Return a text without capitals and repeated blanks."""
    return tidy(text).casefold()


def tidy(text: str) -> str:
    """Return a text without repeated blanks and lines."""
    return " ".join(text.split())


def open_sheet(name: str, data: bytes, edition: int | None) -> Sheet:
    """Open the sheet of an edition."""
    book = open_checked(name, data)
    try:
        worksheet = _worksheet(name, book, edition)
        shown = f"{name}!{tidy(worksheet.title)}"
        opened = sheet_of(visible(shown), book, worksheet)
        return _Head(shown, int(edition or 0), opened.cells, Formats(book)).sheet(opened.merged)
    finally:
        book.close()


def _worksheet(name: str, book: Any, edition: int | None) -> Any:
    sheets: dict[int, list[Any]] = {}
    for worksheet in book.worksheets:
        match = _TITLE.fullmatch(plain(worksheet.title))
        if match is not None:
            sheets.setdefault(int(match[1]), []).append(worksheet)
    titles = [visible(worksheet.title)[:80] for worksheet in book.worksheets]
    if not sheets:
        raise not_of_form(name, _FORM, ["IDI 2025 Data"], titles)
    editions = [str(year) for year in sorted(sheets)]
    if edition is None:
        raise UsageError("form.edition-needed", file=visible(name), form=_FORM, allowed=editions)
    if edition not in sheets:
        raise UnusableFileError(
            "itu-idi.no-edition", file=visible(name), edition=str(edition), allowed=editions
        )
    if len(sheets[edition]) > 1:
        several = [visible(worksheet.title) for worksheet in sheets[edition]]
        raise UnusableFileError(
            "itu-idi.edition-twice", file=visible(name), edition=str(edition), sheets=several
        )
    return sheets[edition][0]


class _Head:
    """The head of a sheet: its statements about the columns and the years."""

    def __init__(self, name: str, edition: int, cells: list[Cell], formats: Formats) -> None:
        self.name, self.shown, self.edition = name, visible(name), edition
        self.cells: dict[tuple[int, int], object] = {}
        self.decimals: dict[int, int] = {}
        self.formulas = [(c.row, c.column) for c in cells if c.formula is not None]
        self.errors = [(c.row, c.column) for c in cells if c.is_error]
        self.formats = {(c.row, c.column): formats[c.style] for c in cells}
        for cell in cells:
            kept = read_content(cell, formats)
            if isinstance(kept, float):
                kept = _without_noise(kept)
            elif isinstance(kept, int):
                kept = Decimal(kept)
            if kept != "":
                self.cells[cell.row, cell.column] = kept
        self.form: Mapping[str, Any] = publisher_forms()["idi"]
        self.top = self._top()

    def _top(self) -> int:
        """Return the first row of the head: the row with the code of the economy."""
        rows = [
            row
            for (row, _), cell in self.cells.items()
            if row <= _DEEPEST and plain(str(cell)) == self.form["head"]["economy"]
        ]
        if len(rows) != 1:
            first = [str(cell) for (row, _), cell in self.cells.items() if row <= _DEEPEST]
            raise not_of_form(self.name, _FORM, ["Iso3"], map(tidy, first))
        return rows[0]

    def sheet(self, merged: Iterable[tuple[int, int, int, int]]) -> Sheet:
        """Return the sheet with its rows and columns identified."""
        places, values, scores = self._columns()
        rows, foot = self._rows(places["economy"], values)
        refuse_rows(self.name, len(rows), len(self.labels))
        inside, wide = set(rows), set(self.labels)
        refuse_cells(
            "workbook.merged-cells",
            self.shown,
            (
                (first, left)
                for first, left, last, right in merged
                if inside & set(range(first, min(last, max(rows)) + 1))
                and wide & set(range(left, right + 1))
            ),
        )
        for code, cells in (
            ("workbook.formula", self.formulas),
            ("workbook.error-cell", self.errors),
        ):
            refuse_cells(
                code, self.shown, (at for at in cells if at[0] in inside and at[1] in wide)
            )
        year, carried = self._years(foot)
        self._printed_decimals(rows, values, scores)
        letters = {(self.name, label): letter(column) for column, label in self.labels.items()}
        return Sheet(
            self.name,
            self.edition,
            year,
            carried,
            places["economy"],
            places["title"],
            places["region"],
            places["income"],
            values,
            scores,
            tuple(rows),
            letters,
            dict(self.labels),
            self.cells,
            self.decimals,
        )

    # ---------------------------------------------------------------- columns

    def _columns(self) -> tuple[dict[str, int], dict[str, Pair], dict[str, int]]:
        heads = {c: tidy(str(cell)) for (r, c), cell in self.cells.items() if r == self.top}
        below = {c: plain(str(cell)) for (r, c), cell in self.cells.items() if r == self.top + 1}
        places: dict[str, int] = {}
        values: dict[str, Pair] = {}
        scores: dict[str, int] = {}
        self.labels: dict[int, str] = {}
        for column, title in sorted(heads.items()):
            kind = below.get(column, "")
            heading = self._find_heading(title)
            indicator = self.form["values"].get(plain(title))
            node = self.form["scores"].get(plain(title))
            if heading is not None and kind == "":
                self._once(places, heading, column, title)
                self.labels[column] = "Iso3" if heading == "economy" else title
            elif indicator is not None and kind == "value":
                if below.get(column + 1) != "source" or column + 1 in heads:
                    raise self._fault("itu-idi.no-source", column + 1, title)
                self._once(values, indicator, Pair(column, column + 1), title)
                self.labels |= {column: title, column + 1: f"{title}, Source"}
            elif node is not None and kind in ("", "score"):
                self._once(scores, node, column, title)
                self.labels[column] = f"{title}, Score"
            else:
                raise self._fault("itu-idi.unknown-column", column, title)
        for column in below:
            if column not in self.labels:
                raise self._fault("itu-idi.unknown-column", column, below[column], self.top + 1)
        self._complete(places, values, scores)
        return places, values, scores

    def _find_heading(self, title: str) -> str | None:
        for heading, beginning in self.form["head"].items():
            fits = (
                plain(title).startswith(beginning)
                if heading == "income"
                else (plain(title) == beginning)
            )
            if fits:
                return str(heading)
        return None

    def _once(self, columns: dict[str, Any], key: str, address: object, title: str) -> None:
        if key in columns:
            column = address.column if isinstance(address, Pair) else address
            raise self._fault("itu-idi.column-twice", int(str(column)), title)
        columns[key] = address

    def _complete(
        self, places: Mapping[str, int], values: Mapping[str, Pair], scores: Mapping[str, int]
    ) -> None:
        missing = [self.form["head"][key] for key in self.form["head"] if key not in places]
        for kind, columns in (("values", values), ("scores", scores)):
            titles = {node: title for title, node in self.form[kind].items()}
            missing += [f"{titles[node]} ({kind})" for node in titles if node not in columns]
        if missing:
            raise UnusableFileError(
                "itu-idi.missing-columns",
                file=self.shown,
                missing=missing,
                row=str(self.top),
            )

    def _fault(self, code: str, column: int, title: str, row: int | None = None) -> Exception:
        cell = f"{letter(column)}{row or self.top}"
        return UnusableFileError(code, file=self.shown, cell=cell, title=visible(title)[:80])

    # ---------------------------------------------------------------- rows and years

    def _rows(self, economy: int, values: Mapping[str, Pair]) -> tuple[list[int], list[str]]:
        """Return the rows of economies and the texts below them."""
        columns = {pair.column for pair in values.values()}
        rows: list[int] = []
        foot: list[str] = []
        for row in sorted({row for row, _ in self.cells if row > self.top + 1}):
            code = str(self.cells.get((row, economy), "")).strip()
            filled = sum((row, column) in self.cells for column in columns)
            if _CODE.fullmatch(code) or filled > 1:
                rows.append(row)
            else:
                foot += [tidy(str(cell)) for (r, _), cell in self.cells.items() if r == row]
        if not rows:
            raise UnusableFileError("table.no-rows", file=self.shown)
        return rows, foot

    def _years(self, foot: Iterable[str]) -> tuple[int, int]:
        """Return the year of the values and that of lagged values, as head and foot state them."""
        above = [plain(str(cell)) for (row, _), cell in self.cells.items() if row < self.top]
        stated = [match for text in above if (match := _HEADED.search(text))]
        below = [plain(text) for text in foot]
        years = {int(match[2]) for match in stated}
        years |= {int(match[1]) for text in below if (match := _FOOT.search(text))}
        lagged = {int(match[1]) for text in below if (match := _LAGGED.search(text))}
        editions = {int(match[1]) for match in stated}
        if len(years) != 1 or len(lagged) > 1 or editions - {self.edition}:
            statements = [match[0] for match in stated] + [
                t for t in foot if _FOOT.search(plain(t))
            ]
            raise UnusableFileError(
                "itu-idi.years",
                file=self.shown,
                edition=str(self.edition),
                stated=[visible(text)[:120] for text in statements] or ["\u2013"],
            )
        year = years.pop()
        return year, (lagged.pop() if lagged else year - 1)

    def _printed_decimals(
        self, rows: list[int], values: Mapping[str, Pair], scores: Mapping[str, int]
    ) -> None:
        """Find the number of decimals with which the numbers of each column are printed."""
        for pair in values.values():
            shown = [
                shown_decimals(self.formats[row, pair.column])
                for row in rows
                if isinstance(self.cells.get((row, pair.column)), Decimal)
            ]
            self.decimals[pair.column] = max(shown, default=0)
        aggregates = set(self.form["aggregates"])
        for group in (aggregates, scores.keys() - aggregates):
            figures = [self.cells.get((row, scores[node])) for row in rows for node in group]
            most = max(
                (numbers.decimals_of(cell) for cell in figures if isinstance(cell, Decimal)),
                default=0,
            )
            self.decimals |= {scores[node]: most for node in group}


def _without_noise(number: float) -> Decimal:
    """Return the decimal that a number of a spreadsheet represents."""
    exact = Decimal(repr(number))
    if numbers.decimals_of(exact) <= _DECIMALS:
        return exact
    text = format(numbers.round_half_up(exact, _DECIMALS), "f").rstrip("0").rstrip(".")
    return Decimal(text)


def _with_decimals(number: Decimal, decimals: int) -> Decimal:
    """Return a number with zeros after its decimals; it keeps all its digits."""
    missing = decimals - numbers.decimals_of(number)
    return Decimal(f"{number:.{decimals}f}") if missing > 0 else number
