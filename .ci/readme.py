"""Run every command and every Python block of the README with the installed wheel.

    python .ci/readme.py                     CPython 3.11, 3.12 and 3.13, with a wheel made here
    python .ci/readme.py --wheel dist/X.whl --own    for `.ci/run`: this interpreter alone

Each interpreter has an empty home, an empty folder, and two environments: a bare one
(``pip install`` of the wheel, nothing else) and one with extras. A section of the README that
names an extra, as in ``pip install "ictindex[charts]"``, runs in the second, to which its extras
are added in the order of the README; every other section runs in the bare one. There is no
checkout: files come from the commands of the README, and from the few in `OWN_FILES` that a reader
already has. Blocks that need a checkout (``make``, ``requirements/``) are named and left to
`.ci/fresh.py`, which runs them.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

from locks import ROOT
from machine import (
    BIN,
    RunError,
    Stage,
    base_of,
    copy_checkout,
    interpreter,
    passage,
    plain_environment,
    version,
)

SERIES = ((3, 11), (3, 12), (3, 13))
FENCE = re.compile(r"^```(\w*)[^\n]*\n(.*?)^```$", re.MULTILINE | re.DOTALL)
EXTRA = re.compile(r'"(?:ictindex|\.)\[([\w,]+)\]"')
OF_A_CHECKOUT = re.compile(r"^make |requirements[/\\]", re.MULTILINE)

# Commands that end with 1, because something needs an answer; every other one ends with 0. The
# first check has the slip that the README asks for; the others name figures that are missing.
FINDINGS = (
    "ictindex check ecu.xlsx -o",
    "ictindex basket compute --edition 2025 --tariffs",
    "ictindex basket explain ATA",
    "ictindex basket compute --edition 2025 --prices",
)

# What a reader has: two economies of the sample data, an operator's tariffs and incomes.
OWN_FILES = {
    "my-country.csv": """
        table = ict.read_observations(ict.sample_data("idi-2024-annex.csv"))
        table.where(economy=["BRA", "KOR"]).to_csv("my-country.csv")""",
    "my-tariffs.xlsx": """
        import pandas as pd
        tariffs = pd.read_csv(ict.sample_data("ipb-tariffs-synthetic.csv"), keep_default_na=False)
        tariffs.replace("", None).to_excel("my-tariffs.xlsx", index=False)""",
    "my-economics.csv": """
        import shutil
        shutil.copy(ict.sample_data("ipb-economics-synthetic.csv"), "my-economics.csv")""",
}

# What a person does in Excel between two commands: the sheet and the cells that the README names.
FILLED_IN = """
import openpyxl
book = openpyxl.load_workbook("ecu.xlsx")
for cell, value in {cells}.items():
    book["Cobertura"][cell] = value
book.save("ecu.xlsx")
"""

# Runs the blocks of a section statement by statement, and shows every value as a notebook does.
NOTEBOOK = """
import ast, io, json, sys, contextlib, traceback
space = {"__name__": "__main__"}
for number, block in enumerate(json.load(sys.stdin)):
    for node in ast.parse(block).body:
        line = ast.get_source_segment(block, node).splitlines()[0]
        try:
            with contextlib.redirect_stdout(io.StringIO()):
                if isinstance(node, ast.Expr):
                    value = eval(compile(ast.Expression(node.value), "README.md", "eval"), space)
                    repr(value)
                    for view in ("_repr_html_", "_repr_mimebundle_"):
                        if hasattr(value, view):
                            getattr(value, view)()
                else:
                    exec(compile(ast.Module([node], []), "README.md", "exec"), space)
        except BaseException:
            print(json.dumps([line, 1, traceback.format_exc()]))
        else:
            print(json.dumps([line, 0, ""]))
