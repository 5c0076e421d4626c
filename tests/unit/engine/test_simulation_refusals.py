"""Inputs that a simulation refuses, and its results for large and odd inputs."""

from __future__ import annotations

import dataclasses
from decimal import Decimal
from typing import Any

import numpy as np
import pytest
from engine_draws import IDI, draw_values
from small_cases import small_cases

import ictindex as ict
from ictindex import engine
from ictindex.engine import simulation

HALVES = {"idi": [1.0, 1.0]}


@small_cases(
    ("weights", "code"),
    [
        ({"idi": [1.0, -0.5]}, "simulation.weights-unusable"),
        ({"idi": [0.0, 0.0]}, "simulation.weights-unusable"),
        ({"idi": [[1.0, 1.0], [0.0, 0.0]]}, "simulation.weights-unusable"),
        ({"idi": [1.0, np.nan]}, "simulation.weights-unusable"),
        ({"idi": [1.0, np.inf]}, "simulation.weights-unusable"),
        ({"idi": ["1", "1"]}, "argument.unfit"),
        ({"idi": [1j, 1j]}, "argument.unfit"),
        ({"idi": [True, True]}, "argument.unfit"),
        ({"idi": [[1.0], [1.0, 2.0]]}, "argument.unfit"),
        ({"idi": [None, "x"]}, "argument.unfit"),
        ({"idi": np.empty((0, 2), dtype=object)}, "argument.unfit"),
        ({"idi": 1.0}, "simulation.weights-shape"),
        (
            {"idi": [[1.0, 1.0]] * 2, "network-coverage": [[1.0, 1.0]] * 3},
            "simulation.draws-differ",
        ),
    ],
)
def test_weights_that_cannot_be_used(weights: Any, code: str) -> None:
    for refused in (
        lambda: simulation.effective_weights(IDI, weights),
        lambda: simulation.simulate(IDI, np.full((1, 10), 50.0), weights),
    ):
        with pytest.raises(ict.errors.UsageError) as caught:
            refused()
        assert caught.value.code == code


def test_the_argument_is_named() -> None:
    with pytest.raises(ict.errors.UsageError) as caught:
        simulation.effective_weights(IDI, {"idi": "ab"})
    assert caught.value.details["argument"] == "weights"
    with pytest.raises(ict.errors.UsageError) as caught:
        simulation.simulate(IDI, "ab")
    assert caught.value.details["argument"] == "values"
    assert str(caught.value).startswith(
        "The argument 'values' must be an array of numbers; it is of the type str."
    )
    with pytest.raises(ict.errors.UsageError) as caught:
        simulation.simulate(IDI, np.zeros((2, 9)))
    assert (caught.value.details["count"], caught.value.details["shape"]) == (10, "(2, 9)")
    with pytest.raises(ict.errors.UsageError) as caught:
        simulation.effective_weights(IDI, {"network-coverage": [1.0, 1.0, 1.0]})
    details = caught.value.details
    assert (details["node"], details["count"], details["shape"]) == ("network-coverage", 2, "(3,)")
    with pytest.raises(ict.errors.UsageError) as caught:
        simulation.effective_weights(
            IDI, {"idi": [[1.0, 1.0]] * 3, "network-coverage": [[1.0, 1.0]] * 2}
        )
    assert caught.value.details["count"] == ["2", "3"]


@pytest.mark.parametrize("value", [np.inf, -np.inf])
def test_an_infinite_value_is_refused(value: float) -> None:
    values = np.full((2, 10), 50.0)
    values[1, 3] = value
    with pytest.raises(ict.errors.UsageError) as caught:
        simulation.simulate(IDI, values)
    assert caught.value.code == "simulation.not-finite"


def test_a_weight_of_nothing_leaves_a_branch_out() -> None:
    shares = simulation.effective_weights(IDI, {"idi": [0.0, 3.0], "network-coverage": [5, 0]})
    assert shares[:3].tolist() == [0.0, 0.0, 0.0]
    assert shares[3:].tolist() == pytest.approx([1 / 6, 0.0, *[1 / 6] * 5], rel=1e-15)


def test_one_set_of_weights_is_next_to_many_draws() -> None:
    draws = [[1.0, 1.0], [1.0, 3.0], [0.0, 1.0]]
    shares = simulation.effective_weights(IDI, {"idi": draws, "network-coverage": [1.0, 0.0]})
    assert shares.shape == (3, 10)
    assert shares[:, 3].tolist() == pytest.approx([1 / 12, 1 / 8, 1 / 6], rel=1e-15)
    assert shares[:, 4].tolist() == [0.0, 0.0, 0.0]
    assert shares[:, 0].tolist() == pytest.approx([1 / 6, 1 / 12, 0.0], rel=1e-15)


def test_whole_numbers_and_decimals_are_numbers_too() -> None:
    values = draw_values(31, IDI, 4)
    floats = simulation.simulate(IDI, values.astype(float))
    assert (simulation.simulate(IDI, values) == floats).all()
    fifty = simulation.simulate(IDI, np.full(10, 50.0))
    assert simulation.simulate(IDI, np.full(10, 50, dtype=np.uint8)) == fifty
    assert simulation.simulate(IDI, [Decimal(50)] * 10) == fifty
    assert isinstance(fifty, float)


def test_many_rows_are_computed_as_each_alone() -> None:
    """More rows than are computed at once: no seam shows."""
    few = draw_values(32, IDI, 7).astype(float)
    many = np.tile(few, (2500, 1))
    assert len(many) > 2 * 8_192
    alone = simulation.simulate(IDI, few)
    assert (simulation.simulate(IDI, many).reshape(-1, 7) == alone).all()
    nodes = simulation.simulate(IDI, few, nodes=True)
    assert (simulation.simulate(IDI, many, nodes=True).reshape(-1, 7, 14) == nodes).all()
    assert (nodes[:, -1] == alone).all()


def test_weights_may_be_supplied_for_one_economy_without_leading_axes() -> None:
    out = simulation.simulate(IDI, np.full(10, 50.0), HALVES)
    assert out.shape == ()
    assert abs(float(out) - float(simulation.simulate(IDI, np.full(10, 50.0)))) < 1e-12


def test_a_value_without_a_logarithm_ends_in_its_score_and_warns_of_nothing() -> None:
    """A logarithm of zero or less is minus infinity or no number, and ends in the score."""
    values = np.full((1, 10), -2.0)
    out = simulation.simulate(IDI, values, nodes=True)[0]
    logs = [n for n, leaf in enumerate(IDI.leaves) if leaf.transformation.id != "linear"]
    assert [n for n in range(10) if np.isnan(out[n])] == logs
    values = np.full((1, 10), -1.0)
    assert (simulation.simulate(IDI, values, nodes=True)[0][logs] == 0).all()


def test_a_tree_without_sub_indices() -> None:
    """The leaves hang on the index itself: their shares are their weights."""
    flat = dataclasses.replace(
        IDI, branches=(engine.Branch("idi", tuple(range(10)), (1, 2, 3, 4, 5, 6, 7, 8, 9, 15)),)
    )
    shares = simulation.effective_weights(flat)
    assert shares.tolist() == pytest.approx([n / 60 for n in (*range(1, 10), 15)], rel=1e-15)
    values = np.full((1, 10), 50.0)
    item = simulation.effective_weights(flat, {"idi": [0] * 9 + [1]})
    assert item.tolist() == [0.0] * 9 + [1.0]
    leaves = simulation.simulate(flat, values, nodes=True)[0, :10]
    assert simulation.simulate(flat, values, {"idi": [0] * 9 + [1]})[0] == leaves[9]
