"""The commands of the page: opened in the browser of this computer, and verified as one file."""

from __future__ import annotations

import webbrowser
from contextlib import suppress
from pathlib import Path
from typing import Annotated

import typer

from ictindex.apps.cli import command_words, output
from ictindex.apps.cli import options as opt
from ictindex.apps.desk.local_server import FirstFile, LocalServer
from ictindex.apps.desk.opening_page import OpeningPage
from ictindex.apps.desk.page_check import check_page, digest_next_to, read_digest
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
    language: opt.Language = "en",
    as_json: opt.AsJson = False,
) -> None:
    """Verify the page as one file: is it whole, and is it the file of a digest?"""
    stated = None if sha256 is None else read_digest(sha256)
    check = check_page(file)
    near = digest_next_to(file) if stated is None else None
    expected = near[1] if near is not None else stated
    comparison = (
        "not-compared"
        if expected is None
        else "differs"
        if expected != check.digest
        else "equal-next"
        if near is not None
        else "equal-given"
    )
    if as_json:
        output.write_json(
            {
                "version": check.version,
                "sha256": check.digest,
                "parts": check.parts_digest,
                "software": [
                    {"name": name, "licence": licence} for name, licence in check.software
                ],
                "faults": check.fault_words(language),
                "comparison": comparison,
                "expected": expected,
            }
        )
    else:
        facts = {
            "file": file.name,
            "version": check.version,
            "digest": check.digest,
            "parts": check.parts_digest,
            "expected": expected or "",
            "name": "" if near is None else near[0].name,
            "software": [name for name, _ in check.software],
        }
        state = [] if check.faults else ["whole"]
        keys = ["file", "digest", "digest-parts", "software", *state, comparison, "limits"]
        lines = {key: i18n.text("page-check", key, language, **facts) for key in keys}
        for key, words in lines.items():
            output.write_lines(words)
            if key == "software":
                output.write_lines("\n".join(check.fault_words(language)))
    output.end(check.faults or not comparison.startswith("equal"))
