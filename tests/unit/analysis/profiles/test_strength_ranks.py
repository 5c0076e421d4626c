"""Strengths and weaknesses against a group and against income."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
import pytest
from small_cases import small_cases

import ictindex as ict
from ictindex.core.errors import CatalogueError, UsageError

LANGUAGES = ("en", "ar", "es", "fr", "ru", "zh")
FRAME = pd.DataFrame(
    {"a": [1, 2, 3], "b": [9, 9, 3], "c": [2, 1, None], "d": [None, 1, 2]},
    index=["BRA", "CHL", "PER"],
)


def test_ranks_share_the_best_and_missing_values_are_left_out() -> None:
    outcome = ict.analysis.strengths(FRAME, "BRA").to_frame("all").set_index("indicator")
    assert outcome["rank"].to_dict() == {"a": 3, "b": 1, "c": 1}
    assert outcome["of"].to_dict() == {"a": 3, "b": 3, "c": 2}
    assert outcome.loc["a", ["value", "group_median", "difference"]].tolist() == [1, 2, -1]


def test_less_is_better_where_stated() -> None:
    outcome = ict.analysis.strengths(FRAME, "BRA", directions={"a": -1}).to_frame("all")
    row = outcome.set_index("indicator").loc["a"]
    assert (row["rank"], row["value"], row["group_median"], row["difference"]) == (1, 1, 2, 1)


def test_lowest_values_can_be_left_out_and_are_named() -> None:
    outcome = ict.analysis.strengths(FRAME, "BRA", count=3, lowest=False)
    assert outcome.lowest_left_out == ("a",)
    assert "a" not in {row.indicator for row in outcome.rows}
    assert "Left out because the economy has the lowest value of its group: a." in outcome.to_text(
        "en"
    )


def test_expected_at_its_income_is_a_line_in_the_logarithm() -> None:
    codes = list(ict.data.economies())[:12]
    income = {code: 1000.0 * 2**k for k, code in enumerate(codes)}
    values = np.array([10 + 3 * math.log(income[c]) for c in codes])
    values[0] += 5
    frame = pd.DataFrame({"a": values, "b": range(12)}, index=codes)
    outcome = ict.analysis.strengths(frame, codes[0], income=income).to_frame("all")
    row = outcome.set_index("indicator").loc["a"]
    slope, intercept = np.polyfit([math.log(income[c]) for c in codes], values, 1)
    expected = intercept + slope * math.log(income[codes[0]])
    assert row["expected"] == pytest.approx(expected)
    assert row["above_expected"] == pytest.approx(values[0] - expected)


def test_ranks_of_a_result_are_reported_as_published_by_nobody() -> None:
    result = ict.compute(ict.methodology("idi", 2024), ict.sample_data("idi-2024-annex.csv"))
    outcome = ict.analysis.strengths(result, "BRA", by="income-group")
    assert "are not published" in outcome.to_text("en")
    assert outcome.to_frame().attrs["ranks"] == "not published"
    assert set(outcome.to_frame()["result_kind"]) == {"exploration"}


@pytest.mark.parametrize("language", LANGUAGES)
def test_it_is_written_in_six_languages(language: str) -> None:
    result = ict.compute(ict.methodology("idi", 2024), ict.sample_data("idi-2024-annex.csv"))
    income = {economy: 1000.0 + 500 * k for k, economy in enumerate(result.economies)}
    page = ict.analysis.strengths(result, "BRA", income=income, lowest=False).to_text(language)
    assert "[benchmarks" not in page
    assert "{" not in page


@small_cases(
    ("options", "message"),
    [
        ({"economy": "KEN"}, "KEN"),
        ({"by": {"CHL": "S"}}, "in no group"),
        ({"directions": {"z": 1}}, "neither 1 nor -1, or belongs to no column"),
        ({"income": {"CHL": 1}}, "no income here"),
        ({"income": {"BRA": 0}}, "not above zero"),
        ({"count": True}, "must be a whole number; it is of the type bool"),
        ({"count": 0}, "must be a whole number from 1 to 1000; it is 0"),
        ({"lowest": 1}, "True or False"),
    ],
)
def test_what_does_not_fit_is_refused(options: dict[str, object], message: str) -> None:
    arguments = {"economy": "BRA"} | options
    with pytest.raises((UsageError, CatalogueError), match=message):
        ict.analysis.strengths(FRAME, arguments.pop("economy"), **arguments)  # type: ignore[arg-type]


def test_only_what_is_above_the_median_is_a_strength() -> None:
    """The best rank of an economy that is below the median everywhere is no strength."""
    frame = pd.DataFrame(
        {"a": [2, 9, 8, 1], "b": [5, 5, 5, 5], "c": [3, 1, 1, 1]},
        index=["BRA", "CHL", "PER", "URY"],
    )
    rows = ict.analysis.strengths(frame, "BRA").rows
    assert [(row.kind, row.indicator, row.difference) for row in rows] == [
        ("strength", "c", 2.0), ("weakness", "a", -3.0),
    ]  # fmt: skip
    page = ict.analysis.strengths(frame[["a", "b"]], "BRA").to_text("en")
    assert "No indicator is above the median of the group." in page
    page = ict.analysis.strengths(frame[["b", "c"]], "BRA").to_text("en")
    assert "No indicator is below the median of the group." in page


def test_no_indicator_is_a_strength_and_a_weakness() -> None:
    frame = pd.DataFrame(
        {"a": [1, 2, 3], "b": [2, 1, 3], "c": [3, 1, 2]}, index=["BRA", "CHL", "PER"]
    )
    rows = ict.analysis.strengths(frame, "BRA", count=5).rows
    assert [(row.kind, row.indicator) for row in rows] == [
        ("strength", "c"), ("weakness", "a"),
    ]  # fmt: skip


def test_ranks_in_a_part_of_an_edition_say_so() -> None:
    annex = ict.sample_data("idi-2024-annex.csv")
    result = ict.compute(ict.methodology("idi", edition=2024), annex)
    page = ict.analysis.strengths(result, "BRA").to_text("en")
    assert "These are 19 of the 170 economies of the edition" in page


def test_a_rank_is_no_count_in_any_language() -> None:
    outcome = ict.analysis.strengths(FRAME, "BRA", count=1)
    row = outcome.rows[0]
    assert f"第 {row.rank} 位（共 {row.of} 个）" in outcome.to_text("zh")
    assert f"{row.rank} of {row.of}" in outcome.to_text("en")
