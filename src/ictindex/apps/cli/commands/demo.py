"""The command that demonstrates both indices, and an edition published into a new folder."""

from __future__ import annotations

import shlex
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

import ictindex as ict
from ictindex.apps.cli import output
from ictindex.apps.cli.options import OutputOptions
from ictindex.core import package_data
from ictindex.core.file_writer import make_folder, write_files
from ictindex.core.tables.records_writer import write_object
from ictindex.core.tables.written_files import list_files
from ictindex.language import i18n

if TYPE_CHECKING:
    from ictindex.editions.demonstration import Demonstration


def demo(
    publish: Annotated[Path | None, typer.Option("--publish")] = None,
    sample_folder: Annotated[Path | None, typer.Option("--files")] = None,
    *,
    out: OutputOptions,
) -> None:
    """Recompute real editions of both indices, compare with print, explain one number of each."""
    if sample_folder is not None:
        _copy_sample_data(sample_folder, out)
        return
    if publish is not None:
        _publish_edition(publish, out)
        return
    from ictindex.apps.desk.both_indices import compute_both
    from ictindex.indices.idi.score_tables import make_comparison

    with output.progress(i18n.text("cli", "computing")):
        both = compute_both()
    output.write_page(both, out, lambda: make_comparison(both.result))


def _copy_sample_data(folder: Path, out: OutputOptions) -> None:
    """Copy the sample data into a folder; refuse to replace a file with other content."""
    sources = {file.name: file for file in package_data.folder("sample_data").iterdir()}
    make_folder(folder)
    write_files({folder / name: source.read_bytes() for name, source in sorted(sources.items())})
    copied = list_files(folder / name for name in sorted(sources))
    if not output.write_data(out.form, lambda: write_object(copied), lambda: copied):
        words = i18n.text("cli", "demo-files-copied", out.language, folder=str(folder))
        output.write(words)


def _publish_edition(folder: Path, out: OutputOptions) -> None:
    """Publish the demonstration edition, and show the next commands to try."""
    from ictindex.editions.publication_page import describe_publication, show_demonstration

    with output.progress(i18n.text("cli", "computing")):
        made = ict.editions.demonstrate(folder)
    with output.report_done(describe_publication(made.edition)):
        page = show_demonstration(made)
        output.write_page(page, out, lambda: [page.to_dict()])
        if out.form == "text":
            _write_next_steps(made, out.language)


def _write_next_steps(made: Demonstration, language: str) -> None:
    """Write commands to try, each on a line of its own, to be copied whole."""
    edition = made.edition.path
    typed = shlex.quote(str(edition))  # in the form for a shell, with spaces or without
    reason = i18n.text("cli", "demo-reason", language)
    steps = [
        ("look", f"{edition / 'index.html'}"),
        ("verify", f"ictindex verify {typed} --root {made.edition.root}"),
        ("alone", f"python -I {shlex.quote(str(edition / 'verify.py'))}"),
        ("change", f"{edition / 'table.csv'}"),
        ("recompute", f"ictindex recompute {typed}"),
        (
            "erratum",
            f"ictindex erratum {typed} {made.economies[0]} internet-users 35.0 "
            f'--reason "{reason}" --date 2024-09-01',
        ),
        ("list", f"ictindex editions {shlex.quote(str(edition.parent))}"),
    ]
    output.write("")
    lines = [
        i18n.text("cli", f"demo-try-{key}", language) + f"\n    {command}" for key, command in steps
    ]
    output.write("\n".join(lines))
