"""Inequality measures against fractions, published formulae, NumPy and enumeration."""

from __future__ import annotations

import math
from fractions import Fraction
from itertools import product

import numpy as np
import pytest
from small_cases import small_cases

from ictindex.engine.statistics.inequality import (
    atkinson,
    decompose_theil,
    gini,
    shares_of,
    theil_l,
    theil_t,
    weighted_deviation,
    weighted_mean,
    weighted_quantile,
)

NUMBERS = [3, 1, 4, 1, 5, 9, 2, 6]
WEIGHTS = [2, 7, 1, 8, 2, 8, 1, 8]


def gini_by_pairs(numbers: list[int], weights: list[int]) -> Fraction:
    """Enumerate every pair of persons, as the definition says, in fractions."""
    total = sum(weights)
    mean = Fraction(sum(w * x for x, w in zip(numbers, weights, strict=True)), total)
    pairs = product(zip(numbers, weights, strict=True), repeat=2)
    gap = sum(Fraction(v * w * abs(x - y), total**2) for (x, v), (y, w) in pairs)
    return gap / (2 * mean)


def test_gini_is_half_the_mean_gap_over_the_mean() -> None:
    assert gini(NUMBERS, WEIGHTS) == pytest.approx(float(gini_by_pairs(NUMBERS, WEIGHTS)), 1e-14)
    assert gini(NUMBERS) == pytest.approx(float(gini_by_pairs(NUMBERS, [1] * 8)), 1e-14)


def test_gini_of_one_who_has_all_is_one_less_one_over_n() -> None:
    assert gini([0, 0, 0, 0, 10]) == pytest.approx(0.8, abs=1e-15)


def test_gini_of_two_classes_is_the_gap_of_their_shares() -> None:
    # For two classes G is the share of people less the share of the total of the poorer one.
    assert gini([1, 3], [4, 1]) == pytest.approx(4 / 5 - 4 / 7, abs=1e-15)


def test_theil_of_two_equal_groups_by_hand() -> None:
    # 1 and 3 around 2: T = (0.5 ln 0.5 + 1.5 ln 1.5) / 2, L = (ln 2 + ln 2/3) / 2.
    assert theil_t([1, 3]) == pytest.approx((0.5 * math.log(0.5) + 1.5 * math.log(1.5)) / 2)
    assert theil_l([1, 3]) == pytest.approx((math.log(2) + math.log(2 / 3)) / 2)


def test_theil_of_one_who_has_all_is_the_logarithm_of_their_number() -> None:
    assert theil_t([0, 0, 0, 7]) == pytest.approx(math.log(4))
    assert math.isnan(theil_l([0, 0, 0, 7]))


@pytest.mark.parametrize(("aversion", "level"), [(1, 3**0.5), (2, 1.5), (0.5, 1.8660254037844386)])
def test_atkinson_is_one_less_the_equal_level_over_the_mean(aversion: float, level: float) -> None:
    # Of 1 and 3: geometric mean, harmonic mean, and ((1 + sqrt 3) / 2)^2.
    assert atkinson([1, 3], aversion) == pytest.approx(1 - level / 2)


def test_atkinson_of_a_zero_is_one_where_aversion_is_one_or_more() -> None:
    assert atkinson([0, 5], 1) == atkinson([0, 5], 2) == 1.0
    assert atkinson([0, 4], 0.5) == pytest.approx(1 - 1 / 2)


def test_atkinson_of_aversion_one_follows_from_theil_l() -> None:
    assert atkinson(NUMBERS, 1, WEIGHTS) == pytest.approx(1 - math.exp(-theil_l(NUMBERS, WEIGHTS)))


