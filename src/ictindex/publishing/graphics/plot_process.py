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
from contextlib import contextmanager
from typing import Any

from ictindex.publishing.graphics.packages import load_package

# After so many plots a process ends, and the next plot starts another: after 25 plots of a site it
# has 142 MB, after 300 it has 155 MB, and the start of another takes a second.
_MOST = 250
_CLIP = re.compile(r'(?<=url\(#)clip\d+(?=\))|(?<= id=")clip\d+(?=")')
_START = "from ictindex.publishing.graphics.plot_process import serve_plots; serve_plots()"


class PlotProcess:
    """A Python process next to this one that compiles and draws plots, one after another."""

    def __init__(self) -> None:
        self._process: subprocess.Popen[str] | None = None
        self._asked = 0

    def ask(self, name: str, *arguments: str, **options: str) -> Any:
        """Return the answer of a function of vl-convert, called in the process."""
        line = json.dumps([name, arguments, options]) + "\n"
        answer = json.loads(self._exchange(line))
        if "error" in answer:
            raise ValueError(answer["error"])
        return answer["made"]

    def _exchange(self, line: str) -> str:
        """Return the line with which the process answers another."""
        if self._process is None or self._asked >= _MOST:
            self.end()
            self._process, self._asked = _start_process(), 0
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

    def forget(self) -> None:
        """Let go of the process, which the one that this is a copy of goes on using."""
        process, self._process = self._process, None
        if process is None:
            return
        for pipe in filter(None, (process.stdin, process.stdout)):
            os.close(pipe.fileno())  # closed, and nothing is flushed that the other process writes
        _of_others.append(process)

    def end(self) -> None:
        """End the process; its memory is free again."""
        process, self._process = self._process, None
        if process is None:
            return
        process.communicate()
        process.wait()


def _start_process() -> subprocess.Popen[str]:
    """Start a process that sees the packages that this one sees."""
    folders = os.pathsep.join(folder for folder in sys.path if folder)
    # One arena for all threads: those of V8 would keep tens of megabytes each.
    own = {"PYTHONPATH": folders, "PYTHONIOENCODING": "utf-8", "MALLOC_ARENA_MAX": "1"}
    return subprocess.Popen(  # noqa: S603
        [sys.executable, "-c", _START],
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


_apart: list[PlotProcess] = []
_of_others: list[subprocess.Popen[str]] = []  # kept, as their end would be a warning
_drawn_by: set[int] = set()  # this process, or one that it is a copy of, if V8 has started there


@contextmanager
def plot_apart() -> Iterator[None]:
    """Compile and draw all plots in a separate process; it ends when this block ends.

    A copy of this process that draws a plot starts one of its own.
    """
    load_package("vl_convert")
    process = PlotProcess()
    _apart.append(process)
    try:
        yield
    finally:
        _apart.remove(process)
        process.end()


def _forget_process() -> None:
    """Let go of the process of plots in a copy of this process."""
    for process in _apart:
        process.forget()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_forget_process)


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


def bundle_scripts(*snippet: str) -> str:
    """Return Vega's scripts in one, with a snippet of ours, if there is one."""
    made: str = _ask("javascript_bundle", *snippet)
    return made


def _ask(name: str, *arguments: str, **options: str) -> Any:
    """Call a function of vl-convert, in the separate process if there is one."""
    if _apart:
        try:
            return _apart[-1].ask(name, *arguments, **options)
        except OSError:
            # A locked-down computer starts no process, or ends it: then plots are made here.
            _apart[-1].end()
    convert = load_package("vl_convert")
    if _drawn_by - {os.getpid()}:
        # Only the memory of V8 was copied, not its threads: it would wait for them forever.
        raise RuntimeError("plots are not drawn in a copy of a process that has drawn some")
    _drawn_by.add(os.getpid())
    return getattr(convert, name)(*arguments, **options)
