"""The sheets with cells to fill in: values by indicator, and plans on offer."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

from ictindex import catalogue, i18n
from ictindex.questionnaires import layout, styles
from ictindex.questionnaires.labels import UNLIMITED, code_of, name_of, units_of
from ictindex.questionnaires.sheet_plan import Column

_NEW_PAPER = ("beyond", "conditions")
_PAPER = 850  # pixels between the margins of a sheet A4 across, with room to spare


def write_footer(book: styles.Book, sheet: Any, text: str) -> None:
    """Write on every sheet of paper whose it is, and its number."""
    # A footer has no direction of its own: words from right to left are embedded, and numbers of
    # pages stand alone.
    words = text.replace("&", "&&")
    if book.is_rtl:
        sheet.set_footer(f"&L&8&P / &N&R&8\u202b{words}\u202c")
    else:
        sheet.set_footer(f"&L&8{words}&R&8&P / &N")


def set_up_paper(
    book: styles.Book, sheet: Any, first: int, fixed: int, head_rows: int, text: str
) -> None:
    """Freeze the heads of rows and columns, and set the sheet up for paper."""
    sheet.freeze_panes(first, fixed)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(head_rows, first - 1)
    sheet.set_margins(0.4, 0.4, 0.5, 0.6)
    write_footer(book, sheet, text)
    sheet.set_zoom(100)


def set_page_breaks(sheet: Any, page: layout.Page, columns: Sequence[int]) -> None:
    """Break the printed sheet where groups of columns begin, as large as the widest part allows."""
    named = [column.starts for column in page.columns]
    breaks = [named.index(part) for part in _NEW_PAPER if part in named]
    widths = [7 * width + 5 for width in columns]
    parts = [sum(widths[a:b]) for a, b in pairwise((0, *breaks, len(widths)))]
    parts = [parts[0], *(part + sum(widths[:2]) for part in parts[1:])]
    sheet.set_print_scale(max(10, min(60, int(100 * _PAPER / max(parts)) - 1)))
    sheet.set_v_pagebreaks(breaks)


Place = tuple[str, int, int]  # id of the sheet, row, column
# Notes in the margin of a cell: level and words.
Notes = Mapping[Place, Sequence[tuple[str, str]]]
WIDTHS = {layout.CODE: 17, layout.NAME: 54, layout.UNIT: 16}
_ANSWER_WIDTHS = {"value": 17, "status": 19, "conf_status": 17, "source": 22, "note": 26}
_KINDS = {"text": 22, "currency": 11, "date": 13, "choice": 13, "yes-no": 11}
_WIDER = {"note": 34, "source": 30, "name": 26}
_DEFINITION = 8.5
_FIXED = 2  # columns of a sheet of plans that stay in sight: operator and plan
DATE = "yyyy-mm-dd"
_MOMENT = "yyyy-mm-dd hh:mm:ss"
_MOST_NOTES = 7  # more than these no comment can hold
# A spreadsheet knows no taller row, and nobody reads a longer note in a cell.
TALLEST, SHOWN = 409.0, 4000


@dataclass(frozen=True, slots=True)
class Contents:
    """What the cells of a workbook hold, by sheet, row and column.

    Parameters
    ----------
    cells : mapping
        Cells that a submitter may fill in: numbers, dates, texts.
    previous : mapping
        Values of earlier years, which stand beside them.
    stray : mapping
        What stands in other cells, where nothing is asked for.
    """

    cells: Mapping[Place, object] = field(default_factory=dict)
    previous: Mapping[Place, object] = field(default_factory=dict)
    stray: Mapping[Place, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Work:
    """What the sheets are made of."""

    book: styles.Book
    form: layout.Form
    labels: Mapping[str, Mapping[str, str]]
    contents: Contents
    notes: Notes
    done: set[Place] = field(default_factory=set)

    def cell(self, sheet: Any, place: Place, default: object = "", **form: object) -> None:
        """Write a cell to fill in, with its colour and comment where there is a finding."""
        self._put(sheet, place, self.contents.cells.get(place, default), form)

    def untouched(self, named: Iterable[str]) -> list[Place]:
        """Return the cells that ask for nothing, but hold something or have a note."""
        known = {*self.contents.stray, *self.notes} - self.done
        return sorted(place for place in known if place[0] in named)

    def stray(self, sheet: Any, place: Place) -> None:
        """Write what stands where nothing is asked for, at its place, or the comment alone."""
        if place in self.contents.stray:
            self._put(sheet, place, self.contents.stray[place], {"text_wrap": True})
        else:
            comment(self.book, sheet, place, [words for _, words in self.notes[place]])

    def _put(self, sheet: Any, place: Place, raw: object, form: dict[str, object]) -> None:
        notes = self.notes.get(place, ())
        mark = next(
            (level for level in styles.LEVELS if any(level == other for other, _ in notes)), ""
        )
        if isinstance(raw, dt.date):
            # In another format a date would be shown, and read, as the number of a day.
            form = {**form, "num_format": _MOMENT if isinstance(raw, dt.datetime) else DATE}
        self.book.put(sheet, place[1], place[2], raw, self.book.fill(mark, **form))
        if notes:
            comment(self.book, sheet, place, [words for _, words in notes])
        self.done.add(place)


def shorten(words: str) -> str:
    """Return words as far as they can be read in a cell."""
    return words if len(words) <= SHOWN else words[: SHOWN - 1] + "\u2026"


def comment(book: styles.Book, sheet: Any, place: Place, notes: Sequence[str]) -> None:
    """Write a comment large enough for its words."""
    # A comment has no direction of its own: words from right to left are embedded.
    shown = [f"\u202b{words}\u202c" if book.is_rtl else words for words in map(shorten, notes)]
    text = "\n\n".join(shown[:_MOST_NOTES])
    sheet.comments_put[place[1:]] = text
    sheet.write_comment(
        place[1], place[2], text,
        {
            "author": "ictindex",
            "width": 320,
            "height": min(600.0, max(60.0, styles.row_height([(text, 43, 9)]) * 1.4 + 14)),
            "font_size": 9,
            "color": "#FFFFE6",
        },
    )  # fmt: skip


def write_head(work: Work, sheet: Any, page: str, width: int, within: Sequence[int] = ()) -> None:
    """Write title, introduction and facts over the columns of a sheet."""
    # ``within`` are the widths of the columns that every sheet of paper repeats: there the words
    # are kept, that none of them is cut where the paper breaks.
    book, form = work.book, work.form
    section = f"questionnaire/sheets/{page}"
    title = i18n.text(section, "title", book.language)
    introduction = i18n.text(section, "introduction", book.language)
    band = book.format(
        bold=True, font_size=16, font_color="#FFFFFF", bg_color=styles.DARK, indent=1
    )
    sheet.set_row(layout.TITLE, 32)
    for column in range(width):
        sheet.write_blank(layout.TITLE, column, None, band)
    sheet.write_string(layout.TITLE, 0, title, band)
    for row, least, words, colour in (
        (layout.INTRODUCTION, 20.0, introduction, "#000000"),
        (layout.FACTS, 18.0, describe_form(form, book, page), styles.GREY),
    ):  # fmt: skip
        shape = book.format(font_color=colour, indent=1, text_wrap=bool(within))
        if within:
            least = max(least, styles.row_height([(words, sum(within) - 4, 10)]))
            sheet.merge_range(row, 0, row, len(within) - 1, words, shape)
        else:
            sheet.write_string(row, 0, words, shape)
        sheet.set_row(row, least)


def describe_form(form: layout.Form, book: styles.Book, page: str = "") -> str:
    """Return whose questionnaire it is, of which edition and year, and if it is provisional."""
    kind = form.pages[page].kind if page in form.pages else ""
    year = form.offered if kind == "tariffs" else form.year
    facts = book.say("facts", economy=form.economy, edition=str(form.edition), year=str(year))
    document = form.provisional_for(page)
    if not document:
        return facts
    return i18n.sentences(book.say("provisional", document=document), facts, book.language)


def head_format(book: styles.Book, **given: object) -> Any:
    """Return the format of the head of a column."""
    usual = {"bold": True, "bg_color": styles.HEAD, "font_color": styles.DARK}
    return book.boxed(**{**usual, "text_wrap": True, "indent": 1, **given})


def write_values(work: Work, page: layout.Page, sheet: Any) -> None:
    """Write a sheet of values: a row for each value asked for."""
    book, form = work.book, work.form
    write_head(work, sheet, page.id, form.width)
    widths = dict(WIDTHS) | {layout.PREVIOUS + i: 12 for i in range(len(form.previous))}
    widths |= {form.column_of(what): width for what, width in _ANSWER_WIDTHS.items()}
    sheet.set_row(layout.STARTS, 6)
    sheet.set_row(layout.HEADERS, 34)
    names = [book.say("code"), book.say("indicator"), book.say("unit")]
    names += [str(year) for year in form.previous]
    names += [book.say("value", year=str(form.year))]
    names += [book.say(key) for key in ("status", "conf_status", "source", "note")]
    for column, name in enumerate(names):
        sheet.set_column(column, column, max(widths[column], styles.column_width(name)))
        is_number = layout.PREVIOUS <= column <= form.column_of("value")
        more = {"align": "center", "indent": 0} if is_number else {}
        sheet.write_string(layout.HEADERS, column, name, head_format(book, **more))
    for item in page.items:
        if isinstance(item, layout.Heading):
            _heading(work, sheet, item)
        else:
            _ask(work, page, sheet, item)
    last = max(item.row for item in page.items)
    for what in ("status", "conf_status"):
        book.choose(sheet, (layout.FIRST_VALUE, last), form.column_of(what), what, "stop")
    set_up_paper(
        book, sheet, layout.FIRST_VALUE, layout.UNIT, layout.HEADERS, describe_form(form, book)
    )


def _heading(work: Work, sheet: Any, item: layout.Heading) -> None:
    book = work.book
    band = book.boxed(
        bg_color=styles.GROUP, italic=True, font_color=styles.DARK, indent=1, border_color="#DFE5EE"
    )
    sheet.set_row(item.row, 18)
    for column in range(work.form.width):
        sheet.write_blank(item.row, column, None, band)
    sheet.write_string(
        item.row, layout.NAME, i18n.text(item.section, item.key, book.language), band
    )


def _ask(work: Work, page: layout.Page, sheet: Any, ask: layout.Ask) -> None:
    book, form = work.book, work.form
    known = catalogue.indicators()[ask.indicator]
    name = name_of(ask, book.language)
    shown_code = code_of(ask)
    # A code reads from left to right in every sheet; a long one has to fit all the same.
    code = book.boxed(
        font_color=styles.GREY, font_size=8 if len(shown_code) < 17 else 7, bg_color=styles.LOCKED,
        text_wrap=True, indent=1, reading_order=1,
    )  # fmt: skip
    sheet.write_string(ask.row, layout.CODE, shown_code, code)
    if ask.breakdown:
        sheet.write_string(ask.row, layout.NAME, name, book.boxed(text_wrap=True, indent=3))
        tall = styles.row_height([(name, WIDTHS[layout.NAME] - 5, 10)])
    else:
        definition = i18n.text(f"indicators/{ask.indicator}", "definition", book.language)
        indent = 3 if ask.part else 1
        sheet.write_rich_string(
            ask.row, layout.NAME,
            book.format(bold=not ask.part, font_color=styles.DARK), name,
            book.format(font_size=_DEFINITION, font_color=styles.GREY), f"\n{definition}",
            book.boxed(text_wrap=True, indent=indent),
        )  # fmt: skip
        inside = WIDTHS[layout.NAME] - 2 * indent + 1
        tall = styles.row_height([(name, inside - 4, 10), (definition, inside, _DEFINITION)])
    digits = "#,##0" if known.unit == "count" else "General"
    for column, _ in enumerate(form.previous, start=layout.PREVIOUS):
        place = (page.id, ask.row, column)
        grey = book.boxed(font_color=styles.GREY, bg_color=styles.LOCKED, number=True,
                          num_format=digits, italic=True)  # fmt: skip
        book.put(sheet, ask.row, column, work.contents.previous.get(place, ""), grey)
    unit = i18n.label("units", known.unit, book.language)
    if known.other_units:
        work.cell(sheet, (page.id, ask.row, layout.UNIT), unit, text_wrap=True, indent=1)
        book.choose(sheet, (ask.row, ask.row), layout.UNIT, units_of(ask), "stop")
    else:
        locked = book.boxed(bg_color=styles.LOCKED, text_wrap=True, indent=1)
        sheet.write_string(ask.row, layout.UNIT, unit, locked)
    column = form.column_of("value")
    work.cell(
        sheet, (page.id, ask.row, column), num_format=digits, number=True, bold=True
    )  # fmt: skip
    _guard(book, sheet, ask.row, column, known)
    for what in ("status", "conf_status", "source", "note"):
        place = (page.id, ask.row, form.column_of(what))
        work.cell(sheet, place, text_wrap=True, num_format="@", font_size=9, indent=1)
        held = work.contents.cells.get(place)
        if isinstance(held, str):
            tall = max(tall, styles.row_height([(held[:SHOWN], _ANSWER_WIDTHS[what] - 3, 9)]))
    sheet.set_row(ask.row, min(TALLEST, tall))


def _guard(
    book: styles.Book, sheet: Any, row: int, column: int, known: catalogue.Indicator
) -> None:
    """Let a spreadsheet refuse at once what is impossible."""
    least, most = known.minimum, known.maximum
    given: dict[str, object] = {"validate": "whole" if known.unit == "count" else "decimal"}
    if least is not None and most is not None:
        given |= {"criteria": "between", "minimum": float(least), "maximum": float(most)}
    elif least is not None:
        given |= {"criteria": ">=", "value": float(least)}
    else:
        return
    message = (
        book.say("whole-number")
        if known.unit == "count"
        else book.say("out-of-range", range=known.range)
    )
    given |= {"error_title": book.say("not-possible"), "error_message": message}
    sheet.data_validation(row, column, row, column, given)


def write_tariffs(work: Work, page: layout.Page, sheet: Any) -> None:
    """Write a sheet of plans: a line each, columns of the table of tariffs."""
    book = work.book
    widths = _widths(page, book.language)
    write_head(work, sheet, page.id, len(page.columns), widths[:_FIXED])
    sheet.set_row(layout.STARTS, 20)
    sheet.set_row(layout.IDS, None, None, {"hidden": True})
    started = 0
    heights = {layout.HEADERS: 32.0, layout.HINTS: 26.0}
    for number, column in enumerate(page.columns):
        width = widths[number]
        sheet.set_column(number, number, width)
        if column.starts:
            started += 1
        shade = styles.HEAD if started % 2 else styles.GROUP
        words = ""
        if column.starts:
            words = i18n.text("questionnaire/parts", column.starts, book.language)
        # The words of a group run over the empty cells behind it: only the first has any.
        top = book.format(bold=True, bg_color=shade, font_color=styles.DARK, indent=1)
        book.put(sheet, layout.STARTS, number, words, top)
        section = f"questionnaire/tariffs/{column.name}"
        name = i18n.text(section, "name", book.language) + ("\u00a0*" if column.needed else "")
        sheet.write_string(
            layout.HEADERS, number, name, head_format(book, bg_color=shade, valign="bottom")
        )
        hint = i18n.text(section, "hint", book.language)
        small = book.boxed(font_size=8, font_color=styles.GREY, text_wrap=True,
                           bg_color=styles.LOCKED, valign="top", indent=1)  # fmt: skip
        sheet.write_string(layout.HINTS, number, hint, small)
        for row, text, size in ((layout.HEADERS, name, 10.5), (layout.HINTS, hint, 8.0)):
            heights[row] = max(heights[row], styles.row_height([(text, width - 2, size)]))
        sheet.write_string(layout.IDS, number, column.name, small)
        for row in page.lines:
            work.cell(sheet, (page.id, row, number), **_tariff_format(column))
        _column_guard(work, page, sheet, number, column)
    for row in page.lines:
        sheet.set_row(row, 18)
    set_up_paper(
        book,
        sheet,
        layout.FIRST_TARIFF,
        _FIXED,
        layout.STARTS,
        describe_form(work.form, book, page.id),
    )
    for row, points in heights.items():
        sheet.set_row(row, points)
    sheet.repeat_columns(0, _FIXED - 1)
    set_page_breaks(sheet, page, widths)


def _widths(page: layout.Page, language: str) -> list[int]:
    """Return the widths of columns: one that stands alone under its title has to hold that too."""
    widths = [_WIDER.get(column.name, _KINDS.get(column.kind, 13)) for column in page.columns]
    ends = [bool(column.starts) for column in page.columns[1:]] + [True]
    for number, (column, ends_here) in enumerate(zip(page.columns, ends, strict=True)):
        name = i18n.text(f"questionnaire/tariffs/{column.name}", "name", language)
        name += "\u00a0*" if column.needed else ""
        hint = i18n.text(f"questionnaire/tariffs/{column.name}", "hint", language)
        widths[number] = max(
            widths[number], styles.column_width(name), styles.column_width(hint, 8)
        )
        if column.starts and ends_here:
            title = i18n.text("questionnaire/parts", column.starts, language)
            widths[number] = max(widths[number], round(styles.text_width(title) * 2.1) + 3)
    return widths


def _tariff_format(column: Column) -> dict[str, object]:
    if column.kind == "date":
        return {"num_format": DATE, "align": "center"}
    if column.kind in ("number", "volume"):
        return {"number": True}
    return {"num_format": "@", "indent": 1}


def _column_guard(work: Work, page: layout.Page, sheet: Any, number: int, column: Column) -> None:
    book = work.book
    rows = (page.lines[0], page.lines[-1])
    if column.kind == "choice":
        book.choose(sheet, rows, number, f"choice/{column.name}/{page.id}", "stop")
    elif column.kind == "yes-no":
        book.choose(sheet, rows, number, "yes-no", "stop")
    elif column.kind == "volume":
        # A number may be typed all the same: the list is a suggestion.
        book.choose(sheet, rows, number, UNLIMITED, "")
    elif column.kind == "currency":
        book.choose(sheet, rows, number, "currency", "")
    elif column.kind == "number":
        sheet.data_validation(
            rows[0], number, rows[1], number,
            {
                "validate": "decimal", "criteria": ">=", "value": 0,
                "error_title": book.say("not-possible"),
                "error_message": book.say("number-needed"),
            },
        )  # fmt: skip


Lists = Mapping[str, Sequence[tuple[str, str]]]


def write_codes(work: Work, sheet: Any) -> None:
    """Write the sheet that says what the codes of the lists mean."""
    book = work.book
    write_head(work, sheet, layout.CODES, 2)
    sheet.set_column(0, 0, 14)
    sheet.set_column(1, 1, 90)
    sheet.set_row(layout.STARTS, 6)
    row = layout.HEADERS
    known = {code: i18n.label("status", code, book.language) for code in catalogue.status_codes()}
    free = {c: i18n.label("conf-status", c, book.language) for c in work.form.plan.confidentiality}
    for key, pairs in (("status-title", known), ("confidentiality-title", free)):
        over = head_format(book, text_wrap=False, border=0, bottom=1, bottom_color=styles.LINE)
        book.put(sheet, row, 0, book.say(key), over)
        book.put(sheet, row, 1, "", over)
        row += 1
        for code, words in pairs.items():
            book.put(sheet, row, 0, code, book.boxed(bold=True, align="center"))
            book.put(sheet, row, 1, words, book.boxed(indent=1))
            row += 1
        row += 1
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    write_footer(book, sheet, describe_form(work.form, book))


def legend_formats(book: styles.Book) -> list[tuple[str, Any]]:
    """Return the id of each colour, with its format."""
    locked = book.boxed(bg_color=styles.LOCKED)
    grey = book.boxed(bg_color=styles.LOCKED, italic=True, font_color=styles.GREY, number=True)
    shown = [("fill", book.boxed(bg_color=styles.FILL)), ("previous", grey), ("locked", locked)]
    shown += [(level, book.fill(level, locked=True)) for level in styles.LEVELS]
    return shown


def place_lists(book: styles.Book, lists: Lists, title: str) -> None:
    """Tell where the labels of each list will stand."""
    for number, (key, pairs) in enumerate(lists.items()):
        column = 2 * number + 1
        first, last = (layout.cell_name(row, column) for row in (1, len(pairs)))
        cells = ":".join(
            "$" + cell.rstrip("0123456789") + "$" + cell.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ")
            for cell in (first, last)
        )
        book.add_list(key, f"{title}!{cells}")


def write_lists(book: styles.Book, sheet: Any, lists: Lists) -> None:
    """Write the codes of each list beside their labels."""
    plain = book.format()
    for number, (key, pairs) in enumerate(lists.items()):
        book.put(sheet, 0, 2 * number, key, plain)
        for row, pair in enumerate(pairs, start=1):
            for side, text in enumerate(pair):
                book.put(sheet, row, 2 * number + side, text, plain)
