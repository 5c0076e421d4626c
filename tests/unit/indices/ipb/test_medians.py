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
from ictindex.indices.ipb.medians import (
    MISSING,
    compute_figures,
    from_units,
    means,
    medians,
    round_to_units,
    to_floats,
    to_units,
)

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
        first, other = made(units, every), made(units[::-1], every)
        assert all(np.array_equal(a, b) for a, b in zip(first, other, strict=True))


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


def array(*values: object) -> np.ndarray:
    return np.array([Decimal(str(value)) for value in values], dtype=object)


@given(st.decimals("0", "999999", places=5), st.integers(0, 4))
def test_units_are_rounded_half_up_once(value: Decimal, decimals: int) -> None:
    actual = int(round_to_units(array(value), np.zeros(1, dtype=bool), decimals)[0])
    assert actual == int(Fraction(value) * 10**decimals + Fraction(1, 2))


@given(st.integers(0, 2**45), st.integers(0, 6))
def test_floats_are_those_nearest_to_the_decimals(whole: int, decimals: int) -> None:
    actual = to_floats(np.array([whole]), decimals)[0]
    assert actual == float(Decimal(whole).scaleb(-decimals))


@pytest.mark.parametrize("value", ["99999999999999999.99", "351843720888.33"])
def test_a_figure_too_large_for_exact_sums_keeps_all_its_digits(value: str) -> None:
    units = round_to_units(array(value, 1), np.zeros(2, dtype=bool), 2)
    assert [int(n) for n in units] == [int(Fraction(value) * 100), 100]
    assert units.dtype == object
    assert to_floats(units, 2).tolist() == [float(value), 1.0]


def test_a_missing_cell_is_missing_whatever_it_holds() -> None:
    missing = np.array([True, False])
    units = round_to_units(array(7, 5), missing, 2)
    assert units.tolist() == [MISSING, 500]
    assert np.isnan(to_floats(units, 2)).tolist() == [True, False]


def test_units_keep_the_shape_of_their_figures() -> None:
    values = array(*range(24)).reshape(2, 3, 4)
    units = round_to_units(values, np.zeros((2, 3, 4), dtype=bool), 1)
    assert units.tolist() == (np.arange(24).reshape(2, 3, 4) * 10).tolist()
