"""Findings as rows: records for data, a table for a terminal; those of readers stand among them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from ictindex import terms
from ictindex.findings import Finding
from ictindex.validation import report

if TYPE_CHECKING:
    from ictindex.terms.blocks import Block
    from ictindex.validation.judgement import Judgement

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
            "economy": terms.visible(f.economy),
            "indicator": terms.visible(f.indicator),
            "breakdown": terms.visible(getattr(f, "breakdown", "")),
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
    listed = report.together(judgement, beside)
    levels = [getattr(finding, "errorlevel", finding.level) for finding in listed]
    counts = {name: levels.count(name) for name in ERROR_LEVELS}
    title = terms.text("validation", "title", language, year=str(judgement.year))
    page: list[Block] = [
        terms.Heading(title, 1),
        terms.Paragraph(
            terms.join(
                (
                    terms.pair(terms.label("validation-levels", name, language), str(n), language)
                    for name, n in counts.items()
                    if n or name in ("error", "warning")
                ),
                language,
            )
        ),
    ]
    if judgement.names_others:
        page.append(terms.Paragraph(terms.text("validation", "compiler-view", language)))
    if listed:
        headers = [
            terms.text("validation", "rule", language),
            *(
                terms.text("views", key, language)
                for key in ("level", "where", "what-is-wrong", "what-to-do")
            ),
            terms.text("validation", "consequence", language),
        ]
        rows = [
            [
                getattr(f, "rule", "") or "\u2013",
                terms.label("validation-levels", level, language),
                _cell(f, language),
                f.message(language),
                f.remedy(language),
                report.points(getattr(f, "consequence", None), language),
            ]
            for f, level in zip(listed, levels, strict=True)
        ]
        page.append(terms.Table(headers, rows, frozenset({5})))
    count = str(len(judgement.undecided))
    title = terms.text("validation", "undecided", language, count=count)
    if judgement.undecided and not undecided:
        page.append(terms.Paragraph(title))
    elif judgement.undecided:
        page.append(terms.Heading(title, 2))
        reasons: dict[str, list[str]] = {}
        for outcome in judgement.undecided:
            reasons.setdefault(outcome.reason(language), []).append(outcome.rule)
        told = [
            terms.pair(terms.join(rules, language), reason, language)
            for reason, rules in reasons.items()
        ]
        page.append(terms.Bullets(told))
    return page


def _cell(finding: Finding, language: str) -> str:
    """Tell which cell: economy, indicator and year, then where it stands in the file."""
    parts = []
    if finding.economy:
        parts.append(terms.economy_name(finding.economy, language))
    if finding.indicator:
        parts.append(terms.label("nodes", finding.indicator, language))
    breakdown = getattr(finding, "breakdown", "")
    if breakdown:
        parts.append(report.category(breakdown, language))
    if finding.year:
        parts.append(str(finding.year))
    if finding.address is not None:
        parts.append(report.place(finding.address, language))
    return terms.join(parts, language)
