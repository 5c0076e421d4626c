"""Calibrated weights: the totals that they give, and the errors of their residuals."""

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sampling_cases import SurveyRecord, design_of

from ictindex.core.errors import UsageError
from ictindex.engine.sampling.record_estimates import (
    RecordSample,
    estimate_record_mean,
    estimate_record_total,
)
from ictindex.engine.sampling.weight_calibration import calibrate_weights, post_stratify

COUNT = 8
DESIGN = design_of([SurveyRecord("", str(i), (0,), 1, ((1, 1),)) for i in range(COUNT)])
WEIGHTS = np.array([2.0, 3, 1, 4, 2, 5, 3, 2])
SAMPLE = RecordSample(DESIGN, WEIGHTS, np.arange(COUNT))
GROUPS = np.array([0, 1, 0, 1, 1, 0, 0, 1], dtype=np.int64)
SIZE = np.array([1.0, 5, 2, 4, 3, 7, 6, 2])
BOTH = np.column_stack([np.ones(COUNT), SIZE])


@settings(max_examples=40, deadline=None)
@given(st.floats(15, 40), st.floats(3.2, 4.6), st.sampled_from(["linear", "raking"]))
def test_calibrated_weights_give_the_totals_and_an_error_of_none_for_them(
    number: float, mean: float, method: str
) -> None:
    sample = calibrate_weights(SAMPLE, BOTH, np.array([number, number * mean]), method)
    assert np.allclose(sample.final_weights @ BOTH, [number, number * mean], rtol=1e-9)
    assert estimate_record_total(sample, SIZE).error == pytest.approx(0, abs=1e-6)
    if method == "raking":
        assert (sample.final_weights > 0).all()


def test_post_strata_have_their_sizes_and_the_variance_within_them() -> None:
    sample = post_stratify(SAMPLE, GROUPS, np.array([20.0, 30.0]))
    for group, size in enumerate((20, 30)):
        inside = group == GROUPS
        factor = size / WEIGHTS[inside].sum()
        assert np.allclose(sample.final_weights[inside], WEIGHTS[inside] * factor)
    # By hand: residuals from the weighted mean of each group, times the new weights.
    means = [WEIGHTS[g == GROUPS] @ SIZE[g == GROUPS] / WEIGHTS[g == GROUPS].sum() for g in (0, 1)]
    scores = sample.final_weights * (SIZE - np.array(means)[GROUPS])
    total = estimate_record_total(sample, SIZE)
    assert total.value == pytest.approx(20 * means[0] + 30 * means[1], rel=1e-12)
    assert total.error**2 == pytest.approx(COUNT * scores.var(ddof=1), rel=1e-10)
    assert estimate_record_mean(sample, (GROUPS == 1) * 1.0).value == pytest.approx(0.6)


@pytest.mark.parametrize(
    ("auxiliaries", "totals", "method"),
    [
        # A group without a record; a total of another sign; one variable twice.
        (np.column_stack([GROUPS == 0, GROUPS == 1, GROUPS == 2]) * 1.0, (20, 30, 10), "linear"),
        (BOTH, (20, -5), "raking"),
        (np.column_stack([SIZE, 2 * SIZE]), (80, 170), "linear"),
    ],
)
def test_totals_that_no_weights_give_are_refused(
    auxiliaries: Any, totals: tuple[float, ...], method: str
) -> None:
    with pytest.raises(UsageError) as error:
        calibrate_weights(SAMPLE, auxiliaries, np.array(totals, dtype=float), method)
    assert str(error.value) == (
        "No weights were found that give the totals of the population. Look for a group without "
        "records, totals of another population, and variables that follow from one another."
    )


def test_a_calibration_that_makes_no_sense_is_refused() -> None:
    totals = np.array([20.0, 80.0])
    calibrated = calibrate_weights(SAMPLE, BOTH, totals)
    with pytest.raises(ValueError, match="calibrated once"):
        calibrate_weights(calibrated, BOTH, totals)
    with pytest.raises(ValueError, match="linear or raking, not logit"):
        calibrate_weights(SAMPLE, BOTH, totals, "logit")
    with pytest.raises(ValueError, match="a column for each total"):
        calibrate_weights(SAMPLE, BOTH, totals[:1])
    with pytest.raises(ValueError, match="a position in the totals"):
        post_stratify(SAMPLE, GROUPS, totals[:1])
