"""Index numbers of basket prices over time: from a price series to a table that explains itself.

The items of an index are the baskets of economies: one basket in many economies, many baskets in
one economy, or both. Every item has a price in every year, or it is left out by name with the
reason; a basket has one definition, or the call is refused.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING

import numpy as np

from ictindex import i18n
from ictindex.analysis import formulae, multilateral
from ictindex.analysis.formulae import Floats
from ictindex.analysis.items import (
    Item,
    amounts_of,
    complete_items,
    one_definition_each,
    require_fitting,
    require_summable,
    years_of,
)
from ictindex.analysis.price_points import counted, read_points
from ictindex.analysis.result import Made
from ictindex.core.arguments import require
from ictindex.core.errors import UsageError
from ictindex.findings import Findings
from ictindex.i18n.document import Block
from ictindex.results.page import Page

if TYPE_CHECKING:
    import pandas as pd

BASE = 100


class PriceIndex(Made):
    """Index numbers of basket prices. Made by :func:`ictindex.analysis.price_index`.

    Parameters
    ----------
    **parts
        The attributes.

    Attributes
    ----------
    formula, method : str
        Which formula (``jevons``, ``lowe`` ...), and ``direct``, ``chained`` or ``geks``.
    measure : str
        ``share``, ``usd``, ``ppp`` or ``local``.
    base : int
        The year that is 100.
    years : tuple of int
        The years, in order.
    items : tuple of (economy, basket)
        What is in the index.
    definitions : mapping of str to str
        Definition of each basket.
    prices : numpy.ndarray of float64, shape (years, items)
        The prices.
    quantities : numpy.ndarray of float64, or None
        Quantities as given (of Lowe: shape (items,)), or those implied by weights.
    ratios : numpy.ndarray of float64, shape (years,)
        The index, 1 in the base year, unrounded.
    left_out : Findings
        Items that are not in the index, and why.
    unofficial : mapping of str to int
        How many of its prices the source calls ``experimental`` or ``outside`` of the history.

    Examples
    --------
    >>> import pandas as pd
    >>> from ictindex import analysis
    >>> prices = pd.DataFrame({"economy": ["BRA", "BRA", "CHL", "CHL", "PER"], "value":
    ...     [20.0, 25.0, 30.0, 30.0, 9.0], "year": [2023, 2024, 2023, 2024, 2024],
    ...     "definition": "fixed-broadband-5gb", "measure": "usd"})
    >>> index = analysis.price_index(prices)
    >>> index.formula, index.method, index.base, index.items[0]
    ('jevons', 'direct', 2023, ('BRA', 'fixed-broadband'))
    >>> index.frame["index"].round(2).tolist()
    [100.0, 111.8]
    >>> [finding.economy for finding in index.left_out]
    ['PER']
    """

    formula: str
    method: str
    measure: str
    base: int
    years: tuple[int, ...]
    items: tuple[Item, ...]
    definitions: Mapping[str, str]
    prices: Floats
    quantities: Floats | None
    ratios: Floats
    left_out: Findings
    unofficial: Mapping[str, int]

    @property
    def frame(self) -> pd.DataFrame:
        """The index: columns year, index (100 in the base year, unrounded); the rest in ``attrs``.

        Examples
        --------
        >>> import pandas as pd
        >>> from ictindex import analysis
        >>> prices = pd.DataFrame({"economy": "BRA", "definition": "fixed-broadband-5gb",
        ...     "year": [2023, 2024], "value": [20.0, 25.0]})
        >>> analysis.price_index(prices, measure="usd").frame["index"].round(6).tolist()
        [100.0, 125.0]
        """
        import pandas as pd

        frame = pd.DataFrame({"year": self.years, "index": self.ratios * BASE})
        frame.attrs |= {
            "formula": self.formula,
            "method": self.method,
            "measure": self.measure,
            "base": self.base,
            "definitions": dict(self.definitions),
            "items": len(self.items),
        }
        return frame

    def explain(self, year: int | None = None, *, language: str | None = None) -> Page:
        """Show the arithmetic of one year by hand: the items, the formula, the numbers put in.

        Parameters
        ----------
        year : int, optional
            One of the years; by default the last.
        language : str, optional
            One of the six languages; by default the one in force.

        Returns
        -------
        Page
            Text when printed, rich in a notebook; ``to_markdown``, ``to_html``, ``to_latex``.

        Raises
        ------
        UsageError
            If the year is not in the index.

        Examples
        --------
        >>> import pandas as pd
        >>> from ictindex import analysis
        >>> prices = pd.DataFrame({"economy": "BRA", "definition": "fixed-broadband-5gb",
        ...     "year": [2023, 2024], "value": [20.0, 25.0]})
        >>> told = analysis.price_index(prices, measure="usd").explain(2024).to_text("en")
        >>> "125" in told
        True
        """
        from ictindex.analysis.indexviews import explanation

        known = i18n.current_language(language)
        wanted = self.years[-1] if year is None else year
        require(type(wanted) is int, "year", "whole-number", year)
        if wanted not in self.years:
            raise UsageError(
                "analysis.year-absent", year=str(wanted), allowed=[str(y) for y in self.years]
            )
        return Page(partial(explanation, self, wanted), known)

    def _blocks(self, language: str) -> Sequence[Block]:
        from ictindex.analysis.indexviews import table

        return table(self, language)


def price_index(
    series: object,
    *,
    formula: str = "jevons",
    method: str = "direct",
    measure: str | None = None,
    definitions: Iterable[str] | None = None,
    economies: Iterable[str] | None = None,
    years: Iterable[int] | None = None,
    base: int | None = None,
    quantities: Mapping[object, object] | None = None,
    weights: Mapping[object, object] | None = None,
) -> PriceIndex:
    r"""Return index numbers of basket prices over time, 100 in a base year.

    .. math:: I_t = 100\, P(0, t)

    with :math:`P` the formula, see :mod:`ictindex.analysis.formulae`.

    Parameters
    ----------
    series : PriceSeries, LinkedSeries or pandas.DataFrame
        Prices: columns economy, definition, year, value, and measure where there are several.
    formula : str
        ``jevons`` (no quantities), ``lowe``, ``laspeyres``, ``paasche``, ``fisher`` or
        ``tornqvist``.
    method : str
        ``direct`` (each year with the base), ``chained`` (each year with the one before) or
        ``geks`` (all years with all; Fisher, Törnqvist and Jevons).
    measure : str, optional
        ``share``, ``usd``, ``ppp`` or ``local``; needed where the series has several.
    definitions, economies : iterable of str, optional
        What to keep; by default all. Each basket must have one definition.
    years : iterable of int, optional
        The years; by default all of the series.
    base : int, optional
        The year that is 100; by default the first.
    quantities : mapping, optional
        Of Lowe: a number for each item. Else: such a mapping for each year. Items are named by
        economy where there is one basket, by basket where there is one economy, and otherwise
        by (economy, basket).
    weights : mapping, optional
        Expenditure, or its shares, in place of quantities; a mapping for each year. Not of Lowe.

    Returns
    -------
    PriceIndex
        The index, what is in it, what is left out and why.

    Raises
    ------
    UsageError
        If a basket has several definitions, the formula and method do not go together, quantities
        do not fit the formula, sums over economies would add currencies, or nothing is left.
    CatalogueError
        If a definition or an economy is unknown.

    References
    ----------
    ILO, IMF, OECD, UN, Eurostat and World Bank, *Consumer Price Index Manual: Theory and
    Practice* (2004), chapters 15 and 20; *Concepts and Methods* (2020).

    Examples
    --------
    >>> import pandas as pd
    >>> from ictindex import analysis
    >>> prices = pd.DataFrame({"economy": ["BRA", "BRA", "CHL", "CHL"], "year": [2023, 2024] * 2,
    ...     "definition": "fixed-broadband-5gb", "value": [20.0, 22.0, 30.0, 30.0]})
    >>> subscribers = {"BRA": 2, "CHL": 1}
    >>> index = analysis.price_index(prices, measure="usd", formula="lowe", quantities=subscribers)
    >>> index.frame["index"].round(2).tolist()
    [100.0, 105.71]
    """
    require_fitting(formula, method, quantities, weights)
    points = read_points(series, measure, definitions=definitions, economies=economies)
    by_basket = one_definition_each(points)
    chosen = years_of(points, years)
    first = chosen[0] if base is None else base
    require(type(first) is int, "base", "whole-number", base)
    if first not in chosen:
        raise UsageError("analysis.year-absent", year=str(first), allowed=[str(y) for y in chosen])
    items, left_out = complete_items(points, chosen)
    require_summable(points.measure, items, quantities, formula)
    given = quantities if quantities is not None else weights
    amounts: Floats | None = None
    if given is not None:
        items, amounts, unweighted = amounts_of(given, items, chosen, formula == "lowe")
        left_out += unweighted
    if not items:
        raise UsageError("analysis.nothing-left", faults=left_out)
    prices = np.array(
        [
            [float(points.values[economy, by_basket[basket], year]) for economy, basket in items]
            for year in chosen
        ]
    )
    if weights is not None and amounts is not None:
        amounts = formulae.implied_quantities(prices, amounts)
    ratios = _compute(formula, method, prices, amounts, chosen.index(first))
    return PriceIndex(
        formula=formula,
        method=method,
        measure=points.measure,
        base=first,
        years=chosen,
        items=items,
        definitions=by_basket,
        prices=prices,
        quantities=amounts,
        ratios=ratios,
        left_out=left_out,
        unofficial=counted(points, [(e, by_basket[b], y) for e, b in items for y in chosen]),
    )


def _compute(formula: str, method: str, prices: Floats, amounts: Floats | None, b: int) -> Floats:
    if method == "chained":
        return multilateral.chained(prices, amounts, formula, b)
    if method == "geks":
        return multilateral.geks(prices, amounts, formula, b)
    if formula == "lowe":
        return formulae.lowe(prices, amounts, b)
    return multilateral.BILATERAL[formula](prices, amounts, b)
