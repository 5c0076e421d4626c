"""Findings as plain records for a page: their cells, what to do, how they are answered."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from ictindex.apps.desk.shown_cells import shown_cell, typed_cell
from ictindex.definitions import catalogue
from ictindex.language import i18n
from ictindex.submissions.questionnaires.cell_values import cell_text, column_heading
from ictindex.submissions.questionnaires.handback import reword, translations, written_text
from ictindex.submissions.questionnaires.labels import name_of
from ictindex.submissions.questionnaires.layout import UNIT, cell_name, find_ask
from ictindex.submissions.validation.causes import Cause, CellChange, FindingGroup, group_findings
from ictindex.submissions.validation.compared_cells import ComparedCell
from ictindex.submissions.validation.question_overview import (
    Overview,
    count_questions,
    kind_of_error,
    question_of,
)
from ictindex.submissions.validation.report_html import describe_category, join_findings
from ictindex.submissions.validation.responses import is_confirmable
from ictindex.submissions.validation.rule_outcomes import RuleFinding

if TYPE_CHECKING:
    from ictindex.apps.desk.open_submission import OpenSubmission
    from ictindex.language.findings import Finding
    from ictindex.submissions.questionnaires.sheets import Position
    from ictindex.submissions.validation.responses import Key

LEVELS = ("error", "warning", "information")
_UNIT_OF_PLANS = {"price": "currency", "data": "data_unit"}
_MOST_WRITTEN = 200  # characters of a cell that a finding quotes


def finding_records(
    state: OpenSubmission, language: str
) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Return the findings of a submission, and their causes, in the order of work."""
    submission = state.submission
    words: Mapping[str, str] = {}
    if submission is not None:
        words = translations(submission.form, submission.language, language)
    still = {state.key(finding) for finding in state.open}
    faults = _answer_faults(state, language)
    findings: list[dict[str, Any]] = []
    causes: list[dict[str, Any]] = []
    for group in _groups(state):
        number = None if group.cause is None else len(causes)
        first = len(findings)
        for finding in group.findings:
            key = state.key(finding)
            more = {"open": key in still, "fault": faults.get(key, ""), "cause": number}
            worded = reword(finding, words)
            findings.append(_record(state, len(findings), (worded, finding), language) | more)
        if group.cause is not None:
            kind = question_of(group, lambda each: state.key(each) in still).kind
            record = _cause_record(state, group.cause, findings[first:], language)
            causes.append(record | {"kind": kind})
    return findings, causes


def summarise_questions(state: OpenSubmission) -> Overview:
    """Count the questions of a submission: those that need an answer, and information."""
    still = {state.key(finding) for finding in state.open}
    return count_questions(_groups(state), lambda each: state.key(each) in still)


def _groups(state: OpenSubmission) -> list[FindingGroup]:
    return group_findings(join_findings(state.judgement, tuple(state.subject.own)))


def list_causes(state: OpenSubmission) -> list[Cause]:
    """Return the causes of the findings, in the order of their records."""
    return [group.cause for group in _groups(state) if group.cause is not None]


def _cause_record(
    state: OpenSubmission, cause: Cause, findings: list[dict[str, Any]], language: str
) -> dict[str, Any]:
    """Return a cause: the suspected cell, and the changes that would settle its findings."""
    levels = [record["level"] for record in findings]
    weights = [record["weight"] for record in findings if record["weight"] is not None]
    return {
        "level": next(level for level in LEVELS if level in levels),
        "where": i18n.visible(cause.where(language)),
        "message": i18n.visible(cause.message(language)),
        "remedy": i18n.visible(cause.remedy(language)),
        "points": i18n.number(max(weights), language, places=1) if weights else None,
        "findings": [record["id"] for record in findings],
        "open": any(record["open"] for record in findings),
        "confirmable": all("confirm" in r["may"] for r in findings if r["open"]),
        "ways": [
            _way_record(state, way, language, is_known=not cause.rivals)
            for way in (cause, *cause.rivals)
        ],
        "action": action_record(state, cause, language),
    }


def action_record(
    state: OpenSubmission, cause: Cause, language: str
) -> list[dict[str, Any]] | None:
    """Return the cells of a sure change with their new texts, as a correction takes them."""
    if not cause.is_sure:
        return None
    cells = []
    for change in cause.changes:
        position = _locate(state, cause, change)
        if position is None or change.proposed is None:
            return None
        text = format(change.proposed, "f").replace(".", i18n.decimal_mark(language))
        cells.append({"place": list(position), "text": text})
    return cells


