"""The commands on a table before it is accepted: judge it, and derive rates from its counts."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

import ictindex as ict
from ictindex import i18n
from ictindex.cli import FINDINGS, input_files, output
from ictindex.cli.options import (
    AsCsv,
    AsHtml,
    AsJson,
    Auxiliaries,
    Dialect,
    EditionIfNone,
    File,
    FileForm,
    History,
    Language,
    LanguageIfNone,
    LayoutFile,
    MethodologyIfNone,
    Output,
    Sheet,
    Undecided,
    Year,
)
from ictindex.core.errors import UsageError
from ictindex.data.writing import csv_text, write_atomically
from ictindex.i18n.document import html_page, page_width
from ictindex.validation import report_html

if TYPE_CHECKING:
    import pandas as pd

_GRAVE = ("fatal", "error", "warning")


def validate(
    file: File,
    edition: EditionIfNone = None,
    methodology: MethodologyIfNone = None,
    year: Year = None,
    history: History = None,
    auxiliaries: Auxiliaries = None,
    tariffs: Annotated[Path | None, typer.Option("--tariffs")] = None,
    prices: Annotated[Path | None, typer.Option("--prices")] = None,
    economics: Annotated[Path | None, typer.Option("--economics")] = None,
    role: Annotated[str | None, typer.Option("--role")] = None,
    others: Annotated[Path | None, typer.Option("--others")] = None,
    layout: LayoutFile = None,
    dialect: Dialect = None,
    file_form: FileForm = None,
    sheet: Sheet = None,
    output_file: Output = None,
    undecided: Undecided = False,
    language: LanguageIfNone = None,
    as_json: AsJson = False,
    as_csv: AsCsv = False,
    as_html: AsHtml = False,
) -> None:
    """Judge a table by the rules; exit code 1 if something needs an answer."""
    if as_html and (as_json or as_csv):
        raise UsageError("cli.html-and-data")
    form = output.one_form(as_json, as_csv)
    if output_file is not None:
        input_files.new(output_file, "cli.exists")
    how = input_files.How(
        dialect, layout, file_form, auxiliaries, history, tariffs, prices, economics, sheet,
        role=role, others=others,
    )  # fmt: skip
    with output.progress(i18n.text("cli", "reading")):
        found = input_files.read(file, how, edition, methodology, year)
        language = input_files.spoken(language, found.submission)
        judged = input_files.judged(found, how)
    input_files.note_provisional(found, language)
    input_files.note_history(found, how, language)
    own = found.own
    if as_html:
        title = i18n.text("validation", "title", language, year=str(judged.year))
        page = html_page(title, report_html.html(judged, language, own), language)
        output.deliver(page, output_file, language)
    elif form == "json":
        output.deliver(judged.to_json(language, beside=own), output_file, language)
    elif form == "csv":
        output.deliver(
            output.csv_text(judged.to_frame(language, beside=own)), output_file, language
        )
    else:
        with page_width(output.page_width()):
            told = judged.to_text(language, undecided=undecided, beside=own)
        output.deliver(told, output_file, language)
    if own or any(finding.errorlevel in _GRAVE for finding in judged):
        raise typer.Exit(FINDINGS)


def derive(
    file: File,
    indicator: Annotated[list[str] | None, typer.Option("--indicator")] = None,
    edition: EditionIfNone = None,
    auxiliaries: Auxiliaries = None,
    layout: LayoutFile = None,
    dialect: Dialect = None,
    file_form: FileForm = None,
    sheet: Sheet = None,
    output_file: Output = None,
    language: Language = "en",
    as_json: AsJson = False,
    as_csv: AsCsv = False,
) -> None:
    """Derive rates from counts, with their arithmetic; exit code 1 if a count gives none."""
    form = output.one_form(as_json, as_csv)
    if output_file is not None:
        input_files.new(output_file, "cli.exists")
    how = input_files.How(
        dialect, layout, file_form, auxiliaries, sheet=sheet, edition=edition
    )  # fmt: skip
    with output.progress(i18n.text("cli", "reading")):
        table = input_files.table_of(file, how)[0]
        found = input_files.derived(table, how, indicator)
    if output_file is not None:
        write_atomically(output_file, csv_text(found.completed))
        output.note(i18n.text("cli", "written", language, file=str(output_file)))
    if form == "json":
        rows = output.records(_exact(found))
        output.write_json({"rows": rows, "findings": found.findings.records(language)})
    elif form == "csv":
        output.write_csv(_exact(found))
    elif found.steps or found.findings:
        with page_width(output.page_width()):
            output.write(found.to_text(language))
    else:
        output.write(i18n.text("cli", "nothing-to-derive", language, file=file.name))
    if form != "text":
        for finding in found.findings:
            output.note(finding.advice(language))
    if found.findings:
        raise typer.Exit(FINDINGS)


def _exact(found: ict.data.Derived) -> pd.DataFrame:
    """Return the derived values with every digit of them: texts, not floats."""
    frame = found.to_frame()
    names = ("economy", "indicator", "year", "value", "status", "conf_status", "source_class",
             "source", "vintage", "note", "file", "line")  # fmt: skip
    if len(frame):
        frame["value"] = found.observations.columns["written"]
    return frame[[name for name in names if name in frame.columns]]
