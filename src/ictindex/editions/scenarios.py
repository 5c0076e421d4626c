"""What-if: the same computation from other inputs, or by another methodology.

What comes out is another type. It states what it is in every view, names the result that it
departs from, and cannot be published: an edition is corrected by an erratum, never by another
edition.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, overload

from ictindex.core import arguments
from ictindex.core.errors import UsageError
from ictindex.data.observation_reader import read_observations
from ictindex.data.observations import Observations
from ictindex.idi.counterfactual import what_if_observed
from ictindex.indices import find_editions
from ictindex.indices import methodology as find_methodology
from ictindex.results.base import EditionResult
from ictindex.results.methodology import Methodology
from ictindex.results.what_if import Given, Scenario, pairs

if TYPE_CHECKING:
    import pandas as pd

    from ictindex.idi.counterfactual import Counterfactual
    from ictindex.idi.result import Result
    from ictindex.ipb.counterfactual import BasketCounterfactual
    from ictindex.ipb.result import BasketResult


@overload
def what_if(
    base: BasketResult,
    corrections: Given = (),
    *,
    methodology: Methodology | str | None = None,
    edition: int | None = None,
    year: int | None = None,
) -> BasketCounterfactual: ...
@overload
def what_if(
    base: Result | Observations | pd.DataFrame | str | os.PathLike[str],
    corrections: Given = (),
    *,
    methodology: Methodology | str | None = None,
    edition: int | None = None,
    year: int | None = None,
) -> Counterfactual: ...
def what_if(
    base: BasketResult | Result | Observations | pd.DataFrame | str | os.PathLike[str],
    corrections: Given = (),
    *,
    methodology: Methodology | str | None = None,
    edition: int | None = None,
    year: int | None = None,
) -> Counterfactual | BasketCounterfactual:
    """Compute what would be: with other inputs, by another methodology, for another edition.

    Parameters
    ----------
    base : Result, BasketResult, Observations, DataFrame or path
        An edition that was opened or any other result; or observations, with ``methodology``
        and ``edition``.
    corrections : mapping or iterable
        ``{(economy, indicator): value}`` or ``(economy, indicator, value)``: the value in place
        of the one that was used, as text, ``Decimal`` or number; ``None``: no value. Of a price
        basket ``{(economy, basket): price}``, in the currency in which it is advertised.
    methodology : Methodology or str, optional
        Another methodology, or its id; by default that of ``base``.
    edition : int, optional
        Another edition, for which the methodology need not be valid.
    year : int, optional
        Year of the data; by default that of ``base``, or the reference year of the edition.

    Returns
    -------
    Counterfactual or BasketCounterfactual
        A result that says in every view that it is a what-if, and cannot be published.

    Raises
    ------
    RefusedObservationsError
        If a value is none that the indicator can have.
    UsageError
        If the arguments do not fit together.
    DraftMethodologyError
        If the methodology is a draft: it has not all constants.

    Notes
    -----
    Year of data and edition of ``base`` stay what they are unless another edition is given; what
    the document says of years that may be carried is applied to them.

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
