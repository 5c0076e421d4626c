"""The public names of the package, in one table that serves the package and its stubs.

A name is loaded when it is first used, so that importing the package takes almost no time. A name
that is not in this table is internal and may change without notice.
"""

from __future__ import annotations

import importlib
import sys
from collections.abc import Callable
from importlib.machinery import ModuleSpec
from types import FunctionType, ModuleType
from typing import Any

# Namespace, public name, and the module that defines it; "" is the top of the package.
PUBLIC_NAMES: dict[str, dict[str, str]] = {
    "": {
        "Finding": "ictindex.language.findings",
        "Findings": "ictindex.language.findings",
        "Methodology": "ictindex.indices.results.methodology",
        "Observations": "ictindex.data.observations",
        "Result": "ictindex.indices.idi.result",
        "accept": "ictindex.submissions.validation.acceptance",
        "compute": "ictindex.indices.index_protocols",
        "methodologies": "ictindex.indices.index_protocols",
        "methodology": "ictindex.indices.index_protocols",
        "open_edition": "ictindex.editions.opening",
        "publish": "ictindex.editions.publication",
        "questionnaire": "ictindex.submissions.questionnaires.content",
        "read_economics": "ictindex.data.economics",
        "read_observations": "ictindex.data.observation_reader",
        "read_prices": "ictindex.data.prices",
        "read_published": "ictindex.data.published_figures",
        "read_questionnaire": "ictindex.submissions.questionnaires.reader",
        "read_tariffs": "ictindex.data.tariffs",
        "select_sources": "ictindex.submissions.sourcing.source_selection",
        "set_options": "ictindex.language.i18n.translations",
        "site": "ictindex.publishing.website.site_build",
        "validate": "ictindex.submissions.validation.judging",
        "verify": "ictindex.editions.verification",
        "what_if": "ictindex.editions.scenarios",
    },
    "analysis": {
        "Areas": "ictindex.definitions.catalogue.areas",
        "Assumptions": "ictindex.analysis.uncertainty.assumptions",
        "Audit": "ictindex.analysis.audits.audit_report",
        "Chart": "ictindex.publishing.graphics.chart",
        "Convergence": "ictindex.analysis.divides.convergence_measures",
        "CountryResult": "ictindex.apps.desk.country_result",
        "Imputation": "ictindex.analysis.imputation.imputation",
        "ImputationSet": "ictindex.analysis.uncertainty.uncertain_factors",
        "OwnIndex": "ictindex.indices.results.own_index",
        "Requirements": "ictindex.analysis.strategic_targets.requirement_paths",
        "Robustness": "ictindex.analysis.uncertainty.robustness_analysis",
        "Score": "ictindex.indices.idi.single_score",
        "ScoreChange": "ictindex.analysis.change.score_change",
        "Sensitivity": "ictindex.analysis.uncertainty.sensitivity_indices",
        "Series": "ictindex.analysis.change.edition_series",
        "TargetProgress": "ictindex.analysis.strategic_targets.target_progress",
        "aggregate": "ictindex.analysis.lab.score_frames",
        "audit": "ictindex.analysis.audits.audit_report",
        "compute_country": "ictindex.apps.desk.country_result",
        "convergence": "ictindex.analysis.divides.convergence_measures",
        "correlation_flags": "ictindex.analysis.audits.correlation_tables",
        "correlations": "ictindex.analysis.audits.correlation_tables",
        "cronbach_alpha": "ictindex.analysis.audits.dimension_tables",
        "data_availability": "ictindex.analysis.audits.indicator_statistics",
        "denominate": "ictindex.analysis.lab.score_frames",
        "denominator_correlations": "ictindex.analysis.lab.score_frames",
        "describe": "ictindex.analysis.audits.indicator_statistics",
        "economy_summary": "ictindex.analysis.tables.result_tables",
        "effective_weights": "ictindex.analysis.audits.indicator_statistics",
        "explain_change": "ictindex.analysis.change.score_change",
        "frontier": "ictindex.analysis.strategic_targets.frontiers",
        "group_figures": "ictindex.indices.results.group_figures",
        "group_statistics": "ictindex.analysis.tables.group_summaries",
        "importance_weights": "ictindex.analysis.lab.derived_weights",
        "impute": "ictindex.analysis.imputation.imputation",
        "index": "ictindex.indices.results.own_index",
        "inequality": "ictindex.analysis.divides.inequality_measures",
        "most_dynamic": "ictindex.analysis.change.dynamic_economies",
        "nearest_peers": "ictindex.analysis.profiles.peer_profiles",
        "normalise": "ictindex.analysis.lab.score_frames",
        "outrank_matrix": "ictindex.analysis.lab.score_frames",
        "parity": "ictindex.analysis.divides.parity_ratios",
        "pca_weights": "ictindex.analysis.lab.derived_weights",
        "principal_components": "ictindex.analysis.audits.dimension_tables",
        "release_note": "ictindex.analysis.change.release_notes",
        "replaced_estimates": "ictindex.analysis.imputation.imputation_errors",
        "requirements": "ictindex.analysis.strategic_targets.requirement_paths",
        "robustness": "ictindex.analysis.uncertainty.robustness_analysis",
        "score_table": "ictindex.analysis.tables.result_tables",
        "screen": "ictindex.analysis.audits.indicator_statistics",
        "sensitivity": "ictindex.analysis.uncertainty.result_sensitivity",
        "series": "ictindex.analysis.change.edition_series",
        "sobol_indices": "ictindex.analysis.uncertainty.sensitivity_indices",
        "strengths": "ictindex.analysis.profiles.strength_ranks",
        "targets": "ictindex.definitions.catalogue.dated_targets",
        "track_targets": "ictindex.analysis.strategic_targets.target_progress",
        "treat": "ictindex.analysis.lab.outlier_treatment",
        "trends": "ictindex.analysis.change.growth_trends",
        "years_to_close": "ictindex.analysis.divides.gap_closing",
    },
    "data": {
        "Answer": "ictindex.submissions.validation.responses",
        "Answers": "ictindex.submissions.validation.responses",
        "Derived": "ictindex.data.rates",
        "Economics": "ictindex.data.economics",
        "Judgement": "ictindex.submissions.validation.report",
        "Prices": "ictindex.data.prices",
        "Published": "ictindex.data.published_figures",
        "Questionnaire": "ictindex.submissions.questionnaires.content",
        "Receipt": "ictindex.submissions.validation.receipts",
        "Submission": "ictindex.submissions.questionnaires.submission",
        "SubmissionFacts": "ictindex.data.tables.submission_facts",
        "Tariffs": "ictindex.data.tariffs",
        "ValidationContext": "ictindex.submissions.validation.context",
        "basket_definitions": "ictindex.definitions.catalogue.basket_list",
        "baskets": "ictindex.definitions.catalogue.basket_list",
        "check_core_list": "ictindex.data.core_list_check",
        "citation": "ictindex.definitions.catalogue.licence_notices",
        "citations": "ictindex.definitions.catalogue.licence_notices",
        "class_shares": "ictindex.data.source_notes",
        "classify_sources": "ictindex.data.source_notes",
        "code_names": "ictindex.definitions.catalogue.column_codes",
        "compare_breakdowns": "ictindex.data.breakdowns",
        "compare_documents": "ictindex.definitions.documents.diff",
        "currencies": "ictindex.definitions.catalogue.currency_list",
        "data_source": "ictindex.definitions.catalogue.licences",
        "core_list": "ictindex.indices.results.core_list_page",
        "core_list_template": "ictindex.data.core_list_check",
        "data_sources": "ictindex.definitions.catalogue.licences",
        "definition_of": "ictindex.definitions.catalogue.basket_list",
        "derive": "ictindex.data.rates",
        "designations": "ictindex.language.i18n.designations",
        "economies": "ictindex.definitions.catalogue.economies",
        "groupings": "ictindex.definitions.catalogue.economies",
        "groups": "ictindex.definitions.catalogue.economies",
        "indicator_id": "ictindex.definitions.catalogue.indicators",
        "indicators": "ictindex.definitions.catalogue.indicators",
        "licence_blocks": "ictindex.definitions.catalogue.licence_notices",
        "licence_lines": "ictindex.definitions.catalogue.licence_notices",
        "licence_notices": "ictindex.definitions.catalogue.licence_notices",
        "fill_questionnaire": "ictindex.submissions.questionnaires.current_values",
        "licence_of": "ictindex.definitions.catalogue.licences",
        "licence_records": "ictindex.definitions.catalogue.licence_notices",
        "licences": "ictindex.definitions.catalogue.licences",
        "mandates": "ictindex.indices.results.mandate_page",
        "name_codes": "ictindex.language.i18n.frame_names",
        "national_currencies": "ictindex.definitions.catalogue.currency_list",
        "not_for_publication": "ictindex.definitions.catalogue.licence_notices",
        "own_source": "ictindex.definitions.catalogue.licences",
        "read_answers": "ictindex.submissions.validation.responses",
        "read_receipt": "ictindex.submissions.validation.receipts",
        "read_sdmx_csv": "ictindex.data.exchange.sdmx_csv_file",
        "renew_questionnaire": "ictindex.submissions.questionnaires.renewal",
        "require_joinable": "ictindex.definitions.catalogue.licences",
        "require_licence": "ictindex.definitions.catalogue.licences",
        "schema": "ictindex.data.json_schemas",
        "schemas": "ictindex.data.json_schemas",
        "status_codes": "ictindex.definitions.catalogue.indicators",
        "suggest_layout": "ictindex.data.layout_suggestions",
        "write_sdg_csv": "ictindex.data.exchange.sdg_rows",
        "write_sdmx_csv": "ictindex.data.exchange.sdmx_csv_file",
        "write_structure": "ictindex.data.exchange.structure_file",
    },
    "editions": {
        "BasketCounterfactual": "ictindex.indices.ipb.counterfactual",
        "Counterfactual": "ictindex.indices.idi.counterfactual",
        "DataRelease": "ictindex.editions.opened_edition",
        "Demonstration": "ictindex.editions.demonstration",
        "Edition": "ictindex.editions.edition",
        "Erratum": "ictindex.editions.errata",
        "Key": "ictindex.editions.keys",
        "MethodologyComparison": "ictindex.editions.methodology_comparison",
        "PublishedBaskets": "ictindex.editions.opened_results",
        "PublishedResult": "ictindex.editions.opened_results",
        "PublisherChain": "ictindex.editions.publisher_chain",
        "PublisherKey": "ictindex.editions.publisher_keys",
        "Register": "ictindex.editions.storage.register",
        "Report": "ictindex.editions.verification_report",
        "change_publisher_keys": "ictindex.editions.publisher_keys",
        "compare_editions": "ictindex.editions.edition_comparison",
        "compare_methodologies": "ictindex.editions.methodology_comparison",
        "demonstrate": "ictindex.editions.demonstration",
        "list_editions": "ictindex.editions.edition_list",
        "new_key": "ictindex.editions.keys",
        "new_publisher": "ictindex.editions.publisher_keys",
        "prove": "ictindex.editions.receipt_proof",
        "publish_erratum": "ictindex.editions.erratum_publication",
        "read_keys": "ictindex.editions.keys",
        "read_publisher": "ictindex.editions.publisher_chain",
        "read_register": "ictindex.editions.storage.register",
        "read_signatures": "ictindex.editions.signature_checks",
        "recompute": "ictindex.editions.recomputation",
        "release_data": "ictindex.editions.data_release",
        "retract_erratum": "ictindex.editions.erratum_publication",
        "sign": "ictindex.editions.signature_checks",
        "withdraw": "ictindex.editions.withdrawals",
        "write_keys": "ictindex.editions.keys",
    },
    "prices": {
        "BasketResult": "ictindex.indices.ipb.result",
        "Decomposition": "ictindex.indices.prices.decomposition",
        "LinkedSeries": "ictindex.indices.prices.linking",
        "PriceSeries": "ictindex.indices.ipb.price_series",
        "PublishedMedians": "ictindex.indices.ipb.published_medians",
        "bilateral_matrix": "ictindex.indices.prices.formulae",
        "breaks": "ictindex.indices.ipb.series_breaks",
        "chained": "ictindex.indices.prices.formulae",
        "decompose": "ictindex.indices.prices.decomposition",
        "deflate": "ictindex.indices.prices.real_prices",
        "fisher": "ictindex.indices.prices.formulae",
        "geks": "ictindex.indices.prices.formulae",
        "implied_quantities": "ictindex.indices.prices.formulae",
        "jevons": "ictindex.indices.prices.formulae",
        "laspeyres": "ictindex.indices.prices.formulae",
        "link": "ictindex.indices.prices.linking",
        "lowe": "ictindex.indices.prices.formulae",
        "paasche": "ictindex.indices.prices.formulae",
        "price_index": "ictindex.indices.prices.index_numbers",
        "price_observations": "ictindex.indices.ipb.to_idi",
        "read_baskets": "ictindex.indices.ipb.series_reader",
        "read_medians": "ictindex.indices.ipb.published_medians",
        "read_points": "ictindex.indices.prices.price_points",
        "split": "ictindex.indices.prices.decomposition",
        "tornqvist": "ictindex.indices.prices.formulae",
    },
    "reports": {
        "AnnualReport": "ictindex.publishing.reports.yearly_report",
        "CountryNote": "ictindex.publishing.reports.economy_note",
        "OptionsPaper": "ictindex.publishing.reports.review_paper",
        "ProgressReport": "ictindex.publishing.reports.council_report",
        "annual_report": "ictindex.publishing.reports.yearly_report",
        "country_note": "ictindex.publishing.reports.economy_note",
        "framework_report": "ictindex.publishing.reports.framework_report",
        "national_sources": "ictindex.publishing.reports.national_sources",
        "options_paper": "ictindex.publishing.reports.review_paper",
        "progress_report": "ictindex.publishing.reports.council_report",
    },
    "review": {
        "Comments": "ictindex.analysis.methodology_review.comments",
        "FrozenComments": "ictindex.analysis.methodology_review.frozen_comments",
        "PublicComments": "ictindex.analysis.methodology_review.public_comments",
        "SimulationPack": "ictindex.analysis.methodology_review.economy_simulations",
        "assess_proposal": "ictindex.analysis.methodology_review.proposal_assessment",
        "freeze_comments": "ictindex.analysis.methodology_review.frozen_comments",
        "read_comments": "ictindex.analysis.methodology_review.comment_reader",
        "read_frozen_comments": "ictindex.analysis.methodology_review.frozen_comments",
        "read_proposal": "ictindex.analysis.methodology_review.indicator_proposals",
        "read_proposals": "ictindex.analysis.methodology_review.indicator_proposals",
        "read_public_comments": "ictindex.analysis.methodology_review.comment_reader",
        "simulation_pack": "ictindex.analysis.methodology_review.economy_simulations",
    },
    "rounds": {
        "Office": "ictindex.submissions.closed.offices",
        "Offices": "ictindex.submissions.closed.offices",
        "PublicSearch": "ictindex.submissions.closed.public_search",
        "RoundFolder": "ictindex.submissions.closed.round_folder",
        "RoundSettings": "ictindex.submissions.closed.round_settings",
        "RoundSteps": "ictindex.apps.rounds.season_operations",
        "WithdrawnCell": "ictindex.submissions.closed.part_workbooks",
        "WrongFigure": "ictindex.apps.rounds.round_errata",
        "accept_delivery": "ictindex.apps.rounds.round_acceptance",
        "amend_round": "ictindex.apps.rounds.round_opening",
        "announce_release": "ictindex.apps.rounds.announcements",
        "archive_round": "ictindex.apps.rounds.round_archive",
        "check_archive": "ictindex.apps.rounds.round_archive",
        "check_round": "ictindex.apps.rounds.round_check",
        "clear_release": "ictindex.apps.rounds.clearance",
        "collect_table": "ictindex.apps.rounds.collection",
        "consult_states": "ictindex.apps.rounds.round_consultation",
        "destroy_workbooks": "ictindex.apps.rounds.retention",
        "dispatch_round": "ictindex.apps.rounds.dispatch",
        "embargo_round": "ictindex.apps.rounds.round_release",
        "extend_state": "ictindex.apps.rounds.reminders",
        "find_emptied": "ictindex.submissions.closed.part_workbooks",
        "hand_over": "ictindex.apps.rounds.handover",
        "hear_state": "ictindex.apps.rounds.round_errata",
        "join_parts": "ictindex.submissions.closed.part_workbooks",
        "new_round": "ictindex.apps.rounds.round_opening",
        "open_round": "ictindex.submissions.closed.round_folder",
        "propose_settings": "ictindex.apps.rounds.round_opening",
        "publication_clock": "ictindex.apps.rounds.publication_clock",
        "read_offices": "ictindex.submissions.closed.offices",
        "receive_file": "ictindex.apps.rounds.reception",
        "record_erratum": "ictindex.apps.rounds.round_errata",
        "record_objection": "ictindex.apps.rounds.previews",
        "record_reply": "ictindex.apps.rounds.round_consultation",
        "refuse_state": "ictindex.apps.rounds.reminders",
        "release_round": "ictindex.apps.rounds.round_release",
        "remind_states": "ictindex.apps.rounds.reminders",
        "report_error": "ictindex.apps.rounds.round_errata",
        "retain_workbooks": "ictindex.apps.rounds.retention",
        "rotate_key": "ictindex.apps.rounds.key_rotation",
        "search_public": "ictindex.apps.rounds.round_release",
        "send_previews": "ictindex.apps.rounds.previews",
        "settle_objection": "ictindex.apps.rounds.previews",
        "status": "ictindex.apps.rounds.round_status",
    },
    "sourcing": {
        "Calendar": "ictindex.submissions.sourcing.calendar",
        "Consultations": "ictindex.submissions.sourcing.consultations",
        "Selection": "ictindex.submissions.sourcing.selection",
        "consultation_letter": "ictindex.submissions.sourcing.letters",
        "new_inventory": "ictindex.submissions.sourcing.national_inventory",
        "official_shares": "ictindex.submissions.sourcing.official_share",
        "read_consultations": "ictindex.submissions.sourcing.consultation_reader",
        "read_inventory": "ictindex.submissions.sourcing.inventory_reader",
    },
    "surveys": {
        "estimate": "ictindex.submissions.surveys.survey_estimates",
        "list_indicators": "ictindex.definitions.documents.survey_indicator_list",
        "make_form": "ictindex.submissions.surveys.survey_form",
        "merge_cells": "ictindex.submissions.surveys.cell_merging",
        "plan_cells": "ictindex.submissions.surveys.cell_plan",
        "read_cells": "ictindex.submissions.surveys.cell_files",
        "read_survey": "ictindex.submissions.surveys.survey_estimates",
        "release": "ictindex.submissions.surveys.estimate_release",
        "suggest_mapping": "ictindex.submissions.surveys.mapping_suggestions",
        "sum_cells": "ictindex.submissions.surveys.cell_pass",
        "write_cells": "ictindex.submissions.surveys.cell_files",
    },
    "training": {
        "build": "ictindex.publishing.training.course_files",
        "exercises": "ictindex.publishing.training.course",
    },
}
# What the functions of a namespace return, and its parts, where nobody makes them or needs their
# names: they are no names of it, and the reference describes their attributes under the namespace.
RECORDS: dict[str, dict[str, str]] = {
    "analysis": {
        "Break": "ictindex.analysis.change.edition_series",
        "ChangeStep": "ictindex.analysis.change.economy_change",
        "Commentary": "ictindex.language.commentary_page",
        "CountryInput": "ictindex.apps.desk.country_inputs",
        "DynamicEconomies": "ictindex.analysis.change.dynamic_economies",
        "EconomyChange": "ictindex.analysis.change.economy_change",
        "EditionFigures": "ictindex.analysis.tables.edition_figures",
        "Explanation": "ictindex.indices.idi.explain",
        "Frontier": "ictindex.analysis.strategic_targets.frontiers",
        "GroupStatistics": "ictindex.analysis.tables.group_summaries",
        "ImportanceWeights": "ictindex.analysis.lab.derived_weights",
        "ImputationErrors": "ictindex.analysis.imputation.imputation_errors",
        "ImputedCell": "ictindex.analysis.imputation.imputation",
        "Inequality": "ictindex.analysis.divides.inequality_measures",
        "InputFact": "ictindex.analysis.change.change_inputs",
        "LeftOut": "ictindex.analysis.imputation.imputation_errors",
        "NearestPeers": "ictindex.analysis.profiles.peer_profiles",
        "OutlierTreatment": "ictindex.analysis.lab.outlier_treatment",
        "Parity": "ictindex.analysis.divides.parity_ratios",
        "PrincipalComponents": "ictindex.analysis.audits.dimension_tables",
        "RankChange": "ictindex.analysis.change.rank_split",
        "ReleaseNote": "ictindex.analysis.change.release_notes",
        "ReplacedEstimate": "ictindex.analysis.imputation.imputation_errors",
        "ReplacedEstimates": "ictindex.analysis.imputation.imputation_errors",
        "Strengths": "ictindex.analysis.profiles.strength_ranks",
        "Target": "ictindex.definitions.catalogue.dated_targets",
        "TargetDocument": "ictindex.definitions.catalogue.dated_targets",
        "TargetFigure": "ictindex.analysis.strategic_targets.target_status",
        "TargetStatus": "ictindex.analysis.strategic_targets.target_status",
        "Trend": "ictindex.analysis.change.growth_trends",
        "Trends": "ictindex.analysis.change.growth_trends",
        "Unexplained": "ictindex.analysis.change.score_change",
        "YearsToClose": "ictindex.analysis.divides.gap_closing",
    },
    "data": {
        "Address": "ictindex.language.findings",
        "Basket": "ictindex.definitions.catalogue.basket_list",
        "BasketDefinition": "ictindex.definitions.catalogue.basket_list",
        "Cause": "ictindex.submissions.validation.causes",
        "CellChange": "ictindex.submissions.validation.causes",
        "CellCorrection": "ictindex.data.tables.corrections",
        "CellCorrections": "ictindex.data.tables.corrections",
        "Comparisons": "ictindex.data.breakdowns",
        "Currency": "ictindex.definitions.catalogue.currency_list",
        "DataSource": "ictindex.definitions.catalogue.licences",
        "Designations": "ictindex.language.i18n.designations",
        "DocumentChange": "ictindex.definitions.documents.diff",
        "Economy": "ictindex.definitions.catalogue.economies",
        "FindingGroup": "ictindex.submissions.validation.causes",
        "Grouping": "ictindex.definitions.catalogue.economies",
        "Indicator": "ictindex.definitions.catalogue.indicators",
        "Licence": "ictindex.definitions.catalogue.licences",
        "Mandates": "ictindex.indices.results.mandate_page",
        "RuleFinding": "ictindex.submissions.validation.rule_outcomes",
        "Witness": "ictindex.submissions.validation.causes",
    },
    "editions": {
        "BasketComparison": "ictindex.editions.edition_comparison",
        "Correction": "ictindex.indices.results.what_if",
        "EditionComparison": "ictindex.editions.edition_comparison",
        "Editions": "ictindex.editions.edition_list",
        "Move": "ictindex.editions.methodology_comparison",
        "Problem": "ictindex.editions.verification_report",
        "Proof": "ictindex.editions.receipt_proof",
        "PublisherCheck": "ictindex.editions.publisher_checks",
        "PublisherRecord": "ictindex.editions.publisher_chain",
        "Recomputation": "ictindex.editions.recomputation",
        "Retraction": "ictindex.editions.errata",
        "Signature": "ictindex.editions.signature_checks",
        "Withdrawal": "ictindex.editions.withdrawals",
    },
    "prices": {
        "Alternative": "ictindex.indices.ipb.cheapest",
        "Beyond": "ictindex.indices.ipb.cheapest",
        "Change": "ictindex.indices.prices.decomposition",
        "Cost": "ictindex.indices.prices.decomposition",
        "Datum": "ictindex.indices.ipb.inputs",
        "EconomyPrice": "ictindex.indices.ipb.economy_prices",
        "Line": "ictindex.indices.ipb.cheapest",
        "Need": "ictindex.indices.ipb.tariff_prices",
        "Parts": "ictindex.indices.prices.decomposition",
        "Points": "ictindex.indices.prices.price_points",
        "PriceIndex": "ictindex.indices.prices.index_numbers",
        "Proof": "ictindex.indices.ipb.solver.problem",
        "Provenance": "ictindex.indices.ipb.inputs",
        "Purchase": "ictindex.indices.ipb.cheapest",
        "RealPrices": "ictindex.indices.prices.real_prices",
        "SeriesBreak": "ictindex.indices.ipb.series_breaks",
        "SeriesBreaks": "ictindex.indices.ipb.series_breaks",
    },
    "review": {
        "Comment": "ictindex.analysis.methodology_review.comments",
        "ConstantStep": "ictindex.analysis.methodology_review.economy_simulations",
        "EconomySimulation": "ictindex.analysis.methodology_review.economy_simulations",
        "NodeMove": "ictindex.analysis.methodology_review.economy_simulations",
        "PublicComment": "ictindex.analysis.methodology_review.public_comments",
        "Withheld": "ictindex.analysis.methodology_review.withheld_counts",
    },
    "rounds": {
        "Destruction": "ictindex.apps.rounds.retention",
        "Event": "ictindex.submissions.closed.event_register",
        "EventRegister": "ictindex.submissions.closed.event_register",
        "Handover": "ictindex.apps.rounds.handover",
        "JoinedParts": "ictindex.submissions.closed.part_workbooks",
        "PublicationClock": "ictindex.apps.rounds.publication_clock",
        "RoundDays": "ictindex.submissions.closed.round_settings",
        "RoundPins": "ictindex.submissions.closed.round_settings",
        "RoundPublisher": "ictindex.submissions.closed.round_settings",
        "RoundStatus": "ictindex.apps.rounds.round_status",
    },
    "sourcing": {
        "Consultation": "ictindex.submissions.sourcing.consultations",
    },
    "training": {
        "Exercise": "ictindex.publishing.training.exercise",
    },
}
NAMESPACES = tuple(name for name in PUBLIC_NAMES if name)
# Rooms that have the name of a namespace: the package itself serves its names.
NAMESPACE_ROOMS = ("analysis", "data", "editions")
_PURPOSES = {
    "prices": "Price baskets over time: index numbers, links across breaks, decompositions.",
    "reports": "Reports for the public: annual report, country note, progress, options.",
    "review": "Review of a methodology: comments of members, and what a proposal changes.",
    "rounds": "The round of a year, from dispatch to handover: for the compilers of an index.",
    "sourcing": "Official data first, another source only in their absence and after consultation.",
    "surveys": "Indicators from the records of a household survey, with their errors.",
    "training": "Exercises on economies that do not exist, with solutions that are computed.",
}


