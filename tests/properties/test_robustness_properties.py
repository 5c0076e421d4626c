"""Properties of simulated ranks that hold whatever the values and the weights are."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from robustness_cases import small_arrays

from ictindex.analysis.uncertainty.simulated_index import SimulatedIndex
from ictindex.analysis.uncertainty.simulation_blocks import Block, Simulation
from ictindex.analysis.uncertainty.uncertain_factors import Factor
from ictindex.engine.statistics import rank_statistics as statistics

# Scores on few digits, so that ties are drawn too.
CELLS = st.lists(
    st.lists(st.integers(0, 20).map(lambda n: 5 * n), min_size=4, max_size=4),
    min_size=2,
    max_size=9,
)


def simulation(values: Any, share: float, **changed: Any) -> Simulation:
    arrays = small_arrays(values, **changed)
    factors = tuple(
        Factor(
            f"weight:{branch}:{child}",
            "weight-share",
            "",
            "uniform",
            {"branch": branch, "child": child, "low": 1 - share, "high": 1 + share},
        )
        for branch in range(3)
        for child in range(2)
    )
    return Simulation(SimulatedIndex(arrays, factors), 3, 4)


@settings(max_examples=30)
@given(CELLS, st.floats(0, 1))
def test_shares_of_ranks_and_pairs_are_complete(values: Any, share: float) -> None:
    _, ranks = simulation(values, share).run(Block(0, 0, 16))
    count = len(values)
    counts = statistics.count_ranks(ranks, count)
    assert counts.sum(axis=1).tolist() == [16] * count
    wins = statistics.count_wins(ranks)
    ties = (ranks[:, :, None] == ranks[:, None, :]).sum(axis=0)
    assert np.array_equal(wins + wins.T + ties, np.full((count, count), 16))
    # Where no run has a tie, each rank is taken once in each run.
    untied = [len(set(row)) == count for row in ranks.tolist()]
    if all(untied):
        assert counts.sum(axis=0).tolist() == [16] * count
    # An expected rank is one more than the expected number of those before it.
    expected = 1 + wins.sum(axis=0) / 16
    np.testing.assert_allclose(statistics.expected_ranks(counts), expected)


@settings(max_examples=30)
@given(CELLS)
def test_an_interval_without_width_leaves_the_ranks_as_they_are(values: Any) -> None:
    whole = simulation(values, 0.0)
    plain = whole.index.plain()
    nominal = whole.index.rank(whole.index.scores(plain), plain)
    assert (whole.run(Block(2, 0, 16))[1] == nominal).all()


@settings(max_examples=30)
@given(CELLS, st.data())
def test_the_order_of_the_economies_is_of_no_account(values: Any, data: st.DataObject) -> None:
    order = data.draw(st.permutations(range(len(values))))
    whole = simulation(values, 0.25)
    arrays = whole.index.arrays
    turned = replace(
        arrays,
        economies=tuple(arrays.economies[n] for n in order),
        values=arrays.values[order],
    )
    again = replace(whole, index=replace(whole.index, arrays=turned))
    assert np.array_equal(again.run(Block(0, 0, 16))[1], whole.run(Block(0, 0, 16))[1][:, order])


@settings(max_examples=30)
@given(CELLS, st.integers(0, 3))
def test_more_of_a_good_thing_never_lowers_a_score(values: Any, column: int) -> None:
    better = np.array(values, dtype=float)
    better[0, column] += -5 if column == 3 else 5
    before = simulation(values, 0.5).run(Block(0, 0, 16))[0][:, 0]
    after = simulation(better, 0.5).run(Block(0, 0, 16))[0][:, 0]
    assert (after >= before - 1e-9).all()


@settings(max_examples=30)
@given(CELLS, st.floats(0, 1))
def test_scores_stay_on_their_scale(values: Any, share: float) -> None:
    scores, _ = simulation(values, share).run(Block(1, 0, 16))
    assert ((scores >= -1e-9) & (scores <= 100 + 1e-9)).all()
