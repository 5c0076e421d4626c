"""Hand-back: the findings on a submission as rows to answer, and its cells in any language."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any, Protocol, TypeVar

from ictindex.language import i18n
from ictindex.language.findings import Finding, Findings
from ictindex.submissions.questionnaires.cell_values import IN_WORDS, cell_text, column_heading
from ictindex.submissions.questionnaires.corrected_cells import translate_corrections
from ictindex.submissions.questionnaires.labels import UNLIMITED, list_options, name_of, units_of
from ictindex.submissions.questionnaires.layout import UNIT, Form, find_ask
from ictindex.submissions.questionnaires.sheets import Contents, Position, shorten
from ictindex.submissions.questionnaires.styles import embed
from ictindex.submissions.questionnaires.writer import Question, write_workbook
from ictindex.submissions.validation.causes import Cause, group_findings
from ictindex.submissions.validation.question_overview import (
    count_questions,
    needs_answer,
    word_levels,
)
from ictindex.submissions.validation.responses import CONFIRMABLE, Answer, key_of
from ictindex.submissions.validation.rule_outcomes import show_to_member

_Kind = TypeVar("_Kind", bound=Finding)
_RANKS = {"error": 0, "warning": 1, "information": 2}


class ReturnedParts(Protocol):
    """The parts of a submission that are written into the workbook handed back."""

    @property
    def economy(self) -> str: ...
    @property
    def form(self) -> Form: ...
    @property
    def language(self) -> str: ...
    @property
    def contents(self) -> Contents: ...
    @property
    def findings(self) -> Findings: ...
    def position(self, finding: Finding) -> Position | None: ...
    def key(self, finding: Finding) -> tuple[str, ...]: ...


def build_workbook(
    submission: ReturnedParts,
    findings: Any,
    language: str,
    answers: Iterable[Answer],
    file: str,
    *,
    has_history: bool = False,
) -> bytes:
    """Return the workbook of a submission with its findings, as bytes."""
    economy = submission.economy
    asked = (show_to_member(each, economy) for each in getattr(findings, "findings", findings))
    listed = [finding for finding in asked if finding is not None]
    reported = {(finding.code, finding.address) for finding in listed}
    more = [f for f in submission.findings if (f.code, f.address) not in reported]
    if not any(getattr(finding, "consequence", None) is not None for finding in listed):
        listed.sort(key=_rank)
    # Findings of the reader have no weight: those that refuse a cell come first.
    errors = [finding for finding in more if finding.level == "error"]
    listed = [*errors, *listed, *(finding for finding in more if finding.level != "error")]
    answered = {key_of(answer.key): answer for answer in answers}
    words = translations(submission.form, submission.language, language)
    questions = []
    groups = group_findings(listed)
    for group in groups:
        below = [_question(submission, f, answered, language, words) for f in group.findings]
        if group.cause is not None:
            questions.append(_question_of_cause(submission, group.cause, below, language))
            below = [replace(question, is_below_cause=True) for question in below]
        questions += below
    contents = translate_contents(
        submission.form, submission.contents, submission.language, language
    )
    note = "" if has_history else _history_note(submission, language)

    def is_open(finding: Finding) -> bool:
        return needs_answer(finding) and submission.key(finding) not in answered

    counts = word_levels(count_questions(groups, is_open), language).values()
    summary = i18n.paragraph(counts, language)
    return write_workbook(
        submission.form, language, contents, questions, file, note=note, summary=summary
    )


def _history_note(submission: ReturnedParts, language: str) -> str:
    """Report the checks that could not be made because the workbook has no earlier values."""
    asks_values = any(page.kind == "values" for page in submission.form.pages.values())
    if submission.contents.previous or not asks_values:
        return ""
    words, advice = (
        i18n.text("validation", key, language) for key in ("no-history", "no-history-advice")
    )
    return embed(i18n.sentences(words, advice, language))


def _rank(finding: Finding) -> int:
    return _RANKS.get(finding.level, len(_RANKS))


def _question(
    submission: ReturnedParts,
    finding: Finding,
    answered: Mapping[tuple[str, ...], Answer],
    language: str,
    words: Mapping[str, str],
) -> Question:
    cell = submission.position(finding)
    ask = find_ask(submission.form, cell)
    name = i18n.label("nodes", finding.indicator, language) if finding.indicator else ""
    if ask is not None:
        name = i18n.text(f"indicators/{ask.indicator}", "name", language)
        if ask.breakdown:
            name = i18n.detail(name, name_of(ask, language), language)
    key = submission.key(finding)
    answer = answered.get(key)
    weight = getattr(finding, "consequence", None)
    finding = reword(finding, words)
    rule = str(getattr(finding, "rule", "") or finding.code)
    choices = {"error": "answer-error", "warning": "answer-warning"}.get(finding.level, "")
    if rule in CONFIRMABLE:
        choices = "answer-warning"
    return Question(
        level=finding.level if finding.level in _RANKS else "information",
        # The code of a reader is not a rule that a user could look up.
        rule=str(getattr(finding, "rule", "")) or "\u2013",
        choices=choices,
        key=key,
        cell=cell,
        name=name,
        written=written_text(submission.contents, cell),
        what=shorten(finding.message(language)),
        remedy=shorten(finding.remedy(language)),
        consequence=None if weight is None else Decimal(f"{weight:.1f}"),
        answer="" if answer is None else answer.answer,
        reason="" if answer is None else answer.reason,
    )


_CAUSE = "cause"  # instead of a rule: no answer refers to it


def _question_of_cause(
    submission: ReturnedParts, cause: Cause, below: Sequence[Question], language: str
) -> Question:
    """Return the row of a cause, on the suspected cell; it needs no answer of its own."""
    position = submission.position(cause.finding())
    suspected = cause.cell
    breakdown, year = suspected.breakdown, str(suspected.year or "")
    key = (_CAUSE, suspected.economy, suspected.indicator, year, breakdown, "")
    level = min((question.level for question in below), key=lambda level: _RANKS[level])
    more = "" if len(cause.changes) == 1 else cause.where(language)
    return Question(
        level=level,
        rule="\u2013",
        choices="",
        key=key,
        cell=position,
        name=more or suspected.label(language),
        written=written_text(submission.contents, position),
        what=shorten(cause.message(language)),
        remedy=shorten(cause.remedy(language)),
        title=i18n.text("validation", "cause-title", language),
    )


def translations(form: Form, before: str, after: str) -> dict[str, str]:
    """Return the headings of columns and labels of lists of a workbook in another language."""
    if before == after:
        return {}
    old, new = list_options(form, before), list_options(form, after)
    words = {a[1]: b[1] for key in old for a, b in zip(old[key], new[key], strict=True)}
    for page in form.pages.values():
        for column in page.columns:
            words[column_heading(column.name, before)] = column_heading(column.name, after)
    return words


def reword(finding: _Kind, words: Mapping[str, str]) -> _Kind:
    """Return a finding in which the names taken from its workbook are in another language."""
    keys = IN_WORDS & finding.details.keys() if words else ()
    named = {key: _translate(finding.details[key], words) for key in keys}
    return replace(finding, details={**finding.details, **named}) if named else finding


def _translate(value: object, words: Mapping[str, str]) -> object:
    if isinstance(value, list):
        return [words.get(label, label) for label in value]
    return words.get(str(value), value)


def written_text(contents: Contents, cell: Position | None) -> str:
    """Return the content of a cell as text; an empty text without a cell."""
    if cell is None:
        return ""
    return cell_text(contents.cells.get(cell, contents.stray.get(cell)))


def translate_contents(form: Form, contents: Contents, before: str, after: str) -> Contents:
    """Return contents with the labels of their lists in another language."""
    # A text that is not a label of a list stays as it was written.
    if before == after:
        return contents
    old, new = list_options(form, before), list_options(form, after)
    choices = dict(_find_choices(form))

    def translate(cell: Position, raw: object) -> object:
        pairs = old[choices[cell]] if cell in choices else ()
        code = next((code for code, label in pairs if raw in (label, code)), None)
        return raw if code is None else dict(new[choices[cell]])[code]

    cells = {cell: translate(cell, raw) for cell, raw in contents.cells.items()}
    corrections = translate_corrections(contents.corrections, translate)
    return replace(contents, cells=cells, corrections=corrections)


def _find_choices(form: Form) -> Iterable[tuple[Position, str]]:
    """Yield the cells that are chosen from a list, with the id of the list."""
    for page in form.pages.values():
        for ask in page.asks:
            for what in ("status", "conf_status"):
                yield (page.id, ask.row, form.column_of(what)), what
            if "error_method" in form.precision_on(page.id):
                yield (page.id, ask.row, form.column_of("error_method")), "error_method"
            yield (page.id, ask.row, UNIT), units_of(ask)
        for number, column in enumerate(page.columns):
            key = {"yes-no": "yes-no", "volume": UNLIMITED}.get(column.kind, "")
            if column.kind == "choice":
                key = f"choice/{column.name}/{page.id}"
            if key:
                yield from (((page.id, row, number), key) for row in page.lines)
