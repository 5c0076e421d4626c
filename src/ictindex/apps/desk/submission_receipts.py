"""Receipts of a submission: of its figures and of its plans, all of them or none."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import ictindex as ict
from ictindex.apps.desk.input_files import OBSERVATIONS, Subject
from ictindex.apps.desk.open_findings import open_outside
from ictindex.core.arguments import pass_text
from ictindex.core.data_classes import dataclass
from ictindex.core.errors import RefusedObservationsError, UsageError
from ictindex.core.file_writer import write_files
from ictindex.submissions.closed.accepted_table import (
    RECEIPT,
    TARIFFS_RECEIPT,
    accepted_path,
    receipt_stem,
    write_accepted,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class ReceiptFacts:
    """The facts that a receipt records besides the judged table."""

    role: str = "focal-point"
    transcribed: str = ""
    submitted: str | None = None


def receipt_names(file: str, subject: Subject, main: str | None = None) -> dict[str, str]:
    """Return the name of the receipt of each table in a file; ``main`` is the name asked for."""
    submission = subject.submission
    has_plans = submission is not None and submission.tariffs is not None
    if submission is not None and not has_plans and not len(subject.table):
        raise UsageError("cli.nothing-to-accept", file=file)
    of_figures = main or Path(file).with_suffix(RECEIPT).name
    of_plans = f"{receipt_stem(Path(of_figures))}{TARIFFS_RECEIPT}"
    if not has_plans:
        return {OBSERVATIONS: of_figures}
    if not len(subject.table):
        return {"tariffs": main or of_plans}
    return {OBSERVATIONS: of_figures, "tariffs": of_plans}


def make_receipts(
    subject: Subject,
    judgements: Mapping[str, ict.data.Judgement],
    answers: ict.data.Answers,
    facts: ReceiptFacts,
) -> dict[str, ict.data.Receipt]:
    """Accept all tables of a submission, or refuse it with everything that is open."""
    # A figure typed outside its cell was not read: no receipt may ignore it.
    if subject.submission is not None and (still := open_outside(subject, answers)):
        raise RefusedObservationsError("receipt.open-findings", faults=still)
    return accept_tables(judgements, answers, facts)


def accept_tables(
    judgements: Mapping[str, ict.data.Judgement], answers: ict.data.Answers, facts: ReceiptFacts
) -> dict[str, ict.data.Receipt]:
    """Accept every table, or none: open findings in all of them are reported at once."""
    receipts: dict[str, ict.data.Receipt] = {}
    refusals: list[RefusedObservationsError] = []
    for kind, judgement in judgements.items():
        try:
            receipts[kind] = ict.accept(
                judgement.observations,
                judgement,
                answers,
                role=pass_text(facts.role),
                transcribed=facts.transcribed,
                submitted=facts.submitted,
            )
        except RefusedObservationsError as error:
            refusals.append(error)
    if refusals:
        # A fault of an answer is met again with each table.
        faults = list(dict.fromkeys(fault for error in refusals for fault in error.faults))
        raise RefusedObservationsError(refusals[0].code, faults=faults)
    return receipts


def answers_path(file: Path) -> Path:
    """Return the path of the answers to the findings of a file, next to it."""
    return file.with_suffix(".answers.csv")


def join_answers(submission: ict.data.Submission | None, path: Path | None) -> ict.data.Answers:
    """Return the answers of the workbook, then those of a file: the last to a finding applies."""
    own = () if submission is None else submission.answers
    if path is None:
        return ict.data.Answers(own)
    in_file = ict.data.read_answers(path)
    return ict.data.Answers([*own, *in_file], in_file.findings)


def save_receipts(receipts: Mapping[Path, ict.data.Receipt]) -> None:
    """Write all receipts with their accepted tables, or none."""
    written = {path: receipt.to_json() for path, receipt in receipts.items()}
    tables = {accepted_path(path): write_accepted(each) for path, each in receipts.items()}
    write_files(tables | written)
