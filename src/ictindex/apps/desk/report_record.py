"""The report on a submission as plain records: its economy, its completed cells, its findings."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from ictindex.apps.desk.change_records import change_records
from ictindex.apps.desk.finding_records import finding_records, summarise_questions
from ictindex.apps.desk.result_view import inputs_record
from ictindex.apps.desk.value_tables import sheet_summaries
from ictindex.language import i18n
from ictindex.submissions.questionnaires.cell_values import cell_text
from ictindex.submissions.questionnaires.layout import CONTACT_COLUMN, FIRST_DELIVERY, START

if TYPE_CHECKING:
    from ictindex.apps.desk.open_submission import OpenSubmission


def report_record(state: OpenSubmission, language: str) -> dict[str, Any]:
    """Return the parts of a submission that a page shows, except its cells."""
    findings, causes = finding_records(state, language)
    overview = summarise_questions(state)
    cards = [*causes, *(record for record in findings if record["cause"] is None)]
    submission = state.submission
    methodology = state.subject.methodology
    economies = _economies(state)
    return {
        "file": state.name,
        "is_questionnaire": submission is not None,
        "economy": economies[0] if len(economies) == 1 else "",
        "economy_name": i18n.join_names(
            [i18n.economy_name(code, language) for code in economies[:5]], language
        ),
        "edition": methodology.edition,
        "year": state.subject.year,
        "offered": None if submission is None else submission.form.offered,
        "workbook_language": "" if submission is None else submission.language,
        "methodology": methodology.id,
        "provisional": methodology.is_provisional,
        "inputs": inputs_record(state, language),
        "sheets": sheet_summaries(state, cards, language),
        "findings": findings,
        "causes": causes,
        "counts": overview.levels,
        "overview": [
            row | {"name": i18n.label("validation-kinds", row["kind"], language)}
            for row in overview.table().records()
        ],
        "open": overview.open,
        "delivery": _delivery_record(state, language),
        "notes": [
            fault.advice(language)
            for fault in state.matched.faults.errors
            if fault.code == "answer.no-finding"
        ],
        "history": _history_record(state),
        "undecided": len(state.judgement.undecided),
        "changed": state.is_changed,
        "corrections": change_records(state, language),
        "left_out": [
            {"where": finding.where(language), "message": finding.message(language)}
            for finding in state.left_out
        ],
        "empty": submission is not None
        and not len(state.subject.table)
        and submission.tariffs is None,
    }


def _delivery_record(state: OpenSubmission, language: str) -> dict[str, str]:
    """Return the recipient of the questionnaire and the last day, as far as it states them."""
    submission = state.submission
    if submission is None:
        return {}
    form = submission.form
    record = {"send_to": form.delivery.send_to, "deadline": ""}
    if form.delivery.deadline is not None:
        record["deadline"] = i18n.date(form.delivery.deadline, language)
    for number, key in enumerate(("send_to", "deadline")):
        position = (START, FIRST_DELIVERY + number, CONTACT_COLUMN)
        written = submission.contents.cells.get(position)
        if not record[key] and written is not None:
            record[key] = (
                i18n.date(written, language) if isinstance(written, dt.date) else cell_text(written)
            )
    return {key: i18n.visible(words) for key, words in record.items()}


def _economies(state: OpenSubmission) -> list[str]:
    if state.submission is not None:
        return [state.submission.economy]
    return sorted(set(state.subject.table.cells["economy"]))


def _history_record(state: OpenSubmission) -> dict[str, Any]:
    """Return the earlier values: their file, their number, and if any is of the economy."""
    history = state.history
    economies = set(_economies(state))
    own = 0
    if history is not None:
        own = sum(economy in economies for economy in history.cells["economy"])
    lacking = [o.rule for o in state.judgement.undecided if "history" in o.lacking]
    return {
        "file": "" if state.earlier is None else state.earlier.name,
        "values": own,
        "rules_without": len(lacking),
    }
