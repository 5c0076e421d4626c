"""Proposals of indicators in words: the page of a proposal, its life as a line, and the list."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from ictindex.analysis.methodology_review.comment_words import one_line
from ictindex.analysis.methodology_review.public_comments import PublicComments
from ictindex.core.tables.columns import Column, define
from ictindex.core.tables.table import Table
from ictindex.definitions.documents.indicator_proposal import (
    IndicatorProposal,
    LifeEntry,
    ProposedDefinition,
)
from ictindex.definitions.documents.mandate_list import mandates
from ictindex.language import i18n
from ictindex.language.i18n.document import Block
from ictindex.language.i18n.page_table_writer import write_grid
from ictindex.language.i18n.sentences import Sentence, list_clauses, list_parts, put_before

_FALLBACK = "en"


PROPOSALS = define(
    "indicator-proposals",
    Column("proposal", "code", "proposal/proposal", "id of the proposal"),
    Column("indicator", "code", "columns/indicator", "id it would have"),
    Column("status", "code", "columns/status", names="proposal-statuses"),
    Column("since", "date", "proposal/since", "day of its last decision"),
    Column("decided_by", "code", "proposal/decided-by", names="proposal-bodies"),
    Column("mandate", "code", about="mandate and clause", page=False),
    Column("economies", "count", "proposal/economies", "pilot values with error and sample"),
    Column("findings", "count", "proposal/findings", "findings that are errors"),
    key=("proposal",),
)


def say_text(texts: Mapping[str, str], language: str) -> str:
    """Return a text of a proposal in a language; in another one, marked, where it lacks that."""
    if language in texts:
        return one_line(texts[language])
    other = _FALLBACK if _FALLBACK in texts else next(iter(texts))
    words = i18n.isolate(one_line(texts[other]), language)
    return i18n.detail(words, i18n.text("proposal", "not-in-language", language), language)


def describe_life(document: IndicatorProposal) -> Sentence:
    """Return the life of a proposal: each status with its day, and who decided."""
    return list_clauses(map(describe_entry, document.life))


def describe_entry(entry: LifeEntry) -> Sentence:
    """Return an entry of a life: its status, its day, and who decided."""
    status = Sentence(f"proposal-statuses/{entry.status}")
    body = Sentence(f"proposal-bodies/{entry.decided_by}")
    return Sentence("proposal/entry", first=status, date=entry.on, second=body)


def say(key: str, language: str, **values: object) -> str:
    """Return a phrase about proposals."""
    return i18n.text("proposal", key, language, **values)


def proposal_blocks(
    document: IndicatorProposal, economies: int, comments: PublicComments | None, language: str
) -> list[Block]:
    """Return the page of a proposal; of its comments what members agreed to publish."""
    blocks: list[Block] = [
        i18n.Heading(say("title", language, name=say_text(document.names, language)), 1),
        *status_notes(document),
        put_before(Sentence("proposal/life"), describe_life(document)),
        i18n.Heading(say("purpose", language), 2),
        i18n.Paragraph(say_text(document.purpose, language)),
        i18n.Heading(say("definition", language), 2),
        i18n.Bullets(list(_definition_lines(document.definition, language))),
        i18n.Heading(say("mandate", language), 2),
        _describe_clause(document),
        put_before(Sentence("proposal/proposed-by"), list_parts((one_line(document.proposed_by),))),
        i18n.Heading(say("codes", language), 2),
        *_code_blocks(document),
        i18n.Heading(say("pilot", language), 2),
        *_pilot_blocks(document, economies),
        i18n.Heading(say("comments", language), 2),
    ]
    if comments is None:
        return [*blocks, Sentence("proposal/no-comments")]
    return [*blocks, *comments.blocks(language)[1:]]


def status_notes(document: IndicatorProposal) -> Iterator[Block]:
    """Yield what the status means for those who read about an indicator."""
    if document.example:
        yield Sentence("proposal/example").as_note()
    yield Sentence(f"proposal-meanings/{document.status}").as_note()


def _definition_lines(definition: ProposedDefinition, language: str) -> Iterator[str]:
    """Yield the parts of a definition, each with its name."""

    def line(key: str, words: str) -> str:
        return i18n.pair(say(key, language), words, language)

    yield line("unit", i18n.label("units", definition.unit, language))
    yield line("numerator", say_text(definition.numerator, language))
    yield line("denominator", say_text(definition.denominator, language))
    yield line("ages", _ages(definition, language))
    period = definition.reference_period
    if period is not None:
        count, unit = int(period[1:-1]), period[-1].lower()
        yield line("reference-period", say(f"period-{unit}", language, count=count))
    if definition.question is not None:
        yield line("question", say_text(definition.question, language))
    if definition.breakdowns:
        names = [i18n.label("breakdowns", key, language) for key in definition.breakdowns]
        yield line("breakdowns", i18n.join(names, language))


def _ages(definition: ProposedDefinition, language: str) -> str:
    low, high = definition.age_from, definition.age_to
    if low is None:
        return say("all-ages", language) if high is None else say("age-to", language, high=high)
    if high is None:
        return say("age-from", language, low=low)
    return say("age-range", language, low=low, high=high)


def _describe_clause(document: IndicatorProposal) -> Sentence:
    """Return the mandate and the clause under which an indicator is proposed."""
    key, _, wanted = document.mandate.partition("#")
    clause = next(each for each in mandates()[key].clauses if each.id == wanted)
    part = Sentence(f"mandate-sections/{clause.section}")
    if clause.number:
        part = Sentence("mandate/clause", part=part, number=clause.number)
    return put_before(Sentence(f"mandates/{key}"), part)


def _code_blocks(document: IndicatorProposal) -> Iterator[Block]:
    if not document.codes:
        yield Sentence("proposal/no-codes")
    for code in document.codes:
        yield put_before(Sentence(f"proposal-lists/{code.code_list}"), list_parts((code.code,)))


def _pilot_blocks(document: IndicatorProposal, economies: int) -> Iterator[Block]:
    pilot = document.pilot
    if pilot is None or not pilot.observations:
        yield Sentence("proposal/no-pilot")
        return
    yield Sentence(
        "proposal/pilot-values",
        count=economies,
        year=pilot.year,
        least=pilot.minimum_economies,
    )


def list_blocks(listed: Any, table: Table, language: str) -> list[Block]:
    """Return the page of the proposals of a folder: a row and a line of life for each."""
    blocks: list[Block] = [i18n.Heading(say("list-title", language), 1)]
    if not listed.proposals:
        return [*blocks, Sentence("proposal/none")]
    blocks.append(write_grid(table, language))
    blocks.append(i18n.Heading(say("lives", language), 2))
    lives = [
        i18n.pair(i18n.isolate(each.id, language), each.life(language), language)
        for each in listed.proposals
    ]
    blocks.append(i18n.Bullets(lives))
    return [*blocks, *(i18n.Paragraph(f.advice(language), note=True) for f in listed.findings)]
