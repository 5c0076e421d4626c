"""The variance over clusters against a loop over strata, and degrees of freedom by hand."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ictindex.engine.sampling.cell_sums import SampleDesign
from ictindex.engine.sampling.cluster_variance import cluster_variance, degrees_of_freedom

SIZES = (3, 2, 4)
DESIGN = SampleDesign(
    ("a", "b", "c"),
    np.repeat(np.arange(3), SIZES),
    populations=np.array([9, 2, 8], dtype=np.int64),
)


@settings(max_examples=50, deadline=None)
@given(st.lists(st.tuples(st.booleans(), st.integers(-50, 50)), min_size=9, max_size=9))
def test_clusters_without_a_member_are_zeros_of_their_stratum(
    pairs: list[tuple[bool, int]],
) -> None:
    present = np.flatnonzero([is_member for is_member, _ in pairs])
    scores = np.array([[float(score)] for _, score in pairs])
    rows = np.zeros(len(present), dtype=np.int64)
    result = cluster_variance(rows, DESIGN.cluster_strata[present], scores[present], DESIGN)
    if not len(present):
        assert result.shape == (0, 1)
        return
    everything = np.zeros(9)
    everything[present] = scores[present, 0]
    expected = 0.0
    for stratum, (size, number) in enumerate(zip(SIZES, (9, 2, 8), strict=True)):
        part = everything[DESIGN.cluster_strata == stratum]
        expected += (1 - size / number) * size * part.var(ddof=1)
    assert result[0, 0] == pytest.approx(expected, rel=1e-12, abs=1e-9)


def test_degrees_of_freedom_are_clusters_less_strata_with_a_member() -> None:
    rows = np.array([0, 0, 0, 1, 1])
    strata = np.array([0, 0, 2, 1, 2])
    members = np.array([[True, False], [True, True], [True, False], [True, True], [False, True]])
    assert degrees_of_freedom(rows, strata, members).tolist() == [[1, 0], [0, 0]]
