"""A site that is built again after a correction is the site that a full build makes."""

from __future__ import annotations

import csv
import hashlib
import os
import random
from collections.abc import Iterator, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from site_cases import SAMPLE

import ictindex as ict
from ictindex.publishing.graphics import plot_process
from ictindex.publishing.website import site_plan
from ictindex.publishing.website.page_batches import read_keys

ECONOMIES = ("BRA", "CHL", "CRI", "ECU", "KWT", "BHR", "AFG", "FRA")
FILES = ("values-2024.csv", "scores-2024.csv", "values-2025.csv", "scores-2025.csv", "prices.csv")
DOCUMENT = """\
languages = ["en", "ar"]

[publisher]
name = "Office of trials"

[prices]
file = "prices.csv"
edition = 2025
source = "itu-ipb"
"""
EDITION = """
[[edition]]
edition = {year}
values = "values-{year}.csv"
scores = "scores-{year}.csv"
source = "itu-idi"
"""


@pytest.fixture(autouse=True)
def _plots_by_digest(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let a plot be the digest of what it shows, and leave out what no correction changes."""

    def answer(name: str, *arguments: str, **options: str) -> Any:
        digest = hashlib.sha256("".join(arguments).encode()).hexdigest()
        if name == "vegalite_to_vega":
            return {"data": [{"name": "plot", "values": [{"sentence": digest}]}]}
        return f'<svg width="10" height="10"><desc>{digest}</desc></svg>'

    monkeypatch.setattr(plot_process, "_ask", answer)
    monkeypatch.setattr(site_plan, "write_methodology", lambda language: iter(()))


def read_rows(file: Path) -> list[list[str]]:
    with file.open(encoding="utf-8", newline="") as stream:
        return list(csv.reader(stream))


def write_rows(file: Path, rows: Sequence[Sequence[str]]) -> None:
    with file.open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream, lineterminator="\n").writerows(rows)


def write_publisher(folder: Path) -> Path:
    """Write two editions of eight economies with their prices; the later one has higher scores."""
    folder.mkdir()
    values, scores, prices = (
        [head, *(row for row in rows if row[0] in ECONOMIES)]
        for head, *rows in (
            read_rows(SAMPLE / name)
            for name in ("idi-2024-annex.csv", "idi-2024-published.csv", "ipb-shares-2025.csv")
        )
    )
    write_rows(folder / FILES[0], values)
    write_rows(folder / FILES[1], scores)
    later = [[*row[:2], str(int(row[2]) + 1), *row[3:]] for row in values[1:]]
    write_rows(folder / FILES[2], [values[0], *later])
    raised = [
        [*row[:2], str(min(Decimal(row[2]) + 1, Decimal(100))), *row[3:]] for row in scores[1:]
    ]
    write_rows(folder / FILES[3], [scores[0], *raised])
    write_rows(folder / FILES[4], prices)
    editions = "".join(EDITION.format(year=year) for year in (2024, 2025))
    (folder / "site.toml").write_text(DOCUMENT + editions, encoding="utf-8")
    return folder


def correct(folder: Path, chance: random.Random) -> str:
    """Change one figure, one source, or take one row away; return what was done."""
    file = folder / chance.choice(FILES)
    head, *rows = read_rows(file)
    row = chance.choice(rows)
    action = chance.choice(("figure", "figure", "figure", "source", "row"))
    if action == "row":
        rows.remove(row)
    elif action == "source":
        row[head.index("source")] += " (corrected)"
    else:
        at = head.index("value")
        places = len(row[at].partition(".")[2])
        row[at] = str(
            (Decimal(row[at]) * chance.randint(60, 99) / 100).quantize(Decimal(10) ** -places)
        )
    write_rows(file, [head, *rows])
    return f"{file.name}: {action} of {row[:3]}"


def contents(site: Path) -> dict[str, bytes]:
    return {
        path.relative_to(site).as_posix(): path.read_bytes()
        for path in site.rglob("*")
        if path.is_file()
    }


def inodes(site: Path) -> dict[str, int]:
    return {name: (site / name).stat().st_ino for name in contents(site)}


@pytest.fixture(name="publisher")
def _publisher(tmp_path: Path) -> Iterator[Path]:
    yield write_publisher(tmp_path / "office")


@pytest.mark.slow
@pytest.mark.parametrize(
    ("seed", "corrections"),
    [(0, 3), *(pytest.param(seed, 10, marks=pytest.mark.long) for seed in range(5))],
)
def test_random_corrections_give_the_site_of_a_full_build(
    publisher: Path, tmp_path: Path, seed: int, corrections: int
) -> None:
    chance = random.Random(seed)
    ict.site(publisher, tmp_path / "site")
    for number in range(corrections):
        done = correct(publisher, chance)
        ict.site(publisher, tmp_path / "site")
        ict.site(publisher, tmp_path / f"full-{number}")
        made, full = contents(tmp_path / "site"), contents(tmp_path / f"full-{number}")
        differing = sorted(
            name for name in made.keys() | full.keys() if made.get(name) != full.get(name)
        )
        assert not differing, (done, differing[:5])


@pytest.mark.slow
def test_a_study_that_comes_or_goes_is_in_the_navigation_of_every_page(
    publisher: Path, tmp_path: Path
) -> None:
    site, studies = tmp_path / "site", publisher / "studies"
    ict.site(publisher, site)
    without = contents(site)
    studies.mkdir()
    study = studies / "first.md"
    study.write_text("---\ntitle: A study\nlanguage: en\n---\nWords.\n", encoding="utf-8")
    ict.site(publisher, site)
    ict.site(publisher, tmp_path / "full")
    assert contents(site) == contents(tmp_path / "full")
    profile = "en/idi-2024/economies/BRA.html"
    assert b"studies/index.html" in contents(site)[profile]
    study.unlink()
    ict.site(publisher, site)
    assert contents(site) == without


@pytest.mark.slow
def test_a_corrected_value_leaves_the_pages_of_the_others_as_they_are(
    publisher: Path, tmp_path: Path
) -> None:
    site = tmp_path / "site"
    ict.site(publisher, site)
    before = inodes(site)
    head, *rows = read_rows(publisher / "values-2024.csv")
    row = next(row for row in rows if row[:2] == ["BRA", "internet-users"])
    row[3] = "79.9"
    write_rows(publisher / "values-2024.csv", [head, *rows])
    ict.site(publisher, site)
    written = {name for name, inode in inodes(site).items() if before.get(name) != inode}
    profiles = {name for name in written if "/economies/" in name and "index" not in name}
    assert {Path(name).stem for name in profiles} == {"BRA"}
    # What the editions share is written again, and no profile of another economy.
    assert {"data/editions/idi-2024.csv", "en/data/idi-2024.xlsx"} <= written
    assert "en/prices.html" not in written


@pytest.mark.slow
def test_a_build_that_is_ended_in_the_middle_leaves_the_old_site(
    publisher: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    site = tmp_path / "site"
    ict.site(publisher, site)
    before = contents(site)
    correct(publisher, random.Random(1))
    with monkeypatch.context() as patched:
        # As an exit by a signal: nothing is tidied up.
        patched.setattr("ictindex.core.tree_writer.Tree.finish", lambda tree: os._exit(9))
        pid = os.fork()
        if not pid:
            ict.site(publisher, site)
        assert os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) == 9
    assert contents(site) == before
    assert len(list(tmp_path.glob(".ictindex-*"))) == 1
    ict.site(publisher, site)
    ict.site(publisher, tmp_path / "full")
    assert contents(site) == contents(tmp_path / "full")
    assert not list(tmp_path.glob(".ictindex-*"))


@pytest.mark.slow
def test_keys_that_nobody_can_read_are_those_of_no_build(publisher: Path, tmp_path: Path) -> None:
    site = tmp_path / "site"
    ict.site(publisher, site)
    before = contents(site)
    listed = site / ".ictindex-files"
    keys = site / ".ictindex-keys"
    digests = [hashlib.sha256(text).hexdigest() for text in (keys.read_bytes(), b"[1]\n")]
    keys.write_bytes(b"[1]\n")
    listed.write_text(listed.read_text("utf-8").replace(*digests), encoding="utf-8")
    ict.site(publisher, site)
    assert contents(site) == before
    assert min(read_keys(keys.read_bytes())).startswith("ar/")
