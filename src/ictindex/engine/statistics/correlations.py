"""Correlations of columns (Pearson, Spearman, Kendall) and their p-values.

Missing values are NaN. By default each pair of columns is correlated on the rows that have both
values (pairwise), or on request on complete rows only. Spearman's ranks are computed among the rows
of the pair.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import lru_cache
from itertools import permutations
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy import special
from scipy.stats import kendalltau, rankdata

from ictindex.engine.statistics.rank_statistics import level_floats

Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]
METHODS = ("pearson", "spearman", "kendall")
# Up to so many rows Spearman's distribution is enumerated; beyond, a series is used, as in R.
_ENUMERATED = 9
_LARGEST_SERIES = 1290
_LARGEST_KENDALL = 50


def correlate(
    first: npt.ArrayLike,
    second: npt.ArrayLike | None = None,
    method: str = "pearson",
    complete: bool = False,
) -> Floats:
    """Return the correlations of the columns of a table with those of another or the same table.

    NaN where fewer than two rows are shared, or one of the two columns does not vary on them.
    """
    left, right = _read(first, second, method)
    if complete:
        whole = ~(np.isnan(left).any(axis=1) | np.isnan(right).any(axis=1))
        left, right = left[whole], right[whole]
    measure = _MEASURES[method]
    coefficients = np.full((left.shape[1], right.shape[1]), np.nan)
    for rows, columns, others in _blocks(left, right):
        coefficients[np.ix_(columns, others)] = measure(
            left[np.ix_(rows, columns)], right[np.ix_(rows, others)]
        )
    if second is None:
        # Both halves are the same sums in another order: one half is used for both.
        coefficients = np.where(
            np.tri(len(coefficients), k=-1, dtype=bool), coefficients.T, coefficients
        )
        varying = ~np.isnan(np.diagonal(coefficients))
        np.fill_diagonal(coefficients, np.where(varying, 1.0, np.nan))
    return coefficients


def _read(first: npt.ArrayLike, second: npt.ArrayLike | None, method: str) -> tuple[Floats, Floats]:
    """Return two tables; for ranks, numbers that differ by rounding errors alone are equal."""
    left = np.asarray(first, dtype=float)
    right = left if second is None else np.asarray(second, dtype=float)
    if method == "pearson":
        return left, right
    return level_floats(left), level_floats(right)


def count_pairs(first: npt.ArrayLike, second: npt.ArrayLike | None = None) -> npt.NDArray[np.int64]:
    """Return the number of rows in which each pair of columns has values."""
    left = ~np.isnan(np.asarray(first, dtype=float))
    right = left if second is None else ~np.isnan(np.asarray(second, dtype=float))
    counts: npt.NDArray[np.int64] = left.astype(np.int64).T @ right.astype(np.int64)
    return counts


def _blocks(left: Floats, right: Floats) -> Iterator[tuple[Any, Any, Any]]:
    """Yield rows, columns and other columns of the pairs that have values in the same rows."""
    for pattern, columns in _patterns(left):
        for other, others in _patterns(right):
            rows = np.flatnonzero(pattern & other)
            if len(rows) > 1:
                yield rows, columns, others


def _patterns(table: Floats) -> list[tuple[Bools, Any]]:
    """Return the columns of a table, grouped by the rows in which they have values."""
    there = ~np.isnan(table)
    groups: dict[bytes, list[int]] = {}
    for column in range(table.shape[1]):
        groups.setdefault(there[:, column].tobytes(), []).append(column)
    return [(there[:, columns[0]], np.array(columns)) for columns in groups.values()]


def _standardise(columns: Floats) -> Floats:
    """Return columns with mean 0 and length 1; NaN where a column does not vary."""
    deviations = columns - columns.mean(axis=0)
    lengths = np.sqrt((deviations**2).sum(axis=0))
    flat = columns.max(axis=0) == columns.min(axis=0)
    standardised: Floats = deviations / np.where(flat | (lengths == 0), np.nan, lengths)
    return standardised


def _pearson(left: Floats, right: Floats) -> Floats:
    return np.clip(_standardise(left).T @ _standardise(right), -1.0, 1.0)


def _kendall_pair(x: Floats, y: Floats) -> float:
    if x.min() == x.max() or y.min() == y.max():
        return float("nan")
    return float(kendalltau(x, y).statistic)


def _spearman(left: Floats, right: Floats) -> Floats:
    return _pearson(
        np.asarray(rankdata(left, axis=0), dtype=float),
        np.asarray(rankdata(right, axis=0), dtype=float),
    )


def _kendall(left: Floats, right: Floats) -> Floats:
    """Return Kendall's tau-b: concordant less discordant pairs, corrected for ties."""
    return np.array([[_kendall_pair(x, y) for y in right.T] for x in left.T])


