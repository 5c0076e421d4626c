"""The tests for a change, chosen from the files that it changes.

A module needs its own doctests and the tests of its room, a test needs itself, a file of
``tests/support`` needs the tests that import it. ``tests_by_change.toml`` has the other cases.
"""

from __future__ import annotations

import re
import subprocess
import tomllib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from functools import cache
from pathlib import Path, PurePosixPath

ROOT = Path(__file__).resolve().parent.parent
TABLE = Path(__file__).with_name("tests_by_change.toml")
PACKAGE = "src/ictindex/"


class NoHistoryError(Exception):
    """Git cannot find the changes; the message states why, and what to do."""


@dataclass
class Selection:
    """Tests and checks for a change, each with the files that need it."""

    tests: dict[str, list[str]] = field(default_factory=dict)
    checks: dict[str, list[str]] = field(default_factory=dict)
    looks: dict[str, list[str]] = field(default_factory=dict)
    # Files without any listed test.
    unknown: list[str] = field(default_factory=list)

    @property
    def arguments(self) -> list[str]:
        """Return the paths for pytest, without those inside another one."""
        folders = [PurePosixPath(path) for path in self.tests]
        return sorted(
            path for path in self.tests if not set(PurePosixPath(path).parents) & {*folders}
        )


def read_table(path: Path = TABLE) -> list[dict[str, list[str] | str]]:
    """Read the rows of the table."""
    rows: list[dict[str, list[str] | str]] = tomllib.loads(path.read_text(encoding="utf-8"))["row"]
    return rows


def matches(path: str, pattern: str) -> bool:
    """Return whether a pattern names a file, or a folder around it."""
    return fnmatchcase(path, f"{pattern}*" if pattern.endswith("/") else pattern)


def select_tests(changed: Iterable[str], root: Path = ROOT) -> Selection:
    """Choose the tests and checks for changed files, given as paths from the root."""
    rows, selection = read_table(), Selection()
    for path in sorted(changed):
        own = list(own_tests(path, root))
        matching = [row for row in rows if any(matches(path, each) for each in row["changed"])]
        listed = [test for row in matching for test in row.get("tests", ())]
        for test in own + listed:
            # A test that the change deletes cannot run.
            if (root / test).exists():
                add(selection.tests, test, path)
        for row in matching:
            for check in row.get("make", ()):
                add(selection.checks, check, path)
            if "look" in row:
                add(selection.looks, str(row["look"]), path)
        if not own and not matching:
            selection.unknown.append(path)
    return selection


def add(reasons: dict[str, list[str]], key: str, path: str) -> None:
    """Add a file to those that need a check."""
    files = reasons.setdefault(key, [])
    if path not in files:
        files.append(path)


def own_tests(path: str, root: Path) -> Iterator[str]:
    """Yield the tests of a file by its path: its doctests, the tests of its room, itself."""
    name = PurePosixPath(path).name
    if path.startswith(PACKAGE):
        parts = PurePosixPath(path.removeprefix(PACKAGE)).parts
        if name.endswith(".py"):
            yield path
        if len(parts) > 1:
            yield f"tests/unit/{parts[0]}"
    elif path.startswith("tests/support/") and name.endswith(".py"):
        yield from importing_tests(name.removesuffix(".py"), root)
    elif path.startswith("tests/") and re.fullmatch(r"test_.*\.(py|txt)", name):
        yield path
    elif path.startswith("tests/") and "/" in path.removeprefix("tests/"):
        # Fixtures and a conftest.py serve the tests of the folder around them.
        folder = PurePosixPath(path).parent
        while not any((root / folder).glob("test_*.py")) and folder.name != "tests":
            folder = folder.parent
        if folder.name != "tests":
            yield folder.as_posix()


def importing_tests(module: str, root: Path) -> Iterator[str]:
    """Yield the tests that import a module of ``tests/support``, directly or through others."""
    wanted, done = [module], set()
    while wanted:
        done.add(name := wanted.pop())
        line = re.compile(rf"^\s*(from|import) {name}\b", re.MULTILINE)
        for file, text in test_texts(root).items():
            if not line.search(text):
                continue
            if file.parent == root / "tests" / "support":
                wanted += [file.stem] if file.stem not in done else []
            elif file.name.startswith("test_"):
                yield file.relative_to(root).as_posix()


@cache
def test_texts(root: Path) -> dict[Path, str]:
    """Read every file of the tests once."""
    return {
        path: path.read_text(encoding="utf-8") for path in sorted((root / "tests").rglob("*.py"))
    }


def changed_files(base: str | None, root: Path = ROOT) -> tuple[str, list[str]]:
    """Return the base of the comparison, and the files that differ, new ones included."""
    reference = base or default_base(root)
    start = git(root, "merge-base", reference, "HEAD").strip()
    # A renamed file counts by its old and by its new name.
    tracked = git(root, "diff", "--name-only", "--no-renames", "-z", start)
    untracked = git(root, "ls-files", "--others", "--exclude-standard", "-z")
    return reference, sorted({path for path in (tracked + untracked).split("\0") if path})


def default_base(root: Path) -> str:
    """Return the branch that a change is handed in to: that of the origin, else the own one."""
    for branch in ("origin/main", "main"):
        try:
            git(root, "rev-parse", "--verify", "--quiet", f"{branch}^{{commit}}")
        except NoHistoryError:
            continue
        return branch
    raise NoHistoryError(
        "there is no branch main to compare with. BASE=NAME names another branch or commit, and "
        "ALL=1 runs every quick test"
    )


def git(root: Path, *arguments: str) -> str:
    """Return the output of git."""
    command = ["git", "-C", str(root), *arguments]
    try:
        ran = subprocess.run(command, capture_output=True, text=True, encoding="utf-8", check=False)
    except FileNotFoundError:
        raise NoHistoryError(
            "git is not on this machine, so nobody can say what has changed. ALL=1 runs every "
            "quick test"
        ) from None
    if ran.returncode:
        reason = ran.stderr.strip() or f"git {arguments[0]} ended with {ran.returncode}"
        raise NoHistoryError(
            f"git cannot say what has changed: {reason}. BASE=NAME names the branch or commit to "
            "compare with, and ALL=1 runs every quick test"
        )
    return ran.stdout
