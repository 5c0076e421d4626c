r"""Index numbers on arrays: fixed baskets, superlative formulae and the elementary geometric mean.

The functions take prices :math:`p^t_i` and quantities :math:`q^t_i` of items *i* in periods *t*.
The periods may also be economies: no formula uses the order in time. Arrays have any leading axes
and end in ``(periods, items)``; the returned array ends in ``(periods,)`` and is 1 in the base
period. The functions compute in ``float64``: an index number is analysis, not a published figure.
Chains and GEKS are made of the formulae for two periods; ``index_numbers`` applies them to prices
of baskets.

Formulae and tests follow the manual of ILO, IMF, OECD, UN, Eurostat and World Bank, *Consumer
Price Index Manual: Theory and Practice* (2004), chapters 15 (formulae), 16 (tests) and 20
(elementary indices), and its successor *Concepts and Methods* (2020).
"""

from __future__ import annotations

from collections.abc import Callable
from types import MappingProxyType
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from ictindex.core.arguments import require
from ictindex.core.errors import UsageError

Floats: TypeAlias = npt.NDArray[np.float64]


def _array(values: object, name: str) -> Floats:
    try:
        array = np.asarray(values, dtype=np.float64)
    except (TypeError, ValueError, OverflowError):
        array = None
    require(array is not None and array.ndim > 0, name, "numbers", values)
    return np.asarray(array)


def _positive(array: Floats, name: str, zero: bool = False) -> Floats:
    """Refuse a value that is not above 0 (below 0, where 0 is allowed) and name its position."""
    good = np.isfinite(array) & ((array >= 0) if zero else (array > 0))
    if not good.all():
        position = tuple(int(n) for n in np.argwhere(~good)[0])
        value = repr(float(array[position]))
        if zero:
            raise UsageError("index-number.negative", argument=name, value=value, place=position)
        raise UsageError("index-number.not-positive", argument=name, value=value, place=position)
    return array


def check_prices(prices: object, base: int) -> tuple[Floats, int]:
    """Return prices above 0 as an array (..., periods, items), and the base, or refuse them."""
    array = _positive(_array(prices, "prices"), "prices")
    if array.ndim < 2 or not array.shape[-1]:
        raise UsageError("index-number.shape", shape=array.shape)
    periods = array.shape[-2]
    require(type(base) is int, "base", "whole-number", base)
    if not -periods <= base < periods:
        raise UsageError("index-number.base", base=str(base), periods=str(periods))
    return array, base


def check_quantities(prices: Floats, quantities: object) -> Floats:
    """Return quantities in the shape of the prices; 0 is allowed, but not for a whole period."""
    array = _positive(_array(quantities, "quantities"), "quantities", zero=True)
    if array.shape[-2:] != prices.shape[-2:] or not _broadcast(array, prices):
        raise UsageError("index-number.shapes", first=prices.shape, second=array.shape)
    if not (array.sum(axis=-1) > 0).all():
        raise UsageError("index-number.no-quantity")
    return array


def _broadcast(array: Floats, prices: Floats) -> bool:
    try:
        return np.broadcast_shapes(array.shape, prices.shape) == prices.shape
    except ValueError:
        return False


def _base(array: Floats, base: int) -> Floats:
    """Return the values of the base period, with its axis kept."""
    return array[..., [base], :]


