r"""The variance of a sum over the clusters of a stratified sample, by domain.

A linearised estimate is a sum over clusters, :math:`\sum_h \sum_i z_{hi}`; with *n* clusters drawn
of the *N* of a stratum its variance is estimated by

.. math:: \hat V = \sum_h \left(1 - \frac{n_h}{N_h}\right) \frac{n_h}{n_h - 1}
   \sum_{i=1}^{n_h} (z_{hi} - \bar z_h)^2

(Särndal, Swensson and Wretman 1992; Wolter 2007), without the first factor where the numbers of
clusters in the population are not known. A cluster without a member of the domain is a zero in it
and not left out: :math:`n_h` is that of the design.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from ictindex.core.errors import UsageError
from ictindex.engine.sampling.cell_sums import Booleans, Integers, SampleDesign

Floats = npt.NDArray[np.float64]

# R's package survey takes a stratum as wholly drawn below this share of clusters that were not.
_WHOLLY_DRAWN = 1e-7
_MOST_NAMED = 10


class StratumGroups(NamedTuple):
    """Positions at which a domain and stratum begin in pairs of domain and cluster."""

    starts: Integers
    rows: Integers
    strata: Integers
    sizes: Integers
    first_of_row: Integers


def group_strata(rows: Integers, strata: Integers) -> StratumGroups:
    """Group pairs in the order of domain and stratum."""
    changes = np.ones(len(rows), dtype=bool)
    changes[1:] = (rows[1:] != rows[:-1]) | (strata[1:] != strata[:-1])
    starts = np.flatnonzero(changes)
    firsts = rows[starts]
    changes_of_row = np.ones(len(firsts), dtype=bool)
    changes_of_row[1:] = firsts[1:] != firsts[:-1]
    return StratumGroups(
        starts,
        firsts,
        strata[starts],
        np.diff(np.append(starts, len(rows))),
        np.flatnonzero(changes_of_row),
    )


def stratum_factors(design: SampleDesign) -> Floats:
    """Return the share of clusters of each stratum that were not drawn; 1 where it is not known."""
    sizes = design.stratum_sizes
    if design.populations is None:
        return np.ones(len(sizes))
    with np.errstate(invalid="ignore", divide="ignore"):
        factors: Floats = (design.populations - sizes) / design.populations
    return factors


def check_single_clusters(design: SampleDesign) -> None:
    """Refuse strata with a single cluster, unless all of them was drawn or a rule is named."""
    if design.single_clusters != "fail":
        return
    single = (design.stratum_sizes == 1) & (stratum_factors(design) >= _WHOLLY_DRAWN)
    names = [design.strata[position] for position in np.flatnonzero(single)]
    if names:
        more = ["…"] if len(names) > _MOST_NAMED else []
        raise UsageError(
            "sampling.single-cluster", count=str(len(names)), strata=names[:_MOST_NAMED] + more
        )


def cluster_variance(
    rows: Integers, strata: Integers, scores: Floats, design: SampleDesign
) -> Floats:
    """Return the variance of the sum of scores of each domain, by column.

    ``scores`` has a row for each pair of domain and cluster that has a record, in the order of
    domain, stratum and cluster; ``rows`` are the domains from 0, each with a pair.
    """
    check_single_clusters(design)
    if not len(rows):
        return np.zeros((0, scores.shape[1]))
    groups = group_strata(rows, strata)
    # Column by column where a domain or stratum is a scalar: all arrays below have a group a row.
    drawn = design.stratum_sizes[groups.strata]
    factors = stratum_factors(design)[groups.strata]
    single = drawn == 1
    sums = np.add.reduceat(scores, groups.starts, axis=0)
    means = sums / drawn[:, None]
    group_of_pair = np.repeat(np.arange(len(groups.starts)), groups.sizes)
    squares = np.add.reduceat((scores - means[group_of_pair]) ** 2, groups.starts, axis=0)
    squares += (drawn - groups.sizes)[:, None] * means**2
    variances = squares * (factors * drawn / np.maximum(drawn - 1, 1))[:, None]
    firsts = groups.first_of_row
    if not single.any():
        added: Floats = np.add.reduceat(variances, firsts, axis=0)
        return added
    open_singles = single & (factors >= _WHOLLY_DRAWN)
    if design.single_clusters == "adjust":
        # The centre is the mean over all clusters of the strata in which the domain has a member.
        centres = np.add.reduceat(sums, firsts, axis=0)
        centres /= np.add.reduceat(drawn, firsts)[:, None]
        away = (sums - centres[groups.rows]) ** 2 * factors[:, None]
        variances = np.where(open_singles[:, None], away, variances)
    added = np.add.reduceat(variances, firsts, axis=0)
    if design.single_clusters == "average":
        # A stratum with a single cluster counts with the average variance of the others.
        all_strata = np.add.reduceat(np.ones(len(single)), firsts)
        usable = all_strata - np.add.reduceat(open_singles.astype(np.float64), firsts)
        with np.errstate(invalid="ignore", divide="ignore"):
            added = np.where((usable > 0)[:, None], added * (all_strata / usable)[:, None], np.nan)
    return added


def degrees_of_freedom(rows: Integers, strata: Integers, members: Booleans) -> Integers:
    """Return clusters less strata, counted where the domain has a member, by domain and column."""
    if not len(rows):
        return np.zeros((0, members.shape[1]), dtype=np.int64)
    groups = group_strata(rows, strata)
    clusters = np.add.reduceat(members.astype(np.int64), groups.starts, axis=0)
    freedom: Integers = np.add.reduceat(clusters - (clusters > 0), groups.first_of_row, axis=0)
    return freedom
