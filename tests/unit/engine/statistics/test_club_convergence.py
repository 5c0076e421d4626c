"""Convergence clubs on panels whose clubs are known, because they were made."""

from __future__ import annotations

import math

import numpy as np
import pytest

from ictindex.engine.statistics.club_convergence import (
    find_clubs,
    log_t_test,
    long_run_variance,
    relative_dispersion,
    smooth_trend,
)


def club(level: float, size: int, periods: int, seed: int) -> np.ndarray:
    """Draw units whose distance to a common path falls as 1 / (t log t)."""
    rng = np.random.default_rng(seed)
    t = np.arange(1, periods + 1)
    path = level * (1 + 0.02 * t)
    return path * (1 + rng.uniform(-0.3, 0.3, (size, 1)) / (t * np.log(t + 1)))


def test_units_on_one_path_are_one_club() -> None:
    panel = club(50, 12, 25, 1)
    assert log_t_test(panel).converges
    clubs, divergent = find_clubs(panel)
    assert [c.members for c in clubs] == [tuple(range(12))]
    assert divergent == ()


def test_two_made_clubs_are_found_as_they_were_made() -> None:
    panel = np.vstack([club(80, 8, 30, 2), club(30, 7, 30, 3)])
    assert not log_t_test(panel).converges
    clubs, divergent = find_clubs(panel)
    assert [c.members for c in clubs] == [tuple(range(8)), tuple(range(8, 15))]
    assert divergent == ()


def test_units_that_leave_one_another_belong_to_no_club() -> None:
    t = np.arange(1, 21)
    panel = np.array([np.exp(rate * t) for rate in (0.02, 0.08, 0.16)])
    clubs, divergent = find_clubs(panel)
    assert clubs == ()
    assert divergent == (0, 1, 2)


def test_a_unit_apart_is_left_next_to_the_club() -> None:
    t = np.arange(1, 26)
    panel = np.vstack([club(60, 9, 25, 5), [5 * np.exp(-0.05 * t)]])
    clubs, divergent = find_clubs(panel)
    assert clubs[0].members == tuple(range(9))
    assert divergent == (9,)


def test_the_slope_is_twice_the_speed_by_which_the_panel_was_made() -> None:
    """With deviations that fall exactly as t^-a / log t, b is 2 a."""
    t = np.arange(2, 62)
    signs = np.array([[1.0], [-1.0]])
    panel = 100 * (1 + 0.1 * signs / (np.log(t - 1 + 1) * (t - 1.0) ** 0.75))
    late = log_t_test(panel, 0.3)
    assert late.slope == pytest.approx(1.5, abs=0.03)


def test_order_of_units_does_not_matter() -> None:
    panel = np.vstack([club(80, 6, 20, 7), club(30, 6, 20, 8)])
    order = np.random.default_rng(1).permutation(12)
    clubs, _ = find_clubs(panel)
    shuffled, _ = find_clubs(panel[order])
    assert [c.members for c in clubs] == [tuple(sorted(order[list(c.members)])) for c in shuffled]


def test_relative_dispersion_by_hand() -> None:
    assert relative_dispersion(np.array([[1.0, 2.0], [3.0, 2.0]])) == pytest.approx([0.25, 0.0])


def test_long_run_variance_of_independent_residuals_is_near_their_variance() -> None:
    residuals = np.random.default_rng(2).normal(0, 2, 4000)
    assert long_run_variance(residuals) == pytest.approx(4, rel=0.15)


def test_long_run_variance_counts_what_lasts() -> None:
    rng = np.random.default_rng(4)
    u = np.zeros(20000)
    for k in range(1, len(u)):
        u[k] = 0.5 * u[k - 1] + rng.normal()
    # 1 / (1 - 0.5)^2 of an autoregression of the first order.
    assert long_run_variance(u) == pytest.approx(4, rel=0.25)


def test_trend_of_a_straight_line_is_the_line() -> None:
    line = np.array([np.arange(12.0), 3 - np.arange(12.0)])
    assert smooth_trend(line, 400) == pytest.approx(line, abs=1e-8)


def test_equal_units_have_converged() -> None:
    assert log_t_test(np.tile(np.arange(1.0, 13), (3, 1))).t == math.inf


@pytest.mark.parametrize(
    ("panel", "message"),
    [
        (np.ones((2, 9)), "10 periods"),
        (np.ones((1, 12)), "two units"),
        (np.full((2, 12), np.nan), "holes"),
        (-np.ones((2, 12)), "above zero"),
    ],
)
def test_what_is_no_panel_is_refused(panel: np.ndarray, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        log_t_test(panel)
