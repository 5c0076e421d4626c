"""The commands of the page: opened in the browser of this computer, and verified as one file."""

from __future__ import annotations

import webbrowser
from contextlib import suppress
from pathlib import Path
from typing import Annotated

import typer

from ictindex.apps.cli import command_words, output
from ictindex.apps.cli import options as opt
from ictindex.apps.cli.page_options import JsonOptions
from ictindex.apps.desk.local_server import FirstFile, LocalServer
from ictindex.apps.desk.opening_page import OpeningPage
from ictindex.apps.desk.page_check import compare_page, read_digest
from ictindex.core.errors import UsageError
from ictindex.data.io.files import read_bytes
from ictindex.language import i18n


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


def verify(
    file: Annotated[Path, typer.Argument()],
    sha256: Annotated[str | None, typer.Option("--sha256")] = None,
    *,
    out: JsonOptions,
) -> None:
    """Verify the page as one file: is it whole, and is it the file of a digest?"""
    compared = compare_page(file, None if sha256 is None else read_digest(sha256))
    output.write_page(compared, out)
    output.end(not compared)
