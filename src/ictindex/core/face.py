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
        "Finding": "findings",
        "Findings": "findings",
        "Methodology": "idi.methodology",
        "Observations": "data.observations",
        "Result": "idi.result",
        "accept": "validation.acceptance",
        "compute": "indices",
        "methodologies": "idi.methodology_choice",
        "methodology": "idi.methodology_choice",
        "open_edition": "editions.opening",
        "publish": "editions.publication",
        "questionnaire": "questionnaires.content",
        "read_economics": "data.economics",
        "read_observations": "data.observation_reader",
        "read_prices": "data.prices",
        "read_published": "data.published",
        "read_questionnaire": "questionnaires.reader",
        "read_tariffs": "data.tariffs",
        "select_sources": "sourcing.source_selection",
        "set_options": "i18n.translations",
        "validate": "validation.judging",
        "verify": "editions.verification",
        "what_if": "editions.scenarios",
    },
    "analysis": {
        "Score": "idi.single_score",
        "Series": "idi.series",
        "concat": "idi.series",
        "group_figures": "results.group_figures",
    },
    "data": {
        "Answers": "validation.responses",
        "Comparisons": "data.breakdowns",
        "Derived": "data.rates",
        "Economics": "data.economics",
        "Judgement": "validation.report",
        "Prices": "data.prices",
        "Published": "data.published",
        "Questionnaire": "questionnaires.content",
        "Receipt": "validation.receipts",
        "Submission": "questionnaires.submission",
        "Tariffs": "data.tariffs",
        "basket_definitions": "catalogue.baskets",
        "baskets": "catalogue.baskets",
        "class_shares": "data.source_notes",
        "classify_sources": "data.source_notes",
        "compare_breakdowns": "data.breakdowns",
        "currencies": "catalogue.currencies",
        "definition_of": "catalogue.baskets",
        "derive": "data.rates",
        "economies": "catalogue.economies",
        "groupings": "catalogue.economies",
        "groups": "catalogue.economies",
        "indicator_id": "catalogue.indicators",
        "indicators": "catalogue.indicators",
        "national_currencies": "catalogue.currencies",
        "read_answers": "validation.responses",
        "read_receipt": "validation.receipts",
        "status_codes": "catalogue.indicators",
        "write_sdmx_csv": "data.io.sdmx_csv",
    },
    "editions": {
        "BasketComparison": "editions.edition_comparison",
        "BasketCounterfactual": "editions.ipb.scenarios",
        "Counterfactual": "editions.scenarios",
        "DataRelease": "editions.opening",
        "Demonstration": "editions.demonstration",
        "Edition": "editions.edition",
        "EditionComparison": "editions.edition_comparison",
        "Editions": "editions.edition_list",
        "Erratum": "editions.errata",
        "Key": "editions.keys",
        "MethodologyComparison": "editions.methodology_comparison",
        "PublishedBaskets": "editions.ipb.open",
        "PublishedResult": "editions.opening",
        "Recomputation": "editions.recomputation",
        "Register": "editions.storage.register",
        "Report": "editions.verification_report",
        "Retraction": "editions.errata",
        "Signature": "editions.signature_checks",
        "Withdrawal": "editions.errata",
        "compare_editions": "editions.edition_comparison",
        "compare_methodologies": "editions.methodology_comparison",
        "demonstrate": "editions.demonstration",
        "list_editions": "editions.edition_list",
        "new_key": "editions.keys",
        "publish_erratum": "editions.erratum_publication",
        "read_keys": "editions.keys",
        "read_register": "editions.storage.register",
        "read_signatures": "editions.signature_checks",
        "recompute": "editions.recomputation",
        "release_data": "editions.data_release",
        "retract_erratum": "editions.retractions",
        "sign": "editions.signature_checks",
        "withdraw": "editions.withdrawals",
        "write_keys": "editions.keys",
    },
    "prices": {
        "BasketResult": "ipb.result",
        "Change": "prices.decomposition",
        "Decomposition": "prices.decomposition",
        "LinkedSeries": "prices.linking",
        "Parts": "prices.decomposition",
        "Points": "prices.price_points",
        "PriceIndex": "prices.index_numbers",
        "PriceSeries": "ipb.series",
        "bilateral_matrix": "prices.formulae",
        "chained": "prices.formulae",
        "decompose": "prices.decomposition",
        "fisher": "prices.formulae",
        "geks": "prices.formulae",
        "implied_quantities": "prices.formulae",
        "jevons": "prices.formulae",
        "laspeyres": "prices.formulae",
        "link": "prices.linking",
        "lowe": "prices.formulae",
        "paasche": "prices.formulae",
        "price_index": "prices.index_numbers",
        "price_observations": "ipb.to_idi",
        "read_baskets": "ipb.series_reader",
        "read_points": "prices.price_points",
        "split": "prices.decomposition",
        "tornqvist": "prices.formulae",
    },
    "sourcing": {
        "Calendar": "sourcing.calendar",
        "Consultations": "sourcing.consultations",
        "Selection": "sourcing.selection",
        "consultation_letter": "sourcing.letters",
        "official_shares": "sourcing.official_share",
        "read_consultations": "sourcing.consultation_reader",
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
        value = getattr(importlib.import_module(f"ictindex.{modules[name]}"), name)
        if isinstance(value, FunctionType):
            from ictindex.core.arguments import door

            value = door(value)
        setattr(sys.modules[package], name, value)
        return value

    names = sorted(modules)
    return names, load, lambda: names
