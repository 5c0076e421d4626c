"""Tests of convergence against statsmodels and SciPy."""

from __future__ import annotations

import math

import numpy as np
import pytest
from scipy import stats

from ictindex.engine.statistics.convergence_tests import beta_test, dispersion_test, fit_line, logit

RNG = np.random.default_rng(8)
FIRST = RNG.normal(50, 12, 60)
LAST = 15 + 0.8 * FIRST + RNG.normal(0, 4, 60)


@pytest.mark.slow
def test_line_and_its_errors_are_those_of_statsmodels() -> None:
    api = pytest.importorskip("statsmodels.api")
    fitted = api.OLS(LAST - FIRST, api.add_constant(FIRST)).fit()
    robust = fitted.get_robustcov_results("HC3")
    line = beta_test(FIRST, LAST).regression
    assert (line.intercept, line.slope) == pytest.approx(tuple(fitted.params), rel=1e-10)
    assert line.error == pytest.approx(fitted.bse[1], rel=1e-10)
    assert line.robust_error == pytest.approx(robust.bse[1], rel=1e-10)
    assert line.r_squared == pytest.approx(fitted.rsquared, rel=1e-10)
    assert line.t == pytest.approx(fitted.tvalues[1], rel=1e-10)
    assert line.robust_t == pytest.approx(robust.tvalues[1], rel=1e-10)


def test_beta_is_mean_reversion_and_dispersion() -> None:
    test = beta_test(FIRST, LAST)
    assert test.correlation == pytest.approx(np.corrcoef(FIRST, LAST)[0, 1])
    assert test.mean_reversion + test.dispersion_part == pytest.approx(test.beta)


def test_noise_alone_gives_a_beta_below_zero_without_any_convergence() -> None:
    """Two noisy readings of the same levels: dispersion is the same, beta is not zero."""
    rng = np.random.default_rng(3)
    level = rng.normal(0, 1, 4000)
    test = beta_test(level + rng.normal(0, 0.5, 4000), level + rng.normal(0, 0.5, 4000))
    assert test.beta == pytest.approx(-0.2, abs=0.04)
    assert abs(test.dispersion_part) < 0.03


def test_dispersion_test_is_the_correlation_of_sum_and_difference() -> None:
    r, p = stats.pearsonr(FIRST + LAST, LAST - FIRST)
    test = dispersion_test(FIRST, LAST)
    assert test.p == pytest.approx(p, rel=1e-10)
    assert math.copysign(1, test.t) == math.copysign(1, r) == -1
    assert test.first == pytest.approx(np.std(FIRST, ddof=1))


def test_equal_levels_leave_nothing_to_test() -> None:
    test = dispersion_test(FIRST, FIRST + 1)
    assert math.isnan(test.t)
    assert math.isnan(test.p)


def test_a_dispersion_that_shrinks_in_exact_proportion_is_beyond_doubt() -> None:
    test = dispersion_test(FIRST, 0.5 * FIRST + 30)
    assert (test.t, test.p) == (-math.inf, 0.0)


def test_logits_are_undefined_at_the_ceiling_and_at_zero() -> None:
    values = logit([0, 50, 75, 100, 110], 100)
    assert values[1:3] == pytest.approx([0, math.log(3)])
    assert np.isnan(values[[0, 3, 4]]).all()


def test_a_line_needs_points() -> None:
    with pytest.raises(ValueError, match="three points"):
        fit_line([1, 2], [1, 2])
    with pytest.raises(ValueError, match="same"):
        fit_line([1, 1, 1], [1, 2, 3])
    with pytest.raises(ValueError, match="three units"):
        dispersion_test([1, 2], [1, 2])