def lowe(prices: object, quantities: object, base: int = 0) -> Floats:
    r"""Return the Lowe index: the cost of one fixed basket.

    .. math:: P_{Lo}(0, t) = \frac{\sum_i p^t_i q^b_i}{\sum_i p^0_i q^b_i}

    The quantities :math:`q^b` may be of any period, or of none. The index meets identity,
    proportionality, commensurability, time reversal and transitivity. It does not show which items
    are bought instead when prices change.

    Parameters
    ----------
    prices : array_like of float, shape (..., periods, items)
        Prices above 0; all prices of an item are in one unit of money.
    quantities : array_like of float, shape (..., items)
        Quantities of the fixed basket, 0 or above.
    base : int
        Position of the base period.

    Returns
    -------
    numpy.ndarray of float64, shape (..., periods)
        Ratios; 1 in the base period.

    Raises
    ------
    UsageError
        If a price is not above 0, a quantity is below 0, or shapes do not fit.

    References
    ----------
    CPI Manual (2004), chapter 15, section on Lowe indices.

    Examples
    --------
    >>> lowe([[10.0, 20.0], [12.0, 20.0]], [1, 2]).tolist()
    [1.0, 1.04]
    """
    array, base = check_prices(prices, base)
    basket = _positive(_array(quantities, "quantities"), "quantities", zero=True)
    items = array.shape[-1]
    if basket.shape[-1] != items or not _broadcast(basket[..., None, :], array):
        raise UsageError("index-number.shapes", first=array.shape, second=basket.shape)
    if not (basket.sum(axis=-1) > 0).all():
        raise UsageError("index-number.no-quantity")
    cost = (array * basket[..., None, :]).sum(axis=-1)
    return np.asarray(cost / cost[..., [base]])


def laspeyres(prices: object, quantities: object, base: int = 0) -> Floats:
    r"""Return the Laspeyres index: the cost of the basket of the base period.

    .. math:: P_L(0, t) = \frac{\sum_i p^t_i q^0_i}{\sum_i p^0_i q^0_i}

    It meets identity, proportionality and commensurability. In general it meets **neither** time
    reversal (:math:`P_L(0, t)\, P_L(t, 0) \ne 1`) nor transitivity.

    Parameters
    ----------
    prices : array_like of float, shape (..., periods, items)
        Prices above 0.
    quantities : array_like of float, shape (..., periods, items)
        Quantities, 0 or above.
    base : int
        Position of the base period.

    Returns
    -------
    numpy.ndarray of float64, shape (..., periods)
        Ratios; 1 in the base period.

    Raises
    ------
    UsageError
        If a price is not above 0, a quantity is below 0, or shapes do not fit.

    References
    ----------
    CPI Manual (2004), chapter 15, section on Laspeyres and Paasche indices.

    Examples
    --------
    >>> laspeyres([[10.0, 20.0], [12.0, 20.0]], [[1, 2], [9, 9]]).tolist()
    [1.0, 1.04]
    """
    array, base = check_prices(prices, base)
    amounts = check_quantities(array, quantities)
    cost = (array * _base(amounts, base)).sum(axis=-1)
    return np.asarray(cost / cost[..., [base]])


def paasche(prices: object, quantities: object, base: int = 0) -> Floats:
    r"""Return the Paasche index: the cost of the basket of each period, compared with the base.

    .. math:: P_P(0, t) = \frac{\sum_i p^t_i q^t_i}{\sum_i p^0_i q^t_i}

    It meets identity, proportionality and commensurability, but neither time reversal nor
    transitivity; :math:`P_P(0, t) = 1 / P_L(t, 0)`.

    Parameters
    ----------
    prices : array_like of float, shape (..., periods, items)
        Prices above 0.
    quantities : array_like of float, shape (..., periods, items)
        Quantities, 0 or above.
    base : int
        Position of the base period.

    Returns
    -------
    numpy.ndarray of float64, shape (..., periods)
        Ratios; 1 in the base period.

    Raises
    ------
    UsageError
        If a price is not above 0, a quantity is below 0, or shapes do not fit.

    References
    ----------
    CPI Manual (2004), chapter 15, section on Laspeyres and Paasche indices.

    Examples
    --------
    >>> paasche([[10.0, 20.0], [12.0, 20.0]], [[9, 9], [2, 4]]).tolist()
    [1.0, 1.04]
    """
    array, base = check_prices(prices, base)
    amounts = check_quantities(array, quantities)
    now, then = (array * amounts).sum(axis=-1), (_base(array, base) * amounts).sum(axis=-1)
    return np.asarray(now / then)