def load_lazily(
    package: str, namespace: str
) -> tuple[list[str], Callable[[str], Any], Callable[[], list[str]]]:
    """Return ``__all__``, ``__getattr__`` and ``__dir__`` of a package for a namespace."""
    modules = PUBLIC_NAMES[namespace]

    def load(name: str) -> Any:
        if name not in modules:
            raise AttributeError(f"module {package!r} has no attribute {name!r}")
        try:
            value = getattr(importlib.import_module(modules[name]), name)
        except ModuleNotFoundError as error:
            from ictindex.core.higher_rooms import name_absent_room

            name_absent_room(error, f"{namespace}.{name}".lstrip("."))
            raise
        # A function without arguments that keeps its answer is a function too.
        if isinstance(value, FunctionType) or hasattr(value, "cache_info"):
            from ictindex.core.arguments import door
            from ictindex.core.lazy_names import complete_annotations

            complete_annotations(value.__module__)
            value = door(value)
        setattr(sys.modules[package], name, value)
        return value

    names = sorted(modules)
    return names, load, lambda: names


def make_namespaces(package: str) -> None:
    """Put the namespaces that are no room into ``sys.modules``, so that they can be imported.

    A namespace is for users, a room for developers: ``ictindex.prices`` stays where it is, wherever
    the modules behind its names are.
    """
    for name, purpose in _PURPOSES.items():
        _make_namespace(package, name, purpose)


def _make_namespace(package: str, name: str, purpose: str) -> ModuleType:
    namespace = ModuleType(f"{package}.{name}", purpose)
    namespace.__spec__ = ModuleSpec(namespace.__name__, None)
    names, load, list_names = load_lazily(namespace.__name__, name)
    vars(namespace).update(__all__=names, __getattr__=load, __dir__=list_names)
    sys.modules[namespace.__name__] = namespace
    return namespace


def load_namespace(package: str, name: str) -> ModuleType:
    """Import a namespace; without its room it has the names that other rooms give it."""
    try:
        return importlib.import_module(f"{package}.{name}")
    except ModuleNotFoundError as error:
        if error.name != f"{package}.{name}":
            raise
        return _make_namespace(package, name, "")
