"""Medians and means on whole numbers are those of fractions, rounded half up once."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from statistics import median

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ictindex.core.errors import UsageError
from ictindex.ipb.medians import MISSING, compute_figures, from_units, means, medians, to_units

PRICES = st.lists(
    st.one_of(st.just(MISSING), st.integers(0, 500_000), st.integers(0, 3)), min_size=1, max_size=30
)


def half_up(value: Fraction) -> int:
    return int(value + Fraction(1, 2))  # not negative: cutting off is the floor


@given(
    prices=PRICES,
    other=PRICES,
    places=st.integers(0, 6),
    decimals=st.integers(0, 6),
    kind=st.sampled_from([np.int64, object]),
)
def test_figures_are_those_of_fractions(
    prices: list[int], other: list[int], places: int, decimals: int, kind: type
) -> None:
    size = min(len(prices), len(other))
    units = np.array([prices[:size], other[:size]], dtype=kind).T
    groups = [np.arange(size), np.arange(0, size, 2), np.array([], dtype=np.intp)]
    for made, exact in (
        (medians, lambda chosen: Fraction(median(chosen))),
        (means, lambda chosen: sum(chosen, Fraction(0)) / len(chosen)),
    ):
        counts, figures = made(units, groups, places=places, decimals=decimals)
        assert counts.shape == figures.shape == (3, 2)
        for g, rows in enumerate(groups):
            for c in range(2):
                chosen = [Fraction(int(u)) for u in units[rows, c] if u != MISSING]
                assert counts[g, c] == len(chosen)
                if chosen:
                    scaled = exact(chosen) * Fraction(10) ** (decimals - places)
                    assert figures[g, c] == half_up(scaled)
                else:
                    assert figures[g, c] == MISSING


@given(prices=PRICES)
def test_the_order_of_economies_does_not_matter(prices: list[int]) -> None:
    units = np.array(prices)[:, None]
    every = [np.arange(len(prices))]
    for made in (medians, means):
        one, other = made(units, every), made(units[::-1], every)
        assert all(np.array_equal(a, b) for a, b in zip(one, other, strict=True))


def test_a_tie_is_rounded_up_where_floats_round_down() -> None:
    """1.005 and 2.675 are less than themselves in floats."""
    for low, high, figure in ((100, 101, 101), (267, 268, 268)):
        _, figures = medians(np.array([[low], [high]]), [np.array([0, 1])])
        assert figures.tolist() == [[figure]]
    assert round((1.00 + 1.01) / 2, 2) == 1.0  # what a float makes of it


def test_prices_become_whole_numbers_and_back() -> None:
    units = to_units([Decimal("2.81"), None, Decimal("0"), Decimal("4881.1")], 2)
    assert units.tolist() == [281, MISSING, 0, 488110] and units.dtype == np.int64
    assert [from_units(unit, 2) for unit in units] == [
        Decimal("2.81"), None, Decimal("0.00"), Decimal("4881.10"),
    ]  # fmt: skip
    large = to_units([Decimal(10) ** 18], 20)
    assert large.dtype == object and large[0] == 10**38
    assert to_units([], 2).shape == (0,)


def test_an_unknown_statistic_is_refused() -> None:
    with pytest.raises(UsageError) as caught:
        compute_figures("mode", np.array([[1]]), [np.array([0])])
    assert str(caught.value) == "'mode' is not a statistic of groups. Use one of: median, mean."
