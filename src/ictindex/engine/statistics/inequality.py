"""Weighted means and quantiles, and measures of inequality on a ratio scale.

A weight represents that number of equal observations: with whole weights every figure is equal to
that of the numbers repeated as often as their weights. No figure changes when all weights are
multiplied by the same factor.
"""

from __future__ import annotations

import math
from collections.abc import Hashable, Sequence
from typing import Any

import numpy as np

from ictindex.core.data_classes import dataclass

Floats = np.ndarray[Any, np.dtype[np.float64]]
# Weights are sums and quotients of floats: smaller differences of a share are rounding.
_TOLERANCE = 1e-12


@dataclass(frozen=True, slots=True)
class Decomposition:
    """An inequality split into its part within groups and its part between their means."""

    total: float
    within: float
    between: float
    weights: dict[Hashable, float]
    means: dict[Hashable, float]
    own: dict[Hashable, float]

    @property
    def between_share(self) -> float:
        """Return the share of the total that lies between groups; NaN where all are equal."""
        return self.between / self.total if self.total > 0 else math.nan


def shares_of(weights: Sequence[float] | Floats | None, count: int) -> Floats:
    """Return weights as shares that add up to 1; equal shares without weights."""
    if weights is None:
        return np.full(count, 1.0 / count)
    numbers = np.asarray(weights, dtype=np.float64)
    if numbers.shape != (count,) or not np.isfinite(numbers).all() or (numbers < 0).any():
        raise ValueError("weights are finite, not negative, and one for each number")
    total = numbers.sum()
    if total <= 0:
        raise ValueError("the weights add up to nothing")
    shares: Floats = numbers / total
    return shares


def weighted_mean(numbers: Sequence[float] | Floats, weights: Any = None) -> float:
    r"""Return the weighted mean.

    .. math:: \bar x = \frac{\sum_i w_i x_i}{\sum_i w_i}
    """
    x = np.asarray(numbers, dtype=np.float64)
    return float(shares_of(weights, len(x)) @ x)


def weighted_deviation(numbers: Sequence[float] | Floats, weights: Any = None) -> float:
    r"""Return the standard deviation of the numbers as a whole population.

    .. math:: s = \sqrt{\sum_i p_i (x_i - \bar x)^2}, \qquad p_i = w_i / \textstyle\sum_j w_j
    """
    x = np.asarray(numbers, dtype=np.float64)
    p = shares_of(weights, len(x))
    return math.sqrt(float(p @ (x - float(p @ x)) ** 2))


def weighted_quantile(
    numbers: Sequence[float] | Floats, level: float, weights: Any = None
) -> float:
    r"""Return the number below which a share of the weights lies.

    .. math:: Q(q) = \tfrac12\left(\inf\{x : F(x) \ge q\} + \inf\{x : F(x) > q\}\right)

    The inverse of the distribution function, halved between two numbers where it is flat: the
    second definition of Hyndman and Fan (1996). Of the level 0.5 it is the median.
    """
    if not 0 <= level <= 1:
        raise ValueError("a level lies between 0 and 1")
    x = np.asarray(numbers, dtype=np.float64)
    p = shares_of(weights, len(x))
    kept = p > 0
    order = np.argsort(x[kept], kind="stable")
    ordered, reached = x[kept][order], np.cumsum(p[kept][order])
    last = len(ordered) - 1
    low = int(np.searchsorted(reached, level - _TOLERANCE, side="left"))
    high = int(np.searchsorted(reached, level + _TOLERANCE, side="right"))
    return float((ordered[min(low, last)] + ordered[min(high, last)]) / 2)


def _positive_mean(x: Floats, p: Floats) -> float:
    """Return the mean of numbers on a ratio scale; refuse numbers that are not."""
    if not np.isfinite(x).all() or (x < 0).any():
        raise ValueError("numbers on a ratio scale are finite and not negative")
    mean = float(p @ x)
    if mean <= 0:
        raise ValueError("of numbers that are all zero there is no inequality")
    return mean


def gini(numbers: Sequence[float] | Floats, weights: Any = None) -> float:
    r"""Return the Gini coefficient.

    .. math:: G = \frac{1}{2 \bar x} \sum_i \sum_j p_i p_j |x_i - x_j|

    0 where all are equal; at most :math:`1 - 1/n` of *n* numbers with equal weights. It is not
    corrected for a small number of economies: they are the population, not a sample.
    """
    x = np.asarray(numbers, dtype=np.float64)
    p = shares_of(weights, len(x))
    mean = _positive_mean(x, p)
    order = np.argsort(x, kind="stable")
    x, p = x[order], p[order]
    # If P_i is the cumulative share including i, the double sum is 2 sum p_i x_i (2 P_i - p_i - 1).
    reached = 2 * np.cumsum(p) - p - 1
    return max(0.0, float(p @ (x * reached)) / mean)


