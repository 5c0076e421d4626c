"""Inputs of an audit: scores and values of economies, the structure, and marks of cells."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any

from ictindex.analysis.audits.audit_tables import STATED_CELLS
from ictindex.analysis.tables.hierarchy import Hierarchy, read_hierarchy
from ictindex.analysis.tables.indicator_tables import (
    count_unobserved,
    count_unstated,
    find_imputed,
    read_table,
    select_numbers,
)
from ictindex.analysis.tables.result_tables import rank_columns
from ictindex.core.data_classes import dataclass
from ictindex.core.errors import UsageError
from ictindex.core.own_terms import terms_of
from ictindex.core.tables.frame_writer import write_frame
from ictindex.core.tables.table import Table
from ictindex.data.published_figures import Published
from ictindex.definitions import catalogue
from ictindex.indices.results.methodology import Methodology
from ictindex.indices.results.scored_result import ScoredResult

if TYPE_CHECKING:
    import pandas as pd

    from ictindex.core.own_terms import OwnTerms


@dataclass(frozen=True, eq=False)
class AuditInputs:
    """The tables of an audit, economies x codes.

    ``values`` are those of the indicators, or ``None`` where there are only scores. ``marks`` and
    ``value_marks`` mark the scores and the values that were not observed for the year; a mark is
    missing where the status of the cell is not stated, and they are ``None`` where nothing is
    stated. ``sources`` has a row for each economy and indicator.
    ``full`` is the full score.
    """

    hierarchy: Hierarchy
    scores: pd.DataFrame
    values: pd.DataFrame | None
    marks: pd.DataFrame | None
    value_marks: pd.DataFrame | None
    sources: pd.DataFrame | None
    full: float | None
    ranks: pd.DataFrame | None
    result: Any = None

    @property
    def _own_terms(self) -> OwnTerms | None:
        """The names of the user's own indicators and areas, if the result has any."""
        terms: OwnTerms | None = None if self.result is None else terms_of(self.result)
        return terms

    @cached_property
    def root(self) -> str:
        """The code of the index."""
        return self.hierarchy.top

    @cached_property
    def pillars(self) -> tuple[str, ...]:
        """The sub-indices just below the index that have at least two parts."""
        children = self.hierarchy.children
        return tuple(c for c in children[self.root] if len(children.get(c, ())) > 1)

    @cached_property
    def parts(self) -> tuple[str, ...]:
        """The parts of the sub-indices, or of the index itself where it has no sub-indices."""
        children = self.hierarchy.children
        pillars = self.pillars
        return tuple(
            part for c in children[self.root] for part in (children[c] if c in pillars else (c,))
        )

    @cached_property
    def groups(self) -> dict[str, tuple[str, ...]]:
        """The codes of each group that is checked separately: sub-indices, then the index."""
        children = self.hierarchy.children
        groups = {pillar: children[pillar] for pillar in self.pillars}
        if len(children[self.root]) > 1:
            groups[self.root] = children[self.root]
        return groups

    @cached_property
    def base(self) -> pd.DataFrame:
        """The scores of the economies that have the index and every part of it."""
        needed = list(dict.fromkeys([self.root, *self.hierarchy.children[self.root], *self.parts]))
        return self.scores.dropna(subset=needed)

    @property
    def leaves(self) -> tuple[str, ...]:
        """The indicators: codes without parts."""
        return self.hierarchy.leaves

    def count_imputed(self, codes: tuple[str, ...]) -> int | None:
        """Return how many cells under some codes, for economies of the base, were not observed."""
        return count_unobserved(self._marks_under(codes))

    def count_unstated(self, codes: tuple[str, ...]) -> int:
        """Return of how many cells under some codes nobody states whether they were observed."""
        marks = self._marks_under(codes)
        return 0 if marks is None else count_unstated(marks)

    def _marks_under(self, codes: tuple[str, ...]) -> pd.DataFrame | None:
        if self.value_marks is None:
            return None if self.marks is None else self.marks.loc[self.base.index, list(codes)]
        leaves = {leaf for c in codes for leaf in (self.hierarchy.below(c) or (c,))}
        kept = [leaf for leaf in self.value_marks.columns if leaf in leaves]
        return self.value_marks.loc[self.base.index, kept]


