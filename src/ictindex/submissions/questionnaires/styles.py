"""The workbook as such: formats, cells that keep their exact content, lists to choose from.

Nothing in it is ever a formula: what a submitter wrote is stored as text or as a number.
"""

from __future__ import annotations

import datetime as dt
import io
import math
import unicodedata
from collections.abc import Mapping, Sequence
from decimal import Decimal
from functools import lru_cache
from typing import Any

from ictindex.core.errors import UsageError
from ictindex.language import i18n
from ictindex.language.i18n import house_style
from ictindex.language.i18n.text_layout import cell_width, wrap
from ictindex.submissions.questionnaires.cell_values import cell_text
from ictindex.submissions.questionnaires.layout import column_letters

# Every workbook has this date of creation, so that the same content has the same bytes.
_MADE = dt.datetime(2020, 1, 1)
_FONT = {"zh": "Microsoft YaHei"}
_EXACT = 2**53  # a spreadsheet keeps whole numbers up to this one exactly
DARK, HEAD, GROUP = house_style.BOOK_DARK, house_style.BOOK_HEAD, house_style.BOOK_GROUP
LOCKED, FILL = house_style.BOOK_LOCKED, house_style.BOOK_FILL
LINE, GREY = house_style.BOOK_LINE, house_style.BOOK_GREY
REVISED, FAINT = house_style.BOOK_REVISED, house_style.BOOK_FAINT
LINK, PAPER = house_style.BOOK_LINK, house_style.BOOK_PAPER
SIZES = house_style.BOOK_SIZES
MARKS, EDGES = house_style.BOOK_MARKS, house_style.BOOK_EDGES
LEVELS = tuple(MARKS)
# Colours that change while figures are typed, and words that are readable on them.
LIVE, _INK = house_style.BOOK_LIVE, house_style.BOOK_INK
_WORDED = ("title-error", "title-warning")  # colours of a title that come with words
# Characters that a spreadsheet accepts in a message at a cell.
_MOST_TITLE, _MOST_MESSAGE = 32, 255
_TURNED = {"left": "right", "right": "left"}
_WIDE = 4.2  # Chinese letters that fit into a column side by side
# Widths of the letters of Arial, in thousandths of the font size.
_BREADTHS = {
    letter: width / 1000
    for width, letters in {
        222: "ijl'",
        278: " !,./:;I[]\\ft",
        333: "()-r`",
        355: '"',
        500: "cksvxyzJ",
        556: "abdeghnopqu0123456789_$?#L",
        584: "+<=>",
        611: "FTZ",
        667: "ABEKPSVXY&",
        722: "CDHNRUw",
        778: "GOQ",
        833: "mM",
        889: "%",
        944: "W",
    }.items()
    for letter in letters
}


def _plain_formula(formula: str, *_: Any, **__: Any) -> str:
    """Return a formula in the form that a workbook stores."""
    # XlsxWriter would search each formula for a hundred newer functions, which the live checks do
    # not use. This would take a third of the time that a workbook needs.
    return formula.removeprefix("=")


def _kinds() -> tuple[Any, Any]:
    """Return the classes of workbook and sheet; the extra is imported here, at first use."""
    try:
        from xlsxwriter import Workbook
        from xlsxwriter.worksheet import Worksheet
    except ImportError as error:
        raise UsageError("questionnaire.no-writer", package="xlsxwriter") from error
    return _book_kind(Workbook), _sheet_kind(Worksheet)


def _book_kind(kind: Any) -> Any:
    """Return the class of workbook that is written, from that of the library."""

    # The class of an extra is known at first use only, which mypy cannot see.
    class Pages(kind):  # type: ignore[misc]
        """A workbook whose sheets can be neither removed, renamed nor moved."""

        def _write_book_views(self) -> None:
            self._xml_empty_tag("workbookProtection", [("lockStructure", "1")])
            super()._write_book_views()

    return Pages


def _join_words(parts: Sequence[object]) -> str:
    """Return the words of a text whose parts have formats of their own."""
    return "".join(part for part in parts if isinstance(part, str))


