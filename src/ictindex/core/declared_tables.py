"""Every table and JSON object that leaves the library as data: its name, and where it is declared.

A declaration is loaded when its schema is asked for, so that nothing is read before.
"""

from __future__ import annotations

import importlib
from functools import reduce
from typing import Any

from ictindex.core.tables.columns import Schema
from ictindex.core.tables.record_schema import RecordSchema, rows_of

# The name of a table, and the module and attribute that declare it.
TABLES: dict[str, str] = {
    "answers": "ictindex.submissions.validation.responses:ANSWERS",
    "audit-added-value": "ictindex.analysis.audits.audit_tables:ADDED_VALUE",
    "audit-ceiling": "ictindex.analysis.audits.audit_tables:CEILING",
    "audit-correlations": "ictindex.analysis.audits.audit_tables:PAIRS",
    "audit-coverage": "ictindex.analysis.audits.audit_tables:COVERAGE",
    "audit-coverage-cells": "ictindex.analysis.audits.audit_tables:STATED_CELLS",
    "audit-distribution": "ictindex.analysis.audits.audit_tables:DISTRIBUTION",
    "audit-fit": "ictindex.analysis.audits.audit_tables:FIT",
    "audit-importance": "ictindex.analysis.audits.audit_tables:IMPORTANCE",
    "audit-items": "ictindex.analysis.audits.audit_tables:ITEMS",
    "audit-lines": "ictindex.analysis.audits.audit_tables:LINES",
    "audit-outliers": "ictindex.analysis.audits.audit_tables:OUTLIERS",
    "audit-reliability": "ictindex.analysis.audits.audit_tables:RELIABILITY",
    "audit-thresholds": "ictindex.analysis.audits.audit_tables:THRESHOLDS",
    "basket-comparison": "ictindex.editions.edition_comparison:BASKETS",
    "basket-definitions": "ictindex.definitions.catalogue.catalogue_lists:BASKETS",
    "breakdowns": "ictindex.data.breakdowns:COMPARISONS",
    "changes-of-documents": "ictindex.indices.results.document_page:CHANGES",
    "checked-documents": "ictindex.definitions.documents.document_checks:CHECKED",
    "class-shares": "ictindex.data.source_notes:CLASS_SHARES",
    "comments": "ictindex.analysis.methodology_review.comments:COMMENTS",
    "component-coefficients": "ictindex.analysis.audits.audit_tables:COEFFICIENTS",
    "consultations": "ictindex.submissions.sourcing.consultations:REGISTER",
    "convergence-beta": "ictindex.analysis.divides.convergence_measures:BETA",
    "convergence-sigma": "ictindex.analysis.divides.convergence_measures:SIGMA",
    "convergence-tests": "ictindex.analysis.divides.convergence_measures:TESTS",
    "corrections": "ictindex.data.tables.corrections:CORRECTIONS",
    "country-inputs": "ictindex.apps.desk.result_page:INPUTS",
    "cronbach-alpha": "ictindex.analysis.audits.audit_tables:ALPHA",
    "cronbach-alpha-items": "ictindex.analysis.audits.audit_tables:ALPHA_ITEMS",
    "denominator-correlations": "ictindex.analysis.lab.score_frames:DENOMINATOR_CORRELATIONS",
    "economics": "ictindex.data.tables.schema:ECONOMICS",
    "economies": "ictindex.definitions.catalogue.catalogue_lists:ECONOMIES",
    "economy-summary": "ictindex.analysis.tables.result_tables:SUMMARY",
    "edition-comparison": "ictindex.editions.edition_comparison:SCORES",
    "editions": "ictindex.editions.edition_list:LISTED",
    "effective-weights": "ictindex.analysis.audits.audit_tables:EFFECTIVE_WEIGHTS",
    "erratum-effects": "ictindex.editions.errata:EFFECTS",
    "evidence-of-constants": "ictindex.indices.results.confirmed_constants:EVIDENCE",
    "excluded": "ictindex.indices.results.shared_columns:EXCLUDED",
    "explained-nodes": "ictindex.indices.idi.explanation_table:EXPLAINED",
    "figure-groups": "ictindex.indices.results.group_figures:FIGURE_GROUPS",
    "findings": "ictindex.language.findings:FINDINGS",
    "frontier-best": "ictindex.analysis.strategic_targets.frontiers:BEST_OF_GROUPS",
    "frontier-economies": "ictindex.analysis.strategic_targets.frontiers:ECONOMIES",
    "frontier-limits": "ictindex.analysis.strategic_targets.frontiers:LIMITS",
    "group-statistics": "ictindex.analysis.tables.group_summaries:GROUP_STATISTICS",
    "groupings": "ictindex.definitions.catalogue.catalogue_lists:GROUPINGS",
    "idi-comparison": "ictindex.indices.idi.score_tables:COMPARISON",
    "idi-ranking": "ictindex.indices.idi.score_tables:RANKING",
    "idi-scores": "ictindex.indices.idi.score_tables:SCORES",
    "idi-scores-and-published": "ictindex.indices.idi.score_tables:SCORES_AND_PUBLISHED",
    "importance-weights": "ictindex.analysis.lab.derived_weights:WEIGHTS",
    "imputation": "ictindex.analysis.imputation.imputation:CELLS_OF_RESULT",
    "imputation-errors": "ictindex.analysis.imputation.imputation_errors:CELLS",
    "imputation-pool": "ictindex.analysis.imputation.imputation:POOLED",
    "indicator-correlations": "ictindex.analysis.audits.audit_tables:CORRELATIONS",
    "indicator-statistics": "ictindex.analysis.audits.audit_tables:STATISTICS",
    "indicators": "ictindex.definitions.catalogue.catalogue_lists:INDICATORS",
    "inequality-groups": "ictindex.analysis.divides.inequality_measures:GROUPS",
    "inequality-measures": "ictindex.analysis.divides.inequality_measures:MEASURES",
    "inequality-splits": "ictindex.analysis.divides.inequality_measures:SPLITS",
    "ipb-missing": "ictindex.indices.ipb.price_tables:MISSING_FIGURES",
    "ipb-prices": "ictindex.indices.ipb.price_tables:PRICES",
    "ipb-prices-and-definitions": "ictindex.indices.ipb.price_tables:PRICES_AND_DEFINITIONS",
    "ipb-target": "ictindex.indices.ipb.affordability:BY_ECONOMY",
    "judgement": "ictindex.submissions.validation.report:FINDINGS",
    "keys-and-values": "ictindex.core.tables.flat_table:FLAT",
    "link-factors": "ictindex.indices.prices.linking:FACTORS",
    "linked-groups": "ictindex.indices.prices.linking:GROUPS",
    "linked-series": "ictindex.indices.prices.linking:LINKED",
    "mandates": "ictindex.indices.results.mandate_page:CLAUSES",
    "methodology-documents": "ictindex.definitions.documents.document_list:DOCUMENTS",
    "most-dynamic": "ictindex.analysis.change.dynamic_economies:DYNAMIC",
    "nearest-peers-peers": "ictindex.analysis.profiles.peer_profiles:PEERS",
    "nearest-peers-profile": "ictindex.analysis.profiles.peer_profiles:PROFILE",
    "observations": "ictindex.data.tables.schema:OBSERVATIONS",
    "offices": "ictindex.submissions.closed.offices:OFFICES",
    "open-findings": "ictindex.submissions.validation.responses:OPEN",
    "overview": "ictindex.submissions.validation.question_overview:OVERVIEW",
    "parity-economies": "ictindex.analysis.divides.parity_ratios:ECONOMIES",
    "parity-groups": "ictindex.analysis.divides.parity_ratios:GROUPS",
    "parity-trends": "ictindex.analysis.divides.parity_ratios:TRENDS",
    "preview-sheet": "ictindex.apps.rounds.preview_sheet:SHEET",
    "price-decomposition": "ictindex.indices.prices.decomposition:PARTS",
    "price-index": "ictindex.indices.prices.index_numbers:INDEX",
    "prices": "ictindex.data.tables.schema:PRICES",
    "principal-components": "ictindex.analysis.audits.audit_tables:EIGENVALUES",
    "printed-shares": "ictindex.indices.ipb.share_comparison:SHARES",
    "proved-figures": "ictindex.editions.receipt_proof:FIGURES",
    "public-comments": "ictindex.analysis.methodology_review.public_comments:PUBLIC",
    "publication-clock": "ictindex.apps.rounds.publication_clock:SUBMISSIONS",
    "published-figures": "ictindex.data.published_figures:FIGURES",
    "real-prices": "ictindex.indices.prices.real_prices:REAL",
    "release-note-constants": "ictindex.analysis.change.release_notes:CONSTANTS",
    "release-note-coverage": "ictindex.analysis.change.release_notes:COVERAGE",
    "release-note-inputs": "ictindex.analysis.change.release_notes:INPUTS",
    "release-note-moved": "ictindex.analysis.change.release_notes:MOVED",
    "released-figures": "ictindex.editions.released_figures:FIGURES",
    "replaced-estimates": "ictindex.analysis.imputation.imputation_errors:REPLACED",
    "requirements": "ictindex.analysis.strategic_targets.requirement_paths:REQUIREMENTS",
    "robustness": "ictindex.analysis.uncertainty.robustness_tables:FIGURES",
    "robustness-factors": "ictindex.analysis.uncertainty.robustness_tables:FACTORS",
    "robustness-groups": "ictindex.analysis.uncertainty.robustness_tables:GROUPS",
    "robustness-shifts": "ictindex.analysis.uncertainty.robustness_tables:SHIFTS",
    "round-counts": "ictindex.apps.rounds.round_status:COUNTS",
    "round-coverage": "ictindex.apps.rounds.answer_coverage:COVERAGE",
    "round-duties": "ictindex.apps.rounds.round_status:DUTIES",
    "round-key-places": "ictindex.apps.rounds.handover:PLACES",
    "round-limits": "ictindex.apps.rounds.round_status:LIMITS",
    "round-offices": "ictindex.apps.rounds.round_status:OFFICES",
    "round-promises": "ictindex.apps.rounds.handover:PROMISES",
    "round-queries": "ictindex.submissions.closed.queries:QUERIES",
    "round-retention": "ictindex.apps.rounds.retention:FILES",
    "round-role-holders": "ictindex.apps.rounds.handover:ROLES",
    "round-steps": "ictindex.apps.rounds.season_operations:STEPS",
    "score-change": "ictindex.analysis.change.economy_change:WATERFALL",
    "score-change-groups": "ictindex.analysis.change.group_changes:GROUP_WATERFALL",
    "score-change-moves": "ictindex.analysis.change.score_change:MOVES",
    "score-change-ranks": "ictindex.analysis.change.score_change:RANKS",
    "score-change-unexplained": "ictindex.analysis.change.score_change:UNEXPLAINED",
    "score-groups": "ictindex.indices.results.group_figures:SCORE_GROUPS",
    "sensitivity": "ictindex.analysis.uncertainty.sensitivity_indices:SHARES",
    "sensitivity-interactions": "ictindex.analysis.uncertainty.sensitivity_indices:INTERACTIONS",
    "series-breaks": "ictindex.indices.ipb.series_breaks:BREAKS",
    "series-change": "ictindex.analysis.change.edition_series:CHANGES",
    "series-groups": "ictindex.analysis.change.edition_series:GROUPS",
    "series-ranks": "ictindex.analysis.change.edition_series:RANKS",
    "series-scores": "ictindex.analysis.change.edition_series:SCORES",
    "simulation-nodes": "ictindex.analysis.methodology_review.simulation_words:NODES",
    "simulation-pack": "ictindex.analysis.methodology_review.simulation_words:PACK",
    "simulation-steps": "ictindex.analysis.methodology_review.simulation_words:STEPS",
    "source-candidates": "ictindex.submissions.sourcing.selection_views:CANDIDATES",
    "source-decisions": "ictindex.submissions.sourcing.selection_views:DECISIONS",
    "sources-read": "ictindex.definitions.documents.document_list:SOURCES",
    "strengths": "ictindex.analysis.profiles.strength_ranks:STRENGTHS",
    "survey-calendar": "ictindex.submissions.sourcing.calendar:EVENTS",
    "target-figures": "ictindex.analysis.strategic_targets.target_progress:FIGURES",
    "target-statuses": "ictindex.analysis.strategic_targets.target_progress:STATUSES",
    "tariffs": "ictindex.data.tables.schema:TARIFFS",
    "treatment-details": "ictindex.analysis.lab.outlier_treatment:DETAILS",
    "treatment-points": "ictindex.analysis.lab.outlier_treatment:POINTS",
    "trends": "ictindex.analysis.change.growth_trends:TRENDS",
    "variant-differences": "ictindex.indices.results.variant_differences:DIFFERENCES",
    "verification": "ictindex.editions.verification_report:FILES",
    "what-if-effects": "ictindex.indices.results.what_if:EFFECTS",
    "years-to-close": "ictindex.analysis.divides.gap_closing:CLOSING",
}
# The name of a JSON object, and the module and attribute that declare it. A table without an object
# of its own is an object with ``rows``.
RECORDS: dict[str, str] = {
    "explanation": "ictindex.indices.idi.idi_records:EXPLANATION_OF_IDI",
    "ranking": "ictindex.indices.idi.idi_records:RANKING_OF_IDI",
    "result": "ictindex.indices.idi.idi_records:RESULT_OF_IDI",
    "score": "ictindex.indices.idi.idi_records:SCORE_OF_IDI",
    "score-group-figures": "ictindex.indices.idi.idi_records:GROUPS_OF_IDI",
}


def table_schema(name: str) -> Schema:
    """Return the declaration of a table by its name."""
    schema: Schema = _load(TABLES[name])
    return schema


def record_schema(name: str) -> RecordSchema:
    """Return the declaration of a JSON object by its name; of a table, the object of its rows."""
    if name not in RECORDS:
        return rows_of(table_schema(name))
    record: RecordSchema = _load(RECORDS[name])
    return record


def _load(spot: str) -> Any:
    module, _, attribute = spot.partition(":")
    return reduce(getattr, attribute.split("."), importlib.import_module(module))