"""


class Fence(NamedTuple):
    """A block of the README."""

    language: str
    code: str


class Section(NamedTuple):
    """A section of the README: its heading, the extras that it names, its blocks."""

    title: str
    extras: tuple[str, ...]
    fences: tuple[Fence, ...]


class Outcome(NamedTuple):
    """A line that was run: its exit code, the expected one, what it showed."""

    line: str
    code: int
    expected: int
    shown: str

    @property
    def as_expected(self) -> bool:
        """Tell whether the line ended as it should, without a traceback."""
        return self.code == self.expected and "Traceback (most recent call" not in self.shown


def main() -> int:
    """Read the command line, run the README, return the exit code."""
    parser = argparse.ArgumentParser(description="The README with the installed wheel.")
    parser.add_argument("--wheel", type=Path, help="an existing wheel; default: one made here")
    parser.add_argument("--own", action="store_true", help="only the interpreter that runs this")
    parser.add_argument("--skipped", type=Path, help="a file that gets a line for each skip")
    options = parser.parse_args()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    own = base_of(sys.executable)
    stage = Stage(Path(tempfile.mkdtemp(prefix="ictindex-readme.")))
    try:
        stage.passed_on = passage(stage, own, "packaging")
        stage.passed_on["PIP_CACHE_DIR"] = str(stage.work / "cache")
        stage.passed_on["PIP_DISABLE_PIP_VERSION_CHECK"] = "1"
        wheel = (options.wheel or build_wheel(stage, own)).resolve()
        failed = 0
        for python in [own] if options.own else interpreters(stage, own):
            failed += run_readme(stage, python, wheel)
    except RunError as failure:
        print(f"FAILED: {failure}", flush=True)
        failed = 1
    finally:
        shutil.rmtree(stage.work, ignore_errors=True)
    if options.skipped:
        with options.skipped.open("a", encoding="utf-8") as stream:
            stream.writelines(f"{line}\n" for line in stage.skipped)
    return 1 if failed else 0


def interpreters(stage: Stage, own: str) -> Iterator[str]:
    """Yield each supported interpreter of this machine; name those that are absent."""
    for series in SERIES:
        python = interpreter(series, own)
        if python is None:
            stage.skip(f"the README with CPython {series[0]}.{series[1]} (not on this machine)")
        else:
            yield python


def build_wheel(stage: Stage, python: str) -> Path:
    """Build the wheel from a copy of the checkout."""
    copy = stage.work / "checkout"
    copy_checkout(copy)
    guest = Guest(stage, python, "builder")
    guest.make_environment("bare")
    where = str(stage.work / "dist")
    guest.call("bare", "-m", "pip", "wheel", "-q", "--no-deps", "-w", where, str(copy))
    return next((stage.work / "dist").glob("*.whl"))


def sections(text: str) -> list[Section]:
    """Return the sections of the README that have blocks, in order."""
    parts = re.split(r"^## (.+)$", text, flags=re.MULTILINE)
    listed = []
    for title, body in zip(parts[1::2], parts[2::2], strict=True):
        extras = [name for names in EXTRA.findall(body) for name in names.split(",")]
        blocks = tuple(Fence(*fence) for fence in FENCE.findall(body))
        if blocks:
            listed.append(Section(title, tuple(dict.fromkeys(extras)), blocks))
    return listed


@dataclass
class Guest:
    """A reader without a checkout: an empty home, an empty folder, environments."""

    stage: Stage
    python: str
    name: str
    folder: Path = field(init=False)
    variables: dict[str, str] = field(init=False)

    def __post_init__(self) -> None:
        home = self.stage.work / self.name
        self.folder = home / "folder"
        self.folder.mkdir(parents=True)
        self.variables = plain_environment(home, self.python) | self.stage.passed_on
        self.variables |= {"PIP_COMPILE": "0", "LANG": "C.UTF-8"}

    def environment(self, name: str) -> Path:
        """Return the folder of an environment; the README makes `.venv` itself."""
        return self.folder / ".venv" if name == "extras" else self.folder.parent / name

    def make_environment(self, name: str) -> None:
        """Make an environment with nothing in it."""
        self.checked([self.python, "-m", "venv", str(self.environment(name))])

    def install(self, name: str, what: str) -> None:
        """Install something as pip resolves it, and ask whether all fits together."""
        self.call(name, "-m", "pip", "install", "--quiet", what)
        self.call(name, "-m", "pip", "check")

    def call(self, name: str, *arguments: str, standard_input: str | None = None) -> str:
        """Run the Python of an environment; its output."""
        python = str(self.environment(name) / BIN / "python")
        return self.checked([python, *arguments], standard_input)

    def checked(self, command: list[str], standard_input: str | None = None) -> str:
        """Run a command that has to end with 0; its output."""
        ran = self.run(command, self.variables, standard_input)
        if ran.returncode:
            raise RunError(f"{' '.join(command)[:300]}\n{ran.stdout}{ran.stderr}")
        return ran.stdout

    def run(
        self, command: list[str], variables: dict[str, str], standard_input: str | None = None
    ) -> subprocess.CompletedProcess[str]:
        """Run a command in the folder."""
        return subprocess.run(
            command, cwd=self.folder, env=variables, input=standard_input or "", check=False,
            capture_output=True, text=True, encoding="utf-8", errors="replace",
        )  # fmt: skip

    def own_file(self, name: str, file: str) -> None:
        """Make a file that a reader already has, where it is not there yet."""
        if not (self.folder / file).exists():
            lines = [line.strip() for line in OWN_FILES[file].strip().splitlines()]
            self.call(name, "-c", "\n".join(["import ictindex as ict", *lines]))


def run_readme(stage: Stage, python: str, wheel: Path) -> int:
    """Run all sections with one interpreter; the number of lines that did not end as expected."""
    series = ".".join(map(str, version(python)))
    begun = time.monotonic()
    guest = Guest(stage, python, f"py{series}")
    for name in ("bare", "extras"):
        guest.make_environment(name)
        guest.install(name, str(wheel))
    shown = guest.call("bare", "-m", "pip", "freeze", "--all").split()
    print(f"== README, CPython {series}, bare: {', '.join(shown)}", flush=True)
    lines = failed = 0
    for section in sections((ROOT / "README.md").read_text(encoding="utf-8")):
        name = "extras" if section.extras else "bare"
        print(f"-- {section.title} [{', '.join(section.extras) or 'bare'}]", flush=True)
        for extra in section.extras:
            guest.install(name, f"ictindex[{extra}] @ {wheel.as_uri()}")
        for outcome in run_section(guest, name, section, wheel):
            lines += 1
            failed += not outcome.as_expected
            print(f"  {'ok' if outcome.as_expected else 'FAILED':6} {outcome.code} {outcome.line}")
            if not outcome.as_expected:
                print("".join(f"    | {line}\n" for line in outcome.shown.splitlines()[-25:]))
            sys.stdout.flush()
    seconds = time.monotonic() - begun
    print(f"README, CPython {series}: {lines} lines, {failed} not as expected ({seconds:.0f} s)")
    shutil.rmtree(guest.folder.parent, ignore_errors=True)
    return failed


def run_section(guest: Guest, name: str, section: Section, wheel: Path) -> Iterator[Outcome]:
    """Run the blocks of a section in order; the Python blocks share one process."""
    python = [fence.code for fence in section.fences if fence.language == "python"]
    if python:
        command = [str(guest.environment(name) / BIN / "python"), "-I", "-c", NOTEBOOK]
        ran = guest.run(command, guest.variables, json.dumps(python))
        for line in ran.stdout.splitlines():
            source, code, shown = json.loads(line)
            yield Outcome(source, code, 0, shown)
        if ran.returncode or ran.stderr:
            yield Outcome("(the process of these lines)", ran.returncode or 1, 0, ran.stderr)
    for fence in section.fences:
        if fence.language not in ("sh", "bash"):
            continue
        if OF_A_CHECKOUT.search(fence.code):
            print("  (of a checkout: .ci/fresh.py runs it)")
            continue
        for line in re.sub(r"\\\n *", "", fence.code).splitlines():
            if line.strip() and not line.startswith("#"):
                yield run_line(guest, name, line, wheel)


def run_line(guest: Guest, name: str, line: str, wheel: Path) -> Outcome:
    """Run a line of a shell as a reader in an activated environment types it."""
    for file in OWN_FILES:
        if file in line:
            guest.own_file(name, file)
    if line.startswith("ictindex check"):
        checks = guest.folder / "checks"  # the README has a slip first, then its correction
        cells = {"G14": 92} if checks.exists() else {"G10": 94, "G14": 97}
        checks.touch()
        guest.call(name, "-c", FILLED_IN.format(cells=cells))
    # Where a checkout would be installed, the wheel is.
    typed = EXTRA.sub(lambda match: f"'ictindex[{match[1]}] @ {wheel.as_uri()}'", line)
    binaries = guest.environment(name) / BIN
    path = os.pathsep.join([str(binaries), guest.variables["PATH"]])
    ran = guest.run(["sh", "-c", typed], guest.variables | {"PATH": path})
    return Outcome(line, ran.returncode, int(line.startswith(FINDINGS)), ran.stdout + ran.stderr)


if __name__ == "__main__":
    sys.exit(main())
