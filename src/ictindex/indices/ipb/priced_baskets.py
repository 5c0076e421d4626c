"""Priced baskets as arrays, and the facts about them: figures, flags, missing, provenance."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from functools import cached_property
from itertools import product
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

import numpy as np

from ictindex.core.arguments import freeze_array
from ictindex.core.arrays import Array
from ictindex.core.errors import CatalogueError, UsageError
from ictindex.core.records import read_only
from ictindex.definitions import catalogue
from ictindex.definitions.documents import UNCONFIRMED
from ictindex.indices.ipb.inputs import MEASURES, NO_ROW, BasketCells, Datum, Provenance
from ictindex.indices.ipb.medians import from_units, round_to_units
from ictindex.indices.results.base import EditionResult
from ictindex.indices.results.extent import Extent, basket_extent
from ictindex.indices.results.group_figures import ALL, find_members
from ictindex.indices.results.result_kind import OFFICIAL, PUT_IN
from ictindex.language.findings import Finding

if TYPE_CHECKING:
    from ictindex.indices.ipb.cheapest import Purchase

# Flag of income of an earlier year than the document's first choice, followed by the year.
INCOME_OF = "income-of-"
_HUNDRED = 100


@read_only
class PricedBaskets(EditionResult):
    """Priced baskets as read-only arrays; :class:`BasketResult` adds names.

    Not made directly. Its parts are those of :class:`BasketResult`.

    Examples
    --------
    >>> import ictindex as ict
    >>> names = ("ipb-prices-2025.csv", "ipb-economics-2025.csv")
    >>> prices, economics = map(ict.sample_data, names)
    >>> result = ict.compute(ict.methodology("ipb", 2025), prices=prices, economics=economics)
    >>> sorted(result.unconfirmed), result.edition, result.year, result.kind
    ([...], 2025, 2025, 'exploration')
    """

    implementation = "ipb"
    selection = None  # price baskets have no selection of sources

    prices: Any = None
    tariffs: Any = None
    economics: Any = None
    cells: BasketCells
    purchases: Mapping[tuple[str, str], Purchase]
    reasons: Mapping[tuple[str, str], Mapping[str, Finding]]

    @property
    def economies(self) -> tuple[str, ...]:
        """ISO3 codes of all economies with prices or tariffs, sorted."""
        return self.cells.economies

    @property
    def baskets(self) -> tuple[str, ...]:
        """Ids of the baskets, in the order of the document."""
        return self.cells.baskets

    @property
    def columns(self) -> tuple[str, ...]:
        """The baskets: the columns in the common interface of both indices."""
        return self.baskets

    @cached_property
    def units(self) -> Mapping[str, Array]:
        """Published figures by measure, in whole numbers of their last decimal.

        Arrays of economies x baskets; -1 for no figure.
        """
        amounts, missing = self.cells.amounts, self.cells.missing
        units = {m: round_to_units(amounts[m], missing[m], self.decimals) for m in MEASURES}
        return MappingProxyType({m: freeze_array(array) for m, array in units.items()})

    @property
    def missing(self) -> Array:
        """Mask of the cells without share of income, shape (economies, baskets).

        The missing figures of every measure, with the reasons, are in ``missing_figures``.
        """
        shares: Array = self.cells.missing["share"]
        return shares

    @cached_property
    def rounded(self) -> Array:
        """Shares as published, as decimals, shape (economies, baskets); ``None`` for none."""
        digits, shares = self.decimals, self.units["share"]
        published = [[from_units(unit, digits) for unit in row] for row in shares]
        array: Array = freeze_array(np.array(published, dtype=object).reshape(shares.shape))
        return array

    def extent(self, basket: str, measure: str = "share") -> Extent:
        """Return the number of economies with a figure of a basket, and that of the publisher.

        Parameters
        ----------
        basket : str
            Id of a basket.
        measure : str
            ``"local"``, ``"usd"``, ``"ppp"`` or ``"share"``.

        Returns
        -------
        Extent
            An official edition is always complete; for others the catalogue has the number in ITU's
            price-basket workbook, if any.

        Raises
        ------
        CatalogueError, UsageError
            If the basket is not in this result, or the measure is unknown.
        """
        column = self.position(basket)
        here = int((~self.cells.missing[self.measure(measure)][:, column]).sum())
        if self.kind == OFFICIAL:
            return Extent(here, here, self.id)
        if self.methodology.document.has_composite:
            return Extent(here, None)  # early reports printed other series
        definition = self.methodology.document.basket(basket).definition
        return basket_extent(definition, self.year, measure, here)

    def measure(self, name: str) -> str:
        """Return the name of a measure; refuse an unknown one.

        Parameters
        ----------
        name : str
            ``"local"``, ``"usd"``, ``"ppp"`` or ``"share"``.

        Returns
        -------
        str
            The name.

        Raises
        ------
        UsageError
            If there is no such measure.
        """
        if name not in MEASURES:
            raise UsageError("basket.measure-unknown", wanted=name, allowed=MEASURES)
        return name

    def position(self, basket: str) -> int:
        """Return the position of a basket on the second axis of the arrays.

        Parameters
        ----------
        basket : str
            Id of a basket.

        Returns
        -------
        int
            Position, counted from 0.

        Raises
        ------
        CatalogueError
            If the basket is not in this result; the message names the baskets of the result.
        """
        if basket not in self.baskets:
            raise CatalogueError("basket.not-in-result", wanted=basket, allowed=self.baskets)
        return self.baskets.index(basket)

    def figure(self, economy: str, basket: str, measure: str = "share") -> Decimal | None:
        """Return one published figure as a decimal, or ``None`` if there is none.

        Parameters
        ----------
        economy, basket : str
            ISO3 code; id of a basket.
        measure : str
            ``"local"``, ``"usd"``, ``"ppp"`` or ``"share"``.

        Returns
        -------
        decimal.Decimal or None
            The figure, rounded half up.

        Raises
        ------
        CatalogueError, UsageError
            If the economy or basket is not in this result, or the measure is unknown.
        """
        cell = self.economy_position(economy), self.position(basket)
        return from_units(self.units[self.measure(measure)][cell], self.decimals)

    def purchase(self, economy: str, basket: str) -> Purchase | None:
        """Return the purchase, or ``None`` if the price was an input or is missing.

        Parameters
        ----------
        economy, basket : str
            ISO3 code; id of a basket.

        Returns
        -------
        Purchase or None
            Plans and add-ons with their counts, use out of bundle, and the proof of its price.

        Raises
        ------
        CatalogueError
            If the economy or the basket is not in this result.
        """
        self.economy_position(economy), self.position(basket)
        return self.purchases.get((economy, basket))

    @cached_property
    def unconfirmed(self) -> Mapping[str, str]:
        """Unconfirmed rules that the figures depend on, with the mark.

        They are listed by their path in the document. The rules of purchase, and the contents of
        baskets, affect the figures only if these were computed from tariffs.
        """
        bought = ("purchasing", "baskets") if self.tariffs is not None else ()
        marks = {
            path: mark
            for path, mark in self.methodology.marks.items()
            if path.split(".")[0] in ("conversion", *bought) and mark in UNCONFIRMED
        }
        return MappingProxyType(marks)

    @cached_property
    def flags(self) -> Mapping[tuple[str, str], tuple[str, ...]]:
        """Flags by (economy, basket); baskets without a flag are absent."""
        return MappingProxyType(raise_flags(self))

    def _has_figures_of(self, other: PricedBaskets) -> bool:
        def list_figures(result: PricedBaskets, measure: str) -> tuple[object, ...]:
            there = ~result.cells.missing[measure]
            amounts = result.cells.amounts[measure][there]
            return there.tolist(), amounts.tolist(), result.units[measure].tolist()

        return all(list_figures(self, name) == list_figures(other, name) for name in MEASURES)

    def missing_reasons(self) -> Iterator[tuple[tuple[str, str], str, Finding]]:
        """Yield the missing figures in the order of the arrays.

        Yields
        ------
        (str, str), str, Finding
            Economy and basket; measure; reason.
        """
        for cell in product(self.economies, self.baskets):
            why = self.reasons.get(cell, {})
            yield from ((cell, name, why[name]) for name in MEASURES if name in why)

    def provenance(self, economy: str, basket: str) -> Provenance:
        """Return all inputs of the price of one basket in one economy.

        Parameters
        ----------
        economy, basket : str
            ISO3 code; id of a basket.

        Returns
        -------
        Provenance
            Rows of the tables, unrounded and rounded figures, flags, reasons.

        Raises
        ------
        CatalogueError
            If the economy or the basket is not in this result.
        """
        cell, cells = (self.economy_position(economy), self.position(basket)), self.cells
        there = [name for name in MEASURES if not cells.missing[name][cell]]
        rounded = {name: self.figure(economy, basket, name) for name in there}
        ppp, *moved = (self._datum(row) for row in cells.ppp_rows[cell])
        return Provenance(
            economy=economy,
            basket=basket,
            currency=cells.currency[cell],
            national=catalogue.price_currencies(economy, self.year),
            price_row=int(cells.price_rows[cell]),
            amounts=MappingProxyType({name: cells.amounts[name][cell] for name in there}),
            rounded=MappingProxyType(
                {m: value for m, value in rounded.items() if value is not None}
            ),
            denominator=cells.denominator[cell],
            income=self._datum(cells.income_rows[cell]),
            rate=self._datum(cells.rate_rows[cell]),
            factor=None if cells.missing["ppp"][cell] else cells.factor[cell],
            ppp=ppp,
            moved=tuple(datum for datum in moved if datum is not None),
            flags=self.flags.get((economy, basket), ()),
            reasons=self.reasons.get((economy, basket), MappingProxyType({})),
        )

    def _datum(self, row: int) -> Datum | None:
        """Return a row of economics; ``None`` for no row."""
        if row == NO_ROW:
            return None
        names = ("series", "year", "value", "currency", "source", "vintage", "window")
        cells = {name: self.economics.cells[name][row] for name in names}
        return Datum(**cells, row=int(row), address=self.economics.address(int(row)))


def raise_flags(result: PricedBaskets) -> dict[tuple[str, str], tuple[str, ...]]:
    """Return the flags of every cell with a price."""
    cells = result.cells
    flags: dict[tuple[str, str], tuple[str, ...]] = {}
    for e, economy in enumerate(cells.economies):
        for b, basket in enumerate(cells.baskets):
            if not cells.missing["local"][e, b]:
                raised = tuple(_cell_flags(result, (e, b), economy, basket))
                if raised:
                    flags[economy, basket] = raised
    return flags


def _cell_flags(
    result: PricedBaskets, cell: tuple[int, int], economy: str, basket: str
) -> Iterator[str]:
    cells = result.cells
    if (economy, basket) in result.put_in:
        yield PUT_IN
    if not cells.missing["share"][cell] and cells.amounts["share"][cell] > _HUNDRED:
        yield "above-100"
    yield from _income_flags(result, cell, economy)
    if cells.ppp_rows[cell][2] != NO_ROW:
        yield "moved-ppp"
    yield from _unstated_flags(result, cell)
    definition = result.methodology.document.basket(basket).definition
    if catalogue.basket_definitions()[definition].status(result.year) == "experimental":
        yield "experimental"
    yield from _unconfirmed_flags(result, cell, basket)


def _income_flags(result: PricedBaskets, cell: tuple[int, int], economy: str) -> Iterator[str]:
    """Flag income of another year than the first choice, or possibly in another currency."""
    rules, row = result.methodology.document.conversion, int(result.cells.income_rows[cell])
    if row == NO_ROW or rules is None:
        return
    year = int(result.economics.cells["year"][row])
    if year != rules.income_year.years(result.edition)[0]:
        yield f"{INCOME_OF}{year}"
    own = result.cells.currency[cell]
    if catalogue.find_redenomination(economy, own, year, result.year) is not None:
        yield "redenominated"
    if result.economics.cells["currency"][row]:
        return
    if result.cells.denominator[cell] != rules.denominator.local_currency:
        return
    then = catalogue.national_currencies(economy, year)
    near = {own, *then, *catalogue.national_currencies(economy, result.year)}
    if own not in then or any(catalogue.replaced_currency(economy, code) for code in near):
        yield "currency-changed"


def _unstated_flags(result: PricedBaskets, cell: tuple[int, int]) -> Iterator[str]:
    """Flag facts that the tables do not state about the rows behind a cell."""
    cells = result.cells
    if result.prices is not None and not result.prices.cells["definition"][cells.price_rows[cell]]:
        yield "definition-not-stated"
    rate = int(cells.rate_rows[cell])
    if rate != NO_ROW and not result.economics.cells["window"][rate]:
        yield "window-not-stated"
    rows = [int(row) for row in (cells.income_rows[cell], rate, *cells.ppp_rows[cell])]
    for column in ("vintage", "source"):
        if any(row != NO_ROW and not result.economics.cells[column][row] for row in rows):
            yield "vintage-not-stated" if column == "vintage" else "economics-source-not-stated"


# Stage of the rules of a document, by the start of their path. Flags combine mark and stage.
STAGES = {
    "baskets": "allowance",
    "purchasing": "purchase",
    "conversion.denominator": "income",
    "conversion.income_year": "income",
    "conversion.months": "income",
    "conversion.exchange_rate": "exchange-rate",
    "conversion.ppp": "ppp",
}


def _unconfirmed_flags(result: PricedBaskets, cell: tuple[int, int], basket: str) -> Iterator[str]:
    """Flag the stages of a cell that use an unconfirmed rule, each mark once."""
    cells = result.cells
    applies = {
        "allowance": True,
        "purchase": True,
        "income": cells.income_rows[cell] != NO_ROW,
        "exchange-rate": cells.rate_rows[cell] != NO_ROW,
        "ppp": not cells.missing["ppp"][cell],
    }
    marked: dict[str, None] = {}
    for path, mark in result.unconfirmed.items():
        parts = path.split(".")
        if parts[0] == "baskets" and parts[1] != basket:
            continue
        if path == "conversion.ppp.moved_by" and cells.ppp_rows[cell][2] == NO_ROW:
            continue
        stage = STAGES.get(parts[0]) or STAGES[".".join(parts[:2])]
        if applies[stage]:
            marked[f"{mark}-{stage}"] = None
    yield from marked


def group_positions(
    result: PricedBaskets, by: str | Mapping[str, str], vintage: str | None
) -> dict[str, Array]:
    """Return the positions of the economies of each group, in published order, then of all."""
    document = result.methodology.document
    groups = find_members(by, vintage, f"{document.index}-{result.edition}")
    rows_of = {economy: row for row, economy in enumerate(result.economies)}
    rows = {
        group: np.array([rows_of[e] for e in economies if e in rows_of], dtype=np.intp)
        for group, economies in groups.items()
    }
    return rows | {ALL: np.arange(len(rows_of), dtype=np.intp)}
