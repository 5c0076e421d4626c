"""Contributions add up to the index, sorted, with the flags of their values."""

from __future__ import annotations

import pytest

import ictindex as ict
from ictindex.publishing.charts.contribution_bars import list_parts


@pytest.fixture(scope="module")
def result() -> ict.Result:
    return ict.compute(ict.methodology("idi", 2024), ict.sample_data("idi-2024-annex.csv"))


def test_the_data_are_weights_times_scores(result: ict.Result) -> None:
    data = result.plot.contributions(by="sub-indices").data
    exact = result.exact
    for row in data.itertuples():
        assert row.contribution == pytest.approx(float(exact.loc[row.economy, row.node]) / 2)
    sums = data.groupby("economy")["contribution"].sum()
    for economy, total in sums.items():
        assert total == pytest.approx(float(exact.loc[economy, "idi"]), abs=1e-9)


def test_bars_are_in_bands_unless_an_unofficial_order_is_asked_for(result: ict.Result) -> None:
    data = result.plot.contributions().data
    each = data.drop_duplicates("economy")
    tenths = [int(score // 10) for score in each["index"]]
    assert tenths == sorted(tenths, reverse=True)
    index = each["index"].tolist()
    assert index != sorted(index, reverse=True)
    asked = result.plot.contributions(ranks="unofficial", language="en")
    index = asked.data.drop_duplicates("economy")["index"].tolist()
    assert index == sorted(index, reverse=True)
    assert "Unofficial order: this methodology publishes no ranks." in asked.notes
    for _, bars in data.groupby("economy"):
        assert bars["start"].tolist() == [0.0, *bars["end"].tolist()[:-1]]


def test_flags_are_those_of_the_values(result: ict.Result) -> None:
    data = result.plot.contributions().data
    assert set(data["flag"]) == {"", "estimate", "carried"}
    for row in data.itertuples():
        raised = {
            flag.removeprefix("rests-on:") for flag in result.flags.get((row.economy, row.node), ())
        }
        assert row.flag in raised or (not row.flag and not raised & {"estimate", "carried"})


def test_a_what_if_is_drawn_and_stated(result: ict.Result) -> None:
    changed = ict.what_if(result, {("BRA", "internet-users"): 90})
    chart = changed.plot.contributions(economies=["BRA"], language="en")
    row = chart.data.set_index("node").loc["internet-users"]
    assert row["flag"] == "what-if-value"
    assert any("What-if" in note for note in chart.notes)
    assert "Value set in a what-if, not observed" in chart.to_svg()


def test_parts_are_those_below_the_sub_indices(result: ict.Result) -> None:
    parts = list_parts(result, "indicators")
    assert parts[:4] == [
        "internet-users", "households-internet", "mobile-broadband-subscriptions",
        "network-coverage",
    ]  # fmt: skip
    with pytest.raises(ict.errors.UsageError) as error:
        list_parts(result, "country")
    assert error.value.message("en") == (
        "A chart cannot be drawn by 'country'. Choose one of: sub-indices, indicators."
    )
