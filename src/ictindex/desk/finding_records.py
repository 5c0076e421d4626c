"""Findings as plain records for a page: where they stand, what to do, how they are answered."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, Any

from ictindex import i18n
from ictindex.core import decimals
from ictindex.questionnaires.handback import find_ask, reword, translations, written_text
from ictindex.questionnaires.labels import name_of
from ictindex.questionnaires.layout import UNIT, cell_name
from ictindex.validation.report_html import describe_category, join_findings, points
from ictindex.validation.responses import is_confirmable
from ictindex.validation.rule_outcomes import RuleFinding

if TYPE_CHECKING:
    from ictindex.desk.open_submission import OpenSubmission
    from ictindex.findings import Finding
    from ictindex.questionnaires.sheets import Place
    from ictindex.validation.responses import Key

LEVELS = ("error", "warning", "information")
_MOST_WRITTEN = 200  # characters of a cell that a finding quotes


def finding_records(state: OpenSubmission, language: str) -> list[dict[str, Any]]:
    """Return all findings of a submission, in the order in which they are worth looking at."""
    submission = state.submission
    words: Mapping[str, str] = {}
    if submission is not None:
        words = translations(submission.form, submission.language, language)
    listed = join_findings(state.judgement, tuple(state.subject.own))
    still = {state.key(finding) for finding in state.open}
    faults = _answer_faults(state, language)
    return [
        _record(state, number, reword(finding, words), finding, language)
        | {"open": state.key(finding) in still, "fault": faults.get(state.key(finding), "")}
        for number, finding in enumerate(listed)
    ]


def _answer_faults(state: OpenSubmission, language: str) -> dict[Key, str]:
    """Return by finding what is wrong with its answer."""
    faults: dict[Key, str] = {}
    by_address = {a.address: key for key, a in state.answers.items() if a.address is not None}
    for fault in state.matched.faults:
        key = None if fault.address is None else by_address.get(fault.address)
        if key is not None:
            faults[key] = fault.advice(language)
    return faults


def _record(
    state: OpenSubmission, number: int, worded: Finding, finding: Finding, language: str
) -> dict[str, Any]:
    place = None if state.submission is None else state.submission.place(finding)
    key = state.key(finding)
    answer = state.answers.get(key)
    level = finding.level if finding.level in LEVELS else "information"
    return {
        "id": number,
        "key": list(key),
        "rule": getattr(finding, "rule", ""),
        "level": level,
        "level_name": i18n.label("levels", level, language),
        **_location(state, finding, place, language),
        "indicator": _indicator(state, finding, place, language),
        "written": _written(state, finding, place)[:_MOST_WRITTEN],
        "message": i18n.visible(worded.message(language)),
        "remedy": i18n.visible(worded.remedy(language)),
        "points": None
        if getattr(finding, "consequence", None) is None
        else points(getattr(finding, "consequence", None), language),
        "proposals": list(_proposals(state, finding, place, language)),
        "may": list(_choices(state, finding)),
        "answer": None if answer is None else {"answer": answer.answer, "reason": answer.reason},
    }


def _location(
    state: OpenSubmission, finding: Finding, place: Place | None, language: str
) -> dict[str, Any]:
    """Return the cell of a finding: by its sheet and name, or in words."""
    submission = state.submission
    if place is not None and submission is not None:
        title = i18n.text(f"questionnaire/sheets/{place[0]}", "title", language)
        if language == submission.language:
            title = submission.titles.get(place[0], title)
        return {"place": list(place), "sheet": title, "cell": cell_name(place[1], place[2])}
    words = "" if finding.address is None else i18n.visible(finding.address.show(language))
    row = getattr(finding, "row", None)
    on_table = submission is None and isinstance(row, int)
    return {"place": ["table", row, 0] if on_table else None, "sheet": words, "cell": ""}


def _indicator(state: OpenSubmission, finding: Finding, place: Place | None, language: str) -> str:
    ask = None if state.submission is None else find_ask(state.submission.form, place)
    if ask is not None:
        name = i18n.text(f"indicators/{ask.indicator}", "name", language)
        return i18n.detail(name, name_of(ask, language), language) if ask.breakdown else name
    name = i18n.label("nodes", finding.indicator, language) if finding.indicator else ""
    part = getattr(finding, "breakdown", "")
    if not name or not part or "=" not in part:
        return i18n.visible(part) if part and not name else name
    return i18n.detail(name, i18n.visible(describe_category(part, language)), language)


def _written(state: OpenSubmission, finding: Finding, place: Place | None) -> str:
    """Return what stands in the cell, as it was written."""
    if place is not None and state.submission is not None:
        return i18n.visible(written_text(state.submission.contents, place))
    return i18n.visible(str(getattr(finding, "written", "")))


def _choices(state: OpenSubmission, finding: Finding) -> Iterator[str]:
    """Yield how a finding may be answered, besides correcting its cell."""
    if finding.level not in ("error", "warning"):
        return
    if isinstance(finding, RuleFinding):
        if is_confirmable(finding):
            yield "confirm"
        if finding.row is not None:
            yield "withdraw"
        return
    yield "withdraw" if finding.level == "error" else "confirm"


def _proposals(
    state: OpenSubmission, finding: Finding, place: Place | None, language: str
) -> Iterator[dict[str, str]]:
    """Yield the values that may have been meant: nobody puts them in but the person who asks."""
    submission = state.submission
    if submission is None or place is None or not isinstance(finding, RuleFinding):
        return
    form = submission.form
    ask = find_ask(form, place)
    if ask is None or place[2] != form.column_of("value"):
        return
    # Only where the cell holds the very number that was judged: no other unit, no rate made of it.
    in_unit = (place[0], place[1], UNIT) not in submission.contents.cells
    if not in_unit or not _is_number(written_text(submission.contents, place), finding.value):
        return
    meant = list(finding.proposals)
    if not meant and finding.factor and finding.value is not None:
        meant = _without_factor(finding.value, finding.factor)
    for value in dict.fromkeys(meant):
        yield {"value": format(value, "f"), "shown": i18n.number(value, language)}


def _is_number(written: str, value: Decimal | None) -> bool:
    """Tell whether a text is a number, and the very value."""
    if value is None:
        return False
    try:
        return Decimal(written) == value
    except InvalidOperation:
        return False


def _without_factor(value: Decimal, factor: str) -> list[Decimal]:
    """Return a value without the factor that is suspected between it and the right one."""
    number, _, divisor = factor.partition("/")
    with decimals.exact():
        if divisor:
            return [value * Decimal(divisor) / Decimal(number)]
        meant = value / Decimal(number)
    return [meant] if meant * Decimal(number) == value else []
