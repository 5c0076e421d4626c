"""What must hold for any input: monotone, bounded, and free of every order."""

from __future__ import annotations

import dataclasses
from decimal import Decimal

import numpy as np
import pytest
from engine_draws import IDI, PLANS, RELEASED, Objects, draw_values, full_of
from hypothesis import given
from hypothesis import strategies as st

from ictindex import engine

PRICES = {"price-mobile-high", "price-fixed-broadband"}
seeds = st.integers(0, 10**9)
any_plan = st.sampled_from(RELEASED).map(PLANS.__getitem__)


def scores_of(plan: engine.Plan, values: Objects) -> Objects:
    return engine.score(plan, values, full_of(values.shape)).scores


@st.composite
def positive_numbers(draw: st.DrawFn) -> Decimal:
    """Draw a number above 0, of any size that the grammar admits."""
    size = draw(st.integers(1, 10 ** draw(st.integers(1, 38)) - 1))
    text = f"{size:039}"
    return Decimal(f"{text[:-20]}.{text[-20:]}")


@given(any_plan, seeds, st.data(), positive_numbers(), positive_numbers())
def test_monotone_in_every_indicator(
    plan: engine.Plan, seed: int, data: st.DataObject, one: Decimal, other: Decimal
) -> None:
    n = data.draw(st.integers(0, len(plan.leaves) - 1))
    values = np.repeat(draw_values(seed, plan, 1), 2, axis=0)
    values[0, n], values[1, n] = min(one, other), max(one, other)
    low, high = scores_of(plan, values)
    if plan.indicators[n] in PRICES:
        low, high = high, low
    assert (low <= high).all()


@pytest.mark.parametrize("document", RELEASED)
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


@pytest.mark.parametrize("document", RELEASED)
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
    missing = full_of(values.shape)
    scores = engine.normalise(plan, values, missing)[1]
    turned = scores.copy()
    turned[:, list(branch.children)] = scores[:, order]
    first, _ = engine.aggregate(plan, scores, missing)
    second, _ = engine.aggregate(plan, turned, missing)
    assert (first[:, leaves:] == second[:, leaves:]).all()


@pytest.mark.parametrize("arithmetic", [engine.DECIMAL, engine.FLOAT], ids=lambda a: a.name)
@pytest.mark.parametrize("document", RELEASED)
def test_leading_axes_are_free(document: str, arithmetic: engine.Arithmetic) -> None:
    plan = PLANS[document]
    values = draw_values(1, plan, 24).astype(arithmetic.dtype)
    missing = np.random.default_rng(2).random(values.shape) < 0.1
    if arithmetic is engine.FLOAT:
        values[missing] = np.nan
    flat = engine.score(plan, values, missing, arithmetic)
    for lead in [(24,), (3, 8), (2, 3, 4), (1, 24), (24, 1), (2, 2, 1, 6)]:
        shaped = engine.score(
            plan, values.reshape(*lead, -1), missing.reshape(*lead, -1), arithmetic
        )
        assert shaped.scores.shape == (*lead, len(plan.nodes))
        assert shaped.transformed.shape == (*lead, len(plan.leaves))
        for part in ("scores", "missing", "transformed"):
            one, other = getattr(flat, part), getattr(shaped, part)
            if one.dtype == np.float64:
                assert np.array_equal(other.reshape(one.shape), one, equal_nan=True)
            else:
                assert (other.reshape(one.shape) == one).all()
    for n in range(24):
        alone = engine.score(plan, values[n], missing[n], arithmetic)
        assert alone.scores.shape == (len(plan.nodes),)
        assert (alone.missing == flat.missing[n]).all()
        seen = ~alone.missing
        assert (alone.scores[seen] == flat.scores[n][seen]).all()
    empty = engine.score(plan, values[:0], missing[:0], arithmetic)
    assert empty.scores.shape == (0, len(plan.nodes))


@pytest.mark.parametrize("document", RELEASED)
def test_the_arrays_that_are_given_stay_as_they_are(document: str) -> None:
    plan = PLANS[document]
    values = draw_values(3, plan, 10)
    missing = np.random.default_rng(4).random(values.shape) < 0.2
    supplied = np.full((10, len(plan.nodes)), Decimal(5), dtype=object)
    given = np.random.default_rng(5).random(supplied.shape) < 0.2
    before = [a.copy() for a in (values, missing, supplied, given)]
    engine.score(plan, values, missing, supplied=supplied, given=given)
    for array, copy in zip((values, missing, supplied, given), before, strict=True):
        assert (array == copy).all()


@given(any_plan, seeds)
def test_float64_and_decimal_agree_to_twelve_places(plan: engine.Plan, seed: int) -> None:
    values = draw_values(seed, plan, 20)
    exact = scores_of(plan, values)
    fast = engine.score(plan, values.astype(np.float64), full_of(values.shape), engine.FLOAT).scores
    scale = float(plan.scale)
    assert np.abs(fast / scale - exact.astype(np.float64) / scale).max() <= 1e-12


@given(seeds)
def test_float64_and_decimal_miss_the_same_nodes(seed: int) -> None:
    values = draw_values(seed, IDI, 20)
    missing = np.random.default_rng(seed).random(values.shape) < 0.1
    exact = engine.score(IDI, values, missing)
    holes = np.where(missing, np.nan, values).astype(np.float64)
    fast = engine.score(IDI, holes, missing, engine.FLOAT)
    assert (np.isnan(fast.scores) == exact.missing).all()
    assert (fast.missing == exact.missing).all()
    # A mask may be left out: NaN alone says the same.
    bare = engine.score(IDI, holes, full_of(holes.shape), engine.FLOAT)
    assert np.array_equal(bare.scores, fast.scores, equal_nan=True)


def test_a_decimal_that_is_no_number_is_not_turned_into_a_score() -> None:
    """np.maximum alone would turn a decimal NaN into 0."""
    values = draw_values(1, IDI, 1)
    values[0, 0] = Decimal("NaN")
    with pytest.raises(ArithmeticError):
        engine.score(IDI, values, full_of(values.shape))
