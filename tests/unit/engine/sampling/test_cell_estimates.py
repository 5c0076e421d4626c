"""Estimates from cells against textbook formulas in exact fractions, and what must always hold."""

import math
from dataclasses import replace
from fractions import Fraction
from itertools import groupby
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sampling_cases import SurveyRecord, cells_of, design_of
from scipy import stats

from ictindex.core.errors import UsageError
from ictindex.engine.sampling.cell_estimates import (
    estimate_differences,
    estimate_proportions,
    estimate_ratios,
    estimate_totals,
)


def cluster_names(records: list[SurveyRecord]) -> list[tuple[str, str]]:
    return sorted({(record.stratum, record.cluster) for record in records})


def textbook_variance(records: list[SurveyRecord], scores: list[Fraction]) -> Fraction:
    """The variance of a sum over clusters, stratum by stratum, in fractions."""
    total = Fraction(0)
    for _, members in groupby(cluster_names(records), key=lambda pair: pair[0]):
        sums = [
            sum(
                (s for r, s in zip(records, scores, strict=True) if (r.stratum, r.cluster) == pair),
                Fraction(0),
            )
            for pair in members
        ]
        if len(sums) > 1:
            mean = sum(sums) / len(sums)
            total += Fraction(len(sums), len(sums) - 1) * sum((s - mean) ** 2 for s in sums)
    return total


def textbook_ratio(records: list[SurveyRecord], code: int) -> tuple[Fraction, Fraction]:
    """The ratio of a domain and its variance, in fractions."""
    inside = [record.codes[0] == code for record in records]
    y = [r.units * r.pairs[0][0] * i for r, i in zip(records, inside, strict=True)]
    x = [r.units * r.pairs[0][1] * i for r, i in zip(records, inside, strict=True)]
    ratio = Fraction(sum(y), sum(x))
    scores = [(a - ratio * b) / sum(x) for a, b in zip(y, x, strict=True)]
    return ratio, textbook_variance(records, scores)


@st.composite
def surveys(draw: st.DrawFn, smallest: int = 2) -> list[SurveyRecord]:
    """Surveys of two strata, two domains with a record each, and shares that may be 0 or 1."""
    sizes = [draw(st.integers(smallest, 3)) for _ in range(2)]
    records = []
    for stratum, size in zip("ns", sizes, strict=True):
        for cluster in range(size):
            for _ in range(draw(st.integers(1, 3))):
                y = draw(st.integers(0, 1))
                code, units = draw(st.integers(0, 1)), draw(st.integers(1, 9))
                records.append(SurveyRecord(stratum, str(cluster), (code,), units, ((y, 1),)))
    records.append(records[0]._replace(codes=(1 - records[0].codes[0],)))
    return records


def same(first: Any, second: Any) -> bool:
    """True if all arrays are equal to the bit."""
    names = ("values", "errors", "freedom", "lower", "upper", "effects", "domains")
    return all(np.array_equal(getattr(first, n), getattr(second, n), equal_nan=True) for n in names)


@settings(max_examples=60, deadline=None)
@given(surveys())
def test_ratios_and_errors_of_domains_are_those_of_the_textbook(
    records: list[SurveyRecord],
) -> None:
    estimates = estimate_ratios(cells_of(records), design_of(records), ("domain",))
    for row, (code,) in enumerate(estimates.domains.tolist()):
        ratio, variance = textbook_ratio(records, code)
        assert estimates.values[row, 0] == pytest.approx(float(ratio), rel=1e-12)
        assert estimates.errors[row, 0] ** 2 == pytest.approx(float(variance), rel=1e-9, abs=1e-25)


@settings(max_examples=30, deadline=None)
@given(surveys(), st.randoms(use_true_random=False))
def test_the_order_of_cells_and_splitting_them_change_no_bit(
    records: list[SurveyRecord], random: Any
) -> None:
    cells, design = cells_of(records), design_of(records)
    expected = estimate_proportions(cells, design, ("domain",), margins=True)
    shuffled = list(records)
    random.shuffle(shuffled)
    for other in (cells_of(shuffled), cells_of(records, apart=True)):
        assert same(expected, estimate_proportions(other, design, ("domain",), margins=True))


