"""Sensitivity of an index: against SALib and simulate, exact shares, refusals, the page."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from SALib.analyze import sobol
from scipy import integrate
from small_cases import small_cases

import ictindex as ict
from ictindex.analysis.uncertainty.index_outputs import (
    OUTPUTS,
    IndexOutputs,
    PairedDesign,
    group_factors,
)
from ictindex.analysis.uncertainty.result_sensitivity import build_index

WEIGHTS = {"weights": 0.25}


@pytest.fixture(scope="module")
def result() -> ict.Result:
    return ict.compute(ict.methodology("idi", 2024), ict.sample_data("idi-2024-annex.csv"))


@pytest.fixture(scope="module")
def shares_of_variance(result: ict.Result) -> ict.analysis.Sensitivity:
    return ict.analysis.sensitivity(result, WEIGHTS, draws=512)


@pytest.mark.slow
def test_indices_are_those_of_salib_on_scores_of_simulate(
    result: ict.Result, shares_of_variance: ict.analysis.Sensitivity
) -> None:
    index, _ = build_index(result, WEIGHTS, None)
    groups = group_factors(index, "factor")
    design = PairedDesign(IndexOutputs(index, OUTPUTS), groups, 5, 1)
    plan = result.methodology.plan
    branches = {branch.id: [plan.nodes[n] for n in branch.children] for branch in plan.branches}
    nominal = {branch.id: branch.weights for branch in plan.branches}
    names = [group.name for group in groups]

    def score(points: Any) -> Any:
        # Each weight times a number from 0.75 to 1.25; simulate re-scales them itself.
        weights = {
            node: np.stack(
                [
                    nominal[node][n] * (0.75 + 0.5 * points[:, names.index(f"weight:{child}")])
                    for n, child in enumerate(children)
                ],
                axis=1,
            )
            for node, children in branches.items()
            if len(children) > 1
        }
        values = [float(result.inputs("BRA")[key]) for key in plan.indicators]
        return result.methodology.simulate(np.array(values), weights)

    rows = []
    for scrambling in range(16):
        a, b = design.points(scrambling)
        block = [score(a)]
        for i in range(len(names)):
            mixed = a.copy()
            mixed[:, i] = b[:, i]
            block.append(score(mixed))
        rows.append(np.stack([*block, score(b)], axis=1))
    problem = {"num_vars": len(names), "names": names, "bounds": [[0, 1]] * len(names)}
    theirs = sobol.analyze(problem, np.concatenate(rows).ravel(), calc_second_order=False)
    ours = shares_of_variance.to_frame("score", "BRA")
    assert ours["factor"].tolist() == names
    assert ours["first"].to_numpy() == pytest.approx(theirs["S1"], abs=1e-12)
    assert ours["total"].to_numpy() == pytest.approx(theirs["ST"], abs=1e-12)


@pytest.mark.slow
def test_outputs_are_scores_ranks_and_their_mean_shift(
    result: ict.Result, shares_of_variance: ict.analysis.Sensitivity
) -> None:
    kinds = [output.quantity for output in shares_of_variance.outputs]
    assert kinds.count("mean-rank-shift") == 1
    assert kinds.count("score") == kinds.count("rank") == result.ranked
    index, _ = build_index(result, WEIGHTS, None)
    model = IndexOutputs(index, OUTPUTS)
    points = np.full((3, index.columns), 0.5)
    from ictindex.analysis.uncertainty.simulated_index import Uniforms

    drawn = model.compute(points, Uniforms(1, 0, 0, 3))
    # In the middle of all factors the index is the published one.
    position = model.names().index(("score", "BRA"))
    assert drawn[:, position] == pytest.approx(float(result.unrounded("BRA")["idi"]))
    assert drawn[:, 0].tolist() == [0, 0, 0]


def test_a_factor_alone_has_all_of_the_variance(result: ict.Result) -> None:
    single = ict.analysis.sensitivity(
        result, {"goalposts": {"internet-users": {"full": [90, 100]}}}, draws=1024,
        outputs=["score"],
    )  # fmt: skip
    frame = single.to_frame().dropna()
    assert not frame.empty
    assert frame["total"].to_numpy() == pytest.approx(1, abs=0.1)


def test_goalposts_of_two_indicators_have_their_exact_shares(result: ict.Result) -> None:
    # An arithmetic mean is additive in its indicators, whatever each of them does by itself.
    bounds = {"internet-users": (90.0, 100.0), "mobile-phone-ownership": (90.0, 100.0)}
    goalposts = {key: {"full": list(pair)} for key, pair in bounds.items()}
    node = "idi"
    shares_of_variance = ict.analysis.sensitivity(
        result, {"goalposts": goalposts}, draws=16 * 256, outputs=["score"], node=node
    )
    values = result.inputs("ETH")
    parts = {}
    for key, (low, high) in bounds.items():
        weight = float(result.methodology.plan.weight_in_index(key))

        def scored(post: float, key: str = key, weight: float = weight) -> float:
            return weight * 100 * min(float(values[key]) / post, 1)

        mean = integrate.quad(scored, low, high)[0] / (high - low)
        square = integrate.quad(lambda p: scored(p) ** 2, low, high)[0] / (high - low)
        parts[f"goalpost-full:{key}"] = square - mean**2
    frame = shares_of_variance.to_frame("score", "ETH").set_index("factor")
    for key, part in parts.items():
        share = part / sum(parts.values())
        assert frame.loc[key, "first"] == pytest.approx(share, abs=0.01)
        assert frame.loc[key, "total"] == pytest.approx(share, abs=0.01)
    assert frame["variance"].iloc[0] == pytest.approx(sum(parts.values()), rel=0.01)


def test_a_score_that_cannot_vary_is_not_defined(result: ict.Result) -> None:
    # Only ownership below the goalpost moves when it moves: who is at 100 % everywhere does not.
    shares_of_variance = ict.analysis.sensitivity(
        result, {"goalposts": {"mobile-phone-ownership": {"full": [90, 95]}}}, draws=64
    )
    frame = shares_of_variance.to_frame("score")
    still = frame[frame["reason"] == "no-variance"]["economy"]
    full = [
        economy
        for economy in shares_of_variance.to_frame("score")["economy"]
        if float(result.inputs(economy)["mobile-phone-ownership"]) >= 95
    ]
    assert full
    assert set(full) == set(still)
    assert frame[frame["reason"] == "no-variance"][["first", "total"]].isna().all(axis=None)
    assert "not defined" in shares_of_variance.to_text("en")


@pytest.mark.slow
def test_kinds_are_exchanged_together(result: ict.Result) -> None:
    assumed = {"weights": 0.25, "aggregation": ["geometric-mean"], "rounding": True}
    shares_of_variance = ict.analysis.sensitivity(result, assumed, draws=256, by="kind")
    assert shares_of_variance.factors == ("weight-share", "aggregation", "rounding")
    assert shares_of_variance.runs == 256 * 5
    row_of_factor = shares_of_variance.to_frame("score", "BRA").set_index("factor")
    assert (row_of_factor["total"] > 0).all()
    assert row_of_factor.loc["rounding", "total"] < 0.01


@pytest.mark.slow
def test_rounding_alone_explains_all_and_weights_nothing_where_they_do_not_vary(
    result: ict.Result,
) -> None:
    shares_of_variance = ict.analysis.sensitivity(
        result, {"rounding": True}, draws=64, outputs=["score"]
    )
    frame = shares_of_variance.to_frame().dropna()
    assert frame["total"].to_numpy() == pytest.approx(1, abs=0.4)
    assert set(frame["factor"]) == {"rounding"}


@pytest.mark.slow
def test_scores_of_several_normalisations_are_left_out(result: ict.Result) -> None:
    assumed = {"normalisation": ["rank"], "weights": 0.1}
    shares_of_variance = ict.analysis.sensitivity(result, assumed, draws=32)
    assert {output.quantity for output in shares_of_variance.outputs} == {"mean-rank-shift", "rank"}
    assert "no common scale" in shares_of_variance.to_text("en")
    with pytest.raises(ict.errors.UsageError, match="have no common scale, and nothing else"):
        ict.analysis.sensitivity(result, assumed, draws=32, outputs=["score"])


def test_imputations_are_a_factor_of_their_own(result: ict.Result) -> None:
    filled = ict.analysis.impute(result, "median", draws=20)
    shares_of_variance = ict.analysis.sensitivity(
        result, {"weights": 0.1, "imputation": filled}, draws=512, by="kind"
    )
    assert shares_of_variance.factors == ("weight-share", "imputation")
    shares = shares_of_variance.to_frame("score").set_index(["economy", "factor"])["total"]
    touched = {economy for economy, _ in filled.cells}
    for economy, factor in shares.index:
        if factor == "imputation":
            assert (shares[economy, factor] > 0) == (economy in touched)
    assert "Based on imputed values" in shares_of_variance.to_text("en")


@small_cases(
    ("arguments", "words"),
    [
        ({"draws": 100}, "100 draws in 16 scramblings"),
        ({"draws": True}, "draws"),
        ({"by": "week"}, "'week'"),
        ({"outputs": ["colour"]}, "'colour'"),
        ({"outputs": "score"}, "a list of texts"),
        ({"node": "no-node"}, "no-node"),
        ({"seed": -1}, "seed"),
    ],
)
def test_what_does_not_fit_is_refused(
    result: ict.Result, arguments: dict[str, Any], words: str
) -> None:
    with pytest.raises(ict.errors.IctindexError) as caught:
        ict.analysis.sensitivity(result, WEIGHTS, **({"draws": 32} | arguments))
    assert words in str(caught.value)


@pytest.mark.slow
def test_the_same_seed_gives_the_same_shares(
    result: ict.Result, shares_of_variance: ict.analysis.Sensitivity
) -> None:
    again = ict.analysis.sensitivity(result, WEIGHTS, draws=512)
    assert np.array_equal(again.shares.total, shares_of_variance.shares.total, equal_nan=True)
    other = ict.analysis.sensitivity(result, WEIGHTS, draws=512, seed=2)
    assert not np.array_equal(other.shares.total, shares_of_variance.shares.total, equal_nan=True)


@pytest.mark.parametrize("language", ["en", "ar", "es", "fr", "ru", "zh"])
def test_the_page_names_factors_and_assumptions_in_every_language(
    shares_of_variance: ict.analysis.Sensitivity, language: str
) -> None:
    page = shares_of_variance.to_text(language)
    assert "[sensitivity" not in page
    assert "[robustness" not in page
    assert "weight:" not in page
    assert "{" not in page
    frame = shares_of_variance.to_frame()
    assert frame.attrs["ranks_published"] == "false"
    assert frame.attrs["seed"] == 1


def test_the_views_of_one_economy_are_its_rows(
    shares_of_variance: ict.analysis.Sensitivity,
) -> None:
    for view in (shares_of_variance.largest, shares_of_variance.interactions):
        own, all_rows = view("score", economy="BRA"), view("score")
        wanted = all_rows[all_rows["economy"] == "BRA"].reset_index(drop=True)
        assert 0 < len(own) < len(all_rows)
        assert own.to_dict("list") == wanted.to_dict("list")
