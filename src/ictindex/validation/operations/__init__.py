"""The operations of the rules: each a function of a case and its parameters."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any

from ictindex.validation import checks
from ictindex.validation.operations import (
    baskets,
    changes,
    copied_years,
    displaced,
    exchanges,
    mandate,
    mirror,
    moved,
    offers,
    parts,
    ranges,
    records,
    relations,
    surprises,
)
from ictindex.validation.operations.common import Case, Hit, Verdict, lacking


def reader(case: Case, check: checks.Reader) -> Verdict:
    """Say that a rule was decided while the table was read: what failed stands in its findings."""
    if check.table != "observations":
        return Verdict()  # of the tables of the price basket the checks beside it decide
    if not check.codes:
        return lacking("reader")
    return Verdict(len(case.panel.observations))


OPERATIONS: Mapping[str, Callable[[Case, Any], Verdict]] = MappingProxyType(
    {
        "reader": reader,
        "range": ranges.within,
        "interval": ranges.interval,
        "exact": ranges.exact,
        "whole": ranges.whole,
        "round": ranges.rounded,
        "order": relations.order,
        "difference": relations.difference,
        "ratio": relations.ratio,
        "sum": relations.total,
        "part-of": relations.part_of,
        "quotient": relations.quotient,
        "exchange": exchanges.exchange,
        "breakdown": parts.breakdown,
        "slip": changes.slip,
        "change": changes.change,
        "growth": changes.growth,
        "repeated": changes.repeated,
        "growth-score": changes.growth_score,
        "revision": changes.revision,
        "surprise": surprises.changed,
        "peer": surprises.beside,
        "sources": mirror.sources,
        "effect": mirror.effect,
        "aggregates": mirror.aggregates,
        "records": records.records,
        "footer": records.footer,
        "mandate": mandate.mandate,
        "tariff": offers.tariff,
        "conversion": baskets.conversion,
        "baskets": baskets.between,
        "copied-row": displaced.copied_row,
        "foreign-row": displaced.foreign_row,
        "moved-column": moved.moved_column,
        "moved-cells": moved.moved_cells,
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
