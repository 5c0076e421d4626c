"""Areas of a publisher’s file: an economy has its colour only where its status is settled."""

from __future__ import annotations

from chart_cases import idi_result

from ictindex.analysis.tables.edition_figures import figures_of_result
from ictindex.publishing.charts.area_map import MapAreas, draw_areas, is_seen, make_hatching
from ictindex.publishing.charts.dot_map import class_colours

RING = [[0.0, 0.0], [0.0, 9.0], [9.0, 9.0], [0.0, 0.0]]


def area(code: str, undetermined: int) -> dict[str, object]:
    return {
        "type": "Feature",
        "properties": {"c": code, "l": 0, "u": undetermined},
        "geometry": {"type": "Polygon", "coordinates": [RING]},
    }


def test_settled_areas_are_coloured_and_the_others_hatched() -> None:
    areas = MapAreas([area("BRA", 0), area("", 1)], frozenset({"BRA"}))
    chart = draw_areas(figures_of_result(idi_result()), areas, language="en")
    spec = chart.to_spec()
    coloured = spec["layer"][1]["transform"][1]["from"]["data"]["values"]
    assert [row["code"] for row in coloured] == ["BRA"]
    assert spec["layer"][1]["transform"][0]["filter"].endswith("datum.properties.c != ''")
    assert spec["layer"][2]["transform"] == [
        {"filter": "datum.properties.l == 0 && datum.properties.u == 1"}
    ]
    dots = spec["layer"][5]["data"]["values"]
    assert not any(row["sentence"].startswith("Brazil") for row in dots)
    assert chart.to_svg().startswith("<svg")
    assert "Status not determined" in [words for _, words in chart.legend_signs()]


def test_hatching_has_no_colour_of_the_scale() -> None:
    colours = {stop["color"] for stop in make_hatching()["stops"]}
    assert len(colours) == 2 and not colours & set(class_colours())


def test_small_areas_are_not_seen() -> None:
    small = [[[point[0] / 9, point[1] / 9] for point in RING]]
    assert not is_seen({"type": "Polygon", "coordinates": small})
    assert is_seen({"type": "MultiPolygon", "coordinates": [small, [RING]]})
