"""ICT Development Index and ICT Price Basket, computed exactly as published.

Importing the package reads nothing and starts nothing: every name is loaded when first used.
"""

from __future__ import annotations

import importlib
from types import FunctionType
from typing import TYPE_CHECKING, Any

from ictindex.core import errors

if TYPE_CHECKING:
    from pathlib import Path

    from ictindex import analysis as analysis
    from ictindex import catalogue as catalogue
    from ictindex import documents as documents
    from ictindex import engine as engine
    from ictindex import i18n as i18n
    from ictindex.data import Comparisons as Comparisons
    from ictindex.data import Derived as Derived
    from ictindex.data import Economics as Economics
    from ictindex.data import Observations as Observations
    from ictindex.data import Prices as Prices
    from ictindex.data import Published as Published
    from ictindex.data import Tariffs as Tariffs
    from ictindex.data import class_shares as class_shares
    from ictindex.data import classified as classified
    from ictindex.data import compare_breakdowns as compare_breakdowns
    from ictindex.data import derive as derive
    from ictindex.data import read_economics as read_economics
    from ictindex.data import read_observations as read_observations
    from ictindex.data import read_prices as read_prices
    from ictindex.data import read_published as read_published
    from ictindex.data import read_tariffs as read_tariffs
    from ictindex.data import write_sdmx_csv as write_sdmx_csv
    from ictindex.editions import BasketComparison as BasketComparison
    from ictindex.editions import BasketCounterfactual as BasketCounterfactual
    from ictindex.editions import Counterfactual as Counterfactual
    from ictindex.editions import DataRelease as DataRelease
    from ictindex.editions import Demonstration as Demonstration
    from ictindex.editions import Edition as Edition
    from ictindex.editions import EditionComparison as EditionComparison
    from ictindex.editions import Editions as Editions
    from ictindex.editions import Erratum as Erratum
    from ictindex.editions import Key as Key
    from ictindex.editions import MethodologyComparison as MethodologyComparison
    from ictindex.editions import PublishedBaskets as PublishedBaskets
    from ictindex.editions import PublishedResult as PublishedResult
    from ictindex.editions import Recomputation as Recomputation
    from ictindex.editions import Register as Register
    from ictindex.editions import Report as Report
    from ictindex.editions import Retraction as Retraction
    from ictindex.editions import Signature as Signature
    from ictindex.editions import Withdrawal as Withdrawal
    from ictindex.editions import compare_editions as compare_editions
    from ictindex.editions import compare_methodologies as compare_methodologies
    from ictindex.editions import demonstrate as demonstrate
    from ictindex.editions import editions as editions
    from ictindex.editions import new_key as new_key
    from ictindex.editions import open_edition as open_edition
    from ictindex.editions import publish as publish
    from ictindex.editions import publish_erratum as publish_erratum
    from ictindex.editions import read_keys as read_keys
    from ictindex.editions import read_register as read_register
    from ictindex.editions import recompute as recompute
    from ictindex.editions import release_data as release_data
    from ictindex.editions import retract_erratum as retract_erratum
    from ictindex.editions import sign as sign
    from ictindex.editions import signatures as signatures
    from ictindex.editions import verify as verify
    from ictindex.editions import what_if as what_if
    from ictindex.editions import withdraw as withdraw
    from ictindex.editions import write_keys as write_keys
    from ictindex.findings import Finding as Finding
    from ictindex.findings import Findings as Findings
    from ictindex.i18n import set_options as set_options
    from ictindex.idi.methodology import Methodology as Methodology
    from ictindex.idi.methodology_choice import methodologies as methodologies
    from ictindex.idi.methodology_choice import methodology as methodology
    from ictindex.idi.result import Result as Result
    from ictindex.idi.series import Series as Series
    from ictindex.idi.series import concat as concat
    from ictindex.idi.single_score import Score as Score
    from ictindex.indices import compute as compute
    from ictindex.ipb.result import BasketResult as BasketResult
    from ictindex.ipb.series import PriceSeries as PriceSeries
    from ictindex.ipb.series_reader import read_baskets as read_baskets
    from ictindex.ipb.to_idi import price_observations as price_observations
    from ictindex.questionnaires import Questionnaire as Questionnaire
    from ictindex.questionnaires import Submission as Submission
    from ictindex.questionnaires import questionnaire as questionnaire
    from ictindex.questionnaires import read_questionnaire as read_questionnaire
    from ictindex.results.group_figures import group_figures as group_figures
    from ictindex.sourcing import Calendar as Calendar
    from ictindex.sourcing import Consultations as Consultations
    from ictindex.sourcing import Selection as Selection
    from ictindex.sourcing import consultation_letter as consultation_letter
    from ictindex.sourcing import official_shares as official_shares
    from ictindex.sourcing import read_consultations as read_consultations
    from ictindex.sourcing import select_sources as select_sources
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
    "BasketComparison": "editions",
    "BasketCounterfactual": "editions",
    "BasketResult": "ipb.result",
    "Calendar": "sourcing",
    "Comparisons": "data",
    "Consultations": "sourcing",
    "Counterfactual": "editions",
    "DataRelease": "editions",
    "Demonstration": "editions",
    "Derived": "data",
    "Economics": "data",
    "Edition": "editions",
    "EditionComparison": "editions",
    "Editions": "editions",
    "Erratum": "editions",
    "Finding": "findings",
    "Findings": "findings",
    "Judgement": "validation",
    "Key": "editions",
    "Methodology": "idi.methodology",
    "MethodologyComparison": "editions",
    "Observations": "data",
    "PriceSeries": "ipb.series",
    "Prices": "data",
    "Published": "data",
    "PublishedBaskets": "editions",
    "PublishedResult": "editions",
    "Questionnaire": "questionnaires",
    "Receipt": "validation",
    "Recomputation": "editions",
    "Register": "editions",
    "Report": "editions",
    "Retraction": "editions",
    "Result": "idi.result",
    "Score": "idi.single_score",
    "Selection": "sourcing",
    "Series": "idi.series",
    "Signature": "editions",
    "Submission": "questionnaires",
    "Tariffs": "data",
    "Withdrawal": "editions",
    "accept": "validation",
    "class_shares": "data",
    "classified": "data",
    "compare_breakdowns": "data",
    "compare_editions": "editions",
    "compare_methodologies": "editions",
    "compute": "indices",
    "concat": "idi.series",
    "consultation_letter": "sourcing",
    "demonstrate": "editions",
    "derive": "data",
    "editions": "editions",
    "group_figures": "results.group_figures",
    "methodologies": "idi.methodology_choice",
    "methodology": "idi.methodology_choice",
    "new_key": "editions",
    "official_shares": "sourcing",
    "open_edition": "editions",
    "price_observations": "ipb.to_idi",
    "publish": "editions",
    "publish_erratum": "editions",
    "questionnaire": "questionnaires",
    "read_answers": "validation",
    "read_baskets": "ipb.series_reader",
    "read_consultations": "sourcing",
    "read_economics": "data",
    "read_keys": "editions",
    "read_observations": "data",
    "read_prices": "data",
    "read_published": "data",
    "read_questionnaire": "questionnaires",
    "read_receipt": "validation",
    "read_register": "editions",
    "read_tariffs": "data",
    "recompute": "editions",
    "release_data": "editions",
    "retract_erratum": "editions",
    "select_sources": "sourcing",
    "set_options": "i18n",
    "sign": "editions",
    "signatures": "editions",
    "validate": "validation",
    "verify": "editions",
    "what_if": "editions",
    "withdraw": "editions",
    "write_keys": "editions",
    "write_sdmx_csv": "data",
}
_ROOMS = ("analysis", "catalogue", "documents", "engine", "i18n")

__all__ = sorted([*_HOMES, *_ROOMS, "errors", "sample_data"])


def _word(error: errors.IctindexError, language: str | None) -> str:
    from ictindex.i18n import error_message

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
    from ictindex.core.arguments import require
    from ictindex.core.package_data import folder

    require(isinstance(name, str), "name", "text", name)
    known = sorted(path.name for path in folder("sample_data").iterdir() if path.is_file())
    if name not in known:
        raise errors.UsageError("sample.unknown", name=name, allowed=known)
    return folder("sample_data") / name


def __getattr__(name: str) -> Any:
    if name in _HOMES:
        value = getattr(importlib.import_module(f"ictindex.{_HOMES[name]}"), name)
        if isinstance(value, FunctionType):
            from ictindex.core.arguments import door

            value = door(value)
        globals()[name] = value
        return value
    if name in _ROOMS:
        return importlib.import_module(f"ictindex.{name}")
    raise AttributeError(f"module 'ictindex' has no attribute {name!r}")


def __dir__() -> list[str]:
    return [*__all__, "__version__"]
