"""Shared by all tests: where the real data lie, and how hypothesis draws."""

from __future__ import annotations

import functools
import gc
import json
import linecache
import os
import sys
import time
from collections.abc import Callable, Generator, Iterator
from pathlib import Path
from typing import Any
from unittest import mock

import pytest
from _pytest.doctest import DoctestModule
from _pytest.unittest import TestCaseFunction
from drawn_examples import examples_of_quick_runs
from hypothesis import is_hypothesis_test, settings
from hypothesis.internal.conjecture import providers
from judged_json import faults_of
from library_lists import hide_later_documents
from locked import OWN, is_locked

from ictindex.core.errors import IctindexError
from ictindex.language.i18n import LANGUAGES, word_files

_BEGUN = time.monotonic()
# The folders and files of a worker, in the order of the tests.
_FOLDERS = pytest.StashKey[list[Path]]()
# A slow machine is no fault of the code.
settings.register_profile("ictindex", deadline=None, print_blob=True)
settings.load_profile("ictindex")

# Tests start some hundred interpreters, and pytest rewrites 600 files for each worker: what is
# compiled is kept, or each of them compiles the whole package once more.
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
sys.dont_write_bytecode = False


def pytest_configure(config: pytest.Config) -> None:
    """Make an announcement on a line of ours an error where no other day can bring a new one.

    What is collected stays until the end: it is not searched for garbage.
    """
    gc.disable()
    if is_locked():
        for kind in ("DeprecationWarning", "PendingDeprecationWarning", "FutureWarning"):
            config.addinivalue_line("filterwarnings", f"error::{kind}:{OWN}")


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Let a property draw a quarter of its examples where the slow tests are left out.

    `make test-slow` and every run without that choice draw them all, and sometimes a number or text
    that is in the code: hypothesis reads all source files for these, 5 s in each worker.
    """
    if folders := config.stash.get(_FOLDERS, []):
        places = {folder: number for number, folder in enumerate(folders)}
        items.sort(
            key=lambda item: next(
                places[path] for path in (item.path, *item.path.parents) if path in places
            )
        )
    if "not slow" in config.option.markexpr:
        # It has no public choice for this either; what is asked for is a set of constants.
        providers._get_local_constants = lambda: providers._local_constants
        # Functions, each once: a test with parameters is several items. A state machine is none.
        functions = {
            id(item.obj): item.obj
            for item in items
            if isinstance(item, pytest.Function) and not isinstance(item, TestCaseFunction)
        }
        for function in filter(is_hypothesis_test, functions.values()):
            # Hypothesis has no public name for the settings of a test.
            own = function._hypothesis_internal_use_settings
            function._hypothesis_internal_use_settings = settings(
                own, max_examples=examples_of_quick_runs(own.max_examples)
            )


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Show how long all took and, added up, what `make test-slow` runs: at most 20 minutes."""
    reports = [
        report
        for listed in terminalreporter.stats.values()
        for report in listed
        if isinstance(report, pytest.TestReport)
    ]
    slow = [report for report in reports if {"slow", "hypothesis"} & report.keywords.keys()]
    if any("slow" in report.keywords for report in slow):
        count = len({report.nodeid for report in slow})
        seconds = sum(report.duration for report in slow)
        terminalreporter.write_line(f"slow tests, properties: {count}, {seconds:.0f} s added up")
    terminalreporter.write_line(f"wall time: {time.monotonic() - _BEGUN:.0f} s")


def pytest_collection_finish() -> None:
    """Look for garbage from now on, among what the tests make, and less often than by default."""
    gc.freeze()
    gc.set_threshold(50_000, 20, 50)
    gc.enable()


@pytest.fixture(scope="session", autouse=sys.platform != "win32")
def _disk_is_not_waited_for() -> Iterator[None]:
    """Let a file be handed to the disk without waiting for the disk: 2 ms for each file.

    Whether, and in which order, the writers ask for it is tested by faults at each of these calls.
    Publishers in processes of their own do wait.
    """
    with mock.patch.object(os, "fsync", os.fstat):  # an error too if the file is not open
        yield


@pytest.fixture(scope="session", autouse=True)
def _sources_stay() -> Iterator[None]:
    """Do not let each example of a docstring ask whether any of 1,500 files has changed."""
    check = linecache.checkcache
    with mock.patch.object(linecache, "checkcache", lambda name=None: name and check(name)):
        yield


def folders_of(arguments: list[str], root: Path) -> list[str]:
    """Return folders and files to read, the folder of all tests divided into those in it."""
    folders = []
    for argument in arguments:
        path = root / argument
        whole = path in (root / "tests", root / "tests" / "unit")
        inner = sorted(part for part in path.iterdir() if part.is_dir()) if whole else []
        folders += folders_of([str(part) for part in inner], root) if whole else [argument]
    return [folder for folder in folders if not folder.endswith("__pycache__")]


