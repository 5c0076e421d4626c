"""Evidence of constants in words: the mark, the interval, the figures, the sources read."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from ictindex.core.tables.columns import Column, define
from ictindex.core.tables.table import Table
from ictindex.definitions.documents.document_list import describe_source
from ictindex.indices.results.constants import (
    constant_name,
    constant_value,
    name_constant,
    name_value,
)
from ictindex.indices.results.methodology_base import MethodologyBase
from ictindex.indices.results.methodology_tables import COLUMNS
from ictindex.language import i18n
from ictindex.language.i18n.document import Block
from ictindex.language.i18n.page_table_writer import write_records
from ictindex.language.i18n.sentences import Sentence, list_parts, put_before

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


def _describe_interval(confirmation: Confirmation) -> Sentence:
    """Return the interval of a number; a choice has none."""
    if not confirmation.low:
        return list_parts(("–",))
    bounds = (confirmation.low, confirmation.high)
    # Isolated, because Arabic would move the sign of a negative bound to its other side.
    low, high = (Sentence("language/isolated", number=name_value(bound)) for bound in bounds)
    if confirmation.low == confirmation.high:
        return low
    return Sentence("methodology/interval", low=low, high=high)


def describe_mark(entry: Entry) -> Sentence:
    """Return the mark of a constant, with its counts if it is inferred."""
    mark, counts = Sentence(f"marks/{entry.mark}"), entry.inferred
    if entry.mark != "inferred" or counts is None:
        return mark
    detail = Sentence(
        "methodology/inferred-detail",
        agreeing=counts.agreeing,
        figures=counts.figures,
        runner_up=list_parts((counts.runner_up,)),
        count=counts.runner_up_agreeing,
    )
    return put_before(mark, detail)


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
                "confirmed-within": _describe_interval(confirmation).to_text(language),
                "figures": figures,
                "editions": list_parts(confirmation.editions).to_text(language),
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


def describe_confirmed(path: str, entry: Entry) -> Sentence | None:
    """Return a sentence on how published figures confirm a constant; ``None`` if none do."""
    confirmation = entry.confirmed
    if entry.mark != "verified" or confirmation is None or not confirmation.low:
        return None
    return Sentence(
        "explain/confirmed",
        constant=name_constant(path),
        value=name_value(entry.value, path),
        mark=entry.mark,
        interval=_describe_interval(confirmation),
        count=confirmation.figures,
        editions=list_parts(confirmation.editions),
    )


def describe_doubtful(path: str, entry: Entry) -> Sentence:
    """Return a sentence on a constant that no source confirms."""
    return Sentence(
        "explain/constant",
        mark=describe_mark(entry),
        constant=name_constant(path),
        value=name_value(entry.value, path),
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
