"""Small phrases that the views of the analyses share."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from ictindex import i18n
from ictindex.core import decimals
from ictindex.findings import Findings
from ictindex.i18n.document import Block

_MOST = 12  # more make a list that nobody reads in a view; all are in the object


def say(key: str, language: str, **given: object) -> str:
    """Return a phrase of the analyses."""
    return i18n.text("analysis", key, language, **given)


def factor_text(value: Decimal, places: int, language: str) -> str:
    """Write a number rounded half up, with the minus and the decimal mark of the language."""
    text = i18n.number(decimals.round_half_up(value, places), language)
    if not text.startswith("-"):
        return text
    told = f"−{text[1:]}"
    return told if i18n.direction(language) == "ltr" else f"\u2066{told}\u2069"


def definition_name(definition: str, language: str) -> str:
    """Return the name of a definition of a basket, or of two that were linked."""
    pair, linked, year = definition.rpartition("@")
    old, _, new = pair.partition("~")
    if not linked:
        return i18n.label("basket-definitions", definition, language)
    names = {key: i18n.label("basket-definitions", d, language) for key, d in
             (("old", old), ("new", new))}  # fmt: skip
    return say("linked-definition", language, **names, year=year)


def label_of(year: int, key: str, language: str) -> str:
    """Return a year with a remark on its value in brackets."""
    return i18n.detail(str(year), i18n.text("analysis", key, language), language)


def unofficial_note(counts: Mapping[str, int], language: str) -> list[Block]:
    """Return a remark on prices that their source does not call official; nothing without any."""
    told = [say(f"status-{status}", language, count=str(n)) for status, n in counts.items()]
    return [i18n.Paragraph(i18n.clauses(told, language), note=True)] if told else []


def findings_list(title: str, findings: Findings, language: str) -> list[Block]:
    """Return a heading and the reasons of what is not there; nothing without findings."""
    if not findings:
        return []
    told = [finding.message(language) for finding in findings[:_MOST]]
    rest = len(findings) - _MOST
    if rest > 0:
        told.append(i18n.text("views", "more-faults", language, count=str(rest)))
    return [i18n.Heading(title, 2), i18n.Bullets(told)]
