"""The commands of the public site: a publisher's example folder, and the site built from it."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

import ictindex as ict
from ictindex.apps.cli import options as opt
from ictindex.apps.cli import output
from ictindex.core.arguments import pass_text
from ictindex.core.tables.columns import SCHEMA_KEY, identify
from ictindex.language import i18n


def build(
    folder: Annotated[Path, typer.Argument()],
    site_folder: Annotated[Path, typer.Option("--output", "-o")],
    editions: Annotated[Path | None, typer.Option("--editions")] = None,
    ranks: Annotated[str | None, typer.Option("--ranks")] = None,
    land: Annotated[Path | None, typer.Option("--map")] = None,
    keep: Annotated[list[str] | None, typer.Option("--keep")] = None,
    *,
    out: opt.OutputOptions,
) -> None:
    """Build the public site from a publisher's folder and its editions."""
    with output.progress(i18n.text("cli", "site-building", out.language)):
        built = ict.site(
            folder,
            site_folder,
            editions=editions,
            ranks=pass_text(ranks),
            land=land,
            keep=keep or (),
        )
    head = {SCHEMA_KEY: identify("site")}
    record = {
        "folder": str(built.folder),
        "pages": built.pages,
        "editions": list(built.editions),
        "languages": list(built.languages),
    }
    if not output.write_data(out.form, lambda: head | record, lambda: [record]):
        output.write(
            i18n.text(
                "cli",
                "site-built",
                out.language,
                folder=str(built.folder),
                pages=str(built.pages),
                editions=list(built.editions),
            )
        )


def new(folder: Annotated[Path, typer.Argument()], *, out: opt.OutputOptions) -> None:
    """Write a publisher's folder with an example: an edition, prices, a study."""
    from ictindex.publishing.website.example_folder import write_example

    write_example(folder)
    record = {"folder": str(folder)}
    head = {SCHEMA_KEY: identify("site-folder")}
    if not output.write_data(out.form, lambda: head | record, lambda: [record]):
        output.write(i18n.text("cli", "site-folder", out.language, folder=str(folder)))
