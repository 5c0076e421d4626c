"""The sheets of plans on offer: a line for each plan, the common columns within a screen."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from itertools import accumulate
from typing import Any

from ictindex.language import i18n
from ictindex.submissions.questionnaires import layout, live_checks, styles
from ictindex.submissions.questionnaires.labels import UNLIMITED
from ictindex.submissions.questionnaires.printed_paper import PAPER, PAPER_HEIGHT, set_up_paper
from ictindex.submissions.questionnaires.sheet_plan import Column
from ictindex.submissions.questionnaires.sheets import (
    DATE,
    Work,
    colour_title,
    describe_form,
    head_format,
    write_head,
)

_KINDS = {"text": 14, "currency": 8, "date": 11, "choice": 10, "yes-no": 9, "volume": 10}
_WIDER = {"note": 22, "source": 22, "operator": 15, "name": 20, "technology": 13, "requires": 14}
_NUMBER = 9
_FIXED = 2  # columns of a sheet of plans that stay visible: operator and plan
_DETAILS = "details"  # the first group that not every plan has
_NAME, _HINT = styles.SIZES["small"] + 0.5, float(styles.SIZES["tiny"])
_SPARE = 0.86  # share of the paper: where a font is missing, a wider font sets the columns
_LEAST = 40  # per cent: smaller print is not readable


def write_tariffs(work: Work, page: layout.Page, sheet: Any) -> None:
    """Write a sheet of plans: a line for each plan, with the columns of the table of tariffs."""
    book = work.book
    heads = [_head_words(column, book.language) for column in page.columns]
    widths = _widths(page, heads, book.language)
    starts = [number for number, column in enumerate(page.columns) if column.starts]
    details = [n for n in starts if page.columns[n].starts == _DETAILS]
    first_part = details[0] if details else len(page.columns)
    head = write_head(work, sheet, page.id, len(page.columns), (0, widths[:first_part]))
    sheet.set_row(layout.STARTS, 20)
    sheet.set_row(layout.IDS, None, None, {"hidden": True})
    started = 0
    heights = {layout.HEADERS: 32.0, layout.HINTS: 24.0}
    for number, column in enumerate(page.columns):
        width = widths[number]
        sheet.set_column(number, number, width)
        started += bool(column.starts)
        shade = styles.HEAD if started % 2 else styles.GROUP
        words = ""
        if column.starts:
            words = i18n.text("questionnaire/parts", column.starts, book.language)
        # The title of a group extends over the empty cells after it: only the first cell has words.
        top = book.format(bold=True, bg_color=shade, font_color=styles.DARK, indent=1)
        book.put(sheet, layout.STARTS, number, words, top)
        name, hint = heads[number]
        sheet.write_string(
            layout.HEADERS,
            number,
            name,
            head_format(book, bg_color=shade, valign="bottom", font_size=_NAME, indent=0),
        )
        small = book.add_edge(
            font_size=_HINT,
            font_color=styles.GREY,
            text_wrap=True,
            bg_color=styles.LOCKED,
            valign="top",
        )
        sheet.write_string(layout.HINTS, number, hint, small)
        for row, text, size in ((layout.HEADERS, name, _NAME + 0.8), (layout.HINTS, hint, _HINT)):
            heights[row] = max(heights[row], styles.row_height([(text, width - 1, size)]))
        sheet.write_string(layout.IDS, number, column.name, small)
        work.column(sheet, page, number, **_tariff_format(column))
        _mark(work, page, sheet, number, column)
        _column_guard(work, page, sheet, number, heads[number])
    for row in page.lines:
        sheet.set_row(row, 18)
    below = _write_factors(work, sheet, _write_earlier(work, page, sheet))
    colour_title(
        book,
        sheet,
        len(page.columns),
        live_checks.wrong_in_lines(page, work.labels),
        live_checks.complete_plans(page, work.labels),
    )
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
    printed = _count_printed(work, page, starts, first_part)
    sheet.print_area(0, 0, below - 1, printed - 1)
    tall = head + 20.0 + sum(heights.values()) + 18.0 * len(page.lines)
    _break_pages(sheet, [n for n in starts if n < printed], first_part, widths[:printed], tall)


def _count_printed(work: Work, page: layout.Page, starts: Sequence[int], first: int) -> int:
    """Return the number of columns on paper: the common ones, and all groups that are used."""
    used = {column for sheet, _, column in work.contents.cells if sheet == page.id}
    for plan in work.contents.plans.get(page.id, ()):
        used |= {n for n, column in enumerate(page.columns) if plan.get(column.name)}
    last = max(used, default=0)
    ends = [*starts, len(page.columns)]
    return max(first, min(end for end in ends if end > last))


def _write_earlier(work: Work, page: layout.Page, sheet: Any) -> int:
    """Write the plans of the year before below the lines; return the row below what is written."""
    book, plans = work.book, work.contents.plans.get(page.id, ())
    row = page.lines[-1] + 1
    if not plans:
        return row
    row += 1
    sheet.write_string(row, 0, book.say("earlier-plans"), book.format(bold=True))
    grey = book.add_edge(font_color=styles.GREY, bg_color=styles.LOCKED, italic=True)
    for n, plan in enumerate(plans, start=row + 1):
        for number, column in enumerate(page.columns):
            sheet.write_string(n, number, _label(work, page, column, plan), grey)
    return row + 1 + len(plans)


def _write_factors(work: Work, sheet: Any, row: int) -> int:
    """Write the incomes and rates that convert the prices; return the row below them."""
    book, factors = work.book, work.contents.factors
    if not factors:
        return row
    sheet.write_string(row + 1, 0, book.say("factors-title"), book.format(bold=True))
    grey = book.format(font_color=styles.GREY, italic=True)
    for n, factor in enumerate(factors, start=row + 2):
        words = book.say(
            "factor",
            series=i18n.label("series", factor["series"], book.language),
            year=factor["year"],
            value=i18n.number(Decimal(factor["value"]), book.language),
            currency=factor.get("currency", ""),
        ).strip()
        source = factor.get("source", "")
        shown = i18n.detail(words, source, book.language) if source else words
        sheet.write_string(n, 0, styles.embed(shown), grey)
    return row + 2 + len(factors)


def _label(work: Work, page: layout.Page, column: Column, plan: Mapping[str, str]) -> str:
    """Return what a plan of the year before has in a column, choices by their labels."""
    text = plan.get(column.name, "")
    lists = {"choice": f"choice/{column.name}/{page.id}", "yes-no": "yes-no", "volume": UNLIMITED}
    return work.labels.get(lists.get(column.kind, ""), {}).get(text, text)


def _head_words(column: Column, language: str) -> tuple[str, str]:
    """Return the heading of a column with the mark of needed ones, and its hint."""
    section = f"questionnaire/tariffs/{column.name}"
    sign = "\u00a0*" if column.needed else "\u00a0(*)" if column.needed_with else ""
    name = i18n.text(section, "name", language)
    marked = i18n.text("language", "marked", language, name=name, sign=sign)
    return marked, i18n.text(section, "hint", language)


def _break_pages(
    sheet: Any, starts: Sequence[int], first: int, widths: Sequence[int], tall: float
) -> None:
    """Break the printed sheet before groups of columns, as few times as the paper allows."""
    pixels = [7 * width + 5 for width in widths]
    fixed, ends = sum(pixels[:_FIXED]), [0, *accumulate(pixels)]
    scale = max(_LEAST, int(100 * min(PAPER * _SPARE / ends[first], PAPER_HEIGHT / tall, 1.0)))
    room = 100 * PAPER * _SPARE / scale
    breaks = [first] if first < len(widths) else []
    for here, after in zip(starts, [*starts[1:], len(widths)], strict=True):
        if breaks and here > breaks[-1] and fixed + ends[after] - ends[breaks[-1]] > room:
            breaks.append(here)
    sheet.set_print_scale(scale)
    sheet.set_v_pagebreaks(breaks)


def _widths(page: layout.Page, heads: Sequence[tuple[str, str]], language: str) -> list[int]:
    """Return the widths of columns: one that is alone under a title must fit the title too."""
    widths = [_WIDER.get(column.name, _KINDS.get(column.kind, _NUMBER)) for column in page.columns]
    ends = [bool(column.starts) for column in page.columns[1:]] + [True]
    for number, (column, ends_here) in enumerate(zip(page.columns, ends, strict=True)):
        name, hint = heads[number]
        widths[number] = max(
            widths[number],
            styles.column_width(name, _NAME + 0.8) - 1,
            styles.column_width(hint, _HINT) - 1,
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
    return {"num_format": "@", "indent": 1, "shrink": column.kind in ("choice", "yes-no")}


def _mark(work: Work, page: layout.Page, sheet: Any, number: int, column: Column) -> None:
    """Colour the cells that a line still needs, and cells that cannot be a number."""
    cells = (page.lines[0], number, page.lines[-1], number)
    for expression, level in (
        (live_checks.wrong_in_line(page, column, work.labels), "error"),
        (live_checks.needed_in_line(page, column, work.labels), "needed"),
    ):
        if expression:
            work.book.colour_if(sheet, cells, expression, level)


def _column_guard(
    work: Work, page: layout.Page, sheet: Any, number: int, words: tuple[str, str]
) -> None:
    book, column = work.book, page.columns[number]
    rows = (page.lines[0], page.lines[-1])
    if column.kind == "choice":
        book.choose(sheet, rows, number, f"choice/{column.name}/{page.id}", "stop", words)
    elif column.kind == "yes-no":
        book.choose(sheet, rows, number, "yes-no", "stop", words)
    elif column.kind == "volume":
        # A number may be typed as well: the list is a suggestion.
        book.choose(sheet, rows, number, UNLIMITED, "", words)
    elif column.kind == "currency":
        book.choose(sheet, rows, number, "currency", "", words)
    elif column.kind == "number":
        options: Mapping[str, object] = {
            "validate": "decimal",
            "criteria": ">=",
            "value": 0,
            **book.refusal(book.say("number-needed")),
        }
        book.guard(sheet, rows, number, {**options, **book.prompt(*words)})
    else:
        book.guard(sheet, rows, number, {"validate": "any", **book.prompt(*words)})
