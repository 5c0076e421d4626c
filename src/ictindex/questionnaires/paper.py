"""The sheets on paper: what stays in sight, what is repeated, where the paper breaks."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Any

from ictindex.questionnaires.layout import Page
from ictindex.questionnaires.styles import Book

_NEW_PAPER = ("beyond", "conditions")
_PAPER = 850  # pixels between the margins of a sheet A4 across, with room to spare


def footer(book: Book, sheet: Any, told: str) -> None:
    """Write on every sheet of paper whose it is, and its number.

    A footer has no direction of its own: words from right to left are embedded, and numbers of
    pages stand alone.
    """
    words = told.replace("&", "&&")
    if book.is_rtl:
        sheet.set_footer(f"&L&8&P / &N&R&8\u202b{words}\u202c")
    else:
        sheet.set_footer(f"&L&8{words}&R&8&P / &N")


def layout(book: Book, sheet: Any, first: int, fixed: int, head_rows: int, told: str) -> None:
    """Freeze the heads of rows and columns, and set the sheet up for paper."""
    sheet.freeze_panes(first, fixed)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(head_rows, first - 1)
    sheet.set_margins(0.4, 0.4, 0.5, 0.6)
    footer(book, sheet, told)
    sheet.set_zoom(100)


def broken(sheet: Any, page: Page, columns: Sequence[int]) -> None:
    """Break the paper where groups of columns begin, as large as the widest part allows."""
    named = [column.starts for column in page.columns]
    breaks = [named.index(part) for part in _NEW_PAPER if part in named]
    widths = [7 * width + 5 for width in columns]
    parts = [sum(widths[a:b]) for a, b in pairwise((0, *breaks, len(widths)))]
    parts = [parts[0], *(part + sum(widths[:2]) for part in parts[1:])]
    sheet.set_print_scale(max(10, min(60, int(100 * _PAPER / max(parts)) - 1)))
    sheet.set_v_pagebreaks(breaks)
