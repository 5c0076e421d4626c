r"""Rates of growth of a short series of numbers in years.

Compound annual growth between the first and the last available number:

.. math:: g = \left(\frac{y_n}{y_1}\right)^{1/(x_n - x_1)} - 1

Mean annual change of a straight line fitted by least squares, in percent of its first point:

.. math:: p = 100\, \frac{\hat b}{\hat y(x_1)}, \qquad
          \hat b = \frac{\sum_i (x_i - \bar x)(y_i - \bar y)}{\sum_i (x_i - \bar x)^2}

A growth rate is defined for positive numbers only. For other numbers the formulae still give a
result (a fall from -2 to -4 is a growth of 100 %); a remark then states that it is not a growth
rate.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

from ictindex.core.data_classes import dataclass

FROM_ZERO, NOT_POSITIVE, TOO_FEW = "from-zero", "not-positive", "too-few"


@dataclass(frozen=True, slots=True)
class GrowthRate:
    """A rate, its first and last year, and a remark where it must not be used."""

    value: float
    first: float
    last: float
    count: int
    remark: str


def compound_growth(years: Sequence[float], numbers: Sequence[float]) -> GrowthRate:
    """Return the compound annual growth rate, as a share; NaN where there are fewer than two."""
    points = _observed_points(years, numbers)
    if len(points) < 2:
        return _too_few(points)
    (first, start), (last, end) = points[0], points[-1]
    return GrowthRate(_root(start, end, last - first), first, last, len(points), _remark(points))


def _root(start: float, end: float, span: float) -> float:
    if start == 0:
        return math.nan if end == 0 else math.copysign(math.inf, end)
    ratio = end / start
    if ratio < 0 and span != 1:  # no real root
        return math.nan
    return ratio - 1 if span == 1 else float(ratio ** (1 / span)) - 1


def fitted_change(years: Sequence[float], numbers: Sequence[float]) -> GrowthRate:
    """Return the mean annual change of the fitted line, in percent of its first point."""
    points = _observed_points(years, numbers)
    if len(points) < 2:
        return _too_few(points)
    count = len(points)
    x_mean = math.fsum(x for x, _ in points) / count
    y_mean = math.fsum(y for _, y in points) / count
    over = math.fsum((x - x_mean) ** 2 for x, _ in points)
    slope = math.fsum((x - x_mean) * (y - y_mean) for x, y in points) / over
    start = y_mean + slope * (points[0][0] - x_mean)
    value = 100 * slope / start if start else math.copysign(math.inf, slope) if slope else math.nan
    return GrowthRate(value, points[0][0], points[-1][0], count, _remark(points))


def _observed_points(years: Sequence[float], numbers: Sequence[float]) -> list[tuple[float, float]]:
    """Return the points that have a number, in the order of the years."""
    pairs = zip(years, numbers, strict=True)
    return sorted((float(x), float(y)) for x, y in pairs if math.isfinite(y))


def _too_few(points: Sequence[tuple[float, float]]) -> GrowthRate:
    first, last = (points[0][0], points[-1][0]) if points else (math.nan, math.nan)
    return GrowthRate(math.nan, first, last, len(points), TOO_FEW)


def _remark(points: Sequence[tuple[float, float]]) -> str:
    if min(y for _, y in points) > 0:
        return ""
    return FROM_ZERO if points[0][1] == 0 and min(y for _, y in points) >= 0 else NOT_POSITIVE
