"""The page of an audit: first the lines to look at, then each section with its numbers."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np

from ictindex.analysis.audits.audit_inputs import AuditInputs
from ictindex.analysis.audits.audit_lines import LOOK_AT, NOT_JUDGED, SECTIONS, AuditLine
from ictindex.analysis.audits.audit_thresholds import Thresholds
from ictindex.analysis.audits.dimension_tables import (
    PrincipalComponents,
    component_blocks,
    decimal,
    name_of,
    percent,
)
from ictindex.language import i18n
from ictindex.language.i18n.document import Block

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


class AuditTables(Protocol):
    """The parts of an audit that the page reads: its inputs, thresholds, lines and tables."""

    @property
    def inputs(self) -> AuditInputs: ...
    @property
    def limits(self) -> Thresholds: ...
    @property
    def audit_lines(self) -> tuple[AuditLine, ...]: ...
    @property
    def principal(self) -> PrincipalComponents: ...
    @property
    def draws(self) -> int: ...
    @property
    def seed(self) -> int: ...
    @property
    def economies(self) -> int: ...
    @property
    def counts(self) -> dict[str, int]: ...
    def to_frame(self, part: str) -> pd.DataFrame: ...


def build_page(audit: AuditTables, language: str) -> list[Block]:
    """Return the blocks of an audit in a language."""
    blocks: list[Block] = [*_opening(audit, language), *_look_at(audit, language)]
    for section in SECTIONS:
        blocks.append(i18n.Heading(_text(f"section-{section}", language), 2))
        facts = {"draws": str(audit.draws), "seed": str(audit.seed)}
        blocks.append(i18n.Paragraph(_text(f"intro-{section}", language, **facts)))
        blocks += _TABLES[section](audit, language)
        blocks += _judge(audit, section, language)
    return [*blocks, *_sources(audit, language), *_cells(audit, language)]


def _text(key: str, language: str, **values: object) -> str:
    return i18n.text("audit", key, language, **values)


def _head(language: str, *keys: str, **values: object) -> list[str]:
    return [_text(f"head-{key}", language, **values) for key in keys]


def _opening(audit: AuditTables, language: str) -> Iterator[Block]:
    """Yield the subject of the audit, its economies, and the notes to read first."""
    result, inputs = audit.inputs.result, audit.inputs
    name = name_of(inputs.root, language)
    if result is not None:
        name = i18n.text("views", "edition", language, index=name, edition=str(result.edition))
    yield i18n.Heading(_text("title", language, name=name), 1)
    if result is not None:
        kind = i18n.label("kinds", result.kind, language)
        document = result.methodology.id
        facts = {"kind": kind, "document": document, "year": str(result.year)}
        yield i18n.Paragraph(i18n.text("views", "facts", language, **facts))
        for notice in result.notices(language):
            yield i18n.Paragraph(notice, note=True)
    count, parts = audit.economies, len(inputs.parts)
    total = len(inputs.scores)
    counts = {"count": count, "parts": str(parts), "total": total}
    yield i18n.Paragraph(_text("base", language, **counts))
    if result is not None and (extent := result.extent.note(language)):
        yield i18n.Paragraph(extent, note=True)
    yield from _count_observed(inputs, language)
    least = audit.limits.economies_per_indicator
    if count < least * parts:
        counts = {"count": count, "parts": str(parts), "least": f"{least:g}"}
        yield i18n.Paragraph(_text("few", language, **counts), note=True)


def _count_observed(inputs: AuditInputs, language: str) -> Iterator[Block]:
    """Yield how many values were not observed, and of how many this is not stated."""
    imputed = inputs.count_imputed(inputs.parts)
    unstated = inputs.count_unstated(inputs.parts)
    if imputed is None and not unstated:  # nothing is stated of any value
        yield i18n.Paragraph(_text("imputed-unknown", language), note=True)
        return
    values = inputs.scores if inputs.values is None else inputs.values
    codes = [c for c in inputs.leaves if c in values.columns]
    total = int(values.loc[inputs.base.index, codes].notna().to_numpy().sum())
    if imputed:
        yield i18n.Paragraph(_text("imputed", language, count=imputed, total=total), note=True)
    if unstated:
        counts = {"count": unstated, "total": total}
        yield i18n.Paragraph(_text("imputed-unstated", language, **counts), note=True)
    elif not imputed:
        yield i18n.Paragraph(_text("imputed-none", language))


def _look_at(audit: AuditTables, language: str) -> Iterator[Block]:
    """Yield the lines to look at, in one table."""
    counts = audit.counts
    yield i18n.Heading(_text("what-to-look-at", language), 2)
    yield i18n.Paragraph(
        _text(
            "question",
            language,
            look=str(counts[LOOK_AT]),
            passes=str(counts["passes"]),
            unjudged=str(counts[NOT_JUDGED]),
        )
    )
    rows = [
        [
            _text(f"section-{line.section}", language),
            line.name_subject(language),
            line.explain(language),
        ]
        for line in audit.audit_lines
        if line.verdict == LOOK_AT
    ]
    if rows:
        yield i18n.Grid(_head(language, "section", "subject", "finding"), rows)
    else:
        yield i18n.Paragraph(_text("nothing-to-look-at", language))


def _judge(audit: AuditTables, section: str, language: str) -> list[Block]:
    """Return every line of a section with its verdict and its reason."""
    rows = [
        [
            line.name_subject(language),
            _text(f"verdict-{line.verdict}", language),
            line.explain(language),
        ]
        for line in audit.audit_lines
        if line.section == section
    ]
    return [i18n.Grid(_head(language, "subject", "verdict", "finding"), rows)]


def _mark_number(number: str, imputed: Any) -> str:
    """Return a number with the mark of values that were not observed."""
    there = _is_count(imputed) and imputed and number != "–"
    return f"{number}*" if there else number


def _is_count(cells: Any) -> bool:
    return isinstance(cells, (int, np.integer))


def _write_count(cells: Any, language: str) -> str:
    return (
        i18n.number(int(cells), language) if _is_count(cells) else _text("not-on-record", language)
    )


def _count(cells: Any, language: str) -> str:
    return i18n.number(int(cells), language) if _is_count(cells) else "–"


def _records(audit: AuditTables, part: str) -> list[dict[Any, Any]]:
    return [dict(row) for row in audit.to_frame(part).to_dict("records")]


def _coverage(audit: AuditTables, language: str) -> list[Block]:
    keys = [
        "with-value",
        "share-of-economies",
        "official",
        "collected",
        "other",
        "estimate",
        "not-stated",
        "carried",
    ]
    headers = _head(language, "indicator", *keys)
    names = ["official", "collected", "other", "estimate", "not_stated", "carried"]
    rows = []
    for row in _records(audit, "coverage"):
        rows.append(
            [
                name_of(row["indicator"], language),
                i18n.number(row["available"], language),
                percent(row["available_share"], language),
                *(_count(row[name], language) for name in names),
            ]
        )
    return [i18n.Grid(headers, rows, frozenset(range(1, 9)))]


def _distribution(audit: AuditTables, language: str) -> list[Block]:
    keys = ["economies", "median", "skewness", "kurtosis", "score-skewness", "score-kurtosis"]
    headers = _head(language, "indicator", *keys)
    rows = [
        [
            name_of(row["indicator"], language),
            str(row["count"]),
            _brief(row["median"], language),
            decimal(row["skewness"], 1, language),
            decimal(row["kurtosis"], 1, language),
            decimal(row["score_skewness"], 1, language),
            decimal(row["score_kurtosis"], 1, language),
        ]
        for row in _records(audit, "distribution")
    ]
    blocks: list[Block] = [i18n.Grid(headers, rows, frozenset(range(1, 7)))]
    named = _records(audit, "outliers")
    if named:
        heads = _head(language, "indicator", "economy", "value", "not-observed")
        cells = [
            [
                name_of(row["indicator"], language),
                i18n.economy_name(row["economy"], language),
                _brief(row["value"], language),
                "*" if row["imputed"] is True else "",
            ]
            for row in named
        ]
        blocks += [
            i18n.Heading(_text("outliers-title", language), 3),
            i18n.Grid(heads, cells, frozenset({2})),
        ]
    return blocks


def _brief(value: float, language: str) -> str:
    """Write a value of an indicator with three or four significant digits."""
    if value != value:
        return "–"
    size = abs(value)
    places = 0 if size >= 1000 else 1 if size >= 10 else 2 if size >= 0.1 or not size else 4
    return i18n.grouped_number(Decimal(f"{value:.{places}f}"), language)


def _ceiling(audit: AuditTables, language: str) -> list[Block]:
    if audit.inputs.full is None:
        return []
    by_base: dict[str, dict[str, Any]] = {
        base: {row["indicator"]: row for row in _records(audit, "ceiling") if row["base"] == base}
        for base in ("with-index", "with-value")
    }
    keys = ["at-full", "economies", "share-of-economies", "share-of-all", "at-zero"]
    headers = _head(language, "indicator", *keys)
    rows = []
    for code, row in by_base["with-index"].items():
        other = by_base["with-value"][code]
        rows.append(
            [
                name_of(code, language),
                _mark_number(i18n.number(row["at_full"], language), row["imputed"]),
                i18n.number(row["economies"], language),
                _mark_number(percent(row["share"], language, 1), row["imputed"]),
                _mark_number(percent(other["share"], language, 1), other["imputed"]),
                i18n.number(row["at_zero"], language),
            ]
        )
    return [i18n.Grid(headers, rows, frozenset(range(1, 6)))]


def _correlation(audit: AuditTables, language: str) -> list[Block]:
    parts = audit.inputs.parts
    pairs = {
        (row["first"], row["second"]): row["correlation"] for row in _records(audit, "correlations")
    }
    rows = []
    for n, code in enumerate(parts):
        cells = [
            decimal(pairs[parts[m], code], 2, language) if m < n else "1" if m == n else ""
            for m in range(len(parts))
        ]
        marked = _mark_number(name_of(code, language), audit.inputs.count_imputed((code,)))
        rows.append([f"{n + 1}", marked, *cells])
    headers = ["", _text("head-part", language), *(str(n + 1) for n in range(len(parts)))]
    matrix: list[Block] = [
        i18n.Heading(_text("matrix-title", language), 3),
        i18n.Grid(headers, rows, frozenset({0, *range(2, len(headers))})),
    ]
    keys = ["own-group", "rest", "other-group", "index", "not-observed"]
    fit = []
    for row in _records(audit, "fit"):
        cells = row["imputed_cells"]
        fit.append(
            [
                name_of(row["indicator"], language),
                _mark_number(decimal(row["own_group"], 2, language), cells),
                _mark_number(decimal(row["rest_of_group"], 2, language), cells),
                _mark_number(decimal(row["other_group"], 2, language), cells),
                _mark_number(decimal(row["index"], 2, language), cells),
                _write_count(cells, language),
            ]
        )
    table = i18n.Grid(_head(language, "part", *keys), fit, frozenset(range(1, 6)))
    return [table, *(matrix if len(parts) > 1 else [])]


def _components(audit: AuditTables, language: str) -> list[Block]:
    return component_blocks(audit.principal.groups, language)


def _reliability(audit: AuditTables, language: str) -> list[Block]:
    keys = ["parts", "alpha", "standardised", "mean-correlation", "not-observed"]
    rows = [
        [
            name_of(row["group"], language),
            str(row["indicators"]),
            _mark_number(decimal(row["alpha"], 3, language), row["imputed_cells"]),
            decimal(row["standardised_alpha"], 3, language),
            decimal(row["mean_correlation"], 2, language),
            _write_count(row["imputed_cells"], language),
        ]
        for row in _records(audit, "reliability")
    ]
    items = [
        [
            name_of(row["group"], language),
            name_of(row["indicator"], language),
            _mark_number(decimal(row["alpha_without"], 3, language), row["imputed_cells"]),
            decimal(row["item_rest"], 2, language),
        ]
        for row in _records(audit, "items")
    ]
    heads = _head(language, "group", "part", "alpha-without", "item-rest")
    return [
        i18n.Grid(_head(language, "group", *keys), rows, frozenset(range(1, 6))),
        i18n.Heading(_text("items-title", language), 3),
        i18n.Grid(heads, items, frozenset({2, 3})),
    ]


def _importance(audit: AuditTables, language: str) -> list[Block]:
    keys = [
        "weight",
        "effective-weight",
        "main-effect",
        "linear",
        "effect-share",
        "weight-share",
        "not-observed",
    ]
    records = _records(audit, "importance")
    rows = [
        [
            name_of(row["code"], language),
            percent(row["weight"], language, 1),
            percent(row["effective_weight"], language, 1),
            _mark_number(decimal(row["main_effect"], 2, language), row["imputed_cells"]),
            _mark_number(decimal(row["linear"], 2, language), row["imputed_cells"]),
            percent(row["effect_among_siblings"], language),
            percent(row["weight_among_siblings"], language),
            _write_count(row["imputed_cells"], language),
        ]
        for row in records
    ]
    blocks: list[Block] = []
    if not all(row["arithmetic"] for row in records):
        blocks.append(i18n.Paragraph(_text("not-arithmetic", language), note=True))
    headers = _head(language, "part", *keys)
    return [*blocks, i18n.Grid(headers, rows, frozenset(range(1, 8)))]


def _added_value(audit: AuditTables, language: str) -> list[Block]:
    places = f"{audit.limits.rank_difference:g}"
    headers = [
        _text("head-sub-index", language),
        _text("head-differing", language, places=places),
        *_head(language, "economies", "share-of-economies", "mean-difference", "spearman"),
    ]
    rows = []
    for row in _records(audit, "added_value"):
        imputed = audit.inputs.count_imputed((row["sub_index"],))
        rows.append(
            [
                name_of(row["sub_index"], language),
                _mark_number(i18n.number(row["differing"], language), imputed),
                i18n.number(row["economies"], language),
                _mark_number(percent(row["share"], language, 1), imputed),
                decimal(row["mean_difference"], 1, language),
                decimal(row["spearman"], 2, language),
            ]
        )
    blocks: list[Block] = [i18n.Grid(headers, rows, frozenset(range(1, 6)))]
    if audit.inputs.ranks is not None:
        blocks.insert(0, i18n.Paragraph(_text("given-ranks", language)))
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
    rows = [
        [
            _text(f"threshold-{row['threshold']}", language),
            i18n.number(Decimal(f"{row['value']:g}"), language),
            _text(f"source-{row['source']}", language),
        ]
        for row in _records(audit, "thresholds")
    ]
    yield i18n.Heading(_text("thresholds-title", language), 2)
    yield i18n.Grid(_head(language, "threshold", "value", "source"), rows, frozenset({1}))
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
    yield i18n.Paragraph(_text("cells-legend", language))
    yield i18n.Bullets(
        [i18n.pair(str(n), name_of(code, language), language) for n, code in enumerate(codes, 1)]
    )
    headers = [_text("head-economy", language), *(str(n) for n in range(1, len(codes) + 1))]
    named = sorted(marks, key=lambda economy: i18n.economy_name(economy, language))
    rows = [[i18n.economy_name(economy, language), *marks[economy]] for economy in named]
    yield i18n.Grid(headers, rows, frozenset(range(1, len(headers))))
