"""The profile: scores of the economy, medians as the figures of groups have them."""

from __future__ import annotations

from chart_cases import idi_result
from district_cases import compute_year, make_index


def test_medians_are_those_of_the_group_figures() -> None:
    result = idi_result()
    data = result.plot.profile("BRA").data
    for grouping, group in (("itu-region", "americas"), ("income-group", "upper-middle")):
        figures = result.groups(grouping).query("group == @group").set_index("node")
        own = data[data["role"] == grouping].set_index("node")
        assert set(own["group"]) == {group}
        for node in own.index:
            assert abs(own.loc[node, "score"] - figures.loc[node, "median"]) <= 0.0501
            assert own.loc[node, "count"] == figures.loc[node, "count"]


def test_the_economy_has_its_scores_and_values() -> None:
    data = idi_result().plot.profile("BRA").data.query("role == 'economy'").set_index("node")
    assert data["score"].to_dict() == (idi_result().scores.loc["BRA"].to_dict())
    assert data.loc["internet-users", "value"] == 80.5


def test_members_are_the_others_of_the_region() -> None:
    data = idi_result().plot.profile("BRA").data.query("role == 'member' and node == 'idi'")
    assert "BRA" not in set(data["economy"])
    assert set(data["group"]) == {"americas"}


def test_an_area_without_a_region_is_not_reported_as_part_of_one() -> None:
    chart = compute_year(make_index(), 2024).plot.profile("KE-03", language="en")
    assert chart.title == "District 03: District access 2024"
