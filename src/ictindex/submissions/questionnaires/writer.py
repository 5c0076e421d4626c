"""Writer of the workbook: all its sheets in order, from a form, its contents and the findings.

One writer makes both the empty questionnaire and the one that is handed back: only the contents of
its cells are carried over from a submitted file.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

from ictindex.core.data_classes import dataclass
from ictindex.core.errors import UsageError
from ictindex.core.file_writer import is_stream
from ictindex.data.cell_text import visible
from ictindex.data.io.csv import path_of
from ictindex.language import i18n
from ictindex.language.i18n import house_style
from ictindex.submissions.questionnaires import layout, styles
from ictindex.submissions.questionnaires.correction_sheet import write_corrections
from ictindex.submissions.questionnaires.earlier_plans import write_plans
from ictindex.submissions.questionnaires.labels import list_options, sheet_titles
from ictindex.submissions.questionnaires.price_conversion import write_factors
from ictindex.submissions.questionnaires.printed_paper import set_up_paper, write_footer
from ictindex.submissions.questionnaires.protected_cells import (
    ProtectedCells,
    has_marks,
    identity_of,
    mark,
)
from ictindex.submissions.questionnaires.sheets import (
    SHOWN,
    TALLEST,
    Contents,
    Position,
    Work,
    describe_form,
    head_format,
    legend_formats,
    place_lists,
    write_codes,
    write_head,
    write_lists,
)
from ictindex.submissions.questionnaires.styles import plain
from ictindex.submissions.questionnaires.tariff_sheets import write_tariffs
from ictindex.submissions.questionnaires.value_sheets import write_values

# Version of the file format: which data are hidden where. The plan has its own version.
FORMAT = 3
_STEPS = (
    "cells",
    "needed",
    "empty",
    "numbers",
    "status",
    "source",
    "confidential",
    "revised",
    "check",
)
_EXAMPLE = 72.5  # a value of an earlier year, to show its colour
_TABS = house_style.BOOK_TABS
_TITLES = (
    "number-of",
    "severity",
    "cell",
    "indicator",
    "written",
    "what",
    "remedy",
    "consequence",
    "answer",
    "reason",
    "rule",
)
_ANSWER_WIDTHS = (5, 12, 20, 30, 14, 44, 42, 12, 22, 36, 11)


@dataclass(frozen=True, slots=True)
class Question:
    """A finding as a row of the sheet of answers."""

    level: str
    rule: str
    choices: str
    key: tuple[str, ...]
    cell: Position | None
    name: str
    written: str
    what: str
    remedy: str
    consequence: Decimal | None = None
    answer: str = ""
    reason: str = ""
    # The title of a cause; the findings that it would settle are below it.
    title: str = ""
    is_below_cause: bool = False


def workbook_path(path: object) -> Path:
    """Return the path of a workbook to write; refuse a name that does not end in ``.xlsx``."""
    file = path_of(path, "path")
    if file.suffix.lower() != ".xlsx" and not is_stream(file):
        raise UsageError("questionnaire.other-ending", file=visible(file.name))
    return file


def write_workbook(
    form: layout.Form,
    language: str,
    contents: Contents | None = None,
    questions: Sequence[Question] | None = None,
    file: str = "",
    *,
    note: str = "",
    summary: str = "",
) -> bytes:
    """Return the bytes of a workbook; the same arguments give the same bytes."""
    # On the sheet of answers a summary and a note come first.
    book = styles.Book(language)
    held = contents or Contents()
    # No workbook has the confidential content of a changed cell: not even here, before the writing.
    changes = held.corrections.seal_closed(form, language, held.cells)
    named = sheet_titles(
        form, language, answers=questions is not None, corrections=bool(changes.lines)
    )
    lists = list_options(form, language)
    labels = {key: dict(pairs) for key, pairs in lists.items()}
    notes: dict[Position, list[tuple[str, str]]] = {}
    for question in questions or ():
        if question.cell is not None:
            words = styles.embed(i18n.sentences(question.what, question.remedy, language))
            # A cell that only seems wrong because of another cell is not an error itself.
            level = "information" if question.is_below_cause else question.level
            notes.setdefault(question.cell, []).append((level, words))
    work = Work(book, form, labels, replace(held, corrections=changes), notes)
    book.describe(
        i18n.pair(book.say("title"), describe_form(form, book), language),
        {
            "ictindex-questionnaire": str(form.plan.version),
            "economy": form.economy,
            "edition": str(form.edition),
            "language": language,
        },
    )
    # The sheets before the lists refer to them: the positions of the labels are registered first.
    place_lists(book, lists, named[layout.LISTS])
    sheets = {key: book.sheet(title, colour=_tab(form, key)) for key, title in named.items()}
    own = file or f"{form.economy.lower()}.xlsx"
    _start(work, sheets[layout.START], named, i18n.visible(f'"{own}"' if " " in own else own))
    for key, page in form.pages.items():
        (write_tariffs if page.kind == "tariffs" else write_values)(work, page, sheets[key])
    if questions is not None:
        _answers(work, sheets[layout.ANSWERS], questions, named, (summary, note))
    if changes.lines:
        write_corrections(work, sheets[layout.CORRECTIONS], named)
    write_codes(work, sheets[layout.CODES])
    write_lists(book, sheets[layout.LISTS], lists)
    for cell in work.find_untouched(sheets):
        work.stray(sheets[cell[0]], cell)
    count = -1 if questions is None else len(questions)
    meta = {
        "ictindex-questionnaire": str(FORMAT),
        "version": str(form.plan.version),
        "digest": form.plan.digest,
        "index": form.index,
        "economy": form.economy,
        "edition": str(form.edition),
        "year": str(form.year),
        "language": language,
        "library": _library(),
        "questions": str(count),
        "identity": identity_of(form),
        **({"precision": " ".join(form.precision)} if form.precision else {}),
        **({"office": form.office, "sheets": " ".join(form.pages)} if form.office else {}),
        **_delivery_facts(form),
        **({"corrections": str(len(changes.lines)), "salt": changes.salt} if changes.lines else {}),
        **{f"provisional {index}": key for index, key in form.provisional.items()},
    }
    hidden = sheets[layout.META]
    rows = [*meta.items(), *((f"sheet {key}", title) for key, title in named.items())]
    rows += [
        row for key in sheets if has_marks(form, key) for row in _list_protected(work, sheets, key)
    ]
    rows += _list_shown(work.contents)
    for row, pair in enumerate(rows):
        for column, text in enumerate(pair):
            hidden.write_string(row, column, text)
    for key in (layout.LISTS, layout.META):
        sheets[key].very_hidden()
    sheets[layout.ANSWERS if questions else layout.START].activate()
    return book.finish()


def _delivery_facts(form: layout.Form) -> dict[str, str]:
    """Return the address to return the workbook to and the deadline, as far as they are known."""
    day = form.delivery.deadline
    facts = {"send-to": form.delivery.send_to, "deadline": day.isoformat() if day else ""}
    return {key: text for key, text in facts.items() if text}


def _list_shown(contents: Contents) -> Iterator[tuple[str, str]]:
    """Yield the rows of the hidden sheet about what is shown in grey on the sheets of plans."""
    for key, listed in contents.plans.items():
        yield f"plans {key}", write_plans(listed)
    if contents.factors:
        yield "economics", write_factors(contents.factors)


def _list_protected(work: Work, sheets: Mapping[str, Any], key: str) -> Iterator[tuple[str, str]]:
    """Yield the rows of the hidden sheet about the protected cells of another sheet."""
    sheet = sheets[key]
    kept = ProtectedCells(
        {layout.cell_name(*spot): mark(text) for spot, text in sheet.protected.items()},
        {layout.cell_name(*spot): mark(text) for spot, text in sheet.comments_put.items()},
        {
            layout.cell_name(row, column): plain(raw)
            for (page, row, column), raw in work.contents.previous.items()
            if page == key
        },
        {
            layout.cell_name(row, column): text
            for (page, row, column), text in work.contents.origins.items()
            if page == key
        },
        {
            layout.cell_name(row, column): text
            for (page, row, column), text in work.contents.errors.items()
            if page == key
        },
    )
    yield from kept.rows(key)


def _library() -> str:
    """Return the version of the package, which is above every room."""
    return str(getattr(sys.modules[__name__.partition(".")[0]], "__version__", ""))


def _tab(form: layout.Form, key: str) -> str:
    if key in form.pages:
        return _TABS[form.pages[key].kind]
    is_made_again = key in (layout.ANSWERS, layout.CORRECTIONS)
    return styles.EDGES["warning"] if is_made_again else styles.DARK


def _start(work: Work, sheet: Any, named: Mapping[str, str], file: str) -> None:
    """Write the first sheet: title, contact, instructions, colours and contents."""
    book, form = work.book, work.form
    for column, width in enumerate((3, 32, 84, 18)):
        sheet.set_column(column, column, width)
    band = book.format(
        bold=True, font_size=styles.SIZES["cover"], font_color=styles.PAPER, bg_color=styles.DARK
    )
    under = book.format(
        font_size=styles.SIZES["section"], font_color=styles.PAPER, bg_color=styles.DARK
    )
    for row, shape in ((0, band), (1, under)):
        for column in range(4):
            book.put(sheet, row, column, "", shape)
    sheet.set_row(0, 44)
    sheet.set_row(1, 26)
    book.put(sheet, 0, 1, book.say("title"), band)
    book.put(sheet, 1, 1, describe_form(form, book), under)
    version = book.say("version", version=str(form.plan.version), library=_library())
    book.put(
        sheet, 2, 1, version, book.format(font_color=styles.GREY, font_size=styles.SIZES["tiny"])
    )
    # Delivery and contact come first, so that their rows do not depend on the length of the rest.
    _delivery(work, sheet)
    row = _contact(work, sheet)
    row = _publication(book, sheet, row + 1)
    row = _instructions(book, sheet, row + 1, file)
    row = _statuses(work, sheet, row + 1)
    row = _colours(book, sheet, row + 1)
    _contents(work, sheet, row + 1, named)
    sheet.set_portrait()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 1)
    write_footer(book, sheet, describe_form(form, book))


def _section(book: styles.Book, sheet: Any, row: int, key: str, last: int = 3) -> int:
    """Write the title of a section and return the row below it."""
    title = book.format(
        bold=True,
        font_size=styles.SIZES["section"],
        font_color=styles.DARK,
        bottom=2,
        bottom_color=styles.DARK,
    )
    sheet.set_row(row, 26)
    for column in range(1, last + 1):
        book.put(sheet, row, column, "", title)
    book.put(sheet, row, 1, book.say(key), title)
    return row + 1


def _delivery(work: Work, sheet: Any) -> None:
    """Write the address and the deadline; a fact that is not known becomes a cell to fill in."""
    book, delivery = work.book, work.form.delivery
    row = _section(book, sheet, layout.FIRST_DELIVERY - 1, "delivery-title", 2)
    facts = {
        "send-to": i18n.visible(delivery.send_to),
        "deadline": ""
        if delivery.deadline is None
        else i18n.date(delivery.deadline, book.language),
    }
    for key in work.form.plan.delivery:
        name = i18n.text("questionnaire/delivery", key, book.language)
        book.put(sheet, row, 1, name, book.add_edge(bg_color=styles.LOCKED, indent=1))
        if facts[key]:
            shown = book.add_edge(bold=True, bg_color=styles.LOCKED, indent=1, text_wrap=True)
            book.put(sheet, row, 2, facts[key], shown)
        else:
            work.cell(sheet, (layout.START, row, 2), num_format="@", indent=1, text_wrap=True)
            small = book.format(
                font_color=styles.GREY, font_size=styles.SIZES["tiny"], text_wrap=True, indent=1
            )
            book.put(sheet, row, 3, book.say("filled-by-office"), small)
        sheet.set_row(row, 24)
        row += 1


def _contact(work: Work, sheet: Any) -> int:
    """Write the fields of the contact and return the row below them."""
    book, row = work.book, _section(work.book, sheet, layout.FIRST_CONTACT - 1, "contact-title", 2)
    for key in work.form.plan.contact:
        name = i18n.text("questionnaire/contact", key, book.language)
        book.put(sheet, row, 1, name, book.add_edge(bg_color=styles.LOCKED, indent=1))
        work.cell(sheet, (layout.START, row, 2), text_wrap=True, num_format="@", indent=1)
        if i18n.has_label("questionnaire/contact-hints", key):
            hint = i18n.text("questionnaire/contact-hints", key, book.language)
            book.guard(sheet, (row, row), 2, {"validate": "any", **book.prompt(name, hint)})
        sheet.set_row(row, 20 if key != "remarks" else 40)
        row += 1
    return row


def _statuses(work: Work, sheet: Any, row: int) -> int:
    """Write the meaning of each status, with an example, and return the row below them."""
    book = work.book
    row = _section(book, sheet, row, "status-title")
    for code in work.form.plan.statuses:
        words = work.labels["status"][code]
        book.put(sheet, row, 1, words, book.add_edge(bold=True, indent=1, text_wrap=True))
        example = i18n.text("questionnaire/status-examples", code, book.language)
        sheet.merge_range(row, 2, row, 3, example, book.add_edge(text_wrap=True, indent=1))
        lines = [styles.row_height([(words, 29, 10.8)]), styles.row_height([(example, 98, 10)])]
        sheet.set_row(row, max(lines))
        row += 1
    return row


def _publication(book: styles.Book, sheet: Any, row: int) -> int:
    """Write what is published of the workbook and what never is; return the row below."""
    row = _section(book, sheet, row, "published-title")
    for key in ("published", "closed"):
        words = book.say(key)
        sheet.set_row(row, styles.row_height([(words, 128, 10)]))
        sheet.merge_range(row, 1, row, 3, words, book.format(text_wrap=True, indent=1))
        row += 1
    return row


def _instructions(book: styles.Book, sheet: Any, row: int, file: str) -> int:
    """Write the numbered instructions and return the row below them."""
    row = _section(book, sheet, row, "how")
    for number, key in enumerate(_STEPS, start=1):
        step = i18n.text("questionnaire", f"step-{key}", book.language, file=file).replace("`", "")
        sheet.set_row(row, styles.row_height([(step, 128, 10)]))
        numbered = styles.embed(
            i18n.text("questionnaire", "step", book.language, number=number, step=step)
        )
        sheet.merge_range(row, 1, row, 3, numbered, book.format(text_wrap=True, indent=1))
        row += 1
    return row


def _colours(book: styles.Book, sheet: Any, row: int) -> int:
    """Write the meaning of the colours and return the row below it."""
    row = _section(book, sheet, row, "colours")
    for key, shape in legend_formats(book):
        book.put(sheet, row, 1, _EXAMPLE if key == "previous" else "", shape)
        book.put(sheet, row, 2, book.say(f"colour-{key}"), book.format(indent=1))
        sheet.set_row(row, 18)
        row += 1
    return row


def _contents(work: Work, sheet: Any, row: int, named: Mapping[str, str]) -> None:
    """Write the table of contents: a line for each sheet, with its number of values."""
    book, form = work.book, work.form
    row = _section(book, sheet, row, "contents")
    small_figure = {
        "number": True,
        "indent": 0,
        "font_color": styles.GREY,
        "font_size": styles.SIZES["small"],
    }
    right = book.format(**small_figure, bottom=1, bottom_color=styles.GROUP)
    head = book.format(**small_figure, bottom=2, bottom_color=styles.DARK)
    book.put(sheet, row - 1, 3, book.say("to-fill"), head)
    link = book.format(font_color=styles.LINK, underline=1, bottom=1, bottom_color=styles.GROUP)
    small = book.format(
        font_color=styles.GREY,
        font_size=styles.SIZES["small"],
        text_wrap=True,
        bottom=1,
        bottom_color=styles.GROUP,
        indent=1,
    )
    for key, name in named.items():
        if key in (layout.START, layout.LISTS, layout.META):
            continue
        sheet.write_url(row, 1, f"internal:'{name}'!A1", link, name)
        introduction = i18n.text(f"questionnaire/sheets/{key}", "introduction", book.language)
        book.put(sheet, row, 2, introduction, small)
        asks = form.pages[key].asks if key in form.pages else ()
        book.put(sheet, row, 3, str(len(asks) or ""), right)
        sheet.set_row(row, styles.row_height([(introduction, 82, 9)]))
        row += 1


def _answers(
    work: Work,
    sheet: Any,
    questions: Sequence[Question],
    named: Mapping[str, str],
    head: tuple[str, str],
) -> None:
    book = work.book
    write_head(work, sheet, layout.ANSWERS, len(_TITLES), (0, _ANSWER_WIDTHS[:8]))
    summary, note = head
    if not questions:
        summary = book.say("no-findings")
    book.put(sheet, layout.FACTS, 0, summary, book.format(bold=True, indent=1))
    sheet.outline_settings(True, False)
    tallest = 32.0
    for column, (key, usual) in enumerate(zip(_TITLES, _ANSWER_WIDTHS, strict=True)):
        title = book.say(key)
        if key == "indicator":
            title = i18n.label("columns", key, book.language)
        width = max(usual, styles.column_width(title))
        if key == "severity":
            words = [i18n.label("levels", level, book.language) for level in styles.LEVELS]
            words += [question.title for question in questions]
            width = max(width, *(styles.column_width(each) + 2 for each in words))  # bold
        if key == "cell":
            # A link is not wrapped: the column fits the longest title of a sheet, and the cell.
            longest = max(styles.text_width(named[page]) for page in work.form.pages)
            width = width if book.is_rtl else max(width, round((longest + 3) * 2))
        sheet.set_column(column, column, width)
        tallest = max(tallest, styles.row_height([(title, width - 2, 10.8)]))
        book.put(sheet, layout.HEADERS, column, title, head_format(book))
    sheet.set_column(layout.KEY, layout.KEY, None, None, {"hidden": True})
    _note(work, sheet, note)
    sheet.set_row(layout.HEADERS, tallest)
    plain = book.add_edge(text_wrap=True, valign="top", indent=1)
    first = book.add_edge(valign="top", align="center")
    grey = book.add_edge(
        text_wrap=True,
        valign="top",
        font_color=styles.GREY,
        font_size=styles.SIZES["tiny"],
        indent=1,
    )
    figure = book.add_edge(valign="top", text_wrap=True, number=True)
    exact = book.add_edge(valign="top", number=True, num_format="#,##0")
    points = book.add_edge(valign="top", number=True, num_format="0.0")
    link = book.add_edge(font_color=styles.LINK, underline=1, valign="top", indent=1)
    for number, question in enumerate(questions, start=1):
        row = layout.FIRST_ANSWER + number - 1
        level = question.title or i18n.label("levels", question.level, book.language)
        shade = book.fill(question.level, locked=True, valign="top", bold=True, indent=1)
        book.put(sheet, row, 0, number, first)
        book.put(sheet, row, 1, level, shade)
        name = question.name
        if question.cell is None:
            book.put(sheet, row, 2, "", plain)
        else:
            page, line, column = question.cell
            cell = layout.cell_name(line, column)
            title = named[page]
            # LibreOffice tears a link of two directions apart: there the sheet is next to the name.
            shown = cell if book.is_rtl else f"{title}!{cell}"
            sheet.write_url(row, 2, f"internal:'{title}'!{cell}", link, shown)
            if book.is_rtl:
                name = i18n.detail(name, title, book.language) if name else title
        book.put(sheet, row, 3, name, plain)
        held = _convert_count(question.written)
        book.put(sheet, row, layout.WRITTEN, held, exact if isinstance(held, int) else figure)
        what, remedy = styles.embed(question.what), styles.embed(question.remedy)
        book.put(sheet, row, 5, what, plain)
        book.put(sheet, row, 6, remedy, plain)
        book.put(sheet, row, 7, question.consequence, points)
        book.put(sheet, row, layout.RULE, question.rule, grey)
        book.put(sheet, row, layout.KEY, json.dumps(question.key, ensure_ascii=False), grey)
        texts = zip((name, what, remedy, question.reason), (30, 44, 42, 36), strict=True)
        height = min(TALLEST, max(styles.row_height([(t[:SHOWN], w - 3, 10)]) for t, w in texts))
        # The findings that a cause would settle can be collapsed below it.
        sheet.set_row(row, height, None, {"level": 1} if question.is_below_cause else {})
        kind = question.choices
        if not kind:
            continue
        answer = work.labels[kind].get(question.answer, question.answer)
        open_cell: dict[str, Any] = {"valign": "top", "text_wrap": True, "indent": 1}
        book.put(sheet, row, layout.ANSWER, answer, book.fill(**open_cell))
        book.put(sheet, row, layout.REASON, question.reason, book.fill(num_format="@", **open_cell))
        book.choose(sheet, (row, row), layout.ANSWER, kind, "stop")
    set_up_paper(
        book, sheet, layout.FIRST_ANSWER, 3, layout.HEADERS, describe_form(work.form, book)
    )
    sheet.fit_to_pages(1, 0)


def _note(work: Work, sheet: Any, note: str) -> None:
    """Write a remark that must not be overlooked above the findings, if there is one."""
    sheet.set_row(layout.STARTS, 6)
    if not note:
        return
    shade = work.book.fill("warning", locked=True, text_wrap=True, valign="top", indent=1)
    sheet.merge_range(layout.STARTS, 0, layout.STARTS, len(_TITLES) - 1, note, shade)
    width = sum(_ANSWER_WIDTHS) - 4
    sheet.set_row(layout.STARTS, styles.row_height([(note, width, 10)]))


def _convert_count(written: str) -> int | str:
    """Return a count as a number; everything else as the text of the cell."""
    if written.isascii() and written.isdecimal() and len(written) < 16:
        number = int(written)
        return number if str(number) == written else written
    return written
