"""The blocks of a page of the documentation, run from top to bottom, in one folder (with Sybil).

Blocks ``python`` of a page share one namespace; a ``text`` block right after one is what it prints.
``python data`` needs ITU's tables (``ICTINDEX_DATA``). ``python shown`` takes long, and is run
elsewhere: it is compiled, and the names of the library in it looked up. Commands of ``sh`` blocks
that begin with ``ictindex`` are run.

As a program it runs the README in an environment in which the wheel is installed:

    python -I tests/support/page_blocks.py README.md WHEEL bare
    python -I tests/support/page_blocks.py README.md WHEEL extras

Sections that name an extra, as in ``pip install "ictindex[charts]"``, run in the second, all others
in the first. Every value is shown as a notebook shows it, and every line of a shell is typed.
"""

from __future__ import annotations

import ast
import contextlib
import io
import operator
import os
import re
import shutil
import subprocess
import sys
import textwrap
import traceback
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from sybil import Document, Example, Region
from sybil.parsers.markdown.lexers import FencedCodeBlockLexer

OWN_FILE = re.compile(
    r"\b(?:my-(?:country\.csv|tariffs\.xlsx|economics\.csv|languages\.csv)|synthetic_survey\.py)"
)
PROGRAMS = Path(__file__).resolve().parents[2] / "docs" / "examples"
EXTRA = re.compile(r'"(?:ictindex|\.)\[([\w,]+)\]"')
# The command of the README that ends with 1, because something needs an answer; every other one
# ends with 0. It has the slip that the README asks for.
FINDINGS = ("ictindex check ecu.xlsx -o",)
# Exit code, standard output, standard error of a command.
Ran = tuple[int, str, str]


def page_of(path: Path, *parsers: Callable[[Document], Iterable[Region]]) -> Document:
    """Read a page; what the parsers find in it is evaluated in its order."""
    return Document.parse(str(path), *parsers)


def put_own_file(folder: Path, name: str) -> None:
    """Make a file that a reader already has: economies, tariffs, incomes, a program of the docs."""
    import ictindex as ict

    path = folder / name
    if path.exists():
        return
    if name == "my-country.csv":
        sample = ict.read_observations(ict.sample_data("idi-2024-annex.csv"))
        sample.where(economy=["BRA", "KOR"]).to_csv(path)
    elif name == "my-tariffs.xlsx":
        import pandas as pd

        source = ict.sample_data("ipb-tariffs-synthetic.csv")
        tariffs = pd.read_csv(source, keep_default_na=False)
        tariffs.replace("", None).to_excel(path, index=False)
    elif name == "my-languages.csv":
        lines = "XAA,ar", "XAB,zh", "XAD,fr", "XAE,ru", "XAF,es"
        path.write_text("\n".join(["economy,language", *lines, ""]), encoding="utf-8")
    elif name == "synthetic_survey.py":
        shutil.copy(PROGRAMS / name, path)
    else:
        shutil.copy(ict.sample_data("ipb-economics-synthetic.csv"), path)


def fill_in(path: Path, later: int) -> None:
    """Put the two figures that the README asks for into the yellow cells of a questionnaire."""
    import openpyxl

    book = openpyxl.load_workbook(path)
    for sheet in book.worksheets:
        for row in sheet.iter_rows(max_col=1):
            value = {"coverage-3g": 94, "coverage-4g": later}.get(str(row[0].value))
            if value is not None:
                sheet.cell(row[0].row, 7).value = value
    book.save(path)


class PageBlocks:
    """A parser of Sybil: every block with a language, and what is done with it in a folder."""

    fences = FencedCodeBlockLexer(language=r"\w+[^\n]*")

    def __init__(self, folder: Path, run: Callable[[str], Ran], data: Path | None = None) -> None:
        self.folder, self.run, self.data = folder, run, data
        self.printed: str | None = None  # by the block before, if it was Python
        self.skipped = self.checks = 0

    def __call__(self, document: Document) -> Iterable[Region]:
        """Yield the blocks of a page that are run or compared."""
        for region in self.fences(document):
            language, _, info = region.lexemes["language"].partition(" ")
            region.parsed = (info.strip(), region.lexemes["source"])
            region.evaluator = getattr(self, f"do_{language}", self.do_nothing)
            yield region

    def do_nothing(self, example: Example) -> None:
        """Pass a block of another language: what follows it was printed by nothing."""
        self.printed = None

    def do_python(self, example: Example) -> None:
        """Run a block, and keep what it prints."""
        import ictindex as ict

        info, source = example.parsed
        self.printed = None
        code = "\n" * example.line + source  # a traceback names the line of the page
        if info == "shown":
            compile(code, example.path, "exec")
            for path in re.findall(r"\bict((?:\.[A-Za-z_]\w*)+)", code):
                operator.attrgetter(path[1:])(ict)
        elif info == "data" and self.data is None:
            self.skipped += 1
        else:
            printed = io.StringIO()
            with contextlib.redirect_stdout(printed), ict.set_options(language="en"):
                self.execute(code, example.path, example.namespace)
            self.printed = printed.getvalue()

    def execute(self, code: str, path: str, space: dict[str, Any]) -> None:
        """Run the code of a block."""
        exec(compile(code, path, "exec", dont_inherit=True), space)  # noqa: S102

    def do_text(self, example: Example) -> str | None:
        """Compare a block with what the Python block right before it printed."""
        printed, self.printed = self.printed, None
        # Sybil takes off what all lines are indented by.
        shown, got = (
            textwrap.dedent(text).rstrip()
            for text in (example.parsed[1], example.parsed[1] if printed is None else printed)
        )
        return None if shown == got else f"it prints\n{got}\nand the page shows\n{shown}"

    def do_sh(self, example: Example) -> str | None:
        """Run the commands of a block."""
        self.printed = None
        for line in re.sub(r"\\\n *", "", example.parsed[1]).splitlines():
            if fault := self.run_line(line.strip()):
                return f"{line}\n{fault}"
        return None

    do_bash = do_sh

    def run_line(self, line: str) -> str:
        """Run a line; return what is wrong, or nothing."""
        if not line.startswith("ictindex "):
            return ""
        for file in OWN_FILE.findall(line):
            put_own_file(self.folder, file)
        first = self.checks == 0
        if line.startswith("ictindex check"):
            fill_in(self.folder / "ecu.xlsx", 97 if first else 92)
            self.checks += 1
        code, out, err = self.run(line)
        if "Traceback" in err or code not in self.expected(line):
            return f"ended with {code}\n{out}{err}"
        if line.startswith("ictindex check") and ("C01" in out) != first:
            return f"the page asks for a slip, and then for its correction\n{out}"
        return self.unfit(line, out)

    def expected(self, line: str) -> tuple[int, ...]:
        """Return the exit codes that a command may have."""
        answered = line.startswith(("ictindex accept", "ictindex sources"))
        return (0,) if answered else (0, 1)

    def unfit(self, line: str, out: str) -> str:
        """Return what is wrong with the output of a command, or nothing."""
        return "" if out.strip() else "it shows nothing"


