"""The commands on questionnaires: write one, and check one that was filled in."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

import ictindex as ict
from ictindex import i18n
from ictindex.cli import FINDINGS, input_files, output
from ictindex.cli.commands.catalogue import economy_code
from ictindex.cli.options import (
    AsCsv,
    AsJson,
    Auxiliaries,
    Dialect,
    Edition,
    History,
    Language,
    LanguageIfNone,
    MethodologyName,
    Output,
    Undecided,
    Year,
)
from ictindex.core.errors import UsageError
from ictindex.data.io.excel import is_workbook
from ictindex.i18n.document import page_width
from ictindex.validation.responses import is_confirmable

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ictindex.validation.report import RuleFinding
    from ictindex.validation.responses import Matched


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
    how = input_files.How(dialect=dialect)
    made = ict.questionnaire(
        code,
        edition=edition,
        language=language,
        year=year,
        methodology=methodology,
        history=None if history is None else input_files.table_of(history, how)[0],
    )
    path = input_files.new(output_file or Path(f"{code.lower()}-{edition}.xlsx"))
    made.save(path)
    if history is not None and not made.contents.previous:
        years = tuple(map(str, made.form.previous))
        output.note(
            i18n.text(
                "cli", "history-not-shown", language, file=history.name, economy=code, years=years
            )
        )
    for document in dict.fromkeys(made.form.provisional.values()):
        told = {"edition": str(edition), "document": document}
        output.note(i18n.text("cli", "provisional", language, **told))
    output.write(
        i18n.text("cli", "questionnaire-written", file=str(path), year=str(made.form.year))
    )
    output.write_lines(_apart(i18n.text("cli", "next-check", file=quoted_file(path))))


def check(
    file: Annotated[Path, typer.Argument()],
    output_file: Output = None,
    history: History = None,
    auxiliaries: Auxiliaries = None,
    dialect: Dialect = None,
    undecided: Undecided = False,
    language: LanguageIfNone = None,
    as_json: AsJson = False,
    as_csv: AsCsv = False,
) -> None:
    """Check a questionnaire that was filled in; exit code 1 if something needs an answer."""
    form = output.one_form(as_json, as_csv)
    if file.is_file() and not is_workbook(file):
        raise UsageError("cli.not-questionnaire", file=file.name)
    if output_file is not None:
        input_files.new(output_file)
    how = input_files.How(dialect=dialect, auxiliaries=auxiliaries, history=history)
    with output.progress(i18n.text("cli", "reading")):
        found = input_files.read(file, how, None, None)
        submission = found.submission
        if submission is None:
            raise UsageError("cli.edition-needed", file=file.name)
        options = _options(how, language, submission.language)
        language = input_files.spoken(language, submission)
        judged = input_files.judged(found, how)
        earlier = submission.history if history is None else None
    input_files.note_provisional(found, language)
    input_files.note_history(found, how, language)
    if output_file is not None:
        # A count of which no rate follows is marked in its cell too.
        submission.hand_back([*judged, *found.underived], output_file)
    own = found.own
    matched = ict.data.Answers(submission.answers).match(judged)
    if form == "json":
        records = judged.records(language, beside=own)
        output.write_json({"economy": submission.economy, "year": submission.year,
                           "edition": submission.edition, "findings": records})  # fmt: skip
    elif form == "csv":
        output.write_csv(judged.to_frame(language, beside=own))
    else:
        output.write_lines(str(submission))
        output.write("")
        with page_width(output.page_width()):
            output.write(judged.to_text(language, undecided=undecided, beside=own))
        if judged.undecided and not undecided:
            output.write_lines(i18n.text("cli", "undecided-why", language))
        if output_file is not None:
            output.write_lines(i18n.text("cli", "handed-back", language, file=str(output_file)))
        if earlier is not None:
            told = i18n.text("cli", "history-used", language, count=str(len(earlier)))
            output.write_lines(told)
        _what_next(file, found, matched, language, options)
    if _asks(found, matched):
        raise typer.Exit(FINDINGS)


def _asks(found: input_files.Given, matched: Matched) -> list[ict.Finding]:
    """Return what still needs an answer, or is wrong with one."""
    answered = {} if found.submission is None else {a.key: a for a in found.submission.answers}
    own = []
    for finding in found.own:
        answer = None if found.submission is None else answered.get(found.submission.key(finding))
        settled = answer is not None and (finding.level != "error" or answer.answer == "withdraw")
        if finding.level != "information" and not settled:
            own.append(finding)
    # A finding whose answer is wrong is open already: it is counted once.
    still = {(one.rule or one.code, one.indicator) for one in matched.open}
    faults = [f for f in matched.faults if (f.given.get("rule"), f.indicator) not in still]
    return [*matched.open, *own, *faults]


def _options(how: input_files.How, language: str | None, own: str) -> str:
    """Return what the next command has to be told too, so that it judges and speaks alike."""
    told = [("--history", how.history), ("--auxiliaries", how.auxiliaries)]
    typed = [f" {option} {quoted_file(path)}" for option, path in told if path is not None]
    if how.dialect is not None:
        typed.append(f" --dialect {how.dialect}")
    if language not in (None, own):
        typed.append(f" --language {language}")
    return "".join(typed)


def _answer(finding: RuleFinding, others: Sequence[RuleFinding]) -> str:
    """Return how a finding is answered: told apart from others of its rule, as it may be."""
    rule = finding.rule or finding.code
    same = [one for one in others if (one.rule or one.code) == rule]
    told = rule
    if is_confirmable(finding):
        told += ' confirm --reason "..."'
    else:
        told += " withdraw"
    if len({one.indicator for one in same}) > 1:
        told += f" --indicator {finding.indicator}"
    if len({one.breakdown for one in same if one.indicator == finding.indicator}) > 1:
        told += f' --breakdown "{finding.breakdown}"'
    return told


def _what_next(
    file: Path, found: input_files.Given, matched: Matched, language: str, options: str
) -> None:
    """Tell what became of the answers in the workbook, and what the focal point does next."""
    submission = found.submission
    answers = () if submission is None else submission.answers
    output.write("")
    if answers:
        output.write(i18n.text("cli", "answers-there", language, count=str(len(answers))))
    if matched.faults:
        output.write_lines(matched.faults.to_text(language))
    asks = _asks(found, matched)
    name = quoted_file(file)
    if asks:
        # What is about no value of the table can be neither confirmed nor withdrawn from here.
        answerable = [one for one in matched.open if one.row is not None or is_confirmable(one)]
        count = str(len(asks))
        told = i18n.text("cli", "next-correct", language, count=count)
        if answerable:
            answer = _answer(answerable[0], matched.open)
            command = f"ictindex answer {name} {answer}{options}"
            told = i18n.text("cli", "next-answer", language, count=count, command=command)
    elif len(found.table) or (submission is not None and submission.tariffs):
        told = i18n.text("cli", "next-accept", language, file=name, options=options)
    else:
        told = i18n.text("cli", "next-empty", language)
    output.write_lines(_apart(told))


def _apart(told: str) -> str:
    """Put a command at the end of a sentence on a line of its own, to be copied whole."""
    return re.sub(r"\s+(\u2068?`[^`]+`\u2069?)$", r"\n\1", told)


def quoted_file(path: Path) -> str:
    """Return a path as it is typed at a prompt: in quotation marks if it has a space."""
    told = str(path)
    return f'"{told}"' if any(mark.isspace() for mark in told) else told
