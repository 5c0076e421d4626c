"""Running the command line as a user does."""

from __future__ import annotations

import csv
import os
import subprocess
import sys
from pathlib import Path

import ictindex as ict
from ictindex.core import package_data

HEADER = "economy,indicator,year,value,unit,status,source_class,source,note\n"
ANNEX = str(ict.sample_data("idi-2024-annex.csv"))
PUBLISHED = str(ict.sample_data("idi-2024-published.csv"))
SHARES = str(ict.sample_data("ipb-shares-2025.csv"))


def tables(first: str, which: str, end: str) -> list[str]:
    """The options that give a file of prices or tariffs, and its economics, of 2025."""
    file, economics = (str(ict.sample_data(f"ipb-{n}-{end}.csv")) for n in (which, "economics"))
    return [first, file, "--economics", economics, "--edition", "2025"]


PRICED = tables("--prices", "prices", "2025")
BOUGHT = tables("--tariffs", "tariffs", "synthetic")
LANGUAGES = ("en", "fr", "es", "ar", "ru", "zh")
SOURCE = Path(ict.__file__).resolve().parent.parent
_NOT_OURS = ("ICTINDEX_LANGUAGE", "PYTHONIOENCODING", "PYTHONUTF8", "COLUMNS", "FORCE_COLOR")


def environment(**more: str) -> dict[str, str]:
    """The environment of a process, without what would change its output."""
    kept = {key: value for key, value in os.environ.items() if key not in _NOT_OURS}
    return kept | {"PYTHONPATH": str(SOURCE)} | more


def run(*arguments: str, **more: str) -> subprocess.CompletedProcess[bytes]:
    """Run ``python -m ictindex``; standard output and error as bytes."""
    return subprocess.run(
        [sys.executable, "-m", "ictindex", *arguments],
        capture_output=True,
        env=environment(**more),
        check=False,
        timeout=120,
    )


def own_file(path: Path, *, without: str = "", value: str = "80.5", note: str = "") -> str:
    """A file with the ten observations of Brazil."""
    lines = [HEADER]
    with Path(ANNEX).open(encoding="utf-8", newline="") as stream:
        for row in csv.DictReader(stream):
            key = row["indicator"]
            if row["economy"] == "BRA" and key != without:
                number = value if key == "internet-users" else row["value"]
                lines.append(f'BRA,{key},2022,"{number}",{row["unit"]},A,,"own","{note}"\n')
    path.write_text("".join(lines), encoding="utf-8")
    return str(path)


def methodology_folder() -> Path:
    return package_data.folder("methodology")
