"""The command line: the same verbs as the library.

Exit codes: 0 done, 1 not in order, 2 unusable input (``exit_codes.py``). If something was published
or put on record before a failure (of the disk, or of standard output), the command ends with 1 and
states it, so that nobody does it again. With ``--json`` or ``--csv`` only the data are written to
standard output; messages and progress go to standard error. With ``--json`` an error is JSON too.
"""

from __future__ import annotations

import gc
import os
import sys

from ictindex.apps.cli.exit_codes import UNUSABLE
from ictindex.apps.cli.streams import hold_notes, write_error, write_held
from ictindex.core import errors


def main() -> None:
    """Run the command line and end the process with its exit code."""
    if sys.stderr is None:
        # Started with standard error closed: messages are lost, and that is not a fault.
        sys.stderr = open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115, PTH123
    # A start makes many objects that stay: a search for garbage among them only costs time.
    gc.set_threshold(100_000, 20, 20)
    for stream in (sys.stdout, sys.stderr):
        # Six languages: the console's own code page may have only one.
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="replace")
    words = sys.argv[1:]
    words = words[: words.index("--")] if "--" in words else words
    notes = hold_notes("--json" in words)
    try:
        if sys.argv[1:] == ["--version"]:
            # Scripts ask for it very often: it needs neither Typer nor the language files.
            import ictindex
            from ictindex.apps.cli.streams import write

            write(ictindex.__version__)
            return
        if "pydantic" not in sys.modules:
            # It would look for plugins of its own in every installed package.
            os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")
        from ictindex.apps.cli.command_tree import app

        try:
            app(prog_name="ictindex")
        except ModuleNotFoundError as error:
            from ictindex.core.higher_rooms import name_absent_room

            name_absent_room(error, " ".join(["ictindex", *sys.argv[1:2]]))
            raise
    except errors.IctindexError as error:
        write_error(error, notes)
        sys.exit(getattr(error, "exit_code", UNUSABLE))
    finally:
        write_held(notes)
        gc.freeze()  # no search for garbage at the end either: the process returns all memory
