"""Check a change before it is handed in; `make check` runs this.

    make check              lint, types, contracts, and the tests of what has changed
    make check ALL=1        the same with every quick test
    make check BASE=NAME    compared with another branch or commit than main
    make check LIST=1       only say what would run

Tests are chosen by what imports what: a module brings its doctests, the tests of its room, those
that import it (directly, through a helper or by its public name), and those that import a module
that imports it. What no import shows is in `RULES`. Every check runs, also after one that fails, so
that all faults are seen at once.
"""

from __future__ import annotations

import argparse
import os
import re
import subprocess
import sys
import time
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path, PurePosixPath

import grimp

from ictindex.core.face import PUBLIC_NAMES

ROOT = Path(__file__).resolve().parent.parent
SHOWN = 12

# Tests of files that are read and not imported, of modules that are loaded by name, and of what
# tests scan; `make:` names a further check. Every row applies whose beginning is that of the path;
# a row without tests is for files that no test reads.
TABLE = """
methodology/               tests/unit/definitions/documents make:frozen
methodology/catalogue/     tests/unit/definitions/catalogue tests/unit/data tests/real
methodology/evidence/      tests/real
methodology/i              tests/real
methodology/languages/     tests/unit/language tests/docs tests/unit/package/test_words.py
methodology/mandates/      tests/cli/test_cli_mandate.py
methodology/detection/     tests/unit/submissions tests/real/test_real_detection.py
methodology/rules/         tests/unit/submissions
methodology/sizes/         tests/unit/submissions
methodology/questionnaire/ tests/unit/submissions tests/cli
methodology/targets/       tests/real/test_real_targets.py
src/                       tests/unit/package/test_import.py
src/conftest.py            tests/unit/package
src/ictindex/core/face.py  tests/unit/package
src/ictindex/apps/cli/     tests/cli
src/ictindex/publishing/charts/  tests/golden/test_golden_charts.py
src/ictindex/publishing/website/ tests/hostile/test_hostile_site.py
docs/                      tests/docs
docs/studies/              make:notebook
docs/tutorials/            make:notebook
README.md                  tests/docs tests/unit/package
CONTRIBUTING.md            tests/docs tests/unit/package
sample_data/               tests/docs tests/unit/package
tools/                     tests/unit/package
tools/docs/                tests/docs
tools/evidence/            tests/real/test_real_evidence.py
tools/site/                tests/unit/publishing/website
pyproject.toml             tests/unit/package make:locks
requirements/              tests/unit/package make:locks
uv.lock                    tests/unit/package make:locks
.ci/                       tests/unit/package
.git                       tests/unit/package/test_workflows.py
Makefile                   tests/unit/package
benchmarks/                tests/unit/package
.pre-commit
CHANGELOG.md
CITATION.cff
LICENSE
NOTICE
changes/
tests/
"""
RULES = {start: needs for start, *needs in map(str.split, TABLE.strip().splitlines())}
LOOKS = {
    "src/ictindex/publishing/charts/": "at the chart in English, Arabic and Chinese",
    "src/ictindex/publishing/reports/": "at the pages of a PDF in English, Arabic and Chinese",
    "src/ictindex/publishing/website/": "at the pages: `make test-site` opens them in two browsers",
    "src/ictindex/apps/desk/": "at the page: `make test-page` opens it in two browsers",
    "docs/": "at the pages: `make docs` builds them",
}
# How a file of the tests names a helper, and modules of a package.
HELPER = re.compile(r"^\s*(?:from|import) (\w+)", re.MULTILINE)
FROM = re.compile(r"^\s*from (ictindex[\w.]*) import (\([^)]*\)|.*)$", re.MULTILINE)
# The title of a check, what repeats it alone, its command.
Check = tuple[str, str, list[str]]


class NoHistoryError(Exception):
    """Git cannot find the changes; the message states why, and what to do."""


def make(target: str) -> Check:
    """Return the check that is a target of the Makefile."""
    return target, f"make {target}", ["make", "--no-print-directory", target]


