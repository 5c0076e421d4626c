"""Moments, quantiles and the extreme values of one column of numbers."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from ictindex.core.data_classes import dataclass

Floats = npt.NDArray[np.float64]
_NONE = float("nan")


def drop_missing(values: npt.ArrayLike) -> Floats:
    """Return the values that are not missing, as floats."""
    column = np.asarray(values, dtype=float).ravel()
    kept: Floats = column[~np.isnan(column)]
    return kept


def skewness(values: npt.ArrayLike) -> float:
    r"""Return the skewness of a sample, corrected for its size (type 2, as SPSS and Excel).

    .. math:: G_1 = \frac{\sqrt{n(n-1)}}{n-2} \cdot \frac{m_3}{m_2^{3/2}}
    """
    column = drop_missing(values)
    n = len(column)
    if n < 3 or _is_constant(column):
        return _NONE
    deviations = column - column.mean()
    second, third = (deviations**2).mean(), (deviations**3).mean()
    return float(np.sqrt(n * (n - 1)) / (n - 2) * third / second**1.5)


def kurtosis(values: npt.ArrayLike) -> float:
    r"""Return the excess kurtosis of a sample, corrected for its size (type 2, as SPSS and Excel).

    .. math:: G_2 = \frac{n-1}{(n-2)(n-3)}\left((n+1)\left(\frac{m_4}{m_2^2} - 3\right) + 6\right)
    """
    column = drop_missing(values)
    n = len(column)
    if n < 4 or _is_constant(column):
        return _NONE
    deviations = column - column.mean()
    second, fourth = (deviations**2).mean(), (deviations**4).mean()
    excess = fourth / second**2 - 3
    return float((n - 1) / ((n - 2) * (n - 3)) * ((n + 1) * excess + 6))


def _is_constant(column: Floats) -> bool:
    return bool(column.min() == column.max())


def quantiles(values: npt.ArrayLike, probabilities: Sequence[float]) -> Floats:
    """Return quantiles by linear interpolation of the order statistics (type 7, as R)."""
    column = drop_missing(values)
    if not len(column):
        return np.full(len(probabilities), _NONE)
    return np.asarray(np.quantile(column, probabilities), dtype=float)


@dataclass(frozen=True, slots=True)
class Moments:
    """The usual statistics of one column; those that are not defined are NaN."""

    rows: int
    count: int
    minimum: float
    maximum: float
    mean: float
    median: float
    standard_deviation: float
    skewness: float
    kurtosis: float
    nonzero: int
    unique: int
    repeated: int


def compute_moments(values: npt.ArrayLike) -> Moments:
    """Compute the statistics of a column; missing values (NaN) do not count."""
    whole = np.asarray(values, dtype=float).ravel()
    column = drop_missing(whole)
    count = len(column)
    if not count:
        blank = (_NONE,) * 7
        return Moments(len(whole), 0, *blank, nonzero=0, unique=0, repeated=0)
    times = np.unique(column, return_counts=True)[1]
    return Moments(
        rows=len(whole),
        count=count,
        minimum=float(column.min()),
        maximum=float(column.max()),
        mean=float(column.mean()),
        median=float(np.median(column)),
        standard_deviation=float(column.std(ddof=1)) if count > 1 else _NONE,
        skewness=skewness(column),
        kurtosis=kurtosis(column),
        nonzero=int((column != 0).sum()),
        unique=len(times),
        repeated=int(times.max()),
    )


def is_heavy_tailed(skew: float, excess: float, most_skewness: float, most_kurtosis: float) -> bool:
    """Tell whether skewness and kurtosis both exceed their thresholds; NaN exceeds nothing."""
    return bool(abs(skew) > most_skewness and excess > most_kurtosis)


def find_extremes(
    values: npt.ArrayLike, most_skewness: float, most_kurtosis: float, most: int
) -> tuple[list[int], bool]:
    """Return the positions of the values that make a column heavy-tailed, the farthest first.

    The most extreme values on the skewed side are set to the next value, as winsorisation does,
    until the rule is met or ``most`` points are changed. The second item of the result states if
    the rule is met. Equal values are changed together.
    """
    column = np.asarray(values, dtype=float).ravel().copy()
    touched: list[int] = []
    while True:
        skew, excess = skewness(column), kurtosis(column)
        if not is_heavy_tailed(skew, excess, most_skewness, most_kurtosis):
            return touched, True
        there = column[~np.isnan(column)]
        end = there.max() if skew > 0 else there.min()
        inner = there[there < end] if skew > 0 else there[there > end]
        at_end = np.flatnonzero(column == end)
        new = [int(row) for row in at_end if row not in touched]
        if len(touched) + len(new) > most:
            return touched, False
        touched += new
        column[at_end] = inner.max() if skew > 0 else inner.min()
