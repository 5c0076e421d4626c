"""Nothing that a member writes in confidence is in an edition, a data release, or a form of them.

What is published of a season with marked words (``closed_season``) is searched byte by byte;
workbooks, Parquet and NetCDF by their readers.
"""

from __future__ import annotations

import dataclasses
import json
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pandas as pd
import pytest
from closed_season import CLOSED, KEY, MASTER, SOURCE, WITHHELD, WORDS, play
from edition_cases import VALUES

import ictindex as ict
from ictindex.submissions.closed.commitments import acknowledge

pytest.importorskip("openpyxl", reason="the extra 'excel' is not installed")
pytest.importorskip("xlsxwriter", reason="the extra 'excel' is not installed")


class Published(NamedTuple):
    """The closed folder and the receipts; the published edition and data release."""

    closed: Path
    receipts: dict[str, ict.data.Receipt]
    edition: ict.editions.Edition
    release: ict.editions.Edition


@pytest.fixture(scope="module")
def season(tmp_path_factory: pytest.TempPathFactory) -> Published:
    folder = tmp_path_factory.mktemp("season")
    played = play(folder)
    editions = folder / "editions"
    edition = ict.publish(
        played.result, editions, released="2024-06-27", publisher="Office of trials", salt=MASTER
    )
    release = ict.editions.release_data(
        [receipt for name, receipt in played.receipts.items() if name != "model"],
        editions, name="first", released="2024-05-02", kind="demonstration", salt=MASTER,
    )  # fmt: skip
    return Published(played.closed, played.receipts, edition, release)


def texts_in(path: Path) -> Iterator[str]:
    """Yield what a file says, by its own reader where its bytes are compressed."""
    if zipfile.is_zipfile(path):
        with zipfile.ZipFile(path) as archive:
            for name in archive.namelist():
                yield archive.read(name).decode("utf-8", "replace")
    elif path.suffix == ".parquet":
        frame = pd.read_parquet(path)
        yield frame.to_csv() + str(frame.attrs)
    elif path.suffix == ".nc":
        import xarray as xr

        with xr.load_dataset(path) as dataset:
            yield dataset.to_dataframe().to_csv() + str(dataset.attrs)
    yield path.read_bytes().decode("utf-8", "replace")


def found_in(folder: Path) -> list[tuple[str, str]]:
    files = [path for path in sorted(folder.rglob("*")) if path.is_file()]
    return [
        (path.relative_to(folder).as_posix(), word)
        for path in files
        for text in texts_in(path)
        for word in CLOSED
        if word in text or word in path.relative_to(folder).as_posix()
    ]


@pytest.mark.slow
def test_every_marked_word_is_in_the_closed_folder(season: Published) -> None:
    """But those of the workbook itself, which was removed after it was accepted."""
    there = {word for _, word in found_in(season.closed)}
    of_the_workbook = {WORDS[name] for name in ("contact", "author", "comment", "sheet")}
    # The text of a consultation is in a table of the compilers that no receipt contains.
    assert there == set(CLOSED) - of_the_workbook - {WORDS["text"]}


def test_no_file_that_is_published_has_a_closed_word(season: Published) -> None:
    assert found_in(season.edition.path.parent) == []
    used = (season.edition.path / "inputs/observations.csv").read_text("utf-8")
    assert SOURCE in used and "Model of trials" in used  # the first sheet says so


@pytest.mark.slow
def test_no_saved_form_has_a_closed_word(season: Published, tmp_path: Path) -> None:
    pytest.importorskip("pyarrow")
    pytest.importorskip("h5netcdf")
    for published in (season.edition, season.release):
        opened = ict.open_edition(published.path)
        for ending in ("csv", "xlsx", "parquet", "nc"):
            opened.save(tmp_path / f"{published.id}.{ending}")
    assert len(list(tmp_path.iterdir())) == 8
    assert found_in(tmp_path) == []
    whole: Any = ict.open_edition(season.edition.path)
    shown = [whole.explain("XAA", language=language).to_text() for language in ("en", "ar")]
    assert not [word for text in shown for word in CLOSED if word in text]


