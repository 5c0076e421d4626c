"""What a price believed right would do to a basket edition: for its errata."""

from __future__ import annotations

from decimal import Decimal

from ictindex.editions.ipb.scenarios import effects, what_if
from ictindex.editions.scenario_base import Correction, Effect
from ictindex.ipb.result import BasketResult


def corrected(
    result: BasketResult, economy: str, basket: str, price: Decimal | str | float | None
) -> tuple[Correction, tuple[Effect, ...]]:
    """Return the correction of a price of a basket, and its effect on the published figures."""
    other = what_if(result, {(economy, basket): price}, None, None, None)
    found = effects(other)
    own = [one for one in found if one.economy == economy]
    composite = result.methodology.document.has_composite
    root = result.methodology.plan.root if composite else ""
    # Of other economies only the rank of the composite: their prices stay.
    ranks = [one for one in found if one.economy != economy and one.node == root]
    return other.corrections[0], (*own, *ranks)
