"""Sampling errors against the intervals of scipy, a simulation and mathematics."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from scipy import stats

from ictindex.data.sampling_errors import (
    error_of_difference,
    interval_widths,
    largest_error,
    quantile,
    simple_random_error,
)

LEVELS = st.sampled_from([80.0, 90.0, 95.0, 99.0])


@given(level=st.floats(50, 99.99))
def test_the_quantile_is_that_of_the_normal_distribution(level: float) -> None:
    assert quantile(level) == pytest.approx(stats.norm.ppf(0.5 + level / 200), rel=1e-9)


def test_a_simple_random_sample_has_the_error_of_the_binomial_distribution() -> None:
    assert simple_random_error(0.3, 200) == pytest.approx(stats.binom(200, 0.3).std() / 200)


def test_the_error_of_a_difference_is_that_of_independent_draws() -> None:
    draws = np.random.default_rng(7).normal(0, [[3.0], [4.0]], (2, 400_000))
    assert error_of_difference(3, 4) == 5
    assert np.std(draws[0] - draws[1]) == pytest.approx(5, rel=0.01)


@given(
    outcomes=st.lists(st.floats(0, 1), min_size=1, max_size=12),
    weights=st.lists(st.floats(0.01, 1), min_size=12, max_size=12),
)
def test_nothing_between_0_and_1_varies_more(outcomes: list[float], weights: list[float]) -> None:
    share = np.array(weights[: len(outcomes)]) / sum(weights[: len(outcomes)])
    mean = float(np.clip(share @ np.array(outcomes), 0, 1))
    deviation = math.sqrt(max(0.0, float(share @ (np.array(outcomes) - mean) ** 2)))
    assert deviation <= largest_error(mean) + 1e-6


def test_two_outcomes_reach_the_largest_error() -> None:
    assert largest_error(0.2) == pytest.approx(stats.bernoulli(0.2).std())


@pytest.mark.slow
@given(hits=st.integers(1, 400), misses=st.integers(1, 400), level=LEVELS)
def test_intervals_of_textbooks_are_within_the_widths(hits: int, misses: int, level: float) -> None:
    n = hits + misses
    assume(n >= 10)
    share = hits / n
    error = simple_random_error(share, n)
    least, most = interval_widths(share, error, level)
    trial = stats.binomtest(hits, n)
    widths = {
        method: interval.high - interval.low
        for method in ("exact", "wilson", "wilsoncc")
        for interval in [trial.proportion_ci(level / 100, method)]
    }
    # Those that the function names are equal to it; the exact one is near.
    assert least <= widths["wilson"] * (1 + 1e-9)
    assert widths["wilsoncc"] <= most * (1 + 1e-9)
    assert 0.95 * least <= widths["exact"] <= 1.1 * most


@given(share=st.floats(0.02, 0.98), error=st.floats(0.001, 0.06), level=LEVELS)
def test_the_logit_interval_is_within_the_widths(share: float, error: float, level: float) -> None:
    middle, half = math.log(share / (1 - share)), error / (share * (1 - share))
    ends = stats.logistic.cdf(middle + np.array([-1, 1]) * half * stats.norm.ppf(0.5 + level / 200))
    least, most = interval_widths(share, error, level)
    assert least - 1e-9 <= ends[1] - ends[0] <= most + 1e-9


@given(share=st.floats(0.01, 0.99), error=st.floats(0.0005, 0.05), level=LEVELS)
def test_shares_and_their_complements_have_the_same_widths(
    share: float, error: float, level: float
) -> None:
    widths, others = (interval_widths(p, error, level) for p in (share, 1 - share))
    assert widths == pytest.approx(others, rel=1e-6)


def test_without_spread_there_is_the_normal_interval_alone() -> None:
    assert interval_widths(0, 0.01, 95) == pytest.approx((0.01 * quantile(95),) * 2)
    assert interval_widths(0.5, 0, 95) == (0, 0)
