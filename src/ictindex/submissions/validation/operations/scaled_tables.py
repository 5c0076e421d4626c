"""Whole tables on the scales of their changes, as arrays: all rows compared at once.

In tables of more than FEW rows they leave few rows to
:mod:`ictindex.submissions.validation.row_similarity`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, TypeAlias

from ictindex.core.data_classes import dataclass
from ictindex.submissions.validation.change_model import Change
from ictindex.submissions.validation.row_similarity import spread

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    from ictindex.submissions.validation.operations.row_values import Rows

    Array: TypeAlias = npt.NDArray[np.float64]
else:
    Array: TypeAlias = Any

FEW = 8  # rows that are compared one by one, without arrays
TOLERANCE = 1e-9  # smaller differences come from the order of additions


def transform_column(change: Change, values: Sequence[float] | Array) -> Array:
    """Transform a column to the scale of its changes, like :meth:`Change.transform` a value."""
    return transform_values(values, change.transformation, max(change.floor, 1e-12))


def transform_values(values: Sequence[float] | Array, transformation: str, floor: float) -> Array:
    """Transform values to a scale: logarithms above a floor, or logits of percentages."""
    import numpy as np

    if transformation == "log":
        return np.asarray(np.log(np.maximum(values, floor)), dtype=np.float64)
    inside = np.clip(values, 0.0, 100.0)
    return np.asarray(np.log((inside + 1) / (101 - inside)), dtype=np.float64)


@dataclass(frozen=True, slots=True)
class Distances:
    """Distances of rows from last year's rows, and the number of cells of each distance."""

    rows: tuple[str, ...]
    lasts: tuple[str, ...]
    distance: Array
    cells: Array


def distances_of(
    rows: Rows, lasts: Rows, changes: Mapping[str, Change], of: Sequence[str], most: float
) -> Distances:
    """Return the distances of all rows from all of last year's rows."""
    # The mean over indicators of :func:`ictindex.submissions.validation.row_similarity.distance`,
    # for each pair.
    import numpy as np

    total = np.zeros((len(rows), len(lasts)))
    count = np.zeros_like(total)
    for name in of:
        if name not in changes:
            continue
        change = changes[name]
        this, last = (
            transform_column(change, np.array([row.get(name, np.nan) for row in several.values()]))
            for several in (rows, lasts)
        )
        off = np.abs(this[:, None] - (last + change.median)[None, :]) / spread(change)
        present = ~np.isnan(off)
        total += np.where(present, np.minimum(off, most), 0.0)
        count += present
    with np.errstate(invalid="ignore", divide="ignore"):
        return Distances(tuple(rows), tuple(lasts), total / count, count)


def _own_columns(table: Distances) -> Array:
    """Return the column of each row's own row of last year; -1 if it has none."""
    import numpy as np

    at = {economy: n for n, economy in enumerate(table.lasts)}
    return np.array([at.get(economy, -1) for economy in table.rows])


def own_cells(table: Distances) -> list[float]:
    """Return the number of cells in the distance of each row from its own row of last year."""
    import numpy as np

    own = _own_columns(table)
    counts: list[float] = np.where(own >= 0, table.cells[np.arange(len(own)), own], 0.0).tolist()
    return counts


def suspected_rows(table: Distances, least: int, gain: float) -> list[str]:
    """Return the rows of a table that may be nearer to another row: a superset of them."""
    import numpy as np

    own = _own_columns(table)
    lines = np.arange(len(own))
    mine = np.where(own >= 0, table.distance[lines, own], np.nan)
    other = np.where(table.cells >= least, table.distance, np.inf)
    other[lines[own >= 0], own[own >= 0]] = np.inf
    with np.errstate(invalid="ignore"):
        suspect = mine - other.min(axis=1, initial=np.inf) > gain - TOLERANCE
    return [economy for economy, far in zip(table.rows, suspect.tolist(), strict=True) if far]


def suspected_pairs(table: Distances, least: int, gain: float) -> list[tuple[str, str]]:
    """Return the pairs of a table that may be exchanged: a superset, computed at once."""
    import numpy as np

    apart = np.where(table.cells >= least, table.distance, np.nan)
    mine = np.diagonal(apart)
    with np.errstate(invalid="ignore"):
        gained = mine[:, None] + mine[None, :] - apart - apart.T > gain - TOLERANCE
    first, second = np.nonzero(np.triu(gained, 1))
    names = table.rows
    return [(names[a], names[b]) for a, b in zip(first.tolist(), second.tolist(), strict=True)]


@dataclass(frozen=True, slots=True)
class Lines:
    """Columns in the order of their lines: this year's values and last year's, and the lags."""

    names: Sequence[str]
    values: Mapping[str, Sequence[float]]
    before: Mapping[str, Sequence[float]]
    lags: Sequence[int]


def suspected_lines(
    lines: Lines, changes: Mapping[str, Change], most: float, gain: float
) -> list[bool]:
    """Return the economies that may gain enough by a move of their values: a superset."""
    import numpy as np

    count = len(next(iter(lines.values.values())))
    nothing = np.full(count, np.nan)
    usual = {
        name: transform_column(changes[name], np.array(lines.before[name])) + changes[name].median
        for name in lines.before
    }

    def far(name: str, values: Array) -> Array:
        """Return the distances of values from the expected ones of an indicator, in spreads."""
        change = changes[name]
        return np.minimum(
            np.abs(transform_column(change, values) - usual[name]) / spread(change), most
        )

    columns = [
        np.array(lines.values[name]) if name in lines.values else nothing for name in lines.names
    ]
    here = [
        far(name, column) if name in lines.before else nothing
        for name, column in zip(lines.names, columns, strict=True)
    ]
    best = np.full(count, -np.inf)
    for lag in lines.lags:
        pairs = [
            here[at] - far(lines.names[at - lag], columns[at])
            for at in range(len(columns))
            if 0 <= at - lag < len(columns) and lines.names[at - lag] in lines.before
        ]
        if pairs:
            best = np.maximum(best, np.nan_to_num(np.stack(pairs)).sum(axis=0))
    suspects: list[bool] = (best > gain - TOLERANCE).tolist()
    return suspects


def block_gains(gains: Array) -> Array:
    r"""Return the largest sum of a contiguous block along the last axis, 0 without a gain.

    .. math:: \max_b \left(S_b - \min_{a < b} S_a\right), \qquad S_n = \sum_{i \le n} g_i
    """
    import numpy as np

    if gains.shape[-1] == 0:
        return np.zeros(gains.shape[:-1])
    sums = np.cumsum(gains, axis=-1)
    before = np.concatenate([np.zeros((*gains.shape[:-1], 1)), sums[..., :-1]], axis=-1)
    best = (sums - np.minimum.accumulate(before, axis=-1)).max(axis=-1)
    return np.asarray(np.maximum(best, 0.0), dtype=np.float64)