def _sheet_kind(kind: Any) -> Any:
    """Return the class of sheet that is written, from that of the library."""

    # As above: known at first use only.
    class Page(kind):  # type: ignore[misc]
        """A sheet that writes all digits of a number: sixteen are not always enough."""

        def __init__(self) -> None:
            super().__init__()
            # What is expected there when the workbook comes back, by row and column.
            self.protected: dict[tuple[int, int], str] = {}
            self.comments_put: dict[tuple[int, int], str] = {}
            # A cell with a format alone, whose place is certainly given by numbers.
            self.write_empty = self._write_blank

        def _write_string(self, row: int, col: int, string: str, cell_format: Any = None) -> Any:
            self._protect_cell(row, col, string, cell_format)
            return super()._write_string(row, col, string, cell_format)

        def _write_number(self, row: int, col: int, number: Any, cell_format: Any = None) -> Any:
            self._protect_cell(row, col, cell_text(number), cell_format)
            return super()._write_number(row, col, number, cell_format)

        def _write_rich_string(self, row: int, col: int, *args: Any) -> Any:
            self._protect_cell(row, col, _join_words(args), args[-1])
            return super()._write_rich_string(row, col, *args)

        _prepare_formula = staticmethod(_plain_formula)

        def _write_cell(self, row: int, col: int, cell: Any) -> None:
            # Nine cells in ten are empty: they are written without a list of attributes.
            if type(cell).__name__ == "Blank":
                style = cell.format._get_xf_index()  # noqa: SLF001
                self.fh.write(f'<c r="{column_letters(col)}{row + 1}" s="{style}"/>')
            else:
                super()._write_cell(row, col, cell)

        def _protect_cell(self, row: int, col: int, text: str, cell_format: Any) -> None:
            if cell_format is not None and cell_format.locked:
                self.protected[row, col] = text

        def _xml_number_element(self, number: float, attributes: Any = ()) -> None:
            written = "".join(f' {key}="{value}"' for key, value in attributes)
            self.fh.write(f"<c{written}><v>{number!r}</v></c>")

    return Page


