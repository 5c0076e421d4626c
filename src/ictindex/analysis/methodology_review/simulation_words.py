"""Simulation packs in words: the page of an economy, and the page of all."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Any

from ictindex.core.own_terms import terms_of, use_terms
from ictindex.definitions.documents import DocumentChange
from ictindex.indices.results.constants import constant_name, constant_value
from ictindex.language import i18n
from ictindex.language.i18n.document import Block

_SHOWN = 40


def say(key: str, language: str, **values: object) -> str:
    """Return a phrase of simulation packs."""
    return i18n.text("simulation", key, language, **values)


def economy_blocks(simulation: Any, language: str) -> list[Block]:
    """Return the page of one economy."""
    with use_terms(terms_of(simulation)):
        return list(_economy(simulation, language))


def overview_blocks(pack: Any, language: str) -> list[Block]:
    """Return the page of all economies of a pack, in alphabetical order."""
    with use_terms(terms_of(pack)):
        return list(_overview(pack, language))


def _notes(pack: Any, language: str) -> Iterator[Block]:
    """Yield the first notes of every page: a what-if, of the same data, of how many economies."""
    for notice in pack.after.notices(language):
        yield i18n.Paragraph(notice, note=True)
    yield i18n.Paragraph(say("not-decided", language), note=True)
    yield i18n.Paragraph(say("same-data", language, year=str(pack.after.year)))
    here, whole = str(len(pack.scored)), pack.after.extent.whole
    if whole is None:
        yield i18n.Paragraph(say("extent-unknown", language, here=here))
    else:
        yield i18n.Paragraph(say("extent", language, here=here, whole=str(whole)))
    if not pack.one_scale:
        yield i18n.Paragraph(say("two-scales", language), note=True)


def _columns(pack: Any, language: str) -> list[str]:
    documents = [side.methodology.id for side in (pack.before, pack.after)]
    return [
        *(say("by", language, document=document) for document in documents),
        say("difference", language),
    ]


def _overview(pack: Any, language: str) -> Iterator[Block]:
    yield i18n.Heading(say("overview", language, after=pack.after.methodology.id), 1)
    yield from _notes(pack, language)
    yield i18n.Heading(say("proposed", language), 2)
    yield changes_block(pack.changes, language)
    yield i18n.Heading(say("scores", language), 2)
    rows = []
    for code in pack.in_order(language):
        move = pack.economy(code).index
        row = [i18n.economy_name(code, language), *_figures(move, language)]
        if pack.ranks_published:
            row += [str(rank) for rank in pack.ranks_of(code) or ("–", "–")]
        rows.append(row)
    headers = [i18n.label("columns", "economy", language), *_columns(pack, language)]
    if pack.ranks_published:
        count = str(len(pack.scored))
        headers += [say(key, language, count=count) for key in ("rank-before", "rank-after")]
    yield i18n.Grid(headers, rows, frozenset(range(1, len(headers))))


def _economy(simulation: Any, language: str) -> Iterator[Block]:
    pack, name = simulation.pack, i18n.economy_name(simulation.economy, language)
    yield i18n.Heading(say("title", language, economy=name, after=pack.after.methodology.id), 1)
    yield from _notes(pack, language)
    if simulation.missing is not None:
        sentence = i18n.pair(
            say("no-score", language), simulation.missing.message(language), language
        )
        yield i18n.Paragraph(sentence, note=True)
    if simulation.ranks is not None:
        first, second = map(str, simulation.ranks)
        count = str(len(pack.scored))
        yield i18n.Paragraph(say("ranks", language, count=count, first=first, second=second))
    yield i18n.Heading(say("scores", language), 2)
    rows = [
        [
            i18n.label("nodes", move.node, language),
            "" if move.value is None else i18n.number(move.value, language),
            *_figures(move, language),
        ]
        for move in simulation.nodes
    ]
    headers = [
        i18n.label("columns", "node", language),
        i18n.label("columns", "value", language),
        *_columns(pack, language),
    ]
    yield i18n.Grid(headers, rows, frozenset({1, 2, 3, 4}))
    yield from _steps(simulation, language)


def _figures(move: Any, language: str) -> list[str]:
    """Return both scores and their difference as people read them."""
    scores = [i18n.number(score, language) for score in (move.before, move.after)]
    moved = move.difference
    return [*scores, i18n.number(moved, language, signed=True)]


def _steps(simulation: Any, language: str) -> Iterator[Block]:
    """Yield the constants that move the score of an economy."""
    if simulation.missing is not None:
        return
    yield i18n.Heading(say("steps", language), 2)
    if not simulation.pack.changes:
        yield i18n.Paragraph(say("no-changes", language))
        return
    if simulation.steps:
        rows = [
            [
                _group_name(step, language),
                _changed(step.constants, language, named=not step.subject),
                i18n.number(step.points, language, signed=True),
            ]
            for step in simulation.steps
        ]
        total = sum((step.points for step in simulation.steps), Decimal(0))
        rows.append([say("together", language), "", i18n.number(total, language, signed=True)])
        headers = [say(key, language) for key in ("constants", "changed", "points")]
        yield i18n.Grid(headers, rows, frozenset({2}))
        yield i18n.Paragraph(say("how", language))
    elif simulation.economy in simulation.pack.scored:
        yield i18n.Paragraph(say("no-steps", language))
    if simulation.pack.other_changes:
        others = _changed(simulation.pack.other_changes, language)
        yield i18n.Paragraph(i18n.pair(say("others", language), others, language))


def _group_name(step: Any, language: str) -> str:
    name = i18n.label("change-kinds", step.kind, language)
    if not step.subject:
        return name
    return i18n.pair(i18n.label("nodes", step.subject, language), name, language)


def _changed(changes: Sequence[DocumentChange], language: str, *, named: bool = True) -> str:
    """Return constants with their values in both documents, in one cell."""
    clauses_shown = [_describe(change, language, named) for change in _without_parts(changes)]
    return i18n.clauses(clauses_shown[:_SHOWN], language)


def _without_parts(changes: Sequence[DocumentChange]) -> list[DocumentChange]:
    """Leave out the constants of an indicator that is new or removed: its weight shows it."""
    return [
        change
        for change in changes
        if (change.before is not None and change.after is not None)
        or not change.path.startswith("leaves.")
    ]


def describe_change(change: DocumentChange, language: str) -> str:
    """Describe a constant with its value before and after, or as new or removed."""
    return _describe(change, language, True)


def _describe(change: DocumentChange, language: str, named: bool) -> str:
    parts = change.path.split(".")
    name = constant_name(change.path, language)
    if not named and parts[0] == "leaves":  # the indicator is named next to it
        name = i18n.label("constants", parts[-1], language)
    elif not named and parts[0] == "nodes" and parts[2] == "weights":
        name = i18n.label("nodes", parts[3], language)
    before, after = (
        None if value is None else constant_value(value, language, change.path)
        for value in (change.before, change.after)
    )
    if before is None:
        return i18n.pair(name, say("new", language, value=after), language)
    if after is None:
        return i18n.pair(name, say("gone", language, value=before), language)
    return i18n.pair(name, say("moved", language, before=before, after=after), language)


def changes_block(changes: Sequence[DocumentChange], language: str) -> Block:
    """Return every constant that differs, as a list."""
    if not changes:
        return i18n.Paragraph(say("no-changes", language))
    return i18n.Bullets([describe_change(change, language) for change in _without_parts(changes)])
