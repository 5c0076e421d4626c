"""The commands on questionnaires: write one, and check a completed one."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

import ictindex as ict
from ictindex.apps.cli import command_words, output, submission_notes
from ictindex.apps.cli import options as opt
from ictindex.apps.desk import input_files, submission_receipts
from ictindex.apps.desk.foreign_files import has_workbook
from ictindex.apps.desk.open_findings import open_findings
from ictindex.apps.desk.questionnaire_check import QuestionnaireCheck, check_questionnaire
from ictindex.core.data_classes import dataclass
from ictindex.core.errors import UsageError
from ictindex.core.tables.table import Table
from ictindex.data.tables.corrections import CORRECTIONS
from ictindex.definitions import catalogue
from ictindex.language import i18n
from ictindex.language.i18n.page_writer import page_width
from ictindex.submissions.questionnaires.completeness import describe_counts

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ictindex.apps.desk.country_result import CountryResult
    from ictindex.apps.desk.questionnaire_round import Round
    from ictindex.submissions.validation.report import RuleFinding


_MOST_NAMED = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class SendingOptions:
    """The language of a questionnaire, the person to return it to, and the last day."""

    send_to: opt.SendTo = ""
    deadline: opt.Deadline = None
    language: opt.LanguageIfNone = None


@dataclass(frozen=True, slots=True, kw_only=True)
class FigureOptions:
    """Values of the year and accepted ones of earlier years, and the form of their files."""

    values: opt.CurrentValues = None
    history: opt.History = None
    plans: opt.EarlierPlans = None
    economics: opt.Economics = None
    dialect: opt.Dialect = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RoundOptions:
    """The choice of every economy, and a file of the languages of the economies."""

    every: Annotated[bool, typer.Option("--all")] = False
    languages: Annotated[Path | None, typer.Option("--languages")] = None


def questionnaire(
    economy: Annotated[str | None, typer.Argument()] = None,
    *,
    edition: opt.Edition,
    output_file: opt.Output = None,
    year: opt.Year = None,
    methodology: opt.MethodologyName = "idi",
    figures: FigureOptions,
    several: RoundOptions,
    sending: SendingOptions,
) -> None:
    """Write the questionnaire of an economy as an Excel workbook, or those of all economies."""
    from ictindex.apps.desk.questionnaire_round import Round

    if (economy is None) != several.every or (several.languages and not several.every):
        raise UsageError("round.economy-or-all")
    if several.every and figures.values:
        raise UsageError("round.values-with-all")
    history = figures.history
    inputs = input_files.Inputs(file=opt.FileOptions(dialect=figures.dialect))
    accepted = None if history is None else input_files.read_accepted(history, inputs)
    plan = Round(
        edition=edition,
        year=year,
        methodology=methodology,
        send_to=sending.send_to,
        deadline=sending.deadline,
        language=sending.language,
        plans=None
        if figures.plans is None
        else ict.read_tariffs(figures.plans, dialect=figures.dialect),
        economics=None
        if figures.economics is None
        else ict.read_economics(figures.economics, dialect=figures.dialect),
    )
    if economy is None:
        _write_round(plan, output_file, accepted, history, several.languages)
        return
    language = sending.language or "en"
    # A fictitious economy has a questionnaire too: for training.
    is_invented = economy in catalogue.synthetic_economies()
    code = economy if is_invented else command_words.economy_code(economy)
    made = ict.questionnaire(
        code,
        edition=edition,
        language=language,
        year=year,
        methodology=methodology,
        history=accepted,
        send_to=sending.send_to,
        deadline=sending.deadline,
    )
    made = _fill(plan.fill(made), figures)
    path = output_file or Path(plan.file_of(code))
    made.save(path)
    if history is not None and not made.contents.previous:
        years = tuple(map(str, made.form.previous))
        output.note(
            i18n.text(
                "cli", "history-not-shown", language, file=history.name, economy=code, years=years
            )
        )
    for document in dict.fromkeys(made.form.provisional.values()):
        facts = {"edition": str(edition), "document": document}
        output.note(i18n.text("cli", "provisional", language, **facts))
    output.write(
        i18n.text("cli", "questionnaire-written", file=str(path), year=str(made.form.year))
    )
    next_step = i18n.text("cli", "next-check", file=output.quoted_file(path))
    output.write_lines(output.split_command(next_step))


def _fill(made: ict.data.Questionnaire, figures: FigureOptions) -> ict.data.Questionnaire:
    """Return a questionnaire with the values of the year; say how many have no cell in it."""
    column = made.form.column_of("value")
    for file in figures.values or ():
        values = ict.read_observations(file, dialect=figures.dialect)
        filled = ict.data.fill_questionnaire(made, values)
        count = sum(position[2] == column for position in filled.contents.cells)
        count -= sum(position[2] == column for position in made.contents.cells)
        left = str(len(filled.findings) - len(made.findings))
        output.note(i18n.text("cli", "values-filled", file=file.name, filled=str(count), left=left))
        made = filled
    return made


def renew(
    file: opt.File, output_file: opt.Output = None, language: opt.LanguageIfNone = None
) -> None:
    """Write a new questionnaire with the values of an older or damaged one."""
    target = output_file or file.with_name(f"{file.stem}-new.xlsx")
    fresh = ict.data.renew_questionnaire(file, language=language)
    fresh.save(target)
    chosen = i18n.current_language()
    count = len(fresh.contents.cells)
    words = i18n.text("cli", "renewed", chosen, file=str(target), count=str(count))
    output.write_lines(words)
    for finding in fresh.findings:
        output.write_lines(i18n.pair(finding.where(chosen), finding.advice(chosen), chosen))
    next_step = i18n.text("cli", "next-check", chosen, file=output.quoted_file(target))
    output.write_lines(output.split_command(next_step))
    output.end_if_strict(fresh.findings)


def _write_round(
    plan: Round,
    folder: Path | None,
    accepted: ict.Observations | None,
    history: Path | None,
    languages: Path | None,
) -> None:
    """Write the questionnaires of all economies into a folder, and the next steps."""
    from ictindex.apps.desk.questionnaire_round import read_languages, write_round

    if languages is not None:
        plan = replace(plan, languages=read_languages(languages))
    target = folder or Path(f"questionnaires-{plan.edition}")
    with output.progress(i18n.text("cli", "writing")) as advance:
        written = write_round(plan, target, accepted, progress=advance)
    count, without = len(written.files), written.without_history
    if history is not None and without:
        output.note(
            i18n.text(
                "cli",
                "round-without-history",
                file=history.name,
                count=str(len(without)),
                names=[*without[:_MOST_NAMED], *(["…"] if len(without) > _MOST_NAMED else [])],
            )
        )
    elif history is None:
        output.note(i18n.text("cli", "round-no-history"))
    output.write(
        i18n.text(
            "cli",
            "round-written",
            folder=str(target),
            count=str(count),
            filled=str(count - len(without)),
        )
    )
    # The first economy is the example: a command that can be copied.
    file = output.quoted_file(written.files[0])
    output.write_lines(output.split_command(i18n.text("cli", "round-next", file=file)))


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckOptions:
    """The tables that are read besides a questionnaire."""

    history: opt.History = None
    auxiliaries: opt.Auxiliaries = None
    economics: opt.Economics = None
    dialect: opt.Dialect = None
    rules: opt.Rules = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckOutput:
    """The language and the form of the findings on a questionnaire."""

    undecided: opt.Undecided = False
    language: opt.LanguageIfNone = None
    as_json: opt.AsJson = False
    as_csv: opt.AsCsv = False


def check(
    file: opt.File, output_file: opt.Output = None, *, options: CheckOptions, out: CheckOutput
) -> None:
    """Check a completed questionnaire; exit code 1 if something needs an answer."""
    form = output.choose_form(out.as_json, out.as_csv)
    if file.is_file() and not input_files.is_workbook(file):
        code = "desk.other-ending" if has_workbook(file) else "cli.not-questionnaire"
        raise UsageError(code, file=file.name)
    inputs = input_files.Inputs(
        file=opt.FileOptions(dialect=options.dialect),
        auxiliaries=options.auxiliaries,
        history=options.history,
        economics=options.economics,
        rules=options.rules,
    )
    with output.progress(i18n.text("cli", "reading")):
        checked = _check_file(file, inputs, out.language)
    subject, submission, judgement = checked.subject, checked.submission, checked.judgement
    language = i18n.current_language()
    submission_notes.note_provisional(subject, language)
    submission_notes.note_history(subject, inputs, language)
    submission_notes.note_absent_year(file, subject, language)
    if output_file is not None:
        # A count that gives no rate is marked in its cell too.
        submission.hand_back(
            [*judgement, *subject.underived], output_file, has_history=inputs.history is not None
        )
    if form == "json":
        output.write_json(checked.to_dict(language))
    elif form == "csv":
        output.write_csv(judgement.to_frame(language, other_findings=checked.others))
    else:
        _write_page(checked, out.undecided, output_file, language)
        if options.history is None and submission.history is not None:
            count = str(len(submission.history))
            output.write_lines(i18n.text("cli", "history-used", language, count=count))
        _write_result(checked.result, language)
        typed = _typed_options(options, out.language, submission.language)
        _write_next_step(file, checked, language, typed)
    output.end(open_findings(subject, checked.matched, checked.replies))


def corrections(file: opt.File, out: opt.OwnPageOptions) -> None:
    """List the cells of a questionnaire, or of a receipt, that were changed on the page."""
    if file.suffix == ".json":
        changed = ict.data.read_receipt(file).corrections
        command_words.choose_language(out.own_language, None)
    else:
        submission = ict.read_questionnaire(file)
        changed = submission.corrections
        command_words.choose_language(out.own_language, submission)
    output.write_page(changed, out, Table.of(CORRECTIONS, changed))


def _check_file(file: Path, inputs: input_files.Inputs, language: str | None) -> QuestionnaireCheck:
    """Read a questionnaire and check it; put its language in force."""
    subject = input_files.read_subject(file, inputs, None, None)
    submission = subject.submission
    if submission is None:
        raise UsageError("cli.edition-needed", file=file.name)
    command_words.choose_language(language, submission)
    written = submission_receipts.answers_path(file)
    answers = submission_receipts.join_answers(submission, written if written.exists() else None)
    return check_questionnaire(subject, submission, inputs, answers)


def _write_page(
    checked: QuestionnaireCheck, undecided: bool, handed_back: Path | None, language: str
) -> None:
    """Write the findings for a terminal."""
    output.write_lines(str(checked.submission))
    output.write_lines(describe_counts(checked.submission, language))
    output.write("")
    judgement, own = checked.judgement, checked.subject.own
    with page_width(output.page_width()):
        output.write(judgement.to_text(language, undecided=undecided, other_findings=own))
        if len(checked.submission.corrections):
            output.write("")
            output.write(checked.submission.corrections.to_text(language))
    if judgement.undecided and not undecided:
        output.write_lines(i18n.text("cli", "undecided-why", language))
    if handed_back is not None:
        output.write_lines(i18n.text("cli", "handed-back", language, file=str(handed_back)))


def _write_result(result: CountryResult | None, language: str) -> None:
    """Write the result of the figures for a terminal."""
    if result is not None:
        output.write("")
        with page_width(output.page_width()):
            output.write(result.to_text(language))


def _typed_options(options: CheckOptions, language: str | None, own: str) -> str:
    """Return the options that the next command needs for the same judgement and language."""
    files = [("--history", options.history), ("--auxiliaries", options.auxiliaries)]
    typed = [f" {option} {output.quoted_file(path)}" for option, path in files if path is not None]
    if options.dialect is not None:
        typed.append(f" --dialect {options.dialect}")
    if options.rules is not None:
        typed.append(f" --rules {options.rules}")
    if language not in (None, own):
        typed.append(f" --language {language}")
    return "".join(typed)


def _answer_arguments(finding: RuleFinding, others: Sequence[RuleFinding]) -> str:
    """Return the arguments that confirm a finding and no other finding of its rule."""
    rule = finding.rule or finding.code
    same = [each for each in others if (each.rule or each.code) == rule]
    words = [rule, 'confirm --reason "..."']
    if len({each.indicator for each in same}) > 1:
        words.append(f"--indicator {finding.indicator}")
    if len({each.breakdown for each in same if each.indicator == finding.indicator}) > 1:
        words.append(f'--breakdown "{finding.breakdown}"')
    return " ".join(words)


def _write_next_step(file: Path, checked: QuestionnaireCheck, language: str, options: str) -> None:
    """Write the state of the answers, and the next step of the focal point."""
    from ictindex.submissions.validation.question_overview import count_open
    from ictindex.submissions.validation.responses import is_confirmable

    subject, submission, matched = checked.subject, checked.submission, checked.matched
    own = len(submission.answers)
    in_file = len(checked.replies) - own
    written = submission_receipts.answers_path(file)
    output.write("")
    if own:
        output.write(i18n.text("cli", "answers-there", language, count=str(own)))
    if in_file:
        facts = {"file": str(written), "count": str(in_file)}
        output.write_lines(i18n.text("cli", "answers-in-file", language, **facts))
    if matched.faults:
        output.write_lines(matched.faults.to_text(language))
    asking = open_findings(subject, matched, checked.replies)
    name = output.quoted_file(file)
    if asking:
        # A command that withdraws an official figure is never proposed first.
        answerable = [each for each in matched.open if is_confirmable(each)]
        count = str(count_open(asking))
        words = i18n.text("cli", "next-correct", language, count=count)
        if answerable:
            arguments = _answer_arguments(answerable[0], matched.open)
            command = f"ictindex answer {name} {arguments}{options}"
            words = i18n.text("cli", "next-answer", language, count=count, command=command)
    elif in_file and (len(subject.table) or submission.tariffs):
        answers = output.quoted_file(written)
        facts = {"file": name, "answers": answers, "options": options}
        words = i18n.text("cli", "next-accept-answers", language, **facts)
    elif len(subject.table) or submission.tariffs:
        words = i18n.text("cli", "next-accept", language, file=name, options=options)
    else:
        words = i18n.text("cli", "next-empty", language)
    output.write_lines(output.split_command(words))
