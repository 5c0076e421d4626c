"""Simulation: weights of the leaves, and every draw as an explicit loop would give it."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import numpy.typing as npt
import pytest
from engine_draws import IDI, PLANS, RELEASED, draw_values, score_arrays
from hypothesis import given
from hypothesis import strategies as st
from small_cases import small_cases

import ictindex as ict
from ictindex.engine import simulation
from ictindex.engine.float_scores import score_floats

Floats = npt.NDArray[np.float64]
CHILDREN = {branch.id: len(branch.children) for branch in IDI.branches}


def draws_of(seed: int, count: int, nodes: list[str]) -> dict[str, Floats]:
    draw = np.random.default_rng(seed)
    return {key: draw.uniform(0.1, 3.0, (count, CHILDREN[key])) for key in nodes}


@given(st.integers(0, 10**6), st.sets(st.sampled_from(sorted(CHILDREN))))
def test_weights_sum_to_one(seed: int, nodes: set[str]) -> None:
    shares = simulation.effective_weights(IDI, draws_of(seed, 7, sorted(nodes)))
    assert shares.shape == ((7, 10) if nodes else (10,))
    assert np.abs(shares.sum(axis=-1) - 1).max() < 1e-14
    assert (shares > 0).all()


@small_cases("document", RELEASED)
def test_the_weights_of_the_document(document: str) -> None:
    plan = PLANS[document]
    exact = [plan.weight_in_index(key) for key in plan.indicators]
    assert sum(exact) == 1
    assert np.abs(simulation.effective_weights(plan) - np.array(exact, dtype=float)).max() < 1e-15
    if document == "idi-methodology-2023":
        assert exact[:3] == [Fraction(1, 6)] * 3
        assert exact[3:5] == [Fraction(1, 30), Fraction(1, 20)]
        assert exact[5:] == [Fraction(1, 12)] * 5
    elif document < "idi-methodology-2018":
        assert exact[:5] == [Fraction(2, 25)] * 5
        assert exact[5:8] == [Fraction(2, 15)] * 3
        assert exact[8:] == [Fraction(1, 15)] * 3


def explicit(values: Floats, weights: dict[str, Floats], draw: int) -> float:
    """Return the index of one economy for one draw, node by node."""
    leaves = score_floats(IDI, values)
    scores = list(leaves[: len(IDI.leaves)])
    for branch in IDI.branches:
        own = weights[branch.id][draw] if branch.id in weights else branch.weights
        total = mass = 0.0
        for child, weight in zip(branch.children, own, strict=True):
            total += weight * scores[child]
            mass += weight
        scores.append(total / mass)
    return float(scores[-1])


def test_draws_of_weights_equal_an_explicit_loop() -> None:
    weights = draws_of(11, 9, ["idi", "meaningful-connectivity", "network-coverage"])
    values = draw_values(12, IDI, 24).astype(float).reshape(2, 3, 4, 10)
    drawn = simulation.simulate(IDI, values, weights)
    assert drawn.shape == (2, 3, 4, 9)
    for position in np.ndindex(2, 3, 4):
        for draw in range(9):
            assert abs(drawn[(*position, draw)] - explicit(values[position], weights, draw)) < 1e-10


def test_without_draws_it_is_the_index_in_float64() -> None:
    values = draw_values(13, IDI, 200)
    exact = score_arrays(IDI, values).scores
    floats = values.astype(float)
    assert np.abs(simulation.simulate(IDI, floats) - exact[:, -1].astype(float)).max() < 1e-10
    nodes = simulation.simulate(IDI, floats, nodes=True)
    assert np.abs(nodes - exact.astype(float)).max() < 1e-10
    # The document's own weights, given as a draw, change nothing.
    own = {branch.id: [branch.weights] for branch in IDI.branches}
    assert np.abs(simulation.simulate(IDI, floats, own)[:, 0] - nodes[:, -1]).max() < 1e-10


def test_the_scale_of_weights_does_not_matter() -> None:
    values = draw_values(14, IDI, 5).astype(float)
    weights = draws_of(15, 4, ["universal-connectivity"])
    larger = {key: array * 1000 for key, array in weights.items()}
    assert np.allclose(
        simulation.simulate(IDI, values, weights),
        simulation.simulate(IDI, values, larger),
        rtol=1e-14,
    )


def test_a_missing_value_gives_no_number() -> None:
    values = draw_values(16, IDI, 3).astype(float)
    values[1, 4] = np.nan
    for weights in (None, {"idi": [[1.0, 2.0]]}):
        out = simulation.simulate(IDI, values, weights).reshape(3, -1)
        assert np.isnan(out).all(axis=1).tolist() == [False, True, False]


def test_the_input_stays_as_it_is() -> None:
    values = draw_values(17, IDI, 3).astype(float)
    weights = draws_of(18, 2, ["idi"])
    before = values.copy(), weights["idi"].copy()
    simulation.simulate(IDI, values, weights)
    assert (values == before[0]).all()
    assert (weights["idi"] == before[1]).all()


@small_cases(
    ("values", "weights", "nodes", "code"),
    [
        (np.zeros((2, 9)), None, False, "simulation.values-shape"),
        (np.zeros(()), None, False, "simulation.values-shape"),
        (np.zeros((2, 10)), {"telex": [1.0]}, False, "simulation.unknown-branch"),
        (np.zeros((2, 10)), {"idi": [1.0]}, False, "simulation.weights-shape"),
        (np.zeros((2, 10)), {"idi": [[[1.0, 1.0]]]}, False, "simulation.weights-shape"),
        (np.zeros((2, 10)), {"idi": [1.0, 1.0]}, True, "simulation.nodes-with-weights"),
    ],
)
def test_what_does_not_fit_is_refused(
    values: Floats, weights: dict[str, list[float]] | None, nodes: bool, code: str
) -> None:
    with pytest.raises(ict.errors.UsageError) as caught:
        simulation.simulate(IDI, values, weights, nodes=nodes)
    assert caught.value.code == code
    assert not str(caught.value).startswith("[")
