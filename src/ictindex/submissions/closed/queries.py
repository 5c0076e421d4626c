"""Queries of a round: numbered questions to a State about its cells, with their answers.

A query is an event of the register, and so is its answer. A State sees its own queries alone: the
open ones are rows on the sheet of findings of its next workbook, where the office confirms the
value with a reason, corrects it, or withdraws it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from decimal import Decimal
from types import MappingProxyType

from ictindex.core.data_classes import dataclass
from ictindex.core.errors import UsageError
from ictindex.core.tables.columns import Column, Part, define
from ictindex.core.tables.table import Table
from ictindex.language import i18n
from ictindex.language.findings import Finding
from ictindex.language.i18n.document import Block, Heading, Paragraph
from ictindex.language.i18n.page_table_writer import write_grid
from ictindex.language.i18n.tabular_result import TabularResult
from ictindex.submissions.closed.event_register import Event
from ictindex.submissions.closed.offices import Offices
from ictindex.submissions.closed.part_workbooks import (
    CLOSED,
    EMPTIED,
    EMPTIED_CLOSED,
    NOT_AVAILABLE,
    NOT_OWNER,
    OVERLAP,
    REPLACED,
    UNSETTLED,
    WITHDRAWN,
    Cell,
    WithdrawnCell,
)
from ictindex.submissions.questionnaires.handback import translate_contents, written_text
from ictindex.submissions.questionnaires.layout import Form
from ictindex.submissions.questionnaires.sheets import Position, shorten
from ictindex.submissions.questionnaires.submission import Submission
from ictindex.submissions.questionnaires.writer import Question, write_workbook
from ictindex.submissions.validation.responses import QUERY, Answer

DAYS_TO_ANSWER = 30
ANSWERS = ("confirm", "correct", "withdraw")
WITHDRAW = ANSWERS[-1]
# The words of a difference for the office that is asked; findings are for compilers.
_QUESTIONS = MappingProxyType(
    {
        OVERLAP: "query.overlap",
        EMPTIED: "query.emptied",
        EMPTIED_CLOSED: "query.emptied-closed",
        NOT_AVAILABLE: "query.not-available",
        CLOSED: "query.closed-by-one",
        REPLACED: "query.replaced",
        WITHDRAWN: "query.withdrawn",
        NOT_OWNER: "query.withdrawal-not-owner",
    }
)

QUERIES = define(
    "round-queries",
    Column("number", "count", "questionnaire/number-of", "number in the round"),
    Column("economy", "economy", about="ISO3 code of the State"),
    Column("office", "title", "receipts/office", "the office that is asked; empty: the State"),
    Column("rule", "code", "questionnaire/rule", "the rule or the difference that asks"),
    Column("indicator", "indicator", about="the indicator that it is about"),
    Column("year", "year", about="the year of the value"),
    Column("breakdown", "breakdown", "offices/part", 'such as "sex=F"'),
    Column("value", "text", about="the value that is asked about", absent=""),
    Column("question", "text", "questionnaire/what", "in the language of the State"),
    Column("asked", "date", "offices/asked", "the day of the question"),
    Column("due", "date", "offices/due", "the day by which an answer is asked", gaps=True),
    Column("answer", "code", "questionnaire/answer", "confirm, correct or withdraw; empty: open"),
    Column("reason", "text", "questionnaire/reason", "the reason of the office"),
    Column("answered", "date", "offices/answered", "the day of the answer", gaps=True),
    key=("number",),
)


@dataclass(frozen=True, slots=True)
class RoundQuery:
    """A question to a State about one of its cells, and the answer if there is one.

    Parameters
    ----------
    number : int
        Its number in the round.
    economy, office : str
        The State, and the office that is asked; empty if the State has one office.
    rule : str
        The rule or the difference that asks.
    indicator : str
        The indicator that it is about.
    year : int
        The year of the value.
    breakdown : str
        The part, such as ``"sex=F"``; empty for the total.
    value : str
        The value that is asked about; empty if it is confidential or there is none.
    question : str
        The question, in the language of the State.
    asked : datetime.date
        The day of the question.
    due : datetime.date or None
        The day by which an answer is asked.
    answer, reason : str
        ``"confirm"``, ``"correct"``, ``"withdraw"``, or empty while it is open; and the reason.
    answered : datetime.date or None
        The day of the answer.
    answered_by : str
        The office that answered.

    Examples
    --------
    >>> query = RoundQuery(
    ...     1, "ECU", "", "parts.overlap", "internet-users", 2023, "", "80.5", "Which is valid?",
    ...     dt.date(2025, 3, 10),
    ... )
    >>> query.is_open, query.cell
    (True, ('ECU', 'internet-users', 2023, ''))
    """

    number: int
    economy: str
    office: str
    rule: str
    indicator: str
    year: int
    breakdown: str
    value: str
    question: str
    asked: dt.date
    due: dt.date | None = None
    answer: str = ""
    reason: str = ""
    answered: dt.date | None = None
    answered_by: str = ""

    @property
    def is_open(self) -> bool:
        """True while nobody has answered."""
        return self.answered is None

    @property
    def cell(self) -> Cell:
        """The cell that it is about."""
        return self.economy, self.indicator, self.year, self.breakdown


def read_queries(events: Iterable[Event], economy: str = "") -> tuple[RoundQuery, ...]:
    """Return the queries of a round, or of one State, each with its answer.

    Parameters
    ----------
    events : iterable of Event
        The events of the register, in order.
    economy : str
        ISO3 code of a State; empty: all States.

    Returns
    -------
    tuple of RoundQuery
        In the order of their numbers.
    """
    queries: dict[int, RoundQuery] = {}
    for event in events:
        fields = event.fields
        if event.event == "query":
            due = fields.get("due")
            queries[fields["number"]] = RoundQuery(
                fields["number"],
                event.economy,
                event.office,
                fields["rule"],
                fields["indicator"],
                fields["year"],
                fields.get("cell", ""),
                fields.get("value", ""),
                event.text,
                event.day,
                None if due is None else dt.date.fromisoformat(due),
            )
        elif event.event == "answered" and fields["number"] in queries:
            queries[fields["number"]] = replace(
                queries[fields["number"]],
                answer=fields["answer"],
                reason=event.text,
                answered=event.day,
                answered_by=event.office,
            )
    return tuple(query for query in queries.values() if economy in ("", query.economy))


def find_query(events: Iterable[Event], number: int) -> RoundQuery:
    """Return a query by its number; refuse a number that no query has."""
    for query in read_queries(events):
        if query.number == number:
            return query
    raise UsageError("query.unknown", number=str(number))


def find_unasked(findings: Iterable[Finding], queries: Sequence[RoundQuery]) -> Iterator[Finding]:
    """Yield the differences between offices on which nobody has been asked.

    What was answered is asked again only if the values have changed since.
    """
    asked = {(query.rule, query.cell, query.value) for query in queries}
    for finding in findings:
        is_question = finding.level == "warning" and finding.code in _QUESTIONS
        if is_question and (finding.code, cell_of(finding), value_of(finding)) not in asked:
            yield finding


def find_unsettled(
    findings: Iterable[Finding], queries: Iterable[RoundQuery]
) -> tuple[Finding, ...]:
    """Return the overlaps and emptied cells that no office has answered: a release names them."""
    settled = {(each.rule, each.cell, each.value) for each in queries if not each.is_open}
    return tuple(
        finding
        for finding in findings
        if finding.code in UNSETTLED
        and (finding.code, cell_of(finding), value_of(finding)) not in settled
    )


def cell_of(finding: Finding) -> Cell:
    """Return the cell that a difference is about."""
    breakdown = str(finding.details.get("breakdown", ""))
    return finding.economy, finding.indicator, finding.year or 0, breakdown


def value_of(finding: Finding) -> str:
    """Return the value that a difference asks about; empty if it is confidential."""
    value = finding.details.get("used", finding.details.get("later"))
    return format(value, "f") if isinstance(value, Decimal) else ""


def word_question(finding: Finding, language: str) -> str:
    """Return the question that a difference puts to the office, in its language."""
    return i18n.message(_QUESTIONS[finding.code], finding.details, language)


def list_withdrawn(queries: Iterable[RoundQuery], offices: Offices) -> list[WithdrawnCell]:
    """Return the cells that offices took back in answer to a query."""
    return [
        WithdrawnCell(
            query.cell, query.answered_by or offices.coordinator(query.economy), query.answered
        )
        for query in queries
        if query.answer == WITHDRAW and query.answered is not None
    ]


def write_queries(
    submission: Submission, queries: Iterable[RoundQuery], language: str, file: str
) -> bytes:
    """Return the workbook of a State with its open queries, as rows to answer.

    Parameters
    ----------
    submission : Submission
        The workbook that the office sent last: all its cells keep their content.
    queries : iterable of RoundQuery
        The queries of the round; those of other States and offices, and those that are
        answered, are left out.
    language : str
        The language of the State.
    file : str
        The name of the file.

    Returns
    -------
    bytes
        The workbook.
    """
    form = submission.form
    own = [
        query
        for query in queries
        if query.is_open
        and query.economy == form.economy
        and (not form.office or query.office in ("", form.office))
    ]
    contents = translate_contents(form, submission.contents, submission.language, language)
    rows = [_row_of(submission, query, language) for query in own]
    return write_workbook(form, language, contents, rows, file)


def _row_of(submission: Submission, query: RoundQuery, language: str) -> Question:
    """Return a query as a row of the sheet of findings."""
    cell = _find_cell(submission.form, query)
    name = i18n.text(f"indicators/{query.indicator}", "name", language)
    if query.breakdown:
        by, _, code = query.breakdown.partition("=")
        part = i18n.label(f"questionnaire/categories/{by}", code, language)
        name = i18n.detail(name, part, language)
    rule = f"{QUERY}{query.number}"
    held = written_text(submission.contents, cell)
    return Question(
        level="warning",
        rule=rule,
        choices="answer-warning",
        key=(rule, query.economy, query.indicator, str(query.year), query.breakdown, query.value),
        cell=cell,
        name=name,
        written=held or query.value,
        what=shorten(query.question),
        remedy=i18n.text("offices", "how-to-answer", language),
    )


def _find_cell(form: Form, query: RoundQuery) -> Position | None:
    """Return the cell of the value that a query is about, if the workbook has it."""
    for page in form.pages.values():
        for ask in page.asks:
            part = f"{ask.breakdown}={ask.category}" if ask.breakdown else ""
            if ask.indicator == query.indicator and part == query.breakdown:
                if query.year == form.year:
                    return page.id, ask.row, form.column_of("value")
                if query.year in form.revised:
                    return page.id, ask.row, form.revised_column(query.year)
    return None


class RoundQueries(TabularResult):
    """The queries of a round or of one State, for compilers only.

    Parameters
    ----------
    queries : iterable of RoundQuery
        The queries.

    Examples
    --------
    >>> queries = RoundQueries([RoundQuery(
    ...     1, "ECU", "", "parts.overlap", "internet-users", 2023, "", "80.5", "Which is valid?",
    ...     dt.date(2025, 3, 10),
    ... )])
    >>> queries.to_frame()[["number", "economy", "answer"]].values.tolist()
    [[1, 'ECU', '']]
    >>> len(queries.queries)
    1
    """

    queries: tuple[RoundQuery, ...]

    _parts = (Part("queries", QUERIES, "queries"),)

    def __init__(self, queries: Iterable[RoundQuery]) -> None:
        self.queries = tuple(queries)

    def _blocks(self, language: str) -> list[Block]:
        waiting = sum(query.is_open for query in self.queries)
        counts = {"count": str(len(self.queries)), "open": str(waiting)}
        blocks: list[Block] = [Heading(i18n.text("offices", "queries", language), 2)]
        blocks.append(Paragraph(i18n.text("offices", "queries-count", language, **counts)))
        return [*blocks, write_grid(self._table(), language)] if self.queries else blocks

    def table(self) -> Table:
        """Return the declared table of the queries."""
        return self._table()


def match_answers(
    queries: Iterable[RoundQuery], answers: Iterable[Answer], economy: str
) -> Iterator[tuple[RoundQuery, Answer]]:
    """Yield the open queries of a State that the answers of its workbook settle."""
    waiting = {
        f"{QUERY}{query.number}": query
        for query in queries
        if query.is_open and query.economy == economy
    }
    for answer in answers:
        query = waiting.get(answer.key[0])
        if query is not None and answer.answer in ANSWERS:
            yield query, answer
