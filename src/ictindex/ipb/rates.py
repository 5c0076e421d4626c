"""The price of a minute for a cell of calls: destination and period of the week.

Tariffs state prices as finely as the operator does; baskets ask as finely as their document does.
Where the tariff is coarser, its price holds for all that it covers. Where the basket is coarser
(a destination or period is not split), the dearest of the prices is taken, as no plan may look
cheaper for calls that its customers do not choose.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

_DESTINATIONS = ("on_net", "off_net", "fixed")
_PERIODS = ("peak", "off_peak", "weekend")


def minute_rate(cells: Mapping[str, Any], need: str) -> Decimal | None:
    """Return the price of a minute beyond what is included.

    Parameters
    ----------
    cells : mapping
        A row of tariffs: ``price_minute`` and its columns by destination and period.
    need : str
        Id of the need, ``calls-<destination>-<period>``.

    Returns
    -------
    Decimal or None
        The price without taxes that are not included; ``None`` where the row has none for the
        cell. A weekend is never taken for off-peak: it has its own column.

    Examples
    --------
    >>> cells = {"price_minute_on_net": Decimal("0.10"), "price_minute_off_net": Decimal("0.25")}
    >>> minute_rate(cells, "calls-on-net-peak"), minute_rate(cells, "calls-any-any")
    (Decimal('0.10'), Decimal('0.25'))
    >>> minute_rate(cells, "calls-fixed-any") is None
    True
    """
    destination, period = _split(need)
    if destination == "any":
        prices = [_to(cells, one, period) for one in _DESTINATIONS]
        if None in prices[:2]:  # on-net alone does not tell what a call elsewhere costs
            return None
        return max(price for price in prices if price is not None)
    return _to(cells, destination, period)


def _split(need: str) -> tuple[str, str]:
    rest = need.removeprefix("calls-")
    for period in ("off-peak", "weekend", "peak", "any"):
        if rest.endswith(f"-{period}"):
            destination = rest.removesuffix(f"-{period}")
            return destination.replace("-", "_"), period.replace("-", "_")
    raise AssertionError(need)


def _to(cells: Mapping[str, Any], destination: str, period: str) -> Decimal | None:
    """Return the price to a destination; prices for it come before those for all destinations."""
    if period == "any":
        prices = [_to(cells, destination, one) for one in _PERIODS]
        if None in prices[:2]:  # one period alone does not tell what the others cost
            return None
        return max(price for price in prices if price is not None)
    for stem in (f"price_minute_{destination}", "price_minute"):
        for name in (f"{stem}_{period}", stem):
            price: Decimal | None = cells.get(name)
            if price is not None:
                return price
    return None
