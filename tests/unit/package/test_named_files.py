"""Files, modules and namespaces that pages, docstrings and comments name are there."""

from __future__ import annotations

import ast
import io
import re
import subprocess
import tokenize
from collections.abc import Iterator
from functools import lru_cache
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path

import pytest

from ictindex.core.face import NAMESPACES

ROOT = Path(__file__).resolve().parents[3]
# A file of Python in code marks, and any path that begins with one of our folders.
QUOTED = re.compile(r"`([\w./-]+\.py)(?:`|:)")
OURS = re.compile(
    r"(?<![\w./-])((?:tests|src|tools|benchmarks|docs|methodology)/[\w./-]*\w)(?!\w*\*)"
)
DOTTED = re.compile(r"(?<![\w./-])ictindex(?:\.[a-z_]\w*)+")
# Names of an example, keys of words in it, and files that a command makes.
OTHERS = re.compile(
    r"(?:^|/)(?:[A-Z]{4,}|test_NAME)\b|^(?:helpers|utils2|shopping|\._verify)\.py$|/validity\.json$"
    r"|^tests/golden/golden-editions-4\.zip$|^methodology/evidence\.toml$|^docs/(?:guide\.html|page)$"
    r"|^benchmarks/(?:distance|shared)$"
)


@pytest.fixture(scope="module")
def listed() -> list[str]:
    """The files of the project."""
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard"]
    run = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    if run.returncode:
        pytest.skip("a checkout without git does not list its files")
    return [name for name in run.stdout.splitlines() if (ROOT / name).is_file()]


def read_texts(path: Path, text: str) -> Iterator[str]:
    """Yield the text of a page, or the docstrings and comments of a module."""
    if path.suffix == ".md":
        yield text
    else:
        for token in tokenize.generate_tokens(io.StringIO(text).readline):
            if token.type == tokenize.COMMENT:
                yield token.string
        for node in ast.walk(ast.parse(text)):
            if isinstance(node, (ast.Module, ast.ClassDef, ast.FunctionDef)):
                yield ast.get_docstring(node) or ""


@lru_cache
def is_named_well(name: str) -> bool:
    """Check whether a dotted name is a module, or can be had from one."""
    parts = name.split(".")
    for count in range(len(parts), 0, -1):
        try:
            if find_spec(".".join(parts[:count])) is None:
                continue
        except ModuleNotFoundError:  # a part that is no package has no modules
            continue
        held = import_module(".".join(parts[:count]))
        for part in parts[count:]:
            if not hasattr(held, part):
                return False
            held = getattr(held, part)
        return True
    return False


def find_stale(text: str, existing: set[str]) -> list[str]:
    """Return the files and modules that a text names and that are not there."""
    names = [match[1] for pattern in (QUOTED, OURS) for match in pattern.finditer(text)]
    paths = [name for name in names if name not in existing and not OTHERS.search(name)]
    dotted = [
        name
        for name in DOTTED.findall(text)
        if not {name.replace(".", "/"), f"{name.replace('.', '/')}.py"} & existing
    ]
    return paths + [name for name in dotted if not is_named_well(name)]


def ends(names: list[str]) -> set[str]:
    """Return files and their folders by each end of their path."""
    paths = {str(folder) for name in names for folder in (Path(name), *Path(name).parents)}
    return {"/".join(Path(p).parts[n:]) for p in paths for n in range(len(Path(p).parts))}


def test_a_name_of_nothing_is_found() -> None:
    existing = ends(["src/ictindex/core/face.py", "tests/unit/core/test_face.py"])
    text = "see `core/face.py`, ``test_face.py``, tests/unit/core and `ictindex.core.face`"
    assert find_stale(text, existing) == []
    text = "see `core/faces.py`, tests/numbers and `ictindex.submissions.validation.checks`"
    assert find_stale(text, existing) == [
        "core/faces.py",
        "tests/numbers",
        "ictindex.submissions.validation.checks",
    ]


@pytest.mark.lint
def test_files_and_modules_that_are_named_are_there(listed: list[str]) -> None:
    # Documents of methodology/ are not read: editions hold their bytes, comments included, and a
    # round that was begun before modules moved ends with the same bytes.
    existing = ends(listed)
    read = [
        name
        for name in listed
        if name.endswith((".py", ".md"))
        and not name.startswith(("changes/", "CHANGELOG", "docs/decisions/"))
        and name != "tests/unit/package/test_named_files.py"
    ]
    stale = {}
    for path in (ROOT / name for name in read):
        whole = path.read_text(encoding="utf-8")
        if find_stale(
            whole, existing
        ):  # few files: only these are parsed, as code may name anything
            missing = [
                name for text in read_texts(path, whole) for name in find_stale(text, existing)
            ]
            stale |= {str(path): missing} if missing else {}
    assert not stale


@pytest.mark.parametrize("page", ["README.md", "docs/explanation/architecture.md"])
def test_a_page_names_every_namespace(page: str) -> None:
    text = (ROOT / page).read_text(encoding="utf-8")
    assert [name for name in NAMESPACES if f"`ict.{name}`" not in text] == []
