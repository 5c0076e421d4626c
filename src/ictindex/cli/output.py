"""What every command shares: output as pages and as data, progress."""

from __future__ import annotations

import json
import os
import shutil
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from ictindex import i18n
from ictindex.cli import GOOD
from ictindex.core.errors import (
    ArchiveError,
    RefusedObservationsError,
    UnusableFileError,
    UsageError,
)
from ictindex.findings import Finding, Findings
from ictindex.i18n.document import Block
from ictindex.i18n.text_layout import wrap

if TYPE_CHECKING:
    import pandas as pd


def page_width() -> int | None:
    """Return the width of the terminal; ``None`` where the output goes to a file or a pipe."""
    # ``COLUMNS`` sets it everywhere.
    watched = sys.stdout is not None and sys.stdout.isatty()
    if not watched and not os.environ.get("COLUMNS", "").isdigit():
        return None
    return max(20, shutil.get_terminal_size().columns)


Form = Literal["text", "json", "csv"]


def one_form(as_json: bool, as_csv: bool) -> Form:
    """Return the form of output; two at once are refused."""
    if as_json and as_csv:
        raise UsageError("cli.two-forms")
    return "json" if as_json else "csv" if as_csv else "text"


def write(text: str) -> None:
    """Write to standard output, with one newline at the end."""
    if sys.stdout is None:
        raise UnusableFileError("file.unwritable", file="stdout")
    try:
        sys.stdout.write(text.rstrip("\n") + "\n")
        sys.stdout.flush()
    except OSError as error:
        # What is still in the buffer must go somewhere when the process ends.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        if isinstance(error, BrokenPipeError):
            # The reader of the output (such as `head`) has gone: not a fault.
            raise SystemExit(GOOD) from None
        raise UnusableFileError("file.unwritable", file="stdout") from error


@contextmanager
def done(words: str) -> Iterator[None]:
    """Say what was done for good also where standard output takes nothing more."""
    try:
        yield
    except UnusableFileError as error:
        if error.given.get("file") != "stdout":
            raise
        raise ArchiveError("cli.done-unsaid", done=words) from error


def write_json(data: Any) -> None:
    """Write data as JSON: UTF-8, two spaces, keys in their own order."""
    # A decimal becomes its text, so that no digit is lost.
    write(json.dumps(data, ensure_ascii=False, indent=2, allow_nan=False, default=_digits))


def _digits(value: object) -> str:
    """Return a decimal as text; nothing else is data that JSON does not know."""
    if not isinstance(value, Decimal):
        raise TypeError(type(value).__name__)
    return format(value, "f")


def write_blocks(blocks: Sequence[Block], language: str) -> None:
    """Write a page as plain text, wrapped to the terminal."""
    write(i18n.write(blocks, language, "text", page_width()))


def write_lines(text: str) -> None:
    """Write lines of text, each wrapped to the terminal."""
    width = page_width()
    write("\n".join(line for told in text.splitlines() for line in wrap(told, width, "  ")))


def note(text: str) -> None:
    """Tell something on standard error, which is no part of the output."""
    sys.stderr.write(f"ictindex: {text}\n")


def write_csv(frame: pd.DataFrame) -> None:
    """Write a data frame as CSV with LF line ends; text cells that a spreadsheet would run are"""
    # escaped.
    write(csv_text(frame))


def csv_text(frame: pd.DataFrame) -> str:
    """Return a data frame as CSV with LF line ends, safe to be opened in a spreadsheet."""
    import pandas as pd

    from ictindex.data.cell_text import escape_cell

    safe = frame.copy()
    for name in safe.columns:
        if safe[name].dtype == object or str(safe[name].dtype) in ("str", "string"):
            cells = [escape_cell(v) if isinstance(v, str) else v for v in safe[name]]
            # Of a list pandas would make floats of counts with gaps.
            safe[name] = pd.Series(cells, index=safe.index, dtype=object)
    return str(safe.to_csv(index=False, lineterminator="\n"))


def deliver(text: str, path: Path | None, language: str) -> None:
    """Write to standard output, or to a file that is not there yet and say so."""
    if path is None:
        write(text)
        return
    from ictindex.data.writing import write_atomically

    if path.exists() and path.is_file():
        raise UsageError("cli.exists", file=str(path))
    write_atomically(path, text.rstrip("\n") + "\n")
    write(i18n.text("cli", "written", language, file=str(path)))


def records(frame: pd.DataFrame) -> list[dict[str, Any]]:
    """Return a data frame as plain records; missing cells are null."""
    out = frame.astype(object).where(frame.notna(), None)
    return [{str(k): v for k, v in row.items()} for row in out.to_dict(orient="records")]


def write_refusal(error: RefusedObservationsError, form: Form) -> None:
    """Write the findings for which observations are refused, where data is asked for."""
    findings = Findings(fault for fault in error.faults if isinstance(fault, Finding))
    if form == "json":
        write_json({"refused": error.code, "findings": findings.records()})
    elif form == "csv":
        write_csv(findings.to_frame())


@contextmanager
def progress(words: str) -> Iterator[Callable[[int, int], None]]:
    """Show that work goes on, on standard error and only where a person watches."""
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
