"""First-order indices of functions whose index is known."""

from __future__ import annotations

import numpy as np
import pytest

from ictindex.engine.statistics.main_effects import compute_main_effect

GENERATOR = np.random.default_rng(17)


@pytest.mark.slow
def test_ishigami_has_its_analytic_indices() -> None:
    # Ishigami and Homma 1990 with a = 7, b = 0.1: first order 0.3139, 0.4424, 0.
    x = GENERATOR.uniform(-np.pi, np.pi, (20_000, 3))
    y = np.sin(x[:, 0]) + 7 * np.sin(x[:, 1]) ** 2 + 0.1 * x[:, 2] ** 4 * np.sin(x[:, 0])
    shares = [compute_main_effect(x[:, j], y).share for j in range(3)]
    assert shares == pytest.approx([0.3139, 0.4424, 0.0], abs=0.015)


def test_a_curve_without_linear_part_is_seen() -> None:
    x = GENERATOR.uniform(-1, 1, 200)
    effect = compute_main_effect(x, x**2)
    assert effect.share == pytest.approx(1, abs=1e-3)
    assert effect.linear < 0.05


def test_a_straight_line_with_noise_has_the_share_of_its_variances() -> None:
    x, noise = GENERATOR.normal(size=4000), GENERATOR.normal(size=4000)
    assert compute_main_effect(x, 2 * x + noise).share == pytest.approx(0.8, abs=0.02)


def test_noise_has_no_effect_to_speak_of() -> None:
    shares = [
        compute_main_effect(GENERATOR.normal(size=100), GENERATOR.normal(size=100)).share
        for _ in range(40)
    ]
    assert np.mean(shares) < 0.04


def test_two_classes_have_the_correlation_ratio() -> None:
    x = np.array([0, 0, 0, 0, 1, 1, 1, 1], dtype=float)
    y = np.array([1, 2, 3, 2, 7, 8, 6, 7], dtype=float)
    between = 8 * 2.5**2
    effect = compute_main_effect(x, y)
    assert effect.fitted == pytest.approx(between / ((y - y.mean()) ** 2).sum(), abs=1e-6)


def test_what_does_not_vary_has_no_index() -> None:
    assert np.isnan(compute_main_effect(np.ones(10), np.arange(10.0)).share)
    assert np.isnan(compute_main_effect(np.arange(10.0), np.ones(10)).share)
    assert np.isnan(compute_main_effect([1.0, 2, 3], [1.0, 5, 2]).share)


def test_rows_with_holes_do_not_count() -> None:
    x = np.append(np.arange(20.0), np.nan)
    assert compute_main_effect(x, np.arange(21.0)).rows == 20
