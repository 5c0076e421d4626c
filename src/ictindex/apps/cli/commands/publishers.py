"""The commands on the keys of a publisher: begin their chain, change a key, show them."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

import ictindex as ict
from ictindex.apps.cli import options as opt
from ictindex.apps.cli import output
from ictindex.apps.cli.page_options import JsonOptions
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


def show(folder: Archive, out: JsonOptions) -> None:
    """Show the publisher's keys, and the fingerprint to compare with the printed one."""
    from ictindex.editions.publisher_page import show_publisher

    output.write_page(show_publisher(ict.editions.read_publisher(folder)), out)


def _say_done(words: str) -> None:
    with output.report_done(words):
        output.write(words)
