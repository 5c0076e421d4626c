"""Draws: the same bits everywhere, uniform, independent of how they are cut into blocks."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import special, stats

from ictindex.engine.statistics import draws

MASK = 2**64 - 1


def philox(counter: list[int], key: list[int]) -> list[int]:
    """Philox 4x64 with ten rounds in Python's whole numbers (Salmon et al. 2011)."""
    c, k = list(counter), list(key)
    for _ in range(10):
        first, second = c[0] * 0xD2E7470EE14C6C93, c[2] * 0xCA5A826395121157
        c = [
            (second >> 64) ^ c[1] ^ k[0],
            second & MASK,
            (first >> 64) ^ c[3] ^ k[1],
            first & MASK,
        ]
        k = [(k[0] + 0x9E3779B97F4A7C15) & MASK, (k[1] + 0xBB67AE8584CAA73B) & MASK]
    return c


def test_words_are_those_of_philox_in_whole_numbers() -> None:
    key = draws.stream_key(13, "a factor")
    block = 5
    expected = [word for n in (1, 2) for word in philox([n, 0, block, 0], [key & MASK, key >> 64])]
    assert draws.raw_words(key, block, 8).tolist() == expected


def test_the_reference_gives_the_known_answers_of_its_authors() -> None:
    """Known-answer test of Random123: counter and key of zeros."""
    assert [f"{word:016x}" for word in philox([0] * 4, [0] * 2)] == [
        "16554d9eca36314c",
        "db20fe9d672d0fdc",
        "d7e772cee186176b",
        "7e68b68aec7ba23b",
    ]


def test_a_key_is_of_seed_and_names_and_of_their_limits() -> None:
    keys = {
        draws.stream_key(*parts)
        for parts in ((1, "ab", "c"), (1, "a", "bc"), (2, "ab", "c"), (1, "abc"), (1, "ab"))
    }
    assert len(keys) == 5


def test_numbers_lie_strictly_between_0_and_1() -> None:
    ends = draws.to_unit(np.array([0, MASK], dtype=np.uint64))
    assert ends.tolist() == [2.0**-53, 1 - 2.0**-53]


def test_a_shorter_block_is_the_beginning_of_a_longer_one() -> None:
    whole = draws.counter_uniforms(7, "rounding", 3, (100,))
    assert np.array_equal(whole[:40], draws.counter_uniforms(7, "rounding", 3, (40,)))
    assert not np.array_equal(whole, draws.counter_uniforms(7, "rounding", 4, (100,)))


def test_directions_give_the_points_of_scipy_when_nothing_is_scrambled() -> None:
    plain = stats.qmc.Sobol(7, scramble=False, bits=32).random_base2(6) * 2.0**32
    directions = draws.direction_numbers(7, 6)
    point = np.zeros(7, dtype=np.uint32)
    for n in range(1, 64):
        point = point ^ directions[:, (n & -n).bit_length() - 1]
        assert point.tolist() == plain[n].tolist()


@pytest.mark.parametrize("scrambling", [0, 15])
def test_each_column_meets_each_interval_once(scrambling: int) -> None:
    points = draws.sobol_points(12, 8, 2026, scrambling)
    for column in points.T:
        assert sorted(np.floor(column * 256).tolist()) == list(range(256))
    # A scrambled digital net keeps the net: two columns fill a grid of 16 by 16.
    cells = np.floor(points[:, :2] * 16)
    assert len({tuple(cell) for cell in cells.tolist()}) == 256


def test_scramblings_integrate_better_than_random_draws() -> None:
    """The mean of a product of twelve factors: the error falls far below 1 / sqrt(n)."""
    exact = 1.0
    means = [
        np.prod(1 + 0.5 * (draws.sobol_points(12, 10, 3, s) - 0.5), axis=1).mean()
        for s in range(draws.SCRAMBLINGS)
    ]
    assert abs(np.mean(means) - exact) < 5 * np.std(means, ddof=1) / 4
    random = np.sqrt(((1 + 0.25 / 12) ** 12 - 1) / 1024)
    assert np.std(means, ddof=1) < random / 3


def test_points_without_dimension_and_of_one_point() -> None:
    assert draws.sobol_points(0, 3, 1, 0).shape == (8, 0)
    assert draws.sobol_points(2, 0, 1, 0).shape == (1, 2)


def test_logarithms_and_normal_quantiles_are_those_of_scipy() -> None:
    unit = np.concatenate(
        [np.linspace(1e-9, 1 - 1e-9, 20_001), 2.0 ** -np.arange(1.0, 54), 1 - 2.0**-53 * np.ones(1)]
    )
    np.testing.assert_allclose(draws.portable_log(unit), np.log(unit), rtol=4e-16, atol=2e-16)
    np.testing.assert_allclose(
        draws.normal_quantiles(unit), special.ndtri(unit), rtol=1e-14, atol=1e-15
    )


def test_shares_are_dirichlet() -> None:
    """Means a / A, variances a (A - a) / (A^2 (A + 1)), marginals beta (a, A - a)."""
    counts = (1, 2, 3)
    shares = draws.dirichlet_shares(draws.counter_uniforms(1, "shares", 0, (40_000, 5)), counts)
    np.testing.assert_allclose(shares.sum(axis=1), 1, atol=1e-15)
    for column, a in zip(shares.T, counts, strict=True):
        assert abs(column.mean() - a / 6) < 0.004
        assert abs(column.var() - a * (6 - a) / (36 * 7)) < 0.001
        assert stats.kstest(column, stats.beta(a, 6 - a).cdf).pvalue > 0.001
    with pytest.raises(ValueError, match="needs N - 1 uniform draws"):
        draws.dirichlet_shares(np.zeros((2, 2)), counts)


def test_bounds_that_are_equal_give_the_bound_and_choices_are_equally_likely() -> None:
    unit = draws.sobol_points(1, 9, 4, 0)[:, 0]
    assert set(draws.draw_between(unit, 0.1, 0.1).tolist()) == {0.1}
    assert np.bincount(draws.choose(unit, 4)).tolist() == [128] * 4
    assert draws.choose(np.array([1 - 2.0**-53]), 3).tolist() == [2]
