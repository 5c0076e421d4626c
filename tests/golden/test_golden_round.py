"""A round that was begun by an earlier version is finished by this one, with the same bytes.

Its rules of validation are those with which it was begun, which the package keeps.

``golden-round.zip`` holds twelve questionnaires in six languages as they came back, some of them
accepted, and what the version of that day made of them: receipts, an edition of the index and one
of the price basket (``make_golden_round.py`` made it). No file of an edition or receipt states the
version of the software, so all of them are compared byte by byte.
"""

from __future__ import annotations

import tomllib
from pathlib import Path

import golden_round
import pytest

import ictindex as ict

ARCHIVE = Path(__file__).with_name("golden-round.zip")
# By sha256sum, over the lines that sha256sum prints for the sorted files: not with this library.
BEGUN = "66390ac3d3c5349d0563401ac0cca6f57abf4bd108a6c0613eca69aac4d9b6a2"
# Computed with sha256sum over the line of the kind and the bytes of manifest.json.
ROOTS = {
    "idi-2025": "sha256:6075befce5ff4db7ba7ccf36cd16a4542acc2778cefabdd49e7e82cf1bd929f2",
    "ipb-2025": "sha256:9d0cdeb5cdd16373e9b853d6ed2686a6c717d3211de2f1d0f7874f00d525918a",
}


@pytest.fixture
def finished(tmp_path: Path) -> dict[str, bytes]:
    """Lay the round out as it was begun; return the files that finished it."""
    return golden_round.unpack(ARCHIVE, tmp_path)


@pytest.fixture
def begun(tmp_path: Path, finished: dict[str, bytes]) -> Path:
    return tmp_path / "begun"


def test_the_round_was_begun_once_and_for_all(begun: Path) -> None:
    assert golden_round.digest(golden_round.read_files(begun)) == BEGUN


@pytest.mark.slow
@pytest.mark.parametrize("economy", ["chn", "egy", "sen"])
def test_a_receipt_from_before_still_fits_its_workbook(begun: Path, economy: str) -> None:
    workbook = begun / f"workbooks/{economy}.xlsx"
    submission, figures = golden_round.read_workbook(workbook)
    for end, table in (("", figures), (".tariffs", submission.tariffs)):
        receipt = ict.data.read_receipt(workbook.with_suffix(f"{end}.receipt.json")).join(table)
        receipt.check(workbook)
        receipt.verify()
        assert receipt.economies == (economy.upper(),)


def test_an_answer_in_an_arabic_workbook_settles_its_finding_as_then(
    begun: Path, finished: dict[str, bytes]
) -> None:
    workbook = begun / "workbooks/jor.xlsx"
    settings = tomllib.loads((begun / "round.toml").read_text("utf-8"))
    golden_round.accept_workbook(begun, workbook, settings)
    receipt = workbook.with_suffix(".receipt.json")
    (answer,) = ict.data.read_receipt(receipt).record["answers"]
    assert answer["key"] == ["T02", "JOR", "internet-users", "2023", "", "88.9"]
    assert receipt.read_bytes() == finished["workbooks/jor.receipt.json"]


@pytest.mark.slow
def test_the_round_ends_as_it_ended_then(begun: Path, finished: dict[str, bytes]) -> None:
    before = golden_round.read_files(begun)
    editions = golden_round.finish(begun)
    assert {edition.id: edition.root for edition in editions} == ROOTS
    files = {
        name: content
        for name, content in golden_round.read_files(begun).items()
        if before.get(name) != content
    }
    assert not [name for name in files if name.endswith(".xlsx")]  # no workbook is published
    assert sorted(files) == sorted(finished)
    assert [name for name in files if files[name] != finished[name]] == []
