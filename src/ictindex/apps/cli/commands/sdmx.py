"""The commands on SDMX: structure."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

import ictindex as ict
from ictindex.apps.cli import options as opt
from ictindex.apps.cli import output
from ictindex.core.file_writer import write_file
from ictindex.language import i18n


def structure(
    tables: Annotated[list[str] | None, typer.Argument()] = None,
    version: Annotated[str, typer.Option("--version")] = "3.0",
    agency: Annotated[str | None, typer.Option("--agency")] = None,
    output_file: opt.Output = None,
    language: opt.Language = "en",
) -> None:
    """Write the structures of SDMX of tables: dataflows, concepts, code lists, constraints."""
    from ictindex.data.exchange.structure_file import structure_text

    text = structure_text(*map(_read, tables or ()), version=version, agency=agency)
    if output_file is None:
        output.write(text.removesuffix("\n"))
        return
    write_file(output_file, text)
    output.write(i18n.text("cli", "written", language, file=str(output_file)))


def _read(table: str) -> Any:
    """Return the id of a dataflow as it is, or the observations of a file."""
    is_file = Path(table).suffix or Path(table).exists()
    return ict.read_observations(table) if is_file else table
