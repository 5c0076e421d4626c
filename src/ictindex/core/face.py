"""The public names of the package, in one table that serves the package and its stubs.

A name is loaded when it is first used, so that importing the package costs next to nothing. What
is not in this table is internal and may change without notice.
"""

from __future__ import annotations

import importlib
import sys
from collections.abc import Callable
from types import FunctionType
from typing import Any

# Namespace, public name, and the module that defines it; "" is the top of the package.
PUBLIC_NAMES: dict[str, dict[str, str]] = {
    "": {
        "Finding": "ictindex.findings",
        "Findings": "ictindex.findings",
        "Methodology": "ictindex.results.methodology",
        "Observations": "ictindex.data.observations",
        "Result": "ictindex.idi.result",
        "accept": "ictindex.validation.acceptance",
        "compute": "ictindex.indices",
        "methodologies": "ictindex.indices",
        "methodology": "ictindex.indices",
        "open_edition": "ictindex.editions.opening",
        "publish": "ictindex.editions.publication",
        "questionnaire": "ictindex.questionnaires.content",
        "read_economics": "ictindex.data.economics",
        "read_observations": "ictindex.data.observation_reader",
        "read_prices": "ictindex.data.prices",
        "read_published": "ictindex.data.published",
        "read_questionnaire": "ictindex.questionnaires.reader",
        "read_tariffs": "ictindex.data.tariffs",
        "select_sources": "ictindex.sourcing.source_selection",
        "set_options": "ictindex.i18n.translations",
        "validate": "ictindex.validation.judging",
        "verify": "ictindex.editions.verification",
        "what_if": "ictindex.editions.scenarios",
    },
    "analysis": {
        "CountryInput": "ictindex.desk.country_inputs",
        "CountryResult": "ictindex.desk.country_result",
        "Explanation": "ictindex.idi.explain",
        "ImputedCell": "ictindex.analysis.imputation",
        "Imputation": "ictindex.analysis.imputation",
        "ImputationErrors": "ictindex.analysis.imputation_errors",
        "LeftOut": "ictindex.analysis.imputation_errors",
        "ReplacedEstimate": "ictindex.analysis.imputation_errors",
        "ReplacedEstimates": "ictindex.analysis.imputation_errors",
        "Score": "ictindex.idi.single_score",
        "Sensitivity": "ictindex.analysis.sensitivity_indices",
        "Series": "ictindex.analysis.edition_series",
        "ShapleyEffects": "ictindex.analysis.shapley_shares",
        "compute_country": "ictindex.desk.country_result",
        "concat": "ictindex.analysis.edition_series",
        "group_figures": "ictindex.results.group_figures",
        "impute": "ictindex.analysis.imputation",
        "replaced_estimates": "ictindex.analysis.imputation_errors",
        "shapley_effects": "ictindex.analysis.shapley_shares",
        "sobol_indices": "ictindex.analysis.sensitivity_indices",
    },
    "data": {
        "Address": "ictindex.findings",
        "Answer": "ictindex.validation.responses",
        "Answers": "ictindex.validation.responses",
        "Basket": "ictindex.catalogue.baskets",
        "BasketDefinition": "ictindex.catalogue.baskets",
        "Cause": "ictindex.validation.causes",
        "CellChange": "ictindex.validation.causes",
        "Comparisons": "ictindex.data.breakdowns",
        "Currency": "ictindex.catalogue.currencies",
        "Derived": "ictindex.data.rates",
        "DocumentChange": "ictindex.documents.diff",
        "Economics": "ictindex.data.economics",
        "Economy": "ictindex.catalogue.economies",
        "FindingGroup": "ictindex.validation.causes",
        "Grouping": "ictindex.catalogue.economies",
        "Indicator": "ictindex.catalogue.indicators",
        "Judgement": "ictindex.validation.report",
        "Prices": "ictindex.data.prices",
        "Published": "ictindex.data.published",
        "Questionnaire": "ictindex.questionnaires.content",
        "Receipt": "ictindex.validation.receipts",
        "RuleFinding": "ictindex.validation.rule_outcomes",
        "Submission": "ictindex.questionnaires.submission",
        "SubmissionFacts": "ictindex.data.tables.submission_facts",
        "Tariffs": "ictindex.data.tariffs",
        "ValidationContext": "ictindex.validation.context",
        "basket_definitions": "ictindex.catalogue.baskets",
        "baskets": "ictindex.catalogue.baskets",
        "class_shares": "ictindex.data.source_notes",
        "classify_sources": "ictindex.data.source_notes",
        "compare_breakdowns": "ictindex.data.breakdowns",
        "compare_documents": "ictindex.documents.diff",
        "currencies": "ictindex.catalogue.currencies",
        "definition_of": "ictindex.catalogue.baskets",
        "derive": "ictindex.data.rates",
        "economies": "ictindex.catalogue.economies",
        "groupings": "ictindex.catalogue.economies",
        "groups": "ictindex.catalogue.economies",
        "indicator_id": "ictindex.catalogue.indicators",
        "indicators": "ictindex.catalogue.indicators",
        "national_currencies": "ictindex.catalogue.currencies",
        "read_answers": "ictindex.validation.responses",
        "read_receipt": "ictindex.validation.receipts",
        "renew_questionnaire": "ictindex.questionnaires.renewal",
        "status_codes": "ictindex.catalogue.indicators",
        "write_sdmx_csv": "ictindex.data.sdmx_writer",
    },
    "editions": {
        "BasketComparison": "ictindex.editions.edition_comparison",
        "BasketCounterfactual": "ictindex.ipb.counterfactual",
        "Correction": "ictindex.results.what_if",
        "Counterfactual": "ictindex.idi.counterfactual",
        "DataRelease": "ictindex.editions.opened",
        "Demonstration": "ictindex.editions.demonstration",
        "Edition": "ictindex.editions.edition",
        "EditionComparison": "ictindex.editions.edition_comparison",
        "Editions": "ictindex.editions.edition_list",
        "Erratum": "ictindex.editions.errata",
        "Key": "ictindex.editions.keys",
        "MethodologyComparison": "ictindex.editions.methodology_comparison",
        "Move": "ictindex.editions.methodology_comparison",
        "Problem": "ictindex.editions.verification_report",
        "PublishedBaskets": "ictindex.editions.opened_results",
        "PublishedResult": "ictindex.editions.opened_results",
        "Recomputation": "ictindex.editions.recomputation",
        "Register": "ictindex.editions.storage.register",
        "Report": "ictindex.editions.verification_report",
        "Retraction": "ictindex.editions.errata",
        "Signature": "ictindex.editions.signature_checks",
        "Withdrawal": "ictindex.editions.withdrawals",
        "compare_editions": "ictindex.editions.edition_comparison",
        "compare_methodologies": "ictindex.editions.methodology_comparison",
        "demonstrate": "ictindex.editions.demonstration",
        "list_editions": "ictindex.editions.edition_list",
        "new_key": "ictindex.editions.keys",
        "publish_erratum": "ictindex.editions.erratum_publication",
        "read_keys": "ictindex.editions.keys",
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
        "Alternative": "ictindex.ipb.cheapest",
        "BasketResult": "ictindex.ipb.result",
        "Beyond": "ictindex.ipb.cheapest",
        "Change": "ictindex.prices.decomposition",
        "Cost": "ictindex.prices.decomposition",
        "Datum": "ictindex.ipb.inputs",
        "Decomposition": "ictindex.prices.decomposition",
        "EconomyPrice": "ictindex.ipb.economy_prices",
        "Line": "ictindex.ipb.cheapest",
        "LinkedSeries": "ictindex.prices.linking",
        "Need": "ictindex.ipb.offers",
        "Parts": "ictindex.prices.decomposition",
        "Points": "ictindex.prices.price_points",
        "PriceIndex": "ictindex.prices.index_numbers",
        "PriceSeries": "ictindex.ipb.price_series",
        "Proof": "ictindex.optimisation.problem",
        "Provenance": "ictindex.ipb.inputs",
        "Purchase": "ictindex.ipb.cheapest",
        "bilateral_matrix": "ictindex.prices.formulae",
        "chained": "ictindex.prices.formulae",
        "decompose": "ictindex.prices.decomposition",
        "fisher": "ictindex.prices.formulae",
        "geks": "ictindex.prices.formulae",
        "implied_quantities": "ictindex.prices.formulae",
        "jevons": "ictindex.prices.formulae",
        "laspeyres": "ictindex.prices.formulae",
        "link": "ictindex.prices.linking",
        "lowe": "ictindex.prices.formulae",
        "paasche": "ictindex.prices.formulae",
        "price_index": "ictindex.prices.index_numbers",
        "price_observations": "ictindex.ipb.to_idi",
        "read_baskets": "ictindex.ipb.series_reader",
        "read_points": "ictindex.prices.price_points",
        "split": "ictindex.prices.decomposition",
        "tornqvist": "ictindex.prices.formulae",
    },
    "sourcing": {
        "Calendar": "ictindex.sourcing.calendar",
        "Consultation": "ictindex.sourcing.consultations",
        "Consultations": "ictindex.sourcing.consultations",
        "Selection": "ictindex.sourcing.selection",
        "consultation_letter": "ictindex.sourcing.letters",
        "official_shares": "ictindex.sourcing.official_share",
        "read_consultations": "ictindex.sourcing.consultation_reader",
    },
}
NAMESPACES = tuple(name for name in PUBLIC_NAMES if name)


def load_lazily(
    package: str, namespace: str
) -> tuple[list[str], Callable[[str], Any], Callable[[], list[str]]]:
    """Return ``__all__``, ``__getattr__`` and ``__dir__`` of a package for a namespace."""
    modules = PUBLIC_NAMES[namespace]

    def load(name: str) -> Any:
        if name not in modules:
            raise AttributeError(f"module {package!r} has no attribute {name!r}")
        value = getattr(importlib.import_module(modules[name]), name)
        if isinstance(value, FunctionType):
            from ictindex.core.arguments import door

            value = door(value)
        setattr(sys.modules[package], name, value)
        return value

    names = sorted(modules)
    return names, load, lambda: names
