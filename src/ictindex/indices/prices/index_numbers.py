"""Index numbers of basket prices over time, made from a price series, with their explanation.

The items of an index are the baskets of economies: one basket in many economies, many baskets in
one economy, or both. An item without a price in every year is left out and listed by name, with the
reason. A basket with several definitions is refused.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from functools import partial
from typing import TYPE_CHECKING, Any, Literal

import numpy as np

from ictindex.core.arguments import ReadOnly
from ictindex.core.errors import UsageError
from ictindex.core.formulas import (
    Equation,
    Expression,
    Logarithm,
    Number,
    Product,
    Quotient,
    Sum,
    Symbol,
    shorten,
)
from ictindex.core.records import Record, read_only
from ictindex.core.tables.columns import Column, define
from ictindex.core.tables.frame_writer import write_frame
from ictindex.core.tables.records_writer import write_records
from ictindex.core.tables.table import Table
from ictindex.indices.prices import formulae
from ictindex.indices.prices.formulae import Floats
from ictindex.indices.prices.index_items import (
    Item,
    check_formula,
    check_sums,
    choose_years,
    find_complete_items,
    find_definitions,
    read_quantities,
)
from ictindex.indices.prices.price_points import check_year, count_unofficial, read_points
from ictindex.indices.prices.wording import (
    findings_list,
    say,
    state_definition,
    unofficial_note,
)
from ictindex.language import i18n
from ictindex.language.findings import Findings
from ictindex.language.i18n.document import Block
from ictindex.language.i18n.page_table_writer import write_grid
from ictindex.language.i18n.renderable import Page, Renderable

if TYPE_CHECKING:
    import pandas as pd

_SHOWN = 2  # decimals of an index of 100
_PUT_IN = 6  # decimals of what is put into a formula
_MOST = 30  # with more items the table is too long to be checked by hand


def _decimal(value: float) -> Decimal:
    # Twelve digits: the last digits of a sum of floats are noise and differ between processors.
    return Decimal(f"{float(value):.12g}")


INDEX = define(
    "price-index",
    Column("year", "year"),
    Column("index", "estimate", about="base year 100, unrounded", page=False),
    Column("shown", "figure", "analysis/index-of-base", places=_SHOWN, data=False),
    key=("year",),
)


def _index_table(index: PriceIndex) -> Table:
    values = index.ratios * BASE
    rows = [
        {"year": year, "index": value, "shown": _decimal(value)}
        for year, value in zip(index.years, values, strict=True)
    ]
    return Table.of(INDEX, rows, {"base": str(index.base)})


def _facts(index: PriceIndex, language: str) -> list[Block]:
    """State the formula and the prices, before the figures."""
    definitions = tuple(state_definition(key) for key in index.definitions.values())
    return [
        i18n.Sentence(
            "analysis/index-facts",
            formula=i18n.Sentence(f"index-formulae/{index.formula}"),
            method=i18n.Sentence(f"index-methods/{index.method}"),
            base=index.base,
        ),
        i18n.Sentence(f"index-definitions/{index.formula}"),
        i18n.Sentence(
            "analysis/index-items",
            count=len(index.items),
            measure=index.measure,
            definitions=definitions,
        ),
        *unofficial_note(index.unofficial),
    ]


def index_page(index: PriceIndex, language: str) -> list[Block]:
    """Return the page of an index: the formula, the figures, the items left out and why."""
    blocks: list[Block] = [
        i18n.Heading(say("index-title", language), 1),
        *_facts(index, language),
    ]
    blocks.append(write_grid(_index_table(index), language))
    if index.method == "chained" and index.formula != "jevons":
        blocks.append(i18n.Sentence("analysis/chain-drift").as_note())
    title = say("left-out", language, count=str(len(index.left_out)))
    return [*blocks, *findings_list(title, index.left_out, language)]


def explain_year(index: PriceIndex, year: int, language: str) -> list[Block]:
    """Return the arithmetic of one year: items with their numbers, then the formula."""
    title = i18n.pair(say("index-title", language), str(year), language)
    blocks: list[Block] = [i18n.Heading(title, 1), *_facts(index, language)]
    b, t = index.years.index(index.base), index.years.index(year)
    if index.method == "direct":
        blocks += _items(index, b, t, language)
        steps = _direct(index, b, t)
    elif index.method == "chained":
        steps = _links(index, b, t)
    else:
        steps = _ways(index, b, t)
    captions = [i18n.text("explain", key, language) for key in ("formula", "with-numbers")]
    blocks += [
        i18n.Formula(equation, caption) for caption, equation in zip(captions, steps, strict=True)
    ]
    value = i18n.pair(
        str(year), i18n.number(_decimal(index.ratios[t] * 100), language, places=_SHOWN), language
    )
    return [*blocks, i18n.Paragraph(value)]


def _items(index: PriceIndex, b: int, t: int, language: str) -> list[Block]:
    """Return the items of two years: prices, price relative and quantities."""
    headers = [
        i18n.text("views", "economy", language),
        i18n.label("columns", "basket", language),
        i18n.detail(say("price", language), str(index.years[b]), language),
        i18n.detail(say("price", language), str(index.years[t]), language),
        say("relative", language),
    ]
    amounts: list[Floats] = []
    if index.quantities is not None and index.formula == "lowe":
        headers.append(say("quantity", language))
        amounts = [index.quantities]
    elif index.quantities is not None:
        headers += [
            i18n.detail(say("quantity", language), str(index.years[n]), language) for n in (b, t)
        ]
        amounts = [index.quantities[b], index.quantities[t]]
    if index.quantities is not None and index.formula == "tornqvist":
        headers.append(say("weight", language))
        spent = index.prices * index.quantities
        shares = spent / spent.sum(axis=-1, keepdims=True)
        amounts.append((shares[b] + shares[t]) / 2)
    rows = []
    write = partial(i18n.short_number, language=language, places=_PUT_IN)
    for i, (economy, basket) in enumerate(index.items[:_MOST]):
        then, now = index.prices[b, i], index.prices[t, i]
        row = [i18n.economy_name(economy, language), i18n.label("baskets", basket, language)]
        row += [write(_decimal(price)) for price in (then, now)]
        row.append(i18n.number(_decimal(now / then), language, places=_PUT_IN))
        rows.append(row + [write(_decimal(column[i])) for column in amounts])
    blocks: list[Block] = [i18n.Grid(headers, rows, frozenset(range(2, len(headers))))]
    if len(index.items) > _MOST:
        blocks.append(i18n.Sentence("views/more-rows", count=len(index.items) - _MOST))
    return blocks


def _cut(value: float) -> Number:
    return shorten(_decimal(value), _PUT_IN)


_INDEX = Symbol("index-ratio", "")
_LOG = Logarithm("e", _INDEX)


def _direct(index: PriceIndex, b: int, t: int) -> tuple[Equation, Equation]:
    """Return the formula of a direct index, with symbols and with numbers."""
    p, q = index.prices, index.quantities
    ratio = index.ratios[t]
    if index.formula == "jevons":
        total = float((np.log(p[t]) - np.log(p[b])).sum())
        count = Number(Decimal(len(index.items)))
        return (
            Equation((_LOG, Quotient(Symbol("sum-of-logs", ""), Symbol("item-count", "")))),
            Equation((_LOG, Quotient(_cut(total), count), _cut(float(np.log(ratio))))),
        )
    if q is None:  # Jevons is the only formula without quantities
        return Equation((_INDEX,)), Equation((_INDEX, _cut(ratio)))
    if index.formula == "tornqvist":
        return (
            Equation((_LOG, Symbol("weighted-logs", ""))),
            Equation((_LOG, _cut(float(np.log(ratio))))),
        )
    fixed = index.formula == "lowe"
    then, now = (q, q) if fixed else (q[b], q[t])
    old = Quotient(_cut(float(p[t] @ then)), _cut(float(p[b] @ then)))
    new = Quotient(_cut(float(p[t] @ now)), _cut(float(p[b] @ now)))
    of_old = Quotient(Symbol("cost-old-last", ""), Symbol("cost-old-first", ""))
    if fixed:
        of_old = Quotient(Symbol("cost-fixed-last", ""), Symbol("cost-fixed-first", ""))
    of_new = Quotient(Symbol("cost-new-last", ""), Symbol("cost-new-first", ""))
    if index.formula == "fisher":
        half = Number(Decimal(2))
        return (
            Equation((_LOG, Quotient(_logs(of_old, of_new), half))),
            Equation((_LOG, Quotient(_logs(old, new), half), _cut(float(np.log(ratio))))),
        )
    of, with_numbers = (of_new, new) if index.formula == "paasche" else (of_old, old)
    return Equation((_INDEX, of)), Equation((_INDEX, with_numbers, _cut(ratio)))


def _logs(first: Expression, second: Expression) -> Sum:
    return Sum((Logarithm("e", first), Logarithm("e", second)))


def _links(index: PriceIndex, b: int, t: int) -> tuple[Equation, Equation]:
    """Return a chain as the product of its links, from the base year to the year."""
    low, high = min(b, t), max(b, t)
    ratios = index.ratios
    links = [ratios[u] / ratios[u - 1] for u in range(low + 1, high + 1)]
    factors = tuple(_cut(float(link)) for link in links) or (Number(Decimal(1)),)
    product: Expression = Product(factors) if len(factors) > 1 else factors[0]
    if t < b:  # for an earlier year the chain divides
        product = Quotient(Number(Decimal(1)), product)
    return (
        Equation((_INDEX, Symbol("product-of-links", ""))),
        Equation((_INDEX, product, _cut(float(ratios[t])))),
    )


def _ways(index: PriceIndex, b: int, t: int) -> tuple[Equation, Equation]:
    """Return GEKS as the mean of the paths through every year, in logarithms."""
    matrix = formulae.bilateral_matrix(index.prices, index.quantities, index.formula)
    logs = np.log(matrix)
    ways = tuple(_cut(float(logs[b, k] + logs[k, t])) for k in range(len(index.years)))
    mean = Quotient(Sum(ways), Number(Decimal(len(ways))))
    return (
        Equation((_LOG, Quotient(Symbol("sum-of-ways", ""), Symbol("year-count", "")))),
        Equation((_LOG, mean, _cut(float(np.log(index.ratios[t]))))),
    )


BASE = 100


@read_only
class PriceIndex(ReadOnly, Record, Renderable):
    """Index numbers of basket prices. Made by :func:`ictindex.prices.price_index`.

    Parameters
    ----------
    formula, method : str
        The formula (``jevons``, ``lowe`` ...), and the method ``direct``, ``chained`` or ``geks``.
    measure : str
        ``share``, ``usd``, ``ppp`` or ``local``.
    base : int
        The year that is 100.
    years : tuple of int
        The years, in order.
    items : tuple of (economy, basket)
        The items of the index.
    definitions : mapping of str to str
        Definition of each basket.
    prices : numpy.ndarray of float64, shape (years, items)
        The prices.
    quantities : numpy.ndarray of float64, or None
        Quantities as supplied (for Lowe: shape (items,)), or those implied by weights.
    ratios : numpy.ndarray of float64, shape (years,)
        The index, 1 in the base year, unrounded.
    left_out : Findings
        Items that are not in the index, and why.
    unofficial : mapping of str to int
        Number of its prices that the source calls ``experimental`` or ``outside`` of the history.

    Examples
    --------
    >>> import pandas as pd
    >>> import ictindex as ict
    >>> prices = pd.DataFrame({"economy": ["BRA", "BRA", "CHL", "CHL", "PER"], "value":
    ...     [20.0, 25.0, 30.0, 30.0, 9.0], "year": [2023, 2024, 2023, 2024, 2024],
    ...     "definition": "fixed-broadband-5gb", "measure": "usd"})
    >>> index = ict.prices.price_index(prices)
    >>> index.formula, index.method, index.base, index.items[0]
    ('jevons', 'direct', 2023, ('BRA', 'fixed-broadband'))
    >>> index.frame["index"].round(2).tolist()
    [100.0, 111.8]
    >>> "111.8" in index.explain(2024).to_text("en")
    True
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
        """The index by year: columns year and index (base year 100, unrounded), and ``attrs``."""
        return write_frame(_index_table(self), self._attributes())

    def _attributes(self) -> dict[str, Any]:
        """Return how the index was computed."""
        named = {name: getattr(self, name) for name in ("formula", "method", "measure", "base")}
        return named | {"definitions": dict(self.definitions), "items": len(self.items)}

    _json_name = "index-numbers"

    def _to_dict(self) -> dict[str, Any]:
        """Return the index as plain data, for JSON."""
        return self._attributes() | {"rows": write_records(_index_table(self))}

    def explain(self, year: int | None = None, *, language: str | None = None) -> Page:
        """Show the calculation of one year step by step: the items, the formula, and its numbers.

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
        """
        chosen = i18n.current_language(language)
        wanted = self.years[-1] if year is None else year
        check_year(wanted, "year", self.years)
        return Page(partial(explain_year, self, wanted), chosen)

    def _blocks(self, language: str) -> Sequence[Block]:

        return index_page(self, language)


