"""Which tests reach which lines, and how pytest runs them: the other half of ``mutation.py``.

The lines are noted by a trace function, test by test, with the caches of the modules cleared in
between: what one test has left there, the next one would not compute again.
"""

from __future__ import annotations

import os
import pickle
import sys
import tempfile
import threading
import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType
from typing import Any

import pytest

# A longer test is left out: it would be run for every mutant that lives.
SECONDS = 1.0
QUICK = 20  # examples of hypothesis


@dataclass
class Reach:
    """Which lines each test reaches, and how long it takes."""

    budget: float = 10.0  # seconds of tests for one mutant, the quickest ones
    seconds: dict[str, float] = field(default_factory=dict)
    failed: list[str] = field(default_factory=list)
    lines: dict[tuple[str, int], set[str]] = field(default_factory=lambda: defaultdict(set))

    def leave_out(self, test: str) -> None:
        """Ask a test no more."""
        self.seconds[test] = 2 * SECONDS

    def quick(self) -> list[str]:
        """Return the tests of a session anew: the quickest first."""
        known = [one for one, taken in self.seconds.items() if taken <= SECONDS / 5]
        return sorted(known, key=self.seconds.__getitem__)

    def chosen(self, file: str, lines: tuple[int, int], kills: Mapping[str, int]) -> list[str]:
        """Return the tests that reach some lines: the three that killed most, then by file."""
        found: set[str] = set()
        for number in range(lines[0], lines[1] + 1):
            found |= self.lines.get((file, number), set())
        spent, quick = 0.0, []
        for one in sorted(found, key=self.seconds.__getitem__):
            spent += self.seconds[one]
            if self.seconds[one] > SECONDS or spent > self.budget:
                break
            quick.append(one)
        rate = {one: kills.get(one, 0) / (self.seconds[one] + 0.05) for one in found}
        deadly = [
            one
            for one in sorted(found, key=lambda one: -rate[one])[:3]
            if self.seconds[one] <= SECONDS
        ]
        total: dict[str, float] = defaultdict(float)
        at = {one: one.partition("::")[0] for one in quick}
        for one in quick:
            total[at[one]] += self.seconds[one]
        rest = sorted(quick, key=lambda one: (total[at[one]], at[one], self.seconds[one]))
        return list(dict.fromkeys([*deadly, *rest]))


class Few:
    """Has hypothesis draw few examples, the same ones each time."""

    @pytest.hookimpl(trylast=True)
    def pytest_configure(self) -> None:
        """Change the profile that the tests have chosen."""
        from hypothesis import Phase, settings

        settings.register_profile(
            "mutation", max_examples=QUICK, deadline=None, database=None, derandomize=True,
            phases=[Phase.explicit, Phase.generate],
        )  # fmt: skip
        settings.load_profile("mutation")


def pairs(items: list[pytest.Item]) -> Iterable[tuple[pytest.Item, pytest.Item | None]]:
    return zip(items, [*items[1:], None], strict=False)


def passes(item: pytest.Item, after: pytest.Item | None) -> bool:
    from _pytest.runner import runtestprotocol

    return not any(report.failed for report in runtestprotocol(item, log=False, nextitem=after))


def tracer(files: set[str], hits: set[tuple[str, int]]) -> Callable[..., Any]:
    """Return a trace function that notes the lines of some files."""

    def line(frame: FrameType, event: str, _: object) -> Any:
        hits.add((frame.f_code.co_filename, frame.f_lineno))
        return line

    def call(frame: FrameType, event: str, _: object) -> Any:
        return line(frame, event, _) if frame.f_code.co_filename in files else None

    return call


def reached(items: list[pytest.Item], files: set[str]) -> Reach:
    """Run every test once and note the lines of the files that it reaches."""
    from _pytest.runner import runtestprotocol

    reach = Reach()
    hits: set[tuple[str, int]] = set()
    call = tracer(files, hits)
    beside: dict[str, set[str]] = defaultdict(set)
    for item in items:
        beside[item.nodeid.partition("::")[0]].add(item.nodeid)
    caches = [
        thing.cache_clear
        for name, module in list(sys.modules.items())
        if name.startswith("ictindex") and getattr(module, "__file__", "") in files
        for thing in vars(module).values()
        if hasattr(thing, "cache_clear")
    ]
    for item, after in pairs(items):
        for clear in caches:  # what one test has computed, another one computes too
            clear()
        now = item.nodeid
        hits.clear()
        begun = time.perf_counter()
        sys.settrace(call)
        threading.settrace(call)
        reports = runtestprotocol(item, log=False, nextitem=after)
        sys.settrace(None)
        threading.settrace(None)
        reach.seconds[now] = time.perf_counter() - begun
        if any(report.failed for report in reports):
            reach.failed.append(now)
        # What a fixture of a whole file computed is shared by the tests of the file.
        shared = any(report.when == "setup" and report.duration > 0.02 for report in reports)
        for hit in hits:
            reach.lines[hit] |= beside[now.partition("::")[0]] if shared else {now}
    return reach


def answer(work: Callable[[], Any]) -> Any:
    """Return what a function gives in a process of its own: this one stays as it was."""
    with tempfile.TemporaryDirectory() as folder:
        told = Path(folder) / "answer"
        child = os.fork()
        if not child:
            code = 1
            try:
                told.write_bytes(pickle.dumps(work()))
                code = 0
            finally:
                os._exit(code)
        if os.waitpid(child, 0)[1]:
            raise pytest.UsageError("the tests could not be run")
        return pickle.loads(told.read_bytes())  # noqa: S301
