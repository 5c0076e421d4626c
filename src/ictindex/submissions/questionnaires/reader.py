"""Reader of a workbook that came back: first its identity, then every cell with its address.

Rows are read by their codes, wherever they are in the file; rows that were moved, added or removed
become findings. A bad cell becomes a finding too, and keeps its content.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any

from ictindex.data.cell_text import Fault, visible
from ictindex.data.io.csv import RawTable
from ictindex.data.io.observation_columns import BREAKDOWNS, PRECISION
from ictindex.data.io.raw_rows import Draft
from ictindex.data.io.table_sources import FileSource, require_content
from ictindex.data.observations import make
from ictindex.data.tables.addresses import sort_placed
from ictindex.data.tables.observation_checks import check
from ictindex.data.tariffs import Tariffs, read_tariffs
from ictindex.data.text_readings import number_readings
from ictindex.definitions import catalogue
from ictindex.language import i18n
from ictindex.language.findings import Address, Finding, Findings, Placed
from ictindex.submissions.questionnaires import cell_values, layout, protected_cells
from ictindex.submissions.questionnaires.arrangement import Notice, Spot
from ictindex.submissions.questionnaires.corrected_cells import (
    CorrectedCells,
    describe_corrections,
)
from ictindex.submissions.questionnaires.correction_sheet import read_lines
from ictindex.submissions.questionnaires.labels import (
    former_code,
    name_in_full,
    sheet_titles,
    units_of,
)
from ictindex.submissions.questionnaires.sheet_plan import Column
from ictindex.submissions.questionnaires.sheets import Contents, Position
from ictindex.submissions.questionnaires.structure_check import open_questionnaire
from ictindex.submissions.questionnaires.submission import Submission
from ictindex.submissions.questionnaires.workbook_cells import Workbook
from ictindex.submissions.validation.responses import Answer


def read_questionnaire(source: FileSource, *, name: str | None = None) -> Submission:
    """Read a questionnaire that was filled in.

    Its identity is checked first; then rows are read by their codes and columns by their
    headings, even if they were moved. A fault of a cell becomes a finding at its address in the
    file. Empty rows are not observations: ``unanswered`` lists them.

    Parameters
    ----------
    source : FileSource
        A workbook that :func:`questionnaire` wrote: its path, its bytes or an open file.
    name : str, optional
        Name of the file in findings; without it its own, or the type of the object.

    Returns
    -------
    Submission
        Observations, plans on offer, answers to findings, and findings of the reader.

    Raises
    ------
    UnusableFileError
        If it is not a questionnaire, is of another version, or has a sheet without the codes of
        its rows; and if the extra ``excel`` is not installed.

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
    content = require_content(source, name)
    book = Workbook(content)
    try:
        return _QuestionnaireReading(book).submission(content.data)
    finally:
        book.close()


def revision_column(year: int) -> str:
    """Return the name in a table of the column of the revised values of a year."""
    return f"value {year}"


_MOST_MERGED, _MOST_NAMED = 200, 12
# What a row says of a revision, if it has no value of this year.
_OF_REVISION = ("source", "note")
# An economy is named with its code, such as "(ECU)", on each sheet.
_CODE, _YEAR = re.compile(r"\(\W*([A-Z]{3})\W*\)"), re.compile(r"\b\d{4}\b")
_MADE_AGAIN = (layout.ANSWERS, layout.CORRECTIONS)


def _is_plan(held: Mapping[str, object]) -> bool:
    """Tell whether cells of one row, by their columns, are those of a plan: a price and names."""
    price = held.get("price")
    is_number = isinstance(price, (int, float)) and not isinstance(price, bool)
    is_priced = is_number or (isinstance(price, str) and bool(number_readings(price)))
    return is_priced and bool({"operator", "name"} & {*held}) and len(held) > 2


