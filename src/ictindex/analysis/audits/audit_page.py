"""The page of an audit: first the lines to look at, then each section with its numbers."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from ictindex.analysis.audits.audit_inputs import AuditInputs
from ictindex.analysis.audits.audit_lines import LOOK_AT, NOT_JUDGED, SECTIONS, AuditLine
from ictindex.analysis.audits.audit_tables import (
    ADDED_VALUE,
    CEILING,
    COVERAGE,
    DISTRIBUTION,
    FIT,
    IMPORTANCE,
    ITEMS,
    OUTLIERS,
    PAGE_LINES,
    RELIABILITY,
    THRESHOLDS,
    name_of,
)
from ictindex.analysis.audits.audit_thresholds import Thresholds
from ictindex.analysis.audits.dimension_tables import (
    PrincipalComponents,
    component_blocks,
)
from ictindex.core.data_classes import dataclass
from ictindex.core.tables.columns import Schema
from ictindex.core.tables.table import Table
from ictindex.indices.results.result_kind import describe_origin
from ictindex.language import i18n
from ictindex.language.i18n.document import Block
from ictindex.language.i18n.page_table_writer import write_grid

if TYPE_CHECKING:
    import pandas as pd

# Titles of publications are not translated.
REFERENCES = (
    "OECD, JRC (2008). Handbook on Constructing Composite Indicators: Methodology and User Guide.",
    "JRC (2015). JRC Statistical Assessment of the 2015 ICT Development Index. ITU. JRC100026.",
    "Caperna G., Norlén H., Domínguez-Torreiro M. (2019). JRC Statistical audit of the ICT "
    "Regulatory Tracker. JRC117385.",
    "Paruolo P., Saisana M., Saltelli A. (2013). Ratings and rankings: voodoo or science? Journal "
    "of the Royal Statistical Society A 176 (3), 609-634. doi:10.1111/j.1467-985X.2012.01059.x",
    "Terwee C. B. et al. (2007). Quality criteria were proposed for measurement properties of "
    "health status questionnaires. Journal of Clinical Epidemiology 60, 34-42.",
)
_CLASSES = {
    "official": "O",
    "collected-by-itu": "I",
    "other": "S",
    "estimate": "E",
    "auxiliary": "A",
    "not-stated": "?",
    "": "?",
}


@dataclass(frozen=True, slots=True)
class AuditTables:
    """Inputs, thresholds, lines and tables for the page of an audit."""

    inputs: AuditInputs
    limits: Thresholds
    lines: tuple[AuditLine, ...]
    principal: PrincipalComponents
    draws: int
    seed: int
    economies: int
    counts: dict[str, int]
    to_frame: Callable[[str], pd.DataFrame]


def build_page(audit: AuditTables, language: str) -> list[Block]:
    """Return the blocks of an audit in a language."""
    blocks: list[Block] = [*_opening(audit, language), *_look_at(audit, language)]
    for section in SECTIONS:
        blocks.append(i18n.Heading(_text(f"section-{section}", language), 2))
        blocks.append(i18n.Sentence(f"audit/intro-{section}", draws=audit.draws, seed=audit.seed))
        blocks += _TABLES[section](audit, language)
        blocks += _judge(audit, section, language)
    return [*blocks, *_sources(audit, language), *_cells(audit, language)]


def _text(key: str, language: str, **values: object) -> str:
    return i18n.text("audit", key, language, **values)


def _opening(audit: AuditTables, language: str) -> Iterator[Block]:
    """Yield the subject of the audit, its economies, and the notes to read first."""
    result, inputs = audit.inputs.result, audit.inputs
    name = name_of(inputs.root, language)
    if result is not None:
        name = i18n.text("views", "edition", language, index=name, edition=str(result.edition))
    yield i18n.Heading(_text("title", language, name=name), 1)
    if result is not None:
        yield describe_origin(result.kind, result.methodology.id, result.year)
        yield from (notice.as_note() for notice in result.list_notices())
    count, parts = audit.economies, len(inputs.parts)
    total = len(inputs.scores)
    yield i18n.Sentence("audit/base", count=count, parts=parts, total=total)
    if result is not None and (extent := result.extent.sentence):
        yield extent.as_note()
    yield from _count_observed(inputs, language)
    least = audit.limits.economies_per_indicator
    if count < least * parts:
        few = i18n.Sentence("audit/few", count=count, parts=parts, least=Decimal(f"{least:g}"))
        yield few.as_note()


def _count_observed(inputs: AuditInputs, language: str) -> Iterator[Block]:
    """Yield how many values were not observed, and of how many this is not stated."""
    imputed = inputs.count_imputed(inputs.parts)
    unstated = inputs.count_unstated(inputs.parts)
    if imputed is None and not unstated:  # nothing is stated of any value
        yield i18n.Sentence("audit/imputed-unknown").as_note()
        return
    values = inputs.scores if inputs.values is None else inputs.values
    codes = [c for c in inputs.leaves if c in values.columns]
    total = int(values.loc[inputs.base.index, codes].notna().to_numpy().sum())
    if imputed:
        yield i18n.Sentence("audit/imputed", count=imputed, total=total).as_note()
    if unstated:
        yield i18n.Sentence("audit/imputed-unstated", count=unstated, total=total).as_note()
    elif not imputed:
        yield i18n.Sentence("audit/imputed-none")


def _look_at(audit: AuditTables, language: str) -> Iterator[Block]:
    """Yield the lines to look at, in one table."""
    counts = audit.counts
    yield i18n.Heading(_text("what-to-look-at", language), 2)
    yield i18n.Sentence(
        "audit/question",
        look=counts[LOOK_AT],
        passes=counts["passes"],
        unjudged=counts[NOT_JUDGED],
    )
    lines = [line for line in audit.lines if line.verdict == LOOK_AT]
    if lines:
        yield write_grid(Table.of(PAGE_LINES, lines, {LOOK_AT: True}), language)
    else:
        yield i18n.Sentence("audit/nothing-to-look-at")


def _judge(audit: AuditTables, section: str, language: str) -> list[Block]:
    """Return every line of a section with its verdict and its reason."""
    lines = [line for line in audit.lines if line.section == section]
    return [write_grid(Table.of(PAGE_LINES, lines, {"judged": True}), language)]


def _records(audit: AuditTables, part: str) -> list[dict[Any, Any]]:
    return [dict(row) for row in audit.to_frame(part).to_dict("records")]


def _table(audit: AuditTables, part: str, schema: Schema, language: str) -> Block:
    return write_grid(Table.of(schema, _records(audit, part)), language)


def _coverage(audit: AuditTables, language: str) -> list[Block]:
    return [_table(audit, "coverage", COVERAGE, language)]


def _distribution(audit: AuditTables, language: str) -> list[Block]:
    blocks = [_table(audit, "distribution", DISTRIBUTION, language)]
    if len(audit.to_frame("outliers")):
        blocks += [
            i18n.Heading(_text("outliers-title", language), 3),
            _table(audit, "outliers", OUTLIERS, language),
        ]
    return blocks


def _ceiling(audit: AuditTables, language: str) -> list[Block]:
    if audit.inputs.full is None:
        return []
    records = _records(audit, "ceiling")
    with_value = {row["indicator"]: row for row in records if row["base"] == "with-value"}
    rows = [
        {
            **row,
            "share_of_all": with_value[row["indicator"]]["share"],
            "imputed_of_all": with_value[row["indicator"]]["imputed"],
        }
        for row in records
        if row["base"] == "with-index"
    ]
    return [write_grid(Table.of(CEILING, rows), language)]


def _correlation(audit: AuditTables, language: str) -> list[Block]:
    parts = audit.inputs.parts
    pairs = {
        (row["first"], row["second"]): row["correlation"] for row in _records(audit, "correlations")
    }
    rows = []
    for n, code in enumerate(parts):
        cells = [
            i18n.number(pairs[parts[m], code], language, places=2)
            if m < n
            else "1"
            if m == n
            else ""
            for m in range(len(parts))
        ]
        name = name_of(code, language)
        if audit.inputs.count_imputed((code,)):
            name = i18n.text("language", "marked", language, name=name, sign="*")
        rows.append([str(n + 1), name, *cells])
    headers = ["", _text("head-part", language), *(str(n + 1) for n in range(len(parts)))]
    matrix: list[Block] = [
        i18n.Heading(_text("matrix-title", language), 3),
        i18n.Grid(headers, rows, frozenset({0, *range(2, len(headers))})),
    ]
    return [_table(audit, "fit", FIT, language), *(matrix if len(parts) > 1 else [])]


def _components(audit: AuditTables, language: str) -> list[Block]:
    return component_blocks(audit.principal.groups, language)


def _reliability(audit: AuditTables, language: str) -> list[Block]:
    return [
        _table(audit, "reliability", RELIABILITY, language),
        i18n.Heading(_text("items-title", language), 3),
        _table(audit, "items", ITEMS, language),
    ]


def _importance(audit: AuditTables, language: str) -> list[Block]:
    blocks: list[Block] = []
    if not audit.to_frame("importance")["arithmetic"].all():
        blocks.append(i18n.Sentence("audit/not-arithmetic").as_note())
    return [*blocks, _table(audit, "importance", IMPORTANCE, language)]


def _added_value(audit: AuditTables, language: str) -> list[Block]:
    rows = [
        {**row, "imputed": audit.inputs.count_imputed((row["sub_index"],))}
        for row in _records(audit, "added_value")
    ]
    facts = {"places": f"{audit.limits.rank_difference:g}"}
    blocks: list[Block] = [write_grid(Table.of(ADDED_VALUE, rows, facts), language)]
    if audit.inputs.ranks is not None:
        blocks.insert(0, i18n.Sentence("audit/given-ranks"))
    return blocks


_TABLES: dict[str, Any] = {
    "coverage": _coverage,
    "distribution": _distribution,
    "ceiling": _ceiling,
    "correlation": _correlation,
    "components": _components,
    "reliability": _reliability,
    "importance": _importance,
    "added-value": _added_value,
}


def _sources(audit: AuditTables, language: str) -> Iterator[Block]:
    """Yield the thresholds with their sources, and the publications used."""
    yield i18n.Heading(_text("thresholds-title", language), 2)
    yield _table(audit, "thresholds", THRESHOLDS, language)
    yield i18n.Heading(_text("references-title", language), 2)
    yield i18n.Bullets([i18n.isolate(title, language) for title in REFERENCES])


def _cells(audit: AuditTables, language: str) -> Iterator[Block]:
    """Yield the coverage matrix, a row for each economy; nothing where there are only scores."""
    if audit.inputs.sources is None:
        return
    frame = audit.to_frame("coverage_cells")
    codes = list(dict.fromkeys(frame["indicator"]))
    marks: dict[str, list[str]] = {}
    for row in frame.to_dict("records"):
        mark = _CLASSES.get(row["source_class"], "?") if row["available"] else "–"
        mark += "n" if row["carried"] else ""
        mark += "w" if row["put_in"] else ""
        marks.setdefault(row["economy"], []).append(mark)
    yield i18n.Heading(_text("cells-title", language), 2)
    yield i18n.Sentence("audit/cells-legend")
    yield i18n.Bullets(
        [i18n.pair(str(n), name_of(code, language), language) for n, code in enumerate(codes, 1)]
    )
    headers = [_text("head-economy", language), *(str(n) for n in range(1, len(codes) + 1))]
    named = sorted(marks, key=lambda economy: i18n.economy_name(economy, language))
    rows = [[i18n.economy_name(economy, language), *marks[economy]] for economy in named]
    yield i18n.Grid(headers, rows, frozenset(range(1, len(headers))))
