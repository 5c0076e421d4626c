"""The command that explains the changes of scores between two editions."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

import ictindex as ict
from ictindex.apps.cli import options as opt
from ictindex.apps.cli import output
from ictindex.apps.cli.command_words import economy_code
from ictindex.apps.cli.page_options import PageOptions
from ictindex.core.errors import UsageError
from ictindex.core.own_terms import terms_of, use_terms
from ictindex.language import i18n


def change(
    before: Annotated[Path, typer.Argument()],
    after: Annotated[Path, typer.Argument()],
    editions: Annotated[tuple[int, int] | None, typer.Option("--editions", "-e")] = None,
    economy: opt.EconomyIfNone = None,
    note: Annotated[bool, typer.Option("--note")] = False,
    *,
    options: opt.MethodologyOptions,
    out: PageOptions,
) -> None:
    """Show the causes of changes of scores between two editions, by indicator."""
    if note and economy is not None:
        raise UsageError("cli.note-and-economy")
    numbers = editions or (None, None)
    first, last = (
        _read(path, number, options, out.form)
        for path, number in zip((before, after), numbers, strict=True)
    )
    with output.progress(i18n.text("cli", "computing")):
        shown: Any = (
            ict.analysis.release_note(first, last)
            if note
            else ict.analysis.explain_change(first, last)
        )
        if economy is not None:
            with use_terms(terms_of(last)):
                code = economy_code(economy)
            shown = shown.economy(code)
    output.write_page(shown, out, shown.inputs if note else shown.to_frame)
    output.end_if_strict(not note and economy is None and not shown.economies)


def _read(
    path: Path, edition: int | None, options: opt.MethodologyOptions, form: output.Form
) -> Any:
    """Open an edition, or compute the edition of a file."""
    if path.is_dir():
        return ict.open_edition(path)
    from ictindex.apps.cli.commands.idi import compute_edition

    try:
        return compute_edition(path, edition, options, "exploration", form)
    except UsageError as error:
        if error.code != "cli.edition-needed":
            raise
        raise UsageError("cli.editions-needed", file=path.name) from None
