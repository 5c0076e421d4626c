"""Build distributions, or the page and the sample site, twice, and compare every byte.

    python .ci/build_twice.py dist              wheel and source distribution
    python .ci/build_twice.py dist --pages      the page and an archive of the site: node and npm

Each build is made in a copy of the files that git lists, by the code of that copy. The files and
the SHA-256 of all that was built (``SHA256SUMS``) go to the folder that is named.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Iterable
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PAGE, SITE = "ictindex-check.html", "ictindex-sample-site.zip"
BUILT = (".gz", ".html", ".sha256", ".whl", ".zip")


def main(target: Path, pages: bool) -> int:
    """Build, compare, and return the exit code."""
    if pages and shutil.which("npm") is None:
        print("the page is not built without node and npm", file=sys.stderr)
        return 1
    with tempfile.TemporaryDirectory(prefix="ictindex-build.") as work:
        built = [Path(work, name, "built") for name in ("one", "two")]
        for folder in built:
            folder.mkdir(parents=True)
            copy_checkout(folder.parent / "ictindex")
            (build_pages if pages else build_distributions)(folder.parent / "ictindex", folder)
        first, second = (digests(folder.iterdir()) for folder in built)
        for name in sorted({name for name, _ in first.items() ^ second.items()}):
            print(f"two builds differ: {name}", file=sys.stderr)
        if first == second:
            put(built[0], target)
    return int(first != second)


def copy_checkout(target: Path) -> None:
    """Copy the files of the project: tracked files and new ones, no caches, no environment."""
    if shutil.which("git") is None or not (ROOT / ".git").exists():  # an unpacked distribution
        unwanted = (".venv", ".git", "__pycache__", ".*_cache", "build", "dist")
        shutil.copytree(ROOT, target, ignore=shutil.ignore_patterns(*unwanted))
        return
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    listed = subprocess.check_output(command, cwd=ROOT)
    for name in map(os.fsdecode, listed.split(b"\0")):
        if name and (ROOT / name).is_file():
            (target / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / name, target / name)


def run(copy: Path, *command: str | Path, **more: str) -> None:
    """Run Python in a copy, without settings of ours."""
    own = {name: text for name, text in os.environ.items() if name[:9] != "ICTINDEX_"} | more
    words = [sys.executable, *map(str, command)]
    subprocess.run(words, cwd=copy, env=own, check=True, stdout=subprocess.DEVNULL)


def build_distributions(copy: Path, built: Path) -> None:
    """Build the source distribution, and the wheel from it."""
    address = {"ICTINDEX_ADDRESS": os.environ.get("ICTINDEX_ADDRESS", "")}
    run(copy, "-m", "build", "--no-isolation", "--outdir", built, **address)


def build_pages(copy: Path, built: Path) -> None:
    """Build the page, and the site as an archive."""
    source, site = {"PYTHONPATH": str(copy / "src")}, copy.parent / "site"
    run(copy, "tools/page/build_page.py", "--output", built / PAGE, **source)
    run(copy, "tools/site/build_runtime.py", **source)
    run(copy, "tools/site/build_site.py", "--output", site, **source)
    archive(site, built / SITE)


def archive(folder: Path, path: Path) -> None:
    """Put the files of a folder into an archive that has neither times nor owners."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as opened:
        for file in sorted(each for each in folder.rglob("*") if each.is_file()):
            entry = zipfile.ZipInfo(file.relative_to(folder).as_posix())
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o100644 << 16
            opened.writestr(entry, file.read_bytes())


def digests(files: Iterable[Path]) -> dict[str, str]:
    """Return the SHA-256 of each file by its name."""
    return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in sorted(files)}


def put(built: Path, target: Path) -> None:
    """Put what was built into a folder, with the digests of all that was built there."""
    target.mkdir(parents=True, exist_ok=True)
    for kind in {path.suffix for path in built.iterdir()} & {".whl", ".gz"}:
        for old in target.glob(f"ictindex-*{kind}"):
            old.unlink()
    shutil.copytree(built, target, dirs_exist_ok=True)
    files = digests(path for path in target.iterdir() if path.suffix in BUILT)
    text = "".join(f"{digest}  {name}\n" for name, digest in files.items())
    (target / "SHA256SUMS").write_text(text, encoding="utf-8", newline="\n")
    print(text, end="")


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), pages="--pages" in sys.argv[2:]))
