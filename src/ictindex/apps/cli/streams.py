"""Standard output and standard error, and the handling of failed writes."""

from __future__ import annotations

import os
import sys

from ictindex.apps.cli.exit_codes import GOOD
from ictindex.core.errors import UnusableFileError


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
    sys.stderr.write(f"ictindex: {text}\n")
