"""Sampling errors of survey results: what the figures about precision say of one another.

Shares are between 0 and 1 here; standard errors have the unit of their value.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from decimal import Decimal
from functools import lru_cache
from typing import Any, NamedTuple

USUAL_LEVEL = 95  # of an interval whose level is not stated, in percent


class Precision(NamedTuple):
    """The figures about the precision of a value, as stated; ``None`` where there is none."""

    error: Decimal | None
    sample: Decimal | None
    effect: Decimal | None
    lower: Decimal | None
    upper: Decimal | None
    level: Decimal | None
    method: str
    freedom: Decimal | None = None

    @property
    def is_stated(self) -> bool:
        """True if anything is stated."""
        return bool(self.method) or any(figure is not None for figure in (*self[:6], self.freedom))

    @property
    def confidence(self) -> float:
        """The confidence level of the interval, in percent."""
        return float(USUAL_LEVEL if self.level is None else self.level)


def precision_of(cells: Mapping[str, Sequence[Any]], row: int) -> Precision:
    """Return the figures about precision of a row of observations."""
    return Precision(
        cells["standard_error"][row],
        cells["sample_size"][row],
        cells["design_effect"][row],
        cells["lower_bound"][row],
        cells["upper_bound"][row],
        cells["confidence_level"][row],
        cells["error_method"][row],
        cells["degrees_of_freedom"][row],
    )


@lru_cache(maxsize=64)
def quantile(level: float) -> float:
    r"""Return the standard errors on either side of an interval of a level in percent.

    .. math:: z = \Phi^{-1}\left(\frac{1 + \ell / 100}{2}\right)
    """
    from statistics import NormalDist  # only where an interval is compared

    return NormalDist().inv_cdf((1 + level / 100) / 2)


def error_of_difference(first: float, second: float) -> float:
    r"""Return the standard error of the difference of two independent estimates.

    .. math:: \sqrt{s_1^2 + s_2^2}
    """
    return math.hypot(first, second)


def simple_random_error(share: float, sample: float) -> float:
    r"""Return the standard error of a share from a simple random sample.

    .. math:: \sqrt{p (1 - p) / n}
    """
    return math.sqrt(share * (1 - share) / sample)


def largest_error(share: float) -> float:
    r"""Return the largest standard deviation of anything between 0 and 1 with this mean.

    .. math:: \sqrt{p (1 - p)}
    """
    # Outcomes of 0 and 1 vary most; so no estimator of a share can have a larger error.
    return math.sqrt(share * (1 - share))


def interval_widths(share: float, error: float, level: float) -> tuple[float, float]:
    """Return the smallest and the largest width of the usual intervals of a share.

    These are the normal interval, cut off at 0 and 1, the logit interval, and the interval of
    Wilson, without and with his correction for continuity; the last one is close to the exact
    interval of Clopper and Pearson. The effective sample size is that of the standard error.
    """
    z = quantile(level)
    normal = min(1.0, share + z * error) - max(0.0, share - z * error)
    spread = share * (1 - share)
    if spread <= 0 or error <= 0:
        return normal, normal
    middle, half = math.log(share / (1 - share)), z * error / spread
    logit = _logistic(middle + half) - _logistic(middle - half)
    n = spread / error**2
    wilson = 2 * z * math.sqrt(spread / n + z * z / (4 * n * n)) / (1 + z * z / n)
    widths = (normal, logit, wilson, _corrected_width(share, n, z))
    return min(widths), max(widths)


def _logistic(x: float) -> float:
    return 1 / (1 + math.exp(-x)) if x >= 0 else 1 - 1 / (1 + math.exp(x))


def _corrected_width(share: float, n: float, z: float) -> float:
    """Return the width of Wilson's interval with his correction for continuity."""
    # The tests compare it with that of scipy (``wilsoncc``).
    below = z * z - 2 - 1 / n + 4 * share * (n * (1 - share) + 1)
    above = z * z + 2 - 1 / n + 4 * share * (n * (1 - share) - 1)
    least = (2 * n * share + z * z - 1 - z * math.sqrt(max(0.0, below))) / (2 * (n + z * z))
    most = (2 * n * share + z * z + 1 + z * math.sqrt(max(0.0, above))) / (2 * (n + z * z))
    return min(1.0, most) - max(0.0, least)
