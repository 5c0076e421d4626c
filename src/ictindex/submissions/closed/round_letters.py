"""The letters of a season, from the dispatch to the handover, in six languages.

Every letter is declared once: the facts that it needs, and what it says. Nothing here reads a
folder, an event or the clock. The letter of a consultation is ``sourcing.letters``.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from ictindex.core.tables.columns import Column, Part, define
from ictindex.submissions.sourcing.letter_frame import (
    Letter,
    LetterKind,
    show_day,
    show_written,
    write_letter,
)

FILES = define(
    "letter-files",
    Column("file", "text", names=show_written),
    Column("sha256", "text", "letter/sha-256", names=show_written),
)
ACCEPTED = define(
    "letter-accepted",
    Column("indicator", "indicator"),
    Column("year", "year"),
    Column("value", "value"),
    Column("unit", "unit", absent=""),
    Column("status", "status", absent=""),
    Column("conf_status", "conf-status", absent=""),
)
QUERIES = define(
    "letter-queries",
    Column("number", "code", "letter/number"),
    Column("indicator", "indicator"),
    Column("year", "year"),
    Column("value", "value"),
    Column("question", "text", "letter/question", names=show_written),
)
CELLS = define(
    "letter-cells",
    Column("indicator", "node"),
    Column("year", "year", absent=""),
    Column("value", "value"),
)
CORRECTIONS = define(
    "letter-corrections",
    Column("indicator", "node"),
    Column("year", "year"),
    Column("published", "value", "letter/published"),
    Column("corrected", "value", "letter/corrected"),
)
DUTIES = define(
    "letter-duties",
    Column("item", "text", "letter/item", names=show_written),
    Column("due", "date", "letter/due", gaps=True, names=show_day),
)

# Days are of type ``date``; digests, identifiers, roles and texts are text; rows are mappings.
LETTERS: Mapping[str, LetterKind] = MappingProxyType(
    {
        "dispatch": LetterKind(
            "letter-dispatch",
            ("files", "due"),
            (
                "send",
                "letter/mandate",
                "files",
                Part("files", FILES, "files"),
                "return",
                "published",
                ("published-values", "published-commitment", "published-estimate"),
                "closed",
                (
                    "closed-files",
                    "closed-contacts",
                    "closed-words",
                    "closed-values",
                    "closed-answers",
                ),
                "sums",
            ),
        ),
        "acknowledgement": LetterKind(
            "letter-acknowledgement",
            ("received", "values", "receipt", "commitment", "salt"),
            (
                "thanks",
                "accepted",
                Part("values", ACCEPTED, "values"),
                "receipt",
                "commitment",
                "salt",
                "prove",
            ),
        ),
        "reminder-before": LetterKind("letter-reminder", ("due",), ("before", "sent", "more-time")),
        "reminder-on": LetterKind("letter-reminder", ("due",), ("on", "sent", "more-time")),
        "reminder-after": LetterKind(
            "letter-reminder", ("due", "cut_off"), ("after", "sent", "more-time")
        ),
        "extension": LetterKind("letter-extension", ("due", "until", "sent"), ("agreed", "same")),
        "query": LetterKind(
            "letter-query",
            ("queries", "until"),
            (
                "thanks",
                Part("queries", QUERIES, "queries"),
                "ask",
                ("confirm", "correct", "withdraw"),
                "kept",
            ),
        ),
        "preview": LetterKind(
            "letter-preview",
            ("sheet", "until"),
            ("send", "digest", "ask", "silence", "embargo"),
        ),
        "objection": LetterKind(
            "letter-objection",
            ("objected", "cells", "until"),
            ("received", Part("cells", CELLS, "cells"), "examine", "closed"),
        ),
        "objection-settled": LetterKind(
            "letter-objection",
            ("objected", "settled", "cells", "outcome", "until"),
            ("settled", Part("cells", CELLS, "cells"), "outcome", "again", "closed"),
            title="settled-title",
        ),
        "late": LetterKind(
            "letter-late", ("received", "cut_off", "release"), ("thanks", "late", "next")
        ),
        "release": LetterKind(
            "letter-release",
            ("id", "released", "root"),
            ("released", "root", "verify", "thanks"),
            is_public=True,
        ),
        "erratum-heard": LetterKind(
            "letter-erratum",
            ("id", "figures", "reason", "until"),
            ("heard", Part("figures", CORRECTIONS, "figures"), "reason", "ask", "kept"),
            title="heard-title",
        ),
        "erratum": LetterKind(
            "letter-erratum",
            ("id", "figures", "reason", "recorded"),
            ("notice", Part("figures", CORRECTIONS, "figures"), "reason", "kept"),
            to="letter/to-subscribers",
        ),
        "withdrawal": LetterKind(
            "letter-withdrawal",
            ("id", "withdrawn", "reason"),
            ("withdrawn", "letter-erratum/reason", "kept"),
            is_public=True,
        ),
        "handover": LetterKind(
            "letter-handover",
            ("given_by", "taken_by", "handed", "count", "head", "items"),
            ("received", "register", "keys", "items", Part("items", DUTIES, "items")),
            to="letter/to-role",
            ends=("letter/closing", "letter/by-role"),
        ),
    }
)


def round_letter(
    name: str, facts: Mapping[str, Any], *, economy: str = "", language: str | None = None
) -> Letter:
    """Return a letter of the season by its name in ``LETTERS``, in the language of its reader.

    Besides the facts of its kind it needs ``index`` and ``edition``; ``day`` and ``contact`` are
    written where they are given.
    """
    return write_letter(LETTERS[name], facts, economy=economy, language=language)
