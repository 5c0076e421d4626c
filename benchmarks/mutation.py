"""Mutation testing of a room: ``python benchmarks/mutation.py decimals``.

Puts one small fault at a time into the modules of a room and asks whether a test fails. The tests
are collected once; each mutant is tried in a process forked from there, by the tests alone that
reach its line, the quick ones first, until one fails. What no test noticed is printed.
`docs/explanation/mutation-testing.md` says what the figures are and why the survivors may live.
"""

from __future__ import annotations

import argparse
import ast
import contextlib
import gc
import importlib
import importlib.abc
import importlib.machinery
import importlib.util
import io
import os
import random
import re
import shutil
import signal
import sys
import tempfile
import time
import tomllib
import traceback
from collections import Counter, defaultdict, deque
from dataclasses import dataclass
from pathlib import Path
from types import CodeType, FunctionType, ModuleType
from typing import Any

import pytest
from mutants import ROOT, Mutant, Room, file_of, mutants_of, rooms
from reaching import Few, Reach, answer, pairs, passes, reached, tracer


class Mutation(Few):
    """The plugin of pytest that runs mutants instead of tests."""

    def __init__(self, room: Room, given: argparse.Namespace) -> None:
        self.room, self.details = room, given
        self.files = {name: str(file_of(name)) for name in room.modules}
        self.outcomes: list[tuple[Mutant, str]] = []
        self.kills: Counter[str] = Counter()
        self.known: set[str] = set()
        self.collecting: set[tuple[str, int]] = set()

    @pytest.hookimpl(tryfirst=True)
    def pytest_sessionstart(self) -> None:
        """Note what runs while tests are collected: what they hold then is of no mutant."""
        sys.settrace(tracer(set(self.files.values()), self.collecting))

    def pytest_collection_finish(self) -> None:
        """Stop noting."""
        sys.settrace(None)

    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        """Find what each test reaches, then try every mutant."""
        trees, mutants = {}, []
        for name in self.room.modules:
            trees[name], found = mutants_of(name, file_of(name))
            mutants += found
        again = self.details.again and set(Path(self.details.again).read_text("utf-8").splitlines())
        mutants = [
            one
            for one in mutants
            if self.details.match in one.name and (not again or one.name in again)
        ]
        if self.details.sample and self.details.sample < len(mutants):
            mutants = random.Random(1).sample(mutants, self.details.sample)
        items = {item.nodeid: item for item in session.items}
        if self.room.modules != ("ictindex.core.decimals",):
            _warm()
        reach: Reach = answer(lambda: reached(session.items, set(self.files.values())))
        reach.budget = self.details.budget
        if reach.failed:
            raise pytest.UsageError(f"tests that fail without a mutant: {reach.failed}")
        print(f"{len(items)} tests, {len(mutants)} mutants", flush=True)
        functions = _functions(self.files)
        gc.freeze()
        quick = self._quick(trees, reach) if any(map(self._needs_anew, mutants)) else []
        running: dict[int, _Running] = {}
        waiting = deque(mutants)
        while waiting or running:
            while len(running) < self.details.jobs and waiting:
                mutant = waiting.popleft()
                chosen = reach.chosen(self.files[mutant.module], mutant.lines, self.kills)
                anew = self._needs_anew(mutant)
                if not chosen and not anew:
                    self.outcomes.append((mutant, "not reached"))
                    print(mutant.name, flush=True)
                    continue
                seconds = 20 + 4 * sum(reach.seconds[one] for one in chosen) + 120 * anew
                started = _Running(
                    mutant, Path(tempfile.mkdtemp(prefix="mutant-")), time.monotonic() + seconds,
                    [items[one] for one in chosen],
                )  # fmt: skip
                child = os.fork()
                if not child:
                    key = (mutant.module, mutant.function, mutant.first)
                    tree, targets = trees[mutant.module], functions.get(key, [])
                    self._try(started, tree, targets, quick if anew else [])
                running[child] = started
            for child, outcome in _ended(running):
                ended = running.pop(child)
                killer, broken = (ended.told(name) for name in ("killer", "broken"))
                shutil.rmtree(ended.scratch, ignore_errors=True)
                if broken:
                    raise RuntimeError(broken)
                if killer and not self._vouched(killer, ended.tests):
                    print(f"left out, it fails without a mutant too: {killer}", flush=True)
                    reach.leave_out(killer)
                    waiting.appendleft(ended.mutant)
                    continue
                self.kills[killer] += bool(killer)
                self.outcomes.append((ended.mutant, outcome))
                if outcome == "survived":
                    print(ended.mutant.name, flush=True)
                if len(self.outcomes) % 50 == 0:
                    print(f"{len(self.outcomes)} of {len(mutants)}", flush=True)
        return True

    def _vouched(self, killer: str, tests: list[pytest.Item]) -> bool:
        """Tell whether a test passes after the same tests where there is no mutant; asked once."""
        if killer not in self.known:
            before = [one.nodeid for one in tests].index(killer) + 1
            if not answer(lambda: _lives(tests[:before], Path(os.devnull))):
                return False
            self.known.add(killer)
        return True

    def _quick(self, trees: dict[str, ast.Module], reach: Reach) -> list[str]:
        """Return the tests that pass when the library is imported anew, with nothing changed."""
        name = self.room.modules[0]
        code = compile(trees[name], self.files[name], "exec", dont_inherit=True)
        tests = reach.quick()
        failed = answer(lambda: _fail_anew(name, code, self.room.tests, tests, 0))
        if "import" in failed:
            raise RuntimeError("the library cannot be imported anew")
        if failed:
            print(f"left out where all is imported anew: {len(failed)} tests", flush=True)
        return [one for one in tests if one not in failed]

    def _needs_anew(self, mutant: Mutant) -> bool:
        """Tell whether a fault was met before the tests began: while modules were imported."""
        if not mutant.function:
            return True
        file, (first, last) = self.files[mutant.module], mutant.lines
        return any((file, number) in self.collecting for number in range(first, last + 1))

    def _try(
        self,
        started: _Running,
        tree: ast.Module,
        targets: list[FunctionType],
        quick: list[str],
    ) -> None:
        """Put the mutant in, run the tests and end the process: 1 if one failed, else 0."""
        code = _BROKEN
        try:
            os.setpgid(0, 0)
            silence = os.open(os.devnull, os.O_WRONLY)
            os.dup2(silence, 1)
            os.dup2(silence, 2)
            os.environ["PYTEST_DEBUG_TEMPROOT"] = str(started.scratch)
            mutant = started.mutant
            mutant.put_in()
            compiled = compile(tree, self.files[mutant.module], "exec", dont_inherit=True)
            for target in targets:
                target.__code__ = _found(compiled, mutant.function, mutant.first)
            lives = not targets or _lives(started.tests, started.scratch / "killer")
            if lives and quick:
                lives = not _fail_anew(mutant.module, compiled, self.room.tests, quick, 1)
            code = 0 if lives else 1
        except BaseException:
            (started.scratch / "broken").write_text(traceback.format_exc(), "utf-8")
        finally:
            os._exit(code)