def pytest_sessionstart(session: pytest.Session) -> None:
    """Let a worker send what is counted or shown: one of the five messages that it has for a test.

    The others say that the test begins and ends, and that nothing failed before and after it.
    """
    for plugin in session.config.pluginmanager.get_plugins():
        if type(plugin).__name__ == "WorkerInteractor":  # the text of its module is sent here
            plugin.sendevent = functools.partial(_send_what_is_shown, plugin.sendevent)


def _send_what_is_shown(send: Callable[..., None], name: str, **values: Any) -> None:
    report = values.get("data") if name == "testreport" else None
    is_usual = report is not None and report["when"] != "call" and report["outcome"] == "passed"
    # What takes longer is among the slowest that are named at the end.
    if name not in ("logstart", "logfinish") and not (is_usual and report["duration"] < 0.1):
        send(name, **values)


@pytest.hookimpl(tryfirst=True)
def pytest_collection(session: pytest.Session) -> None:
    """Let every second worker read the tests from their end.

    Two workers read the same files at the same time: in a new checkout each would compile all of
    them. So each finds half of them compiled by the other; their order is made the same again.
    """
    config = session.config
    worker = os.environ.get("PYTEST_XDIST_WORKER")
    if worker and all((config.rootpath / argument).exists() for argument in config.args):
        folders = folders_of(config.args, config.rootpath)
        config.stash[_FOLDERS] = [config.rootpath / folder for folder in folders]
        config.args = folders[::-1] if int(worker[2:]) % 2 else folders


@pytest.hookimpl(wrapper=True)
def pytest_collect_file(
    file_path: Path,
) -> Generator[None, list[pytest.Collector], list[pytest.Collector]]:
    """Search the docstrings of a test file only if it has examples: few have any."""
    collected = yield
    if file_path.suffix == ".py" and ">>> " not in file_path.read_text(encoding="utf-8"):
        return [each for each in collected if not isinstance(each, DoctestModule)]
    return collected


@pytest.fixture(scope="session", autouse=True)
def _raised() -> Iterator[list[IctindexError]]:
    """Keep the first error of each code with data of other types, of all that are made."""
    errors: list[IctindexError] = []
    seen: set[object] = set()
    make = IctindexError.__init__

    @functools.wraps(make)
    def keep(self: IctindexError, code: str, **details: Any) -> None:
        make(self, code, **details)
        kind = (code, *((name, type(value)) for name, value in details.items()))
        if kind not in seen:
            seen.add(kind)
            errors.append(self)

    with mock.patch.object(IctindexError, "__init__", keep):
        yield errors


@pytest.fixture(scope="session")
def _worded() -> set[str]:
    """Return the codes of which an error was worded in every language."""
    return set()


@pytest.fixture(autouse=True)
def _errors_are_data(
    _raised: list[IctindexError], _worded: set[str], pytestconfig: pytest.Config
) -> Iterator[None]:
    """Every error that a test brings about can be written as JSON, in six languages.

    Where the slow tests are left out, data of other types of the same code are worded in two.
    """
    yield
    while _raised:
        error = _raised.pop()
        is_quick = "not slow" in pytestconfig.option.markexpr and error.code in _worded
        _worded.add(error.code)
        for language in ("en", "ar") if is_quick else LANGUAGES:
            record = error.to_dict(language)
            assert json.loads(json.dumps(record, allow_nan=False)) == record, error.code
            assert record["message"] == error.message(language)
        whole = {"schema": "ictindex/error/0", "error": {**error.to_dict("en"), "notes": []}}
        assert not faults_of(whole), error.code


@pytest.fixture
def words_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let Arabic words be missing for a key, as a reader of the library would have it."""
    monkeypatch.delenv("ICTINDEX_PENDING_WORDS", raising=False)
    monkeypatch.setattr(word_files, "pending", lambda: {"views/economy": ("ar",)})


@pytest.fixture
def library_of_2026() -> Iterator[None]:
    """Hide methodologies that came later: for what a test says of the last one, or of its end."""
    with hide_later_documents():
        yield


@pytest.fixture(scope="session")
def data() -> Path:
    """Return the folder of real data; without it the test is skipped, with the reason."""
    neighbour_folder = Path(__file__).resolve().parents[2] / "shared" / "data"
    folder = Path(os.environ.get("ICTINDEX_DATA", neighbour_folder))
    if not folder.is_dir():
        pytest.skip(f"real data absent: {folder} (set ICTINDEX_DATA)")
    return folder
