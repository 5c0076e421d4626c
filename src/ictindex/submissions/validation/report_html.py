"""The report of a judgement: the most important findings first, with faults and remedies."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol

from ictindex.core import arguments
from ictindex.data.tables.corrections import note_changed
from ictindex.language import i18n
from ictindex.language.findings import Address, Finding
from ictindex.language.i18n.page_table_writer import write_grid
from ictindex.language.i18n.page_templates import render
from ictindex.submissions.validation.causes import Cause, group_findings
from ictindex.submissions.validation.question_overview import (
    Overview,
    count_questions,
    word_levels,
)
from ictindex.submissions.validation.rule_outcomes import ERROR_LEVELS, Outcome

if TYPE_CHECKING:
    from markupsafe import Markup

    from ictindex.language.i18n.document import Block
    from ictindex.submissions.validation.subject import Judged


class Judgement(Protocol):
    """The parts of a judgement that its reports show."""

    @property
    def observations(self) -> Judged: ...
    @property
    def year(self) -> int: ...
    @property
    def names_others(self) -> bool: ...
    @property
    def undecided(self) -> tuple[Outcome, ...]: ...
    def __iter__(self) -> Iterator[Finding]: ...


# Colours of text and background of a severity; its word is written too, so colour is not alone.
_COLOURS = {
    "fatal": ("#fff", "#7a0c1f"),
    "error": ("#fff", "#b3261e"),
    "warning": ("#3b2a00", "#f5c451"),
    "information": ("#0b2e4f", "#bcdcf5"),
}
_LEAST_KINDS = 2  # of one kind an overview says no more than the counts
# The rule that compares every value with an earlier year, and the input that it may lack.
_OVER_TIME, _HISTORY = "T01", ("history",)


class _Shown(NamedTuple):
    """The parts common to all findings, written once above them."""

    economy: str
    file: str
    year: int


def _common_parts(judgement: Judgement) -> _Shown:
    cells = judgement.observations.cells
    economies = set(cells["economy"])
    files = {file.partition("!")[0] for file in set(cells["file"])}
    return _Shown(
        economies.pop() if len(economies) == 1 else "",
        files.pop() if len(files) == 1 else "",
        judgement.year,
    )


def describe_address(address: Address, language: str, *, named: bool = False) -> str:
    """Return the address of a cell in words."""
    _, mark, sheet = address.source.partition("!")
    return replace(address, source=sheet if named and mark else address.source).show(language)


def describe_category(breakdown: str, language: str) -> str:
    """Return the categories of breakdowns in words, if there are any."""
    words = []
    for part in breakdown.split(","):
        name, _, code = part.partition("=")
        words.append(i18n.label(f"questionnaire/categories/{name}", code or name, language))
    return i18n.join(words, language)


def _where(finding: Finding, language: str, shown: _Shown) -> list[tuple[str, str]]:
    """Return where a finding is: lines, each with how it is set."""
    lines = []
    if finding.economy and finding.economy != shown.economy:
        lines.append(("strong", i18n.economy_name(finding.economy, language)))
    if finding.indicator:
        name = i18n.label("nodes", finding.indicator, language)
        part = getattr(finding, "breakdown", "")
        if part:
            name = i18n.detail(name, describe_category(part, language), language)
        lines.append(("", name))
    if plan := _plan(finding):
        lines.append(("", plan))
    small = [str(finding.year)] if finding.year not in (None, 0, shown.year) else []
    if finding.address is not None:
        small.append(describe_address(finding.address, language, named=bool(shown.file)))
    if small:
        lines.append(("small", i18n.visible(i18n.join(small, language))))
    return lines


def _plan(finding: Finding) -> str:
    """Return the name of the plan that a finding is about, if it names one."""
    plan = "" if finding.indicator else str(finding.details.get("plan", ""))
    return "" if plan == "\u2013" else i18n.visible(plan)


def _finding(finding: Finding, language: str, shown: _Shown) -> dict[str, Any]:
    """Return what the report shows of a finding."""
    level = getattr(finding, "errorlevel", finding.level)
    weight = getattr(finding, "consequence", None)
    effect = ""
    if weight is not None:
        words = i18n.text("questionnaire", "consequence", language)
        effect = i18n.pair(words, i18n.number(weight, language, places=1), language)
    return {
        "level": level,
        "level_name": i18n.label("validation-levels", level, language),
        "rule": getattr(finding, "rule", ""),
        "where": _where(finding, language, shown),
        "message": finding.message(language),
        "remedy": finding.remedy(language),
        "effect": effect,
    }


def _cause(
    cause: Cause, findings: Sequence[Finding], language: str, shown: _Shown
) -> dict[str, Any]:
    """Return what the report shows of a cause, with the findings that it would settle."""
    folded = i18n.text("validation", "cause-folded", language)
    gravest = min(
        (getattr(finding, "errorlevel", finding.level) for finding in findings),
        key=ERROR_LEVELS.index,
    )
    return {
        "level": gravest,
        "title": i18n.text("validation", "cause-title", language),
        "where": i18n.visible(cause.where(language)),
        "message": cause.message(language),
        "remedy": cause.remedy(language),
        "summary": i18n.pair(folded, str(len(findings)), language),
        "findings": [_finding(finding, language, shown) for finding in findings],
    }


def _reasons(outcomes: Sequence[Outcome], language: str) -> dict[str, str]:
    """Return the undecided rules in words, by their reason."""
    reasons: dict[str, list[str]] = {}
    for outcome in outcomes:
        reasons.setdefault(outcome.reason(language), []).append(outcome.rule)
    return {reason: i18n.join(rules, language) for reason, rules in reasons.items()}


def history_note(judgement: Judgement, language: str) -> str:
    """Return the checks that need earlier values, and the remedy; empty if all were made."""
    lacking = {outcome.rule: outcome.lacking for outcome in judgement.undecided}
    if lacking.get(_OVER_TIME) != _HISTORY:
        return ""
    words, advice = (
        i18n.text("validation", key, language) for key in ("no-history", "no-history-advice")
    )
    return i18n.sentences(words, advice, language)


def changes_note(judgement: Judgement, language: str) -> str:
    """Return how many cells of a questionnaire were changed in this tool; empty if none was."""
    table = judgement.observations
    return note_changed(table.facts.corrections, next(iter(table.sources), ""), language)


def join_findings(judgement: Judgement, other_findings: Sequence[Finding]) -> list[Finding]:
    """Return all findings: further errors first, then the judgement in its own order."""
    fits = all(isinstance(finding, Finding) for finding in other_findings)
    arguments.require(fits, "other_findings", "documented", other_findings)
    grave = [finding for finding in other_findings if finding.level == "error"]
    return [
        *grave,
        *judgement,
        *(finding for finding in other_findings if finding.level != "error"),
    ]


def html_document(
    judgement: Judgement, language: str, other_findings: Sequence[Finding] = ()
) -> str:
    """Return the report as a whole HTML document, to be kept or sent."""
    from ictindex.language.i18n.html_blocks import html_page

    title = i18n.text("validation", "title", language, year=str(judgement.year))
    return html_page(title, html(judgement, language, other_findings), language)


def html(judgement: Judgement, language: str, other_findings: Sequence[Finding] = ()) -> Markup:
    """Return the report as an HTML fragment without scripts, style sheets or external files."""
    shown = _common_parts(judgement)
    listed = join_findings(judgement, other_findings)
    groups = group_findings(listed)
    overview = count_questions(groups)
    counts = word_levels(overview, language)
    undecided = judgement.undecided
    return render(
        "submissions.validation",
        "judgement.html.j2",
        language=language,
        direction=i18n.direction(language),
        colours=_COLOURS,
        title=i18n.text("validation", "title", language, year=str(judgement.year)),
        economy=i18n.economy_name(shown.economy, language) if shown.economy else "",
        separator=i18n.join(["", ""], language),
        file=shown.file,
        history_note=history_note(judgement, language),
        changes_note=changes_note(judgement, language),
        counts=[(level, count.rstrip(".。")) for level, count in counts.items()],
        compiler_view=(
            i18n.text("validation", "compiler-view", language) if judgement.names_others else ""
        ),
        groups=[
            _finding(group.findings[0], language, shown)
            if group.cause is None
            else _cause(group.cause, group.findings, language, shown)
            for group in groups
        ],
        overview=_word_overview(overview, language),
        no_findings=i18n.text("questionnaire", "no-findings", language),
        undecided=_reasons(undecided, language).items(),
        undecided_title=i18n.text("validation", "undecided", language, count=str(len(undecided))),
    )


def _word_overview(overview: Overview, language: str) -> i18n.Grid | None:
    """Return the overview by kind of error; a single kind needs none."""
    table = overview.table()
    return write_grid(table, language) if len(table) >= _LEAST_KINDS else None


def records(findings: Iterable[Finding], language: str | None) -> list[dict[str, Any]]:
    """Return plain records, a dictionary for each finding."""
    return [
        {
            "rule": getattr(f, "rule", "") or f.code,
            "errorlevel": getattr(f, "errorlevel", f.level),
            "level": getattr(f, "ess", 0),
            "economy": i18n.visible(f.economy),
            "indicator": i18n.visible(f.indicator),
            "breakdown": i18n.visible(getattr(f, "breakdown", "")),
            "year": f.year,
            "address": "" if f.address is None else f.address.show(language),
            "value": getattr(f, "value", None),
            "message": f.message(language),
            "remedy": f.remedy(language),
            "suspected_factor": getattr(f, "factor", ""),
            "imbalance": getattr(f, "imbalance", None),
            "consequence": getattr(f, "consequence", None),
        }
        for f in findings
    ]


def cause_records(findings: Sequence[Finding], language: str | None) -> list[dict[str, Any]]:
    """Return a plain record of each cause, with the positions of its findings."""
    places = {id(finding): n for n, finding in enumerate(findings)}
    return [
        group.cause.record(language)
        | {"findings": [places[id(finding)] for finding in group.findings]}
        for group in group_findings(findings)
        if group.cause is not None
    ]


def blocks(
    judgement: Judgement, other_findings: Sequence[Finding], language: str, undecided: bool
) -> list[Block]:
    """Return the page of a judgement for a terminal."""
    listed = join_findings(judgement, other_findings)
    groups = group_findings(listed)
    overview = count_questions(groups)
    title = i18n.text("validation", "title", language, year=str(judgement.year))
    page: list[Block] = [i18n.Heading(title, 1)]
    if note := history_note(judgement, language):
        page.append(i18n.Paragraph(note, note=True))
    if note := changes_note(judgement, language):
        page.append(i18n.Paragraph(note))
    counts = word_levels(overview, language).values()
    page.append(i18n.Paragraph(i18n.paragraph(counts, language)))
    if (grid := _word_overview(overview, language)) is not None:
        page.append(grid)
    if judgement.names_others:
        page.append(i18n.Sentence("validation/compiler-view"))
    if listed:
        entries = []
        for group in groups:
            if group.cause is not None:
                entries.append(_cause_entry(group.cause, language))
            entries += [_entry(f, language, folded=group.cause is not None) for f in group.findings]
        page.append(i18n.Entries(entries))
    count = str(len(judgement.undecided))
    title = i18n.text("validation", "undecided", language, count=count)
    if judgement.undecided and not undecided:
        page.append(i18n.Paragraph(title))
    elif judgement.undecided:
        page.append(i18n.Heading(title, 2))
        reasons = _reasons(judgement.undecided, language)
        lines = [i18n.pair(rules, reason, language) for reason, rules in reasons.items()]
        page.append(i18n.Bullets(lines))
    return page


def _cause_entry(cause: Cause, language: str) -> i18n.Entry:
    """Return the entry of a cause, shown above the findings that it would settle."""
    title = i18n.text("validation", "cause-title", language)
    lines = [cause.message(language), cause.remedy(language)]
    title = i18n.pair(title, cause.where(language), language)
    return i18n.Entry(title, [line for line in lines if line])


def _entry(finding: Finding, language: str, *, folded: bool) -> i18n.Entry:
    """Return a finding as a title (severity, rule, cell) with its fault and its remedy."""
    level = getattr(finding, "errorlevel", finding.level)
    title, rule = i18n.label("validation-levels", level, language), getattr(finding, "rule", "")
    if rule:
        title = i18n.detail(title, rule, language)
    lines = [finding.message(language), finding.remedy(language)]
    weight = getattr(finding, "consequence", None)
    if weight is not None:
        effect = i18n.text("questionnaire", "consequence", language)
        lines.append(i18n.pair(effect, i18n.number(weight, language, places=1), language))
    title = i18n.pair(title, _cell(finding, language), language)
    # Findings that a cause would settle are marked with a plus.
    if folded:
        title = i18n.text("validation", "folded-entry", language, title=title)
    return i18n.Entry(title, [line for line in lines if line])


def _cell(finding: Finding, language: str) -> str:
    """Return the cell in words: economy, indicator and year, then its address in the file."""
    parts = []
    if finding.economy:
        parts.append(i18n.economy_name(finding.economy, language))
    if finding.indicator:
        parts.append(i18n.label("nodes", finding.indicator, language))
    breakdown = getattr(finding, "breakdown", "")
    if breakdown:
        parts.append(describe_category(breakdown, language))
    if plan := _plan(finding):
        parts.append(i18n.quote(plan, language))
    if finding.year:
        parts.append(str(finding.year))
    if finding.address is not None:
        parts.append(describe_address(finding.address, language))
    return i18n.join(parts, language)
