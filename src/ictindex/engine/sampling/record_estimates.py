r"""Estimates from the records of a sample: one or two stages, with calibrated weights or without.

Each estimate is a sum of scores over the records, :math:`\sum_k z_k`: for a total :math:`z = w y`,
for a ratio :math:`z = w (y - R x) / \sum w x`. With *n* of *N* clusters drawn in a stratum and *m*
of *M* units in a cluster, the variance of two stages is estimated by

.. math:: \hat V = \sum_h (1 - f_h) \frac{n_h}{n_h - 1} \sum_i (z_{hi} - \bar z_h)^2
   + \sum_h f_h \sum_i (1 - f_{hi}) \frac{m_{hi}}{m_{hi} - 1} \sum_j (z_{hij} - \bar z_{hi})^2

with :math:`f_h = n_h / N_h` and :math:`f_{hi} = m_{hi} / M_{hi}` (Särndal, Swensson and Wretman
1992). Without the numbers of clusters in the population there is no second line. Of calibrated
weights :math:`w g` the scores are :math:`z = w g e`, with the residuals *e* of the regression on
the auxiliary variables, weighted by *w*. The figures are those of the package survey 4.4 of R.
"""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from ictindex.core.data_classes import dataclass
from ictindex.engine.sampling.cell_sums import Booleans, Integers, SampleDesign
from ictindex.engine.sampling.cluster_variance import cluster_variance
from ictindex.engine.sampling.interval_methods import student_quantiles

Floats = npt.NDArray[np.float64]

USUAL_LEVEL = 95.0


@dataclass(frozen=True, eq=False)
class RecordSample:
    """The records of a sample: their weights and clusters, and the units of a second stage.

    ``clusters`` are positions in the design. ``units`` are positions of the units drawn in the
    clusters (unique over all clusters) and ``unit_populations`` the number of units of each cluster
    in the population; both or neither. ``auxiliaries`` (records, variables) and ``factors`` are
    those of a calibration.
    """

    design: SampleDesign
    weights: Floats
    clusters: Integers
    units: Integers | None = None
    unit_populations: Integers | None = None
    auxiliaries: Floats | None = None
    factors: Floats | None = None

    def __post_init__(self) -> None:
        """Refuse records without a position in the design, and weights that are none."""
        positions, count = self.clusters, len(self.design.cluster_strata)
        if not len(positions) or not 0 <= positions.min() <= positions.max() < count:
            raise ValueError("the cluster of a record is a position in the design")
        if self.weights.shape != positions.shape or not (self.weights >= 0).all():
            raise ValueError("a weight for each record, from 0")
        if (self.units is None) != (self.unit_populations is None):
            raise ValueError("units of a second stage have numbers of units in the population")

    @property
    def final_weights(self) -> Floats:
        """The weights with the factors of the calibration."""
        return self.weights if self.factors is None else self.weights * self.factors


class RecordEstimate(NamedTuple):
    """An estimate with its standard error, degrees of freedom and interval; NaN is "not estimated".

    ``effect`` is the design effect against a simple random sample without replacement.
    """

    value: float
    error: float
    freedom: int
    lower: float
    upper: float
    effect: float = math.nan


def estimate_record_total(
    sample: RecordSample,
    values: Floats,
    domain: Booleans | None = None,
    *,
    level: float = USUAL_LEVEL,
    replace: bool = False,
) -> RecordEstimate:
    r"""Estimate the total of a variable, :math:`\sum w y`.

    Parameters
    ----------
    sample : RecordSample
        The records with their weights and design.
    values : array of float, shape (records,)
        The variable.
    domain : array of bool, shape (records,), optional
        The members of a domain; all records without it.
    level : float
        Confidence level in percent.
    replace : bool
        Compare the variance with that of a simple random sample with replacement.

    Returns
    -------
    RecordEstimate
        The total, in the unit of the variable.

    Raises
    ------
    UsageError
        For a stratum with a single cluster without a rule for it.
    """
    inside = _members(sample, domain)
    scores = np.where(inside, values, 0.0)
    value = float(sample.final_weights @ scores)
    simple = _simple_variance(sample, values, inside, replace) * _size(sample, inside) ** 2
    return _finish(sample, inside, scores, (value, level, simple))


def estimate_record_ratio(
    sample: RecordSample,
    numerators: Floats,
    denominators: Floats,
    domain: Booleans | None = None,
    *,
    level: float = USUAL_LEVEL,
) -> RecordEstimate:
    r"""Estimate the ratio of two totals, :math:`R = \sum w y / \sum w x`.

    Parameters
    ----------
    sample : RecordSample
        The records with their weights and design.
    numerators, denominators : array of float, shape (records,)
        The variables *y* and *x*.
    domain : array of bool, shape (records,), optional
        The members of a domain; all records without it.
    level : float
        Confidence level in percent.

    Returns
    -------
    RecordEstimate
        The ratio, without a design effect.

    Raises
    ------
    UsageError
        For a stratum with a single cluster without a rule for it.
    """
    inside = _members(sample, domain)
    return _ratio(sample, inside, (numerators, denominators), level, math.nan)


def estimate_record_mean(
    sample: RecordSample,
    values: Floats,
    domain: Booleans | None = None,
    *,
    level: float = USUAL_LEVEL,
    replace: bool = False,
) -> RecordEstimate:
    r"""Estimate the mean of a variable, :math:`\sum w y / \sum w`.

    Parameters
    ----------
    sample : RecordSample
        The records with their weights and design.
    values : array of float, shape (records,)
        The variable.
    domain : array of bool, shape (records,), optional
        The members of a domain; all records without it.
    level : float
        Confidence level in percent.
    replace : bool
        Compare the variance with that of a simple random sample with replacement.

    Returns
    -------
    RecordEstimate
        The mean, in the unit of the variable.

    Raises
    ------
    UsageError
        For a stratum with a single cluster without a rule for it.
    """
    inside = _members(sample, domain)
    simple = _simple_variance(sample, values, inside, replace)
    return _ratio(sample, inside, (values, np.ones(len(values))), level, simple)


