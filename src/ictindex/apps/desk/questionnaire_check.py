"""A completed questionnaire that was checked: its judgement, its answers and its result."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ictindex.apps.desk import input_files
from ictindex.apps.desk.open_findings import match_answers
from ictindex.apps.desk.subject_result import subject_result
from ictindex.core.data_classes import dataclass
from ictindex.core.tables.columns import SCHEMA_KEY, identify
from ictindex.data.tables.corrections import correction_records
from ictindex.language.i18n.renderable import nested_record
from ictindex.submissions.questionnaires.completeness import record_counts
from ictindex.submissions.validation.report import list_findings
from ictindex.submissions.validation.report_html import cause_records, join_findings

if TYPE_CHECKING:
    import ictindex as ict
    from ictindex.apps.desk.country_result import CountryResult
    from ictindex.language.findings import Finding
    from ictindex.submissions.validation.responses import Answer, AnswerMatch


@dataclass(frozen=True, slots=True)
class QuestionnaireCheck:
    """The outcome of a check: the submission, its judgement, its answers and its result."""

    subject: input_files.Subject
    submission: ict.data.Submission
    judgement: ict.data.Judgement
    matched: AnswerMatch
    result: CountryResult | None
    replies: tuple[Answer, ...] = ()

    @property
    def others(self) -> list[Finding]:
        """The findings outside the judgement: those of the workbook, and faults of answers."""
        return [*self.subject.own, *self.matched.faults]

    def to_dict(self, language: str | None = None) -> dict[str, Any]:
        """Return the findings, the cells that are completed and the result as plain data."""
        submission, judgement = self.submission, self.judgement
        listed = join_findings(judgement, self.others)
        return {
            SCHEMA_KEY: identify("questionnaire-check"),
            "economy": submission.economy,
            "year": submission.year,
            "edition": submission.edition,
            "findings": list_findings(listed, language),
            "causes": cause_records(join_findings(judgement, self.subject.own), language),
            "completeness": record_counts(submission),
            "corrections": correction_records(submission.corrections),
            "result": None if self.result is None else nested_record(self.result),
        }


def check_questionnaire(
    subject: input_files.Subject,
    submission: ict.data.Submission,
    inputs: input_files.Inputs,
    answers: ict.data.Answers | None = None,
) -> QuestionnaireCheck:
    """Judge a questionnaire, match its answers or those that are named, compute its result."""
    judgement = input_files.judge_subject(subject, inputs)
    replies = tuple(submission.answers if answers is None else answers)
    matched = match_answers(subject, judgement, replies)
    result = subject_result(subject, inputs)
    return QuestionnaireCheck(subject, submission, judgement, matched, result, replies)
