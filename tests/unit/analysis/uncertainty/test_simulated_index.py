"""The simulated index against the exact engine, against simulate, and against sums by hand."""

from __future__ import annotations

from dataclasses import replace
from statistics import geometric_mean, harmonic_mean, median
from typing import Any

import numpy as np
import pytest
from robustness_cases import sample_result, small_arrays

import ictindex as ict
from ictindex.analysis.uncertainty.assumptions import Assumptions, build_simulation
from ictindex.analysis.uncertainty.index_arrays import build_index_arrays
from ictindex.analysis.uncertainty.simulated_index import SimulatedIndex, Uniforms
from ictindex.analysis.uncertainty.uncertain_factors import OTHER_AGGREGATIONS
from ictindex.engine.statistics import draws

VALUES = [[10, 20, 30, 40], [50, 60, 70, 80], [0, 100, 0, 100], [90, 5, 5, 10]]


def simulated(**options: object) -> SimulatedIndex:
    result = sample_result()
    arrays = build_index_arrays(result, "idi")
    return build_simulation(result, arrays, Assumptions(**options))  # type: ignore[arg-type]


def drawn(index: SimulatedIndex, count: int = 64) -> object:
    points = draws.sobol_points(index.columns, count.bit_length() - 1, 3, 0)
    return index.draw(points, Uniforms(3, 0, 0, count))


def test_without_a_change_the_scores_are_those_of_the_exact_engine() -> None:
    result, index = sample_result(), simulated(weights=0.25)
    exact = [float(result.unrounded(economy)["idi"]) for economy in index.economies]
    plain = index.plain()
    np.testing.assert_allclose(index.scores(plain)[0], exact, rtol=0, atol=1e-12)
    ranks = [result.rank(economy, "idi") for economy in index.economies]
    assert index.rank(index.scores(plain), plain)[0].tolist() == ranks


def test_drawn_weights_give_what_simulate_gives_with_them() -> None:
    result, index = sample_result(), simulated(weights=0.25)
    settings = drawn(index)
    plan = result.methodology.plan
    rows = [result.economy_position(economy) for economy in index.economies]
    values = [[float(v or 0) for v in result.input_rows.values[row]] for row in rows]
    weights = {branch.id: settings.weights[n] for n, branch in enumerate(plan.branches)}  # type: ignore[attr-defined]
    expected = result.methodology.simulate(values, weights).T
    np.testing.assert_allclose(index.scores(settings), expected, rtol=1e-13)  # type: ignore[arg-type]


def test_a_share_moves_each_weight_within_it_before_it_is_re_scaled() -> None:
    settings = drawn(simulated(weights=0.25), 1024)
    coverage = settings.weights[1]  # type: ignore[attr-defined]
    assert 1.5 < coverage[:, 0].min() < 1.51
    assert 2.49 < coverage[:, 0].max() < 2.5
    assert 2.25 < coverage[:, 1].min() < 2.26


def test_a_dirichlet_has_the_weights_as_its_mean() -> None:
    settings = drawn(simulated(weights={"dirichlet": 4, "nodes": ["network-coverage"]}), 1024)
    assert settings.weights[1].mean(axis=0) == pytest.approx([0.4, 0.6], abs=0.001)  # type: ignore[attr-defined]


def test_means_by_hand() -> None:
    arrays = small_arrays(VALUES)
    means = {
        "geometric-mean": geometric_mean,
        "harmonic-mean": harmonic_mean,
        "median": median,
    }
    assert set(means) <= set(OTHER_AGGREGATIONS)
    for name, mean in means.items():
        index = SimulatedIndex(
            arrays, (), aggregations=(("arithmetic-mean", ()), (name, (0, 1, 2)))
        )
        scores = index.scores(replace(index.plain(), aggregation=np.array([1])))[0]
        for row, score in zip(VALUES, scores, strict=True):
            leaves = [1 + 0.99 * x for x in (row[0], row[1], row[2], 100 - row[3])]
            first, second = mean(leaves[:2]), mean([leaves[2]] * 3 + [leaves[3]])
            assert score == pytest.approx((mean([first, second]) - 1) / 0.99, rel=1e-12)


def test_a_mean_may_change_in_one_node_alone() -> None:
    arrays = small_arrays(VALUES)
    index = SimulatedIndex(
        arrays, (), aggregations=(("arithmetic-mean", ()), ("geometric-mean", (2,)))
    )
    scores = index.scores(replace(index.plain(), aggregation=np.array([1])))[0]
    first, second = 15.0, 0.75 * 30 + 0.25 * 60
    lifted = geometric_mean([1 + 0.99 * first, 1 + 0.99 * second])
    assert scores[0] == pytest.approx((lifted - 1) / 0.99, rel=1e-12)


