"""Frontiers: the best of each group, and benefit of the doubt."""

from __future__ import annotations

import pandas as pd
import pytest
from languages_in_turn import each_language
from scipy import optimize
from small_cases import small_cases

import ictindex as ict
from ictindex.core.errors import UsageError

LANGUAGES = ("en", "ar", "es", "fr", "ru", "zh")
FRAME = pd.DataFrame(
    {"a": [80, 40, 20, 70], "b": [40, 80, 20, 70]}, index=["BRA", "CHL", "PER", "ARG"]
)


@pytest.fixture(scope="module")
def result() -> ict.Result:
    return ict.compute(ict.methodology("idi", 2024), ict.sample_data("idi-2024-annex.csv"))


@pytest.mark.slow
def test_the_best_of_each_group_at_each_level(result: ict.Result) -> None:
    outcome = ict.analysis.frontier(result, by="income-group")
    groups = ict.data.groups("income-group", "idi-2024").groups
    scores = result.exact[list(result.nodes)].astype(float)
    scores = scores[scores["idi"].notna()]
    assert {row.node for row in outcome.best} == set(result.nodes)
    for row in outcome.best:
        inside = scores if row.group == "all" else scores[scores.index.isin(groups[row.group])]
        column = inside[row.node].dropna()
        assert row.best == column.max()
        assert set(row.economies) == set(column[column == column.max()].index)
        assert row.median_gap == pytest.approx(column.max() - column.median())
    assert len(outcome.left_out) == 5


def test_economies_stand_at_their_distance_to_the_best(result: ict.Result) -> None:
    frame = ict.analysis.frontier(result, by="income-group").to_frame().set_index("economy")
    assert frame["gap"].min() == 0
    assert (frame["gap_to_group"] <= frame["gap"]).all()
    assert frame.loc["BRA", "gap"] == pytest.approx(
        frame.loc["KWT", "score"] - frame.loc["BRA", "score"]
    )


def test_benefit_of_the_doubt_is_a_linear_programme_with_limits() -> None:
    outcome = ict.analysis.frontier(FRAME, method="benefit-of-the-doubt", upper_share=0.7)
    scores = (1 + 99 * FRAME / 80).to_numpy()
    for row in outcome.rows:
        own = scores[list(FRAME.index).index(row.economy)]
        limits = [[(k == j) * own[j] - 0.7 * own[j] for j in range(2)] for k in range(2)]
        best = optimize.linprog(
            -own, A_ub=[*scores.tolist(), *limits], b_ub=[1, 1, 1, 1, 0, 0], method="highs"
        )
        assert row.score == pytest.approx(-best.fun, rel=1e-9)


def test_references_are_on_the_frontier_and_keep_others_below() -> None:
    outcome = ict.analysis.frontier(FRAME, method="benefit-of-the-doubt", upper_share=0.9)
    scores = {row.economy: row.score for row in outcome.rows}
    behind = [row for row in outcome.rows if row.score < 1 - 1e-9]
    assert [row.economy for row in behind] == ["PER"]
    for row in behind:
        assert row.references
        assert all(scores[other] == pytest.approx(1) for other in row.references)


def test_one_who_is_behind_in_everything_is_never_on_the_frontier() -> None:
    for upper in (0.6, 0.8, 0.95):
        outcome = ict.analysis.frontier(FRAME, method="benefit-of-the-doubt", upper_share=upper)
        scores = {row.economy: row.score for row in outcome.rows}
        assert scores["PER"] < min(scores["BRA"], scores["CHL"], scores["ARG"])
        assert all(0 < score <= 1 + 1e-9 for score in scores.values())


def test_looser_limits_never_lower_a_score() -> None:
    tight = ict.analysis.frontier(FRAME, method="benefit-of-the-doubt", upper_share=0.6)
    loose = ict.analysis.frontier(FRAME, method="benefit-of-the-doubt", upper_share=0.9)
    before = {row.economy: row.score for row in tight.rows}
    assert all(row.score >= before[row.economy] - 1e-9 for row in loose.rows)


def test_parts_of_a_result_are_those_of_its_index(result: ict.Result) -> None:
    outcome = ict.analysis.frontier(result, method="benefit-of-the-doubt", lower_share=0.3)
    assert [name for name, _, _ in outcome.limits] == [
        "universal-connectivity", "meaningful-connectivity"
    ]  # fmt: skip
    assert outcome.rows[0].score == pytest.approx(1)


@each_language("en", "ar")
def test_it_is_written_in_six_languages(result: ict.Result, language: str) -> None:
    for options in ({"by": "income-group"}, {"method": "benefit-of-the-doubt", "lower_share": 0.3}):
        page = ict.analysis.frontier(result, **options).to_text(language)  # type: ignore[arg-type]
        assert "[benchmarks" not in page
        assert "{" not in page


@small_cases(
    ("options", "message"),
    [
        ({"method": "dea"}, "not a method of a frontier"),
        ({"method": "benefit-of-the-doubt"}, "limits"),
        ({"method": "benefit-of-the-doubt", "upper_share": 1}, "limits"),
        ({"method": "benefit-of-the-doubt", "upper_share": 0.3}, "limits"),
        (
            {"method": "benefit-of-the-doubt", "upper_share": 0.8, "by": {"BRA": "S"}},
            "one frontier",
        ),
        ({"upper_share": 0.8}, "apply only to benefit of the doubt"),
        ({"method": "benefit-of-the-doubt", "upper_share": 0.8, "parts": ["z"]}, "z"),
    ],
)
def test_what_does_not_fit_is_refused(options: dict[str, object], message: str) -> None:
    with pytest.raises(UsageError, match=message):
        ict.analysis.frontier(FRAME, **options)  # type: ignore[arg-type]
