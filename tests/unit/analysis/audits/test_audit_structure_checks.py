"""Correlation, importance and added value of small tables, against plain computations."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from ictindex.analysis.audits import audit_structure_checks as checks
from ictindex.analysis.audits.audit_inputs import AuditInputs
from ictindex.analysis.audits.audit_thresholds import Thresholds
from ictindex.analysis.tables.hierarchy import read_hierarchy

LIMITS = Thresholds()
TABLE = pd.DataFrame(
    {
        "code": ["a", "b", "c", "d", "x", "y"],
        "parent": ["x", "x", "y", "y", "i", "i"],
        "weight": [1, 3, 1, 1, 2, 1],
    }
)
TREE = read_hierarchy(TABLE)
GENERATOR = np.random.default_rng(9)
LEAVES = pd.DataFrame(GENERATOR.normal(size=(50, 4)), columns=list("abcd"))
SCORES = LEAVES.assign(x=(LEAVES.a + 3 * LEAVES.b) / 4, y=(LEAVES.c + LEAVES.d) / 2)
SCORES = SCORES.assign(i=(2 * SCORES.x + SCORES.y) / 3)


def inputs(scores: pd.DataFrame = SCORES, ranks: pd.DataFrame | None = None) -> AuditInputs:
    return AuditInputs(TREE, scores, None, None, None, None, None, ranks)


def test_pairs_are_named_by_where_both_stand() -> None:
    frame = checks.correlate_scores(inputs(), LIMITS).set_index(["first", "second"])
    assert frame.loc[("a", "b"), "relation"] == "within-group"
    assert frame.loc[("a", "c"), "relation"] == "between-groups"
    assert frame.loc[("a", "x"), "relation"] == "with-own-group"
    assert frame.loc[("a", "y"), "relation"] == "with-other-group"
    assert frame.loc[("x", "y"), "relation"] == "sub-indices"
    assert frame.loc[("x", "i"), "relation"] == "with-index"
    assert len(frame) == 21
    expected = np.corrcoef(SCORES.a, SCORES.i)[0, 1]
    assert frame.loc[("a", "i"), "correlation"] == pytest.approx(expected)


def test_fit_is_with_the_weighted_rest_of_the_group() -> None:
    pairs = checks.correlate_scores(inputs(), LIMITS)
    frame = checks.check_fit(inputs(), pairs, LIMITS)[0].set_index("indicator")
    assert frame.loc["a", "rest_of_group"] == pytest.approx(np.corrcoef(SCORES.a, SCORES.b)[0, 1])
    assert frame.loc["a", "own_group"] == pytest.approx(np.corrcoef(SCORES.a, SCORES.x)[0, 1])
    assert frame.loc["a", "closest_other"] == "y"


def test_a_part_of_the_wrong_sub_index_is_found() -> None:
    scores = SCORES.assign(a=SCORES.y + 0.01 * GENERATOR.normal(size=50))
    pairs = checks.correlate_scores(inputs(scores), LIMITS)
    frame, lines = checks.check_fit(inputs(scores), pairs, LIMITS)
    assert frame.set_index("indicator")["closer_to_other"].to_dict()["a"]
    line = next(line for line in lines if line.subject == ("a",))
    assert line.reason in ("closer-to-other", "weak")


def test_effective_weights_are_the_shares_of_the_variance() -> None:
    frame = checks.check_importance(inputs(), LIMITS)[0].set_index("code")
    weights = {"a": 1 / 6, "b": 1 / 2, "c": 1 / 6, "d": 1 / 6, "x": 2 / 3, "y": 1 / 3}
    for code, weight in weights.items():
        covariance = np.cov(SCORES[code], SCORES.i)[0, 1]
        expected = weight * covariance / SCORES.i.var()
        assert frame.loc[code, "effective_weight"] == pytest.approx(expected)
        assert frame.loc[code, "weight"] == pytest.approx(weight)
    assert frame.loc[["a", "b"], "weight_among_siblings"].tolist() == [0.25, 0.75]
    assert frame.loc[["a", "b"], "effect_among_siblings"].sum() == pytest.approx(1)


def test_an_index_that_is_no_mean_is_reported_as_none() -> None:
    scores = SCORES.assign(i=np.exp(SCORES.x + SCORES.y))
    frame = checks.check_importance(inputs(scores), LIMITS)[0]
    assert not frame["arithmetic"].any()
    sums = frame.groupby("level")["effective_weight"].sum()
    assert sums.to_numpy() == pytest.approx([1, 1])


def test_added_value_counts_ranks_that_are_far_apart() -> None:
    frame = checks.check_added_value(inputs(), LIMITS)[0].set_index("sub_index")
    ranks = SCORES.rank(ascending=False, method="min")
    far = (ranks.i - ranks.y).abs() >= 10
    assert frame.loc["y", "differing"] == far.sum()
    assert frame.loc["y", "share"] == pytest.approx(far.mean())
    expected = SCORES[["i", "y"]].corr(method="spearman").iloc[0, 1]
    assert frame.loc["y", "spearman"] == pytest.approx(expected)


def test_ranks_that_are_supplied_are_taken() -> None:
    ranks = pd.DataFrame({"i": range(50), "x": range(50), "y": range(10, 60)}, index=SCORES.index)
    frame = checks.check_added_value(inputs(ranks=ranks), LIMITS)[0].set_index("sub_index")
    assert frame["share"].to_dict() == {"x": 0, "y": 1}
    assert frame["ranks"].unique().tolist() == ["given"]


def test_components_of_independent_parts_are_none_beyond_chance() -> None:
    centred = LEAVES - LEAVES.mean()
    uncorrelated = pd.DataFrame(np.linalg.qr(centred.to_numpy())[0], columns=list("abcd"))
    scores = SCORES.assign(**{code: uncorrelated[code] for code in "abcd"})
    components, lines = checks.check_components(inputs(scores), LIMITS, 200, 0)
    assert [group.group for group in components.groups] == ["x", "y", "all"]
    assert {line.reason for line in lines} == {"no-dimension"}


def test_what_does_not_vary_is_not_judged() -> None:
    scores = SCORES.assign(a=1.0)
    lines = checks.check_components(inputs(scores), LIMITS, 20, 0)[1]
    assert (lines[0].verdict, lines[0].reason) == ("not-judged", "no-variation")
    pairs = checks.correlate_scores(inputs(scores), LIMITS)
    fit = checks.check_fit(inputs(scores), pairs, LIMITS)[1]
    assert (fit[0].verdict, fit[0].reason) == ("not-judged", "no-variation")
