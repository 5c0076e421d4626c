"""Intervals, medians and means of simulated scores and ranks, each with its simulation error.

A statistic is computed from all runs. Its error is the standard error of the mean of the same
statistic over the independent scramblings. It measures only the effect of another seed.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import numpy.typing as npt

from ictindex.engine.statistics.rank_statistics import (
    Counts,
    count_ranks,
    expected_ranks,
    rank_quantiles,
    standard_error,
)

Floats = npt.NDArray[np.float64]


def score_quantiles(scores: Floats, levels: Floats) -> Floats:
    """Return quantiles along the first axis, each a score that was drawn; shape (..., levels)."""
    if not len(scores):
        return np.full((*scores.shape[1:], len(levels)), np.nan)
    ordered = np.sort(scores, axis=0)
    places = np.maximum(np.ceil(levels * len(scores) - 1e-9).astype(int) - 1, 0)
    return np.moveaxis(ordered[places], 0, -1)


def summarise_scores(
    scores: Floats, used: npt.NDArray[np.bool_], levels: Floats
) -> dict[str, Floats]:
    """Return quantiles and means of scores (scramblings x runs x columns) over the used runs."""
    names = ("low", "median", "high")
    if used.all():
        pooled = scores.reshape(-1, scores.shape[-1])
        quantiles = score_quantiles(pooled, levels)
        apart = np.stack([score_quantiles(each, levels) for each in scores])
        means = scores.mean(axis=1)
    else:
        quantiles = score_quantiles(scores[used], levels)
        parts = [each[rows] for each, rows in zip(scores, used, strict=True)]
        apart = np.stack([score_quantiles(part, levels) for part in parts])
        means = np.stack([part.mean(axis=0) if len(part) else apart[0, :, 0] for part in parts])
    errors = standard_error(apart)
    summary = {name: quantiles[:, n] for n, name in enumerate(names)}
    summary |= {f"{name}_error": errors[:, n] for n, name in enumerate(names)}
    return summary | {"mean": means.mean(axis=0), "mean_error": standard_error(means)}


def count_scrambled(ranks: npt.NDArray[Any], most: int) -> Counts:
    """Return the counts of ranks (scramblings x runs x columns) by scrambling and column."""
    return np.stack([count_ranks(each, most) for each in ranks])


def summarise_ranks(counts: Counts, levels: Floats) -> Mapping[str, npt.NDArray[Any]]:
    """Return quantiles, mean and ends of ranks from their counts by scrambling."""
    pooled = counts.sum(axis=0)
    quantiles, apart = rank_quantiles(pooled, levels), rank_quantiles(counts, levels)
    errors, there = standard_error(apart.astype(np.float64)), pooled > 0
    names = ("low", "median", "high")
    summary: dict[str, npt.NDArray[Any]] = {n: quantiles[:, i] for i, n in enumerate(names)}
    summary |= {f"{name}_error": errors[:, i] for i, name in enumerate(names)}
    summary["mean"] = expected_ranks(pooled)
    summary["mean_error"] = standard_error(expected_ranks(counts))
    summary["best"] = there.argmax(axis=1) + 1
    summary["worst"] = there.shape[1] - there[:, ::-1].argmax(axis=1)
    return summary


def shares_of(counts: Counts) -> tuple[Floats, Floats]:
    """Return counts by scrambling as shares of all runs, and the error of each."""
    runs = counts.sum(axis=-1, keepdims=True)
    pooled = counts.sum(axis=0)
    shares: Floats = pooled / pooled.sum(axis=-1, keepdims=True)
    return shares, standard_error(counts / runs)