_MEASURES: dict[str, Callable[[Floats, Floats], Floats]] = {
    "pearson": _pearson,
    "spearman": _spearman,
    "kendall": _kendall,
}


def correlation_p_values(
    first: npt.ArrayLike, second: npt.ArrayLike | None = None, method: str = "pearson"
) -> Floats:
    """Return the two-sided p-values of no association, as R's ``cor.test`` gives them.

    Pearson: Student's t. Spearman: without ties the exact distribution up to nine rows and the
    Edgeworth series of Best and Roberts (1975) for more rows; with ties Student's t. Kendall:
    without ties and below fifty rows the exact distribution, otherwise the normal distribution with
    the variance for ties.
    """
    left, right = _read(first, second, method)
    test = _TESTS[method]
    p_values = np.full((left.shape[1], right.shape[1]), np.nan)
    for rows, columns, others in _blocks(left, right):
        block = test(left[np.ix_(rows, columns)], right[np.ix_(rows, others)])
        p_values[np.ix_(columns, others)] = block
    if second is None:
        p_values = np.where(np.tri(len(p_values), k=-1, dtype=bool), p_values.T, p_values)
        # A column that does not vary has no correlation with itself, and so no p-value.
        with_itself = np.diagonal(correlate(left, method=method))
        np.fill_diagonal(p_values, np.where(np.isnan(with_itself), np.nan, 0.0))
    return p_values


def _student(correlations: Floats, n: int) -> Floats:
    """Return two-sided p-values of correlations by Student's t with n - 2 degrees of freedom."""
    if n < 3:
        return np.full(correlations.shape, np.nan)
    with np.errstate(divide="ignore"):
        t = correlations * np.sqrt((n - 2) / (1 - correlations**2))
    return np.asarray(2 * special.stdtr(n - 2, -np.abs(t)), dtype=float)


def _test_pearson(left: Floats, right: Floats) -> Floats:
    return _student(_pearson(left, right), len(left))


def _find_untied(columns: Floats) -> Bools:
    return np.array([len(np.unique(column)) == len(column) for column in columns.T], dtype=bool)


def _test_spearman(left: Floats, right: Floats) -> Floats:
    n = len(left)
    rho = _spearman(left, right)
    p_values = _student(rho, n)
    if n <= _LARGEST_SERIES:
        for i, j in np.argwhere(np.outer(_find_untied(left), _find_untied(right))):
            statistic = round((n**3 - n) * (1 - rho[i, j]) / 6)
            upper = statistic > (n**3 - n) / 6
            tail = _upper_tail(statistic, n) if upper else 1 - _upper_tail(statistic + 2, n)
            if n > _ENUMERATED:
                tail = _series_tail(statistic if upper else statistic + 2, n, lower=not upper)
            p_values[i, j] = min(2 * tail, 1.0)
    return p_values


