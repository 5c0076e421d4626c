"""A folder that was made to deceive `recompute.py`: a message and exit code 2, and no waiting."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from edition_making import publish_annex

from ictindex import editions

# What is hostile is tried with bounded memory alone: it could take all that the machine has.
pytestmark = pytest.mark.skipif(
    sys.platform == "win32", reason="Windows bounds the memory of no process, and has no pipe files"
)

SCRIPT = Path(editions.__file__).parent / "standalone" / "recompute.py"
DEEP = b"[" * 200_000
MOST_MEMORY = 2 << 30  # bytes that the script may ask for


def replaced(path: Path, content: bytes) -> None:
    path.unlink()
    path.write_bytes(content)


def by_pipe(path: Path) -> None:
    path.unlink()
    os.mkfifo(path)


def by_link(path: Path) -> None:
    path.rename(path.with_suffix(".kept"))
    path.symlink_to(path.with_suffix(".kept"))


def by_folder(path: Path) -> None:
    path.unlink()
    path.mkdir()


def by_sparse(path: Path) -> None:
    with path.open("r+b") as stream:
        stream.truncate(3 << 30)


def with_value(path: Path, value: bytes) -> None:
    content = path.read_bytes()
    assert b",80.5," in content
    path.write_bytes(content.replace(b",80.5,", b",%s," % value, 1))


CASES: dict[str, tuple[str, Callable[[Path], None], str]] = {
    "a pipe for the manifest": ("manifest.json", by_pipe, "not a file, or a link"),
    "a pipe for a published file": ("table.csv", by_pipe, "not a file, or a link"),
    "a link for the results": ("results.json", by_link, "not a file, or a link"),
    "a folder for the inputs": ("inputs/observations.csv", by_folder, "not a file, or a link"),
    "three sparse gigabytes of inputs": ("inputs/observations.csv", by_sparse, "too large"),
    "three sparse gigabytes of table": ("table.csv", by_sparse, "too large"),
    "a deep manifest": ("manifest.json", lambda p: replaced(p, DEEP), "RecursionError"),
    "a deep groups file": ("groups.json", lambda p: replaced(p, DEEP), "RecursionError"),
    "a list for a manifest": ("manifest.json", lambda p: replaced(p, b"[]"), "TypeError"),
    "a cell without end": (
        "inputs/observations.csv",
        lambda p: replaced(p, p.read_bytes() + b"x" * 200_000 + b"\n"), "Error",
    ),
    "a quote without end": (
        "inputs/observations.csv", lambda p: replaced(p, p.read_bytes() + b'"\n'), "Error",
    ),
    "no rows": ("inputs/observations.csv", lambda p: replaced(p, b""), "ValueError"),
    "a number that fills the memory": (
        "inputs/observations.csv", lambda p: with_value(p, b"1e999999999"), "not a number",
    ),
    "a number without end": (
        "inputs/observations.csv", lambda p: with_value(p, b"1" * 100_000), "not a number",
    ),
}  # fmt: skip


@pytest.fixture(scope="module")
def edition(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return Path(publish_annex(tmp_path_factory.mktemp("hostile") / "editions").path)


def run(folder: Path) -> subprocess.CompletedProcess[str]:
    # With the memory of the process bounded: a fault ends it, and not the machine.
    code = (
        f"import resource, runpy, sys; most = {MOST_MEMORY}; "
        "resource.setrlimit(resource.RLIMIT_AS, (most, most)); "
        f"sys.argv = [{str(SCRIPT)!r}, {str(folder)!r}]; "
        f"runpy.run_path({str(SCRIPT)!r}, run_name='__main__')"
    )
    return subprocess.run(
        [sys.executable, "-I", "-S", "-c", code],
        capture_output=True, text=True, check=False, timeout=60,
    )  # fmt: skip


@pytest.mark.parametrize("case", CASES)
def test_a_hostile_folder_ends_in_a_message(edition: Path, tmp_path: Path, case: str) -> None:
    name, change, words = CASES[case]
    copy = tmp_path / "copy"
    shutil.copytree(edition, copy)
    change(copy / name)
    done = run(copy)
    assert (done.returncode, done.stdout) == (2, ""), done.stderr[-500:]
    assert done.stderr.startswith("not an edition of an index: "), done.stderr[-500:]
    assert words in done.stderr and done.stderr.count("\n") == 1


def test_an_untouched_edition_is_identical_under_the_same_limits(edition: Path) -> None:
    done = run(edition)
    assert (done.returncode, done.stderr) == (0, "")
