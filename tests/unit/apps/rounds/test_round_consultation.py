"""Consultations of a round: one letter to a State on all its values, one event for each value."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
import small_round
from small_round import LANGUAGES, mark

import ictindex as ict
from ictindex.apps.rounds.round_computation import select_round
from ictindex.submissions.closed.event_register import Event
from ictindex.submissions.closed.round_folder import RoundFolder

LETTER, DEADLINE = dt.date(2026, 3, 1), dt.date(2026, 4, 10)


@pytest.fixture
def folder(tmp_path: Path) -> RoundFolder:
    """A round whose States have no value of their own for two indicators."""
    return small_round.make_round(tmp_path / "round-2026", consulted=False)


def consulted(folder: RoundFolder) -> list[Event]:
    return [event for event in folder.register.read() if event.event == "consulted"]


@pytest.mark.slow
def test_each_state_gets_one_letter_on_its_own_values(folder: RoundFolder) -> None:
    steps = ict.rounds.consult_states(folder.path, day=LETTER, until=DEADLINE)
    assert [(step.economy, step.outcome) for step in steps.steps] == [
        (economy, "done") for economy in LANGUAGES
    ]
    for event in consulted(folder):
        language = LANGUAGES[event.economy]
        assert (event.day, event.by, event.fields["deadline"]) == (LETTER, "compiler", "2026-04-10")
        assert event.fields["source"] == mark(event.economy, "source")
        files = sorted(folder.files.sent(event.economy).iterdir())
        assert [file.suffix for file in files] == [".html", ".txt"]
        assert dict(event.refs) == {
            folder.files.relative(file): folder.files.digest_of(folder.files.relative(file))
            for file in files
        }
        for file in files:
            text = file.read_text("utf-8")
            assert mark(event.economy, "source") in text and "office@example.org" in text
            others = set(LANGUAGES) - {event.economy}
            assert not any(mark(other, "source") in text for other in others)
        assert f'lang="{language}"' in files[0].read_text("utf-8")
    # The letters are the record of consultations: after the deadline the values are used.
    assert len(select_round(folder, cut_off=LETTER).pending()) == 0
    again = ict.rounds.consult_states(folder.path, day=LETTER, until=DEADLINE)
    assert {step.outcome for step in again.steps} == {"done-before"}
    later = select_round(folder, cut_off=dt.date(2026, 4, 30)).to_frame("en")
    used = later[later["indicator"] == small_round.ESTIMATED]
    assert used["decision"].tolist() == ["estimate"] * len(LANGUAGES)
    assert used["consultation"].tolist() == ["silence"] * len(LANGUAGES)


def test_a_letter_that_was_begun_is_the_same_letter_again(folder: RoundFolder) -> None:
    row = {
        "economy": "XAA",
        "indicator": small_round.SECOND,
        "year": small_round.YEAR,
        "value": "71.5",
        "source": "Survey of Y",
        "source_class": "estimate",
    }
    small_round.accept(folder, "XAA", [row])
    ict.rounds.consult_states(folder.path, day=LETTER, until=DEADLINE, economies=["XAA"])
    values = consulted(folder)
    assert [event.fields["indicator"] for event in values] == sorted(
        [small_round.ESTIMATED, small_round.SECOND]
    )
    # The process was stopped after the first of the two events.
    (folder.register.folder / f"{values[1].number:06d}.json").unlink()
    letters = {file.name for file in folder.files.sent("XAA").iterdir()}
    steps = ict.rounds.consult_states(folder.path, day=LETTER, until=DEADLINE, economies=["XAA"])
    assert [step.outcome for step in steps.steps] == ["done-before", "done"]
    assert {file.name for file in folder.files.sent("XAA").iterdir()} == letters


def test_an_answer_is_recorded_and_decides(folder: RoundFolder) -> None:
    ict.rounds.consult_states(folder.path, day=LETTER, until=DEADLINE)
    for answer in ("objected", "objected", "agreed"):
        ict.rounds.record_reply(
            folder.path, "XAB", small_round.ESTIMATED, answer, day="2026-03-20", text="zqwhy"
        )
    replies = [event for event in folder.register.read() if event.event == "reply"]
    assert [(event.by, event.fields["answer"]) for event in replies] == [
        ("state", "objected"),
        ("state", "agreed"),
    ]
    frame = select_round(folder, cut_off=dt.date(2026, 4, 1)).to_frame("en")
    used = frame[frame["indicator"] == small_round.ESTIMATED].set_index("economy")["decision"]
    # Before the deadline only the State that agreed has its estimate used.
    assert used.to_dict() == {
        economy: "estimate" if economy == "XAB" else "missing" for economy in LANGUAGES
    }
