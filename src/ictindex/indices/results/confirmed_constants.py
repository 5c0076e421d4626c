"""Evidence of constants in words: the mark, the interval, the figures, the sources read."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from ictindex.core.tables.columns import Column, define
from ictindex.core.tables.table import Table
from ictindex.definitions.documents.document_list import describe_source
from ictindex.indices.results.constants import constant_name, constant_value
from ictindex.indices.results.methodology_base import MethodologyBase
from ictindex.indices.results.methodology_tables import COLUMNS
from ictindex.language import i18n
from ictindex.language.i18n.document import Block
from ictindex.language.i18n.page_table_writer import write_records

if TYPE_CHECKING:
    from ictindex.definitions.documents.evidence import Confirmation, Entry

EVIDENCE = define(
    "evidence-of-constants",
    *(
        Column(name, "text", gaps=True)
        for name in ("constant", "value", "evidence", "low", "high", "figures", "deviating")
    ),
    Column("editions", "text", gaps=True),
    Column("read", "text", gaps=True),
    key=("constant",),
    page=(),
)
_CONFIRMING = tuple(EVIDENCE.columns)[3:7]  # the interval and the numbers of figures


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


def inferred_words(entry: Entry, language: str) -> str:
    """Return the counts of an inferred constant in words; empty for other marks."""
    counts = entry.inferred
    if entry.mark != "inferred" or counts is None:
        return ""
    return _words(
        "inferred-detail",
        language,
        agreeing=str(counts.agreeing),
        figures=str(counts.figures),
        runner_up=counts.runner_up,
        count=str(counts.runner_up_agreeing),
    )


def mark_words(entry: Entry, language: str) -> str:
    """Return the mark of a constant, with its counts if it is inferred."""
    mark, counts = i18n.label("marks", entry.mark, language), inferred_words(entry, language)
    return i18n.pair(mark, counts, language) if counts else mark


def _table(title: str, meaning: str, rows: list[dict[str, str]], language: str) -> list[Block]:
    """Return a table of constants with its heading and its meaning; nothing without rows."""
    if not rows:
        return []
    return [
        i18n.Heading(_words(title, language), 2),
        i18n.Paragraph(_words(meaning, language)),
        write_records(COLUMNS, rows, language),
    ]


def inferred_blocks(methodology: MethodologyBase, language: str) -> list[Block]:
    """Return the table of inferred constants: the figures that fit, and the next likely value."""
    rows = []
    for path, entry in methodology.evidence.constants.items():
        counts = entry.inferred
        if entry.mark != "inferred" or counts is None:
            continue
        fits, next_fits = (
            i18n.text("views", "of-total", language, count=str(count), total=str(counts.figures))
            for count in (counts.agreeing, counts.runner_up_agreeing)
        )
        rows.append(
            {
                "constant": constant_name(path, language),
                "compare-value": constant_value(entry.value, language, path),
                "agreeing": fits,
                "runner-up": i18n.pair(
                    i18n.isolate(counts.runner_up, language), next_fits, language
                ),
                "editions": i18n.join(map(str, counts.editions), language),
            }
        )
    return _table("inferred", "inferred-meaning", rows, language)


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
            {
                "constant": constant_name(path, language),
                "compare-value": constant_value(entry.value, language, path),
                "confirmed-within": _interval(confirmation, language),
                "figures": figures,
                "editions": _editions(confirmation, language),
            }
        )
    return _table("confirmed", "confirmed-meaning", rows, language)


def read_blocks(methodology: MethodologyBase, language: str) -> list[Block]:
    """Return the list of the sources that were read, each with the kind of the copy."""
    entries = methodology.evidence.constants.values()
    rows = [
        describe_source(key, language)
        for key in dict.fromkeys(row for entry in entries for row in entry.read)
    ]
    if not rows:
        return []
    return [i18n.Heading(_words("read", language), 2), i18n.Bullets(rows)]


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


def make_evidence(methodology: MethodologyBase) -> Table:
    """Return the constants of a methodology, each with its evidence."""
    rows = [
        {
            "constant": path,
            "value": entry["value"],
            "evidence": entry["mark"],
            **_figures_of(entry["confirmed"]),
            "read": " ".join(entry["read"]),
        }
        for path, entry in evidence_record(methodology).items()
    ]
    return Table.of(EVIDENCE, rows)


def _figures_of(confirmed: Mapping[str, Any] | None) -> dict[str, str]:
    """Return the interval and the figures that confirm a constant, a column each."""
    facts = {} if confirmed is None else confirmed
    named = {key: str(facts.get(key, "")) for key in _CONFIRMING}
    return named | {"editions": " ".join(map(str, facts.get("editions", ())))}
