"""Correlations and p-values against SciPy, pandas and enumerations."""

from __future__ import annotations

from itertools import permutations

import numpy as np
import pandas as pd
import pytest
from scipy import stats
from small_cases import small_cases

from ictindex.engine.statistics import correlations

GENERATOR = np.random.default_rng(11)
TABLE = GENERATOR.normal(size=(40, 4)) @ GENERATOR.normal(size=(4, 4))
HOLES = np.where(GENERATOR.random(TABLE.shape) < 0.15, np.nan, TABLE)
TIES = GENERATOR.integers(0, 6, size=(40, 3)).astype(float)


@small_cases("method", correlations.METHODS)
@small_cases("table", [TABLE, HOLES, TIES], ids=["whole", "holes", "ties"])
def test_correlations_are_those_of_pandas(method: str, table: np.ndarray) -> None:
    expected = pd.DataFrame(table).corr(method=method).to_numpy()
    assert correlations.correlate(table, method=method) == pytest.approx(expected, abs=1e-13)


@pytest.mark.parametrize("method", ["spearman", "kendall"])
def test_sums_in_another_order_tie(method: str) -> None:
    # 0.1 + 0.2 + 0.3 and 0.3 + 0.2 + 0.1 are the same number, and other floats.
    noisy = np.array([[0.1 + 0.2 + 0.3, 1], [0.3 + 0.2 + 0.1, 2], [0.5, 3], [0.9, 5], [0.2, 4]])
    exact = np.round(noisy, 6)
    assert noisy[0, 0] != noisy[1, 0]
    for function in (correlations.correlate, correlations.correlation_p_values):
        ours, expected = function(noisy, method=method), function(exact, method=method)
        assert ours == pytest.approx(expected, abs=1e-15, nan_ok=True), function.__name__


def test_complete_rows_alone_are_taken_where_that_is_asked_for() -> None:
    expected = pd.DataFrame(HOLES).dropna().corr().to_numpy()
    assert correlations.correlate(HOLES, complete=True) == pytest.approx(expected, abs=1e-13)


def test_two_tables_are_correlated_column_by_column() -> None:
    coefficients = correlations.correlate(HOLES, TIES, "spearman")
    for i in range(4):
        for j in range(3):
            kept = ~np.isnan(HOLES[:, i])
            expected = stats.spearmanr(HOLES[kept, i], TIES[kept, j]).statistic
            assert coefficients[i, j] == pytest.approx(expected, abs=1e-13)


def test_what_does_not_vary_has_no_correlation() -> None:
    table = np.column_stack([np.arange(5.0), np.full(5, 3.0), [1, np.nan, np.nan, np.nan, np.nan]])
    for method in correlations.METHODS:
        coefficients = correlations.correlate(table, method=method)
        assert coefficients[0, 0] == 1
        assert (
            np.isnan(coefficients[0, 1:]).all()
            and np.isnan(coefficients[1, 1])
            and np.isnan(coefficients[2, 2])
        )


def test_pairs_are_counted() -> None:
    counts = correlations.count_pairs([[1, np.nan], [2, 3], [np.nan, 4]])
    assert counts.tolist() == [[2, 1], [1, 2]]


def test_p_values_of_pearson_are_those_of_scipy() -> None:
    p_values = correlations.correlation_p_values(TABLE)
    expected = stats.pearsonr(TABLE[:, 0], TABLE[:, 2]).pvalue
    assert p_values[0, 2] == pytest.approx(expected, rel=1e-10)
    assert p_values[1, 1] == 0
    assert correlations.correlation_p_values([[1.0, 2], [2, 4], [3, 6]])[0, 1] < 1e-7


def test_p_values_of_spearman_with_ties_are_by_student() -> None:
    p_values = correlations.correlation_p_values(TIES, method="spearman")
    expected = stats.spearmanr(TIES[:, 0], TIES[:, 1]).pvalue
    assert p_values[0, 1] == pytest.approx(expected, rel=1e-10)


@pytest.mark.parametrize("order", [(2, 0, 1, 4, 3, 5), (5, 4, 3, 0, 2, 1), (3, 0, 5, 2, 4, 1)])
def test_p_values_of_spearman_of_few_rows_are_enumerated(order: tuple[int, ...]) -> None:
    own = range(len(order))
    sums = [sum((a - b) ** 2 for a, b in zip(p, own, strict=True)) for p in permutations(own)]
    observed = sum((a - b) ** 2 for a, b in zip(order, own, strict=True))
    lower = sum(s <= observed for s in sums) / len(sums)
    upper = sum(s >= observed for s in sums) / len(sums)
    table = np.column_stack([np.arange(6.0), np.array(order, dtype=float)])
    p_values = correlations.correlation_p_values(table, method="spearman")[0, 1]
    assert p_values == pytest.approx(min(1, 2 * min(lower, upper)), abs=1e-15)


def test_p_values_of_spearman_beyond_are_by_the_series() -> None:
    # Best and Roberts' series for the sum of squares 36 of ten rows, one tail: as R's pSpearman.
    ranks = np.arange(10.0)
    other = np.array([1, 0, 4, 3, 2, 6, 5, 8, 9, 7], dtype=float)
    other[[0, 9]] = other[[9, 0]]
    total = int(((ranks - other) ** 2).sum())
    p_values = correlations.correlation_p_values(np.column_stack([ranks, other]), method="spearman")
    simulated = [((GENERATOR.permutation(10) - ranks) ** 2).sum() <= total for _ in range(20_000)]
    assert p_values[0, 1] / 2 == pytest.approx(np.mean(simulated), abs=0.015)


def test_p_values_of_kendall_are_those_of_scipy() -> None:
    small = correlations.correlation_p_values(TABLE[:20], method="kendall")[0, 3]
    assert small == pytest.approx(stats.kendalltau(TABLE[:20, 0], TABLE[:20, 3]).pvalue, rel=1e-9)
    tied = correlations.correlation_p_values(TIES, method="kendall")[0, 2]
    expected = stats.kendalltau(TIES[:, 0], TIES[:, 2], method="asymptotic").pvalue
    assert tied == pytest.approx(expected, rel=1e-10)


def test_two_rows_have_no_p_value() -> None:
    assert np.isnan(correlations.correlation_p_values([[1.0, 2], [2, 5]])[0, 1])
