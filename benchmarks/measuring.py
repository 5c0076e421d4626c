"""Measuring: figures with their limits, repeats in turn, new interpreters, all in processor time.

Processor time of this process with all its threads, or of the processes that it starts: other work
on the machine makes it a little longer, but makes the time on a clock many times longer.
"""

from __future__ import annotations

import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

# Whether everything runs once only, to see that it runs (``run.py --tiny``).
ONCE = False


def times(count: int) -> range:
    """Return the repeats of a measurement that cannot be repeated by the second."""
    return range(1 if ONCE else count)


@dataclass(frozen=True)
class Figure:
    """A measured figure, and the figures that it is compared with, all in ``unit``.

    Parameters
    ----------
    name : str
        The work that was measured.
    best, median : float
        The least and the middle of the repeats.
    floor : float, optional
        The least time in which any way can do the same, measured in turn with it.
    limit : float, optional
        The promised limit: in ``unit``, or times the floor where ``times`` is set.
    times : bool
        Whether the limit is a multiple of the floor.
    peers : dict of str to float, optional
        The least times of other libraries for the same, by their names.
    unit : str
        The unit of all of these.
    """

    name: str
    best: float
    median: float
    floor: float | None = None
    limit: float | None = None
    times: bool = False
    peers: dict[str, float] = field(default_factory=dict)
    unit: str = "ms"


def timed(function: Callable[[], Any]) -> float:
    """Return the milliseconds of processor time that a call takes."""
    start = time.process_time()
    function()
    return 1000 * (time.process_time() - start)


def repeat(*functions: Callable[[], Any], seconds: float = 1.5, least: int = 5) -> list[Any]:
    """Return the times of each function in milliseconds, run in turn for some seconds."""
    taken: list[list[float]] = [[] for _ in functions]
    if not ONCE:
        for function in functions:
            function()
    end = time.process_time() + (0 if ONCE else seconds)
    while len(taken[0]) < (1 if ONCE else least) or time.process_time() < end:
        for function, kept in zip(functions, taken, strict=True):
            kept.append(timed(function))
    return taken


def figure(name: str, taken: Sequence[float], floor: Sequence[float] = (), **more: Any) -> Figure:
    """Return the figure of some times, with those of the floor if there is one."""
    least = min(floor) if floor else None
    return Figure(name, min(taken), statistics.median(taken), least, **more)


def peer(taken: Sequence[float] | None, by: str) -> dict[str, Any]:
    """Return the part of a figure on a peer: nothing if it is not installed."""
    return {"peers": {by: min(taken)}} if taken else {}


def fresh(code: str, *arguments: str) -> str:
    """Run code in a new interpreter that sees the package under test and nothing of its own."""
    import ictindex

    source = str(Path(ictindex.__file__).parent.parent)
    start = f"import sys; sys.path[:0] = [{source!r}, {str(Path(__file__).parent)!r}]\n"
    command = [sys.executable, "-I", "-c", start + code, *arguments]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


def whole(code: str, *arguments: str) -> float:
    """Return the milliseconds of processor time of a whole process, from its start to its end."""
    if sys.platform == "win32":  # no times of finished processes there
        start = time.perf_counter()
        fresh(code, *arguments)
        return 1000 * (time.perf_counter() - start)
    import resource

    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    fresh(code, *arguments)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return 1000 * (after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)
