"""The command line run as a user does, in a folder: in this process, or as a process of its own.

In this process nothing has to be imported again: much faster, and the same code from
``ictindex.apps.cli.main`` to the exit code. What a process has of its own (its environment, closed
streams, other encodings) is tested by processes, in ``test_cli_processes``.
"""

from __future__ import annotations

import contextlib
import contextvars
import io
import os
import subprocess
import sys
from pathlib import Path
from unittest import mock

from ictindex.apps.cli import main

_NOT_OURS = ("ICTINDEX_LANGUAGE", "COLUMNS")


def run(folder: Path, *arguments: str, **more: str) -> subprocess.CompletedProcess[str]:
    """Run ``ictindex`` in this process; what it changes of the process is put back.

    ``more`` are variables of its environment.
    """
    with contextlib.chdir(folder):
        done = run_here(*arguments, **more)
    texts = [stream.decode("utf-8") for stream in (done.stdout, done.stderr)]
    return subprocess.CompletedProcess(done.args, done.returncode, *texts)


def run_here(*arguments: str, **more: str) -> subprocess.CompletedProcess[bytes]:
    """Do the same in the present folder; standard output and error as bytes."""
    out, err = (io.TextIOWrapper(io.BytesIO(), encoding="utf-8", newline="\n") for _ in range(2))
    kept = {key: value for key, value in os.environ.items() if key not in _NOT_OURS}
    code: object = 0
    with (
        mock.patch.multiple(sys, argv=["ictindex", *arguments], stdout=out, stderr=err),
        mock.patch.dict(os.environ, kept | more, clear=True),
    ):
        try:
            contextvars.Context().run(main)
        except SystemExit as end:
            code = end.code or 0
        out.flush()
        err.flush()
    streams = [stream.buffer.getvalue() for stream in (out, err)]
    return subprocess.CompletedProcess([*arguments], int(str(code)), *streams)
