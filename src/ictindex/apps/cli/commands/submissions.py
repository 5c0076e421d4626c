"""The commands on a table until it is accepted: validate, derive, answer, accept."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

import ictindex as ict
from ictindex.apps.cli import command_words, output, submission_notes
from ictindex.apps.cli import options as opt
from ictindex.apps.cli.output import choose_form
from ictindex.apps.desk import input_files, submission_receipts
from ictindex.apps.desk.open_findings import match_answers, open_findings
from ictindex.core.data_classes import dataclass
from ictindex.core.errors import RefusedObservationsError, UsageError
from ictindex.core.file_writer import replace_file, write_file
from ictindex.language import i18n
from ictindex.language.i18n.page_writer import page_width
from ictindex.submissions.closed.accepted_table import accepted_path

if TYPE_CHECKING:
    from collections.abc import Iterator

    import pandas as pd

    from ictindex.submissions.validation.report import RuleFinding

_GRAVE = ("fatal", "error", "warning")
_UNANSWERED = "information"  # the level of findings that need no answer


@dataclass(frozen=True, slots=True, kw_only=True)
class SubjectOptions:
    """The edition for which a file is judged, and the other tables that are read."""

    edition: opt.EditionIfNone = None
    methodology: opt.MethodologyIfNone = None
    year: opt.Year = None
    history: opt.History = None
    auxiliaries: opt.Auxiliaries = None
    tariffs: Annotated[Path | None, typer.Option("--tariffs")] = None
    prices: Annotated[Path | None, typer.Option("--prices")] = None
    economics: opt.Economics = None
    role: Annotated[str | None, typer.Option("--role")] = None
    others: Annotated[Path | None, typer.Option("--others")] = None
    rules: opt.Rules = None


@dataclass(frozen=True, slots=True, kw_only=True)
class JudgementOptions:
    """The language and the form of a judgement."""

    language: opt.LanguageIfNone = None
    as_json: Annotated[bool, typer.Option("--json")] = False
    as_csv: Annotated[bool, typer.Option("--csv")] = False
    as_html: Annotated[bool, typer.Option("--html")] = False


def validate(
    file: opt.File,
    options: SubjectOptions,
    written: opt.FileOptions,
    output_file: opt.Output = None,
    undecided: opt.Undecided = False,
    *,
    out: JudgementOptions,
) -> None:
    """Judge a table by the rules; exit code 1 if something needs an answer."""
    if out.as_html and (out.as_json or out.as_csv):
        raise UsageError("cli.html-and-data")
    form = choose_form(out.as_json, out.as_csv)
    inputs = input_files.Inputs(
        file=written,
        auxiliaries=options.auxiliaries,
        history=options.history,
        tariffs=options.tariffs,
        prices=options.prices,
        economics=options.economics,
        role=options.role,
        others=options.others,
        rules=options.rules,
    )
    with output.progress(i18n.text("cli", "reading")):
        subject = input_files.read_subject(
            file, inputs, options.edition, options.methodology, options.year
        )
        language = command_words.choose_language(out.language, subject.submission)
        judgement = input_files.judge_subject(subject, inputs)
    submission_notes.note_provisional(subject, language)
    submission_notes.note_history(subject, inputs, language)
    is_empty = submission_notes.note_absent_year(file, subject, language)
    own = subject.own
    if out.as_html:
        from ictindex.submissions.validation import report_html

        text = report_html.html_document(judgement, language, own)
    elif form == "json":
        text = judgement.to_json(language, other_findings=own)
    elif form == "csv":
        from ictindex.language.i18n.table_files import frame_csv

        text = frame_csv(judgement.to_frame(language, other_findings=own))
    else:
        with page_width(output.page_width()):
            text = judgement.to_text(language, undecided=undecided, other_findings=own)
    output.deliver(text, output_file, language)
    shown = "html" if out.as_html or output_file is not None else form
    submission_notes.write_next_check(file, subject.submission, shown)
    output.end(is_empty or own or any(finding.errorlevel in _GRAVE for finding in judgement))


def derive(
    file: opt.File,
    indicator: opt.Indicators = None,
    edition: opt.EditionIfNone = None,
    auxiliaries: opt.Auxiliaries = None,
    *,
    written: opt.FileOptions,
    output_file: opt.Output = None,
    out: opt.OwnOutputOptions,
) -> None:
    """Derive rates from the counts of a table, and show the arithmetic."""
    from ictindex.data.rates import exact_frame

    form = out.form
    inputs = input_files.Inputs(file=written, auxiliaries=auxiliaries, edition=edition)
    with output.progress(i18n.text("cli", "reading")):
        table, submission = input_files.read_observations(file, inputs)
        derived = input_files.derive_rates(table, inputs, indicator)
    if submission is not None:
        command_words.choose_language(out.own_language, submission)
    language = i18n.current_language()
    if output_file is not None:
        from ictindex.data.csv_files import csv_text

        write_file(output_file, csv_text(derived.completed))
        output.note(i18n.text("cli", "written", language, file=str(output_file)))
    if form != "text" or derived.steps or derived.findings:
        output.write_page(derived, out, lambda: exact_frame(derived))
    else:
        output.write(i18n.text("cli", "nothing-to-derive", language, file=file.name))
    if form != "text":
        for finding in derived.findings:
            output.note(finding.advice(language))
    submission_notes.write_next_check(file, submission, form)
    output.end_if_strict(derived.findings)


@dataclass(frozen=True, slots=True, kw_only=True)
class AcceptOptions:
    """The edition for which a file is accepted, the earlier values, populations and rules."""

    edition: opt.EditionIfNone = None
    methodology: opt.MethodologyIfNone = None
    history: opt.History = None
    auxiliaries: opt.Auxiliaries = None
    rules: opt.Rules = None

    def inputs(self, written: opt.FileOptions) -> input_files.Inputs:
        """Return them with the form of the file."""
        return input_files.Inputs(
            file=written,
            auxiliaries=self.auxiliaries,
            history=self.history,
            rules=self.rules,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class ReceiptOptions:
    """The facts that a receipt records, and the kind of table that it is for."""

    role: Annotated[str, typer.Option("--role")] = "focal-point"
    transcribed: Annotated[str, typer.Option("--transcribed")] = ""
    submitted: Annotated[str | None, typer.Option("--submitted")] = None
    table: Annotated[str | None, typer.Option("--table")] = None


def accept(
    file: opt.File,
    output_file: opt.Output = None,
    answers: opt.Answers = None,
    *,
    options: AcceptOptions,
    receipt: ReceiptOptions,
    written: opt.FileOptions,
    language: opt.LanguageIfNone = None,
) -> None:
    """Judge the contents of a file, match its answers, write a receipt for each of its tables."""
    receipt = replace(receipt, submitted=command_words.read_date(receipt.submitted, "--submitted"))
    from ictindex.apps.desk.result_page import closed_blocks
    from ictindex.apps.desk.subject_result import subject_result

    main = output_file or file.with_suffix(".receipt.json")
    inputs = options.inputs(written)
    subject = None
    with output.progress(i18n.text("cli", "reading")):
        if receipt.table is None:
            subject = input_files.read_subject(file, inputs, options.edition, options.methodology)
            language = command_words.choose_language(language, subject.submission)
            wanted = None if output_file is None else main.name
            names = submission_receipts.receipt_names(file.name, subject, wanted)
            targets = {kind: main.with_name(name) for kind, name in names.items()}
            judgements = input_files.judge_tables(subject, inputs)
        else:
            language = command_words.choose_language(language, None)
            targets = {receipt.table: main}
            judgements = {
                receipt.table: input_files.judge_price_table(
                    file, receipt.table, options.edition, options.methodology, inputs
                )
            }
        if answers is not None and not answers.exists():
            _ask_answers(input_files.merge_judgements(judgements), answers, language)
        all_answers = submission_receipts.join_answers(
            None if subject is None else subject.submission, answers
        )
        facts = submission_receipts.ReceiptFacts(
            role=receipt.role, transcribed=receipt.transcribed, submitted=receipt.submitted
        )
        try:
            if subject is None:
                receipts = submission_receipts.accept_tables(judgements, all_answers, facts)
            else:
                receipts = submission_receipts.make_receipts(
                    subject, judgements, all_answers, facts
                )
        except RefusedObservationsError as error:
            if answers is None and subject is not None:
                for words in _how_to_answer(file, subject, options.edition, language):
                    error.add_note(words)
            raise
    if subject is not None:
        submission_notes.note_provisional(subject, language)
        submission_notes.note_absent_year(file, subject, language)
        result = subject_result(subject, inputs)
        if result is not None and (closed := closed_blocks(result, language)):
            output.write_blocks(closed, language)
            output.write("")
        submission_notes.note_lost_answers(subject, judgements, all_answers, language)
    submission_receipts.save_receipts({targets[kind]: each for kind, each in receipts.items()})
    for kind, each in receipts.items():
        output.write(each.to_text(language))
        output.write_lines(i18n.text("cli", "receipt-written", language, file=str(targets[kind])))
        table = str(accepted_path(targets[kind]))
        output.write_lines(i18n.text("cli", "accepted-written", language, file=table))
    output.write_lines(_what_to_send(file, [str(targets[kind]) for kind in receipts], language))


def _what_to_send(file: Path, receipts: list[str], language: str) -> str:
    """Return which files to send: what came through standard input has no name."""
    if not file.exists():
        return i18n.text("cli", "send-piped", language, files=i18n.join(receipts, language))
    if len(receipts) == 1:
        return i18n.text("cli", "send-both", language, file=str(file), receipt=receipts[0])
    files = i18n.join([str(file), *receipts], language)
    return i18n.text("cli", "send-all", language, files=files)


def _how_to_answer(
    file: Path, subject: input_files.Subject, edition: int | None, language: str
) -> Iterator[str]:
    """Yield the file of answers that was not used, and the commands that answer findings."""
    name = output.quoted_file(file)
    written = submission_receipts.answers_path(file)
    answers = output.quoted_file(written)
    if written.exists():
        yield i18n.text("cli", "answers-not-given", language, answers=str(written))
    key = "how-to-answer-table" if subject.submission is None else "how-to-answer"
    yield i18n.text("cli", key, language, file=name, answers=answers, edition=str(edition))


@dataclass(frozen=True, slots=True, kw_only=True)
class FindingOptions:
    """The cell of a finding, where several findings have the same rule."""

    indicator: opt.Indicator = None
    economy: opt.EconomyIfNone = None
    breakdown: Annotated[str | None, typer.Option("--breakdown")] = None

    def matches(self, finding: RuleFinding) -> bool:
        """Tell whether a finding is at the cell that is named."""
        indicator = self.indicator
        wanted = None if indicator is None else ict.data.indicator_id(indicator) or indicator
        return (
            wanted in (None, finding.indicator)
            and self.economy in (None, finding.economy)
            and self.breakdown in (None, finding.breakdown)
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerOptions:
    """The rule of a finding, the answer to it, and the reason for the answer."""

    rule: Annotated[str, typer.Argument()]
    answer: Annotated[str, typer.Argument()]
    reason: Annotated[str, typer.Option("--reason")] = ""


def answer(
    file: opt.File,
    responding: AnswerOptions,
    cell: FindingOptions,
    answers: opt.Answers = None,
    *,
    options: AcceptOptions,
    written: opt.FileOptions,
    language: opt.LanguageIfNone = None,
) -> None:
    """Answer a finding in a file of answers, and state how many others are open."""
    from ictindex.submissions.validation.question_overview import count_open
    from ictindex.submissions.validation.responses import KINDS, Answer, key_of

    if responding.answer not in KINDS:
        raise UsageError("cli.answer-unknown", answer=responding.answer, allowed=KINDS)
    if responding.answer == "confirm" and not responding.reason.strip():
        raise UsageError("cli.answer-reason")
    target = answers or submission_receipts.answers_path(file)
    inputs = options.inputs(written)
    with output.progress(i18n.text("cli", "reading")):
        subject = input_files.read_subject(file, inputs, options.edition, options.methodology)
        language = command_words.choose_language(language, subject.submission)
        judgement = input_files.judge_subject(subject, inputs)
        before = submission_receipts.join_answers(
            subject.submission, target if target.exists() else None
        )
    asking = [finding for finding in judgement if finding.errorlevel != _UNANSWERED]
    if not asking:
        raise UsageError("cli.answer-nothing-open", file=output.quoted_file(file))
    finding = _choose_finding(asking, responding.rule, cell)
    new = Answer(key_of(finding.key), responding.answer, responding.reason)
    matched = ict.data.Answers([new]).match(judgement)
    if matched.faults.errors:
        raise RefusedObservationsError("cli.answer-refused", faults=matched.faults.errors)
    kept = ict.data.Answers([*before, new])
    # Every answer of the file is kept: nothing is overwritten.
    replace_file(target, _answers_text(kept.to_frame()))
    output.write_lines(finding.message(language))
    still_open = open_findings(subject, match_answers(subject, judgement, kept), kept)
    output.write(
        i18n.text(
            "cli",
            "answered",
            language,
            file=str(target),
            rule=finding.rule or finding.code,
            count=str(count_open(still_open)),
        )
    )
    if not still_open:
        typed = [("--history", options.history), ("--auxiliaries", options.auxiliaries)]
        words = [f" {name} {output.quoted_file(path)}" for name, path in typed if path is not None]
        words += [] if options.rules is None else [f" --rules {options.rules}"]
        if subject.submission is None:
            words.append(f" --edition {options.edition}")
        next_step = i18n.text(
            "cli",
            "next-accept-answers",
            language,
            file=output.quoted_file(file),
            answers=output.quoted_file(target),
            options="".join(words),
        )
        output.write_lines(output.split_command(next_step))


def _choose_finding(asking: list[RuleFinding], rule: str, cell: FindingOptions) -> RuleFinding:
    """Return the one finding that is meant; refuse if there is none or there are several."""
    from ictindex.submissions.validation.responses import key_of

    meant = {
        key_of(finding.key): finding
        for finding in asking
        if finding.key[0] == rule and cell.matches(finding)
    }
    if not meant:
        open_rules = sorted({str(finding.key[0]) for finding in asking})
        raise UsageError("cli.answer-to-nothing", rule=rule, allowed=open_rules)
    if len(meant) > 1:
        cells = [" ".join(part for part in key[1:5] if part) for key in meant]
        raise UsageError("cli.answer-to-several", rule=rule, cells=cells[:10])
    return next(iter(meant.values()))


def _ask_answers(judgement: ict.data.Judgement, path: Path, language: str) -> None:
    """Write the findings that need an answer to a file to complete, if there are any."""
    wanted = ict.data.Answers.template(judgement, language)
    if wanted.empty:
        return
    write_file(path, _answers_text(wanted))
    words = i18n.text("cli", "answers-asked", language, file=str(path), count=str(len(wanted)))
    output.write(words)
    output.end(True)


def _answers_text(frame: pd.DataFrame) -> str:
    """Return a table of texts as CSV that a spreadsheet may open."""
    from ictindex.data.csv_files import csv_of_records

    return csv_of_records(
        [*frame.columns], (map(str, row) for row in frame.itertuples(index=False))
    )