@settings(max_examples=30, deadline=None)
@given(surveys(), st.integers(2, 1000))
def test_the_scale_of_weights_changes_no_share_and_divides_totals(
    records: list[SurveyRecord], scale: int
) -> None:
    design = design_of(records)
    finer = [record._replace(units=record.units * scale) for record in records]
    cells, scaled = cells_of(records), cells_of(finer, scale=scale)
    first = estimate_totals(cells, design, ("domain",))
    second = estimate_totals(scaled, design, ("domain",))
    assert np.allclose(first.values, second.values, rtol=1e-14, atol=0)
    assert np.allclose(first.errors, second.errors, rtol=1e-12, atol=0)
    shares = [estimate_ratios(c, design, ("domain",)) for c in (cells, cells_of(finer))]
    assert np.allclose(shares[0].values, shares[1].values, rtol=1e-15, atol=0)
    assert np.allclose(shares[0].errors, shares[1].errors, rtol=1e-9, atol=1e-15)


@settings(max_examples=30, deadline=None)
@given(surveys())
def test_totals_of_domains_add_up_and_their_variances_with_covariances(
    records: list[SurveyRecord],
) -> None:
    cells, design = cells_of(records), design_of(records)
    estimates = estimate_totals(cells, design, ("domain",), margins=True)
    whole, parts = estimates.values[0, 0], estimates.values[1:, 0]
    assert estimates.whole[:, 0].tolist() == [True, False, False]
    assert whole == pytest.approx(parts.sum(), rel=1e-15)
    between = estimate_differences(cells, design, ("domain",), [((0,), (1,))], of="totals")
    variance = (estimates.errors[1:, 0] ** 2).sum() + 2 * between.covariances[0, 0]
    assert estimates.errors[0, 0] ** 2 == pytest.approx(variance, rel=1e-9, abs=1e-9)
    assert between.values[0, 0] == pytest.approx(parts[0] - parts[1], abs=1e-12)


@settings(max_examples=30, deadline=None)
@given(surveys())
def test_the_error_of_a_difference_is_that_of_the_textbook(records: list[SurveyRecord]) -> None:
    cells, design = cells_of(records), design_of(records)
    scores = []
    for code in (0, 1):
        inside = [record.codes[0] == code for record in records]
        size = sum(r.units for r, i in zip(records, inside, strict=True) if i)
        ratio, _ = textbook_ratio(records, code)
        scores.append(
            [
                i * r.units * (r.pairs[0][0] - ratio) / size
                for r, i in zip(records, inside, strict=True)
            ]
        )
    gaps = [a - b for a, b in zip(*scores, strict=True)]
    result = estimate_differences(cells, design, ("domain",), [((0,), (1,)), ((1,), (0,))])
    expected = float(textbook_variance(records, gaps))
    assert result.errors[0, 0] ** 2 == pytest.approx(expected, rel=1e-9, abs=1e-25)
    assert result.values[0, 0] == -result.values[1, 0]
    assert result.errors[0, 0] == pytest.approx(result.errors[1, 0], rel=1e-12)


def test_a_domain_and_the_whole_of_it_differ_by_less_than_two_samples_would() -> None:
    result = estimate_differences(CELLS, DESIGN, ("domain",), [((1,), (None,))])
    parts = estimate_ratios(CELLS, DESIGN, ("domain",), margins=True)
    separate = math.hypot(parts.errors[parts.find_row(domain=1), 0], parts.errors[0, 0])
    assert result.errors[0, 0] < separate


# Five persons of one stratum, each a cluster: a simple random sample.
PERSONS = [
    SurveyRecord("all", str(number), (1 + number % 2,), 20, ((y, 1),))
    for number, y in enumerate((1, 0, 1, 1, 0, 1, 1, 0))
]
CELLS, DESIGN = cells_of(PERSONS), design_of(PERSONS)


def test_a_simple_random_sample_has_the_formula_of_the_first_course() -> None:
    n, p = 8, 5 / 8
    result = estimate_proportions(CELLS, DESIGN, replace=True)
    assert result.values[0, 0] == p
    assert result.errors[0, 0] == pytest.approx(math.sqrt(p * (1 - p) / (n - 1)), rel=1e-14)
    assert result.effects[0, 0] == pytest.approx(1, rel=1e-13)
    assert result.freedom[0, 0] == n - 1
    assert (result.cases[0, 0], result.bases[0, 0], result.counts[0]) == (5, 8, 8)