def fisher(prices: object, quantities: object, base: int = 0) -> Floats:
    r"""Return the Fisher index: the geometric mean of Laspeyres and Paasche.

    .. math:: P_F(0, t) = \sqrt{P_L(0, t)\, P_P(0, t)}

    It meets identity, proportionality, commensurability and time reversal, not transitivity.

    Parameters
    ----------
    prices : array_like of float, shape (..., periods, items)
        Prices above 0.
    quantities : array_like of float, shape (..., periods, items)
        Quantities, 0 or above.
    base : int
        Position of the base period.

    Returns
    -------
    numpy.ndarray of float64, shape (..., periods)
        Ratios; 1 in the base period.

    Raises
    ------
    UsageError
        If a price is not above 0, a quantity is below 0, or shapes do not fit.

    References
    ----------
    CPI Manual (2004), chapter 15, section on the Fisher index.

    Examples
    --------
    >>> fisher([[1.0, 1.0], [4.0, 1.0]], [[1, 1], [1, 4]]).tolist()
    [1.0, 2.0]
    """
    first, second = laspeyres(prices, quantities, base), paasche(prices, quantities, base)
    return np.asarray(np.sqrt(first * second))


def tornqvist(prices: object, quantities: object, base: int = 0) -> Floats:
    r"""Return the Törnqvist index: relatives weighted by the mean of both expenditure shares.

    .. math:: \ln P_T(0, t) = \sum_i \tfrac12 \left(s^0_i + s^t_i\right)
              \ln \frac{p^t_i}{p^0_i},\qquad
              s^t_i = \frac{p^t_i q^t_i}{\sum_j p^t_j q^t_j}

    It meets identity, proportionality, commensurability and time reversal, not transitivity.

    Parameters
    ----------
    prices : array_like of float, shape (..., periods, items)
        Prices above 0.
    quantities : array_like of float, shape (..., periods, items)
        Quantities, 0 or above.
    base : int
        Position of the base period.

    Returns
    -------
    numpy.ndarray of float64, shape (..., periods)
        Ratios; 1 in the base period.

    Raises
    ------
    UsageError
        If a price is not above 0, a quantity is below 0, or shapes do not fit.

    References
    ----------
    CPI Manual (2004), chapter 15, section on the Törnqvist index.

    Examples
    --------
    >>> round(float(tornqvist([[1.0, 1.0], [4.0, 1.0]], [[1, 1], [1, 4]])[1]), 6)
    2.0
    """
    array, base = check_prices(prices, base)
    spent = array * check_quantities(array, quantities)
    shares = spent / spent.sum(axis=-1, keepdims=True)
    logs = np.log(array) - np.log(_base(array, base))
    return np.asarray(np.exp((0.5 * (shares + _base(shares, base)) * logs).sum(axis=-1)))


def jevons(prices: object, base: int = 0) -> Floats:
    r"""Return the Jevons index: the unweighted geometric mean of price relatives.

    .. math:: P_J(0, t) = \prod_{i=1}^{n} \left(\frac{p^t_i}{p^0_i}\right)^{1/n}

    The index of an elementary aggregate, where no quantities are known. It meets identity,
    proportionality, commensurability, time reversal and transitivity.

    Parameters
    ----------
    prices : array_like of float, shape (..., periods, items)
        Prices above 0.
    base : int
        Position of the base period.

    Returns
    -------
    numpy.ndarray of float64, shape (..., periods)
        Ratios; 1 in the base period.

    Raises
    ------
    UsageError
        If a price is not above 0, or the shape does not fit.

    References
    ----------
    CPI Manual (2004), chapter 20, section on elementary indices.

    Examples
    --------
    >>> round(float(jevons([[10.0, 20.0], [40.0, 20.0]])[1]), 6)
    2.0
    """
    array, base = check_prices(prices, base)
    logs = np.log(array) - np.log(_base(array, base))
    return np.asarray(np.exp(logs.mean(axis=-1)))


