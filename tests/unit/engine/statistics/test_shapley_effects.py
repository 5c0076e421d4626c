"""Shapley effects against the analytic answer for linear functions of normal factors."""

from __future__ import annotations

from itertools import permutations
from typing import Any

import numpy as np
import pytest
from scipy.special import ndtri

from ictindex.core.errors import UsageError
from ictindex.engine.statistics.shapley_effects import (
    ConditionalRuns,
    DependentFactors,
    check_correlation,
    linear_costs,
    sample_costs,
    share_costs,
    subset_masks,
)

SLOPES = np.array([1.0, 2.0, -1.0])
JOINT = np.array([[1.0, 0.5, 0.0], [0.5, 1.0, -0.3], [0.0, -0.3, 1.0]])


def test_two_dependent_normal_factors_have_the_published_effects() -> None:
    # Owen and Prieur (2017), for Y = X1 + X2: half of the common variance to either.
    s1, s2, rho = 1.0, 2.0, 0.6
    joint = np.array([[s1**2, rho * s1 * s2], [rho * s1 * s2, s2**2]])
    variance = s1**2 + 2 * rho * s1 * s2 + s2**2
    first = s1**2 * (1 - rho**2 / 2) + rho * s1 * s2 + rho**2 * s2**2 / 2
    effects = share_costs(linear_costs(np.ones(2), joint))
    assert effects == pytest.approx([first, variance - first], rel=1e-12)


def test_effects_are_the_mean_over_all_orders() -> None:
    costs = linear_costs(SLOPES, JOINT)
    mean = np.zeros(3)
    for order in permutations(range(3)):
        mask = 0
        for factor in order:
            mean[factor] += (costs[mask | 1 << factor] - costs[mask]) / 6
            mask |= 1 << factor
    assert share_costs(costs) == pytest.approx(mean, rel=1e-12)
    assert share_costs(costs).sum() == pytest.approx(SLOPES @ JOINT @ SLOPES, rel=1e-12)


def test_independent_factors_of_a_linear_function_have_their_own_variances() -> None:
    assert share_costs(linear_costs(SLOPES, np.eye(3))) == pytest.approx(SLOPES**2, rel=1e-12)


def test_conditional_draws_estimate_the_analytic_effects() -> None:
    factors = DependentFactors((ndtri, ndtri, ndtri), JOINT)
    how = ConditionalRuns(outer=4096, inner=4, seed=3)
    costs = sample_costs(lambda x: np.stack([x @ SLOPES, x @ SLOPES + 1e3], -1), factors, how)
    exact = share_costs(linear_costs(SLOPES, JOINT)) / (SLOPES @ JOINT @ SLOPES)
    effects = share_costs(costs) / costs[-1]
    assert effects[:, 0] == pytest.approx(exact, abs=0.02)
    assert effects[:, 1] == pytest.approx(effects[:, 0], abs=1e-6)
    assert effects.sum(0) == pytest.approx([1, 1], abs=1e-12)


def test_a_factor_that_is_another_one_shares_with_it() -> None:
    same = np.ones((2, 2))
    factors = DependentFactors((ndtri, ndtri), same)
    costs = sample_costs(lambda x: x[:, 0], factors, ConditionalRuns(outer=512, inner=4))
    assert share_costs(costs)[:, 0] / costs[-1] == pytest.approx([0.5, 0.5], abs=1e-6)
    assert share_costs(linear_costs(np.array([1.0, 0.0]), same)) == pytest.approx([0.5, 0.5])


def test_sets_are_those_of_their_bits() -> None:
    assert subset_masks(2) == [(), (0,), (1,), (0, 1)]


@pytest.mark.parametrize(
    "matrix",
    [np.eye(2), [[1, 2], [2, 1]], [[1, 0.5], [0.4, 1]], [[2, 0], [0, 1]], [[1, np.nan], [0, 1]]],
)
def test_what_is_no_correlation_matrix_is_refused(matrix: Any) -> None:
    count = 3 if np.array_equal(matrix, np.eye(2)) else 2
    with pytest.raises(UsageError, match=f"is not a correlation matrix of {count} factors"):
        check_correlation(np.asarray(matrix, dtype=float), count)


def test_more_factors_than_can_be_visited_are_refused() -> None:
    factors = DependentFactors((ndtri,) * 11, np.eye(11))
    with pytest.raises(UsageError, match="11 factors are too many"):
        sample_costs(lambda x: x[:, 0], factors, ConditionalRuns())
