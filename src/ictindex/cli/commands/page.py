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
from ictindex.core.errors import UsageError
from ictindex.data.io.files import read_bytes
from ictindex.desk.local_server import FirstFile, LocalServer
from ictindex.desk.opening_page import OpeningPage


def open_page(
    file: Annotated[Path | None, typer.Argument()] = None,
    no_browser: Annotated[bool, typer.Option("--no-browser")] = False,
    language: opt.LanguageIfNone = None,
) -> None:
    """Serve the page on this computer only, until it is closed."""
    chosen = command_words.choose_language(language, None)
    first = None if file is None else FirstFile(file.name, read_bytes(file))
    server = LocalServer(chosen, first)
    if no_browser:
        _serve(server, "open-address", chosen)
        return
    with OpeningPage(server.address, chosen) as page:
        server.entered = page.remove
        is_open = webbrowser.open(page.address)
        _serve(server, "open-started" if is_open else "open-address", chosen)


def _serve(server: LocalServer, key: str, language: str) -> None:
    """Print the address and serve until the page is closed, or its address was used twice."""
    output.write(i18n.text("cli", key, language, address=server.address))
    with suppress(KeyboardInterrupt):
        server.run()
    if server.taken:
        raise UsageError("desk.address-taken")
    output.note(i18n.text("cli", "open-ended", language))
