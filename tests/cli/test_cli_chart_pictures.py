"""The command chart: pictures of every form, the table without a file, refusals by their text."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from cli_cases import ANNEX, SHARES
from small_cases import small_cases

import ictindex as ict

pytest.importorskip("altair")
pytest.importorskip("vl_convert")


@pytest.mark.parametrize(("suffix", "begins"), [
    ("svg", b"<svg"), pytest.param("png", b"\x89PNG", marks=pytest.mark.slow), ("pdf", b"%PDF-"),
    pytest.param("html", b"<!DOCTYPE html>", marks=pytest.mark.slow), ("json", b"{"),
])  # fmt: skip
def test_a_chart_is_written_in_the_form_of_its_name(
    suffix: str, begins: bytes, invoke: Any, tmp_path: Path
) -> None:
    file = tmp_path / f"chart.{suffix}"
    done = invoke("chart", "ceiling", ANNEX, "-e", "2024", "-o", str(file), "-l", "ar")
    assert done.exit_code == 0, done.stderr
    assert file.read_bytes().startswith(begins)
    assert f"chart.{suffix}" in done.stdout


def test_the_language_is_that_of_the_picture(invoke: Any, tmp_path: Path) -> None:
    file = tmp_path / "chart.svg"
    invoke(
        "chart", "profile", ANNEX, "-e", "2024", "--economy", "Brazil", "-l", "zh", "-o", str(file)
    )
    assert "巴西" in file.read_text(encoding="utf-8")


def test_without_a_file_the_table_is_shown(invoke: Any) -> None:
    asked = ["--first", "2", "--ranks", "unofficial"]
    done = invoke("chart", "contributions", ANNEX, "-e", "2024", *asked)
    assert done.exit_code == 0, done.stderr
    assert "Kuwait" in done.stdout and "2 of 19 economies shown: the first 2." in done.stdout


def test_json_has_what_is_drawn(invoke: Any) -> None:
    done = invoke("chart", "dumbbell", ANNEX, ANNEX, "-e", "2024", "-e", "2024", "--json")
    assert done.exit_code != 0  # one edition twice is no series
    done = invoke("chart", "contributions", ANNEX, "-e", "2024", "--by", "sub-indices", "--json")
    result = ict.compute(ict.methodology("idi", 2024), ict.sample_data("idi-2024-annex.csv"))
    rows = json.loads(done.stdout)["rows"]
    data = result.plot.contributions(by="sub-indices").data
    assert [row["economy"] for row in rows] == data["economy"].tolist()
    assert [row["contribution"] for row in rows] == data["contribution"].tolist()


def test_prices_are_drawn_from_their_own_file(invoke: Any, tmp_path: Path) -> None:
    file = tmp_path / "prices.svg"
    basket = "fixed-broadband"
    done = invoke("chart", "panels", SHARES, "--basket", basket, "-o", str(file))
    assert done.exit_code == 0, done.stderr
    assert "Fixed-broadband basket" in file.read_text(encoding="utf-8")
    faulty = tmp_path / "prices.csv"
    faulty.write_text(Path(SHARES).read_text(encoding="utf-8").replace(",4.62,", ",4.x2,"), "utf-8")
    refused = invoke("chart", "panels", str(faulty), "--basket", basket, "-o", str(file))
    assert "Rows with errors are not computed:" in refused.exception.message("en")
    assert "prices.csv, line 2, column value: '4.x2'" in refused.exception.message("en")


@small_cases(("words", "message"), [
    (("radar", ANNEX, "-e", "2024"), "There is no chart 'radar' of this. Choose one of:"),
    (("ceiling", ANNEX, "-e", "2024", "--first", "3"), "This chart does not take --first."),
    (("profile", ANNEX, "-e", "2024"), "This chart is of one economy; given: 0."),
    (("ceiling", ANNEX, "-e", "2024", "-e", "2023"), "This chart is of one file; given: 2."),
    (("ceiling", ANNEX), "so it does not say for which edition it is. Name the edition"),
    (("dumbbell", ANNEX, "-e", "2024"), "A chart of change needs two editions of this"),
    (("ceiling", ANNEX, "-e", "2024", "-o", "x.gif"), "A chart cannot be written to 'x.gif'."),
])  # fmt: skip
def test_refusals_say_what_to_do(words: tuple[str, ...], message: str, invoke: Any) -> None:
    done = invoke("chart", *words)
    assert isinstance(done.exception, ict.errors.UsageError)
    assert message in done.exception.message("en")
