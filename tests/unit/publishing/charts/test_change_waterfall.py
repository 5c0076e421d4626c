"""The waterfall reaches the later score, step by step."""

from __future__ import annotations

import pytest
from chart_cases import changed, converged, idi_series, tracked

import ictindex as ict


def test_steps_lead_from_one_score_to_the_other() -> None:
    for economy in ("KEN", "KWT", "BRA"):
        data = changed().plot.waterfall(economy).data
        steps = data.iloc[1:-1]
        first, last = data["to"].iloc[0], data["to"].iloc[-1]
        assert first + steps["points"].sum() == pytest.approx(last, abs=1e-9)
        assert steps["from"].tolist()[1:] == steps["to"].tolist()[:-1]
        scores = idi_series().scores.loc[economy]
        assert [first, last] == [scores["2023"], scores["2024"]]


def test_the_chart_of_one_economy_is_the_same() -> None:
    item = changed().economy("KEN").plot().data
    assert item.equals(changed().plot.waterfall("KEN").data)


def test_changes_are_those_of_the_panel() -> None:
    data = converged().plot().data.set_index("economy")
    scores = idi_series().scores.dropna()
    for economy, row in data.iterrows():
        assert row["start"] == scores.loc[economy, "2023"]
        assert row["change"] == pytest.approx(
            scores.loc[economy, "2024"] - scores.loc[economy, "2023"]
        )


def test_tracks_are_of_measured_targets_alone() -> None:
    chart = tracked().plot.tracks(language="en")
    measured = {s.target.id for s in tracked().statuses if s.figure is not None}
    assert set(chart.data["target"]) == measured
    assert any("not ITU's estimates" in note for note in chart.notes)
    with pytest.raises(ict.errors.UsageError) as error:
        ict.analysis.track_targets(targets=["strategic-targets-2018"]).plot.tracks()
    assert error.value.message("en").startswith("No target is measured with the available figures")
