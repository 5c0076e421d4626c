r"""Confidence intervals of estimates from a sample, design effects and coefficients of variation.

Levels are in percent, as the column ``confidence_level`` of observations has them.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from ictindex.engine.sampling.cell_sums import Integers

Floats = npt.NDArray[np.float64]
Texts = npt.NDArray[Any]

STUDENT = "student"
LOGIT = "logit"
KORN_GRAUBARD = "korn-graubard"


def student_quantiles(freedom: npt.ArrayLike, level: float) -> Floats:
    r"""Return the quantile :math:`t_{(1 + \ell) / 2, d}`; NaN without a degree of freedom."""
    from scipy import special  # only where an interval is computed

    degrees = np.asarray(freedom, dtype=np.float64)
    usable = np.where(degrees > 0, degrees, np.nan)
    quantiles: Floats = special.stdtrit(usable, (1 + level / 100) / 2)
    return quantiles


def student_interval(
    values: Floats, errors: Floats, freedom: Integers, level: float
) -> tuple[Floats, Floats]:
    r"""Return the interval :math:`\hat\theta \pm t\,s`."""
    half = student_quantiles(freedom, level) * errors
    return values - half, values + half


def logit_interval(
    shares: Floats, errors: Floats, freedom: Integers, level: float
) -> tuple[Floats, Floats]:
    r"""Return the interval that is symmetric in the logits; NaN at 0 and at 1.

    .. math:: \operatorname{expit}\left(\ln\frac{p}{1 - p} \pm t\,\frac{s}{p (1 - p)}\right)
    """
    from scipy import special

    inside = (shares > 0) & (shares < 1)
    p = np.where(inside, shares, np.nan)
    middle, half = special.logit(p), student_quantiles(freedom, level) * errors / (p * (1 - p))
    return special.expit(middle - half), special.expit(middle + half)


def korn_graubard_interval(
    shares: Floats, errors: Floats, freedom: Integers, bases: Integers, level: float
) -> tuple[Floats, Floats]:
    r"""Return the interval of Clopper and Pearson with an effective number of records.

    .. math:: n^* = \frac{p (1 - p)}{s^2} \left(\frac{t_{n - 1}}{t_d}\right)^2, \qquad
       \left[B^{-1}_{\alpha/2}(n^* p,\ n^* (1 - p) + 1),\
       B^{-1}_{1 - \alpha/2}(n^* p + 1,\ n^* (1 - p))\right]

    That is the method "beta" of R's ``svyciprop``. At 0 and 1 the design says nothing about the
    variance: there *n* takes the place of :math:`p (1 - p) / s^2`, as in a simple random sample.
    """
    from scipy import special

    tail = (1 - level / 100) / 2
    with np.errstate(invalid="ignore", divide="ignore"):
        spread = shares * (1 - shares)
        records = np.where(spread > 0, spread / errors**2, bases)
    records = (
        records * (student_quantiles(bases - 1, level) / student_quantiles(freedom, level)) ** 2
    )
    with np.errstate(invalid="ignore"):
        hit, missed = records * shares, records * (1 - shares)
        lower = np.where(hit > 0, special.betaincinv(hit, missed + 1, tail), 0.0)
        upper = np.where(missed > 0, special.betaincinv(hit + 1, missed, 1 - tail), 1.0)
    usable = np.isfinite(records)
    return np.where(usable, lower, np.nan), np.where(usable, upper, np.nan)


def proportion_intervals(
    shares: Floats, errors: Floats, freedom: Integers, bases: Integers, level: float
) -> tuple[Floats, Floats, Texts]:
    """Return logit intervals, those of Korn and Graubard at 0 and 1, and the name of each."""
    lower, upper = logit_interval(shares, errors, freedom, level)
    at_end = (shares == 0) | (shares == 1)
    if at_end.any():
        low, high = korn_graubard_interval(shares, errors, freedom, bases, level)
        lower, upper = np.where(at_end, low, lower), np.where(at_end, high, upper)
    names = np.where(at_end, KORN_GRAUBARD, LOGIT)
    return lower, upper, name_intervals(names, lower)


def name_intervals(names: Texts | str, lower: Floats) -> Texts:
    """Return the names of the intervals that there are, and no name elsewhere."""
    return np.where(np.isfinite(lower), names, "")


def proportion_effects(
    shares: Floats, errors: Floats, bases: Integers, sizes: Floats, *, replace: bool
) -> Floats:
    r"""Return the design effect of shares: the variance by that of a simple random sample.

    .. math:: \frac{s^2}{S^2 / n \cdot (1 - n / N)}, \qquad S^2 = \frac{n}{n - 1} p (1 - p)

    *n* are the records of the denominator and *N* their weights. A sample that is drawn with
    replacement (``replace``) has no factor :math:`1 - n / N`. NaN at 0 and 1, and where there are
    fewer weights than records.
    """
    with np.errstate(invalid="ignore", divide="ignore"):
        simple = shares * (1 - shares) / (bases - 1)
        if not replace:
            simple = simple * np.where(sizes >= bases, 1 - bases / sizes, np.nan)
        effects: Floats = np.where(simple > 0, errors**2 / simple, np.nan)
    return effects


def coefficients_of_variation(values: Floats, errors: Floats) -> Floats:
    r"""Return the standard error as a share of the value, :math:`s / |\hat\theta|`; NaN at 0."""
    with np.errstate(invalid="ignore", divide="ignore"):
        shares: Floats = np.where(values != 0, errors / np.abs(values), np.nan)
    return shares
