"""Cronbach's alpha by its definition, on whole tables and tables with holes."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from ictindex.engine.statistics import reliability

GENERATOR = np.random.default_rng(8)
TABLE = GENERATOR.normal(size=(30, 1)) + GENERATOR.normal(size=(30, 5))
HOLES = np.where(GENERATOR.random(TABLE.shape) < 0.1, np.nan, TABLE)


def by_definition(table: np.ndarray) -> float:
    """Return alpha from the variances of the items and of their sum."""
    k = table.shape[1]
    items, total = table.var(axis=0, ddof=1).sum(), table.sum(axis=1).var(ddof=1)
    return k / (k - 1) * (1 - items / total)


def test_alpha_is_that_of_the_variances() -> None:
    alpha = reliability.compute_reliability(TABLE)
    assert alpha.alpha == pytest.approx(by_definition(TABLE), rel=1e-12)
    standard = (TABLE - TABLE.mean(axis=0)) / TABLE.std(axis=0, ddof=1)
    assert alpha.standardised == pytest.approx(by_definition(standard), rel=1e-12)


def test_items_are_left_out_and_correlated_with_the_rest() -> None:
    alpha = reliability.compute_reliability(TABLE)
    for j in range(5):
        others = np.delete(TABLE, j, axis=1)
        assert alpha.without[j] == pytest.approx(by_definition(others), rel=1e-12)
        rest = np.corrcoef(TABLE[:, j], others.sum(axis=1))[0, 1]
        assert alpha.item_rest[j] == pytest.approx(rest, abs=1e-12)
        total = np.corrcoef(TABLE[:, j], TABLE.sum(axis=1))[0, 1]
        assert alpha.item_total[j] == pytest.approx(total, abs=1e-12)


def test_covariances_are_pairwise_as_in_pandas_or_of_complete_rows() -> None:
    frame = pd.DataFrame(HOLES)
    expected = frame.cov().to_numpy()
    assert reliability.covariances(HOLES) == pytest.approx(expected, abs=1e-13)
    whole = frame.dropna().cov().to_numpy()
    assert reliability.covariances(HOLES, complete=True) == pytest.approx(whole, abs=1e-13)
    complete = reliability.compute_reliability(HOLES, complete=True)
    assert complete.alpha == pytest.approx(by_definition(frame.dropna().to_numpy()), rel=1e-12)
    assert complete.complete_rows == len(frame.dropna())


def test_a_mean_correlation_at_which_the_sum_does_not_vary_has_no_standardised_alpha() -> None:
    columns = TABLE[:, :3] - TABLE[:, :3].mean(axis=0)
    first, second, _ = np.linalg.qr(columns)[0].T
    # Three columns at 120 degrees: each correlation is -1/2, which is -1/(k-1).
    star = np.column_stack(
        [np.cos(angle) * first + np.sin(angle) * second for angle in 2 * np.pi * np.arange(3) / 3]
    )
    for table in (star, star * [1, 2, 3], np.array([[1.0, 2.0], [2.0, 1.0]])):
        alpha = reliability.compute_reliability(table)
        assert alpha.mean_correlation == pytest.approx(-1 / (table.shape[1] - 1))
        assert np.isnan(alpha.standardised)
    alpha = reliability.compute_reliability(star)
    assert np.isnan(alpha.alpha)
    assert np.isnan(alpha.item_total).all()


def test_a_single_column_has_no_alpha() -> None:
    alpha = reliability.compute_reliability(TABLE[:, :1])
    assert np.isnan(alpha.alpha) and np.isnan(alpha.standardised)


def test_two_opposed_columns_whose_sum_does_not_vary_have_no_alpha() -> None:
    x = np.arange(6.0)
    assert np.isnan(reliability.compute_reliability(np.column_stack([x, -x])).alpha)
