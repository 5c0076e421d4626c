"""Questions to a State in a round, and its answers: each is one event, with a letter and workbook.

A letter and a workbook have the queries of their own State alone.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import os
from collections.abc import Iterator, Sequence
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import ictindex as ict
from ictindex.apps.rounds.round_computation import join_season, read_offices_of
from ictindex.apps.rounds.round_steps import Step, letter_files
from ictindex.core.errors import UsageError
from ictindex.core.paths import visible
from ictindex.definitions import catalogue
from ictindex.language.findings import Finding
from ictindex.submissions.closed.event_register import Decide, Draft, Event
from ictindex.submissions.closed.event_types import COMPILER, OFFICE
from ictindex.submissions.closed.part_workbooks import Cell, find_value
from ictindex.submissions.closed.queries import (
    ANSWERS,
    DAYS_TO_ANSWER,
    RoundQuery,
    cell_of,
    find_query,
    find_unasked,
    match_answers,
    read_queries,
    value_of,
    word_question,
    write_queries,
)
from ictindex.submissions.closed.round_folder import SHORT, RoundFolder
from ictindex.submissions.closed.round_settings import RoundSettings
from ictindex.submissions.closed.season_state import fold_season
from ictindex.submissions.validation.responses import Answer, find_reason_fault
from ictindex.submissions.validation.subject import OBSERVATIONS

_INDEX = "idi"
_OWN = "question"  # the rule of a question in the words of a compiler
_WORKBOOK = ".xlsx"


def ask_differences(
    folder: RoundFolder, economy: str, *, day: dt.date, until: dt.date | None = None
) -> list[Step]:
    """Return a step for each difference between the parts of a State that nobody has asked about.

    The coordinating office is asked. ``until`` is the day by which an answer is asked.
    """
    settings, events = folder.read_settings(), folder.register.read()
    language = settings.languages[economy]
    findings = join_season(folder, events, economy=economy).findings
    office = read_offices_of(folder).coordinator(economy)
    queries: dict[tuple[object, ...], RoundQuery] = {}
    for finding in find_unasked(findings, read_queries(events)):
        asked = _query_of(finding, office, word_question(finding, language), day, until)
        queries.setdefault((asked.rule, asked.cell, asked.value), asked)
    return list(_plan(folder, settings, events, list(queries.values())))


def ask_state(
    folder: RoundFolder,
    economy: str,
    figure: str,
    year: int,
    question: str,
    *,
    day: dt.date,
    until: dt.date | None = None,
) -> list[Step]:
    """Return the step that asks the office of a figure a question in the words of a compiler.

    ``figure`` is the id of an indicator, for a part with its breakdown: ``internet-users@sex=F``.
    """
    name, _, breakdown = figure.partition("@")
    indicator = catalogue.indicator_id(name)
    if indicator is None or not question.strip():
        raise UsageError("query.no-figure", figure=visible(figure)[:80])
    settings, events = folder.read_settings(), folder.register.read()
    cell = (economy, indicator, year, breakdown)
    asked = RoundQuery(
        number=0,
        economy=economy,
        office=read_offices_of(folder).owner(economy, indicator),
        rule=_OWN,
        indicator=indicator,
        year=year,
        breakdown=breakdown,
        value=_find_value(folder, events, cell),
        question=question.strip(),
        asked=day,
        due=until or day + dt.timedelta(days=DAYS_TO_ANSWER),
    )
    same = (asked.rule, asked.cell, asked.question)
    before = {(each.rule, each.cell, each.question) for each in read_queries(events)}
    return [] if same in before else list(_plan(folder, settings, events, [asked]))


def answer_query(
    folder: RoundFolder, number: int, answer: str, reason: str, *, day: dt.date, office: str = ""
) -> Step:
    """Return the step that records the answer of an office to a query; answered once, it stays."""
    query = find_query(folder.register.read(), number)
    if answer not in ANSWERS:
        raise UsageError("query.no-answer", answer=visible(answer)[:40], allowed=ANSWERS)
    key = (query.rule, query.economy, query.indicator, str(query.year), query.breakdown, "")
    if find_reason_fault(Answer(key, answer, reason)) is not None:
        raise UsageError("query.no-reason", number=str(number))
    draft = Draft(
        event="answered",
        day=day,
        by=OFFICE,
        economy=query.economy,
        office=office or query.office,
        fields={"number": number, "answer": answer},
        text=reason.strip(),
    )

    def decide(events: tuple[Event, ...]) -> Draft | None:
        now = find_query(events, number)
        if now.is_open:
            return draft
        if (now.answer, now.reason) != (answer, reason.strip()):
            raise UsageError("query.answered", number=str(number), answer=now.answer)
        return None

    return Step(decide)


def answer_from_workbook(
    folder: RoundFolder, file: str | os.PathLike[str], *, day: dt.date
) -> list[Step]:
    """Return a step for each open query of a State that its own workbook answers."""
    submission = ict.read_questionnaire(file)
    queries = read_queries(folder.register.read())
    return [
        answer_query(
            folder,
            query.number,
            answer.answer,
            answer.reason,
            day=day,
            office=submission.form.office,
        )
        for query, answer in match_answers(queries, submission.answers, submission.economy)
    ]


def _query_of(
    finding: Finding, office: str, question: str, day: dt.date, until: dt.date | None
) -> RoundQuery:
    economy, indicator, year, breakdown = cell_of(finding)
    return RoundQuery(
        number=0,
        economy=economy,
        office=office,
        rule=finding.code,
        indicator=indicator,
        year=year,
        breakdown=breakdown,
        value=value_of(finding),
        question=question,
        asked=day,
        due=until or day + dt.timedelta(days=DAYS_TO_ANSWER),
    )


def _find_value(folder: RoundFolder, events: Sequence[Event], cell: Cell) -> str:
    """Return the accepted value of a cell; empty if there is none, or it is confidential."""
    receipts = join_season(folder, events, economy=cell[0]).receipts
    values = (
        find_value(receipt.observations, cell)
        for receipt in receipts
        if receipt.kind == OBSERVATIONS
    )
    return next(filter(None, values), "")


def _plan(
    folder: RoundFolder,
    settings: RoundSettings,
    events: Sequence[Event],
    queries: Sequence[RoundQuery],
) -> Iterator[Step]:
    """Yield the steps that record new queries of a State, with their letter and workbook."""
    if not queries:
        return
    first = max((query.number for query in read_queries(events)), default=0) + 1
    numbered = [replace(query, number=first + n) for n, query in enumerate(queries)]
    files = _list_files(folder, settings, events, numbered)
    for query in numbered:
        yield Step(_record(query), files)


def _record(query: RoundQuery) -> Decide:
    parts = {"value": query.value, "cell": query.breakdown}
    draft = Draft(
        event="query",
        day=query.asked,
        by=COMPILER,
        economy=query.economy,
        office=query.office,
        fields={
            "number": query.number,
            "rule": query.rule,
            "indicator": query.indicator,
            "year": query.year,
            **{name: part for name, part in parts.items() if part},
            **({} if query.due is None else {"due": query.due.isoformat()}),
        },
        text=query.question,
    )
    key = (query.rule, query.cell, query.value, query.question)

    def decide(events: tuple[Event, ...]) -> Draft | None:
        asked = read_queries(events)
        if key in {(each.rule, each.cell, each.value, each.question) for each in asked}:
            return None
        # The letter has its number: another compiler may have asked in the meantime.
        if query.number in {each.number for each in asked}:
            raise UsageError("query.number-taken", number=str(query.number))
        return draft

    return decide


def _list_files(
    folder: RoundFolder,
    settings: RoundSettings,
    events: Sequence[Event],
    queries: Sequence[RoundQuery],
) -> dict[Path, bytes]:
    """Return the letter with new queries of a State, and its workbook with all open ones."""
    economy, day = queries[0].economy, queries[0].asked
    rows = [
        {
            "number": str(query.number),
            "indicator": query.indicator,
            "year": query.year,
            "value": Decimal(query.value) if query.value else None,
            "question": query.question,
        }
        for query in queries
    ]
    facts = {"index": _INDEX, "queries": rows, "until": queries[0].due}
    files = letter_files(folder, settings, economy, "query", facts, day=day)
    state = fold_season(events).economies.get(economy)
    paths = [] if state is None else [(each.office, each.path) for each in state.deliveries]
    last = {office: path for office, path in paths if path.endswith(_WORKBOOK)}
    every = [*read_queries(events, economy), *queries]
    for path in last.values():
        submission = ict.read_questionnaire(folder.path / path)
        own = submission.form.office
        if any(query.office in ("", own) or not own for query in every if query.is_open):
            name = path.rpartition("/")[2].partition("-")[2]
            content = write_queries(submission, every, settings.languages[economy], name)
            short = hashlib.sha256(content).hexdigest()[:SHORT]
            files[folder.files.sent(economy) / f"{day}-queries-{short}{_WORKBOOK}"] = content
    return files
