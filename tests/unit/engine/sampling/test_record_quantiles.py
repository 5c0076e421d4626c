"""Weighted quantiles against repeated values, and Woodruff's interval by its definition."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sampling_cases import SurveyRecord, design_of

from ictindex.engine.sampling.record_estimates import RecordSample, estimate_record_mean
from ictindex.engine.sampling.record_quantiles import estimate_record_quantile

COUNT = 40
DESIGN = design_of([SurveyRecord("", f"{i:02}", (0,), 1, ((1, 1),)) for i in range(COUNT)])
VALUES = np.array([(7 * i) % 41 for i in range(COUNT)], dtype=float)
WEIGHTS = np.array([1 + i % 3 for i in range(COUNT)], dtype=float)
SAMPLE = RecordSample(DESIGN, WEIGHTS, np.arange(COUNT))


@settings(max_examples=60, deadline=None)
@given(st.integers(1, 78))
def test_a_quantile_is_that_of_values_repeated_by_their_weights(position: int) -> None:
    repeated = np.sort(np.repeat(VALUES, WEIGHTS.astype(int)))
    # A share just below a whole number of repeated values: no tie is decided by rounding.
    share = (position - 0.5) / len(repeated)
    assert estimate_record_quantile(SAMPLE, VALUES, share).value == repeated[position - 1]


def test_the_interval_turns_the_interval_of_a_share_back_into_values() -> None:
    result = estimate_record_quantile(SAMPLE, VALUES, 0.5)
    below = estimate_record_mean(SAMPLE, (result.value >= VALUES).astype(float))
    for end, share in ((result.lower, below.lower), (result.upper, below.upper)):
        reached = WEIGHTS[end >= VALUES].sum() / WEIGHTS.sum()
        assert reached >= share
        assert reached - WEIGHTS[end == VALUES].sum() / WEIGHTS.sum() < share
    # The width in errors is that of the share, in Student's quantiles.
    quantile = (below.upper - below.value) / below.error
    assert result.error == pytest.approx((result.upper - result.lower) / (2 * quantile))


def test_a_domain_has_quantiles_of_its_members() -> None:
    domain = VALUES < 20
    result = estimate_record_quantile(SAMPLE, VALUES, 0.5, domain)
    assert result.value < 20
    assert result.freedom == domain.sum() - 1


def test_an_end_beyond_all_values_is_not_estimated() -> None:
    result = estimate_record_quantile(SAMPLE, VALUES, 0.01)
    assert math.isnan(result.lower)
    assert math.isnan(result.error)
    assert result.upper > result.value


def test_a_quantile_of_nobody_or_beyond_the_ends_is_refused() -> None:
    with pytest.raises(ValueError, match="between 0 and 1"):
        estimate_record_quantile(SAMPLE, VALUES, 1.0)
    with pytest.raises(ValueError, match="a quantile of nobody"):
        estimate_record_quantile(SAMPLE, VALUES, 0.5, VALUES < -1)
