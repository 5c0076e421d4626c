"""A round is made as a whole, and its changes are events."""

from __future__ import annotations

import datetime as dt
import stat
import sys
from pathlib import Path

import pytest
from round_cases import open_small_round

import ictindex as ict
from ictindex.apps.rounds import round_opening
from ictindex.submissions.closed.event_register import EventRegister
from ictindex.submissions.closed.pins import read_pins
from ictindex.submissions.validation.rules import ruleset


def test_a_new_round_pins_what_this_version_has(tmp_path: Path) -> None:
    folder = open_small_round(tmp_path / "round-2027")
    settings = folder.read_settings()
    assert read_pins(settings.pins.documents).rules.digest == ruleset().digest
    assert (settings.economies, settings.year) == (("XAA", "XAB", "XAC"), 2025)
    # Resolution 131: dispatch by the end of a year, collection from the beginning of the next.
    assert settings.days.dispatch == dt.date(2026, 12, 31)
    assert settings.days.collection == dt.date(2027, 1, 1)
    (opened,) = folder.register.read()
    assert (opened.event, opened.by, opened.day) == ("opened", "head", dt.date(2026, 11, 30))
    assert opened.fields["settings"] == folder.files.digest_of("round.toml")


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such modes")
def test_nobody_else_reads_the_folder(tmp_path: Path) -> None:
    folder = open_small_round(tmp_path / "round-2027")
    for path in (folder.path, *folder.path.rglob("*")):
        assert stat.S_IMODE(path.stat().st_mode) & 0o077 == 0, path


def test_the_folder_is_made_whole_or_not_at_all(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(EventRegister, "record", fail)
    with pytest.raises(ict.errors.UnusableFileError):
        open_small_round(tmp_path / "round-2027")
    assert list(tmp_path.iterdir()) == []


def test_a_folder_with_files_is_refused(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("mine")
    with pytest.raises(ict.errors.UsageError, match="not empty"):
        open_small_round(tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["notes.txt"]


def test_a_change_is_recorded_once_and_needs_a_cause(tmp_path: Path) -> None:
    folder = open_small_round(tmp_path / "round-2027")
    text = folder.files.settings_file.read_text()
    folder.files.settings_file.write_text(text.replace("2027-03-31", "2027-04-15"))
    assert [f.code for f in ict.rounds.check_round(folder.path)] == ["round.file-changed"]
    with pytest.raises(ict.errors.UsageError, match="text"):
        ict.rounds.amend_round(folder.path, cause=" ", day="2027-01-10")
    planned = ict.rounds.amend_round(
        folder.path, cause="A holiday.", day="2027-01-10", dry_run=True
    )
    assert [step.outcome for step in planned.steps] == ["to-do"]
    for outcome in ("done", "done-before"):
        steps = ict.rounds.amend_round(folder.path, cause="A holiday.", day="2027-01-10")
        assert [step.outcome for step in steps.steps] == [outcome]
    assert [event.event for event in folder.register.read()] == ["opened", "amended"]
    assert folder.register.read()[-1].text == "A holiday."
    assert not ict.rounds.check_round(folder.path)


def test_an_unusable_change_is_not_recorded(tmp_path: Path) -> None:
    folder = open_small_round(tmp_path / "round-2027")
    folder.files.settings_file.write_text(
        folder.files.settings_file.read_text().replace("XAA", "QQQ")
    )
    with pytest.raises(ict.errors.DocumentError, match="QQQ"):
        ict.rounds.amend_round(folder.path, cause="A mistake.", day="2027-01-10")
    assert len(folder.register.read()) == 1


def test_the_first_day_of_a_quarter_is_proposed_for_data() -> None:
    days = round_opening.propose_days(2030)
    assert days.data_releases == tuple(dt.date(2030, month, 1) for month in (4, 7, 10))
