"""Printed sheets: paper, margins, repeated headings, footers, and where a page ends."""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import Any

from ictindex.submissions.questionnaires import styles

# A page of A4 landscape, between its margins: pixels in width, points in height.
PAPER, PAPER_HEIGHT = 990.0, 500.0
_STUB = 0.4  # share of a page, for each page before it


def write_footer(book: styles.Book, sheet: Any, text: str) -> None:
    """Write on every printed page the questionnaire that it belongs to, and its number."""
    # A footer has no direction of its own: words from right to left are embedded, and page numbers
    # are apart from them.
    words = text.replace("&", "&&")
    if book.is_rtl:
        sheet.set_footer(f"&L&8&P / &N&R&8\u202b{words}\u202c")
    else:
        sheet.set_footer(f"&L&8{words}&R&8&P / &N")


def set_up_paper(
    book: styles.Book, sheet: Any, first: int, fixed: int, head_rows: int, text: str
) -> None:
    """Freeze the headings of rows and columns, and set the sheet up for printing."""
    sheet.freeze_panes(first, fixed)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.repeat_rows(head_rows, first - 1)
    sheet.set_margins(0.4, 0.4, 0.5, 0.6)
    write_footer(book, sheet, text)
    sheet.set_zoom(100)


def fit_paper(sheet: Any, widths: Iterable[float], heights: Iterable[float]) -> None:
    """Fit a sheet into the width of A4 landscape, and into pages that are not nearly empty."""
    wide = sum(7 * width + 5 for width in widths if width)
    scale = min(1.0, PAPER / wide)
    pages = sum(heights) * scale / PAPER_HEIGHT
    # A slightly smaller print avoids a last page with only a few rows.
    whole = max(1, math.floor(pages))
    sheet.fit_to_pages(1, whole if pages - whole <= _STUB * whole else whole + 1)
