"""Properties of every index of sensitivity: shifts, scales, order, sums, bounds."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from ictindex.engine.statistics.draws import sobol_points
from ictindex.engine.statistics.variance_shares import exchange_columns, shares_of_runs

SLOPES = arrays.arrays(np.float64, 3, elements=st.integers(-9, 9).map(float))


def outputs(function: Any, seed: int = 1) -> Any:
    parts = []
    for scrambling in range(4):
        unit = sobol_points(6, 6, seed, scrambling)
        a, b = unit[:, :3], unit[:, 3:]
        parts.append([function(x)[..., None] for x in (a, b, exchange_columns(a, b))])
    return tuple(np.concatenate([part[n] for part in parts], axis=n // 2) for n in range(3))


@settings(max_examples=20)
@given(slopes=SLOPES, shift=st.floats(-1e6, 1e6), scale=st.floats(0.01, 100))
def test_a_shift_and_a_scale_of_the_output_change_nothing(
    slopes: Any, shift: float, scale: float
) -> None:
    assume(np.abs(slopes).sum() > 0)
    a, b, mixed = outputs(lambda x: np.sin(x @ slopes) + x[..., 0])
    assume(np.ptp(a) > 0.1)
    plain = shares_of_runs(a, b, mixed, 4)
    moved = shares_of_runs(*(values * scale + shift for values in (a, b, mixed)), 4)
    assert moved.total == pytest.approx(plain.total, rel=1e-3, abs=1e-4, nan_ok=True)
    assert moved.first == pytest.approx(plain.first, rel=1e-3, abs=1e-4, nan_ok=True)


@settings(max_examples=20)
@given(slopes=SLOPES)
def test_shares_of_a_linear_function_are_those_of_its_slopes(slopes: Any) -> None:
    assume(np.abs(slopes).sum() > 0)
    shares = shares_of_runs(*outputs(lambda x: x @ slopes), 4)
    exact = slopes**2 / (slopes**2).sum()
    assert shares.first[0] == pytest.approx(exact, abs=0.1)
    assert shares.total[0] == pytest.approx(exact, abs=0.1)
    assert (shares.total >= 0).all()
    # An input without a part in it moves nothing at all.
    assert (shares.total[0][slopes == 0] == 0).all()


@settings(max_examples=20)
@given(order=st.permutations(range(3)))
def test_the_order_of_factors_only_moves_their_shares(order: list[int]) -> None:
    a, b, mixed = outputs(lambda x: x[..., 0] * x[..., 1] + x[..., 2] ** 2)
    plain = shares_of_runs(a, b, mixed, 4)
    moved = shares_of_runs(a, b, mixed[order], 4)
    assert moved.first[0] == pytest.approx(plain.first[0][order], rel=1e-9, abs=1e-12)
    assert moved.total[0] == pytest.approx(plain.total[0][order], rel=1e-9, abs=1e-12)
