"""Aggregations in float64, on arrays of (economies, parts, ...).

Simulation and frames use them. A missing score is NaN. No published figure comes from here.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from ictindex.core.errors import UsageError
from ictindex.engine.float_operations import Floats, as_floats
from ictindex.engine.statistics.rank_statistics import level_floats

_TIE = 1e-12  # share of the compared weight: a smaller difference is a tie changed by rounding


def aggregate_scores(
    operation: str,
    form: Callable[[Floats, Floats, Mapping[str, float]], Any],
    scores: Any,
    weights: Any,
    options: Mapping[str, float],
    least_share: float,
    positive: bool,
) -> Floats:
    """Aggregate the second axis of an array of scores."""
    array = as_floats(scores)
    counted = _weights(weights, array)
    present = ~np.isnan(array)
    share = present.sum(axis=1) / array.shape[1]
    usable = (share >= least_share) & (share > 0)
    array = np.where(usable[:, None], array, np.nan)
    low = positive & (array <= 0)
    if low.any():
        raise UsageError(
            "operation.not-positive", operation=operation, value=repr(float(array[low][0]))
        )
    with np.errstate(invalid="ignore", divide="ignore"):
        result = form(array, counted, options)
    return np.where(np.isfinite(result), result, np.nan)


def _weights(weights: Any, array: Floats) -> Floats:
    """Return weights in the shape (parts, ...)."""
    counted = as_floats([float(w) for w in weights]) if not hasattr(weights, "ndim") else weights
    counted = as_floats(counted)
    if (counted < 0).any():
        raise UsageError("operation.negative-weight", value=repr(float(counted.min())))
    if not (counted.sum(axis=0) > 0).all():
        raise UsageError("operation.no-weight")
    return counted.reshape(*counted.shape, *(1,) * (array.ndim - 1 - counted.ndim))


def _spread(array: Floats, weights: Floats) -> tuple[Floats, Floats]:
    """Give scores and weights the same further axes."""
    further = np.broadcast_shapes(array.shape[2:], weights.shape[1:])
    return (
        np.broadcast_to(array, (*array.shape[:2], *further)),
        np.broadcast_to(weights, (len(weights), *further)),
    )


def weighted_mean(array: Floats, weights: Floats) -> Floats:
    """Return the weighted mean along the second axis, without NaN, in a fixed order."""
    total: Any = 0.0
    weight: Any = 0.0
    for n in range(array.shape[1]):
        # The loop has a fixed order: sums of libraries differ by version and processor.
        present = ~np.isnan(array[:, n])
        total = total + np.where(present, array[:, n], 0.0) * weights[n]
        weight = weight + present * weights[n]
    return np.asarray(total / weight)


def weighted_median(array: Floats, weights: Floats) -> Floats:
    """Return the weighted median along the second axis."""
    array, weights = _spread(array, weights)
    counted = np.where(np.isnan(array), 0.0, np.broadcast_to(weights, array.shape))
    order = np.argsort(array, axis=1, kind="stable")
    values = np.take_along_axis(array, order, axis=1)
    totals = np.cumsum(np.take_along_axis(counted, order, axis=1), axis=1)
    half = totals[:, -1:] / 2
    near = _TIE * totals[:, -1:]
    first = np.argmax(totals >= half - near, axis=1)[:, None]
    second = np.argmax(totals > half + near, axis=1)[:, None]
    pair = [np.take_along_axis(values, at, axis=1)[:, 0] for at in (first, second)]
    return np.asarray((pair[0] + pair[1]) / 2)


def contests(array: Floats, weights: Floats) -> tuple[Floats, Floats]:
    """Return by pair of rows the weight for the first less that for the second, and the sum.

    Only parts that both have are compared; shape (economies, economies, ...).
    """
    array = level_floats(array)
    ahead: Any = 0.0
    compared: Any = 0.0
    for n in range(array.shape[1]):
        column = array[:, n]
        sign = np.sign(column[:, None] - column[None, :])
        both = ~np.isnan(sign)
        ahead = ahead + np.where(both, sign, 0.0) * weights[n]
        compared = compared + both * weights[n]
    return np.asarray(ahead), np.asarray(compared)


def contests_won(array: Floats, weights: Floats) -> Floats:
    """Return how many others each row beats, less those that beat it."""
    ahead, compared = contests(array, weights)
    outcome = np.where(np.abs(ahead) <= _TIE * compared, 0.0, np.sign(ahead))
    scores = outcome.sum(axis=1)
    return np.where(np.isnan(array).all(axis=1), np.nan, scores)


def best_weighted_sums(array: Floats, weights: Floats, options: Mapping[str, float]) -> Floats:
    """Solve the programme of each economy; further axes one after another."""
    array, weights = _spread(array, weights)
    flat = array.reshape(*array.shape[:2], -1)
    by_case = weights.reshape(array.shape[1], -1)
    result = np.full((len(array), flat.shape[2]), np.nan)
    for case in range(flat.shape[2]):
        whole = ~np.isnan(flat[:, :, case]).any(axis=1)
        rows = flat[whole, :, case]
        limits = float_limits(by_case[:, case], options)
        result[whole, case] = [options["scale"] * solve_shares(row, rows, limits) for row in rows]
    return result.reshape(len(array), *array.shape[2:])


def float_limits(weights: Floats, options: Mapping[str, float]) -> Floats:
    """Return the least and the largest share of each part in a score."""
    low = np.full(len(weights), options.get("lower-share", 0.0))
    high = np.full(len(weights), options.get("upper-share", 1.0))
    if "deviation" in options:
        share = weights / weights.sum()
        low = np.maximum(low, share * (1 - options["deviation"]))
        high = np.minimum(high, share * (1 + options["deviation"]))
    if low.sum() > 1 + _TIE or high.sum() < 1 - _TIE:
        raise UsageError("operation.unfit-limits", operation="benefit-of-the-doubt")
    return np.stack([low, high])


def solve_shares(row: Floats, peers: Floats, limits: Floats) -> float:
    """Return the largest weighted sum of a row such that no peer has more than 1."""
    return solve_share_programme(row, peers, limits)[0]


def solve_share_programme(row: Floats, peers: Floats, limits: Floats) -> tuple[float, Floats]:
    """Return the same sum, and the dual value of each peer: 0 for peers that do not bind."""
    from scipy.optimize import linprog

    unit = np.eye(len(row))
    table = np.concatenate([peers / row, limits[0][:, None] - unit, unit - limits[1][:, None]])
    bounds = np.concatenate([np.ones(len(peers)), np.zeros(2 * len(row))])
    solution = linprog(-np.ones(len(row)), A_ub=table, b_ub=bounds, method="highs")
    return float(-solution.fun), -as_floats(solution.ineqlin.marginals[: len(peers)])
