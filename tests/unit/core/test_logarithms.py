"""Logarithms in whole numbers: within the proved bound, and to the digit those of ``Decimal``."""

from __future__ import annotations

import random
from collections.abc import Iterator
from decimal import ROUND_HALF_EVEN, Context, Decimal, InvalidOperation, localcontext

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from small_cases import small_cases

from ictindex.core import decimals, logarithms
from ictindex.core.logarithms import UNIT

LARGEST = 10**38 + UNIT  # the largest number of the decimal policy, and 1
PRECISE = Context(prec=120, rounding=ROUND_HALF_EVEN, Emin=-999999, Emax=999999)
POLICY = Context(prec=40, rounding=ROUND_HALF_EVEN, Emin=-9999, Emax=9999)
LAST = Decimal("1E-20")
BASES = pytest.mark.parametrize("base", ["ln", "log10"])


def precise(base: str, argument: int) -> Decimal:
    """Return a logarithm to 120 digits, by the decimal module."""
    number = PRECISE.scaleb(Decimal(argument), -20)
    return PRECISE.ln(number) if base == "ln" else PRECISE.log10(number)


def published(base: str, argument: int) -> Decimal:
    """Return it as the decimal policy states it: to 40 digits, then to 20 decimals."""
    number = PRECISE.scaleb(Decimal(argument), -20)
    actual = POLICY.ln(number) if base == "ln" else POLICY.log10(number)
    return actual.quantize(LAST, ROUND_HALF_EVEN, POLICY)


def ours(base: str, argument: int) -> Decimal:
    """Return what the library computes."""
    if base == "ln":
        return decimals.ln1p(PRECISE.scaleb(Decimal(argument - UNIT), -20))
    return decimals.log10(PRECISE.scaleb(Decimal(argument), -20))


def edges() -> Iterator[int]:
    """Yield arguments where a step of the method changes over."""
    yield from (1, 2, UNIT - 1, UNIT, UNIT + 1, LARGEST)
    for power in range(1, 127):
        yield from (2**power - 1, 2**power, 2**power + 1)
    for power in range(39):
        yield from (n for n in (10**power - 1, 10**power, 10**power + 1) if n > 0)
    for k in range(512, 1025):  # where the nearest 1/256 changes, and in its middle
        for power in (60, 66, 90, 115):
            yield from ((k << power) + step for step in (-1, 0, 1))


def drawn(count: int) -> Iterator[int]:
    """Yield numbers of any size and any count of decimals."""
    chance = random.Random(20)
    for _ in range(count):
        step = 10 ** chance.randint(0, 20)
        yield step * chance.randint(1, max(1, LARGEST // step // 10 ** chance.randint(0, 18)))


def near_the_middle(base: str, count: int) -> Iterator[int]:
    """Yield numbers whose logarithm is as near to the middle of two of 20 decimals as can be."""
    chance = random.Random(21)
    with localcontext(PRECISE) as context:
        for _ in range(count):
            size = chance.uniform(-15, 41) if base == "ln" else chance.uniform(-7, 18)
            middle = Decimal(int(size * 10**16) * 10**4 + chance.randrange(10**4)).scaleb(-20)
            middle += LAST / 2
            number = middle.exp() if base == "ln" else context.power(10, middle)
            nearest = int((number * UNIT).to_integral_value())
            yield from (n for n in (nearest - 1, nearest, nearest + 1) if 0 < n <= LARGEST)


@pytest.mark.slow
@BASES
@pytest.mark.parametrize("arguments", [edges, lambda: drawn(1000)], ids=["edges", "drawn"])
def test_every_digit_is_that_of_the_decimal_module(base: str, arguments) -> None:
    for argument in arguments():
        actual, expected = ours(base, argument), published(base, argument)
        assert repr(actual) == repr(expected), argument  # the sign of nothing and all


@pytest.mark.slow
@BASES
def test_near_the_middle_of_two_numbers_the_digits_are_the_same(base: str) -> None:
    undecided = 0
    for argument in near_the_middle(base, 600):
        assert repr(ours(base, argument)) == repr(published(base, argument)), argument
        actual = getattr(logarithms, base)(argument)
        undecided += actual is None
        if actual is not None:  # what is decided is also the precise one, rounded once
            direct = precise(base, argument).quantize(LAST, ROUND_HALF_EVEN, PRECISE)
            assert actual == direct.scaleb(20), argument
    assert undecided > 80  # the inputs are such that the fall back is put to the test


@pytest.mark.slow
def test_the_error_is_within_the_proved_bound() -> None:
    """Less than 6 units of 2^-112, over all that can differ between arguments."""
    most = Decimal(0)
    with localcontext(PRECISE):
        for argument in [*edges(), *drawn(1000)]:
            exact = precise("ln", argument) * 2**112
            most = max(most, abs(exact - logarithms._ln(argument)))
    assert most < 6
    assert most > 1  # it is an error in these units that is measured


def test_the_tables_are_within_a_unit() -> None:
    logs, offsets, inverse = logarithms._tables()
    with localcontext(PRECISE):
        two, ten, unit = Decimal(2).ln(), Decimal(10).ln(), Decimal(2) ** 112
        assert sorted(logs) == list(range(256, 513))
        assert all(abs(item - (Decimal(k) / 256).ln() * unit) < 1 for k, item in logs.items())
        assert all(
            abs(offset - (e * two - 20 * ten) * unit) < 1 for e, offset in enumerate(offsets)
        )
        assert abs(inverse - unit * 2**16 / ten) < 2


def test_what_is_not_certain_is_left_to_the_decimal_module() -> None:
    """Within the margin on either side of the middle nothing is decided; beyond it all is."""
    middle = (5 * logarithms._UNIT + logarithms._HALF) // UNIT  # 5.5 units of the 20th decimal
    step = logarithms._MARGIN // UNIT
    assert logarithms._round_units(middle - step - 2) == 5
    assert logarithms._round_units(middle + step + 2) == 6
    for near in range(-step + 1, step):
        assert logarithms._round_units(middle + near) is None
    assert logarithms._round_units(0) is None


@BASES
@given(st.data())
def test_a_larger_number_has_no_smaller_logarithm(base: str, data: st.DataObject) -> None:
    less = data.draw(st.integers(1, LARGEST - 1))
    more = data.draw(st.integers(less, min(LARGEST, 2 * less)))
    assert ours(base, less) <= ours(base, more)


@given(st.integers(1, 10**29), st.integers(1, 10**9))
@example(UNIT, UNIT)
def test_the_logarithm_of_a_product_is_the_sum(number: int, factor: int) -> None:
    """To a unit of the last place of each: three are rounded."""
    parts = ours("ln", number) + ours("ln", factor * UNIT)
    assert abs(ours("ln", number * factor) - parts) <= Decimal("1.5E-20")


@small_cases("number", ["0", "-1E-20", "-1", "-2.5", "-Infinity"])
def test_numbers_without_a_logarithm_are_refused_as_before(number: str) -> None:
    value = Decimal(number)
    with pytest.raises(InvalidOperation):
        decimals.log10(value)
    with pytest.raises(InvalidOperation):
        decimals.ln1p(POLICY.subtract(value, 1))


@small_cases("number", ["1E+19", "1E-21", "1E+9000", "1E-9000", "0.1234567890123456789012"])
def test_numbers_beyond_the_grammar_take_the_other_way(number: str) -> None:
    """They do not occur, and fill no memory if they do."""
    value = Decimal(number)
    assert decimals._units(value) is None
    assert decimals.log10(value) == POLICY.log10(value).quantize(LAST, ROUND_HALF_EVEN, POLICY)
