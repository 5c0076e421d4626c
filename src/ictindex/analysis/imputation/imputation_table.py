"""The table of an imputation: values of units by indicator, from a result or a frame."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from ictindex.core.arguments import require
from ictindex.core.data_classes import dataclass
from ictindex.core.errors import UsageError
from ictindex.core.own_terms import terms_of, use_terms
from ictindex.definitions import catalogue
from ictindex.engine.operations import TRANSFORMATIONS
from ictindex.indices.idi.scores import EditionScores
from ictindex.indices.results.group_figures import find_members, find_own_groups

if TYPE_CHECKING:
    import pandas as pd

    from ictindex.engine import Plan

Floats = npt.NDArray[np.float64]

NO_GROUP = "-"


@dataclass(frozen=True, slots=True)
class ImputationTable:
    """Values of units by indicator; NaN where a cell is empty."""

    units: tuple[str, ...]
    indicators: tuple[str, ...]
    values: Floats
    covered: npt.NDArray[np.bool_]  # empty cells below a supplied score: they need no value
    groups: tuple[str, ...] | None = None
    pillars: tuple[str, ...] = ()  # unit of each indicator
    transformations: tuple[str, ...] = ()
    low: Floats | None = None  # possible values of an indicator
    high: Floats | None = None
    downward: tuple[bool, ...] = ()
    estimates: npt.NDArray[np.bool_] | None = None  # cells whose own value is an estimate

    def with_values(self, values: Floats) -> ImputationTable:
        """Return the table with other values."""
        return replace(self, values=values)

    def transform(self, values: Floats) -> Floats:
        """Return values on the scales of the methodology's transformations."""
        columns = zip(self.transformations, values.T, strict=True)
        with np.errstate(divide="ignore", invalid="ignore"):
            moved = np.column_stack(
                [TRANSFORMATIONS[name].arrays(column) for name, column in columns]
            )
        return np.where(np.isfinite(moved), moved, np.nan)

    def restore(self, moved: Floats) -> Floats:
        """Return values from the scales of the methodology's transformations."""
        columns = zip(self.transformations, moved.T, strict=True)
        return np.column_stack([TRANSFORMATIONS[name].back(column) for name, column in columns])

    def limit(self, values: Floats, columns: npt.NDArray[np.intp]) -> Floats:
        """Return values of columns within the limits of their indicators."""
        if self.low is None or self.high is None:
            return values
        limited: Floats = np.clip(values, self.low[columns], self.high[columns])
        return limited

    def parts(self) -> list[npt.NDArray[np.intp]]:
        """Return the columns that are imputed together: all, or those of each pillar."""
        if not self.pillars:
            return [np.arange(len(self.indicators))]
        names = np.asarray(self.pillars, dtype=object)
        return [np.flatnonzero(names == name) for name in dict.fromkeys(self.pillars)]

    def holes(self) -> npt.NDArray[np.bool_]:
        """Return the mask of the empty cells to be filled."""
        return np.isnan(self.values) & ~self.covered


Groups = str | Mapping[str, str]


def read_result(
    result: EditionScores, groups: Groups | None, vintage: str | None, by_pillar: bool
) -> ImputationTable:
    """Return the table of the inputs of a result."""
    plan = result.methodology.plan
    count = len(plan.leaves)
    values = np.array(
        [
            [np.nan if cell is None else float(cell) for cell in row[:count]]
            for row in result.input_rows.values
        ],
        dtype=np.float64,
    ).reshape(len(result.economies), count)
    covered = np.zeros(values.shape, dtype=bool)
    for e, supplied in enumerate(result.input_rows.supplied):
        for position, score in enumerate(supplied):
            if score is not None:
                covered[e, list(plan.leaves_below(position))] = True
    with use_terms(terms_of(result)):
        indicators = [catalogue.indicators().get(indicator) for indicator in plan.indicators]
    low = [
        -np.inf if indicator is None or indicator.minimum is None else float(indicator.minimum)
        for indicator in indicators
    ]
    high = [
        np.inf if indicator is None or indicator.maximum is None else float(indicator.maximum)
        for indicator in indicators
    ]
    labels = None if groups is None else group_labels(result, groups, vintage)
    return ImputationTable(
        units=result.economies,
        indicators=plan.indicators,
        values=values,
        covered=covered & np.isnan(values),
        groups=labels,
        pillars=_pillars(plan) if by_pillar else (),
        transformations=tuple(leaf.transformation.id for leaf in plan.leaves),
        low=np.array(low),
        high=np.array(high),
        downward=tuple(leaf.width < 0 for leaf in plan.leaves),
        estimates=_estimates(result, values.shape),
    )


