"""The command line: the same verbs as the library.

Exit codes: 0 good, 1 findings, 2 unusable input. What was published or put on record before
something failed (the disk, standard output) ends with 1 and says so: it is not done again. With
``--json`` or ``--csv`` nothing but the data is written to standard output; messages and progress
go to standard error.
"""

from __future__ import annotations

import gc
import os
import sys

from ictindex.cli.exit_codes import FINDINGS, UNUSABLE
from ictindex.core import errors

# Something was found in what is asked about; nothing is wrong with the question.
_FINDINGS = (
    errors.RefusedObservationsError,
    errors.RefusedEditionError,
    errors.DamagedArchiveError,
    errors.VoidReceiptError,
)
# What was asked for is done and cannot be done again: nothing is wrong with the question either.
_DONE = ("archive.committed-with-fault", "archive.published-in-stage", "cli.done-unsaid")


def main() -> None:
    """Run the command line and end the process with its exit code."""
    if sys.stderr is None:
        # Started with standard error closed: messages go nowhere, and that is no fault.
        sys.stderr = open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115, PTH123
    # A start makes many objects that stay: to look for garbage among them is time lost.
    gc.set_threshold(100_000, 20, 20)
    for stream in (sys.stdout, sys.stderr):
        # Six languages: the console's own code page may know only one.
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="replace")
    try:
        if sys.argv[1:] == ["--version"]:
            # Asked by scripts all day long: neither Typer nor the words are needed.
            import ictindex
            from ictindex.cli.streams import write

            write(ictindex.__version__)
            return
        if "pydantic" not in sys.modules:
            # It would look for plugins of its own in every installed package.
            os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")
        from ictindex.cli.command_tree import app

        app(prog_name="ictindex")
    except errors.IctindexError as error:
        usage = getattr(error, "usage", "")
        if usage:
            sys.stderr.write(f"{usage}\n\n")
        sys.stderr.write(f"ictindex: {error}\n")
        for note in getattr(error, "__notes__", ()):
            sys.stderr.write(f"{note}\n")
        has_findings = isinstance(error, _FINDINGS) or error.code in _DONE
        sys.exit(FINDINGS if has_findings else UNUSABLE)
    finally:
        gc.freeze()  # nor is any looked for at the end: the process gives all memory back
