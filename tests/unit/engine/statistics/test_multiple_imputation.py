"""Rubin's rules on a published formula by hand, and draws with the spread that theory gives."""

from __future__ import annotations

import numpy as np
import pytest
from statsmodels.imputation import mice
from statsmodels.regression.linear_model import OLS

from ictindex.core.errors import UsageError
from ictindex.engine.statistics import missing_values as filling
from ictindex.engine.statistics.multiple_imputation import (
    draw_from_chains,
    draw_from_groups,
    draw_from_normal,
    draw_from_regressions,
    pool_estimates,
)


def test_estimates_are_pooled_by_rubins_rules() -> None:
    # By hand: mean 4, within 2, between 1, total 2 + 4/3; r = 2/3, so 2 (1 + 3/2)^2 = 12.5.
    pooled = pool_estimates(np.array([3.0, 4.0, 5.0]), np.array([1.0, 2.0, 3.0]))
    assert float(pooled.estimate) == 4
    assert float(pooled.within) == 2
    assert float(pooled.between) == 1
    assert float(pooled.total) == pytest.approx(10 / 3)
    assert float(pooled.freedom) == pytest.approx(12.5)
    # (r + 2 / (nu + 3)) / (r + 1)
    assert float(pooled.missing_information) == pytest.approx((2 / 3 + 2 / 15.5) / (5 / 3))


def test_few_complete_degrees_of_freedom_are_never_exceeded() -> None:
    # Barnard and Rubin (1999): lambda = 0.4, nu_obs = (31/33) 30 (1 - 0.4).
    pooled = pool_estimates(np.array([3.0, 4.0, 5.0]), np.array([1.0, 2.0, 3.0]), 30)
    observed = 31 / 33 * 30 * 0.6
    assert float(pooled.freedom) == pytest.approx(1 / (1 / 12.5 + 1 / observed))


def test_the_total_variance_is_that_of_statsmodels() -> None:
    # MICEResults pools coefficients by the same formula.
    rng = np.random.default_rng(0)
    x = rng.normal(size=40)
    fits = [OLS(x + rng.normal(size=40), np.column_stack([np.ones(40), x])).fit() for _ in range(5)]
    whole = mice.MICE("y ~ x", OLS, None)
    whole.results_list, whole.exog_names, whole.endog_names = fits, ["1", "x"], "y"
    theirs = whole.combine()
    ours = pool_estimates(
        np.stack([fit.params for fit in fits]),
        np.stack([np.diag(fit.cov_params()) for fit in fits]),
    )
    assert ours.estimate == pytest.approx(theirs.params)
    assert ours.total == pytest.approx(np.diag(theirs.cov_params()))


def test_scores_that_do_not_vary_within_have_the_spread_between() -> None:
    pooled = pool_estimates(np.array([[1.0, 7.0], [2.0, 7.0], [3.0, 7.0], [4.0, 7.0]]))
    assert pooled.total == pytest.approx([5 / 3 * 1.25, 0])
    assert pooled.freedom[0] == 3
    assert pooled.missing_information.tolist() == [1, 0]
    # Student's t with 3 degrees of freedom at 97.5 %: 3.1824.
    assert pooled.half_width() == pytest.approx([3.182446305 * np.sqrt(5 / 3 * 1.25), 0])


def test_one_imputation_is_none() -> None:
    with pytest.raises(UsageError, match="needs at least two values for each cell"):
        pool_estimates(np.array([1.0]))


def linear(rows: int = 200) -> np.ndarray[tuple[int, int], np.dtype[np.float64]]:
    rng = np.random.default_rng(2)
    x = rng.normal(size=rows)
    values = np.column_stack([x, 2 * x + rng.normal(scale=0.5, size=rows)])
    values[:3, 1] = np.nan
    values[:3, 0] = [-1, 0, 1]
    return values


@pytest.mark.slow
@pytest.mark.parametrize("draw", [draw_from_regressions, draw_from_normal])
def test_draws_scatter_about_the_prediction_as_residuals_do(draw: object) -> None:
    drawn = draw(linear(100), 200, 1)  # type: ignore[operator]
    assert drawn.shape == (200, 3)
    assert drawn.mean(0) == pytest.approx([-2, 0, 2], abs=0.2)
    # Residual deviation 0.5, and a little for what is not known of the line.
    assert drawn.std(0, ddof=1) == pytest.approx([0.5] * 3, rel=0.25)


@pytest.mark.slow
def test_chained_draws_scatter_too() -> None:
    drawn = draw_from_chains(linear(80), 25, 1)
    assert drawn.mean(0) == pytest.approx([-2, 0, 2], abs=0.4)
    assert drawn.std(0, ddof=1) == pytest.approx([0.5] * 3, rel=0.5)


@pytest.mark.slow
def test_draws_of_donors_have_the_variance_of_the_bootstrap() -> None:
    # With n donors of variance s^2 (n - 1 below): each draw has the variance of the donors.
    values = np.array([[0.0], [1.0], [2.0], [3.0], [np.nan]])
    donors = filling.fill_by_group(values, None, lambda x: float(x.mean())).donors
    drawn = draw_from_groups(values, donors, 4000, 5)
    assert set(drawn[:, 0]) == {0, 1, 2, 3}
    assert drawn.mean() == pytest.approx(1.5, abs=0.06)
    assert drawn.var() == pytest.approx(1.25, rel=0.06)


@pytest.mark.parametrize("draw", [draw_from_regressions, draw_from_normal, draw_from_chains])
def test_the_same_seed_draws_the_same(draw: object) -> None:
    first, same, other = (draw(linear(), 2, seed).tolist() for seed in (1, 1, 2))  # type: ignore[operator]
    assert first == same != other
