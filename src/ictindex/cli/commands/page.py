"""The command that opens the page of a submission in the browser of this computer."""

from __future__ import annotations

import webbrowser
from contextlib import suppress
from pathlib import Path
from typing import Annotated

import typer

from ictindex import i18n
from ictindex.cli import command_words, output
from ictindex.cli import options as opt
from ictindex.data.io.files import read_bytes
from ictindex.desk.local_server import FirstFile, LocalServer


def open_page(
    file: Annotated[Path | None, typer.Argument()] = None,
    no_browser: Annotated[bool, typer.Option("--no-browser")] = False,
    language: opt.LanguageIfNone = None,
) -> None:
    """Serve the page on this computer only, until it is closed."""
    chosen = command_words.choose_language(language, None)
    first = None if file is None else FirstFile(file.name, read_bytes(file))
    server = LocalServer(chosen, first)
    address = server.address
    if no_browser or not webbrowser.open(address):
        words = i18n.text("cli", "open-address", chosen, address=address)
        output.write(words)
    with suppress(KeyboardInterrupt):
        server.run()
    output.note(i18n.text("cli", "open-ended", chosen))