_BROKEN = 70  # the fault is ours, not that of the mutant


def _lives(items: list[pytest.Item], killer: Path) -> bool:
    """Run tests until one fails, whose name is kept."""
    for item, after in pairs(items):
        try:
            passed = passes(item, after)
        except BaseException:  # what pytest itself lets through
            passed = False
        if not passed:
            killer.write_text(item.nodeid, "utf-8")
            return False
    return True


@dataclass(frozen=True)
class _Running:
    """A mutant in a process of its own, and until when it is waited for."""

    mutant: Mutant
    scratch: Path
    limit: float
    tests: list[pytest.Item]

    def told(self, name: str) -> str:
        """Return what the process has left under a name, if anything."""
        left = self.scratch / name
        return left.read_text("utf-8") if left.exists() else ""


def _functions(files: dict[str, str]) -> dict[tuple[str, str, int], list[FunctionType]]:
    """Return every function of the modules, wherever a decorator has put it."""
    found: dict[tuple[str, str, int], list[FunctionType]] = defaultdict(list)
    for thing in gc.get_objects():
        if isinstance(thing, FunctionType) and thing.__module__ in files:
            code = thing.__code__
            if code.co_filename == files[thing.__module__]:
                found[thing.__module__, code.co_qualname, code.co_firstlineno].append(thing)
    return dict(found)


def _found(code: CodeType, name: str, first: int) -> CodeType:
    """Return the code of one function in the code of a module."""
    for constant in code.co_consts:
        if isinstance(constant, CodeType):
            if constant.co_qualname == name and constant.co_firstlineno == first:
                return constant
            if name.startswith(f"{constant.co_qualname}."):
                return _found(constant, name, first)
    raise LookupError(name)


