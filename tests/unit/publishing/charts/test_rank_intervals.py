"""Simulated intervals are those of the robustness, and ranks need to be asked for."""

from __future__ import annotations

import pytest
from chart_cases import idi_result, simulated

import ictindex as ict


def test_the_data_are_those_of_the_simulation() -> None:
    frame = simulated().to_frame().set_index("economy")
    data = simulated().plot.intervals("score").data.set_index("economy")
    for name in ("low", "median", "high"):
        assert data[name].to_dict() == frame[f"score_{name}"].to_dict()
    assert data["value"].to_dict() == frame["score"].to_dict()


def test_ranks_of_an_edition_without_ranks_are_refused() -> None:
    with pytest.raises(ict.errors.UsageError) as error:
        simulated().plot.intervals()
    assert error.value.code == "chart.no-ranks"
    chart = simulated().plot.intervals(ranks="unofficial", language="en")
    assert chart.data["value"].is_monotonic_increasing
    assert chart.notes[0].startswith("Unofficial ranks:")
    assert "it is not a confidence interval" in chart.to_text("en")


@pytest.mark.slow
def test_correlations_are_those_of_pandas() -> None:
    data = idi_result().plot.correlations().data
    scores = idi_result().exact.astype(float)
    for row in data.itertuples():
        expected = scores[row.first].corr(scores[row.second])
        assert row.correlation == pytest.approx(expected, abs=1e-12)
        assert row.count == scores[[row.first, row.second]].dropna().shape[0]
