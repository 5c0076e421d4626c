"""The command line: the same verbs as the library.

Exit codes: 0 good, 1 findings, 2 unusable input. With ``--json`` or ``--csv`` nothing but the
data is written to standard output; messages and progress go to standard error.
"""

from __future__ import annotations

import os
import sys

from ictindex.errors import (
    DamagedArchiveError,
    IctindexError,
    RefusedEditionError,
    RefusedObservationsError,
    VoidReceiptError,
)

GOOD, FINDINGS, UNUSABLE = 0, 1, 2
# Something was found in what is asked about; nothing is wrong with the question.
_FOUND = (RefusedObservationsError, RefusedEditionError, DamagedArchiveError, VoidReceiptError)


def main() -> None:
    """Run the command line and end the process with its exit code."""
    if sys.stderr is None:
        # Started with standard error closed: messages go nowhere, and that is no fault.
        sys.stderr = open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115, PTH123
    from ictindex.cli.app import app

    for stream in (sys.stdout, sys.stderr):
        # Six languages: the console's own code page may know only one.
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="replace")
    try:
        app(prog_name="ictindex")
    except IctindexError as error:
        usage = getattr(error, "usage", "")
        if usage:
            sys.stderr.write(f"{usage}\n\n")
        sys.stderr.write(f"ictindex: {error}\n")
        for note in getattr(error, "__notes__", ()):
            sys.stderr.write(f"{note}\n")
        sys.exit(FINDINGS if isinstance(error, _FOUND) else UNUSABLE)
