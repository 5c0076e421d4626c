"""Build a site: the sample, or three real editions and eighteen years of prices.

    python tools/site/build_site.py [--output FOLDER] [--data FOLDER]
    python tools/site/build_site.py --fill 195 [--without-prices] [--correct]

Without published figures (``--data`` or ``ICTINDEX_DATA``) the site has the demonstration edition,
quoted figures and the price baskets of the sample data. ``--fill`` adds invented figures to the
published ones, up to a number of economies in each edition, and every page states it; with
``--without-prices`` the site has the editions alone. ``--correct`` then changes one value of the
newest edition, builds the site again and prints how many files were written.
"""

from __future__ import annotations

import argparse
import csv
import os
import resource
import sys
import tempfile
import time
from concurrent.futures import ProcessPoolExecutor
from decimal import Decimal
from multiprocessing import get_context
from pathlib import Path

from fill_editions import write_filled_folder

import ictindex as ict
from ictindex.publishing.website.example_folder import EDITIONS, write_example

EDITION_YEARS = (2023, 2024, 2025)
# A sample may have English words in other languages; the release check refuses them.
os.environ.setdefault("ICTINDEX_PENDING_WORDS", "1")


def main() -> int:
    """Read the command line, build, report."""
    parser = argparse.ArgumentParser(description=__doc__, allow_abbrev=False)
    parser.add_argument("--output", type=Path, default=Path("dist/site"))
    parser.add_argument("--data", type=Path, default=os.environ.get("ICTINDEX_DATA"))
    parser.add_argument("--ranks", default=None)
    parser.add_argument("--fill", type=int, default=0, metavar="ECONOMIES")
    parser.add_argument("--languages", nargs="*", default=(), help="with --fill: some of the six")
    parser.add_argument("--without-prices", action="store_true", help="with --fill")
    parser.add_argument("--correct", action="store_true", help="with --fill: build again")
    asked = parser.parse_args()
    if asked.fill and asked.data is None:
        parser.error("--fill needs published figures: --data, or ICTINDEX_DATA")
    begun = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="ictindex-site-") as work:
        folder = Path(work) / "publisher"
        if asked.data is None:
            write_example(folder)
            editions = folder / EDITIONS
        elif asked.fill:
            folder.mkdir()
            data = Path(asked.data).resolve()
            # In a separate process: the build does not keep the memory of its reading.
            settings = (folder, data, asked.fill, EDITION_YEARS, asked.languages)
            has_prices = not asked.without_prices
            with ProcessPoolExecutor(1, get_context("spawn")) as pool:
                pool.submit(write_filled_folder, *settings, has_prices=has_prices).result()
            editions = None
        else:
            folder.mkdir()
            write_real_folder(folder, Path(asked.data).resolve())
            editions = None
        built = ict.site(folder, asked.output, editions=editions, ranks=asked.ranks)
        if asked.fill and asked.correct:
            before, used = list_inodes(built.folder), processor_time()
            correct_value(folder / f"values-{EDITION_YEARS[-1]}.csv")
            ict.site(folder, asked.output, ranks=asked.ranks)
            after = list_inodes(built.folder)
            written = sum(before.get(name) != inode for name, inode in after.items())
            spent = processor_time() - used
            print(f"correction: {written} of {len(after)} files, {spent:.1f} s of processor time")
    size = sum(path.stat().st_size for path in built.folder.rglob("*") if path.is_file())
    took = time.monotonic() - begun
    print(f"{built.folder}: {built.pages} pages, {size / 1e6:.1f} MB, {took:.0f} s")
    print(f"editions: {', '.join(built.editions)}")
    return 0


def processor_time() -> float:
    """Return the processor time of this process and of those that have ended."""
    kinds = (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    return sum(sum(resource.getrusage(kind)[:2]) for kind in kinds)


def list_inodes(folder: Path) -> dict[str, int]:
    """Return the number of each file on the disk: a file that is kept has the same."""
    files = (path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): path.stat().st_ino for path in files}


def correct_value(file: Path) -> None:
    """Lower the first value of a table a little."""
    with file.open(encoding="utf-8", newline="") as stream:
        head, first, *rows = csv.reader(stream)
    first[head.index("value")] = str(Decimal(first[head.index("value")]) * 9 / 10)
    with file.open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream, lineterminator="\n").writerows([head, first, *rows])


def write_real_folder(folder: Path, data: Path) -> None:
    """Write the folder of a publisher who has the published figures in a folder."""
    workbook = data / "idi-editions" / "IDIDataset_open.xlsx"
    tables = "\n".join(
        f'[[edition]]\nedition = {year}\nvalues = {str(workbook)!r}\nform = "itu-idi"\n'
        'source = "itu-idi"\nthird_party = true\n'
        for year in EDITION_YEARS
    )
    baskets = data / "ipb" / "baskets_2008_2025.csv"
    prices = (
        f'[prices]\nfile = {str(baskets)!r}\nedition = 2025\nsource = "itu-ipb"\n'
        'columns = { iso3 = "economy", code_prefix = "basket", unit = "measure" }\n'
    )
    publisher = '[publisher]\nname = "Example office of statistics"\n'
    (folder / "site.toml").write_text(f"{publisher}\n{tables}\n{prices}", encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main())
