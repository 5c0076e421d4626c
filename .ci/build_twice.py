"""Build the distributions twice, in two copies of the checkout, and compare every byte.

    python .ci/build_twice.py dist

Each copy has the files that git lists, in a folder of its own; the time inside the archives is that
of the last commit. The files and their SHA-256 (``SHA256SUMS``) go to the folder that is named.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterable
from pathlib import Path

from locks import ROOT
from machine import copy_checkout


def main(arguments: list[str]) -> int:
    """Build, compare, and return the exit code."""
    if len(arguments) != 1:
        print("usage: python .ci/build_twice.py FOLDER", file=sys.stderr)
        return 2
    target = Path(arguments[0])
    variables = os.environ | {"SOURCE_DATE_EPOCH": time_of_commit(), "PYTHONHASHSEED": "random"}
    with tempfile.TemporaryDirectory(prefix="ictindex-build.") as work:
        first, second = (build(Path(work) / name, variables) for name in ("one", "two"))
        differing = differences(first, second)
        for name in differing:
            print(f"two builds differ: {name}", file=sys.stderr)
        if differing:
            return 1
        put(first, target)
    print((target / "SHA256SUMS").read_text(encoding="utf-8"), end="")
    return 0


def time_of_commit() -> str:
    """Return the time of the last commit in seconds, or that of the oldest archive of ZIP."""
    command = ["git", "-C", str(ROOT), "log", "-1", "--format=%ct"]
    if shutil.which("git") is None or not (ROOT / ".git").exists():
        return "315532800"
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()


def build(folder: Path, variables: dict[str, str]) -> Path:
    """Build the source distribution, and the wheel from it, in a copy of the checkout."""
    copy_checkout(folder / "ictindex")
    command = [sys.executable, "-m", "build", "--no-isolation", "--outdir", str(folder / "dist")]
    subprocess.run(
        command, cwd=folder / "ictindex", env=variables, check=True, stdout=subprocess.DEVNULL
    )
    return folder / "dist"


def digests(folder: Path) -> dict[str, str]:
    """Return the SHA-256 of every file of a folder."""
    return {
        path.name: hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.iterdir())
    }


def differences(first: Path, second: Path) -> list[str]:
    """Return the names of files that are not the same in both folders."""
    earlier, later = digests(first), digests(second)
    return sorted(name for name in earlier | later if earlier.get(name) != later.get(name))


def put(
    built: Path, target: Path, replaced: Iterable[str] = ("ictindex-*.whl", "ictindex-*.tar.gz")
) -> None:
    """Put what was built into a folder, with the digests, in place of an earlier build."""
    target.mkdir(parents=True, exist_ok=True)
    for old in [path for pattern in replaced for path in target.glob(pattern)]:
        old.unlink()
    for path in sorted(built.iterdir()):
        shutil.copy2(path, target / path.name)
    state_digests(target, digests(built))


def state_digests(target: Path, new: dict[str, str]) -> None:
    """Write the digests of new files to ``SHA256SUMS``; lines of other files there are kept."""
    path = target / "SHA256SUMS"
    text = path.read_text(encoding="utf-8") if path.is_file() else ""
    before = {name: digest for digest, name in (line.split("  ") for line in text.splitlines())}
    kept = {name: digest for name, digest in before.items() if (target / name).is_file()}
    lines = [f"{digest}  {name}\n" for name, digest in sorted((kept | new).items())]
    path.write_text("".join(lines), encoding="utf-8", newline="\n")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
