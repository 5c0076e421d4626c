"""Plans of the lab: fitted to a set, frozen, exact and in float64 alike."""

from __future__ import annotations

import pickle
from decimal import Decimal

import pandas as pd
import pytest
from small_cases import small_cases

import ictindex as ict
from ictindex import engine
from ictindex.definitions.documents import Operation
from ictindex.engine.lab_plan import read_rule

IDI = ict.methodology("idi", edition=2024)
RESULT = ict.compute(IDI, ict.sample_data("idi-2024-annex.csv"))
COMPLETE = [e for e in RESULT.economies if len(RESULT.inputs(e)) == 10]
VALUES = pd.DataFrame({e: {k: float(v) for k, v in RESULT.inputs(e).items()} for e in COMPLETE}).T[
    list(IDI.indicators)
]
OPERATIONS = {
    "min-max": {"normalisation": "min-max"},
    "z-score": {"normalisation": {"id": "z-score", "mean": 100, "deviation": 10}},
    "rank": {"normalisation": "rank"},
    "percentile": {"normalisation": "percentile"},
    "distance": {"normalisation": "distance-to-maximum"},
    "fraction": {"normalisation": "fraction-of-maximum", "transformation": {}},
    "rule": {"normalisation": "min-max", "treatment": "rule"},
    "winsorised": {"treatment": {"id": "winsorise", "high-points": 2}},
    "box-cox": {"normalisation": "min-max", "treatment": {
        "fixed-broadband-traffic": "box-cox"}},
    "geometric": {"aggregation": "geometric-mean"},
    "harmonic": {"aggregation": {"idi": "harmonic-mean"}},
    "generalised": {"aggregation": {"id": "generalised-mean", "power": "0.5"}},
    "median": {"aggregation": "median"},
    "penalty": {"normalisation": "mazziotta-pareto", "aggregation": "mazziotta-pareto"},
}  # fmt: skip


@pytest.mark.parametrize("name", OPERATIONS)
def test_float64_and_decimals_agree(name: str) -> None:
    variant = IDI.variant(name, **OPERATIONS[name])
    result = ict.compute(variant, ict.sample_data("idi-2024-annex.csv"))
    simulated = result.methodology.simulate(VALUES, nodes=True)
    for economy in COMPLETE:
        for node in ("idi", "meaningful-connectivity", "fixed-broadband-traffic"):
            exact = float(result.unrounded(economy)[node])
            assert simulated.loc[economy, node] == pytest.approx(exact, rel=1e-9, abs=1e-9), node


@pytest.mark.slow
@small_cases("name", OPERATIONS)
def test_a_frozen_plan_gives_the_scores_of_the_set_it_is_from(name: str) -> None:
    """Constants fitted to a set score each of its economies by itself as they did in the set."""
    variant = IDI.variant(name, **OPERATIONS[name])
    result = ict.compute(variant, ict.sample_data("idi-2024-annex.csv"))
    for economy in COMPLETE[:4]:
        alone = result.methodology.score(result.inputs(economy))
        assert dict(alone.unrounded_nodes) == result.unrounded(economy)
        assert "idi-2024" not in alone.to_dict()["methodology"]


def test_draws_of_weights_go_through_other_aggregations() -> None:
    variant = IDI.variant("geometric", aggregation="geometric-mean")
    draws = {"idi": [[1, 1], [3, 1]], "universal-connectivity": [[1, 1, 1], [1, 2, 3]]}
    drawn = variant.simulate(VALUES, draws)
    assert drawn.shape == (len(COMPLETE), 2)
    other = variant.variant("second", weights={
        "idi": {"universal-connectivity": 3, "meaningful-connectivity": 1},
        "universal-connectivity": {"internet-users": 1, "households-internet": 2,
                                   "mobile-broadband-subscriptions": 3},
    })  # fmt: skip
    assert drawn[1].to_numpy() == pytest.approx(other.simulate(VALUES).to_numpy(), rel=1e-12)
    assert drawn[0].to_numpy() == pytest.approx(variant.simulate(VALUES).to_numpy(), rel=1e-12)


def test_plans_travel_between_processes() -> None:
    variant = IDI.variant("rule", **OPERATIONS["rule"])
    fitted = ict.compute(variant, ict.sample_data("idi-2024-annex.csv")).methodology
    again = pickle.loads(pickle.dumps(fitted))  # noqa: S301
    assert again == fitted and again.plan.nodes == fitted.plan.nodes
    assert isinstance(again.plan, engine.LabPlan) and again.plan.is_fitted


def test_a_published_plan_stays_what_it_is() -> None:
    assert type(IDI.plan) is engine.Plan
    assert type(IDI.variant("w", goalposts={"internet-users": (0, 90)}).plan) is engine.Plan
    assert IDI.plan.is_additive("internet-users") and IDI.plan.leaves[0].has_goalposts


def test_what_knows_goalposts_and_means_alone_refuses_other_operations() -> None:
    from ictindex.engine import float_scores

    plan = IDI.variant("g", aggregation="geometric-mean").plan
    row = tuple(RESULT.inputs("BRA").values())
    for call in (
        lambda: engine.score_rows(plan, [row]),
        lambda: float_scores.score_floats(plan, VALUES.to_numpy()),
    ):
        with pytest.raises(ict.errors.UsageError) as caught:
            call()
        assert str(caught.value).startswith(
            "This is computed by goalposts and weighted means alone, and the methodology has other"
        )
    leaf = IDI.variant("z", normalisation="z-score").plan.leaves[0]
    assert leaf.zero.is_nan() and leaf.full.is_nan() and not leaf.has_goalposts


def test_the_rule_of_a_treatment_is_read() -> None:
    rule = read_rule(Operation(id="rule", options=(
        ("most", Decimal(3)), ("skewness", Decimal("1.5")), ("then", "none"),
    )))  # fmt: skip
    assert (rule.most, rule.skewness, rule.kurtosis, rule.then) == (3, Decimal("1.5"),
                                                                  Decimal("3.5"), None)  # fmt: skip
