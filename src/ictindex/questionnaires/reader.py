"""Reading a workbook that came back: version and structure first, then every cell at its address.

A protected part that was changed is refused as a whole: nothing could be said for certain of the
cells beside it. A bad cell is a finding, and the cell keeps what it holds.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from ictindex.data.cell_text import Fault, visible
from ictindex.data.io.csv import Table, path_of, read_bytes
from ictindex.data.io.layouts import BREAKDOWNS
from ictindex.data.io.raw_rows import Draft
from ictindex.data.observations import make
from ictindex.data.tables.addresses import in_order
from ictindex.data.tables.observation_checks import check
from ictindex.data.tariffs import Tariffs, read_tariffs
from ictindex.findings import Address, Finding, Findings, Placed
from ictindex.questionnaires import cell_values, layout, protection
from ictindex.questionnaires.labels import code_of, former_code, units_of
from ictindex.questionnaires.sheet_plan import Column
from ictindex.questionnaires.sheets import Contents, Place
from ictindex.questionnaires.structure_check import open_questionnaire
from ictindex.questionnaires.submission import Submission
from ictindex.questionnaires.workbook_cells import Workbook
from ictindex.validation.responses import Answer


def read_questionnaire(source: str | os.PathLike[str]) -> Submission:
    """Read a questionnaire that was filled in.

    Version and structure are checked first; the address of every cell is kept. What is wrong with
    a cell becomes a finding. Rows left empty are no observations: ``unanswered`` lists them.

    Parameters
    ----------
    source : path
        A workbook that :func:`questionnaire` wrote.

    Returns
    -------
    Submission
        Observations, plans on offer, answers to findings, and findings of the reader.

    Raises
    ------
    UnusableFileError
        If it is no questionnaire, one of another version, or its protected part was changed; and
        if the extra ``excel`` is not installed.

    Examples
    --------
    >>> import tempfile
    >>> import ictindex as ict
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     ict.questionnaire("ECU", edition=2025).save(f"{folder}/ecu.xlsx")
    ...     submission = ict.read_questionnaire(f"{folder}/ecu.xlsx")
    >>> submission.economy, submission.year, len(submission.observations)
    ('ECU', 2023, 0)
    """
    path = path_of(source, "source")
    data = read_bytes(path)
    book = Workbook(path, data)
    try:
        return _Reading(book).submission(data)
    finally:
        book.close()


def revision_column(year: int) -> str:
    """Return what the column of the revised values of a year is called in a table."""
    return f"value {year}"


class _Reading:
    """State of reading one workbook: its checked structure, and the cells and findings so far."""

    def __init__(self, book: Workbook) -> None:
        self.book = book
        self.opened = open_questionnaire(book)
        self.form, self.titles = self.opened.form, self.opened.titles
        self.codes = self.opened.codes
        self.cells: dict[Place, object] = {}
        self.stray: dict[Place, object] = {}
        self.findings: list[Finding] = []
        self.outside = 0
        self.of_plans: list[Finding] = []
        self.places: list[Place] = []
        self.unanswered: list[Place] = []

    # ------------------------------------------------------------ the sheets

    def submission(self, data: bytes) -> Submission:
        draft = self._draft()
        plans: list[Table] = []
        self._contact()
        for page in self.form.pages.values():
            if page.kind == "tariffs":
                plans += self._tariffs(page)
            else:
                self._values(page, draft)
        self._cells(layout.CODES, len(self.opened.kept[layout.CODES].texts))
        answers = self._answers() if self.opened.questions >= 0 else ()
        protection.refuse_many(self.book.name, self.outside)
        columns, placed = check(draft)
        letters = {what: layout.column_letters(self._column(what))
                   for what in (*layout.ANSWER_FIELDS, "unit")}  # fmt: skip
        letters |= {revision_column(year): layout.column_letters(self.form.revised_column(year))
                    for year in self.form.revised}  # fmt: skip
        cells = {
            (f"{self.book.name}!{self.titles[page]}", what): letter
            for page in self.form.pages
            for what, letter in letters.items()
        }
        # What a receipt is of is the file as it lies on the disk.
        digest = hashlib.sha256(data).hexdigest()
        sources = {self.book.name: digest}
        placed = [(self._in_workbook(finding), rows) for finding, rows in placed]
        observations = make(columns, placed, letters=cells, sources=sources)
        observations = observations.with_facts(submitter=self.form.economy)
        closed = len(observations.confidential_rows())
        tariffs = self._plans([replace(plan, sha256=digest) for plan in plans], closed)
        of_tables = [*observations.findings, *(() if tariffs is None else tariffs.findings)]
        return Submission(
            source=self.book.name,
            data=data,
            form=self.form,
            language=self.opened.language,
            titles=self.titles,
            contents=Contents(self.cells, self._previous(), self.stray),
            observations=observations,
            places=tuple(self.places),
            tariffs=tariffs,
            answers=answers,
            unanswered=tuple(self.unanswered),
            findings=Findings([*self.findings, *of_tables]),
        )

    def _in_workbook(self, finding: Finding) -> Finding:
        """Return a finding of the readers of tables in the words of the workbook."""
        source = "" if finding.address is None else finding.address.source
        page = self.opened.page(source)
        return cell_values.describe_in_workbook(finding, page, self.opened.language, self.codes)

    def _draft(self) -> Draft:
        names = ("economy", "indicator", "year", "value", "unit", "status", "conf_status",
                 "source_class", "source", *BREAKDOWNS, "note")  # fmt: skip
        return Draft({name: [] for name in names}, [], [], [])

    def _contact(self) -> None:
        last = layout.FIRST_CONTACT + len(self.form.plan.contact)
        cells = self._cells(layout.START, last + 60)
        for row, column in sorted(layout.start_cells(self.form)):
            raw = cells.get((row, column))
            if raw is not None:
                place = (layout.START, row, column)
                self.cells[place] = self._text(*place, raw)

    def _values(self, page: layout.Page, draft: Draft) -> None:
        cells = self._cells(page.id, page.items[-1].row + 1)
        for ask in page.asks:
            self.opened.expect(page.id, ask.row, layout.CODE, code_of(ask), cells)
            self._revise(page, ask, cells, draft)
            self._ask(page, ask, cells, draft)

    def _ask(
        self,
        page: layout.Page,
        ask: layout.Ask,
        cells: Mapping[tuple[int, int], object],
        draft: Draft,
    ) -> None:
        """Add the row of a value that is asked for, or note that nothing was answered."""
        unit = self._unit(page, ask, cells)
        held = {
            what: cells.get((ask.row, self.form.column_of(what))) for what in layout.ANSWER_FIELDS
        }
        for what, raw in held.items():
            if raw is not None:
                self.cells[page.id, ask.row, self.form.column_of(what)] = raw
        place = (page.id, ask.row, self.form.column_of("value"))
        if not self._is_answered(ask, cells, held):
            self.unanswered.append(place)
            return
        number = len(draft.lines)
        row: dict[str, object] = {
            "economy": self.form.economy,
            "indicator": ask.indicator,
            "year": str(self.form.year),
            "source_class": "official-submission",
        }
        for what, raw in {"unit": unit, **held}.items():
            row[what], fault = cell_values.plain_cell(what, raw)
            if fault is not None:
                draft.marks.append((number, what, fault))
        row["unit"] = cell_values.code_of_label(row["unit"], self.codes[units_of(ask)])
        for what, section in (("status", "status"), ("conf_status", "conf-status")):
            code = cell_values.code_of_label(row[what], self.codes[what])
            row[what] = former_code(section, code)
        self._add(page, ask, row, draft, ("value", place))

    def _add(
        self,
        page: layout.Page,
        ask: layout.Ask,
        row: dict[str, object],
        draft: Draft,
        at: tuple[str, Place],
    ) -> None:
        """Add a row of observations; its value stands in a column of the workbook, at a place."""
        if ask.breakdown:
            row[ask.breakdown] = ask.category
        for name, column in draft.cells.items():
            column.append(row.get(name, ""))
        draft.files.append(f"{self.book.name}!{self.titles[page.id]}")
        draft.lines.append(ask.row + 1)
        draft.columns.append(at[0])
        self.places.append(at[1])

    def _revise(
        self,
        page: layout.Page,
        ask: layout.Ask,
        cells: Mapping[tuple[int, int], object],
        draft: Draft,
    ) -> None:
        """Add a row for each revised value of an earlier year; an empty cell revises nothing."""
        for year in self.form.revised:
            place = (page.id, ask.row, self.form.revised_column(year))
            raw = cells.get(place[1:])
            if raw is None:
                continue
            self.cells[place] = raw
            name = revision_column(year)
            value, fault = cell_values.plain_cell("value", raw)
            if fault is not None:
                draft.marks.append((len(draft.lines), "value", fault))
            row: dict[str, object] = {
                "economy": self.form.economy,
                "indicator": ask.indicator,
                "year": str(year),
                "source_class": "official-submission",
                "value": value,
            }
            # What the row says of unit and confidentiality holds for the revision too.
            for what in ("unit", "conf_status"):
                text, _ = cell_values.plain_cell(what, cells.get((ask.row, self._column(what))))
                key = units_of(ask) if what == "unit" else what
                row[what] = cell_values.code_of_label(text, self.codes[key])
            row["conf_status"] = former_code("conf-status", str(row["conf_status"]))
            row["note"] = self._reason(ask, year, cells)
            if fault is None:
                self._tell_revision(page, ask, year, raw)
            self._add(page, ask, row, draft, (name, place))

    def _is_answered(
        self,
        ask: layout.Ask,
        cells: Mapping[tuple[int, int], object],
        held: Mapping[str, object],
    ) -> bool:
        """Tell whether a row says anything of this year: a note may be that of a revision."""
        revised = any(
            cells.get((ask.row, self.form.revised_column(year))) is not None
            for year in self.form.revised
        )
        told = ("value", "status", "conf_status") if revised else layout.ANSWER_FIELDS
        return any(held[what] is not None for what in told)

    def _reason(self, ask: layout.Ask, year: int, cells: Mapping[tuple[int, int], object]) -> str:
        """Return the note of a row where it is about a revision: it names the year, or is alone."""
        raw = cells.get((ask.row, self.form.column_of("note")))
        note = "" if cell_values.fault_of(raw) else cell_values.cell_text(raw)
        own = any(
            cells.get((ask.row, self.form.column_of(what))) is not None
            for what in ("value", "status")
        )
        return note if not own or str(year) in note else ""

    def _tell_revision(self, page: layout.Page, ask: layout.Ask, year: int, raw: object) -> None:
        """Report a revised value beside the accepted one: a revision is never silent."""
        column = self.form.revised_column(year)
        cell = layout.cell_name(ask.row, self.form.previous_column(year))
        accepted = self.opened.kept[page.id].previous.get(cell)
        given: dict[str, object] = {
            "value": visible(cell_values.cell_text(raw))[:80],
            "revised_year": str(year),
            "current": str(self.form.year),
        }
        code = "questionnaire.revised-unknown"
        if accepted is not None:
            code = "questionnaire.revised"
            given["previous"] = cell_values.cell_text(accepted)
        source = f"{self.book.name}!{self.titles[page.id]}"
        address = Address(source, ask.row + 1, None, layout.cell_name(ask.row, column))
        self.findings.append(
            Finding(code, "information", self.form.economy, ask.indicator, year, address, given)
        )

    def _unit(
        self, page: layout.Page, ask: layout.Ask, cells: Mapping[tuple[int, int], object]
    ) -> object:
        """Return the unit of a row; where there is no choice, the cell is a protected one."""
        choices = self.codes[units_of(ask)]
        unit = cells.get((ask.row, layout.UNIT), "")
        if len(set(choices.values())) == 1:
            if unit not in choices:
                self.opened.expect(page.id, ask.row, layout.UNIT, next(iter(choices)), cells)
        elif unit != "":
            self.cells[page.id, ask.row, layout.UNIT] = unit
        return unit

    def _column(self, name: str) -> int:
        if name in layout.ANSWER_FIELDS:
            return self.form.column_of(name)
        return layout.UNIT if name == "unit" else self.form.column_of("value")

    def _cells(self, page: str, rows: int) -> dict[tuple[int, int], object]:
        """Return the cells of a sheet, and report text outside its input cells."""
        title = self.titles[page]
        cells = self.book.cells(title, rows)
        kept = self.opened.kept.get(page, protection.ProtectedCells())
        asked = protection.input_cells(self.form, page, self.opened.questions)
        for place, raw, over in protection.find_strays(cells, asked, kept.texts):
            code = "questionnaire.typed-over" if over else "questionnaire.outside"
            self._find(Fault(code, protection.stray_data(raw), "warning"), page, *place)
            self.outside += 1
            if page != layout.ANSWERS:  # a sheet made anew, with other rows
                self.stray[page, *place] = raw
        for place, words in self.book.comments(title).items():
            written = kept.comments.get(layout.cell_name(*place))
            if words.strip() and written != protection.mark(words):
                data = protection.stray_data(words)
                self._find(Fault("questionnaire.comment", data, "warning"), page, *place)
                self.outside += 1
        return cells

    def _previous(self) -> dict[Place, object]:
        """Return the values of earlier years as they were written, whatever was done to them."""
        return {
            (page, *layout.cell_position(cell)): value
            for page, kept in self.opened.kept.items()
            for cell, value in kept.previous.items()
        }

    def _find(
        self, fault: Fault, page: str, row: int, column: int, name: str | None = None
    ) -> None:
        source = f"{self.book.name}!{self.titles[page]}"
        address = Address(source, row + 1, name, layout.cell_name(row, column))
        finding = Finding(fault.code, fault.level, self.form.economy, year=self.form.year,
                          address=address, given=fault.given)  # fmt: skip
        self.findings.append(finding)

    def _text(self, page: str, row: int, column: int, raw: object) -> object:
        fault = cell_values.fault_of(raw)
        if fault is not None:
            self._find(fault, page, row, column)
        return raw

    # ------------------------------------------------------------ plans on offer

    def _tariffs(self, page: layout.Page) -> Iterator[Table]:
        """Yield the lines of a sheet of plans that hold anything, as a table of tariffs."""
        columns = len(page.columns)
        cells = self._cells(page.id, page.lines[-1] + 1)
        for number, column in enumerate(page.columns):
            self.opened.expect(page.id, layout.IDS, number, column.name, cells)
        rows = sorted({row for row, number in cells if row in page.lines and number < columns})
        if not rows:
            return
        table: dict[str, list[object]] = {
            "economy": [self.form.economy] * len(rows), "service": [page.service] * len(rows),
        }  # fmt: skip
        for number, column in enumerate(page.columns):
            table[column.name] = [self._tariff(page, row, number, column, cells) for row in rows]
        yield Table(
            f"{self.book.name}!{self.titles[page.id]}",
            tuple(table),
            table,
            [row + 1 for row in rows],
            {each.name: layout.column_letters(n) for n, each in enumerate(page.columns)},
        )

    def _tariff(
        self,
        page: layout.Page,
        row: int,
        number: int,
        column: Column,
        cells: Mapping[tuple[int, int], object],
    ) -> object:
        raw = cells.get((row, number))
        if raw is None:
            return ""
        self.cells[page.id, row, number] = raw
        cell, fault = cell_values.read_tariff_cell(page.id, column, raw, self.codes)
        if fault is not None:
            self._find(fault, page.id, row, number, column.name)
            self.of_plans.append(self.findings.pop())
        return cell

    def _plans(self, plans: list[Table], closed: int) -> Tariffs | None:
        """Return the plans of all sheets as one table, with all that is wrong with their cells."""
        if not plans:
            return None
        table = read_tariffs(plans)
        places = zip(table.cells["file"], table.cells["line"], strict=True)
        rows = {place: n for n, place in enumerate(places)}
        placed: list[Placed] = []
        for finding in self.of_plans:
            at = finding.address
            if at is not None:
                placed.append((finding, (rows[at.source, at.line],)))
        # A cell that was refused is empty to the table of plans: that is not said once more.
        refused = {finding.address for finding in self.of_plans if finding.level == "error"}
        for finding, several in table.placed:
            worded = self._in_workbook(finding)
            if worded.address not in refused:
                placed.append((worded, several))
        # The file that the plans are in may hold values that nobody else is to see.
        parts = tuple(replace(part, confidential=closed) for part in table.parts)
        return replace(table, parts=parts, placed=in_order(placed))

    # ------------------------------------------------------------ answers

    def _answers(self) -> tuple[Answer, ...]:
        cells = self._cells(layout.ANSWERS, layout.FIRST_ANSWER + self.opened.questions)
        answers = []
        for row in range(layout.FIRST_ANSWER, layout.FIRST_ANSWER + self.opened.questions):
            key = self._key(row, cells)
            chosen, reason = (cells.get((row, column)) for column in (layout.ANSWER, layout.REASON))
            for column, raw in ((layout.ANSWER, chosen), (layout.REASON, reason)):
                self._text(layout.ANSWERS, row, column, raw)
            if chosen is None and reason is None:
                continue
            kinds = self.codes["answer-warning"]
            answer = cell_values.code_of_label(cell_values.cell_text(chosen), kinds)
            if answer not in (*kinds.values(), ""):
                fault = cell_values.not_in_list(answer, kinds)
                self._find(fault, layout.ANSWERS, row, layout.ANSWER)
                answer = ""
            source = f"{self.book.name}!{self.titles[layout.ANSWERS]}"
            address = Address(source, row + 1, None, layout.cell_name(row, layout.ANSWER))
            answers.append(Answer(key, answer, cell_values.cell_text(reason), address))
        return tuple(answers)

    def _key(self, row: int, cells: Mapping[tuple[int, int], object]) -> tuple[str, ...]:
        raw = cells.get((row, layout.KEY), "")
        try:
            key: Any = json.loads(str(raw))
        except (ValueError, RecursionError):
            key = None
        if not isinstance(key, list) or not all(isinstance(part, str) for part in key):
            self.opened.expect(layout.ANSWERS, row, layout.KEY, "[...]", {})
        return tuple(key)
