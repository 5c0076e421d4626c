"""Aggregations on arrays: the same numbers as in decimals, draws of weights in one call."""

from __future__ import annotations

import random
from decimal import Decimal

import numpy as np
import pytest
from small_cases import small_cases

from ictindex.core.errors import UsageError
from ictindex.engine.aggregations import AGGREGATIONS

OPTIONS = {
    "generalised-mean": {"power": Decimal("2.5")},
    "benefit-of-the-doubt": {"deviation": Decimal("0.3"), "lower-share": Decimal("0.1")},
}
DRAWS = random.Random(4)
ROWS = [
    [None if DRAWS.random() < 0.15 else Decimal(DRAWS.randrange(1, 12)) * 5 for _ in range(4)]
    for _ in range(15)
]
ARRAY = np.array([[np.nan if cell is None else float(cell) for cell in row] for row in ROWS])


@small_cases("least_share", [1, 0.7, 0])
@small_cases("method", sorted(AGGREGATIONS))
def test_arrays_have_the_scores_of_the_decimals(method: str, least_share: float) -> None:
    aggregation, options = AGGREGATIONS[method], OPTIONS.get(method)
    weights = [Decimal("0.1"), Decimal("0.3"), Decimal("0.2"), Decimal("0.4")]
    exact = aggregation.exact(ROWS, weights, options, least_share)
    expected = [np.nan if score is None else float(score) for score in exact]
    np.testing.assert_allclose(
        aggregation.floats(ARRAY, weights, options, least_share), expected, rtol=1e-12, atol=1e-12
    )


@pytest.mark.parametrize("method", sorted(AGGREGATIONS))
def test_many_weights_and_many_scores_are_one_call(method: str) -> None:
    aggregation, options = AGGREGATIONS[method], OPTIONS.get(method)
    weights = np.array([[1.0, 2.0, 1.0, 1.0], [2.0, 1.0, 1.0, 3.0], [1.0, 1.0, 1.0, 1.0]]).T
    cube = np.stack([ARRAY, ARRAY[::-1], 101 - ARRAY], axis=-1)
    together = aggregation.floats(cube, weights, options, 0.5)
    for n in range(3):
        alone = aggregation.floats(cube[..., n], weights[:, n], options, 0.5)
        np.testing.assert_allclose(together[:, n], alone, rtol=1e-12)
    drawn = aggregation.floats(ARRAY[..., None], weights, options, 0.5)
    np.testing.assert_allclose(drawn[:, 0], together[:, 0], rtol=1e-12)


@small_cases(
    ("method", "row", "weights", "words"),
    [
        ("geometric-mean", [0.0, 1.0], [1, 1], "scores above 0; one is 0.0"),
        ("generalised-mean", [-1.0, 1.0], [1, 1], "scores of 0 or more; one is -1.0"),
        ("mazziotta-pareto", [-1.0, 1.0], [1, 1], "scores above 0; one is 0.0"),
        ("arithmetic-mean", [1.0, 1.0], [1, -1], "A weight is below 0: -1.0"),
        ("arithmetic-mean", [1.0, 1.0], [0, 0], "All weights are 0"),
    ],
)
def test_refusals(method: str, row: list[float], weights: list[int], words: str) -> None:
    with pytest.raises(UsageError, match=words):
        AGGREGATIONS[method].floats(np.array([row]), weights, OPTIONS.get(method))


def test_limits_that_do_not_fit_are_refused() -> None:
    limits = {"lower-share": Decimal("0.6"), "upper-share": Decimal("0.9")}
    with pytest.raises(UsageError, match="no way to add up to 1"):
        AGGREGATIONS["benefit-of-the-doubt"].floats(np.ones((2, 2)), [1, 1], limits)