def read_inputs(
    source: Any, structure: Any = None, imputed: Any = None, ranks: Any = None
) -> AuditInputs:
    """Read the tables of an audit from a result, an edition, published figures or a frame."""
    import pandas as pd

    if isinstance(source, ScoredResult):
        return _read_result(source, ranks)
    if not isinstance(source, (Published, pd.DataFrame)):
        raise UsageError("audit.kind", given=type(source).__name__)
    if structure is None:
        raise UsageError("hierarchy.needed")
    whole = read_hierarchy(structure)
    table = read_table(source, "scores")
    codes = [code for code in whole.codes if code in table.columns]
    if whole.top not in codes:
        raise UsageError("audit.no-index", wanted=whole.top)
    hierarchy = _restrict(whole, codes)
    if len(hierarchy.children.get(hierarchy.top, ())) < 2:
        raise UsageError("audit.no-parts", wanted=whole.top)
    scores = select_numbers(table, codes)
    marks = find_imputed(source, scores, imputed)
    scale = float(structure.plan.scale) if isinstance(structure, Methodology) else None
    inputs = AuditInputs(hierarchy, scores, None, marks, None, None, scale, ranks)
    return _check_base(inputs)


def _check_base(inputs: AuditInputs) -> AuditInputs:
    if len(inputs.base) < 4:
        raise UsageError("audit.too-few", count=str(len(inputs.base)), least="4")
    return inputs


def _restrict(whole: Hierarchy, codes: list[str]) -> Hierarchy:
    """Return the structure of available codes; children of a missing code move to its parent."""
    parents: dict[str, str] = {}
    weights: dict[str, float] = {}
    for code in codes:
        above = [c for c in whole.above(code) if c in codes]
        if above:
            parents[code] = above[0]
            weights[code] = whole.share(code) / whole.share(above[0])
    return Hierarchy(tuple(codes), parents, weights)


def _read_result(result: Any, ranks: Any) -> AuditInputs:
    hierarchy = read_hierarchy(result)
    scores, values = read_table(result, "scores"), read_table(result, "values")
    inputs = AuditInputs(
        hierarchy,
        scores,
        values,
        find_imputed(result, scores),
        find_imputed(result, values),
        _read_sources(result, values),
        float(result.methodology.plan.scale),
        ranks,
        result,
    )
    return _check_base(inputs)


def _read_sources(result: Any, values: pd.DataFrame) -> pd.DataFrame:
    """Return a row for each economy and indicator: availability, class, year and status."""
    plan, cells = result.methodology.plan, result.observations.cells
    rows = []
    inputs, has_value = result.input_rows, values.notna().to_numpy()
    economies = zip(inputs.economies, inputs.rows, inputs.carried, strict=True)
    for e, (economy, input_rows, carried) in enumerate(economies):
        for n, indicator in enumerate(plan.indicators):
            row = input_rows[n]
            there = bool(row is not None and has_value[e, n])
            stated = str(cells["source_class"][row] or "") if there else ""
            status = str(cells["status"][row] or "") if there else ""
            rows.append(
                {
                    "economy": economy,
                    "indicator": indicator,
                    "available": there,
                    "source_class": catalogue.kind_of(stated, status) if there else "",
                    "carried": bool(there and carried[n]),
                    "put_in": (economy, indicator) in result.put_in,
                    "status": status,
                    "year": int(cells["year"][row]) if there else None,
                }
            )
    return write_frame(Table.of(STATED_CELLS, rows))


def rank_scores(inputs: AuditInputs) -> pd.DataFrame:
    """Return ranks of index and sub-indices: supplied ones, or those of the scores of the base."""
    codes = [inputs.root, *inputs.hierarchy.children[inputs.root]]
    if inputs.ranks is not None:
        table: pd.DataFrame = select_numbers(inputs.ranks, codes).reindex(inputs.base.index)
        return table
    return rank_columns(inputs.base[codes])
