"""The script of the land: one shape without names, small enough, and what the charts look for."""

from __future__ import annotations

import gzip
import json
import re

from site_cases import sample_site

from ictindex.publishing.charts.dot_map import draw_map
from ictindex.publishing.website.chart_boxes import make_chart_box, shared_names
from ictindex.publishing.website.site_build import write_map_scripts


def test_land_is_one_shape_without_any_name_or_code() -> None:
    ((name, text),) = write_map_scripts(None)
    assert name == "land.js"
    assert len(gzip.compress(text.encode())) < 40_000
    head, _, shapes = text.partition(".land = ")
    assert head == "(window.ictindexShared = window.ictindexShared || {})"
    (feature,) = json.loads(shapes.rstrip(";\n"))
    assert set(feature) == {"type", "geometry"}
    assert not re.findall(r"[A-Z]{3}", text)


def test_a_map_draws_the_shared_land_and_does_not_carry_it() -> None:
    box = make_chart_box(draw_map(sample_site().first.figures, language="en"), "map")
    assert shared_names(box.specs) == ["land"]
    assert "MultiPolygon" not in json.dumps([box.specs, box.data])
    assert shared_names({"wide": {"data": [{"name": "x", "values": "d1"}]}}) == []
