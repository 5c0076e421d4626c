"""Prices in US dollars, in international dollars and as a share of income.

Pure functions on arrays with free leading axes: one edition, or all baskets, economies and years
at once. Prices are decimals (see :mod:`ictindex.core.decimals`): bound methods of two decimal
contexts are called by NumPy on every cell, with no function of Python between. Figures of
publication are whole numbers of their last decimal, from which groups are summarised exactly
(``medians``).
"""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Context, Decimal
from typing import Any

import numpy as np

from ictindex.core import decimals as numbers
from ictindex.engine.operations import Array
from ictindex.ipb.medians import MISSING

ZERO = Decimal(0)
_STAGE = Decimal((0, (1,), -numbers.STAGE_PLACES))
_MOST = 2**45  # below, sums of all economies and their multiples fit into 64 bits

with numbers.exact() as _context:
    _EXACT: Context = _context.copy()
_HALF_UP = _EXACT.copy()
_HALF_UP.rounding = ROUND_HALF_UP

_times: Any = np.frompyfunc(_EXACT.multiply, 2, 1)
_by: Any = np.frompyfunc(_EXACT.divide, 2, 1)
_at: Any = np.frompyfunc(_EXACT.quantize, 2, 1)
_up: Any = np.frompyfunc(_HALF_UP.quantize, 2, 1)
_shift: Any = np.frompyfunc(_EXACT.scaleb, 2, 1)
_whole: Any = np.frompyfunc(int, 1, 1)


def _quotient(numerator: Array, denominator: Array, missing: Array) -> Array:
    """Divide where nothing is missing, to 20 places; elsewhere 0."""
    shape = np.broadcast_shapes(np.shape(numerator), np.shape(denominator), np.shape(missing))
    present = np.broadcast_to(~np.asarray(missing), shape)
    out = np.full(shape, ZERO, dtype=object)
    _by(numerator, denominator, out=out, where=present)
    _at(out, _STAGE, out=out, where=present)
    return out


def share_of_income(price: Array, income: Array, missing: Array, *, months: int = 12) -> Array:
    r"""Return monthly prices in percent of monthly gross national income per capita.

    .. math:: s = 100 \, \frac{p}{Y / 12} = \frac{1200 \, p}{Y}

    Parameters
    ----------
    price : numpy.ndarray of Decimal, shape (...)
        Price a month, in the currency of ``income``.
    income : numpy.ndarray of Decimal, broadcast with ``price``
        Income per capita of a year.
    missing : numpy.ndarray of bool, broadcast with ``price``
        Where either is missing: there the figure is 0, and no figure.
    months : int
        Months of the year of income.

    Returns
    -------
    numpy.ndarray of Decimal
        Percent, 20 places.

    Notes
    -----
    Source: ITU, *The affordability of ICT services 2025*, methodology.

    Examples
    --------
    Ecuador, fixed broadband 2025: 24.73 dollars, 6430 dollars a year.

    >>> price, income = np.array([Decimal("24.73")]), np.array([Decimal(6430)])
    >>> print(round(share_of_income(price, income, np.array([False]))[0], 2))
    4.62
    """
    return _quotient(_times(price, Decimal(100 * months)), income, missing)


def divided(price: Array, factor: Array, missing: Array) -> Array:
    r"""Return prices divided by an exchange rate, or by a factor of purchasing power parity.

    .. math:: p^{\$} = \frac{p}{e}, \qquad p^{\mathrm{PPP}} = \frac{p}{f}

    Parameters
    ----------
    price : numpy.ndarray of Decimal, shape (...)
        Price in national currency.
    factor : numpy.ndarray of Decimal, broadcast with ``price``
        Units of national currency for one US dollar, or for one international dollar.
    missing : numpy.ndarray of bool, broadcast with ``price``
        Where either is missing: there the figure is 0, and no figure.

    Returns
    -------
    numpy.ndarray of Decimal
        US dollars, or international dollars, 20 places.

    Examples
    --------
    >>> local, rate = np.array([Decimal(90)]), np.array([Decimal("1.5")])
    >>> print(round(divided(local, rate, np.array([False]))[0], 2))
    60.00
    """
    return _quotient(price, factor, missing)


def multiplied(price: Array, rate: Array, missing: Array) -> Array:
    """Return prices of US dollars in national currency, 20 places; 0 where missing.

    Parameters
    ----------
    price : numpy.ndarray of Decimal, shape (...)
        Price in US dollars.
    rate : numpy.ndarray of Decimal, broadcast with ``price``
        Units of national currency for one US dollar.
    missing : numpy.ndarray of bool, broadcast with ``price``
        Where either is missing.

    Returns
    -------
    numpy.ndarray of Decimal
        National currency.

    Examples
    --------
    >>> price, rate = np.array([Decimal(2)]), np.array([Decimal("1.5")])
    >>> print(round(multiplied(price, rate, np.array([False]))[0], 2))
    3.00
    """
    shape = np.broadcast_shapes(np.shape(price), np.shape(rate), np.shape(missing))
    present = np.broadcast_to(~np.asarray(missing), shape)
    out = np.full(shape, ZERO, dtype=object)
    _times(price, rate, out=out, where=present)
    _at(out, _STAGE, out=out, where=present)
    return out


def in_national(income: Array, rate: Array, present: Array) -> Array:
    r"""Return incomes of US dollars in national currency, exactly; 1 where there is none.

    A share of a price that goes through US dollars is divided only once:

    .. math:: s = 100 \, \frac{p / e}{Y / 12} = \frac{1200 \, p}{e \, Y}

    Parameters
    ----------
    income : numpy.ndarray of Decimal, shape (...)
        Income per capita of a year, in US dollars.
    rate : numpy.ndarray of Decimal, broadcast with ``income``
        Units of national currency for one US dollar.
    present : numpy.ndarray of bool, same shape
        Where both are there.

    Returns
    -------
    numpy.ndarray of Decimal
        National currency.

    Examples
    --------
    >>> income, rate = np.array([Decimal(1200)]), np.array([Decimal("1.5")])
    >>> print(in_national(income, rate, np.array([True]))[0])
    1800.0
    """
    out = np.full(np.shape(income), Decimal(1), dtype=object)
    _times(income, rate, out=out, where=present)
    return out


def moved(last: Array, then: Array, now: Array, missing: Array) -> Array:
    r"""Return the last factor of private consumption, moved by the change of the GDP factor.

    .. math:: f_t = f_l \, \frac{g_t}{g_l}

    Parameters
    ----------
    last : numpy.ndarray of Decimal, shape (...)
        Last factor of private consumption, of year *l*.
    then, now : numpy.ndarray of Decimal, broadcast with ``last``
        GDP factor of year *l*, and of the year *t* that is wanted.
    missing : numpy.ndarray of bool, broadcast with ``last``
        Where one of the three is missing.

    Returns
    -------
    numpy.ndarray of Decimal
        National currency for one international dollar, 20 places; 0 where missing.

    Examples
    --------
    >>> last, then, now = (np.array([Decimal(n)]) for n in ("2.0", "1.6", "2.4"))
    >>> print(round(moved(last, then, now, np.array([False]))[0], 2))
    3.00
    """
    return _quotient(_times(last, now), then, missing)


def units(values: Array, missing: Array, decimals: int) -> Array:
    r"""Return figures as published, in whole units of the last published decimal.

    .. math:: n = \lfloor 10^{d} x + \tfrac12 \rfloor

    Parameters
    ----------
    values : numpy.ndarray of Decimal, shape (...)
        Figures, not negative.
    missing : numpy.ndarray of bool, same shape
        Where there is no figure.
    decimals : int
        Published decimals *d*.

    Returns
    -------
    numpy.ndarray of int64 (of Python integers where a figure is too large for exact sums)
        Same shape; ``medians.MISSING`` where there is no figure.

    Examples
    --------
    >>> values = np.array([Decimal("4.615"), Decimal("0.004"), Decimal(0)])
    >>> units(values, np.array([False, False, True]), 2).tolist()
    [462, 0, -1]
    """
    out = np.empty(np.shape(values), dtype=object)
    _up(values, Decimal((0, (1,), -decimals)), out=out)
    if decimals:
        _shift(out, decimals, out=out)
    _whole(out, out=out)
    out[missing] = MISSING
    try:
        found: Array = out.astype(np.int64)
    except OverflowError:
        return out
    return found if not found.size or found.max() < _MOST else out


def floats(whole: Array, decimals: int) -> Array:
    """Return published figures as the floats nearest to them, NaN where missing.

    Parameters
    ----------
    whole : numpy.ndarray of int
        From :func:`units`, or group figures made of them.
    decimals : int
        Published decimals.

    Returns
    -------
    numpy.ndarray of float64

    Examples
    --------
    >>> floats(np.array([462, -1]), 2).tolist()
    [4.62, nan]
    """
    # One correctly rounded division of whole numbers gives the nearest float.
    return np.where(whole == MISSING, np.nan, (whole / 10**decimals).astype(np.float64))
