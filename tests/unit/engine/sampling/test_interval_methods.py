"""Intervals and design effects against scipy's distributions."""

import numpy as np
import pytest
from scipy import stats

from ictindex.engine.sampling import interval_methods as methods

SHARES, ERRORS = np.array([[0.2, 0.7]]), np.array([[0.03, 0.05]])
FREEDOM, BASES = np.array([[12, 30]]), np.array([[150, 90]])


@pytest.mark.parametrize("level", [90.0, 95.0, 99.0])
def test_student_quantiles_are_those_of_scipy(level: float) -> None:
    expected = stats.t.ppf((1 + level / 100) / 2, FREEDOM)
    assert np.allclose(methods.student_quantiles(FREEDOM, level), expected, rtol=1e-10)


def test_without_a_degree_of_freedom_there_is_no_quantile() -> None:
    assert np.isnan(methods.student_quantiles([0, -1], 95)).all()


def test_the_interval_of_korn_and_graubard_is_a_beta_distribution() -> None:
    lower, upper = methods.korn_graubard_interval(SHARES, ERRORS, FREEDOM, BASES, 95)
    ratio = stats.t.ppf(0.975, BASES - 1) / stats.t.ppf(0.975, FREEDOM)
    n = SHARES * (1 - SHARES) / ERRORS**2 * ratio**2
    hit, missed = n * SHARES, n * (1 - SHARES)
    assert np.allclose(lower, stats.beta.ppf(0.025, hit, missed + 1), rtol=1e-9)
    assert np.allclose(upper, stats.beta.ppf(0.975, hit + 1, missed), rtol=1e-9)


def test_a_design_effect_needs_more_weight_than_records() -> None:
    sizes = np.array([[1500.0, 80.0]])
    effects = methods.proportion_effects(SHARES, ERRORS, BASES, sizes, replace=False)
    assert effects[0, 0] == pytest.approx(0.03**2 / (0.16 / 149 * 0.9), rel=1e-13)
    assert np.isnan(effects[0, 1])
    free = methods.proportion_effects(SHARES, ERRORS, BASES, sizes, replace=True)
    assert free[0, 1] == pytest.approx(0.05**2 / (0.21 / 89), rel=1e-13)


def test_a_value_of_nothing_has_no_coefficient_of_variation() -> None:
    result = methods.coefficients_of_variation(np.array([2.0, -2.0, 0.0]), np.full(3, 0.5))
    assert result[:2].tolist() == [0.25, 0.25]
    assert np.isnan(result[2])
