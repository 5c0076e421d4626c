"""From prices or tariffs, and economics, to a basket result.

Prices are chosen (or bought, see ``shopping``), each is given its income, exchange rate and
factor by the rules of the document (see ``lookup``), then all are converted at once (see
``conversion``). What cannot be had is missing with a reason; nothing is carried silently.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from decimal import Decimal
from typing import TYPE_CHECKING

import numpy as np

from ictindex import catalogue
from ictindex.core.errors import RefusedObservationsError, UsageError
from ictindex.documents import fitting_editions
from ictindex.engine.operations import Array
from ictindex.findings import Finding
from ictindex.ipb import conversion
from ictindex.ipb.inputs import MEASURES, NO_ROW, BasketCells, Factor, Lookup
from ictindex.ipb.result import BasketResult

if TYPE_CHECKING:
    from ictindex.data.economics import Economics
    from ictindex.data.prices import Prices
    from ictindex.data.published import Published
    from ictindex.data.tariffs import Tariffs
    from ictindex.documents import Document
    from ictindex.ipb.purchase import Purchase
    from ictindex.results.methodology import Methodology

_DOLLAR = "USD"
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
        """Go through all cells: place, economy, basket."""
        for e, economy in enumerate(self.economies):
            for b, basket in enumerate(self.baskets):
                yield (e, b), economy, basket

    def put(self, cell: tuple[int, int], price: Decimal, currency: str) -> None:
        """Put the price of a basket in its place."""
        self.local[cell], self.currency[cell] = price, currency
        self.missing["local"][cell] = False

    def lack(self, economy: str, basket: str, reason: Finding, *measures: str) -> None:
        """Note why measures of a basket are missing (all of them, if none is named)."""
        why = self.reasons.setdefault((economy, basket), {})
        why.update(dict.fromkeys(measures or MEASURES, reason))


def price_baskets(
    methodology: Methodology,
    prices: Prices | None,
    tariffs: Tariffs | None,
    economics: Economics | None,
    *,
    edition: int,
    year: int,
    published: Published | None,
    kind: str,
    progress: Progress = None,
) -> BasketResult:
    """Compute the baskets of an edition (see :func:`ictindex.compute`)."""
    for table in (prices, tariffs, economics):
        if table is not None and table.findings.errors:
            raise RefusedObservationsError("basket.errors-in-tables", faults=table.findings.errors)
    document = methodology.document
    rules = document.conversion
    if rules is None:
        raise UsageError("compute.needs-observations", document=document.id)
    if prices is not None:
        draft = _priced(document, prices, year)
    elif tariffs is not None:
        draft = _bought(document, tariffs, year, progress)
    else:
        raise UsageError("compute.needs-prices", document=document.id)
    look = Lookup(economics, rules, edition, year)
    _link(draft, look, year)
    try:
        cells = _converted(draft, look)
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
        published=published,
        cells=cells.frozen(),
        purchases=draft.purchases,
        reasons=draft.reasons,
    )


def _priced(document: Document, prices: Prices, year: int) -> _Draft:
    """Put the given prices in their places: those of the document's definitions and year."""
    columns = prices.columns
    definitions = {basket.id: basket.definition for basket in document.baskets}
    ours = [row for row, key in enumerate(columns["basket"]) if key in definitions]
    if not ours:
        raise UsageError("basket.no-basket", document=document.id, basket=list(definitions))
    years = {int(columns["year"][row]) for row in ours}
    if year not in years:
        raise UsageError(
            "basket.no-price-of-year",
            year=str(year),
            there=[str(y) for y in sorted(years)],
            fitting=fitting_editions(document, years) or "-",
        )
    found: dict[tuple[str, str], list[int]] = {}
    for row in ours:
        found.setdefault((columns["economy"][row], columns["basket"][row]), []).append(row)
    draft = _Draft(tuple(sorted({economy for economy, _ in found})), document)
    for cell, economy, basket in draft.cells():
        rows = found.get((economy, basket), [])
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
            draft.put(cell, columns["price"][row], columns["currency"][row])
        else:
            why = _why_no_price(prices, rows, economy, basket, definitions[basket], year)
            draft.lack(economy, basket, why)
    return draft


