"""Operations of composite indicators in float64 on arrays, for simulation and frames.

Economies are on the first axis; the other axes (indicators, years, draws) are free. A missing value
is NaN. No published figure comes from here.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any

import numpy as np
import numpy.typing as npt

from ictindex.engine.statistics import moments
from ictindex.engine.statistics.rank_statistics import rank_floats

Floats = npt.NDArray[np.float64]


def as_floats(values: Any) -> Floats:
    """Return an array of float64; Decimals and ``None`` are accepted."""
    return np.asarray(values, dtype=np.float64)


def _reduce_present(function: Callable[..., Any], array: Floats) -> Floats:
    """Reduce the first axis without the missing values; a column without any is NaN."""
    filled = np.where(np.isnan(array), -np.inf if function is np.max else np.inf, array)
    return np.asarray(np.where(np.isnan(array).all(axis=0), np.nan, function(filled, axis=0)))


def mean_of(array: Floats) -> Floats:
    """Return the mean of each column, without its missing values."""
    present = ~np.isnan(array)
    count = present.sum(axis=0)
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.asarray(np.where(present, array, 0.0).sum(axis=0) / count)


def deviation_of(array: Floats, less: int) -> Floats:
    """Return the standard deviation of each column, with n - ``less`` in the divisor."""
    present = ~np.isnan(array)
    squares = np.where(present, (array - mean_of(array)) ** 2, 0.0).sum(axis=0)
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.asarray(np.sqrt(squares / (present.sum(axis=0) - less)))


def set_of_arrays(array: Floats, make: Callable[..., Any]) -> Any:
    """Return the values that a normalisation is fitted to, as the class of its set."""
    return make(
        _reduce_present(np.min, array),
        _reduce_present(np.max, array),
        partial(mean_of, array),
        partial(deviation_of, array),
    )


def _clip(values: Any, least: Any, most: Any) -> Any:
    low = None if least is None else float(least)
    return np.clip(values, low, float(most))


def apply_line(score: Any, values: Any, parameters: Mapping[str, Any]) -> Floats:
    """Apply a normalisation by its formula; a column without a range is NaN."""
    with np.errstate(invalid="ignore", divide="ignore"):
        scores = np.asarray(score(as_floats(values), parameters, _clip))
    return np.where(np.isfinite(scores), scores, np.nan)


def rank_scores(
    order_score: Callable[..., Any], values: Any, ordered: Sequence[Any], less_is_better: bool
) -> Floats:
    """Score values by their ranks among the ordered values of a set."""
    reference = as_floats(ordered)
    array = _snap(as_floats(values), reference)
    if less_is_better:
        worse = len(reference) - np.searchsorted(reference, array, side="right")
    else:
        worse = np.searchsorted(reference, array, side="left")
    return np.where(np.isnan(array), np.nan, _score_operation(order_score, worse, len(reference)))


def _snap(values: Floats, ordered: Floats) -> Floats:
    """Replace values by those of the set that differ only in the last bits of a logarithm."""
    position = np.searchsorted(ordered, values)
    for near in (position - 1, position):
        own = ordered[np.clip(near, 0, len(ordered) - 1)]
        values = np.where(np.isclose(values, own, rtol=1e-13, atol=1e-13), own, values)
    return values


def _score_operation(order_score: Callable[..., Any], worse: Any, count: Any) -> Any:
    with np.errstate(invalid="ignore", divide="ignore"):
        return order_score(as_floats(worse), as_floats(count), _clip)


def rank_within(order_score: Callable[..., Any], values: Any, less_is_better: bool) -> Floats:
    """Score every column by the ranks within it."""
    array = as_floats(values)
    worse = rank_floats(array if less_is_better else -array) - 1
    count = (~np.isnan(array)).sum(axis=0)
    scores = np.where(np.isnan(array), np.nan, _score_operation(order_score, worse, count))
    return np.where(np.isfinite(scores), scores, np.nan)


def treat_values(form: Callable[..., Any], values: Any, parameters: Mapping[str, Any]) -> Floats:
    """Treat the values of an array by the form of a treatment; undefined ones become NaN."""
    x = as_floats(values)
    p = {name: as_floats(value) for name, value in parameters.items()}
    with np.errstate(invalid="ignore", divide="ignore"):
        treated = form(x, p)
    return np.where(np.isfinite(treated), treated, np.nan)


def float_shape(values: Any) -> tuple[float, float] | None:
    """Return skewness and excess kurtosis (type 2) of present values; ``None`` if all are equal."""
    column = moments.drop_missing(values)
    if column.min() == column.max():
        return None
    return moments.skewness(column), moments.kurtosis(column)
