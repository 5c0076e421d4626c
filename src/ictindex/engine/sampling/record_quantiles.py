r"""Weighted quantiles of a sample, with the intervals of Woodruff (1952).

The quantile is the smallest value that a share *p* of the weights does not exceed. Its interval
takes the share of weights :math:`\hat p` at or below it, with its standard error *s* from the
design, and turns the ends of the interval of that share back into values:

.. math:: \left[Q(\hat p - t s),\ Q(\hat p + t s)\right], \qquad
   s_Q = \frac{Q(\hat p + t s) - Q(\hat p - t s)}{2 t}

:math:`\hat p` and not *p* is the centre: with few values they differ. The figures are those of
``svyquantile`` of R's package survey 4.4 with its usual options.
"""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt

from ictindex.engine.sampling.cell_sums import Booleans
from ictindex.engine.sampling.interval_methods import student_quantiles
from ictindex.engine.sampling.record_estimates import (
    USUAL_LEVEL,
    RecordEstimate,
    RecordSample,
    estimate_record_mean,
)

Floats = npt.NDArray[np.float64]

_TOLERANCE = 1e-12


def estimate_record_quantile(
    sample: RecordSample,
    values: Floats,
    share: float,
    domain: Booleans | None = None,
    *,
    level: float = USUAL_LEVEL,
) -> RecordEstimate:
    """Estimate a quantile of a variable, with Woodruff's interval.

    Parameters
    ----------
    sample : RecordSample
        The records with their weights and design.
    values : array of float, shape (records,)
        The variable.
    share : float
        The share of the weights at or below the quantile, between 0 and 1; 0.5 for the median.
    domain : array of bool, shape (records,), optional
        The members of a domain; all records without it.
    level : float
        Confidence level in percent.

    Returns
    -------
    RecordEstimate
        The quantile, in the unit of the variable. An end of the interval is NaN, and then the
        error too, if its share of weights would be below 0 or above 1.

    Raises
    ------
    UsageError
        For a stratum with a single cluster without a rule for it.
    ValueError
        If the share is not between 0 and 1, or the domain has no weight.
    """
    if not 0 < share < 1:
        raise ValueError("the share of a quantile lies between 0 and 1")
    weights = sample.final_weights
    counted = (weights > 0) if domain is None else (weights > 0) & domain
    if not counted.any():
        raise ValueError("a quantile of nobody")
    order = np.argsort(values[counted], kind="stable")
    ordered, reached = values[counted][order], np.cumsum(weights[counted][order])
    value = _find_quantile(ordered, reached, share)
    below = estimate_record_mean(sample, (values <= value).astype(float), domain, level=level)
    lower, upper = (_find_quantile(ordered, reached, end) for end in (below.lower, below.upper))
    half = float(student_quantiles(below.freedom, level))
    return RecordEstimate(value, (upper - lower) / (2 * half), below.freedom, lower, upper)


def _find_quantile(ordered: Floats, reached: Floats, share: float) -> float:
    """Return the smallest value up to which the weights reach a share of their sum."""
    if not 0 <= share <= 1:
        return math.nan
    # The first value that reaches the share. Sums of weights are floats: where one is the share but
    # for rounding, as with equal weights, it is reached.
    aim = share * reached[-1] * (1 - _TOLERANCE)
    return float(ordered[min(int(np.searchsorted(reached, aim, side="left")), len(ordered) - 1)])
