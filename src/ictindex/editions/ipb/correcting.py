"""What a price believed right would do to a basket edition: for its errata."""

from __future__ import annotations

from decimal import Decimal

from ictindex.editions.ipb.scenarios import effects, what_if
from ictindex.editions.scenario_base import Correction, Effect
from ictindex.ipb.result import BasketResult


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
    other = what_if(result, {(economy, basket): price}, None, None, None)
    found = effects(other)
    own = [one for one in found if one.economy == economy]
    composite = result.methodology.document.has_composite
    root = result.methodology.plan.root if composite else ""
    # Of other economies only the rank of the composite: their prices stay.
    ranks = [one for one in found if one.economy != economy and one.node == root]
    return other.corrections[0], (*own, *ranks)
