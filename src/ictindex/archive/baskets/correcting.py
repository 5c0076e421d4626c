"""What a price believed right would do to a basket edition: for its errata."""

from __future__ import annotations

from decimal import Decimal

from ictindex import numbers
from ictindex.archive.baskets.figures import CONVERTED
from ictindex.archive.corrections import Correction
from ictindex.archive.whatif import Effect, figures
from ictindex.errors import CatalogueError, RefusedObservationsError, UsageError
from ictindex.indices import BasketResult
from ictindex.indices.pricing.compute import price_baskets
from ictindex.indices.pricing.medians import from_units
from ictindex.tariffs import Prices, read_prices


def corrected(
    result: BasketResult, economy: str, basket: str, price: Decimal | str | float | None
) -> tuple[Correction, tuple[Effect, ...]]:
    """Return the correction of a price of a basket, and its effect on the published figures.

    Parameters
    ----------
    result : BasketResult
        The edition; where it was bought at tariffs, the price is that of what was bought.
    economy, basket : str
        ISO3 code, and id of the basket.
    price : Decimal, str, number or None
        The price believed right, in the currency as advertised; ``None``: no right one is known.

    Returns
    -------
    Correction, tuple of Effect
        Of the economy its share, US dollars and PPP$; of a composite scores and ranks too.

    Raises
    ------
    CatalogueError, UsageError
        If the edition has no such basket or economy, or no price in that place.
    RefusedObservationsError
        If the price is none.

    Examples
    --------
    >>> import ictindex as ict
    >>> names = ("ipb-prices-2025.csv", "ipb-economics-2025.csv")
    >>> prices, economics = map(ict.sample_data, names)
    >>> found = ict.compute(ict.methodology("ipb", 2025), prices=prices, economics=economics)
    >>> told, effect = corrected(found, "ECU", "fixed-broadband", "25.00")
    >>> str(told.before), [(one.node, str(one.rounded_after)) for one in effect]
    ('24.73', [('fixed-broadband/usd', '25.00'), ('fixed-broadband/share', '4.67')])
    """
    if basket not in result.baskets:
        raise CatalogueError("basket.not-in-result", wanted=basket[:80], allowed=result.baskets)
    cell = result.place(economy), result.position(basket)
    before, currency = _price(result, cell)
    if not currency:
        raise UsageError("erratum.no-value", economy=economy, indicator=basket)
    after = None if price is None else numbers.to_decimal(price)
    if before == after:
        raise UsageError("whatif.same-value", economy=economy, indicator=basket)
    table = _prices(result, cell, after, currency)
    if table.findings.errors:
        raise RefusedObservationsError("basket.errors-in-tables", faults=table.findings.errors)
    other = price_baskets(
        result.methodology, table, None, result.economics, edition=result.edition,
        year=result.year, published=None, kind=result.kind,
    )  # fmt: skip
    found = [*_measures(result, other, cell), *_composite(result, other, economy)]
    return Correction(economy, basket, result.year, before, after), tuple(found)


def _price(result: BasketResult, cell: tuple[int, int]) -> tuple[Decimal | None, str]:
    """Return the price of a basket as it went in, and its currency."""
    economy, basket = result.economies[cell[0]], result.baskets[cell[1]]
    row = int(result.cells.price_rows[cell])
    if result.prices is not None and row >= 0:
        return result.prices.columns["price"][row], str(result.prices.columns["currency"][row])
    bought = result.purchases.get((economy, basket))
    if bought is not None:
        return bought.price, bought.currency
    if result.prices is not None:  # a row without a price states its currency all the same
        rows = result.prices.where(economy=economy, basket=basket, year=result.year)
        stated = set(rows.columns["currency"].tolist())
        return None, str(stated.pop()) if len(stated) == 1 else ""
    return None, ""


def _prices(
    result: BasketResult, cell: tuple[int, int], after: Decimal | None, currency: str
) -> Prices:
    """Return the prices of all baskets with one of them as it is believed right."""
    import pandas as pd

    rows = []
    for e, economy in enumerate(result.economies):
        for b, basket in enumerate(result.baskets):
            known, stated = (after, currency) if (e, b) == cell else _price(result, (e, b))
            if stated:
                definition = result.methodology.document.basket(basket).definition
                price = "" if known is None else format(known, "f")
                rows.append((economy, definition, str(result.year), price, stated))
    names = ["economy", "basket", "year", "price", "currency"]
    return read_prices(pd.DataFrame(rows, columns=names))


def _measures(result: BasketResult, other: BasketResult, cell: tuple[int, int]) -> list[Effect]:
    """Return the measures of a basket that would be others."""
    found = []
    economy, basket = result.economies[cell[0]], result.baskets[cell[1]]
    for name in CONVERTED:
        old, new = (
            (None, None)
            if one.cells.missing[name][at]
            else (one.cells.amounts[name][at], from_units(one.units[name][at], one.decimals))
            for one, at in (
                (result, cell),
                (other, (other.place(economy), other.position(basket))),
            )
        )
        if old != new:
            node = f"{basket}/{name}"
            found.append(Effect(economy, node, old[0], new[0], old[1], new[1], None, None))
    return found


def _composite(result: BasketResult, other: BasketResult, economy: str) -> list[Effect]:
    """Return scores of the composite that would be others, and ranks of other economies."""
    if not result.methodology.document.has_composite:
        return []
    root = result.methodology.plan.root
    found = []
    for code in result.economies:
        before, after = figures(result.composite, code), figures(other.composite, code)
        for node in result.composite.nodes if code == economy else (root,):
            old, new = before[node], after[node]
            if old != new:
                found.append(Effect(code, node, old[0], new[0], old[1], new[1], old[2], new[2]))
    return sorted(found, key=lambda one: one.economy != economy)
