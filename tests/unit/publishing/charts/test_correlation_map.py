"""Correlation maps: refused, and left empty, where there are too few economies."""

from __future__ import annotations

import pandas as pd
import pytest

import ictindex as ict


def result_of(*codes: str) -> ict.Result:
    rows = pd.read_csv(ict.sample_data("idi-2024-annex.csv"), dtype=str, keep_default_na=False)
    own = rows[rows["economy"].isin(codes)]
    return ict.compute(ict.methodology("idi", edition=2024), own)


@pytest.mark.parametrize("codes", [("BRA",), ("BRA", "CHL"), ("BRA", "CHL", "KWT")])
def test_fewer_than_four_economies_are_refused(codes: tuple[str, ...]) -> None:
    with pytest.raises(ict.errors.UsageError) as refusal:
        result_of(*codes).plot.correlations()
    assert refusal.value.message("en") == (
        f"A map of correlations needs 4 economies; with scores there are: {len(codes)}. "
        "Give the data of more economies."
    )


def test_a_pair_that_three_economies_share_has_a_dash() -> None:
    whole = result_of("BRA", "CHL", "KWT", "BHR", "AFG")
    assert len(whole.plot.correlations().data) == 72
    rows = pd.read_csv(ict.sample_data("idi-2024-annex.csv"), dtype=str, keep_default_na=False)
    own = rows[rows["economy"].isin(["BRA", "CHL", "KWT", "BHR"])]
    gone = (own["economy"] == "BRA") & (own["indicator"] == "internet-users")
    chart = ict.compute(ict.methodology("idi", edition=2024), own[~gone]).plot.correlations()
    data = chart.data
    pair = (data["first"] == "internet-users") | (data["second"] == "internet-users")
    assert data.loc[pair, "count"].eq(3).all()
    assert data.loc[pair, "correlation"].isna().all()
    assert data.loc[~pair, "correlation"].notna().any()
