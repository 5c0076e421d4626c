"""The commands on sources: the values of an edition, letters to focal points, the calendar."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

import ictindex as ict
from ictindex.apps.cli import options as opt
from ictindex.apps.cli import output
from ictindex.apps.cli.command_words import economy_code
from ictindex.apps.desk.input_files import OBSERVATIONS, Inputs, join_receipt
from ictindex.core.data_classes import dataclass
from ictindex.core.errors import UnusableFileError, UsageError
from ictindex.language import i18n
from ictindex.language.i18n.page_writer import page_width

if TYPE_CHECKING:
    from ictindex.data.io import csv

_LETTER = ("economy", "indicator", "year", "source", "value")


@dataclass(frozen=True, slots=True, kw_only=True)
class ViewOptions:
    """Part of a selection to show, and the grouping of its shares."""

    economy: opt.EconomyIfNone = None
    indicator: opt.Indicator = None
    show: Annotated[str | None, typer.Option("--show")] = None
    by: Annotated[str, typer.Option("--by")] = "edition"
    vintage: opt.Vintage = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SelectionOptions:
    """The methodology by which values are selected, and the form of the files of receipts."""

    methodology: opt.MethodologyName = "idi"
    year: opt.Year = None
    auxiliaries: opt.Auxiliaries = None
    offices: Annotated[Path | None, typer.Option("--offices")] = None
    file: opt.FileOptions


@dataclass(frozen=True, slots=True, kw_only=True)
class SelectionOutput(output.AskedOutput):
    """The file, the form and the language of the output of a command on sources."""

    output_file: opt.Output = None
    format: opt.Format = "text"
    language: opt.Language = "en"
    as_json: opt.AsJson = False
    as_csv: opt.AsCsv = False


@dataclass(frozen=True, slots=True, kw_only=True)
class LetterOutput:
    """The file, the form and the language of a letter."""

    output_file: opt.Output = None
    format: opt.Format = "text"
    language: opt.Language = "en"


def sources(
    receipts: opt.Files,
    edition: opt.Edition,
    cut_off: opt.CutOff,
    consultations: Annotated[Path | None, typer.Option("--consultations")] = None,
    *,
    view: ViewOptions,
    options: SelectionOptions,
    out: SelectionOutput,
) -> None:
    """Choose the value of each cell from receipts; exit code 1 while consultations are missing."""
    from ictindex.submissions.sourcing.selection_page import (
        VIEWS,
        make_view,
        record_selection,
        select_rows,
        show_view,
    )

    form, language = out.form, out.language
    if view.show is not None and view.show not in VIEWS:
        raise UsageError("cli.view-unknown", view=view.show, allowed=VIEWS)
    inputs = Inputs(file=options.file, auxiliaries=options.auxiliaries, edition=edition)
    chosen = ict.methodology(options.methodology, edition=edition)
    with output.progress(i18n.text("cli", "reading")):
        record = None
        if consultations is not None:
            record = ict.sourcing.read_consultations(consultations, dialect=options.file.dialect)
        candidates = _read_candidates(receipts, inputs)
        if options.offices is not None:
            candidates = _join_parts(candidates, options.offices, cut_off, language)
        selection = ict.select_sources(
            candidates,
            chosen,
            edition=edition,
            year=options.year,
            consultations=record,
            cut_off=cut_off,
        )
    economy = view.economy
    code = None if economy is None else economy_code(economy, unknown=economy)
    pending = selection.pending()
    if out.output_file is not None:
        from ictindex.core.file_writer import write_file
        from ictindex.data.csv_files import csv_text

        write_file(out.output_file, csv_text(selection.observations))
        output.note(i18n.text("cli", "written", language, file=str(out.output_file)))
    made = partial(make_view, selection, by=view.by, vintage=view.vintage, language=language)
    if form == "json" and view.show is None:
        output.write_json(record_selection(selection, made, language))
    elif form == "csv" or view.show is not None:
        shown = view.show or next(iter(VIEWS))
        frame = select_rows(made(shown), code, view.indicator)
        output.write_page(show_view(frame, shown), out, frame)
    else:
        with page_width(output.page_width()):
            output.write(
                selection.to_text(language)
                if code is None
                else selection.explain(code, view.indicator, language, out.format)
            )
    output.end(len(pending))


def _join_parts(
    receipts: Sequence[ict.data.Receipt], offices: Path, cut_off: str, language: str
) -> list[ict.data.Receipt]:
    """Join the parts of several offices, and name every difference between them."""
    listed = ict.rounds.read_offices(offices)
    joined = ict.rounds.join_parts(receipts, listed, cut_off=cut_off)
    if joined.findings:
        output.note(joined.findings.to_text(language))
    return list(joined.receipts)


def _read_candidates(paths: Sequence[Path], inputs: Inputs) -> list[ict.data.Receipt]:
    """Read receipts with their tables; receipts of the price basket have no candidates."""
    receipts = []
    for path in paths:
        if ict.data.read_receipt(path).kind != OBSERVATIONS:
            output.note(i18n.text("cli", "no-candidates", file=path.name))
        else:
            receipts.append(join_receipt(path, inputs))
    return receipts


def consult(
    economy: opt.Economy,
    file: opt.File,
    edition: opt.Edition,
    deadline: Annotated[str | None, typer.Option("--deadline")] = None,
    methodology: opt.MethodologyName = "idi",
    dialect: opt.Dialect = None,
    *,
    out: LetterOutput,
) -> None:
    """Write the letter that consults a focal point on values of other sources."""
    from ictindex.data.io.csv import dialect_of
    from ictindex.data.io.table_sources import require_table

    code = economy_code(economy)
    index = ict.methodology(methodology, edition=edition).document.index
    spoken = dialect_of(dialect, file.name)
    table = require_table(file, spoken)
    if not set(_LETTER) <= set(table.header):
        raise UsageError("cli.letter-file", file=file.name, needed=_LETTER)
    rows = _letter_rows(table, code, spoken.decimal)
    with page_width(output.page_width()):
        letter = ict.sourcing.consultation_letter(
            code,
            rows,
            edition=edition,
            index=index,
            deadline=deadline,
            language=out.language,
            format=out.format,
        )
    output.deliver(letter, out.output_file, out.language)


def _letter_rows(table: csv.RawTable, economy: str, decimal: str) -> list[dict[str, Any]]:
    """Return the rows of an economy with values as numbers; report all that are not numbers."""
    from ictindex.data.cell_text import Fault, number_of
    from ictindex.data.io.excel import address_in
    from ictindex.language.findings import Finding

    rows, faults = [], []
    for row, line in enumerate(table.lines):
        held: dict[str, Any] = {name: cells[row] for name, cells in table.columns.items()}
        if held["economy"] != economy:
            continue
        number = number_of(held["value"], decimal)
        if isinstance(number, Fault):
            at = address_in(table, line, "value")
            faults.append(Finding(number.code, economy=economy, address=at, details=number.details))
        rows.append(held | {"value": number})
    if faults:
        raise UnusableFileError("cli.letter-values", file=table.name, faults=faults)
    return rows


def calendar(
    year: Annotated[int, typer.Argument()],
    receipts: Annotated[list[Path] | None, typer.Argument()] = None,
    dispatched: Annotated[str | None, typer.Option("--dispatched")] = None,
    collected_from: Annotated[str | None, typer.Option("--collected-from")] = None,
    published: Annotated[str | None, typer.Option("--published")] = None,
    *,
    out: opt.OutputOptions,
) -> None:
    """Show when a survey was sent, collected and published; exit code 1 if something was late."""
    events = ict.sourcing.Calendar.from_receipts(
        [ict.data.read_receipt(path) for path in receipts or ()],
        year,
        dispatched=dispatched,
        collected_from=collected_from,
        published=published,
    )
    output.write_page(events, out, events.to_frame)
    output.end(len(events.late))
