"""Whole tables on the scales of their changes, as arrays: rows against rows, all at once.

A quick look that leaves few rows to be judged: what is asked of these is decided by
:mod:`ictindex.validation.row_similarity`, as for a single submission.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from ictindex.validation.change_model import Change
from ictindex.validation.operations.row_values import Rows
from ictindex.validation.panel import Floats
from ictindex.validation.row_similarity import spread

FEW = 8  # rows that are judged one by one, without arrays
TOLERANCE = 1e-9  # below which a difference is one of the order of additions


def transformed(change: Change, values: Floats) -> Floats:
    """Bring a column onto the scale of its changes, as :meth:`Change.transform` a value."""
    if change.transformation == "log":
        return np.asarray(np.log(np.maximum(values, max(change.floor, 1e-12))), dtype=np.float64)
    inside = np.clip(values, 0.0, 100.0)
    return np.asarray(np.log((inside + 1) / (101 - inside)), dtype=np.float64)


@dataclass(frozen=True, slots=True)
class Away:
    """Distances of rows from last year's rows, and over how many cells each is."""

    rows: tuple[str, ...]
    lasts: tuple[str, ...]
    distance: Floats
    cells: Floats


def away(
    rows: Rows, lasts: Rows, changes: Mapping[str, Change], of: Sequence[str], most: float
) -> Away:
    """Return the distances of all rows from all of last year's rows."""
    # The mean over indicators of :func:`ictindex.validation.row_similarity.distance`, for each
    # pair.
    total = np.zeros((len(rows), len(lasts)))
    count = np.zeros_like(total)
    for name in of:
        if name not in changes:
            continue
        change = changes[name]
        this, last = (
            transformed(change, np.array([row.get(name, np.nan) for row in several.values()]))
            for several in (rows, lasts)
        )
        off = np.abs(this[:, None] - (last + change.median)[None, :]) / spread(change)
        known = ~np.isnan(off)
        total += np.where(known, np.minimum(off, most), 0.0)
        count += known
    with np.errstate(invalid="ignore", divide="ignore"):
        return Away(tuple(rows), tuple(lasts), total / count, count)


def block_gains(gains: Floats) -> Floats:
    r"""Return the largest sum of a contiguous block along the last axis, 0 where nothing is gained.

    .. math:: \max_b \left(S_b - \min_{a < b} S_a\right), \qquad S_n = \sum_{i \le n} g_i
    """
    if gains.shape[-1] == 0:
        return np.zeros(gains.shape[:-1])
    sums = np.cumsum(gains, axis=-1)
    before = np.concatenate([np.zeros((*gains.shape[:-1], 1)), sums[..., :-1]], axis=-1)
    best: Floats = (sums - np.minimum.accumulate(before, axis=-1)).max(axis=-1)
    return np.asarray(np.maximum(best, 0.0), dtype=np.float64)