def test_what_is_left_out_has_no_weight_and_an_empty_pillar_goes_with_it() -> None:
    arrays = small_arrays(VALUES, children=((0,), (2, 3, 1), (4, 5)))
    arrays = replace(arrays, weights=(np.ones(1), np.array([3.0, 1.0, 1.0]), np.ones(2)))
    index = SimulatedIndex(arrays, ())
    out = replace(index.plain(), left_out=np.array([0]))
    assert index.scores(out)[0][0] == pytest.approx((3 * 30 + 60 + 20) / 5)
    out = replace(index.plain(), left_out=np.array([5]))
    assert index.scores(out)[0].tolist() == [10.0, 50.0, 0.0, 90.0]
    ways = (("arithmetic-mean", ()), ("geometric-mean", (0, 1, 2)))
    geometric, other = replace(index, aggregations=ways), np.array([1])
    out = replace(out, left_out=np.array([0]), aggregation=other)
    assert geometric.scores(out)[0][0] == pytest.approx(
        (geometric_mean([30.7] * 3 + [60.4, 20.8]) - 1) / 0.99
    )


def test_other_normalisations_are_fitted_to_the_economies_of_the_run() -> None:
    index = SimulatedIndex(
        small_arrays(VALUES), (), normalisations=("goalposts", "min-max", "z-score", "rank")
    )
    plain = index.plain()
    second = index.normalise(plain, "min-max")
    assert second[0][0] == pytest.approx([100 * 10 / 90, 100 * 50 / 90, 0, 100])
    assert second[3][0] == pytest.approx([100 * 60 / 90, 100 * 20 / 90, 0, 100])
    column = np.array([10.0, 50.0, 0.0, 90.0])
    expected = (column - column.mean()) / column.std(ddof=1)
    assert index.normalise(plain, "z-score")[0][0] == pytest.approx(expected)
    assert index.normalise(plain, "rank")[3][0] == pytest.approx([200 / 3, 100 / 3, 0, 100])


def test_a_supplied_score_is_kept_whatever_is_below_it() -> None:
    supplied = np.full((4, 7), np.nan)
    supplied[0, 4], supplied[1, 2] = 80.0, 12.0
    values = np.array(VALUES, dtype=float)
    values[0, 0], values[1, 2] = np.nan, np.nan
    index = SimulatedIndex(
        small_arrays(values, supplied=supplied),
        (),
        aggregations=(("arithmetic-mean", ()), ("geometric-mean", (0, 1, 2))),
    )
    plain = index.plain()
    second = 0.75 * 30 + 0.25 * 60
    assert index.scores(plain)[0][:2] == pytest.approx(
        [(80 + second) / 2, (55 + 0.75 * 12 + 0.25 * 20) / 2]
    )
    lifted = geometric_mean([30.7] * 3 + [60.4])
    expected = (geometric_mean([80.2, lifted]) - 1) / 0.99
    geometric = index.scores(replace(plain, aggregation=np.array([1])))
    assert geometric[0][0] == pytest.approx(expected)


def test_goalposts_are_moved_before_the_transformation() -> None:
    traffic = "fixed-broadband-traffic"
    index = simulated(goalposts={traffic: {"full": [9_000, 11_000]}})
    settings = drawn(index)
    n = index.arrays.indicators.index(traffic)
    leaf = index.normalise(settings, "goalposts")[n]  # type: ignore[arg-type]
    value, full = index.arrays.values[0, n], settings.full[:, n]  # type: ignore[attr-defined]
    assert leaf[:, 0] == pytest.approx(100 * np.log1p(value) / np.log1p(full))
    assert 9_000 < full.min() < 9_050
    assert 10_950 < full.max() < 11_000


def test_values_stay_within_their_printed_digits_and_estimates_within_the_possible() -> None:
    index = simulated(rounding=True)
    settings = drawn(index)
    users = index.arrays.indicators.index("internet-users")
    row = index.economies.index("BRA")
    cell = settings.values[:, row, users]  # type: ignore[attr-defined]
    assert 80.45 <= cell.min() < 80.46
    assert 80.54 < cell.max() <= 80.55
    index = simulated(estimates={"relative": 0.5, "status": "A"})
    values = drawn(index, 256).values  # type: ignore[attr-defined]
    assert values[:, :, users].max() == 100.0
    bandwidth = values[:, row, index.arrays.indicators.index("fixed-broadband-traffic")]
    nominal = index.arrays.values[row, index.arrays.indicators.index("fixed-broadband-traffic")]
    assert bandwidth.std() == pytest.approx(0.5 * nominal, rel=0.2)


