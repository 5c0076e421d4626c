"""The sheet of changed cells: what each held, how it was changed, and why.

It is written from the record that the workbook carries, and read back into it: the contents before
and after are cells like those that they are of.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping
from typing import Any

from ictindex.data.tables.corrections import HAND, PROPOSAL, show_content, show_way
from ictindex.language import i18n
from ictindex.submissions.questionnaires import layout, styles
from ictindex.submissions.questionnaires.cell_values import cell_text, column_heading
from ictindex.submissions.questionnaires.corrected_cells import CorrectedCell, Way, is_cell_of
from ictindex.submissions.questionnaires.labels import name_in_full
from ictindex.submissions.questionnaires.printed_paper import set_up_paper
from ictindex.submissions.questionnaires.sheets import (
    DATE,
    MOMENT,
    SHOWN,
    TALLEST,
    Position,
    Work,
    describe_form,
    head_format,
    write_head,
)
from ictindex.submissions.questionnaires.workbook_cells import Failure, Formula

# Columns: number, cell, figure, contents before and after, way, reason; then the hidden key.
WAS, NOW, REASON, KEY = 3, 4, 6, layout.KEY
_TITLES = ("step", "cell", "figure", "was", "now", "by", "reason")
_WIDTHS = (8, 26, 44, 22, 22, 30, 40)
_MOST_STEPS = 1_000_000


def write_corrections(work: Work, sheet: Any, named: Mapping[str, str]) -> None:
    """Write a row for each changed cell; the reason can be filled in."""
    book = work.book
    write_head(work, sheet, layout.CORRECTIONS, len(_TITLES), (0, _WIDTHS))
    sheet.set_row(layout.STARTS, 6)
    tallest = 18.0
    for column, (key, width) in enumerate(zip(_TITLES, _WIDTHS, strict=True)):
        title = i18n.text("corrections", key, book.language)
        sheet.set_column(column, column, width)
        tallest = max(tallest, styles.row_height([(title, width - 2, 10.8)]))
        book.put(sheet, layout.HEADERS, column, title, head_format(book))
    sheet.set_column(KEY, KEY, None, None, {"hidden": True})
    sheet.set_row(layout.HEADERS, tallest)
    for row, line in enumerate(work.contents.corrections.lines, start=layout.FIRST_ANSWER):
        _write_line(work, sheet, row, line, named[line.cell[0]])
    set_up_paper(
        book, sheet, layout.FIRST_ANSWER, 3, layout.HEADERS, describe_form(work.form, book)
    )
    sheet.fit_to_pages(1, 0)


def _write_line(work: Work, sheet: Any, row: int, line: CorrectedCell, title: str) -> None:
    book, language = work.book, work.book.language
    plain = book.add_edge(text_wrap=True, valign="top", indent=1)
    link = book.add_edge(font_color=styles.LINK, underline=1, valign="top", indent=1)
    cell = layout.cell_name(*line.cell[1:])
    figure = _name_figure(work, line.cell)
    if book.is_rtl:
        figure = i18n.detail(figure, title, language)
    way = styles.embed(show_way(line.way.by, line.way.witness, language))
    book.put(sheet, row, 0, line.step, book.add_edge(valign="top", align="center"))
    # LibreOffice tears a link of two directions apart: there the sheet is next to the name.
    shown = cell if book.is_rtl else f"{title}!{cell}"
    sheet.write_url(row, 1, f"internal:'{title}'!{cell}", link, shown)
    book.put(sheet, row, 2, figure, plain)
    for column, raw in ((WAS, line.was), (NOW, line.now)):
        book.put(sheet, row, column, raw, _format_of(book, raw))
    book.put(sheet, row, 5, way, plain)
    typed = book.fill(valign="top", text_wrap=True, indent=1, num_format="@")
    book.put(sheet, row, REASON, line.reason, typed)
    key = {"step": line.step, "cell": line.cell, "by": line.way.by}
    key |= {"cause": line.way.cause, "witness": line.way.witness}
    book.put(sheet, row, KEY, json.dumps(key), plain)
    contents = (show_content(cell_text(raw), language) for raw in (line.was, line.now))
    widths = (_WIDTHS[2], _WIDTHS[WAS], _WIDTHS[NOW], _WIDTHS[5], _WIDTHS[REASON])
    texts = zip((figure, *contents, way, line.reason), widths, strict=True)
    height = max(styles.row_height([(text[:SHOWN], width - 3, 10)]) for text, width in texts)
    sheet.set_row(row, min(TALLEST, height))


def _format_of(book: styles.Book, raw: object) -> Any:
    """Return the format of a content as it is in its own cell."""
    shape: dict[str, Any] = {"text_wrap": True, "valign": "top"}
    if isinstance(raw, dt.date):
        shape["num_format"] = MOMENT if isinstance(raw, dt.datetime) else DATE
    return book.add_edge(number=isinstance(raw, (int, float)), **shape)


def _name_figure(work: Work, cell: Position) -> str:
    """Return the name of the figure of a cell, and of its column if it is not the value."""
    form, language = work.form, work.book.language
    ask = layout.find_ask(form, cell)
    if ask is None:
        return column_heading(form.pages[cell[0]].columns[cell[2]].name, language)
    fields = {form.column_of(name): name for name in form.fields_on(cell[0])[1:]}
    fields |= {layout.UNIT: "unit"}
    name = name_in_full(ask, language)
    if cell[2] in fields:
        return i18n.pair(name, i18n.label("columns", fields[cell[2]], language), language)
    years = {form.revised_column(year): str(year) for year in form.revised}
    return i18n.pair(name, years[cell[2]], language) if cell[2] in years else name


def read_lines(
    form: layout.Form, cells: Mapping[tuple[int, int], object]
) -> tuple[list[CorrectedCell], list[int]]:
    """Return the changed cells of the sheet, and the rows whose hidden key cannot be read."""
    lines: list[CorrectedCell] = []
    lost: list[int] = []
    for row in sorted({row for row, _ in cells if row >= layout.FIRST_ANSWER}):
        line = _read_line(form, row, cells)
        if line is not None:
            lines.append(line)
        elif any(cells.get((row, column)) is not None for column in (WAS, NOW, KEY)):
            lost.append(row)
    # A spreadsheet program may have sorted the rows.
    return sorted(lines, key=lambda line: line.step), lost


def _read_line(
    form: layout.Form, row: int, cells: Mapping[tuple[int, int], object]
) -> CorrectedCell | None:
    try:
        key = json.loads(str(cells.get((row, KEY), "")))
    except (ValueError, RecursionError):
        return None
    match key:
        case {
            "step": int(step),
            "cell": [str(sheet), int(line), int(column)],
            "by": str(by),
            "cause": str(cause),
            "witness": str(witness),
        } if _is_sound(form, (sheet, line, column), step, by):
            way = Way(by, cause if by == PROPOSAL else "", _check_witness(witness))
            was, now = (_plain(cells.get((row, at))) for at in (WAS, NOW))
            reason = cell_text(cells.get((row, REASON)))
            return CorrectedCell(step, (sheet, line, column), was, now, way, reason)
    return None


def _is_sound(form: layout.Form, cell: Position, step: int, by: str) -> bool:
    return by in (HAND, PROPOSAL) and 0 < step <= _MOST_STEPS and is_cell_of(form, cell)


def _check_witness(witness: str) -> str:
    """Return a witness that has words; an unknown one is left out."""
    return witness if i18n.has_label("corrections", f"witness-{witness}") else ""


def _plain(raw: object) -> object:
    """Return a content; of a formula that somebody wrote there, its text."""
    return cell_text(raw) if isinstance(raw, (Formula, Failure)) else raw
