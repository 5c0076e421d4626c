"""The cells of a submission as plain records for a page, sheet by sheet."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import field
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from ictindex.apps.desk.shown_cells import shown_cell, typed_cell
from ictindex.core.data_classes import dataclass
from ictindex.data.io.observation_columns import BREAKDOWNS, PRECISION
from ictindex.data.tables.schema import is_stated
from ictindex.definitions import catalogue
from ictindex.language import i18n
from ictindex.submissions.questionnaires import layout
from ictindex.submissions.questionnaires.cell_values import cell_text, code_of_label, column_heading
from ictindex.submissions.questionnaires.labels import (
    UNLIMITED,
    describe_origin,
    list_options,
    name_of,
    public_codes,
    units_of,
)
from ictindex.submissions.validation.report_html import describe_category

if TYPE_CHECKING:
    from ictindex.apps.desk.open_submission import OpenSubmission
    from ictindex.submissions.questionnaires.layout import Ask, Form, Page
    from ictindex.submissions.questionnaires.sheets import Position
    from ictindex.submissions.questionnaires.submission import Submission

TABLE = "table"  # the id of the only sheet of a table that is not a questionnaire
_MOST_ROWS = 2000  # rows of a table that a page shows
_TABLE_COLUMNS = (
    "economy",
    "indicator",
    "year",
    "value",
    "unit",
    "status",
    "conf_status",
    "source",
    "note",
)


@dataclass(frozen=True, slots=True)
class Marks:
    """Findings by their cell: identifiers and the gravest level of each cell."""

    by_place: Mapping[Position, Sequence[int]] = field(default_factory=dict)
    levels: Mapping[Position, str] = field(default_factory=dict)

    def find(self, position: Position) -> dict[str, Any]:
        """Return the findings of a cell for its record."""
        listed = self.by_place.get(position)
        return {"findings": list(listed), "level": self.levels[position]} if listed else {}


def collect_marks(findings: Iterable[Mapping[str, Any]]) -> Marks:
    """Return the findings of each cell, from their records."""
    by_place: dict[Position, list[int]] = {}
    levels: dict[Position, str] = {}
    order = ("error", "warning", "information")
    for record in findings:
        if record["place"] is None:
            continue
        sheet, row, column = record["place"]
        position = (str(sheet), int(row), int(column))
        by_place.setdefault(position, []).append(record["id"])
        level = levels.setdefault(position, record["level"])
        if order.index(record["level"]) < order.index(level):
            levels[position] = record["level"]
    return Marks(by_place, levels)


def sheet_summaries(
    state: OpenSubmission, cards: Sequence[Mapping[str, Any]], language: str
) -> list[dict[str, Any]]:
    """Return for each sheet its title, its completed cells, and its number of open questions."""
    submission = state.submission
    open_on: dict[str, int] = {}
    for card in cards:
        # A cause is counted once, on the sheet of its first cell.
        spot = card["place"] if "place" in card else card["ways"][0]["changes"][0]["place"]
        if card["open"] and spot is not None:
            open_on[spot[0]] = open_on.get(spot[0], 0) + 1
    if submission is None:
        title = i18n.text("desk", "table", language)
        count = len(state.subject.table)
        return [
            {
                "id": TABLE,
                "kind": TABLE,
                "title": title,
                "asked": count,
                "filled": count,
                "open": sum(card["open"] for card in cards),
            }
        ]
    empty: dict[str, int] = {}
    for page, _, _ in submission.unanswered:
        empty[page] = empty.get(page, 0) + 1
    summaries = []
    for page_of in submission.form.pages.values():
        asked = len(page_of.asks)
        filled = asked - empty.get(page_of.id, 0)
        if page_of.kind == "tariffs":
            filled = len(_filled_lines(state, page_of))
        summaries.append(
            {
                "id": page_of.id,
                "kind": page_of.kind,
                "asked": asked,
                "filled": filled,
                "title": title_of(state, page_of.id, language),
                "open": open_on.get(page_of.id, 0),
            }
        )
    return summaries


def title_of(state: OpenSubmission, page: str, language: str) -> str:
    """Return the title of a sheet: as in the workbook, if that is in the language."""
    submission = state.submission
    if submission is not None and language == submission.language:
        return i18n.visible(submission.titles[page])
    return i18n.text(f"questionnaire/sheets/{page}", "title", language)


def sheet_record(
    state: OpenSubmission, sheet: str, marks: Marks, language: str
) -> dict[str, Any] | None:
    """Return the cells of a sheet; ``None`` if there is no such sheet."""
    if state.submission is None:
        return _table_record(state, marks, language) if sheet == TABLE else None
    page = state.submission.form.pages.get(sheet)
    if page is None:
        return None
    head = {
        "id": sheet,
        "kind": page.kind,
        "title": title_of(state, sheet, language),
        "introduction": i18n.text(f"questionnaire/sheets/{sheet}", "introduction", language),
        "editable": True,
    }
    sheets = _Sheets(state, state.submission, marks, language)
    return head | (sheets.plans(page) if page.kind == "tariffs" else sheets.values(page))


def _filled_lines(state: OpenSubmission, page: Page) -> list[int]:
    submission = state.submission
    held = () if submission is None else submission.contents.cells
    return sorted({row for sheet, row, _ in held if sheet == page.id and row in page.lines})


class _Sheets:
    """The cells of a questionnaire in a language."""

    def __init__(
        self, state: OpenSubmission, submission: Submission, marks: Marks, language: str
    ) -> None:
        self.state, self.marks, self.language = state, marks, language
        self.submission = submission
        self.form: Form = self.submission.form
        self.cells = self.submission.contents.cells
        self.own = list_options(self.form, self.submission.language)
        self.shown = list_options(self.form, language)
        self.earlier = _earlier_values(state)

    def values(self, page: Page) -> dict[str, Any]:
        """Return the rows of a sheet of values, with their headings."""
        rows = [
            {"heading": i18n.text(item.section, item.key, self.language)}
            if isinstance(item, layout.SheetHeading)
            else self._ask(page, item)
            for item in page.items
        ]
        return {
            "year": str(self.form.year),
            "earlier_years": [str(year) for year in self.form.previous],
            "revised_years": [str(year) for year in self.form.revised],
            "choices": self._lists("status", "conf_status"),
            "precision": [
                {
                    "name": i18n.text("questionnaire", what, self.language),
                    "hint": i18n.text("questionnaire", f"prompt-{what}", self.language),
                    "choices": self._lists(what)[what] if what in self.shown else [],
                }
                for what in self.form.precision_on(page.id)
            ],
            "rows": rows,
        }

    def _lists(self, *keys: str) -> dict[str, list[dict[str, str]]]:
        return {
            key: [{"code": code, "label": label} for code, label in self.shown[key]] for key in keys
        }

    def _ask(self, page: Page, ask: Ask) -> dict[str, Any]:
        indicator = catalogue.indicators()[ask.indicator]
        units = self.shown[units_of(ask)]
        position = (page.id, ask.row, self.form.column_of("value"))
        definition = ""
        if not ask.breakdown:
            definition = i18n.text(f"indicators/{ask.indicator}", "definition", self.language)
        unit = self._choice((page.id, ask.row, layout.UNIT), units_of(ask))
        return {
            "row": ask.row,
            "code": public_codes(ask) if not ask.breakdown else "",
            "name": name_of(ask, self.language),
            "definition": definition,
            "part": ask.part,
            "needed": ask.required,
            "category": bool(ask.breakdown),
            "unit": {
                **unit,
                "label": unit["label"] or i18n.label("units", indicator.unit, self.language),
                "choices": [{"code": c, "label": label} for c, label in units]
                if len(units) > 1
                else [],
            },
            "earlier": [self._earlier(ask, year) for year in self.form.previous],
            "origins": [
                describe_origin(
                    self.submission.contents.origins.get(cell, ""),
                    self.language,
                    self.submission.contents.errors.get(cell, ""),
                )
                for year in self.form.previous
                for cell in [(page.id, ask.row, self.form.previous_column(year))]
            ],
            "revised": [
                self._value((page.id, ask.row, self.form.revised_column(year)))
                for year in self.form.revised
            ],
            "value": self._value(position),
            "status": self._choice((page.id, ask.row, self.form.column_of("status")), "status"),
            "conf_status": self._choice(
                (page.id, ask.row, self.form.column_of("conf_status")), "conf_status"
            ),
            "source": self._value((page.id, ask.row, self.form.column_of("source"))),
            "note": self._value((page.id, ask.row, self.form.column_of("note"))),
            "precision": [
                self._choice(cell, what) if what in self.shown else self._value(cell)
                for what in self.form.precision_on(page.id)
                for cell in [(page.id, ask.row, self.form.column_of(what))]
            ],
        }

    def _earlier(self, ask: Ask, year: int) -> str:
        value = self.earlier.get((ask.indicator, ask.breakdown, ask.category, year))
        return "" if value is None else i18n.grouped_number(value, self.language)

    def _value(self, position: Position) -> dict[str, Any]:
        raw = self.cells.get(position)
        text = i18n.visible(cell_text(raw))
        return {
            "place": list(position),
            "cell": layout.cell_name(position[1], position[2]),
            "text": text,
            "shown": shown_cell(raw, self.language),
            "typed": typed_cell(raw, self.language),
            "corrected": position in self.state.changes.cells,
            **self.marks.find(position),
        }

    def _choice(self, position: Position, key: str) -> dict[str, Any]:
        """Return a cell that is chosen from a list: its code, and its label in the language."""
        record = self._value(position)
        codes = {label: code for code, label in self.own[key]} | {c: c for c, _ in self.own[key]}
        code = code_of_label(cell_text(self.cells.get(position)), codes)
        label = dict(self.shown[key]).get(code, record["text"])
        return record | {"code": code, "label": label}

    def plans(self, page: Page) -> dict[str, Any]:
        """Return the plans of a sheet, a line each, and the first line that is empty."""
        filled = _filled_lines(self.state, page)
        free = [row for row in page.lines if row not in filled][:1]
        columns = []
        for number, column in enumerate(page.columns):
            key = _list_of(page, column.name, column.kind)
            section = f"questionnaire/tariffs/{column.name}"
            columns.append(
                {
                    "name": column_heading(column.name, self.language),
                    "hint": i18n.text(section, "hint", self.language)
                    if i18n.has_label(section, "hint")
                    else "",
                    "needed": column.needed,
                    "column": number,
                    "choices": [{"code": c, "label": label} for c, label in self.shown[key]]
                    if key
                    else [],
                }
            )
        lines = []
        for row in (*filled, *free):
            cells = []
            for number, column in enumerate(page.columns):
                key = _list_of(page, column.name, column.kind)
                position = (page.id, row, number)
                cells.append(self._choice(position, key) if key else self._value(position))
            lines.append({"row": row, "cells": cells})
        return {"year": str(self.form.offered), "columns": columns, "lines": lines}


def _list_of(page: Page, name: str, kind: str) -> str:
    """Return the id of the list from which a cell of a plan is chosen; empty for none."""
    if kind == "choice":
        return f"choice/{name}/{page.id}"
    return {"yes-no": "yes-no", "volume": UNLIMITED}.get(kind, "") if kind != "volume" else ""


def _earlier_values(state: OpenSubmission) -> dict[tuple[str, str, str, int], Decimal]:
    """Return the values of earlier years by indicator, category and year."""
    history = state.history
    submission = state.submission
    if history is None or submission is None:
        return {}
    cells = history.cells
    breakdowns = [name for name in BREAKDOWNS if name in cells]
    values: dict[tuple[str, str, str, int], Decimal] = {}
    for row, economy in enumerate(cells["economy"]):
        value = cells["value"][row]
        parts = [(n, cells[n][row]) for n in breakdowns if cells[n][row] not in ("", "_T")]
        if economy != submission.economy or value is None or len(parts) > 1:
            continue
        name, category = parts[0] if parts else ("", "")
        values[cells["indicator"][row], name, category, cells["year"][row]] = value
    return values


def _table_record(state: OpenSubmission, marks: Marks, language: str) -> dict[str, Any]:
    """Return the rows of a table that is not a questionnaire; they are corrected in their file."""
    cells = state.subject.table.cells
    names = [name for name in (*_TABLE_COLUMNS, *BREAKDOWNS) if any(cells[name])]
    names += [name for name in PRECISION if is_stated(cells[name])]
    lines = []
    for row in range(min(len(state.subject.table), _MOST_ROWS)):
        position = (TABLE, row, 0)
        lines.append(
            {
                "row": row,
                "cells": [
                    {"text": text, "shown": text, "place": list(position)}
                    for text in _table_texts(cells, names, row, language)
                ],
                **marks.find(position),
            }
        )
    return {
        "id": TABLE,
        "kind": TABLE,
        "title": i18n.text("desk", "table", language),
        "introduction": "",
        "editable": False,
        "lines": lines,
        "columns": [{"name": i18n.label("columns", name, language)} for name in names],
        "more": max(0, len(state.subject.table) - _MOST_ROWS),
    }


def _table_texts(
    cells: Mapping[str, Sequence[Any]], names: Sequence[str], row: int, language: str
) -> Iterator[str]:
    for name in names:
        raw = cells[name][row]
        if name == "value":
            yield (
                i18n.visible(cells["written"][row])
                if raw is None
                else i18n.grouped_number(raw, language)
            )
        elif name == "economy":
            yield i18n.economy_name(raw, language)
        elif name == "indicator":
            yield i18n.label("nodes", raw, language)
        elif name in BREAKDOWNS:
            yield describe_category(f"{name}={raw}", language) if raw else ""
        elif isinstance(raw, Decimal):
            yield i18n.grouped_number(raw, language)
        elif name == "error_method" and raw:
            yield i18n.label("questionnaire/choices/error_method", raw, language)
        else:
            yield i18n.visible(str(raw or ""))