def price_index(
    series: object,
    *,
    formula: Literal["jevons", "lowe", "laspeyres", "paasche", "fisher", "tornqvist"] = "jevons",
    method: Literal["direct", "chained", "geks"] = "direct",
    measure: str | None = None,
    years: Iterable[int] | None = None,
    base: int | None = None,
    quantities: Mapping[object, object] | None = None,
    weights: Mapping[object, object] | None = None,
) -> PriceIndex:
    r"""Return index numbers of basket prices over time, 100 in a base year.

    .. math:: I_t = 100\, P(0, t)

    with :math:`P` the formula, see the functions of ``ictindex.prices``.

    Parameters
    ----------
    series : PriceSeries, LinkedSeries, Points or pandas.DataFrame
        Prices: columns economy, definition, year, value, and measure where there are several.
        Each basket must have one definition; :func:`read_points` and ``PriceSeries.select``
        choose definitions and economies.
    formula : str
        ``jevons`` (no quantities), ``lowe``, ``laspeyres``, ``paasche``, ``fisher`` or
        ``tornqvist``.
    method : str
        ``direct`` (each year with the base), ``chained`` (each year with the one before) or
        ``geks`` (all years with all; Fisher, Törnqvist and Jevons).
    measure : str, optional
        ``share``, ``usd``, ``ppp`` or ``local``; needed where the series has several.
    years : iterable of int, optional
        The years; by default all of the series.
    base : int, optional
        The year that is 100; by default the first.
    quantities : mapping, optional
        For Lowe: a number for each item. For the other formulae: such a mapping for each year.
        Items are named by economy where there is one basket, by basket where there is one economy,
        and otherwise by (economy, basket).
    weights : mapping, optional
        Expenditure, or its shares, instead of quantities: a mapping for each year. Not for Lowe.

    Returns
    -------
    PriceIndex
        The index, its items, and the items left out with the reasons.

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
    >>> import ictindex as ict
    >>> prices = pd.DataFrame({"economy": ["BRA", "BRA", "CHL", "CHL"], "year": [2023, 2024] * 2,
    ...     "definition": "fixed-broadband-5gb", "value": [20.0, 22.0, 30.0, 30.0]})
    >>> subscribers = {"BRA": 2, "CHL": 1}
    >>> weights = {"formula": "lowe", "quantities": subscribers}
    >>> index = ict.prices.price_index(prices, measure="usd", **weights)
    >>> index.frame["index"].round(2).tolist()
    [100.0, 105.71]
    """
    check_formula(formula, method, quantities, weights)
    points = read_points(series, measure)
    by_basket = find_definitions(points)
    chosen = choose_years(points, years)
    first = chosen[0] if base is None else base
    check_year(first, "base", chosen)
    items, left_out = find_complete_items(points, chosen)
    check_sums(points.measure, items, quantities, formula)
    table = quantities if quantities is not None else weights
    amounts: Floats | None = None
    if table is not None:
        items, amounts, unweighted = read_quantities(table, items, chosen, formula == "lowe")
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
        unofficial=count_unofficial(
            points, [(e, by_basket[b], y) for e, b in items for y in chosen]
        ),
    )


def _compute(formula: str, method: str, prices: Floats, amounts: Floats | None, b: int) -> Floats:
    if method == "chained":
        return formulae.chained(prices, amounts, formula, b)
    if method == "geks":
        return formulae.geks(prices, amounts, formula, b)
    if formula == "lowe":
        return formulae.lowe(prices, amounts, b)
    return formulae.BILATERAL[formula](prices, amounts, b)