@pytest.mark.parametrize(
    "changes",
    [
        {"normalisation": "min-max", "treatment": "winsorise"},
        {"normalisation": "z-score"},
        {"normalisation": "rank"},
        {"aggregation": "copeland"},
        {"aggregation": {"idi": {"id": "generalised-mean", "power": 2}}},
        {"drop": ["coverage-3g", "mobile-broadband-traffic"]},
    ],
)
def test_a_variant_is_simulated_with_its_own_operations(changes: dict[str, Any]) -> None:
    variant = sample_result().methodology.variant("other", **changes)
    result = ict.compute(variant, ict.sample_data("idi-2024-annex.csv"), edition=2024)
    arrays = build_index_arrays(result, "idi")
    index = build_simulation(result, arrays, Assumptions(weights=0.25))
    plain = index.plain()
    exact = [float(result.unrounded(economy)["idi"]) for economy in index.economies]
    np.testing.assert_allclose(index.scores(plain)[0], exact, rtol=0, atol=1e-11)
    ranks = [result.rank(economy, "idi") for economy in index.economies]
    assert index.rank(index.scores(plain), plain)[0].tolist() == ranks
    assert index.scores(drawn(index)).std(axis=0).max() > 0  # type: ignore[arg-type]


def test_the_choices_of_a_variant_are_next_to_its_own_way() -> None:
    variant = sample_result().methodology.variant(
        "other",
        normalisation="min-max",
        aggregation={"idi": {"id": "generalised-mean", "power": 2}},
    )
    result = ict.compute(variant, ict.sample_data("idi-2024-annex.csv"), edition=2024)
    arrays = build_index_arrays(result, "idi")
    assumed = Assumptions(normalisation=["rank"], aggregation=["arithmetic-mean"])
    index = build_simulation(result, arrays, assumed)
    assert index.normalisations == ("own", "rank")
    assert [name for name, _ in index.aggregations] == ["own", "arithmetic-mean"]
    even = sample_result().methodology.variant("even", normalisation="min-max")
    plain = ict.compute(even, ict.sample_data("idi-2024-annex.csv"), edition=2024)
    scores = index.scores(replace(index.plain(), aggregation=np.array([1])))[0]
    exact = [float(plain.unrounded(economy)["idi"]) for economy in index.economies]
    np.testing.assert_allclose(scores, exact, atol=1e-11)
    with pytest.raises(ict.errors.UsageError) as refused:
        build_simulation(
            result, arrays, Assumptions(goalposts={"internet-users": {"full": [95, 100]}})
        )
    assert refused.value.message("en") == (
        "“Individuals using the Internet” is not scored between goalposts in this methodology. "
        "Leave out its range."
    )


def test_ranks_of_z_scores_tie_on_finer_decimals() -> None:
    index = SimulatedIndex(
        small_arrays(VALUES, decimals=0), (), normalisations=("goalposts", "z-score")
    )
    settings = replace(index.plain(), count=2, normalisation=np.array([0, 1]))
    scores = np.array([[1.2, 1.1, 0.9, 3.0], [1.2, 1.1, 0.9, 3.0]])
    assert index.rank(scores, settings).tolist() == [[2, 2, 2, 1], [2, 3, 4, 1]]


def test_the_lowest_ranks_first_where_the_methodology_says_so() -> None:
    index = SimulatedIndex(small_arrays(VALUES, highest_best=False), ())
    plain = index.plain()
    assert index.rank(np.array([[4.0, 1.0, 2.0, 1.0]]), plain).tolist() == [[4, 1, 3, 1]]


def test_the_order_of_economies_does_not_matter() -> None:
    arrays = small_arrays(VALUES)
    order = [2, 0, 3, 1]
    turned = replace(
        arrays,
        economies=tuple(arrays.economies[n] for n in order),
        values=arrays.values[order],
        supplied=arrays.supplied[order],
    )
    plain = SimulatedIndex(arrays, ()).plain()
    scores = SimulatedIndex(arrays, ()).scores(plain)[0]
    again = SimulatedIndex(turned, ())
    assert again.scores(again.plain())[0].tolist() == scores[order].tolist()


def test_draws_of_a_cell_are_its_own() -> None:
    alone = Uniforms(1, 2, 8, 4).draw_cells("rounding", ["BRA:a"])
    among = Uniforms(1, 2, 0, 16).draw_cells("rounding", ["AFG:a", "BRA:a"])
    assert among[8:12, 1].tolist() == alone[:, 0].tolist()
