"""Files of other projects in the page: taken from the registries, checked against digests.

    python tools/page/page_inputs.py --renew             write the locks again
    python tools/page/page_inputs.py --packages FOLDER   install the packages of an npm lock

``wheels.txt`` names a wheel for each distribution, in the version of ``requirements/run.txt``;
``pyodide.sha256`` names the files of the interpreter.
"""

from __future__ import annotations

import argparse
import hashlib
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path

FOLDER = Path(__file__).resolve().parent
ROOT = FOLDER.parents[1]
WHEELS = FOLDER / "wheels.txt"
RUNTIME = FOLDER / "pyodide.sha256"
# The package of npm as `npm ci` leaves it.
PYODIDE = FOLDER / "node_modules" / "pyodide"

# The packages that one submission needs: see "The way of a figure" in
# docs/explanation/architecture.md. Rich measures the width of a text; no other part of it is
# loaded.
DISTRIBUTIONS = (
    "annotated-types",
    "defusedxml",
    "et-xmlfile",
    "openpyxl",
    "pydantic",
    "pydantic-core",
    "rich",
    "typing-extensions",
    "typing-inspection",
    "xlsxwriter",
)
RUNTIME_FILES = (
    "package.json",
    "pyodide-lock.json",
    "pyodide.asm.mjs",
    "pyodide.asm.wasm",
    "pyodide.js",
    "pyodide.mjs",
    "python_stdlib.zip",
)
# The machine inside the page, as wheels name it (PEP 783).
MACHINE = (
    *("--platform", "pyemscripten_2026_0_wasm32"),
    *("--python-version", "3.14", "--implementation", "cp", "--abi", "cp314"),
)
_LOCKED = re.compile(r"^([a-z0-9-]+)==(\S+) \\\n +--hash=sha256:([0-9a-f]{64})$", re.MULTILINE)
_PINNED = re.compile(
    r"^([a-z0-9-]+)==(\S+).*\n((?: +--hash=sha256:[0-9a-f]{64}.*\n)+)", re.MULTILINE
)


class InputError(Exception):
    """A file that is missing, or is not the one that the lock names."""


