"""The commands of the compilers' desk: one round in all forms of output."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest
from command_runs import run
from round_events import accepted, dispatched, received, write_round

from ictindex.language import i18n

SENT = received("BRA", "2027-02-01")
KEPT = next(iter(SENT.refs))


@pytest.fixture
def desk_folder(tmp_path: Path) -> Path:
    """A folder with a round: Brazil is accepted, Kenya is silent."""
    events = [dispatched("BRA"), dispatched("KEN"), SENT, accepted("BRA", "2027-02-03")]
    languages = dict.fromkeys(("BRA", "KEN"), "en")
    files = {KEPT: b"workbook", "keys/master": bytes(32)}
    write_round(tmp_path / "round-2027", languages, events, files)
    return tmp_path


def status(desk_folder: Path, *more: str):
    return run(desk_folder, "round", "status", "round-2027", "--date", "2027-03-20", *more)


def test_the_desk_is_a_page_html_json_csv_and_a_workbook(desk_folder: Path) -> None:
    page = status(desk_folder)
    assert page.returncode == 0, page.stderr
    assert "For compilers only" in page.stdout and "Write a reminder" in page.stdout
    html = status(desk_folder, "--html", "-l", "ar")
    assert html.stdout.startswith("<!doctype html>") and 'dir="rtl"' in html.stdout
    assert i18n.text("round-desk", "compilers-only", "ar") in html.stdout
    record = json.loads(status(desk_folder, "--json").stdout)
    assert record["access"] == "compilers-only"
    assert {row["economy"] for row in record["offices"]} == {"BRA", "KEN", ""}
    rows = list(
        csv.DictReader(io.StringIO(status(desk_folder, "--csv", "--table", "counts").stdout))
    )
    assert {row["stage"]: row["number"] for row in rows}["silent"] == "1"
    written = status(desk_folder, "-o", "round-2027/desk.xlsx")
    assert written.returncode == 0 and (desk_folder / "round-2027" / "desk.xlsx").is_file()


def test_the_desk_is_not_written_next_to_editions_or_anywhere_else_outside(
    desk_folder: Path,
) -> None:
    (desk_folder / "editions" / "register").mkdir(parents=True)
    for file in ("editions/desk.xlsx", "desk.csv"):
        refused = status(desk_folder, "-o", file)
        assert refused.returncode == 2
        assert "is not in the closed folder of the round" in " ".join(refused.stderr.split())
        assert not (desk_folder / file).exists()


def test_a_handover_is_shown_first_and_then_recorded(desk_folder: Path) -> None:
    words = ("round", "handover", "round-2027", "--date", "2027-03-20", "--from", "Unit A",
             "--to", "Unit B", "--role", "compiler=Unit B", "--kept", "safe 2")  # fmt: skip
    shown = run(desk_folder, *words, "--dry-run")
    assert shown.returncode == 0 and "safe 2" in shown.stdout
    assert not (desk_folder / "round-2027" / "handovers").exists()
    assert run(desk_folder, *words).returncode == 0
    assert len(list((desk_folder / "round-2027" / "handovers").iterdir())) == 3
    wrong = run(desk_folder, *words, "--role", "compiler")
    assert wrong.returncode == 2 and "does not say who has a role" in wrong.stderr


def test_workbooks_are_destroyed_after_their_retention_and_the_archive_is_checked(
    desk_folder: Path,
) -> None:
    def command(*words: str):
        return run(desk_folder, "round", *words)

    retained = command("retain", "round-2027", "--until", "2029-06-30", "--date", "2027-07-01")
    assert retained.stdout == "Workbooks are kept until 30 June 2029.\n"
    early = command("destroy", "round-2027", "--date", "2029-06-30")
    assert early.returncode == 2 and (desk_folder / "round-2027" / KEPT).exists()
    done = command("destroy", "round-2027", "--date", "2029-07-01", "--csv")
    assert done.returncode == 0 and "removed" in done.stdout
    assert not (desk_folder / "round-2027" / KEPT).exists()
    assert command("archive", "round-2027", "-o", "round.zip").returncode == 0
    assert command("check", "round.zip").returncode == 0
    content = (desk_folder / "round.zip").read_bytes()
    (desk_folder / "round.zip").write_bytes(content.replace(b"events/000002", b"events/000009"))
    assert command("check", "round.zip").returncode != 0