def pytest(jobs: str, paths: list[str]) -> Check:
    """Return the quick tests of some paths, or all of them."""
    command = [sys.executable, "-m", "pytest", "-q", "-n", jobs, "--dist", "worksteal"]
    again = f"{Path(sys.executable).name} -m pytest -q {' '.join(paths)}" if paths else "make test"
    return "tests", again, [*command, "-m", "not slow and not browser and not lint", *paths]


# ---------------------------------------------------------------- which tests


class Imports:
    """The imports of the package, and the modules that tests use."""

    def __init__(self, root: Path = ROOT) -> None:
        self.root = root
        self.graph = grimp.build_graph("ictindex", cache_dir=str(root / ".import_linter_cache"))
        folders = ("tests", "tools", ".ci", "benchmarks")
        files = [path for folder in folders for path in sorted((root / folder).rglob("*.py"))]
        self.helpers = {path.stem: path for path in files if not path.name.startswith("test_")}
        tests = [*(root / "tests").rglob("test_*.py"), *(root / "tests").rglob("test_*.txt")]
        self.used = {path: self.names_in(path) for path in sorted(tests)}

    @cache  # noqa: B019 - one object for each run
    def names_in(self, path: Path) -> frozenset[str]:
        """Return the modules of the package and the helpers that a file names."""
        text = path.read_text(encoding="utf-8")
        named = {*re.findall(r"\bictindex(?:\.\w+)+", text), *HELPER.findall(text)}
        for package, names in FROM.findall(text):
            named |= {f"{package}.{name}" for name in re.findall(r"\w+", names)}
        for space, name in re.findall(r"\b(?:ict|ictindex)\.(\w+)(?:\.(\w+))?", text):
            named.add(PUBLIC_NAMES[""].get(space) or PUBLIC_NAMES.get(space, {}).get(name, ""))
        return frozenset(named & (self.graph.modules | self.helpers.keys()))

    def tests_of(self, names: set[str], deep: bool = False) -> Iterator[str]:
        """Yield the tests that name one of these; ``deep`` also through helpers."""
        wanted = set(names)
        while deep:
            more = {name for name, path in self.helpers.items() if self.names_in(path) & wanted}
            if more <= wanted:
                break
            wanted |= more
        for path, used in self.used.items():
            if used & wanted:
                yield path.relative_to(self.root).as_posix()

    def of_file(self, path: str) -> Iterator[str]:
        """Yield the tests of a changed file: by its place, and by what imports it."""
        file = PurePosixPath(path)
        if path.startswith("src/ictindex/"):
            folder = PurePosixPath("tests/unit", *file.parts[2:-1])
            while not (self.root / folder).is_dir():
                folder = folder.parent
            if folder.name != "unit":  # a file at the top of the package has no room
                yield folder.as_posix()
            module = ".".join(file.with_suffix("").parts[1:]).removesuffix(".__init__")
            if module in self.graph.modules and module != "ictindex":
                yield from self.tests_of({module}, deep=True)
                yield from self.tests_of(self.graph.find_modules_that_directly_import(module))
                yield path
        elif re.fullmatch(r"tests/.*test_\w+\.(py|txt)", path):
            yield path
        elif file.suffix == ".py" and self.helpers.get(file.stem) == self.root / path:
            yield from self.tests_of({file.stem}, deep=True)
        if path.startswith("tests/") and not file.name.startswith("test_"):
            # Fixtures and a conftest.py serve the tests of the folder around them.
            for folder in list(file.parents)[:-2]:
                if folder.name != "support" and any((self.root / folder).glob("test_*.py")):
                    yield folder.as_posix()
                    break


def select_tests(
    changed: Iterable[str], imports: Imports
) -> tuple[dict[str, list[str]], list[str]]:
    """Return the tests of files, each with the files that need it; and the files without any."""
    reasons: dict[str, list[str]] = {}
    unknown = []
    for path in sorted(changed):
        rules = [needs for start, needs in RULES.items() if path.startswith(start)]
        own = list(imports.of_file(path))
        for test in dict.fromkeys([*own, *(need for needs in rules for need in needs)]):
            if test.startswith("make:") or (imports.root / test).exists():
                reasons.setdefault(test, []).append(path)
        if not rules and not own:
            unknown.append(path)
    inside = {test for test in reasons if {*map(str, PurePosixPath(test).parents)} & {*reasons}}
    # Modules come last: their doctests see what the tests of their room have set up.
    order = sorted(reasons.keys() - inside, key=lambda test: (test.startswith("src/"), test))
    return {test: reasons[test] for test in order}, unknown


