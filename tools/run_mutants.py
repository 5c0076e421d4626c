"""Try small faults in modules of the library, and print those that no test of their room notices.

    python tools/run_mutants.py engine/ranks core/decimals [--jobs 2] [--tests PATH ...]

The faults are made and tried by mutmut, in a folder of its own: `build/mutants`. A run that is
repeated there tries again only what changed. `make mutants MODULES="..."` installs mutmut first;
`docs/explanation/mutation-testing.md` says how the figures are read.
"""

from __future__ import annotations

import argparse
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
FOLDER = ROOT / "build" / "mutants"
# What the tests of a room read next to the source and the tests.
BESIDES = ("methodology", "sample_data", "docs", "tools", "benchmarks", "requirements", ".ci")
SETTINGS = """
[tool.mutmut]
source_paths = ["src"]
only_mutate = {modules}
also_copy = {besides}
# A fault that the quick tests let pass is tried with the slow ones; mutmut runs the quickest first.
# A choice without the words "not slow": properties draw all their examples (tests/conftest.py).
pytest_add_cli_args = ["-m", "not (long or browser or lint)", "-p", "no:cacheprovider"]
pytest_add_cli_args_test_selection = {tests}
use_git_change_detection = false
"""


def main() -> int:
    """Read the command line, try the mutants, print the survivors; return mutmut's exit code."""
    parser = argparse.ArgumentParser(description="Mutation testing of ictindex by mutmut.")
    parser.add_argument("modules", nargs="+", metavar="ROOM/MODULE", help="as engine/ranks")
    parser.add_argument("--jobs", type=int, default=2, help="mutants at a time")
    parser.add_argument("--tests", nargs="+", help="tests to run instead of those of the rooms")
    options = parser.parse_args()
    modules = [f"src/ictindex/{name.removesuffix('.py')}.py" for name in options.modules]
    absent = [name for name in modules if not (ROOT / name).is_file()]
    if absent:
        parser.error(f"there is no module {', '.join(absent)}")
    rooms = dict.fromkeys(name.partition("/")[0] for name in options.modules)
    prepare(modules, options.tests or [f"tests/unit/{room}" for room in rooms])
    done = mutmut("run", "--max-children", str(options.jobs))
    if done.returncode:
        return done.returncode
    for line in mutmut("results", text=True).stdout.splitlines():
        name, _, outcome = line.strip().partition(": ")
        print(f"\n{name}: {outcome}")
        change = mutmut("show", name, text=True).stdout.splitlines()
        print(*(part for part in change if part[:1] in "+-" and part[:3] not in ("+++", "---")),
              sep="\n")  # fmt: skip
    return 0


def prepare(modules: list[str], tests: list[str]) -> None:
    """Lay out the folder in which mutmut runs: the project by links, with settings of mutmut."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    for name in ("src", "tests", "README.md", *BESIDES):
        link = FOLDER / name
        if not link.is_symlink():
            link.symlink_to(ROOT / name)
    project = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    settings = SETTINGS.format(modules=modules, besides=["README.md", *BESIDES], tests=tests)
    (FOLDER / "pyproject.toml").write_text(project + settings, encoding="utf-8")
    # What mutmut kept of another run hides other modules, and what tests notice that have changed.
    shutil.rmtree(FOLDER / "mutants", ignore_errors=True)


def mutmut(*arguments: str, text: bool = False) -> subprocess.CompletedProcess[str]:
    """Run a command of mutmut; with ``text`` its output is returned and not shown."""
    return subprocess.run(  # noqa: S603  # a command of this file
        [sys.executable, "-m", "mutmut", *arguments],
        cwd=FOLDER, check=False, encoding="utf-8", stdout=subprocess.PIPE if text else None,
    )  # fmt: skip


if __name__ == "__main__":
    sys.exit(main())
