"""Divides: ratio and gap of two categories, by hand and by their mathematics."""

from __future__ import annotations

from fractions import Fraction

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

import ictindex as ict
from ictindex import analysis, errors


def table(*rows: dict[str, object]) -> ict.Observations:
    common = {"economy": "ECU", "indicator": "internet-users", "year": 2023}
    frame = pd.DataFrame([common | row for row in rows]).fillna("")
    return ict.read_observations(frame)


def test_women_and_men_by_hand() -> None:
    found = analysis.divides(
        table({"value": "60", "sex": "F"}, {"value": "75", "sex": "M"}, {"value": "68", "sex": ""})
    )
    (row,) = found.to_dict(orient="records")
    assert (row["first"], row["second"], row["by"]) == ("F", "M", "sex")
    assert (row["ratio"], row["gap"], row["total"], row["total_within"]) == (0.8, 15.0, 68.0, True)


def test_rural_and_urban_areas() -> None:
    rows = [{"value": "92", "location": "U"}, {"value": "46", "location": "R"}]
    (row,) = analysis.divides(table(*rows), "location").to_dict(orient="records")
    assert (row["ratio"], row["gap"]) == (0.5, 46.0)
    assert pd.isna(row["total"]) and pd.isna(row["total_within"])


def test_a_total_outside_its_parts_is_told() -> None:
    rows = [{"value": "60", "sex": "F"}, {"value": "75", "sex": "M"}, {"value": "80", "sex": "_T"}]
    assert not analysis.divides(table(*rows)).loc[0, "total_within"]


@pytest.mark.parametrize(
    "other",
    [
        {"value": "75", "sex": "M", "source": "another survey"},
        {"value": "75", "sex": "M", "year": 2022},
        {"value": "75", "sex": "M", "location": "U"},
        {"value": "", "sex": "M"},
        {"value": "175", "sex": "M"},
    ],
)
def test_only_figures_that_belong_together_are_compared(other: dict[str, object]) -> None:
    assert len(analysis.divides(table({"value": "60", "sex": "F"}, other))) == 0


def test_a_ratio_to_nothing_is_missing() -> None:
    rows = [{"value": "60", "sex": "F"}, {"value": "0", "sex": "M"}]
    (row,) = analysis.divides(table(*rows)).to_dict(orient="records")
    assert pd.isna(row["ratio"]) and row["gap"] == -60


def test_other_categories_are_compared_by_their_codes() -> None:
    rows = [{"value": "30", "age": "Y_GE75"}, {"value": "90", "age": "Y15T24"}]
    found = analysis.divides(table(*rows), "age", pair=("Y_GE75", "Y15T24"))
    assert found.loc[0, "gap"] == 60


def test_what_cannot_be_compared_is_refused() -> None:
    empty = table({"value": "60", "sex": "F"})
    with pytest.raises(errors.UsageError) as caught:
        analysis.divides(empty, "colour")
    assert str(caught.value).startswith("'colour' is not a breakdown of observations. Use one of:")
    for given_pair in (None, ["a"], "ab", ("a", "a"), ("_T", "b")):
        with pytest.raises(errors.UsageError, match="which two categories of the breakdown 'age'"):
            analysis.divides(empty, "age", pair=given_pair)


tenths = st.integers(1, 1000).map(lambda n: Fraction(n, 10))


@given(tenths, tenths)
def test_exchanging_the_categories_inverts_the_ratio_and_turns_the_gap(
    one: Fraction, two: Fraction
) -> None:
    rows = [{"value": f"{float(v):.1f}", "sex": s} for v, s in ((one, "F"), (two, "M"))]
    observations = table(*rows)
    there = analysis.divides(observations).iloc[0]
    back = analysis.divides(observations, pair=("M", "F")).iloc[0]
    assert there["ratio"] == float(one / two) and back["ratio"] == float(two / one)
    assert there["gap"] == -back["gap"] == float(two - one)
