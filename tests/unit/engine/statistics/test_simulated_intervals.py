"""Intervals of simulated scores and ranks against NumPy's quantiles."""

from __future__ import annotations

import numpy as np

from ictindex.engine.statistics import simulated_intervals as intervals

LEVELS = np.array([0.05, 0.5, 0.95])


def test_quantiles_of_scores_are_scores_that_were_drawn() -> None:
    scores = np.arange(40.0).reshape(20, 2)[::-1]
    expected = np.quantile(scores, LEVELS, axis=0, method="inverted_cdf").T
    assert intervals.score_quantiles(scores, LEVELS).tolist() == expected.tolist()


def test_runs_on_another_scale_do_not_count() -> None:
    random = np.random.default_rng(1)
    scores = random.normal(size=(16, 50, 3))
    used = random.random((16, 50)) < 0.6
    summary = intervals.summarise_scores(scores, used, LEVELS)
    expected = np.quantile(scores[used], 0.5, axis=0, method="inverted_cdf")
    assert summary["median"].tolist() == expected.tolist()
    means = np.stack([each[rows].mean(axis=0) for each, rows in zip(scores, used, strict=True)])
    np.testing.assert_allclose(summary["mean_error"], means.std(axis=0, ddof=1) / 4)


def test_scores_without_any_run_that_counts_are_no_numbers() -> None:
    summary = intervals.summarise_scores(np.ones((16, 4, 2)), np.zeros((16, 4), bool), LEVELS)
    assert np.isnan(summary["median"]).all()


def test_ranks_have_their_ends_and_shares() -> None:
    ranks = np.array([[[1, 2], [2, 1]], [[1, 2], [1, 2]]])
    counts = intervals.count_scrambled(ranks, 2)
    summary = intervals.summarise_ranks(counts, LEVELS)
    assert summary["best"].tolist() == [1, 1]
    assert summary["worst"].tolist() == [2, 2]
    assert summary["mean"].tolist() == [1.25, 1.75]
    shares, errors = intervals.shares_of(counts)
    assert shares.tolist() == [[0.75, 0.25], [0.25, 0.75]]
    assert errors.tolist() == [[0.25, 0.25], [0.25, 0.25]]
