"""Student's t in plain arithmetic, held against scipy."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import special, stats

from ictindex.submissions.validation import student_t

FREEDOMS = st.floats(0.6, 60)
DEVIATIONS = st.floats(-1e4, 1e4)


@given(DEVIATIONS, FREEDOMS)
def test_the_share_beyond_a_deviation_is_that_of_scipy(t: float, freedom: float) -> None:
    expected = 2 * stats.t.sf(abs(t), freedom)
    assert student_t.two_sided(t, freedom) == pytest.approx(expected, rel=1e-9, abs=1e-300)


@given(DEVIATIONS, FREEDOMS)
def test_the_density_is_that_of_scipy(t: float, freedom: float) -> None:
    assert student_t.log_density(t, freedom) == pytest.approx(
        stats.t.logpdf(t, freedom), rel=1e-9, abs=1e-9
    )


@given(st.floats(0, 1), st.floats(0.3, 40), st.floats(0.3, 40))
def test_the_incomplete_beta_function_is_that_of_scipy(x: float, a: float, b: float) -> None:
    assert student_t.incomplete_beta(x, a, b) == pytest.approx(
        special.betainc(a, b, x), rel=1e-9, abs=1e-12
    )


@given(st.floats(1e-8, 0.999), FREEDOMS)
def test_a_deviation_is_as_rare_as_was_asked(probability: float, freedom: float) -> None:
    actual = student_t.deviation(probability, freedom)
    assert student_t.two_sided(actual, freedom) == pytest.approx(probability, rel=1e-6)


@given(st.floats(0, 1e6), FREEDOMS)
def test_a_shortfall_is_that_of_the_density(deviation: float, freedom: float) -> None:
    below = student_t.log_density(0, freedom) - student_t.log_density(deviation, freedom)
    shortfall = student_t.shortfall(deviation, freedom)
    assert below / math.log(10) == pytest.approx(shortfall, rel=1e-6, abs=1e-9)
