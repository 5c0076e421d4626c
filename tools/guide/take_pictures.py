"""Take the pictures of the guide: the page in Chromium, the workbook in LibreOffice.

    make page
    npm ci --prefix tools/browser
    python tools/guide/take_pictures.py [LANGUAGE ...]

Writes ``docs/guide/pictures``. The figures are invented. ImageMagick makes the pictures small.
"""

from __future__ import annotations

import argparse
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path

import pandas as pd

import ictindex as ict
from ictindex.language import i18n
from ictindex.submissions.questionnaires.layout import Form
from ictindex.submissions.questionnaires.sheets import Contents, Position
from ictindex.submissions.questionnaires.writer import write_workbook

ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT / "docs" / "guide" / "pictures"
LANGUAGES = ("en", "fr", "es", "ar", "ru", "zh")
ECONOMY, EDITION = "ECU", 2025
SHEET = "coverage"  # the sheet of the picture of the workbook
# Invented figures of the year, and the figure of the year before as a share of each.
FIGURES = {
    "population": "17834831", "households": "5040000",
    "mobile-cellular-subscriptions-count": "17956000",
    "mobile-broadband-subscriptions-count": "11290000",
    "fixed-broadband-subscriptions-count": "2861000",
    "mobile-broadband-traffic-total": "0.92", "fixed-broadband-traffic-total": "8.4",
    "international-bandwidth-used": "5300000", "coverage-mobile": "96.8", "coverage-3g": "95.3",
    "coverage-4g": "92.4", "coverage-5g": "3.1", "households-internet": "62.2",
    "households-computer": "41.3", "internet-users": "72.7", "mobile-phone-ownership": "61.2",
}  # fmt: skip
BEFORE = 0.97
SLIPS = {"coverage-4g": 97.4, "internet-users": 77.2, "households-computer": None}


def earlier_values(year: int) -> ict.Observations:
    """Return the accepted values of the year before."""
    rows = [
        [ECONOMY, name, str(year), _rounded(float(value) * BEFORE)]
        for name, value in FIGURES.items()
    ]
    columns = ["economy", "indicator", "year", "value"]
    return ict.read_observations(pd.DataFrame(rows, columns=columns))


def _rounded(value: float) -> str:
    """Write a value as it would be published."""
    return f"{value:.0f}" if value > 1000 else f"{value:.1f}" if value > 10 else f"{value:.2f}"


def place_figures(
    form: Form, changes: Mapping[str, float | None]
) -> dict[tuple[str, int, int], object]:
    """Return the cells of a filled workbook."""
    cells: dict[Position, object] = {}
    for page in form.pages.values():
        for ask in page.asks:
            value = changes.get(ask.indicator, FIGURES.get(ask.indicator))
            if not ask.category and value is not None:
                cells[page.id, ask.row, form.column_of("value")] = float(value)
    return cells


def write_books(folder: Path, language: str) -> tuple[Path, Path]:
    """Write the workbook with slips, and one that is half filled in."""
    form = ict.questionnaire(ECONOMY, edition=EDITION, language=language).form
    made = ict.questionnaire(
        ECONOMY, edition=EDITION, language=language, history=earlier_values(form.year - 1)
    )
    full, half = folder / f"ecu-{EDITION}.xlsx", folder / "half.xlsx"
    cells = place_figures(made.form, SLIPS)
    full.write_bytes(write_workbook(made.form, language, Contents(cells, made.contents.previous)))
    some = {cell: cells[cell] for cell in list(cells) if "coverage" in cell[0]}
    some = dict(list(some.items())[:3])
    half.write_bytes(write_workbook(made.form, language, Contents(some, made.contents.previous)))
    return full, half


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
        "-resize", f"{width}x>", "+dither", "-colors", "64", "-define",
        "png:compression-level=9", f"PNG8:{target}",
    )  # fmt: skip


def picture_book(book: Path, title: str, target: Path, folder: Path) -> None:
    """Print the workbook and keep the picture of one sheet."""
    run("soffice", "--headless", "--convert-to", "pdf", "--outdir", folder, book)
    printed = book.with_suffix(".pdf")
    pages = run("pdftotext", "-layout", printed, "-").split("\f")
    number = next(n for n, page in enumerate(pages, 1) if n > 1 and title in page[:400])
    run("pdftoppm", "-r", "110", "-png", "-singlefile", "-f", str(number), "-l", str(number),
        printed, folder / "sheet")  # fmt: skip
    run("mogrify", "-gravity", "north", "-crop", "100%x72%+0+0", "+repage", folder / "sheet.png")
    make_small(folder / "sheet.png", target, 1100)


def main(arguments: Sequence[str]) -> int:
    """Take the pictures; return 1 if a program is missing."""
    parser = argparse.ArgumentParser(description="pictures of the guide")
    parser.add_argument("languages", nargs="*", default=[])
    parser.add_argument("--page", type=Path, default=ROOT / "dist" / "ictindex-check.html")
    options = parser.parse_args(arguments)
    missing = [
        name for name in ("node", "soffice", "pdftoppm", "convert") if not shutil.which(name)
    ]
    if missing or not options.page.is_file():
        print(f"missing: {', '.join([*missing, str(options.page)])}", file=sys.stderr)
        return 1
    FOLDER.mkdir(exist_ok=True)
    for language in options.languages or LANGUAGES:
        with tempfile.TemporaryDirectory(prefix="ictindex-guide-") as name:
            folder = Path(name)
            full, half = write_books(folder, language)
            shot = folder / "page.png"
            run("node", ROOT / "tools/guide/take_picture.mjs", options.page, full, language, shot)
            make_small(shot, FOLDER / f"findings.{language}.png", 1000)
            picture_book(half, sheet_title(language), FOLDER / f"workbook.{language}.png", folder)
        print(language)
    return 0


def sheet_title(language: str) -> str:
    """Return the title of the sheet of the picture."""
    return i18n.text(f"questionnaire/sheets/{SHEET}", "title", language)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
