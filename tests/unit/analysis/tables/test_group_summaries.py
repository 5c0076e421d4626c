"""Figures of groups, weighted or not, and the coverage that they rest on."""

from __future__ import annotations

import math
from fractions import Fraction

import numpy as np
import pandas as pd
import pytest
from small_cases import small_cases

import ictindex as ict
from ictindex.core.errors import CatalogueError, UsageError

LANGUAGES = ("en", "ar", "es", "fr", "ru", "zh")
USERS = {"BRA": 80, "CHL": 94, "PER": 75, "KEN": 41, "UGA": 10}
PEOPLE = {"BRA": 215, "CHL": 20, "PER": 34, "KEN": 54, "UGA": 47, "ETH": 123}
GROUPS = {"BRA": "S", "CHL": "S", "PER": "S", "KEN": "N", "UGA": "N", "ETH": "N"}


def rows_of(**options: object) -> pd.DataFrame:
    outcome = ict.analysis.group_statistics(USERS, GROUPS, **options)  # type: ignore[arg-type]
    return outcome.to_frame().set_index("group")


def test_weighted_and_unweighted_means_are_those_of_fractions() -> None:
    plain, weighted = rows_of(), rows_of(weights=PEOPLE)
    assert plain.loc["S", "mean"] == pytest.approx(float(Fraction(80 + 94 + 75, 3)))
    people = Fraction(80 * 215 + 94 * 20 + 75 * 34, 269)
    assert weighted.loc["S", "mean"] == pytest.approx(float(people))
    assert plain.attrs["weighting"] == "unweighted"
    assert weighted.attrs["weighting"] == "population"


def test_quantiles_and_dispersion_are_those_of_repeated_values() -> None:
    row = rows_of(weights=PEOPLE).loc["S"]
    repeated = np.repeat([80, 94, 75], [215, 20, 34])
    for name, level in {"p10": 0.1, "q1": 0.25, "median": 0.5, "q3": 0.75, "p90": 0.9}.items():
        assert row[name] == np.quantile(repeated, level, method="averaged_inverted_cdf")
    assert row["sd"] == pytest.approx(repeated.std())
    assert row["cv"] == pytest.approx(repeated.std() / repeated.mean())
    assert (row["minimum"], row["maximum"]) == (75, 94)


def test_coverage_is_of_economies_and_of_weight() -> None:
    row = rows_of(weights=PEOPLE, coverage=0).loc["N"]
    assert (row["count"], row["of"]) == (2, 3)
    assert row["coverage_economies"] == pytest.approx(2 / 3)
    assert row["coverage_weight"] == pytest.approx((54 + 47) / (54 + 47 + 123))


def test_a_group_below_its_coverage_has_no_figure_and_says_so() -> None:
    """Two of three economies have data, but fewer than half of the people."""
    plain, weighted = rows_of(), rows_of(weights=PEOPLE)
    assert plain.loc["N", "sufficient"]
    assert plain.loc["N", "mean"] == 25.5
    assert not weighted.loc["N", "sufficient"]
    assert math.isnan(weighted.loc["N", "mean"])
    text = ict.analysis.group_statistics(USERS, GROUPS, weights=PEOPLE).to_text("en")
    assert "Coverage below that, so no figures: N." in text
    assert "at least 50.0 % of it has data" in text


def test_the_title_says_by_what_figures_are_weighted() -> None:
    for weighting, words in (("population", "population"), ("households", "households")):
        outcome = ict.analysis.group_statistics(USERS, GROUPS, weights=PEOPLE, weighting=weighting)
        assert outcome.to_text("en").startswith(f"Statistics of groups, weighted by {words}\n")
    plain = ict.analysis.group_statistics(USERS, GROUPS).to_text("en")
    assert plain.startswith("Statistics of groups, unweighted: every economy counts the same\n")


def test_missing_values_lower_the_coverage_and_are_never_zero() -> None:
    missing = USERS | {"PER": None, "CHL": float("nan")}
    row = ict.analysis.group_statistics(missing, GROUPS, coverage=0).to_frame().loc[0]
    assert (row["count"], row["of"], row["mean"]) == (1, 3, 80)


def test_an_economy_without_a_weight_is_named_and_in_no_figure() -> None:
    people = {k: v for k, v in PEOPLE.items() if k != "CHL"}
    outcome = ict.analysis.group_statistics(USERS, GROUPS, weights=people, coverage=0)
    assert outcome.weightless == ("CHL",)
    assert outcome.unknown == ("CHL",)
    assert (
        "Left out of every figure because they have a value but no weight: Chile."
        in outcome.to_text("en")
    )
    assert outcome.to_frame().loc[0, "mean"] == pytest.approx((80 * 215 + 75 * 34) / 249)


