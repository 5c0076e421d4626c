"""System calls that fail, or end the process, at a chosen point: each call is counted.

The end of a process is shown in this process: from the point on, every call is refused by an
exception that no code here catches, and all files that the writers opened are closed. So nothing
can be mended or removed any more, and locks are gone, as after a kill. A copy of the process
(``fork``) is no way: with the threads of array libraries it can wait for ever.
``test_tree_writer`` kills a few real processes too.
"""

from __future__ import annotations

import errno
import os
import traceback
from collections.abc import Callable, Hashable, Iterator, Sequence
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
SUCCEEDED, REFUSED, RAW, NOT_REACHED, KILLED = range(5)


class Killed(BaseException):
    """The process is no more."""


class Calls:
    """The calls that were made, and the point of the fault."""

    def __init__(self, at: int, fault: str, below: Path | None) -> None:
        self.at, self.fault, self.met = at, fault, ""
        self.made: list[str] = []
        self.below = None if below is None else os.fspath(below)
        self.is_dead = False
        self.handles: set[int] = set()

    def concerns(self, values: tuple[Any, ...]) -> bool:
        """Tell whether a call concerns the folder that is watched (an open file always)."""
        if self.below is None or not values or isinstance(values[0], int):
            return not values or not isinstance(values[0], int) or values[0] in self.handles
        with suppress(TypeError):
            return os.path.abspath(os.fsdecode(values[0])).startswith(self.below)  # noqa: PTH100
        return True

    def die(self, close: Callable[[int], object]) -> None:
        """End the process: what it opened is closed, and unlocked with that."""
        self.is_dead = True
        for handle in self.handles:
            with suppress(OSError):
                close(handle)
        raise Killed


@contextmanager
def faulty(at: int = 0, fault: str = "EIO", below: Path | None = None) -> Iterator[Calls]:
    """Let the call with a number fail in a block; 0 only counts them."""
    calls, close = Calls(at, fault, below), os.close

    def carry_out(name: str, call: Callable[..., Any], values: Any, options: Any) -> Any:
        answer = call(*values, **options)
        if name == "open":
            calls.handles.add(answer)
        if name == "close":
            calls.handles.discard(values[0])
        return answer

    def wrap(name: str, call: Callable[..., Any]) -> Callable[..., Any]:
        def counted(*values: Any, **options: Any) -> Any:
            if not calls.concerns(values):
                return call(*values, **options)
            if calls.is_dead:
                raise Killed
            calls.made.append(name)
            if len(calls.made) != calls.at:
                return carry_out(name, call, values, options)
            calls.met = name
            if fault == KILL:
                calls.die(close)
            if name == "close" or (fault == "lost" and name in _ANSWERED):
                carry_out(name, call, values, options)  # closed, whatever is reported
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


def name_calls(action: Callable[[], object], below: Path | None = None) -> list[str]:
    """Return the calls of an action that nothing disturbs, in their order."""
    with faulty(below=below) as calls:
        action()
    return calls.made


def count_calls(action: Callable[[], object], below: Path | None = None) -> int:
    """Return the number of calls of an action that nothing disturbs."""
    return len(name_calls(action, below))


def first_and_last(made: Sequence[Hashable]) -> Iterator[tuple[int, int]]:
    """Yield the first and the last call of each kind, by its number from 1 on."""
    for kind in dict.fromkeys(made):
        yield made.index(kind) + 1, len(made) - list(reversed(made)).index(kind)


def run_with_fault(
    action: Callable[[], object], at: int, fault: str, below: Path | None = None
) -> int:
    """Run an action with a fault: it succeeds, is refused in words, or is killed."""
    with faulty(at, fault, below) as calls:
        try:
            action()
        except Killed:
            return KILLED
        except IctindexError:
            return REFUSED if calls.met else RAW
        except Exception:
            if calls.is_dead:
                return KILLED
            traceback.print_exc()
            return RAW
    if calls.is_dead:
        return KILLED
    return SUCCEEDED if calls.met else NOT_REACHED