def score_variance(sample: RecordSample, scores: Floats, inside: Booleans) -> float:
    """Return the variance of the weighted sum of scores, which are 0 outside of the domain."""
    weighted = _calibrate_scores(sample, scores)
    design = sample.design
    # With calibrated weights the records outside the domain have residuals, and so count.
    counted = inside if sample.auxiliaries is None else np.ones(len(inside), dtype=bool)
    variance = _stage_variance(weighted, sample.clusters, counted, design)
    if sample.units is None or sample.unit_populations is None or design.populations is None:
        return variance
    shares = (design.stratum_sizes / design.populations)[design.cluster_strata]
    within = weighted * np.sqrt(shares)[sample.clusters]
    second = _second_stage(sample, sample.units)
    return variance + _stage_variance(within, sample.units, counted, second)


def _second_stage(sample: RecordSample, units: Integers) -> SampleDesign:
    """Return the second stage as a design: clusters as its strata, units as its clusters."""
    cluster_of_unit = np.zeros(int(units.max()) + 1, dtype=np.int64)
    cluster_of_unit[units] = sample.clusters
    rule = sample.design.single_clusters
    # Within one cluster there is no other stratum whose centre or variance could be taken.
    return SampleDesign(
        strata=tuple(map(str, range(len(sample.design.cluster_strata)))),
        cluster_strata=cluster_of_unit,
        populations=sample.unit_populations,
        single_clusters="fail" if rule == "fail" else "certainty",
    )


def _stage_variance(
    scores: Floats, clusters: Integers, counted: Booleans, design: SampleDesign
) -> float:
    """Return the variance of the sum of scores over clusters of one stage."""
    present = np.unique(clusters[counted])
    added = np.bincount(clusters, weights=scores, minlength=len(design.cluster_strata))
    sums = added.astype(np.float64)[present]
    strata = design.cluster_strata[present]
    order = np.argsort(strata, kind="stable")
    rows = np.zeros(len(present), dtype=np.int64)
    variances = cluster_variance(rows, strata[order], sums[order, None], design)
    return float(variances[0, 0]) if len(variances) else math.nan


def _calibrate_scores(sample: RecordSample, scores: Floats) -> Floats:
    """Return scores times their weights: of residuals, if the weights are calibrated."""
    if sample.auxiliaries is None or sample.factors is None:
        return sample.weights * scores
    # The regression has the weights of the design: R's figures need w, not w g.
    roots = np.sqrt(sample.weights)
    slopes, *_ = np.linalg.lstsq(sample.auxiliaries * roots[:, None], scores * roots, rcond=None)
    residuals: Floats = scores - sample.auxiliaries @ slopes
    return sample.final_weights * residuals


def _members(sample: RecordSample, domain: Booleans | None) -> Booleans:
    """Return which records are members of the domain."""
    everybody = np.ones(len(sample.weights), dtype=bool)
    return everybody if domain is None else np.asarray(domain, dtype=bool)


def _size(sample: RecordSample, inside: Booleans) -> float:
    """Return the weight of the domain."""
    return float(sample.final_weights @ inside)


def _ratio(
    sample: RecordSample,
    inside: Booleans,
    variables: tuple[Floats, Floats],
    level: float,
    simple: float,
) -> RecordEstimate:
    """Return the estimate of a ratio; nothing is estimated where its denominator is 0."""
    y, x = (np.where(inside, variable, 0.0) for variable in variables)
    weights = sample.final_weights
    below = float(weights @ x)
    if below == 0:
        return RecordEstimate(*(math.nan,) * 2, 0, *(math.nan,) * 3)
    value = float(weights @ y) / below
    return _finish(sample, inside, (y - value * x) / below, (value, level, simple))


def _finish(
    sample: RecordSample, inside: Booleans, scores: Floats, facts: tuple[float, float, float]
) -> RecordEstimate:
    """Return an estimate with its error and interval: value, level and variance if simple."""
    value, level, simple = facts
    freedom = _freedom(sample, inside)
    if not sample.design.has_clusters:
        return RecordEstimate(value, math.nan, 0, *(math.nan,) * 3)
    variance = score_variance(sample, scores, inside)
    error = math.sqrt(variance)
    half = float(student_quantiles(freedom, level)) * error
    effect = variance / simple if simple > 0 else math.nan
    return RecordEstimate(value, error, freedom, value - half, value + half, effect)


def _freedom(sample: RecordSample, inside: Booleans) -> int:
    """Return clusters less strata, counted where the domain has a member with a weight."""
    clusters = np.unique(sample.clusters[inside & (sample.weights > 0)])
    return len(clusters) - len(np.unique(sample.design.cluster_strata[clusters]))


def _simple_variance(
    sample: RecordSample, values: Floats, inside: Booleans, replace: bool
) -> float:
    """Return the variance of a mean if the members had been a simple random sample."""
    counted = inside & (sample.weights > 0)
    n, weights = int(counted.sum()), sample.final_weights[counted]
    size = weights.sum()
    if n < 2 or size < n:
        return math.nan
    mean = weights @ values[counted] / size
    spread = weights @ (values[counted] - mean) ** 2 / size * n / (n - 1)
    return float(spread / n * (1.0 if replace else 1 - n / size))
