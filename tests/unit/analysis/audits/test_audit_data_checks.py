"""Coverage, distribution and ceiling of small tables, by hand."""

from __future__ import annotations

import numpy as np
import pandas as pd

from ictindex.analysis.audits import audit_data_checks as checks
from ictindex.analysis.audits.audit_inputs import AuditInputs
from ictindex.analysis.audits.audit_thresholds import Thresholds
from ictindex.analysis.tables.hierarchy import read_hierarchy

TREE = read_hierarchy({"a": "i", "b": "i"})
LIMITS = Thresholds()


def inputs(
    scores: pd.DataFrame, values: pd.DataFrame | None = None, full: float | None = 100
) -> AuditInputs:
    return AuditInputs(TREE, scores, values, None, None, None, full, None)


def table(a: list[float], b: list[float]) -> pd.DataFrame:
    frame = pd.DataFrame({"a": a, "b": b}, index=[f"E{n}" for n in range(len(a))], dtype=float)
    return frame.assign(i=frame.mean(axis=1, skipna=False))


def test_coverage_counts_and_judges_each_indicator() -> None:
    scores = table([1, 2, 3, 4, 5], [1, 2, 3, np.nan, np.nan])
    frame, lines = checks.check_coverage(inputs(scores), LIMITS)
    assert frame["available"].tolist() == [5, 3]
    assert [line.verdict for line in lines] == ["passes", "look-at"]
    assert frame["official"].isna().all()
    few = checks.check_economies(inputs(scores), LIMITS)[0]
    assert (few.verdict, few.reason, few.facts["names"].codes) == (  # type: ignore[union-attr]
        "look-at", "economies-with-gaps", ["E3", "E4"],
    )  # fmt: skip


def test_extreme_values_are_named_until_the_rule_is_met() -> None:
    scores = table([*range(20), 400], [*range(21)])
    frame, extremes, lines = checks.check_distribution(inputs(scores), LIMITS)
    assert extremes[["indicator", "economy", "side"]].to_numpy().tolist() == [["a", "E20", "high"]]
    assert [(line.verdict, line.reason) for line in lines] == [
        ("look-at", "outliers"), ("passes", "usual-distribution"),
    ]  # fmt: skip
    assert frame["outliers"].tolist() == [True, False]


def test_a_transformation_may_take_a_tail_back_or_make_one() -> None:
    values = table([float(2.0**n) for n in range(21)], [float(n) for n in range(1, 22)])
    scores = values.assign(a=np.log(values.a), b=np.where(values.b == 1, -400.0, values.b))
    frame, extremes, lines = checks.check_distribution(inputs(scores, values), LIMITS)
    assert [line.reason for line in lines] == ["transformed", "score-heavy"]
    assert [line.verdict for line in lines] == ["passes", "look-at"]
    named = extremes[extremes["indicator"] == "b"]
    assert named[["economy", "of", "side"]].to_numpy().tolist() == [["E0", "scores", "low"]]
    assert frame["score_outliers"].tolist() == [False, True]


def test_few_values_are_not_judged() -> None:
    scores = table([1, 2, 3, 900], [1, 2, 3, 4])
    lines = checks.check_distribution(inputs(scores), LIMITS)[2]
    assert {(line.verdict, line.reason) for line in lines} == {("not-judged", "too-few-values")}


def test_the_ceiling_has_two_bases() -> None:
    scores = table([100, 100, 50, 60, 100], [1, 0, 3, 4, np.nan])
    frame, lines = checks.check_ceiling(inputs(scores), LIMITS)
    rows = frame.set_index(["indicator", "base"])
    assert rows.loc[("a", "with-index"), ["economies", "at_full", "share"]].tolist() == [4, 2, 0.5]
    assert rows.loc[("a", "with-value"), ["economies", "at_full", "share"]].tolist() == [5, 3, 0.6]
    assert rows.loc[("a", "with-value"), "at_full_economies"] == "E0;E1;E4"
    assert rows.loc[("b", "with-index"), "at_zero"] == 1
    assert [line.verdict for line in lines] == ["look-at", "passes"]


def test_without_a_full_score_the_ceiling_is_not_judged() -> None:
    frame, lines = checks.check_ceiling(inputs(table([1, 2], [3, 4]), full=None), LIMITS)
    assert frame.empty
    assert {line.verdict for line in lines} == {"not-judged"}
