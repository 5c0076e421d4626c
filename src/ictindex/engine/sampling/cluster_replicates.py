r"""Replicates of a sample: each has a factor for the weights of every cluster.

The estimate is computed again with each replicate's weights, and its variance is

.. math:: \hat V = s \sum_r f_r (\hat\theta_r - c)^2

with the scale *s* and the factors :math:`f_r` of the method (Wolter 2007), and *c* the mean of the
replicates or the estimate itself. A replicate multiplies whole clusters, so that the cells of a
survey are enough: no record is read again.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import numpy.typing as npt

from ictindex.core.data_classes import dataclass
from ictindex.core.errors import UsageError
from ictindex.engine.sampling.cell_sums import SampleDesign
from ictindex.engine.sampling.cluster_variance import check_single_clusters, stratum_factors
from ictindex.engine.statistics.draws import counter_uniforms

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class ClusterReplicates:
    """Replicates of a design: ``multipliers(first, last)`` are clusters by some of ``count``.

    A large design has as many replicates as clusters, so the multipliers are made in blocks.
    ``freedom`` is the largest number of degrees of freedom that they leave.
    """

    method: str
    count: int
    scale: float
    factors: Floats
    multipliers: Callable[[int, int], Floats]
    freedom: int


def make_jackknife(design: SampleDesign) -> ClusterReplicates:
    r"""Leave out one cluster at a time, in each stratum; JK1 without strata, JKn with them.

    The other clusters of the stratum count :math:`n_h / (n_h - 1)` times, and the replicate has the
    factor :math:`(1 - n_h / N_h)(n_h - 1) / n_h`. A single cluster makes no replicate under the
    rule ``certainty``, or if all of its stratum was drawn.
    """
    _check_clusters(design)
    if design.single_clusters not in ("fail", "certainty"):
        raise UsageError(
            "sampling.unknown-rule", value=design.single_clusters, allowed=["fail", "certainty"]
        )
    check_single_clusters(design)
    strata, sizes = design.cluster_strata, design.stratum_sizes
    dropped = np.flatnonzero(sizes[strata] > 1)
    drawn = sizes[strata[dropped]]

    def multiply(first: int, last: int) -> Floats:
        block = dropped[first:last]
        same = strata[:, None] == strata[block]
        kept = sizes[strata[block]] / (sizes[strata[block]] - 1)
        made = np.where(same, kept, 1.0)
        made[block, np.arange(len(block))] = 0.0
        return made

    return ClusterReplicates(
        method="JKn" if design.has_strata and len(sizes) > 1 else "JK1",
        count=len(dropped),
        scale=1.0,
        factors=stratum_factors(design)[strata[dropped]] * (drawn - 1) / drawn,
        multipliers=multiply,
        freedom=int((sizes - 1).sum()),
    )


def make_balanced_replicates(design: SampleDesign, rho: float = 0.0) -> ClusterReplicates:
    r"""Halve the sample in a balanced way: one of the two clusters of each stratum at a time.

    The signs are the columns of a Hadamard matrix of Sylvester, its constant one left out. The one
    cluster of a pair counts :math:`2 - \rho` times and the other :math:`\rho` times: balanced
    repeated replication for 0, Fay's method above. The scale is :math:`1 / (R (1 - \rho)^2)`.
    """
    _check_clusters(design)
    if not 0 <= rho < 1:
        raise ValueError("Fay's rho is from 0 to below 1")
    sizes = design.stratum_sizes
    others = np.flatnonzero(sizes != 2)
    if len(others):
        raise UsageError(
            "sampling.not-two-clusters",
            stratum=design.strata[others[0]],
            count=str(sizes[others[0]]),
        )
    count = 1 << len(sizes).bit_length()
    order = np.argsort(design.cluster_strata, kind="stable")
    side = np.empty(len(order))
    side[order] = np.tile([1.0, -1.0], len(sizes))
    rows = np.arange(count)

    def multiply(first: int, last: int) -> Floats:
        # Sylvester's matrix has the sign (-1) to the number of bits that row and column share.
        shared = np.bitwise_count(rows[first:last] & (design.cluster_strata[:, None] + 1))
        signs: Floats = np.where(shared % 2 == 0, 1.0, -1.0) * side[:, None]
        return 1 + (1 - rho) * signs

    return ClusterReplicates(
        method="Fay" if rho else "BRR",
        count=count,
        scale=1 / (count * (1 - rho) ** 2),
        factors=np.ones(count),
        multipliers=multiply,
        freedom=len(sizes),
    )


def make_bootstrap(design: SampleDesign, count: int, seed: int) -> ClusterReplicates:
    r"""Draw one cluster less than each stratum has, with replacement (Rao and Wu 1988).

    A cluster that was drawn *k* times counts :math:`k\,n_h / (n_h - 1)` times. The scale is
    :math:`1 / (R - 1)`. The draws are the same on every machine for the same seed.
    """
    _check_clusters(design)
    check_single_clusters(design)
    sizes = design.stratum_sizes
    if count < 2:
        raise ValueError("a bootstrap has two replicates or more")
    # The clusters stratum by stratum, where each stratum begins, and the stratum of each draw.
    order = np.argsort(design.cluster_strata, kind="stable")
    firsts = np.cumsum(sizes) - sizes
    drawn = np.repeat(np.arange(len(sizes)), np.maximum(sizes - 1, 0))
    grown = np.where(sizes > 1, sizes / np.maximum(sizes - 1, 1), 1.0)[design.cluster_strata]
    single = sizes[design.cluster_strata] < 2

    def multiply(first: int, last: int) -> Floats:
        made = np.empty((len(order), last - first))
        for replicate in range(first, last):
            uniforms = counter_uniforms(seed, "bootstrap", replicate, (len(drawn),))
            picks = firsts[drawn] + np.floor(uniforms * sizes[drawn]).astype(np.int64)
            times = np.empty(len(order))
            times[order] = np.bincount(picks, minlength=len(order))
            made[:, replicate - first] = np.where(single, 1.0, times * grown)
        return made

    return ClusterReplicates(
        method="bootstrap",
        count=count,
        scale=1 / (count - 1),
        factors=np.ones(count),
        multipliers=multiply,
        freedom=min(count - 1, int((sizes - 1).sum())),
    )


def _check_clusters(design: SampleDesign) -> None:
    """Refuse a design that publishes no clusters."""
    if not design.has_clusters or not len(design.cluster_strata):
        raise UsageError("sampling.no-clusters")
