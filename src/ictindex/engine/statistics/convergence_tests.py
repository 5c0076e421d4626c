"""Tests of convergence: dispersion over time, and growth against the initial level."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np

from ictindex.core.data_classes import dataclass

# Floats cannot distinguish a correlation this close to 1 from a perfect one.
_EXACT = 1e-14
Floats = np.ndarray[Any, np.dtype[np.float64]]


@dataclass(frozen=True, slots=True)
class Regression:
    """A line fitted by least squares, with errors as usual and robust to heteroscedasticity."""

    count: int
    intercept: float
    slope: float
    error: float
    robust_error: float
    r_squared: float

    @property
    def t(self) -> float:
        """Return the slope divided by its usual standard error."""
        return self.slope / self.error if self.error > 0 else math.nan

    @property
    def robust_t(self) -> float:
        """Return the slope divided by its robust standard error (HC3)."""
        return self.slope / self.robust_error if self.robust_error > 0 else math.nan


@dataclass(frozen=True, slots=True)
class BetaTest:
    """Growth regressed on the initial level, and the two parts of the slope."""

    regression: Regression
    correlation: float
    ratio: float

    @property
    def beta(self) -> float:
        """Return the slope."""
        return self.regression.slope

    @property
    def mean_reversion(self) -> float:
        """Return the slope that unchanged dispersion would give: r - 1."""
        return self.correlation - 1

    @property
    def dispersion_part(self) -> float:
        """Return the rest of the slope, which is due to the change of dispersion."""
        return self.correlation * (self.ratio - 1)


@dataclass(frozen=True, slots=True)
class DispersionTest:
    """Two dispersions of the same units, and the test that they are equal."""

    first: float
    last: float
    t: float
    p: float


def fit_line(x: Sequence[float] | Floats, y: Sequence[float] | Floats) -> Regression:
    r"""Return the least-squares line with usual and HC3 standard errors of its slope.

    .. math::

        b = \frac{\sum_i (x_i - \bar x) y_i}{\sum_i (x_i - \bar x)^2}, \qquad
        V_{HC3} = \frac{\sum_i (x_i - \bar x)^2 e_i^2 / (1 - h_i)^2}
                       {\left(\sum_i (x_i - \bar x)^2\right)^2}, \quad
        h_i = \frac1n + \frac{(x_i - \bar x)^2}{\sum_j (x_j - \bar x)^2}

    with the residuals *e*. Needs three points, and two different *x*.
    """
    a, b = np.asarray(x, dtype=np.float64), np.asarray(y, dtype=np.float64)
    n = len(a)
    if n < 3 or a.shape != b.shape:
        raise ValueError("a line needs three points or more")
    away = a - a.mean()
    spread = float(away @ away)
    if spread <= 0:
        raise ValueError("all levels are the same: there is no line")
    slope = float(away @ b) / spread
    intercept = float(b.mean() - slope * a.mean())
    residuals = b - intercept - slope * a
    rest = float(residuals @ residuals)
    leverage = 1 / n + away**2 / spread
    free = np.clip(1 - leverage, 1e-12, None)
    robust = float((away**2) @ (residuals / free) ** 2) / spread**2
    total = float(((b - b.mean()) ** 2).sum())
    return Regression(
        count=n,
        intercept=intercept,
        slope=slope,
        error=math.sqrt(rest / (n - 2) / spread),
        robust_error=math.sqrt(robust),
        r_squared=1 - rest / total if total > 0 else math.nan,
    )


def beta_test(first: Sequence[float] | Floats, last: Sequence[float] | Floats) -> BetaTest:
    r"""Regress the change between two times on the level at the first.

    .. math:: y_T - y_0 = a + \beta y_0 + e, \qquad
              \beta = r \frac{s_T}{s_0} - 1 = (r - 1) + r \left(\frac{s_T}{s_0} - 1\right)

    with the correlation *r* of both levels and their standard deviations *s*. The first term is
    regression to the mean: it is below zero for any two imperfectly correlated levels, whether
    their dispersion falls or not. The second is due to the change of dispersion.
    """
    a, b = np.asarray(first, dtype=np.float64), np.asarray(last, dtype=np.float64)
    line = fit_line(a, b - a)
    ratio = float(b.std() / a.std())
    correlation = (line.slope + 1) / ratio if ratio > 0 else math.nan
    return BetaTest(line, correlation, ratio)


def dispersion_test(
    first: Sequence[float] | Floats, last: Sequence[float] | Floats
) -> DispersionTest:
    r"""Test that the dispersion of the same units is equal at two times (Pitman and Morgan).

    .. math:: t = r_{+-} \sqrt{\frac{n - 2}{1 - r_{+-}^2}}

    with the correlation :math:`r_{+-}` of sums and differences of the two levels, which is zero
    exactly when both variances are equal; Student's *t* with *n* - 2 degrees of freedom, for
    levels that are jointly normal. Standard deviations with the divisor *n* - 1.
    """
    a, b = np.asarray(first, dtype=np.float64), np.asarray(last, dtype=np.float64)
    n = len(a)
    if n < 3:
        raise ValueError("the test needs three units or more")
    before, after = float(a.std(ddof=1)), float(b.std(ddof=1))
    sums, differences = a + b, b - a
    spread = float(sums.std() * differences.std())
    if spread <= 0:
        return DispersionTest(before, after, math.nan, math.nan)
    product = (sums - sums.mean()) @ (differences - differences.mean()) / n
    r = float(np.clip(product / spread, -1.0, 1.0))
    if 1 - r * r < _EXACT:
        return DispersionTest(before, after, math.copysign(math.inf, r), 0.0)
    t = r * math.sqrt((n - 2) / (1 - r * r))
    from scipy import stats

    return DispersionTest(before, after, t, float(2 * stats.t.sf(abs(t), n - 2)))


def logit(levels: Sequence[float] | Floats, full: float) -> Floats:
    r"""Return the logits of levels between 0 and a ceiling; NaN at and beyond either.

    .. math:: \operatorname{logit}(y) = \ln \frac{y}{S - y}
    """
    y = np.asarray(levels, dtype=np.float64)
    inside = (y > 0) & (y < full)
    kept = np.where(inside, y, full / 2)
    logits: Floats = np.where(inside, np.log(kept / (full - kept)), np.nan)
    return logits
