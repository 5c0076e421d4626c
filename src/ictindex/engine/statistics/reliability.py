"""Cronbach's alpha of the columns of a table, and the contribution of each column."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from ictindex.core.data_classes import dataclass
from ictindex.engine.statistics.correlations import correlate

Floats = npt.NDArray[np.float64]
_NONE = float("nan")
_ROUNDING = 1e-12  # the share of a sum that is taken for rounding


@dataclass(frozen=True, slots=True)
class Reliability:
    """Alpha of k columns; NaN where columns are too few or a variance is not available."""

    columns: int
    rows: int
    complete_rows: int
    alpha: float
    standardised: float
    mean_correlation: float
    without: Floats
    item_total: Floats
    item_rest: Floats


def covariances(table: npt.ArrayLike, complete: bool = False) -> Floats:
    """Return the covariances of columns, each pair on its shared rows (divisor n - 1)."""
    whole = np.asarray(table, dtype=float)
    if complete:
        whole = whole[~np.isnan(whole).any(axis=1)]
    there = ~np.isnan(whole)
    filled = np.where(there, whole, 0.0)
    if there.all() and len(whole) > 1:
        centred = whole - whole.mean(axis=0)
        return np.asarray(centred.T @ centred / (len(whole) - 1), dtype=float)
    # After subtraction of the means the sums lose no digits.
    means = filled.sum(axis=0) / np.maximum(there.sum(axis=0), 1)
    filled = np.where(there, whole - means, 0.0)
    mask = there.astype(float)
    pairs = mask.T @ mask
    sums = filled.T @ mask
    with np.errstate(divide="ignore", invalid="ignore"):
        covariance = (filled.T @ filled - sums * sums.T / pairs) / (pairs - 1)
    return np.where(pairs > 1, covariance, np.nan)


def alpha_of(matrix: Floats) -> float:
    r"""Return Cronbach's alpha of a covariance matrix.

    .. math:: \alpha = \frac{k}{k-1}\left(1 - \frac{\sum_j s_{jj}}{\sum_{ij} s_{ij}}\right)
    """
    k = len(matrix)
    total = float(matrix.sum())
    if k < 2 or not np.isfinite(total) or _vanishes(total, matrix):
        return _NONE
    return float(k / (k - 1) * (1 - np.trace(matrix) / total))


def _vanishes(total: float, matrix: Floats) -> bool:
    """Tell whether a sum over a matrix is zero but for rounding."""
    return abs(total) <= _ROUNDING * float(np.abs(matrix).sum())


def compute_reliability(table: npt.ArrayLike, complete: bool = False) -> Reliability:
    """Compute alpha, pairwise or on complete rows, also without each column, and item-totals.

    ``item_total`` is the correlation of a column with the sum of all, ``item_rest`` with the sum
    of the others.
    """
    whole = np.asarray(table, dtype=float)
    matrix = covariances(whole, complete)
    k = len(matrix)
    mean = _mean_correlation(whole, complete)
    total, rows = float(matrix.sum()), matrix.sum(axis=1)
    if _vanishes(total, matrix):
        total = _NONE
    own = np.diagonal(matrix)
    rest = total - 2 * rows + own
    with np.errstate(divide="ignore", invalid="ignore"):
        item_total = rows / np.sqrt(own * total)
        item_rest = (rows - own) / np.sqrt(own * rest)
    keep = [np.delete(np.arange(k), j) for j in range(k)]
    return Reliability(
        columns=k,
        rows=len(whole),
        complete_rows=int((~np.isnan(whole).any(axis=1)).sum()),
        alpha=alpha_of(matrix),
        standardised=_standardise(k, mean),
        mean_correlation=mean,
        without=np.array([alpha_of(matrix[np.ix_(others, others)]) for others in keep]),
        item_total=np.asarray(item_total, dtype=float),
        item_rest=np.asarray(item_rest, dtype=float),
    )


def _standardise(k: int, mean: float) -> float:
    """Return alpha by the mean correlation; at -1/(k-1) the sum does not vary: there is none."""
    below = 1 + (k - 1) * mean
    return k * mean / below if k > 1 and abs(below) > _ROUNDING else _NONE


def _mean_correlation(table: Floats, complete: bool) -> float:
    k = table.shape[1]
    if k < 2:
        return _NONE
    matrix = correlate(table, complete=complete)
    return float((matrix.sum() - np.trace(matrix)) / (k * (k - 1)))
