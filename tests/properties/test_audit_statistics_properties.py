"""Mathematical properties of correlations, components, alpha and first-order indices."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from ictindex.engine.statistics import correlations, main_effects, moments, reliability
from ictindex.engine.statistics.principal_components import find_components

NUMBERS = st.integers(-1000, 1000).map(lambda n: n / 8)
TABLES = arrays.arrays(float, st.tuples(st.integers(5, 25), st.integers(2, 5)), elements=NUMBERS)
COLUMNS = arrays.arrays(float, st.integers(6, 30), elements=NUMBERS)
FEW = settings(max_examples=40)


@FEW
@given(table=TABLES, method=st.sampled_from(correlations.METHODS))
def test_correlations_are_bounded_symmetric_and_free_of_scale(
    table: np.ndarray, method: str
) -> None:
    coefficients = correlations.correlate(table, method=method)
    there = ~np.isnan(coefficients)
    assert (np.abs(coefficients[there]) <= 1).all()
    assert np.array_equal(coefficients, coefficients.T, equal_nan=True)
    moved = correlations.correlate(table * 4 + 16, method=method)
    assert moved == pytest.approx(coefficients, abs=1e-9, nan_ok=True)
    turned = correlations.correlate(table * -1, table, method=method)
    assert turned == pytest.approx(-correlations.correlate(table, table, method), nan_ok=True)


@pytest.mark.slow
@FEW
@given(table=TABLES, method=st.sampled_from(correlations.METHODS))
def test_p_values_are_probabilities_and_rows_have_no_order(table: np.ndarray, method: str) -> None:
    p_values = correlations.correlation_p_values(table, method=method)
    there = ~np.isnan(p_values)
    assert ((p_values[there] >= 0) & (p_values[there] <= 1)).all()
    again = correlations.correlation_p_values(table[::-1], method=method)
    assert again == pytest.approx(p_values, abs=1e-9, nan_ok=True)


@FEW
@given(table=TABLES)
def test_eigenvalues_sum_to_the_number_of_columns(table: np.ndarray) -> None:
    components = find_components(table)
    if not np.isnan(components.eigenvalues).any():
        assert components.eigenvalues.sum() == pytest.approx(table.shape[1])
        assert (np.diff(components.eigenvalues) <= 1e-9).all()
        assert (components.coefficients**2).sum(axis=0) == pytest.approx(1)


@FEW
@given(table=TABLES, factor=st.sampled_from([0.5, 2.0, 8.0]))
def test_alpha_is_at_most_one_and_free_of_a_common_scale(table: np.ndarray, factor: float) -> None:
    alpha = reliability.compute_reliability(table).alpha
    if not np.isnan(alpha):
        assert alpha <= 1 + 1e-9
        again = reliability.compute_reliability(table * factor + 3).alpha
        assert again == pytest.approx(alpha, rel=1e-6, abs=1e-6)


@FEW
@given(x=COLUMNS, seed=st.integers(0, 99))
def test_a_first_order_index_never_leaves_its_bounds(x: np.ndarray, seed: int) -> None:
    y = np.random.default_rng(seed).normal(size=len(x)) + (seed % 3) * np.abs(x)
    effect = main_effects.compute_main_effect(x, y)
    if not np.isnan(effect.share):
        assert 0 <= effect.share <= 1
        assert 0 <= effect.fitted <= 1
        again = main_effects.compute_main_effect(x * 2 - 8, y * -4 + 2)
        assert again.share == pytest.approx(effect.share, abs=1e-6)


@FEW
@given(x=COLUMNS)
def test_skewness_turns_with_its_column_and_kurtosis_does_not(x: np.ndarray) -> None:
    assert moments.skewness(-x) == pytest.approx(-moments.skewness(x), nan_ok=True, abs=1e-9)
    assert moments.kurtosis(-x) == pytest.approx(moments.kurtosis(x), nan_ok=True, abs=1e-9)
    assert moments.skewness(x * 2 + 1) == pytest.approx(moments.skewness(x), nan_ok=True, abs=1e-6)
