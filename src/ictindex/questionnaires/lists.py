"""What codes and colours mean, and the lists from which cells are chosen."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from ictindex import catalogue, i18n
from ictindex.questionnaires.layout import CODES, HEADERS, STARTS, reference
from ictindex.questionnaires.paper import footer
from ictindex.questionnaires.sheets import Work, facts, head, header
from ictindex.questionnaires.styles import FILL, GREY, LEVELS, LINE, LOCKED, Book

Lists = Mapping[str, Sequence[tuple[str, str]]]


def codes(work: Work, sheet: Any) -> None:
    """Write the sheet that says what the codes of the lists mean."""
    book = work.book
    head(work, sheet, CODES, 2)
    sheet.set_column(0, 0, 14)
    sheet.set_column(1, 1, 90)
    sheet.set_row(STARTS, 6)
    row = HEADERS
    known = {code: i18n.label("status", code, book.language) for code in catalogue.status_codes()}
    free = {c: i18n.label("conf-status", c, book.language) for c in work.form.plan.confidentiality}
    for key, pairs in (("status-title", known), ("confidentiality-title", free)):
        over = header(book, text_wrap=False, border=0, bottom=1, bottom_color=LINE)
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
    footer(book, sheet, facts(work.form, book))


def legend(book: Book) -> list[tuple[str, Any]]:
    """Return the id of each colour, with its format."""
    locked = book.boxed(bg_color=LOCKED)
    grey = book.boxed(bg_color=LOCKED, italic=True, font_color=GREY, number=True)
    shown = [("fill", book.boxed(bg_color=FILL)), ("previous", grey), ("locked", locked)]
    shown += [(level, book.fill(level, locked=True)) for level in LEVELS]
    return shown


def place_lists(book: Book, lists: Lists, title: str) -> None:
    """Tell where the labels of each list will stand."""
    for number, (key, pairs) in enumerate(lists.items()):
        column = 2 * number + 1
        first, last = (reference(row, column) for row in (1, len(pairs)))
        cells = ":".join(
            "$" + cell.rstrip("0123456789") + "$" + cell.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ")
            for cell in (first, last)
        )
        book.add_list(key, f"{title}!{cells}")


def write_lists(book: Book, sheet: Any, lists: Lists) -> None:
    """Write the codes of each list beside their labels."""
    plain = book.format()
    for number, (key, pairs) in enumerate(lists.items()):
        book.put(sheet, 0, 2 * number, key, plain)
        for row, pair in enumerate(pairs, start=1):
            for side, text in enumerate(pair):
                book.put(sheet, row, 2 * number + side, text, plain)
