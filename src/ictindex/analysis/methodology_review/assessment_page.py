"""The assessment of a proposed indicator in words: the public paper and the closed one."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ictindex.analysis.methodology_review.proposal_page import (
    describe_entry,
    describe_life,
    say,
    say_text,
    status_notes,
)
from ictindex.analysis.methodology_review.proposal_tables import LEAST
from ictindex.core.tables.table import Table
from ictindex.language import i18n
from ictindex.language.i18n.collation import sort_key
from ictindex.language.i18n.document import Block
from ictindex.language.i18n.page_table_writer import write_grid
from ictindex.language.i18n.sentences import Sentence, put_before
from ictindex.language.i18n.shown_numbers import round_figure


def assessment_blocks(paper: Any, language: str) -> list[Block]:
    """Return the page of an assessment; the closed one has a row for each economy."""
    document = paper.proposal.document
    tables = paper._list_tables()  # noqa: SLF001 - the page of these tables
    return [
        i18n.Heading(say("assessment", language, name=say_text(document.names, language)), 1),
        *_notes(paper),
        put_before(Sentence("proposal/life"), describe_life(document)),
        *_coverage(paper, tables["coverage"], language),
        *_precision(paper, tables["precision"], language),
        i18n.Heading(say("correlations", language), 2),
        Sentence("proposal/correlations-note", least=LEAST),
        write_grid(tables["correlations"], language),
        *_effect(paper, tables["effect"], language),
        *_rows(tables.get("economies"), language),
    ]


def _notes(paper: Any) -> Iterator[Block]:
    """Yield who may see the paper, what the status means, and which data were used."""
    document, pilot = paper.proposal.document, paper.proposal.document.pilot
    if paper.access == "closed":
        yield Sentence("proposal/closed").as_note()
    elif paper.access == "decided":
        yield Sentence("proposal/decided", first=describe_entry(document.decision)).as_note()
    else:
        yield Sentence("proposal/public").as_note()
    yield from status_notes(document)
    yield Sentence(
        "proposal/data",
        count=len(paper.proposal.values),
        year=pilot.year,
        edition=str(paper.result.edition),
        document=paper.result.methodology.id,
    )


def _coverage(paper: Any, table: Table, language: str) -> Iterator[Block]:
    yield i18n.Heading(say("coverage", language), 2)
    yield write_grid(table, language)
    if paper.ungrouped:
        yield Sentence("proposal/ungrouped", count=paper.ungrouped)


def _precision(paper: Any, table: Table, language: str) -> Iterator[Block]:
    yield i18n.Heading(say("precision", language), 2)
    yield Sentence("proposal/quartiles-note", least=LEAST)
    yield write_grid(table, language)
    if paper.signal_share is not None:
        share = Sentence("language/percent", value=round_figure(paper.signal_share, 1, scale=100))
        yield Sentence("proposal/signal", share=share)


def _effect(paper: Any, table: Table, language: str) -> Iterator[Block]:
    trial = paper.proposal.document.trial
    yield i18n.Heading(say("effect", language), 2)
    if trial is None:
        yield Sentence("proposal/no-trial")
        return
    yield Sentence("proposal/not-decided").as_note()
    yield Sentence("proposal/trial", node=trial.parent, weight=trial.weight)
    if not paper.moves:
        yield Sentence("proposal/no-scores")
        return
    yield Sentence("proposal/effect-note", least=LEAST)
    yield write_grid(table, language)
    if not paper.pack.ranks_published:
        yield Sentence("proposal/no-ranks")


def _rows(table: Table | None, language: str) -> Iterator[Block]:
    """Yield the rows of economies of the closed paper, in alphabetical order."""
    if table is None:
        return

    def find_key(row: dict[str, Any]) -> Any:
        return sort_key(i18n.economy_name(row["economy"], language), language)

    yield i18n.Heading(say("rows", language), 2)
    yield write_grid(table.sort(find_key), language)
