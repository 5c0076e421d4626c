"""Evidence of constants in words: the mark, the interval, the figures, the sources read."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from ictindex import documents, i18n
from ictindex.i18n.document import Block
from ictindex.results.constants import constant_name, constant_value
from ictindex.results.methodology_base import MethodologyBase

if TYPE_CHECKING:
    from ictindex.documents.evidence import Confirmation, Entry


def _words(key: str, language: str, **data: object) -> str:
    return i18n.text("methodology", key, language, **data)


def _interval(confirmation: Confirmation, language: str) -> str:
    """Return the interval of a number; a choice has none."""
    if not confirmation.low:
        return "–"
    bounds = (confirmation.low, confirmation.high)
    # Isolated, because Arabic would move the sign of a negative bound to its other side.
    low, high = (i18n.isolate(constant_value(bound, language), language) for bound in bounds)
    if confirmation.low == confirmation.high:
        return low
    return _words("interval", language, low=low, high=high)


def _editions(confirmation: Confirmation, language: str) -> str:
    return i18n.join(map(str, confirmation.editions), language)


def confirmed_blocks(methodology: MethodologyBase, language: str) -> list[Block]:
    """Return the table of verified constants: interval, figures, editions."""
    rows = []
    for path, entry in methodology.evidence.constants.items():
        confirmation = entry.confirmed
        if entry.mark != "verified" or confirmation is None:
            continue
        figures = str(confirmation.figures)
        if confirmation.deviating:
            deviating = _words("deviating", language, deviating=str(confirmation.deviating))
            figures = i18n.detail(figures, deviating, language)
        rows.append(
            [
                constant_name(path, language),
                constant_value(entry.value, language, path),
                _interval(confirmation, language),
                figures,
                _editions(confirmation, language),
            ]
        )
    if not rows:
        return []
    headers = [
        _words(key, language)
        for key in ("constant", "compare-value", "confirmed-within", "figures", "editions")
    ]
    return [
        i18n.Heading(_words("confirmed", language), 2),
        i18n.Paragraph(_words("confirmed-meaning", language)),
        i18n.Table(headers, rows),
    ]


def read_blocks(methodology: MethodologyBase, language: str) -> list[Block]:
    """Return the list of the sources that were read, each with the kind of the copy."""
    entries = methodology.evidence.constants.values()
    rows = [
        source_row(key, language)
        for key in dict.fromkeys(row for entry in entries for row in entry.read)
    ]
    if not rows:
        return []
    return [i18n.Heading(_words("read", language), 2), i18n.Bullets(rows)]


def source_row(key: str, language: str) -> str:
    """Return a row of the list of sources in words; for an id that it no longer has, the id."""
    row = documents.sources_read().get(key)
    if row is None:
        return key
    return _words(
        "read-row",
        language,
        title=row.title,
        place=i18n.text(f"sources/{key}", "place", language),
        copy=i18n.label("source-copies", row.copy_kind, language),
        read=i18n.text(f"sources/{key}", "read", language),
    )


def confirmed_words(path: str, entry: Entry, language: str) -> str:
    """Return a sentence on how published figures confirm a constant; empty if none do."""
    confirmation = entry.confirmed
    if entry.mark != "verified" or confirmation is None or not confirmation.low:
        return ""
    return i18n.text(
        "explain",
        "confirmed",
        language,
        constant=constant_name(path, language),
        value=constant_value(entry.value, language, path),
        mark=i18n.label("marks", entry.mark, language),
        interval=_interval(confirmation, language),
        count=str(confirmation.figures),
        editions=_editions(confirmation, language),
    )


def evidence_record(
    methodology: MethodologyBase, paths: Iterable[str] | None = None
) -> dict[str, Any]:
    """Return the evidence of constants as plain data, by path."""
    constants: Mapping[str, Entry] = methodology.evidence.constants
    wanted = constants if paths is None else paths
    entries = {path: constants[path].to_dict() for path in wanted}
    for entry in entries.values():
        del entry["verified_by"]
    return entries