@lru_cache(maxsize=_ENUMERATED)
def _statistic_counts(n: int) -> Floats:
    """Return the number of orders for each sum of squared rank differences: 0, 2, 4 or more."""
    orders = np.array(list(permutations(range(n))), dtype=np.int16)
    sums = ((orders - np.arange(n)) ** 2).sum(axis=1, dtype=np.int64)
    counts = np.bincount(sums // 2, minlength=(n**3 - n) // 6 + 1)
    return np.asarray(counts[::-1].cumsum()[::-1], dtype=float)


def _upper_tail(statistic: int, n: int) -> float:
    """Return the probability that Spearman's statistic is at least as large, by enumeration."""
    if n > _ENUMERATED:
        return float("nan")
    counts = _statistic_counts(n)
    step = max(0, -(-statistic // 2))
    return float(counts[step] / counts[0]) if step < len(counts) else 0.0


def _series_tail(statistic: int, n: int, *, lower: bool) -> float:
    """Return a tail of Spearman's statistic by the series of Best and Roberts (1975), AS 89."""
    if statistic <= 0:
        return 0.0 if lower else 1.0
    if statistic > n * (n * n - 1) / 3:
        return 1.0 if lower else 0.0
    b = 1 / n
    x = (6 * (statistic - 1) * b / (n * n - 1.0) - 1) * np.sqrt(n - 1.0)
    y = x * x
    inner = 0.0879 + b * 0.0151 - y * (0.0072 - 0.0831 * b + y * b * (0.0131 - 4.6e-4 * y))
    outer = 0.2274 + b * (0.2531 + 0.1745 * b)
    u = x * b * (outer + y * (-0.0758 + b * (0.1033 + 0.3932 * b) - y * b * inner))
    u /= np.exp(y / 2)
    tail = special.ndtr(x) - u if lower else special.ndtr(-x) + u
    return float(min(max(tail, 0.0), 1.0))


def _test_kendall(left: Floats, right: Floats) -> Floats:
    n = len(left)
    tau = _kendall(left, right)
    p_values = np.full(tau.shape, np.nan)
    clear = np.outer(_find_untied(left), _find_untied(right))
    ties_left, ties_right = _tie_counts(left), _tie_counts(right)
    for i, j in np.argwhere(~np.isnan(tau)):
        if clear[i, j] and n < _LARGEST_KENDALL:
            p_values[i, j] = _kendall_exact(round((tau[i, j] + 1) * n * (n - 1) / 4), n)
        else:
            p_values[i, j] = _kendall_normal(tau[i, j], n, ties_left[i], ties_right[j])
    return p_values


def _tie_counts(columns: Floats) -> list[Floats]:
    return [
        np.array([c for c in np.unique(column, return_counts=True)[1] if c > 1], dtype=float)
        for column in columns.T
    ]


@lru_cache(maxsize=_LARGEST_KENDALL)
def _kendall_cumulative(n: int) -> Floats:
    """Return the probabilities that at most 0, 1, 2, ... pairs of n rows are concordant."""
    counts = np.ones(1)
    for size in range(2, n + 1):
        counts = np.convolve(counts, np.ones(size)) / size
    return np.asarray(counts.cumsum(), dtype=float)


def _kendall_exact(concordant: int, n: int) -> float:
    below = _kendall_cumulative(n)
    lower = below[concordant]
    upper = 1 - (below[concordant - 1] if concordant else 0.0)
    return float(min(1.0, 2 * min(lower, upper)))


def _kendall_normal(tau: float, n: int, ties_left: Floats, ties_right: Floats) -> float:
    pairs = n * (n - 1) / 2
    tied = [(ties * (ties - 1) / 2).sum() for ties in (ties_left, ties_right)]
    score = tau * np.sqrt((pairs - tied[0]) * (pairs - tied[1]))
    spread = [(ties * (ties - 1) * (2 * ties + 5)).sum() for ties in (ties_left, ties_right)]
    triples = [(ties * (ties - 1) * (ties - 2)).sum() for ties in (ties_left, ties_right)]
    variance = (n * (n - 1) * (2 * n + 5) - sum(spread)) / 18
    variance += 4 * tied[0] * tied[1] / (2 * n * (n - 1))
    if n > 2:
        variance += triples[0] * triples[1] / (9 * n * (n - 1) * (n - 2))
    return float(2 * special.ndtr(-abs(score) / np.sqrt(variance)))


_TESTS: dict[str, Callable[[Floats, Floats], Floats]] = {
    "pearson": _test_pearson,
    "spearman": _test_spearman,
    "kendall": _test_kendall,
}
