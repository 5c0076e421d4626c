"""The HTML report of a judgement: what to look at first, what is wrong, what to do.

One fragment with its own language and direction; no script, no style sheet, nothing loaded, so
that it stands in a notebook, a mail or a file alike.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from html import escape
from typing import TYPE_CHECKING

from ictindex import terms

if TYPE_CHECKING:
    from ictindex.validation.judgement import Judgement
    from ictindex.validation.outcomes import Outcome, RuleFinding

# Letters and ground of a severity; told by its word too, never by colour alone.
_COLOURS = {
    "fatal": ("#fff", "#7a0c1f"),
    "error": ("#fff", "#b3261e"),
    "warning": ("#3b2a00", "#f5c451"),
    "information": ("#0b2e4f", "#bcdcf5"),
}
_FONT = "font-family:system-ui,'Segoe UI','Noto Sans',sans-serif;line-height:1.45;color:inherit"
_CELL = "padding:.55em .8em;border-bottom:1px solid #8884;vertical-align:top;text-align:start"
_HEAD = "padding:.4em .8em;border-bottom:2px solid #8888;text-align:start;font-weight:600"
_SMALL = "font-size:.85em;opacity:.75"


def _badge(errorlevel: str, words: str) -> str:
    letters, ground = _COLOURS[errorlevel]
    style = (
        f"color:{letters};background:{ground};border-radius:.7em;padding:.1em .65em;"
        "font-size:.85em;white-space:nowrap"
    )
    return f'<span style="{style}">{escape(words)}</span>'


def _isolated(words: str) -> str:
    """Keep codes and numbers together inside right-to-left words."""
    return f"<bdi>{escape(words)}</bdi>"


def points(consequence: float | None, language: str) -> str:
    """Return points of the index for a reader, or a dash.

    Examples
    --------
    >>> points(1.25, "fr"), points(None, "en")
    ('1,2', '–')
    """
    if consequence is None:
        return "\u2013"
    return terms.number(Decimal(f"{consequence:.1f}"), language)


def _where(finding: RuleFinding, language: str) -> str:
    lines = []
    if finding.economy:
        name = terms.economy_name(finding.economy, language)
        lines.append(f"<strong>{escape(name)}</strong>")
    if finding.indicator:
        name = terms.label("nodes", finding.indicator, language)
        if finding.breakdown:
            name = terms.detail(name, finding.breakdown, language)
        lines.append(escape(name))
    small = [str(finding.year)] if finding.year else []
    if finding.address is not None:
        small.append(finding.address.show(language))
    if small:
        told = escape(terms.visible(terms.join(small, language)))
        lines.append(f'<span style="{_SMALL}">{told}</span>')
    return "<br>".join(lines)


def _row(finding: RuleFinding, language: str) -> str:
    level = terms.label("validation-levels", finding.errorlevel, language)
    code = _isolated(finding.rule or "\u2013")
    told = (
        f"{escape(finding.message(language))}<br>"
        f'<span style="{_SMALL}">{escape(finding.remedy(language))}</span>'
    )
    cells = (
        f'{_badge(finding.errorlevel, level)} <span style="{_SMALL}">{code}</span>',
        _where(finding, language),
        told,
        _isolated(points(finding.consequence, language)),
    )
    return "<tr>" + "".join(f'<td style="{_CELL}">{cell}</td>' for cell in cells) + "</tr>"


def _undecided(outcomes: Sequence[Outcome], language: str) -> str:
    title = terms.text("validation", "undecided", language, count=str(len(outcomes)))
    reasons: dict[str, list[str]] = {}
    for outcome in outcomes:
        reasons.setdefault(outcome.reason(language), []).append(outcome.rule)
    items = "".join(
        f"<li>{_isolated(terms.join(rules, language))} \u2013 {escape(reason)}</li>"
        for reason, rules in reasons.items()
    )
    return (
        f'<details style="margin-top:1em"><summary>{escape(title)}</summary>'
        f'<ul style="{_SMALL}">{items}</ul></details>'
    )


def html(judgement: Judgement, language: str) -> str:
    """Return the report as an HTML fragment.

    Parameters
    ----------
    judgement : Judgement
        What validation found.
    language : str
        One of the six languages.

    Returns
    -------
    str
    """
    title = terms.text("validation", "title", language, year=str(judgement.year))
    counts = {name: sum(f.errorlevel == name for f in judgement) for name in _COLOURS}
    badges = " ".join(
        _badge(name, terms.pair(terms.label("validation-levels", name, language), str(n), language))
        for name, n in counts.items()
        if n or name in ("error", "warning")
    )
    parts = [
        f'<div lang="{language}" dir="{terms.direction(language)}" style="{_FONT};max-width:64em">',
        f'<h2 style="font-weight:600;text-align:start;margin:.4em 0">{escape(title)}</h2>',
        f'<p style="text-align:start">{badges}</p>',
    ]
    if len(judgement):
        heads = (
            terms.text("validation", "rule", language),
            terms.text("views", "where", language),
            terms.text("views", "what-is-wrong", language),
            terms.text("validation", "consequence", language),
        )
        head = "".join(f'<th scope="col" style="{_HEAD}">{escape(h)}</th>' for h in heads)
        rows = "".join(_row(finding, language) for finding in judgement)
        table = "border-collapse:collapse;font-variant-numeric:tabular-nums;width:100%"
        parts.append(
            f'<div style="overflow-x:auto"><table style="{table}"><thead><tr>{head}</tr></thead>'
            f"<tbody>{rows}</tbody></table></div>"
        )
    if judgement.undecided:
        parts.append(_undecided(judgement.undecided, language))
    return "".join([*parts, "</div>"])
