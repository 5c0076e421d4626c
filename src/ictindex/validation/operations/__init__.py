"""The operations of the rules: each a function of a case and its parameters."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any

from ictindex.validation import operation_parameters
from ictindex.validation.operations import (
    against_peers,
    between_values,
    copied_years,
    exchanged_indicators,
    misplaced_rows,
    moved_lines,
    official_sources,
    over_time,
    plan_terms,
    price_levels,
    row_attributes,
    single_values,
    unusual_values,
)
from ictindex.validation.operations.case import Case, Hit, Verdict, lacking


def reader(case: Case, check: operation_parameters.Reader) -> Verdict:
    """Say that a rule was decided while the table was read: what failed stands in its findings."""
    if check.table != "observations":
        return Verdict()  # of the tables of the price basket the checks beside it decide
    if not check.codes:
        return lacking("reader")
    return Verdict(len(case.panel.observations))


OPERATIONS: Mapping[str, Callable[[Case, Any], Verdict]] = MappingProxyType(
    {
        "reader": reader,
        "range": single_values.within,
        "interval": single_values.interval,
        "exact": single_values.exact,
        "whole": single_values.whole,
        "round": single_values.rounded,
        "order": between_values.order,
        "difference": between_values.difference,
        "ratio": between_values.ratio,
        "sum": between_values.total,
        "part-of": between_values.part_of,
        "quotient": between_values.quotient,
        "exchange": exchanged_indicators.exchange,
        "breakdown": single_values.breakdown,
        "slip": over_time.slip,
        "change": over_time.change,
        "growth": over_time.growth,
        "repeated": over_time.repeated,
        "growth-score": over_time.growth_score,
        "revision": over_time.revision,
        "surprise": unusual_values.changed,
        "peer": unusual_values.beside,
        "sources": against_peers.sources,
        "effect": against_peers.effect,
        "aggregates": against_peers.aggregates,
        "records": row_attributes.records,
        "footer": row_attributes.footer,
        "mandate": official_sources.mandate,
        "tariff": plan_terms.tariff,
        "conversion": price_levels.conversion,
        "baskets": price_levels.between,
        "copied-row": misplaced_rows.copied_row,
        "foreign-row": misplaced_rows.foreign_row,
        "moved-column": moved_lines.moved_column,
        "moved-cells": moved_lines.moved_cells,
        "wrong-year": copied_years.wrong_year,
        "years-exchanged": copied_years.years_exchanged,
        "unchanged": copied_years.unchanged,
        "copied-year": copied_years.copied_year,
        "whole-numbers": copied_years.whole_numbers,
    }
)

# What judges tables of the price basket without observations beside them.
OF_BASKETS = frozenset(("tariff", "conversion", "baskets"))

__all__ = ["OF_BASKETS", "OPERATIONS", "Case", "Hit", "Verdict"]
