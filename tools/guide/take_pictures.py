"""Take the pictures of the guide: the page in Chromium, the workbook in LibreOffice.

    npm ci --prefix tools/browser
    python tools/guide/take_pictures.py [--only page] [LANGUAGE ...]

Writes ``docs/guide/pictures``. The workbook is that of the tests of the guide, with invented
figures (``tests/support/guide_workbook.py``). ImageMagick makes the pictures small.
"""

from __future__ import annotations

import argparse
import importlib
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from ictindex.language import i18n

ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT / "docs" / "guide" / "pictures"
LANGUAGES = ("en", "fr", "es", "ar", "ru", "zh")
SHEET = "coverage"  # the sheet of the picture of the workbook
PROGRAMS = {
    "page": ("node", "convert"),
    "workbook": ("soffice", "pdftoppm", "pdftotext", "convert"),
}
# Of the page, the head and the first two findings are enough.
SHORTEN = """() => {
  [...document.querySelectorAll("ol.findings > li")].slice(2).forEach((item) => item.remove());
  document.querySelectorAll("footer").forEach((item) => item.remove());
  window.scrollTo(0, 0);
}"""


def support(name: str) -> Any:
    """Return a module that the tests share."""
    folder = str(ROOT / "tests" / "support")
    if folder not in sys.path:
        sys.path.append(folder)
    return importlib.import_module(name)


def picture_page(harness: Any, language: str, target: Path, folder: Path) -> None:
    """Keep the picture of the page with the findings about the workbook of the guide."""
    book = support("guide_workbook").write_book(folder / "ecu-2025.xlsx", language)
    people = support("page_person")
    with people.open_desk(harness, language, width=1000, height=900) as page:
        people.Person(page).choose(book)
        page.evaluate(SHORTEN)
        page.screenshot(folder / "page.png")
    make_small(folder / "page.png", target, 1000)


def run(*command: str | Path) -> str:
    """Run a program of this machine and return its output."""
    done = subprocess.run(  # noqa: S603  # commands of this file
        [str(part) for part in command], check=True, capture_output=True, text=True, timeout=300
    )
    return done.stdout


def make_small(picture: Path, target: Path, width: int) -> None:
    """Make a picture small: fewer colours, its margins cut."""
    run(
        "convert", picture, "-strip", "-trim", "+repage", "-bordercolor", "white", "-border", "8",
        "-resize", f"{width}x>", "+dither", "-colors", "48", "-define",
        "png:compression-level=9", f"PNG8:{target}",
    )  # fmt: skip


def picture_book(language: str, target: Path, folder: Path) -> None:
    """Print the workbook, half filled in, and keep the picture of one sheet."""
    guide = support("guide_workbook")
    filled = ("coverage-mobile", "coverage-3g")
    empty = [name for name in guide.TRUTH if not name.startswith(filled)]
    slip = {"coverage-4g": 97.4}  # above 3G: both cells are red
    book = guide.write_book(folder / "half.xlsx", language, dict.fromkeys(empty) | slip)
    title = i18n.text(f"questionnaire/sheets/{SHEET}", "title", language)
    run("soffice", "--headless", "--convert-to", "pdf", "--outdir", folder, book)
    printed = book.with_suffix(".pdf")
    pages = run("pdftotext", "-layout", printed, "-").split("\f")
    number = next(n for n, page in enumerate(pages, 1) if n > 1 and title in page[:400])
    run("pdftoppm", "-r", "110", "-png", "-singlefile", "-f", str(number), "-l", str(number),
        printed, folder / "sheet")  # fmt: skip
    run("mogrify", "-gravity", "north", "-crop", "100%x84%+0+0", "+repage", folder / "sheet.png")
    make_small(folder / "sheet.png", target, 1100)


def main(arguments: Sequence[str]) -> int:
    """Take the pictures; return 1 if a program is missing."""
    parser = argparse.ArgumentParser(description="pictures of the guide")
    parser.add_argument("languages", nargs="*", default=[])
    parser.add_argument("--only", choices=PROGRAMS, help="pictures of the page or of the workbook")
    options = parser.parse_args(arguments)
    kinds = [options.only] if options.only else list(PROGRAMS)
    missing = {name for kind in kinds for name in PROGRAMS[kind] if not shutil.which(name)}
    if missing:
        print(f"missing: {', '.join(sorted(missing))}", file=sys.stderr)
        return 1
    FOLDER.mkdir(exist_ok=True)
    harness = support("browsers").Harness() if "page" in kinds else None
    for language in options.languages or LANGUAGES:
        with tempfile.TemporaryDirectory(prefix="ictindex-guide-") as name:
            folder = Path(name)
            if harness is not None:
                picture_page(harness, language, FOLDER / f"findings.{language}.png", folder)
            if "workbook" in kinds:
                picture_book(language, FOLDER / f"workbook.{language}.png", folder)
        print(language)
    if harness is not None:
        harness.close()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