class Book:
    """A workbook being written."""

    def __init__(self, language: str) -> None:
        pages, self._page = _kinds()
        self.language = language
        self.is_rtl = i18n.direction(language) == "rtl"
        self._stream = io.BytesIO()
        font = {"font_name": _FONT.get(language, "Arial"), "font_size": SIZES["text"]}
        self.workbook = pages(
            self._stream,
            {
                "in_memory": True,
                "strings_to_formulas": False,
                "strings_to_urls": False,
                "strings_to_numbers": False,
            },
        )
        self._font: dict[str, object] = dict(font)
        self._formats: dict[str, Any] = {}
        self._asked: dict[tuple[tuple[str, object], ...], Any] = {}
        self._fills: dict[tuple[object, ...], Any] = {}
        self._lists: dict[str, str] = {}
        self._live: dict[str, Any] = {}
        self._texts: dict[tuple[object, ...], str] = {}

    def describe(self, title: str, properties: dict[str, str]) -> None:
        """Write the properties of the document."""
        self.workbook.set_properties(
            {"title": title, "author": "ictindex", "created": _MADE, "comments": ""}
        )
        for name, value in properties.items():
            self.workbook.set_custom_property(name, value, "text")

    def sheet(self, title: str, *, colour: str = "") -> Any:
        """Add a sheet that is protected except for the cells that a format unlocks."""
        sheet = self.workbook.add_worksheet(title, self._page)
        sheet.protect("", {"format_columns": True, "format_rows": True, "autofilter": True})
        sheet.hide_gridlines(2)
        if self.is_rtl:
            sheet.right_to_left()
        if colour:
            sheet.set_tab_color(colour)
        return sheet

    def format(self, **properties: object) -> Any:
        """Return the format with these properties, made once; ``number`` is for figures."""
        asked = tuple(properties.items())
        if asked not in self._asked:
            self._asked[asked] = self._make_format(properties)
        return self._asked[asked]

    def _make_format(self, properties: dict[str, object]) -> Any:
        number = bool(properties.pop("number", False))
        if number:
            properties = {"align": "right", "indent": 1, **properties}
        whole = {"valign": "vcenter", **self._font, **properties}
        if whole.get("indent"):
            # A spreadsheet indents only text that is aligned to a side.
            whole.setdefault("align", "left")
        if self.is_rtl:
            # Alignment refers to the sides of the paper, which are exchanged in a sheet from right
            # to left. Numbers stay at the right in every script, their units below one another.
            side = str(whole.get("align", "left"))
            whole["align"] = side if number else _TURNED.get(side, side)
            whole.setdefault("reading_order", 2)
        key = repr(sorted(whole.items()))
        if key not in self._formats:
            self._formats[key] = self.workbook.add_format(whole)
        return self._formats[key]

    def add_edge(self, **properties: object) -> Any:
        """Return a format with a thin edge."""
        return self.format(**{"border": 1, "border_color": LINE, **properties})

    def fill(self, mark: str = "", **properties: object) -> Any:
        """Return the format of a cell to fill in, or of one with a finding."""
        key = mark, *properties.items()
        if key not in self._fills:
            colour = MARKS.get(mark, FILL)
            edge = {"border": 2, "border_color": EDGES[mark]} if mark else {}
            whole = {"locked": False, "bg_color": colour, **edge, **properties}
            self._fills[key] = self.add_edge(**whole)
        return self._fills[key]

    def put(self, sheet: Any, row: int, column: int, raw: object, form: Any) -> None:
        """Write the content of a cell: numbers as numbers, everything else as text."""
        if raw is None or raw == "":
            sheet.write_empty(row, column, None, form)
        elif isinstance(raw, bool):
            sheet.write_boolean(row, column, raw, form)
        elif isinstance(raw, dt.date):
            sheet.write_datetime(row, column, raw, form)
        else:
            held = plain(raw)
            write = sheet.write_string if isinstance(held, str) else sheet.write_number
            write(row, column, held, form)

    def add_list(self, key: str, reference: str) -> None:
        """Register the cells of the labels of a list."""
        self._lists[key] = reference

    def choose(
        self,
        sheet: Any,
        rows: tuple[int, int],
        column: int,
        key: str,
        level: str,
        words: tuple[str, str] = ("", ""),
    ) -> None:
        """Attach a list of choices to some rows; without a level other texts may be typed."""
        refusal = {"error_type": level} if level else {"show_error": False}
        options = {"validate": "list", "source": f"={self._lists[key]}", **refusal}
        options |= {**self.refusal(self.say("choose")), **self.prompt(*words)}
        self.guard(sheet, rows, column, options)

    def guard(
        self, sheet: Any, rows: tuple[int, int], column: int, options: Mapping[str, object]
    ) -> None:
        """Let a spreadsheet refuse impossible values, and show what a cell asks for."""
        sheet.data_validation(rows[0], column, rows[1], column, dict(options))

    def refusal(self, message: str) -> dict[str, object]:
        """Return the message of a cell that refuses what was typed."""
        title = shorten(self.say("not-possible"), _MOST_TITLE)
        return {"error_title": title, "error_message": shorten(message, _MOST_MESSAGE)}

    def prompt(self, title: str, message: str) -> dict[str, object]:
        """Return the hint that is shown while a cell is selected; nothing without a message."""
        if not message:
            return {}
        return {
            "input_title": shorten(title, _MOST_TITLE),
            "input_message": shorten(message, _MOST_MESSAGE),
        }

    def colour_if(
        self, sheet: Any, cells: tuple[int, int, int, int], expression: str, level: str
    ) -> None:
        """Colour cells while an expression is true; an earlier expression has priority."""
        if level not in self._live:
            colour = {"bg_color": LIVE[level]}
            if level in _INK:
                colour["font_color"] = _INK[level]
            if level in _WORDED:
                # A colour alone is not seen by everybody, nor on paper: words follow the title.
                words = self.say(level).replace('"', "")
                colour["num_format"] = f'@" {words}"'
            self._live[level] = self.workbook.add_format(colour)
        options = {"type": "formula", "criteria": f"={expression}", "stop_if_true": True}
        sheet.conditional_format(*cells, {**options, "format": self._live[level]})

    def say(self, key: str, **values: object) -> str:
        """Return a phrase of the questionnaire; most are on it many times."""
        asked = key, *values.items()
        if asked not in self._texts:
            self._texts[asked] = i18n.text("questionnaire", key, self.language, **values)
        return self._texts[asked]

    def finish(self) -> bytes:
        """Return the bytes of the workbook."""
        self.workbook.close()
        return self._stream.getvalue()


