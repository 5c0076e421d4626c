"""Mathematical properties of inequality, convergence and benchmarks, for any numbers."""

from __future__ import annotations

import itertools
import math
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ictindex.analysis import frontier, nearest_peers
from ictindex.engine.statistics.convergence_tests import beta_test
from ictindex.engine.statistics.convex_allocation import Segment, allocate_cheapest
from ictindex.engine.statistics.inequality import (
    atkinson,
    decompose_theil,
    gini,
    theil_l,
    theil_t,
    weighted_quantile,
)

MEASURES = [gini, theil_t, theil_l, lambda x, w=None: atkinson(x, 0.5, w)]
numbers = st.lists(st.integers(1, 1000), min_size=2, max_size=12)
measures = st.sampled_from(MEASURES)
modest = settings(max_examples=60, deadline=None)


@modest
@given(measures, st.integers(1, 1000), st.integers(1, 12))
def test_of_equal_numbers_there_is_no_inequality(measure: Any, number: int, size: int) -> None:
    assert measure([number] * size) == pytest.approx(0, abs=1e-12)


@modest
@given(measures, numbers, st.floats(0.01, 1000))
def test_the_unit_does_not_matter(measure: Any, x: list[int], factor: float) -> None:
    assert measure([factor * n for n in x]) == pytest.approx(measure(x), abs=1e-9)


@modest
@given(measures, numbers, st.randoms(use_true_random=False))
def test_the_order_does_not_matter(measure: Any, x: list[int], random: Any) -> None:
    shuffled = random.sample(x, len(x))
    assert measure(shuffled) == pytest.approx(measure(x), abs=1e-12)


@modest
@given(measures, numbers, st.data())
def test_weights_are_repetitions(measure: Any, x: list[int], data: st.DataObject) -> None:
    weights = data.draw(st.lists(st.integers(1, 6), min_size=len(x), max_size=len(x)))
    repeated = np.repeat(x, weights)
    assert measure(x, weights) == pytest.approx(measure(repeated), abs=1e-12)
    level = data.draw(st.floats(0, 1))
    expected = np.quantile(repeated, level, method="averaged_inverted_cdf")
    near = min(abs(level * len(repeated) - k) for k in range(len(repeated) + 1))
    if near > 1e-9 or near == 0:  # at a step, floats may be on either side of it
        assert weighted_quantile(x, level, weights) == pytest.approx(expected)


@modest
@given(measures, numbers, st.data())
def test_a_transfer_to_one_who_has_less_lowers_inequality(
    measure: Any, x: list[int], data: st.DataObject
) -> None:
    poor, rich = int(np.argmin(x)), int(np.argmax(x))
    gap = x[rich] - x[poor]
    if gap < 2:
        return
    amount = data.draw(st.integers(1, gap // 2))
    after = list(x)
    after[poor] += amount
    after[rich] -= amount
    assert measure(after) < measure(x)


@modest
@given(numbers)
def test_measures_keep_within_their_bounds(x: list[int]) -> None:
    assert 0 <= gini(x) <= 1 - 1 / len(x) + 1e-12
    assert 0 <= theil_t(x) <= math.log(len(x)) + 1e-12
    assert 0 <= atkinson(x, 0.5) <= atkinson(x, 1) + 1e-12 <= atkinson(x, 2) + 2e-12 < 1


@modest
@given(numbers, st.data(), st.sampled_from("TL"))
def test_theil_is_its_parts_within_and_between(
    x: list[int], data: st.DataObject, measure: str
) -> None:
    size = len(x)
    groups = data.draw(st.lists(st.sampled_from("abc"), min_size=size, max_size=size))
    weights = data.draw(st.lists(st.floats(0.1, 9), min_size=size, max_size=size))
    split = decompose_theil(x, groups, weights, measure)
    assert split.within + split.between == pytest.approx(split.total, abs=1e-12)
    assert split.within >= -1e-12
    assert split.between >= -1e-12


@modest
@given(st.lists(st.tuples(st.floats(1, 99), st.floats(1, 99)), min_size=3, max_size=20))
def test_beta_is_always_its_two_parts(pairs: list[tuple[float, float]]) -> None:
    first, last = np.array(pairs).T
    if first.std() < 1e-3 or last.std() < 1e-3:
        return
    test = beta_test(first, last)
    assert test.mean_reversion + test.dispersion_part == pytest.approx(test.beta, abs=1e-8)
    assert -2 - 1e-9 <= test.mean_reversion <= 1e-9


# ---------------------------------------------------------------- benchmarks

cells = st.lists(st.floats(0, 100), min_size=3, max_size=3)


@pytest.mark.slow
@modest
@given(st.lists(cells, min_size=3, max_size=5))
def test_gower_is_a_distance(rows: list[list[float]]) -> None:
    codes = ["BRA", "CHL", "PER", "KEN", "UGA"][: len(rows)]
    frame = pd.DataFrame(rows, index=codes, columns=["a", "b", "c"])
    ranges = {"a": 100.0, "b": 100.0, "c": 100.0}
    outcome = {
        former: {p.economy: p.distance for p in nearest_peers(frame, former, ranges=ranges).peers}
        for former in codes
    }
    for former, other, third in itertools.permutations(codes, 3):
        assert outcome[former][other] == pytest.approx(outcome[other][former])
        assert 0 <= outcome[former][other] <= 1
        assert outcome[former][third] <= outcome[former][other] + outcome[other][third] + 1e-12


@st.composite
def segments(draw: st.DrawFn) -> list[Segment]:
    size = draw(st.integers(1, 5))
    return [
        Segment(
            k, 0.0, draw(st.floats(0.5, 10)), draw(st.floats(0.1, 5)), draw(st.floats(0.1, 5)),
            draw(st.integers(0, 1)), draw(st.floats(0.5, 50)),
        )
        for k in range(size)
    ]  # fmt: skip


@modest
@given(segments(), st.floats(0.01, 1), st.floats(0.01, 1))
def test_the_cheapest_way_gives_what_is_wanted_and_more_never_costs_less(
    parts: list[Segment], former: float, other: float
) -> None:
    most = sum(s.gain(s.stop) for s in parts)
    costs = []
    for share in sorted((former, other)):
        outcome = allocate_cheapest(parts, share * most)
        assert outcome is not None
        assert sum(s.gain(outcome[s.item]) for s in parts) == pytest.approx(share * most, abs=1e-6)
        assert all(s.start <= outcome[s.item] <= s.stop + 1e-9 for s in parts)
        costs.append(sum(s.cost * outcome[s.item] for s in parts))
    assert costs[0] <= costs[1] + 1e-6


@settings(max_examples=20, deadline=None)
@given(st.lists(st.tuples(st.floats(1, 100), st.floats(1, 100)), min_size=3, max_size=6))
def test_benefit_of_the_doubt_keeps_within_one_and_respects_dominance(
    rows: list[tuple[float, float]],
) -> None:
    codes = ["BRA", "CHL", "PER", "KEN", "UGA", "GHA"][: len(rows)]
    frame = pd.DataFrame(rows, index=codes, columns=["a", "b"])
    outcome = frontier(frame, method="benefit-of-the-doubt", upper_share=0.8)
    scores = {row.economy: row.score for row in outcome.rows}
    assert all(0 < score <= 1 + 1e-7 for score in scores.values())
    for former, other in itertools.permutations(codes, 2):
        if (frame.loc[former] >= frame.loc[other]).all():
            assert scores[former] >= scores[other] - 1e-7
