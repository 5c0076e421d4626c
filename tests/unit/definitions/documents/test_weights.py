"""Weights in any rational form."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import numpy as np
from small_cases import small_cases

from ictindex.definitions.documents.weights import are_whole, make_whole, read_weight, sum_up


@small_cases(
    ("supplied", "exact"),
    [
        (2, Fraction(2)), (0.6, Fraction(3, 5)), ("0.6", Fraction(3, 5)), ("1/3", Fraction(1, 3)),
        (" 2/4 ", Fraction(1, 2)), (Fraction(2, 7), Fraction(2, 7)),
        (Decimal("0.30"), Fraction(3, 10)), (np.float64(0.1), Fraction(1, 10)),
        (np.int64(4), Fraction(4)),
    ],
)  # fmt: skip
def test_a_number_is_taken_with_the_digits_that_are_written(
    supplied: object, exact: Fraction
) -> None:
    assert read_weight(supplied) == exact


@small_cases("supplied", [True, "a", "1/0", None, float("nan"), "1e3", [1]])
def test_what_is_no_number_is_none(supplied: object) -> None:
    assert read_weight(supplied) is None


def test_shares_sum_up_and_become_whole_numbers() -> None:
    thirds = {"a": Fraction(1, 3), "b": Fraction(2, 3)}
    assert sum_up(thirds) and not are_whole(thirds)
    assert make_whole(thirds) == {"a": 1, "b": 2}
    floats = {"a": Fraction(repr(0.1 + 0.2)), "b": Fraction("0.7")}
    assert sum_up(floats)  # 0.30000000000000004 of a program is 0.3
    assert not sum_up({"a": Fraction("0.6"), "b": Fraction("0.41")})
