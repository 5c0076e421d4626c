"""The tables of an audit and of its statistics: their columns for frames and for the page."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any

from ictindex.core.tables.columns import Column, Schema, define
from ictindex.indices.results.result_kind import KIND_OF_RESULT
from ictindex.language import i18n

# All indicators of an index together.
ALL = "all"


def name_of(code: str, language: str) -> str:
    """Return the name of an indicator, an aggregate or of all together."""
    if code == ALL:
        return i18n.text("audit", "all-together", language)
    return i18n.label("nodes", code, language)


# ------------------------------------------------------------------ kinds of columns


def _code(name: str, label: str = "", kind: str = "node", page: bool | str = True) -> Column:
    """Return a column of indicators or aggregates."""
    return Column(name, kind, f"audit/head-{label}" if label else "", names=name_of, page=page)


def _number(name: str, label: str, places: int, mark: str = "") -> Column:
    return Column(name, "estimate", f"audit/head-{label}", places=places, mark=mark)


def _percent(name: str, label: str, places: int = 0, mark: str = "") -> Column:
    return Column(
        name, "estimate", f"audit/head-{label}", places=places, scale=100, unit="percent", mark=mark
    )


def _count(name: str, label: str, about: str = "", gaps: bool = False, mark: str = "") -> Column:
    return Column(name, "count", f"audit/head-{label}", about, gaps=gaps, mark=mark)


def _brief(name: str, label: str) -> Column:
    """Return a column of values with three or four significant digits on the page."""
    return Column(name, "estimate", f"audit/head-{label}", write=_write_brief(name))


def _write_brief(name: str) -> Callable[[Mapping[str, Any], str], str]:
    def write(row: Mapping[str, Any], language: str) -> str:
        value = row[name]
        size = 0.0 if value is None else abs(value)
        places = 0 if size >= 1000 else 1 if size >= 10 else 2 if size >= 0.1 or not size else 4
        return i18n.number(value, language, places=places, grouped=True)

    return write


def _write_unobserved(row: Mapping[str, Any], language: str) -> str:
    cells = row["imputed_cells"]
    if cells is None:
        return i18n.text("audit", "not-on-record", language)
    return i18n.number(cells, language)


def _numbers(*names: str) -> tuple[Column, ...]:
    """Return columns of numbers that no page has."""
    return tuple(Column(name, "estimate", page=False) for name in names)


def _flags(*names: str) -> tuple[Column, ...]:
    """Return columns of yes and no that no page has."""
    return tuple(Column(name, "boolean", page=False) for name in names)


def _counts(*names: str) -> tuple[Column, ...]:
    """Return columns of counts that no page has."""
    return tuple(Column(name, "count", page=False) for name in names)


def _words(name: str, about: str = "", kind: str = "code") -> Column:
    """Return a column of codes that no page has."""
    return Column(name, kind, about=about, page=False)


_UNOBSERVED = Column(
    "imputed_cells",
    "count",
    "audit/head-not-observed",
    "cells that were not observed for the year; missing: not stated",
    gaps=True,
    write=_write_unobserved,
)


# ------------------------------------------------------------------ statistics of indicators

STATISTICS = define(
    "indicator-statistics",
    Column("indicator", "label", names=name_of),
    *_numbers("minimum", "maximum", "mean"),
    _brief("median", "median"),
    *_numbers("standard_deviation"),
    _number("skewness", "skewness", 1),
    _number("kurtosis", "kurtosis", 1),
    _count("count", "economies", "available values"),
    *_counts("nonzero", "unique", "repeated"),
    *_numbers("available_share", "nonzero_share", "unique_share", "repeated_share"),
    *_flags("low_availability", "low_nonzero", "low_unique", "outliers"),
    key=("indicator",),
)
EFFECTIVE_WEIGHTS = define(
    "effective-weights",
    Column("code", "label"),
    Column("level", "count", about="1 for indicators"),
    Column("parent", "label"),
    Column("weight", "estimate", about="as given"),
    Column("effective_weight", "estimate", about="share in the index"),
    key=("code",),
    page=(),
)
CORRELATIONS = define(
    "indicator-correlations",
    Column("first", "label", about="of the higher level"),
    Column("second", "label"),
    Column("correlation", "estimate"),
    Column("p_value", "estimate", about="two-sided"),
    Column("count", "count", about="economies that have both"),
    key=("first", "second"),
    page=(),
)
# ------------------------------------------------------------------ dimensions


def _write_group(row: Mapping[str, Any], language: str) -> str:
    """Return the name of a group in its first row."""
    return name_of(row["group"], language) if row["component"] == 1 else ""


EIGENVALUES = define(
    "principal-components",
    Column("group", "node", "audit/head-group", write=_write_group),
    Column("component", "count", "audit/head-component", "from 1", page="components"),
    Column(
        "eigenvalue",
        "estimate",
        "audit/head-eigenvalue",
        places=2,
        mark="imputed_cells",
        page="components",
    ),
    *_numbers("standard_deviation"),
    Column(
        "share",
        "estimate",
        "audit/head-share",
        "of the variance of all indicators",
        places=0,
        scale=100,
        unit="percent",
        mark="imputed_cells",
        page="components",
    ),
    Column(
        "cumulative",
        "estimate",
        "audit/head-cumulative",
        places=0,
        scale=100,
        unit="percent",
        mark="imputed_cells",
        page="components",
    ),
    *_flags("above_one"),
    *_numbers("chance_mean"),
    Column(
        "chance_95",
        "estimate",
        "audit/head-by-chance",
        "95th percentile of the eigenvalues of tables without association",
        places=2,
        page="components",
    ),
    Column("retained", "boolean", about="one of those above chance", gaps=True, page=False),
    Column("indicators", "count", "audit/head-parts", page="data"),
    Column("economies", "count", "audit/head-economies", "complete rows", page="data"),
    *_flags("enough_economies"),
    Column(
        "imputed_cells",
        "count",
        "audit/head-not-observed",
        "missing: not stated which cells are imputed",
        gaps=True,
        page="data",
        write=_write_unobserved,
    ),
    KIND_OF_RESULT,
    key=("group", "component"),
    page=(
        "group",
        "component",
        "eigenvalue",
        "chance_95",
        "share",
        "cumulative",
        "indicators",
        "economies",
        "imputed_cells",
    ),
)
COEFFICIENTS = define(
    "component-coefficients",
    Column("group", "node"),
    Column("indicator", "node"),
    Column("component", "count", about="from 1"),
    Column("coefficient", "estimate", about="of the eigenvector of length 1"),
    Column("loading", "estimate", about="correlation of the indicator with the component"),
    Column("centre", "estimate", about="mean by which the indicator was standardised"),
    Column("scale", "estimate", about="standard deviation of the same"),
    KIND_OF_RESULT,
    key=("group", "indicator", "component"),
    page=(),
)
ALPHA = define(
    "cronbach-alpha",
    Column("group", "node"),
    Column("level", "count", page=False),
    *_counts("indicators", "economies", "complete_economies"),
    *_numbers("alpha", "standardised_alpha", "mean_correlation"),
    *_flags("enough_economies"),
    _UNOBSERVED,
    key=("group",),
)
ALPHA_ITEMS = define(
    "cronbach-alpha-items",
    Column("group", "node"),
    Column("level", "count", page=False),
    Column("indicator", "node"),
    *_numbers("alpha_without", "item_total", "item_rest"),
    _UNOBSERVED,
    key=("group", "indicator"),
)

# ------------------------------------------------------------------ the audit


def _name_section(section: str, language: str) -> str:
    return i18n.text("audit", f"section-{section}", language)


def _name_verdict(verdict: str, language: str) -> str:
    return i18n.text("audit", f"verdict-{verdict}", language)


LINES = define(
    "audit-lines",
    Column("section", "code", "audit/head-section", names=_name_section, page="look-at"),
    _words("check"),
    Column(
        "subject",
        "text",
        "audit/head-subject",
        "codes, separated by ;",
        get=lambda line: ";".join(line.subject),
        write=lambda row, language: row["line"].name_subject(language),
    ),
    Column("verdict", "code", "audit/head-verdict", names=_name_verdict, page="judged"),
    _words("reason"),
    Column("message", "text", about="the reason", get=lambda line: line.explain("en"), page=False),
    *_numbers("value", "threshold"),
    Column("economies", "count", about="of the base of this line", page=False),
    Column(
        "imputed_cells", "count", about="missing: not stated", get="imputed", gaps=True, page=False
    ),
    Column(
        "line",
        "text",
        "audit/head-finding",
        data=False,
        get=lambda line: line,
        write=lambda row, language: row["line"].explain(language),
    ),
    KIND_OF_RESULT,
    key=("section", "check", "subject"),
)
# Without the message in English, which takes as long as that of the page.
PAGE_LINES = LINES.only("section", "subject", "verdict", "line")
COVERAGE = define(
    "audit-coverage",
    _code("indicator", "indicator"),
    *_counts("economies"),
    _count("available", "with-value"),
    _percent("available_share", "share-of-economies"),
    _count("official", "official", gaps=True),
    _count("collected", "collected", "by ITU", gaps=True),
    _count("other", "other", gaps=True),
    _count("estimate", "estimate", gaps=True),
    _count("not_stated", "not-stated", gaps=True),
    _count("carried", "carried", "from an earlier year", gaps=True),
    Column("put_in", "count", about="by a what-if", gaps=True, page=False),
    KIND_OF_RESULT,
    key=("indicator",),
)


def _cells(gaps: bool) -> Schema:
    return define(
        "audit-coverage-cells",
        Column("economy", "economy"),
        Column("indicator", "node"),
        Column("available", "boolean"),
        Column("source_class", "source-class", about="empty: no value, or not stated"),
        Column("carried", "boolean", gaps=gaps),
        Column("put_in", "boolean", gaps=gaps),
        Column("status", "status"),
        Column("year", "year", gaps=True),
        KIND_OF_RESULT,
        key=("economy", "indicator"),
        page=(),
    )


# Of a result, which states its sources; and of scores, which state nothing.
STATED_CELLS, UNSTATED_CELLS = _cells(gaps=False), _cells(gaps=True)
DISTRIBUTION = define(
    "audit-distribution",
    *STATISTICS.columns.values(),
    _number("score_skewness", "score-skewness", 1),
    _number("score_kurtosis", "score-kurtosis", 1),
    *_flags("score_outliers"),
    KIND_OF_RESULT,
    key=("indicator",),
    page=(
        "indicator",
        "count",
        "median",
        "skewness",
        "kurtosis",
        "score_skewness",
        "score_kurtosis",
    ),
)
OUTLIERS = define(
    "audit-outliers",
    _code("indicator", "indicator"),
    Column("economy", "economy", "audit/head-economy"),
    _brief("value", "value"),
    *_numbers("score"),
    _words("side", "high or low"),
    _words("of", "values, or scores"),
    Column("enough", "boolean", about="without these values the rule would be met", page=False),
    Column(
        "imputed",
        "boolean",
        "audit/head-not-observed",
        gaps=True,
        write=lambda row, language: "*" if row["imputed"] else "",
    ),
    KIND_OF_RESULT,
    key=("indicator", "economy"),
)
CEILING = define(
    "audit-ceiling",
    _code("indicator", "indicator"),
    _words("base", "with-index, or with-value: all with a score"),
    _count("economies", "economies"),
    _count("at_full", "at-full", "at the full score", mark="imputed"),
    _percent("share", "share-of-economies", 1, mark="imputed"),
    _count("at_zero", "at-zero"),
    *_numbers("share_zero"),
    _words("at_full_economies", "codes, separated by ;", kind="text"),
    Column("imputed", "count", about="of those at the full score", gaps=True, page=False),
    Column("edition", "count", gaps=True, page=False),
    # Of all economies with a score; on the page alone.
    Column(
        "share_of_all",
        "estimate",
        "audit/head-share-of-all",
        places=1,
        scale=100,
        unit="percent",
        mark="imputed_of_all",
        data=False,
        get=lambda row: row.get("share_of_all"),
    ),
    Column(
        "imputed_of_all",
        "count",
        page=False,
        data=False,
        get=lambda row: row.get("imputed_of_all"),
    ),
    KIND_OF_RESULT,
    key=("indicator", "base"),
    page=("indicator", "at_full", "economies", "share", "share_of_all", "at_zero"),
)
PAIRS = define(
    "audit-correlations",
    Column("first", "node"),
    Column("second", "node"),
    Column("relation", "code"),
    Column("first_group", "node"),
    Column("second_group", "node"),
    Column("correlation", "estimate", about="Pearson"),
    Column("p_value", "estimate"),
    Column("economies", "count"),
    Column("redundant", "boolean"),
    Column("negative", "boolean"),
    KIND_OF_RESULT,
    key=("first", "second"),
    page=(),
)
FIT = define(
    "audit-fit",
    _code("indicator", "part"),
    _code("group", page=False),
    _number("own_group", "own-group", 2, mark="imputed_cells"),
    _number("rest_of_group", "rest", 2, mark="imputed_cells"),
    _code("closest_other", page=False),
    _number("other_group", "other-group", 2, mark="imputed_cells"),
    _number("index", "index", 2, mark="imputed_cells"),
    *_flags("weak", "negative", "closer_to_other"),
    *_counts("economies"),
    _UNOBSERVED,
    KIND_OF_RESULT,
    key=("indicator",),
)
RELIABILITY = define(
    "audit-reliability",
    _code("group", "group"),
    _count("indicators", "parts"),
    *_counts("economies"),
    _number("alpha", "alpha", 3, mark="imputed_cells"),
    _number("standardised_alpha", "standardised", 3),
    _number("mean_correlation", "mean-correlation", 2),
    *_flags("enough_economies"),
    _UNOBSERVED,
    KIND_OF_RESULT,
    key=("group",),
)
ITEMS = define(
    "audit-items",
    _code("group", "group"),
    _code("indicator", "part"),
    *_numbers("alpha"),
    _number("alpha_without", "alpha-without", 3, mark="imputed_cells"),
    *_numbers("item_total"),
    _number("item_rest", "item-rest", 2),
    Column("imputed_cells", "count", gaps=True, page=False),
    KIND_OF_RESULT,
    key=("group", "indicator"),
)
IMPORTANCE = define(
    "audit-importance",
    _code("code", "part"),
    _words("level", "sub-index or part"),
    _code("parent", page=False),
    _percent("weight", "weight", 1),
    _percent("effective_weight", "effective-weight", 1),
    _number("main_effect", "main-effect", 2, mark="imputed_cells"),
    *_numbers("fitted"),
    _number("linear", "linear", 2, mark="imputed_cells"),
    *_numbers("degrees_of_freedom"),
    *_flags("arithmetic"),
    *_counts("economies"),
    _UNOBSERVED,
    _percent("weight_among_siblings", "weight-share"),
    _percent("effect_among_siblings", "effect-share"),
    *_numbers("importance_ratio"),
    KIND_OF_RESULT,
    key=("code",),
    page=(
        "code",
        "weight",
        "effective_weight",
        "main_effect",
        "linear",
        "effect_among_siblings",
        "weight_among_siblings",
        "imputed_cells",
    ),
)
ADDED_VALUE = define(
    "audit-added-value",
    _code("sub_index", "sub-index"),
    _count("economies", "economies"),
    _count("differing", "differing", "by many places", mark="imputed"),
    _percent("share", "share-of-economies", 1, mark="imputed"),
    _number("mean_difference", "mean-difference", 1),
    *_numbers("largest_difference"),
    _number("spearman", "spearman", 2),
    _words("ranks", "among-these economies, or given"),
    Column("imputed", "count", page=False, data=False, get=lambda row: row.get("imputed")),
    KIND_OF_RESULT,
    key=("sub_index",),
    page=("sub_index", "differing", "economies", "share", "mean_difference", "spearman"),
)


def _write_threshold(row: Mapping[str, Any], language: str) -> str:
    return i18n.short_number(row["value"], language, digits=6)


def _name_threshold(threshold: str, language: str) -> str:
    return i18n.text("audit", f"threshold-{threshold}", language)


def _name_source(source: str, language: str) -> str:
    return i18n.text("audit", f"source-{source}", language)


THRESHOLDS = define(
    "audit-thresholds",
    Column("threshold", "code", "audit/head-threshold", names=_name_threshold),
    Column("value", "estimate", "audit/head-value", write=_write_threshold),
    Column("source", "code", "audit/head-source", names=_name_source),
    KIND_OF_RESULT,
    key=("threshold",),
)

# The tables of an audit by their names, in the order of its data.
PART_SCHEMAS: Mapping[str, Schema] = MappingProxyType(
    {
        "lines": LINES,
        "coverage": COVERAGE,
        "coverage_cells": UNSTATED_CELLS,
        "distribution": DISTRIBUTION,
        "outliers": OUTLIERS,
        "ceiling": CEILING,
        "correlations": PAIRS,
        "fit": FIT,
        "components": EIGENVALUES,
        "coefficients": COEFFICIENTS,
        "reliability": RELIABILITY,
        "items": ITEMS,
        "importance": IMPORTANCE,
        "added_value": ADDED_VALUE,
        "thresholds": THRESHOLDS,
    }
)
