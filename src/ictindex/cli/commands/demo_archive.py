"""The demonstration of an edition: published into a fresh folder, and what to try with it."""

from __future__ import annotations

import shlex
from pathlib import Path

import ictindex as ict
from ictindex import i18n
from ictindex.cli import output
from ictindex.cli.commands.editions import published_words, write_published
from ictindex.editions.demonstration import Demonstration


def published(folder: Path, language: str, as_json: bool) -> None:
    """Publish the demonstration edition, and say what can be tried."""
    with output.progress(i18n.text("cli", "computing")):
        made = ict.editions.demonstrate(folder)
    with output.done(published_words(made.edition, language)):
        _show(made, language, as_json)


def _show(made: Demonstration, language: str, as_json: bool) -> None:
    if as_json:
        write_published(made.edition, language, as_json)
        return
    count = str(len(made.economies))
    output.write_blocks(
        [i18n.Paragraph(i18n.text("cli", "demo-published", language, count=count))], language
    )
    output.write("")
    write_published(made.edition, language, as_json)
    edition = made.edition.path
    typed = shlex.quote(str(edition))  # as a shell takes it, spaces or not
    reason = i18n.text("cli", "demo-reason", language)
    steps = [
        ("look", f"{edition / 'index.html'}"),
        ("verify", f"ictindex verify {typed} --root {made.edition.root}"),
        ("alone", f"python -I {shlex.quote(str(edition / 'verify.py'))}"),
        ("change", f"{edition / 'table.csv'}"),
        ("recompute", f"ictindex recompute {typed}"),
        ("erratum", f"ictindex erratum {typed} {made.economies[0]} internet-users 35.0 "
                    f'--reason "{reason}" --role focal-point --date 2024-09-01'),
        ("list", f"ictindex editions {shlex.quote(str(edition.parent))}"),
    ]  # fmt: skip
    output.write("")
    lines = [
        i18n.text("cli", f"demo-try-{key}", language) + f"\n    {command}" for key, command in steps
    ]
    output.write("\n".join(lines))
