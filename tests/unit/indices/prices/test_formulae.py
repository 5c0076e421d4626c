"""Index numbers: the manual's figures, and the tests of the axiomatic approach."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from price_cases import PRICES, QUANTITIES, Floats, markets
from small_cases import small_cases

from ictindex.core.errors import UsageError
from ictindex.indices.prices.formulae import (
    bilateral_matrix,
    chained,
    fisher,
    geks,
    implied_quantities,
    jevons,
    laspeyres,
    lowe,
    paasche,
    tornqvist,
)

Formula = Callable[[object, object, int], Floats]


def _jevons(prices: object, quantities: object, base: int = 0) -> Floats:
    return jevons(prices, base)


def _lowe(prices: object, quantities: object, base: int = 0) -> Floats:
    return lowe(prices, np.asarray(quantities)[..., 0, :], base)


BILATERAL: dict[str, Formula] = {
    "laspeyres": laspeyres,
    "paasche": paasche,
    "fisher": fisher,
    "tornqvist": tornqvist,
    "jevons": _jevons,
    "lowe": _lowe,
}
REVERSIBLE = ["fisher", "tornqvist", "jevons", "lowe"]
every = pytest.mark.parametrize("name", BILATERAL)


def close(computed: object, expected: object) -> bool:
    return bool(np.allclose(computed, expected, rtol=1e-10, atol=0))


# ------------------------------------------------------------------ printed figures


@small_cases(
    ("computed", "printed"),
    [
        (laspeyres(PRICES, QUANTITIES), [1.0, 1.42, 1.345, 1.355, 1.44]),
        (paasche(PRICES, QUANTITIES), [1.0, 1.3824, 1.2031, 1.0209, 0.7968]),
        (fisher(PRICES, QUANTITIES), [1.0, 1.4011, 1.2721, 1.1762, 1.0712]),
        (tornqvist(PRICES, QUANTITIES), [1.0, 1.4052, 1.289, 1.2268, 1.2477]),
        (jevons(PRICES), [1.0, 1.2419, 0.9563, 0.7256, 0.6325]),
        (chained(PRICES, QUANTITIES, "laspeyres"), [1.0, 1.42, 1.3646, 1.3351, 1.3306]),
        (chained(PRICES, QUANTITIES, "paasche"), [1.0, 1.3824, 1.274, 1.206, 1.1234]),
        (chained(PRICES, QUANTITIES, "fisher"), [1.0, 1.4011, 1.3185, 1.2689, 1.2226]),
        (chained(PRICES, QUANTITIES, "tornqvist"), [1.0, 1.4052, 1.3112, 1.2624, 1.2224]),
    ],
)
def test_the_artificial_data_set_of_the_manual(computed: Floats, printed: list[float]) -> None:
    """CPI Manual (2004), chapter 19: fixed-base and chained indices, four decimals."""
    assert computed.round(4).tolist() == printed


@given(markets())
def test_formulae_by_exact_fractions(market: tuple[Floats, Floats]) -> None:
    """An independent computation, without floats until the end."""
    prices, quantities = market
    p = [[Fraction(x) for x in row] for row in prices.tolist()]
    q = [[Fraction(x) for x in row] for row in quantities.tolist()]

    def cost(t: int, s: int) -> Fraction:
        return sum((a * b for a, b in zip(p[t], q[s], strict=True)), Fraction(0))

    periods = range(len(p))
    assert close(laspeyres(prices, quantities), [float(cost(t, 0) / cost(0, 0)) for t in periods])
    assert close(paasche(prices, quantities), [float(cost(t, t) / cost(0, t)) for t in periods])
    squared = [float(cost(t, 0) * cost(t, t) / cost(0, 0) / cost(0, t)) for t in periods]
    assert close(fisher(prices, quantities) ** 2, squared)
    assert close(lowe(prices, quantities[-1]), [float(cost(t, -1) / cost(0, -1)) for t in periods])


# ------------------------------------------------------------------ tests that hold


@every
@given(market=markets())
def test_identity(name: str, market: tuple[Floats, Floats]) -> None:
    """The same prices give 1, whatever the quantities do."""
    prices, quantities = market
    prices[:] = prices[0]
    assert close(BILATERAL[name](prices, quantities, 0), 1)


@every
@given(market=markets(2), factor=st.floats(1e-3, 1e3))
def test_proportionality(name: str, market: tuple[Floats, Floats], factor: float) -> None:
    """All prices times a factor give the factor."""
    prices, quantities = market
    prices[1] = prices[0] * factor
    assert close(BILATERAL[name](prices, quantities, 0), [1, factor])


@every
@given(market=markets(), seed=st.integers(0, 2**32 - 1))
def test_commensurability(name: str, market: tuple[Floats, Floats], seed: int) -> None:
    """An item counted in another unit changes nothing: megabytes or gigabytes."""
    prices, quantities = market
    units = np.exp(np.random.default_rng(seed).normal(0, 3, prices.shape[1]))
    other = BILATERAL[name](prices * units, quantities / units, 0)
    assert close(other, BILATERAL[name](prices, quantities, 0))


@pytest.mark.parametrize("name", REVERSIBLE)
@given(market=markets(2))
def test_time_reversal(name: str, market: tuple[Floats, Floats]) -> None:
    there, back = (BILATERAL[name](*market, base) for base in (0, 1))
    assert close(there[1] * back[0], 1)


@pytest.mark.parametrize("name", ["jevons", "lowe"])
@given(market=markets(3))
def test_transitivity(name: str, market: tuple[Floats, Floats]) -> None:
    first, second = (BILATERAL[name](*market, base) for base in (0, 1))
    assert close(first[1] * second[2], first[2])


@pytest.mark.parametrize("formula", ["fisher", "tornqvist", "jevons"])
@given(market=markets())
def test_geks_is_transitive_and_reversible(formula: str, market: tuple[Floats, Floats]) -> None:
    tables = [geks(*market, formula, base) for base in range(market[0].shape[0])]
    for r, from_r in enumerate(tables):
        for s, from_s in enumerate(tables):
            assert close(from_r[s] * from_s, from_r)
            assert close(from_r[s] * from_s[r], 1)


@given(markets())
def test_geks_is_the_mean_of_all_ways(market: tuple[Floats, Floats]) -> None:
    """By the definition, with Fisher computed pair by pair in another way."""
    matrix = bilateral_matrix(*market)
    n = len(matrix)
    ways = [[(matrix[0, k] * matrix[k, t]) ** (1 / n) for k in range(n)] for t in range(n)]
    assert close(geks(*market), np.prod(ways, axis=1))


@given(markets())
def test_laspeyres_and_paasche_are_each_other_backwards(market: tuple[Floats, Floats]) -> None:
    matrix = bilateral_matrix(*market, "laspeyres")
    assert close(bilateral_matrix(*market, "paasche"), 1 / matrix.T)


@given(markets())
def test_a_chain_of_jevons_does_not_drift(market: tuple[Floats, Floats]) -> None:
    assert close(chained(market[0], formula="jevons"), jevons(market[0]))


@given(markets())
def test_bounds(market: tuple[Floats, Floats]) -> None:
    """Every index lies between the smallest and the largest relative."""
    relatives = market[0] / market[0][0]
    low, high = relatives.min(axis=1) * (1 - 1e-9), relatives.max(axis=1) * (1 + 1e-9)
    for name in BILATERAL:
        index = BILATERAL[name](*market, 0)
        assert ((low <= index) & (index <= high)).all()


# ------------------------------------------------------------------ tests that do not hold


@pytest.mark.parametrize("name", ["laspeyres", "paasche"])
def test_no_time_reversal(name: str) -> None:
    there = BILATERAL[name](PRICES, QUANTITIES, 0)[4]
    back = BILATERAL[name](PRICES, QUANTITIES, 4)[0]
    assert abs(there * back - 1) > 0.1


@pytest.mark.parametrize("name", ["laspeyres", "paasche", "fisher", "tornqvist"])
def test_no_transitivity(name: str) -> None:
    first, second = (BILATERAL[name](PRICES, QUANTITIES, base) for base in (0, 1))
    assert abs(first[1] * second[2] / first[2] - 1) > 0.01


def test_chain_drift() -> None:
    """A discount that is bought in stock: everything returns, the chain does not."""
    prices = [[1.0, 1.0], [0.5, 1.0], [1.0, 1.0], [1.0, 1.0]]
    quantities = [[10, 10], [50, 10], [1, 10], [10, 10]]
    for formula in ("laspeyres", "paasche", "fisher", "tornqvist"):
        assert abs(chained(prices, quantities, formula)[-1] - 1) > 0.05
    # By hand: 15/20, then 60/35, then 1.
    assert close(
        chained(prices, quantities, "laspeyres"), [1, 0.75, 0.75 * 60 / 35, 0.75 * 60 / 35]
    )
    assert close(geks(prices, quantities)[-1], 1)
    assert close(fisher(prices, quantities)[-1], 1)


def test_geks_of_a_formula_without_time_reversal_is_refused() -> None:
    with pytest.raises(UsageError) as caught:
        geks(PRICES, QUANTITIES, "laspeyres")
    assert str(caught.value) == (
        "The formula 'laspeyres' is not one that can be used here. "
        "Use one of: fisher, jevons, tornqvist."
    )


# ------------------------------------------------------------------ arrays


@pytest.mark.slow
@given(markets(), markets())
def test_leading_axes_are_free(first: tuple[Floats, Floats], other: tuple[Floats, Floats]) -> None:
    """Many economies at once give what each gives alone."""
    periods = min(len(first[0]), len(other[0]))
    items = min(first[0].shape[1], other[0].shape[1])
    p, q = (np.stack([m[n][:periods, :items] for m in (first, other)]) for n in (0, 1))
    base = periods - 1
    for formula in (laspeyres, paasche, fisher, tornqvist):
        assert close(formula(p, q, base), [formula(a, b, base) for a, b in zip(p, q, strict=True)])
    assert close(jevons(p, base), [jevons(a, base) for a in p])
    assert close(lowe(p, q[:, 0]), [lowe(a, b[0]) for a, b in zip(p, q, strict=True)])
    assert close(geks(p, q), [geks(a, b) for a, b in zip(p, q, strict=True)])
    assert close(chained(p, q), [chained(a, b) for a, b in zip(p, q, strict=True)])


@given(markets())
def test_expenditure_shares_serve_as_well_as_quantities(market: tuple[Floats, Floats]) -> None:
    prices, quantities = market
    spent = prices * quantities
    shares = spent / spent.sum(axis=1, keepdims=True)
    implied = implied_quantities(prices, shares)
    for formula in (laspeyres, paasche, fisher, tornqvist):
        assert close(formula(prices, implied), formula(prices, quantities))


def test_the_input_is_not_changed() -> None:
    prices, quantities = np.array(PRICES), np.array(QUANTITIES)
    before = prices.copy(), quantities.copy()
    geks(prices, quantities)
    chained(prices, quantities)
    assert (prices == before[0]).all()
    assert (quantities == before[1]).all()


def test_a_quantity_of_nothing_counts_as_nothing() -> None:
    assert close(laspeyres([[1, 1], [2, 9]], [[1, 0], [1, 0]]), [1, 2])
    assert close(tornqvist([[1, 1], [2, 9]], [[1, 0], [1, 0]]), [1, 2])


REFUSALS: list[tuple[Callable[[], object], str]] = [
    (
        lambda: jevons([[1.0, 0.0], [1.0, 1.0]]),
        "Argument `prices`: the value 0.0 at position 0, 1 is not a number above 0. "
        "Leave out items without a price above 0 in every period.",
    ),
    (
        lambda: jevons([[1.0, float("nan")]]),
        "Argument `prices`: the value nan at position 0, 1 is not a number above 0. "
        "Leave out items without a price above 0 in every period.",
    ),
    (
        lambda: laspeyres([[1.0, 1.0]], [[1.0, -2.0]]),
        "Argument `quantities`: the value -2.0 at position 0, 1 is not a number of 0 or above. "
        "Give quantities or weights of 0 or above; leave out items without any.",
    ),
    (
        lambda: laspeyres([[1.0, 1.0]], [[1.0]]),
        "Prices of shape (1, 2) do not go with quantities or weights of shape (1, 1). "
        "Give both with the same periods and items; the Lowe index takes one quantity for each "
        "item.",
    ),
    (
        lambda: lowe([[1.0, 1.0]], [1.0, 2.0, 3.0]),
        "Prices of shape (1, 2) do not go with quantities or weights of shape (3). "
        "Give both with the same periods and items; the Lowe index takes one quantity for each "
        "item.",
    ),
    (
        lambda: jevons([1.0, 2.0]),
        "Prices have the shape (2). Give an array whose last two axes are periods and items, "
        "with at least one item.",
    ),
    (
        lambda: jevons([[1.0], [2.0]], base=2),
        "There is no period at position 2: the periods are 2. "
        "Give the position of the base period, counted from 0.",
    ),
    (
        lambda: fisher([[1.0], [2.0]], [[0.0], [1.0]]),
        "All quantities of a period are 0. Give at least one quantity above 0 in every period.",
    ),
    (
        lambda: chained([[1.0], [2.0]], formula="fisher"),
        "The formula 'fisher' weighs the items, and neither quantities nor weights were given. "
        "Give them, or use the formula `jevons`, which needs none.",
    ),
    (
        lambda: chained([[1.0], [2.0]], formula="carli"),
        "The formula 'carli' is not one that can be used here. "
        "Use one of: fisher, jevons, laspeyres, paasche, tornqvist.",
    ),
]


@small_cases(("call", "text"), REFUSALS)
def test_refusals_by_text(call: Callable[[], object], text: str) -> None:
    with pytest.raises(UsageError) as caught:
        call()
    assert str(caught.value) == text


@pytest.mark.parametrize("prices", ["12", None, [["a"]], 5])
def test_what_is_no_array_of_numbers(prices: object) -> None:
    with pytest.raises(UsageError, match="prices"):
        jevons(prices)