def implied_quantities(prices: object, expenditure: object) -> Floats:
    r"""Return the quantities behind expenditure (or its shares), for the formulae above.

    .. math:: q^t_i = \frac{w^t_i}{p^t_i}

    The size of :math:`w^t` in a period does not matter for Laspeyres, Paasche, Fisher and
    Törnqvist: shares give the same result as sums.

    Parameters
    ----------
    prices : array_like of float, shape (..., periods, items)
        Prices above 0.
    expenditure : array_like of float, shape (..., periods, items)
        Expenditure or expenditure shares, 0 or above.

    Returns
    -------
    numpy.ndarray of float64, shape (..., periods, items)
        Quantities; where shares are supplied, those of a period are known up to a factor.

    Raises
    ------
    UsageError
        If a price is not above 0, a weight is below 0, or shapes do not fit.

    References
    ----------
    CPI Manual (2004), chapter 15: the Laspeyres index in terms of expenditure shares.

    Examples
    --------
    >>> implied_quantities([[10.0, 20.0]], [[0.5, 0.5]]).tolist()
    [[0.05, 0.025]]
    """
    array, _ = check_prices(prices, 0)
    return np.asarray(check_quantities(array, expenditure) / array)


Bilateral = Callable[[object, object, int], Floats]


BILATERAL: MappingProxyType[str, Bilateral] = MappingProxyType(
    {
        "fisher": fisher,
        "jevons": lambda prices, quantities, base: jevons(prices, base),
        "laspeyres": laspeyres,
        "paasche": paasche,
        "tornqvist": tornqvist,
    }
)
# Only formulae that meet time reversal make a GEKS in which all periods count equally.
REVERSIBLE = ("fisher", "jevons", "tornqvist")


def _formula(name: object, allowed: tuple[str, ...], quantities: object) -> Bilateral:
    if not isinstance(name, str) or name not in allowed:
        raise UsageError("index-number.formula", formula=str(name)[:40], allowed=allowed)
    if quantities is None and name != "jevons":
        raise UsageError("index-number.needs-quantities", formula=name)
    return BILATERAL[name]


def chained(
    prices: object, quantities: object = None, formula: str = "fisher", base: int = 0
) -> Floats:
    r"""Return a chained index: the product of the links between neighbouring periods.

    .. math:: P^{ch}(0, t) = \prod_{u=1}^{t} P(u - 1, u)

    It meets identity only between neighbours: when prices and quantities return to their earlier
    values, a chain of Laspeyres, Paasche, Fisher or Törnqvist in general does not return to 1
    (chain drift). A chain of Jevons does not drift: it is the Jevons index itself.

    Parameters
    ----------
    prices : array_like of float, shape (..., periods, items)
        Prices above 0; the order of the periods is the order of the chain.
    quantities : array_like of float, shape (..., periods, items)
        Quantities, 0 or above; not needed for ``jevons``.
    formula : str
        ``fisher``, ``jevons``, ``laspeyres``, ``paasche`` or ``tornqvist``.
    base : int
        Position of the period that is 1.

    Returns
    -------
    numpy.ndarray of float64, shape (..., periods)
        Ratios; 1 in the base period.

    Raises
    ------
    UsageError
        If the formula is unknown, or prices, quantities or their shapes do not fit.

    References
    ----------
    CPI Manual (2004), chapter 15, section on chain indices.

    Examples
    --------
    >>> there_and_back = [[1.0, 1.0], [0.5, 1.0], [1.0, 1.0]]
    >>> stock = [[10, 10], [50, 5], [10, 10]]
    >>> chained(there_and_back, stock, "laspeyres").round(3).tolist()
    [1.0, 0.75, 1.375]
    """
    array, base = check_prices(prices, base)
    bilateral = _formula(formula, tuple(BILATERAL), quantities)
    amounts = None if formula == "jevons" else check_quantities(array, quantities)
    level = [np.ones(array.shape[:-2])]
    for t in range(1, array.shape[-2]):
        pair = slice(t - 1, t + 1)
        both = None if amounts is None else amounts[..., pair, :]
        level.append(level[-1] * bilateral(array[..., pair, :], both, 0)[..., 1])
    chain = np.stack(level, axis=-1)
    return np.asarray(chain / chain[..., [base]])


