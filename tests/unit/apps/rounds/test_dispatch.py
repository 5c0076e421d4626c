"""A dispatch writes the own files of each State, and records them once."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest
from round_cases import open_small_round

import ictindex as ict
from ictindex.submissions.closed.round_folder import RoundFolder


@pytest.mark.slow
def test_the_letter_names_the_digest_of_the_workbook(season: RoundFolder) -> None:
    for economy in ("XAA", "XAB", "XAC"):
        workbook = season.files.sent(economy) / f"{economy.lower()}-2027.xlsx"
        (letter,) = season.files.sent(economy).glob("2026-12-31-dispatch-*.html")
        assert hashlib.sha256(workbook.read_bytes()).hexdigest() in letter.read_text("utf-8")
        submission = ict.read_questionnaire(workbook)
        assert (submission.economy, submission.edition) == (economy, 2027)


def test_no_letter_names_another_state(season: RoundFolder) -> None:
    codes = ("XAA", "XAB", "XAC")
    for economy in codes:
        for file in season.files.sent(economy).glob("*.html"):
            text = file.read_text("utf-8").upper()
            assert not [code for code in codes if code != economy and code in text]


def test_who_was_sent_a_questionnaire_gets_no_other_one(season: RoundFolder) -> None:
    head = season.register.head
    steps = ict.rounds.dispatch_round(season.path, day="2027-01-05")
    assert {step.outcome for step in steps.steps} == {"done-before"}
    assert season.register.head == head
    assert not list(season.path.glob("sent/*/2027-01-05*"))


def test_a_dry_run_writes_nothing(tmp_path: Path) -> None:
    folder = open_small_round(tmp_path / "round-2027")
    steps = ict.rounds.dispatch_round(folder.path, day="2026-12-31", dry_run=True)
    assert [(step.economy, step.outcome) for step in steps.steps] == [
        ("XAA", "to-do"),
        ("XAB", "to-do"),
        ("XAC", "to-do"),
    ]
    assert not list(folder.path.glob("sent/*"))
    assert len(folder.register.read()) == 1


@pytest.mark.slow
def test_files_without_an_event_are_written_again(season: RoundFolder) -> None:
    """A dispatch that was stopped after its files goes on, whatever is in them."""
    (season.register.folder / "000004.json").unlink()
    workbook = season.files.sent("XAC") / "xac-2027.xlsx"
    content = workbook.read_bytes()
    workbook.write_bytes(b"half of it")
    steps = ict.rounds.dispatch_round(RoundFolder(season.path).path, day="2026-12-31")
    assert [step.outcome for step in steps.steps] == ["done-before", "done-before", "done"]
    assert workbook.read_bytes() == content
    assert not ict.rounds.check_round(season.path)


def test_an_economy_that_is_not_asked_is_refused(season: RoundFolder) -> None:
    with pytest.raises(ict.errors.UsageError, match="BRA"):
        ict.rounds.dispatch_round(season.path, day="2026-12-31", economies=["BRA"])


@pytest.mark.slow
def test_a_version_that_does_not_know_the_pins_sends_nothing(tmp_path: Path) -> None:
    folder = open_small_round(tmp_path / "round-2027")
    pins = folder.read_settings().pins
    text = folder.files.settings_file.read_text().replace(pins.rules, "0" * 64)
    folder.files.settings_file.write_text(text)
    ict.rounds.amend_round(folder.path, cause="Other rules.", day="2026-12-01")
    with pytest.raises(ict.errors.UnusableFileError):
        ict.rounds.dispatch_round(folder.path, day="2026-12-31")
    assert not list(folder.path.glob("sent/*"))
    assert [f.code for f in ict.rounds.check_round(folder.path)] == ["round.unknown-pin"]


@pytest.mark.slow
def test_the_page_that_is_sent_is_named_by_its_digest(tmp_path: Path) -> None:
    page = tmp_path / "ictindex-check.html"
    page.write_bytes(b"<!doctype html>")
    digest = hashlib.sha256(page.read_bytes()).hexdigest()
    settings = ict.rounds.propose_settings(
        2027, economies=["XAA"], publisher="Example office", page=page
    )
    folder = ict.rounds.new_round(settings, tmp_path / "round-2027", day="2026-11-30")
    ict.rounds.dispatch_round(folder, day="2026-12-31")
    (letter,) = folder.files.sent("XAA").glob("*-dispatch-*.txt")
    assert digest in "".join(letter.read_text("utf-8").split())
    assert folder.register.read()[-1].fields["page"] == digest


@pytest.mark.slow
def test_enclosures_go_to_the_states_of_their_language(tmp_path: Path) -> None:
    settings = ict.rounds.propose_settings(
        2027, economies=["XAA", "XAB"], languages={"XAB": "fr"}, publisher="Example office"
    )
    folder = ict.rounds.new_round(settings, tmp_path / "round-2027", day="2026-11-30")
    own = {"XAA": ["guide.en.pdf"], "XAB": ["guide.fr.pdf"]}
    digests = {}
    for name in ("guide.en.pdf", "guide.fr.pdf", "check.html"):
        (folder.files.enclosures / name).write_text(f"The contents of {name}")
        digests[name] = hashlib.sha256(f"The contents of {name}".encode()).hexdigest()
    (folder.files.enclosures / ".DS_Store").write_text("of the system")
    ict.rounds.dispatch_round(folder.path, day="2026-12-31")
    for event in folder.register.read()[1:]:
        assert not [name for name in event.refs if ".DS_Store" in name]
        (letter,) = folder.files.sent(event.economy).glob("*.txt")
        named = {name for name, digest in digests.items() if digest in letter.read_text("utf-8")}
        assert named == {*own[event.economy], "check.html"}
        assert {f"enclosed/{name}" for name in named} <= set(event.refs)
    (folder.files.enclosures / "check.html").write_text("Another page")
    assert [fault.code for fault in ict.rounds.check_round(folder.path).errors]
