r"""Chained and GEKS indices: many periods (or economies) compared through bilateral formulae.

A chain follows neighbours and drifts; GEKS averages over all ways from one to the other, which
makes it transitive. Both take the bilateral formulae of ``indexnumbers`` and its arrays.
"""

from __future__ import annotations

from collections.abc import Callable
from types import MappingProxyType

import numpy as np

from ictindex.analysis.formulae import (
    Floats,
    checked_prices,
    checked_quantities,
    fisher,
    jevons,
    laspeyres,
    paasche,
    tornqvist,
)
from ictindex.core.errors import UsageError

Bilateral = Callable[[object, object, int], Floats]


def _jevons(prices: object, quantities: object, base: int) -> Floats:
    return jevons(prices, base)


BILATERAL: MappingProxyType[str, Bilateral] = MappingProxyType(
    {
        "fisher": fisher,
        "jevons": _jevons,
        "laspeyres": laspeyres,
        "paasche": paasche,
        "tornqvist": tornqvist,
    }
)
# Only formulae that meet time reversal make a GEKS that gives every period the same standing.
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

    It meets identity only between neighbours: when prices and quantities return to what they
    were, a chain of Laspeyres, Paasche, Fisher or Törnqvist does not return to 1 as a rule
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
    array, base = checked_prices(prices, base)
    bilateral = _formula(formula, tuple(BILATERAL), quantities)
    amounts = None if formula == "jevons" else checked_quantities(array, quantities)
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
    array, _ = checked_prices(prices, 0)
    bilateral = _formula(formula, tuple(BILATERAL), quantities)
    rows = [bilateral(array, quantities, s) for s in range(array.shape[-2])]
    return np.stack(rows, axis=-2)


def geks(
    prices: object, quantities: object = None, formula: str = "fisher", base: int = 0
) -> Floats:
    r"""Return the GEKS index (Gini, Eltetö, Köves, Szulc): a mean of all ways between two periods.

    .. math:: P_{GEKS}(0, t) = \prod_{k=1}^{n} \bigl( P(0, k)\, P(k, t) \bigr)^{1/n}

    With a bilateral formula that meets time reversal it is transitive:
    :math:`P(r, s)\, P(s, t) = P(r, t)`. Each value depends on all periods: with a period more,
    the earlier ones change. "Periods" may be economies: GEKS is how price levels of economies
    are compared.

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
    array, base = checked_prices(prices, base)
    _formula(formula, REVERSIBLE, quantities)
    logs = np.log(bilateral_matrix(array, quantities, formula))
    level = logs.mean(axis=-2)  # ln of the mean over k of P(k, t); P(0, k) only moves the level
    return np.asarray(np.exp(level - level[..., [base]]))
