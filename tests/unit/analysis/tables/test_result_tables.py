"""Tables of scores and ranks, by hand."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pandas as pd
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

import ictindex as ict
from ictindex.core.errors import UsageError

TREE = {"a": "i", "b": "i"}
SCORES = pd.DataFrame(
    {"a": [1.0, 4, 2, 2], "b": [3.0, 1, np.nan, 2], "i": [2.0, 2.5, np.nan, 2.0]},
    index=["AAA", "BBB", "CCC", "DDD"],
)


def test_the_best_is_first_and_equal_scores_share_a_rank() -> None:
    table = ict.analysis.score_table(SCORES, TREE)
    assert table.index.tolist() == ["BBB", "AAA", "DDD", "CCC"]
    assert table["rank"].tolist()[:3] == [1, 2, 2]
    assert np.isnan(table.loc["CCC", "rank"])


def test_ranks_of_all_codes_and_within_groups() -> None:
    table = ict.analysis.score_table(SCORES, TREE, kind="all", show="ranks")
    assert table.columns.tolist() == ["i", "a", "b"]
    assert table["a"].to_dict() == {"BBB": 1, "AAA": 4, "DDD": 2, "CCC": 2}
    groups = {"AAA": "u", "BBB": "v", "CCC": "u", "DDD": "v"}
    within = ict.analysis.score_table(SCORES, TREE, show="group-ranks", by=groups)
    assert within["i"].to_dict()["AAA"] == 1
    assert within["i"].to_dict()["DDD"] == 2
    assert within["group"].tolist() == ["u", "u", "v", "v"]


def test_another_code_may_order_the_table() -> None:
    table = ict.analysis.score_table(SCORES, TREE, kind="index", order_by="b", decimals=0)
    assert table.index.tolist() == ["AAA", "DDD", "BBB", "CCC"]
    assert table.columns.tolist() == ["rank", "i"]


def test_one_economy_is_summed_up_from_the_top() -> None:
    summary = ict.analysis.economy_summary(SCORES, "DDD", TREE)
    assert summary["code"].tolist() == ["i", "a", "b"]
    assert summary["rank"].tolist() == [2, 2, 2]
    assert summary["count"].tolist() == [3, 4, 3]
    only = ict.analysis.economy_summary(SCORES, "DDD", TREE, levels=[1])
    assert only["code"].tolist() == ["a", "b"]


def test_what_does_not_fit_is_refused() -> None:
    with pytest.raises(UsageError) as refusal:
        ict.analysis.score_table(SCORES, TREE, show="group-ranks")
    assert str(refusal.value) == (
        "Ranks within groups need the group of each economy. "
        "Give `by`, a mapping of economies to groups."
    )
    with pytest.raises(UsageError) as refusal:
        ict.analysis.economy_summary(SCORES, "BRA", TREE)
    assert str(refusal.value).startswith("The table has no economy 'BRA'.")
    with pytest.raises(UsageError) as refusal:
        ict.analysis.score_table(SCORES)
    assert str(refusal.value).startswith("This needs the structure of the index")


def test_decimals_are_of_what_is_shown_and_move_no_rank() -> None:
    near = pd.DataFrame({"a": [1.04, 1.01], "b": [1.0, 2.0], "i": [2.04, 2.01]}, ["AAA", "BBB"])
    shown = ict.analysis.score_table(near, TREE, decimals=1)
    assert shown["i"].tolist() == [2.0, 2.0]
    assert shown["rank"].tolist() == [1, 2]
    ranks = ict.analysis.score_table(near, TREE, show="ranks", decimals=1)
    assert ranks["i"].tolist() == [1, 2]
    groups = dict.fromkeys(near.index, "u")
    within = ict.analysis.score_table(near, TREE, show="group-ranks", by=groups, decimals=1)
    assert within["i"].tolist() == [1, 2]


def test_who_is_in_no_group_is_ranked_in_none() -> None:
    table = ict.analysis.score_table(
        SCORES, TREE, kind="all", show="group-ranks", by={"AAA": "u", "BBB": "u"}
    )
    assert table.index.tolist()[:2] == ["BBB", "AAA"]
    assert table["i"].tolist()[:2] == [1, 2]
    assert table.loc[["CCC", "DDD"], ["i", "a", "b"]].isna().all(axis=None)


def test_sums_in_another_order_are_equal_scores() -> None:
    # 0.1 + 0.2 + 0.3 is 0.6000000000000001 from the left, and 0.6 from the right.
    near = pd.DataFrame({"i": [0.1 + 0.2 + 0.3, 0.3 + 0.2 + 0.1, 0.5]}, index=["A", "B", "C"])
    near["a"] = near["b"] = near["i"]
    assert near.loc["A", "i"] != near.loc["B", "i"]
    table = ict.analysis.score_table(near, TREE)
    assert table["rank"].to_dict() == {"A": 1, "B": 1, "C": 3}
    groups = {"A": "u", "B": "u", "C": "u"}
    within = ict.analysis.score_table(near, TREE, show="group-ranks", by=groups)
    assert within["i"].to_dict() == {"A": 1, "B": 1, "C": 3}
    assert ict.analysis.economy_summary(near, "B", TREE)["rank"].tolist() == [1, 1, 1]


PARTS = st.lists(st.integers(1, 10_000), min_size=2, max_size=7)


@pytest.mark.slow  # quick: the ranks of floats against exact fractions, below
@settings(max_examples=40)
@given(st.data(), PARTS)
@example(None, [1, 2, 3])
def test_permuted_parts_have_the_same_score_and_the_same_rank(
    draw: st.DataObject | None, parts: list[int]
) -> None:
    other = parts[::-1] if draw is None else draw.draw(st.permutations(parts))
    names = [f"p{n}" for n in range(len(parts))]
    cells = [[part / 10 for part in row] for row in (parts, other, [p + 1 for p in parts])]
    frame = pd.DataFrame(cells, index=["A", "B", "C"], columns=names)
    for method in ("arithmetic-mean", "geometric-mean", "harmonic-mean", "mazziotta-pareto"):
        scores = ict.analysis.aggregate(frame, method=method)
        assert scores.loc["A", "score"] == scores.loc["B", "score"], method
        table = ict.analysis.score_table(frame.join(scores), dict.fromkeys(names, "score"))
        assert table.loc["A", "rank"] == table.loc["B", "rank"], method
    # Each part keeps its weight when both move.
    weights = dict(zip(names, range(1, len(parts) + 1), strict=True))
    own = ict.analysis.aggregate(frame, weights=weights)["score"]
    turned = ict.analysis.aggregate(frame[names[::-1]], weights=weights)["score"]
    assert own.tolist() == turned.tolist()


@pytest.mark.slow
@given(st.lists(st.fractions(-50, 50, max_denominator=60), min_size=1, max_size=12))
def test_ranks_of_floats_are_those_of_exact_fractions(numbers: list[Fraction]) -> None:
    # Each number is a sum of three floats: their exact sums decide the ranks.
    third = Fraction(1, 3)
    floats = [
        float(n * third) + float(n * third) + (float(n) - 2 * float(n * third)) for n in numbers
    ]
    frame = pd.DataFrame({"i": floats})
    frame["a"] = frame["b"] = frame["i"]
    ours = ict.analysis.score_table(frame, TREE)["rank"].sort_index().tolist()
    assert ours == [1 + sum(other > own for other in numbers) for own in numbers]


def test_near_but_different_numbers_are_ranked_apart() -> None:
    values = [1.0, 1 + 1e-8, 2e6, 2e6 + 1e-4]
    frame = pd.DataFrame({"i": values, "a": values, "b": values})
    ranks = ict.analysis.score_table(frame, TREE)["rank"].sort_index().tolist()
    assert ranks == [4, 3, 2, 1]
