"""Principal components against scikit-learn, and parallel analysis by what chance gives."""

from __future__ import annotations

import tracemalloc

import numpy as np
import pytest
from scipy import special
from sklearn.decomposition import PCA
from sklearn.preprocessing import StandardScaler

from ictindex.engine.statistics import principal_components as components

GENERATOR = np.random.default_rng(5)
TABLE = GENERATOR.normal(size=(50, 4)) @ GENERATOR.normal(size=(4, 4))


def test_components_are_those_of_scikit_learn_up_to_their_sign() -> None:
    outcome = components.find_components(TABLE)
    other = PCA().fit(StandardScaler().fit_transform(TABLE))
    shares = other.explained_variance_ratio_
    assert outcome.shares == pytest.approx(shares, rel=1e-12)
    assert outcome.cumulative[-1] == pytest.approx(1)
    assert np.abs(outcome.coefficients) == pytest.approx(np.abs(other.components_.T), abs=1e-12)
    assert outcome.rows == 50


def test_loadings_are_correlations_with_the_components() -> None:
    outcome = components.find_components(TABLE)
    standard = (TABLE - outcome.centres) / outcome.scales
    first = standard @ outcome.coefficients[:, 0]
    expected = [np.corrcoef(column, first)[0, 1] for column in TABLE.T]
    assert outcome.loadings[:, 0] == pytest.approx(expected, abs=1e-12)


def test_a_sign_is_chosen_by_the_sum_and_does_not_depend_on_the_order_of_rows() -> None:
    outcome = components.find_components(TABLE)
    assert (outcome.coefficients.sum(axis=0) > 0).all()
    turned = components.find_components(TABLE[::-1])
    assert turned.coefficients == pytest.approx(outcome.coefficients, abs=1e-9)


def test_where_the_sum_is_zero_the_largest_is_positive() -> None:
    x = np.array([1.0, 2, 3, 5])
    outcome = components.find_components(np.column_stack([x, -x]))
    assert np.abs(outcome.coefficients[:, 0]) == pytest.approx([0.5**0.5] * 2)
    assert outcome.coefficients[0, 0] > 0 > outcome.coefficients[1, 0]


def test_incomplete_rows_are_left_out_and_counted() -> None:
    holes = TABLE.copy()
    holes[3, 1] = np.nan
    outcome = components.find_components(holes)
    assert outcome.rows == 49
    expected = components.find_components(np.delete(TABLE, 3, axis=0)).eigenvalues
    assert outcome.eigenvalues == pytest.approx(expected)


def test_a_column_that_does_not_vary_has_no_components() -> None:
    outcome = components.find_components(np.column_stack([np.arange(5.0), np.ones(5)]))
    assert np.isnan(outcome.eigenvalues).all()


def test_parallel_analysis_is_the_same_for_a_seed_and_sums_to_the_columns() -> None:
    first, second = (components.draw_parallel(60, 5, draws=50, seed=7) for _ in range(2))
    assert (first.means == second.means).all()
    assert first.means.sum() == pytest.approx(5)
    assert first.means[0] > 1 > first.means[-1]
    assert (first.quantiles[:2] > first.means[:2]).all()
    assert (components.draw_parallel(60, 5, draws=50, seed=8).means != first.means).any()


def test_parallel_analysis_agrees_with_another_generator() -> None:
    own = components.draw_parallel(100, 6, draws=400)
    eigenvalues = [
        np.linalg.eigvalsh(np.corrcoef(GENERATOR.normal(size=(100, 6)), rowvar=False))[::-1]
        for _ in range(400)
    ]
    assert own.means == pytest.approx(np.mean(eigenvalues, axis=0), abs=0.02)


def test_dimensions_are_counted_up_to_the_first_that_chance_would_give() -> None:
    chance = np.array([1.4, 1.1, 0.9])
    assert components.count_dimensions(np.array([2.0, 1.05, 0.95]), chance) == 1
    assert components.count_dimensions(np.array([1.2, 1.2, 1.0]), chance) == 0
    assert components.count_dimensions(np.array([3.0, 2.0, 1.0]), chance) == 3


@pytest.mark.slow
def test_tables_are_drawn_in_blocks_with_the_digits_of_one_draw() -> None:
    # All tables at once, from the same stream, as Horn's method is written.
    rows, columns, draws, seed = 6000, 4, 60, 5
    raw = np.random.Philox(key=seed).random_raw(draws * rows * columns)
    uniform = ((raw >> np.uint64(11)).astype(float) + 0.5) * 2.0**-53
    tables = special.ndtri(uniform).reshape(draws, rows, columns)
    expected = [np.linalg.eigvalsh(np.corrcoef(table.T))[::-1] for table in tables]
    tracemalloc.start()
    drawn = components.draw_parallel(rows, columns, draws=draws, seed=seed)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert drawn.means == pytest.approx(np.mean(expected, axis=0), abs=1e-12)
    # One array of all numbers is 11 MiB, and there would be several.
    assert peak < 2 * 8 * draws * rows * columns
    assert components.draw_parallel(200_000, 10, draws=2).means.shape == (10,)
