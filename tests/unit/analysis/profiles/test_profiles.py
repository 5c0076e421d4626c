"""Profiles of economies as benchmarks compare them."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest

import ictindex as ict
from ictindex.analysis.profiles.profiles import read_profiles
from ictindex.core.errors import CatalogueError, UsageError

FRAME = pd.DataFrame({"a": [1, 2], "b": [3, 4]}, index=["BRA", "CHL"])


def test_scores_of_a_result_are_those_of_its_indicators() -> None:
    result = ict.compute(ict.methodology("idi", 2024), ict.sample_data("idi-2024-annex.csv"))
    read = read_profiles(result)
    assert list(read.table.columns) == list(result.methodology.plan.indicators)
    assert (read.full, read.vintage) == (100, "idi-2024")
    assert len(read_profiles(result, whole=True).table) == 19


def test_directions_turn_columns_of_a_frame() -> None:
    assert read_profiles(FRAME, {"b": -1}).table["b"].tolist() == [-3, -4]
    with pytest.raises(UsageError, match="neither 1 nor -1"):
        read_profiles(FRAME, {"b": 0})


def test_frames_are_of_economies_once_each() -> None:
    with pytest.raises(CatalogueError, match="Brasil"):
        read_profiles(FRAME.rename(index={"BRA": "Brasil"}))
    with pytest.raises(UsageError, match="the rows have 'BRA' twice"):
        read_profiles(pd.concat([FRAME, FRAME]))


def test_an_economy_without_a_group_has_no_strengths_and_no_peers_in_it() -> None:
    for missing in (None, float("nan"), pd.NA, ""):
        own: Any = {"BRA": missing, "CHL": "x"}
        for function in (ict.analysis.strengths, ict.analysis.nearest_peers):
            with pytest.raises(UsageError, match=r"BRA\) is in no group of this grouping"):
                function(FRAME, "BRA", by=own)


def test_directions_of_a_result_are_refused() -> None:
    result = ict.compute(ict.methodology("idi", 2024), ict.sample_data("idi-2024-annex.csv"))
    with pytest.raises(UsageError, match="more is always better"):
        read_profiles(result, {"internet-users": 1})


AREAS = "NSEWABCDXYZ"


def own_result() -> ict.Result:
    """Compute an index of a user's own on eleven areas in two groups."""
    areas = [
        {"code": c, "names": {"en": f"District {c}"}, "groups": {"coast": "no" if k % 2 else "yes"}}
        for k, c in enumerate(AREAS)
    ]
    own = ict.analysis.index(
        {
            "schema": 1, "kind": "own-index", "id": "schools", "names": {"en": "Schools online"},
            "nodes": [{"id": "schools", "children": [
                {"id": "connected", "weight": 1}, {"id": "speed", "weight": 2}]}],
            "indicators": [
                {"id": "connected", "names": {"en": "Schools connected"}, "unit": "percent",
                 "minimum": 0, "maximum": 100, "goalposts": [0, 100]},
                {"id": "speed", "names": {"en": "Speed"}, "unit": "mbit-s", "minimum": 0,
                 "goalposts": [1, 1000], "transformation": "log10"},
            ],
            "areas": areas,
        }
    )  # fmt: skip
    rows = {"economy": list(AREAS), "year": [2024] * 11, "connected": [*range(20, 42, 2)],
            "speed": [2**k for k in range(11)]}  # fmt: skip
    rows["speed"] = [min(500, v) for v in rows["speed"]]
    return ict.compute(own, own.read(pd.DataFrame(rows)))


def test_areas_of_a_users_own_have_their_names_and_groups() -> None:
    result = own_result()
    peers = ict.analysis.nearest_peers(result, "N", by="coast", count=2)
    assert {peer.economy for peer in peers.peers} <= set(AREAS[0::2])
    assert peers.to_text("en").startswith("Nearest peers of District N\n")
    groups = ict.analysis.group_statistics(result, "coast", weights=dict.fromkeys(AREAS, 2.0))
    assert [(row.group, row.count) for row in groups.rows] == [("yes", 6), ("no", 5), ("all", 11)]
    outcome = ict.analysis.requirements(result, "N", 30, costs={"connected": 1, "speed": 3})
    assert "Schools connected" in outcome.to_text("en")
    assert "An index of the user" in outcome.to_text("en")
    assert ict.analysis.frontier(result, by="coast").rows[0].gap == 0
    assert len(ict.analysis.inequality(result, by="coast").groups) == 2
    with pytest.raises(CatalogueError, match="Q"):
        ict.analysis.nearest_peers(result, "Q")


@pytest.mark.parametrize(
    "changed", [{"aggregation": "geometric-mean"}, {"normalisation": "z-score"}]
)
def test_what_it_would_take_needs_goalposts_and_means(changed: dict[str, str]) -> None:
    variant = ict.methodology("idi", 2024).variant("other", **changed)  # type: ignore[arg-type]
    result = ict.compute(variant, ict.sample_data("idi-2024-annex.csv"), edition=2024)
    with pytest.raises(UsageError, match="not the weighted sum"):
        ict.analysis.requirements(result, "BRA", 90, costs={"internet-users": 1})


def test_a_variant_says_so_in_every_view() -> None:
    weights = {"idi": {"universal-connectivity": "0.6", "meaningful-connectivity": "0.4"}}
    variant = ict.methodology("idi", 2024).variant("heavier", weights=weights)
    result = ict.compute(variant, ict.sample_data("idi-2024-annex.csv"), edition=2024)
    for outcome in (
        ict.analysis.requirements(result, "BRA", 83, costs={"internet-users": 1}),
        ict.analysis.strengths(result, "BRA"),
        ict.analysis.frontier(result),
        ict.analysis.inequality(result),
    ):
        assert "What-if: not a published figure" in outcome.to_text("en")
