"""The list of words is kept: in prose, in names and in the first word of a docstring.

codespell reads single words from `tools/words/plain-words.txt`. Tested here is what it cannot
see: phrases, names in Python, docstrings, and the notebooks.
"""

from __future__ import annotations

import ast
import json
import re
import subprocess
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest

pytestmark = pytest.mark.lint
ROOT = Path(__file__).resolve().parents[3]
WORDS = ROOT / "tools" / "words"
PATHS = (WORDS / "paths.txt").read_text(encoding="utf-8").split()
# Lines that quote others word for word; codespell leaves the same lines out.
QUOTATIONS = set((WORDS / "quotations.txt").read_text(encoding="utf-8").splitlines())
REFUSED = [
    line.partition("->")[0]
    for line in (WORDS / "plain-words.txt").read_text(encoding="utf-8").splitlines()
]
PROSE = {".py", ".pyi", ".md", ".toml", ".js", ".mjs", ".css", ".j2", ".html", ".typ", ".txt", ""}
# Between two words of a phrase: blanks, ends of lines, and the marks of a comment.
PHRASE = re.compile(r"\b(?:hold|holds|held|holding)(?:\s|#|//|\*)+to\b", re.IGNORECASE)
SINGLE = re.compile(rf"(?<![\w'’-])(?:{'|'.join(REFUSED)})(?![\w'’-])", re.IGNORECASE)
NAMES = {
    "told", "said", "given", "beside", "anew", "nought", "found", "one", "place", "known", "stands"
}  # fmt: skip
# These say nothing as a part of a longer name either.
PARTS = NAMES - {"found", "one", "place", "known"}
FIRST = re.compile(r"\s*(?:What|Whether|Until|From|Where|When|Why|How|Who|Which|If)\b")
# Words of other languages, what others wrote, and the lists themselves.
ELSEWHERE = re.compile(
    r"(?:^|/)(?:focal-points\.(?:ar|es|fr|ru|zh)\.md|vega\.js|package-lock\.json"
    r"|languages/(?:ar|es|fr|ru|zh)/.*|tools/page/licences/.*|tools/words/.*|test_plain_words\.py)$"
)


def list_files(paths: Iterable[str] = PATHS) -> list[Path]:
    """Return the files of the project below some paths."""
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard", "--", *paths]
    listed = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    if listed.returncode:
        pytest.skip("a checkout without git does not list its files")
    names = [name for name in listed.stdout.splitlines() if not ELSEWHERE.search(name)]
    return [ROOT / name for name in names if (ROOT / name).is_file()]


def describe(path: Path, line: int, words: str) -> str:
    """Return where a word is."""
    return f"{path.relative_to(ROOT)}:{line}: {' '.join(words.split())}"


def find_phrases(text: str) -> Iterator[tuple[int, str]]:
    """Yield the refused phrases of a text with their lines, but for quoted lines."""
    lines = text.splitlines()
    for match in PHRASE.finditer(text):
        line = text.count("\n", 0, match.start()) + 1
        if lines[line - 1] not in QUOTATIONS:
            yield line, match[0]


def find_names(tree: ast.AST) -> Iterator[tuple[int, str]]:
    """Yield the refused names that a file of Python defines."""
    for node in ast.walk(tree):
        match node:
            case ast.Name(id=name, ctx=ast.Store()) | ast.Attribute(attr=name, ctx=ast.Store()):
                pass
            case ast.arg(arg=name) | ast.FunctionDef(name=name) | ast.ClassDef(name=name):
                pass
            case ast.AsyncFunctionDef(name=name) | ast.alias(asname=str(name)):
                pass
            case _:
                continue
        if is_refused(name):
            yield node.lineno, name


def is_refused(name: str) -> bool:
    """Return true if a name is a refused word, or has one among its parts."""
    # A constant ``ONE`` is the number.
    bare = name.strip("_")
    return bare in NAMES or not PARTS.isdisjoint(bare.lower().split("_"))


def find_docstrings(tree: ast.AST) -> Iterator[tuple[int, str]]:
    """Yield the docstrings that begin with a question word."""
    kinds = (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)
    for node in ast.walk(tree):
        if isinstance(node, kinds) and FIRST.match(ast.get_docstring(node) or ""):
            yield getattr(node, "lineno", 1), (ast.get_docstring(node) or "").splitlines()[0]


def test_no_refused_phrase() -> None:
    faults = [
        describe(path, line, phrase)
        for path in list_files()
        if path.suffix in PROSE
        for line, phrase in find_phrases(path.read_text(encoding="utf-8"))
    ]
    assert not faults


def test_no_refused_word_in_a_notebook() -> None:
    faults = []
    for path in list_files():
        if path.suffix == ".ipynb":
            for number, cell in enumerate(json.loads(path.read_text(encoding="utf-8"))["cells"]):
                source = "".join(cell["source"])
                words = [*SINGLE.findall(source), *PHRASE.findall(source)]
                faults += [describe(path, number, word) for word in words]
    assert not faults


@pytest.mark.parametrize("find", [find_names, find_docstrings])
def test_no_refused_name_or_docstring(find) -> None:  # type: ignore[no-untyped-def]
    faults = [
        describe(path, line, words)
        for path in list_files()
        if path.suffix in {".py", ".pyi"}
        for line, words in find(ast.parse(path.read_text(encoding="utf-8")))
    ]
    assert not faults


def test_no_refused_name_of_a_file() -> None:
    assert not [
        str(path.relative_to(ROOT))
        for path in list_files()
        if is_refused(re.sub(r"\W+", "_", path.stem))
    ]


def test_the_rule_itself() -> None:
    code = (
        'def told(one):\n    """Whether a cell is held\n    to a rule."""\n'
        "    self.stands_at = found = one\n    # each holds\n    # to it\n    household = to\n"
    )
    tree = ast.parse(code)
    assert sorted(name for _, name in find_names(tree)) == ["found", "one", "stands_at", "told"]
    assert [line for line, _ in find_phrases(code)] == [2, 5]
    assert [words for _, words in find_docstrings(tree)] == ["Whether a cell is held"]
    assert SINGLE.findall("It stands, as Told; stand-alone, understand") == ["stands", "Told"]


def test_codespell_refuses_the_words(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text("\n".join(REFUSED), encoding="utf-8")
    command = [sys.executable, "-m", "codespell_lib", "-D", str(WORDS / "plain-words.txt")]
    shown = subprocess.run(
        [*command, str(page)], cwd=tmp_path, capture_output=True, text=True, check=False
    ).stdout
    assert len(shown.splitlines()) == len(REFUSED)
