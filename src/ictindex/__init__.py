"""ICT Development Index and ICT Price Basket, computed exactly as published.

Importing the package reads nothing and starts nothing: every name is loaded when first used.
"""

from __future__ import annotations

import importlib
from types import FunctionType
from typing import TYPE_CHECKING, Any

from ictindex import errors

if TYPE_CHECKING:
    from pathlib import Path

    from ictindex import analysis as analysis
    from ictindex import catalogue as catalogue
    from ictindex import documents as documents
    from ictindex import engine as engine
    from ictindex import terms as terms
    from ictindex.archive import BasketComparison as BasketComparison
    from ictindex.archive import BasketCounterfactual as BasketCounterfactual
    from ictindex.archive import Counterfactual as Counterfactual
    from ictindex.archive import DataRelease as DataRelease
    from ictindex.archive import Demonstration as Demonstration
    from ictindex.archive import Edition as Edition
    from ictindex.archive import EditionComparison as EditionComparison
    from ictindex.archive import Editions as Editions
    from ictindex.archive import Erratum as Erratum
    from ictindex.archive import Key as Key
    from ictindex.archive import MethodologyComparison as MethodologyComparison
    from ictindex.archive import PublishedBaskets as PublishedBaskets
    from ictindex.archive import PublishedResult as PublishedResult
    from ictindex.archive import Recomputation as Recomputation
    from ictindex.archive import Register as Register
    from ictindex.archive import Report as Report
    from ictindex.archive import Retraction as Retraction
    from ictindex.archive import Signature as Signature
    from ictindex.archive import Withdrawal as Withdrawal
    from ictindex.archive import compare_editions as compare_editions
    from ictindex.archive import compare_methodologies as compare_methodologies
    from ictindex.archive import demonstrate as demonstrate
    from ictindex.archive import editions as editions
    from ictindex.archive import new_key as new_key
    from ictindex.archive import open_edition as open_edition
    from ictindex.archive import publish as publish
    from ictindex.archive import publish_erratum as publish_erratum
    from ictindex.archive import read_keys as read_keys
    from ictindex.archive import read_register as read_register
    from ictindex.archive import recompute as recompute
    from ictindex.archive import release_data as release_data
    from ictindex.archive import retract_erratum as retract_erratum
    from ictindex.archive import sign as sign
    from ictindex.archive import signatures as signatures
    from ictindex.archive import verify as verify
    from ictindex.archive import what_if as what_if
    from ictindex.archive import withdraw as withdraw
    from ictindex.archive import write_keys as write_keys
    from ictindex.findings import Finding as Finding
    from ictindex.findings import Findings as Findings
    from ictindex.indices import BasketResult as BasketResult
    from ictindex.indices import Methodology as Methodology
    from ictindex.indices import PriceSeries as PriceSeries
    from ictindex.indices import Result as Result
    from ictindex.indices import Score as Score
    from ictindex.indices import Series as Series
    from ictindex.indices import compute as compute
    from ictindex.indices import concat as concat
    from ictindex.indices import group_figures as group_figures
    from ictindex.indices import methodologies as methodologies
    from ictindex.indices import methodology as methodology
    from ictindex.indices import price_observations as price_observations
    from ictindex.indices import read_baskets as read_baskets
    from ictindex.observations import Comparisons as Comparisons
    from ictindex.observations import Derived as Derived
    from ictindex.observations import Observations as Observations
    from ictindex.observations import Published as Published
    from ictindex.observations import class_shares as class_shares
    from ictindex.observations import classified as classified
    from ictindex.observations import compare_breakdowns as compare_breakdowns
    from ictindex.observations import derive as derive
    from ictindex.observations import read_observations as read_observations
    from ictindex.observations import read_published as read_published
    from ictindex.observations import write_sdmx_csv as write_sdmx_csv
    from ictindex.questionnaires import Questionnaire as Questionnaire
    from ictindex.questionnaires import Submission as Submission
    from ictindex.questionnaires import questionnaire as questionnaire
    from ictindex.questionnaires import read_questionnaire as read_questionnaire
    from ictindex.sourcing import Calendar as Calendar
    from ictindex.sourcing import Consultations as Consultations
    from ictindex.sourcing import Selection as Selection
    from ictindex.sourcing import consultation_letter as consultation_letter
    from ictindex.sourcing import official_shares as official_shares
    from ictindex.sourcing import read_consultations as read_consultations
    from ictindex.sourcing import select_sources as select_sources
    from ictindex.tariffs import Economics as Economics
    from ictindex.tariffs import Prices as Prices
    from ictindex.tariffs import Tariffs as Tariffs
    from ictindex.tariffs import read_economics as read_economics
    from ictindex.tariffs import read_prices as read_prices
    from ictindex.tariffs import read_tariffs as read_tariffs
    from ictindex.terms import set_options as set_options
    from ictindex.validation import Answers as Answers
    from ictindex.validation import Judgement as Judgement
    from ictindex.validation import Receipt as Receipt
    from ictindex.validation import accept as accept
    from ictindex.validation import read_answers as read_answers
    from ictindex.validation import read_receipt as read_receipt
    from ictindex.validation import validate as validate

