"""Notes next to a judgement: a provisional methodology, a history of others, lost answers."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from ictindex.apps.cli import output
from ictindex.apps.desk.input_files import Inputs, Subject, merge_judgements, read_history
from ictindex.language import i18n

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ictindex.data import Answers, Judgement
    from ictindex.submissions.questionnaires.submission import Submission


def note_provisional(subject: Subject, language: str) -> None:
    """Note that no methodology is in force for the edition yet, and which one is used instead."""
    chosen = subject.methodology
    if chosen.is_provisional:
        facts = {"edition": str(chosen.edition), "document": chosen.id}
        output.note(i18n.text("cli", "provisional", language, **facts))


def note_history(subject: Subject, inputs: Inputs, language: str) -> None:
    """Note that a file of earlier values has none of the economy that is judged."""
    economies = set(subject.table.cells["economy"])
    if subject.submission is not None:
        economies = {subject.submission.economy}
    earlier = None if inputs.history is None else read_history(subject, inputs)
    if earlier is None or inputs.history is None or len(economies) != 1:
        return
    if economies.isdisjoint(earlier.cells["economy"]):
        facts = {"file": inputs.history.name, "economy": economies.pop()}
        output.note(i18n.text("cli", "history-of-others", language, **facts))


def note_absent_year(file: Path, subject: Subject, language: str) -> bool:
    """Note that a table has no value of the year that is validated; tell whether it is so."""
    years = sorted(set(subject.table.cells["year"]) - {0})
    if not years or subject.year in years:
        return False
    facts = {"file": file.name, "year": str(subject.year), "years": tuple(map(str, years))}
    output.note(i18n.text("cli", "no-value-of-year", language, **facts))
    return True


def note_lost_answers(
    subject: Subject, judgements: Mapping[str, Judgement], answers: Answers, language: str
) -> None:
    """Note the answers that belong to no finding any more."""
    from ictindex.apps.desk.open_findings import match_answers

    for fault in match_answers(subject, merge_judgements(judgements), answers).faults:
        output.note(i18n.pair(fault.where(language), fault.advice(language), language))


def write_next_check(file: Path, submission: Submission | None, form: str) -> None:
    """Write the command that shows all results of a questionnaire; nothing after data."""
    if submission is not None and form == "text":
        words = i18n.text("cli", "next-result", file=output.quoted_file(file))
        output.write("")
        output.write_lines(output.split_command(words))
