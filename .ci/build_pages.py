"""Build the page and the sample site twice, in two copies of the checkout, and compare every byte.

    python .ci/build_pages.py dist

Needs node and npm. The page, its digest and an archive of the site go to the folder that is named,
and their SHA-256 to ``SHA256SUMS`` there.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

from build_twice import differences, put, time_of_commit
from machine import copy_checkout

PAGE = "ictindex-check.html"
SITE = "ictindex-sample-site.zip"


def main(arguments: list[str]) -> int:
    """Build, compare, and return the exit code."""
    if len(arguments) != 1:
        print("usage: python .ci/build_pages.py FOLDER", file=sys.stderr)
        return 2
    if shutil.which("npm") is None:
        print(
            "node and npm are not on this machine: the page is not built without", file=sys.stderr
        )
        return 1
    target = Path(arguments[0])
    with tempfile.TemporaryDirectory(prefix="ictindex-pages.") as work:
        first, second = (build(Path(work) / name) for name in ("one", "two"))
        differing = differences(first, second)
        for name in differing:
            print(f"two builds differ: {name}", file=sys.stderr)
        if differing:
            return 1
        put(first, target, replaced=())
    print((target / "SHA256SUMS").read_text(encoding="utf-8"), end="")
    return 0


def build(folder: Path) -> Path:
    """Build the page and the site in a copy of the checkout, by the code of that copy."""
    copy, built = folder / "ictindex", folder / "built"
    copy_checkout(copy)
    built.mkdir()
    variables = {
        **{name: text for name, text in os.environ.items() if not name.startswith("ICTINDEX_")},
        "PYTHONPATH": str(copy / "src"), "PYTHONHASHSEED": "random",
        "SOURCE_DATE_EPOCH": time_of_commit(),
    }  # fmt: skip
    for script, *options in (
        ("tools/page/build_page.py", "--output", str(built / PAGE)),
        ("tools/site/build_runtime.py",),
        ("tools/site/build_site.py", "--output", str(folder / "site")),
    ):
        command = [sys.executable, str(copy / script), *options]
        subprocess.run(command, cwd=copy, env=variables, check=True, stdout=subprocess.DEVNULL)
    archive(folder / "site", built / SITE)
    return built


def archive(folder: Path, path: Path) -> None:
    """Put the files of a folder into an archive that has neither times nor owners."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as opened:
        for file in sorted(each for each in folder.rglob("*") if each.is_file()):
            entry = zipfile.ZipInfo(file.relative_to(folder).as_posix())
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o100644 << 16
            opened.writestr(entry, file.read_bytes())


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
