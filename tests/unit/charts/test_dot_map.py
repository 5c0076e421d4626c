"""The map has a dot for each economy with a place, and none where nothing is known."""

from __future__ import annotations

from itertools import pairwise

import pandas as pd
import pytest
from chart_cases import idi_result

import ictindex as ict
from ictindex.catalogue.places import economy_centres
from ictindex.charts.dot_map import CLASSES, class_colours, class_of
from ictindex.graphics import palette


def test_dots_have_the_published_scores_at_their_places() -> None:
    data = idi_result().plot.map().data.set_index("economy")
    scores = idi_result().scores
    for economy, row in data.iterrows():
        assert (row["longitude"], row["latitude"]) == economy_centres()[str(economy)]
        score = scores.loc[economy, "idi"]
        assert row["score"] == score or (pd.isna(row["score"]) and pd.isna(score))
        assert not (pd.isna(row["score"]) and row["flag"])


def test_classes_cover_the_scale_and_darken() -> None:
    assert [class_of(score, 100) for score in (0, 19.9, 20, 99, 100)] == [0, 0, 1, 4, 4]
    shades = [palette.luminance(colour) for colour in class_colours()]
    assert len(shades) == CLASSES and shades == sorted(shades, reverse=True)
    for first, second in pairwise(class_colours()):
        assert palette.contrast(first, second) >= 1.3


def test_land_is_one_shape_without_borders() -> None:
    plot = idi_result().plot.map().to_spec()
    land = plot["layer"][0]
    assert land["mark"]["type"] == "geoshape" and land["mark"]["stroke"] is None
    assert len(land["data"]["values"]) == 1


def test_areas_of_the_user_have_no_place() -> None:
    own = ict.analysis.index({
        "schema": 1, "kind": "own-index", "id": "schools", "names": {"en": "Schools online"},
        "nodes": [{"id": "schools", "children": [{"id": "connected", "weight": 1}]}],
        "indicators": [{"id": "connected", "names": {"en": "Schools connected"},
                        "unit": "percent", "minimum": 0, "maximum": 100, "goalposts": [0, 100]}],
        "areas": [{"code": "N", "names": {"en": "North"}}],
    })  # fmt: skip
    table = own.read(pd.DataFrame({"economy": ["N"], "year": [2024], "connected": [62.5]}))
    result = ict.compute(own, table)
    assert "North" in result.plot.heat_map(language="en").to_svg()
    assert result.plot.ceiling(language="en").title.startswith("Schools online 2024:")
    with pytest.raises(ict.errors.UsageError) as error:
        result.plot.map()
    assert error.value.code == "chart.areas-without-places"


def test_a_variant_says_so_in_its_framework() -> None:
    idi = ict.methodology("idi", edition=2024)
    weights = {"idi": {"universal-connectivity": 2, "meaningful-connectivity": 1}}
    chart = idi.variant("heavier", weights=weights).plot.framework(language="en")
    assert any("Computed by the variant" in note for note in chart.notes)
