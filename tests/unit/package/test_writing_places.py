"""Files are written, replaced and removed in two modules alone, and nowhere else in the source."""

from __future__ import annotations

import ast
from collections.abc import Iterator

import pytest
from source_scan import PACKAGE

pytestmark = pytest.mark.lint
WRITERS = ("core/file_writer.py", "core/tree_writer.py")
# Where else, and why; the architecture page says the same.
EXCEPTIONS = {
    # The archive has its own order of steps, in which a link is the publication (decision 0011).
    "editions/storage/commit.py": {"os.link"},
    # So has the chain of a publisher's keys, and the signature of a record.
    "editions/publisher_keys.py": {"os.link"},
    "editions/storage/signature_files.py": {"os.link"},
    "editions/storage/disk.py": {
        ".mkdir", ".rename", ".rmdir", ".unlink", "shutil.rmtree", "os.open",
    },
    # The stream of a terminal that was closed becomes the device that takes everything.
    "apps/cli/__init__.py": {"open"},
    # Opens for reading, with flags of its own.
    "data/io/files.py": {"os.open"},
    "apps/cli/streams.py": {"os.open"},
}  # fmt: skip
# Names in flags of ``os.open`` for reading.
_READING = {"os", "getattr", "PLAIN", "_FOLDER"}
STANDALONE = "editions/standalone/"  # programs that run without the library
OF_OS = {
    "remove", "unlink", "rmdir", "removedirs", "rename", "renames", "replace", "link",
    "symlink", "mkdir", "makedirs", "mkfifo", "truncate", "ftruncate", "write",
}  # fmt: skip
OF_SHUTIL = {"rmtree", "move", "copy", "copy2", "copyfile", "copytree", "copyfileobj"}
OF_TEMPFILE = {
    "mkdtemp", "mkstemp", "mktemp", "TemporaryDirectory", "NamedTemporaryFile", "TemporaryFile",
}  # fmt: skip
OF_PATHS = {
    "write_text", "write_bytes", "unlink", "rmdir", "mkdir", "touch", "symlink_to", "hardlink_to",
}  # fmt: skip


def writes(tree: ast.AST) -> Iterator[tuple[int, str]]:
    """Yield the calls that write or remove, whatever name a module was imported under."""
    modules: dict[str, str] = {}
    names: dict[str, str] = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            modules |= {alias.asname or alias.name: alias.name for alias in node.names}
        if isinstance(node, ast.ImportFrom) and node.module in ("os", "shutil", "tempfile"):
            names |= {alias.asname or alias.name: f"{node.module}.{alias.name}"
                      for alias in node.names}  # fmt: skip
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
            module = modules.get(node.value.id, "")
            if node.attr in {"os": OF_OS, "shutil": OF_SHUTIL, "tempfile": OF_TEMPFILE}.get(
                module, ()
            ):
                yield node.lineno, f"{module}.{node.attr}"
                continue
        if isinstance(node, ast.Name) and names.get(node.id, "").partition(".")[2] in (
            OF_OS | OF_SHUTIL | OF_TEMPFILE
        ):
            yield node.lineno, names[node.id]
        if isinstance(node, ast.Attribute) and node.attr in OF_PATHS:
            yield node.lineno, f".{node.attr}"
        if isinstance(node, ast.Call):
            yield from _calls(node)


