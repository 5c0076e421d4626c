"""Compute a basket result from prices or tariffs, and economics.

Prices are chosen (or bought, see ``cheapest``). Each is linked to its income, exchange rate and
factor by the rules of the document (see ``inputs``), and converted (see ``price_links``). A figure
without its inputs is missing with a reason; nothing is carried silently.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal
from typing import TYPE_CHECKING

import numpy as np

from ictindex.core.data_classes import dataclass
from ictindex.core.errors import RefusedObservationsError, UsageError
from ictindex.definitions import catalogue, documents
from ictindex.indices.ipb.inputs import MEASURES, NO_ROW, BasketCells, Lookup
from ictindex.indices.ipb.price_links import Price, PriceLink, convert_price, link_price
from ictindex.indices.ipb.result import BasketResult
from ictindex.language.findings import Finding

if TYPE_CHECKING:
    from ictindex.data.economics import Economics
    from ictindex.data.prices import Prices
    from ictindex.data.published_figures import Published
    from ictindex.data.tariffs import Tariffs
    from ictindex.definitions.documents import Document
    from ictindex.indices.ipb.cheapest import Purchase
    from ictindex.indices.results.methodology import Methodology

Reasons = dict[tuple[str, str], dict[str, Finding]]
Progress = Callable[[int, int], None] | None


class _Draft:
    """The arrays of a result while they are filled."""

    def __init__(self, economies: tuple[str, ...], document: Document) -> None:
        self.economies = economies
        self.baskets = tuple(basket.id for basket in document.baskets)
        shape = (len(economies), len(self.baskets))
        self.local = np.full(shape, None, dtype=object)
        self.currency = np.full(shape, "", dtype=object)
        self.price_rows = np.full(shape, NO_ROW, dtype=np.intp)
        self.denominator = np.full(shape, "", dtype=object)
        self.income_rows = np.full(shape, NO_ROW, dtype=np.intp)
        self.rate_rows = np.full(shape, NO_ROW, dtype=np.intp)
        self.ppp_rows = np.full((*shape, 3), NO_ROW, dtype=np.intp)
        self.missing = {measure: np.ones(shape, dtype=bool) for measure in MEASURES}
        self.factor = np.full(shape, None, dtype=object)
        self.amounts = {m: np.full(shape, None, dtype=object) for m in MEASURES}
        self.purchases: dict[tuple[str, str], Purchase] = {}
        self.reasons: Reasons = {}

    def cells(self) -> Iterator[tuple[tuple[int, int], str, str]]:
        """Yield all cells: position, economy, basket."""
        for e, economy in enumerate(self.economies):
            for b, basket in enumerate(self.baskets):
                yield (e, b), economy, basket

    def set_price(self, cell: tuple[int, int], price: Decimal, currency: str) -> None:
        """Set the price of a basket."""
        self.local[cell], self.currency[cell] = price, currency
        self.missing["local"][cell] = False

    def set_link(
        self,
        cell: tuple[int, int],
        link: PriceLink,
        amounts: Mapping[str, Decimal],
        factor: Decimal | None,
    ) -> None:
        """Set the rows that convert a price, and the price in each measure."""
        self.denominator[cell], self.income_rows[cell] = link.denominator, link.income_row
        self.rate_rows[cell], self.ppp_rows[cell] = link.rate_row, link.ppp_rows
        self.factor[cell] = factor
        for measure, amount in amounts.items():
            self.amounts[measure][cell] = amount
            self.missing[measure][cell] = False

    def take(self) -> BasketCells:
        """Return the arrays as the cells of a result."""
        return BasketCells(
            economies=self.economies,
            baskets=self.baskets,
            currency=self.currency,
            price_rows=self.price_rows,
            denominator=self.denominator,
            income_rows=self.income_rows,
            rate_rows=self.rate_rows,
            ppp_rows=self.ppp_rows,
            factor=self.factor,
            amounts=self.amounts,
            missing=self.missing,
        )

    def set_missing(self, economy: str, basket: str, reason: Finding, *measures: str) -> None:
        """Note the reason why measures of a basket are missing (all measures, if none is named)."""
        why = self.reasons.setdefault((economy, basket), {})
        why.update(dict.fromkeys(measures or MEASURES, reason))


@dataclass(frozen=True, slots=True)
class BasketTables:
    """The tables that baskets are computed from."""

    prices: Prices | None = None
    tariffs: Tariffs | None = None
    economics: Economics | None = None
    published: Published | None = None


def price_baskets(
    methodology: Methodology,
    tables: BasketTables,
    *,
    edition: int,
    year: int,
    kind: str,
    progress: Progress = None,
) -> BasketResult:
    """Compute the baskets of an edition (see :func:`ictindex.compute`)."""
    prices, tariffs, economics = tables.prices, tables.tariffs, tables.economics
    for table in (prices, tariffs, economics):
        if table is not None and table.findings.errors:
            raise RefusedObservationsError("basket.errors-in-tables", faults=table.findings.errors)
    document = methodology.document
    rules = document.conversion
    if rules is None:
        raise UsageError("compute.needs-observations", document=document.id)
    if prices is not None:
        draft = _take_prices(document, prices, year)
    elif tariffs is not None:
        draft = _buy_baskets(document, tariffs, year, progress)
    else:
        raise UsageError("compute.needs-prices", document=document.id)
    look = Lookup(economics, rules, edition, year)
    try:
        _link(draft, look, year)
    except ArithmeticError as error:
        raise UsageError("basket.too-many-digits", document=document.id) from error
    return BasketResult(
        methodology=methodology,
        edition=edition,
        year=year,
        kind=kind,
        prices=prices,
        tariffs=tariffs,
        economics=economics,
        published=tables.published,
        cells=draft.take(),
        purchases=draft.purchases,
        reasons=draft.reasons,
    )


def _take_prices(document: Document, prices: Prices, year: int) -> _Draft:
    """Take the prices of the document's definitions and year."""
    columns = prices.cells
    definitions = {basket.id: basket.definition for basket in document.baskets}
    ours = [row for row, key in enumerate(columns["basket"]) if key in definitions]
    if not ours:
        raise UsageError("basket.no-basket", document=document.id, allowed=list(definitions))
    years = {int(columns["year"][row]) for row in ours}
    if year not in years:
        raise UsageError(
            "basket.no-price-of-year",
            year=str(year),
            there=[str(y) for y in sorted(years)],
            fitting=documents.fitting_editions(document, years) or "-",
        )
    rows_of: dict[tuple[str, str], list[int]] = {}
    for row in ours:
        rows_of.setdefault((columns["economy"][row], columns["basket"][row]), []).append(row)
    draft = _Draft(tuple(sorted({economy for economy, _ in rows_of})), document)
    for cell, economy, basket in draft.cells():
        rows = rows_of.get((economy, basket), [])
        admitted = [
            row
            for row in rows
            if columns["price"][row] is not None
            and columns["year"][row] == year
            and columns["definition"][row] in ("", definitions[basket])
        ]
        if admitted:  # never several: the table refuses competing prices
            row = admitted[0]
            draft.price_rows[cell] = row
            draft.set_price(cell, columns["price"][row], columns["currency"][row])
        else:
            why = _why_no_price(prices, rows, economy, basket, definitions[basket], year)
            draft.set_missing(economy, basket, why)
    return draft


