"""Findings of a submission that still need an answer, in its tables and outside of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ictindex.desk.input_files import Subject
    from ictindex.findings import Finding
    from ictindex.validation.responses import Answer, Matched


def open_findings(subject: Subject, matched: Matched, answers: Iterable[Answer]) -> list[Finding]:
    """Return what still needs an answer, or is wrong with one."""
    submission = subject.submission
    by_key = {answer.key: answer for answer in answers}
    own = []
    for finding in subject.own:
        answer = None if submission is None else by_key.get(submission.key(finding))
        settled = answer is not None and (finding.level != "error" or answer.answer == "withdraw")
        if finding.level != "information" and not settled:
            own.append(finding)
    # A finding whose answer is wrong is open already: it is counted once.
    still = {(each.rule or each.code, each.indicator) for each in matched.open}
    faults = [f for f in matched.faults if (f.given.get("rule"), f.indicator) not in still]
    return [*matched.open, *own, *faults]
