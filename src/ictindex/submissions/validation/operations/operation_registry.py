"""The registry of operations: the functions by the names that rules use."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any

from ictindex.submissions.validation import operation_parameters
from ictindex.submissions.validation.operations import (
    breakdown_parts,
    copied_years,
    count_changes,
    exchanged_indicators,
    growth_scores,
    included_values,
    misplaced_rows,
    moved_cells,
    moved_columns,
    official_sources,
    own_history,
    part_changes,
    part_levels,
    peer_differences,
    plan_changes,
    plan_patterns,
    plan_sizes,
    plan_terms,
    price_levels,
    row_attributes,
    single_values,
    unusual_values,
    usual_figures,
    value_relations,
)
from ictindex.submissions.validation.operations.case import Case, Verdict, need


def judge_by_reader(case: Case, check: operation_parameters.Reader) -> Verdict:
    """Return the verdict of a rule that the reader of the table decided; it has no hits here."""
    if check.table != "observations":
        return Verdict()  # for the tables of the price basket, the other checks of the rule decide
    if not check.codes:
        return need("reader")
    return Verdict(len(case.panel.observations))


# Operations on rows of prices, tariffs and economics; all others are on observations.
_OF_PRICE_BASKET: Mapping[str, Callable[[Case, Any], Verdict]] = {
    "tariff/one-operator": plan_terms.judge_operator,
    "tariff/priced": plan_terms.judge_price,
    "tariff/currency": plan_terms.judge_currency,
    "tariff/terms": plan_terms.judge_terms,
    "tariff/allowance": plan_terms.judge_allowance,
    "tariff/version": plan_terms.judge_definition,
    "tariff/capped": plan_terms.judge_capped_share,
    "plan-size/price": plan_sizes.judge_price_of_month,
    "plan-size/volume": plan_sizes.judge_price_of_volume,
    "plan-size/speed": plan_sizes.judge_speed,
    "conversion": price_levels.judge_conversion,
    "baskets/order": price_levels.judge_order_of_baskets,
    "baskets/growth": price_levels.judge_prices_over_time,
    "baskets/unchanged": price_levels.judge_prices_over_time,
    "baskets/rate": price_levels.judge_exchange_rates,
    "pattern/plan-currency": plan_patterns.judge_plan_currency,
    "pattern/plan-tax": plan_patterns.judge_plan_tax,
    "pattern/plan-data": plan_patterns.judge_plan_without_data,
    "pattern/plan-dominated": plan_patterns.judge_dominated_plan,
    "pattern/plan-cheapest": plan_patterns.judge_cheapest_plan,
    "pattern/plan-before": plan_changes.judge_plan_changes,
}
OF_PRICE_BASKET = frozenset(_OF_PRICE_BASKET)

OPERATIONS: Mapping[str, Callable[[Case, Any], Verdict]] = MappingProxyType(
    {
        "reader": judge_by_reader,
        "range": single_values.judge_range,
        "size": usual_figures.judge_size,
        "group-range": usual_figures.judge_lowest_rate,
        "months": usual_figures.judge_months,
        "interval": single_values.judge_interval,
        "exact": single_values.judge_unlikely_values,
        "whole": single_values.judge_counts,
        "round": single_values.judge_ending_zeros,
        "order": value_relations.judge_order,
        "difference": value_relations.judge_difference,
        "ratio": value_relations.judge_ratio,
        "sum": value_relations.judge_sum,
        "part-of": value_relations.judge_parts,
        "quotient": value_relations.judge_quotient,
        "exchange": exchanged_indicators.judge_exchange,
        "breakdown/sum": breakdown_parts.judge_sum_of_parts,
        "breakdown/between": breakdown_parts.judge_total_between_parts,
        "breakdown/mean": breakdown_parts.judge_mean_of_parts,
        "breakdown/kept": breakdown_parts.judge_kept_parts,
        "breakdown/urban": breakdown_parts.judge_urban_above_rural,
        "slip": own_history.judge_slip,
        "change": own_history.judge_change,
        "growth": own_history.judge_growth,
        "repeated": own_history.judge_repetition,
        "growth-score": growth_scores.judge_growth_score,
        "revision": own_history.judge_revision,
        "surprise": unusual_values.judge_surprise,
        "peer": unusual_values.judge_peers,
        "sources": peer_differences.judge_sources,
        "effect": peer_differences.judge_effect,
        "aggregates": peer_differences.judge_aggregates,
        "records/auxiliary-series": row_attributes.judge_auxiliary_series,
        "records/estimate-status": row_attributes.judge_status_of_estimate,
        "records/status-of-empty": row_attributes.judge_status_of_empty,
        "records/included": included_values.judge_included_values,
        "records/notes": row_attributes.judge_notes,
        "records/break-note": row_attributes.judge_notes,
        "records/note-year": row_attributes.judge_years_of_notes,
        "records/provisional": row_attributes.judge_status_codes,
        "records/confidential": row_attributes.judge_confidentiality,
        "records/carried": row_attributes.judge_carried_values,
        "records/digits": row_attributes.judge_digits,
        "records/one-economy": row_attributes.judge_economy,
        "records/years": row_attributes.judge_years,
        "records/script": row_attributes.judge_script,
        "footer": row_attributes.judge_declared_totals,
        "mandate/official-first": official_sources.judge_official_first,
        "mandate/consulted": official_sources.judge_consultations,
        "mandate/waiting": official_sources.judge_waiting_time,
        "mandate/receipt": official_sources.judge_receipt,
        "mandate/calendar": official_sources.judge_collection_date,
        "mandate/days-to-publication": official_sources.judge_publication_date,
        "mandate/official-share": official_sources.judge_official_share,
        "mandate/vintage": official_sources.judge_vintage,
        "mandate/returned-estimate": official_sources.judge_returned_estimates,
        "copied-row": misplaced_rows.judge_copied_row,
        "foreign-row": misplaced_rows.judge_foreign_row,
        "moved-column": moved_columns.judge_moved_column,
        "moved-cells": moved_cells.judge_moved_cells,
        "wrong-year": copied_years.judge_wrong_year,
        "years-exchanged": copied_years.judge_exchanged_years,
        "unchanged": copied_years.judge_unchanged,
        "copied-year": copied_years.judge_copied_year,
        "whole-numbers": copied_years.judge_whole_numbers,
        "pattern/part": part_changes.judge_part_changes,
        "pattern/exchanged": part_changes.judge_exchanged_parts,
        "pattern/moved": part_changes.judge_moved_rows,
        "pattern/copied": part_changes.judge_copied_parts,
        "pattern/population": count_changes.judge_population_change,
        "pattern/share": count_changes.judge_shares,
        "pattern/counts": count_changes.judge_exchanged_counts,
        "pattern/fall": count_changes.judge_coverage_falls,
        "pattern/women": part_levels.judge_share_of_women,
        "pattern/urban": part_levels.judge_urban_share,
        "pattern/equal": part_levels.judge_equal_parts,
        "pattern/steps": part_levels.judge_steps,
        "pattern/order": part_levels.judge_order_of_groups,
        "pattern/fraction": part_levels.judge_fractions,
        **_OF_PRICE_BASKET,
    }
)
