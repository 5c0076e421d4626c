"""Checks of a comment: its document, constant, member, decision, and the parts to publish."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Mapping
from typing import Any, Protocol

from ictindex.core import canonical
from ictindex.data.cell_text import Fault, visible
from ictindex.data.io.csv import hint
from ictindex.data.tables.register_reader import are_days
from ictindex.definitions import catalogue
from ictindex.definitions.documents import find
from ictindex.language import i18n
from ictindex.language.i18n import designations

ROLES = (
    "member-state",
    "sector-member",
    "associate",
    "academia",
    "expert-group",
    "other",
    "example",
)
OPEN, EXAMPLE = "open", "example"
DECISIONS = ("accepted", "partly", "rejected", "noted", OPEN)
# Parts of a comment that a member may agree to publish; the last one includes the decision.
PARTS = (
    "role",
    "economy",
    "organisation",
    "clause",
    "proposal",
    "reason",
    "received",
    "answer",
)
ALL, NOTHING = "all", "no"
_REASONED = ("partly", "rejected")
_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}", re.ASCII)
_SHOWN = 80


class CommentedDocument(Protocol):
    """A document that comments are on: a methodology, or the proposal of an indicator."""

    @property
    def id(self) -> str: ...

    def constants(self) -> dict[str, str]: ...


class CommentTexts(Protocol):
    """The fields of a comment that are shown."""

    @property
    def role(self) -> str: ...

    @property
    def economy(self) -> str: ...

    @property
    def organisation(self) -> str: ...

    @property
    def constant(self) -> str: ...

    @property
    def clause(self) -> str: ...

    @property
    def proposal(self) -> str: ...

    @property
    def reason(self) -> str: ...

    @property
    def received(self) -> dt.date | None: ...

    @property
    def answer(self) -> str: ...

    @property
    def decision(self) -> str: ...

    @property
    def decided(self) -> dt.date | None: ...

    @property
    def decided_by(self) -> str: ...


class CommentFields(CommentTexts, Protocol):
    """The fields of a comment that are checked against one another."""

    @property
    def id(self) -> str: ...

    @property
    def document(self) -> str: ...

    @property
    def publish(self) -> str: ...


def parts_published(publish: str) -> tuple[str, ...]:
    """Return the parts that a member agreed to publish, in the order of the table."""
    if publish == ALL:
        return PARTS
    words = publish.split()
    return tuple(part for part in PARTS if part in words)


def contradictions(
    comment: CommentFields, documents: Mapping[str, CommentedDocument]
) -> Iterator[tuple[str, Fault]]:
    """Yield what the cells of a comment alone do not show, each fault with its column."""
    if comment.id and not _ID.fullmatch(comment.id):
        yield "id", Fault("comment.id-unusable", {"value": visible(comment.id)[:_SHOWN]})
    unknown = [word for word in comment.publish.split() if word not in PARTS]
    if unknown and comment.publish not in (ALL, NOTHING):
        word = visible(unknown[0])[:_SHOWN]
        yield "publish", Fault("comment.part-unknown", {"value": word, "allowed": PARTS})
    yield from _subject(comment, documents)
    yield from _member(comment)
    yield from _decision(comment)
    yield from _consent(comment)


def _subject(
    comment: CommentFields, documents: Mapping[str, CommentedDocument]
) -> Iterator[tuple[str, Fault]]:
    """Yield an unknown document, a constant that it does not have, or a missing subject."""
    if not comment.constant and not comment.clause:
        yield "constant", Fault("comment.no-subject")
    if not comment.document:
        return
    document: CommentedDocument | None = documents.get(comment.document) or find(comment.document)
    if document is None:
        yield (
            "document",
            Fault("comment.unknown-document", {"value": visible(comment.document)[:_SHOWN]}),
        )
        return
    paths = document.constants()
    exists = comment.constant in paths or any(
        path.startswith(f"{comment.constant}.") for path in paths
    )
    if comment.constant and not exists:
        values: dict[str, object] = {
            "value": visible(comment.constant)[:_SHOWN],
            "document": document.id,
            "hint": hint(comment.constant, tuple(paths)),
        }
        yield "constant", Fault("comment.unknown-constant", values)


def _member(comment: CommentFields) -> Iterator[tuple[str, Fault]]:
    """Yield a real economy of an example, or a role without the member that has it."""
    if comment.economy:
        invented = catalogue.synthetic_economies()
        is_real = catalogue.is_economy(comment.economy) and comment.economy not in invented
        if comment.role == EXAMPLE and is_real:
            yield "economy", Fault("comment.example-real", {"economy": comment.economy})
    elif comment.role == "member-state":
        yield "economy", Fault("comment.no-member", {"column": "economy"})
    if comment.role in ROLES[1:-1] and not comment.organisation:
        yield "organisation", Fault("comment.no-member", {"column": "organisation"})


def _decision(comment: CommentFields) -> Iterator[tuple[str, Fault]]:
    """Yield a decision without day, body or reason, or these without a decision."""
    closed = comment.decision != OPEN
    for name in ("decided", "decided_by"):
        if bool(getattr(comment, name)) != closed:
            yield name, Fault("comment.half-decision", {"column": name})
    if comment.answer and not closed:
        yield "answer", Fault("comment.half-decision", {"column": "answer"})
    if comment.decision in _REASONED and not comment.answer:
        yield "answer", Fault("comment.unanswered")
    days: tuple[Any, Any] = comment.received, comment.decided
    if are_days(*days) and days[1] < days[0]:
        yield "decided", Fault("comment.decided-before")


def _consent(comment: CommentFields) -> Iterator[tuple[str, Fault]]:
    """Yield texts to be published that name a member who did not agree to be named."""
    parts = parts_published(comment.publish)
    economy = "" if "economy" in parts else comment.economy
    organisation = "" if "organisation" in parts else comment.organisation
    columns: list[str] = [
        part for part in ("clause", "proposal", "reason", "answer") if part in parts
    ]
    if "answer" in parts:
        columns.append("decided_by")
    if "organisation" in parts and "economy" not in parts:
        columns.append("organisation")
    for column in columns:
        text = getattr(comment, column)
        if (economy and is_economy_in(economy, text)) or _is_named_in(organisation, text):
            yield column, Fault("comment.names-member", {"column": column})


def is_economy_in(economy: str, text: str) -> bool:
    """Tell whether a text has the code of an economy, or one of its names in six languages.

    A code is one only in capitals: "and", "are", "can" and "sur" are words. A name is one in small
    letters too, for a member who did not agree must not be named by a slip.
    """
    if re.search(rf"(?<!\w){re.escape(economy)}(?!\w)", text):
        return True
    names = {
        i18n.economy_name(economy, language, wanted)
        for language in i18n.LANGUAGES
        for wanted in designations.designations()
    }
    return any(_is_named_in(name, text) for name in names - {economy})


def _plain(text: str) -> str:
    return " ".join(canonical.nfc(text).casefold().split())


def _is_named_in(name: str, text: str) -> bool:
    """Tell whether a text contains a name as a word; Chinese has no spaces between words."""
    wanted, words = _plain(name), _plain(text)
    if not wanted:
        return False
    if any(letter >= "\u2e80" for letter in wanted):
        return wanted in words
    return re.search(rf"(?<!\w){re.escape(wanted)}(?!\w)", words) is not None
