"""The events of a round, each declared once: its own fields, who may record it, what is public.

Every event has a number, the digest of the event before, a day, a role and a text. What is declared
here is the rest.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Mapping
from dataclasses import field
from types import MappingProxyType
from typing import Literal

from ictindex.core.clock import is_instant
from ictindex.core.data_classes import dataclass

Scope = Literal["round", "economy"]

HEAD, COMPILER, STATE, OFFICE, TOOL = "head", "compiler", "state", "office", "tool"
PUBLISHER = "publisher"
# Each clears its own part of a release.
CLEARING = (
    "methods",
    "legal",
    "designations",
    "languages",
    "licences",
    "disclosure",
    "director",
)

# A receipt comes from a State, or is of what the compilers collected about it.
RECEIPT_EVENTS = ("accepted", "collected")

_DIGEST = re.compile(r"(?:sha256:)?[0-9a-f]{64}", re.ASCII)


@dataclass(frozen=True, slots=True)
class EventType:
    """An event of a round: its subject, its roles, its own fields, and what is public of it.

    A field is a name with a kind; a kind that ends with ``?`` may be left out.
    """

    name: str
    scope: Scope
    by: tuple[str, ...]
    fields: Mapping[str, str] = field(default_factory=dict)
    needs_text: bool = False
    public: tuple[str, ...] = ()

    def find_fault(self, own: Mapping[str, object], economy: str, by: str, text: str) -> str:
        """Return the name of the first part that does not fit; empty if all of them do."""
        if by not in self.by:
            return "by"
        if bool(economy) != (self.scope == "economy"):
            return "economy"
        if self.needs_text and not text.strip():
            return "text"
        for name in own:
            if name not in self.fields:
                return name
        for name, kind in self.fields.items():
            if name in own:
                if not _KINDS[kind.removesuffix("?")](own[name]):
                    return name
            elif not kind.endswith("?"):
                return name
        return ""


def is_digest(value: object) -> bool:
    """Tell whether a value is a SHA-256 in hexadecimal digits."""
    return isinstance(value, str) and _DIGEST.fullmatch(value) is not None


def is_day(value: object) -> bool:
    """Tell whether a value is a day in the form of ISO 8601."""
    if not isinstance(value, str) or len(value) != 10:
        return False
    try:
        return dt.date.fromisoformat(value).isoformat() == value
    except ValueError:
        return False


def _is_text(value: object) -> bool:
    return isinstance(value, str) and bool(value)


def _is_whole(value: object) -> bool:
    return type(value) is int


def _is_list(value: object) -> bool:
    return isinstance(value, (list, tuple)) and all(map(_is_text, value))


_KINDS: Mapping[str, Callable[[object], bool]] = {
    "text": _is_text,
    "texts": _is_list,
    "day": is_day,
    "instant": is_instant,
    "digest": is_digest,
    "whole": _is_whole,
}

_LISTED = (
    # Specify and build (GSBPM 3, 4.2).
    EventType("opened", "round", (HEAD,), {"settings": "digest"}, public=("days", "pins")),
    EventType(
        "amended",
        "round",
        (HEAD,),
        {"settings": "digest"},
        needs_text=True,
        public=("days", "pins"),
    ),
    # Collect (4.2 to 4.4).
    EventType(
        "dispatched",
        "economy",
        (COMPILER,),
        {"language": "text", "to": "text?", "page": "digest?"},
        public=("day-of-the-round",),
    ),
    EventType("acknowledged", "economy", (COMPILER,), {"receipt": "digest"}),
    EventType("reminded", "economy", (COMPILER,), {"days": "whole"}),
    EventType("extended", "economy", (COMPILER,), {"until": "day"}),
    EventType("refused", "economy", (STATE,)),
    EventType(
        "received",
        "economy",
        (TOOL,),
        {"file": "digest", "name": "text", "sheets": "texts?"},
        public=("day-of-submission",),
    ),
    EventType(
        "late",
        "economy",
        (TOOL,),
        {"file": "digest", "name": "text", "until": "day", "sheets": "texts?"},
        public=("day-of-submission",),
    ),
    # Review and validate, edit (5.3, 5.8).
    EventType(
        "query",
        "economy",
        (COMPILER,),
        {
            "number": "whole",
            "rule": "text",
            "indicator": "text",
            "year": "whole",
            "value": "text?",
            "cell": "text?",
            "due": "day?",
        },
        needs_text=True,
    ),
    EventType(
        "answered",
        "economy",
        (OFFICE, COMPILER),
        {"number": "whole", "answer": "text"},
    ),
    EventType(
        "accepted",
        "economy",
        (OFFICE, COMPILER),
        {"file": "digest?", "receipt": "digest", "table": "digest?", "kind": "text?"},
        public=("free-values",),
    ),
    EventType(
        "collected",
        "economy",
        (COMPILER,),
        {"file": "digest", "receipt": "digest", "kind": "text?"},
        public=("used-values",),
    ),
    EventType(
        "withdrawn-value",
        "economy",
        (OFFICE, COMPILER),
        {"indicator": "text", "year": "whole", "receipt": "digest", "cell": "text?"},
    ),
    # Consult, select, compute (5.4, 5.7, 6.1).
    EventType(
        "consulted",
        "economy",
        (COMPILER,),
        {
            "indicator": "text",
            "year": "whole",
            "value": "text",
            "source": "text",
            "deadline": "day",
            "unit": "text?",
        },
        public=("day-of-notification-with-a-used-value",),
    ),
    EventType(
        "reply",
        "economy",
        (STATE,),
        {"indicator": "text", "year": "whole", "answer": "text"},
    ),
    EventType("selected", "round", (COMPILER,), {"selection": "digest"}),
    EventType("computed", "round", (COMPILER,), {"selection": "digest", "result": "digest"}),
    # Validate and clear outputs (6.2, 6.5).
    EventType(
        "preview-sent", "economy", (COMPILER,), {"sheet": "digest", "objections-until": "day?"}
    ),
    EventType(
        "objected",
        "economy",
        (STATE,),
        {"number": "whole", "cells": "texts"},
        needs_text=True,
    ),
    EventType(
        "objection-settled",
        "economy",
        (HEAD,),
        {"number": "whole", "outcome": "text"},
    ),
    EventType("cleared", "round", CLEARING, {"result": "digest?"}),
    # Disseminate (7.3, 7.5).
    EventType(
        "embargoed",
        "round",
        (HEAD,),
        {"instant": "instant", "press": "texts?"},
        public=("instant",),
    ),
    EventType(
        "released",
        "round",
        (HEAD,),
        {
            "kind": "text",
            "id": "text",
            "root": "digest",
            "head": "digest",
            "search": "digest?",
            "signature": "text?",
        },
        public=("all",),
    ),
    EventType("notified", "economy", (COMPILER,), {"id": "text"}),
    EventType("announced", "round", (COMPILER,), {"id": "text"}, public=("day",)),
    # Anybody may report an error; the publisher alone puts an erratum on record, and hears the
    # State first.
    EventType(
        "error-reported",
        "economy",
        (STATE, OFFICE, COMPILER, TOOL),
        {"id": "text", "indicator": "text"},
        needs_text=True,
    ),
    EventType(
        "hearing",
        "economy",
        (COMPILER,),
        {
            "id": "text",
            "indicator": "text",
            "year": "whole",
            "corrected": "text",
            "until": "day",
        },
        needs_text=True,
    ),
    EventType(
        "erratum",
        "round",
        (PUBLISHER,),
        {"id": "text", "root": "digest", "state-heard": "day", "about": "text"},
        public=("record",),
    ),
    EventType("withdrawn", "round", (PUBLISHER,), {"id": "text", "root": "digest"}, True),
    EventType("retracted", "round", (PUBLISHER,), {"id": "text", "root": "digest"}, True),
    # Hand over and archive (8).
    EventType(
        "handed-over",
        "round",
        (HEAD,),
        {"from": "text", "to": "text", "due": "texts", "roles": "texts?", "kept": "texts?"},
    ),
    EventType("key-rotated", "round", (HEAD,), {"fingerprint": "digest"}),
    EventType("retained-until", "round", (HEAD,), {"until": "day", "what": "texts"}),
    EventType("destroyed", "round", (HEAD,), {"what": "texts"}),
)
EVENT_TYPES: Mapping[str, EventType] = MappingProxyType({each.name: each for each in _LISTED})