def _why_no_price(
    prices: Prices, rows: list[int], economy: str, basket: str, definition: str, year: int
) -> Finding:
    """Say why none of the rows of a basket is its price."""
    columns = prices.columns
    given: dict[str, object] = {"economy": economy, "basket": basket, "year": str(year)}
    code = "basket.no-price"
    with_price = [row for row in rows if columns["price"][row] is not None]
    of_year = [row for row in with_price if columns["year"][row] == year]
    if of_year:
        code = "basket.price-of-other-definition"
        there = sorted({str(columns["definition"][row]) for row in of_year})
        given |= {"wanted_definition": definition, "there": there}
    elif with_price:
        code = "basket.price-of-other-year"
        given["there"] = [str(y) for y in sorted({int(columns["year"][r]) for r in with_price})]
    return Finding(code, "information", economy, year=year, given=given)


def _bought(document: Document, tariffs: Tariffs, year: int, progress: Progress) -> _Draft:
    """Buy the baskets of every economy at its tariffs."""
    from ictindex.ipb.cheapest import cheapest

    economies = tuple(sorted(set(tariffs.columns["economy"].tolist())))
    draft = _Draft(economies, document)
    bought = cheapest(tariffs, document, year=year, progress=progress)
    for cell, economy, basket in draft.cells():
        found = bought[economy, basket]
        if isinstance(found, Finding):
            draft.lack(economy, basket, found)
        else:
            draft.purchases[economy, basket] = found
            draft.put(cell, found.price, found.currency)
    return draft


def _link(draft: _Draft, look: Lookup, year: int) -> None:
    """Give each price its income, exchange rate and factor, or the reason why it has none."""
    rates = {economy: look.rate(economy) for economy in draft.economies}
    factors = {economy: look.factor(economy) for economy in draft.economies}
    for cell, economy, basket in draft.cells():
        if draft.missing["local"][cell]:
            continue
        currency = draft.currency[cell]
        national = catalogue.national_currencies(economy, year)
        price = _Price(economy, basket, currency, currency in national)
        income = _income(look, price, national)
        through = NO_ROW
        if not isinstance(income, Finding) and look.rules.goes_through_dollars(income[0], currency):
            rate = _rate(look, price, rates[economy], national)
            income, through = (rate, NO_ROW) if isinstance(rate, Finding) else (income, rate)
        if isinstance(income, Finding):
            draft.lack(economy, basket, income, "share")
        else:
            draft.denominator[cell], draft.income_rows[cell] = income
            draft.rate_rows[cell] = through
            draft.missing["share"][cell] = False
        if currency == _DOLLAR:
            draft.missing["usd"][cell] = False
        else:
            rate = _rate(look, price, rates[economy], national)
            if isinstance(rate, Finding):
                draft.lack(economy, basket, rate, "usd")
            else:
                draft.rate_rows[cell] = rate
                draft.missing["usd"][cell] = False
        parity = _factor(look, price, factors[economy], rates[economy], national)
        if isinstance(parity, Finding):
            draft.lack(economy, basket, parity, "ppp")
        else:
            factor, rate_row = parity
            for n, row in enumerate((factor.row, *factor.moved)):
                draft.ppp_rows[(*cell, n)] = row
            draft.rate_rows[cell] = max(draft.rate_rows[cell], rate_row)
            draft.missing["ppp"][cell] = False


class _Price:
    """A price that is to be converted: whose it is, its currency, whether that is national."""

    __slots__ = ("basket", "currency", "economy", "is_national")

    def __init__(self, economy: str, basket: str, currency: str, is_national: bool) -> None:
        self.economy, self.basket = economy, basket
        self.currency, self.is_national = currency, is_national

    def reason(self, code: str, year: int, **given: object) -> Finding:
        """Return why it cannot be converted."""
        whole = {"economy": self.economy, "basket": self.basket, "currency": self.currency, **given}
        return Finding(code, "information", self.economy, year=year, given=whole)

    def unlike(self, look: Lookup, row: int, series: str) -> Finding:
        """Return that a row is in another currency than it would have to be."""
        return self.reason(
            "economics.of-other-currency", look.year, series=series, there=look.currency(row)
        )


