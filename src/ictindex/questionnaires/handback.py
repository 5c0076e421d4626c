"""Handing back: the findings on a submission as rows to answer, and its cells in any language."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from ictindex import i18n
from ictindex.core.errors import UsageError
from ictindex.findings import Finding
from ictindex.questionnaires.cell_values import IN_WORDS, heading, told
from ictindex.questionnaires.labels import UNLIMITED, name_of, options, units_of
from ictindex.questionnaires.layout import UNIT, Ask, Form
from ictindex.questionnaires.sheets import Contents, Place, brief
from ictindex.questionnaires.styles import embed
from ictindex.questionnaires.writer import Question, write
from ictindex.validation.responses import CONFIRMABLE, Answer, key_of
from ictindex.validation.rule_outcomes import names_others

if TYPE_CHECKING:
    from ictindex.questionnaires.submission import Submission

_RANKS = {"error": 0, "warning": 1, "information": 2}


def workbook(
    submission: Submission, findings: Any, language: str, answers: Iterable[Answer], file: str
) -> bytes:
    """Return the workbook of a submission with its findings, as bytes."""
    listed = list(getattr(findings, "findings", findings))
    for one in listed:
        if names_others(one):
            raise UsageError("questionnaire.compilers-view", rule=getattr(one, "rule", one.code))
    known = {(one.code, one.address) for one in listed}
    more = [one for one in submission.findings if (one.code, one.address) not in known]
    if not any(getattr(one, "consequence", None) is not None for one in listed):
        listed.sort(key=_rank)
    # What the reader alone found hangs on no weight: what it refuses stands first.
    errors = [one for one in more if one.level == "error"]
    listed = [*errors, *listed, *(one for one in more if one.level != "error")]
    given = {key_of(answer.key): answer for answer in answers}
    words = {} if language == submission.language else _words(submission, language)
    questions = [_question(submission, one, given, language, words) for one in listed]
    contents = translated(submission.form, submission.contents, submission.language, language)
    return write(submission.form, language, contents, questions, file)


def _rank(finding: Finding) -> int:
    return _RANKS.get(finding.level, len(_RANKS))


def _question(
    submission: Submission,
    finding: Finding,
    given: Mapping[tuple[str, ...], Answer],
    language: str,
    words: Mapping[str, str],
) -> Question:
    place = submission.place(finding)
    ask = asked(submission.form, place)
    name = i18n.label("nodes", finding.indicator, language) if finding.indicator else ""
    if ask is not None:
        name = i18n.text(f"indicators/{ask.indicator}", "name", language)
        if ask.breakdown:
            name = i18n.detail(name, name_of(ask, language), language)
    key = submission.key(finding)
    answer = given.get(key)
    weight = getattr(finding, "consequence", None)
    if words:
        named = {name: _put(finding.given[name], words) for name in IN_WORDS & finding.given.keys()}
        finding = replace(finding, given={**finding.given, **named})
    rule = str(getattr(finding, "rule", "") or finding.code)
    choices = {"error": "answer-error", "warning": "answer-warning"}.get(finding.level, "")
    if rule in CONFIRMABLE:
        choices = "answer-warning"
    return Question(
        level=finding.level if finding.level in _RANKS else "information",
        # The code of a reader is no rule that anybody could look up.
        rule=str(getattr(finding, "rule", "")) or "\u2013",
        choices=choices,
        key=key,
        place=place,
        name=name,
        written=written(submission.contents, place),
        what=embed(brief(finding.message(language))),
        remedy=embed(brief(finding.remedy(language))),
        consequence=None if weight is None else Decimal(f"{weight:.1f}"),
        answer="" if answer is None else answer.answer,
        reason="" if answer is None else answer.reason,
    )


def _words(submission: Submission, language: str) -> dict[str, str]:
    """Return the heads of columns and labels of lists of a workbook in another language."""
    old, new = (options(submission.form, one) for one in (submission.language, language))
    found = {a[1]: b[1] for key in old for a, b in zip(old[key], new[key], strict=True)}
    for page in submission.form.pages.values():
        for column in page.columns:
            before = heading(column.name, submission.language)
            found[before] = heading(column.name, language)
    return found


def _put(said: object, words: Mapping[str, str]) -> object:
    if isinstance(said, list):
        return [words.get(one, one) for one in said]
    return words.get(str(said), said)


def written(contents: Contents, place: Place | None) -> str:
    """Return what a cell holds, as text; nothing for no cell."""
    if place is None:
        return ""
    return told(contents.cells.get(place, contents.stray.get(place)))


def asked(form: Form, place: Place | None) -> Ask | None:
    """Return the row of a sheet of values in which a cell stands."""
    if place is None or place[0] not in form.pages:
        return None
    if place[2] >= form.width:
        return None
    return next((ask for ask in form.pages[place[0]].asks if ask.row == place[1]), None)


def translated(form: Form, contents: Contents, before: str, after: str) -> Contents:
    """Return contents with the labels of their lists in another language."""
    # What is no label of a list stays as it was written.
    if before == after:
        return contents
    old, new = options(form, before), options(form, after)
    cells = dict(contents.cells)
    for place, key in _chosen(form):
        if place in cells:
            raw = cells[place]
            code = next((code for code, label in old[key] if raw in (label, code)), None)
            if code is not None:
                cells[place] = dict(new[key])[code]
    return Contents(cells, contents.previous, contents.stray)


def _chosen(form: Form) -> Iterable[tuple[Place, str]]:
    """Yield the cells that are chosen from a list, with the id of the list."""
    for page in form.pages.values():
        for ask in page.asks:
            for what in ("status", "conf_status"):
                yield (page.id, ask.row, form.said(what)), what
            yield (page.id, ask.row, UNIT), units_of(ask)
        for number, column in enumerate(page.columns):
            key = {"yes-no": "yes-no", "volume": UNLIMITED}.get(column.kind, "")
            if column.kind == "choice":
                key = f"choice/{column.name}/{page.id}"
            if key:
                yield from (((page.id, row, number), key) for row in page.lines)
