"""Measuring: figures with their limits, repeats in turn, new interpreters."""

from __future__ import annotations

import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any


@dataclass(frozen=True)
class Figure:
    """What was measured, and what it is held against.

    ``best`` and ``median`` are in ``unit``; so is ``floor``, the same work in plain NumPy. The
    limit is a ratio to the floor where there is a floor, else in ``unit`` too.
    """

    name: str
    best: float
    median: float
    floor: float | None = None
    limit: float | None = None
    unit: str = "ms"


def timed(function: Callable[[], Any]) -> float:
    start = time.perf_counter()
    function()
    return 1000 * (time.perf_counter() - start)


def repeat(*functions: Callable[[], Any], seconds: float = 1.5, least: int = 5) -> list[Any]:
    """Return the times of each function in milliseconds, run in turn for some seconds."""
    times: list[list[float]] = [[] for _ in functions]
    for function in functions:
        function()
    end = time.perf_counter() + seconds
    while len(times[0]) < least or time.perf_counter() < end:
        for function, kept in zip(functions, times, strict=True):
            kept.append(timed(function))
    return times


def figure(name: str, times: list[float], limit: float | None = None) -> Figure:
    return Figure(name, min(times), statistics.median(times), limit=limit)


def beside(name: str, times: list[float], floor: list[float], limit: float) -> Figure:
    return Figure(name, min(times), statistics.median(times), min(floor), limit)


def fresh(code: str, *arguments: str) -> str:
    """Run code in a new interpreter that sees the package under test and nothing of its own."""
    import ictindex

    place = str(Path(ictindex.__file__).parent.parent)
    start = f"import sys; sys.path[:0] = [{place!r}, {str(Path(__file__).parent)!r}]\n"
    command = [sys.executable, "-I", "-c", start + code, *arguments]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout
