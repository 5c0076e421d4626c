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
from ictindex.core.arrays import Array
from ictindex.ipb.medians import MISSING

ZERO = Decimal(0)
_LAST_PLACE = Decimal((0, (1,), -numbers.STAGE_PLACES))
_MOST = 2**45  # below, sums of all economies and their multiples fit into 64 bits

with numbers.exact() as _context:
    _EXACT: Context = _context.copy()
_HALF_UP = _EXACT.copy()
_HALF_UP.rounding = ROUND_HALF_UP

_multiply: Any = np.frompyfunc(_EXACT.multiply, 2, 1)
_divide: Any = np.frompyfunc(_EXACT.divide, 2, 1)
_quantize: Any = np.frompyfunc(_EXACT.quantize, 2, 1)
_round: Any = np.frompyfunc(_HALF_UP.quantize, 2, 1)
_shift: Any = np.frompyfunc(_EXACT.scaleb, 2, 1)
_to_int: Any = np.frompyfunc(int, 1, 1)


def _stage(operation: Any, first: Array, second: Array, missing: Array) -> Array:
    """Apply an operation where nothing is missing, to 20 places; elsewhere 0."""
    shape = np.broadcast_shapes(np.shape(first), np.shape(second), np.shape(missing))
    present = np.broadcast_to(~np.asarray(missing), shape)
    out = np.full(shape, ZERO, dtype=object)
    operation(first, second, out=out, where=present)
    _quantize(out, _LAST_PLACE, out=out, where=present)
    return out


def compute_shares(price: Array, income: Array, missing: Array, *, months: int = 12) -> Array:
    r"""Return monthly prices in percent of monthly gross national income per capita.

    .. math:: s = 100 \, \frac{p}{Y / 12} = \frac{1200 \, p}{Y}
    """
    return _stage(_divide, _multiply(price, Decimal(100 * months)), income, missing)


def divide(price: Array, factor: Array, missing: Array) -> Array:
    r"""Return prices divided by an exchange rate, or by a factor of purchasing power parity.

    .. math:: p^{\$} = \frac{p}{e}, \qquad p^{\mathrm{PPP}} = \frac{p}{f}
    """
    return _stage(_divide, price, factor, missing)


def multiply(price: Array, rate: Array, missing: Array) -> Array:
    """Return prices of US dollars in national currency, 20 places; 0 where missing."""
    return _stage(_multiply, price, rate, missing)


def convert_incomes(income: Array, rate: Array, present: Array) -> Array:
    r"""Return incomes of US dollars in national currency, exactly; 1 where there is none.

    A share of a price that goes through US dollars is divided only once:

    .. math:: s = 100 \, \frac{p / e}{Y / 12} = \frac{1200 \, p}{e \, Y}
    """
    out = np.full(np.shape(income), Decimal(1), dtype=object)
    _multiply(income, rate, out=out, where=present)
    return out


def move_factor(last: Array, then: Array, now: Array, missing: Array) -> Array:
    r"""Return the last factor of private consumption, moved by the change of the GDP factor.

    .. math:: f_t = f_l \, \frac{g_t}{g_l}
    """
    return _stage(_divide, _multiply(last, now), then, missing)


def round_to_units(values: Array, missing: Array, decimals: int) -> Array:
    r"""Return figures as published, in whole units of the last published decimal.

    .. math:: n = \lfloor 10^{d} x + \tfrac12 \rfloor
    """
    out = np.empty(np.shape(values), dtype=object)
    _round(values, Decimal((0, (1,), -decimals)), out=out)
    if decimals:
        _shift(out, decimals, out=out)
    _to_int(out, out=out)
    out[missing] = MISSING
    try:
        small: Array = out.astype(np.int64)
    except OverflowError:
        return out
    return small if not small.size or small.max() < _MOST else out
