"""The frame of a letter: title, addressee, day, greeting, what it says, closing and signature.

A letter addresses a role, never a person: the sender adds names and addresses. What a kind of
letter says is declared; the letter is made of that declaration and of facts, and of nothing else.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from ictindex.core.tables.columns import Part
from ictindex.core.tables.table import Table
from ictindex.definitions import catalogue
from ictindex.language import i18n
from ictindex.language.i18n.document import Block, Bullets, Heading
from ictindex.language.i18n.page_table_writer import write_grid
from ictindex.language.i18n.renderable import Page
from ictindex.language.i18n.sentences import Sentence, isolate_text, name_economy

# Facts that sentences name by a code; other texts are shown as they were written.
_CODES = frozenset({"index", "economy"})


class LetterKind(NamedTuple):
    """The declaration of one kind of letter: its facts, and its sentences in their order.

    ``section`` of the language files has its words; a key with a slash is of another section.
    ``facts`` are what the sender gives. A part of ``says`` is a sentence, several keys are a list
    of points, and a table is written of the fact with its rows. One that ``is_public`` goes to
    subscribers too: it is then of no economy.
    """

    section: str
    facts: tuple[str, ...]
    says: tuple[str | tuple[str, ...] | Part, ...]
    title: str = "title"
    to: str = "letter/to"
    ends: tuple[str, ...] = ("letter/questions", "letter/closing", "letter/signature")
    is_public: bool = False


class Letter(Page):
    """A letter in its language, which is written as text, Markdown, HTML, LaTeX or PDF."""

    @property
    def digest(self) -> str:
        """SHA-256 of its text, by which an event names it."""
        return hashlib.sha256(self.to_text().encode()).hexdigest()


def write_letter(
    kind: LetterKind, facts: Mapping[str, Any], *, economy: str = "", language: str | None = None
) -> Letter:
    """Return a letter of a kind; refuse other facts than it needs, and rows of another economy.

    ``facts`` are those of the kind, with ``index``, ``edition``, and where the letter has them
    ``day`` and ``contact``. A letter on an invented economy, or with the fact ``rehearsal``, says
    that it is part of a rehearsal.
    """
    stated = dict(facts)
    is_rehearsal = bool(stated.pop("rehearsal", economy in catalogue.synthetic_economies()))
    day = stated.pop("day", None)
    needed = {"index", "edition", *kind.facts, *(("contact",) if "contact" in stated else ())}
    if needed != stated.keys():
        raise TypeError(f"{kind.section}: {sorted(needed ^ stated.keys())}")
    if kind.to == "letter/to" and not economy:
        if not kind.is_public:
            raise TypeError(f"{kind.section}: economy")
        kind = kind._replace(to="letter/to-subscribers")
    rows = {part.rows for part in kind.says if isinstance(part, Part)}
    for name in rows:
        if any(row.get("economy", economy) != economy for row in stated[name]):
            raise ValueError(f"{kind.section}: {name}")
    figures = {name: _make_figure(name, fact) for name, fact in stated.items() if name not in rows}
    figures |= {"name": name_economy(economy), "economy": economy}
    chosen = i18n.current_language(language)

    def build(language: str) -> list[Block]:
        return list(_list_blocks(kind, stated, figures, day, is_rehearsal, language))

    return Letter(build, chosen)


def _list_blocks(
    kind: LetterKind,
    stated: Mapping[str, Any],
    figures: Mapping[str, object],
    day: object,
    is_rehearsal: bool,
    language: str,
) -> Iterator[Block]:
    def say(key: str) -> Sentence:
        return Sentence(key if "/" in key else f"{kind.section}/{key}", **figures)

    yield Heading(say(kind.title).to_text(language), 1)
    if is_rehearsal:
        yield say("letter/rehearsal").as_note()
    yield say(kind.to)
    if isinstance(day, dt.date):
        yield Sentence("language/isolated", number=day)
    yield say("letter/greeting")
    for part in kind.says:
        if isinstance(part, Part):
            yield write_grid(Table.of(part.schema, stated[part.rows]), language)
        elif isinstance(part, str):
            yield say(part)
        else:
            yield Bullets([say(key).to_text(language) for key in part])
    for key in kind.ends:
        if key != "letter/questions" or "contact" in stated:
            yield say(key)


def _make_figure(name: str, fact: object) -> object:
    """Return a fact as a figure of sentences: text keeps its place among words of both ways."""
    return isolate_text(fact) if isinstance(fact, str) and name not in _CODES else fact


def show_written(text: str, language: str) -> str:
    """Return a cell with text that somebody wrote, which keeps its place among other words."""
    return i18n.isolate(i18n.visible(text), language)


def show_day(day: str, language: str) -> str:
    """Return a cell with a day (ISO 8601) as the language writes it."""
    return i18n.date(dt.date.fromisoformat(day), language)