class _Finder(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    """Gives one module another code."""

    def __init__(self, name: str, code: CodeType) -> None:
        self.name, self.code = name, code

    def find_spec(self, fullname: str, path: Any, target: Any = None) -> Any:
        """Answer for the one module."""
        if fullname != self.name:
            return None
        return importlib.util.spec_from_file_location(fullname, file_of(fullname), loader=self)

    def exec_module(self, module: ModuleType) -> None:
        """Run the other code."""
        exec(self.code, vars(module))  # noqa: S102


def _fail_anew(
    name: str, code: CodeType, tests: tuple[str, ...], quick: list[str], most: int
) -> list[str]:
    """Import the library anew with one module changed, and return the quick tests that fail."""
    tests_folder, above = str(ROOT / "tests"), _above(name.split(".")[1])
    for key, module in list(sys.modules.items()):
        first, _, rest = key.partition(".")
        ours = first == "ictindex" and (not rest or rest.partition(".")[0] in above)
        if ours or str(getattr(module, "__file__", "")).startswith(tests_folder):
            del sys.modules[key]
    plugin = _Quick(_Finder(name, code), quick)
    with contextlib.redirect_stdout(io.StringIO()):
        ended = pytest.main([*_options(tests), f"--maxfail={most}"], plugins=[plugin])
    if ended == pytest.ExitCode.NO_TESTS_COLLECTED:
        raise RuntimeError("no test was found again")
    return plugin.failed or ([] if ended == pytest.ExitCode.OK else ["import"])


def _above(room: str) -> set[str]:
    """Return a room and all that may import from it: the layers of the house, from the top."""
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    found: set[str] = set()
    for layer in settings["tool"]["importlinter"]["contracts"][0]["layers"]:
        names = {name.strip() for name in re.split("[|:]", layer)}
        found |= names
        if room in names:
            break
    return found


def _warm() -> None:
    """Load what lies below every room but `decimals`, once for all mutants."""
    from ictindex import catalogue, documents, i18n

    documents.library()
    catalogue.indicators(), catalogue.economies()
    for language in i18n.LANGUAGES:
        i18n.label("columns", "economy", language)


class _Quick(Few):
    """Gives the changed module to the tests that are quick, the quickest first."""

    def __init__(self, finder: _Finder, quick: list[str]) -> None:
        self.finder = finder
        self.place = {name: n for n, name in enumerate(quick)}
        self.failed: list[str] = []

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Note what fails."""
        if report.failed:
            self.failed.append(report.nodeid)

    def pytest_sessionstart(self) -> None:
        """Come before the finder of pytest, which takes every file that it was told to collect."""
        sys.meta_path.insert(0, self.finder)

    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        """Choose and order the tests."""
        items[:] = sorted(
            (one for one in items if one.nodeid in self.place),
            key=lambda one: self.place[one.nodeid],
        )


def _options(tests: tuple[str, ...]) -> list[str]:
    return [
        *tests, "-q", "-m", "not slow", "-p", "no:cacheprovider", "-p", "no:randomly",
        "-W", "ignore::pytest.PytestAssertRewriteWarning",
    ]  # fmt: skip


def _ended(running: dict[int, _Running]) -> list[tuple[int, str]]:
    """Wait until a mutant has ended, or its time is over."""
    while True:
        found = []
        for child, started in running.items():
            done, status = os.waitpid(child, os.WNOHANG)
            if done:
                code = os.waitstatus_to_exitcode(status)
                found.append((child, {0: "survived", _BROKEN: "broken"}.get(code, "killed")))
            elif time.monotonic() > started.limit:
                os.killpg(child, signal.SIGKILL)
                os.waitpid(child, 0)
                found.append((child, "timed out"))
        if found:
            return found
        time.sleep(0.005)


def main() -> int:
    """Read the command line, try the mutants of a room, print who lives."""
    known = rooms()
    parser = argparse.ArgumentParser(description="Mutation testing of ictindex.")
    parser.add_argument("room", choices=known)
    parser.add_argument("--jobs", type=int, default=2, help="mutants at a time")
    parser.add_argument("--sample", type=int, help="this many mutants, drawn from a fixed seed")
    parser.add_argument("--budget", type=float, default=10.0, help="seconds of tests for each")
    parser.add_argument("--match", default="", help="only mutants with this text in their name")
    parser.add_argument("--again", metavar="FILE", help="only the mutants named in a file")
    given = parser.parse_args()
    os.chdir(ROOT)
    sys.path[:0] = [str(ROOT / "src"), str(ROOT / "tests")]
    plugin = Mutation(known[given.room], given)
    begun = time.monotonic()
    code = pytest.main(_options(plugin.room.tests), plugins=[plugin])
    if not plugin.outcomes:
        return int(code)
    counts = Counter(outcome for _, outcome in plugin.outcomes)
    total, killed = len(plugin.outcomes), counts["killed"] + counts["timed out"]
    print(
        f"{given.room}: {total} mutants, {counts['killed']} killed, {counts['timed out']} timed"
        f" out, {counts['survived']} survived, {counts['not reached']} not reached by a quick"
        f" test: {100 * killed / max(total, 1):.1f} % in {time.monotonic() - begun:.0f} s"
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
