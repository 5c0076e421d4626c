"""The commands on answers and receipts: from findings that are answered to a receipt."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

import ictindex as ict
from ictindex import i18n
from ictindex.cli import FINDINGS, input_files, output, tables
from ictindex.cli.commands.questionnaire import quoted_file
from ictindex.cli.options import (
    Answers,
    Auxiliaries,
    Dialect,
    EditionIfNone,
    FileForm,
    History,
    LanguageIfNone,
    LayoutFile,
    MethodologyIfNone,
    Output,
    Sheet,
)
from ictindex.core.errors import RefusedObservationsError, UnusableFileError, UsageError
from ictindex.data.cell_text import escape_cell
from ictindex.data.writing import quoted, write_atomically
from ictindex.validation.responses import KINDS, Answer, key_of
from ictindex.validation.subject import OBSERVATIONS

if TYPE_CHECKING:
    import pandas as pd

    from ictindex.validation.report import RuleFinding


def accept(
    file: Annotated[Path, typer.Argument()],
    output_file: Output = None,
    answers: Answers = None,
    edition: EditionIfNone = None,
    methodology: MethodologyIfNone = None,
    history: History = None,
    auxiliaries: Auxiliaries = None,
    role: Annotated[str, typer.Option("--role")] = "focal-point",
    transcribed: Annotated[str, typer.Option("--transcribed")] = "",
    submitted: Annotated[str | None, typer.Option("--submitted")] = None,
    table: Annotated[str | None, typer.Option("--table")] = None,
    layout: LayoutFile = None,
    dialect: Dialect = None,
    file_form: FileForm = None,
    sheet: Sheet = None,
    language: LanguageIfNone = None,
) -> None:
    """Judge what a file holds, match its answers, and write a receipt for each of its tables."""
    main = output_file or file.with_suffix(".receipt.json")
    how = input_files.How(dialect, layout, file_form, auxiliaries, history, sheet=sheet)
    found, wanted = None, {}
    with output.progress(i18n.text("cli", "reading")):
        if table is None:
            found = input_files.read(file, how, edition, methodology)
            language = input_files.spoken(language, found.submission)
            wanted = _targets(file, main, found, output_file is not None)
            judged = input_files.judgements(found, how)
        else:
            language = input_files.spoken(language, None)
            wanted = {table: input_files.new(main, "cli.exists")}
            judged = {table: tables.judged(file, table, edition, methodology, dialect)}
        if answers is not None and not answers.exists():
            _ask(input_files.shown(judged), answers, language)
        said = _said(None if found is None else found.submission, answers)
        try:
            if found is not None:
                _rest_is_settled(found, said)
            receipts = _accepted(judged, said, role, transcribed, submitted)
        except RefusedObservationsError as error:
            if answers is None and found is not None:
                error.add_note(_how_to_answer(file, found, edition, language))
            raise
    if found is not None:
        input_files.note_provisional(found, language)
    _save_all({wanted[kind]: receipt for kind, receipt in receipts.items()})
    for kind, receipt in receipts.items():
        output.write(receipt.to_text(language))
        told = i18n.text("cli", "receipt-written", language, file=str(wanted[kind]))
        output.write_lines(told)
    to_send = [str(file), *(str(wanted[kind]) for kind in receipts)]
    if len(to_send) == 2:
        told = i18n.text("cli", "send-both", language, file=to_send[0], receipt=to_send[1])
    else:
        told = i18n.text("cli", "send-all", language, files=i18n.join(to_send, language))
    output.write_lines(told)


def _targets(file: Path, main: Path, found: input_files.Given, named: bool) -> dict[str, Path]:
    """Return where the receipt of each table that a file holds is written; none is there yet."""
    plans = found.submission is not None and found.submission.tariffs is not None
    if found.submission is not None and not plans and not len(found.table):
        raise UsageError("cli.nothing-to-accept", file=file.name)
    of_plans = main.with_name(f"{input_files.stem(main)}{input_files.OF_TARIFFS}")
    if not plans:
        wanted = {OBSERVATIONS: main}
    elif not len(found.table):
        wanted = {"tariffs": main if named else of_plans}
    else:
        wanted = {OBSERVATIONS: main, "tariffs": of_plans}
    return {kind: input_files.new(place, "cli.exists") for kind, place in wanted.items()}


def _accepted(
    judged: Mapping[str, ict.data.Judgement],
    said: ict.data.Answers,
    role: str,
    transcribed: str,
    submitted: str | None,
) -> dict[str, ict.data.Receipt]:
    """Accept every table, or none: what is open in each of them is told at once."""
    found: dict[str, ict.data.Receipt] = {}
    refused: list[RefusedObservationsError] = []
    for kind, judgement in judged.items():
        try:
            found[kind] = ict.accept(
                judgement.observations, judgement, said, role=role, transcribed=transcribed,
                submitted=submitted,
            )  # fmt: skip
        except RefusedObservationsError as error:
            refused.append(error)
    if refused:
        faults = [fault for error in refused for fault in error.faults]
        raise RefusedObservationsError(refused[0].code, faults=faults)
    return found


def _save_all(receipts: Mapping[Path, ict.data.Receipt]) -> None:
    """Write all receipts, or none."""
    written: list[Path] = []
    try:
        for path, receipt in receipts.items():
            receipt.save(path)
            written.append(path)
    except UnusableFileError:
        for path in written:
            path.unlink(missing_ok=True)
        raise


def _how_to_answer(file: Path, found: input_files.Given, edition: int | None, language: str) -> str:
    """Tell with which commands findings are answered."""
    name, answers = quoted_file(file), quoted_file(file.with_suffix(".answers.csv"))
    key = "how-to-answer-table" if found.submission is None else "how-to-answer"
    return i18n.text("cli", key, language, file=name, answers=answers, edition=str(edition))


def answer(
    file: Annotated[Path, typer.Argument()],
    rule: Annotated[str, typer.Argument()],
    answer: Annotated[str, typer.Argument()],
    reason: Annotated[str, typer.Option("--reason")] = "",
    indicator: Annotated[str | None, typer.Option("--indicator")] = None,
    economy: Annotated[str | None, typer.Option("--economy")] = None,
    breakdown: Annotated[str | None, typer.Option("--breakdown")] = None,
    answers: Answers = None,
    edition: EditionIfNone = None,
    methodology: MethodologyIfNone = None,
    history: History = None,
    auxiliaries: Auxiliaries = None,
    layout: LayoutFile = None,
    dialect: Dialect = None,
    file_form: FileForm = None,
    sheet: Sheet = None,
    language: LanguageIfNone = None,
) -> None:
    """Answer a finding; exit code 1 while others are open."""
    if answer not in KINDS:
        raise UsageError("cli.answer-unknown", answer=answer, allowed=KINDS)
    if answer == "confirm" and not reason.strip():
        raise UsageError("cli.answer-reason")
    target = answers or file.with_suffix(".answers.csv")
    how = input_files.How(dialect, layout, file_form, auxiliaries, history, sheet=sheet)
    with output.progress(i18n.text("cli", "reading")):
        found = input_files.read(file, how, edition, methodology)
        language = input_files.spoken(language, found.submission)
        judged = input_files.judged(found, how)
        before = _said(found.submission, target if target.exists() else None)
    if not any(finding.errorlevel != "information" for finding in judged):
        raise UsageError("cli.answer-nothing-open", file=quoted_file(file))
    finding = _meant(judged, rule, indicator, economy, breakdown)
    new = Answer(key_of(finding.key), answer, reason)
    matched = ict.data.Answers([new]).match(judged)
    if matched.faults.errors:
        raise RefusedObservationsError("cli.answer-refused", faults=matched.faults.errors)
    kept = ict.data.Answers([*before, new])
    _write(kept.to_frame(), target)
    output.write_lines(finding.message(language))
    still = kept.match(judged).open
    output.write(
        i18n.text(
            "cli", "answered", language, file=str(target), rule=finding.rule or finding.code,
            count=str(len(still)),
        )
    )  # fmt: skip
    if still:
        raise typer.Exit(FINDINGS)


def _meant(
    judged: ict.data.Judgement,
    rule: str,
    indicator: str | None,
    economy: str | None,
    breakdown: str | None,
) -> RuleFinding:
    """Return the one finding that is meant; refuse if there is none or there are several."""
    wanted = None if indicator is None else ict.data.indicator_id(indicator) or indicator
    asked = [finding for finding in judged if finding.errorlevel != "information"]
    found = {
        key_of(finding.key): finding
        for finding in asked
        if finding.key[0] == rule
        and wanted in (None, finding.indicator)
        and economy in (None, finding.economy)
        and breakdown in (None, finding.breakdown)
    }
    if not found:
        open_rules = sorted({str(finding.key[0]) for finding in asked})
        raise UsageError("cli.answer-to-nothing", rule=rule, allowed=open_rules)
    if len(found) > 1:
        cells = [" ".join(part for part in key[1:5] if part) for key in found]
        raise UsageError("cli.answer-to-several", rule=rule, cells=cells[:10])
    return next(iter(found.values()))


def _said(submission: ict.data.Submission | None, path: Path | None) -> ict.data.Answers:
    """Return the answers of the workbook, then those of the file: the last to a finding holds."""
    own = () if submission is None else submission.answers
    if path is None:
        return ict.data.Answers(own)
    told = ict.data.read_answers(path)
    return ict.data.Answers([*own, *told], told.findings)


def _rest_is_settled(found: input_files.Given, said: ict.data.Answers) -> None:
    """Refuse errors that stand beside figures and plans, unless withdrawn."""
    submission = found.submission
    if submission is None:
        return
    withdrawn = {answer.key for answer in said if answer.answer == "withdraw"}
    faults = [
        finding for finding in found.own.errors if key_of(submission.key(finding)) not in withdrawn
    ]
    if faults:
        raise RefusedObservationsError("receipt.open-findings", faults=faults)


def _ask(judged: ict.data.Judgement, path: Path, language: str) -> None:
    """Write the findings that need an answer to a file to fill in, if there are any."""
    wanted = ict.data.Answers.template(judged, language)
    if wanted.empty:
        return
    _write(wanted, path)
    told = i18n.text("cli", "answers-asked", language, file=str(path), count=str(len(wanted)))
    output.write(told)
    raise typer.Exit(FINDINGS)


def _write(frame: pd.DataFrame, path: Path) -> None:
    """Write a table of texts as a CSV file that a spreadsheet may open."""
    lines = [",".join(frame.columns)]
    for row in frame.itertuples(index=False):
        lines.append(",".join(quoted(escape_cell(str(cell))) for cell in row))
    write_atomically(path, "\n".join(lines) + "\n")
