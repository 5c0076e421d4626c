"""Parity by sex, age, location and disability, by group and over time."""

from __future__ import annotations

from fractions import Fraction

import pandas as pd
import pytest
from small_cases import small_cases

import ictindex as ict
from ictindex.core.errors import UsageError

LANGUAGES = ("en", "ar", "es", "fr", "ru", "zh")
GROUPS = {"KEN": "N", "UGA": "N", "BRA": "S"}
FIGURES = {
    ("KEN", 2018): (15, 21), ("KEN", 2022): (35, 40), ("UGA", 2018): (8, 12),
    ("UGA", 2021): (20, 26), ("BRA", 2022): (81, 79),
}  # fmt: skip


def table(
    figures: dict[tuple[str, int], tuple[float, ...]] = FIGURES,
    breakdown: str = "sex",
    codes: tuple[str, ...] = ("F", "M"),
) -> ict.Observations:
    rows = [
        {"economy": e, "indicator": "internet-users", "year": y, "value": v, breakdown: code}
        for (e, y), values in figures.items()
        for v, code in zip(values, codes, strict=True)
    ]
    return ict.read_observations(pd.DataFrame(rows))


def test_the_ratio_of_a_group_is_that_of_its_means() -> None:
    outcome = ict.analysis.parity(table(), by=GROUPS).to_frame().set_index("group")
    north = outcome.loc["N"]
    assert north["ratio"] == pytest.approx(float(Fraction(35 + 20, 40 + 26)))
    assert north["gap"] == pytest.approx(5.5)
    assert north["median_ratio"] == pytest.approx(float((Fraction(35, 40) + Fraction(20, 26)) / 2))
    assert (north["oldest"], north["newest"], north["count"], north["of"]) == (2021, 2022, 2, 2)


def test_weights_count_people() -> None:
    people = {"KEN": 54, "UGA": 47, "BRA": 215}
    outcome = ict.analysis.parity(table(), by=GROUPS, weights=people)
    north = outcome.to_frame().set_index("group").loc["N"]
    expected = Fraction(35 * 54 + 20 * 47, 40 * 54 + 26 * 47)
    assert north["ratio"] == pytest.approx(float(expected))
    assert outcome.to_text("en").startswith("Parity by sex, weighted by population\n")


def test_each_year_has_its_own_economies() -> None:
    outcome = ict.analysis.parity(table(), by=GROUPS, coverage=0).to_frame("years")
    north = outcome[outcome["group"] == "N"].set_index("year")
    assert north["count"].to_dict() == {2018: 2, 2021: 1, 2022: 1}
    assert north.loc[2018, "ratio"] == pytest.approx((15 + 8) / (21 + 12))


def test_a_year_below_the_coverage_has_no_figure() -> None:
    groups = GROUPS | {"ETH": "N", "MLI": "N"}
    outcome = ict.analysis.parity(table(), by=groups).to_frame("years")
    north = outcome[outcome["group"] == "N"].set_index("year")
    assert north["ratio"].notna().to_dict() == {2018: True, 2021: False, 2022: False}


def test_trends_tell_a_gap_that_widens_while_the_ratio_rises() -> None:
    outcome = ict.analysis.parity(table(), by=GROUPS).to_frame("trends").set_index("economy")
    assert outcome["trend"].to_dict() == {"KEN": "narrows", "UGA": "widens"}
    uganda = outcome.loc["UGA"]
    assert uganda["last_ratio"] > uganda["first_ratio"]
    assert uganda["last_gap"] > uganda["first_gap"]


def test_ages_are_children_youth_and_older_persons_against_adults() -> None:
    ages = table({("KEN", 2022): (10, 60, 40, 5)}, "age", ("Y_LT15", "Y15T24", "Y25T74", "Y_GE75"))
    outcome = ict.analysis.parity(ages, "age", by=GROUPS)
    assert {(r.first, r.ratio) for r in outcome.economies} == {
        ("Y_LT15", 0.25), ("Y15T24", 1.5), ("Y_GE75", 0.125)
    }  # fmt: skip
    youth = ict.analysis.parity(ages, "age", pair="youth", by=GROUPS)
    assert [(r.first, r.second) for r in youth.economies] == [("Y15T24", "Y25T74")]


@pytest.mark.parametrize(
    ("breakdown", "codes"), [("location", ("R", "U")), ("disability", ("PD", "PWD"))]
)
def test_location_and_disability_have_their_pair(breakdown: str, codes: tuple[str, ...]) -> None:
    outcome = ict.analysis.parity(table(FIGURES, breakdown, codes), breakdown, by=GROUPS)
    assert {(r.first, r.second) for r in outcome.economies} == {codes}


def test_comparisons_made_before_are_taken_as_they_are() -> None:
    made = ict.data.compare_breakdowns(table())
    former = ict.analysis.parity(made, by=GROUPS).to_frame()
    pd.testing.assert_frame_equal(former, ict.analysis.parity(table(), by=GROUPS).to_frame())


def test_sources_that_differ_are_left_out_by_name() -> None:
    rows = [
        {"economy": "KEN", "indicator": "internet-users", "year": 2022, "value": v, "sex": s,
         "source": source}
        for source, values in (("a", (35, 40)), ("b", (30, 40)))
        for v, s in zip(values, "FM", strict=True)
    ]  # fmt: skip
    rows += [
        {"economy": "UGA", "indicator": "internet-users", "year": 2022, "value": v, "sex": s,
         "source": "a"}
        for v, s in zip((8, 10), "FM", strict=True)
    ]  # fmt: skip
    outcome = ict.analysis.parity(ict.read_observations(pd.DataFrame(rows)), by=GROUPS)
    assert outcome.competing == ("KEN",)
    assert [row.economy for row in outcome.economies] == ["UGA"]
    assert "Sources differ in at least one year, which is left out: Kenya." in outcome.to_text("en")


def test_years_to_close_follow_from_the_trend() -> None:
    outcome = ict.analysis.parity(table(), by=GROUPS)
    assert outcome.years_to_close("KEN").years == pytest.approx(5 / 0.25)
    assert outcome.years_to_close("UGA").years is None
    with pytest.raises(UsageError, match="no single trend"):
        outcome.years_to_close("BRA")


@small_cases("language", LANGUAGES)
def test_it_is_written_in_six_languages(language: str) -> None:
    page = ict.analysis.parity(table(), by=GROUPS).to_text(language)
    assert "[divides" not in page
    assert "{" not in page


@small_cases(
    ("options", "message"),
    [
        ({"breakdown": "hair"}, "not a breakdown"),
        ({"breakdown": "location"}, "no two parts"),
        ({"breakdown": "age", "pair": "young"}, "not an age group"),
        ({"pair": ("F",)}, "two codes of parts"),
        ({"coverage": -1}, "from 0 to 1"),
    ],
)
def test_what_does_not_fit_is_refused(options: dict[str, object], message: str) -> None:
    with pytest.raises(UsageError, match=message):
        ict.analysis.parity(table(), by=GROUPS, **options)  # type: ignore[arg-type]


def test_weights_have_a_name() -> None:
    people = {"KEN": 54, "UGA": 47, "BRA": 215}
    outcome = ict.analysis.parity(table(), by=GROUPS, weights=people, weighting="households")
    assert outcome.to_text("en").startswith("Parity by sex, weighted by households\n")
