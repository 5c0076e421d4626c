"""Analysis and publishing can be left out: the rooms below them, and the command line, work alone.

The copy has neither of the two; the tests of the other rooms run there, but for those that ask for
one of the two.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

import ictindex as ict

ROOT = Path(__file__).resolve().parents[3]
SOURCE = Path(ict.__file__).resolve().parent
ABSENT = ("analysis", "publishing")
BELOW = ("core", "language", "definitions", "engine", "data", "submissions", "indices", "editions")
# A process in which an import of the two rooms fails loads every module of the others.
LOAD = """
import importlib, pkgutil, sys

class Refused:
    def find_spec(self, name, path=None, target=None):
        if name.startswith({absent!r}):
            raise ImportError(f"{{name}} is imported when {{modules[-1]}} is loaded")

sys.meta_path.insert(0, Refused())
import ictindex
modules = ["ictindex"]
for room in {rooms!r}:
    package = importlib.import_module(f"ictindex.{{room}}")
    for found in pkgutil.walk_packages(package.__path__, f"ictindex.{{room}}."):
        modules.append(found.name)
        importlib.import_module(found.name)
print(len(modules))
"""
Python = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a checkout without the two rooms."""
    folder = tmp_path_factory.mktemp("below") / "copy"
    leave = shutil.ignore_patterns(*ABSENT, "_data", "*.pyi")
    shutil.copytree(SOURCE, folder / "src" / "ictindex", ignore=leave)
    for name in ("methodology", "sample_data", "docs", "pyproject.toml"):
        (folder / name).symlink_to(ROOT / name)
    return folder


@pytest.fixture(scope="module")
def python(copy: Path) -> Python:
    """Return a function that runs Python there."""

    def run(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, *arguments],
            cwd=copy,
            capture_output=True,
            encoding="utf-8",
            env=os.environ | environment | {"PYTHONPATH": str(copy / "src")},
            check=False,
        )

    return run


@pytest.mark.lint
def test_no_module_below_loads_one_of_them() -> None:
    absent = tuple(f"ictindex.{room}." for room in ABSENT)
    code = LOAD.format(absent=absent, rooms=(*BELOW, "apps"))
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, encoding="utf-8", check=False
    )
    assert done.returncode == 0, done.stderr
    assert int(done.stdout) > 200


def test_what_is_absent_is_named(python: Python) -> None:
    code = """
import ictindex as ict
print(len(ict.analysis.targets()))  # of another room
for name in ("analysis.audit", "reports.country_note"):
    namespace, _, name = name.partition(".")
    try:
        getattr(getattr(ict, namespace), name)
    except ict.errors.IctindexError as error:
        print(error)
"""
    done = python("-c", code, ICTINDEX_LANGUAGE="en")
    assert done.returncode == 0, done.stderr
    count, *messages = done.stdout.splitlines()
    assert int(count) > 5
    assert messages == [
        f"{name} needs the part ictindex.{room}, which is not installed here. Install the complete "
        'package, with: pip install "ictindex[charts]"'
        for name, room in zip(("analysis.audit", "reports.country_note"), ABSENT, strict=True)
    ]


def test_a_command_of_an_absent_room_says_so_and_the_others_work(python: Python) -> None:
    for command, name in (("training list", "training.exercises"), ("site new x", "ictindex site")):
        done = python("-m", "ictindex", *command.split(), ICTINDEX_LANGUAGE="en")
        assert (done.returncode, done.stdout) == (2, "")
        assert done.stderr.startswith(f"ictindex: {name} needs the part ictindex.publishing, which")
        assert len(done.stderr.splitlines()) == 1
    whole = python("-m", "ictindex", "training", "--help", ICTINDEX_LANGUAGE="en")
    assert whole.returncode == 0 and "list" in whole.stdout


# Parts that take about the same time, the first case of each test; two of them once a week. A
# property of a function does not depend on other rooms.
@pytest.mark.slow
@pytest.mark.parametrize(
    "rooms",
    [
        (*BELOW[:5], "apps/cli"),
        pytest.param(BELOW[5:6], marks=pytest.mark.long),
        pytest.param(BELOW[6:], marks=pytest.mark.long),
    ],
)
def test_the_tests_of_the_other_rooms_pass(
    rooms: tuple[str, ...], copy: Path, python: Python
) -> None:
    leave = shutil.ignore_patterns("__pycache__")
    for name in ("support", "golden", "cli", *(f"unit/{room}" for room in BELOW)):
        shutil.copytree(
            ROOT / "tests" / name, copy / "tests" / name, ignore=leave, dirs_exist_ok=True
        )
    for name in ("conftest.py", "tests/conftest.py"):
        shutil.copy(ROOT / name, copy / name)
    tests = [f"tests/unit/{room}".replace("unit/apps/", "") for room in rooms]
    documented = [f"src/ictindex/{room}" for room in rooms]
    marks = "not slow and not browser and not lint and not every_room and not hypothesis"
    plugins = ("-p", "no:cacheprovider", "-p", "no:xdist", "-p", "absent_rooms")
    done = python("-m", "pytest", "-q", "--no-header", *plugins, "-m", marks, *tests, *documented)
    assert done.returncode == 0, done.stdout[-3000:]
    passed = re.search(r"(\d+) passed(?:, (\d+) skipped)?", done.stdout)
    assert passed is not None and int(passed[1]) > 10 * int(passed[2] or 0), done.stdout[-500:]
