"""A process that compiles and draws plots, and ends after many of them, as V8 keeps its memory.

A site has thousands of pages and a few hundred plots. In the process that writes the pages, V8 with
its fonts and compiled code would take memory until the end.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext, suppress
from typing import Any

from ictindex.publishing.graphics.packages import load_package

# After so many plots a process ends, and the next plot starts another: after 25 plots of a site it
# has 142 MB, after 300 it has 155 MB, and the start of another takes a second.
_MOST = 100
_CLIP = re.compile(r'(?<=url\(#)clip\d+(?=\))|(?<= id=")clip\d+(?=")')
_START = "from ictindex.publishing.graphics.plot_process import {0}; {0}()"


class PlotProcess:
    """A Python process next to this one that compiles and draws plots, one after another.

    Copies of this process may share it, with a ``lock``: then it starts the process that draws, and
    the one after it, because what a copy starts is unknown to the others.
    """

    def __init__(self, lock: AbstractContextManager[Any] | None = None) -> None:
        self._process: subprocess.Popen[str] | None = None
        self._asked = 0
        self._lock = lock

    def ask(self, name: str, *arguments: str, **options: str) -> Any:
        """Return the answer of a function of vl-convert, called in the process."""
        line = json.dumps([name, arguments, options]) + "\n"
        with nullcontext() if self._lock is None else self._lock:
            answer = json.loads(self.exchange(line))
        if "error" in answer:
            raise ValueError(answer["error"])
        return answer["made"]

    def start(self) -> None:
        """Start the process, unless it runs; one that has drawn many plots ends before."""
        if self._process is None or (self._lock is None and self._asked >= _MOST):
            self.end()
            self._process = _start_process("serve_plots" if self._lock is None else "pass_plots_on")
            self._asked = 0

    def exchange(self, line: str) -> str:
        """Return the line with which the process answers another."""
        self.start()
        self._asked += 1
        process = self._process
        if process is None or process.stdin is None or process.stdout is None:
            raise OSError("a process without pipes")
        process.stdin.write(line)
        process.stdin.flush()
        answer = process.stdout.readline()
        if not answer:
            raise OSError("the process of plots has ended")
        return answer

    def end(self) -> None:
        """End the process; its memory is free again."""
        process, self._process = self._process, None
        if process is None:
            return
        process.communicate()
        process.wait()


def _start_process(function: str) -> subprocess.Popen[str]:
    """Start a process that sees the packages that this one sees."""
    folders = os.pathsep.join(folder for folder in sys.path if folder)
    # One arena for all threads: those of V8 would keep tens of megabytes each.
    own = {"PYTHONPATH": folders, "PYTHONIOENCODING": "utf-8", "MALLOC_ARENA_MAX": "1"}
    return subprocess.Popen(  # noqa: S603
        [sys.executable, "-c", _START.format(function)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        encoding="utf-8",
        env={**os.environ, **own},
    )


def serve_plots() -> None:
    """Answer the requests on the standard input, one on each line, until it ends."""
    convert = load_package("vl_convert")
    for line in sys.stdin:
        name, arguments, options = json.loads(line)
        try:
            answer = {"made": getattr(convert, name)(*arguments, **options)}
        except ValueError as error:
            answer = {"error": str(error)}
        sys.stdout.write(json.dumps(answer) + "\n")
        sys.stdout.flush()


def pass_plots_on() -> None:
    """Answer the requests on the standard input by a process that ends after many of them."""
    process = PlotProcess()
    with suppress(OSError):  # then plots are made where they were asked for
        for line in sys.stdin:
            sys.stdout.write(process.exchange(line))
            sys.stdout.flush()
    process.end()


_apart: list[PlotProcess] = []


@contextmanager
def plot_apart(lock: AbstractContextManager[Any] | None = None) -> Iterator[None]:
    """Compile and draw all plots in a separate process; it ends when this block ends.

    With a lock, copies of this process draw in that one too, one at a time.
    """
    load_package("vl_convert")
    process = PlotProcess(lock)
    _apart.append(process)
    try:
        if lock is not None:
            with suppress(OSError):
                process.start()
        yield
    finally:
        _apart.remove(process)
        process.end()


def end_process() -> None:
    """End the process of plots, if there is one: the next plot starts another."""
    for process in _apart:
        process.end()


def compile_plot(spec: dict[str, Any], version: str) -> dict[str, Any]:
    """Return a plot compiled from Vega-Lite to Vega."""
    made: dict[str, Any] = _ask("vegalite_to_vega", json.dumps(spec), vl_version=version)
    return made


def draw_plot(compiled: str) -> str:
    """Return a plot as SVG, from its specification of Vega as text."""
    made: str = _ask("vega_to_svg", compiled)
    # A process that has drawn other plots goes on counting.
    names: dict[str, str] = {}
    return _CLIP.sub(lambda clip: names.setdefault(clip[0], f"clip{len(names) + 1}"), made)


def bundle_scripts(snippet: str) -> str:
    """Return Vega's scripts in one, with a snippet of ours."""
    made: str = _ask("javascript_bundle", snippet)
    return made


def _ask(name: str, *arguments: str, **options: str) -> Any:
    """Call a function of vl-convert, in the separate process if there is one."""
    if _apart:
        try:
            return _apart[-1].ask(name, *arguments, **options)
        except OSError:
            # A locked-down computer starts no process, or ends it: then plots are made here.
            _apart[-1].end()
    return getattr(load_package("vl_convert"), name)(*arguments, **options)
