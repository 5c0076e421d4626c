"""Exact conversion of prices to US dollars, international dollars and shares of income."""

from __future__ import annotations

from decimal import Decimal

from ictindex.core import decimals


def compute_share(price: Decimal, income: Decimal, *, months: int = 12) -> Decimal:
    r"""Return a monthly price in percent of monthly gross national income per capita.

    .. math:: s = 100 \, \frac{p}{Y / 12} = \frac{1200 \, p}{Y}
    """
    with decimals.exact():
        return decimals.stage(price * (100 * months) / income)


def divide(price: Decimal, factor: Decimal) -> Decimal:
    r"""Return a price divided by an exchange rate, or by a factor of purchasing power parity.

    .. math:: p^{\$} = \frac{p}{e}, \qquad p^{\mathrm{PPP}} = \frac{p}{f}
    """
    with decimals.exact():
        return decimals.stage(price / factor)


def multiply(price: Decimal, rate: Decimal) -> Decimal:
    """Return a price of US dollars in national currency, 20 places."""
    with decimals.exact():
        return decimals.stage(price * rate)


def convert_income(income: Decimal, rate: Decimal) -> Decimal:
    r"""Return an income of US dollars in national currency, exactly.

    A share of a price that is converted through US dollars is divided only once:

    .. math:: s = 100 \, \frac{p / e}{Y / 12} = \frac{1200 \, p}{e \, Y}
    """
    with decimals.exact():
        return income * rate


def move_factor(last: Decimal, then: Decimal, now: Decimal) -> Decimal:
    r"""Return the last factor of private consumption, moved by the change of the GDP factor.

    .. math:: f_t = f_l \, \frac{g_t}{g_l}
    """
    with decimals.exact():
        return decimals.stage(last * now / then)
