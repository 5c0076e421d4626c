#!/usr/bin/env python3
"""Compare the pages of two built sites as pictures, and list those that differ.

    python tools/site/compare_pictures.py BEFORE NOW FOLDER [--languages en,ar,zh]
        [--widths 1280,390] [--every] [--least 0.1]

Of each template one page that both sites have, or ``--every`` such page, is opened in Chromium at
each width. A line is written for each picture that differs in more than ``--least`` per cent of its
pixels, the most different first, and ``FOLDER/differences`` holds the picture of before, of now and
of what differs, next to one another: whoever releases a site looks at these alone. Pages that only
one of the sites has are listed too. The exit code is 0 if no picture differs and 1 otherwise.
"""

from __future__ import annotations

import argparse
import re
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

from PIL import Image, ImageChops

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tests" / "support"))

from site_pages import kind_of  # noqa: E402

# A channel that differs by less is the smoothing of a letter's edge.
FAINT = 24
APART = 16
# A page that only leads on to another one.
_DOOR = re.compile(r'http-equiv="?refresh\b')


class Difference(NamedTuple):
    """A picture that differs, and the share of its pixels that do, in per cent."""

    name: str
    share: float


def list_pages(site: Path) -> set[str]:
    """Return the addresses of the pages of a site, in English."""
    folder = site / "en"
    return {
        path.relative_to(folder).as_posix()
        for path in folder.rglob("*.html")
        if not _DOOR.search(path.read_text("utf-8")[:2000])
    }


def choose_pages(pages: Iterable[str]) -> list[str]:
    """Return one page of each template, that of the last edition."""
    return sorted({kind_of(page): page for page in sorted(pages)}.values())


def mark_difference(before: Image.Image, now: Image.Image) -> tuple[float, Image.Image]:
    """Return the share of pixels that differ, in per cent, and a picture that is black there.

    Where one picture is longer, all that the other lacks differs.
    """
    size = max(before.width, now.width), max(before.height, now.height)
    sheets = []
    for picture, ground in ((before, "white"), (now, "white")):
        sheet = Image.new("RGB", size, ground)
        sheet.paste(picture, (0, 0))
        sheets.append(sheet)
    channels = ImageChops.difference(*sheets).split()
    strongest = ImageChops.lighter(ImageChops.lighter(channels[0], channels[1]), channels[2])
    mask = strongest.point(lambda level: 0 if level < FAINT else 255)
    low = min(before.height, now.height)
    if low < size[1]:
        mask.paste(255, (0, low, size[0], size[1]))
    return 100 * mask.histogram()[255] / (size[0] * size[1]), ImageChops.invert(mask)


def compare_folders(folder: Path, least: float) -> list[Difference]:
    """Compare the pictures of the same name; keep those that differ side by side."""
    kept = folder / "differences"
    kept.mkdir(parents=True, exist_ok=True)
    differences = []
    for path in sorted((folder / "now").glob("*.png")):
        with Image.open(folder / "before" / path.name) as first, Image.open(path) as second:
            before, now = first.convert("RGB"), second.convert("RGB")
        share, marks = mark_difference(before, now)
        if share <= least:
            continue
        differences.append(Difference(path.stem, share))
        parts = (before, now, marks.convert("RGB"))
        width = sum(part.width for part in parts) + 2 * APART
        sheet = Image.new("RGB", (width, max(part.height for part in parts)), "grey")
        along = 0
        for part in parts:
            sheet.paste(part, (along, 0))
            along += part.width + APART
        sheet.save(kept / path.name)
    return sorted(differences, key=lambda difference: (-difference.share, difference.name))


def main() -> int:
    """Take the pictures, compare them, and print what differs."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("before", type=Path)
    parser.add_argument("now", type=Path)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--languages", default="en,ar,zh")
    parser.add_argument("--widths", default="1280,390")
    parser.add_argument("--every", action="store_true")
    parser.add_argument("--least", type=float, default=0.1)
    asked = parser.parse_args()
    earlier, later = list_pages(asked.before), list_pages(asked.now)
    both = sorted(earlier & later) if asked.every else choose_pages(earlier & later)
    asked.folder.mkdir(parents=True, exist_ok=True)
    pages = asked.folder / "pages.txt"
    pages.write_text("".join(f"{page}\n" for page in both), encoding="utf-8")
    command = [
        *("node", str(ROOT / "tools" / "site" / "compare_pictures.mjs")),
        *(str(path) for path in (asked.before, asked.now, asked.folder)),
        *("--languages", asked.languages, "--widths", asked.widths, "--pages", str(pages)),
    ]
    subprocess.run(command, check=True)  # noqa: S603  # a command of this file
    differences = compare_folders(asked.folder, asked.least)
    for name, share in differences:
        print(f"{share:6.2f} %  {name}")
    total = len(list((asked.folder / "now").glob("*.png")))
    print(f"{len(differences)} of {total} pictures differ in more than {asked.least:g} % of them")
    for title, alone in (("only before", earlier - later), ("only now", later - earlier)):
        kinds = sorted({kind_of(page) for page in alone})
        print(f"{title}: {len(alone)} pages{': ' if kinds else ''}{', '.join(kinds)}")
    return 1 if differences else 0


if __name__ == "__main__":
    sys.exit(main())
