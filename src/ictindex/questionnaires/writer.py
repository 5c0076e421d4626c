"""Writing the workbook: all its sheets in order, from a form, what was filled in and the findings.

One writer makes the empty questionnaire and the one that is handed back: nothing of a submitted
file is carried over but the contents of its cells.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from ictindex import i18n
from ictindex.questionnaires.labels import options, titles
from ictindex.questionnaires.layout import (
    ANSWER,
    ANSWERS,
    CODES,
    FACTS,
    FIRST_ANSWER,
    FIRST_CONTACT,
    HEADERS,
    KEY,
    LISTS,
    META,
    REASON,
    RULE,
    START,
    STARTS,
    WRITTEN,
    Form,
    reference,
)
from ictindex.questionnaires.protection import Kept, guarded, mark
from ictindex.questionnaires.sheets import (
    SHOWN,
    TALLEST,
    Contents,
    Place,
    Work,
    codes,
    facts,
    footer,
    head,
    header,
    layout,
    legend,
    place_lists,
    tariffs,
    values,
    write_lists,
)
from ictindex.questionnaires.styles import (
    DARK,
    EDGES,
    GREY,
    GROUP,
    LEVELS,
    LOCKED,
    Book,
    breadth,
    embed,
    height,
    plain,
    room,
)

# Version of the workbook as a file: what is hidden where. What is asked has its own version.
FORMAT = 2
_STEPS = ("cells", "empty", "numbers", "status", "source", "confidential", "check")
_EXAMPLE = 72.5  # a value of an earlier year, to show its colour
_TABS = {"values": "#2F6DB5", "tariffs": "#7A5AA6"}
_TITLES = (
    "number-of", "severity", "cell", "indicator", "written", "what", "remedy", "consequence",
    "answer", "reason", "rule",
)  # fmt: skip
_ANSWER_WIDTHS = (5, 12, 20, 30, 14, 44, 42, 12, 22, 36, 11)


@dataclass(frozen=True, slots=True)
class Question:
    """A finding as a row of the sheet of answers."""

    level: str
    rule: str
    choices: str
    key: tuple[str, ...]
    place: Place | None
    name: str
    written: str
    what: str
    remedy: str
    consequence: Decimal | None = None
    answer: str = ""
    reason: str = ""


def write(
    form: Form,
    language: str,
    contents: Contents | None = None,
    questions: Sequence[Question] | None = None,
    file: str = "",
) -> bytes:
    """Return the bytes of a workbook; the same arguments give the same bytes."""
    book = Book(language)
    named = titles(form, language, answers=questions is not None)
    lists = options(form, language)
    labels = {key: dict(pairs) for key, pairs in lists.items()}
    notes: dict[Place, list[tuple[str, str]]] = {}
    for question in questions or ():
        if question.place is not None:
            told = i18n.sentences(question.what, question.remedy, language)
            notes.setdefault(question.place, []).append((question.level, told))
    work = Work(book, form, labels, contents or Contents(), notes)
    facts_told = facts(form, book)
    book.describe(
        f"{book.say('title')}: {facts_told}",
        {
            "ictindex-questionnaire": str(form.plan.version),
            "economy": form.economy,
            "edition": str(form.edition),
            "language": language,
        },
    )
    # Lists are referred to from the sheets before them: told first where their labels will stand.
    place_lists(book, lists, named[LISTS])
    sheets = {key: book.sheet(title, colour=_tab(form, key)) for key, title in named.items()}
    own = file or f"{form.economy.lower()}.xlsx"
    _start(work, sheets[START], named, i18n.visible(f'"{own}"' if " " in own else own))
    for key, page in form.pages.items():
        (tariffs if page.kind == "tariffs" else values)(work, page, sheets[key])
    if questions is not None:
        _answers(work, sheets[ANSWERS], questions, named)
    codes(work, sheets[CODES])
    write_lists(book, sheets[LISTS], lists)
    for place in work.untouched(sheets):
        work.stray(sheets[place[0]], place)
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
        **{f"provisional {index}": key for index, key in form.provisional.items()},
    }
    hidden = sheets[META]
    rows = [*meta.items(), *((f"sheet {key}", title) for key, title in named.items())]
    rows += [row for key in sheets if guarded(form, key) for row in _kept(work, sheets, key)]
    for row, pair in enumerate(rows):
        for column, text in enumerate(pair):
            hidden.write_string(row, column, text)
    for key in (LISTS, META):
        sheets[key].very_hidden()
    sheets[ANSWERS if questions else START].activate()
    return book.finish()


def _kept(work: Work, sheets: Mapping[str, Any], key: str) -> Iterator[tuple[str, str]]:
    """Yield what is kept in the hidden sheet of the protected cells of another one."""
    sheet = sheets[key]
    kept = Kept(
        {reference(*spot): mark(text) for spot, text in sheet.protected.items()},
        {reference(*spot): mark(text) for spot, text in sheet.comments_put.items()},
        {
            reference(row, column): plain(raw)
            for (page, row, column), raw in work.contents.previous.items()
            if page == key
        },
    )
    yield from kept.rows(key)


def _library() -> str:
    """Return the version of the package, which stands above every room."""
    return str(getattr(sys.modules[__name__.partition(".")[0]], "__version__", ""))


def _tab(form: Form, key: str) -> str:
    if key in form.pages:
        return _TABS[form.pages[key].kind]
    return EDGES["warning"] if key == ANSWERS else DARK


def _start(work: Work, sheet: Any, named: Mapping[str, str], file: str) -> None:
    book, form = work.book, work.form
    page = sheet
    put = book.put
    set_column, set_row = sheet.set_column, sheet.set_row
    for column, width in enumerate((3, 32, 84, 18)):
        set_column(column, column, width)
    band = book.format(bold=True, font_size=22, font_color="#FFFFFF", bg_color=DARK)
    under = book.format(font_size=13, font_color="#FFFFFF", bg_color=DARK)
    for row, form_of in ((0, band), (1, under)):
        for column in range(4):
            put(page, row, column, "", form_of)
    set_row(0, 44)
    set_row(1, 26)
    put(page, 0, 1, book.say("title"), band)
    put(page, 1, 1, facts(form, book), under)
    version = book.say("version", version=str(form.plan.version), library=_library())
    put(page, 2, 1, version, book.format(font_color=GREY, font_size=8))
    title = book.format(bold=True, font_size=13, font_color=DARK, bottom=2, bottom_color=DARK)

    def section(row: int, key: str, last: int = 3) -> int:
        set_row(row, 26)
        for column in range(1, last + 1):
            put(page, row, column, "", title)
        put(page, row, 1, book.say(key), title)
        return row + 1

    # The fields stand first: the reader knows their rows without knowing how long the rest is.
    section(FIRST_CONTACT - 1, "contact-title", 2)
    row = FIRST_CONTACT
    for key in form.plan.contact:
        name = i18n.text("questionnaire/contact", key, book.language)
        put(page, row, 1, name, book.boxed(bg_color=LOCKED, indent=1))
        work.cell(sheet, (START, row, 2), text_wrap=True, num_format="@", indent=1)
        set_row(row, 20 if key != "remarks" else 40)
        row += 1
    row = section(row + 1, "how")
    for number, key in enumerate(_STEPS, start=1):
        told = i18n.text("questionnaire", f"step-{key}", book.language, file=file).replace("`", "")
        set_row(row, height([(told, 128, 10)]))
        numbered = embed(
            i18n.text("questionnaire", "step", book.language, number=number, step=told)
        )
        sheet.merge_range(row, 1, row, 3, numbered, book.format(text_wrap=True, indent=1))
        row += 1
    row = section(row + 1, "colours")
    for key, shape in legend(book):
        put(page, row, 1, _EXAMPLE if key == "previous" else "", shape)
        put(page, row, 2, book.say(f"colour-{key}"), book.format(indent=1))
        set_row(row, 18)
        row += 1
    row = section(row + 1, "contents")
    right = book.format(
        number=True, indent=0, font_color=GREY, font_size=9, bottom=1, bottom_color=GROUP
    )
    put(page, row - 1, 3, book.say("to-fill"), book.format(
        number=True, indent=0, font_color=GREY, font_size=9, bottom=2, bottom_color=DARK
    ))  # fmt: skip
    link = book.format(font_color="#1F5FBF", underline=1, bottom=1, bottom_color=GROUP)
    small = book.format(
        font_color=GREY, font_size=9, text_wrap=True, bottom=1, bottom_color=GROUP, indent=1
    )
    for key, name in named.items():
        if key in (START, LISTS, META):
            continue
        sheet.write_url(row, 1, f"internal:'{name}'!A1", link, name)
        told = i18n.text(f"questionnaire/sheets/{key}", "introduction", book.language)
        put(page, row, 2, told, small)
        count = ""
        if key in form.pages:
            count = str(len(form.pages[key].asks) or "")
        put(page, row, 3, count, right)
        set_row(row, height([(told, 82, 9)]))
        row += 1
    sheet.set_portrait()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    footer(book, sheet, facts(form, book))


def _answers(
    work: Work, sheet: Any, questions: Sequence[Question], named: Mapping[str, str]
) -> None:
    book = work.book
    head(work, sheet, ANSWERS, len(_TITLES))
    counts = {level: sum(q.level == level for q in questions) for level in LEVELS}
    told = book.say("findings-count", **{level: str(count) for level, count in counts.items()})
    if not questions:
        told = book.say("no-findings")
    book.put(sheet, FACTS, 0, told, book.format(bold=True, indent=1))
    tallest = 32.0
    for column, (key, usual) in enumerate(zip(_TITLES, _ANSWER_WIDTHS, strict=True)):
        told = book.say(key)
        if key == "indicator":
            told = i18n.label("columns", key, book.language)
        width = max(usual, room(told))
        if key == "severity":
            words = [i18n.label("levels", level, book.language) for level in LEVELS]
            width = max(width, *map(room, words))
        if key == "cell":
            # A link is not wrapped: it takes the longest title of a sheet, and the cell.
            longest = max(breadth(named[page]) for page in work.form.pages)
            width = width if book.is_rtl else max(width, round((longest + 3) * 2))
        sheet.set_column(column, column, width)
        tallest = max(tallest, height([(told, width - 2, 10.8)]))
        book.put(sheet, HEADERS, column, told, header(book))
    sheet.set_column(KEY, KEY, None, None, {"hidden": True})
    sheet.set_row(STARTS, 6)
    sheet.set_row(HEADERS, tallest)
    plain = book.boxed(text_wrap=True, valign="top", indent=1)
    first = book.boxed(valign="top", align="center")
    grey = book.boxed(text_wrap=True, valign="top", font_color=GREY, font_size=8, indent=1)
    figure = book.boxed(valign="top", text_wrap=True, number=True)
    exact = book.boxed(valign="top", number=True, num_format="#,##0")
    points = book.boxed(valign="top", number=True, num_format="0.0")
    link = book.boxed(font_color="#1F5FBF", underline=1, valign="top", indent=1)
    for number, question in enumerate(questions, start=1):
        row = FIRST_ANSWER + number - 1
        level = i18n.label("levels", question.level, book.language)
        shade = book.fill(question.level, locked=True, valign="top", bold=True, indent=1)
        book.put(sheet, row, 0, number, first)
        book.put(sheet, row, 1, level, shade)
        name = question.name
        if question.place is None:
            book.put(sheet, row, 2, "", plain)
        else:
            page, line, column = question.place
            cell = reference(line, column)
            title = named[page]
            # LibreOffice tears a link of two directions apart: there the sheet stands by the name.
            shown = cell if book.is_rtl else f"{title}!{cell}"
            sheet.write_url(row, 2, f"internal:'{title}'!{cell}", link, shown)
            if book.is_rtl:
                name = i18n.detail(name, title, book.language) if name else title
        book.put(sheet, row, 3, name, plain)
        held = _held(question.written)
        book.put(sheet, row, WRITTEN, held, exact if isinstance(held, int) else figure)
        book.put(sheet, row, 5, question.what, plain)
        book.put(sheet, row, 6, question.remedy, plain)
        book.put(sheet, row, 7, question.consequence, points)
        book.put(sheet, row, RULE, question.rule, grey)
        book.put(sheet, row, KEY, json.dumps(question.key, ensure_ascii=False), grey)
        texts = zip((name, question.what, question.remedy, question.reason),
                    (30, 44, 42, 36), strict=True)  # fmt: skip
        sheet.set_row(row, min(TALLEST, max(height([(t[:SHOWN], w - 3, 10)]) for t, w in texts)))
        kind = question.choices
        if not kind:
            continue
        answer = work.labels[kind].get(question.answer, question.answer)
        open_cell: dict[str, Any] = {"valign": "top", "text_wrap": True, "indent": 1}
        book.put(sheet, row, ANSWER, answer, book.fill(**open_cell))
        book.put(sheet, row, REASON, question.reason, book.fill(num_format="@", **open_cell))
        book.choose(sheet, (row, row), ANSWER, kind, "stop")
    layout(book, sheet, FIRST_ANSWER, 3, HEADERS, facts(work.form, book))


def _held(written: str) -> int | str:
    """Return a count as the number it is; everything else as the text that the cell holds."""
    if written.isascii() and written.isdecimal() and len(written) < 16:
        number = int(written)
        return number if str(number) == written else written
    return written
