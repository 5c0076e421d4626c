"""A cell corrected on a page: the typed text as a value of the workbook."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from decimal import Decimal
from typing import TYPE_CHECKING

from ictindex.apps.desk.finding_records import action_record, list_causes
from ictindex.apps.desk.open_submission import OpenSubmission, write_corrected
from ictindex.core.errors import UsageError
from ictindex.data.cell_text import visible
from ictindex.data.tables.corrections import PROPOSAL
from ictindex.data.text_readings import read_number
from ictindex.definitions import catalogue
from ictindex.language import i18n
from ictindex.submissions.questionnaires.corrected_cells import Way
from ictindex.submissions.questionnaires.labels import UNLIMITED, list_options, units_of
from ictindex.submissions.questionnaires.layout import UNIT, Form, find_ask

if TYPE_CHECKING:
    from ictindex.submissions.questionnaires.sheet_plan import Column
    from ictindex.submissions.questionnaires.sheets import Position

_MOST_DIGITS = 15  # spreadsheets have no numbers with more digits


def correct_cells(
    state: OpenSubmission, cells: Mapping[Position, str], language: str, cause: int | None = None
) -> OpenSubmission:
    """Put typed texts into cells; an empty text empties a cell. The workbook is read again.

    With the number of a cause they are the cells of its action, and the change is one by proposal.
    """
    submission = state.submission
    if submission is None:
        raise UsageError("desk.table-not-editable", file=state.name)
    there = {**submission.contents.cells, **submission.contents.stray}
    held: dict[Position, object] = {}
    for position, text in cells.items():
        words = " ".join(text.split())
        typed = _Typed(submission.form, submission.language, words, language)
        held[position] = None if not words and position in there else typed.held_in(position)
    way = Way() if cause is None else _find_way(state, cells, language, cause)
    return write_corrected(state, held, way)


def _find_way(
    state: OpenSubmission, cells: Mapping[Position, str], language: str, number: int
) -> Way:
    """Return the way of a sure change; refuse cells that are not those of its action."""
    causes = list_causes(state)
    cause = causes[number] if 0 <= number < len(causes) else None
    action = None if cause is None else action_record(state, cause, language)
    asked = [{"place": list(cell), "text": text} for cell, text in cells.items()]
    if cause is None or cause.witness is None or action != asked:
        raise UsageError("desk.argument", argument="cause")
    return Way(PROPOSAL, cause.kind, cause.witness.kind)


class _Typed:
    """A text typed for a cell of a questionnaire, and the language of who typed it."""

    def __init__(self, form: Form, own: str, text: str, language: str) -> None:
        self.form, self.own, self.text = form, own, text
        self.decimal = i18n.decimal_mark(language)
        self.language = language

    def held_in(self, position: Position) -> object:
        """Return the new value of the cell; refuse a cell that asks for nothing."""
        sheet, row, column = position
        page = self.form.pages.get(sheet)
        if page is not None and page.kind == "tariffs":
            if row not in page.lines or not 0 <= column < len(page.columns):
                raise UsageError("desk.not-a-cell")
            return self._read_plan(sheet, page.columns[column])
        ask = find_ask(self.form, position)
        fields = {self.form.column_of(name): name for name in self.form.fields_on(sheet)}
        if ask is None:
            raise UsageError("desk.not-a-cell")
        if column == UNIT and len(catalogue.indicators()[ask.indicator].units) > 1:
            return self._label(units_of(ask))
        fields |= {self.form.revised_column(year): "value" for year in self.form.revised}
        name = fields.get(column)
        if name is None:
            raise UsageError("desk.not-a-cell")
        if not self.text:
            return None
        if name in ("status", "conf_status", "error_method"):
            return self._label(name)
        return self.text if name in ("source", "note") else self._number()

    def _read_plan(self, sheet: str, column: Column) -> object:
        if not self.text:
            return None
        if column.kind in ("choice", "yes-no"):
            return self._label(
                "yes-no" if column.kind == "yes-no" else f"choice/{column.name}/{sheet}"
            )
        if column.kind == "volume":
            labels = (
                dict(list_options(self.form, code)[UNLIMITED])[UNLIMITED]
                for code in (self.own, self.language)
            )
            if self.text.casefold() in (UNLIMITED, *(label.casefold() for label in labels)):
                return self._label(UNLIMITED, UNLIMITED)
        if column.kind in ("number", "volume"):
            return self._number()
        if column.kind == "date":
            try:
                return dt.date.fromisoformat(self.text)
            except ValueError as error:
                raise UsageError("desk.date-unread", value=visible(self.text)[:60]) from error
        return self.text

    def _number(self) -> object:
        number = read_typed_number(self.text, self.decimal)
        digits = number.as_tuple().digits
        if len(digits) > _MOST_DIGITS:
            raise UsageError(
                "desk.too-many-digits", value=visible(self.text)[:60], most=str(_MOST_DIGITS)
            )
        return int(number) if number == number.to_integral_value() else float(number)

    def _label(self, key: str, code: str = "") -> str:
        """Return the label of a code in the words of the workbook."""
        wanted = code or self.text
        labels = dict(list_options(self.form, self.own)[key])
        if wanted in labels:
            return labels[wanted]
        shown = {label: code for code, label in list_options(self.form, self.language)[key]}
        if wanted in shown:
            return labels[shown[wanted]]
        raise UsageError("desk.not-in-list", value=visible(self.text)[:60])


def read_typed_number(text: str, decimal: str) -> Decimal:
    """Return the number in a text, if ``decimal`` is the decimal mark of its language."""
    # A number that the other mark makes ambiguous, such as "1,234" where decimals follow a point,
    # is refused and not guessed; "62,2" can be read in only one way.
    number = read_number(text, decimal)
    if number is None:
        raise UsageError("desk.number-unread", value=visible(text)[:60], decimal=decimal)
    return number
