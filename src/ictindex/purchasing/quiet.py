"""Keep the solver's own prints away from the process's standard output.

Why: HiGHS, which SciPy's ``milp`` calls, prints a line of its own now and then although it is
told not to ("HighsMipSolverData::transformNewIntegerFeasibleSolution ..."), past Python's
``sys.stdout``; a program that reads our output would stumble over it. While the solver runs, the
file descriptor is held by a temporary file. What others write there meanwhile is passed on after.
"""

from __future__ import annotations

import contextlib
import ctypes
import os
import tempfile
import threading
from contextlib import AbstractContextManager
from typing import IO

_OUTPUT = 1
_SOLVER = b"Highs"


def _flush() -> None:
    """Write out what the C library still holds back, else it would come out later."""
    name = "ucrtbase" if os.name == "nt" else None
    with contextlib.suppress(OSError, AttributeError):
        ctypes.CDLL(name).fflush(None)


class _Quiet:
    """Holds standard output back as long as any thread solves."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._inside = 0
        self._output: int | None = None
        self._held: IO[bytes] | None = None

    def __enter__(self) -> None:
        with self._lock:
            self._inside += 1
            if self._inside > 1:
                return
            _flush()
            try:
                self._output = os.dup(_OUTPUT)
            except OSError:  # no standard output: nothing can reach it
                return
            self._held = tempfile.TemporaryFile()
            os.dup2(self._held.fileno(), _OUTPUT)

    def __exit__(self, *_: object) -> None:
        with self._lock:
            self._inside -= 1
            if self._inside or self._output is None or self._held is None:
                return
            _flush()
            os.dup2(self._output, _OUTPUT)
            os.close(self._output)
            held, self._output, self._held = self._held, None, None
            with held:
                held.seek(0)
                others = b"".join(line for line in held if not line.startswith(_SOLVER))
            while others:
                others = others[os.write(_OUTPUT, others) :]


_quiet = _Quiet()


def quiet() -> AbstractContextManager[None]:
    """Return a context in which what the solver prints to standard output is held back.

    Threads may be inside at the same time; the last one to leave lets output through again.

    Examples
    --------
    >>> with quiet():
    ...     answer = 42
    >>> answer
    42
    """
    return _quiet
