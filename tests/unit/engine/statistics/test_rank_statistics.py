"""Ranks of draws against SciPy, and the statistics made of them against counting by hand."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import rankdata

from ictindex.engine.statistics import rank_statistics as ranks


@settings(max_examples=60)
@given(
    st.integers(1, 30).flatmap(
        lambda n: st.lists(
            st.lists(st.integers(-50, 1000), min_size=n, max_size=n), min_size=1, max_size=8
        )
    )
)
def test_ranks_are_those_of_scipy(rows: list[list[int]]) -> None:
    keys = np.array(rows, dtype=np.int64)
    expected = rankdata(-keys, method="min", axis=1)
    assert ranks.rank_keys(keys).tolist() == expected.tolist()


def test_keys_that_do_not_fit_into_32_bits_are_ranked_too() -> None:
    keys = np.array([[10**12, 0, 10**12, -(10**12)]])
    assert ranks.rank_keys(keys).tolist() == [[1, 3, 1, 4]]
    assert ranks.rank_keys(np.empty((3, 0), dtype=np.int64)).shape == (3, 0)


def test_halves_go_up_even_where_binary_numbers_lie_below_them() -> None:
    scores = np.array([[1.005, 2.675, 0.285, 99.95, -0.5]])
    assert ranks.quantise(scores[:, :3], 2).tolist() == [[101, 268, 29]]
    assert ranks.quantise(scores[:, 3:4], 1).tolist() == [[1000]]
    assert ranks.quantise(scores[:, 4:], 0).tolist() == [[0]]
    assert ranks.rank_scores(np.array([[99.949, 99.95, 99.951]]), 1).tolist() == [[3, 1, 1]]


def test_what_is_no_number_has_no_rank() -> None:
    with pytest.raises(ValueError, match="has no rank"):
        ranks.quantise(np.array([[1.0, np.nan]]), 1)


def test_counts_wins_and_means_by_hand() -> None:
    drawn = np.array([[1, 2, 3], [1, 1, 3], [3, 1, 2], [2, 1, 3]], dtype=np.int32)
    counts = ranks.count_ranks(drawn, 3)
    assert counts.tolist() == [[2, 1, 1], [3, 1, 0], [0, 1, 3]]
    assert ranks.count_wins(drawn).tolist() == [[0, 1, 3], [2, 0, 4], [1, 0, 0]]
    assert ranks.expected_ranks(counts).tolist() == [1.75, 1.25, 2.75]


def test_a_quantile_is_the_smallest_rank_that_enough_draws_do_not_exceed() -> None:
    counts = np.array([[50, 900, 50], [49, 902, 49]])
    assert ranks.rank_quantiles(counts, [0.05, 0.5, 0.95]).tolist() == [[1, 2, 2], [2, 2, 2]]
    drawn = np.repeat([1, 2, 3], counts[0])
    method = "inverted_cdf"
    assert np.quantile(drawn, [0.05, 0.5, 0.95], method=method).tolist() == [1, 2, 2]
    assert ranks.rank_quantiles(counts, [0, 1]).tolist() == [[1, 3], [1, 3]]


def test_the_error_is_that_of_a_mean() -> None:
    estimates = np.array([1.0, 2.0, 3.0, 4.0])
    expected = np.std(estimates, ddof=1) / 2
    assert ranks.standard_error(estimates[:, None]).tolist() == pytest.approx([expected])


@given(
    st.lists(
        st.lists(st.one_of(st.none(), st.integers(-9, 9)), min_size=3, max_size=3),
        min_size=1,
        max_size=9,
    )
)
def test_ranks_of_floats_are_those_of_pandas_without_their_noise(
    rows: list[list[int | None]],
) -> None:
    exact = pd.DataFrame(rows, columns=list("abc"), dtype=float)
    noise = np.array([1, 1 + 2e-16, 1 - 1e-16])[np.arange(exact.size).reshape(exact.shape) % 3]
    ours = ranks.rank_floats(exact.to_numpy() * noise / 7 + 1e-17)
    expected = exact.rank(method="min", ascending=False).to_numpy()
    np.testing.assert_array_equal(ours, expected)
    level = ranks.level_floats(exact.to_numpy() * noise / 7)
    for column in range(3):
        kept = ~np.isnan(level[:, column])
        assert len(np.unique(level[kept, column])) == exact.iloc[:, column].nunique()
