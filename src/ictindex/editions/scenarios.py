"""Scenarios (what-if): the same computation from other inputs, or by another methodology.

The result has a type of its own. Every view states that it is a what-if and names the result that
it is based on. It cannot be published: an edition is corrected by an erratum, never by another
edition.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, overload

from ictindex.core import arguments
from ictindex.core.errors import UsageError
from ictindex.data.observation_reader import read_observations
from ictindex.data.observations import Observations
from ictindex.indices.idi.counterfactual import what_if_observed
from ictindex.indices.index_protocols import find_editions
from ictindex.indices.index_protocols import methodology as find_methodology
from ictindex.indices.results.base import EditionResult
from ictindex.indices.results.methodology import Methodology
from ictindex.indices.results.what_if import Corrections, Scenario, pairs

if TYPE_CHECKING:
    import pandas as pd

    from ictindex.indices.idi.counterfactual import Counterfactual
    from ictindex.indices.idi.result import Result
    from ictindex.indices.ipb.counterfactual import BasketCounterfactual
    from ictindex.indices.ipb.result import BasketResult


@overload
def what_if(
    base: BasketResult,
    corrections: Corrections = (),
    *,
    methodology: Methodology | str | None = None,
    edition: int | None = None,
    year: int | None = None,
) -> BasketCounterfactual: ...
@overload
def what_if(
    base: Result | Observations | pd.DataFrame | str | os.PathLike[str],
    corrections: Corrections = (),
    *,
    methodology: Methodology | str | None = None,
    edition: int | None = None,
    year: int | None = None,
) -> Counterfactual: ...
def what_if(
    base: BasketResult | Result | Observations | pd.DataFrame | str | os.PathLike[str],
    corrections: Corrections = (),
    *,
    methodology: Methodology | str | None = None,
    edition: int | None = None,
    year: int | None = None,
) -> Counterfactual | BasketCounterfactual:
    """Compute a what-if: with other inputs, by another methodology, or for another edition.

    Parameters
    ----------
    base : Result, BasketResult, Observations, DataFrame or path
        An opened edition or any other result; or observations, with ``methodology`` and
        ``edition``.
    corrections : mapping or iterable
        ``{(economy, indicator): value}`` or ``(economy, indicator, value)``: the value that
        replaces the one that was used, as text, ``Decimal`` or number; ``None`` for no value. For a
        price basket ``{(economy, basket): price}``, in the currency in which it is advertised.
    methodology : Methodology or str, optional
        Another methodology, or its id; by default that of ``base``.
    edition : int, optional
        Another edition, for which the methodology need not be valid.
    year : int, optional
        Year of the data; by default that of ``base``, or the reference year of the edition.

    Returns
    -------
    Counterfactual or BasketCounterfactual
        A result that every view marks as a what-if, and that cannot be published.

    Raises
    ------
    RefusedObservationsError
        If an indicator cannot have a value.
    UsageError
        If the arguments do not fit together.
    DraftMethodologyError
        If the methodology is a draft, which does not have all constants.

    Notes
    -----
    Year of data and edition are those of ``base`` unless another edition is stated; the rules of
    the document on carried years apply to them.

    Examples
    --------
    >>> import ictindex as ict
    >>> found = ict.compute(ict.methodology("idi", 2024), ict.sample_data("idi-2024-annex.csv"))
    >>> other = ict.what_if(found, {("BRA", "internet-users"): "90.5"})
    >>> float(other.scores.loc["BRA", "idi"]) > float(found.scores.loc["BRA", "idi"])
    True
    """
    chosen = find_methodology(methodology) if isinstance(methodology, str) else methodology
    arguments.require(
        chosen is None or isinstance(chosen, Methodology), "methodology", "methodology", chosen
    )
    for name, number in (("edition", edition), ("year", year)):
        arguments.require(number is None or type(number) is int, name, "whole-number", number)
    if isinstance(base, EditionResult):
        scenario = Scenario(pairs(corrections), chosen, edition, year)
        counterfactual: Counterfactual | BasketCounterfactual
        counterfactual = find_editions(base.implementation).what_if(base, scenario)
        return counterfactual
    if chosen is None or edition is None:
        raise UsageError("whatif.needs-methodology")
    table = base if isinstance(base, Observations) else read_observations(base)
    return what_if_observed(table, Scenario(pairs(corrections), chosen, edition, year))
