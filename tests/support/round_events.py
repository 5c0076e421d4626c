"""A round with a register of events, written without the commands: for tests of what is read."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path

from ictindex.submissions.closed.event_register import (
    Draft,
    Event,
    encode_event,
    file_name,
    read_event,
    refuse_unfit,
)
from ictindex.submissions.closed.round_folder import RoundFolder
from ictindex.submissions.closed.round_settings import (
    RoundDays,
    RoundPins,
    RoundPublisher,
    RoundSettings,
    write_settings,
)

DAYS = RoundDays(
    dispatch=dt.date(2026, 12, 31),
    collection=dt.date(2027, 1, 1),
    deadline=dt.date(2027, 3, 31),
    data_releases=(dt.date(2027, 4, 30),),
    preview=dt.date(2027, 5, 15),
    release=dt.date(2027, 6, 30),
)
PINS = RoundPins(
    rules="0" * 64,
    fitted="1" * 64,
    questionnaire="2" * 64,
    methodology={"idi-methodology-2023": "3" * 64},
    catalogue="4" * 64,
)


SETTINGS = RoundSettings(
    edition=2027,
    year=2026,
    methodology="idi-methodology-2023",
    languages={"BRA": "en"},
    days=DAYS,
    pins=PINS,
    publisher=RoundPublisher(name="Example office"),
)
_OPENED = dt.date(2026, 11, 30)


def digest_of(content: bytes) -> str:
    """Return the SHA-256 of bytes."""
    return hashlib.sha256(content).hexdigest()


def write_round(
    folder: Path,
    languages: Mapping[str, str],
    events: Iterable[Draft] = (),
    files: Mapping[str, bytes] | None = None,
) -> RoundFolder:
    """Write the folder of a round: settings, files by their paths, and events after *opened*."""
    settings = replace(SETTINGS, languages=languages)
    made = RoundFolder(folder)
    made.register.folder.mkdir(parents=True)
    made.files.settings_file.write_bytes(write_settings(settings))
    for name, content in (files or {}).items():
        file = folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content)
    opened = Draft(event="opened", day=_OPENED, by="head", fields={"settings": settings.digest})
    record(made, [opened, *events])
    return made


def record(folder: RoundFolder, events: Iterable[Draft]) -> None:
    """Record events in their order."""
    for draft in events:
        folder.register.record(lambda events, draft=draft: draft)


def make_events(drafts: Iterable[Draft]) -> tuple[Event, ...]:
    """Return events in their chain without a register on the disk."""
    events: list[Event] = []
    for number, draft in enumerate(drafts, 1):
        refuse_unfit(draft)
        previous = events[-1].digest if events else ""
        content = encode_event(draft, number, previous)
        events.append(read_event(content, number, previous, file_name(number)))
    return tuple(events)


def dispatched(economy: str, day: str = "2026-12-15", office: str = "") -> Draft:
    """Return the event that a State was sent its questionnaire."""
    return Draft(
        event="dispatched",
        day=dt.date.fromisoformat(day),
        by="compiler",
        economy=economy,
        office=office,
        fields={"language": "en"},
    )


def received(economy: str, day: str, office: str = "", content: bytes = b"workbook") -> Draft:
    """Return the event that a file came, with the path that it is kept under."""
    digest = digest_of(content)
    return Draft(
        event="received",
        day=dt.date.fromisoformat(day),
        by="tool",
        economy=economy,
        office=office,
        refs={f"received/{economy}/{digest[:12]}-data.xlsx": digest},
        fields={"file": digest, "name": "data.xlsx"},
    )


def accepted(economy: str, day: str, office: str = "", content: bytes = b"workbook") -> Draft:
    """Return the event that a file was accepted, under a receipt of prices, which has no rows."""
    return Draft(
        event="accepted",
        day=dt.date.fromisoformat(day),
        by="compiler",
        economy=economy,
        office=office,
        fields={
            "file": digest_of(content),
            "receipt": digest_of(b"receipt of " + content),
            "kind": "prices",
        },
    )


def economy_event(name: str, economy: str, day: str, by: str, /, **more: object) -> Draft:
    """Return another event of a State; ``office`` and ``text`` are its own, the rest fields."""
    return Draft(
        event=name,
        day=dt.date.fromisoformat(day),
        by=by,
        economy=economy,
        office=str(more.pop("office", "")),
        text=str(more.pop("text", "")),
        fields={key.replace("_", "-"): value for key, value in more.items()},
    )


def round_event(name: str, day: str, by: str = "head", /, **more: object) -> Draft:
    """Return an event of the whole round."""
    return Draft(
        event=name,
        day=dt.date.fromisoformat(day),
        by=by,
        text=str(more.pop("text", "")),
        fields={key.replace("_", "-"): value for key, value in more.items()},
    )