def theil_t(numbers: Sequence[float] | Floats, weights: Any = None) -> float:
    r"""Return the Theil index (Theil's T, generalised entropy of degree 1).

    .. math:: T = \sum_i p_i \frac{x_i}{\bar x} \ln \frac{x_i}{\bar x}

    A number of zero adds nothing: :math:`x \ln x` goes to 0 with *x*.
    """
    x = np.asarray(numbers, dtype=np.float64)
    p = shares_of(weights, len(x))
    ratio = x / _positive_mean(x, p)
    logs = np.log(np.where(ratio > 0, ratio, 1.0))
    return max(0.0, float(p @ (ratio * logs)))


def theil_l(numbers: Sequence[float] | Floats, weights: Any = None) -> float:
    r"""Return the mean logarithmic deviation (Theil's L, generalised entropy of degree 0).

    .. math:: L = \sum_i p_i \ln \frac{\bar x}{x_i}

    NaN where a number with a weight is zero, because it is not defined there.
    """
    x = np.asarray(numbers, dtype=np.float64)
    p = shares_of(weights, len(x))
    mean = _positive_mean(x, p)
    kept = p > 0
    if (x[kept] == 0).any():
        return math.nan
    return max(0.0, float(p[kept] @ np.log(mean / x[kept])))


def atkinson(numbers: Sequence[float] | Floats, aversion: float, weights: Any = None) -> float:
    r"""Return the Atkinson index for an aversion to inequality.

    .. math::

        A_\varepsilon = 1 - \frac1{\bar x}
        \left(\sum_i p_i x_i^{1-\varepsilon}\right)^{1/(1-\varepsilon)}
        \quad (\varepsilon \ne 1), \qquad
        A_1 = 1 - \frac1{\bar x} \exp \sum_i p_i \ln x_i

    The share of the total that could be given up without loss of welfare if the rest were shared
    equally. It is 1 where a number is zero and the aversion is 1 or more.
    """
    if not (math.isfinite(aversion) and aversion > 0):
        raise ValueError("an aversion to inequality is above 0")
    x = np.asarray(numbers, dtype=np.float64)
    p = shares_of(weights, len(x))
    mean = _positive_mean(x, p)
    kept = p > 0
    ratio, p = x[kept] / mean, p[kept]
    if aversion >= 1 and (ratio == 0).any():
        return 1.0
    if aversion == 1:
        level = math.exp(float(p @ np.log(ratio)))
    else:
        level = float(p @ ratio ** (1 - aversion)) ** (1 / (1 - aversion))
    return max(0.0, 1 - level)


def decompose_theil(
    numbers: Sequence[float] | Floats,
    groups: Sequence[Hashable],
    weights: Any = None,
    measure: str = "T",
) -> Decomposition:
    r"""Split Theil's T or L exactly into the parts within and between groups.

    .. math::

        T = \sum_g p_g \frac{\bar x_g}{\bar x} T_g
            + \sum_g p_g \frac{\bar x_g}{\bar x} \ln \frac{\bar x_g}{\bar x}, \qquad
        L = \sum_g p_g L_g + \sum_g p_g \ln \frac{\bar x}{\bar x_g}

    The part between groups is the inequality that would remain if each member had the mean of its
    group.
    """
    x = np.asarray(numbers, dtype=np.float64)
    p = shares_of(weights, len(x))
    mean = _positive_mean(x, p)
    whole, compute = (theil_t, theil_t) if measure == "T" else (theil_l, theil_l)
    keys = list(groups)
    if len(keys) != len(x):
        raise ValueError("one group for each number")
    within = between = 0.0
    sizes: dict[Hashable, float] = {}
    means: dict[Hashable, float] = {}
    own: dict[Hashable, float] = {}
    for key in dict.fromkeys(keys):
        inside = np.array([other == key for other in keys])
        size = float(p[inside].sum())
        if size == 0:
            continue
        group_mean = weighted_mean(x[inside], p[inside])
        ratio = group_mean / mean
        sizes[key], means[key] = size, group_mean
        own[key] = compute(x[inside], p[inside]) if group_mean > 0 else 0.0
        if measure == "T":
            within += size * ratio * own[key]
            between += size * ratio * math.log(ratio) if ratio > 0 else 0.0
        else:
            within += size * own[key]
            between += size * math.log(1 / ratio) if ratio > 0 else math.inf
    return Decomposition(whole(x, p), within, between, sizes, means, own)
