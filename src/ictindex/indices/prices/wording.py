"""Short phrases that the views of the analyses share."""

from __future__ import annotations

from collections.abc import Mapping

from ictindex.language import i18n
from ictindex.language.findings import Findings
from ictindex.language.i18n.document import Block

_MOST = 12  # a longer list is not read in a view; the object has all of them


def say(key: str, language: str, **values: object) -> str:
    """Return a phrase of the analyses."""
    return i18n.text("analysis", key, language, **values)


def name_definition(definition: str, language: str) -> str:
    """Return the name of a definition of a basket, or of several that were linked."""
    pair, linked, year = definition.rpartition("@")
    if not linked:
        return i18n.label("basket-definitions", definition, language)
    old, _, new = pair.rpartition("~")
    names = {"old": name_definition(old, language), "new": name_definition(new, language)}
    return say("linked-definition", language, **names, year=year)


def write_year(year: int, key: str, language: str) -> str:
    """Return a year with a remark on its value in brackets."""
    return i18n.detail(str(year), i18n.text("analysis", key, language), language)


def unofficial_note(counts: Mapping[str, int], language: str) -> list[Block]:
    """Return a remark on prices that the source does not call official; nothing if all are."""
    remarks = [say(f"status-{status}", language, count=str(n)) for status, n in counts.items()]
    return [i18n.Paragraph(i18n.clauses(remarks, language), note=True)] if remarks else []


def findings_list(title: str, findings: Findings, language: str) -> list[Block]:
    """Return a heading and the reasons for missing figures; nothing without findings."""
    if not findings:
        return []
    reasons = [finding.message(language) for finding in findings[:_MOST]]
    rest = len(findings) - _MOST
    if rest > 0:
        reasons.append(i18n.text("views", "more-faults", language, count=str(rest)))
    return [i18n.Heading(title, 2), i18n.Bullets(reasons)]
