r"""Ranks of many draws, and their statistics: acceptability, pairs and quantiles.

Before they are compared, scores are quantised to the decimals on which ranks tie. A rank is a
competition rank: :math:`r_i = 1 + \#\{j : t(s_j) > t(s_i)\}`; ties share a rank, and the highest
score has rank 1. Arrays of draws have the draws on their first axis and the ranked items on their
last. Scores of a data frame have no stated decimals: :func:`rank_floats` ranks them, and the same
sum in another order of its terms is the same score there.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Ranks = npt.NDArray[np.int32]
Counts = npt.NDArray[np.int64]

# An exact half is slightly more or less in binary. A billionth of the last decimal is added, so
# that every half is rounded up on every machine.
_LIFT = 0.5 + 1e-9


# Floats are equal if they differ by less than this share of themselves, or by a few last bits of
# the largest number of their column, from which they may have come by subtraction.
_NEAR = 1e-12
_BITS = 4 * float(np.finfo(np.float64).eps)


def _find_levels(array: Floats) -> tuple[Any, Floats, Any]:
    """Return the order of each column, its numbers in this order, and the start of their levels.

    In a level each number is equal to the next but for rounding errors.
    """
    order = np.argsort(array, axis=0, kind="stable")  # missing values come last
    ordered = np.take_along_axis(array, order, axis=0)
    size = np.abs(ordered)
    largest = np.where(np.isnan(size), 0.0, size).max(axis=0, initial=0.0)
    near = _NEAR * np.maximum(size[1:], size[:-1]) + _BITS * largest
    fresh = np.ones(array.shape, dtype=bool)
    fresh[1:] = ~(ordered[1:] - ordered[:-1] <= near)
    places = np.arange(len(array)).reshape(-1, *(1,) * (array.ndim - 1))
    return order, ordered, np.maximum.accumulate(np.where(fresh, places, 0), axis=0)


def level_floats(values: npt.ArrayLike) -> Floats:
    """Return columns in which numbers that differ by rounding errors alone are the same number."""
    array = np.asarray(values, dtype=np.float64)
    order, ordered, first = _find_levels(array)
    level = np.empty(array.shape)
    np.put_along_axis(level, order, np.take_along_axis(ordered, first, axis=0), axis=0)
    return level


def rank_floats(values: npt.ArrayLike) -> Floats:
    """Return the competition ranks within each column, the highest first; NaN for a missing value.

    Numbers that differ by rounding errors alone share a rank.
    """
    array = np.asarray(values, dtype=np.float64)
    order, _, first = _find_levels(-array)
    ranks = np.empty(array.shape)
    np.put_along_axis(ranks, order, first + 1.0, axis=0)
    return np.where(np.isnan(array), np.nan, ranks)


def quantise(scores: Floats, decimals: int) -> Counts:
    """Return scores as whole numbers of their last decimal, rounded half up."""
    keys = scores * 10.0**decimals
    keys += _LIFT
    np.floor(keys, out=keys)
    if not np.isfinite(keys).all():
        raise ValueError("a score that is no number has no rank")
    return keys.astype(np.int64)


def rank_keys(keys: Counts) -> Ranks:
    """Return the competition ranks of each row of whole numbers, the highest first."""
    rows, count = keys.shape
    if count == 0:
        return np.empty((rows, 0), dtype=np.int32)
    # Key and position form one whole number: sorting it is faster than sorting positions.
    low, high = int(keys.min()), int(keys.max())
    joint = high - keys
    joint *= count
    joint += np.arange(count)
    if (high - low + 1) * count < 2**31:
        joint = joint.astype(np.int32)
    joint.sort(axis=1)
    key, position = np.divmod(joint, np.array(count, dtype=joint.dtype))
    places = np.broadcast_to(np.arange(1, count + 1, dtype=np.int32), joint.shape).copy()
    places[:, 1:][key[:, 1:] == key[:, :-1]] = 0
    np.maximum.accumulate(places, axis=1, out=places)
    ranks = np.empty((rows, count), dtype=np.int32)
    np.put_along_axis(ranks, position.astype(np.intp), places, axis=1)
    return ranks


def rank_scores(scores: Floats, decimals: int) -> Ranks:
    """Return the ranks of scores, tied on their decimals."""
    return rank_keys(quantise(scores, decimals))


def count_ranks(ranks: npt.NDArray[Any], most: int) -> Counts:
    """Return how often each column had each rank from 1 to ``most``, shape (columns, most)."""
    columns = ranks.shape[1]
    cells = ranks + (np.arange(columns, dtype=np.int64) * most - 1)
    counts: Counts = np.bincount(cells.ravel(), minlength=columns * most)
    return counts.reshape(columns, most)


def count_wins(ranks: npt.NDArray[Any]) -> Counts:
    """Return the number of draws in which a column ranked before another, (columns, columns)."""
    columns = ranks.shape[1]
    kind = np.int16 if columns < 2**15 else np.int32
    turned = np.ascontiguousarray(ranks.T.astype(kind))
    wins = np.zeros((columns, columns), dtype=np.int64)
    for column in range(columns):
        wins[column] = np.count_nonzero(turned[column] < turned, axis=1)
    return wins


def rank_quantiles(counts: Counts, levels: npt.ArrayLike) -> Counts:
    r"""Return quantiles of ranks from their counts, shape (..., levels).

    The quantile of level *p* is the smallest rank that at least the share *p* of the draws does not
    exceed. It is always a rank that was drawn.
    """
    total = counts.sum(axis=-1, keepdims=True)
    upto = np.cumsum(counts, axis=-1)
    wanted = np.asarray(levels, dtype=np.float64)
    # Shares of draws are compared as counts: 0.05 of 1,000 draws is 50 of them.
    needed = np.ceil(wanted * total - 1e-9)
    below = upto[..., None, :] < np.maximum(needed, 1)[..., None]
    quantiles: Counts = below.sum(axis=-1) + 1
    return quantiles


def expected_ranks(counts: Counts) -> Floats:
    """Return the mean rank of each row of counts."""
    places = np.arange(1, counts.shape[-1] + 1)
    mean: Floats = (counts * places).sum(axis=-1) / counts.sum(axis=-1)
    return mean


def standard_error(estimates: Floats) -> Floats:
    r"""Return the simulation error of the mean of independent estimates along the first axis.

    .. math:: \sqrt{\frac{1}{R (R - 1)} \sum_r (e_r - \bar e)^2}
    """
    runs = len(estimates)
    error: Floats = np.std(estimates, axis=0, ddof=1) / np.sqrt(runs)
    return error
