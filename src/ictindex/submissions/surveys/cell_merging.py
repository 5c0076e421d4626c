"""The sums of several offices, added: the records stay where they are."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import fields

import numpy as np

from ictindex.core.arguments import require
from ictindex.core.errors import UsageError
from ictindex.engine.sampling.cell_sums import CellSums, SampleDesign, check_range
from ictindex.submissions.surveys.cell_plan import CellPlan, Margin, list_margins
from ictindex.submissions.surveys.summed_cells import (
    Label,
    RecordFaults,
    SummedCells,
    add_cells,
)

Pair = tuple[Label, Label]
_ARRAYS = ("counts", "units", "numerators", "denominators", "cases", "bases", "domains")


def merge_cells(parts: Sequence[SummedCells]) -> SummedCells:
    """Add the sums of several parts of a survey, such as those of its regional offices.

    Parameters
    ----------
    parts : sequence of SummedCells
        Sums by the same plan. A cluster with records in two parts is one cluster.

    Returns
    -------
    SummedCells
        The sums of all records: those of one pass over all of them, whatever the order and the
        grouping of the parts.

    Raises
    ------
    UsageError
        If two plans differ, or if strata or clusters are numbers in one part and text in another.

    Examples
    --------
    >>> import pandas as pd
    >>> from ictindex.submissions.surveys.cell_pass import sum_cells
    >>> from ictindex.submissions.surveys.cell_plan import CellPlan, CountedIndicator
    >>> persons = CountedIndicator("persons", (), ((),))
    >>> plan = CellPlan("w", scale=1, keys=(), indicators=(persons,), cluster="psu")
    >>> north = sum_cells(pd.DataFrame({"psu": [1, 1], "w": [20, 30]}), plan)
    >>> south = sum_cells(pd.DataFrame({"psu": [7], "w": [40]}), plan)
    >>> merged = merge_cells([north, south])
    >>> merged.cells.units.tolist(), merged.cluster_labels
    ([50, 40], (1, 7))
    """
    several = list(parts) if isinstance(parts, Sequence) else []
    fits = bool(several) and all(isinstance(part, SummedCells) for part in several)
    require(fits, "parts", "summed-cells", parts)
    plan = several[0].plan
    for part in several[1:]:
        _refuse_other_plan(plan, part.plan)
    for name, column in (("stratum_labels", plan.stratum), ("cluster_labels", plan.cluster)):
        labels = [label for part in several for label in getattr(part, name)]
        if len({isinstance(label, str) for label in labels}) > 1:
            raise UsageError("cell-sums.other-labels", column=str(column))
    strata = sorted({label for part in several for label in part.stratum_labels})
    pairs = sorted({pair for part in several for pair in _list_pairs(part)})
    places = {label: at for at, label in enumerate(strata)}
    design = SampleDesign(
        strata=tuple(map(str, strata)),
        cluster_strata=np.array([places[stratum] for stratum, _ in pairs], dtype=np.int64),
        has_strata=plan.stratum is not None,
        has_clusters=plan.cluster is not None,
    )
    order = {pair: at for at, pair in enumerate(pairs)}
    return SummedCells(
        plan=plan,
        tables=tuple(
            add_cells(_join(several, keys, places, order), design, keys)
            for keys in _choose_tables(several)
        ),
        design=design,
        stratum_labels=tuple(strata),
        cluster_labels=tuple(label for _, label in pairs),
        faults=_add_faults([part.faults for part in several], plan, pairs),
    )


def _refuse_other_plan(plan: CellPlan, other: CellPlan) -> None:
    """Refuse sums by another plan: they would be added to sums of something else."""
    for field in fields(CellPlan):
        if getattr(plan, field.name) != getattr(other, field.name):
            raise UsageError("cell-sums.other-plan", key=field.name)


def _list_pairs(part: SummedCells) -> list[Pair]:
    """Return the clusters of a part: the label of the stratum and their own."""
    strata = [part.stratum_labels[at] for at in part.design.cluster_strata.tolist()]
    return list(zip(strata, part.cluster_labels, strict=True))


def _choose_tables(parts: Sequence[SummedCells]) -> list[Margin]:
    """Return the breakdowns that every part has."""
    plan = parts[0].plan
    if all(part.cells.keys == plan.keys for part in parts):
        return [plan.keys]
    return list_margins(plan)


def _join(
    parts: Sequence[SummedCells],
    keys: Margin,
    places: dict[Label, int],
    order: dict[Pair, int],
) -> CellSums:
    """Return the cells of all parts below each other, with the positions of the whole survey."""
    tables = [part.margin(keys) for part in parts]
    strata, clusters = [], []
    for part, table in zip(parts, tables, strict=True):
        moved = np.array([places[label] for label in part.stratum_labels], dtype=np.int64)
        strata.append(moved[table.strata])
        numbers = np.array([order[pair] for pair in _list_pairs(part)], dtype=np.int64)
        clusters.append(numbers[table.clusters] if len(numbers) else table.clusters)
    joined = {name: np.concatenate([getattr(table, name) for table in tables]) for name in _ARRAYS}
    replicates = [table.replicates for table in tables if table.replicates is not None]
    for name in ("counts", "units"):
        check_range(joined[name])
    return CellSums(
        strata=np.concatenate(strata),
        clusters=np.concatenate(clusters),
        scale=tables[0].scale,
        keys=keys,
        indicators=tables[0].indicators,
        replicates=np.concatenate(replicates) if replicates else None,
        **joined,
    )


def _add_faults(
    faults: Sequence[RecordFaults], plan: CellPlan, pairs: Sequence[Pair]
) -> RecordFaults:
    """Return the faults of all parts; a first record is that of a file, and is not kept."""
    counts: Counter[str] = Counter()
    for part in faults:
        counts.update(part.counts)
    strata = Counter(label for _, label in pairs)
    shared = sum(count > 1 for count in strata.values()) if plan.stratum else 0
    return RecordFaults(
        records=sum(part.records for part in faults),
        unusable=sum(part.unusable for part in faults),
        counts=dict(counts),
        first=dict.fromkeys(counts),
        clusters_in_two_strata=shared,
    )
