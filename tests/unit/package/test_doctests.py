"""The doctests of a module pass alone, and leave the tests that follow as they were."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[3]
SOURCE = ROOT / "src" / "ictindex"
ALONE = ROOT / "tests" / "support" / "doctests_alone.py"
MODULES = sorted(p for p in SOURCE.rglob("*.py") if ">>> " in p.read_text(encoding="utf-8"))
ROOMS = sorted({path.relative_to(SOURCE).parts[0] for path in MODULES})


def run(*tests: str | Path) -> subprocess.CompletedProcess[str]:
    """Run tests in a process of their own."""
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-p", "no:xdist"]
    return subprocess.run(
        [*command, *map(str, tests)], cwd=ROOT, capture_output=True, text=True, check=False
    )


# Their packages import these two. The tests that follow need the words that the package sets, and
# the language in force: they would ask another copy of the module for it.
@pytest.mark.slow
@pytest.mark.parametrize(
    ("module", "later"),
    [
        ("core/errors.py", "tests/unit/core/test_decimals_grammar.py"),
        ("language/i18n/translations.py", "tests/unit/language/i18n/test_translations.py"),
    ],
)
def test_the_tests_after_the_doctests_of_a_module_pass(module: str, later: str) -> None:
    made = run(SOURCE / module, later)
    assert made.returncode == 0, made.stdout[-2000:]


@pytest.mark.long
@pytest.mark.slow
@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs processes that fork")
@pytest.mark.parametrize("room", ROOMS)
def test_the_doctests_of_each_module_pass_alone(room: str) -> None:
    modules = [each for each in MODULES if each.relative_to(SOURCE).parts[0] == room]
    done = subprocess.run(
        [sys.executable, ALONE, *modules], cwd=ROOT, capture_output=True, text=True, check=False,
        env={**os.environ, "OPENBLAS_NUM_THREADS": "1"},  # with threads a copy may wait for ever
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout) == {}
