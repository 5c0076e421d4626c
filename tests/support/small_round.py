"""A small round in a folder of its own: invented States with marked words, for tests."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from pathlib import Path

import ictindex as ict
from ictindex.submissions.closed.accepted_table import RECEIPT, accepted_path, write_accepted
from ictindex.submissions.closed.event_register import Draft
from ictindex.submissions.closed.pins import todays_pins
from ictindex.submissions.closed.round_folder import EVENTS, SHORT, RoundFolder
from ictindex.submissions.closed.round_settings import (
    Language,
    RoundDays,
    RoundPins,
    RoundPublisher,
    RoundSettings,
    write_settings,
)

# Each State reads another language: together they read all six.
LANGUAGES: Mapping[str, Language] = {
    "XAA": "en",
    "XAB": "fr",
    "XAC": "ar",
    "XAD": "zh",
    "XAE": "es",
    "XAF": "ru",
}
EDITION, YEAR = 2026, 2024
ESTIMATED, SECOND = "internet-users", "mobile-phone-ownership"
PREVIEW, UNTIL, CUT_OFF = dt.date(2026, 5, 15), dt.date(2026, 5, 29), dt.date(2026, 4, 30)


def mark(economy: str, field: str) -> str:
    """Return a word that is of one State and one place alone."""
    return f"zq{economy}{field}".lower()


def figure(economy: str, row: int) -> str:
    """Return a value that no other State has: its last digits are those of the State."""
    return f"{60 + row}.{7 + sorted(LANGUAGES).index(economy)}{row}3"


def make_settings() -> RoundSettings:
    return RoundSettings(
        edition=EDITION,
        year=YEAR,
        methodology="idi-methodology-2023",
        send_to="office@example.org",
        languages=LANGUAGES,
        days=RoundDays(
            dispatch=dt.date(2025, 12, 19),
            collection=dt.date(2026, 1, 2),
            deadline=dt.date(2026, 3, 31),
            preview=PREVIEW,
            release=dt.date(2026, 6, 30),
        ),
        pins=RoundPins(
            rules="0" * 64,
            fitted="1" * 64,
            questionnaire="2" * 64,
            methodology={"idi-methodology-2023": "3" * 64},
            catalogue=todays_pins(EDITION).catalogue,
        ),
        publisher=RoundPublisher(name="Example office"),
    )


def make_round(path: Path, *, consulted: bool = True) -> RoundFolder:
    """Make a round whose States were consulted on one estimate each, and sent all other values.

    Not consulted, they have no value of ``SECOND`` either.
    """
    (path / EVENTS).mkdir(parents=True)
    settings = make_settings()
    folder = RoundFolder(path)
    folder.files.settings_file.write_bytes(write_settings(settings))
    record(folder, "opened", "head", fields={"settings": settings.digest})
    idi = ict.methodology("idi", edition=EDITION)
    for economy in LANGUAGES:
        rows: list[dict[str, object]] = [
            {
                "economy": economy,
                "indicator": indicator,
                "year": YEAR,
                "value": figure(economy, row),
                "source": mark(economy, "source"),
                "source_class": "estimate" if indicator == ESTIMATED else "official-submission",
                "note": mark(economy, "note"),
            }
            for row, indicator in enumerate(idi.indicators)
            if consulted or indicator != SECOND
        ]
        accept(folder, economy, rows)
        if not consulted:
            continue
        estimate = next(row for row in rows if row["indicator"] == ESTIMATED)
        stated = {name: estimate[name] for name in ("indicator", "year", "value", "source")}
        record(
            folder,
            "consulted",
            "compiler",
            economy,
            day=dt.date(2026, 3, 1),
            fields={**stated, "deadline": "2026-04-10"},
        )
    return folder


def accept(
    folder: RoundFolder, economy: str, rows: list[dict[str, object]], office: str = ""
) -> ict.data.Receipt:
    """Accept rows of a State, from an office or by a compiler: receipt, accepted table, event."""
    import pandas as pd

    table = ict.read_observations(pd.DataFrame(rows, dtype=object))
    if office:
        table = table.with_facts(office=office)
        judged = ict.validate(table, year=YEAR, role="focal-point")
        receipt = ict.accept(table, judged, submitted="2026-03-20")
    else:
        judged = ict.validate(table, year=YEAR, role="compiler")
        receipt = ict.accept(
            table, judged, role="compiler", transcribed="a letter", submitted="2026-02-20"
        )
    file = folder.files.accepted(economy) / f"{receipt.digest[:SHORT]}{RECEIPT}"
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(receipt.to_json(), "utf-8")
    accepted_path(file).write_text(write_accepted(receipt), "utf-8")
    record(folder, "accepted", "compiler", economy, fields={"receipt": receipt.digest})
    return receipt


def record(
    folder: RoundFolder,
    event: str,
    by: str,
    economy: str = "",
    *,
    day: dt.date = dt.date(2026, 2, 20),
    fields: dict[str, object],
) -> None:
    draft = Draft(event=event, day=day, by=by, economy=economy, fields=fields)
    assert folder.register.record(lambda events: draft) is not None
