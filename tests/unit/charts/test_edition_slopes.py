"""Slopes and dumbbells: the figures of the editions, and ranks only where they may be shown."""

from __future__ import annotations

import pytest
from chart_cases import idi_result, idi_series

import ictindex as ict


def test_the_dumbbell_has_the_changes_of_the_series() -> None:
    series = idi_series()
    data = series.plot.dumbbell().data.set_index("economy")
    change = series.change().set_index("economy")
    assert set(data.index) == set(change.index)
    for economy, row in data.iterrows():
        assert row["change"] == pytest.approx(change.loc[economy, "change"])
        assert row["last"] == change.loc[economy, "last"]
    assert data["last"].tolist() == sorted(data["last"], reverse=True)
    assert (data["change"] < 0).sum() == 0 and (data["change"] > 0).any()


def test_ranks_that_nobody_published_are_refused() -> None:
    with pytest.raises(ict.errors.UsageError) as error:
        idi_series().plot.slope(by="rank")
    assert error.value.message("en") == (
        "idi-2023-exploration publishes no ranks: a chart of ranks would show something that its "
        'publisher does not state. Draw scores, or ask for ranks="unofficial": the chart then '
        "says so."
    )
    with pytest.raises(ict.errors.UsageError) as unknown:
        idi_series().plot.slope(by="rank", ranks="yes")
    assert unknown.value.message("en").startswith("ranks='yes' is not known.")


def test_unofficial_ranks_are_stated_in_the_picture() -> None:
    chart = idi_series().plot.slope(by="rank", ranks="unofficial", language="en")
    assert chart.title == "ICT Development Index: ranks by edition, not published"
    assert chart.notes[0].startswith("Unofficial ranks: computed among the economies shown here")
    assert "Unofficial ranks:" in chart.to_svg()


def test_ranks_are_among_the_economies_of_all_editions() -> None:
    series = idi_series()
    data = series.plot.slope(by="rank", ranks="unofficial").data
    scores = series.scores.drop(columns="result_kind").dropna()
    for label in series.labels:
        expected = scores[label].rank(method="min", ascending=False)
        for row in data[data["edition"] == label].itertuples():
            assert row.value == expected[row.economy]


def test_editions_of_different_methodologies_are_refused() -> None:
    korea = ict.sample_data("worked-example-2011.csv")
    old = ict.compute(ict.methodology("idi", 2011), korea)
    series = ict.analysis.series([idi_result(), old])
    for draw in (series.plot.dumbbell, series.plot.slope):
        with pytest.raises(ict.errors.UsageError) as error:
            draw()
        assert error.value.code == "series.not-comparable"


def test_the_natural_chart_of_a_series_is_the_dumbbell() -> None:
    assert idi_series().plot().kind == "dumbbell"