@pytest.mark.slow
def test_it_comes_out_again_without_the_closed_folder(season: Published, tmp_path: Path) -> None:
    alone = tmp_path / season.edition.id
    shutil.copytree(season.edition.path, alone)
    for script in ("verify.py", "recompute.py"):
        done = subprocess.run(
            [sys.executable, "-I", alone / script], capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stdout + done.stderr
    assert ict.editions.recompute(alone).identical


def test_nothing_closed_follows_by_difference(season: Published) -> None:
    def read(name: str) -> dict[str, Any]:
        content: dict[str, Any] = json.loads((season.edition.path / name).read_bytes())
        return content

    # XAD rejected estimates: one public reason, no row, no receipt, no consultation.
    excluded = {row["economy"]: row["code"] for row in read("findings.json")["exclusions"]}
    assert excluded["XAD"] == "excluded.no-admitted-value"
    for name in ("consultations.json", "receipts.json", "sourcing.json", "inputs/accepted.csv",
                 "inputs/observations.csv"):  # fmt: skip
        assert b"XAD" not in (season.edition.path / name).read_bytes(), name
    assert [row["economy"] for row in read("consultations.json")["records"]] == ["XAE"]
    # Of XAC the later submission alone is named.
    economies = [row["receipt"]["economies"] for row in read("receipts.json")["records"]]
    assert sorted(economies) == [["XAA"], ["XAB"], ["XAC"], ["XAE"], ["XAE"]]
    # A closed cell is a digest; the withdrawn one is not there at all.
    frame = pd.read_csv(season.edition.path / "inputs/accepted.csv", keep_default_na=False)
    of_xab = frame[(frame["economy"] == "XAB") & (frame["use"] != "used")]
    assert of_xab[["indicator", "use", "value"]].values.tolist() == [[WITHHELD, "withheld", ""]]


def test_a_state_proves_its_own_figures_and_no_other(season: Published) -> None:
    for published in (season.edition, season.release):
        own = acknowledge(season.receipts["XAB"], MASTER)
        proof = ict.editions.prove(published, season.receipts["XAB"], own["salt"])
        assert proof and proof.commitment == own["commitment"]
        states = [row["state"] for row in proof.figures]
        assert (states.count("same"), states.count("withheld")) == (len(VALUES) - 1, 1)
        assert proof.to_frame()["economy"].unique().tolist() == ["XAB"]
        # The salt of one State opens nothing of another, and the master salt is no salt.
        for salt in (own["salt"], MASTER):
            assert not ict.editions.prove(published, season.receipts["XAA"], salt)
    with pytest.raises(ict.errors.UsageError):
        ict.editions.prove(season.edition, season.receipts["XAB"], "no digits")


def test_a_figure_that_was_not_accepted_is_found(season: Published, tmp_path: Path) -> None:
    """A publisher that commits to the receipt and prints another figure is found out."""
    own = acknowledge(season.receipts["XAC"], MASTER)
    opened = ict.open_edition(season.edition.path)
    proof = ict.editions.prove(opened, season.receipts["XAC"], own["salt"])
    assert proof.proved and "(10)" in proof.to_text("en")
    path = "inputs/observations.csv"
    content = opened.report.contents[path]
    lines = content.decode().splitlines(keepends=True)
    at = next(n for n, line in enumerate(lines) if line.startswith(f"XAC,{KEY}"))
    lines[at] = lines[at].replace(VALUES[KEY], "88.5")
    contents = {**opened.report.contents, path: "".join(lines).encode()}
    report = dataclasses.replace(opened.report, contents=contents)
    object.__setattr__(opened, "report", report)
    proof = ict.editions.prove(opened, season.receipts["XAC"], own["salt"])
    assert proof.committed and not proof.proved
    assert [row["subject"] for row in proof.figures if row["state"] == "other"] == [KEY]
    assert "not those that were accepted" in proof.to_text("en")