def _locate(state: OpenSubmission, way: Cause, change: CellChange) -> Position | None:
    return None if state.submission is None else state.submission.position(_about(way, change))


def _about(way: Cause, change: CellChange) -> RuleFinding:
    """Return a finding about a changed cell, to locate it."""
    return RuleFinding(
        way.kind,
        "error",
        change.economy,
        change.indicator,
        change.year,
        change.address,
        row=change.row,
    )


def _way_record(
    state: OpenSubmission, way: Cause, language: str, *, is_known: bool
) -> dict[str, Any]:
    """Return one change of a cell, or of a block of them, that would settle the findings.

    If any of several cells may be the wrong one (``is_known`` is false), no value is named.
    """
    changes = []
    for change in way.changes:
        about, position = _about(way, change), _locate(state, way, change)
        proposed = change.proposed
        changes.append(
            {
                **_location(state, about, position, language),
                "label": i18n.visible(change.label(language)),
                "written": ""
                if change.value is None
                else i18n.grouped_number(change.value, language),
                "typed": _type_content(state, position, language),
                "held": _hold_with_unit(state, about, position, language),
                "shown": "" if proposed is None else i18n.grouped_number(proposed, language),
                "known": is_known,
                "rounded": _has_added_zeros(change),
            }
        )
    return {"changes": changes}


def _has_added_zeros(change: CellChange) -> bool:
    """Tell whether a proposed number ends with zeros that nobody typed: 82,682 in thousands."""
    if not change.value or not change.proposed:
        return False
    typed, proposed = (
        number.normalize().as_tuple().exponent for number in (change.value, change.proposed)
    )
    return isinstance(typed, int) and isinstance(proposed, int) and proposed > max(typed, 0)


def _answer_faults(state: OpenSubmission, language: str) -> dict[Key, str]:
    """Return the faults of answers, by finding."""
    faults: dict[Key, str] = {}
    by_address = {a.address: key for key, a in state.answers.items() if a.address is not None}
    for fault in state.matched.faults:
        key = None if fault.address is None else by_address.get(fault.address)
        if key is not None:
            faults[key] = fault.advice(language)
    return faults


def _record(
    state: OpenSubmission, number: int, both: tuple[Finding, Finding], language: str
) -> dict[str, Any]:
    """Return a finding: in the words of the language, and as it was made."""
    worded, finding = both
    position = None if state.submission is None else state.submission.position(finding)
    key = state.key(finding)
    answer = state.answers.get(key)
    level = finding.level if finding.level in LEVELS else "information"
    weight = getattr(finding, "consequence", None)
    return {
        "id": number,
        "key": list(key),
        "rule": getattr(finding, "rule", ""),
        "kind": kind_of_error(finding),
        "level": level,
        "level_name": i18n.label("levels", level, language),
        **_location(state, finding, position, language),
        "indicator": _indicator(state, finding, position, language),
        "written": _show_content(state, finding, position, language)[:_MOST_WRITTEN],
        "typed": _type_content(state, position, language),
        "held": _hold_with_unit(state, finding, position, language),
        "message": i18n.visible(worded.message(language)),
        "remedy": i18n.visible(worded.remedy(language)),
        "links": _links(state, finding, language),
        # Logarithms on two platforms differ in their last binary digit.
        "weight": None if weight is None else round(weight, 9),
        "points": None if weight is None else i18n.number(weight, language, places=1),
        "may": list(_choices(state, finding)),
        "answer": None if answer is None else {"answer": answer.answer, "reason": answer.reason},
    }


def _links(state: OpenSubmission, finding: Finding, language: str) -> list[dict[str, Any]]:
    """Return the other cells that the message names, each with its words in the message."""
    links = []
    cells = [each for each in finding.details.values() if isinstance(each, ComparedCell)]
    for cell in finding.cells if isinstance(finding, RuleFinding) else cells:
        about = RuleFinding(finding.code, address=cell.address, row=cell.row)
        position = None if state.submission is None else state.submission.position(about)
        location = _location(state, about, position, language)
        if location["place"] is not None:
            words = i18n.visible(cell.name_spot(language, finding.address))
            links.append({**location, "words": words})
    return links