def test_weights_come_from_observations_of_a_year() -> None:
    rows = pd.DataFrame(
        {"economy": ["BRA", "CHL", "CHL"], "indicator": ["population"] * 3,
         "year": [2022, 2022, 2021], "value": [3, 1, 99]}
    )  # fmt: skip
    table = ict.read_observations(rows)
    users = {"BRA": 80, "CHL": 94}
    outcome = ict.analysis.group_statistics(users, GROUPS, weights=table, year=2022, coverage=0)
    assert outcome.to_frame().set_index("group").loc["S", "mean"] == pytest.approx(83.5)
    with pytest.raises(UsageError, match="need a year"):
        ict.analysis.group_statistics(users, GROUPS, weights=table)


def test_scores_of_a_result_have_its_groups_and_its_kind() -> None:
    result = ict.compute(ict.methodology("idi", 2024), ict.sample_data("idi-2024-annex.csv"))
    frame = ict.analysis.group_statistics(result, "income-group", coverage=0).to_frame()
    same = result.groups("income-group").query("node == 'idi'").set_index("group")
    mine = frame.set_index("group")
    for group in ("low", "upper-middle", "high", "all"):
        assert mine.loc[group, "mean"] == pytest.approx(same.loc[group, "mean"], abs=0.0501)
        assert mine.loc[group, "median"] == pytest.approx(same.loc[group, "median"], abs=0.0501)
        assert mine.loc[group, "count"] == same.loc[group, "count"]
    assert set(frame["result_kind"]) == {"exploration"}
    assert frame.attrs["vintage"] == "idi-2024"


def test_a_what_if_says_so_in_every_language() -> None:
    result = ict.compute(ict.methodology("idi", 2024), ict.sample_data("idi-2024-annex.csv"))
    other = ict.what_if(result, {("BRA", "coverage-3g"): "90"})
    outcome = ict.analysis.group_statistics(other, "income-group")
    for language in LANGUAGES:
        assert all(notice in outcome.to_text(language) for notice in other.notices(language)[:1])
    assert "what-if" in set(outcome.to_frame()["result_kind"])


@small_cases("language", LANGUAGES)
@small_cases("format", ["text", "markdown", "html", "latex"])
def test_it_is_written_in_six_languages(language: str, format: str) -> None:
    page = ict.analysis.group_statistics(USERS, GROUPS, weights=PEOPLE).write(format, language)
    assert page
    assert "[divides" not in page
    assert "{" not in page or format in ("latex", "html")


def call(**options: object) -> None:
    arguments = {"values": USERS, "by": GROUPS} | options
    ict.analysis.group_statistics(arguments.pop("values"), arguments.pop("by"), **arguments)  # type: ignore[arg-type]


@small_cases(
    ("options", "message"),
    [
        ({"by": "itu-region"}, "vintage"),
        ({"values": {"XYZ": 1}}, "XYZ"),
        ({"weights": {"BRA": -1}}, "below zero"),
        ({"weights": {"BRA": 0}}, "below zero, or all of them are zero"),
        ({"weighting": "population"}, "without weights"),
        ({"weights": PEOPLE, "weighting": "income"}, "not a name of weights"),
        ({"coverage": 1.5}, "a number from 0 to 1"),
        ({"node": "idi"}, "is a node of a result"),
        ({"values": [1, 2]}, "a result of ict.compute, or numbers"),
    ],
)
def test_what_does_not_fit_is_refused(options: dict[str, object], message: str) -> None:
    with pytest.raises((UsageError, CatalogueError), match=message):
        call(**options)


def observed(**more: object) -> ict.Observations:
    rows = [
        {"economy": e, "indicator": i, "year": 2022, "value": v}
        for e, users, people in (("BRA", 80, 3), ("CHL", 94, 1))
        for i, v in (("internet-users", users), ("population", people))
    ]
    rows.append(rows[0] | {"value": 70, "sex": "F"})
    rows.append(rows[0] | {"year": 2021, "value": 60})
    return ict.read_observations(pd.DataFrame([*rows, *([rows[0] | more] if more else [])]))


def test_totals_of_a_year_come_from_observations_with_their_weights() -> None:
    """The figure for women and that of another year are left aside."""
    table = observed()
    outcome = ict.analysis.group_statistics(
        table, GROUPS, node="internet-users", year=2022, weights=table, coverage=0
    )
    assert outcome.to_frame().loc[0, "mean"] == pytest.approx(83.5)
    assert "Individuals using the Internet" in outcome.to_text("en")


def test_observations_need_an_indicator_and_a_year_and_one_source() -> None:
    with pytest.raises(UsageError, match="the table has: internet-users, population"):
        ict.analysis.group_statistics(observed(), GROUPS, node="internet-users")
    with pytest.raises(UsageError, match="different values for: BRA"):
        ict.analysis.group_statistics(
            observed(value=81, source="b"), GROUPS, node="internet-users", year=2022
        )
