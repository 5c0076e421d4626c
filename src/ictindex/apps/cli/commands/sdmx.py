"""The commands on SDMX: structures, rows of tables, rows for the SDG database."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

import ictindex as ict
from ictindex.apps.cli import options as opt
from ictindex.apps.cli import output
from ictindex.core.errors import UsageError
from ictindex.core.file_writer import write_file
from ictindex.language import i18n

# The readers of tables that are sent as they are, and the tables of an edition that is computed.
_SENT = {"PRICES": "read_prices", "ECONOMICS": "read_economics"}
_OF_EDITIONS = ("IDI_SCORES", "IDI_RANKS", "IDI_COMPARISON", "IDI_GROUPS")


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
    _write(text, output_file, language)


def data(
    file: opt.File,
    dataflow: Annotated[str, typer.Option("--dataflow")] = "OBSERVATIONS",
    edition: opt.EditionIfNone = None,
    published: opt.PublishedFile = None,
    *,
    options: opt.MethodologyOptions,
    agency: Annotated[str | None, typer.Option("--agency")] = None,
    output_file: opt.Output = None,
    language: opt.Language = "en",
) -> None:
    """Write a table as SDMX-CSV: observations, prices, economics, or an edition of the IDI."""
    from ictindex.data.exchange.sdmx_csv_file import sdmx_text
    from ictindex.data.exchange.sdmx_model import check_agency
    from ictindex.data.exchange.sdmx_model import dataflow as dataflow_of

    if dataflow in _SENT:
        dialect, sheet = options.file.dialect, options.file.sheet
        table = getattr(ict, _SENT[dataflow])(file, dialect=dialect, sheet=sheet)
    elif dataflow == "OBSERVATIONS":
        table = _observations(file, options.file)
    elif dataflow in _OF_EDITIONS:
        from ictindex.apps.cli.commands.idi import compute_edition

        table = compute_edition(file, edition, options, "exploration", "text", published)
    else:
        allowed = ["OBSERVATIONS", *_SENT, *_OF_EDITIONS]
        raise UsageError("sdmx.unknown-dataflow", dataflow=dataflow[:80], allowed=allowed)
    name = dataflow_of(dataflow).identify(check_agency(agency))
    _write(sdmx_text(table, part=dataflow, dataflow=name), output_file, language)


def sdg(
    file: opt.File,
    dsd: Annotated[Path, typer.Option("--dsd")],
    custodian: Annotated[bool, typer.Option("--custodian")] = False,
    *,
    options: opt.FileOptions,
    output_file: opt.Output = None,
    language: opt.Language = "en",
) -> None:
    """Write observations as rows for the SDG database, by the structure that is handed over."""
    from ictindex.data.exchange.sdg_rows import sdg_text

    text, findings = sdg_text(_observations(file, options), dsd=dsd, custodian=custodian)
    _write(text, output_file, language)
    if findings:
        output.note(findings.to_text(language))


def _observations(file: Path, options: opt.FileOptions) -> ict.Observations:
    """Return the observations of a file, or of a questionnaire."""
    from ictindex.apps.desk import input_files

    table, _ = input_files.read_observations(file, input_files.Inputs(file=options))
    return table


def _write(text: str, output_file: Path | None, language: str) -> None:
    """Write a file and say so, or its text to standard output."""
    if output_file is None:
        output.write(text.removesuffix("\n"))
        return
    write_file(output_file, text)
    output.write(i18n.text("cli", "written", language, file=str(output_file)))


def _read(table: str) -> Any:
    """Return the id of a dataflow as it is, or the observations of a file."""
    is_file = Path(table).suffix or Path(table).exists()
    return ict.read_observations(table) if is_file else table
