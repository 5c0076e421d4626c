"""The sums of a survey's records with what they are sums of: plan, design, labels, faults."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from ictindex.core.data_classes import dataclass
from ictindex.core.errors import UsageError
from ictindex.engine.sampling.cell_sums import CellSums, SampleDesign, add_by_cluster
from ictindex.submissions.surveys.cell_plan import CellPlan

Label = int | str


@dataclass(frozen=True, eq=False)
class RecordFaults:
    """Faults of records: numbers by kind, and the first record of each kind.

    ``counts`` has only kinds that occur. A record of the kinds ``key-missing:<column>`` is in the
    sums, with the code ``UNKNOWN_CODE``; of any other kind it is in none. ``first`` counts from 1;
    ``None`` where the engine gives records no order.
    """

    records: int
    unusable: int
    counts: Mapping[str, int]
    first: Mapping[str, int | None]
    clusters_in_two_strata: int = 0


@dataclass(frozen=True, eq=False)
class SummedCells:
    """The sums of a survey's records by stratum, cluster and breakdown, in whole units of weight.

    They are personal data where a cell has few records: they stay with those who may see the
    records, and are part of no edition.

    Attributes
    ----------
    plan : CellPlan
        What was summed.
    tables : tuple of CellSums
        One table by all keys; or, where it would have nearly as many cells as there are records,
        one by each breakdown that the plan wants.
    design : SampleDesign
        Strata and clusters, by position.
    stratum_labels, cluster_labels : tuple of int or str
        Labels of the file, by position. A cluster is one of its stratum: the same label in another
        stratum is another cluster.
    faults : RecordFaults
        Records that could not be used, and codes that are missing.
    sql : str
        What DuckDB ran; empty for another engine.
    """

    plan: CellPlan
    tables: tuple[CellSums, ...]
    design: SampleDesign
    stratum_labels: tuple[Label, ...]
    cluster_labels: tuple[Label, ...]
    faults: RecordFaults
    sql: str = ""

    @property
    def cells(self) -> CellSums:
        """The table with the most keys."""
        return max(self.tables, key=lambda table: len(table.keys))

    def margin(self, by: Sequence[str] = ()) -> CellSums:
        """Return the sums by stratum, cluster and some of the keys."""
        wanted = set(by)
        unknown = [key for key in by if key not in self.plan.keys]
        if unknown:
            raise UsageError("cell-sums.plan-margin", column=unknown[0], allowed=self.plan.keys)
        tables = [table for table in self.tables if wanted <= set(table.keys)]
        if not tables:
            raise UsageError("cell-sums.margin-unknown", keys=tuple(by), allowed=self._list_keys())
        table = min(tables, key=lambda each: len(each.counts))
        keys = tuple(key for key in self.plan.keys if key in wanted)
        return table if table.keys == keys else add_cells(table, self.design, keys)

    def _list_keys(self) -> tuple[str, ...]:
        return tuple(" × ".join(table.keys) for table in self.tables if table.keys)


def add_cells(cells: CellSums, design: SampleDesign, keys: tuple[str, ...]) -> CellSums:
    """Return cells added by stratum, cluster and some of their keys, in this order."""
    added = add_by_cluster(cells, design, keys)
    return CellSums(
        strata=added.strata,
        clusters=added.clusters,
        domains=added.domains[added.rows],
        counts=added.counts,
        units=added.units,
        numerators=added.numerators,
        denominators=added.denominators,
        cases=added.cases,
        bases=added.bases,
        scale=cells.scale,
        keys=keys,
        indicators=cells.indicators,
        replicates=added.replicates,
    )
