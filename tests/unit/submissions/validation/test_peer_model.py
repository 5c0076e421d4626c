"""All other values at once: the conditional multivariate t, held against matrices."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from ictindex.submissions.validation.change_model import model_of

PEERS = model_of(2026).peers
SCATTER = np.array(PEERS.scatter)
MEAN = np.array(PEERS.mean)
SOME = st.dictionaries(
    st.integers(0, len(MEAN) - 1), st.floats(-3, 3), min_size=4, max_size=len(MEAN)
)


def values(offsets: dict[int, float]) -> dict[int, float]:
    return {k: float(MEAN[k] + v * np.sqrt(SCATTER[k, k])) for k, v in offsets.items()}


@given(SOME)
def test_what_the_others_suggest_is_the_conditional_distribution(
    offsets: dict[int, float],
) -> None:
    here = values(offsets)
    whole = PEERS.compare(here)
    assert whole is not None
    for j, value in here.items():
        o = [k for k in sorted(here) if k != j]
        inverse = np.linalg.inv(SCATTER[np.ix_(o, o)])
        off = np.array([here[k] for k in o]) - MEAN[o]
        mean = MEAN[j] + SCATTER[j, o] @ inverse @ off
        left = SCATTER[j, j] - SCATTER[j, o] @ inverse @ SCATTER[o, j]
        freedom = PEERS.freedom + len(o)
        spread = np.sqrt((PEERS.freedom + off @ inverse @ off) / freedom * left)
        actual = whole.suggestion(j)
        assert actual.mean == pytest.approx(mean, abs=1e-6)
        assert actual.spread == pytest.approx(spread, rel=1e-6)
        assert actual.freedom == freedom
        assert whole.deviations()[j] == pytest.approx((value - mean) / spread, abs=1e-6)
        alone = PEERS.suggestion({k: v for k, v in here.items() if k != j}, j)
        assert alone is not None
        assert alone.mean == pytest.approx(mean, abs=1e-6)


@given(SOME, st.data())
def test_the_gain_of_moving_values_is_that_of_the_joint_density(
    offsets: dict[int, float], data: st.DataObject
) -> None:
    here = values(offsets)
    whole = PEERS.compare(here)
    assert whole is not None
    i, j = data.draw(st.permutations(sorted(here)))[:2]
    moved = {**here, i: here[j], j: here[i]}
    order = sorted(here)
    joint = stats.multivariate_t(MEAN[order], SCATTER[np.ix_(order, order)], df=PEERS.freedom)
    expected = joint.logpdf([moved[k] for k in order]) - joint.logpdf([here[k] for k in order])
    assert whole.gain({i: here[j], j: here[i]}) == pytest.approx(expected, abs=1e-6)


def test_too_few_values_suggest_nothing() -> None:
    assert PEERS.compare({0: 1.0, 1: 1.0, 2: 4.0}) is None
    assert PEERS.suggestion({0: 1.0, 1: 1.0}, 2) is None