__version__ = "0.1.0"

_HOMES = {
    "Answers": "validation",
    "BasketComparison": "archive",
    "BasketCounterfactual": "archive",
    "BasketResult": "indices",
    "Calendar": "sourcing",
    "Comparisons": "observations",
    "Consultations": "sourcing",
    "Counterfactual": "archive",
    "DataRelease": "archive",
    "Demonstration": "archive",
    "Derived": "observations",
    "Economics": "tariffs",
    "Edition": "archive",
    "EditionComparison": "archive",
    "Editions": "archive",
    "Erratum": "archive",
    "Finding": "findings",
    "Findings": "findings",
    "Judgement": "validation",
    "Key": "archive",
    "Methodology": "indices",
    "MethodologyComparison": "archive",
    "Observations": "observations",
    "PriceSeries": "indices",
    "Prices": "tariffs",
    "Published": "observations",
    "PublishedBaskets": "archive",
    "PublishedResult": "archive",
    "Questionnaire": "questionnaires",
    "Receipt": "validation",
    "Recomputation": "archive",
    "Register": "archive",
    "Report": "archive",
    "Retraction": "archive",
    "Result": "indices",
    "Score": "indices",
    "Selection": "sourcing",
    "Series": "indices",
    "Signature": "archive",
    "Submission": "questionnaires",
    "Tariffs": "tariffs",
    "Withdrawal": "archive",
    "accept": "validation",
    "class_shares": "observations",
    "classified": "observations",
    "compare_breakdowns": "observations",
    "compare_editions": "archive",
    "compare_methodologies": "archive",
    "compute": "indices",
    "concat": "indices",
    "consultation_letter": "sourcing",
    "demonstrate": "archive",
    "derive": "observations",
    "editions": "archive",
    "group_figures": "indices",
    "methodologies": "indices",
    "methodology": "indices",
    "new_key": "archive",
    "official_shares": "sourcing",
    "open_edition": "archive",
    "price_observations": "indices",
    "publish": "archive",
    "publish_erratum": "archive",
    "questionnaire": "questionnaires",
    "read_answers": "validation",
    "read_baskets": "indices",
    "read_consultations": "sourcing",
    "read_economics": "tariffs",
    "read_keys": "archive",
    "read_observations": "observations",
    "read_prices": "tariffs",
    "read_published": "observations",
    "read_questionnaire": "questionnaires",
    "read_receipt": "validation",
    "read_register": "archive",
    "read_tariffs": "tariffs",
    "recompute": "archive",
    "release_data": "archive",
    "retract_erratum": "archive",
    "select_sources": "sourcing",
    "set_options": "terms",
    "sign": "archive",
    "signatures": "archive",
    "validate": "validation",
    "verify": "archive",
    "what_if": "archive",
    "withdraw": "archive",
    "write_keys": "archive",
    "write_sdmx_csv": "observations",
}
_ROOMS = ("analysis", "catalogue", "documents", "engine", "terms")

__all__ = sorted([*_HOMES, *_ROOMS, "errors", "sample_data"])


def _word(error: errors.IctindexError, language: str | None) -> str:
    from ictindex.terms import error_message

    return error_message(error, language)


errors.set_wording(_word)


def sample_data(name: str) -> Path:
    """Return the path of a sample file that comes with the package.

    Parameters
    ----------
    name : str
        File name, such as ``"idi-2024-annex.csv"``; ``README.md`` tells what each file is.

    Returns
    -------
    pathlib.Path
        Its place in this installation.

    Raises
    ------
    UsageError
        If there is no such file; the message names those there are.

    Examples
    --------
    >>> import ictindex as ict
    >>> ict.sample_data("idi-2024-annex.csv").name
    'idi-2024-annex.csv'
    """
    from ictindex.guards import require
    from ictindex.resources import folder

    require(isinstance(name, str), "name", "text", name)
    known = sorted(path.name for path in folder("sample_data").iterdir() if path.is_file())
    if name not in known:
        raise errors.UsageError("sample.unknown", name=name, allowed=known)
    return folder("sample_data") / name


def __getattr__(name: str) -> Any:
    if name in _HOMES:
        value = getattr(importlib.import_module(f"ictindex.{_HOMES[name]}"), name)
        if isinstance(value, FunctionType):
            from ictindex.guards import door

            value = door(value)
        globals()[name] = value
        return value
    if name in _ROOMS:
        return importlib.import_module(f"ictindex.{name}")
    raise AttributeError(f"module 'ictindex' has no attribute {name!r}")


def __dir__() -> list[str]:
    return [*__all__, "__version__"]
