"""Findings as rows: records for data, a table for a terminal; those of readers stand among them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from ictindex import i18n
from ictindex.findings import Finding
from ictindex.validation import report_html

if TYPE_CHECKING:
    from ictindex.i18n.document import Block
    from ictindex.validation.report import Judgement

ERROR_LEVELS = ("fatal", "error", "warning", "information")


def records(findings: Iterable[Finding], language: str | None) -> list[dict[str, Any]]:
    """Return plain records, a dictionary for each finding.

    Examples
    --------
    >>> told = records([Finding("a", "warning")], "en")[0]
    >>> told["rule"], told["errorlevel"], told["consequence"]
    ('a', 'warning', None)
    """
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


def blocks(
    judgement: Judgement, beside: Sequence[Finding], language: str, undecided: bool
) -> list[Block]:
    """Return the page of a judgement for a terminal."""
    listed = report_html.together(judgement, beside)
    levels = [getattr(finding, "errorlevel", finding.level) for finding in listed]
    counts = {name: levels.count(name) for name in ERROR_LEVELS}
    title = i18n.text("validation", "title", language, year=str(judgement.year))
    page: list[Block] = [
        i18n.Heading(title, 1),
        i18n.Paragraph(
            i18n.join(
                (
                    i18n.pair(i18n.label("validation-levels", name, language), str(n), language)
                    for name, n in counts.items()
                    if n or name in ("error", "warning")
                ),
                language,
            )
        ),
    ]
    if judgement.names_others:
        page.append(i18n.Paragraph(i18n.text("validation", "compiler-view", language)))
    if listed:
        headers = [
            i18n.text("validation", "rule", language),
            *(
                i18n.text("views", key, language)
                for key in ("level", "where", "what-is-wrong", "what-to-do")
            ),
            i18n.text("validation", "consequence", language),
        ]
        rows = [
            [
                getattr(f, "rule", "") or "\u2013",
                i18n.label("validation-levels", level, language),
                _cell(f, language),
                f.message(language),
                f.remedy(language),
                report_html.points(getattr(f, "consequence", None), language),
            ]
            for f, level in zip(listed, levels, strict=True)
        ]
        page.append(i18n.Table(headers, rows, frozenset({5})))
    count = str(len(judgement.undecided))
    title = i18n.text("validation", "undecided", language, count=count)
    if judgement.undecided and not undecided:
        page.append(i18n.Paragraph(title))
    elif judgement.undecided:
        page.append(i18n.Heading(title, 2))
        reasons: dict[str, list[str]] = {}
        for outcome in judgement.undecided:
            reasons.setdefault(outcome.reason(language), []).append(outcome.rule)
        told = [
            i18n.pair(i18n.join(rules, language), reason, language)
            for reason, rules in reasons.items()
        ]
        page.append(i18n.Bullets(told))
    return page


def _cell(finding: Finding, language: str) -> str:
    """Tell which cell: economy, indicator and year, then where it stands in the file."""
    parts = []
    if finding.economy:
        parts.append(i18n.economy_name(finding.economy, language))
    if finding.indicator:
        parts.append(i18n.label("nodes", finding.indicator, language))
    breakdown = getattr(finding, "breakdown", "")
    if breakdown:
        parts.append(report_html.category(breakdown, language))
    if finding.year:
        parts.append(str(finding.year))
    if finding.address is not None:
        parts.append(report_html.place(finding.address, language))
    return i18n.join(parts, language)
