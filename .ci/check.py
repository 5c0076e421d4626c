"""Choose and run the tests of what has changed; the part of `make check` behind its other targets.

    python .ci/check.py [--base NAME] [--list]

A module brings its doctests, the tests of its room, those that import it (directly, through a
helper or by its public name), and those that import a module that imports it. What no import shows
is in `TABLE`; a file of no room brings the tests of the package.
"""

from __future__ import annotations

import argparse
import re
import subprocess
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path, PurePosixPath

import grimp

from ictindex.core.face import PUBLIC_NAMES

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = "tests/unit/package"
# Tests of files that are read and not imported, of modules that are loaded by name, and of what
# tests scan; `make:` names a target. Every row applies whose expression fits the beginning.
TABLE = """
methodology/                                        tests/unit/definitions/documents make:frozen
methodology/catalogue/                              tests/unit/definitions/catalogue tests/unit/data
methodology/(catalogue|evidence|idi|ipb)/           tests/real
methodology/languages/                              tests/unit/language tests/docs
methodology/languages/                              tests/unit/package/test_words.py
methodology/kept/                                   tests/unit/submissions/closed
methodology/mandates/                               tests/cli/test_cli_mandate.py
methodology/detection/                              tests/real/test_real_detection.py
methodology/(detection|questionnaire|rules|sizes)/  tests/unit/submissions
methodology/questionnaire/                          tests/cli
methodology/targets/                                tests/real/test_real_targets.py
src/                                                tests/unit/package/test_import.py
src/ictindex/core/face.py                           tests/unit/package
src/ictindex/apps/cli/                              tests/cli
src/ictindex/publishing/charts/                     tests/golden/test_golden_charts.py
src/ictindex/publishing/website/                    tests/hostile/test_hostile_site.py
(docs|sample_data|tools/docs)/                      tests/docs
(CONTRIBUTING|README).md                            tests/docs
docs/(studies|tutorials)/                           make:notebook
tools/evidence/                                     tests/real/test_real_evidence.py
tools/site/                                         tests/unit/publishing/website
(pyproject.toml|requirements/|uv.lock)              make:locks
(?!src/ictindex/|tests/|methodology/|docs/)         tests/unit/package
tests/(conftest|portable_|page/|support/|website/)       tests/unit/package
"""
RULES = [(start, needs) for start, *needs in map(str.split, TABLE.strip().splitlines())]
# How a file of the tests names a helper, modules of a package, a public name.
HELPER = re.compile(r"^\s*(?:from|import) (\w+)", re.MULTILINE)
FROM = re.compile(r"^\s*from (ictindex[\w.]*) import (\([^)]*\)|.*)$", re.MULTILINE)
PUBLIC = re.compile(r"\b(?:ict|ictindex)\.(\w+)(?:\.(\w+))?")


def names_in(text: str) -> Iterator[str]:
    """Yield the names in a file that may be modules of the package or helpers."""
    yield from re.findall(r"\bictindex(?:\.\w+)+", text)
    yield from HELPER.findall(text)
    for package, names in FROM.findall(text):
        yield from (f"{package}.{name}" for name in re.findall(r"\w+", names))
    for space, name in PUBLIC.findall(text):
        yield PUBLIC_NAMES[""].get(space) or PUBLIC_NAMES.get(space, {}).get(name, "")