def _income(look: Lookup, price: _Price, national: tuple[str, ...]) -> tuple[str, int] | Finding:
    """Return the series of income that a price is set against, and its row."""
    rule = look.rules.denominator
    series = rule.exception(price.economy)
    if series is None:
        if not price.is_national and price.currency != _DOLLAR:
            return price.reason("basket.currency-unusable", look.year, allowed=national or "-")
        series = rule.local_currency if price.is_national else rule.us_dollar
    elif not (price.is_national if series == rule.local_currency else price.currency == _DOLLAR):
        allowed = national if series == rule.local_currency else (_DOLLAR,)
        return price.reason(
            "basket.currency-unlike-income", look.year, series=series, allowed=allowed or "-"
        )
    row = look.income(price.economy, series)
    if isinstance(row, Finding):
        return row
    through = look.rules.goes_through_dollars(series, price.currency)
    if not look.comparable(row, price.economy, _DOLLAR if through else price.currency):
        return price.unlike(look, row, series)
    return series, row


def _rate(
    look: Lookup, price: _Price, rate: int | Finding, national: tuple[str, ...]
) -> int | Finding:
    """Return the row of the exchange rate by which a price becomes US dollars."""
    if not price.is_national:
        return price.reason("basket.currency-unusable", look.year, allowed=national or "-")
    if isinstance(rate, Finding):
        return rate
    if not look.comparable(rate, price.economy, price.currency):
        return price.unlike(look, rate, look.rules.exchange_rate.series)
    return rate


def _factor(
    look: Lookup,
    price: _Price,
    factor: Factor | Finding,
    rate: int | Finding,
    national: tuple[str, ...],
) -> tuple[Factor, int] | Finding:
    """Return the factor by which a price becomes PPP$, and the rate that it needs before."""
    if not price.is_national and price.currency != _DOLLAR:
        return price.reason("basket.currency-unusable", look.year, allowed=national or "-")
    if isinstance(factor, Finding):
        return factor
    row, series = factor.row, look.rules.ppp.series
    if look.currency(row) == price.currency or price.is_national:
        fits = look.comparable(row, price.economy, price.currency)
        return (factor, NO_ROW) if fits else price.unlike(look, row, series)
    # Dollars where they are not national: the factor is in national currency.
    if not national:
        return price.reason("basket.currency-unusable", look.year, allowed="-")
    if look.currency(row) and look.currency(row) not in national:
        return price.unlike(look, row, series)
    if isinstance(rate, Finding):
        return rate
    if not look.comparable(rate, price.economy, look.currency(row) or national[0]):
        return price.unlike(look, rate, look.rules.exchange_rate.series)
    return factor, rate


def _values(look: Lookup, rows: Array) -> Array:
    """Return the values of rows of economics; 1 where there is no row."""
    out = np.full(rows.shape, Decimal(1), dtype=object)
    for place in zip(*np.nonzero(rows != NO_ROW), strict=True):
        out[place] = look.value(int(rows[place]))
    return out


def _converted(draft: _Draft, look: Lookup) -> BasketCells:
    """Convert all prices."""
    missing, nothing = draft.missing, np.zeros(draft.local.shape, dtype=bool)
    income = _values(look, draft.income_rows)
    rate, parity = _values(look, draft.rate_rows), _values(look, draft.ppp_rows)
    is_moved = draft.ppp_rows[..., 2] != NO_ROW
    own = conversion.divided(parity[..., 0], np.full_like(rate, Decimal(1)), missing["ppp"])
    by_gdp = conversion.moved(parity[..., 0], parity[..., 1], parity[..., 2], missing["ppp"])
    factor = np.where(is_moved, by_gdp, own)
    dollars = draft.currency == _DOLLAR
    through = dollars & (draft.rate_rows != NO_ROW)
    in_national = np.where(
        through, conversion.multiplied(draft.local, rate, missing["ppp"]), draft.local
    )
    local = conversion.multiplied(draft.local, np.full_like(rate, Decimal(1)), nothing)
    in_dollars = conversion.divided(draft.local, rate, missing["usd"])
    goes = np.frompyfunc(look.rules.goes_through_dollars, 2, 1)
    by_rate = goes(draft.denominator, draft.currency).astype(bool) & ~missing["share"]
    shares = conversion.share_of_income(
        draft.local,
        np.where(by_rate, conversion.in_national(income, rate, by_rate), income),
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
            "ppp": conversion.divided(in_national, factor, missing["ppp"]),
            "share": shares,
        },
        missing=missing,
    )
