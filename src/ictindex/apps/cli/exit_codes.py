"""Exit codes: 0 done, 1 not in order, 2 unusable input; and which command has which rule.

The rule of a command follows from the question that it answers. "Is it in order?" has two answers,
0 and 1. A command that computes ends with 0 if its answer was computed, with 2 if not, and with 1
only where ``--strict`` asks for an answer without gaps. All others do something: 0 if it was done,
1 if findings prevented it, or a part of it.
"""

from __future__ import annotations

from contextvars import ContextVar

from ictindex.core import errors

GOOD, FINDINGS, UNUSABLE = 0, 1, 2

# They ask whether something is in order: 1 if not. Help says what.
JUDGES = frozenset(
    {
        "basket medians",
        "calendar",
        "catalogue core-list",
        "check",
        "comments check",
        "framework check",
        "page verify",
        "proposal check",
        "prove",
        "recompute",
        "register compare",
        "round check",
        "round search",
        "sources",
        "survey check",
        "survey release",
        "validate",
        "verify",
    }
)
# They compute, and have ``--strict``: 1 where the answer has a gap.
STRICT = frozenset(
    {
        "basket compute",
        "basket explain",
        "basket groups",
        "basket index",
        "basket link",
        "basket series",
        "basket target",
        "change",
        "compute",
        "derive",
        "explain",
        "groups",
        "rank",
        "renew",
    }
)
COMPUTES = STRICT | {
    "audit",
    "basket observations",
    "chart",
    "proposal assess",
    "report economy",
    "report edition",
    "report framework",
    "report methodology-review",
    "report national-sources",
    "report progress",
    "robustness",
    "survey estimate",
    "targets",
}
# They do something, of which a part may be left: 1 then. Help says what.
DONE_IN_PART = frozenset({"round destroy"})

# There are findings in the data; the request itself is correct.
_FINDINGS = (
    errors.RefusedObservationsError,
    errors.RefusedEditionError,
    errors.DamagedArchiveError,
    errors.VoidReceiptError,
)
# The request is done and cannot be done again: the request itself is correct too.
_DONE = ("archive.committed-with-fault", "archive.published-in-stage", "cli.done-unsaid")
_is_strict: ContextVar[bool] = ContextVar("ictindex_strict", default=False)


def choose_strict(strict: bool) -> bool:
    """Let gaps in an answer end this run of a command with exit code 1, or not."""
    _is_strict.set(strict)
    return strict


def is_strict() -> bool:
    """Tell whether a gap in an answer ends this run of a command with exit code 1."""
    return _is_strict.get()


def code_of(error: errors.IctindexError, command: str) -> int:
    """Return the exit code of an error in a command."""
    prevented = isinstance(error, _FINDINGS) and command not in COMPUTES
    return FINDINGS if prevented or error.code in _DONE else UNUSABLE
