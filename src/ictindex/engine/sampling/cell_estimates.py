r"""Totals, ratios, proportions and differences of domains, estimated from the cells of a survey.

With :math:`Y` and :math:`X` the weighted sums of a domain, a ratio is :math:`R = Y / X`, and its
error is that of the sum of :math:`z_{hi} = (Y_{hi} - R X_{hi}) / X` over the clusters (Taylor
linearisation); the error of a total is that of the sum of :math:`Y_{hi}`. All domains come from one
table of cells, and every cluster of the design counts in each of them. The figures are those of the
package survey 4.4 of R.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from ictindex.core.data_classes import dataclass
from ictindex.core.errors import UsageError
from ictindex.engine.sampling import cluster_variance, interval_methods
from ictindex.engine.sampling.cell_sums import (
    Booleans,
    CellSums,
    ClusterSums,
    Integers,
    SampleDesign,
    add_by_cluster,
    add_by_row,
)
from ictindex.engine.sampling.interval_methods import Floats, Texts

LINEARISATION = "linearization"
USUAL_LEVEL = 95.0
# The code of a key in a row that is not divided by it; ``whole`` says where that is so.
ALL_CODES = 0


class EstimateKind(NamedTuple):
    """The kind of estimates ("ratios", "proportions" or "totals"), their domains and method."""

    of: str
    by: tuple[str, ...]
    level: float
    method: str
    replace: bool = False


@dataclass(frozen=True, eq=False)
class EstimateArrays:
    """Estimates of domains (rows) and indicators (columns), with their precision.

    ``domains`` are the codes of the ``keys`` and ``whole`` is true where a row has all codes of a
    key. ``freedom`` are the degrees of freedom; ``cases`` and ``bases`` the records of numerator
    and denominator, ``counts`` all records of the domain, unweighted. ``intervals`` names how each
    interval was made, and is empty where there is none; ``effects`` are design effects. NaN is "not
    estimated": a share of nothing, or an error without published clusters.
    """

    keys: tuple[str, ...]
    indicators: tuple[str, ...]
    domains: Integers
    whole: Booleans
    values: Floats
    errors: Floats
    freedom: Integers
    lower: Floats
    upper: Floats
    intervals: Texts
    effects: Floats
    cases: Integers
    bases: Integers
    counts: Integers
    level: float
    method: str

    @property
    def variation(self) -> Floats:
        """The coefficients of variation: standard errors as shares of the values."""
        return interval_methods.coefficients_of_variation(self.values, self.errors)

    def find_row(self, **codes: int) -> int:
        """Return the row of a domain: a code for each key that it is divided by."""
        wanted = [codes.get(key, ALL_CODES) for key in self.keys]
        is_whole = [key not in codes for key in self.keys]
        same = (self.domains == wanted) & (self.whole == is_whole)
        matches = np.flatnonzero(same.all(axis=1))
        if len(matches) != 1 or set(codes) - set(self.keys):
            raise ValueError(f"no row of the domain {codes}")
        return int(matches[0])


@dataclass(frozen=True, eq=False)
class DifferenceArrays:
    """Differences of two domains each (rows), first less second, by indicator (columns).

    ``covariances`` are those of the two estimates. The degrees of freedom count the clusters and
    strata that have a member of either domain.
    """

    indicators: tuple[str, ...]
    values: Floats
    errors: Floats
    freedom: Integers
    lower: Floats
    upper: Floats
    covariances: Floats
    level: float
    method: str


def estimate_ratios(
    cells: CellSums,
    design: SampleDesign,
    by: Sequence[str] = (),
    *,
    margins: bool = False,
    level: float = USUAL_LEVEL,
) -> EstimateArrays:
    """Estimate the ratio of numerator and denominator in each domain.

    Parameters
    ----------
    cells : CellSums
        The sums of the records, by stratum, cluster and domain.
    design : SampleDesign
        All strata and clusters of the sample.
    by : sequence of str
        Keys of the cells whose codes, crossed, are the domains; none for all records.
    margins : bool
        Also estimate the domains of every subset of the keys, the total first.
    level : float
        Confidence level in percent. Intervals are symmetric, with Student's t.

    Returns
    -------
    EstimateArrays
        Ratios in the unit of the indicator, without design effects.

    Raises
    ------
    UsageError
        For a key that the cells do not have, a stratum with a single cluster without a rule for
        it, or sums that leave 64 bits.
    """
    kind = EstimateKind("ratios", tuple(by), level, _method_of(design))
    return _linearise(kind, cells, design, margins)


def estimate_proportions(
    cells: CellSums,
    design: SampleDesign,
    by: Sequence[str] = (),
    *,
    margins: bool = False,
    level: float = USUAL_LEVEL,
    replace: bool = False,
) -> EstimateArrays:
    """Estimate the share of the numerator in the denominator, between 0 and 1, in each domain.

    Parameters
    ----------
    cells : CellSums
        The sums of the records; each numerator is a part of its denominator.
    design : SampleDesign
        All strata and clusters of the sample.
    by : sequence of str
        Keys of the cells whose codes, crossed, are the domains; none for all records.
    margins : bool
        Also estimate the domains of every subset of the keys, the total first.
    level : float
        Confidence level in percent. Intervals are symmetric in the logits; at 0 and 1 there is no
        such interval, and that of Korn and Graubard takes its place by name.
    replace : bool
        Compare the variance with that of a simple random sample with replacement.

    Returns
    -------
    EstimateArrays
        Shares with their intervals and design effects.

    Raises
    ------
    UsageError
        For a key that the cells do not have, a stratum with a single cluster without a rule for
        it, or sums that leave 64 bits.
    ValueError
        If a numerator is not a part of its denominator.
    """
    kind = EstimateKind("proportions", tuple(by), level, _method_of(design), replace)
    return _linearise(kind, cells, design, margins)


def estimate_totals(
    cells: CellSums,
    design: SampleDesign,
    by: Sequence[str] = (),
    *,
    margins: bool = False,
    level: float = USUAL_LEVEL,
) -> EstimateArrays:
    """Estimate the weighted total of each numerator in each domain.

    Parameters
    ----------
    cells : CellSums
        The sums of the records, by stratum, cluster and domain.
    design : SampleDesign
        All strata and clusters of the sample.
    by : sequence of str
        Keys of the cells whose codes, crossed, are the domains; none for all records.
    margins : bool
        Also estimate the domains of every subset of the keys, the total first.
    level : float
        Confidence level in percent. Intervals are symmetric, with Student's t.

    Returns
    -------
    EstimateArrays
        Totals in weights (persons, households or the unit of the numerator), without design
        effects. The degrees of freedom count every record of the domain as a member.

    Raises
    ------
    UsageError
        For a key that the cells do not have, a stratum with a single cluster without a rule for
        it, or sums that leave 64 bits.
    """
    kind = EstimateKind("totals", tuple(by), level, _method_of(design))
    return _linearise(kind, cells, design, margins)


def estimate_differences(
    cells: CellSums,
    design: SampleDesign,
    by: Sequence[str],
    pairs: Sequence[tuple[Sequence[int | None], Sequence[int | None]]],
    *,
    of: str = "ratios",
    level: float = USUAL_LEVEL,
) -> DifferenceArrays:
    r"""Estimate differences of two domains of one sample, with their covariance.

    Both domains share clusters, so that :math:`V(\hat a - \hat b) = V(\hat a) + V(\hat b) - 2
    \operatorname{Cov}(\hat a, \hat b)`, the variance of the sum of the differences of their scores.

    Parameters
    ----------
    cells : CellSums
        The sums of the records, by stratum, cluster and domain.
    design : SampleDesign
        All strata and clusters of the sample.
    by : sequence of str
        Keys of the cells.
    pairs : sequence of pairs
        The codes of the first and of the second domain, one for each key; ``None`` for all codes.
    of : {"ratios", "totals"}
        What is estimated in each domain.
    level : float
        Confidence level in percent. Intervals are symmetric, with Student's t.

    Returns
    -------
    DifferenceArrays
        A row for each pair.

    Raises
    ------
    UsageError
        For a domain without a record, a key that the cells do not have, a stratum with a single
        cluster without a rule for it, or sums that leave 64 bits.
    """
    sums, whole = sum_domains(cells, design, by, margins=True)
    values, scores, members = _score(of, sums, cells.scale)
    positions = {
        tuple(None if is_whole else int(code) for code, is_whole in zip(row, flags, strict=True)): n
        for n, (row, flags) in enumerate(zip(sums.domains, whole, strict=True))
    }
    absent = [tuple(codes) for pair in pairs for codes in pair if tuple(codes) not in positions]
    if absent:
        raise UsageError("sampling.no-domain", value=str(absent[0]), keys=list(by))
    first, second = ([positions[tuple(pair[side])] for pair in pairs] for side in (0, 1))
    paired = _pair_scores(sums, scores, members, (first, second))
    rows, strata, differences, either = paired
    count = (len(pairs), len(cells.indicators))
    estimates = values[first] - values[second]
    errors, covariances = np.full(count, np.nan), np.full(count, np.nan)
    freedom = np.zeros(count, dtype=np.int64)
    if design.has_clusters:
        own = cluster_variance.cluster_variance(sums.rows, sums.strata, scores, design)
        variances = cluster_variance.cluster_variance(rows, strata, differences, design)
        errors, covariances = np.sqrt(variances), (own[first] + own[second] - variances) / 2
        freedom = cluster_variance.degrees_of_freedom(rows, strata, either)
    lower, upper = interval_methods.student_interval(estimates, errors, freedom, level)
    return DifferenceArrays(
        indicators=cells.indicators,
        values=estimates,
        errors=errors,
        freedom=freedom,
        lower=lower,
        upper=upper,
        covariances=covariances,
        level=level,
        method=_method_of(design),
    )


def sum_domains(
    cells: CellSums, design: SampleDesign, by: Sequence[str], margins: bool
) -> tuple[ClusterSums, Booleans]:
    """Return the sums by domain and cluster, and where a domain has all codes of a key."""
    sizes = range(len(by) + 1) if margins else [len(by)]
    subsets = [part for size in sizes for part in combinations(range(len(by)), size)]
    parts, wholes, offset = [], [], 0
    for subset in subsets:
        part = add_by_cluster(cells, design, [by[position] for position in subset])
        domains = np.full((len(part.domains), len(by)), ALL_CODES, dtype=np.int64)
        domains[:, list(subset)] = part.domains
        whole = np.ones(domains.shape, dtype=bool)
        whole[:, list(subset)] = False
        parts.append(part._replace(domains=domains, rows=part.rows + offset))
        wholes.append(whole)
        offset += len(domains)
    if len(parts) == 1:
        return parts[0], wholes[0]
    joined = {
        name: np.concatenate([getattr(part, name) for part in parts])
        for name in ClusterSums._fields
        if name != "replicates"
    }
    replicates = [part.replicates for part in parts if part.replicates is not None]
    together = np.concatenate(replicates) if replicates else None
    return ClusterSums(**joined, replicates=together), np.concatenate(wholes)


def estimate_values(of: str, sums: ClusterSums, scale: int) -> Floats:
    """Return the ratios or the totals of domains; NaN for a share of nothing."""
    count = len(sums.domains)
    numerators = add_by_row(sums.numerators, sums.rows, count)
    if of == "totals":
        totals: Floats = numerators / scale
        return totals
    return divide(numerators, add_by_row(sums.denominators, sums.rows, count))


def divide(numerators: npt.ArrayLike, denominators: npt.ArrayLike) -> Floats:
    """Divide, with NaN where the denominator is 0."""
    below = np.asarray(denominators, dtype=np.float64)
    ratios: Floats = np.asarray(numerators) / np.where(below != 0, below, np.nan)
    return ratios


def complete_estimates(
    kind: EstimateKind,
    cells: CellSums,
    domains: tuple[ClusterSums, Booleans],
    values: Floats,
    errors: Floats,
    freedom: Integers,
) -> EstimateArrays:
    """Return estimates with the intervals, design effects and counts of records of their kind."""
    sums, whole = domains
    count = len(sums.domains)
    bases = add_by_row(sums.bases, sums.rows, count)
    if kind.of == "proportions":
        lower, upper, names = interval_methods.proportion_intervals(
            values, errors, freedom, bases, kind.level
        )
        sizes = add_by_row(sums.denominators, sums.rows, count) / cells.scale
        effects = interval_methods.proportion_effects(
            values, errors, bases, sizes, replace=kind.replace
        )
    else:
        lower, upper = interval_methods.student_interval(values, errors, freedom, kind.level)
        names = interval_methods.name_intervals(interval_methods.STUDENT, lower)
        effects = np.full(values.shape, np.nan)
    return EstimateArrays(
        keys=kind.by,
        indicators=cells.indicators,
        domains=sums.domains,
        whole=whole,
        values=values,
        errors=errors,
        freedom=freedom,
        lower=lower,
        upper=upper,
        intervals=names,
        effects=effects,
        cases=add_by_row(sums.cases, sums.rows, count),
        bases=bases,
        counts=add_by_row(sums.counts, sums.rows, count),
        level=kind.level,
        method=kind.method,
    )


def check_kind(of: str, cells: CellSums) -> None:
    """Refuse a proportion whose numerator is not a part of its denominator."""
    if of not in ("ratios", "proportions", "totals"):
        raise ValueError(f"ratios, proportions or totals, not {of}")
    if of == "proportions" and (
        (cells.numerators > cells.denominators).any() or (cells.numerators < 0).any()
    ):
        raise ValueError("the numerator of a proportion is a part of its denominator")


def _method_of(design: SampleDesign) -> str:
    """Return the method of the error; none where no clusters are published."""
    return LINEARISATION if design.has_clusters else ""


def _score(of: str, sums: ClusterSums, scale: int) -> tuple[Floats, Floats, Booleans]:
    """Return the estimates of domains, the scores of clusters, and which clusters are members."""
    values = estimate_values(of, sums, scale)
    if of == "totals":
        members = ((sums.counts > 0) & (sums.units != 0))[:, None]
        return values, sums.numerators / scale, np.repeat(members, values.shape[1], axis=1)
    below = add_by_row(sums.denominators, sums.rows, len(sums.domains))
    scores = sums.numerators - values[sums.rows] * sums.denominators
    return (
        values,
        divide(scores, below[sums.rows]),
        (sums.bases > 0) & (sums.denominators != 0),
    )


def _linearise(
    kind: EstimateKind, cells: CellSums, design: SampleDesign, margins: bool
) -> EstimateArrays:
    """Return estimates with linearised errors; without errors where no clusters are published."""
    check_kind(kind.of, cells)
    domains = sums, _ = sum_domains(cells, design, kind.by, margins)
    values, scores, members = _score(kind.of, sums, cells.scale)
    errors, freedom = np.full(values.shape, np.nan), np.zeros(values.shape, dtype=np.int64)
    if design.has_clusters:
        variances = cluster_variance.cluster_variance(sums.rows, sums.strata, scores, design)
        errors = np.sqrt(variances)
        freedom = cluster_variance.degrees_of_freedom(sums.rows, sums.strata, members)
    return complete_estimates(kind, cells, domains, values, errors, freedom)


def _pair_scores(
    sums: ClusterSums, scores: Floats, members: Booleans, sides: tuple[list[int], list[int]]
) -> tuple[Integers, Integers, Floats, Booleans]:
    """Return the scores of differences by pair and cluster, in the order of pair and stratum."""
    bounds = np.searchsorted(sums.rows, np.arange(len(sums.domains) + 1))
    firsts, counts = bounds[:-1], np.diff(bounds)
    chosen = np.array([*sides[0], *sides[1]], dtype=np.int64)
    wide, number = counts[chosen], len(sides[0])
    # The pairs of domain and cluster of every chosen domain, one domain after the other.
    inside = np.arange(wide.sum()) - np.repeat(np.cumsum(wide) - wide, wide)
    entries = np.repeat(firsts[chosen], wide) + inside
    side = np.repeat(np.arange(2 * number), wide)
    pair_of, sign_of = side % max(number, 1), np.where(side < number, 1.0, -1.0)
    order = np.lexsort((sums.clusters[entries], sums.strata[entries], pair_of))
    entries, pair_of, sign_of = entries[order], pair_of[order], sign_of[order]
    clusters = sums.clusters[entries]
    changes = np.ones(len(entries), dtype=bool)
    changes[1:] = (pair_of[1:] != pair_of[:-1]) | (clusters[1:] != clusters[:-1])
    starts = np.flatnonzero(changes)
    if not len(starts):
        return pair_of, pair_of, scores[:0], members[:0]
    signed = scores[entries] * sign_of[:, None]
    return (
        pair_of[starts],
        sums.strata[entries][starts],
        np.add.reduceat(signed, starts, axis=0),
        np.logical_or.reduceat(members[entries], starts, axis=0),
    )
