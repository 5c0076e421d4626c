"""Figures in the unit of their indicator, whatever decimal multiple of it they were given in."""

from __future__ import annotations

from decimal import Decimal

from ictindex import catalogue
from ictindex.core import decimals


def in_own_unit(indicator: str, value: Decimal, unit: str) -> Decimal:
    """Return a figure in the unit of its indicator; a unit left out is that one.

    Examples
    --------
    >>> in_own_unit("mobile-broadband-traffic-total", Decimal(900), "petabytes")
    Decimal('0.9')
    """
    own = catalogue.indicators()[indicator].unit
    if unit in ("", own):
        return value
    sizes = catalogue.base_units()
    factor = sizes[unit] / sizes[own]
    with decimals.exact():
        return value * factor.numerator / factor.denominator
