"""The commands on SDMX: structures, rows of tables, rows for the SDG database."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

import ictindex as ict
from ictindex.apps.cli import options as opt
from ictindex.apps.cli import output
from ictindex.core.data_classes import dataclass

# The readers of tables that are sent as they are.
_SENT = {"PRICES": "read_prices", "ECONOMICS": "read_economics"}


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
    output.deliver(text, output_file, language)


@dataclass(frozen=True, slots=True, kw_only=True)
class OtherFiles:
    """The files that a table is computed from, in addition to the first."""

    published: opt.PublishedFile = None
    economics: opt.Economics = None


def data(
    file: opt.File,
    dataflow: Annotated[str, typer.Option("--dataflow")] = "OBSERVATIONS",
    edition: opt.EditionIfNone = None,
    *,
    options: opt.MethodologyOptions,
    others: OtherFiles,
    agency: Annotated[str | None, typer.Option("--agency")] = None,
    output_file: opt.Output = None,
    language: opt.Language = "en",
) -> None:
    """Write a table as SDMX-CSV: one that was sent, or one that is computed from it."""
    from ictindex.data.exchange import sdmx_csv_file, sdmx_model

    flow = sdmx_model.dataflow(dataflow)
    table = _make_table(dataflow, file, edition, options, others)
    name = flow.identify(sdmx_model.check_agency(agency))
    text = sdmx_csv_file.sdmx_text(table, part=dataflow, dataflow=name)
    output.deliver(text, output_file, language)


def _make_table(
    dataflow: str,
    file: Path,
    edition: int | None,
    options: opt.MethodologyOptions,
    others: OtherFiles,
) -> Any:
    """Return the table of a dataflow, or the result that it is of."""
    if dataflow in _SENT:
        dialect, sheet = options.file.dialect, options.file.sheet
        return getattr(ict, _SENT[dataflow])(file, dialect=dialect, sheet=sheet)
    if dataflow == "IPB_PRICES":
        methodology = ict.methodology("ipb", edition=edition)
        return ict.compute(methodology, prices=file, economics=others.economics)
    if dataflow.startswith("IDI_"):
        from ictindex.apps.cli.commands.idi import compute_edition

        return compute_edition(file, edition, options, "exploration", "text", others.published)
    table = _observations(file, options.file)
    return ict.analysis.track_targets(table) if dataflow == "TARGETS" else table


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
    output.deliver(text, output_file, language)
    if findings:
        output.note(findings.to_text(language))


def _observations(file: Path, options: opt.FileOptions) -> ict.Observations:
    """Return the observations of a file, or of a questionnaire."""
    from ictindex.apps.desk import input_files

    table, _ = input_files.read_observations(file, input_files.Inputs(file=options))
    return table


def _read(table: str) -> Any:
    """Return the id of a dataflow as it is, or the observations of a file."""
    is_file = Path(table).suffix or Path(table).exists()
    return ict.read_observations(table) if is_file else table
