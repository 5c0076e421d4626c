"""Check a change before it is handed in; `make check` runs this.

    make check              lint, types, contracts, docstrings, and the tests of what has changed
    make check ALL=1        the same with every quick test
    make check BASE=NAME    compared with another branch or commit than main
    make check LIST=1       only say what would run

Every check runs, also after one that fails, so that all faults are seen at once.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import time
from pathlib import Path

from affected_tests import ROOT, NoHistoryError, Selection, changed_files, select_tests

PYTHON = sys.executable
SHOWN = 12

Command = list[str]
# The title of a check, what repeats it alone, its commands.
Check = tuple[str, str, list[Command]]


def target(title: str, name: str) -> Check:
    """Return the check that is a target of the Makefile."""
    return title, f"make {name}", [["make", "--no-print-directory", name]]


BASIC: list[Check] = [
    target("Lint, format, spelling", "lint"),
    target("Types", "types"),
    target("Contracts", "contracts"),
    target("Docstrings", "docstrings"),
    (
        "Generated files",
        "python tools/make_stubs.py; python tools/make_codes_page.py",
        [
            [PYTHON, "tools/make_stubs.py", "--check"],
            [PYTHON, "tools/make_codes_page.py", "--check"],
        ],
    ),
]
# Checks that a row of the table may ask for with `make`.
FURTHER: dict[str, Check] = {
    "frozen": target("Documents", "frozen"),
    "locks": target("Locks", "locks"),
    "notebook": target("Notebooks", "notebook"),
}


def main(arguments: list[str] | None = None) -> int:
    """Read the command line, choose, check; return the exit code."""
    options = read_options(arguments)
    checks = list(BASIC)
    try:
        chosen = choose(options)
    except NoHistoryError as error:
        print(f"make check: {error}.", file=sys.stderr)
        return 2
    checks += chosen
    if options.list:
        for title, repeat, _ in checks:
            print(f"would run: {title} ({repeat})")
        return 0
    return run_checks(checks)


def read_options(arguments: list[str] | None) -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(description="Check a change before it is handed in.")
    parser.add_argument("--all", action="store_true", help="every quick test")
    parser.add_argument("--base", help="a branch or commit to compare with (default: main)")
    parser.add_argument("--jobs", default="2", help="how many tests at a time")
    parser.add_argument("--list", action="store_true", help="only say what would run")
    return parser.parse_args(arguments)


def choose(options: argparse.Namespace) -> list[Check]:
    """State what is chosen and why; return the checks beyond those that always run."""
    if options.all:
        print("Every quick test, as ALL=1 asks.")
        return [("Tests", "make test", [pytest(options.jobs, [])])]
    base, files = changed_files(options.base)
    if not files:
        print(f"Nothing differs from {base}: no tests are chosen. ALL=1 runs every quick test.")
        return []
    selection = select_tests(files)
    describe(base, files, selection)
    checks = [FURTHER[name] for name in selection.checks]
    paths = selection.arguments
    if paths:
        again = f"{Path(PYTHON).name} -m pytest -q {' '.join(paths)}"
        checks.append(("Tests", again, [pytest(options.jobs, paths)]))
    return checks


def describe(base: str, files: list[str], selection: Selection) -> None:
    """Print the changed files, the tests chosen for them, and the files without any."""
    print(f"{len(files)} {'file differs' if len(files) == 1 else 'files differ'} from {base}:")
    for path in files[:SHOWN]:
        print(f"  {path}")
    if len(files) > SHOWN:
        print(f"  and {len(files) - SHOWN} more")
    print("Tests for them:" if selection.tests else "No test reads them.")
    for path in selection.arguments:
        reasons = selection.tests[path]
        others = f" and {len(reasons) - 1} more" if len(reasons) > 1 else ""
        print(f"  {path}  (for {reasons[0]}{others})")
    for look in selection.looks:
        print(f"No test sees everything: look {look}.")
    for path in selection.unknown:
        print(
            f"No row of .ci/tests_by_change.toml names {path}. Add one, or run every quick test "
            "with ALL=1."
        )


def pytest(jobs: str, paths: list[str]) -> Command:
    """Return the command that runs the quick tests of some paths, or all of them."""
    quick = ["-m", "not slow and not browser"]
    return [PYTHON, "-m", "pytest", "-q", "-n", jobs, "--dist", "worksteal", *quick, *paths]


def run_checks(checks: list[Check]) -> int:
    """Run every check; state which ones did not pass, and how each is repeated alone."""
    begun = time.monotonic()
    failed: list[Check] = []
    for title, repeat, commands in checks:
        print(f"\n== {title} ({time.monotonic() - begun:.0f} s)", flush=True)
        # A folder of tests in which all are slow or need a browser has none to run: no fault.
        allowed = (0, 5) if title == "Tests" else (0,)
        codes = [run(command) for command in commands]
        if any(code not in allowed for code in codes):
            failed.append((title, repeat, commands))
    seconds = f"{time.monotonic() - begun:.0f} s"
    if not failed:
        print(f"\nAll {len(checks)} checks passed in {seconds}.")
        return 0
    print(f"\n{len(failed)} of {len(checks)} checks did not pass ({seconds}). To repeat one alone:")
    for title, repeat, _ in failed:
        print(f"  {title}: {repeat}")
    return 1


def run(command: Command) -> int:
    """Run a command at the root of the checkout, and return its exit code."""
    # Variables of this make are for a make that is started here, and not for one in a test.
    kept = command[0] == "make"
    variables = {key: value for key, value in os.environ.items() if kept or key != "MAKEFLAGS"}
    return subprocess.run(command, cwd=ROOT, env=variables, check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
