"""Scenarios (what-if) of price baskets: other prices, another methodology or edition."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Self

from ictindex.core.errors import CatalogueError, UsageError
from ictindex.core.records import read_only
from ictindex.data.prices import Prices, read_prices
from ictindex.indices.ipb.compute import BasketTables, price_baskets
from ictindex.indices.ipb.medians import from_units
from ictindex.indices.ipb.result import BasketResult
from ictindex.indices.results.what_if import (
    KIND,
    Correction,
    Effect,
    Scenario,
    WhatIfResult,
    cells_put_in,
    frame,
    number,
    score_figures,
)
from ictindex.language.i18n.frame_names import put_names

if TYPE_CHECKING:
    import pandas as pd

_CONVERTED = ("usd", "ppp", "share")


@read_only
class BasketCounterfactual(WhatIfResult, BasketResult):
    """Price baskets of a what-if, which are never published.

    Not made directly: :func:`ictindex.what_if` returns it. It is a result with two differences:
    every view says that it is a what-if, and :func:`ictindex.publish` refuses it.

    Attributes
    ----------
    base : BasketResult
        The result or edition that it departs from.
    corrections : tuple of Correction
        The changed prices.

    Examples
    --------
    >>> import ictindex as ict
    >>> names = ("ipb-prices-2025.csv", "ipb-economics-2025.csv")
    >>> prices, economics = map(ict.sample_data, names)
    >>> result = ict.compute(ict.methodology("ipb", 2025), prices=prices, economics=economics)
    >>> other = ict.what_if(result, {("ECU", "fixed-broadband"): "25.00"})
    >>> other.id, other.departs, float(other.shares.loc["ECU", "fixed-broadband"])
    ('ipb-2025-counterfactual', ('inputs',), 4.67)
    >>> other.base is result, len(other.corrections)
    (True, 1)
    >>> other.effect()[["node", "before", "after"]].values.tolist()
    [['fixed-broadband/usd', 24.73, 25.0], ['fixed-broadband/share', 4.62, 4.67]]
    """

    base: BasketResult
    corrections: tuple[Correction, ...]

    def with_kind(self, kind: str) -> Self:
        """Return the object itself, as the kind of a what-if never changes."""
        return self

    def effect(self, *, names: str | None = None) -> pd.DataFrame:
        """Return the published figures that differ from those of the base.

        Parameters
        ----------
        names : str, optional
            Language of names in the place of codes, which are kept next to them: see
            :func:`ictindex.data.name_codes`. By default codes alone.

        Returns
        -------
        pandas.DataFrame
            Columns economy, node (``basket/measure``, or a node of the composite), before, after
            (rounded as published), difference, rank_before, rank_after.

        Raises
        ------
        UsageError
            If it was computed by another methodology, whose levels cannot be compared.
        """
        composite = self.methodology.document.has_composite
        extent = self.composite.extent if composite else None
        return put_names(frame(effects(self), self.frame_attributes(), extent), names, self)


def effects(other: BasketCounterfactual) -> tuple[Effect, ...]:
    """Return every published figure that differs from that of the base, economies sorted."""
    base = other.base
    if base.methodology.document != other.methodology.document:
        documents = [base.methodology.id, other.methodology.id]
        raise UsageError("series.not-comparable", documents=documents)
    changed = [
        effect
        for economy in sorted({*base.economies, *other.economies})
        for basket in base.baskets
        for effect in _measures(base, other, economy, basket)
    ]
    if base.methodology.document.has_composite:
        changed += _composite(base, other)
    return tuple(sorted(changed, key=lambda effect: effect.economy))


def what_if(base: BasketResult, scenario: Scenario) -> BasketCounterfactual:
    """Compute a what-if of price baskets (see :func:`ictindex.what_if`)."""
    edition = base.edition if scenario.edition is None else scenario.edition
    used = base.methodology if scenario.methodology is None else scenario.methodology
    year = scenario.year_after(used.document, base.year)
    prices, tariffs = base.prices, base.tariffs
    corrections = tuple(
        _correction(base, *cell, price) for cell, price in scenario.corrections.items()
    )
    if corrections:
        prices, tariffs = _prices(base, corrections), None
    other = price_baskets(
        used.with_edition(edition),
        BasketTables(prices, tariffs, base.economics),
        edition=edition,
        year=year,
        kind=KIND,
    )
    parts = other.parts() | {"put_in": cells_put_in(base, corrections)}
    return BasketCounterfactual(**parts, base=base, corrections=corrections)


def correct_value(
    result: BasketResult, files: Mapping[str, bytes], economy: str, basket: str, value: Any
) -> tuple[Correction, tuple[Effect, ...]]:
    """Return the correction of a price and its effect on the published figures, for an erratum."""
    other = what_if(result, Scenario({(economy, basket): value}))
    changed = effects(other)
    own = [effect for effect in changed if effect.economy == economy]
    composite = result.methodology.document.has_composite
    root = result.methodology.plan.root if composite else ""
    # For other economies only the rank of the composite is recorded: their prices do not change.
    ranks = [effect for effect in changed if effect.economy != economy and effect.node == root]
    return other.corrections[0], (*own, *ranks)


def _correction(result: BasketResult, economy: str, basket: str, price: Any) -> Correction:
    """Return the correction of a price."""
    if basket not in result.baskets:
        raise CatalogueError("basket.not-in-result", wanted=basket[:80], allowed=result.baskets)
    before, currency = _price(result, (result.economy_position(economy), result.position(basket)))
    if not currency:
        raise UsageError("erratum.no-value", economy=economy, indicator=basket)
    after = None if price is None else number(price, economy, basket)
    if before == after:
        raise UsageError("whatif.same-value", economy=economy, indicator=basket)
    return Correction(economy, basket, result.year, before, after)


def _price(result: BasketResult, cell: tuple[int, int]) -> tuple[Decimal | None, str]:
    """Return the price of a basket as it was input, and its currency."""
    economy, basket = result.economies[cell[0]], result.baskets[cell[1]]
    row = int(result.cells.price_rows[cell])
    if result.prices is not None and row >= 0:
        return result.prices.columns["price"][row], str(result.prices.columns["currency"][row])
    bought = result.purchases.get((economy, basket))
    if bought is not None:
        return bought.price, bought.currency
    if result.prices is not None:  # a row without a price also states its currency
        rows = result.prices.where(economy=economy, basket=basket, year=result.year)
        stated = set(rows.columns["currency"].tolist())
        return None, str(stated.pop()) if len(stated) == 1 else ""
    return None, ""


def _prices(result: BasketResult, corrections: tuple[Correction, ...]) -> Prices:
    """Return the prices of all baskets, with some of them changed."""
    import pandas as pd

    others = {
        (correction.economy, correction.indicator): correction.after for correction in corrections
    }
    rows = []
    for e, economy in enumerate(result.economies):
        for b, basket in enumerate(result.baskets):
            amount, stated = _price(result, (e, b))
            amount = others.get((economy, basket), amount)
            if stated:
                definition = result.methodology.document.basket(basket).definition
                price = "" if amount is None else format(amount, "f")
                rows.append((economy, definition, str(result.year), price, stated))
    names = ["economy", "basket", "year", "price", "currency"]
    return read_prices(pd.DataFrame(rows, columns=names))  # `compute` refuses impossible ones


def _measures(result: BasketResult, other: BasketResult, economy: str, basket: str) -> list[Effect]:
    """Return the measures of a basket that would change."""
    changed = []
    for name in _CONVERTED:
        old, new = (
            (None, None)
            if side.cells.missing[name][at]
            else (side.cells.amounts[name][at], from_units(side.units[name][at], side.decimals))
            for side in (result, other)
            for at in [(side.economy_position(economy), side.position(basket))]
        )
        if old != new:
            node = f"{basket}/{name}"
            changed.append(Effect(economy, node, old[0], new[0], old[1], new[1], None, None))
    return changed


def _composite(result: BasketResult, other: BasketResult) -> list[Effect]:
    """Return the scores and ranks of the composite that would change."""
    changed = []
    for economy in result.economies:
        before = score_figures(result.composite, economy)
        after = score_figures(other.composite, economy)
        for node in result.composite.nodes:
            old, new = before[node], after[node]
            if old != new:
                changed.append(
                    Effect(economy, node, old[0], new[0], old[1], new[1], old[2], new[2])
                )
    return changed
