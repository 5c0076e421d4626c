"""The commands on the keys of a publisher: begin their chain, change a key, show them."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Annotated

import typer

import ictindex as ict
from ictindex.apps.cli import options as opt
from ictindex.apps.cli import output
from ictindex.language import i18n

Archive = Annotated[Path, typer.Argument()]
Private = Annotated[Path, typer.Option("--key")]
Until = Annotated[str | None, typer.Option("--until")]


def new(
    folder: Archive,
    private: Private,
    name: Annotated[str, typer.Option("--name")],
    valid_from: Annotated[str, typer.Option("--from")],
    valid_until: Until = None,
    language: opt.Language = "en",
) -> None:
    """Begin the chain of the publisher's keys, and show the fingerprint to print."""
    chain = ict.editions.new_publisher(
        folder, private, name, valid_from=valid_from, valid_until=valid_until
    )
    _say_done(
        i18n.text(
            "cli",
            "publisher-made",
            language,
            name=chain.name,
            folder=str(folder),
            file=str(private),
            fingerprint=chain.fingerprint,
        )
    )


def change(
    folder: Archive,
    private: Private,
    fresh: Annotated[Path, typer.Option("--new")],
    date: opt.Date,
    valid_until: Until = None,
    keep: Annotated[bool, typer.Option("--keep")] = False,
    language: opt.Language = "en",
) -> None:
    """Put a new key of the publisher on record, signed with a key in force."""
    chain = ict.editions.change_publisher_keys(
        folder,
        ict.editions.PublisherKey(private),
        fresh,
        date=date,
        valid_until=valid_until,
        keep=keep,
    )
    _say_done(
        i18n.text(
            "cli",
            "publisher-changed",
            language,
            name=chain.name,
            file=str(fresh),
            fingerprint=chain.fingerprint,
            current=chain.current,
        )
    )


def show(folder: Archive, language: opt.Language = "en", as_json: opt.AsJson = False) -> None:
    """Show the publisher's keys, and the fingerprint to compare with the printed one."""
    chain = ict.editions.read_publisher(folder)
    facts = {"name": chain.name, "fingerprint": chain.fingerprint, "current": chain.current}
    if as_json:
        dates = ("valid_from", "valid_until")
        keys = [
            {"public": key.public, **{name: _day(getattr(key, name)) for name in dates}}
            for key in chain.keys
        ]
        output.write_json({**facts, "records": len(chain.records), "keys": keys})
        return
    stated = i18n.text(
        "cli",
        "publisher-shown",
        language,
        name=chain.name,
        fingerprint=chain.fingerprint,
        current=chain.current,
    )
    output.write(stated)
    for key in chain.keys:
        last = _day(key.valid_until) or "–"
        days = {"first": key.valid_from.isoformat(), "last": last}
        output.write(i18n.text("cli", "publisher-key", language, public=key.public, **days))


def _say_done(words: str) -> None:
    with output.report_done(words):
        output.write(words)


def _day(day: dt.date | None) -> str | None:
    return None if day is None else day.isoformat()
