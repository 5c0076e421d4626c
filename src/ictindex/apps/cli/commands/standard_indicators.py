"""The command ``catalogue core-list``: the Core List as far as it was read, and its check."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

import ictindex as ict
from ictindex.apps.cli import options as opt
from ictindex.apps.cli import output
from ictindex.apps.cli.page_options import PageOptions
from ictindex.core.errors import UsageError
from ictindex.language import i18n

SHOW, CHECK, TEMPLATE = ACTIONS = ("show", "check", "template")


def core_list(
    action: Annotated[str, typer.Argument()] = SHOW,
    file: Annotated[Path | None, typer.Argument()] = None,
    output_file: opt.Output = None,
    read: Annotated[str, typer.Option("--read")] = "core-list-2022",
    dialect: opt.Dialect = None,
    sheet: opt.Sheet = None,
    *,
    out: PageOptions,
) -> None:
    """Show the Core List as far as it was read, check a typed one, or write a table to type."""
    if action not in ACTIONS:
        raise UsageError("cli.core-list-action", value=action, allowed=list(ACTIONS))
    if (action == CHECK) != (file is not None):
        raise UsageError("cli.core-list-file")
    if file is not None:
        _check(file, output_file, read, dialect, sheet, out)
    elif action == TEMPLATE:
        output.deliver(ict.data.core_list_template(), output_file, out.language)
    elif output_file is not None:
        ict.data.core_list().save(output_file, out.language)
        output.write(i18n.text("cli", "written", out.language, file=str(output_file)))
    else:
        listed = ict.data.core_list()
        output.write_page(listed, out, listed.to_frame)


def _check(
    file: Path,
    output_file: Path | None,
    read: str,
    dialect: str | None,
    sheet: str | None,
    out: PageOptions,
) -> None:
    """Check a typed list; write its rows for the document unless there are errors."""
    with output.progress(i18n.text("cli", "reading")):
        check = ict.data.check_core_list(file, dialect=dialect, sheet=sheet)
    output.write_page(check, out, check.findings.to_frame)
    if output_file is not None:
        if any(finding.level == "error" for finding in check.findings):
            output.note(i18n.text("cli", "core-list-unwritten", out.language))
        else:
            output.deliver(check.to_toml(read), output_file, out.language)
    output.end(not check.is_in_order)
