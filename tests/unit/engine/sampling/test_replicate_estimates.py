"""Errors by replicates against linearisation, where both are the same, and by definition."""

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sampling_cases import SurveyRecord, cells_of, design_of
from small_cases import small_cases

from ictindex.core.errors import UsageError
from ictindex.engine.sampling.cell_estimates import estimate_ratios, estimate_totals
from ictindex.engine.sampling.cluster_replicates import (
    make_balanced_replicates,
    make_bootstrap,
    make_jackknife,
)
from ictindex.engine.sampling.replicate_estimates import (
    ReplicateWeights,
    estimate_by_cluster_replicates,
    estimate_by_file_replicates,
)


def records_of(units: list[int], answers: list[int]) -> list[SurveyRecord]:
    """Records of two strata with two clusters each, in turn."""
    places = [("a", "1"), ("a", "2"), ("b", "1"), ("b", "2")]
    return [
        SurveyRecord(*places[i % 4], (i // 4 % 2,), weight, ((answer, 1),))
        for i, (weight, answer) in enumerate(zip(units, answers, strict=True))
    ]


UNITS, ANSWERS = [3, 5, 7, 2, 4, 6, 1, 8], [1, 0, 1, 1, 0, 1, 0, 1]
RECORDS = records_of(UNITS, ANSWERS)
CELLS, DESIGN = cells_of(RECORDS), design_of(RECORDS)


@settings(max_examples=40, deadline=None)
@given(st.lists(st.integers(1, 50), min_size=8, max_size=8))
def test_of_a_total_jackknife_and_balanced_replicates_are_the_linearised_error(
    units: list[int],
) -> None:
    cells = cells_of(records_of(units, ANSWERS))
    expected = estimate_totals(cells, DESIGN, ("domain",)).errors
    for made in (
        make_jackknife(DESIGN),
        make_balanced_replicates(DESIGN),
        make_balanced_replicates(DESIGN, 0.4),
    ):
        for center in ("mean", "mse"):
            result = estimate_by_cluster_replicates(
                cells, DESIGN, made, ("domain",), of="totals", center=center
            )
            # Balanced replicates have the estimate as their mean, the jackknife in each stratum.
            assert np.allclose(result.errors, expected, rtol=1e-9, atol=1e-9)
            assert np.array_equal(result.values, estimate_totals(cells, DESIGN, ("domain",)).values)


def test_the_jackknife_of_a_share_is_its_definition() -> None:
    made = make_jackknife(DESIGN)
    result = estimate_by_cluster_replicates(CELLS, DESIGN, made, of="ratios", center="mse")
    whole = estimate_ratios(CELLS, DESIGN).values[0, 0]
    squares = 0.0
    for dropped in sorted({(r.stratum, r.cluster) for r in RECORDS}):
        kept = [r for r in RECORDS if (r.stratum, r.cluster) != dropped]
        weights = [r.units * (2 if r.stratum == dropped[0] else 1) for r in kept]
        share = sum(w * r.pairs[0][0] for w, r in zip(weights, kept, strict=True)) / sum(weights)
        squares += (share - whole) ** 2 / 2
    assert result.errors[0, 0] ** 2 == pytest.approx(squares, rel=1e-12)
    assert (result.method, result.freedom[0, 0]) == ("jackknife", 2)


@pytest.mark.slow
def test_a_bootstrap_of_a_total_comes_near_the_linearised_error() -> None:
    made = make_bootstrap(DESIGN, 4000, seed=1)
    result = estimate_by_cluster_replicates(CELLS, DESIGN, made, of="totals")
    # The error of the estimated variance of 4,000 replicates is about sqrt(2 / 4000), 2 %.
    assert result.errors[0, 0] == pytest.approx(
        estimate_totals(CELLS, DESIGN).errors[0, 0], rel=0.06
    )


def test_blocks_of_replicates_change_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    made = make_bootstrap(DESIGN, 30, seed=3)
    first = estimate_by_cluster_replicates(CELLS, DESIGN, made, ("domain",))
    monkeypatch.setattr("ictindex.engine.sampling.replicate_estimates._BLOCK", 7)
    second = estimate_by_cluster_replicates(CELLS, DESIGN, made, ("domain",))
    assert np.allclose(first.errors, second.errors, rtol=1e-13, atol=0, equal_nan=True)


def test_a_domain_that_a_replicate_leaves_without_a_member_has_no_error() -> None:
    records = [r._replace(codes=(int(i == 0),)) for i, r in enumerate(RECORDS)]
    cells = cells_of(records)
    result = estimate_by_cluster_replicates(cells, DESIGN, make_jackknife(DESIGN), ("domain",))
    row = result.find_row(domain=1)
    assert result.values[row, 0] == 1
    assert np.isnan(result.errors[row, 0])
    assert result.errors[result.find_row(domain=0), 0] > 0


# Replicate weights of a file: the share is 2/4, and 3/5, 1/4, 2/5 by the replicates.
def file_cells(shares: list[tuple[int, int]]) -> Any:
    records = records_of([1, 1, 1, 1], [1, 0, 1, 0])
    cells = cells_of([r._replace(stratum="", cluster="") for r in records], ("domain",))
    return replace(
        cells,
        replicates=np.array([[[[y for y, _ in shares], [x for _, x in shares]]]], dtype=np.int64),
    )


SHARES = [(3, 5), (1, 4), (2, 5)]
GAPS = [0.1, -0.25, -0.1]
AROUND_ESTIMATE = sum(gap**2 for gap in GAPS)
AROUND_MEAN = AROUND_ESTIMATE - 3 * (sum(GAPS) / 3) ** 2


@small_cases(
    ("weights", "variance", "method"),
    [
        (ReplicateWeights("JK1"), 2 / 3 * AROUND_MEAN, "jackknife"),
        (ReplicateWeights("JK1", center="mse"), 2 / 3 * AROUND_ESTIMATE, "jackknife"),
        (ReplicateWeights("BRR"), AROUND_MEAN / 3, "balanced-replication"),
        (ReplicateWeights("Fay", rho=0.5), AROUND_MEAN / (3 * 0.25), "balanced-replication"),
        (ReplicateWeights("bootstrap"), AROUND_MEAN / 2, "bootstrap"),
        (
            ReplicateWeights("successive-difference"),
            4 / 3 * AROUND_ESTIMATE,
            "successive-difference",
        ),
        (
            ReplicateWeights("successive-difference", center="mean"),
            4 / 3 * AROUND_MEAN,
            "successive-difference",
        ),
        (
            ReplicateWeights("JKn", factors=(0.5, 0.5, 0.75), center="mse"),
            0.5 * 0.01 + 0.5 * 0.0625 + 0.75 * 0.01,
            "jackknife",
        ),
        # A replicate with the factor 0 has no part in the mean, as in R.
        (ReplicateWeights("JKn", factors=(1, 1, 0)), 2 * 0.175**2, "jackknife"),
    ],
)
def test_each_method_of_a_file_has_its_formula(
    weights: ReplicateWeights, variance: float, method: str
) -> None:
    result = estimate_by_file_replicates(file_cells(SHARES), weights)
    assert result.values[0, 0] == 0.5
    assert result.errors[0, 0] ** 2 == pytest.approx(variance, rel=1e-12)
    assert result.method == method
    assert result.freedom[0, 0] == 2
    assert result.intervals[0, 0] == "logit"


def test_totals_and_stated_degrees_of_freedom_of_a_file() -> None:
    weights = ReplicateWeights("BRR", center="mse", freedom=40)
    result = estimate_by_file_replicates(file_cells(SHARES), weights, of="totals")
    assert result.values[0, 0] == 2
    assert result.errors[0, 0] ** 2 == pytest.approx((1 + 1 + 0) / 3, rel=1e-14)
    assert (result.freedom[0, 0], result.intervals[0, 0]) == (40, "student")


@pytest.mark.parametrize(
    ("weights", "text"),
    [
        (
            ReplicateWeights("JK2"),
            "'JK2' is no method of replicate weights. Use one of: JK1, JKn, BRR, Fay, bootstrap, "
            "successive-difference.",
        ),
        (
            ReplicateWeights("JKn"),
            "Replicate weights of the method 'JKn' need factors. Take it from the documentation of "
            "the survey: the weights do not show it.",
        ),
        (
            ReplicateWeights("Fay"),
            "Replicate weights of the method 'Fay' need rho. Take it from the documentation of the "
            "survey: the weights do not show it.",
        ),
    ],
)
def test_a_method_without_what_it_needs_is_refused(weights: ReplicateWeights, text: str) -> None:
    with pytest.raises(UsageError) as error:
        estimate_by_file_replicates(file_cells(SHARES), weights)
    assert str(error.value) == text


def test_cells_without_replicate_weights_are_refused() -> None:
    with pytest.raises(UsageError) as error:
        estimate_by_file_replicates(CELLS, ReplicateWeights("BRR"))
    assert str(error.value) == (
        "The cells have no sums by replicate weights. Name the columns of the replicate weights "
        "where the cells are summed, or estimate by linearisation."
    )


def test_what_is_estimated_and_around_what_are_named() -> None:
    with pytest.raises(ValueError, match="ratios, proportions or totals, not means"):
        estimate_by_file_replicates(file_cells(SHARES), ReplicateWeights("BRR"), of="means")
    with pytest.raises(ValueError, match="mean or mse, not median"):
        estimate_by_file_replicates(file_cells(SHARES), ReplicateWeights("BRR", center="median"))
