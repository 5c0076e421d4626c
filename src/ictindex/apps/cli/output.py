"""The output of commands: pages, results as plain data, files, progress."""

from __future__ import annotations

import json
import os
import re
import shutil
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, TypeAlias

import typer

from ictindex.apps.cli.exit_codes import FINDINGS, is_strict
from ictindex.apps.cli.streams import note as note
from ictindex.apps.cli.streams import write as write
from ictindex.core import errors
from ictindex.core.tables import csv_writer
from ictindex.core.tables.records_writer import write_object
from ictindex.core.tables.table import Table
from ictindex.language import i18n
from ictindex.language.i18n import page_writer
from ictindex.language.i18n.text_layout import wrap

if TYPE_CHECKING:
    import pandas as pd

    from ictindex.apps.rounds.season_operations import RoundSteps
    from ictindex.language.i18n.document import Block
    from ictindex.language.i18n.renderable import Renderable

Form = Literal["text", "json", "csv"]
Rows: TypeAlias = "Table | pd.DataFrame | Sequence[dict[str, Any]]"


def choose_form(as_json: bool, as_csv: bool) -> Form:
    """Return the form of output; two at once are refused."""
    if as_json and as_csv:
        raise errors.UsageError("cli.two-forms")
    return "json" if as_json else "csv" if as_csv else "text"


class AskedOutput:
    """The output that a person asks for: its form, and the format of a page; see ``write_page``."""

    __slots__ = ()

    format: str = "text"
    as_json: bool
    as_csv: bool = False

    @property
    def form(self) -> Form:
        """The form of the output; two at once are refused."""
        return choose_form(self.as_json, self.as_csv)


def end(findings: object) -> None:
    """End with the exit code for findings, if there are any."""
    if findings:
        raise typer.Exit(FINDINGS)


def end_if_strict(gaps: object) -> None:
    """End with the exit code for findings, if the answer has gaps and ``--strict`` refuses them."""
    end(is_strict() and gaps)


def page_width() -> int | None:
    """Return the width of the terminal; ``None`` if the output goes to a file or a pipe."""
    # ``COLUMNS`` sets it everywhere.
    watched = sys.stdout is not None and sys.stdout.isatty()
    if not watched and not os.environ.get("COLUMNS", "").isdigit():
        return None
    return max(20, shutil.get_terminal_size().columns)


@contextmanager
def report_done(words: str) -> Iterator[None]:
    """State what was done for good, even if standard output fails afterwards."""
    try:
        yield
    except errors.UnusableFileError as error:
        if error.details.get("file") != "stdout":
            raise
        raise errors.ArchiveError("cli.done-unsaid", done=words) from error


def write_json(data: Any) -> None:
    """Write data as JSON: UTF-8, two spaces, keys in their own order."""
    # A decimal becomes its text, so that no digit is lost.
    write(json.dumps(data, ensure_ascii=False, indent=2, allow_nan=False, default=_digits))


def write_data(
    form: Form,
    record: Callable[[], Any],
    table: Callable[[], Rows],
) -> bool:
    """Write data if JSON or CSV is asked for, and tell whether it was; if not, a page follows."""
    if form == "json":
        write_json(record())
    elif form == "csv":
        write_csv(table())
    return form != "text"


def _digits(value: object) -> str:
    """Return a decimal as text; JSON can express all other data."""
    if not isinstance(value, Decimal):
        raise TypeError(type(value).__name__)
    return format(value, "f")


def write_blocks(blocks: Sequence[Block], language: str) -> None:
    """Write a page as plain text, wrapped to the terminal."""
    write(i18n.write(blocks, language, "text", page_width()))


def write_page(page: Renderable, out: AskedOutput, table: Rows | Callable[[], Rows] = ()) -> None:
    """Write what a room computed: its page, its plain data, or the table behind it as CSV."""

    def rows() -> Rows:
        return table() if callable(table) else table

    if not write_data(out.form, page.to_dict, rows):
        with page_writer.page_width(page_width()):
            write(page.write(out.format))


def write_steps(steps: RoundSteps, out: AskedOutput) -> None:
    """Write what an operation on a round did; end with the exit code for what it found."""
    write_page(steps, out, steps.to_frame)
    end(steps.findings)


def write_list(make: Callable[[str], Table], page: Renderable, out: AskedOutput) -> None:
    """Write a list: its table as data, or its page."""

    def table() -> Table:
        return make(i18n.current_language())

    if not write_data(out.form, lambda: write_object(table()), table):
        write_page(page, out)


def write_lines(text: str) -> None:
    """Write lines of text, each wrapped to the terminal."""
    width = page_width()
    write("\n".join(part for line in text.splitlines() for part in wrap(line, width, "  ")))


def split_command(text: str) -> str:
    """Put a command at the end of a sentence on a separate line, to be copied whole."""
    return re.sub(r"\s+(\u2068?`[^`]+`\u2069?)$", r"\n\1", text)


def quoted_file(path: Path) -> str:
    """Return a path as it is typed at a prompt: in quotation marks if it has a space."""
    text = str(path)
    return f'"{text}"' if any(mark.isspace() for mark in text) else text


def write_csv(table: Rows) -> None:
    """Write a declared table as CSV; or a data frame or records."""
    if isinstance(table, Table):
        write(csv_writer.write_csv(table))
        return
    from ictindex.language.i18n.table_files import frame_csv

    write(frame_csv(table))


def deliver(
    text: str, path: Path | None, language: str, words: tuple[str, str] = ("cli", "written")
) -> None:
    """Write to standard output, or to a file and name it, in words of a section."""
    if path is None:
        write(text)
        return
    from ictindex.core.file_writer import write_file

    write_file(path, text.rstrip("\n") + "\n")
    write(i18n.text(*words, language, file=str(path)))


def write_refusal(error: errors.RefusedObservationsError, form: Form) -> None:
    """Write the findings for which observations are refused, if CSV is asked for."""
    # With JSON they are in the error.
    if form != "csv":
        return
    from ictindex.language.findings import Finding, Findings

    findings = Findings(fault for fault in error.faults if isinstance(fault, Finding))
    write_csv(findings.to_frame())


@contextmanager
def progress(words: str) -> Iterator[Callable[[int, int], None]]:
    """Show that work continues, on standard error and only where a person watches."""
    if not sys.stderr.isatty():
        yield lambda done, total: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

    console = Console(stderr=True)
    bar = Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        TimeElapsedColumn(),
        console=console,
        transient=True,
    )
    with bar:
        task = bar.add_task(words, total=None)
        yield lambda done, total: bar.update(task, completed=done, total=total)