class _QuestionnaireReading:
    """State of the reading of a workbook: its checked structure, the cells and findings so far."""

    def __init__(self, book: Workbook) -> None:
        self.book = book
        self.opened = open_questionnaire(book)
        self.form, self.titles = self.opened.form, self.opened.titles
        self.codes = self.opened.codes
        self.cells: dict[Position, object] = {}
        self.stray: dict[Position, object] = {}
        self.findings: list[Finding] = []
        self.merged: set[Position] = set()
        self.of_plans: list[Finding] = []
        self.positions: list[Position] = []
        self.unanswered: list[Position] = []

    # ------------------------------------------------------------ the sheets

    def submission(self, data: bytes) -> Submission:
        draft = self._draft()
        plans: list[RawTable] = []
        self._sheets()
        if layout.START in self.titles:
            self._contact()
        for page in self.form.pages.values():
            if page.id not in self.titles:
                column = self.form.column_of("value")
                self.unanswered += [(page.id, ask.row, column) for ask in page.asks]
            elif page.kind == "tariffs":
                plans += self._tariffs(page)
            else:
                self._values(page, draft)
        if layout.CODES in self.titles:
            self._cells(layout.CODES)
        answers = self._answers() if layout.ANSWERS in self.titles else ()
        changes = self._changes() if layout.CORRECTIONS in self.titles else CorrectedCells()
        held, language = {**self.cells, **self.stray}, self.opened.language
        # Somebody may have marked a row as confidential in a spreadsheet program.
        sealed = changes.seal_closed(self.form, language, held)
        corrections = describe_corrections(sealed, self.form, language, held, self._name_cell)
        columns, placed = check(draft)
        revised = {
            revision_column(year): self.form.revised_column(year) for year in self.form.revised
        }
        cells = {
            (self._source(page), what): layout.column_letters(self._find_spot(page, 0, column)[1])
            for page in self.form.pages
            if page in self.titles
            for what, column in (*self._columns_of(page).items(), *revised.items())
        }
        # A receipt is about the file as it is on the disk.
        digest = hashlib.sha256(data).hexdigest()
        sources = {self.book.name: digest}
        placed = [(self._word_for_workbook(finding), rows) for finding, rows in placed]
        observations = make(columns, placed, letters=cells, sources=sources)
        facts: dict[str, Any] = {"corrections": corrections, "office": self.form.office}
        facts["sheets"] = [key for key in self.form.pages if key in self.titles]
        observations = observations.with_facts(submitter=self.form.economy, **facts)
        closed = len(observations.confidential_rows())
        tariffs = self._plans([replace(plan, sha256=digest) for plan in plans], closed)
        if tariffs is not None:
            tariffs = tariffs.with_facts(**facts)
        of_tables = [*observations.findings, *(() if tariffs is None else tariffs.findings)]
        return Submission(
            source=self.book.name,
            data=data,
            form=self.form,
            language=self.opened.language,
            titles=self._all_titles(),
            contents=Contents(
                self.cells,
                self._previous(),
                self.stray,
                self._statements("origins"),
                self.opened.plans,
                changes,
                self.opened.factors,
                self._statements("errors"),
            ),
            observations=observations,
            positions=tuple(self.positions),
            tariffs=tariffs,
            answers=answers,
            unanswered=tuple(self.unanswered),
            findings=Findings([*self.findings, *of_tables]),
            arrangements=self.opened.arrangements,
        )

    def _all_titles(self) -> dict[str, str]:
        """Return the titles of all sheets; a missing sheet keeps its original title."""
        written = sheet_titles(self.form, self.opened.language, answers=False)
        return {key: written[key] for key in self.form.pages} | dict(self.titles)

    def _source(self, page: str) -> str:
        return f"{self.book.name}!{self.titles[page]}"

    def _find_spot(self, page: str, row: int, column: int) -> Spot:
        return self.opened.arrangement(page).find_in_file((row, column))

    def _sheets(self) -> None:
        """Report changes of whole sheets, and of their rows and columns."""
        for key, fault in self.opened.notices:
            title = self.titles.get(key, key)
            source = f"{self.book.name}!{title}" if title else self.book.name
            self.findings.append(self._finding(fault, Address(source)))
        for page, arranged in self.opened.arrangements.items():
            for notice in arranged.notices:
                self._notice(page, notice)

    def _notice(self, page: str, notice: Notice) -> None:
        fault, ask = notice.fault, notice.ask
        if ask is not None:
            fault = replace(
                fault, details={**fault.details, "name": name_in_full(ask, self.opened.language)}
            )
        if "column" in fault.details:
            name = self._heading(page, str(fault.details["column"]))
            fault = replace(fault, details={**fault.details, "column": name})
        address = Address(self._source(page))
        if notice.spot is not None:
            cell = layout.cell_name(*notice.spot)
            address = Address(self._source(page), notice.spot[0] + 1, None, cell)
        indicator = "" if ask is None else ask.indicator
        self.findings.append(self._finding(fault, address, indicator))

    def _finding(self, fault: Fault, address: Address, indicator: str = "") -> Finding:
        return Finding(
            fault.code,
            fault.level,
            self.form.economy,
            indicator,
            self.form.year,
            address,
            fault.details,
        )

    def _heading(self, page: str, column: str) -> str:
        """Return the heading of a column in the language of the workbook."""
        if self.form.pages[page].kind == "tariffs":
            return cell_values.column_heading(column, self.opened.language)
        year = str(self.form.year)
        return i18n.text("questionnaire", column, self.opened.language, year=year)

    def _word_for_workbook(self, finding: Finding) -> Finding:
        """Return a finding of a reader of tables in the words of the workbook."""
        source = "" if finding.address is None else finding.address.source
        page = self.opened.page(source)
        return cell_values.describe_in_workbook(finding, page, self.opened.language, self.codes)

    def _draft(self) -> Draft:
        names = (
            "economy",
            "indicator",
            "year",
            "value",
            "unit",
            "status",
            "conf_status",
            "source_class",
            "source",
            *BREAKDOWNS,
            "note",
            *PRECISION,
        )
        return Draft({name: [] for name in names}, [], [], [])

    def _contact(self) -> None:
        cells = self._cells(layout.START)
        for row, column in sorted(layout.start_cells(self.form)):
            raw = cells.get((row, column))
            if raw is not None:
                held, fault = cell_values.free_text(raw)
                self.cells[layout.START, row, column] = held
                if fault is not None:
                    self._find(fault, layout.START, row, column)

    def _values(self, page: layout.Page, draft: Draft) -> None:
        cells = self._cells(page.id)
        self._report_merged(page)
        for ask in page.asks:
            self._revise(page, ask, cells, draft)
            self._ask(page, ask, cells, draft)

    def _report_merged(self, page: layout.Page) -> None:
        """Report merged cells among those to fill in: all but the first lost their content."""
        asked = protected_cells.input_cells(self.form, page.id, self.opened.rows(page.id))
        asked -= {(row, column) for row, column in asked if row == layout.IDS and page.columns}
        asked -= {spot for spot in asked if page.asks and spot[1] == layout.CODE}
        in_form = self.opened.arrangement(page.id).find_in_form
        for top, left, low, right in self.book.find_merged(self.titles[page.id]):
            rows = range(top, min(low, top + _MOST_MERGED) + 1)
            columns = range(left, min(right, left + _MOST_MERGED) + 1)
            spots = [(row, column) for row in rows for column in columns]
            first, *others = spots
            lost = [spot for spot in others if in_form(spot) in asked]
            if not lost or in_form(first) not in asked:
                continue
            value = self.form.column_of("value")
            grave = bool(page.columns) or any(in_form(spot)[1] == value for spot in lost)
            details: dict[str, object] = {
                "range": f"{layout.cell_name(top, left)}:{layout.cell_name(low, right)}",
                "first": layout.cell_name(*first),
                "cells": [layout.cell_name(*spot) for spot in lost[:_MOST_NAMED]]
                + ["\u2026"] * (len(lost) > _MOST_NAMED),
            }
            fault = Fault("questionnaire.merged", details, "error" if grave else "warning")
            self._find(fault, page.id, *in_form(first))
            self.merged |= {(page.id, *in_form(spot)) for spot in lost}

    def _ask(
        self,
        page: layout.Page,
        ask: layout.Ask,
        cells: Mapping[tuple[int, int], object],
        draft: Draft,
    ) -> None:
        """Add the row of a value that is asked for, or note that there is no answer."""
        held = {
            what: cells.get((ask.row, self.form.column_of(what)))
            for what in self.form.fields_on(page.id)
        }
        unit = cells.get((ask.row, layout.UNIT), "")
        cell = (page.id, ask.row, self.form.column_of("value"))
        if not self._is_answered(ask, cells, held):
            self.unanswered.append(cell)
            self._keep_unit(page, ask, unit)
            for what in _OF_REVISION:
                if (raw := held.get(what)) is not None:
                    kept = cell_values.kept_cell(raw, *cell_values.plain_cell(what, raw))
                    self.cells[page.id, ask.row, self.form.column_of(what)] = kept
            return
        row: dict[str, object] = {
            "economy": self.form.economy,
            "indicator": ask.indicator,
            "year": str(self.form.year),
            "source_class": "official-submission",
        }
        row |= self._read_statements(page, ask, {"unit": unit, **held}, draft)
        self._keep_unit(page, ask, unit)
        self._add(page, ask, row, draft, ("value", cell))

    def _add(
        self,
        page: layout.Page,
        ask: layout.Ask,
        row: dict[str, object],
        draft: Draft,
        at: tuple[str, Position],
    ) -> None:
        """Add a row of observations whose value is in a column and a cell of the workbook."""
        if ask.breakdown:
            row[ask.breakdown] = ask.category
        for name, column in draft.cells.items():
            column.append(row.get(name, ""))
        line = self._find_spot(page.id, ask.row, 0)[0]
        if line in self.book.hidden_rows(self.titles[page.id]):
            hidden = Fault("questionnaire.row-hidden", {}, "information")
            draft.marks.append((len(draft.lines), at[0], hidden))
        draft.files.append(self._source(page.id))
        draft.lines.append(line + 1)
        draft.columns.append(at[0])
        self.positions.append(at[1])

    def _revise(
        self,
        page: layout.Page,
        ask: layout.Ask,
        cells: Mapping[tuple[int, int], object],
        draft: Draft,
    ) -> None:
        """Add a row for each revised value of an earlier year; an empty cell revises nothing."""
        for year in self.form.revised:
            cell = (page.id, ask.row, self.form.revised_column(year))
            raw = cells.get(cell[1:])
            if raw is None:
                continue
            name = revision_column(year)
            value, fault = cell_values.read_value(ask.indicator, raw)
            self.cells[cell] = cell_values.kept_cell(raw, value, fault)
            if fault is not None:
                draft.marks.append((len(draft.lines), name, fault))
            row: dict[str, object] = {
                "economy": self.form.economy,
                "indicator": ask.indicator,
                "year": str(year),
                "source_class": "official-submission",
                "value": value,
            }
            # Unit and confidentiality of the row apply to the revision too.
            for what in ("unit", "conf_status"):
                column = layout.UNIT if what == "unit" else self.form.column_of(what)
                text, _ = cell_values.plain_cell(what, cells.get((ask.row, column)))
                key = units_of(ask) if what == "unit" else what
                row[what] = cell_values.code_of_label(text, self.codes[key])
            row["conf_status"] = former_code("conf-status", str(row["conf_status"]))
            row |= {what: self._find_statement(what, ask, year, cells) for what in _OF_REVISION}
            if not isinstance(value, str):
                self._tell_revision(page, ask, year, value)
            self._add(page, ask, row, draft, (name, cell))

    def _is_answered(
        self,
        ask: layout.Ask,
        cells: Mapping[tuple[int, int], object],
        held: Mapping[str, object],
    ) -> bool:
        """Tell whether a row has an answer for this year: its note may belong to a revision."""
        revised = any(
            cells.get((ask.row, self.form.revised_column(year))) is not None
            for year in self.form.revised
        )
        of_revision = _OF_REVISION if revised else ()
        return any(raw is not None for what, raw in held.items() if what not in of_revision)

    def _find_statement(
        self, what: str, ask: layout.Ask, year: int, cells: Mapping[tuple[int, int], object]
    ) -> str:
        """Return source or note of a row if it is about a revision: alone, or the note names it."""
        raw = cells.get((ask.row, self.form.column_of(what)))
        stated = str(cell_values.plain_cell(what, raw)[0])
        own = any(
            cells.get((ask.row, self.form.column_of(name))) is not None
            for name in ("value", "status")
        )
        return stated if not own or (what == "note" and str(year) in stated) else ""

    def _tell_revision(self, page: layout.Page, ask: layout.Ask, year: int, raw: object) -> None:
        """Report a revised value with the accepted one: every revision is reported."""
        spot = self._find_spot(page.id, ask.row, self.form.revised_column(year))
        cell = layout.cell_name(ask.row, self.form.previous_column(year))
        accepted = self.opened.kept[page.id].previous.get(cell)
        details: dict[str, object] = {
            "value": visible(cell_values.cell_text(raw))[:80],
            "revised_year": str(year),
            "current": str(self.form.year),
        }
        code = "questionnaire.revised-unknown"
        if accepted is not None:
            code = "questionnaire.revised"
            details["previous"] = cell_values.cell_text(accepted)
        address = Address(self._source(page.id), spot[0] + 1, None, layout.cell_name(*spot))
        self.findings.append(
            Finding(code, "information", self.form.economy, ask.indicator, year, address, details)
        )

    def _read_statements(
        self,
        page: layout.Page,
        ask: layout.Ask,
        held: Mapping[str, object],
        draft: Draft,
    ) -> dict[str, object]:
        """Return the value and its statements as the table accepts them; faults are marked."""
        row: dict[str, object] = {}
        for what, raw in held.items():
            if what == "value":
                cell, fault = cell_values.read_value(ask.indicator, raw)
            elif what in PRECISION and what != "error_method":
                cell, fault = cell_values.read_precision(what, raw)
            else:
                cell, fault = cell_values.plain_cell(what, raw)
            if raw is not None and what != "unit":
                kept = cell_values.kept_cell(raw, cell, fault)
                self.cells[page.id, ask.row, self.form.column_of(what)] = kept
            misplaced = self._find_misplaced(page, ask, held) if what == "status" else None
            if misplaced is not None:
                cell, fault = "", misplaced
            if fault is not None:
                draft.marks.append((len(draft.lines), what, fault))
            row[what] = cell
        for what, section in (("status", "status"), ("conf_status", "conf-status")):
            code = cell_values.code_of_label(row[what], self.codes[what])
            row[what] = former_code(section, code)
        row["unit"] = cell_values.code_of_label(row["unit"], self.codes[units_of(ask)])
        if row.get("error_method"):
            row["error_method"] = self._read_method(row["error_method"], draft)
        return row

    def _read_method(self, label: object, draft: Draft) -> str:
        """Return the code of the method of a standard error; another text is a fault."""
        choices = self.codes["error_method"]
        code = cell_values.code_of_label(label, choices)
        if code in choices.values():
            return code
        draft.marks.append(
            (len(draft.lines), "error_method", cell_values.not_in_list(code, choices))
        )
        return ""

    def _find_misplaced(
        self, page: layout.Page, ask: layout.Ask, held: Mapping[str, object]
    ) -> Fault | None:
        """Return the fault of a number in the column of the status, next to an empty value."""
        raw = held["status"]
        is_number = isinstance(raw, (int, float)) and not isinstance(raw, bool)
        if held["value"] is not None or not (
            is_number or (isinstance(raw, str) and number_readings(raw))
        ):
            return None
        value = self.form.column_of("value")
        text = cell_values.cell_text(raw)
        details: dict[str, object] = {
            "value": visible(text)[:80],
            "number": next(iter(number_readings(text)), text),
            "heading": i18n.text("questionnaire", "status", self.opened.language),
            "cell": layout.cell_name(*self._find_spot(page.id, ask.row, value)),
        }
        return Fault("questionnaire.in-other-column", details)

    def _keep_unit(self, page: layout.Page, ask: layout.Ask, unit: object) -> None:
        """Keep the content of the unit's cell: chosen from a list, or typed over the only unit."""
        choices = self.codes[units_of(ask)]
        if unit in ("", None):
            return
        if len(set(choices.values())) > 1:
            self.cells[page.id, ask.row, layout.UNIT] = unit
        elif unit not in choices:
            self.stray[page.id, ask.row, layout.UNIT] = unit

    def _columns_of(self, page: str) -> dict[str, int]:
        """Return the columns of a sheet that state something of this year's value."""
        fields = {what: self.form.column_of(what) for what in self.form.fields_on(page)}
        return {**fields, "unit": layout.UNIT}

    def _cells(self, page: str) -> dict[Spot, object]:
        """Return the cells of a sheet by their positions in the form, and report others."""
        title = self.titles[page]
        arranged = self.opened.arrangement(page)
        cells = arranged.cells_in_form(self.book.cells(title))
        kept = self.opened.kept.get(page, protected_cells.ProtectedCells())
        asked = protected_cells.input_cells(self.form, page, self.opened.rows(page))
        moved = bool(arranged.rows or arranged.columns)
        outside: list[tuple[Spot, object]] = []
        for spot, raw, over in protected_cells.find_strays(cells, asked, kept.texts, moved=moved):
            fault = self._find_in_earlier_year(page, spot, raw, cells)
            if over and spot[0] in (layout.INTRODUCTION, layout.FACTS):
                fault = self._find_foreign_sheet(raw)
            if over or fault is not None:
                plain = Fault(
                    "questionnaire.typed-over", protected_cells.stray_data(raw), "warning"
                )
                self._find(fault or plain, page, *spot)
                self.stray[page, *spot] = raw
            else:
                outside.append((spot, raw))
        below = self._find_plans_below(page, outside)
        self._report_outside(page, [(spot, raw) for spot, raw in outside if spot not in below])
        self._comments(page, kept)
        return cells

    def _find_foreign_sheet(self, raw: object) -> Fault | None:
        """Return the fault of a sheet that names another economy, edition or year."""
        text = cell_values.cell_text(raw)
        economies = {code for code in _CODE.findall(text) if code in catalogue.economies()}
        years = {int(number) for number in _YEAR.findall(text)}
        form = self.form
        own = {year for year in (form.edition, form.year, form.offered) if year is not None}
        if not (economies - {form.economy} or (economies and years - own)):
            return None
        details = {
            **protected_cells.stray_data(raw),
            "economy": form.economy,
            "edition": str(form.edition),
        }
        return Fault("questionnaire.foreign-sheet", details)

    def _find_plans_below(self, page: str, outside: Sequence[tuple[Spot, object]]) -> set[Spot]:
        """Report plans below the lines of a sheet of tariffs; return their cells."""
        form = self.form.pages.get(page)
        names = () if form is None else tuple(column.name for column in form.columns)
        if form is None or "price" not in names:
            return set()
        rows: dict[int, dict[str, object]] = {}
        for (row, number), raw in outside:
            if row > form.lines[-1] and number < len(names):
                rows.setdefault(row, {})[names[number]] = raw
        plans = {row for row, held in rows.items() if _is_plan(held)}
        below = {spot for spot, _ in outside if spot[0] in plans and spot[1] < len(names)}
        if not below:
            return below
        places = [self._find_spot(page, row, 0)[0] + 1 for row in sorted(plans)]
        details: dict[str, object] = {
            "count": str(len(plans)),
            "lines": str(len(form.lines)),
            "range": str(places[0]) if len(places) == 1 else f"{places[0]}–{places[-1]}",
        }
        self._find(Fault("questionnaire.plans-below", details), page, min(plans), 0)
        self.stray.update(((page, *spot), raw) for spot, raw in outside if spot in below)
        return below

    def _report_outside(self, page: str, outside: list[tuple[Spot, object]]) -> None:
        """Report cells where nothing is asked for: one by one, or together if there are many."""
        if len(outside) > protected_cells.MOST_STRAYS:
            in_file = [self._find_spot(page, *spot) for spot, _ in outside]
            rows, columns = ([spot[n] for spot in in_file] for n in (0, 1))
            details: dict[str, object] = {
                "count": str(len(outside)),
                "range": f"{layout.cell_name(min(rows), min(columns))}:"
                f"{layout.cell_name(max(rows), max(columns))}",
            }
            first = min(in_file)
            address = Address(self._source(page), first[0] + 1, None, layout.cell_name(*first))
            fault = Fault("questionnaire.much-outside", details, "warning")
            self.findings.append(self._finding(fault, address))
            return
        for spot, raw in outside:
            fault = Fault("questionnaire.outside", protected_cells.stray_data(raw), "warning")
            self._find(fault, page, *spot)
            if page not in _MADE_AGAIN:  # with other rows
                self.stray[page, *spot] = raw

    def _find_in_earlier_year(
        self, page: str, spot: Spot, raw: object, cells: Mapping[Spot, object]
    ) -> Fault | None:
        """Return the fault of a number typed over an earlier year, next to an empty value."""
        layout_of_page = self.form.pages.get(page)
        earlier = spot[1] - layout.PREVIOUS
        value = self.form.column_of("value")
        if (
            layout_of_page is None
            or not any(ask.row == spot[0] for ask in layout_of_page.asks)
            or not 0 <= earlier < len(self.form.previous)
            or cells.get((spot[0], value)) is not None
            or isinstance(raw, bool)
            or not (isinstance(raw, (int, float)) or number_readings(cell_values.cell_text(raw)))
        ):
            return None
        details: dict[str, object] = {
            **protected_cells.stray_data(raw),
            "earlier": str(self.form.previous[earlier]),
            "cell": layout.cell_name(*self._find_spot(page, spot[0], value)),
        }
        if isinstance(raw, (int, float)):
            details["value"] = Decimal(repr(raw))
        return Fault("questionnaire.in-earlier-year", details)

    def _comments(self, page: str, kept: protected_cells.ProtectedCells) -> None:
        """Report the comments of the submitter."""
        arranged = self.opened.arrangement(page)
        written = set(kept.comments.values())
        for spot, words in self.book.comments(self.titles[page]).items():
            in_form = arranged.find_in_form(spot)
            own = protected_cells.mark(words)
            same = kept.comments.get(layout.cell_name(*in_form)) == own
            if words.strip() and not same and not (arranged.rows and own in written):
                data = protected_cells.stray_data(words)
                self._find(Fault("questionnaire.comment", data, "warning"), page, *in_form)

    def _previous(self) -> dict[Position, object]:
        """Return the values of earlier years as they were written, even if changed later."""
        return {
            (page, *layout.cell_position(cell)): value
            for page, kept in self.opened.kept.items()
            for cell, value in kept.previous.items()
        }

    def _statements(self, kind: str) -> dict[Position, str]:
        """Return the origins or the errors of the values of earlier years."""
        return {
            (page, *layout.cell_position(cell)): text
            for page, kept in self.opened.kept.items()
            for cell, text in getattr(kept, kind).items()
        }

    def _find(
        self, fault: Fault, page: str, row: int, column: int, name: str | None = None
    ) -> None:
        spot = self._find_spot(page, row, column)
        address = Address(self._source(page), spot[0] + 1, name, layout.cell_name(*spot))
        self.findings.append(self._finding(fault, address))

    # ------------------------------------------------------------ plans on offer

    def _tariffs(self, page: layout.Page) -> Iterator[RawTable]:
        """Yield the lines of a sheet of plans that are not empty, as a table of tariffs."""
        columns = len(page.columns)
        cells = self._cells(page.id)
        self._report_merged(page)
        rows = sorted({row for row, number in cells if row in page.lines and number < columns})
        if not rows:
            return
        table: dict[str, list[object]] = {
            "economy": [self.form.economy] * len(rows),
            "service": [page.service] * len(rows),
        }
        for number, column in enumerate(page.columns):
            table[column.name] = [self._tariff(page, row, number, column, cells) for row in rows]
        spots = [self._find_spot(page.id, 0, number)[1] for number in range(columns)]
        yield RawTable(
            self._source(page.id),
            tuple(table),
            table,
            [self._find_spot(page.id, row, 0)[0] + 1 for row in rows],
            {
                each.name: layout.column_letters(spot)
                for each, spot in zip(page.columns, spots, strict=True)
            },
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
        cell, fault = cell_values.read_tariff_cell(page.id, column, raw, self.codes)
        self.cells[page.id, row, number] = cell_values.kept_cell(raw, cell, fault)
        if fault is not None:
            self._find(fault, page.id, row, number, column.name)
            self.of_plans.append(self.findings.pop())
        return cell

    def _plans(self, plans: list[RawTable], closed: int) -> Tariffs | None:
        """Return the plans of all sheets as one table, with all the faults of their cells."""
        if not plans:
            return None
        table = read_tariffs(plans)
        places = zip(table.cells["file"], table.cells["line"], strict=True)
        rows = {cell: n for n, cell in enumerate(places)}
        placed: list[Placed] = []
        for finding in self.of_plans:
            at = finding.address
            if at is not None:
                placed.append((finding, (rows[at.source, at.line],)))
        # The table of plans sees a refused cell as empty: this is not reported a second time.
        refused = {
            (finding.address.source, finding.address.cell)
            for finding in self.of_plans
            if finding.level == "error" and finding.address is not None
        }
        refused |= {
            (self._source(page), layout.cell_name(*self._find_spot(page, row, column)))
            for page, row, column in self.merged
        }
        for finding, several in table.placed:
            worded = self._word_for_workbook(finding)
            at = worded.address
            if at is None or (at.source, at.cell) not in refused:
                placed.append((worded, several))
        # The file of the plans may contain confidential values.
        parts = tuple(replace(part, confidential=closed) for part in table.parts)
        return replace(table, parts=parts, placed=sort_placed(placed))

    # ------------------------------------------------------------ changed cells

    def _changes(self) -> CorrectedCells:
        """Return the cells that were changed in this tool; report rows that cannot be read."""
        lines, lost = read_lines(self.form, self._cells(layout.CORRECTIONS))
        for row in lost:
            fault = Fault("questionnaire.correction-lost", {}, "information")
            self._find(fault, layout.CORRECTIONS, row, 1)
        return CorrectedCells(tuple(lines), self.opened.salt)

    def _name_cell(self, cell: Position) -> str:
        return layout.cell_name(*self._find_spot(*cell))

    # ------------------------------------------------------------ answers

    def _answers(self) -> tuple[Answer, ...]:
        cells = self._cells(layout.ANSWERS)
        answers = []
        for row in sorted({row for row, _ in cells if row >= layout.FIRST_ANSWER}):
            held = [cells.get((row, column)) for column in (layout.ANSWER, layout.REASON)]
            (chosen, fault), (reason, other) = map(cell_values.free_text, held)
            for column, wrong in ((layout.ANSWER, fault), (layout.REASON, other)):
                if wrong is not None:
                    self._find(wrong, layout.ANSWERS, row, column)
            if chosen is None and reason is None:
                continue
            key = _key(cells.get((row, layout.KEY), ""))
            if key is None:
                text = cell_values.cell_text(reason if chosen is None else chosen)
                lost = Fault("questionnaire.answer-lost", {"value": visible(text)[:80]}, "warning")
                self._find(lost, layout.ANSWERS, row, layout.ANSWER)
                continue
            kinds = self.codes["answer-warning"]
            answer = cell_values.code_of_label(cell_values.cell_text(chosen), kinds)
            if answer not in (*kinds.values(), ""):
                self._find(
                    cell_values.not_in_list(answer, kinds), layout.ANSWERS, row, layout.ANSWER
                )
                answer = ""
            spot = self._find_spot(layout.ANSWERS, row, layout.ANSWER)
            source = self._source(layout.ANSWERS)
            address = Address(source, spot[0] + 1, None, layout.cell_name(*spot))
            answers.append(Answer(key, answer, cell_values.cell_text(reason), address))
        return tuple(answers)


def _key(raw: object) -> tuple[str, ...] | None:
    """Return the key of the finding that is answered, or ``None`` if its cell lost it."""
    try:
        key: Any = json.loads(str(raw))
    except (ValueError, RecursionError):
        return None
    if not isinstance(key, list) or not all(isinstance(part, str) for part in key):
        return None
    return tuple(key)