class InstalledBlocks(PageBlocks):
    """The README in an environment with the wheel: each value shown, each line typed in a shell."""

    def __init__(self, folder: Path, wheel: Path, extras: bool) -> None:
        super().__init__(folder, self.type_in)
        self.wheel, self.extras, self.section = wheel, extras, ""

    def __call__(self, document: Document) -> Iterable[Region]:
        """Yield the blocks of the sections that this environment is for."""
        headings = [match.start() for match in re.finditer(r"^## ", document.text, re.M)]
        for region in super().__call__(document):
            start = max(at for at in headings if at < region.start)
            end = min((at for at in headings if at > start), default=len(document.text))
            section = document.text[start:end]
            if bool(EXTRA.search(section)) == self.extras:
                region.lexemes["section"] = section.partition("\n")[0]
                yield region

    def do_python(self, example: Example) -> None:
        """Run a block; each section begins with nothing defined."""
        section = example.region.lexemes["section"]
        if section != self.section:
            example.namespace.clear()
        self.section = section
        super().do_python(example)
        print(f"ok  {self.section}: block at line {example.line}", flush=True)

    def execute(self, code: str, path: str, space: dict[str, Any]) -> None:
        """Run a block statement by statement; show every value."""
        for node in ast.parse(code).body:
            if isinstance(node, ast.Expr):
                value = eval(compile(ast.Expression(node.value), path, "eval"), space)  # noqa: S307
                repr(value)
                for view in ("_repr_html_", "_repr_mimebundle_"):
                    if hasattr(value, view):
                        getattr(value, view)()
            else:
                exec(compile(ast.Module([node], []), path, "exec"), space)  # noqa: S102

    def do_sh(self, example: Example) -> str | None:
        """Run the commands of a block, except those of a checkout: `.ci/run` types them too."""
        if re.search(r"^make |requirements[/\\]", example.parsed[1], re.M):
            return None
        return super().do_sh(example)

    do_bash = do_sh

    def expected(self, line: str) -> tuple[int, ...]:
        """Return the exit code that a command of the README has."""
        return (int(line.startswith(FINDINGS)),)

    def run_line(self, line: str) -> str:
        """Run a line of any program; where a checkout would be installed, the wheel is."""
        if not line or line.startswith("#"):
            return ""
        fault = super().run_line(line) if line.startswith("ictindex ") else self.set_up(line)
        print(f"{'FAILED' if fault else 'ok':3} {line}", flush=True)
        return fault

    def unfit(self, line: str, out: str) -> str:
        """Return nothing: a command whose output goes to a file shows nothing."""
        return ""

    def set_up(self, line: str) -> str:
        """Run a line that sets an environment up; return what is wrong, or nothing."""
        wheel = self.wheel.as_uri()
        code, out, err = self.type_in(EXTRA.sub(rf"'ictindex[\1] @ {wheel}'", line))
        return f"ended with {code}\n{out}{err}" if code else ""

    def type_in(self, line: str) -> Ran:
        """Run a line as a reader in the activated environment types it."""
        path = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])
        ran = subprocess.run(
            ["sh", "-c", line],
            cwd=self.folder,
            env=os.environ | {"PATH": path},
            check=False,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            encoding="utf-8",
        )
        return ran.returncode, ran.stdout, ran.stderr


def main() -> int:
    """Evaluate every block, print each fault, return the exit code."""
    page, wheel, kind = sys.argv[1:]
    faults = 0
    for example in page_of(
        Path(page), InstalledBlocks(Path.cwd(), Path(wheel), kind == "extras")
    ).examples():
        try:
            example.evaluate()
        except Exception:  # the blocks below are run all the same
            traceback.print_exc()
            faults += 1
    print(f"{Path(page).name} with the wheel, {kind}: {faults} faults", flush=True)
    return min(faults, 1)


if __name__ == "__main__":
    sys.exit(main())
