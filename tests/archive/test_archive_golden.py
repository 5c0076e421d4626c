"""Editions that were frozen once and for all: every later version reads and recomputes them.

``golden-editions.zip`` holds two editions of economies that do not exist, as they were published,
with their register. It is never made anew: a version of the library that cannot open it, or that
computes another byte from it, breaks its promise.
"""

from __future__ import annotations

import hashlib
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

import ictindex as ict

ARCHIVE = Path(__file__).with_name("golden-editions.zip")
# Computed with sha256sum over the line of the kind and the bytes of manifest.json and of the last
# record: not with this library.
HEAD = "sha256:1ba165292faff236e8e6cb9d01177f5841bb8ce97ead153784d292ddde0c8fb9"
ROOTS = {
    "idi-2024-demonstration": "sha256:"
    "79a8dfc62c6c93ef45dbfe4a0a884cb9a2f249dec23a5cba68376f89c3609bf2",
    "ipb-2025-demonstration": "sha256:"
    "6704cd66d79018819c1c5077f993a93e9dea5d6875c95ffa75431d3c6bc4452a",
}


@pytest.fixture(scope="module")
def editions(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("golden")
    with zipfile.ZipFile(ARCHIVE) as frozen:
        frozen.extractall(folder)
    return folder / "editions"


def test_the_archive_itself_is_the_one_of_that_day() -> None:
    assert (
        hashlib.sha256(ARCHIVE.read_bytes()).hexdigest()
        == "ad530509f00af822cda94f5c310ff627f6cd453e20e9f59806b271c0d582df8a"
    )


@pytest.mark.parametrize("key", sorted(ROOTS))
def test_it_verifies_against_its_golden_root_and_head(editions: Path, key: str) -> None:
    report = ict.verify(editions / key, root=ROOTS[key], head=HEAD)
    assert (report.verdict, report.registered) == ("intact-pinned", True)
    done = subprocess.run(
        [sys.executable, "-I", "verify.py", "--root", ROOTS[key], "--head", HEAD],
        cwd=editions / key, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert (done.returncode, done.stdout.splitlines()[0]) == (0, "intact-pinned")


@pytest.mark.parametrize("key", sorted(ROOTS))
def test_every_byte_comes_out_again(editions: Path, key: str) -> None:
    again = ict.recompute(editions / key)
    assert again.identical and {"results.json", "table.csv"} <= set(again.files)
    done = subprocess.run(
        [sys.executable, "-I", "recompute.py"],
        cwd=editions / key, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    assert "NOT" not in done.stdout


def test_the_figures_are_those_of_that_day(editions: Path) -> None:
    """Of XAK by hand: the mean of its two pillars, 93.8 and 93.9 unrounded, gives 93.9."""
    idi = ict.open_edition(editions / "idi-2024-demonstration")
    assert idi.values.loc["XAK"].iloc[0] == 93.9
    assert idi.values.loc["XAA", "idi"] == 49.2
    baskets = ict.open_edition(editions / "ipb-2025-demonstration")
    # Two half-month packs at 4.50 USD, and an income of 12,000 USD a year: 9 of 1,000 a month.
    assert baskets.shares.loc["ATA", "mobile-data-only"] == 0.9


def test_the_two_of_one_register_are_listed(editions: Path) -> None:
    assert ict.editions(editions).head == HEAD
    assert [one.id for one in ict.editions(editions)] == sorted(ROOTS)
