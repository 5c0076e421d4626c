"""A questionnaire that came back: its contents, the cell of each finding, and its hand-back.

The workbook that is handed back is written again from the contents of its cells, so that nothing
hidden in a file is passed on.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from dataclasses import field, replace
from typing import Any

from ictindex.core.data_classes import dataclass
from ictindex.core.file_writer import write_file
from ictindex.data.economics import Economics
from ictindex.data.io.csv import RawTable
from ictindex.data.observation_reader import read_observations
from ictindex.data.observations import Observations
from ictindex.data.tables.corrections import CellCorrections
from ictindex.data.tariffs import Tariffs
from ictindex.definitions import catalogue
from ictindex.language import i18n
from ictindex.language.findings import Address, Finding, Findings
from ictindex.submissions.questionnaires import handback, layout
from ictindex.submissions.questionnaires.arrangement import Arrangement
from ictindex.submissions.questionnaires.earlier_plans import table_of_plans
from ictindex.submissions.questionnaires.price_conversion import table_of_factors
from ictindex.submissions.questionnaires.sheets import Contents, Position
from ictindex.submissions.questionnaires.writer import workbook_path
from ictindex.submissions.validation.compared_cells import ComparedCell
from ictindex.submissions.validation.responses import Answer, key_of


@dataclass(frozen=True, repr=False, eq=False)
class Submission:
    """A questionnaire that came back, read by :func:`ictindex.read_questionnaire`.

    Parameters
    ----------
    source : str
        Name of the file.
    data : bytes
        Exactly the bytes that were read; a receipt refers to them.
    form : Form
        The form: what was asked.
    language : str
        Language of the workbook.
    titles : mapping
        Titles of its sheets, by id; a sheet that was removed keeps its original title.
    contents : Contents
        Contents of its cells.
    observations : Observations
        A row for each answered value, of class ``official-submission``.
    positions : tuple of (str, int, int)
        The cell (sheet, row, column, from 0) of the value of each observation.
    tariffs : Tariffs or None
        Plans on offer; ``None`` if there are none.
    answers : tuple of Answer
        Answers to findings, if the workbook was handed back with findings.
    unanswered : tuple of (str, int, int)
        Cells of values that are empty, without a status or a note.
    findings : Findings
        Faults of cells that the reader itself found.
    arrangements : mapping
        Arrangement of rows and columns in the file, by the id of the sheet.

    Examples
    --------
    >>> import tempfile
    >>> import pandas as pd
    >>> import ictindex as ict
    >>> row = {"economy": "ECU", "indicator": "internet-users", "year": 2022, "value": 69.7}
    >>> accepted = ict.read_observations(pd.DataFrame([row]))
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     path = f"{folder}/ecu.xlsx"
    ...     ict.questionnaire("ECU", edition=2025, history=accepted).save(path)
    ...     submission = ict.read_questionnaire(path)
    ...     submission.hand_back(submission.findings, f"{folder}/back.xlsx")
    >>> submission.economy, submission.edition, submission.year
    ('ECU', 2025, 2023)
    >>> submission.answers, len(submission.unanswered) > 50, submission.is_provisional
    ((), True, False)
    >>> submission.history.to_frame()[["indicator", "year", "value"]].values.tolist()
    [['internet-users', 2022, Decimal('69.7')]]
    >>> finding = ict.Finding("a", economy="ECU", indicator="households", year=2023)
    >>> submission.position(finding)
    ('population', 6, 6)
    >>> submission.key(finding)
    ('a', 'ECU', 'households', '2023', '', '')
    """

    source: str
    data: bytes
    form: layout.Form
    language: str
    titles: Mapping[str, str]
    contents: Contents
    observations: Observations
    positions: tuple[Position, ...]
    tariffs: Tariffs | None
    answers: tuple[Answer, ...]
    unanswered: tuple[Position, ...]
    findings: Findings
    arrangements: Mapping[str, Arrangement] = field(default_factory=dict)

    @property
    def economy(self) -> str:
        """The economy that submits."""
        return self.form.economy

    @property
    def edition(self) -> int:
        """The edition that it is for."""
        return self.form.edition

    @property
    def is_provisional(self) -> bool:
        """True if no methodology is in force yet for the edition."""
        return bool(self.form.provisional_for())

    @property
    def year(self) -> int:
        """The year of reference."""
        return self.form.year

    @property
    def history(self) -> Observations | None:
        """The accepted values of earlier years that are shown in grey, or ``None`` without any.

        They are the values that were written, even if something was typed over them. A value is
        compared with them if no other history is available.
        """
        asks = {(p.id, ask.row): ask for p in self.form.pages.values() for ask in p.asks}
        rows: list[dict[str, object]] = []
        for (page, row, column), value in self.contents.previous.items():
            ask = asks[page, row]
            cells = {
                "economy": self.economy,
                "indicator": ask.indicator,
                "value": value,
                "year": self.form.previous[column - layout.PREVIOUS],
                "written": str(value),
                "unit": catalogue.indicators()[ask.indicator].unit,
                "file": f"{self.source}!{self.titles.get(page, page)}",
            }
            kind, _, source = self.contents.origins.get((page, row, column), "").partition(" ")
            cells |= {"source_class": kind, "source": source}
            cells["standard_error"] = self.contents.errors.get((page, row, column), "")
            if self.cell((page, row, column)):
                at = self._arrangement(page).find_in_file((row, column))
                cells |= {"line": at[0] + 1, "column": layout.column_letters(at[1])}
            rows.append(cells | ({ask.breakdown: ask.category} if ask.breakdown else {}))
        if not rows:
            return None
        header = tuple(dict.fromkeys(name for row in rows for name in row))
        columns = {name: [row.get(name, "") for row in rows] for name in header}
        return read_observations(RawTable(self.source, header, columns, range(1, len(rows) + 1)))

    @property
    def corrections(self) -> CellCorrections:
        """The cells that were changed in this tool, on the page; one has none until then.

        Changes in a spreadsheet program are not known. A confidential content is a salted digest.

        Examples
        --------
        >>> import tempfile
        >>> import ictindex as ict
        >>> with tempfile.TemporaryDirectory() as folder:
        ...     ict.questionnaire("ECU", edition=2025).save(f"{folder}/ecu.xlsx")
        ...     ict.read_questionnaire(f"{folder}/ecu.xlsx").corrections
        <CellCorrections 0>
        """
        return CellCorrections(self.observations.facts.corrections)

    @property
    def earlier_plans(self) -> Tariffs | None:
        """The plans of the year before that the workbook shows in grey, or ``None`` without any.

        Examples
        --------
        >>> import tempfile
        >>> from pathlib import Path
        >>> import ictindex as ict
        >>> with tempfile.TemporaryDirectory() as folder:
        ...     path = Path(folder) / "ecu.xlsx"
        ...     ict.questionnaire("ECU", edition=2025).save(path)
        ...     ict.read_questionnaire(path).earlier_plans is None
        True
        """
        return table_of_plans(self.form, self.contents.plans, self.source)

    @property
    def economics(self) -> Economics | None:
        """The incomes and exchange rates that the workbook shows in grey, or ``None`` without any.

        Examples
        --------
        >>> import tempfile
        >>> from pathlib import Path
        >>> import ictindex as ict
        >>> economics = ict.read_economics(ict.sample_data("ipb-economics-2025.csv"))
        >>> with tempfile.TemporaryDirectory() as folder:
        ...     path = Path(folder) / "ecu.xlsx"
        ...     ict.questionnaire("ECU", edition=2025).with_economics(economics).save(path)
        ...     ict.read_questionnaire(path).economics.cells["value"]
        (Decimal('6430'),)
        """
        return table_of_factors(self.form, self.contents.factors, self.source)

    def position(self, finding: Finding) -> Position | None:
        """Return the cell that a finding is about: sheet, row and column from 0.

        Parameters
        ----------
        finding : Finding
            A finding on this workbook.

        Returns
        -------
        (str, int, int) or None
            ``None`` if it is not about a cell to fill in.
        """
        at = finding.address
        name = "" if at is None else self._page(at.source)
        if at is not None and at.cell is not None and name:
            return name, *self._arrangement(name).find_in_form(layout.cell_position(at.cell))
        page = self.form.pages.get(name)
        row = getattr(finding, "row", None)
        # Rows are rows of the observations, unless the finding is about a plan.
        of_plan = page is not None and page.kind == "tariffs"
        if isinstance(row, int) and 0 <= row < len(self.positions) and not of_plan:
            sheet, line, column = self.positions[row]
            named = at.column if at is not None else None
            # A revised value has a column of its own; the statements about it are in its row.
            fields = self.form.fields_on(sheet)
            stated = named == "unit" or named in fields[1:]
            return sheet, line, self._column(named) if stated else column
        if page is not None and at is not None and at.line is not None:
            return self._find_position(name, at)
        if finding.economy == self.economy and finding.year == self.year:
            for page_of in self.form.pages.values():
                for ask in page_of.asks:
                    if ask.indicator == finding.indicator and not ask.breakdown:
                        return page_of.id, ask.row, self.form.column_of("value")
        return None

    def cell(self, position: Position) -> str:
        """Return the name of a cell in the file that came back, whose rows may have been moved.

        Parameters
        ----------
        position : (str, int, int)
            A cell of the questionnaire: sheet, row and column from 0.

        Returns
        -------
        str
            The name, such as ``"F6"``; empty if the file has no such sheet, row or column any more.

        Examples
        --------
        >>> import tempfile
        >>> import ictindex as ict
        >>> with tempfile.TemporaryDirectory() as folder:
        ...     ict.questionnaire("ECU", edition=2025).save(f"{folder}/ecu.xlsx")
        ...     submission = ict.read_questionnaire(f"{folder}/ecu.xlsx")
        >>> submission.cell(submission.unanswered[0])
        'G6'
        """
        page, *spot = position
        arranged = self._arrangement(page)
        sheets = self.observations.facts.sheets
        is_lost = bool(sheets) and page in self.form.pages and page not in sheets
        if is_lost or not arranged.is_in_file((spot[0], spot[1])):
            return ""
        return layout.cell_name(*arranged.find_in_file((spot[0], spot[1])))

    def _arrangement(self, page: str) -> Arrangement:
        return self.arrangements.get(page, Arrangement())

    def _page(self, source: str) -> str:
        """Return the id of a sheet; empty for one that is always written again."""
        page = next((k for k, t in self.titles.items() if source == f"{self.source}!{t}"), "")
        return "" if page in (layout.ANSWERS, layout.CORRECTIONS) else page

    def _find_position(self, name: str, at: Address) -> Position:
        line = self._arrangement(name).find_in_form(((at.line or 1) - 1, 0))[0]
        if self.form.pages[name].kind == "tariffs":
            return name, line, self._tariff_column(name, at.column)
        return name, line, self._column(at.column)

    def _tariff_column(self, page: str, column: str | None) -> int:
        names = [column_of.name for column_of in self.form.pages[page].columns]
        return names.index(column) if column in names else names.index("price")

    def _column(self, name: str | None) -> int:
        if name == "unit":
            return layout.UNIT
        fields = (*layout.ANSWER_FIELDS, *self.form.precision)
        return self.form.column_of(name if name in fields else "value")

    def hand_back(
        self,
        findings: Any,
        path: str | os.PathLike[str],
        *,
        language: str | None = None,
        answers: Iterable[Answer] = (),
        has_history: bool = False,
    ) -> None:
        """Write the workbook again, with its findings as coloured cells and comments.

        Its sheet of answers has a row for each finding, in which the focal point confirms the
        value with a reason, states that the cell was corrected, or withdraws the value. All cells
        keep their content; earlier answers are kept if their finding still exists.

        Parameters
        ----------
        findings : iterable of Finding, or an object with ``findings``
            The findings to answer, the most consequential first; those of the reader are added.
            Findings about other economies are left out; a question that rests on their figures is
            asked without them.
        path : path
            The file; one that exists with other content is refused, unless
            :class:`ictindex.set_options` allows overwriting.
        language : str, optional
            Language of the findings and of the workbook; by default that of the workbook.
        answers : iterable of Answer
            Answers in addition to those of the workbook itself; the last one to a finding counts.
        has_history : bool
            Whether earlier values from elsewhere were available when it was validated. Without
            them, and with none in the workbook, the sheet of answers lists the checks not made.

        Raises
        ------
        UnusableFileError
            If the file cannot be written.
        UsageError
            If the path is not a path, or its name does not end in ``.xlsx``.
        """
        chosen_language = self.language if language is None else i18n.current_language(language)
        file = workbook_path(path)
        all_answers = (*self.answers, *answers)
        content = handback.build_workbook(
            self, findings, chosen_language, all_answers, file.name, has_history=has_history
        )
        write_file(file, content)

    def key(self, finding: Finding) -> tuple[str, ...]:
        """Return the key that ties an answer to a finding: rule, cell and value, as texts.

        Parameters
        ----------
        finding : Finding
            A finding on this workbook; its own ``key`` is used if it has one.

        Returns
        -------
        tuple of str
            Rule, economy, indicator, year, breakdown, value as written.
        """
        own = getattr(finding, "key", None)
        if own is not None:
            return key_of(own)
        position = self.position(finding)
        ask = layout.find_ask(self.form, position)
        breakdown = f"{ask.breakdown}={ask.category}" if ask is not None and ask.breakdown else ""
        # The key names a cell other than that of the value, or one without a row, by its position.
        if position is not None and (ask is None or position[2] != self.form.column_of("value")):
            breakdown = f"{position[0]} {position[1] + 1} {position[2] + 1}"
        written = handback.written_text(self.contents, position)
        year = "" if finding.year is None else str(finding.year)
        return finding.code, finding.economy, finding.indicator, year, breakdown, written

    def __repr__(self) -> str:
        return i18n.text(
            "questionnaire",
            "submission",
            file=self.source,
            economy=self.economy,
            edition=str(self.edition),
            year=str(self.year),
            rows=str(sum(map(bool, self.observations.cells["written"]))),
            plans=str(0 if self.tariffs is None else len(self.tariffs)),
            findings=str(len(self.findings)),
            empty=str(len(self.unanswered)),
        )


def place_operand(submission: Submission, finding: Finding) -> Finding:
    """Return a finding about a figure that is not there with its empty or faulty cell."""
    wanted = finding.details.get("operand")
    for page in submission.form.pages.values():
        for ask in page.asks:
            if ask.indicator == wanted and not ask.breakdown:
                position = page.id, ask.row, submission.form.column_of("value")
                source = f"{submission.source}!{submission.titles.get(page.id, page.id)}"
                empty = Address(source, cell=submission.cell(position) or None)
                address = _find_fault(submission, position) or empty
                cell = ComparedCell("operand", None, ask.indicator, address=address)
                return replace(finding, details={**finding.details, "operand": cell})
    return finding


def _find_fault(submission: Submission, position: Position) -> Address | None:
    """Return the address of the first error in the row of a value, if there is one."""
    of = [row for row, own in enumerate(submission.positions) if own == position]
    faults = (
        finding.address
        for finding, rows in submission.observations.placed
        if finding.level == "error" and finding.address is not None and of == list(rows)
    )
    return next(faults, None)
