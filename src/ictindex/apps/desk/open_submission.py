"""The one submission on the desk: its bytes, their contents and judgement, its answers.

It is in memory only. A correction writes a new workbook, reads it and judges it, so that the saved
file is the judged one.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import field, replace
from pathlib import Path
from typing import TYPE_CHECKING

import ictindex as ict
from ictindex.apps.desk.foreign_files import NOT_EARLIER_VALUES, refuse_foreign
from ictindex.apps.desk.input_files import (
    Inputs,
    Subject,
    derive_rates,
    is_workbook,
    judge_tables,
    merge_judgements,
    read_observations,
    read_subject,
    submitted_subject,
)
from ictindex.apps.desk.open_findings import match_answers, open_findings
from ictindex.core.data_classes import dataclass
from ictindex.core.errors import RefusedObservationsError, UnusableFileError, UsageError
from ictindex.data.io.files import files_in_memory
from ictindex.submissions.questionnaires.corrected_cells import (
    CorrectedCells,
    Way,
    has_one_content,
)
from ictindex.submissions.validation.responses import Answer, find_reason_fault, key_of

if TYPE_CHECKING:
    from ictindex.language.findings import Finding
    from ictindex.submissions.questionnaires.layout import Position
    from ictindex.submissions.validation.responses import AnswerMatch, Key

_CHECKED = "-checked"
_COMMENT = "questionnaire.comment"


@dataclass(frozen=True, slots=True, kw_only=True)
class EarlierValues:
    """A file of accepted values of earlier years, with the rates that follow from its counts."""

    name: str
    table: ict.Observations


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenSubmission:
    """The current state of a submission: read, judged and, as far as possible, answered."""

    name: str
    data: bytes
    subject: Subject
    judgements: Mapping[str, ict.data.Judgement]
    judgement: ict.data.Judgement
    answers: Mapping[Key, Answer]
    earlier: EarlierValues | None = None
    edition: int | None = None
    # The changed cells with their confidential contents, which no file has.
    changes: CorrectedCells = field(default_factory=CorrectedCells)
    saved: bytes = b""  # of the file that was opened or saved last
    left_out: tuple[Finding, ...] = ()
    version: int = 0

    @property
    def submission(self) -> ict.data.Submission | None:
        """The questionnaire that was read; ``None`` for a table."""
        return self.subject.submission

    @property
    def matched(self) -> AnswerMatch:
        """The findings of the judgement with their answers."""
        return match_answers(self.subject, self.judgement, self.answers.values())

    @property
    def open(self) -> list[Finding]:
        """The findings that still need an answer."""
        return open_findings(self.subject, self.matched, self.answers.values())

    @property
    def history(self) -> ict.Observations | None:
        """The values of earlier years that it was compared with."""
        if self.earlier is not None:
            return self.earlier.table
        return None if self.submission is None else self.submission.history

    @property
    def is_changed(self) -> bool:
        """Tell whether corrections or answers are not saved in a file yet."""
        own = () if self.submission is None else self.submission.answers
        before = {(answer.key, answer.answer, answer.reason) for answer in own}
        now = {(answer.key, answer.answer, answer.reason) for answer in self.answers.values()}
        return self.data != self.saved or before != now

    def key(self, finding: Finding) -> Key:
        """Return the key that binds an answer to a finding."""
        own = getattr(finding, "key", None)
        if own is not None:
            return key_of(own)
        if self.submission is not None:
            return key_of(self.submission.key(finding))
        year = "" if finding.year is None else str(finding.year)
        return finding.code, finding.economy, finding.indicator, year, "", ""


def file_name(name: str) -> str:
    """Return the name of a file without any folder; refuse a file without a name."""
    plain = name.replace("\\", "/").rpartition("/")[2].strip()
    if not plain or plain in (".", "..") or "\0" in plain or len(plain) > 255:
        raise UsageError("desk.no-file-name", file=name[:80])
    return plain


def open_submission(
    name: str, data: bytes, edition: int | None = None, earlier: EarlierValues | None = None
) -> OpenSubmission:
    """Read and judge a questionnaire, or a table for an edition."""
    path = Path(file_name(name))
    refuse_foreign(path, data)
    inputs = Inputs(earlier=None if earlier is None else earlier.table)
    with files_in_memory({path: data}):
        if is_workbook(path):
            # A workbook that is not a questionnaire is refused: its cells could mean anything.
            subject = submitted_subject(ict.read_questionnaire(path), inputs)
            edition = None
        elif edition is None:
            raise UsageError("desk.edition-needed", file=path.name)
        else:
            subject = read_subject(path, inputs, edition, None)
        if earlier is not None and not _is_of(subject, earlier):
            # A file of another economy does not replace the accepted values of the questionnaire.
            earlier, inputs = None, Inputs()
        judgements = judge_tables(subject, inputs)
    own = () if subject.submission is None else subject.submission.answers
    return OpenSubmission(
        name=path.name,
        data=data,
        subject=subject,
        judgements=judgements,
        judgement=merge_judgements(judgements),
        edition=edition,
        earlier=earlier,
        changes=_changes_in(subject),
        saved=data,
        answers={key_of(answer.key): answer for answer in ict.data.Answers(own)},
    )


def _changes_in(subject: Subject) -> CorrectedCells:
    """Return the changed cells that a workbook carries; a table has none."""
    submission = subject.submission
    return CorrectedCells() if submission is None else submission.contents.corrections


def _is_of(subject: Subject, earlier: EarlierValues) -> bool:
    """Tell whether earlier values include any of the economies of a submission."""
    own = set(subject.table.cells["economy"])
    own |= set() if subject.submission is None else {subject.submission.economy}
    return not own.isdisjoint(earlier.table.cells["economy"])


def read_earlier_values(name: str, data: bytes) -> EarlierValues:
    """Read a file of accepted values: a table, or a questionnaire of an earlier year."""
    path = Path(file_name(name))
    table = read_earlier_table(path, data)
    return EarlierValues(name=path.name, table=derive_rates(table, Inputs()).completed)


def read_earlier_table(path: Path, data: bytes) -> ict.Observations:
    """Read accepted values of a file; refuse a file without any."""
    refuse_foreign(path, data, NOT_EARLIER_VALUES)
    try:
        with files_in_memory({path: data}):
            return read_observations(path, Inputs())[0]
    except UnusableFileError as error:
        # A workbook that is no questionnaire, with other headings.
        if not error.code.startswith("table."):
            raise
        raise UnusableFileError(NOT_EARLIER_VALUES, file=path.name) from error


def judge_again(state: OpenSubmission, earlier: EarlierValues | None) -> OpenSubmission:
    """Judge a submission with other earlier values; keep its answers."""
    return replace(
        _with_answers(
            open_submission(state.name, state.data, state.edition, earlier),
            state.answers.values(),
        ),
        changes=state.changes,
        saved=state.saved,
        left_out=state.left_out,
        version=state.version,
    )


def carry_answers(state: OpenSubmission, before: OpenSubmission | None) -> OpenSubmission:
    """Add answers to an earlier state of the same submission, if they bind."""
    if before is None:
        return state
    kept = [answer for key, answer in before.answers.items() if key not in state.answers]
    return _with_answers(state, [*state.answers.values(), *kept])


def _with_answers(state: OpenSubmission, answers: Iterable[Answer]) -> OpenSubmission:
    """Return a submission with the answers that bind to one of its findings."""
    findings = (*state.judgement, *state.subject.own)
    asked = {state.key(finding) for finding in findings} | set(state.answers)
    kept = {key_of(answer.key): answer for answer in answers}
    return replace(state, answers={key: a for key, a in kept.items() if key in asked})


def answer_finding(state: OpenSubmission, key: Key, answer: str, reason: str) -> OpenSubmission:
    """Answer a finding, or remove an answer (by an empty one); refuse an unfit answer."""
    answers = dict(state.answers)
    answers.pop(key, None)
    if answer:
        new_answer = Answer(key, answer, reason)
        of_judgement = {state.key(finding) for finding in state.judgement}
        if key in of_judgement:
            faults = ict.data.Answers([new_answer]).match(state.judgement).faults.errors
            if faults:
                raise RefusedObservationsError("desk.answer-refused", faults=faults)
        elif key not in {state.key(finding) for finding in state.subject.own}:
            raise UsageError("desk.no-such-finding")
        elif (fault := find_reason_fault(new_answer)) is not None:
            raise RefusedObservationsError("desk.answer-refused", faults=[fault])
        answers[key] = new_answer
    return replace(state, answers=answers)


def write_corrected(
    state: OpenSubmission, cells: Mapping[Position, object], way: Way
) -> OpenSubmission:
    """Write a new workbook with corrected cells, read it and judge it."""
    contents = _questionnaire_of(state).contents
    there = {**contents.cells, **contents.stray}
    changes = {cell: (there.get(cell), raw) for cell, raw in cells.items()}
    return _write_again(state, cells, state.changes.record(changes, way))


def take_back(state: OpenSubmission, step: int) -> OpenSubmission:
    """Put back what the cells of a change held before; refuse it if they were changed later."""
    contents = _questionnaire_of(state).contents
    if not state.changes.can_be_taken_back(step, {**contents.cells, **contents.stray}):
        raise UsageError("desk.not-undone")
    cells = {line.cell: line.was for line in state.changes.list_step(step)}
    return _write_again(state, cells, state.changes.without(step))


def explain_change(state: OpenSubmission, step: int, reason: str) -> OpenSubmission:
    """Record the reason of a change; an empty one removes it."""
    if not state.changes.list_step(step):
        raise UsageError("desk.not-undone")
    return _write_again(state, {}, state.changes.with_reason(step, reason))


def _questionnaire_of(state: OpenSubmission) -> ict.data.Submission:
    """Return the questionnaire that was read; refuse a table."""
    if state.submission is None:
        raise UsageError("desk.table-not-editable", file=state.name)
    return state.submission


def _write_again(
    state: OpenSubmission, cells: Mapping[Position, object], changes: CorrectedCells
) -> OpenSubmission:
    """Return the submission of a new workbook with these cells and this record of changes."""
    from ictindex.submissions.questionnaires.writer import write_workbook

    submission = _questionnaire_of(state)
    before = submission.contents
    kept, stray = {**before.cells}, {**before.stray}
    for cell, raw in cells.items():
        asks_nothing = has_one_content(submission.form, cell)
        kept.pop(cell, None)
        stray.pop(cell, None)
        if raw not in (None, ""):
            (stray if asks_nothing else kept)[cell] = raw
    contents = replace(before, cells=kept, stray=stray, corrections=changes)
    data = write_workbook(submission.form, submission.language, contents, file=state.name)
    again = _with_answers(
        open_submission(state.name, data, None, state.earlier), state.answers.values()
    )
    earlier_findings = {(finding.code, finding.address) for finding in again.subject.own}
    # Texts that the submitter left next to the cells, which the new workbook does not have.
    gone = [
        finding
        for finding in state.subject.own
        if (finding.code, finding.address) not in earlier_findings
        and (finding.code == _COMMENT or submission.position(finding) not in cells)
        and finding.address is not None
    ]
    return replace(
        again,
        changes=changes,
        saved=state.saved,
        left_out=(*state.left_out, *gone),
        version=state.version,
    )


def save_workbook(state: OpenSubmission) -> OpenSubmission:
    """Return a submission whose bytes have its corrections and answers, read again and judged."""
    from ictindex.submissions.questionnaires.handback import build_workbook

    submission = state.submission
    if submission is None:
        raise UsageError("desk.table-not-editable", file=state.name)
    version = state.version + 1
    name = checked_name(state.name, state.version, version)
    data = build_workbook(
        submission,
        [*state.judgement, *state.subject.underived],
        submission.language,
        state.answers.values(),
        name,
        has_history=state.earlier is not None,
    )
    again = open_submission(name, data, None, state.earlier)
    return replace(again, changes=state.changes, left_out=state.left_out, version=version)


def checked_name(name: str, before: int, version: int) -> str:
    """Return the name of a checked workbook: never that of the file that was dropped."""
    path = Path(name)
    stem = path.stem
    if before:  # named here before
        stem = stem.removesuffix(f"-{before}" if before > 1 else "").removesuffix(_CHECKED)
    ending = f"{_CHECKED}-{version}" if version > 1 else _CHECKED
    return f"{stem}{ending}.xlsx"
