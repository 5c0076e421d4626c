"""One command for the questionnaires of all economies, with what was accepted before."""

from __future__ import annotations

import re
import zipfile
from pathlib import Path

import pytest
from command_runs import run

import ictindex as ict
from ictindex.apps.desk import questionnaire_round

ASKED = ("BRA", "FRA")


@pytest.fixture
def few(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two economies represent all of them: each workbook takes its time."""
    monkeypatch.setattr(questionnaire_round, "round_economies", lambda: ASKED)


def one_line(text: str) -> str:
    return " ".join(text.split())


@pytest.mark.slow
@pytest.mark.usefixtures("few")
def test_all_questionnaires_are_written_with_their_own_values(tmp_path: Path) -> None:
    rows = "economy,indicator,year,value\nBRA,i99H,2022,80.4321\nFRA,i99H,2022,85.8765\n"
    (tmp_path / "old.csv").write_text(rows, encoding="utf-8")
    done = run(tmp_path, "questionnaire", "--all", "-e", "2025", "--history", "old.csv",
               "--send-to", "statistics@example.org", "--deadline", "2025-03-31",
               "-o", "round")  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert "round: questionnaires written: 2; with accepted values of their own economy: 2." in (
        one_line(done.stdout)
    )
    [named] = re.findall(r"`ictindex check (round[^`]+)`", one_line(done.stdout))
    assert (tmp_path / named).is_file()
    read = ict.read_questionnaire(tmp_path / "round" / "bra-2025.xlsx")
    assert list(read.contents.previous.values()) == [80.4321]
    assert read.language == "en"
    assert ict.read_questionnaire(tmp_path / "round" / "fra-2025.xlsx").language == "fr"
    with zipfile.ZipFile(tmp_path / "round" / "bra-2025.xlsx") as book:
        content = b"".join(map(book.read, book.namelist()))
    assert b"statistics@example.org" in content and b"85.8765" not in content
    again = run(tmp_path, "questionnaire", "--all", "-e", "2025", "-o", "round")
    assert again.returncode == 2
    assert again.stderr.startswith(
        "ictindex: round/bra-2025.xlsx already exists with other content, and is not overwritten."
    )


@pytest.mark.usefixtures("few")
def test_without_history_it_says_what_is_lost(tmp_path: Path) -> None:
    done = run(tmp_path, "questionnaire", "--all", "-e", "2025", "-l", "es")
    assert done.returncode == 0
    assert "Para incluirlos: `--history`" in done.stderr
    assert ict.read_questionnaire(
        tmp_path / "questionnaires-2025" / "fra-2025.xlsx"
    ).language == "es"  # fmt: skip


@pytest.mark.slow
@pytest.mark.usefixtures("few")
def test_history_may_be_a_receipt_or_a_released_folder(tmp_path: Path) -> None:
    annex = tmp_path / "annex.csv"
    annex.write_bytes(Path(ict.sample_data("idi-2024-annex.csv")).read_bytes())
    table = ict.read_observations(annex)
    idi = ict.methodology("idi", edition=2024)
    receipt = ict.accept(
        table, ict.validate(table, idi), role="compiler", transcribed="IDI 2024, Annex 2"
    )
    receipt.save(tmp_path / "annex.receipt.json")
    released = ict.editions.release_data(
        receipt, tmp_path / "archive", name="annex", released="2024-06-27"
    )
    published = ict.publish(
        ict.compute(idi, receipt.observations), tmp_path / "archive", released="2024-06-28",
        receipts=receipt,
    )  # fmt: skip
    for number, source in enumerate(("annex.receipt.json", released.path, published.path)):
        done = run(tmp_path, "questionnaire", "--all", "-e", "2025", "--history", str(source),
                   "-o", f"round-{number}")  # fmt: skip
        assert done.returncode == 0, done.stderr
        read = ict.read_questionnaire(tmp_path / f"round-{number}" / "bra-2025.xlsx")
        assert 80.5 in read.contents.previous.values()  # Internet users of Brazil, 2022, in print


def test_one_economy_or_all_of_them(tmp_path: Path) -> None:
    for typed in ([], ["ECU", "--all"], ["ECU", "--languages", "l.csv"]):
        done = run(tmp_path, "questionnaire", *typed, "-e", "2025")
        assert (done.returncode, done.stdout) == (2, "")
        assert done.stderr == (
            "ictindex: A questionnaire is written for one economy, or with `--all` for every one; "
            "`--languages` goes with `--all`. Name an economy, or give `--all` with a folder "
            "(`--output`).\n"
        )
