"""The consequence of a finding is the difference of two scores of the engine, by its weight."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ictindex.definitions.documents import library
from ictindex.engine import Plan
from ictindex.engine.float_scores import score_leaves
from ictindex.engine.simulation import effective_weights
from ictindex.submissions.validation.impact import consequences

PLAN = Plan.from_document(library()["idi-methodology-2023"])


@given(
    st.integers(0, len(PLAN.leaves) - 1), st.floats(0.01, 20_000), st.floats(0.01, 20_000)
)  # fmt: skip
def test_the_points_are_those_of_the_engine(leaf: int, value: float, other: float) -> None:
    rows = np.full((2, len(PLAN.leaves)), 50.0)
    rows[:, leaf] = value, other
    scores = score_leaves(PLAN, rows)[:, leaf]
    expected = effective_weights(PLAN)[leaf] * abs(scores[0] - scores[1])
    (points,) = consequences(PLAN, [PLAN.indicators[leaf]], [value], [other])
    assert points == pytest.approx(float(expected), rel=1e-9, abs=1e-9)


@pytest.mark.parametrize("index", ["idi-methodology-2023", "ipb-methodology-2025"])
def test_no_points_hang_on_what_the_index_does_not_hold(index: str) -> None:
    document = library()[index]
    plan = Plan.from_document(document) if document.leaves else PLAN
    (points,) = consequences(plan, ["population"], [1.0], [2.0])
    assert points != points


@pytest.mark.parametrize(("value", "other"), [(float("nan"), 50.0), (50.0, float("nan"))])
def test_an_unknown_value_has_no_consequence(value: float, other: float) -> None:
    (points,) = consequences(PLAN, ["internet-users"], [value], [other])
    assert points != points
