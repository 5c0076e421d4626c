r"""Sums over the records of a survey by stratum, cluster and domain, and the design of its sample.

Weights are whole numbers of units, :math:`w = u / s` with a scale *s* that is the same for the
whole survey. Sums of whole numbers are exact: they are the same on every engine, in every order and
for every division of the records, and cells of several offices are added without any loss.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from ictindex.core.data_classes import dataclass
from ictindex.core.errors import UsageError

Integers = npt.NDArray[np.int64]
Booleans = npt.NDArray[np.bool_]

# Rules for a stratum with a single cluster, as R names them (option ``survey.lonely.psu``).
SINGLE_CLUSTER_RULES = ("fail", "certainty", "adjust", "average")
_LARGEST = 2**63 - 1


@dataclass(frozen=True, eq=False)
class CellSums:
    """Sums over the records of a survey, by stratum, cluster and domain, in whole units of weight.

    ``strata`` and ``clusters`` are positions in the design (0 if there are none), a cluster's
    unique over all strata; ``domains`` are the codes of the ``keys``, a column each. ``units`` are
    the weights of all records of a cell; ``numerators`` and ``denominators`` those of the records
    that each indicator counts, and ``cases`` and ``bases`` the numbers of these records. A weight
    of 1 has ``scale`` units. ``replicates`` has the numerators and the denominators by each
    replicate weight of the file: cells, indicators, 2, replicates.
    """

    strata: Integers
    clusters: Integers
    domains: Integers
    counts: Integers
    units: Integers
    numerators: Integers
    denominators: Integers
    cases: Integers
    bases: Integers
    scale: int
    keys: tuple[str, ...]
    indicators: tuple[str, ...]
    replicates: Integers | None = None

    def __post_init__(self) -> None:
        """Refuse arrays that do not fit each other, or that are not whole numbers."""
        cells, wide = len(self.counts), (len(self.counts), len(self.indicators))
        shapes: dict[str, tuple[int, ...]] = dict.fromkeys(
            ("strata", "clusters", "counts", "units"), (cells,)
        )
        shapes |= dict.fromkeys(("numerators", "denominators", "cases", "bases"), wide)
        shapes["domains"] = (cells, len(self.keys))
        for name, shape in shapes.items():
            _check_array(name, getattr(self, name), shape)
        if self.replicates is not None:
            _check_array("replicates", self.replicates, (*wide, 2, self.replicates.shape[-1]))
        if self.scale < 1:
            raise ValueError("the scale of weights is a whole number from 1")


@dataclass(frozen=True, eq=False)
class SampleDesign:
    """The strata and clusters of a sample: all of them, also those without a member of a domain.

    ``strata`` are the names of the strata, ``cluster_strata`` the stratum of each cluster by its
    position. ``populations`` has the number of clusters of each stratum in the population, for the
    finite-population correction; without it the clusters count as drawn with replacement. A file
    that publishes no clusters has ``has_clusters`` false: there is no standard error then.
    ``single_clusters`` is the rule for a stratum with a single cluster: ``fail`` refuses it;
    ``certainty``, ``adjust`` and ``average`` are those of R's package survey.
    """

    strata: tuple[str, ...]
    cluster_strata: Integers
    populations: Integers | None = None
    has_strata: bool = True
    has_clusters: bool = True
    single_clusters: str = "fail"

    def __post_init__(self) -> None:
        """Refuse a design that contradicts itself, and a rule that does not exist."""
        _check_array("cluster_strata", self.cluster_strata, (len(self.cluster_strata),))
        positions = self.cluster_strata
        if len(positions) and not 0 <= positions.min() <= positions.max() < len(self.strata):
            raise ValueError("the stratum of a cluster is a position in the strata")
        if self.single_clusters not in SINGLE_CLUSTER_RULES:
            raise UsageError(
                "sampling.unknown-rule",
                value=self.single_clusters,
                allowed=list(SINGLE_CLUSTER_RULES),
            )
        if self.populations is not None:
            _check_array("populations", self.populations, (len(self.strata),))
            small = np.flatnonzero(self.populations < self.stratum_sizes)
            if len(small):
                raise UsageError(
                    "sampling.small-population",
                    stratum=self.strata[small[0]],
                    count=str(self.stratum_sizes[small[0]]),
                    value=str(self.populations[small[0]]),
                )

    @property
    def stratum_sizes(self) -> Integers:
        """The number of sampled clusters in each stratum."""
        return np.bincount(self.cluster_strata, minlength=len(self.strata)).astype(np.int64)


class ClusterSums(NamedTuple):
    """Cells added by domain and cluster: a row for each pair that has a record.

    ``rows`` is the position of the domain in ``domains``; the pairs are in the order of domain,
    stratum and cluster, so that nothing depends on the order of the cells.
    """

    domains: Integers
    rows: Integers
    strata: Integers
    clusters: Integers
    counts: Integers
    units: Integers
    numerators: Integers
    denominators: Integers
    cases: Integers
    bases: Integers
    replicates: Integers | None


def add_by_cluster(cells: CellSums, design: SampleDesign, by: Sequence[str] = ()) -> ClusterSums:
    """Add the cells by cluster and by domain of some of their keys; all records without keys."""
    unknown = [key for key in by if key not in cells.keys]
    if unknown:
        raise UsageError("sampling.unknown-key", value=unknown[0], allowed=list(cells.keys))
    if len(cells.clusters):
        _check_positions(cells, design)
    codes = cells.domains[:, [cells.keys.index(key) for key in by]]
    order, starts = _group([*codes.T, cells.strata, cells.clusters], len(cells.counts))
    firsts = order[starts]
    groups = codes[firsts]
    changes = np.ones(len(groups), dtype=bool)
    changes[1:] = (groups[1:] != groups[:-1]).any(axis=1)
    summed = {
        name: _add(getattr(cells, name), order, starts)
        for name in ("counts", "units", "numerators", "denominators", "cases", "bases")
    }
    replicates = None if cells.replicates is None else _add(cells.replicates, order, starts)
    return ClusterSums(
        domains=groups[changes],
        rows=np.cumsum(changes) - 1,
        strata=cells.strata[firsts],
        clusters=cells.clusters[firsts],
        replicates=replicates,
        **summed,
    )


def add_by_row(values: Integers, rows: Integers, count: int) -> Integers:
    """Add the pairs of each domain: values in the order of their rows."""
    starts = np.searchsorted(rows, np.arange(count))
    return _add(values, np.arange(len(rows)), starts)


def check_range(values: Integers) -> None:
    """Refuse whole numbers whose sum, in any order, could leave 64 bits."""
    if not values.size:
        return
    highest = max(abs(int(values.max())), abs(int(values.min())))
    if highest * len(values) <= _LARGEST:
        return
    flat = values.reshape(len(values), -1)
    for column in flat.T:
        if sum(abs(int(value)) for value in column) > _LARGEST:
            raise UsageError("sampling.overflow")


def _check_array(name: str, values: Integers, shape: tuple[int, ...]) -> None:
    """Refuse an array of another type or shape."""
    if values.dtype != np.int64 or values.shape != shape:
        raise ValueError(f"{name}: whole numbers of 64 bits of the shape {shape}")


def _check_positions(cells: CellSums, design: SampleDesign) -> None:
    """Refuse cells of another design."""
    clusters, count = cells.clusters, len(design.cluster_strata)
    if not design.has_clusters:
        return
    if not 0 <= clusters.min() <= clusters.max() < count:
        raise ValueError("the cluster of a cell is a position in the design")
    if not np.array_equal(design.cluster_strata[clusters], cells.strata):
        raise ValueError("the stratum of a cell is that of its cluster in the design")


def _group(columns: list[Integers], count: int) -> tuple[Integers, Integers]:
    """Return the order of rows by their columns, and where in it each group begins."""
    # ``lexsort`` takes the last column as the first key.
    order = np.lexsort(columns[::-1])
    changes = np.zeros(count, dtype=bool)
    changes[:1] = True
    for column in columns:
        ordered = column[order]
        changes[1:] |= ordered[1:] != ordered[:-1]
    return order, np.flatnonzero(changes)


def _add(values: Integers, order: Integers, starts: Integers) -> Integers:
    """Add values in groups that begin at positions of their order."""
    check_range(values)
    if not len(starts):
        return np.zeros((0, *values.shape[1:]), dtype=np.int64)
    added: Integers = np.add.reduceat(values[order], starts, axis=0)
    return added