def _calls(call: ast.Call) -> Iterator[tuple[int, str]]:
    """Yield an ``open`` that is not for reading, and a move of a path."""
    texts = [part.value for part in ast.walk(call) if isinstance(part, ast.Constant)]
    if isinstance(call.func, ast.Name) and call.func.id == "open":
        mode = _mode(call, 1)
        if mode is None or set(mode) & set("wxa+"):
            yield call.lineno, "open"
    if not isinstance(call.func, ast.Attribute):
        return
    method = call.func.attr
    module = call.func.value
    if method == "open" and isinstance(module, ast.Name) and module.id == "os" and _changes(call):
        yield call.lineno, "os.open"
        return
    if method == "open" and isinstance(mode := _mode(call, 0), str) and set(mode) & set("wxa+"):
        yield call.lineno, ".open"
    if method == "ZipFile" and set("wxa") & set(str(_mode(call, 1))) and not _in_memory(call):
        yield call.lineno, ".ZipFile"
    # ``Path.rename`` and ``Path.replace`` have one argument; those of texts and frames differ.
    alone = len(call.args) == 1 and not call.keywords
    if alone and method == "rename" and not isinstance(call.args[0], ast.Constant):
        name = call.args[0]
        if not (isinstance(name, ast.Name) and name.id in ("level", "names")):
            yield call.lineno, ".rename"
    if alone and method == "replace" and not texts:
        yield call.lineno, ".replace"


def _changes(call: ast.Call) -> bool:
    """Tell whether the flags of ``os.open`` are for writing, or are not written out."""
    parts = [part for value in call.args[1:] for part in ast.walk(value)]
    flags = {part.attr for part in parts if isinstance(part, ast.Attribute)}
    names = {part.id for part in parts if isinstance(part, ast.Name)} - _READING
    return bool(names or flags & {"O_WRONLY", "O_RDWR", "O_CREAT", "O_TRUNC", "O_APPEND"})


def _mode(call: ast.Call, at: int) -> str | None:
    """Return the mode of a file that is opened; ``None`` where it is not written out."""
    stated = [keyword.value for keyword in call.keywords if keyword.arg == "mode"] or call.args[at:]
    if not stated:
        return "r"
    return stated[0].value if isinstance(stated[0], ast.Constant) else None


def _in_memory(call: ast.Call) -> bool:
    return (
        bool(call.args)
        and isinstance(call.args[0], ast.Name)
        and (call.args[0].id in ("content", "stream"))
    )


def present() -> dict[str, set[str]]:
    collected: dict[str, set[str]] = {}
    for path in sorted(PACKAGE.rglob("*.py")):
        name = path.relative_to(PACKAGE).as_posix()
        if name in WRITERS or name.startswith(STANDALONE):
            continue
        calls = {call for _, call in writes(ast.parse(path.read_text(encoding="utf-8")))}
        if calls:
            collected[name] = calls
    return collected


def test_nothing_writes_or_removes_but_the_two_writers_and_the_stated_exceptions() -> None:
    assert present() == EXCEPTIONS


@pytest.mark.parametrize(
    "line",
    [
        "import os\nos.remove(path)",
        "import os\nos.open(path, os.O_WRONLY | os.O_CREAT)",
        "import os\nos.open(path, flags)",
        "import os as system\nsystem.replace(a, b)",
        "from os import unlink as away\naway(path)",
        "import shutil\nshutil.rmtree(folder)",
        "from shutil import move\nmove(a, b)",
        "import tempfile\ntempfile.mkdtemp()",
        "from tempfile import TemporaryDirectory\nwith TemporaryDirectory() as name: pass",
        "path.unlink(missing_ok=True)",
        "path.write_text('x')",
        "path.write_bytes(b'x')",
        "steps = [temporary.unlink]",
        "open(path, 'w')",
        "open(path, mode='ab')",
        "open(path, mode)",
        "path.open('wb')",
        "stage.rename(path)",
        "half.replace(file)",
        "import zipfile\nzipfile.ZipFile(path, 'w')",
        "folder.mkdir(parents=True)",
    ],
)
def test_the_rule_sees_every_way_to_write_or_remove(line: str) -> None:
    assert list(writes(ast.parse(line)))


@pytest.mark.parametrize(
    "line",
    [
        "open(path, 'rb')",
        "open(path)",
        "import os\nos.open(path, os.O_RDONLY)",
        "path.open('rb')",
        "text.replace('a', 'b')",
        "frame.rename(columns=names)",
        "series.rename('score')",
        "import zipfile\nzipfile.ZipFile(path)",
        "names.remove(name)",
    ],
)
def test_the_rule_lets_readers_be(line: str) -> None:
    assert not list(writes(ast.parse(line)))
