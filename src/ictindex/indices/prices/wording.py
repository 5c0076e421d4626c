"""Short phrases that the views of the analyses share."""

from __future__ import annotations

from collections.abc import Mapping

from ictindex.language import i18n
from ictindex.language.findings import Findings
from ictindex.language.i18n.document import Block
from ictindex.language.i18n.sentences import Sentence, list_clauses

_MOST = 12  # a longer list is not read in a view; the object has all of them


def say(key: str, language: str, **values: object) -> str:
    """Return a phrase of the analyses."""
    return i18n.text("analysis", key, language, **values)


def name_definition(definition: str, language: str) -> str:
    """Return the name of a definition of a basket, or of several that were linked."""
    return state_definition(definition).to_text(language)


def state_definition(definition: str) -> Sentence:
    """Return a definition of a basket, or several that were linked, as codes."""
    pair, linked, year = definition.rpartition("@")
    if not linked:
        return Sentence(f"basket-definitions/{definition}")
    old, _, new = pair.rpartition("~")
    return Sentence(
        "analysis/linked-definition",
        old=state_definition(old),
        new=state_definition(new),
        year=int(year),
    )


def write_year(year: int, key: str, language: str) -> str:
    """Return a year with a remark on its value in brackets."""
    return i18n.detail(str(year), i18n.text("analysis", key, language), language)


def unofficial_note(counts: Mapping[str, int]) -> list[Block]:
    """Return a remark on prices that the source does not call official; nothing if all are."""
    remarks = [Sentence(f"analysis/status-{status}", count=n) for status, n in counts.items()]
    return [list_clauses(remarks).as_note()] if remarks else []


def findings_list(title: str, findings: Findings, language: str) -> list[Block]:
    """Return a heading and the reasons for missing figures; nothing without findings."""
    if not findings:
        return []
    reasons = [finding.message(language) for finding in findings[:_MOST]]
    rest = len(findings) - _MOST
    if rest > 0:
        reasons.append(i18n.text("views", "more-faults", language, count=str(rest)))
    return [i18n.Heading(title, 2), i18n.Bullets(reasons)]
