"""The score of growth by plain arithmetic is that of arrays."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ictindex.submissions.validation.operations.growth_scores import quantile

VALUES = st.lists(st.floats(-1e6, 1e6), min_size=1, max_size=40)


@given(VALUES, st.sampled_from((0.25, 0.5, 0.75)))
def test_a_quantile_is_that_of_numpy(values: list[float], share: float) -> None:
    assert quantile(values, share) == pytest.approx(
        float(np.percentile(values, 100 * share)), rel=1e-12, abs=1e-6
    )
