"""Shares of income as they were printed, next to those that are computed from printed prices."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, NamedTuple

from ictindex.core.tables.columns import Column, define
from ictindex.core.tables.table import Table

if TYPE_CHECKING:
    from ictindex.indices.ipb.price_series import PriceSeries
    from ictindex.indices.ipb.result import BasketResult

SHARES = define(
    "printed-shares",
    Column("economy", "economy", "views/economy"),
    Column("code", "code", "views/code", get="economy", data=False),
    Column("basket", "basket", page=False),
    Column("usd", "figure", ("measures", "usd"), data=False),
    Column("published", "figure", "views/published"),
    Column("recomputed", "figure", ("measures", "share")),
    key=("economy", "basket"),
    page=("economy", "code", "usd", "recomputed", "published"),
)


class _Pair(NamedTuple):
    """A share of income as published and as recomputed, with the price in dollars."""

    economy: str
    basket: str
    usd: Decimal | None
    published: Decimal
    recomputed: Decimal | None


def compare_shares(result: BasketResult, printed: PriceSeries) -> Table:
    """Return a row for each economy and basket with a printed share of the year of a result."""
    pairs = []
    for economy in result.economies:
        for basket in result.baskets:
            definition = result.methodology.document.basket(basket).definition
            share = printed.value(economy, definition, result.year)
            if share is not None:
                usd, own = (result.figure(economy, basket, measure) for measure in ("usd", "share"))
                pairs.append(_Pair(economy, basket, usd, share, own))
    return Table.of(SHARES, pairs)


def count_equal(shares: Table) -> int:
    """Return how many recomputed shares are the printed ones."""
    cells = shares.cells
    return sum(a == b for a, b in zip(cells["published"], cells["recomputed"], strict=True))
