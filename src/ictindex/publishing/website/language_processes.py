"""Languages side by side, each in a process of its own that ends with its memory.

Such a process is a copy of this one: it has the inputs, which were read once, and shares their
memory. Where a system makes no such copies, or a program has several threads, whose locks a copy
would keep, languages are written one after another in this process.
"""

from __future__ import annotations

import gc
import json
import os
import select
import signal
import sys
import threading
import warnings
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import field
from typing import Any

from ictindex.core import errors
from ictindex.core.data_classes import dataclass
from ictindex.core.errors import IctindexError
from ictindex.core.plain_data import make_plain

# Each process more takes some sixty megabytes.
_MOST = 2
_BLOCK = 1 << 20


@dataclass
class _Copy:
    """A copy of this process: its id, what it has returned so far."""

    pid: int
    content: bytearray = field(default_factory=bytearray)


def count_processes(languages: int) -> int:
    """Return the number of languages that are written at the same time."""
    if sys.platform != "linux" or threading.active_count() > 1:
        return 1
    return min(_MOST, languages, len(os.sched_getaffinity(0)))


def call_apart(
    function: Callable[[str], str], arguments: Sequence[str], processes: int
) -> Iterator[str]:
    """Yield the text that a function returns for each argument, as soon as it is there.

    An error in one copy ends the others, and is raised here.
    """
    waiting, running = list(arguments), dict[int, _Copy]()
    # What is there is not looked through by the collector of a copy: that would copy its memory.
    gc.collect()
    gc.freeze()
    try:
        while waiting or running:
            while waiting and len(running) < processes:
                handle, pid = _start(function, waiting.pop(0), list(running))
                running[handle] = _Copy(pid)
            yield from _read_blocks(select.select([*running], [], [])[0], running)
    finally:
        gc.unfreeze()
        for handle, copy in running.items():
            os.close(handle)
            with suppress(ProcessLookupError):
                os.kill(copy.pid, signal.SIGKILL)
            os.waitpid(copy.pid, 0)


def _read_blocks(ready: Sequence[int], running: dict[int, _Copy]) -> Iterator[str]:
    """Read a block of each copy that has written one; yield the answers that are whole."""
    for handle in ready:
        block = os.read(handle, _BLOCK)
        running[handle].content += block
        if not block:
            yield _receive(running.pop(handle), handle)


def _start(function: Callable[[str], str], argument: str, others: Sequence[int]) -> tuple[int, int]:
    """Start a copy of this process that calls a function; return where to read, and its id."""
    handle, end = os.pipe()
    sys.stdout.flush()
    sys.stderr.flush()
    with warnings.catch_warnings():
        # The threads of array libraries, of which Python warns, are idle and have no locks of ours.
        warnings.simplefilter("ignore", DeprecationWarning)
        pid = os.fork()
    if pid:
        os.close(end)
        return handle, pid
    try:
        for other in (handle, *others):
            os.close(other)
        with os.fdopen(end, "wb") as stream:
            stream.write(_call(function, argument))
    finally:
        os._exit(0)  # nothing of the program that this is a copy of is run here


def _call(function: Callable[[str], str], argument: str) -> bytes:
    """Return what a function returns or raises, for the process that waits for it."""
    try:
        answer: dict[str, Any] = {"made": function(argument)}
    except Exception as error:
        answer = {"error": _record_error(error)}
    return json.dumps(answer).encode()


def _record_error(error: Exception) -> dict[str, Any]:
    """Return an error as plain data: one of ours with its code, one of the system by its number."""
    match error:
        case IctindexError():
            faults = [[fault.code, make_plain(fault.details)] for fault in error.faults]
            kind, details = type(error).__name__, make_plain(error.details)
            return {"kind": kind, "code": error.code, "details": details, "faults": faults}
        case OSError(errno=int(number)):
            file = None if error.filename is None else str(error.filename)
            return {"number": number, "text": error.strerror, "file": file}
        case _:
            return {"text": f"{type(error).__name__}: {error}"}


def _read_error(record: Mapping[str, Any]) -> Exception:
    if "code" in record:
        kind = getattr(errors, record["kind"], IctindexError)
        faults = [IctindexError(code, **details) for code, details in record["faults"]]
        made: Exception = kind(record["code"], faults=faults, **record["details"])
        return made
    if "number" in record:
        return OSError(record["number"], record["text"], record["file"])
    return RuntimeError(record["text"])


def _receive(copy: _Copy, handle: int) -> str:
    os.close(handle)
    os.waitpid(copy.pid, 0)
    if not copy.content:
        raise OSError("a process that wrote a language has ended")
    answer = json.loads(copy.content)
    if "error" in answer:
        raise _read_error(answer["error"])
    return str(answer["made"])
