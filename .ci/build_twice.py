"""Build distributions, or the page and the sample site, twice, and compare every byte.

    python .ci/build_twice.py dist              wheel and source distribution
    python .ci/build_twice.py dist --pages      the page and an archive of the site: node and npm

Each build is made in a copy of the files that git lists, by the code of that copy; the time inside
archives is that of the last commit. The files and their SHA-256 (``SHA256SUMS``) go to the folder
that is named.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PAGE, SITE = "ictindex-check.html", "ictindex-sample-site.zip"


def main(arguments: list[str]) -> int:
    """Build, compare, and return the exit code."""
    if len(arguments) not in (1, 2) or arguments[1:] not in ([], ["--pages"]):
        print("usage: python .ci/build_twice.py FOLDER [--pages]", file=sys.stderr)
        return 2
    target, build = Path(arguments[0]), build_pages if arguments[1:] else build_distributions
    if build is build_pages and shutil.which("npm") is None:
        print("the page is not built without node and npm", file=sys.stderr)
        return 1
    with tempfile.TemporaryDirectory(prefix="ictindex-build.") as work:
        built = [Path(work, name, "built") for name in ("one", "two")]
        for folder in built:
            folder.mkdir(parents=True)
            copy_checkout(folder.parent / "ictindex")
            build(folder.parent / "ictindex", folder)
        for name in (differing := differences(*built)):
            print(f"two builds differ: {name}", file=sys.stderr)
        if not differing:
            put(built[0], target)
            print((target / "SHA256SUMS").read_text(encoding="utf-8"), end="")
    return 1 if differing else 0


def copy_checkout(target: Path) -> None:
    """Copy the files of the project: tracked files and new ones, no caches, no environment."""
    if shutil.which("git") is None or not (ROOT / ".git").exists():  # an unpacked distribution
        unwanted = (".venv", ".git", "__pycache__", ".*_cache", "build", "dist")
        shutil.copytree(ROOT, target, ignore=shutil.ignore_patterns(*unwanted))
        return
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    listed = subprocess.run(command, cwd=ROOT, capture_output=True, check=True).stdout
    for name in listed.decode("utf-8", "surrogateescape").split("\0"):
        if name and (ROOT / name).is_file():
            (target / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / name, target / name)


def run(copy: Path, *command: str) -> None:
    """Run Python in a copy, with the time of the last commit, or that of the oldest ZIP archive."""
    log = ["git", "-C", str(ROOT), "log", "-1", "--format=%ct"]
    dated = shutil.which("git") is not None and (ROOT / ".git").exists()
    moment = subprocess.run(log, capture_output=True, text=True, check=True).stdout if dated else ""
    variables = {"SOURCE_DATE_EPOCH": moment.strip() or "315532800", "PYTHONHASHSEED": "random"}
    subprocess.run(
        [sys.executable, *command],
        cwd=copy,
        env=os.environ | variables,
        check=True,
        stdout=subprocess.DEVNULL,
    )


def build_distributions(copy: Path, built: Path) -> None:
    """Build the source distribution, and the wheel from it."""
    run(copy, "-m", "build", "--no-isolation", "--outdir", str(built))


def build_pages(copy: Path, built: Path) -> None:
    """Build the page, and the site as an archive."""
    for name in [name for name in os.environ if name.startswith("ICTINDEX_")]:
        del os.environ[name]
    os.environ["PYTHONPATH"] = str(copy / "src")
    run(copy, "tools/page/build_page.py", "--output", str(built / PAGE))
    run(copy, "tools/site/build_runtime.py")
    run(copy, "tools/site/build_site.py", "--output", str(copy.parent / "site"))
    archive(copy.parent / "site", built / SITE)


def archive(folder: Path, path: Path) -> None:
    """Put the files of a folder into an archive that has neither times nor owners."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as opened:
        for file in sorted(each for each in folder.rglob("*") if each.is_file()):
            entry = zipfile.ZipInfo(file.relative_to(folder).as_posix())
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o100644 << 16
            opened.writestr(entry, file.read_bytes())


def digests(folder: Path) -> dict[str, str]:
    """Return the SHA-256 of every file of a folder."""
    return {
        path.name: hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.iterdir())
    }


def differences(first: Path, second: Path) -> list[str]:
    """Return the names of files that are not the same in both folders."""
    return sorted({name for name, _ in digests(first).items() ^ digests(second).items()})


def put(built: Path, target: Path) -> None:
    """Put what was built into a folder, with its digests; lines of other files there are kept."""
    target.mkdir(parents=True, exist_ok=True)
    for kind in {path.suffix for path in built.iterdir()} & {".whl", ".gz"}:
        for old in target.glob(f"ictindex-*{kind}"):
            old.unlink()
    shutil.copytree(built, target, dirs_exist_ok=True)
    sums = target / "SHA256SUMS"
    lines = sums.read_text(encoding="utf-8").splitlines() if sums.is_file() else []
    before = {name: digest for digest, name in (line.split("  ") for line in lines)}
    kept = {name: digest for name, digest in before.items() if (target / name).is_file()}
    text = "".join(f"{own}  {name}\n" for name, own in sorted((kept | digests(built)).items()))
    sums.write_text(text, encoding="utf-8", newline="\n")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
