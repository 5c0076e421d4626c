"""The pass over the records of a survey: one expression, the same whole numbers on every engine."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from ictindex.core.arguments import require
from ictindex.core.errors import UsageError
from ictindex.engine.sampling.cell_sums import CellSums, SampleDesign
from ictindex.submissions.surveys.cell_plan import CellPlan, Margin, check_plan, list_margins
from ictindex.submissions.surveys.engines import (
    Engine,
    WatchedEngine,
    open_engine,
    read_limit,
)
from ictindex.submissions.surveys.record_expressions import (
    EVERYBODY,
    FLAGS,
    Source,
    Tallies,
    ask_cell_count,
    ask_faults,
    ask_first_rows,
    ask_replicates,
    ask_sums,
    find_kinds,
    list_flags,
    list_tallies,
    name_keys,
    name_replicates,
)
from ictindex.submissions.surveys.record_groups import Columns, Query, name_units
from ictindex.submissions.surveys.replicate_units import name_gap
from ictindex.submissions.surveys.summed_cells import RecordFaults, SummedCells

# Above it the cross of all keys is no smaller than the records: it saves nothing and fills memory.
_MOST_CELLS_PER_RECORD = 0.2
_LEAST_CELLS = 20_000  # below it any cross is small
_LARGEST = 2**63 - 1
_SIZE = 8  # bytes of a sum
_STATE = 128  # bytes that an engine may need for a sum while it groups, on all its threads
_ROW = "ictindex_row"
_USUAL_LIMIT = "1 GB"


def sum_cells(
    records: Any,
    plan: CellPlan,
    *,
    engine: str = "duckdb",
    memory_limit: str = _USUAL_LIMIT,
    on_progress: Callable[[int, int], None] | None = None,
) -> SummedCells:
    """Sum the records of a survey by stratum, cluster and breakdown, in whole units of weight.

    Every engine gives the same whole numbers, in whatever order and parts it reads the records.

    Parameters
    ----------
    records : path, list of paths, or data frame
        Parquet or CSV files (a folder: the Parquet files in it), which are scanned and not loaded;
        or a frame of pandas, polars, PySpark, pyarrow, or a relation of DuckDB, which is summed by
        its own library.
    plan : CellPlan
        What is summed, and by what.
    engine : {"duckdb", "polars"}
        What reads files. A frame is taken as it is.
    memory_limit : str
        Memory of DuckDB, such as ``"500 MB"`` or ``"2 GB"``: what needs more is put into a
        temporary folder, which is removed. On every engine, sums that would not fit are refused.
    on_progress : callable, optional
        Is called with the percent that is done and 100.

    Returns
    -------
    SummedCells
        The sums, the design of the sample, and how many records had faults.

    Raises
    ------
    UsageError
        If the plan contradicts itself or names a column that is not there, if sums could leave 64
        bits, or if a package is missing.
    UnusableFileError
        If a file cannot be read.

    Notes
    -----
    A weight *w* has ``floor(w * scale + 0.5)`` units. A record without a weight that can be used,
    or without its stratum or cluster, enters no sum; ``faults`` counts such records.

    Examples
    --------
    >>> import pandas as pd
    >>> from ictindex.submissions.surveys.cell_plan import CellPlan, Condition, CountedIndicator
    >>> records = pd.DataFrame({"psu": [1, 1, 2], "w": [2.0, 1.5, 1.0], "used": [1, 2, 1]})
    >>> users = CountedIndicator("users", (), ((Condition("used", codes=(1,)),),))
    >>> plan = CellPlan("w", scale=10, keys=(), indicators=(users,), cluster="psu")
    >>> summed = sum_cells(records, plan)
    >>> summed.cells.numerators.tolist(), summed.cells.denominators.tolist()
    ([[20], [10]], [[35], [10]])
    """
    require(isinstance(plan, CellPlan), "plan", "cell-plan", plan)
    check_plan(plan)
    with open_engine(records, engine, memory_limit) as opened:
        return _Pass(opened, plan, read_limit(memory_limit), on_progress).sum()


def sum_relation(
    connection: Any,
    relation: Any,
    plan: CellPlan,
    name: str,
    on_progress: Callable[[int, int], None] | None = None,
) -> SummedCells:
    """Sum a relation of DuckDB as :func:`sum_cells` does, and watch its connection meanwhile."""
    check_plan(plan)
    engine = WatchedEngine(connection, relation, [name])
    return _Pass(engine, plan, read_limit(_USUAL_LIMIT), on_progress).sum()


class _Pass:
    """One pass: first what is in the file, then its sums."""

    def __init__(
        self,
        engine: Engine,
        plan: CellPlan,
        most_bytes: int,
        on_progress: Callable[[int, int], None] | None,
    ) -> None:
        self.engine, self.plan, self.most_bytes = engine, plan, most_bytes
        self.on_progress = on_progress
        self.tallies: Tallies = list_tallies(plan)
        self.source = Source(plan, find_kinds(engine.frame.collect_schema(), plan))
        self.sql: list[str] = []
        self.share, self.steps, self.shown = 0.0, 0, 0

    def sum(self) -> SummedCells:
        """Return the sums of the records."""
        blocks = max(1, len(self._list_blocks()))
        self.steps = 2 + blocks + (blocks if self.plan.replicates else 0)
        faults = self._count_faults()
        margins = self._choose_margins(faults.records)
        self.steps += blocks * (len(margins) - 1)
        first, *others = margins.items()
        columns = self._sum_margin(*first)
        labels = _Labels(columns, self.plan)  # every breakdown has all clusters
        tables = [_make_table(columns, self.plan, first[0], self.tallies, labels)]
        for margin, cells in others:
            columns = self._sum_margin(margin, cells)
            tables.append(_make_table(columns, self.plan, margin, self.tallies, labels))
        return SummedCells(
            plan=self.plan,
            tables=tuple(tables),
            design=labels.make_design(self.plan),
            stratum_labels=tuple(labels.strata.tolist()),
            cluster_labels=tuple(labels.labels_of_clusters.tolist()),
            faults=RecordFaults(
                faults.records,
                faults.unusable,
                faults.counts,
                faults.first,
                labels.count_shared() if self.plan.cluster and self.plan.stratum else 0,
            ),
            sql=";\n\n".join(self.sql),
        )

    def _run(self, query: Query) -> Columns:
        """Run a query, keep its text, and tell how far the pass is."""

        def advance(share: float) -> None:
            if self.on_progress is not None:
                part = (self.share + min(share, 1.0)) / self.steps
                self.shown = max(self.shown, min(int(100 * part), 99))
                self.on_progress(self.shown, 100)

        text = self.engine.describe(query)
        self.sql += [text] if text else []
        answer = self.engine.run(query, advance)
        self.share += 1
        if self.on_progress is not None and self.share >= self.steps:
            self.on_progress(100, 100)
        return answer

    def _list_blocks(self, most: int | None = None) -> list[list[str]]:
        """Return the names of the replicate weights in the parts that queries carry."""
        weights, size = name_replicates(self.plan), self.engine.widest
        size = size if most is None else min(size, most)
        return [weights[at : at + size] for at in range(0, len(weights), size)]

    def _judge_replicates(self) -> tuple[dict[str, int], dict[str, int]]:
        """Return the largest size of each replicate weight in units, and how many are missing.

        From then on only the weights that a record lacks are looked at to leave records out.
        """
        answer: dict[str, int] = {}
        for block in self._list_blocks():
            columns = self._run(ask_replicates(self.source, block))
            answer |= {name: int(column[0]) for name, column in columns.items()}
        files = dict(zip(name_replicates(self.plan), self.plan.replicates, strict=True))
        gaps = {name: answer[name_gap(name)] for name in files}
        missing = {name: count for name, count in gaps.items() if count}
        self.source = self.source._replace(judged=tuple(missing))
        return {column: answer[name] for name, column in files.items()}, missing

    def _count_faults(self) -> RecordFaults:
        """Count records and their faults, and refuse weights whose sums could leave 64 bits."""
        plan = self.plan
        replicate_sizes, missing = self._judge_replicates()
        query = ask_faults(self.source)
        answer = {name: int(column[0]) for name, column in self._run(query).items()}
        records = answer[EVERYBODY]
        if not records:
            raise UsageError("cell-sums.no-records")
        for column, units in {plan.weight: answer["units"], **replicate_sizes}.items():
            if records * units > _LARGEST:
                raise UsageError(
                    "cell-sums.range",
                    column=column,
                    count=records,
                    value=str(units),
                    number=str(plan.scale),
                )
        flags = list_flags(plan)
        if missing:
            flag, widest = FLAGS["replicate-missing"], max(missing, key=lambda name: missing[name])
            if answer[flag] == missing[widest]:  # this one is missing wherever one is missing
                self.source = self.source._replace(judged=(widest,))
        counts = {kind: answer[name] for kind, name in flags.items() if answer[name]}
        return RecordFaults(
            records, records - answer["usable"], counts, self._find_first(counts, flags)
        )

    def _find_first(self, counts: dict[str, int], flags: dict[str, str]) -> dict[str, int | None]:
        """Return the first record of each kind of fault: a second look, only if there are any."""
        numbered = self.engine.with_rows() if counts else None
        if numbered is None:
            return dict.fromkeys(counts)
        answer = numbered.run(ask_first_rows(self.source, _ROW))
        return {kind: -int(answer[flags[kind]][0]) for kind in counts}

    def _choose_margins(self, records: int) -> dict[Margin, int]:
        """Return the cross of all keys, or the wanted breakdowns where it has too many cells."""
        whole = self.plan.keys
        cells = self._count_cells(whole)
        few = cells <= max(_LEAST_CELLS, _MOST_CELLS_PER_RECORD * records)
        margins = [whole] if few or not whole else list_margins(self.plan)
        counts = {whole: cells}
        if margins != [whole]:
            self.steps += 2 * len(margins) - 1
            counts = {margin: self._count_cells(margin) for margin in margins}
        for margin, count in counts.items():
            self._refuse_size(margin, count)
        return counts

    def _count_cells(self, keys: Sequence[str]) -> int:
        """Return the number of cells of a breakdown."""
        if not name_keys(self.plan, keys):
            return 1
        return int(self._run(ask_cell_count(self.source, keys))["cell"][0])

    def _refuse_size(self, keys: Sequence[str], cells: int) -> None:
        """Refuse sums that would fill more memory than the limit."""
        wide = len(self.plan.indicators) * (4 + 2 * len(self.plan.replicates)) + len(keys) + 4
        needed = cells * wide * _SIZE
        if needed > self.most_bytes:
            raise UsageError(
                "cell-sums.too-many",
                keys=tuple(keys) or ("-",),
                count=cells,
                number=f"{-(-needed // 10**6)} MB",
                limit=f"{self.most_bytes // 10**6} MB",
            )

    def _sum_margin(self, margin: Margin, cells: int) -> Columns:
        """Return the sums of a breakdown; in parts, if its replicate weights fill the memory."""
        names = name_keys(self.plan, margin)
        wide = len(self.tallies.counted)
        most = max(1, self.most_bytes // (_STATE * cells * wide or 1) - 2)
        blocks = self._list_blocks(most) or [[]]
        self.steps += len(blocks) - max(1, len(self._list_blocks()))
        columns: Columns = {}
        for number, block in enumerate(blocks):
            query = ask_sums(self.source, margin, self.tallies, block, alone=number > 0)
            answer = self._run(query)
            if len(blocks) > 1 and names:  # an engine has no order of groups
                order = np.lexsort(
                    [np.unique(answer[name], return_inverse=True)[1] for name in names]
                )
                answer = {name: column[order] for name, column in answer.items()}
            columns.update(answer)
        return columns


class _Labels:
    """The strata and clusters of a file, in the order of their labels, and their positions."""

    def __init__(self, columns: Columns, plan: CellPlan) -> None:
        cells = len(columns[EVERYBODY])
        self.strata = np.unique(columns["stratum"]) if plan.stratum else np.array([""])
        clusters = columns["cluster"] if plan.cluster else np.zeros(cells, dtype=np.int64)
        self.clusters = np.unique(clusters)
        if not cells:
            self.strata = self.strata[:0]
        self.pairs = np.unique(self._pair(columns))
        self.strata_of_clusters = self.pairs // max(len(self.clusters), 1)
        self.labels_of_clusters = self.clusters[self.pairs % max(len(self.clusters), 1)]
        if not plan.cluster:
            self.labels_of_clusters = self.labels_of_clusters[:0]

    def _pair(self, columns: Columns) -> np.ndarray[Any, Any]:
        """Return the stratum and the cluster of each cell as one number."""
        strata = self._find(self.strata, columns.get("stratum"), len(columns[EVERYBODY]))
        clusters = self._find(self.clusters, columns.get("cluster"), len(columns[EVERYBODY]))
        pairs: np.ndarray[Any, Any] = strata * max(len(self.clusters), 1) + clusters
        return pairs

    @staticmethod
    def _find(
        labels: np.ndarray[Any, Any], column: np.ndarray[Any, Any] | None, cells: int
    ) -> np.ndarray[Any, Any]:
        if column is None:
            return np.zeros(cells, dtype=np.int64)
        return np.searchsorted(labels, column).astype(np.int64)

    def locate(
        self, columns: Columns, plan: CellPlan
    ) -> tuple[np.ndarray[Any, Any], np.ndarray[Any, Any]]:
        """Return the positions of the stratum and the cluster of each cell."""
        pairs = self._pair(columns)
        if not plan.cluster:
            return pairs, np.zeros(len(pairs), dtype=np.int64)
        return pairs // max(len(self.clusters), 1), np.searchsorted(self.pairs, pairs)

    def count_shared(self) -> int:
        """Return how many labels of clusters are in more than one stratum."""
        clusters = self.pairs % max(len(self.clusters), 1)
        return int((np.bincount(clusters) > 1).sum()) if len(clusters) else 0

    def make_design(self, plan: CellPlan) -> SampleDesign:
        """Return the design that the file shows: all of its strata and clusters."""
        clusters = self.strata_of_clusters if plan.cluster else self.pairs[:0]
        return SampleDesign(
            strata=tuple(str(label) for label in self.strata.tolist()),
            cluster_strata=clusters.astype(np.int64),
            has_strata=plan.stratum is not None,
            has_clusters=plan.cluster is not None,
        )


def _make_table(
    columns: Columns, plan: CellPlan, margin: Margin, tallies: Tallies, labels: _Labels
) -> CellSums:
    """Return the cells of a breakdown in the order of their positions and codes."""
    strata, clusters = labels.locate(columns, plan)
    codes = [columns.pop(name) for name in name_keys(plan, margin) if name.startswith("key_")]
    order = np.lexsort([clusters, strata, *codes[::-1]])

    def take(names: Sequence[str], weight: str = "") -> np.ndarray[Any, Any]:
        taken = np.empty((len(order), len(names)), dtype=np.int64)
        for at, name in enumerate(names):
            taken[:, at] = columns[name_units(name, weight) if weight else name][order]
        return taken

    replicates = None
    if plan.replicates:
        shape = (len(order), len(plan.indicators), 2, len(plan.replicates))
        replicates = np.empty(shape, dtype=np.int64)
        for at, weight in enumerate(name_replicates(plan)):
            replicates[:, :, 0, at] = take(tallies.cases, weight)
            replicates[:, :, 1, at] = take(tallies.bases, weight)
    domains = np.empty((len(order), len(codes)), dtype=np.int64)
    for at, column in enumerate(codes):
        domains[:, at] = column[order]
    return CellSums(
        strata=strata[order],
        clusters=clusters[order],
        domains=domains,
        counts=columns[EVERYBODY][order],
        units=columns[name_units(EVERYBODY)][order],
        numerators=take(tallies.cases, "units"),
        denominators=take(tallies.bases, "units"),
        cases=take(tallies.cases),
        bases=take(tallies.bases),
        scale=plan.scale,
        keys=margin,
        indicators=tuple(indicator.id for indicator in plan.indicators),
        replicates=replicates,
    )
