"""Findings of a submission that still need an answer, in its tables and outside of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import ictindex as ict

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ictindex.apps.desk.input_files import Subject
    from ictindex.language.findings import Finding
    from ictindex.submissions.validation.responses import Answer, AnswerMatch


def match_answers(
    subject: Subject, judgement: ict.data.Judgement, answers: Iterable[Answer]
) -> AnswerMatch:
    """Match answers with the findings of a judgement; those outside its tables have their own."""
    submission = subject.submission
    outside = set() if submission is None else {submission.key(each) for each in subject.own}
    return ict.data.Answers(each for each in answers if each.key not in outside).match(judgement)


def open_outside(subject: Subject, answers: Iterable[Answer]) -> list[Finding]:
    """Return the findings outside the figures and plans of a workbook that still need an answer."""
    from ictindex.submissions.validation.responses import find_reason_fault

    submission = subject.submission
    by_key = {answer.key: answer for answer in answers}
    still = []
    for finding in subject.own:
        answer = None if submission is None else by_key.get(submission.key(finding))
        settled = answer is not None and (
            answer.answer == "withdraw"
            or (finding.level != "error" and find_reason_fault(answer) is None)
        )
        if finding.level != "information" and not settled:
            still.append(finding)
    return still


def open_findings(
    subject: Subject, matched: AnswerMatch, answers: Iterable[Answer]
) -> list[Finding]:
    """Return the findings that still need an answer, or have a wrong one."""
    # A finding with a wrong answer is already open: it is counted once.
    still = {(each.rule or each.code, each.indicator) for each in matched.open}
    faults = [f for f in matched.faults if (f.details.get("rule"), f.indicator) not in still]
    asking = [fault for fault in faults if fault.level != "information"]
    return [*matched.open, *open_outside(subject, answers), *asking]
