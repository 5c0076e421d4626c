"""Conversion on arrays: exact against fractions, whatever the shape; missing cells stay out."""

from __future__ import annotations

from decimal import Decimal, getcontext, localcontext
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ictindex.ipb import conversion
from ictindex.ipb.medians import MISSING, to_floats

PRICES = st.decimals("0", "99999999.99", places=2)
ABOVE = st.decimals("0.000001", "99999999", places=6)
LAST = Fraction(1, 2 * 10**20)  # half of the last of 20 places


def array(*values: object) -> np.ndarray:
    return np.array([Decimal(str(value)) for value in values], dtype=object)


def none(count: int = 1) -> np.ndarray:
    return np.zeros(count, dtype=bool)


@given(PRICES, ABOVE)
def test_a_share_is_the_price_over_a_twelfth_of_income(price: Decimal, income: Decimal) -> None:
    found = conversion.compute_shares(array(price), array(income), none())[0]
    exact = 100 * Fraction(price) / (Fraction(income) / 12)
    assert abs(Fraction(found) - exact) <= LAST
    assert found.as_tuple().exponent == -20


@given(PRICES, ABOVE)
def test_a_price_is_divided_by_rate_or_factor(price: Decimal, rate: Decimal) -> None:
    found = conversion.divide(array(price), array(rate), none())[0]
    assert abs(Fraction(found) - Fraction(price) / Fraction(rate)) <= LAST


@given(PRICES, ABOVE)
def test_dollars_become_national_currency(price: Decimal, rate: Decimal) -> None:
    found = conversion.multiply(array(price), array(rate), none())[0]
    assert Fraction(found) == Fraction(price) * Fraction(rate)  # eight places: nothing is cut


FACTORS = st.decimals("0.0001", "99999", places=4)


@given(FACTORS, FACTORS, FACTORS)
def test_a_factor_is_moved_by_the_ratio_of_the_gdp_factors(
    last: Decimal, then: Decimal, now: Decimal
) -> None:
    found = conversion.move_factor(array(last), array(then), array(now), none())[0]
    exact = Fraction(last) * Fraction(now) / Fraction(then)
    assert abs(Fraction(found) - exact) <= LAST + exact / 10**39  # 40 digits, then 20 places


@given(st.decimals("0", "999999", places=5), st.integers(0, 4))
def test_units_are_rounded_half_up_once(value: Decimal, decimals: int) -> None:
    found = int(conversion.round_to_units(array(value), none(), decimals)[0])
    assert found == int(Fraction(value) * 10**decimals + Fraction(1, 2))


@given(st.integers(0, 2**45), st.integers(0, 6))
def test_floats_are_those_nearest_to_the_decimals(whole: int, decimals: int) -> None:
    found = to_floats(np.array([whole]), decimals)[0]
    assert found == float(Decimal(whole).scaleb(-decimals))


@pytest.mark.parametrize("value", ["99999999999999999.99", "351843720888.33"])
def test_a_figure_too_large_for_exact_sums_keeps_all_its_digits(value: str) -> None:
    units = conversion.round_to_units(array(value, 1), none(2), 2)
    assert [int(n) for n in units] == [int(Fraction(value) * 100), 100]
    assert units.dtype == object
    assert to_floats(units, 2).tolist() == [float(value), 1.0]


def test_a_missing_cell_is_never_divided() -> None:
    """Its denominator may be nothing at all."""
    price, income = array(5, 5), array(0, 1200)
    missing = np.array([True, False])
    shares = conversion.compute_shares(price, income, missing)
    assert shares.tolist() == [Decimal(0), Decimal(5)]
    assert conversion.round_to_units(shares, missing, 2).tolist() == [MISSING, 500]
    assert np.isnan(to_floats(conversion.round_to_units(shares, missing, 2), 2)).tolist() == [
        True,
        False,
    ]


def test_leading_axes_are_free() -> None:
    """Income of a year and economy serves all baskets; each cell is what it is alone."""
    rng = np.random.default_rng(7)
    price = np.array([Decimal(int(n)) for n in rng.integers(1, 999, 24)]).reshape(2, 3, 4)
    income = np.array([Decimal(int(n)) for n in rng.integers(1, 999, 12)]).reshape(3, 4)
    missing = rng.random((2, 3, 4)) < 0.3
    whole = conversion.compute_shares(price, income, missing)
    assert whole.shape == (2, 3, 4)
    for place in np.ndindex(2, 3, 4):
        alone = conversion.compute_shares(
            array(price[place]), array(income[place[1:]]), np.array([missing[place]])
        )
        assert whole[place] == alone[0]


def test_the_decimal_context_of_the_caller_is_neither_used_nor_changed() -> None:
    with localcontext() as context:
        context.prec = 3
        found = conversion.compute_shares(array("24.73"), array(6430), none())[0]
        assert getcontext().prec == 3
    assert str(found) == "4.61524105754276827372"
