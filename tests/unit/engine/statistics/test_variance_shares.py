"""First and total order indices against mathematics, against SALib, and against themselves."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import numpy as np
import pytest
from SALib.analyze import sobol

from ictindex.core.errors import UsageError
from ictindex.engine.statistics import variance_shares
from ictindex.engine.statistics.draws import sobol_points
from ictindex.engine.statistics.variance_shares import (
    NO_VARIANCE,
    NOT_FINITE,
    TOO_FEW_RUNS,
    VarianceShares,
    exchange_columns,
    shares_of_runs,
)

# Ishigami and Homma (1990) with a = 7, b = 0.1: V = a^2/8 + b pi^4/5 + b^2 pi^8/18 + 1/2.
A, B = 7.0, 0.1
_V1 = 0.5 * (1 + B * np.pi**4 / 5) ** 2
_V2 = A**2 / 8
_V13 = B**2 * np.pi**8 * 8 / 225
_V = _V1 + _V2 + _V13
ISHIGAMI_FIRST = np.array([_V1, _V2, 0.0]) / _V
ISHIGAMI_TOTAL = np.array([_V1 + _V13, _V2, _V13]) / _V
# Sobol' g: S_i and S_Ti follow from V_i = 1 / (3 (1 + a_i)^2).
G = (0, 1, 4.5, 9, 99)


def ishigami(x: Any) -> Any:
    return np.sin(x[..., 0]) + A * np.sin(x[..., 1]) ** 2 + B * x[..., 2] ** 4 * np.sin(x[..., 0])


def sobol_g(x: Any) -> Any:
    a = np.array(G)
    return np.prod((np.abs(4 * x - 2) + a) / (1 + a), axis=-1)


def g_shares() -> tuple[Any, Any]:
    parts = [Fraction(1, 3) / (1 + Fraction(str(a))) ** 2 for a in G]
    whole = Fraction(1)
    for part in parts:
        whole *= 1 + part
    variance = whole - 1
    first = [part / variance for part in parts]
    total = [part * whole / (1 + part) / variance for part in parts]
    return np.array([float(share) for share in first]), np.array([float(share) for share in total])


def design(function: Any, factors: int, exponent: int = 10, scramblings: int = 16) -> Any:
    """Return the outputs of A, B and AB of a function on the unit cube."""
    parts = []
    for number in range(scramblings):
        unit = sobol_points(2 * factors, exponent, 7, number)
        a, b = unit[:, :factors], unit[:, factors:]
        mixed = exchange_columns(a, b)
        parts.append(
            [np.asarray(function(sample), dtype=float)[..., None] for sample in (a, b, mixed)]
        )
    return tuple(np.concatenate([part[n] for part in parts], axis=n // 2) for n in range(3))


def turned(function: Any) -> Any:
    return lambda unit: function((2 * unit - 1) * np.pi)


def assert_within_error(indices: VarianceShares, first: Any, total: Any) -> None:
    # The half width is that of 95 %: one in twenty lies outside, one in many thousands by twice.
    assert (np.abs(indices.first[0] - first) <= 2 * indices.first_error[0] + 1e-9).all()
    assert (np.abs(indices.total[0] - total) <= 2 * indices.total_error[0] + 1e-9).all()


def test_the_indices_of_ishigami_are_the_analytic_ones_within_the_error() -> None:
    shares = shares_of_runs(*design(turned(ishigami), 3), 16)
    assert_within_error(shares, ISHIGAMI_FIRST, ISHIGAMI_TOTAL)
    assert shares.first_error.max() < 0.02
    assert shares.total_error.max() < 0.02
    assert (shares.reasons, shares.runs, shares.scramblings) == (("",), 16 * 1024 * 5, 16)
    assert shares.variance[0] == pytest.approx(_V, rel=0.01)


def test_the_indices_of_sobols_g_are_the_analytic_ones_within_the_error() -> None:
    shares = shares_of_runs(*design(sobol_g, len(G)), 16)
    assert_within_error(shares, *g_shares())
    assert shares.reasons == ("",)


def test_an_additive_function_has_equal_orders_that_sum_to_one() -> None:
    # Var(c u) = c^2 / 12 for u uniform: 1 : 4 : 9 of 14.
    exact = np.array([1, 4, 9]) / 14
    shares = shares_of_runs(*design(lambda x: x @ np.array([1.0, 2.0, 3.0]), 3), 16)
    assert shares.first[0] == pytest.approx(exact, abs=2e-3)
    assert shares.total[0] == pytest.approx(exact, abs=2e-3)
    assert shares.first_sum[0] == pytest.approx(1, abs=3e-3)
    assert shares.reasons == ("",)


@pytest.mark.parametrize("shift", [0.0, 100.0])
def test_estimates_are_those_of_salib_on_the_same_samples(shift: float) -> None:
    a, b, mixed = design(turned(ishigami), 3, exponent=8, scramblings=2)
    rows = np.empty((len(a), 5))
    rows[:, 0], rows[:, 4] = a[:, 0], b[:, 0]
    rows[:, 1:4] = mixed[:, :, 0].T
    problem = {"num_vars": 3, "names": ["1", "2", "3"], "bounds": [[0, 1]] * 3}
    theirs = sobol.analyze(problem, rows.ravel() + shift, calc_second_order=False)
    ours = shares_of_runs(a + shift, b + shift, mixed + shift)
    assert ours.first[0] == pytest.approx(theirs["S1"], abs=1e-12)
    assert ours.total[0] == pytest.approx(theirs["ST"], abs=1e-12)


def test_a_constant_added_to_the_output_changes_nothing() -> None:
    a, b, mixed = design(turned(ishigami), 3, exponent=8)
    plain = shares_of_runs(a, b, mixed, 16)
    moved = shares_of_runs(a + 1e6, b + 1e6, mixed + 1e6, 16)
    for name in ("first", "total", "first_error", "total_error", "variance"):
        assert getattr(moved, name) == pytest.approx(getattr(plain, name), rel=1e-7, abs=1e-8)


def test_the_error_is_that_of_leaving_out_one_scrambling_after_another() -> None:
    a, b, mixed = design(turned(ishigami), 3, exponent=5, scramblings=4)
    whole = shares_of_runs(a, b, mixed, 4)
    left = []
    for gone in range(4):
        kept = np.repeat(np.arange(4) != gone, 32)
        part = shares_of_runs(a[kept], b[kept], mixed[:, kept])
        left.append(np.concatenate([part.first[0], part.total[0]]))
    spread = np.stack(left)
    error = np.sqrt(3 / 4 * ((spread - spread.mean(0)) ** 2).sum(0))
    quantile = 3.182446305284263  # of Student's t with 3 degrees of freedom at 97.5 %
    both = np.concatenate([whole.first_error[0], whole.total_error[0]])
    assert both == pytest.approx(quantile * error, rel=1e-9)


def test_an_output_without_variance_is_not_defined() -> None:
    a, b, mixed = design(lambda x: np.stack([0 * x[..., 0] + 0.1, x[..., 0]], -1), 2, exponent=5)
    a, b, mixed = a[..., 0], b[..., 0], mixed[..., 0]
    rounding = np.random.default_rng(1).choice([0.0, 1e-17], a.shape[0])
    a[:, 0] += rounding
    shares = shares_of_runs(a, b, mixed, 16)
    assert shares.reasons == (NO_VARIANCE, "")
    assert np.isnan(shares.first[0]).all()
    assert np.isnan(shares.total[0]).all()
    assert np.isnan(shares.first_sum[0])
    assert shares.variance[0] == 0
    assert shares.total[1] == pytest.approx([1, 0], abs=0.05)


def test_an_output_that_is_missing_in_a_run_is_not_defined() -> None:
    a, b, mixed = design(turned(ishigami), 3, exponent=4)
    for hole in (np.nan, np.inf):
        mixed[1, 3, 0] = hole
        shares = shares_of_runs(a, b, mixed, 16)
        assert shares.reasons == (NOT_FINITE,)
        assert np.isnan([*shares.first[0], *shares.total[0], shares.variance[0]]).all()


def test_indices_that_contradict_are_of_too_few_runs() -> None:
    rng = np.random.default_rng(5)
    a, b = rng.normal(size=(64, 1)), rng.normal(size=(64, 1))
    # Exchanging the only column of A gives B: here it gives more than B can.
    shares = shares_of_runs(a, b, (a + 2 * (b - a))[np.newaxis] * 0.5 + 0.7 * b[np.newaxis], 16)
    assert shares.first[0, 0] > 1
    assert shares.reasons == (TOO_FEW_RUNS,)
    few = shares_of_runs(*design(lambda x: np.exp(9 * x.prod(-1)), 3, exponent=1), 16)
    assert few.reasons == (TOO_FEW_RUNS,)
    assert max(few.first_error.max(), few.total_error.max()) > variance_shares.WIDEST


def test_a_single_scrambling_has_no_interval() -> None:
    shares = shares_of_runs(*design(turned(ishigami), 3, scramblings=1))
    assert np.isnan([*shares.first_error[0], *shares.total_error[0]]).all()
    assert shares.reasons == ("",)


def test_runs_that_do_not_fit_are_refused() -> None:
    a, b, mixed = design(turned(ishigami), 3, exponent=3, scramblings=1)
    with pytest.raises(UsageError, match="8 runs do not divide into 3 parts of equal length"):
        shares_of_runs(a, b, mixed, 3)
    with pytest.raises(UsageError, match="The three arrays of outputs do not fit together"):
        shares_of_runs(a, b[1:], mixed)
