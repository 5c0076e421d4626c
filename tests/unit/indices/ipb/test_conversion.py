"""Conversion in decimals: exact against fractions."""

from __future__ import annotations

from decimal import Decimal, getcontext, localcontext
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from ictindex.indices.ipb import conversion

PRICES = st.decimals("0", "99999999.99", places=2)
ABOVE = st.decimals("0.000001", "99999999", places=6)
LAST = Fraction(1, 2 * 10**20)  # half of the last of 20 places


@given(PRICES, ABOVE)
def test_a_share_is_the_price_over_a_twelfth_of_income(price: Decimal, income: Decimal) -> None:
    share = conversion.compute_share(price, income)
    exact = 100 * Fraction(price) / (Fraction(income) / 12)
    assert abs(Fraction(share) - exact) <= LAST
    assert share.as_tuple().exponent == -20


@given(PRICES, ABOVE)
def test_a_price_is_divided_by_rate_or_factor(price: Decimal, rate: Decimal) -> None:
    quotient = conversion.divide(price, rate)
    assert abs(Fraction(quotient) - Fraction(price) / Fraction(rate)) <= LAST


@given(PRICES, ABOVE)
def test_dollars_become_national_currency(price: Decimal, rate: Decimal) -> None:
    product = conversion.multiply(price, rate)
    assert Fraction(product) == Fraction(price) * Fraction(rate)  # eight places: nothing is cut


FACTORS = st.decimals("0.0001", "99999", places=4)


@given(FACTORS, FACTORS, FACTORS)
def test_a_factor_is_moved_by_the_ratio_of_the_gdp_factors(
    last: Decimal, then: Decimal, now: Decimal
) -> None:
    factor_moved = conversion.move_factor(last, then, now)
    exact = Fraction(last) * Fraction(now) / Fraction(then)
    assert abs(Fraction(factor_moved) - exact) <= LAST + exact / 10**39  # 40 digits, then 20 places


def test_the_decimal_context_of_the_caller_is_neither_used_nor_changed() -> None:
    with localcontext() as context:
        context.prec = 3
        share = conversion.compute_share(Decimal("24.73"), Decimal(6430))
        assert getcontext().prec == 3
    assert str(share) == "4.61524105754276827372"
