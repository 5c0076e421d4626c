"""The commands on questionnaires: write one, and check one that was filled in."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

import ictindex as ict
from ictindex import terms
from ictindex.cli import FINDINGS, given, output
from ictindex.cli.catalogue import economy_code
from ictindex.cli.options import (
    AsCsv,
    AsJson,
    Auxiliaries,
    Dialect,
    Edition,
    History,
    Language,
    MethodologyName,
    Output,
    Undecided,
    Year,
)
from ictindex.errors import UsageError
from ictindex.terms.blocks import page_width


def questionnaire(
    economy: Annotated[str, typer.Argument()],
    edition: Edition,
    output_file: Output = None,
    year: Year = None,
    methodology: MethodologyName = "idi",
    history: History = None,
    dialect: Dialect = None,
    language: Language = "en",
) -> None:
    """Write the questionnaire of an economy as an Excel workbook."""
    code = economy_code(economy)
    how = given.How(dialect=dialect)
    made = ict.questionnaire(
        code,
        edition=edition,
        language=language,
        year=year,
        methodology=methodology,
        history=None if history is None else given.table_of(history, how)[0],
    )
    path = given.new(output_file or Path(f"{code.lower()}-{edition}.xlsx"))
    made.save(path)
    output.write(
        terms.text("cli", "questionnaire-written", file=str(path), year=str(made.form.year))
    )


def check(
    file: Annotated[Path, typer.Argument()],
    output_file: Output = None,
    history: History = None,
    auxiliaries: Auxiliaries = None,
    dialect: Dialect = None,
    undecided: Undecided = False,
    language: Language = "en",
    as_json: AsJson = False,
    as_csv: AsCsv = False,
) -> None:
    """Check a questionnaire that was filled in; exit code 1 if something needs an answer."""
    form = output.one_form(as_json, as_csv)
    if output_file is not None:
        given.new(output_file)
    how = given.How(dialect=dialect, auxiliaries=auxiliaries, history=history)
    with output.progress(terms.text("cli", "reading")):
        found = given.read(file, how, None, None)
        submission = found.submission
        if submission is None:
            raise UsageError("cli.edition-needed", file=file.name)
        judged = given.judged(found, how)
    if output_file is not None:
        # A count of which no rate follows is marked in its cell too.
        submission.hand_back([*judged, *found.underived], output_file)
    own = found.own
    if form == "json":
        records = [*own.records(language), *judged.records(language)]
        output.write_json({"economy": submission.economy, "year": submission.year,
                           "edition": submission.edition, "findings": records})  # fmt: skip
    elif form == "csv":
        import pandas as pd

        frames = [own.to_frame(language)] if own else []
        output.write_csv(pd.concat([*frames, judged.to_frame(language)], ignore_index=True))
    else:
        output.write_lines(str(submission))
        if own:
            output.write_lines(own.to_text(language))
        output.write("")
        with page_width(output.page_width()):
            output.write(judged.to_text(language, undecided=undecided))
        if output_file is not None:
            output.write(terms.text("cli", "handed-back", language, file=str(output_file)))
    if own or judged.findings:
        raise typer.Exit(FINDINGS)
