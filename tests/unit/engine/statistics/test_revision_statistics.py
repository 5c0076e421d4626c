"""Statistics of revisions, compared with figures by hand and scipy."""

import math

import pytest
from scipy import stats

from ictindex.engine.statistics.revision_statistics import summarise_revisions

FIRST = [1.01, 0.88, 2.40, 3.10]
LAST = [0.91, 0.90, 2.40, 2.80]


def test_mean_size_and_bias_by_hand() -> None:
    summary = summarise_revisions(FIRST, LAST)
    assert (summary.count, summary.revised, summary.raised) == (4, 3, 1)
    assert summary.mean == pytest.approx((-0.10 + 0.02 - 0.30) / 4)
    assert summary.mean_absolute == pytest.approx(0.42 / 4)
    assert summary.relative_mean_absolute == pytest.approx(0.42 / 7.01)
    assert (summary.smallest, summary.largest) == (pytest.approx(-0.3), pytest.approx(0.02))


def test_t_is_that_of_a_sample() -> None:
    expected = stats.ttest_1samp([b - a for a, b in zip(FIRST, LAST, strict=True)], 0).statistic
    assert summarise_revisions(FIRST, LAST).t == pytest.approx(expected, rel=1e-12)


def test_what_is_not_defined_is_missing() -> None:
    assert math.isnan(summarise_revisions([], []).mean)
    summary = summarise_revisions([1.0], [2.0])
    assert (summary.mean, math.isnan(summary.t)) == (1.0, True)
    assert math.isnan(summarise_revisions([1.0, 2.0], [1.0, 2.0]).t)
    assert summarise_revisions([1.0, 2.0], [1.5, 2.5]).t == math.inf
    assert math.isnan(summarise_revisions([1.0], [0.0]).relative_mean_absolute)
