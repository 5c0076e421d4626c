"""The sheets of values: a row for each value asked for, with live checks and messages."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from ictindex.data.tables.schema import OBSERVATIONS
from ictindex.definitions import catalogue
from ictindex.language import i18n
from ictindex.language.i18n import house_style
from ictindex.submissions.questionnaires import layout, live_checks, styles
from ictindex.submissions.questionnaires.labels import (
    describe_origin,
    name_of,
    public_codes,
    units_of,
)
from ictindex.submissions.questionnaires.printed_paper import fit_paper, set_up_paper
from ictindex.submissions.questionnaires.sheets import (
    SHOWN,
    TALLEST,
    Work,
    colour_title,
    describe_form,
    head_format,
    write_head,
)

_WIDTHS = {layout.NAME: 50, layout.UNIT: 13}
_YEAR, _REVISED = 12, 12
_ANSWER_WIDTHS = {"value": 15, "status": 14, "conf_status": 15, "source": 18, "note": 24}
_PRECISION_WIDTH, _METHOD_WIDTH = 12, 22
# Sizes of letters.
_NAME, _DEFINITION, _CODES = styles.SIZES["text"], styles.SIZES["small"], styles.SIZES["tiny"]


def write_values(work: Work, page: layout.Page, sheet: Any) -> None:
    """Write a sheet of values: a row for each value asked for."""
    book, form = work.book, work.form
    names = {layout.NAME: book.say("indicator"), layout.UNIT: book.say("unit")}
    names |= {
        form.previous_column(year): book.say("previous", year=str(year)) for year in form.previous
    }
    names |= {
        form.revised_column(year): book.say("revised", year=str(year)) for year in form.revised
    }
    names |= {
        form.column_of(key): book.say(key, year=str(form.year)) if key == "value" else book.say(key)
        for key in form.fields_on(page.id)
    }
    usual = _column_widths(form, names)
    width = form.width_of(page.id)
    # A year without any value has no column on screen or paper; its cells keep their addresses.
    with_values = {column for sheet_id, _, column in work.contents.previous if sheet_id == page.id}
    hidden = {form.previous_column(year) for year in form.previous} - with_values
    widths = usual | dict.fromkeys(hidden, 0)
    # The precision of values is to the right: a sheet on which nobody stated any is printed, and
    # its title read, without it.
    apart = {form.column_of(what) for what in form.precision_on(page.id)}
    is_stated = any(p == page.id and column in apart for p, _, column in work.contents.cells)
    near = [wide for column, wide in widths.items() if is_stated or column not in apart]
    head = write_head(work, sheet, page.id, width, (layout.NAME, near))
    sheet.set_column(layout.CODE, layout.CODE, None, None, {"hidden": True})
    sheet.set_row(layout.STARTS, 6)
    tallest = 34.0
    for column, name in names.items():
        sheet.set_column(column, column, usual[column], None, {"hidden": column in hidden})
        is_number = layout.PREVIOUS <= column <= form.column_of("value") or column in apart
        more: dict[str, object] = {"align": "center", "indent": 0} if is_number else {}
        sheet.write_string(layout.HEADERS, column, name, head_format(book, **more))
        if column not in hidden:
            tallest = max(tallest, styles.row_height([(name, widths[column] - 2, 10.8)]))
    sheet.set_row(layout.HEADERS, tallest)
    heights = [head, 6.0, tallest]
    sheet_checks = live_checks.find_checks(form, page, work.labels)
    revisions = {
        year: live_checks.find_slips_of_revision(form, page, year) for year in form.revised
    }
    denied = {
        ask.row: live_checks.status_contradiction(form, page, ask, work.labels) for ask in page.asks
    }
    for item in page.items:
        if isinstance(item, layout.SheetHeading):
            _heading(work, sheet, item, width)
            heights.append(18.0)
        else:
            heights.append(_ask(work, page, sheet, item))
            _mark(work, page, sheet, item, sheet_checks[item.row])
            status = form.column_of("status")
            contradiction = denied[item.row]
            book.colour_if(
                sheet,
                (item.row, status, item.row, status),
                contradiction.expression,
                contradiction.level,
            )
            for year, checks_of_year in revisions.items():
                _mark_revision(work, sheet, item, year, checks_of_year[item.row])
    last = max(item.row for item in page.items)
    for what in ("status", "conf_status"):
        book.choose(
            sheet,
            (layout.FIRST_VALUE, last),
            form.column_of(what),
            what,
            "stop",
            (book.say(what), book.say(f"prompt-{what}")),
        )
    if apart:
        _guard_precision(work, page, sheet)
    by_row = (sheet_checks, *revisions.values())
    every_check = [check for rows in by_row for checks in rows.values() for check in checks]
    every_check += denied.values()
    colour_title(book, sheet, width, every_check, live_checks.complete_values(form, page))
    set_up_paper(
        book, sheet, layout.FIRST_VALUE, layout.UNIT, layout.HEADERS, describe_form(form, book)
    )
    fit_paper(sheet, near, heights)
    if apart and not is_stated:
        sheet.print_area(0, layout.NAME, last, form.column_of("note"))


def _column_widths(form: layout.Form, names: Mapping[int, str]) -> dict[int, int]:
    """Return the widths of the visible columns that break no word of a heading."""
    usual = dict(_WIDTHS)
    usual |= {form.previous_column(year): _YEAR for year in form.previous}
    usual |= {form.revised_column(year): _REVISED for year in form.revised}
    usual |= {form.column_of(what): width for what, width in _ANSWER_WIDTHS.items()}
    usual |= {form.column_of(what): _PRECISION_WIDTH for what in form.precision}
    if "error_method" in form.precision:
        usual[form.column_of("error_method")] = _METHOD_WIDTH
    return {
        column: max(usual[column], styles.column_width(name))
        for column, name in sorted(names.items())
    }


def _heading(work: Work, sheet: Any, item: layout.SheetHeading, width: int) -> None:
    book = work.book
    band = book.add_edge(
        bg_color=styles.GROUP,
        italic=True,
        font_color=styles.DARK,
        indent=1,
        border_color=house_style.BOOK_GROUP_LINE,
    )
    sheet.set_row(item.row, 18)
    for column in range(width):
        sheet.write_blank(item.row, column, None, band)
    sheet.write_string(
        item.row, layout.NAME, i18n.text(item.section, item.key, book.language), band
    )


def _ask(work: Work, page: layout.Page, sheet: Any, ask: layout.Ask) -> float:
    """Write the row of a value, and return its height."""
    book, form = work.book, work.form
    definition = catalogue.indicators()[ask.indicator]
    hidden = book.add_edge(font_color=styles.GREY, bg_color=styles.LOCKED, reading_order=1)
    sheet.write_string(ask.row, layout.CODE, ask.code, hidden)
    tall = _name(work, sheet, ask)
    digits = "#,##0" if definition.unit == "count" else "General"
    for year in form.previous:
        column = form.previous_column(year)
        grey = book.add_edge(
            font_color=styles.GREY,
            bg_color=styles.LOCKED,
            number=True,
            num_format=digits,
            italic=True,
        )
        cell = (page.id, ask.row, column)
        book.put(sheet, ask.row, column, work.contents.previous.get(cell, ""), grey)
        stated = (work.contents.origins.get(cell, ""), work.contents.errors.get(cell, ""))
        origin = describe_origin(stated[0], book.language, stated[1])
        if origin:
            hint = book.prompt(i18n.label("columns", "source", book.language), origin)
            book.guard(sheet, (ask.row, ask.row), column, {"validate": "any", **hint})
    for year in form.revised:
        work.cell(
            sheet,
            (page.id, ask.row, form.revised_column(year)),
            num_format=digits,
            number=True,
            bg_color=styles.REVISED,
        )
    unit = i18n.label("units", definition.unit, book.language)
    if definition.other_units:
        work.cell(sheet, (page.id, ask.row, layout.UNIT), unit, text_wrap=True, indent=1)
        words = (book.say("unit"), book.say("prompt-unit"))
        book.choose(sheet, (ask.row, ask.row), layout.UNIT, units_of(ask), "stop", words)
    else:
        locked = book.add_edge(bg_color=styles.LOCKED, text_wrap=True, indent=1)
        sheet.write_string(ask.row, layout.UNIT, unit, locked)
    cell = (page.id, ask.row, form.column_of("value"))
    work.cell(sheet, cell, num_format=digits, number=True, bold=True)
    for what in ("status", "conf_status", "source", "note"):
        cell = (page.id, ask.row, form.column_of(what))
        work.cell(
            sheet, cell, text_wrap=True, num_format="@", font_size=styles.SIZES["small"], indent=1
        )
        held = work.contents.cells.get(cell)
        if isinstance(held, str):
            tall = max(tall, styles.row_height([(held[:SHOWN], _ANSWER_WIDTHS[what] - 3, 9)]))
    for what in form.precision_on(page.id):
        is_number = what != "error_method"
        shape = {"number": True} if is_number else {"text_wrap": True, "num_format": "@"}
        work.cell(
            sheet,
            (page.id, ask.row, form.column_of(what)),
            font_size=styles.SIZES["small"],
            **shape,
        )
    tall = min(TALLEST, tall)
    sheet.set_row(ask.row, tall)
    return tall


def _name(work: Work, sheet: Any, ask: layout.Ask) -> float:
    """Write the question of a row: name, mark of needed values, definition, public codes."""
    book = work.book
    name = name_of(ask, book.language)
    if ask.breakdown:
        sheet.write_string(ask.row, layout.NAME, name, book.add_edge(text_wrap=True, indent=3))
        return styles.row_height([(name, _WIDTHS[layout.NAME] - 5, _NAME)])
    definition = i18n.text(f"indicators/{ask.indicator}", "definition", book.language)
    codes = public_codes(ask)
    indent = 3 if ask.part else 1
    parts: list[object] = [book.format(bold=not ask.part, font_color=styles.DARK), name]
    if ask.required:
        parts += [book.format(bold=True, font_color=styles.EDGES["error"]), " *"]
    small = book.format(font_size=_DEFINITION, font_color=styles.GREY)
    parts += [small, f"\n{definition}"]
    inside = _WIDTHS[layout.NAME] - 2 * indent + 1
    marked = i18n.text("language", "marked", book.language, name=name, sign=" *")
    texts = [(marked, inside - 4, _NAME), (definition, inside, _DEFINITION)]
    if codes:
        parts += [book.format(font_size=_CODES, font_color=styles.FAINT), f"\n{codes}"]
        texts.append((codes, inside, _CODES))
    sheet.write_rich_string(
        ask.row, layout.NAME, *parts, book.add_edge(text_wrap=True, indent=indent)
    )
    return styles.row_height(texts)


def _mark(
    work: Work,
    page: layout.Page,
    sheet: Any,
    ask: layout.Ask,
    checks: Iterable[live_checks.LiveCheck],
) -> None:
    """Colour the cell of a value while it breaks a rule, or while it is needed and empty."""
    book, form = work.book, work.form
    checks_of_cell = list(checks)
    column = form.column_of("value")
    cell = (ask.row, column, ask.row, column)
    for level in ("error", "warning"):
        broken = [check.expression for check in checks_of_cell if check.level == level]
        if broken:
            book.colour_if(sheet, cell, live_checks.any_of(broken), level)
    if ask.required:
        empty = live_checks.missing_value(form, page, ask)
        book.colour_if(sheet, cell, empty, "needed")
    _guard(work, sheet, ask, column, checks_of_cell)


def _guard_precision(work: Work, page: layout.Page, sheet: Any) -> None:
    """Say what may be stated of the precision of a value, and colour contradictions."""
    book, form = work.book, work.form
    rows = (layout.FIRST_VALUE, max(item.row for item in page.items))
    for what in form.precision_on(page.id):
        words = (book.say(what), book.say(f"prompt-{what}"))
        column = form.column_of(what)
        if what == "error_method":
            book.choose(sheet, rows, column, what, "stop", words)
            continue
        asked = OBSERVATIONS.columns[what]
        options: dict[str, object] = {"validate": "decimal"}
        if asked.maximum is not None:
            ends = {"minimum": float(asked.minimum or 0), "maximum": float(asked.maximum)}
            options |= {"criteria": "between", **ends}
        else:
            options |= {"criteria": ">" if asked.above else ">=", "value": 0}
        refused = book.refusal(book.say("number-needed"))
        book.guard(sheet, rows, column, {**options, **refused, **book.prompt(*words)})
    ends_of_interval = [("lower_bound", ">"), ("upper_bound", "<")]
    for ask in page.asks:
        for what, sign in ends_of_interval:
            if what in form.precision:
                outside = live_checks.outside_interval(form, ask, what, sign)
                column = form.column_of(what)
                book.colour_if(sheet, (ask.row, column, ask.row, column), outside, "error")


def _mark_revision(
    work: Work, sheet: Any, ask: layout.Ask, year: int, checks: Iterable[live_checks.LiveCheck]
) -> None:
    book, column = work.book, work.form.revised_column(year)
    for check in checks:
        book.colour_if(sheet, (ask.row, column, ask.row, column), check.expression, check.level)
    title = book.say("revised", year=str(year))
    words = book.say("prompt-revised", year=str(year), current=str(work.form.year))
    refusal = _limits(work, ask)
    book.guard(sheet, (ask.row, ask.row), column, {**refusal, **book.prompt(title, words)})


def _guard(
    work: Work, sheet: Any, ask: layout.Ask, column: int, checks: list[live_checks.LiveCheck]
) -> None:
    """Let a spreadsheet refuse impossible values at once, and show what a cell asks for."""
    book = work.book
    unit = i18n.label("units", catalogue.indicators()[ask.indicator].unit, book.language)
    hints = dict.fromkeys(filter(None, (_words(work, check) for check in checks)))
    needed = [book.say("prompt-needed")] if ask.required else []
    message = "\n".join([*needed, *hints])
    title = (
        name_of(ask, book.language)
        if ask.breakdown
        else i18n.detail(book.say("value", year=str(work.form.year)), unit, book.language)
    )
    book.guard(
        sheet, (ask.row, ask.row), column, {**_limits(work, ask), **book.prompt(title, message)}
    )


def _limits(work: Work, ask: layout.Ask) -> dict[str, object]:
    """Return the values that a spreadsheet refuses in a cell."""
    book, definition = work.book, catalogue.indicators()[ask.indicator]
    least, most = definition.minimum, definition.maximum
    counted = definition.unit == "count"
    options: dict[str, object] = {"validate": "whole" if counted else "decimal"}
    if least is not None and most is not None:
        options |= {"criteria": "between", "minimum": float(least), "maximum": float(most)}
    elif least is not None:
        options |= {"criteria": ">=", "value": float(least)}
    else:
        return {"validate": "any"}
    message = (
        book.say("whole-number") if counted else (book.say("out-of-range", range=definition.range))
    )
    return {**options, **book.refusal(message)}


def _words(work: Work, check: live_checks.LiveCheck) -> str:
    """Return the hint of a live check at its cell; checks common to all cells are not repeated."""
    book = work.book
    if check.key in ("live-number", "live-whole", "live-negative"):
        return ""
    values: dict[str, object] = {}
    for key, value in check.details.items():
        if isinstance(value, list):
            names = [i18n.text(f"indicators/{each}", "name", book.language) for each in value]
            # If there are many parts, the hint names their heading on the sheet.
            values[key] = i18n.join(names, book.language) if len(names) < 4 else ""
        elif key == "breakdown":
            words = i18n.text("questionnaire/breakdowns", str(value), book.language)
            values[key] = words
        else:
            values[key] = i18n.number(value, book.language) if isinstance(value, Decimal) else value
    if check.key == "live-sum" and not values["parts"]:
        return book.say("live-sum-many")
    return book.say(check.key, **values)
