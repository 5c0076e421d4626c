"""Reminders before, on and after the day; never to a State that has sent, refused or has time."""

from __future__ import annotations

from pathlib import Path

import pytest
from round_cases import RECEIVED, open_small_round, write_table

import ictindex as ict
from ictindex.submissions.closed.round_folder import RoundFolder


def outcomes(season: RoundFolder, day: str) -> dict[str, str]:
    steps = ict.rounds.remind_states(season.path, day=day).steps
    return {step.economy: step.outcome for step in steps}


def letters(season: RoundFolder, economy: str) -> list[str]:
    names = sorted(file.name for file in season.files.sent(economy).glob("*reminder*.html"))
    return [name.rpartition("-")[0] for name in names]  # without its digest


def test_three_reminders_at_most(season: RoundFolder) -> None:
    """The day is 31 March 2027; the reminders are 14 days before, on the day, 14 days after."""
    days = ("2027-03-16", "2027-03-17", "2027-03-20", "2027-03-31", "2027-04-13", "2027-04-14")
    got = [outcomes(season, day)["XAA"] for day in days]
    assert got == ["not-due", "done", "done-before", "done", "done-before", "done"]
    assert letters(season, "XAA") == [
        "2027-03-17-reminder-before",
        "2027-03-31-reminder-on",
        "2027-04-14-reminder-after",
    ]


def test_who_has_sent_or_refused_or_has_time_is_left_in_peace(
    season: RoundFolder, tmp_path: Path
) -> None:
    file = write_table(tmp_path, "XAA")
    ict.rounds.receive_file(season.path, file, economy="XAA", day=RECEIVED)
    ict.rounds.refuse_state(season.path, "XAB", day=RECEIVED)
    ict.rounds.extend_state(season.path, "XAC", until="2027-04-30", day="2027-03-10")
    expected = {"XAA": "has-sent", "XAB": "has-refused", "XAC": "is-extended"}
    for day in ("2027-03-17", "2027-03-31", "2027-04-14", "2027-04-30"):
        assert outcomes(season, day) == expected
    # After the extension there is one reminder more, counted from its last day.
    assert outcomes(season, "2027-05-13")["XAC"] == "not-due"
    assert outcomes(season, "2027-05-14") == expected | {"XAC": "done"}
    assert not letters(season, "XAA")
    assert not letters(season, "XAB")


def test_who_was_not_asked_is_not_reminded(tmp_path: Path) -> None:
    folder = open_small_round(tmp_path / "round-2027")
    assert set(outcomes(folder, "2027-03-31").values()) == {"not-sent"}


def test_an_extension_is_recorded_once_with_its_letter(season: RoundFolder) -> None:
    for outcome in ("done", "done-before"):
        steps = ict.rounds.extend_state(season.path, "XAA", until="2027-04-30", day="2027-03-10")
        assert [step.outcome for step in steps.steps] == [outcome]
    (letter,) = season.files.sent("XAA").glob("2027-03-10-extension-*.txt")
    assert "30 April 2027" in letter.read_text("utf-8")
    assert season.register.read()[-1].fields["until"] == "2027-04-30"


def test_an_extension_never_takes_days_away(season: RoundFolder) -> None:
    with pytest.raises(ict.errors.UsageError, match="2027-03-31"):
        ict.rounds.extend_state(season.path, "XAA", until="2027-03-30", day="2027-03-10")


def test_the_reason_of_a_refusal_is_in_the_register_alone(season: RoundFolder) -> None:
    reason = "Census under way"
    ict.rounds.refuse_state(season.path, "XAB", day=RECEIVED, reason=reason)
    event = season.register.read()[-1]
    assert (event.by, event.text) == ("state", reason)
    holders = [
        p for p in season.path.rglob("*") if p.is_file() and reason.encode() in p.read_bytes()
    ]
    assert holders == [season.register.folder / "000005.json"]
