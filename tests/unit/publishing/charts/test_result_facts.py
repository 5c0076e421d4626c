"""The line on sources: every chart of figures whose source is stated has it."""

from __future__ import annotations

import pandas as pd
import pytest
from chart_cases import chart_cases
from small_cases import small_cases

import ictindex as ict
from ictindex.publishing.charts.result_facts import name_sources, scored_result
from ictindex.publishing.graphics.setting import Setting

# Frames of groups with notes of their own, a framework without figures, and figures of tables
# that state no source.
WITHOUT = {"strips-of-prices", "group_panels", "group_panels-plain", "framework"}
UNSTATED = {"tracks", "profile-of-print"}
CASES = chart_cases()


@pytest.mark.slow
@small_cases("name", sorted(CASES.keys() - WITHOUT - UNSTATED))
def test_a_chart_of_figures_names_their_source(name: str) -> None:
    notes = CASES[name]().in_language("en").notes
    assert "Source of the data: " in " ".join(notes) or "Sources of the data: " in " ".join(notes)


def test_tracks_name_the_sources_of_their_figures() -> None:
    rows = [
        (code, 2022 + n // 2, indicator, value, source)
        for code, source in (("KEN", "KNBS"), ("UGA", "UBOS"))
        for n, (indicator, value) in enumerate(2 * [("internet-users", 40), ("population", 30)])
    ]
    frame = pd.DataFrame(rows, columns=["economy", "year", "indicator", "value", "source"])
    for part, line in (
        (frame, "Sources of the data: 2, stated with each value."),
        (frame[:4], "Source of the data: KNBS."),
    ):
        table = ict.read_observations(part.reset_index(drop=True))
        progress = ict.analysis.track_targets(table, targets=["strategic-targets-2018/1.2"])
        assert line in progress.plot.tracks(language="en").notes


def test_many_sources_are_counted_and_none_is_invented() -> None:
    setting = Setting("en")
    assert name_sources(["ITU"], [], setting) == "Source of the data: ITU."
    assert name_sources(["b", "a", ""], ["own.csv"], setting) == "Source of the data: own.csv."
    assert name_sources(["b", "a"], [], setting) == (
        "Sources of the data: 2, stated with each value."
    )
    assert name_sources(["", ""], [], setting) == ""


@pytest.mark.slow
def test_a_chart_of_an_audit_is_of_the_result_that_was_audited() -> None:
    """A rename of the attributes ``inputs`` and ``result`` of an audit would lose the result."""
    result = ict.compute(
        ict.methodology("idi", edition=2024), ict.sample_data("idi-2024-annex.csv")
    )
    assert scored_result(ict.analysis.audit(result, draws=10)) is result
    assert scored_result(result) is result
