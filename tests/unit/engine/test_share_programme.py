"""The linear programme of benefit of the doubt, against scipy's solver."""

from __future__ import annotations

import random
from decimal import Decimal
from fractions import Fraction

import numpy as np
import pytest
from scipy.optimize import linprog
from small_cases import small_cases

from ictindex.engine.share_programme import find_undominated, largest_sum, maximise


@small_cases("seed", range(5))
def test_the_maximum_is_that_of_another_solver(seed: int) -> None:
    draws = random.Random(seed)
    rows = [[Decimal(draws.randrange(1, 10)) for _ in range(4)] + [Decimal(draws.randrange(9))]
            for _ in range(7)]  # fmt: skip
    objective = [Decimal(draws.randrange(1, 5)) for _ in range(4)]
    peer = linprog(
        -np.array(objective, dtype=float),
        A_ub=np.array([row[:-1] for row in rows], dtype=float),
        b_ub=np.array([row[-1] for row in rows], dtype=float),
    )
    assert float(maximise(objective, rows)) == pytest.approx(-peer.fun, abs=1e-10)


def test_dominated_rows_bind_nobody() -> None:
    rows = [[Decimal(a), Decimal(b)] for a, b in ((1, 1), (2, 1), (1, 3), (2, 1))]
    assert sorted(find_undominated(rows)) == [(1, 3), (2, 1)]


def test_who_leads_in_every_part_has_1() -> None:
    limits = [(Decimal("0.2"), Decimal("0.8"))] * 2
    rows = [[Decimal(9), Decimal(7)], [Decimal(3), Decimal(7)]]
    assert largest_sum(rows[0], rows, limits) == 1
    # (3, 7): the first share is at least 0.2, so v = (0.2 s, 0.8 s), and 9/3 v1 + v2 <= 1.
    largest = Fraction(largest_sum(rows[1], rows, limits))
    assert abs(largest - Fraction(5, 7)) < Fraction(1, 10**30)
