"""Properties of the engine for any input: monotone, bounded, and free of every order."""

from __future__ import annotations

import dataclasses
from decimal import Decimal

import numpy as np
import pytest
from engine_draws import IDI, PLANS, RELEASED, Objects, draw_values, full_of, score_arrays
from hypothesis import given
from hypothesis import strategies as st
from small_cases import small_cases

from ictindex import engine
from ictindex.engine.float_scores import score_floats, score_leaves

PRICES = {"price-mobile-high", "price-fixed-broadband"}
seeds = st.integers(0, 10**9)
any_plan = st.sampled_from(RELEASED).map(PLANS.__getitem__)


def scores_of(plan: engine.Plan, values: Objects) -> Objects:
    return score_arrays(plan, values).scores


@st.composite
def positive_numbers(draw: st.DrawFn) -> Decimal:
    """Draw a number above 0, of any size that the grammar admits."""
    size = draw(st.integers(1, 10 ** draw(st.integers(1, 38)) - 1))
    text = f"{size:039}"
    return Decimal(f"{text[:-20]}.{text[-20:]}")


@given(any_plan, seeds, st.data(), positive_numbers(), positive_numbers())
def test_monotone_in_every_indicator(
    plan: engine.Plan, seed: int, data: st.DataObject, first: Decimal, other: Decimal
) -> None:
    n = data.draw(st.integers(0, len(plan.leaves) - 1))
    values = np.repeat(draw_values(seed, plan, 1), 2, axis=0)
    values[0, n], values[1, n] = min(first, other), max(first, other)
    low, high = scores_of(plan, values)
    if plan.indicators[n] in PRICES:
        low, high = high, low
    assert (low <= high).all()


@small_cases("document", RELEASED)
def test_each_indicator_moves_the_index(document: str) -> None:
    """Monotone is not constant: halfway between the goalposts, every indicator counts."""
    plan = PLANS[document]
    middle = [Decimal(1) + (10 if p in PRICES else 0) for p in plan.indicators]
    for n, indicator in enumerate(plan.indicators):
        values = np.array([middle, middle], dtype=object)
        values[1, n] += Decimal("0.01")
        low, high = scores_of(plan, values)[:, -1]
        assert low > high if indicator in PRICES else low < high


@given(any_plan, seeds)
def test_bounded_by_the_scale(plan: engine.Plan, seed: int) -> None:
    scores = scores_of(plan, draw_values(seed, plan, 20))
    assert (scores >= 0).all()
    assert (scores <= plan.scale).all()


@small_cases("document", RELEASED)
def test_the_ends_of_the_scale_are_reached(document: str) -> None:
    plan = PLANS[document]
    worst, best = [], []
    for leaf in plan.leaves:
        if leaf.raw_zero is None or leaf.raw_full is None:
            worst.append(Decimal(1))
            best.append(Decimal(10) ** 7)
        else:
            worst.append(leaf.raw_zero)
            best.append(leaf.raw_full)
    scores = scores_of(plan, np.array([worst, best], dtype=object))
    assert (scores[0] == 0).all()
    # Six scores of 100 weighted 1/6 give 100, not 99.99999999999997.
    assert (scores[1] == plan.scale).all()


@given(any_plan, seeds, st.randoms(use_true_random=False))
def test_unchanged_by_the_order_of_rows(plan: engine.Plan, seed: int, random: object) -> None:
    values = draw_values(seed, plan, 12)
    order = np.random.default_rng(seed).permutation(len(values))
    assert (scores_of(plan, values)[order] == scores_of(plan, values[order])).all()


@given(any_plan, seeds, st.data())
def test_permuting_the_children_of_a_node_changes_nothing(
    plan: engine.Plan, seed: int, data: st.DataObject
) -> None:
    """The document may list the children of a node, with their weights, in any order."""
    n = data.draw(st.integers(0, len(plan.branches) - 1))
    branch = plan.branches[n]
    order = data.draw(st.permutations(range(len(branch.children))))
    other = dataclasses.replace(
        branch,
        children=tuple(branch.children[i] for i in order),
        weights=tuple(branch.weights[i] for i in order),
    )
    turned = dataclasses.replace(
        plan, branches=(*plan.branches[:n], other, *plan.branches[n + 1 :])
    )
    values = draw_values(seed, plan, 10)
    assert (scores_of(plan, values) == scores_of(turned, values)).all()