def digest(path: Path) -> str:
    """Return the SHA-256 of a file."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


def check(path: Path, expected: str) -> None:
    """Refuse a file that is not the one of the lock."""
    if not path.is_file():
        raise InputError(f"{path.name} is not there: {path}")
    if (actual := digest(path)) != expected:
        raise InputError(f"{path.name} is not the file of the lock: {actual}, and not {expected}")


def locked_wheels() -> Mapping[str, tuple[str, str]]:
    """Return the version and the digest of each wheel by the name of its distribution."""
    text = WHEELS.read_text(encoding="utf-8")
    return {name: (version, sha) for name, version, sha in _LOCKED.findall(text)}


def locked_runtime() -> Mapping[str, str]:
    """Return the digest of each file of the interpreter."""
    lines = RUNTIME.read_text(encoding="utf-8").splitlines()
    return {name: sha for sha, name in (line.split("  ") for line in lines)}


def npm_packages(folder: Path) -> None:
    """Install the packages of an npm lock, unless they are there."""
    mark = folder / "node_modules" / ".package-lock.json"
    lock = folder / "package-lock.json"
    if mark.is_file() and mark.stat().st_mtime >= lock.stat().st_mtime:
        return
    npm = shutil.which("npm")
    if npm is None or shutil.which("node") is None:
        raise InputError("the page needs node 20 or newer and npm: install them, then make page")
    run([npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--prefix", str(folder)])


def run(command: list[str], folder: Path = ROOT) -> None:
    """Run a command in a folder; show what it printed if it fails."""
    done = subprocess.run(  # noqa: S603  # commands of this file
        command, cwd=folder, capture_output=True, encoding="utf-8", errors="replace", check=False
    )
    if done.returncode:
        print(done.stdout, done.stderr, file=sys.stderr)
        raise InputError(f"{' '.join(command[:4])} ... ended with {done.returncode}")


def download(requirements: Path, folder: Path) -> None:
    """Fetch the wheels that a file with hashes names, for the machine inside the page."""
    run(
        [
            *(sys.executable, "-m", "pip", "--disable-pip-version-check", "download", "--quiet"),
            *("--no-deps", "--require-hashes", "--only-binary", ":all:", *MACHINE),
            *("--requirement", str(requirements), "--dest", str(folder)),
        ]
    )


def runtime_files() -> dict[str, Path]:
    """Return the files of the interpreter, each checked against its digest."""
    npm_packages(FOLDER)
    files = {name: PYODIDE / name for name in RUNTIME_FILES}
    locked = locked_runtime()
    for name, path in files.items():
        check(path, locked[name])
    return files


def wheel_files(folder: Path) -> list[Path]:
    """Return the wheels in the order of their names, each checked against its digest."""
    locked = locked_wheels()
    if set(locked) != set(DISTRIBUTIONS):
        raise InputError("wheels.txt is not complete: make page-lock writes it again")
    folder.mkdir(parents=True, exist_ok=True)
    wheels = {name: wheel_of(folder, name, version) for name, (version, _) in locked.items()}
    if not all(wheels.values()):
        download(WHEELS, folder)
        wheels = {name: wheel_of(folder, name, version) for name, (version, _) in locked.items()}
    files = []
    for name, (version, sha) in locked.items():
        path = wheels[name]
        if path is None:
            raise InputError(f"{name} {version} has no wheel in {folder}")
        check(path, sha)
        files.append(path)
    return sorted(files)


def wheel_of(folder: Path, name: str, version: str) -> Path | None:
    """Return the wheel of a release in a folder, or nothing."""
    return next(iter(sorted(folder.glob(f"{name.replace('-', '_')}-{version}-*.whl"))), None)


def renew() -> None:
    """Write both locks: the versions and hashes of ``requirements/run.txt``, the files of npm."""
    text = (ROOT / "requirements" / "run.txt").read_text(encoding="utf-8")
    pinned = {name: (version, hashes) for name, version, hashes in _PINNED.findall(text)}
    lines = ["# Written by `make page-lock`: the releases of requirements/run.txt, a wheel each.\n"]
    with tempfile.TemporaryDirectory() as folder:
        asked = Path(folder) / "asked.txt"
        asked.write_text(
            "".join(
                f"{name}=={pinned[name][0]} \\\n" + pinned[name][1].rstrip().rstrip("\\") + "\n"
                for name in DISTRIBUTIONS
            ),
            encoding="utf-8",
        )
        download(asked, Path(folder))
        for name in DISTRIBUTIONS:
            version = pinned[name][0]
            path = wheel_of(Path(folder), name, version)
            if path is None:
                raise InputError(f"{name} {version} has no wheel for the machine inside the page")
            lines.append(f"{name}=={version} \\\n    --hash=sha256:{digest(path)}\n")
    WHEELS.write_text("".join(lines), encoding="utf-8", newline="\n")
    npm_packages(FOLDER)
    sums = (f"{digest(PYODIDE / name)}  {name}\n" for name in RUNTIME_FILES)
    RUNTIME.write_text("".join(sums), encoding="utf-8", newline="\n")


def main() -> int:
    """Read the command line, do its task, return the exit code."""
    parser = argparse.ArgumentParser(description="The locks of the page, and packages of npm.")
    asked = parser.add_mutually_exclusive_group(required=True)
    asked.add_argument("--renew", action="store_true", help="write the locks of the page again")
    asked.add_argument("--packages", type=Path, help="install the packages of a folder's npm lock")
    options = parser.parse_args()
    try:
        if options.renew:
            renew()
        else:
            npm_packages(options.packages)
    except InputError as error:
        print(error, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
