"""The map file of a publisher: code and status alone, hatched and dashed where undetermined."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from site_cases import frame_of, sample_site
from small_cases import small_cases

from ictindex.core.errors import UsageError
from ictindex.publishing.website import area_file
from ictindex.publishing.website.area_file import read_areas
from ictindex.publishing.website.site_build import write_map_scripts
from ictindex.publishing.website.site_document import MapTable
from ictindex.publishing.website.start_page import write_start


def square(west: float, south: float, size: float = 10) -> list[list[list[float]]]:
    east, north = west + size, south + size
    return [[[west, south], [west, north], [east, north], [east, south], [west, south]]]


def feature(kind: str, coordinates: Any, **properties: str) -> dict[str, Any]:
    return {"type": "Feature", "properties": properties,
            "geometry": {"type": kind, "coordinates": coordinates}}  # fmt: skip


FEATURES = [
    feature("Polygon", square(-55, -15), iso3="BRA", status="1", name="NAME OF THE FILE"),
    feature("Polygon", square(34, -2, 1), iso3="KEN", status="1"),
    feature("Polygon", square(-15, 22), iso3="KWT", status="undetermined", name="SECRET"),
    feature("LineString", [[-15.0, 22.0], [-15.04, 22.01], [-5.0, 22.0]], status="undetermined"),
    feature("LineString", [[0, 0], [10, 10]], status="1"),
]


def write(folder: Path, features: list[dict[str, Any]]) -> Path:
    path = folder / "map.geojson"
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}), "utf-8")
    return path


def test_what_is_undetermined_keeps_no_code_and_nothing_a_name(tmp_path: Path) -> None:
    areas = read_areas(write(tmp_path, FEATURES), MapTable())
    assert [tuple(f["properties"].values()) for f in areas.features] == [
        ("BRA", 0, 0), ("KEN", 0, 0), ("", 0, 1), ("", 1, 1), ("", 1, 0),
    ]  # fmt: skip
    # Kenya’s square is too small to be seen: it has a dot too.
    assert areas.seen == frozenset({"BRA"})
    assert areas.features[3]["geometry"]["coordinates"] == [[-15.0, 22.0], [-5.0, 22.0]]


@pytest.mark.slow
@pytest.mark.parametrize("language", ["en", "ar"])
def test_the_start_page_draws_the_areas_and_no_name_of_the_file(
    tmp_path: Path, language: str
) -> None:
    site = sample_site()
    areas = read_areas(write(tmp_path, FEATURES), MapTable())
    page = write_start(site.first, None, areas, (), language)
    text = frame_of(site, language).write(page)
    scripts = dict(write_map_scripts(areas))
    assert "assets/areas.js" in text and set(scripts) == {"land.js", "areas.js"}
    for shown in (text, *scripts.values(), page.charts[0].picture):
        assert "NAME OF THE FILE" not in shown and "SECRET" not in shown
    specs = json.dumps(page.charts[0].specs)
    assert '"strokeDash"' in specs and '"gradient"' in specs
    # Every economy is a coloured area or a dot, once.
    rows = [rows for rows in page.charts[0].data.values() if "target" in rows[0]]
    assert [len(dots) for dots in rows] == [23, 23]  # Wide and narrow.


@small_cases(
    "content",
    ["", "{}", '{"features": []}', '{"features": [{"geometry": {"type": "Point"}}]}',
     '{"features": [{"geometry": {"type": "LineString", "coordinates": [[999, 0], [0, 0]]}}]}'],
)  # fmt: skip
def test_another_file_is_refused(tmp_path: Path, content: str) -> None:
    path = tmp_path / "other.geojson"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(UsageError) as caught:
        read_areas(path, MapTable())
    assert "other.geojson is not a GeoJSON collection" in str(caught.value)


def test_a_map_that_is_too_large_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(area_file, "MOST_BYTES", 100)
    with pytest.raises(UsageError) as caught:
        read_areas(write(tmp_path, FEATURES), MapTable(code="other"))
    assert caught.value.code == "site.map-large"