def plain(raw: object) -> int | float | str:
    """Return a number in the form that a spreadsheet stores; everything else as text."""
    # A submitted formula or error goes back as text.
    if not isinstance(raw, (int, float, Decimal)):
        return str(getattr(raw, "text", raw))
    number = _number(raw)
    if number is not None:
        return number
    return format(raw, "f") if isinstance(raw, Decimal) else str(raw)


def _number(raw: int | float | Decimal) -> int | float | None:
    """Return a number that a spreadsheet can store, or ``None`` if it would change."""
    if isinstance(raw, int):
        return raw if abs(raw) <= _EXACT else None
    if isinstance(raw, float):
        return raw if math.isfinite(raw) else None
    near = float(raw)
    if not math.isfinite(near) or Decimal(repr(near)) != raw:
        return None
    return int(raw) if raw == raw.to_integral_value() and abs(raw) <= _EXACT else near


def embed(words: str) -> str:
    """Return words with embeddings instead of isolates, which some spreadsheets do not support."""
    # Words in the same direction as their surroundings stay unchanged: LibreOffice tears an
    # embedding of Arabic in Arabic apart.
    shown = []
    closing: list[str] = []
    for position, mark in enumerate(words):
        if mark in "\u2067\u2068":
            is_latin = mark == "\u2068" and _begins(words[position + 1 :]) == "L"
            shown.append("\u202a" if is_latin else "")
            closing.append("\u202c" if is_latin else "")
        else:
            shown.append(closing.pop() if mark == "\u2069" and closing else mark)
    return "".join(shown)


def _begins(words: str) -> str:
    """Return the direction of the first letter up to the end of an isolate, ignoring inner ones."""
    depth = 0
    for letter in words:
        depth += (letter in "\u2067\u2068") - (letter == "\u2069")
        way = unicodedata.bidirectional(letter)
        if depth == 0 and way in ("L", "R", "AL"):
            return way
        if depth < 0:
            break
    return "" if words.startswith("\u2067") else "L"


def shorten(words: str, most: int) -> str:
    """Return words, cut between two of them at the length that a spreadsheet accepts."""
    if len(words) <= most:
        return words
    kept = words[: most - 1]
    return (kept.rpartition(" ")[0] or kept).rstrip() + "\u2026"


def row_height(texts: Sequence[tuple[str, float, float]]) -> float:
    """Return the height of a row, in points, for texts below one another."""
    total = 0.0
    for text, width, size in texts:
        total += sum(_lines(part, width, size) for part in text.split("\n")) * size * 1.32
    return max(18.0, math.ceil(total + 5))


@lru_cache(maxsize=4096)
def _lines(text: str, width: float, size: float) -> int:
    """Return the number of lines of a text in a column, whose width is in digits of size 11."""
    room = width * 7 / (size * 96 / 72)  # in widths of an M
    average = max(0.4, text_width(text) / max(1, cell_width(text)))
    cells = max(4, int(room / average * 0.95))
    return sum(max(1, math.ceil(cell_width(line) / cells)) for line in wrap(text, cells))


@lru_cache(maxsize=4096)
def text_width(text: str) -> float:
    """Return the width of a text in Arial, in units of its font size."""
    return sum(_breadth(letter) for letter in unicodedata.normalize("NFD", text))


def column_width(words: str, size: float = 11.0) -> int:
    """Return the width of a column that breaks no word of a heading."""
    # A bold letter is a tenth wider than a plain one: in size 10 it counts as a letter of size 11.
    # Words of wide letters may be broken anywhere: room for some letters is enough.
    widest = max(
        (
            min(text_width(word), _WIDE) if cell_width(word) > len(word) else text_width(word)
            for word in words.split()
        ),
        default=0.0,
    )
    return math.ceil(widest * size * 96 / 72 / 7 + 2.6)


def _breadth(letter: str) -> float:
    if letter in _BREADTHS:
        return _BREADTHS[letter]
    if unicodedata.combining(letter):
        return 0.0
    # A wide letter fills its square; Cyrillic letters are wider than Latin ones, Arabic ones not.
    cells = cell_width(letter)
    return 0.5 if "\u0600" <= letter <= "\u06ff" else 0.57 if cells == 1 else 0.5 * cells
