"""Three months for each submission, and the release of data that it goes to; days by hand."""

from __future__ import annotations

import datetime as dt
from functools import partial
from pathlib import Path
from typing import Any

import command_runs
import pytest

import ictindex as ict
from ictindex.apps.rounds.publication_clock import PublicationClock, read_clock
from ictindex.core.errors import UsageError
from ictindex.language import i18n
from ictindex.submissions.closed.event_register import Draft, Event, EventRegister
from ictindex.submissions.closed.round_folder import RoundFolder

RELEASES = (dt.date(2027, 4, 1), dt.date(2027, 7, 1), dt.date(2027, 10, 1))


def digest(mark: str) -> str:
    return mark * 64


def came(economy: str, day: str, file: str, office: str = "", event: str = "received") -> Draft:
    fields = {"file": digest(file), "name": "a.xlsx"}
    if event == "late":
        fields["until"] = "2027-03-31"
    return Draft(
        event=event, day=dt.date.fromisoformat(day), by="tool", economy=economy, office=office,
        fields=fields,
    )  # fmt: skip


def accepted(economy: str, day: str, file: str, receipt: str, **more: str) -> Draft:
    fields = {"file": digest(file), "receipt": digest(receipt), "kind": "observations"}
    return Draft(
        event="accepted", day=dt.date.fromisoformat(day), by="compiler", economy=economy,
        office=more.get("office", ""), fields=fields,
    )  # fmt: skip


def released(day: str, key: str, kind: str = "data") -> Draft:
    fields = {"kind": kind, "id": key, "root": digest("a"), "head": digest("b")}
    return Draft(event="released", day=dt.date.fromisoformat(day), by="head", fields=fields)


DRAFTS = [
    came("XAA", "2027-01-05", "1"),
    accepted("XAA", "2027-01-20", "1", "1"),
    came("XAB", "2027-02-28", "2", "Statistical office"),
    accepted("XAB", "2027-03-10", "2", "2", office="Statistical office"),
    came("XAB", "2027-03-15", "3", "Regulator"),
    released("2027-04-01", "data-2027-q1"),
    accepted("XAB", "2027-04-10", "3", "3", office="Regulator"),
    came("XAA", "2027-04-20", "4", event="late"),
    accepted("XAA", "2027-05-02", "4", "4"),
    came("XAC", "2027-03-20", "5"),
    came("XAC", "2027-03-25", "6"),  # replaces the file before it was accepted
    came("XAD", "2026-11-30", "7"),
]


def record(register: EventRegister, drafts: list[Draft]) -> tuple[Event, ...]:
    for draft in drafts:
        register.record(partial(_decide, draft))
    return register.read()


def _decide(draft: Draft, events: object) -> Draft:
    return draft


@pytest.fixture(scope="module")
def events(tmp_path_factory: pytest.TempPathFactory) -> tuple[Event, ...]:
    register = EventRegister(tmp_path_factory.mktemp("events"))
    return record(register, DRAFTS)


def read(events: tuple[Event, ...], day: str, within: int = 7) -> PublicationClock:
    stated = dt.date.fromisoformat(day)
    return read_clock([e for e in events if e.day <= stated], RELEASES, stated, within)


def states(clock: PublicationClock) -> list[tuple[Any, ...]]:
    return [
        (e.economy, e.office, e.receipt[:1], e.due.isoformat(), e.state, e.days_left)
        for e in clock.submissions
    ]


def test_each_submission_of_each_office_has_three_months(events: tuple[Event, ...]) -> None:
    assert states(read(events, "2027-06-10")) == [
        # 30 November and three months: the last day of February.
        ("XAD", "", "", "2027-02-28", "overdue", -102),
        ("XAB", "Regulator", "3", "2027-06-15", "due", 5),
        ("XAC", "", "", "2027-06-25", "in-time", 15),
        ("XAA", "", "4", "2027-07-20", "in-time", 40),
        ("XAA", "", "1", "2027-04-05", "published", None),
        ("XAB", "Statistical office", "2", "2027-05-28", "published", None),
    ]


def test_a_late_submission_goes_to_the_next_release_of_data(events: tuple[Event, ...]) -> None:
    clock = read(events, "2027-06-10")
    assert clock.next_release == dt.date(2027, 7, 1)
    assert [(e.economy, e.receipt[:1], e.planned) for e in clock.next_tables] == [
        ("XAB", "3", dt.date(2027, 7, 1)), ("XAA", "4", dt.date(2027, 7, 1)),
    ]  # fmt: skip
    # The three months of the regulator end before that release.
    assert [e.economy for e in clock.due_before_release] == ["XAD", "XAB", "XAC"]
    assert [e.economy for e in clock.due] == ["XAD", "XAB"]


def test_what_is_due_depends_on_the_stated_day_alone(events: tuple[Event, ...]) -> None:
    before = read(events, "2027-03-31", within=5)
    assert [(e.economy, e.receipt[:1], e.state) for e in before.submissions] == [
        ("XAD", "", "overdue"), ("XAA", "1", "due"), ("XAB", "2", "in-time"),
        ("XAB", "", "in-time"), ("XAC", "", "in-time"),
    ]  # fmt: skip
    assert [e.receipt[:1] for e in before.next_tables] == ["1", "2"]
    assert read(events, "2027-03-31", within=4).submissions[1].state == "in-time"
    # The last planned release is over: what is accepted has none to go to.
    assert read(events, "2027-10-02").next_release is None


def test_a_release_after_three_months_was_late(tmp_path: Path) -> None:
    drafts = [
        came("XAA", "2027-01-05", "1"),
        accepted("XAA", "2027-01-20", "1", "1"),
        released("2027-04-06", "idi-2027", "official"),
    ]
    (row,) = read(record(EventRegister(tmp_path), drafts), "2027-05-01").submissions
    assert (row.state, row.release, row.published) == (
        "published-late", "idi-2027", dt.date(2027, 4, 6),
    )  # fmt: skip


def test_the_clock_of_a_round_is_read_from_its_folder(season: RoundFolder) -> None:
    season.register.record(lambda events: came("XAA", "2027-01-05", "1"))
    clock = ict.rounds.publication_clock(season.path, "2027-04-01")
    (row,) = clock.to_frame().to_dict("records")
    assert (row["economy"], row["state"], row["days_left"]) == ("XAA", "due", 4)
    assert clock.to_dict()["submissions"][0]["due"] == "2027-04-05"
    for language in i18n.LANGUAGES:
        text = clock.to_text(language)
        assert i18n.text("round-desk", "compilers-only", language) in text
        assert i18n.label("publication-clock/states", "due", language) in text
    wrong: list[Any] = [-1, 400, True, "7"]
    for within in wrong:
        with pytest.raises(UsageError):
            ict.rounds.publication_clock(season.path, "2027-04-01", within=within)


def test_the_command_shows_what_is_due(season: RoundFolder) -> None:
    season.register.record(lambda events: came("XAA", "2027-01-05", "1"))
    season.register.record(lambda events: came("XAB", "2027-03-05", "2"))
    shown = command_runs.run(season.path, "round", "due", ".", "--date", "2027-04-01", "--csv")
    lines = shown.stdout.splitlines()
    assert len(lines) == 3 and lines[1].startswith("XAA,")