class Imports:
    """The imports of the package, and the modules and helpers that each file around it uses."""

    def __init__(self) -> None:
        self.graph = grimp.build_graph("ictindex", cache_dir=str(ROOT / ".import_linter_cache"))
        folders = ("tests", "tools", ".ci", "benchmarks")
        files = [path for folder in folders for path in sorted((ROOT / folder).rglob("*.py"))]
        files += sorted((ROOT / "tests").rglob("test_*.txt"))
        self.helpers = {path.stem: path for path in files if not path.name.startswith("test_")}
        names = self.graph.modules | self.helpers.keys()
        self.used = {path: names.intersection(names_in(path.read_text("utf-8"))) for path in files}

    def tests_of(self, names: set[str], deep: bool) -> list[str]:
        """Return the tests that name one of these; ``deep`` also through helpers."""
        wanted, before = set(names), set()
        while deep and wanted != before:
            before = set(wanted)
            wanted |= {name for name, path in self.helpers.items() if self.used[path] & wanted}
        users = [path for path, used in self.used.items() if used & wanted]
        return [path.relative_to(ROOT).as_posix() for path in users if path.stem[:5] == "test_"]

    def of_file(self, path: str) -> Iterator[str]:
        """Yield the tests of a changed file: by its place, and by what imports it."""
        file = PurePosixPath(path)
        is_test = file.name.startswith("test_")
        if path.startswith("src/ictindex/"):
            folder = PurePosixPath("tests/unit", *file.parts[2:-1])
            while not (ROOT / folder).is_dir():
                folder = folder.parent
            if folder.name != "unit":  # a file at the top of the package has no room
                yield folder.as_posix()
            module = ".".join(file.with_suffix("").parts[1:]).removesuffix(".__init__")
            if module in self.graph.modules and module != "ictindex":
                above = self.graph.find_modules_that_directly_import(module)
                yield from self.tests_of({module}, deep=True)
                yield from self.tests_of(above, deep=False)
                yield path
        elif path.startswith("tests/") and is_test and file.suffix in (".py", ".txt"):
            yield path
        elif self.helpers.get(file.stem) == ROOT / path:
            yield from self.tests_of({file.stem}, deep=True)
        if path.startswith("tests/") and not is_test:
            # Fixtures and a conftest.py serve the tests of the folder around them.
            around = [each for each in list(file.parents)[:-2] if each.name != "support"]
            yield from [str(each) for each in around if any((ROOT / each).glob("test_*.py"))][:1]


def select_tests(changed: Iterable[str], imports: Imports) -> dict[str, list[str]]:
    """Return the tests of files, each with the files that need it."""
    reasons: dict[str, list[str]] = {}
    for path in sorted(changed):
        rules = [need for start, needs in RULES if re.match(start, path) for need in needs]
        for test in dict.fromkeys([*imports.of_file(path), *rules]):
            if test.startswith("make:") or (ROOT / test).exists():
                reasons.setdefault(test, []).append(path)
    inside = {test for test in reasons if {*map(str, PurePosixPath(test).parents)} & {*reasons}}
    # Modules come last: their doctests see what the tests of their room have set up.
    order = sorted(reasons.keys() - inside, key=lambda test: (test.startswith("src/"), test))
    return {test: reasons[test] for test in order}


def changed_files(base: str | None, root: Path = ROOT) -> tuple[str, list[str]]:
    """Return the base of the comparison, and the files that differ, new ones included."""

    def git(*words: str) -> str:
        command = ["git", "-C", str(root), *words]
        return subprocess.check_output(command, encoding="utf-8")

    branches = git("branch", "--all", "--format=%(refname:short)").split()
    base = base or ("origin/main" if "origin/main" in branches else "main")
    # A renamed file counts by its old and by its new name.
    tracked = git("diff", "--merge-base", "--name-only", "--no-renames", "-z", base)
    untracked = git("ls-files", "--others", "--exclude-standard", "-z")
    return base, sorted({path for path in (tracked + untracked).split("\0") if path})


def main() -> int:
    """Print what has changed and its tests, and run them by make; return the exit code."""
    parser = argparse.ArgumentParser(description="Run the tests of what has changed.")
    parser.add_argument("--base", help="a branch or commit to compare with (default: main)")
    parser.add_argument("--list", action="store_true", help="only say what would run")
    options = parser.parse_args()
    try:
        base, files = changed_files(options.base)
    except (OSError, subprocess.CalledProcessError) as error:
        sys.exit(
            f"make check: the changes are not known: {error}. BASE=NAME names the branch or commit "
            "to compare with, and ALL=1 runs every quick test."
        )
    print(f"What differs from {base}: {len(files)} files", *files[:12], sep="\n  ")
    tests = select_tests(files, Imports())
    for test, paths in tests.items():
        others = f" and {len(paths) - 1} more" if len(paths) > 1 else ""
        print(f"{test}  (for {paths[0]}{others})", flush=True)
    targets = [test.removeprefix("make:") for test in tests if test.startswith("make:")]
    # One file is there always, as a folder in which all tests are slow would be none to pytest.
    paths = [*(test for test in tests if not test.startswith("make:")), f"{PACKAGE}/test_mirror.py"]
    command = ["make", "--no-print-directory", "-k", *targets, "test", f"ARGS={' '.join(paths)}"]
    return 0 if options.list else subprocess.run(command, cwd=ROOT, check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
