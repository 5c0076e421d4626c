"""The command that explains what moved the scores between two editions."""

from __future__ import annotations

import csv
import io
import json
import sys
from pathlib import Path
from typing import Any

import pytest
from change_cases import OFFICIAL, rows_of
from indices_cases import write

from ictindex.apps.cli import main


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Any:
    monkeypatch.delenv("COLUMNS", raising=False)

    def call(*words: object) -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "argv", ["ictindex", *map(str, words)])
        capsys.readouterr()
        try:
            main()
            code = 0
        except SystemExit as end:
            code = int(end.code or 0)
        output = capsys.readouterr()
        return code, output.out, output.err

    return call


@pytest.fixture
def files(tmp_path: Path) -> tuple[Path, Path]:
    before = write(tmp_path / "before.csv", [*rows_of("BRA", 2022), *rows_of("KEN", 2022)])
    after = rows_of("BRA", 2023, {"internet-users": ("92.0", 2023, OFFICIAL)})
    return before, write(tmp_path / "after.csv", [*after, *rows_of("KEN", 2023)[1:]])


def test_the_page_of_all_and_of_one(run: Any, files: tuple[Path, Path]) -> None:
    code, out, err = run("change", *files, "-e", 2024, 2025)
    assert (code, err) == (0, "")
    assert "what moved the scores from 2024 to 2025" in out
    assert "Kenya (KEN): its change cannot be explained, because 2025 has no value for" in out
    code, out, _ = run("change", *files, "-e", 2024, 2025, "--economy", "Brazil", "-l", "fr")
    assert code == 0 and out.startswith("Brésil")
    assert "87.4 (2022, official)" in run("change", *files, "-e", 2024, 2025, "--economy", "BRA")[1]


def test_data_are_the_rows_of_the_waterfall(run: Any, files: tuple[Path, Path]) -> None:
    words = ("change", *files, "-e", 2024, 2025, "--economy", "BRA")
    record = json.loads(run(*words, "--json")[1])
    rows = list(csv.DictReader(io.StringIO(run(*words, "--csv")[1])))
    assert [row["kind"] for row in rows] == [row["kind"] for row in record["rows"]]
    assert rows[0]["kind"] == "start" and rows[-1]["kind"] == "end"
    moved = [row for row in rows if row["kind"] not in ("start", "end")]
    assert round(sum(float(row["points"]) for row in moved), 6) == float(record["change"])
    whole = json.loads(run("change", *files, "-e", 2024, 2025, "--json")[1])
    assert [row["economy"] for row in whole["economies"]] == ["BRA"]


def test_the_release_note(run: Any, files: tuple[Path, Path]) -> None:
    code, out, _ = run("change", *files, "-e", 2024, 2025, "--note")
    assert code == 0 and "what changed since 2024" in out
    record = json.loads(run("change", *files, "-e", 2024, 2025, "--note", "--json")[1])
    assert record["coverage"][0]["economy"] == "KEN"
    code, _, err = run("change", *files, "-e", 2024, 2025, "--note", "--economy", "BRA")
    assert code == 2
    assert "A release note is about all economies. Leave out --note or --economy." in err


def test_what_cannot_be_explained_is_refused_with_its_reason(
    run: Any, files: tuple[Path, Path]
) -> None:
    code, out, err = run("change", *files, "-e", 2024, 2025, "--economy", "KEN")
    assert (code, out) == (2, "")
    assert "its change cannot be explained, because 2025 has no value for" in err
    code, _, err = run("change", *files)
    assert code == 2 and "--edition" in err


@pytest.mark.slow
def test_published_editions_are_opened(run: Any, tmp_path: Path) -> None:
    assert run("demo", "--publish", tmp_path / "demo")[0] == 0
    folder = tmp_path / "demo" / "editions" / "idi-2024-demonstration"
    code, out, err = run("change", folder, folder, "--csv")
    assert code == 0, err
    rows = list(csv.DictReader(io.StringIO(out)))
    assert {row["kind"] for row in rows} == {"start", "same-value", "end"}
    assert {float(row["points"]) for row in rows if row["kind"] == "same-value"} == {0.0}


def test_files_without_editions_are_answered_with_the_option_of_this_command(run: Any) -> None:
    annex = "sample_data/idi-2024-annex.csv"
    code, _, error = run("change", annex, annex, "--language", "en")
    assert code == 2
    assert "--editions 2024 2025" in error
    assert "ictindex check" not in error
