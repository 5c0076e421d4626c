"""The sheets with cells to fill in: values by indicator, and plans on offer."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import field
from typing import Any

from ictindex.core.data_classes import dataclass
from ictindex.definitions import catalogue
from ictindex.language import i18n
from ictindex.language.i18n import house_style
from ictindex.submissions.questionnaires import layout, live_checks, styles
from ictindex.submissions.questionnaires.corrected_cells import CorrectedCells
from ictindex.submissions.questionnaires.earlier_plans import Plans
from ictindex.submissions.questionnaires.layout import Position as Position
from ictindex.submissions.questionnaires.live_checks import LiveCheck
from ictindex.submissions.questionnaires.price_conversion import Factor
from ictindex.submissions.questionnaires.printed_paper import write_footer

# Notes in the margin of a cell: level and words.
Notes = Mapping[Position, Sequence[tuple[str, str]]]
DATE = "yyyy-mm-dd"
MOMENT = "yyyy-mm-dd hh:mm:ss"
_MOST_NOTES = 7  # a comment cannot contain more characters
# A spreadsheet allows no taller row, and nobody reads a longer note in a cell.
TALLEST, SHOWN = 409.0, 4000


@dataclass(frozen=True, slots=True)
class Contents:
    """Contents of the cells of a workbook, by sheet, row and column.

    Parameters
    ----------
    cells : mapping
        Cells that a submitter may fill in: numbers, dates, texts.
    previous : mapping
        Values of earlier years, shown next to them.
    stray : mapping
        Contents of other cells, where nothing is asked for.
    origins : mapping
        Of values of earlier years: the class of the source, and after a space the source.
    plans : mapping
        Plans of the year before by sheet.
    corrections : CorrectedCells
        The cells that were changed in this tool.
    factors : sequence
        Incomes and exchange rates of the economy, which convert its prices.
    errors : mapping
        Of values of earlier years: the standard error, if a survey stated one.
    """

    cells: Mapping[Position, object] = field(default_factory=dict)
    previous: Mapping[Position, object] = field(default_factory=dict)
    stray: Mapping[Position, object] = field(default_factory=dict)
    origins: Mapping[Position, str] = field(default_factory=dict)
    plans: Plans = field(default_factory=dict)
    corrections: CorrectedCells = field(default_factory=CorrectedCells)
    factors: Sequence[Factor] = ()
    errors: Mapping[Position, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Work:
    """Everything that the sheets are made of."""

    book: styles.Book
    form: layout.Form
    labels: Mapping[str, Mapping[str, str]]
    contents: Contents
    notes: Notes
    done: set[Position] = field(default_factory=set)

    def cell(self, sheet: Any, position: Position, default: object = "", **form: object) -> None:
        """Write a cell to fill in, with colour and comment if there is a finding."""
        self._put(sheet, position, self.contents.cells.get(position, default), form)

    def column(self, sheet: Any, page: layout.Page, column: int, **form: object) -> None:
        """Write the cells to fill in of a column of plans, most of them empty."""
        empty = self.book.fill("", **form)
        for row in page.lines:
            cell = (page.id, row, column)
            if cell in self.contents.cells or cell in self.notes:
                self.cell(sheet, cell, **form)
            else:
                sheet.write_empty(row, column, None, empty)
                self.done.add(cell)

    def find_untouched(self, named: Iterable[str]) -> list[Position]:
        """Return the cells that ask for nothing, but have a content or a note."""
        touched = {*self.contents.stray, *self.notes} - self.done
        return sorted(cell for cell in touched if cell[0] in named)

    def stray(self, sheet: Any, cell: Position) -> None:
        """Write the content of a cell where nothing is asked for, or its comment alone."""
        if cell in self.contents.stray:
            self._put(sheet, cell, self.contents.stray[cell], {"text_wrap": True})
        else:
            comment(self.book, sheet, cell, [words for _, words in self.notes[cell]])

    def _put(self, sheet: Any, cell: Position, raw: object, form: dict[str, object]) -> None:
        notes = self.notes.get(cell, ())
        mark = ""
        if notes:
            levels = {level for level, _ in notes}
            mark = next((level for level in styles.LEVELS if level in levels), "")
        if isinstance(raw, dt.date):
            # In another format a date would be shown and read as the number of a day.
            form = {**form, "num_format": MOMENT if isinstance(raw, dt.datetime) else DATE}
        self.book.put(sheet, cell[1], cell[2], raw, self.book.fill(mark, **form))
        if notes:
            comment(self.book, sheet, cell, [words for _, words in notes])
        self.done.add(cell)


def shorten(words: str) -> str:
    """Return words, shortened to what can be read in a cell."""
    return words if len(words) <= SHOWN else words[: SHOWN - 1] + "\u2026"


def comment(book: styles.Book, sheet: Any, cell: Position, notes: Sequence[str]) -> None:
    """Write a comment in a box large enough for its words."""
    # A comment has no direction of its own: words from right to left are embedded.
    shown = [f"\u202b{words}\u202c" if book.is_rtl else words for words in map(shorten, notes)]
    text = "\n\n".join(shown[:_MOST_NOTES])
    sheet.comments_put[cell[1:]] = text
    sheet.write_comment(
        cell[1],
        cell[2],
        text,
        {
            "author": "ictindex",
            "width": 320,
            "height": min(600.0, max(60.0, styles.row_height([(text, 43, 9)]) * 1.4 + 14)),
            "font_size": styles.SIZES["small"],
            "color": house_style.BOOK_NOTE,
        },
    )


def write_head(
    work: Work, sheet: Any, page: str, width: int, within: tuple[int, Sequence[float]]
) -> float:
    """Write title, introduction and facts above the columns of a sheet; return their height."""
    # ``within`` is the first visible column and the widths of the columns visible together: the
    # words stay inside them, so that neither the screen nor a page break cuts them.
    book, form = work.book, work.form
    section = f"questionnaire/sheets/{page}"
    title = i18n.text(section, "title", book.language)
    introduction = i18n.text(section, "introduction", book.language)
    band = book.format(
        bold=True,
        font_size=styles.SIZES["title"],
        font_color=styles.PAPER,
        bg_color=styles.DARK,
        indent=1,
    )
    sheet.set_row(layout.TITLE, 32)
    first, widths = within
    for column in range(width):
        sheet.write_blank(layout.TITLE, column, None, band)
    sheet.write_string(layout.TITLE, first, title, band)
    tall = 32.0
    for row, least, words, colour in (
        (layout.INTRODUCTION, 20.0, introduction, house_style.BOOK_BLACK),
        (layout.FACTS, 18.0, describe_form(form, book, page), styles.GREY),
    ):
        shape = book.format(font_color=colour, indent=1, text_wrap=True)
        least = max(least, styles.row_height([(words, sum(widths) - 4, 10)]))
        if len(widths) > 1:
            sheet.merge_range(row, first, row, first + len(widths) - 1, words, shape)
        else:
            sheet.write_string(row, first, words, shape)
        sheet.set_row(row, least)
        tall += least
    return tall


def colour_title(
    book: styles.Book, sheet: Any, width: int, checks: Iterable[LiveCheck], complete: str
) -> None:
    """Colour the title of a sheet while a check is open, and once nothing needed is missing."""
    title = (layout.TITLE, 0, layout.TITLE, width - 1)
    every_check = list(checks)
    for level in ("error", "warning"):
        broken = [check.expression for check in every_check if check.level == level]
        for expression in live_checks.join_expressions(broken):
            book.colour_if(sheet, title, expression, f"title-{level}")
    if complete:
        book.colour_if(sheet, title, complete, "complete")


def describe_form(form: layout.Form, book: styles.Book, page: str = "") -> str:
    """Return the economy, edition and year of a questionnaire, and whether it is provisional."""
    kind = form.pages[page].kind if page in form.pages else ""
    year = form.offered if kind == "tariffs" else form.year
    facts = book.say("facts", economy=form.economy, edition=str(form.edition), year=str(year))
    if form.office:
        facts = i18n.clauses([facts, i18n.isolate(form.office)], book.language)
    document = form.provisional_for(page)
    if not document:
        return facts
    return i18n.sentences(book.say("provisional", document=document), facts, book.language)


def head_format(book: styles.Book, **properties: object) -> Any:
    """Return the format of the heading of a column."""
    usual = {"bold": True, "bg_color": styles.HEAD, "font_color": styles.DARK}
    return book.add_edge(**{**usual, "text_wrap": True, "indent": 1, **properties})


Lists = Mapping[str, Sequence[tuple[str, str]]]


def write_codes(work: Work, sheet: Any) -> None:
    """Write the sheet that explains the codes of the lists."""
    book = work.book
    widths = (14.0, 90.0)
    write_head(work, sheet, layout.CODES, 2, (0, widths))
    for column, width in enumerate(widths):
        sheet.set_column(column, column, width)
    sheet.set_row(layout.STARTS, 6)
    row = layout.HEADERS
    language, offered = book.language, work.form.plan.statuses
    words = {code: work.labels["status"][code] for code in offered}
    others = {
        code: i18n.label("status", code, language)
        for code in catalogue.status_codes()
        if code not in offered
    }
    free = {code: work.labels["conf_status"][code] for code in work.form.plan.confidentiality}
    for key, pairs in (
        ("status-title", words),
        ("other-codes", others),
        ("confidentiality-title", free),
    ):
        over = head_format(book, text_wrap=False, border=0, bottom=1, bottom_color=styles.LINE)
        book.put(sheet, row, 0, book.say(key), over)
        book.put(sheet, row, 1, "", over)
        row += 1
        for code, shown in pairs.items():
            book.put(sheet, row, 0, code, book.add_edge(bold=True, align="center"))
            book.put(sheet, row, 1, shown, book.add_edge(indent=1))
            row += 1
        row += 1
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    write_footer(book, sheet, describe_form(work.form, book))


def legend_formats(book: styles.Book) -> list[tuple[str, Any]]:
    """Return the id of each colour, with its format."""
    locked = book.add_edge(bg_color=styles.LOCKED)
    grey = book.add_edge(bg_color=styles.LOCKED, italic=True, font_color=styles.GREY, number=True)
    shown = [
        ("fill", book.add_edge(bg_color=styles.FILL)),
        ("needed", book.add_edge(bg_color=styles.LIVE["needed"])),
        ("previous", grey),
        ("revised", book.add_edge(bg_color=styles.REVISED)),
        ("locked", locked),
    ]
    shown += [
        (f"live-{level}", book.add_edge(bg_color=styles.LIVE[level], bold=True, number=True))
        for level in ("error", "warning")
    ]
    shown += [
        (key, book.add_edge(bg_color=styles.LIVE[key]))
        for key in ("title-error", "title-warning", "complete")
    ]
    shown += [(level, book.fill(level, locked=True)) for level in styles.LEVELS]
    return shown


def place_lists(book: styles.Book, lists: Lists, title: str) -> None:
    """Register the cells of the labels of each list."""
    for number, (key, pairs) in enumerate(lists.items()):
        column = 2 * number + 1
        first, last = (layout.cell_name(row, column) for row in (1, len(pairs)))
        cells = ":".join(
            "$" + cell.rstrip("0123456789") + "$" + cell.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ")
            for cell in (first, last)
        )
        book.add_list(key, f"{title}!{cells}")


def write_lists(book: styles.Book, sheet: Any, lists: Lists) -> None:
    """Write the codes of each list next to their labels."""
    plain = book.format()
    for number, (key, pairs) in enumerate(lists.items()):
        book.put(sheet, 0, 2 * number, key, plain)
        for row, pair in enumerate(pairs, start=1):
            for side, text in enumerate(pair):
                book.put(sheet, row, 2 * number + side, text, plain)
