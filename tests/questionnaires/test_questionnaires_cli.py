"""The commands on questionnaires, as a focal point runs them."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import questionnaire_cases as cases

import ictindex as ict

SOURCE = str(Path(ict.__file__).resolve().parent.parent)
USERS = cases.place("individuals", "internet-users")


def run(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    kept = {k: v for k, v in os.environ.items() if k not in ("ICTINDEX_LANGUAGE", "COLUMNS")}
    return subprocess.run(
        [sys.executable, "-m", "ictindex", *arguments],
        capture_output=True,
        cwd=folder,
        env=kept | {"PYTHONPATH": SOURCE},
        check=False,
        encoding="utf-8",
        timeout=120,
    )


def test_a_questionnaire_is_written_in_the_language_asked_for(tmp_path: Path) -> None:
    done = run(tmp_path, "questionnaire", "ECU", "--edition", "2025", "-l", "es", "-o", "ecu.xlsx")
    assert (done.returncode, done.stderr) == (0, "")
    assert "ecu.xlsx" in done.stdout and "2023" in done.stdout
    submission = ict.read_questionnaire(tmp_path / "ecu.xlsx")
    assert (submission.economy, submission.language) == ("ECU", "es")


def test_accepted_values_come_from_a_file(tmp_path: Path) -> None:
    rows = "economy,indicator,year,value\nECU,i99H,2022,69.7\n"
    (tmp_path / "old.csv").write_text(rows, encoding="utf-8")
    done = run(tmp_path, "questionnaire", "ECU", "-e", "2025", "--history", "old.csv")
    assert done.returncode == 0, done.stderr
    submission = ict.read_questionnaire(tmp_path / "ecu-2025.xlsx")
    assert list(submission.contents.previous.values()) == [69.7]


def test_a_workbook_that_is_there_is_never_written_over(tmp_path: Path) -> None:
    (tmp_path / "ecu-2025.xlsx").write_text("filled in", encoding="utf-8")
    done = run(tmp_path, "questionnaire", "ECU", "--edition", "2025")
    assert done.returncode == 2
    assert done.stderr == (
        "ictindex: ecu-2025.xlsx is there already: it may be filled in, and is not written over. "
        "Name another file with `--output`, or remove this one first.\n"
    )
    assert (tmp_path / "ecu-2025.xlsx").read_text("utf-8") == "filled in"


def test_a_questionnaire_is_checked_and_handed_back(tmp_path: Path) -> None:
    cases.filled(tmp_path, {USERS: "72,7"})
    done = run(tmp_path, "check", "ecu-en.xlsx", "-o", "back.xlsx")
    assert done.returncode == 1
    assert "The cell holds the text '72,7', not a number" in " ".join(done.stdout.split())
    assert "back.xlsx was written" in done.stdout
    back = ict.read_questionnaire(tmp_path / "back.xlsx")
    assert back.contents.cells[USERS] == "72,7"
    assert back.titles["answers"] == "Answers"


def test_a_check_as_data_is_nothing_but_data(tmp_path: Path) -> None:
    cases.filled(tmp_path, {USERS: "72,7", ("individuals", 5, 12): "see annex"})
    done = run(tmp_path, "check", "ecu-en.xlsx", "--json")
    assert done.returncode == 1
    told = json.loads(done.stdout)
    assert (told["economy"], told["edition"], told["year"]) == ("ECU", 2025, 2023)
    assert "see annex" in done.stdout and "72,7" in done.stdout
    assert run(tmp_path, "check", "ecu-en.xlsx", "--csv").stdout.startswith("rule,")


def test_what_cannot_be_read_has_the_exit_code_for_it(tmp_path: Path) -> None:
    (tmp_path / "a.xlsx").write_bytes(b"no workbook")
    done = run(tmp_path, "check", "a.xlsx")
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("ictindex: a.xlsx is not an Excel workbook")