def bilateral_matrix(prices: object, quantities: object = None, formula: str = "fisher") -> Floats:
    r"""Return the index between every two periods (or economies).

    .. math:: M_{st} = P(s, t)

    Parameters
    ----------
    prices : array_like of float, shape (..., periods, items)
        Prices above 0.
    quantities : array_like of float, shape (..., periods, items)
        Quantities, 0 or above; not needed for ``jevons``.
    formula : str
        ``fisher``, ``jevons``, ``laspeyres``, ``paasche`` or ``tornqvist``.

    Returns
    -------
    numpy.ndarray of float64, shape (..., periods, periods)
        Row: the base; column: the period that is compared with it.

    Raises
    ------
    UsageError
        If the formula is unknown, or prices, quantities or their shapes do not fit.

    Examples
    --------
    >>> bilateral_matrix([[1.0, 1.0], [4.0, 4.0]], formula="jevons").round(6).tolist()
    [[1.0, 4.0], [0.25, 1.0]]
    """
    array, _ = check_prices(prices, 0)
    bilateral = _formula(formula, tuple(BILATERAL), quantities)
    rows = [bilateral(array, quantities, s) for s in range(array.shape[-2])]
    return np.stack(rows, axis=-2)


def geks(
    prices: object, quantities: object = None, formula: str = "fisher", base: int = 0
) -> Floats:
    r"""Return the GEKS index (Gini, Eltetö, Köves, Szulc): a mean of all paths between two periods.

    .. math:: P_{GEKS}(0, t) = \prod_{k=1}^{n} \bigl( P(0, k)\, P(k, t) \bigr)^{1/n}

    With a bilateral formula that meets time reversal it is transitive:
    :math:`P(r, s)\, P(s, t) = P(r, t)`. Each value depends on all periods: when a period is added,
    the earlier values change. "Periods" may be economies: GEKS is the usual method for comparing
    the price levels of economies.

    Parameters
    ----------
    prices : array_like of float, shape (..., periods, items)
        Prices above 0.
    quantities : array_like of float, shape (..., periods, items)
        Quantities, 0 or above; not needed for ``jevons``.
    formula : str
        ``fisher``, ``jevons`` or ``tornqvist``: the formulae that meet time reversal.
    base : int
        Position of the period that is 1.

    Returns
    -------
    numpy.ndarray of float64, shape (..., periods)
        Ratios; 1 in the base period.

    Raises
    ------
    UsageError
        If the formula is not one of the three, or prices, quantities or their shapes do not fit.

    References
    ----------
    CPI Manual (2020), on multilateral methods for scanner data; World Bank, *Measuring the Real
    Size of the World Economy* (2013), chapter 4, on GEKS between economies.

    Examples
    --------
    >>> prices = [[1.0, 1.0], [0.5, 1.0], [1.0, 1.0]]
    >>> geks(prices, [[10, 10], [50, 5], [10, 10]]).round(6).tolist()  # it returns to 1
    [1.0, 0.639602, 1.0]
    """
    array, base = check_prices(prices, base)
    _formula(formula, REVERSIBLE, quantities)
    logs = np.log(bilateral_matrix(array, quantities, formula))
    level = logs.mean(axis=-2)  # log of the mean over k of P(k, t); P(0, k) only moves the level
    return np.asarray(np.exp(level - level[..., [base]]))
