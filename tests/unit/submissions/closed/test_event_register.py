"""The register of a round: a chain that goes on where it stopped and loses nothing."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

import ictindex as ict
from ictindex.submissions.closed.event_register import Draft, Event, EventRegister

DAY = dt.date(2027, 2, 1)


def refusal(economy: str = "XAA") -> Draft:
    return Draft(event="refused", day=DAY, by="state", economy=economy)


def refuse_once(register: EventRegister, economy: str) -> Event | None:
    def decide(events: tuple[Event, ...]) -> Draft | None:
        return None if any(e.economy == economy for e in events) else refusal(economy)

    return register.record(decide)


@pytest.fixture
def register(tmp_path: Path) -> EventRegister:
    made = EventRegister(tmp_path)
    for economy in ("XAA", "XAB", "XAC"):
        refuse_once(made, economy)
    return made


def test_an_event_names_the_digest_of_the_event_before(register: EventRegister) -> None:
    """The digest is SHA-256 over the prefix of the register and the bytes of the file."""
    previous = ""
    for number, event in enumerate(register.read(), start=1):
        content = (register.folder / f"{number:06d}.json").read_bytes()
        assert json.loads(content)["previous"] == event.previous == previous
        previous = hashlib.sha256(b"ictindex round-event 1\n" + content).hexdigest()
        assert event.digest == previous
    assert register.head == previous


def test_the_same_decision_adds_nothing_twice(register: EventRegister) -> None:
    head = register.head
    assert refuse_once(register, "XAB") is None
    assert refuse_once(EventRegister(register.folder), "XAB") is None
    assert register.head == head
    assert len(register.read()) == 3


def test_a_writer_who_comes_second_decides_again(register: EventRegister) -> None:
    other, seen = EventRegister(register.folder), []

    def decide(events: tuple[Event, ...]) -> Draft | None:
        seen.append(len(events))
        if len(seen) == 1:
            refuse_once(other, "XAD")
        return refusal("XAE")

    event = register.record(decide)
    assert event is not None
    assert (seen, event.number) == ([3, 4], 5)
    assert [each.economy for each in other.read()] == ["XAA", "XAB", "XAC", "XAD", "XAE"]


@pytest.mark.parametrize(
    ("draft", "part"),
    [
        (Draft(event="unknown", day=DAY, by="state"), "event"),
        (Draft(event="refused", day=DAY, by="compiler", economy="XAA"), "by"),
        (Draft(event="refused", day=DAY, by="state"), "economy"),
        (replace(refusal(), fields={"until": "2027-03-01"}), "until"),
        (replace(refusal(), refs={"received/XAA/a.xlsx": "12"}), "refs"),
        (Draft(event="amended", day=DAY, by="head", fields={"settings": "0" * 64}), "text"),
        (Draft(event="extended", day=DAY, by="compiler", economy="XAA"), "until"),
        (
            Draft(
                event="extended",
                day=DAY,
                by="compiler",
                economy="XAA",
                fields={"until": "2027-02-30"},
            ),
            "until",
        ),
    ],
)
def test_an_event_that_does_not_fit_its_type_is_refused(
    register: EventRegister, draft: Draft, part: str
) -> None:
    with pytest.raises(ict.errors.UsageError) as error:
        register.record(lambda events: draft)
    assert (error.value.code, error.value.details["part"]) == ("event.unfit", part)
    assert len(EventRegister(register.folder).read()) == 3


def test_a_damaged_event_is_named(register: EventRegister) -> None:
    file = register.folder / "000002.json"
    file.write_bytes(file.read_bytes().replace(b"XAB", b"XAX"))
    fresh = EventRegister(register.folder)
    with pytest.raises(ict.errors.UnusableFileError, match=r"^000002\.json"):
        fresh.read()
    assert [each.details["file"] for each in fresh.verify()] == ["000002.json"]
    file.write_bytes(file.read_bytes()[:-9])
    with pytest.raises(ict.errors.UnusableFileError, match=r"000002\.json"):
        fresh.read()
    assert {each.details["file"] for each in fresh.verify()} == {"000002.json"}


def test_a_missing_event_is_named(register: EventRegister) -> None:
    head = register.head
    (register.folder / "000002.json").unlink()
    fresh = EventRegister(register.folder)
    with pytest.raises(ict.errors.UnusableFileError, match=r"000002\.json"):
        fresh.read()
    assert [each.code for each in fresh.verify()] == ["event.missing"]
    (register.folder / "000003.json").unlink()
    assert not fresh.verify()
    assert [each.code for each in fresh.verify(head)] == ["event.head-missing"]


def test_unfinished_work_and_files_of_the_system_are_no_events(register: EventRegister) -> None:
    (register.folder / ".ictindex-0123-4567").write_bytes(b'{"schema"')
    (register.folder / ".DS_Store").write_bytes(b"")
    assert len(EventRegister(register.folder).read()) == 3
    assert not register.verify()


# A process that records refusals of economies, on a disk with or without links.
WRITER = """
import datetime as dt, os, sys
from ictindex.submissions.closed.event_register import Draft, EventRegister

def refuse_link(*_):
    raise PermissionError("a disk without links")

folder, has_links, *economies = sys.argv[1:]
if has_links == "no":
    os.link = refuse_link
register = EventRegister(folder)
for economy in economies:
    draft = Draft(event="refused", day=dt.date(2027, 2, 1), by="state", economy=economy)
    register.record(lambda events: None if any(e.economy == economy for e in events) else draft)
"""


@pytest.mark.slow
@pytest.mark.parametrize("has_links", ["yes", "no"])
def test_two_writers_at_once_lose_nothing(tmp_path: Path, has_links: str) -> None:
    """Two processes record 20 events each, five of them the same."""
    first, second = [f"X{n:02d}" for n in range(20)], [f"X{n:02d}" for n in range(15, 35)]
    writers = [
        subprocess.Popen([sys.executable, "-c", WRITER, str(tmp_path), has_links, *economies])
        for economies in (first, second)
    ]
    assert [writer.wait() for writer in writers] == [0, 0]
    events = EventRegister(tmp_path).read()
    assert sorted(event.economy for event in events) == [f"X{n:02d}" for n in range(35)]
    assert not EventRegister(tmp_path).verify(events[-1].digest)