def _location(
    state: OpenSubmission, finding: Finding, position: Position | None, language: str
) -> dict[str, Any]:
    """Return the cell of a finding: by its sheet and name, or in words."""
    submission = state.submission
    if position is not None and submission is not None:
        title = i18n.text(f"questionnaire/sheets/{position[0]}", "title", language)
        if language == submission.language:
            title = submission.titles.get(position[0], title)
        return {
            "place": list(position),
            "sheet": title,
            "cell": cell_name(position[1], position[2]),
        }
    words = "" if finding.address is None else i18n.visible(finding.address.show(language))
    row = getattr(finding, "row", None)
    on_table = submission is None and isinstance(row, int)
    return {"place": ["table", row, 0] if on_table else None, "sheet": words, "cell": ""}


def _indicator(
    state: OpenSubmission, finding: Finding, position: Position | None, language: str
) -> str:
    ask = None if state.submission is None else find_ask(state.submission.form, position)
    if ask is not None:
        name = i18n.text(f"indicators/{ask.indicator}", "name", language)
        return i18n.detail(name, name_of(ask, language), language) if ask.breakdown else name
    if state.submission is not None and position is not None:
        page = state.submission.form.pages.get(position[0])
        if page is not None and page.kind == "tariffs" and position[2] < len(page.columns):
            # For a plan: its name, and the column.
            cells, names = state.submission.contents.cells, [c.name for c in page.columns]
            plan = i18n.visible(
                cell_text(cells.get((position[0], position[1], names.index("name"))))
            )
            heading = column_heading(page.columns[position[2]].name, language)
            return i18n.pair(plan, heading, language) if plan else heading
    name = i18n.label("nodes", finding.indicator, language) if finding.indicator else ""
    part = getattr(finding, "breakdown", "")
    if not name or not part or "=" not in part:
        return i18n.visible(part) if part and not name else name
    return i18n.detail(name, i18n.visible(describe_category(part, language)), language)


def _show_content(
    state: OpenSubmission, finding: Finding, position: Position | None, language: str
) -> str:
    """Return the content of the cell: a number as the language writes it, other text as typed."""
    if position is None or state.submission is None:
        return i18n.visible(str(getattr(finding, "written", "")))
    return shown_cell(state.submission.contents.cells.get(position), language) or i18n.visible(
        written_text(state.submission.contents, position)
    )


def _hold_with_unit(
    state: OpenSubmission, finding: Finding, position: Position | None, language: str
) -> str:
    """Return the content of the cell with its unit, which a confirmation repeats."""
    held = _show_content(state, finding, position, language)[:_MOST_WRITTEN]
    submission = state.submission
    if not held or position is None or submission is None:
        return held
    page, row, column = position
    cells, form = submission.contents.cells, submission.form
    sheet, ask = form.pages.get(page), find_ask(form, position)
    unit = ""
    if ask is not None and column == form.column_of("value"):
        base = catalogue.indicators()[ask.indicator].unit
        chosen = shown_cell(cells.get((page, row, UNIT)), language)
        unit = chosen or ("" if base == "count" else i18n.label("units", base, language))
    elif sheet is not None and sheet.kind == "tariffs" and column < len(sheet.columns):
        names = [each.name for each in sheet.columns]
        other = _UNIT_OF_PLANS.get(names[column], "")
        if other in names:
            unit = shown_cell(cells.get((page, row, names.index(other))), language)
    if unit:
        held = i18n.text("validation", "derived-amount", language, value=held, unit=unit)
    return i18n.visible(held)


def _type_content(state: OpenSubmission, position: Position | None, language: str) -> str:
    """Return the content of a cell as a person would type it."""
    if position is None or state.submission is None:
        return ""
    return typed_cell(state.submission.contents.cells.get(position), language)


def _choices(state: OpenSubmission, finding: Finding) -> Iterator[str]:
    """Yield the possible answers to a finding, besides a correction of its cell."""
    if finding.level not in ("error", "warning"):
        return
    if isinstance(finding, RuleFinding):
        if is_confirmable(finding):
            yield "confirm"
        if finding.row is not None:
            yield "withdraw"
        return
    yield "withdraw" if finding.level == "error" else "confirm"