def test_the_finite_population_correction_takes_the_share_that_was_drawn() -> None:
    drawn = design_of(PERSONS, populations=np.array([160], dtype=np.int64))
    free, corrected = (estimate_proportions(CELLS, d) for d in (DESIGN, drawn))
    assert corrected.errors[0, 0] == pytest.approx(
        free.errors[0, 0] * math.sqrt(1 - 8 / 160), rel=1e-14
    )
    # Each weight is 20: the sample is a simple random one of 160, with this correction too.
    assert corrected.effects[0, 0] == pytest.approx(1, rel=1e-13)
    census = design_of(PERSONS, populations=np.array([8], dtype=np.int64))
    assert estimate_totals(CELLS, census).errors[0, 0] == 0


def test_the_logit_interval_is_symmetric_in_the_logits_with_student_quantiles() -> None:
    result = estimate_proportions(CELLS, DESIGN, level=90)
    p, s = result.values[0, 0], result.errors[0, 0]
    middle, half = math.log(p / (1 - p)), stats.t.ppf(0.95, 7) * s / (p * (1 - p))
    assert result.intervals[0, 0] == "logit"
    assert result.lower[0, 0] == pytest.approx(1 / (1 + math.exp(half - middle)), rel=1e-12)
    assert result.upper[0, 0] == pytest.approx(1 / (1 + math.exp(-half - middle)), rel=1e-12)


def test_the_interval_of_a_ratio_is_symmetric() -> None:
    result = estimate_ratios(CELLS, DESIGN)
    half = stats.t.ppf(0.975, 7) * result.errors[0, 0]
    assert result.intervals[0, 0] == "student"
    assert result.upper[0, 0] - result.values[0, 0] == pytest.approx(half, rel=1e-13)
    assert result.variation[0, 0] == pytest.approx(result.errors[0, 0] / 0.625, rel=1e-14)


@pytest.mark.parametrize("share", [0, 1])
def test_at_the_ends_the_interval_is_that_of_clopper_and_pearson_by_name(share: int) -> None:
    persons = [record._replace(pairs=((share, 1),)) for record in PERSONS]
    result = estimate_proportions(cells_of(persons), DESIGN)
    expected = stats.binomtest(8 * share, 8).proportion_ci(method="exact")
    assert result.intervals[0, 0] == "korn-graubard"
    assert result.lower[0, 0] == pytest.approx(expected.low, rel=1e-12, abs=1e-15)
    assert result.upper[0, 0] == pytest.approx(expected.high, rel=1e-12)
    assert math.isnan(result.effects[0, 0])
    assert result.errors[0, 0] == 0


def test_a_share_of_nobody_is_not_estimated() -> None:
    nobody = [r._replace(pairs=((0, int(r.codes[0] == 1)),)) for r in PERSONS]
    result = estimate_proportions(cells_of(nobody), DESIGN, ("domain",))
    row = result.find_row(domain=2)
    for name in ("values", "errors", "lower", "upper", "effects"):
        assert math.isnan(getattr(result, name)[row, 0])
    assert result.intervals[row, 0] == ""
    assert (result.bases[row, 0], result.counts[row], result.freedom[row, 0]) == (0, 4, 0)


def test_without_published_clusters_there_is_a_value_and_no_error() -> None:
    hidden = replace(DESIGN, has_clusters=False, has_strata=False)
    for estimate in (estimate_proportions, estimate_totals, estimate_ratios):
        result = estimate(CELLS, hidden)
        assert result.values[0, 0] in (0.625, 100)
        assert math.isnan(result.errors[0, 0])
        assert math.isnan(result.lower[0, 0])
        assert (result.intervals[0, 0], result.method) == ("", "")
    difference = estimate_differences(CELLS, hidden, ("domain",), [((1,), (2,))])
    assert difference.values[0, 0] == 0.75 - 0.5
    assert math.isnan(difference.errors[0, 0])


# Strata a and b with two clusters each, c with one.
UNEVEN = [
    SurveyRecord("a", "1", (1,), 10, ((1, 1),)),
    SurveyRecord("a", "2", (1,), 20, ((0, 1),)),
    SurveyRecord("b", "1", (1,), 30, ((1, 1),)),
    SurveyRecord("b", "2", (2,), 20, ((0, 1),)),
    SurveyRecord("c", "1", (1,), 20, ((1, 1),)),
]


