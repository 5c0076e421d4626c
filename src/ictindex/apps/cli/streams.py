"""Standard output and standard error, and the handling of failed writes."""

from __future__ import annotations

import os
import sys
from contextvars import ContextVar

from ictindex.apps.cli.exit_codes import GOOD
from ictindex.core.errors import IctindexError, UnusableFileError

_held: ContextVar[list[str] | None] = ContextVar("ictindex_held_notes", default=None)


def write(text: str) -> None:
    """Write to standard output, with one newline at the end."""
    if sys.stdout is None:
        raise UnusableFileError("file.unwritable", file="stdout")
    try:
        sys.stdout.write(text.rstrip("\n") + "\n")
        sys.stdout.flush()
    except OSError as error:
        # The rest of the buffer must go somewhere when the process ends.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        if isinstance(error, BrokenPipeError):
            # The program that reads the output (such as `head`) has ended: not a fault.
            raise SystemExit(GOOD) from None
        raise UnusableFileError("file.unwritable", file="stdout") from error


def note(text: str) -> None:
    """Write a message to standard error, which is not part of the output."""
    held = _held.get()
    if held is None:
        sys.stderr.write(f"ictindex: {text}\n")
    else:
        held.append(text)


def hold_notes(is_json: bool) -> list[str] | None:
    """Hold the messages back where JSON is asked for: with an error they are a part of it."""
    notes: list[str] | None = [] if is_json else None
    _held.set(notes)
    return notes


def write_held(notes: list[str] | None) -> None:
    """Write the messages that were held back."""
    _held.set(None)
    for text in notes or ():
        note(text)


def write_error(error: IctindexError, notes: list[str] | None) -> None:
    """Write an error to standard error: in words, or as JSON with the messages held back."""
    own = [str(text) for text in getattr(error, "__notes__", ())]
    if notes is None:
        usage = getattr(error, "usage", "")
        lines = [f"{usage}\n"] * bool(usage) + [f"ictindex: {error}", *own]
        sys.stderr.write("".join(f"{line}\n" for line in lines))
        return
    import json

    record = {"schema": "ictindex/error/0", "error": error.to_dict() | {"notes": [*notes, *own]}}
    notes.clear()
    sys.stderr.write(json.dumps(record, ensure_ascii=False, indent=2, allow_nan=False) + "\n")
