"""Comments in words: an entry each, and the statement on those that are not published."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ictindex.analysis.methodology_review.comment_checks import PARTS, CommentTexts
from ictindex.analysis.methodology_review.withheld_counts import LEAST, Withheld
from ictindex.core.tables.columns import Column, define
from ictindex.core.tables.table import Table
from ictindex.indices.results.constants import constant_name
from ictindex.language import i18n
from ictindex.language.i18n.document import Block
from ictindex.language.i18n.further_blocks import Entry
from ictindex.language.i18n.page_table_writer import write_grid


def say(key: str, language: str, **values: object) -> str:
    """Return a phrase about comments."""
    return i18n.text("review", key, language, **values)


_REST = "other-decisions"


def _name_decision(decision: str, language: str) -> str:
    if decision == _REST:
        return say(decision, language)
    return i18n.label("review/decisions", decision, language)


DECISIONS_COUNTED = define(
    "comment-decisions",
    Column("decision", "code", "review/decision", names=_name_decision),
    Column("comments", "count", "review/comments"),
    key=("decision",),
)


def decision_block(decided: Sequence[tuple[str, int]], language: str) -> Block:
    """Return the number of comments with each decision."""
    rows = [dict(zip(DECISIONS_COUNTED.columns, row, strict=True)) for row in decided]
    return write_grid(Table.of(DECISIONS_COUNTED, rows), language)


def document_heading(document: str, language: str) -> str:
    """Return the heading of the comments on a document: its title and id, where it has a title."""
    name = i18n.isolate(document, language)
    if i18n.has_label(f"documents/{document}", "title"):
        name = i18n.detail(i18n.text(f"documents/{document}", "title", language), name, language)
    return say("on-document", language, document=name)


def one_line(text: str) -> str:
    """Return a text of a member in one line, with characters that cannot be seen written out."""
    return i18n.visible(" ".join(text.split()))


def entry_of(title: str, comment: CommentTexts, published: Sequence[str], language: str) -> Entry:
    """Return a comment as an entry: the parts that are published, and the names of the others."""
    lines = list(_lines(comment, published, language))
    withheld = [part for part in PARTS if part not in published]
    if withheld:
        names = i18n.join(
            [i18n.label("review/parts", part, language) for part in withheld], language
        )
        lines.append(i18n.pair(say("not-published", language), names, language))
    subject = _subject(comment, language) if "clause" in published else ""
    return Entry(i18n.pair(title, subject, language) if subject else title, lines)


def _subject(comment: CommentTexts, language: str) -> str:
    """Return the subject of a comment: a constant with its key path, and a clause in words."""
    parts = []
    if comment.constant:
        path = i18n.isolate(one_line(comment.constant), language)
        name = _name(comment.constant, language)
        parts.append(i18n.detail(name, path, language) if name else path)
    if comment.clause:
        parts.append(i18n.isolate(one_line(comment.clause), language))
    return i18n.clauses(parts, language)


def _name(constant: str, language: str) -> str:
    """Return the name of a constant, or of the node or indicator that has the constants."""
    parts = constant.split(".")
    if len(parts) == 2 and parts[0] in ("leaves", "nodes"):
        return i18n.label("nodes", parts[1], language)
    name = constant_name(constant, language)
    return "" if name == constant.replace(".", "-") else name


def _member(comment: CommentTexts, published: Sequence[str], language: str) -> str:
    """Return who commented, as far as it is published."""
    parts = []
    if "role" in published and comment.role:
        parts.append(i18n.label("review/roles", comment.role, language))
    if "economy" in published and comment.economy:
        parts.append(i18n.economy_name(comment.economy, language))
    if "organisation" in published and comment.organisation:
        parts.append(i18n.isolate(one_line(comment.organisation), language))
    return i18n.join(parts, language)


def _lines(comment: CommentTexts, published: Sequence[str], language: str) -> Iterator[str]:
    def line(key: str, words: str) -> str:
        return i18n.pair(say(key, language), words, language)

    member = _member(comment, published, language)
    if member:
        yield line("from", member)
    for part in ("proposal", "reason"):
        text = getattr(comment, part)
        if part in published and text:
            yield line(part, i18n.isolate(one_line(text), language))
    if "received" in published and comment.received is not None:
        yield line("received", i18n.date(comment.received, language))
    if "answer" in published:
        yield line("decision", _decision(comment, language))
        if comment.answer:
            yield line("answer", i18n.isolate(one_line(comment.answer), language))


def _decision(comment: CommentTexts, language: str) -> str:
    parts = [i18n.label("review/decisions", comment.decision, language)]
    if comment.decided is not None:
        parts.append(i18n.date(comment.decided, language))
    if comment.decided_by:
        parts.append(i18n.isolate(one_line(comment.decided_by), language))
    return i18n.join(parts, language)


def withheld_blocks(withheld: Withheld, language: str) -> Iterator[Block]:
    """Yield the statement on comments that are not published."""
    if withheld.total is None:
        yield i18n.Sentence("review/withheld-few", least=LEAST)
        return
    yield i18n.Sentence("review/withheld", count=withheld.total)
    if withheld.decisions:
        rest = [(_REST, withheld.rest)] if withheld.rest else []
        yield decision_block([*withheld.decisions, *rest], language)
