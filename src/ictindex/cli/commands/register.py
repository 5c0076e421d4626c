"""The commands on the register: erratum, withdraw, register head, pin and compare, key, sign."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated, Any

import typer

import ictindex as ict
from ictindex import i18n
from ictindex.cli import FINDINGS, output
from ictindex.cli.help import Command, Group
from ictindex.cli.options import AsJson, Language
from ictindex.core import canonical
from ictindex.core.canonical import SCHEMA
from ictindex.core.errors import UsageError
from ictindex.data.io.csv import read_bytes
from ictindex.data.writing import write_atomically
from ictindex.editions.keys import KEYS
from ictindex.editions.storage.format import REGISTER, decoded, is_root
from ictindex.results.what_if import Effect

register_app = typer.Typer(cls=Group)
Folder = Annotated[Path, typer.Argument()]
Archive = Annotated[Path, typer.Argument()]
Force = Annotated[bool, typer.Option("--force")]


def erratum(
    folder: Folder,
    economy: Annotated[str, typer.Argument()],
    indicator: Annotated[str, typer.Argument()],
    corrected: Annotated[str, typer.Argument()],
    reason: Annotated[str, typer.Option("--reason")],
    role: Annotated[str, typer.Option("--role")],
    date: Annotated[str, typer.Option("--date")],
    force: Force = False,
    language: Language = "en",
    as_json: AsJson = False,
) -> None:
    """Put an erratum on record beside an edition; the edition stays what it is."""
    value = None if corrected == "none" else corrected
    told = ict.editions.publish_erratum(
        folder,
        economy=economy,
        indicator=indicator,
        corrected=value,
        reason=reason,
        role=role,
        date=date,
        force=force,
    )
    with output.done(i18n.pair(told.id, told.describe(language), language)):
        if as_json:
            output.write_json(_record(told))
        else:
            output.write(told.to_text(language))


def _record(told: ict.editions.Erratum) -> dict[str, Any]:
    """Return an erratum as data."""
    effect = None if told.effect is None else list(map(_effect, told.effect))
    return {
        "id": told.id,
        "number": told.number,
        "economy": told.economy,
        "indicator": told.indicator,
        "year": told.year,
        "published": _plain(told.published),
        "corrected": _plain(told.corrected),
        "effect": effect,
    }


def _effect(one: Effect) -> dict[str, Any]:
    return {
        "economy": one.economy,
        "node": one.node,
        "before": _plain(one.rounded_before),
        "after": _plain(one.rounded_after),
        "rank_before": one.rank_before,
        "rank_after": one.rank_after,
    }


def _plain(number: Any) -> str | None:
    return None if number is None else format(number, "f")


def withdraw(
    folder: Folder,
    reason: Annotated[str, typer.Option("--reason")],
    date: Annotated[str, typer.Option("--date")],
    role: Annotated[str, typer.Option("--role")] = "publisher",
    force: Force = False,
    language: Language = "en",
) -> None:
    """Put on record that an edition is withdrawn; its id stays taken for good."""
    told = ict.editions.withdraw(folder, reason=reason, date=date, role=role, force=force)
    words = i18n.pair(told.id, told.describe(language), language)
    with output.done(words):
        output.write(words)


def retract(
    folder: Folder,
    number: Annotated[int, typer.Argument()],
    reason: Annotated[str, typer.Option("--reason")],
    role: Annotated[str, typer.Option("--role")],
    date: Annotated[str, typer.Option("--date")],
    force: Force = False,
    language: Language = "en",
    as_json: AsJson = False,
) -> None:
    """Put on record that an erratum is retracted; both stay on record."""
    told = ict.editions.retract_erratum(
        folder, number, reason=reason, role=role, date=date, force=force
    )
    gone = told.retraction
    words = i18n.pair(told.id, told.describe(language), language)
    with output.done(words):
        if as_json and gone is not None:
            facts = {"number": gone.number, "date": gone.date.isoformat()}
            facts |= {"reason": gone.reason, "role": gone.role}
            output.write_json({"id": told.id, "number": told.number, "retraction": facts})
        else:
            output.write(words)


@register_app.command(cls=Command)
def head(
    folder: Archive = Path("editions"), language: Language = "en", as_json: AsJson = False
) -> None:
    """Show the head of a register: what a reader can pin."""
    found = _register(folder)
    if as_json:
        output.write_json({"records": len(found), "head": found.head})
        return
    if not len(found):
        output.write(i18n.text("cli", "register-empty", language))
        return
    said = i18n.text("cli", "register-head", language, count=str(len(found)), head=found.head)
    output.write(said)


@register_app.command(cls=Command)
def pin(
    folder: Archive = Path("editions"),
    output_file: Annotated[Path, typer.Option("--output", "-o")] = Path("register.pin.json"),
    language: Language = "en",
) -> None:
    """Write the head of a register to a file, to be kept elsewhere and compared later."""
    found = _register(folder)
    if not len(found):
        raise UsageError("register.nothing-to-pin")
    said = {"schema": SCHEMA, "number": len(found) - 1, "head": found.head}
    write_atomically(output_file, canonical.text(said) + "\n")
    output.write(
        i18n.text("cli", "register-pinned", language, file=str(output_file), head=found.head)
    )


@register_app.command(cls=Command)
def compare(
    folder: Archive,
    pinned_head: Annotated[str, typer.Argument()],
    language: Language = "en",
    as_json: AsJson = False,
) -> None:
    """Compare a register with a head pinned before: the same, grown, or another one."""
    found = _register(folder)
    number, digest = pinned(pinned_head)
    at = found.digests.index(digest) if digest in found.digests else None
    if at is None:
        short = number is not None and number >= len(found)
        state = "rolled-back" if short else "another"
    else:
        state = "same" if at == len(found) - 1 else "grown"
    grown = 0 if at is None else len(found) - 1 - at
    if as_json:
        output.write_json({"state": state, "head": found.head, "pinned": digest, "new": grown})
    else:
        told = i18n.text("cli", f"register-{state}", language, count=str(grown), head=found.head)
        output.write(told)
    if at is None:
        raise typer.Exit(FINDINGS)


def _register(folder: Path) -> ict.editions.Register:
    """Read the register of a folder; a folder without one is no empty register."""
    if not os.path.lexists(folder / REGISTER):
        raise UsageError("register.not-here", folder=str(folder))
    return ict.editions.read_register(folder)


def pinned(given: str) -> tuple[int | None, str]:
    """Return number and digest of a head: from a digest, or from a file of ``register pin``."""
    if is_root(given):
        return None, given
    if not Path(given).is_file():
        raise UsageError("register.no-pin", given=given[:80])
    said = decoded(read_bytes(Path(given)), Path(given).name)
    if not is_root(said.get("head")) or type(said.get("number")) is not int:
        raise UsageError("register.no-pin", given=given[:80])
    return int(said["number"]), str(said["head"])


def key(
    file: Annotated[Path, typer.Argument()],
    name: Annotated[str, typer.Option("--name")],
    valid_from: Annotated[str, typer.Option("--from")],
    valid_until: Annotated[str | None, typer.Option("--until")] = None,
    keys: Annotated[Path, typer.Option("--keys")] = Path(KEYS),
    language: Language = "en",
) -> None:
    """Make a key to sign with, and put its public part on a list of keys."""
    known = ict.editions.read_keys(keys) if os.path.lexists(keys) else ()
    made = ict.editions.new_key(file, name, valid_from=valid_from, valid_until=valid_until)
    ict.editions.write_keys(keys, [*known, made])
    said = i18n.text("cli", "key-made", language, file=str(file), keys=str(keys), name=made.name)
    with output.done(said):
        output.write(said)


def sign(
    folder: Folder,
    private: Annotated[Path, typer.Option("--key")],
    date: Annotated[str, typer.Option("--date")],
    keys: Annotated[Path | None, typer.Option("--keys")] = None,
    language: Language = "en",
) -> None:
    """Sign an edition: its root and the head of its register."""
    place = ict.editions.sign(folder, private, date=date, keys=keys)
    words = i18n.text("cli", "signed", language, file=str(place))
    with output.done(words):
        output.write(words)