def test_a_stratum_with_a_single_cluster_is_refused_by_name() -> None:
    with pytest.raises(UsageError) as error:
        estimate_ratios(cells_of(UNEVEN), design_of(UNEVEN))
    assert str(error.value) == (
        "Strata with a single cluster, of which no variance can be estimated: c; in all 1. Name a "
        "rule for them (certainty, adjust or average), or merge each with a stratum that is like "
        "it."
    )


def test_a_single_cluster_that_is_the_whole_stratum_has_no_variance() -> None:
    whole = design_of(UNEVEN, populations=np.array([20, 20, 1], dtype=np.int64))
    result = estimate_totals(cells_of(UNEVEN), whole)
    # a: 0.9 * 2 * 2 * 5^2; b: 0.9 * 2 * 2 * 15^2.
    assert result.errors[0, 0] ** 2 == pytest.approx(0.9 * 100 + 0.9 * 900, rel=1e-13)


@pytest.mark.parametrize(
    ("rule", "variance"),
    [
        ("certainty", 100 + 900),
        # The mean of all five clusters is 60 / 5; that of stratum c is 20.
        ("adjust", 100 + 900 + (20 - 12) ** 2),
        ("average", (100 + 900) * 3 / 2),
    ],
)
def test_each_rule_for_a_single_cluster_has_its_variance(rule: str, variance: float) -> None:
    result = estimate_totals(cells_of(UNEVEN), design_of(UNEVEN, single_clusters=rule))
    assert result.values[0, 0] == 60
    assert result.errors[0, 0] ** 2 == pytest.approx(variance, rel=1e-13)


def test_clusters_without_a_member_count_in_the_variance_and_not_in_the_degrees() -> None:
    records = [record for record in UNEVEN if record.stratum != "c"]
    result = estimate_totals(cells_of(records), design_of(records), ("domain",))
    row = result.find_row(domain=1)
    # Stratum b has one member, with 30, and one zero.
    assert result.errors[row, 0] ** 2 == pytest.approx(100 + 900, rel=1e-13)
    assert result.freedom[row, 0] == 3 - 2
    assert result.freedom[result.find_row(domain=2), 0] == 0
    assert math.isnan(result.lower[result.find_row(domain=2), 0])


def test_margins_are_the_estimates_of_every_subset_of_the_keys() -> None:
    records = [r._replace(codes=(*r.codes, i % 3)) for i, r in enumerate(PERSONS)]
    cells = cells_of(records, ("sex", "age"))
    both = estimate_proportions(cells, DESIGN, ("sex", "age"), margins=True)
    assert len(both.values) == 1 + 2 + 3 + 6
    for keys in ((), ("sex",), ("age",), ("sex", "age")):
        alone = estimate_proportions(cells, DESIGN, keys)
        for row, codes in enumerate(alone.domains.tolist()):
            other = both.find_row(**dict(zip(keys, codes, strict=True)))
            assert both.values[other, 0] == alone.values[row, 0]
            assert np.array_equal(both.errors[other], alone.errors[row], equal_nan=True)
    with pytest.raises(ValueError, match="no row of the domain"):
        both.find_row(sex=9)


def test_a_domain_without_a_record_has_no_difference() -> None:
    with pytest.raises(UsageError) as error:
        estimate_differences(CELLS, DESIGN, ("domain",), [((1,), (7,))])
    assert str(error.value) == (
        "The sample has no record of the domain (7,) of domain. Take the codes from the cells; "
        "None means all codes of a key."
    )


def test_a_numerator_outside_its_denominator_is_no_proportion() -> None:
    with pytest.raises(ValueError, match="a part of its denominator"):
        estimate_proportions(cells_of([r._replace(pairs=((2, 1),)) for r in PERSONS]), DESIGN)


def test_sums_near_the_end_of_64_bits_are_exact_or_refused() -> None:
    huge = [record._replace(units=2**59) for record in PERSONS]
    result = estimate_proportions(cells_of(huge), DESIGN)
    assert result.values[0, 0] == 0.625
    with pytest.raises(UsageError, match="64 bits"):
        estimate_proportions(cells_of([r._replace(units=2**60) for r in PERSONS]), DESIGN)
