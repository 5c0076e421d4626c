"""Moments against SciPy, and by hand."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from ictindex.engine.statistics import moments

NUMBERS = np.random.default_rng(3).lognormal(size=60)


def test_skewness_and_kurtosis_are_those_of_scipy_without_bias() -> None:
    assert moments.skewness(NUMBERS) == pytest.approx(stats.skew(NUMBERS, bias=False), rel=1e-12)
    expected = stats.kurtosis(NUMBERS, bias=False)
    assert moments.kurtosis(NUMBERS) == pytest.approx(expected, rel=1e-12)


def test_missing_values_do_not_count() -> None:
    holes = np.insert(NUMBERS, [0, 7, 30], np.nan)
    assert moments.skewness(holes) == moments.skewness(NUMBERS)
    statistics = moments.compute_moments(holes)
    assert (statistics.rows, statistics.count) == (63, 60)
    assert statistics.mean == NUMBERS.mean()


@pytest.mark.parametrize("values", [[], [1.0], [1.0, 2.0], [3.0, 3.0, 3.0, 3.0]])
def test_what_is_not_defined_is_nan(values: list[float]) -> None:
    assert np.isnan(moments.skewness(values))
    assert np.isnan(moments.kurtosis(values))


def test_kurtosis_needs_a_fourth_value() -> None:
    assert moments.skewness([1.0, 2.0, 4.0]) == pytest.approx(0.9352195295828237)
    assert np.isnan(moments.kurtosis([1.0, 2.0, 4.0]))


def test_quantiles_are_of_type_seven() -> None:
    # R: quantile(c(1, 2, 3, 10), c(0.1, 0.5, 0.9)) is 1.3, 2.5, 7.9.
    assert moments.quantiles([10, 1, np.nan, 3, 2], [0.1, 0.5, 0.9]) == pytest.approx(
        [1.3, 2.5, 7.9]
    )
    assert np.isnan(moments.quantiles([], [0.5])).all()


def test_equal_numbers_are_counted_by_their_value_and_not_by_fifteen_digits() -> None:
    # 0.1 + 0.2 and 0.3 print alike at 15 digits, and are two numbers.
    statistics = moments.compute_moments([0.1 + 0.2, 0.3, 1.0, 2.0, 2.0, 0.0])
    assert (statistics.unique, statistics.repeated, statistics.nonzero) == (5, 2, 5)


def test_an_empty_column_has_counts_and_nothing_else() -> None:
    statistics = moments.compute_moments([np.nan, np.nan])
    assert (statistics.rows, statistics.count, statistics.unique, statistics.repeated) == (
        2,
        0,
        0,
        0,
    )
    assert np.isnan(statistics.mean) and np.isnan(statistics.minimum)


def test_both_thresholds_have_to_be_exceeded() -> None:
    assert moments.is_heavy_tailed(-2.1, 3.6, 2, 3.5)
    assert not moments.is_heavy_tailed(2.0, 9.0, 2, 3.5)
    assert not moments.is_heavy_tailed(9.0, 3.5, 2, 3.5)
    assert not moments.is_heavy_tailed(float("nan"), 9.0, 2, 3.5)


def test_the_extreme_value_is_found_and_the_rest_is_left() -> None:
    column = np.append(np.arange(20.0), 500.0)
    assert moments.find_extremes(column, 2, 3.5, 5) == ([20], True)
    assert moments.find_extremes(-column, 2, 3.5, 5) == ([20], True)
    assert moments.find_extremes(np.arange(20.0), 2, 3.5, 5) == ([], True)


def test_equal_extremes_are_touched_together_or_not_at_all() -> None:
    column = np.append(np.arange(40.0), [900.0, 900.0])
    assert moments.find_extremes(column, 2, 3.5, 5) == ([40, 41], True)
    assert moments.find_extremes(column, 2, 3.5, 1) == ([], False)