@pytest.mark.parametrize("measure", ["T", "L"])
def test_theil_splits_without_a_remainder(measure: str) -> None:
    split = decompose_theil(NUMBERS, list("aabbbccc"), WEIGHTS, measure)
    assert split.within + split.between == pytest.approx(split.total, abs=1e-15)
    assert split.total == (theil_t if measure == "T" else theil_l)(NUMBERS, WEIGHTS)
    # The part between is the index of everybody having the mean of their group.
    means = [split.means[key] for key in "aabbbccc"]
    compute = theil_t if measure == "T" else theil_l
    assert split.between == pytest.approx(compute(means, WEIGHTS), abs=1e-15)


def test_a_group_without_weight_or_with_nothing_adds_nothing() -> None:
    split = decompose_theil([0, 0, 1, 3], list("aabb"), [1, 1, 1, 1])
    assert split.total == pytest.approx(split.within + split.between)
    assert split.own["a"] == 0
    assert "b" not in decompose_theil([1, 2, 9], ["a", "a", "b"], [1, 1, 0]).weights


@small_cases("level", [0, 0.1, 0.25, 0.5, 0.75, 0.9, 1])
def test_quantiles_are_numpys_averaged_inverse_of_the_distribution(level: float) -> None:
    repeated = np.repeat(NUMBERS, WEIGHTS)
    expected = np.quantile(repeated, level, method="averaged_inverted_cdf")
    assert weighted_quantile(NUMBERS, level, WEIGHTS) == expected
    assert weighted_quantile(repeated, level) == expected


def test_mean_and_deviation_are_those_of_the_repeated_numbers() -> None:
    repeated = np.repeat(NUMBERS, WEIGHTS)
    assert weighted_mean(NUMBERS, WEIGHTS) == pytest.approx(repeated.mean())
    assert weighted_deviation(NUMBERS, WEIGHTS) == pytest.approx(repeated.std())


def test_numbers_without_weight_change_nothing() -> None:
    # A first number without weight is no minimum; a zero without weight leaves the logarithms.
    assert weighted_quantile([0, 1, 3], 0, [0, 1, 1]) == 1
    assert theil_l([0, 1, 3], [0, 1, 1]) == theil_l([1, 3])
    assert atkinson([0, 1, 3], 1, [0, 1, 1]) == atkinson([1, 3], 1)
    split = decompose_theil([9, 1, 3], ["none", "a", "b"], [0, 1, 1])
    assert list(split.means.items()) == [("a", 1), ("b", 3)]


def test_a_level_within_rounding_of_a_flat_part_is_on_it() -> None:
    # Ten shares of 0.1 add up to 0.30000000000000004 and 0.7999999999999999.
    tenths = list(range(10))
    assert weighted_quantile(tenths, 0.3) == 2.5
    assert weighted_quantile(tenths, 0.8) == 7.5


@pytest.mark.parametrize("measure", ["T", "L"])
def test_a_group_with_a_mean_below_one_has_its_own_inequality(measure: str) -> None:
    split = decompose_theil([0.1, 0.3, 4], ["a", "a", "b"], measure=measure)
    compute = theil_t if measure == "T" else theil_l
    assert split.own["a"] == pytest.approx(compute([1, 3]), rel=1e-14)


def test_a_group_with_nothing_lies_infinitely_far_in_logarithms() -> None:
    split = decompose_theil([0, 0, 4], ["a", "a", "b"], measure="L")
    assert split.between == math.inf and math.isnan(split.total)


@small_cases(
    ("call", "message"),
    [
        (lambda: gini([1, -1]), "not negative"),
        (lambda: gini([1, math.nan]), "finite"),
        (lambda: theil_t([0, 0]), "no inequality"),
        (lambda: atkinson([1, 2], 0), "above 0"),
        (lambda: weighted_quantile([1], 1.5), "between 0 and 1"),
        (lambda: shares_of([1, -1], 2), "not negative"),
        (lambda: shares_of([0, 0], 2), "nothing"),
        (lambda: shares_of([1], 2), "one for each"),
        (lambda: decompose_theil([1, 2], ["a"]), "one group"),
    ],
)
def test_what_is_on_no_ratio_scale_is_refused(call: object, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        call()  # type: ignore[operator]