def _pillars(plan: Plan) -> tuple[str, ...]:
    """Return for each indicator its node just below the index."""
    names = []
    for indicator in plan.indicators:
        above = plan.above(indicator)
        names.append(above[-2] if len(above) > 1 else indicator)
    return tuple(names)


def _estimates(result: EditionScores, shape: tuple[int, ...]) -> npt.NDArray[np.bool_]:
    estimated = np.zeros(shape, dtype=bool)
    cells = result.observations.cells
    for e in range(shape[0]):
        for n in range(shape[1]):
            row = result.input_rows.rows[e][n]
            if row is not None:
                kind = catalogue.kind_of(cells["source_class"][row], cells["status"][row])
                estimated[e, n] = kind == catalogue.ESTIMATE
    return estimated


def group_labels(result: EditionScores, groups: Groups, vintage: str | None) -> tuple[str, ...]:
    """Return the group of each economy of a result; ``-`` where it has none."""
    document = result.methodology.document
    with use_terms(terms_of(result)):
        own = find_own_groups(groups)
        if own is not None:
            return tuple(own[1].get(area, NO_GROUP) for area in result.economies)
        members = find_members(groups, vintage, f"{document.index}-{result.edition}")
    group_of = {economy: group for group, some in members.items() for economy in some}
    return tuple(group_of.get(economy, NO_GROUP) for economy in result.economies)


def name_groups(units: Iterable[Any], groups: Any) -> tuple[str, ...]:
    """Return the group of each unit of a frame; ``-`` where it has none."""
    if getattr(getattr(groups, "index", None), "is_unique", True) is False:  # a pandas.Series
        raise UsageError(
            "imputation.units-twice", unit=str(groups.index[groups.index.duplicated()][0])[:80]
        )
    return tuple(catalogue.group_name(groups.get(unit)) or NO_GROUP for unit in units)


def read_frame(
    frame: pd.DataFrame, groups: Any, pillars: Mapping[str, str] | None
) -> ImputationTable:
    """Return the table of a frame: a row for each unit, a column for each indicator."""
    import pandas as pd

    plain, labels = frame, None
    if isinstance(groups, str):
        if groups not in frame.columns:
            raise UsageError(
                "imputation.no-column", column=groups[:80], allowed=[str(c) for c in frame.columns]
            )
        plain, groups = frame.drop(columns=[groups]), dict(frame[groups])
    if not plain.index.is_unique:
        raise UsageError(
            "imputation.units-twice", unit=str(plain.index[plain.index.duplicated()][0])
        )
    if groups is not None:
        require(hasattr(groups, "get") and hasattr(groups, "keys"), "by", "mapping", groups)
        labels = name_groups(plain.index, groups)
    numbers = plain.apply(pd.to_numeric, errors="coerce")
    text = plain.notna() & numbers.isna()
    if text.any(axis=None):
        column = str(text.any().idxmax())
        raise UsageError("imputation.text-column", column=column)
    values = numbers.to_numpy(dtype=np.float64, na_value=np.nan)
    if np.isinf(values).any():
        raise UsageError("simulation.not-finite")
    indicators = tuple(str(column) for column in plain.columns)
    named: tuple[str, ...] = ()
    if pillars is not None:
        lacking = [indicator for indicator in indicators if indicator not in pillars]
        if lacking:
            raise UsageError("imputation.no-pillar", columns=lacking)
        named = tuple(str(pillars[indicator]) for indicator in indicators)
    return ImputationTable(
        units=tuple(str(unit) for unit in plain.index),
        indicators=indicators,
        values=values,
        covered=np.zeros(values.shape, dtype=bool),
        groups=labels,
        pillars=named,
        transformations=("linear",) * len(indicators),
        downward=(False,) * len(indicators),
    )


def turn_downward(table: ImputationTable, names: Iterable[str]) -> ImputationTable:
    """Return the table with marks on the indicators for which less is better."""
    wanted = list(names)
    unknown = [name for name in wanted if name not in table.indicators]
    if unknown:
        raise UsageError(
            "imputation.no-column", column=str(unknown[0])[:80], allowed=table.indicators
        )
    return replace(table, downward=tuple(indicator in wanted for indicator in table.indicators))


def units_of(table: ImputationTable, rows: Sequence[int]) -> tuple[str, ...]:
    """Return the names of rows."""
    return tuple(table.units[row] for row in rows)
