"""Inequality between economies: what is measured, and what is reported of a score."""

from __future__ import annotations

import math

import pandas as pd
import pytest
from small_cases import small_cases

import ictindex as ict
from ictindex.core.errors import UsageError

LANGUAGES = ("en", "ar", "es", "fr", "ru", "zh")
USERS = {"BRA": 1, "CHL": 3, "KEN": 2, "UGA": 6}
GROUPS = {"BRA": "A", "CHL": "A", "KEN": "B", "UGA": "B"}


def measures(**options: object) -> dict[str, float]:
    outcome = ict.analysis.inequality(USERS, **options)  # type: ignore[arg-type]
    return outcome.to_frame().set_index("measure")["value"].to_dict()


def test_measures_by_hand() -> None:
    outcome = measures()
    # Gaps of the six pairs: 2 + 1 + 5 + 1 + 3 + 4 = 16; 2 x 16 / (4 x 4 x 2 x 3).
    assert outcome["gini"] == pytest.approx(32 / 96)
    shares = [1 / 12, 3 / 12, 2 / 12, 6 / 12]
    assert outcome["theil-t"] == pytest.approx(sum(s * math.log(4 * s) for s in shares))
    assert outcome["theil-l"] == pytest.approx(sum(-math.log(4 * s) for s in shares) / 4)
    assert outcome["atkinson-1"] == pytest.approx(1 - 36**0.25 / 3)
    assert outcome["atkinson-2"] == pytest.approx(1 - 4 / (1 + 1 / 3 + 1 / 2 + 1 / 6) / 3)


def test_the_split_adds_up_and_the_groups_are_shown() -> None:
    outcome = ict.analysis.inequality(USERS, by=GROUPS)
    split = outcome.to_frame("splits").set_index("measure").loc["theil-t"]
    assert split["within"] + split["between"] == pytest.approx(split["total"])
    # Means 2 and 4 of a mean of 3.
    between = (2 / 3 * math.log(2 / 3) + 4 / 3 * math.log(4 / 3)) / 2
    assert split["between"] == pytest.approx(between)
    groups = outcome.to_frame("groups").set_index("group")
    assert groups["mean"].to_dict() == {"A": 2, "B": 4}
    assert groups["share_of_weight"].tolist() == [0.5, 0.5]


def test_economies_in_no_group_are_named_and_stay_in_the_measures() -> None:
    outcome = ict.analysis.inequality(USERS, by={"BRA": "A", "CHL": "A", "KEN": "B"})
    assert outcome.ungrouped == ("UGA",)
    assert "In no group and therefore not in the decomposition: Uganda." in outcome.to_text("en")
    assert outcome.to_frame().loc[0, "value"] == pytest.approx(1 / 3)


def test_of_a_score_it_is_illustrative_with_the_shortfall_next_to_it() -> None:
    scores = {"BRA": 90, "CHL": 70}
    outcome = ict.analysis.inequality(scores, full=100)
    row = outcome.to_frame().set_index("measure").loc["gini"]
    assert row["value"] == pytest.approx(20 / (2 * 160))
    assert row["shortfall"] == pytest.approx(20 / (2 * 40))
    assert "Illustrative only" in outcome.to_text("en")
    assert outcome.to_frame().attrs["illustrative"]


def test_a_result_knows_its_full_score() -> None:
    result = ict.compute(ict.methodology("idi", 2024), ict.sample_data("idi-2024-annex.csv"))
    outcome = ict.analysis.inequality(result, by="income-group")
    assert outcome._illustrative
    assert outcome._values.full == 100
    assert len(outcome.groups) == 4


def test_what_is_not_defined_is_a_dash_and_no_zero() -> None:
    outcome = ict.analysis.inequality({"BRA": 0, "CHL": 3})
    frame = outcome.to_frame().set_index("measure")["value"]
    assert math.isnan(frame["theil-l"])
    assert frame["atkinson-2"] == 1
    line = next(x for x in outcome.to_text("en").splitlines() if "Mean logarithmic" in x)
    assert line.rstrip().endswith("\u2013")


def test_weights_are_of_people() -> None:
    people = {"BRA": 2, "CHL": 1, "KEN": 1, "UGA": 0}
    assert measures(weights=people)["gini"] == pytest.approx(
        ict.analysis.inequality({"BRA": 1, "CHL": 1, "KEN": 3, "UGA": 2}).rows[0].value
    )


@small_cases("language", LANGUAGES)
def test_it_is_written_in_six_languages(language: str) -> None:
    page = ict.analysis.inequality(USERS, by=GROUPS, full=10).to_text(language)
    assert "[divides" not in page
    assert "{" not in page


@small_cases(
    ("values", "options", "message"),
    [
        ({"BRA": -1, "CHL": 2}, {}, "below zero"),
        ({"BRA": 101, "CHL": 2}, {"full": 100}, "above the full score"),
        ({"BRA": 1}, {}, "at least 2"),
        ({"BRA": 0, "CHL": 0}, {}, "All numbers are zero"),
        (USERS, {"aversions": [0]}, "numbers above 0"),
        (USERS, {"full": -1}, "a number"),
    ],
)
def test_what_is_on_no_ratio_scale_is_refused(
    values: dict[str, float], options: dict[str, object], message: str
) -> None:
    with pytest.raises(UsageError, match=message):
        ict.analysis.inequality(values, **options)  # type: ignore[arg-type]


def test_an_unknown_part_is_refused() -> None:
    with pytest.raises(UsageError, match="not a part of this result"):
        ict.analysis.inequality(USERS).to_frame("rows")


def test_totals_of_observations_of_one_year_are_measured() -> None:
    rows = [
        {"economy": e, "indicator": "internet-users", "year": y, "value": 10 * v}
        for e, v in USERS.items()
        for y in (2021, 2022)
    ]
    table = ict.read_observations(pd.DataFrame(rows))
    outcome = ict.analysis.inequality(table.where(year=2022), node="internet-users")
    assert outcome.rows[0].value == pytest.approx(1 / 3)
    with pytest.raises(UsageError, match="the table has: internet-users"):
        ict.analysis.inequality(table, node="internet-users")


def test_weights_count_people_and_have_a_name() -> None:
    # Two economies of one level and one of another, as two economies where the first has twice.
    people = {"BRA": 2, "CHL": 1, "KEN": 1, "UGA": 1}
    outcome = ict.analysis.inequality(USERS, weights=people, weighting="households")
    theil = outcome.to_frame().set_index("measure").loc["theil-t", "value"]
    mean = (2 * 1 + 3 + 2 + 6) / 5
    ratios = [1 / mean, 1 / mean, 3 / mean, 2 / mean, 6 / mean]
    assert theil == pytest.approx(sum(ratio * math.log(ratio) for ratio in ratios) / 5)
    assert outcome.to_frame().attrs["weighting"] == "households"


def test_groups_are_those_of_a_vintage() -> None:
    table = {"KEN": 1, "UGA": 2, "BRA": 3, "CHL": 4}
    old = ict.analysis.inequality(table, by="income-group", vintage="idi-2024")
    assert old.to_frame("splits").attrs["vintage"] == "idi-2024"
    with pytest.raises(ict.errors.CatalogueError):
        ict.analysis.inequality(table, by="income-group", vintage="idi-1999")
