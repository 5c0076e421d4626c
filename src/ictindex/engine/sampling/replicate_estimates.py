r"""Estimates of error by replicates: those made from the clusters, and the weights of a file.

.. math:: \hat V = s \sum_r f_r (\hat\theta_r - c)^2

=====================  ==================================  =======================
method                 *s*                                 :math:`f_r`
=====================  ==================================  =======================
JK1                    :math:`(R - 1) / R`                 1
JKn                    1                                   as documented
BRR                    :math:`1 / R`                       1
Fay                    :math:`1 / (R (1 - \rho)^2)`        1
bootstrap              :math:`1 / (R - 1)`                 1
successive-difference  :math:`4 / R`                       1
=====================  ==================================  =======================

The centre *c* is the mean of the replicates whose factor is above 0, as R's package survey has it,
or the estimate itself: "mse". Successive difference replication is defined around the estimate.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from ictindex.core.errors import UsageError
from ictindex.engine.sampling.cell_estimates import (
    USUAL_LEVEL,
    EstimateArrays,
    EstimateKind,
    check_kind,
    complete_estimates,
    divide,
    estimate_values,
    sum_domains,
)
from ictindex.engine.sampling.cell_sums import (
    CellSums,
    ClusterSums,
    Integers,
    SampleDesign,
    add_by_row,
)
from ictindex.engine.sampling.cluster_replicates import ClusterReplicates
from ictindex.engine.sampling.cluster_variance import degrees_of_freedom

Floats = npt.NDArray[np.float64]
Sums = npt.NDArray[Any]

MEAN, ESTIMATE = "mean", "mse"
# The names of methods in the column ``error_method`` of observations.
ERROR_METHODS = {
    "JK1": "jackknife",
    "JKn": "jackknife",
    "BRR": "balanced-replication",
    "Fay": "balanced-replication",
    "bootstrap": "bootstrap",
    "successive-difference": "successive-difference",
}
# Replicates of a large design are made in blocks of about this many numbers.
_BLOCK = 4_000_000
# Replicate weights of a file carry the design: no strata and clusters are needed with them.
_NO_DESIGN = SampleDesign(("",), np.zeros(0, dtype=np.int64), has_clusters=False)


class ReplicateWeights(NamedTuple):
    """Facts about the replicate weights of a file, from its documentation.

    ``factors`` are those of each replicate (JKn), ``rho`` is Fay's. ``center`` is "mean" or "mse";
    without it that of R: the mean, and the estimate for successive differences. ``freedom`` are the
    degrees of freedom; without it the number of replicates less one.
    """

    method: str
    factors: Sequence[float] | None = None
    rho: float | None = None
    center: str | None = None
    freedom: int | None = None


def estimate_by_file_replicates(
    cells: CellSums,
    weights: ReplicateWeights,
    by: Sequence[str] = (),
    *,
    of: str = "proportions",
    margins: bool = False,
    level: float = USUAL_LEVEL,
) -> EstimateArrays:
    """Estimate by the replicate weights of the file, which the cells have sums of.

    Parameters
    ----------
    cells : CellSums
        Cells with ``replicates``; no strata or clusters are needed.
    weights : ReplicateWeights
        The method of the weights, as the survey documents it.
    by : sequence of str
        Keys of the cells whose codes, crossed, are the domains; none for all records.
    of : {"proportions", "ratios", "totals"}
        What is estimated.
    margins : bool
        Also estimate the domains of every subset of the keys, the total first.
    level : float
        Confidence level in percent.

    Returns
    -------
    EstimateArrays
        Estimates with the intervals of their kind.

    Raises
    ------
    UsageError
        For cells without replicates, a method that does not exist, or one whose factors or rho
        are not given.
    """
    if cells.replicates is None or not cells.replicates.shape[-1]:
        raise UsageError("sampling.no-replicates")
    check_kind(of, cells)
    count = cells.replicates.shape[-1]
    factors = _factors_of(weights, count)
    usual = ESTIMATE if weights.method == "successive-difference" else MEAN
    domains = sums, _ = sum_domains(cells, _NO_DESIGN, by, margins)
    added = add_by_row(cells_of_replicates(sums), sums.rows, len(sums.domains))
    values = estimate_values(of, sums, cells.scale)
    errors = _errors(
        values,
        [_estimate(of, added[:, :, 0], added[:, :, 1], cells.scale)],
        factors,
        usual if weights.center is None else weights.center,
    )
    freedom = count - 1 if weights.freedom is None else weights.freedom
    kind = EstimateKind(of, tuple(by), level, ERROR_METHODS[weights.method])
    degrees = np.full(values.shape, freedom, dtype=np.int64)
    return complete_estimates(kind, cells, domains, values, errors, degrees)


def estimate_by_cluster_replicates(
    cells: CellSums,
    design: SampleDesign,
    replicates: ClusterReplicates,
    by: Sequence[str] = (),
    *,
    of: str = "proportions",
    center: str = MEAN,
    margins: bool = False,
    level: float = USUAL_LEVEL,
) -> EstimateArrays:
    """Estimate by replicates that were made from the clusters of the design.

    Parameters
    ----------
    cells : CellSums
        The sums of the records, by stratum, cluster and domain.
    design : SampleDesign
        All strata and clusters of the sample.
    replicates : ClusterReplicates
        The jackknife, balanced replicates or a bootstrap of the design.
    by : sequence of str
        Keys of the cells whose codes, crossed, are the domains; none for all records.
    of : {"proportions", "ratios", "totals"}
        What is estimated.
    center : {"mean", "mse"}
        Whether squares are taken around the mean of the replicates or around the estimate.
    margins : bool
        Also estimate the domains of every subset of the keys, the total first.
    level : float
        Confidence level in percent.

    Returns
    -------
    EstimateArrays
        Estimates with the intervals of their kind. A domain without a member in some replicate
        has no error: no replicate is left out silently. The degrees of freedom are clusters less
        strata with a member, and never more than the replicates leave.

    Raises
    ------
    UsageError
        For a key that the cells do not have.
    """
    check_kind(of, cells)
    domains = sums, _ = sum_domains(cells, design, by, margins)
    values = estimate_values(of, sums, cells.scale)
    errors = _errors(
        values,
        _replicate_values(of, sums, replicates, cells.scale),
        replicates.factors * replicates.scale,
        center,
    )
    members = (sums.bases > 0) & (sums.denominators != 0)
    freedom = np.minimum(degrees_of_freedom(sums.rows, sums.strata, members), replicates.freedom)
    kind = EstimateKind(of, tuple(by), level, ERROR_METHODS[replicates.method])
    return complete_estimates(kind, cells, domains, values, errors, freedom)


def _replicate_values(
    of: str, sums: ClusterSums, replicates: ClusterReplicates, scale: int
) -> Iterator[Floats]:
    """Return the estimates of each replicate, in blocks: domains, indicators, replicates."""
    from scipy import sparse  # only where replicates are made

    rows, wide = len(sums.domains), sums.numerators.shape[1]
    if not rows or not wide:
        return
    bounds = np.searchsorted(sums.rows, np.arange(rows + 1))
    height = int(sums.clusters.max()) + 1
    tables = [
        [
            sparse.csr_array((part[:, i].astype(np.float64), sums.clusters, bounds), (rows, height))
            for part in (sums.numerators, sums.denominators)
        ]
        for i in range(wide)
    ]
    step = max(1, _BLOCK // max(height, rows * wide))
    for first in range(0, replicates.count, step):
        block = replicates.multipliers(first, min(first + step, replicates.count))[:height]
        made = [[table @ block for table in pair] for pair in tables]
        above, below = (np.stack([pair[side] for pair in made], axis=1) for side in (0, 1))
        yield _estimate(of, above, below, scale)


def _estimate(of: str, above: Sums, below: Sums, scale: int) -> Floats:
    """Return the estimate of each replicate."""
    if of == "totals":
        totals: Floats = above / scale
        return totals
    return divide(above, below)


def _errors(values: Floats, blocks: Iterable[Floats], factors: Floats, center: str) -> Floats:
    """Return standard errors from the estimates of replicates: domains, indicators, replicates."""
    if center not in (MEAN, ESTIMATE):
        raise ValueError(f"{MEAN} or {ESTIMATE}, not {center}")
    squares, shifts, counted = np.zeros((3, *values.shape))
    first = 0
    for block in blocks:
        gaps = block - values[:, :, None]
        factor = factors[first : first + gaps.shape[2]]
        squares += (gaps**2) @ factor
        shifts += gaps @ factor
        counted += gaps @ (factor > 0).astype(np.float64)
        first += gaps.shape[2]
    if center == MEAN:
        # Around the mean m of the gaps: sum f (g - m)^2 = sum f g^2 - 2 m sum f g + m^2 sum f.
        mean = counted / max(1, np.count_nonzero(factors > 0))
        squares += mean * (mean * factors.sum() - 2 * shifts)
    errors: Floats = np.sqrt(np.maximum(squares, 0.0))
    return errors


def _factors_of(weights: ReplicateWeights, count: int) -> Floats:
    """Return the factor of each replicate of a file, the scale of the method in it."""
    method = weights.method
    if method not in ERROR_METHODS:
        raise UsageError("sampling.unknown-method", value=method, allowed=list(ERROR_METHODS))
    if method == "JKn":
        if weights.factors is None or len(weights.factors) != count:
            raise UsageError("sampling.option-missing", method=method, option="factors")
        return np.asarray(weights.factors, dtype=np.float64)
    if method == "Fay" and (weights.rho is None or not 0 <= weights.rho < 1):
        raise UsageError("sampling.option-missing", method=method, option="rho")
    scales = {
        "JK1": (count - 1) / count,
        "BRR": 1 / count,
        "Fay": 1 / (count * (1 - (weights.rho or 0.0)) ** 2),
        "bootstrap": 1 / max(1, count - 1),
        "successive-difference": 4 / count,
    }
    return np.full(count, scales[method])


def cells_of_replicates(sums: ClusterSums) -> Integers:
    """Return the sums by replicate weights of pairs of domain and cluster."""
    if sums.replicates is None:
        raise ValueError("cells without replicate weights")
    return sums.replicates
