"""Properties of the operations of composite indicators that mathematics gives."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import Any

import numpy as np
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from ictindex.core.formulas import Symbol, evaluate
from ictindex.engine.aggregations import AGGREGATIONS, Aggregation, rescale
from ictindex.engine.normalisations import NORMALISATIONS
from ictindex.engine.treatments import TREATMENTS, TreatmentRule, exact_shape, fit_rule

FEW = settings(max_examples=40, deadline=None)
NUMBERS = st.decimals(min_value=-1000, max_value=1000, places=3)
SCORES = st.decimals(min_value=1, max_value=100, places=2)
COLUMNS = st.lists(st.none() | NUMBERS, min_size=4, max_size=12)
WEIGHTS = st.fractions(min_value=Fraction(1, 9), max_value=9, max_denominator=9)
METHODS = st.sampled_from(sorted(NORMALISATIONS))
CLOSE = Decimal("1e-12")
X = Symbol("x", "")


def options_of(method: str) -> dict[str, Decimal]:
    supplied_by_method = {
        "goalposts": {"zero": Decimal(-500), "full": Decimal(750)},
        "distance-to-reference": {"reference": Decimal(2000)},
        "distance-to-target": {"target": Decimal(-2000)},
    }
    return supplied_by_method.get(method, {})


def usable(method: str, column: list[Decimal | None]) -> list[Decimal]:
    present = [value for value in column if value is not None]
    assume(len(set(present)) > 1)
    assume(max(present) - min(present) >= 1)
    assume(method != "fraction-of-maximum" or max(present) >= 1)
    return present


def as_floats(column: list[Decimal | None]) -> Any:
    return np.array([np.nan if value is None else float(value) for value in column])


@FEW
@given(METHODS, COLUMNS, st.booleans())
def test_decimals_and_floats_agree(
    method: str, column: list[Decimal | None], less_is_better: bool
) -> None:
    usable(method, column)
    normalisation, options = NORMALISATIONS[method], options_of(method)
    parameters = normalisation.fit(column, options, less_is_better=less_is_better)
    exact = as_floats(normalisation.exact(column, parameters))
    for floats in (
        normalisation.floats(as_floats(column), parameters),
        normalisation.normalise_floats(as_floats(column), options, less_is_better=less_is_better),
    ):
        np.testing.assert_allclose(floats, exact, rtol=1e-12, atol=1e-12 * np.nanmax(abs(exact)))


@FEW
@given(METHODS, COLUMNS, st.booleans())
def test_a_better_value_never_scores_less(
    method: str, column: list[Decimal | None], less_is_better: bool
) -> None:
    assume(method != "distance-to-target" or less_is_better)  # a target worse than all turns it
    assume(method != "distance-to-reference" or not less_is_better)
    present = usable(method, column)
    normalisation = NORMALISATIONS[method]
    parameters = normalisation.fit(present, options_of(method), less_is_better=less_is_better)
    ordered = sorted(present, reverse=less_is_better)
    scores = [score for score in normalisation.exact(ordered, parameters) if score is not None]
    assert scores == sorted(scores)


@FEW
@given(METHODS, COLUMNS, st.booleans(), st.randoms(use_true_random=False))
def test_the_order_of_economies_does_not_count(
    method: str, column: list[Decimal | None], less_is_better: bool, shuffler: Any
) -> None:
    usable(method, column)
    normalisation, options = NORMALISATIONS[method], options_of(method)
    order = list(range(len(column)))
    shuffler.shuffle(order)
    moved = [column[n] for n in order]
    parameters = normalisation.fit(column, options, less_is_better=less_is_better)
    again = normalisation.fit(moved, options, less_is_better=less_is_better)
    before = normalisation.exact(column, parameters)
    after = normalisation.exact(moved, again)
    for n, score in zip(order, after, strict=True):
        original = before[n]
        if score is None or original is None:
            assert score is original
        else:  # a mean of 40 digits may round in another way
            assert abs(score - original) <= CLOSE


UNMOVED = ("min-max", "z-score", "rank", "percentile", "borda", "distance-to-maximum",
           "mazziotta-pareto", "adjusted-mazziotta-pareto")  # fmt: skip


@FEW
@given(
    st.sampled_from(UNMOVED),
    COLUMNS,
    st.decimals(min_value="0.5", max_value=20, places=1),
    st.decimals(min_value=-50, max_value=50, places=1),
)
def test_units_and_origins_do_not_count(
    method: str, column: list[Decimal | None], factor: Decimal, shift: Decimal
) -> None:
    present = usable(method, column)
    normalisation = NORMALISATIONS[method]
    moved: list[Decimal | None] = [factor * value + shift for value in present]
    first = normalisation.exact(present, normalisation.fit(present))
    second = normalisation.exact(moved, normalisation.fit(moved))
    for a, b in zip(first, second, strict=True):
        assert a is not None
        assert b is not None
        assert abs(a - b) <= CLOSE


@FEW
@given(COLUMNS)
def test_scores_have_the_bounds_and_moments_that_their_method_promises(
    column: list[Decimal | None],
) -> None:
    present = usable("min-max", column)
    count = len(present)

    def scores(method: str) -> list[Decimal]:
        normalisation = NORMALISATIONS[method]
        actual = normalisation.exact(present, normalisation.fit(present))
        return [score for score in actual if score is not None]

    assert (min(scores("min-max")), max(scores("min-max"))) == (0, 100)
    assert (min(scores("adjusted-mazziotta-pareto")), max(scores("percentile"))) <= (70, 1)
    assert min(scores("rank")) == 1
    assert abs(sum(scores("z-score"))) <= CLOSE
    assert abs(sum(score**2 for score in scores("z-score")) - (count - 1)) <= CLOSE
    assert abs(sum(scores("mazziotta-pareto")) / count - 100) <= CLOSE


# --- treatment


@FEW
@given(st.lists(NUMBERS, min_size=4, max_size=30))
def test_winsorising_moves_at_most_a_few_ends_and_keeps_the_order(values: list[Decimal]) -> None:
    fitted = fit_rule(values, TreatmentRule(then=None))
    treated = [value for value in fitted.exact(values) if value is not None]
    assert len(treated) == len(values)
    pairs = sorted(zip(values, treated, strict=True))
    assert [b for _, b in pairs] == sorted(treated)
    moved = sum(a != b for a, b in pairs)
    assert moved == fitted.winsorised
    if fitted.accepted and moved:
        assert TreatmentRule().accepts(exact_shape(treated))
    assert set(treated) <= set(values)


@FEW
@given(st.sampled_from(["log-ct", "log-ct-original", "log-ct-plus", "box-cox"]),
       st.lists(NUMBERS, min_size=4, max_size=20))  # fmt: skip
def test_transformations_rise_and_floats_follow(method: str, values: list[Decimal]) -> None:
    assume(max(values) - min(values) >= 1)
    treatment = TREATMENTS[method]
    parameters = treatment.fit(values, {"exponent": Decimal("0.3")} if method == "box-cox" else {})
    treated = treatment.exact(sorted(values), parameters)
    present = [value for value in treated if value is not None]
    assert present == sorted(present)
    floats = treatment.floats(np.array([float(value) for value in sorted(values)]), parameters)
    np.testing.assert_allclose(floats, np.array(present, dtype=float), rtol=1e-9, atol=1e-11)


# --- aggregation


@st.composite
def cases(draw: Any) -> tuple[Aggregation, list[list[Decimal]], list[Fraction], dict[str, Decimal]]:
    aggregation = AGGREGATIONS[draw(st.sampled_from(sorted(AGGREGATIONS)))]
    parts = draw(st.integers(2, 4))
    rows = draw(st.lists(st.lists(SCORES, min_size=parts, max_size=parts), min_size=2, max_size=5))
    weights = draw(st.lists(WEIGHTS, min_size=parts, max_size=parts))
    options = {
        "generalised-mean": {"power": draw(st.sampled_from([-2, -1, 0, 1, 2, 3]))},
        "benefit-of-the-doubt": {"deviation": "0.5"},
    }.get(aggregation.id, {})
    return aggregation, rows, weights, {name: Decimal(value) for name, value in options.items()}


MEANS = ("arithmetic-mean", "geometric-mean", "harmonic-mean", "generalised-mean", "median")


@FEW
@given(cases())
def test_aggregates_in_decimals_and_floats_agree(case: Any) -> None:
    aggregation, rows, weights, options = case
    exact = aggregation.exact(rows, weights, options)
    floats = aggregation.floats(np.array(rows, dtype=float), weights, options)
    np.testing.assert_allclose(floats, np.array(exact, dtype=float), rtol=1e-9, atol=1e-9)
    if not aggregation.set_wide:
        np.testing.assert_allclose(floats, np.array(exact, dtype=float), rtol=1e-12, atol=1e-12)
        parts = tuple(Symbol("score", str(n)) for n in range(len(weights)))
        formula = aggregation.expression(parts, weights, options)
        value = evaluate(formula, dict(zip(parts, rows[0], strict=True)))
        assert abs(value - exact[0]) <= CLOSE


@FEW
@given(cases(), st.randoms(use_true_random=False))
def test_the_order_of_parts_and_the_size_of_weights_do_not_count(case: Any, shuffler: Any) -> None:
    aggregation, rows, weights, options = case
    order = list(range(len(weights)))
    shuffler.shuffle(order)
    moved = [[row[n] for n in order] for row in rows]
    scaled = [weights[n] * Fraction(7, 3) for n in order]
    before = aggregation.exact(rows, weights, options)
    after = aggregation.exact(moved, scaled, options)
    assert all(abs(a - b) <= CLOSE for a, b in zip(before, after, strict=True))


@FEW
@given(cases())
def test_means_lie_between_their_parts_and_scale_with_them(case: Any) -> None:
    aggregation, rows, weights, options = case
    assume(aggregation.id in MEANS)
    scores = aggregation.exact(rows, weights, options)
    doubled = aggregation.exact([[2 * part for part in row] for row in rows], weights, options)
    for row, score, double in zip(rows, scores, doubled, strict=True):
        assert min(row) - CLOSE <= score <= max(row) + CLOSE
        assert abs(double - 2 * score) <= CLOSE * 100


@FEW
@given(cases(), st.decimals(min_value=0, max_value=50, places=1), st.integers(0, 3))
def test_a_better_part_never_lowers_a_score(case: Any, gain: Decimal, part: int) -> None:
    aggregation, rows, weights, options = case
    # With the penalty of Mazziotta and Pareto a gain that unbalances a profile may cost; in
    # benefit of the doubt a better economy binds itself and everybody.
    assume(aggregation.monotone or aggregation.counts)
    part %= len(weights)
    better = [list(row) for row in rows]
    better[0][part] += gain
    before = aggregation.exact(rows, weights, options)[0]
    after = aggregation.exact(better, weights, options)[0]
    assert after >= before - CLOSE


@FEW
@given(st.lists(st.lists(SCORES, min_size=3, max_size=3), min_size=1, max_size=3),
       st.lists(WEIGHTS, min_size=3, max_size=3))  # fmt: skip
def test_means_stand_in_their_order(rows: list[list[Decimal]], weights: list[Fraction]) -> None:
    names = ("harmonic-mean", "geometric-mean", "arithmetic-mean")
    harmonic, geometric, arithmetic = (AGGREGATIONS[n].exact(rows, weights) for n in names)
    squares = AGGREGATIONS["generalised-mean"].exact(rows, weights, {"power": Decimal(2)})
    penalised = AGGREGATIONS["mazziotta-pareto"].exact(rows, weights)
    for h, g, a, q, p in zip(harmonic, geometric, arithmetic, squares, penalised, strict=True):
        assert h is not None
        assert g is not None
        assert a is not None
        assert q is not None
        assert p is not None
        assert h <= g + CLOSE
        assert g <= a + CLOSE
        assert a <= q + CLOSE
        assert p <= a + CLOSE


@FEW
@given(cases())
def test_copeland_scores_sum_to_nothing_and_doubts_benefit_everybody(case: Any) -> None:
    _, rows, weights, _ = case
    copeland = AGGREGATIONS["copeland"].exact(rows, weights)
    assert sum(copeland) == 0
    wide = {"deviation": Decimal("0.9")}
    narrow = {"deviation": Decimal("0.2")}
    method = AGGREGATIONS["benefit-of-the-doubt"]
    freer, tighter = method.exact(rows, weights, wide), method.exact(rows, weights, narrow)
    for high, low in zip(freer, tighter, strict=True):
        assert 0 < low <= high + CLOSE
        assert high <= 1 + CLOSE


@FEW
@given(st.decimals(min_value=0, max_value=100, places=3))
def test_re_scaled_scores_keep_their_place(score: Decimal) -> None:
    assert rescale(score) == 1 + score * 99 / 100
    back = rescale(rescale(score), (Decimal(1), Decimal(100)), (Decimal(0), Decimal(100)))
    assert abs(back - score) <= CLOSE