# ---------------------------------------------------------------- what has changed


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
    raise NoHistoryError("there is no branch main to compare with")


def git(root: Path, *arguments: str) -> str:
    """Return the output of git."""
    command = ["git", "-C", str(root), *arguments]
    try:
        ran = subprocess.run(command, capture_output=True, text=True, encoding="utf-8", check=False)
    except FileNotFoundError:
        raise NoHistoryError("git is not on this machine") from None
    if ran.returncode:
        raise NoHistoryError(f"git cannot say what has changed: {ran.stderr.strip()}")
    return ran.stdout


# ---------------------------------------------------------------- the command


def main(arguments: list[str] | None = None) -> int:
    """Read the command line, choose, check; return the exit code."""
    parser = argparse.ArgumentParser(description="Check a change before it is handed in.")
    parser.add_argument("--all", action="store_true", help="every quick test")
    parser.add_argument("--base", help="a branch or commit to compare with (default: main)")
    parser.add_argument("--jobs", default="2", help="how many tests at a time")
    parser.add_argument("--list", action="store_true", help="only say what would run")
    options = parser.parse_args(arguments)
    checks = [make(name) for name in ("lint", "types", "contracts", "generated")]
    try:
        checks += [pytest(options.jobs, [])] if options.all else choose(options)
    except NoHistoryError as error:
        print(
            f"make check: {error}. BASE=NAME names the branch or commit to compare with, and ALL=1 "
            "runs every quick test.",
            file=sys.stderr,
        )
        return 2
    if options.list:
        for title, repeat, _ in checks:
            print(f"would run: {title} ({repeat})")
        return 0
    return run_checks(checks)


def choose(options: argparse.Namespace) -> list[Check]:
    """Print the changed files and their tests; return the checks beyond those that always run."""
    base, files = changed_files(options.base)
    if not files:
        print(f"Nothing differs from {base}: no tests are chosen. ALL=1 runs every quick test.")
        return []
    tests, unknown = select_tests(files, Imports())
    print(f"{len(files)} {'file differs' if len(files) == 1 else 'files differ'} from {base}:")
    more = [f"and {len(files) - SHOWN} more"] if len(files) > SHOWN else []
    print(*(f"  {path}" for path in [*files[:SHOWN], *more]), sep="\n")
    print("Tests for them:" if tests else "No test reads them.")
    for test, reasons in tests.items():
        others = f" and {len(reasons) - 1} more" if len(reasons) > 1 else ""
        print(f"  {test}  (for {reasons[0]}{others})")
    for start, look in LOOKS.items():
        if any(path.startswith(start) for path in files):
            print(f"No test sees everything: look {look}.")
    for path in unknown:
        print(f"No test is known for {path}. Add a rule to .ci/check.py, or run all with ALL=1.")
    paths = [test for test in tests if not test.startswith("make:")]
    targets = [make(test.removeprefix("make:")) for test in tests if test.startswith("make:")]
    return targets + ([pytest(options.jobs, paths)] if paths else [])


def run_checks(checks: list[Check]) -> int:
    """Run every check; state which ones did not pass, and how each is repeated alone."""
    begun = time.monotonic()
    failed = []
    for title, repeat, command in checks:
        print(f"\n== {title} ({time.monotonic() - begun:.0f} s)", flush=True)
        # Variables of this make are for a make that is started here, and not for one in a test.
        kept = command[0] == "make"
        variables = {key: text for key, text in os.environ.items() if kept or key != "MAKEFLAGS"}
        code = subprocess.run(command, cwd=ROOT, env=variables, check=False).returncode
        # A folder of tests in which all are slow or need a browser has none to run: no fault.
        if code and not (title == "tests" and code == 5):
            failed.append(f"  {title}: {repeat}")
    print(f"\n{len(failed)} of {len(checks)} checks did not pass", end="")
    print(f" ({time.monotonic() - begun:.0f} s).", "To repeat one alone:" if failed else "")
    print("\n".join(failed))
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
