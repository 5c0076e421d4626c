"""Estimates from records against formulas by hand, and against those from cells."""

import math
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from sampling_cases import SurveyRecord, cells_of, design_of

from ictindex.core.errors import UsageError
from ictindex.engine.sampling.cell_estimates import estimate_ratios, estimate_totals
from ictindex.engine.sampling.record_estimates import (
    RecordSample,
    estimate_record_mean,
    estimate_record_ratio,
    estimate_record_total,
)

RECORDS = [
    SurveyRecord("a", "1", (0,), 3, ((5, 2),)),
    SurveyRecord("a", "1", (1,), 4, ((1, 3),)),
    SurveyRecord("a", "2", (0,), 2, ((4, 1),)),
    SurveyRecord("b", "1", (1,), 6, ((2, 2),)),
    SurveyRecord("b", "2", (0,), 5, ((7, 4),)),
    SurveyRecord("b", "2", (1,), 1, ((3, 3),)),
    SurveyRecord("b", "3", (1,), 2, ((6, 1),)),
]
DESIGN = design_of(RECORDS, populations=np.array([10, 12], dtype=np.int64))
PLACES = sorted({(r.stratum, r.cluster) for r in RECORDS})
CLUSTERS = np.array([PLACES.index((r.stratum, r.cluster)) for r in RECORDS], dtype=np.int64)
WEIGHTS = np.array([r.units for r in RECORDS], dtype=float)
Y, X = (np.array([r.pairs[0][side] for r in RECORDS], dtype=float) for side in (0, 1))
DOMAIN = np.array([r.codes[0] == 1 for r in RECORDS])
SAMPLE = RecordSample(DESIGN, WEIGHTS, CLUSTERS)


@pytest.mark.parametrize("code", [0, 1])
def test_records_and_their_cells_have_the_same_estimates(code: int) -> None:
    cells = cells_of(RECORDS)
    domain = np.array([r.codes[0] == code for r in RECORDS])
    for result, expected in (
        (
            estimate_record_ratio(SAMPLE, Y, X, domain),
            estimate_ratios(cells, DESIGN, ("domain",)),
        ),
        (estimate_record_total(SAMPLE, Y, domain), estimate_totals(cells, DESIGN, ("domain",))),
    ):
        row = expected.find_row(domain=code)
        for name, other in (
            ("value", "values"),
            ("error", "errors"),
            ("lower", "lower"),
            ("upper", "upper"),
        ):
            assert getattr(result, name) == pytest.approx(getattr(expected, other)[row, 0])
        assert result.freedom == expected.freedom[row, 0]


def test_a_simple_random_sample_has_the_formula_of_the_first_course() -> None:
    y = np.array([3.0, 5.0, 4.0, 8.0])
    design = design_of(
        [SurveyRecord("", str(i), (0,), 1, ((1, 1),)) for i in range(4)],
        populations=np.array([20], dtype=np.int64),
    )
    sample = RecordSample(design, np.full(4, 5.0), np.arange(4))
    mean = estimate_record_mean(sample, y)
    assert mean.value == 5
    assert mean.error**2 == pytest.approx((1 - 4 / 20) * y.var(ddof=1) / 4, rel=1e-14)
    assert mean.effect == pytest.approx(1, rel=1e-14)
    assert estimate_record_mean(sample, y, replace=True).effect == pytest.approx(0.8, rel=1e-14)
    total = estimate_record_total(sample, y)
    assert (total.value, total.freedom) == (100, 3)
    assert total.error == pytest.approx(20 * mean.error, rel=1e-14)
    assert total.effect == pytest.approx(1, rel=1e-14)


def test_two_stages_add_the_variance_within_clusters() -> None:
    # Two of four clusters; in the first two of three units, in the second both of two.
    y, weights = np.array([1.0, 4.0, 2.0, 6.0]), np.array([3.0, 3.0, 2.0, 2.0])
    design = design_of(
        [SurveyRecord("", c, (0,), 1, ((1, 1),)) for c in "ab"],
        populations=np.array([4], dtype=np.int64),
    )
    clusters = np.array([0, 0, 1, 1])
    sample = RecordSample(design, weights, clusters, np.arange(4), np.array([3, 2], dtype=np.int64))
    sums = [15.0, 16.0]
    between = (1 - 2 / 4) * 2 * np.var(sums) * 2
    within = 2 / 4 * (1 - 2 / 3) * 2 * ((3 - 7.5) ** 2 + (12 - 7.5) ** 2)
    total = estimate_record_total(sample, y)
    assert total.value == 31
    assert total.error**2 == pytest.approx(between + within, rel=1e-13)
    # Without the clusters of the population there is no second stage.
    free = replace(sample, design=replace(design, populations=None))
    assert estimate_record_total(free, y).error ** 2 == pytest.approx(between * 2, rel=1e-13)


def test_a_cluster_with_a_single_unit_of_several_is_refused() -> None:
    second = np.array([3, 1, 2, 2, 2], dtype=np.int64)
    sample = replace(SAMPLE, units=np.arange(7), unit_populations=second)
    with pytest.raises(UsageError, match="Strata with a single cluster"):
        estimate_record_total(sample, Y)
    lenient = replace(sample, design=replace(DESIGN, single_clusters="adjust"))
    assert estimate_record_total(lenient, Y).error > 0


def test_nobody_has_no_mean_and_without_clusters_there_is_no_error() -> None:
    nobody = np.zeros(len(RECORDS), dtype=bool)
    assert all(
        map(
            math.isnan,
            (lambda e: (e.value, e.error, e.lower))(estimate_record_mean(SAMPLE, Y, nobody)),
        )
    )
    hidden = replace(SAMPLE, design=replace(DESIGN, has_clusters=False))
    result = estimate_record_mean(hidden, Y)
    assert result.value == pytest.approx(float(WEIGHTS @ Y / WEIGHTS.sum()))
    assert math.isnan(result.error)


@pytest.mark.parametrize(
    ("change", "text"),
    [
        ({"clusters": CLUSTERS + 5}, "the cluster of a record"),
        ({"weights": -WEIGHTS}, "a weight for each record, from 0"),
        ({"units": CLUSTERS}, "units of a second stage"),
    ],
)
def test_records_that_do_not_fit_are_refused(change: dict[str, Any], text: str) -> None:
    with pytest.raises(ValueError, match=text):
        replace(SAMPLE, **change)
