"""The report of a judgement: what to look at first, what is wrong, what to do."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from decimal import Decimal
from functools import partial, reduce
from html import escape
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol

from ictindex import i18n
from ictindex.core import arguments
from ictindex.findings import Address, Finding
from ictindex.i18n.document import prose
from ictindex.validation.causes import Cause, group_findings
from ictindex.validation.rule_outcomes import ERROR_LEVELS, Outcome

if TYPE_CHECKING:
    from ictindex.i18n.document import Block
    from ictindex.validation.subject import Judged


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


# Letters and ground of a severity; its word is written too, so that colour is never alone.
_COLOURS = {
    "fatal": ("#fff", "#7a0c1f"),
    "error": ("#fff", "#b3261e"),
    "warning": ("#3b2a00", "#f5c451"),
    "information": ("#0b2e4f", "#bcdcf5"),
}
_FONT = "font-family:system-ui,'Segoe UI','Noto Sans',sans-serif;line-height:1.45;color:inherit"
# Two columns that fall below one another where the page is narrow; a finding stays on one sheet.
_ROW = (
    "display:flex;flex-wrap:wrap;gap:.15em 1.6em;padding:.7em 0;"
    "border-bottom:1px solid #8884;break-inside:avoid"
)
_WHERE = "flex:1 1 17em;min-width:0;overflow-wrap:anywhere"
_WHAT = "flex:2 1 22em;min-width:0;overflow-wrap:anywhere"
_LIST = "list-style:none;margin:0;padding:0;border-top:2px solid #8888;text-align:start"
# The rule that compares every value with an earlier year, and what it lacks where there is none.
_OVER_TIME, _HISTORY = "T01", ("history",)
_SMALL = "font-size:.85em;opacity:.75"
_REMEDY = "font-size:.92em;opacity:.85"


class _Shown(NamedTuple):
    """The parts that all findings have in common: written once, above them."""

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


def _badge(errorlevel: str, words: str) -> str:
    letters, ground = _COLOURS[errorlevel]
    style = (
        f"color:{letters};background:{ground};border-radius:.7em;padding:.1em .65em;"
        "font-size:.85em;white-space:nowrap"
    )
    return f'<span style="{style}">{escape(words)}</span>'


def _isolate(words: str) -> str:
    """Keep codes and numbers together inside right-to-left words."""
    return f"<bdi>{escape(words)}</bdi>"


def points(consequence: float | None, language: str) -> str:
    """Return points of the index for a reader, or a dash."""
    if consequence is None:
        return "\u2013"
    return i18n.number(Decimal(f"{consequence:.1f}"), language)


def describe_address(address: Address, language: str, *, named: bool = False) -> str:
    """Return where a cell stands."""
    _, mark, sheet = address.source.partition("!")
    return replace(address, source=sheet if named and mark else address.source).show(language)


def describe_category(breakdown: str, language: str) -> str:
    """Return the categories of breakdowns in words, where they have any."""
    words = []
    for part in breakdown.split(","):
        name, _, code = part.partition("=")
        words.append(i18n.label(f"questionnaire/categories/{name}", code or name, language))
    return i18n.join(words, language)


def _where(finding: Finding, language: str, shown: _Shown) -> str:
    lines = []
    if finding.economy and finding.economy != shown.economy:
        name = i18n.economy_name(finding.economy, language)
        lines.append(f"<strong>{escape(name)}</strong>")
    if finding.indicator:
        name = i18n.label("nodes", finding.indicator, language)
        part = getattr(finding, "breakdown", "")
        if part:
            name = i18n.detail(name, describe_category(part, language), language)
        lines.append(escape(name))
    if plan := _plan(finding):
        lines.append(escape(plan))
    small = [str(finding.year)] if finding.year not in (None, 0, shown.year) else []
    if finding.address is not None:
        small.append(describe_address(finding.address, language, named=bool(shown.file)))
    if small:
        address = escape(i18n.visible(i18n.join(small, language)))
        lines.append(f'<span style="{_SMALL}">{address}</span>')
    return "<br>".join(lines)


def _plan(finding: Finding) -> str:
    """Return the name of the plan that a finding is about, where it names one."""
    plan = "" if finding.indicator else str(finding.details.get("plan", ""))
    return "" if plan == "\u2013" else i18n.visible(plan)


def _row(finding: Finding, language: str, shown: _Shown) -> str:
    name = getattr(finding, "errorlevel", finding.level)
    level = i18n.label("validation-levels", name, language)
    rule = getattr(finding, "rule", "")
    code = f' <span style="{_SMALL}">{_isolate(rule)}</span>' if rule else ""
    where = _where(finding, language, shown)
    words = [prose(finding.message(language))]
    remedy = finding.remedy(language)
    if remedy:
        words.append(f'<span style="{_REMEDY}">{prose(remedy)}</span>')
    weight = getattr(finding, "consequence", None)
    if weight is not None:
        effect = i18n.pair(
            i18n.text("questionnaire", "consequence", language), points(weight, language), language
        )
        words.append(f'<span style="{_SMALL}">{escape(effect)}</span>')
    return (
        f'<li style="{_ROW}"><div style="{_WHERE}">{_badge(name, level)}{code}<br>{where}</div>'
        f'<div style="{_WHAT}">{"<br>".join(words)}</div></li>'
    )


def _group_row(cause: Cause, findings: Sequence[Finding], language: str, shown: _Shown) -> str:
    """Return a cause with the findings that it would settle folded beneath it."""
    title = i18n.text("validation", "cause-title", language)
    folded = i18n.text("validation", "cause-folded", language)
    summary = i18n.pair(folded, str(len(findings)), language)
    rows = "".join(_row(finding, language, shown) for finding in findings)
    gravest = min(
        (getattr(finding, "errorlevel", finding.level) for finding in findings),
        key=ERROR_LEVELS.index,
    )
    words = [prose(cause.message(language)), _note(prose(cause.remedy(language)), _REMEDY)]
    return (
        f'<li style="{_ROW}"><div style="{_WHERE}">{_badge(gravest, title)}<br>'
        f"{escape(i18n.visible(cause.where(language)))}</div>"
        f'<div style="{_WHAT}">{"<br>".join(words)}'
        f'<details style="margin-top:.5em"><summary>{escape(summary)}</summary>'
        f'<ol style="{_LIST};border-top:0">{rows}</ol></details></div></li>'
    )


def _note(words: str, style: str) -> str:
    return f'<span style="{style}">{words}</span>'


def _reasons(outcomes: Sequence[Outcome], language: str) -> dict[str, str]:
    """Return the rules that could not be decided, in words, by the reason."""
    reasons: dict[str, list[str]] = {}
    for outcome in outcomes:
        reasons.setdefault(outcome.reason(language), []).append(outcome.rule)
    return {reason: i18n.join(rules, language) for reason, rules in reasons.items()}


def _undecided(outcomes: Sequence[Outcome], language: str) -> str:
    title = i18n.text("validation", "undecided", language, count=str(len(outcomes)))
    items = "".join(
        f"<li>{_isolate(rules)} \u2013 {escape(reason)}</li>"
        for reason, rules in _reasons(outcomes, language).items()
    )
    return (
        f'<details style="margin-top:1em;text-align:start"><summary>{escape(title)}</summary>'
        f'<ul style="{_SMALL}">{items}</ul></details>'
    )


def history_note(judgement: Judgement, language: str) -> str:
    """Say which checks could not be made without earlier values, and what to do; else nothing."""
    lacking = {outcome.rule: outcome.lacking for outcome in judgement.undecided}
    if lacking.get(_OVER_TIME) != _HISTORY:
        return ""
    words, advice = (
        i18n.text("validation", key, language) for key in ("no-history", "no-history-advice")
    )
    return i18n.sentences(words, advice, language)


def join_findings(judgement: Judgement, beside: Sequence[Finding]) -> list[Finding]:
    """Return all findings: what cannot stand first, then the judgement in its own order."""
    fits = all(isinstance(finding, Finding) for finding in beside)
    arguments.require(fits, "beside", "documented", beside)
    grave = [finding for finding in beside if finding.level == "error"]
    return [*grave, *judgement, *(finding for finding in beside if finding.level != "error")]


def _count_levels(levels: Sequence[str], language: str) -> dict[str, str]:
    """Return how many findings are of each severity, in words; errors and warnings always."""
    return {
        name: i18n.text("validation-counts", name, language, count=count)
        for name in ERROR_LEVELS
        if (count := levels.count(name)) or name in ("error", "warning")
    }


def html(judgement: Judgement, language: str, beside: Sequence[Finding] = ()) -> str:
    """Return the report as an HTML fragment: no script, no style sheet, nothing loaded."""
    shown = _common_parts(judgement)
    title = i18n.text("validation", "title", language, year=str(judgement.year))
    listed = join_findings(judgement, beside)
    levels = [getattr(finding, "errorlevel", finding.level) for finding in listed]
    counts = _count_levels(levels, language)
    badges = " ".join(_badge(name, count.rstrip(".。")) for name, count in counts.items())
    parts = [
        f'<div lang="{language}" dir="{i18n.direction(language)}" style="{_FONT};max-width:64em">',
        f'<h2 style="font-weight:600;text-align:start;margin:.4em 0">{escape(title)}</h2>',
    ]
    of = [escape(i18n.economy_name(shown.economy, language))] if shown.economy else []
    of += [_isolate(shown.file)] if shown.file else []
    if of:
        parts.append(f'<p style="text-align:start;margin:.4em 0">{i18n.join(of, language)}</p>')
    if note := history_note(judgement, language):
        mark = "text-align:start;border-inline-start:3px solid #c60;padding-inline-start:.6em"
        parts.append(f'<p style="{mark}">{prose(note)}</p>')
    parts.append(f'<p style="text-align:start">{badges}</p>')
    if judgement.names_others:
        words = i18n.text("validation", "compiler-view", language)
        parts.append(f'<p style="text-align:start"><strong>{escape(words)}</strong></p>')
    if listed:
        rows = "".join(
            _row(group.findings[0], language, shown)
            if group.cause is None
            else _group_row(group.cause, group.findings, language, shown)
            for group in group_findings(listed)
        )
        parts.append(f'<ol style="{_LIST}">{rows}</ol>')
    else:
        words = i18n.text("questionnaire", "no-findings", language)
        parts.append(f'<p style="text-align:start">{escape(words)}</p>')
    if judgement.undecided:
        parts.append(_undecided(judgement.undecided, language))
    return "".join([*parts, "</div>"])


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
    """Return a plain record of each cause, with the places of its findings."""
    places = {id(finding): n for n, finding in enumerate(findings)}
    return [
        group.cause.record(language)
        | {"findings": [places[id(finding)] for finding in group.findings]}
        for group in group_findings(findings)
        if group.cause is not None
    ]


def blocks(
    judgement: Judgement, beside: Sequence[Finding], language: str, undecided: bool
) -> list[Block]:
    """Return the page of a judgement for a terminal."""
    listed = join_findings(judgement, beside)
    groups = group_findings(listed)
    levels = [getattr(finding, "errorlevel", finding.level) for finding in listed]
    title = i18n.text("validation", "title", language, year=str(judgement.year))
    page: list[Block] = [i18n.Heading(title, 1)]
    if note := history_note(judgement, language):
        page.append(i18n.Paragraph(note, note=True))
    counts = _count_levels(levels, language).values()
    page.append(i18n.Paragraph(reduce(partial(i18n.sentences, language=language), counts)))
    if judgement.names_others:
        page.append(i18n.Paragraph(i18n.text("validation", "compiler-view", language)))
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
    """Return a cause, which stands above the findings that it would settle."""
    title = i18n.text("validation", "cause-title", language)
    lines = [cause.message(language), cause.remedy(language)]
    title = i18n.pair(title, cause.where(language), language)
    return i18n.Entry(title, [line for line in lines if line])


def _entry(finding: Finding, language: str, *, folded: bool) -> i18n.Entry:
    """Return a finding as a title (severity, rule, cell) with what is wrong and what to do."""
    level = getattr(finding, "errorlevel", finding.level)
    title, rule = i18n.label("validation-levels", level, language), getattr(finding, "rule", "")
    if rule:
        title = i18n.detail(title, rule, language)
    lines = [finding.message(language), finding.remedy(language)]
    weight = getattr(finding, "consequence", None)
    if weight is not None:
        effect = i18n.text("questionnaire", "consequence", language)
        lines.append(i18n.pair(effect, points(weight, language), language))
    title = i18n.pair(title, _cell(finding, language), language)
    # What a cause would settle is marked by a plus.
    return i18n.Entry(f"+ {title}" if folded else title, [line for line in lines if line])


def _cell(finding: Finding, language: str) -> str:
    """Tell which cell: economy, indicator and year, then where it stands in the file."""
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
