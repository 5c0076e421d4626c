"""The commands on sources: which value an edition uses, letters to focal points, the calendar."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

import ictindex as ict
from ictindex import i18n
from ictindex.cli import FINDINGS, input_files, output
from ictindex.cli.commands.catalogue import economy_code
from ictindex.cli.options import (
    AsCsv,
    AsJson,
    Auxiliaries,
    CutOff,
    Dialect,
    Edition,
    FileForm,
    Format,
    Language,
    LayoutFile,
    MethodologyName,
    Output,
    Receipts,
    Sheet,
    Year,
)
from ictindex.core.errors import UnusableFileError, UsageError
from ictindex.data.cell_text import Fault, is_missing, number_of
from ictindex.data.io import csv
from ictindex.data.io.excel import address_in
from ictindex.data.io.raw_tables import table_of
from ictindex.data.writing import csv_text, write_atomically
from ictindex.findings import Finding
from ictindex.i18n.document import page_width
from ictindex.sourcing.official_share import KINDS
from ictindex.validation.subject import OBSERVATIONS

if TYPE_CHECKING:
    import pandas as pd

VIEWS = ("decisions", "candidates", "pending", "shares")
_SECTIONS = {"indicator": "nodes", "source_class": "source-class"}
_LETTER = ("economy", "indicator", "year", "source", "value")


def sources(
    receipts: Receipts,
    edition: Edition,
    cut_off: CutOff,
    consultations: Annotated[Path | None, typer.Option("--consultations")] = None,
    economy: Annotated[str | None, typer.Option("--economy")] = None,
    indicator: Annotated[str | None, typer.Option("--indicator")] = None,
    show: Annotated[str | None, typer.Option("--show")] = None,
    by: Annotated[str, typer.Option("--by")] = "edition",
    vintage: Annotated[str | None, typer.Option("--vintage")] = None,
    methodology: MethodologyName = "idi",
    year: Year = None,
    auxiliaries: Auxiliaries = None,
    layout: LayoutFile = None,
    dialect: Dialect = None,
    file_form: FileForm = None,
    sheet: Sheet = None,
    output_file: Output = None,
    format: Format = "text",
    language: Language = "en",
    as_json: AsJson = False,
    as_csv: AsCsv = False,
) -> None:
    """Choose the value of each cell from receipts; exit code 1 while consultations are missing."""
    form = output.one_form(as_json, as_csv)
    if show is not None and show not in VIEWS:
        raise UsageError("cli.view-unknown", view=show, allowed=VIEWS)
    if output_file is not None:
        input_files.new(output_file)
    how = input_files.How(
        dialect, layout, file_form, auxiliaries, sheet=sheet, edition=edition
    )  # fmt: skip
    chosen = ict.methodology(methodology, edition=edition)
    with output.progress(i18n.text("cli", "reading")):
        record = None
        if consultations is not None:
            record = ict.sourcing.read_consultations(consultations, dialect=dialect)
        selection = ict.select_sources(
            _candidates(receipts, how), chosen, edition=edition, year=year,
            consultations=record, cut_off=cut_off,
        )  # fmt: skip
    code = None if economy is None else economy_code(economy, unknown=economy)
    pending = selection.pending()
    if output_file is not None:
        write_atomically(output_file, csv_text(selection.observations))
        output.note(i18n.text("cli", "written", language, file=str(output_file)))
    if form == "json":
        output.write_json(_whole(selection, by, vintage, language))
    elif form == "csv" or show is not None:
        frame = _view(selection, show or "decisions", by, vintage, language)
        frame = _only(frame, code, indicator)
        if form == "csv":
            output.write_csv(frame)
        else:
            _table(frame, language)
    elif code is not None:
        with page_width(output.page_width()):
            output.write(selection.explain(code, indicator, language, format))
    else:
        with page_width(output.page_width()):
            output.write(selection.to_text(language))
    if len(pending):
        raise typer.Exit(FINDINGS)


def _candidates(paths: Sequence[Path], how: input_files.How) -> list[ict.data.Receipt]:
    """Read receipts with their tables; those of the price basket hold no candidates."""
    found = []
    for path in paths:
        if ict.data.read_receipt(path).kind != OBSERVATIONS:
            output.note(i18n.text("cli", "no-candidates", file=path.name))
        else:
            found.append(input_files.joined(path, how))
    return found


def _view(
    selection: ict.sourcing.Selection, show: str, by: str, vintage: str | None, language: str
) -> pd.DataFrame:
    if show == "candidates":
        return selection.candidates_frame(language)
    if show == "pending":
        return selection.pending()
    if show == "shares":
        return selection.shares(by, vintage=vintage)
    return selection.to_frame(language)


def _only(frame: pd.DataFrame, economy: str | None, indicator: str | None) -> pd.DataFrame:
    """Keep the rows of an economy and an indicator, where the view has such columns."""
    key = None if indicator is None else ict.data.indicator_id(indicator) or indicator
    for name, wanted in (("economy", economy), ("indicator", key)):
        if wanted is not None and name in frame.columns:
            frame = frame[frame[name] == wanted]
    return frame


def _table(frame: pd.DataFrame, language: str) -> None:
    """Write a view as a table in words: names for codes, no column that is empty."""
    left_out = ("receipt", "role", "outcome", "decision", "reason", "conf_status")
    kept = [str(name) for name in frame.columns if name not in left_out]
    kept = [name for name in kept if not all(map(is_missing, frame[name]))]
    if not kept:
        output.write(i18n.text("cli", "no-rows", language))
        return
    headers = [i18n.label("columns", name, language) for name in kept]
    rows = [
        [_shown(name, cell, language) for name, cell in zip(kept, row, strict=True)]
        for row in frame[kept].itertuples(index=False)
    ]
    numbers = frozenset(n for n, name in enumerate(kept) if name in ("value", *KINDS, "share"))
    output.write_blocks([i18n.Table(headers, rows, numbers)], language)


def _shown(name: str, cell: Any, language: str) -> str:
    if is_missing(cell):
        return ""
    if name == "economy":
        return i18n.economy_name(cell, language)
    if name in ("indicator", "source_class"):
        return i18n.label(_SECTIONS[name], cell, language)
    if name in ("group", "edition"):
        return i18n.label("groups", str(cell), language)
    if isinstance(cell, (Decimal, float)):
        return i18n.number(Decimal(str(cell)), language)
    return i18n.visible(str(cell))


def _whole(
    selection: ict.sourcing.Selection, by: str, vintage: str | None, language: str
) -> dict[str, Any]:
    """Return everything about a selection, as plain data."""
    views = {name: _view(selection, name, by, vintage, language) for name in VIEWS}
    return {
        "edition": selection.edition,
        "year": selection.year,
        "methodology": selection.methodology.document.id,
        "cut_off": selection.cut_off.isoformat(),
        "digest": selection.digest,
        "receipts": [receipt.digest for receipt in selection.receipts],
        **{name: plain(frame) for name, frame in views.items()},
        "findings": selection.findings.records(language),
    }


def plain(frame: pd.DataFrame) -> list[dict[str, Any]]:
    """Return records in which decimals and dates are texts, so that no digit is lost."""
    return [
        {
            name: cell if cell is None or isinstance(cell, (str, int, float, bool)) else str(cell)
            for name, cell in record.items()
        }
        for record in output.records(frame)
    ]


def consult(
    economy: Annotated[str, typer.Argument()],
    file: Annotated[Path, typer.Argument()],
    edition: Edition,
    deadline: Annotated[str | None, typer.Option("--deadline")] = None,
    methodology: MethodologyName = "idi",
    dialect: Dialect = None,
    output_file: Output = None,
    format: Format = "text",
    language: Language = "en",
) -> None:
    """Write the letter that consults a focal point on values of other sources."""
    code = economy_code(economy)
    index = ict.methodology(methodology, edition=edition).document.index
    spoken = csv.dialect_of(dialect, file.name)
    table = table_of(file, spoken)
    if table is None or not set(_LETTER) <= set(table.header):
        raise UsageError("cli.letter-file", file=file.name, needed=_LETTER)
    rows = _quoted(table, code, spoken.decimal)
    with page_width(output.page_width()):
        letter = ict.sourcing.consultation_letter(
            code, rows, edition=edition, index=index, deadline=deadline, language=language,
            format=format,
        )  # fmt: skip
    output.deliver(letter, output_file, language)


def _quoted(table: csv.Table, economy: str, decimal: str) -> list[dict[str, Any]]:
    """Return the rows of an economy with their values as numbers; all that are none are told."""
    rows, faults = [], []
    for row, line in enumerate(table.lines):
        held: dict[str, Any] = {name: cells[row] for name, cells in table.columns.items()}
        if held["economy"] != economy:
            continue
        number = number_of(held["value"], decimal)
        if isinstance(number, Fault):
            at = address_in(table, line, "value")
            faults.append(Finding(number.code, economy=economy, address=at, given=number.given))
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
    language: Language = "en",
    as_json: AsJson = False,
    as_csv: AsCsv = False,
) -> None:
    """Show when a survey was sent, collected and published; exit code 1 if something was late."""
    form = output.one_form(as_json, as_csv)
    found = ict.sourcing.Calendar.of(
        [ict.data.read_receipt(path) for path in receipts or ()], year, dispatched=dispatched,
        collected_from=collected_from, published=published,
    )  # fmt: skip
    if form == "json":
        output.write_json({"year": year, "events": plain(found.to_frame())})
    elif form == "csv":
        output.write_csv(found.to_frame())
    else:
        output.write(found.to_text(language))
    if len(found.late):
        raise typer.Exit(FINDINGS)
