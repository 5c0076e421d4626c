"""System calls that fail, or end the process, at a chosen point: each call is counted."""

from __future__ import annotations

import errno
import os
import signal
import traceback
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any
from unittest import mock

from ictindex.core import tree_writer
from ictindex.core.errors import IctindexError

# What the writers ask of the system; the exchange of two folders is a call of the C library.
CALLS = (
    "open", "read", "write", "fsync", "close", "link", "symlink", "rename", "replace", "unlink",
    "rmdir", "mkdir", "chmod", "stat", "lstat", "listdir", "scandir",
)  # fmt: skip
# Calls whose answer a file server can lose: they were carried out, and report a fault.
_ANSWERED = ("link", "rename", "replace", "mkdir", "unlink", "rmdir", "exchange", "close")
ERRORS = ("EIO", "ENOSPC", "lost")
KILL = "kill"
SUCCEEDED, REFUSED, RAW, NOT_REACHED = 0, 3, 4, 5


class Calls:
    """The calls that were made, and the point of the fault."""

    def __init__(self, at: int, fault: str, below: Path | None) -> None:
        self.at, self.fault, self.count, self.met = at, fault, 0, ""
        self.below = None if below is None else os.fspath(below)

    def concerns(self, values: tuple[Any, ...]) -> bool:
        """Tell whether a call concerns the folder that is watched (an open handle always)."""
        if self.below is None or not values or isinstance(values[0], int):
            return True
        with suppress(TypeError):
            return os.path.abspath(os.fsdecode(values[0])).startswith(self.below)  # noqa: PTH100
        return True


@contextmanager
def faulty(at: int = 0, fault: str = "EIO", below: Path | None = None) -> Iterator[Calls]:
    """Let the call with a number fail in a block; 0 only counts them."""
    calls = Calls(at, fault, below)

    def wrap(name: str, call: Callable[..., Any]) -> Callable[..., Any]:
        def counted(*values: Any, **options: Any) -> Any:
            if not calls.concerns(values):
                return call(*values, **options)
            calls.count += 1
            if calls.count != calls.at:
                return call(*values, **options)
            calls.met = name
            if fault == KILL:
                os.kill(os.getpid(), signal.SIGKILL)
            if name == "close" or (fault == "lost" and name in _ANSWERED):
                call(*values, **options)  # a handle is closed whatever is reported
            if name == "exchange":
                return False
            number = errno.ENOSPC if fault == "ENOSPC" else errno.EIO
            raise OSError(number, os.strerror(number))

        return counted

    with (
        mock.patch.multiple(os, **{name: wrap(name, getattr(os, name)) for name in CALLS}),
        mock.patch.object(tree_writer, "exchange", wrap("exchange", tree_writer.exchange)),
    ):
        yield calls


def count_calls(action: Callable[[], object], below: Path | None = None) -> int:
    """Return the number of calls of an action that nothing disturbs."""
    with faulty(below=below) as calls:
        action()
    return calls.count


def run_with_fault(
    action: Callable[[], object], at: int, fault: str, below: Path | None = None
) -> int:
    """Run an action with a fault: tell whether it succeeded, was refused in words, or was killed.

    An action that is killed runs in a copy of this process; its end is the negative signal.
    """
    if fault == KILL:
        return _run_apart(lambda: _outcome(action, at, fault, below))
    return _outcome(action, at, fault, below)


def _outcome(action: Callable[[], object], at: int, fault: str, below: Path | None) -> int:
    with faulty(at, fault, below) as calls:
        try:
            action()
        except IctindexError:
            return REFUSED if calls.met else RAW
        except BaseException:
            traceback.print_exc()
            return RAW
    return SUCCEEDED if calls.met else NOT_REACHED


def _run_apart(run: Callable[[], int]) -> int:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # no thread is in the way here
        child = os.fork()
    if child == 0:
        code = RAW
        try:
            code = run()
        finally:
            os._exit(code)
    _, status = os.waitpid(child, 0)
    return os.waitstatus_to_exitcode(status)
