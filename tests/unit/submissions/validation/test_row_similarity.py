"""Similarity of rows: every figure against another way to compute it."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats
from small_cases import small_cases

from ictindex.submissions.validation.change_model import model_of
from ictindex.submissions.validation.operations.scaled_tables import (
    block_gains,
    distances_of,
    transform_column,
)
from ictindex.submissions.validation.row_similarity import (
    best_block,
    binomial_tail,
    distance,
    joint_density,
    likeness,
    moved_gain,
    slope,
    spread,
)

MODEL = model_of(2026)
NAMES = list(MODEL.peers.indicators)
GAINS = st.lists(st.integers(-9, 9).map(float), max_size=25)
ROWS = st.dictionaries(st.sampled_from(NAMES), st.floats(0, 100), max_size=len(NAMES))


@given(gains=GAINS)
def test_the_best_block_is_the_best_of_all_blocks(gains: list[float]) -> None:
    sums = [
        sum(gains[first : last + 1])
        for first in range(len(gains))
        for last in range(first, len(gains))
    ]
    best, first, last = best_block(gains)
    assert best == max([0.0, *sums])
    assert sum(gains[first : last + 1]) == best if best else (first, last) == (-1, -1)
    assert block_gains(np.array([gains]))[0] == best


@settings(max_examples=60)
@given(rows=st.lists(ROWS, min_size=1, max_size=4), lasts=st.lists(ROWS, min_size=1, max_size=4))
def test_tables_and_single_rows_have_the_same_distances(rows: list, lasts: list) -> None:
    this = {f"now {n}": row for n, row in enumerate(rows)}
    last = {f"last {n}": row for n, row in enumerate(lasts)}
    table = distances_of(this, last, MODEL.changes, NAMES, 5.0)
    for n, row in enumerate(rows):
        for m, before in enumerate(lasts):
            apart, cells = distance(row, before, MODEL.changes, 5.0)
            assert table.cells[n, m] == cells
            assert math.isnan(apart) if not cells else table.distance[n, m] == pytest.approx(apart)


def test_a_distance_is_the_mean_of_changes_by_their_spread() -> None:
    change = MODEL.changes["mobile-broadband-traffic"]
    moved = math.log(50 * math.exp(change.median + 2 * spread(change)))
    row, last = {"mobile-broadband-traffic": math.exp(moved)}, {"mobile-broadband-traffic": 50.0}
    assert distance(row, last, MODEL.changes, 5.0) == (pytest.approx(2), 1)
    assert distance(row, last, MODEL.changes, 1.5) == (1.5, 1)


@small_cases("name", NAMES)
def test_scale_and_slope_of_an_indicator(name: str) -> None:
    change, step = MODEL.changes[name], 1e-6
    for value in (7.3, 42.0, 97.5):
        rise = change.transform(value + step) - change.transform(value - step)
        assert slope(change, value) == pytest.approx(rise / (2 * step), rel=1e-6)
        assert transform_column(change, np.array([value]))[0] == pytest.approx(
            change.transform(value)
        )


@pytest.mark.parametrize("places", [(0, 1, 2, 3), (2, 5, 6, 7, 9), tuple(range(10))])
def test_the_joint_density_is_that_of_a_multivariate_t(places: tuple[int, ...]) -> None:
    peers = MODEL.peers
    scatter = np.array(peers.scatter)[np.ix_(places, places)]
    reference = stats.multivariate_t(np.array(peers.mean)[list(places)], scatter, df=peers.freedom)
    first = {k: peers.mean[k] + 0.3 * n for n, k in enumerate(places)}
    second = {k: peers.mean[k] - 0.5 for k in places}
    gained = joint_density(peers, first) - joint_density(peers, second)
    expected = reference.logpdf(list(first.values())) - reference.logpdf(list(second.values()))
    assert gained == pytest.approx(float(expected))


def test_densities_of_other_indicators_can_be_compared() -> None:
    peers = MODEL.peers
    logs = []
    for places in ((0, 1, 2, 3), (5, 6, 7, 9)):
        scatter = np.array(peers.scatter)[np.ix_(places, places)]
        mean = np.array(peers.mean)[list(places)]
        reference = stats.multivariate_t(mean, scatter, df=peers.freedom)
        ours = joint_density(peers, {k: peers.mean[k] + 0.4 for k in places})
        logs.append((ours, float(reference.logpdf(mean + 0.4))))
    (a, x), (b, y) = logs
    assert a - b == pytest.approx(x - y)


@given(count=st.integers(0, 12), least=st.integers(0, 12), share=st.floats(0.01, 0.99))
def test_the_tail_is_that_of_the_binomial_distribution(
    count: int, least: int, share: float
) -> None:
    expected = float(stats.binom.sf(least - 1, count, share))
    assert binomial_tail(count, least, share) == pytest.approx(expected, abs=1e-12)


def test_rare_cells_weigh_more_and_common_ones_hardly() -> None:
    row = {"users": 45.2, "owners": 100.0, "traffic": 0.0, "price": 1.2}
    other = dict(row, price=1.3)
    shares = {"users": 0.1, "owners": 0.001}
    actual = likeness(
        row, other, lambda name, _: shares[name], {"users", "owners"}, 99.0, 1.75, 0.5
    )
    assert actual.cells == ("users", "owners") and actual.below == 1
    assert actual.weight == pytest.approx(1 + 0.5)


def test_moving_values_back_leaves_nothing() -> None:
    far = [lambda v, x=x: abs(v - x) for x in (1.0, 5.0, 9.0, 14.0)]
    # each value is one line below its own
    gain, left, count = moved_gain([None, 1.0, 5.0, 9.0], far, 1, 3.0)
    assert (gain, left, count) == (9.0, 0.0, 3)
    assert moved_gain([1.0, 5.0, 9.0, 14.0], far, 1, 3.0)[0] < 0
