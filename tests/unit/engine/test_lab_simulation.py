"""Simulation by a plan of the lab: shapes, and what cannot be simulated."""

from __future__ import annotations

import numpy as np
import pytest

import ictindex as ict

IDI = ict.methodology("idi", edition=2024)


def test_shapes_are_those_of_published_plans() -> None:
    variant = IDI.variant("geometric", aggregation="geometric-mean")
    values = np.full((3, 4, 10), 50.0)
    assert variant.simulate(values).shape == IDI.simulate(values).shape == (3, 4)
    assert variant.simulate(values, nodes=True).shape == (3, 4, 14)
    assert variant.simulate(values, {"idi": [[1, 2]] * 5}).shape == (3, 4, 5)
    assert np.ndim(variant.simulate([50.0] * 10)) == 0


def test_equal_scores_have_themselves_as_every_mean() -> None:
    goalposts = dict.fromkeys(IDI.indicators, (0, 100))
    linear = dict.fromkeys(IDI.indicators, "linear")
    for mean in ("geometric-mean", "harmonic-mean", "median"):
        variant = IDI.variant("m", aggregation=mean, goalposts=goalposts, transformation=linear)
        expected = 40.0 if mean == "median" else 1 + 99 * 0.4
        assert variant.simulate([40.0] * 10) == pytest.approx(expected, rel=1e-14)


def test_without_parameters_nothing_is_simulated() -> None:
    with pytest.raises(ict.errors.UsageError) as caught:
        IDI.variant("z", normalisation="z-score").simulate([50.0] * 10)
    assert str(caught.value) == (
        "idi-methodology-2023+z takes its parameters from a set of economies, and none has been "
        "computed yet. "
        "Freeze it with frozen_from(result), or compute a set of economies."
    )
    with pytest.raises(ict.errors.UsageError, match="compares economies with one another, so none"):
        IDI.variant("c", aggregation="copeland").simulate([50.0] * 10)