@given(any_plan, seeds, st.data())
def test_permuting_scores_of_equal_weight_changes_nothing_above(
    plan: engine.Plan, seed: int, data: st.DataObject
) -> None:
    """Floats split 14 to 39 % of such ties."""
    leaves = len(plan.leaves)
    branches = [b for b in plan.branches if len(set(b.weights)) == 1 and max(b.children) < leaves]
    branch = data.draw(st.sampled_from(branches))
    order = data.draw(st.permutations(branch.children))
    values = draw_values(seed, plan, 10)
    first = scores_of(plan, values)
    supplied = first.copy()
    supplied[:, list(branch.children)] = first[:, order]
    is_supplied = full_of(first.shape)
    is_supplied[:, :leaves] = True
    second = score_arrays(plan, values, supplied=supplied, is_supplied=is_supplied).scores
    assert (first[:, leaves:] == second[:, leaves:]).all()


@small_cases("document", RELEASED)
def test_every_economy_is_scored_alone(document: str) -> None:
    plan = PLANS[document]
    values = draw_values(1, plan, 24)
    missing = np.random.default_rng(2).random(values.shape) < 0.1
    together = score_arrays(plan, values, missing)
    for n in range(24):
        alone = score_arrays(plan, values[n], missing[n])
        for part in ("scores", "missing", "transformed"):
            assert (getattr(alone, part) == getattr(together, part)[n]).all()
    assert engine.score_rows(plan, []) == engine.ExactScores((), ())


@small_cases("document", RELEASED)
def test_leading_axes_of_float64_are_free(document: str) -> None:
    plan = PLANS[document]
    values = draw_values(1, plan, 24).astype(np.float64)
    values[np.random.default_rng(2).random(values.shape) < 0.1] = np.nan
    flat = score_floats(plan, values)
    for lead in [(24,), (3, 8), (2, 3, 4), (1, 24), (24, 1), (2, 2, 1, 6)]:
        shaped = score_floats(plan, values.reshape(*lead, -1))
        assert shaped.shape == (*lead, len(plan.nodes))
        assert np.array_equal(shaped.reshape(flat.shape), flat, equal_nan=True)
    assert np.array_equal(score_leaves(plan, values), flat[:, : len(plan.leaves)], equal_nan=True)
    assert np.array_equal(score_floats(plan, values[3]), flat[3], equal_nan=True)
    assert score_floats(plan, values[:0]).shape == (0, len(plan.nodes))


@given(any_plan, seeds)
def test_float64_and_decimal_agree_to_twelve_places(plan: engine.Plan, seed: int) -> None:
    values = draw_values(seed, plan, 20)
    exact = scores_of(plan, values)
    fast = score_floats(plan, values.astype(np.float64))
    scale = float(plan.scale)
    assert np.abs(fast / scale - exact.astype(np.float64) / scale).max() <= 1e-12


@given(seeds)
def test_float64_and_decimal_miss_the_same_nodes(seed: int) -> None:
    values = draw_values(seed, IDI, 20)
    missing = np.random.default_rng(seed).random(values.shape) < 0.1
    exact = score_arrays(IDI, values, missing)
    holes = np.where(missing, np.nan, values).astype(np.float64)
    assert (np.isnan(score_floats(IDI, holes)) == exact.missing).all()


def test_a_decimal_that_is_no_number_is_not_turned_into_a_score() -> None:
    """Comparisons alone could turn a decimal NaN into 0."""
    values = draw_values(1, IDI, 1)
    values[0, 0] = Decimal("NaN")
    with pytest.raises(ArithmeticError):
        score_arrays(IDI, values)
