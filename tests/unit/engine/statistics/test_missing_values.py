"""Values for empty cells: by hand, by closed forms, and by what other packages compute."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from scipy import stats
from sklearn.linear_model import LinearRegression
from small_cases import small_cases

from ictindex.core.errors import UsageError
from ictindex.engine.statistics import missing_values as filling
from ictindex.engine.statistics.missing_values import MissingDonorsError, TimeRule

NAN = np.nan


def holed(rows: int = 60, seed: int = 1) -> Any:
    """Return correlated columns of which some cells are empty."""
    rng = np.random.default_rng(seed)
    values = rng.normal(size=(rows, 3)) @ np.array([[2, 1, 0], [0, 1, 1], [0, 0, 0.5]]) + [5, 0, -3]
    holes = rng.random(values.shape) < 0.15
    holes[holes.all(axis=1)] = False
    return np.where(holes, NAN, values)


def test_the_mean_of_a_group_is_that_of_its_observed_values() -> None:
    values = np.array([[1.0], [3.0], [NAN], [10.0], [NAN]])
    filled = filling.fill_by_group(values, ["a", "a", "a", "b", "b"], lambda x: float(x.mean()))
    assert filled.values[:, 0].tolist() == [1, 3, 2, 10, 10]
    assert filled.donors == {(2, 0): (0, 1), (4, 0): (3,)}


def test_a_row_without_a_group_stays_empty() -> None:
    values = np.array([[1.0], [NAN]])
    filled = filling.fill_by_group(values, ["a", None], lambda x: float(x.mean()))
    assert np.isnan(filled.values[1, 0])
    assert not filled.donors


def test_a_group_without_a_value_is_named() -> None:
    with pytest.raises(MissingDonorsError) as caught:
        filling.fill_by_group(np.array([[1.0], [NAN]]), ["a", "b"], lambda x: float(x.mean()))
    assert (caught.value.row, caught.value.column) == (1, 0)


def test_the_row_mean_is_taken_on_ranges_and_put_back() -> None:
    # Ranges 0 to 10 and 0 to 100; the second is turned: 25 of 100 is at 0.75 from below.
    values = np.array([[0.0, 100.0], [10.0, 0.0], [NAN, 25.0]])
    assert filling.fill_by_row(values, [False, True]).values[2, 0] == pytest.approx(7.5)
    assert filling.fill_by_row(values, [False, False]).values[2, 0] == pytest.approx(2.5)


def test_nearest_rows_are_those_of_gowers_distance() -> None:
    # By hand, ranges 10 and 4: row 3 is 0.1 and 0.25 apart from row 0, 0.9 and 0.75 from row 1.
    values = np.array([[0.0, 0.0, 5.0], [10.0, 4.0, 9.0], [5.0, 2.0, NAN], [1.0, 1.0, NAN]])
    assert filling.gower_distances(values[:, :2], 3) == pytest.approx([0.175, 0.825, 0.325, 0])
    filled = filling.fill_by_nearest(values, 1)
    assert filled.values[3, 2] == 5
    assert filled.donors[3, 2] == (0,)
    # Row 2 is as far from row 0 as from row 1: both count, whatever their order.
    assert filled.values[2, 2] == 7
    assert filled.donors[2, 2] == (0, 1)


def test_a_regression_is_that_of_least_squares() -> None:
    values = holed()
    filled = filling.fill_by_regression(values)
    complete = ~np.isnan(values).any(axis=1)
    row = int(np.flatnonzero(np.isnan(values).sum(1) == 1)[0])
    column = int(np.flatnonzero(np.isnan(values[row]))[0])
    others = [n for n in range(3) if n != column]
    other = LinearRegression().fit(values[complete][:, others], values[complete][:, column])
    assert filled.values[row, column] == pytest.approx(other.predict(values[[row]][:, others])[0])
    assert filled.donors[row, column] == tuple(np.flatnonzero(complete).tolist())


def test_predictors_can_be_named() -> None:
    values = np.column_stack([np.arange(20.0), 2 * np.arange(20.0), np.ones(20)])
    values[3, 1] = NAN
    filled = filling.fill_by_regression(values, frozenset({0}))
    assert filled.values[3, 1] == pytest.approx(6)


def test_too_few_rows_for_a_model_are_refused() -> None:
    for fill in (filling.fill_by_normal, filling.fill_by_regression):
        values = holed(14)
        values[0, 0] = NAN
        with pytest.raises(UsageError, match="too few for a model of 3 indicators: it needs 15"):
            fill(values)
    with pytest.raises(UsageError, match="14 economies are too few for a model of 3 indicators"):
        filling.fill_by_chains(holed(14), 0)


def test_the_joint_normal_of_a_monotone_pattern_is_that_of_its_closed_form() -> None:
    # Anderson (1957): x from all rows, y from its regression on x where both are.
    rng = np.random.default_rng(4)
    x = rng.normal(3, 2, 80)
    y = 1 + 0.5 * x + rng.normal(0, 1, 80)
    y[50:] = NAN
    joint = filling.estimate_normal(np.column_stack([x, y]))
    slope = np.cov(x[:50], y[:50], ddof=0)[0, 1] / np.var(x[:50])
    rest = np.var(y[:50]) - slope**2 * np.var(x[:50])
    mean = np.mean(y[:50]) + slope * (np.mean(x) - np.mean(x[:50]))
    assert joint.mean == pytest.approx([np.mean(x), mean], rel=1e-9)
    both = slope * np.var(x)
    expected = [[np.var(x), both], [both, rest + slope**2 * np.var(x)]]
    assert joint.covariance == pytest.approx(np.array(expected), rel=1e-9)
    assert joint.converged


def test_the_likelihood_never_falls_and_is_that_of_scipy() -> None:
    values = holed()
    joint = filling.estimate_normal(values, 1e-10)
    assert (np.diff(joint.likelihoods) >= -1e-9 * np.abs(joint.likelihoods[-1])).all()
    direct = 0.0
    spread = np.nanstd(values, axis=0)
    for row in values:
        there = ~np.isnan(row)
        part = np.ix_(there, there)
        law = stats.multivariate_normal(joint.mean[there], joint.covariance[part])
        direct += float(law.logpdf(row[there])) + float(np.log(spread[there]).sum())
    assert joint.likelihoods[-1] == pytest.approx(direct, rel=1e-8)


def test_the_conditional_mean_under_the_joint_normal_is_put_in() -> None:
    values = holed()
    joint = filling.estimate_normal(values)
    row = int(np.flatnonzero(np.isnan(values).any(axis=1))[0])
    gone, there = np.isnan(values[row]), ~np.isnan(values[row])
    inverse = np.linalg.inv(joint.covariance[np.ix_(there, there)])
    slope = joint.covariance[np.ix_(gone, there)] @ inverse
    expected = joint.mean[gone] + slope @ (values[row, there] - joint.mean[there])
    assert filling.fill_by_normal(values).values[row, gone] == pytest.approx(expected, rel=1e-9)


def test_columns_that_say_the_same_do_not_stop_it() -> None:
    values = holed()
    same = np.column_stack([values, values[:, 0] * 2])
    same[0, 1] = NAN
    assert np.isfinite(filling.fill_by_normal(same, 1e-6).values).all()


def test_chains_find_a_linear_relation() -> None:
    values = holed(120, 3)
    values[:, 2] = values[:, 0] - 2 * values[:, 1]
    values[:4, 2] = NAN
    there = ~np.isnan(values[:4, :2]).any(axis=1)
    filled = filling.fill_by_chains(values, 0)
    expected = values[:4, 0] - 2 * values[:4, 1]
    assert filled.values[:4, 2][there] == pytest.approx(expected[there], abs=0.05)
    assert filled.converged
    again = filling.fill_by_chains(values, 0)
    assert again.values.tolist() == filled.values.tolist()


@small_cases(
    ("rule", "expected"),
    [
        (TimeRule("linear"), [NAN, 2, 3, 4, 7, NAN]),
        (TimeRule("linear", before=True, after=True), [2, 2, 3, 4, 7, 7]),
        (TimeRule("latest", after=True), [NAN, 2, 2, 4, 7, 7]),
        (TimeRule("latest", before=True, after=True), [2, 2, 2, 4, 7, 7]),
        (TimeRule("latest", after=True, most=1), [NAN, 2, 2, 4, 7, NAN]),
        (TimeRule("linear", most=1), [NAN, 2, 3, 4, 7, NAN]),
        (TimeRule("linear", most=0.5), [NAN, 2, NAN, 4, 7, NAN]),
    ],
)
def test_gaps_in_time_are_filled_by_rule(rule: TimeRule, expected: list[float]) -> None:
    series = np.array([NAN, 2.0, NAN, 4.0, 7.0, NAN])
    times = np.array([2018.0, 2019, 2020, 2021, 2022, 2025])
    filled, basis = filling.fill_in_time(series, times, rule)
    assert filled.tolist() == pytest.approx(expected, nan_ok=True)
    assert set(basis) == set(np.flatnonzero(np.isnan(series) & ~np.isnan(filled)).tolist())


def test_a_line_in_time_keeps_to_the_length_of_years() -> None:
    filled, basis = filling.fill_in_time(
        np.array([1.0, NAN, 5.0]), np.array([2000.0, 2003, 2004]), TimeRule("linear")
    )
    assert filled[1] == 4
    assert basis[1].tolist() == [0, 2]
