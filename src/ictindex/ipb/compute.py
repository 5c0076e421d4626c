"""Compute a basket result from prices or tariffs, and economics.

Prices are chosen (or bought, see ``cheapest``), each is given its income, exchange rate and
factor by the rules of the document (see ``inputs``), then all are converted at once (see
``conversion``). What cannot be had is missing with a reason; nothing is carried silently.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

import numpy as np

from ictindex import catalogue, documents
from ictindex.core.arrays import Array
from ictindex.core.errors import RefusedObservationsError, UsageError
from ictindex.findings import Finding
from ictindex.ipb import conversion
from ictindex.ipb.inputs import DOLLAR, MEASURES, NO_ROW, BasketCells, Factor, Lookup
from ictindex.ipb.result import BasketResult

if TYPE_CHECKING:
    from ictindex.data.economics import Economics
    from ictindex.data.prices import Prices
    from ictindex.data.published import Published
    from ictindex.data.tariffs import Tariffs
    from ictindex.documents import Document
    from ictindex.ipb.cheapest import Purchase
    from ictindex.results.methodology import Methodology

Reasons = dict[tuple[str, str], dict[str, Finding]]
Progress = Callable[[int, int], None] | None


class _Draft:
    """The arrays of a result while they are filled."""

    def __init__(self, economies: tuple[str, ...], document: Document) -> None:
        self.economies = economies
        self.baskets = tuple(basket.id for basket in document.baskets)
        shape = (len(economies), len(self.baskets))
        self.local = np.full(shape, conversion.ZERO, dtype=object)
        self.currency = np.full(shape, "", dtype=object)
        self.price_rows = np.full(shape, NO_ROW, dtype=np.intp)
        self.denominator = np.full(shape, "", dtype=object)
        self.income_rows = np.full(shape, NO_ROW, dtype=np.intp)
        self.rate_rows = np.full(shape, NO_ROW, dtype=np.intp)
        self.ppp_rows = np.full((*shape, 3), NO_ROW, dtype=np.intp)
        self.missing = {measure: np.ones(shape, dtype=bool) for measure in MEASURES}
        self.purchases: dict[tuple[str, str], Purchase] = {}
        self.reasons: Reasons = {}

    def cells(self) -> Iterator[tuple[tuple[int, int], str, str]]:
        """Go through all cells: position, economy, basket."""
        for e, economy in enumerate(self.economies):
            for b, basket in enumerate(self.baskets):
                yield (e, b), economy, basket

    def set_price(self, cell: tuple[int, int], price: Decimal, currency: str) -> None:
        """Set the price of a basket."""
        self.local[cell], self.currency[cell] = price, currency
        self.missing["local"][cell] = False

    def set_missing(self, economy: str, basket: str, reason: Finding, *measures: str) -> None:
        """Note why measures of a basket are missing (all of them, if none is named)."""
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
    _link(draft, look, year)
    try:
        cells = _convert(draft, look)
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
        cells=cells,
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
        if admitted:  # never several: the table itself refuses prices that compete
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
    """Explain why none of the rows of a basket is its price."""
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
    return Finding(code, "information", economy, year=year, given=facts)


def _buy_baskets(document: Document, tariffs: Tariffs, year: int, progress: Progress) -> _Draft:
    """Buy the baskets of every economy at its tariffs."""
    from ictindex.ipb.cheapest import find_cheapest

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
    """Link each price to its income, exchange rate and factor, or to the reason it has none."""
    rates = {economy: look.rate(economy) for economy in draft.economies}
    factors = {economy: look.factor(economy) for economy in draft.economies}
    for cell, economy, basket in draft.cells():
        if draft.missing["local"][cell]:
            continue
        currency = draft.currency[cell]
        national = catalogue.national_currencies(economy, year)
        price = _Price(economy, basket, currency, currency in national)
        income = _find_income(look, price, national)
        through = NO_ROW
        if not isinstance(income, Finding) and look.rules.goes_through_dollars(income[0], currency):
            rate = _find_rate(look, price, rates[economy], national)
            income, through = (rate, NO_ROW) if isinstance(rate, Finding) else (income, rate)
        if isinstance(income, Finding):
            draft.set_missing(economy, basket, income, "share")
        else:
            draft.denominator[cell], draft.income_rows[cell] = income
            draft.rate_rows[cell] = through
            draft.missing["share"][cell] = False
        if currency == DOLLAR:
            draft.missing["usd"][cell] = False
        else:
            rate = _find_rate(look, price, rates[economy], national)
            if isinstance(rate, Finding):
                draft.set_missing(economy, basket, rate, "usd")
            else:
                draft.rate_rows[cell] = rate
                draft.missing["usd"][cell] = False
        parity = _find_factor(look, price, factors[economy], rates[economy], national)
        if isinstance(parity, Finding):
            draft.set_missing(economy, basket, parity, "ppp")
        else:
            factor, rate_row = parity
            for n, row in enumerate((factor.row, *factor.moved)):
                draft.ppp_rows[(*cell, n)] = row
            draft.rate_rows[cell] = max(draft.rate_rows[cell], rate_row)
            draft.missing["ppp"][cell] = False


@dataclass(frozen=True, slots=True)
class _Price:
    """A price to convert: whose it is, its currency, whether that is national."""

    economy: str
    basket: str
    currency: str
    is_national: bool

    def make_reason(self, code: str, year: int, **facts: object) -> Finding:
        """Return why it cannot be converted."""
        own = {"economy": self.economy, "basket": self.basket, "currency": self.currency, **facts}
        return Finding(code, "information", self.economy, year=year, given=own)

    def make_currency_reason(self, look: Lookup, row: int, series: str) -> Finding:
        """Return that a row is in another currency than the conversion needs."""
        return self.make_reason(
            "economics.of-other-currency", look.year, series=series, there=look.currency(row)
        )


def _find_income(
    look: Lookup, price: _Price, national: tuple[str, ...]
) -> tuple[str, int] | Finding:
    """Return the series of income that a price is set against, and its row."""
    rule = look.rules.denominator
    series = rule.exception(price.economy)
    if series is None:
        if not price.is_national and price.currency != DOLLAR:
            return price.make_reason("basket.currency-unusable", look.year, allowed=national or "-")
        series = rule.local_currency if price.is_national else rule.us_dollar
    elif not (price.is_national if series == rule.local_currency else price.currency == DOLLAR):
        allowed = national if series == rule.local_currency else (DOLLAR,)
        return price.make_reason(
            "basket.currency-unlike-income", look.year, series=series, allowed=allowed or "-"
        )
    row = look.income(price.economy, series)
    if isinstance(row, Finding):
        return row
    through = look.rules.goes_through_dollars(series, price.currency)
    if not look.comparable(row, price.economy, DOLLAR if through else price.currency):
        return price.make_currency_reason(look, row, series)
    return series, row


def _find_rate(
    look: Lookup, price: _Price, rate: int | Finding, national: tuple[str, ...]
) -> int | Finding:
    """Return the row of the exchange rate by which a price becomes US dollars."""
    if not price.is_national:
        return price.make_reason("basket.currency-unusable", look.year, allowed=national or "-")
    if isinstance(rate, Finding):
        return rate
    if not look.comparable(rate, price.economy, price.currency):
        return price.make_currency_reason(look, rate, look.rules.exchange_rate.series)
    return rate


def _find_factor(
    look: Lookup,
    price: _Price,
    factor: Factor | Finding,
    rate: int | Finding,
    national: tuple[str, ...],
) -> tuple[Factor, int] | Finding:
    """Return the factor by which a price becomes PPP$, and the rate that it needs before."""
    if not price.is_national and price.currency != DOLLAR:
        return price.make_reason("basket.currency-unusable", look.year, allowed=national or "-")
    if isinstance(factor, Finding):
        return factor
    row, series = factor.row, look.rules.ppp.series
    if look.currency(row) == price.currency or price.is_national:
        fits = look.comparable(row, price.economy, price.currency)
        return (factor, NO_ROW) if fits else price.make_currency_reason(look, row, series)
    # Dollars where they are not national: the factor is in national currency.
    if not national:
        return price.make_reason("basket.currency-unusable", look.year, allowed="-")
    if look.currency(row) and look.currency(row) not in national:
        return price.make_currency_reason(look, row, series)
    if isinstance(rate, Finding):
        return rate
    if not look.comparable(rate, price.economy, look.currency(row) or national[0]):
        return price.make_currency_reason(look, rate, look.rules.exchange_rate.series)
    return factor, rate


def _values(look: Lookup, rows: Array) -> Array:
    """Return the values of rows of economics; 1 where there is no row."""
    out = np.full(rows.shape, Decimal(1), dtype=object)
    for cell in zip(*np.nonzero(rows != NO_ROW), strict=True):
        out[cell] = look.value(int(rows[cell]))
    return out


def _convert(draft: _Draft, look: Lookup) -> BasketCells:
    """Convert all prices."""
    missing, nothing = draft.missing, np.zeros(draft.local.shape, dtype=bool)
    income = _values(look, draft.income_rows)
    rate, parity = _values(look, draft.rate_rows), _values(look, draft.ppp_rows)
    is_moved = draft.ppp_rows[..., 2] != NO_ROW
    own = conversion.divide(parity[..., 0], np.full_like(rate, Decimal(1)), missing["ppp"])
    by_gdp = conversion.move_factor(parity[..., 0], parity[..., 1], parity[..., 2], missing["ppp"])
    factor = np.where(is_moved, by_gdp, own)
    dollars = draft.currency == DOLLAR
    through = dollars & (draft.rate_rows != NO_ROW)
    in_national = np.where(
        through, conversion.multiply(draft.local, rate, missing["ppp"]), draft.local
    )
    local = conversion.multiply(draft.local, np.full_like(rate, Decimal(1)), nothing)
    in_dollars = conversion.divide(draft.local, rate, missing["usd"])
    goes = np.frompyfunc(look.rules.goes_through_dollars, 2, 1)
    by_rate = goes(draft.denominator, draft.currency).astype(bool) & ~missing["share"]
    shares = conversion.compute_shares(
        draft.local,
        np.where(by_rate, conversion.convert_incomes(income, rate, by_rate), income),
        missing["share"],
        months=look.rules.months,
    )
    return BasketCells(
        economies=draft.economies,
        baskets=draft.baskets,
        currency=draft.currency,
        price_rows=draft.price_rows,
        denominator=draft.denominator,
        income_rows=draft.income_rows,
        rate_rows=draft.rate_rows,
        ppp_rows=draft.ppp_rows,
        factor=factor,
        amounts={
            "local": local,
            "usd": np.where(dollars, local, in_dollars),
            "ppp": conversion.divide(in_national, factor, missing["ppp"]),
            "share": shares,
        },
        missing=missing,
    )