def _why_no_price(
    prices: Prices, rows: list[int], economy: str, basket: str, definition: str, year: int
) -> Finding:
    """Return the reason why none of the rows of a basket is its price."""
    columns = prices.cells
    facts: dict[str, object] = {"economy": economy, "basket": basket, "year": str(year)}
    code = "basket.no-price"
    with_price = [row for row in rows if columns["price"][row] is not None]
    of_year = [row for row in with_price if columns["year"][row] == year]
    if of_year:
        code = "basket.price-of-other-definition"
        there = sorted({str(columns["definition"][row]) for row in of_year})
        facts |= {"wanted_definition": definition, "definition": there}
    elif with_price:
        code = "basket.price-of-other-year"
        facts["there"] = [str(y) for y in sorted({int(columns["year"][r]) for r in with_price})]
    return Finding(code, "information", economy, year=year, details=facts)


def _buy_baskets(document: Document, tariffs: Tariffs, year: int, progress: Progress) -> _Draft:
    """Buy the baskets of every economy at its tariffs."""
    from ictindex.indices.ipb.cheapest import find_cheapest

    economies = tuple(sorted(set(tariffs.cells["economy"])))
    draft = _Draft(economies, document)
    bought = find_cheapest(tariffs, document, year=year, progress=progress)
    for cell, economy, basket in draft.cells():
        purchase = bought[economy, basket]
        if isinstance(purchase, Finding):
            draft.set_missing(economy, basket, purchase)
        else:
            draft.purchases[economy, basket] = purchase
            draft.set_price(cell, purchase.price, purchase.currency)
    return draft


def _link(draft: _Draft, look: Lookup, year: int) -> None:
    """Link each price to its income, exchange rate and factor, and convert it."""
    rates = {economy: look.rate(economy) for economy in draft.economies}
    factors = {economy: look.factor(economy) for economy in draft.economies}
    for cell, economy, basket in draft.cells():
        if draft.missing["local"][cell]:
            continue
        national = catalogue.price_currencies(economy, year)
        price = Price(economy, basket, draft.currency[cell], national)
        link = link_price(look, price, rates[economy], factors[economy])
        for measure, reason in link.reasons.items():
            draft.set_missing(economy, basket, reason, measure)
        draft.set_link(cell, link, *convert_price(look, draft.local[cell], price.currency, link))
