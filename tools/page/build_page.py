"""Build the page that checks a workbook: one HTML file with the library inside, for any browser.

    python tools/page/build_page.py [--output dist/ictindex-check.html]

Inputs are this checkout, the wheels of ``wheels.txt`` and the interpreter of ``package-lock.json``,
each file checked against its SHA-256. The same inputs give the same bytes: the interpreter of the
page compiles and compresses, not this machine's.
"""

from __future__ import annotations

import argparse
import json
import shutil
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path

import page_inputs
from page_inputs import FOLDER, ROOT, InputError
from page_licences import components
from page_markup import Content, page_markup, sha256

from ictindex.apps.desk.page_files import page_folder, page_words
from ictindex.language.i18n import LANGUAGES
from ictindex.language.i18n.word_files import read_words

NAME = "ictindex-check.html"
# Two lines of Pyodide's loader, so that it is a plain script and not a module with an address.
CHANGES = (
    ("export default _createPyodideModule;", "", 1),
    ("import.meta.url", "self.location.href", 3),
)
# Pyodide refuses a worker that can import scripts; this one cannot.
HEAD = "self.importScripts = undefined;\n"
MOST_BYTES = 25_000_000


def main() -> int:
    """Read the command line, build, print the digest, return the exit code."""
    parser = argparse.ArgumentParser(description="The page that checks a workbook, as one file.")
    parser.add_argument("--output", type=Path, default=ROOT / "dist" / NAME)
    parser.add_argument("--wheels", type=Path, default=ROOT / "build" / "page" / "wheels")
    options = parser.parse_args()
    try:
        page = build(options.wheels)
    except InputError as error:
        print(f"make page: {error}", file=sys.stderr)
        return 1
    options.output.parent.mkdir(parents=True, exist_ok=True)
    options.output.write_bytes(page)
    line = f"{sha256(page)}  {options.output.name}\n"
    options.output.with_suffix(".sha256").write_bytes(line.encode())
    print(f"{options.output}: {len(page):,} bytes\nSHA-256 {line}", end="")
    if len(page) > MOST_BYTES:
        print(f"make page: the page is larger than {MOST_BYTES:,} bytes", file=sys.stderr)
        return 1
    return 0


def build(wheel_folder: Path) -> bytes:
    """Return the page."""
    runtime = page_inputs.runtime_files()
    wheels = page_inputs.wheel_files(wheel_folder)
    with tempfile.TemporaryDirectory(prefix="ictindex-page-") as folder:
        own = own_wheel(Path(folder) / "own")
        parts = packed(runtime, [*wheels, own], Path(folder))
        listed = components(own, wheels, runtime["pyodide-lock.json"], runtime["package.json"])
    lock = json.loads(runtime["pyodide-lock.json"].read_text(encoding="utf-8")) | {"packages": {}}
    content = Content(parts, lock, words("page-file"), listed)
    return page_markup(page_folder(), {"words": page_words()}, content).encode("utf-8")


def own_wheel(folder: Path) -> Path:
    """Build the wheel of this checkout; its data are compiled there."""
    command = [sys.executable, "-m", "hatchling", "build", "--target", "wheel"]
    page_inputs.run([*command, "--directory", str(folder)], ROOT)
    return next(folder.glob("*.whl"))


def packed(runtime: Mapping[str, Path], wheels: list[Path], folder: Path) -> dict[str, bytes]:
    """Return the parts of the page, made inside its interpreter."""
    source, target = folder / "in", folder / "out"
    source.mkdir()
    for path in (*wheels, runtime["pyodide.asm.wasm"], runtime["python_stdlib.zip"]):
        shutil.copyfile(path, source / path.name)
    (source / "worker.js").write_text(worker_script(runtime), encoding="utf-8", newline="\n")
    node = shutil.which("node")
    if node is None:
        raise InputError("the page needs node 20 or newer: install it, then make page")
    script = FOLDER / "run_interpreter.mjs"
    inside = FOLDER / "pack_modules.py"
    page_inputs.run([node, *map(str, (script, page_inputs.PYODIDE, inside, source, target))], ROOT)
    return {path.name: path.read_bytes() for path in sorted(target.iterdir())}


def worker_script(runtime: Mapping[str, Path]) -> str:
    """Return the script of the worker: Pyodide's two, and ours."""
    loader = runtime["pyodide.asm.mjs"].read_text(encoding="utf-8")
    for old, new, count in CHANGES:
        if loader.count(old) != count:
            raise InputError(
                f"pyodide.asm.mjs has {old} {loader.count(old)} times, and not {count}"
            )
        loader = loader.replace(old, new)
    own = (FOLDER / "engine-worker.js").read_text(encoding="utf-8")
    return "\n".join((HEAD, runtime["pyodide.js"].read_text(encoding="utf-8"), loader, own))


def words(section: str) -> dict[str, dict[str, str]]:
    """Return a section of the language files, by language."""
    return {language: read_words(language)[section] for language in sorted(LANGUAGES)}


if __name__ == "__main__":
    sys.exit(main())
