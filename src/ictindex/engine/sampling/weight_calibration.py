r"""Weights that give known totals of the population: post-stratification, GREG and raking.

A calibrated weight is :math:`w g`, with the factor *g* of a record nearest to 1 in a distance:

.. math:: g = 1 + x' \lambda \quad\text{(linear: GREG)}, \qquad
   g = e^{x' \lambda} \quad\text{(raking)}

and :math:`\lambda` such that :math:`\sum w g x = T` (Deville and Särndal 1992). Post-stratification
is the linear case of the indicators of groups. ``record_estimates`` has the errors.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import numpy.typing as npt

from ictindex.core.errors import UsageError
from ictindex.engine.sampling.cell_sums import Integers
from ictindex.engine.sampling.record_estimates import RecordSample

Floats = npt.NDArray[np.float64]

LINEAR, RAKING = "linear", "raking"
_MOST_STEPS = 50
# Totals are given if they differ by less than this share of their size.
_TOLERANCE = 1e-10


def calibrate_weights(
    sample: RecordSample, auxiliaries: Floats, totals: Floats, method: str = LINEAR
) -> RecordSample:
    """Calibrate the weights of a sample to totals of the population.

    Parameters
    ----------
    sample : RecordSample
        The records, with weights that are not yet calibrated.
    auxiliaries : array of float, shape (records, variables)
        The variables whose totals are known; a column of ones for the number of records.
    totals : array of float, shape (variables,)
        Their totals in the population.
    method : {"linear", "raking"}
        The distance: linear is the regression estimator, raking keeps weights above 0.

    Returns
    -------
    RecordSample
        The sample with its factors, whose errors use the residuals of the calibration.

    Raises
    ------
    UsageError
        If no weights give the totals, or variables follow from one another.
    """
    if method not in (LINEAR, RAKING):
        raise ValueError(f"{LINEAR} or {RAKING}, not {method}")
    if sample.factors is not None:
        raise ValueError("weights are calibrated once, to all totals together")
    if auxiliaries.shape != (len(sample.weights), len(totals)):
        raise ValueError("a row for each record and a column for each total")
    weighted = auxiliaries * sample.weights[:, None]
    aim = np.asarray(totals, dtype=np.float64)
    slopes, factors = np.zeros(len(aim)), np.ones(len(sample.weights))
    for _ in range(_MOST_STEPS):
        missing = aim - weighted.T @ factors
        if (np.abs(missing) <= _TOLERANCE * np.maximum(np.abs(aim), 1.0)).all():
            return replace(sample, auxiliaries=auxiliaries, factors=factors)
        # The derivative of g is 1 for the linear distance and g itself for raking.
        growth = factors if method == RAKING else np.ones(len(factors))
        matrix = weighted.T @ (auxiliaries * growth[:, None])
        if not np.isfinite(matrix).all():
            break
        if np.linalg.matrix_rank(matrix, hermitian=True) < len(aim):
            break
        slopes = slopes + np.linalg.solve(matrix, missing)
        reach = auxiliaries @ slopes
        factors = 1 + reach if method == LINEAR else np.exp(np.minimum(reach, 700.0))
    raise UsageError("sampling.unreachable-totals")


def post_stratify(sample: RecordSample, groups: Integers, totals: Floats) -> RecordSample:
    """Give each group its total in the population; a group is a position in the totals.

    Parameters
    ----------
    sample : RecordSample
        The records, with weights that are not yet calibrated.
    groups : array of int, shape (records,)
        The group of each record.
    totals : array of float, shape (groups,)
        The number of members of each group in the population.

    Returns
    -------
    RecordSample
        The sample with the factor of each group.

    Raises
    ------
    UsageError
        If a group with a total has no record.
    """
    return calibrate_weights(sample, indicate_groups(groups, len(totals)), totals)


def indicate_groups(groups: Integers, count: int) -> Floats:
    """Return indicators of groups: a column for each, 1 for its members."""
    if len(groups) and not 0 <= groups.min() <= groups.max() < count:
        raise ValueError("a group is a position in the totals")
    indicators: Floats = (groups[:, None] == np.arange(count)).astype(np.float64)
    return indicators
