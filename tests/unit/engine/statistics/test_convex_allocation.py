"""The cheapest allocation against linear programming and a general optimiser."""

from __future__ import annotations

import math

import numpy as np
import pytest
from scipy import optimize

from ictindex.engine.statistics.convex_allocation import Segment, allocate_cheapest


def test_linear_costs_are_those_of_a_linear_programme() -> None:
    rng = np.random.default_rng(5)
    for _ in range(20):
        rates, costs = rng.uniform(0.1, 2, 6), rng.uniform(0.5, 3, 6)
        stops = rng.uniform(1, 5, 6)
        wanted = 0.6 * float(rates @ stops)
        segments = [Segment(k, 0, stops[k], costs[k], rates[k]) for k in range(6)]
        outcome = allocate_cheapest(segments, wanted)
        assert outcome is not None
        best = optimize.linprog(
            costs, A_ub=-rates[None], b_ub=[-wanted], bounds=list(zip([0] * 6, stops, strict=True))
        )
        spent = sum(costs[k] * x for k, x in outcome.items())
        assert spent == pytest.approx(best.fun, rel=1e-9)
        assert sum(rates[k] * x for k, x in outcome.items()) == pytest.approx(wanted)


def test_logarithmic_gains_are_those_of_a_general_optimiser() -> None:
    shifts, rates, costs = [11.0, 3.0, 101.0], [4.0, 2.0, 9.0], [1.0, 1.5, 0.2]
    segments = [Segment(k, 0, 500, costs[k], rates[k], 1, shifts[k]) for k in range(3)]
    outcome = allocate_cheapest(segments, 6.0)
    assert outcome is not None

    def gain(x: np.ndarray) -> float:
        return sum(r * math.log((v + s) / s) for r, v, s in zip(rates, x, shifts, strict=True)) - 6

    best = optimize.minimize(
        lambda x: float(np.dot(costs, x)), [5, 5, 5], bounds=[(0, 500)] * 3,
        constraints={"type": "ineq", "fun": gain}, method="SLSQP",
        options={"ftol": 1e-14, "maxiter": 500},
    )  # fmt: skip
    spent = sum(costs[k] * x for k, x in outcome.items())
    assert spent == pytest.approx(best.fun, rel=1e-6)


def test_steps_are_taken_in_their_order() -> None:
    segments = [Segment(0, 0, 2, 1, 1), Segment(0, 2, 9, 5, 1), Segment(1, 0, 3, 3, 1)]
    assert allocate_cheapest(segments, 1) == pytest.approx({0: 1, 1: 0})
    assert allocate_cheapest(segments, 4) == pytest.approx({0: 2, 1: 2})
    assert allocate_cheapest(segments, 7) == pytest.approx({0: 4, 1: 3})


def test_ties_go_to_the_first() -> None:
    segments = [Segment(0, 0, 2, 1, 1), Segment(1, 0, 2, 1, 1)]
    assert allocate_cheapest(segments, 3) == pytest.approx({0: 2, 1: 1})


def test_what_is_out_of_reach_is_none() -> None:
    assert allocate_cheapest([Segment(0, 0, 2, 1, 1)], 2.1) is None
    assert allocate_cheapest([], 1) is None


def test_what_costs_nothing_is_taken_first() -> None:
    segments = [Segment(0, 0, 2, 0, 1), Segment(1, 0, 5, 1, 1)]
    assert allocate_cheapest(segments, 3) == pytest.approx({0: 2, 1: 1})
