"""The map has a dot for each economy with a place, and none where nothing is known."""

from __future__ import annotations

from itertools import pairwise

import pandas as pd
import pytest
from chart_cases import idi_result

import ictindex as ict
from ictindex.analysis.tables.edition_figures import figures_of_published
from ictindex.definitions.catalogue.places import economy_centres
from ictindex.publishing.charts.dot_map import CLASSES, class_colours, draw_map
from ictindex.publishing.charts.dot_places import CLEAR, land_width, project
from ictindex.publishing.graphics import palette


def test_dots_have_the_published_scores_at_their_places() -> None:
    data = idi_result().plot.map().data.set_index("economy")
    scores = idi_result().scores
    for economy, row in data.iterrows():
        assert (row["longitude"], row["latitude"]) == economy_centres()[str(economy)]
        score = scores.loc[economy, "idi"]
        assert row["score"] == score or (pd.isna(row["score"]) and pd.isna(score))
        assert not (pd.isna(row["score"]) and row["flag"])


def test_classes_darken() -> None:
    shades = [palette.luminance(colour) for colour in class_colours()]
    assert len(shades) == CLASSES and shades == sorted(shades, reverse=True)
    for first, second in pairwise(class_colours()):
        assert palette.contrast(first, second) >= 1.3


def test_land_is_one_shape_without_borders() -> None:
    plot = idi_result().plot.map().to_spec()
    land = plot["layer"][0]
    assert land["mark"]["type"] == "geoshape" and land["mark"]["stroke"] is None
    assert len(land["data"]["values"]) == 1


def test_printed_scores_are_drawn_where_they_cannot_be_recomputed() -> None:
    # The IDI 2024 report, Annex 2, prints 33.1 for Afghanistan and not all of its inputs: nothing
    # recomputes it.
    printed = ict.read_published(ict.sample_data("idi-2024-published.csv"))
    figures = figures_of_published(printed, ict.methodology("idi", edition=2024), 2024)
    assert idi_result().scores.loc["AFG"].isna()["idi"]
    chart = draw_map(figures, language="en")
    scores = chart.data.set_index("economy")["score"]
    assert scores["AFG"] == 33.1
    assert scores.notna().sum() == 24
    assert "Scores, values and prices as published" in " ".join(chart.notes)


def test_economies_are_in_the_order_of_their_names_and_not_of_their_scores() -> None:
    chart = idi_result().plot.map(language="en")
    names = [row[0] for row in chart.table.blocks("en")[-1].rows]
    assert names[:2] == ["Afghanistan", "Azerbaijan"] and names == sorted(names)
    marks = chart.to_spec()["layer"][1]
    sentences = [row["sentence"] for row in marks["data"]["values"]]
    assert [words.split(":")[0] for words in sentences] == names


@pytest.mark.parametrize("width", [592, 720, 928])
def test_no_colour_and_no_name_of_an_economy_lies_on_places_of_unsettled_status(
    width: int,
) -> None:
    """At the widths at which the site shows the map; below them a list is in its place."""
    marks = idi_figures_of_all().to_spec()["layer"][1]
    unit = (width - 8) / land_width()
    targets, dots = marks["layer"]
    assert targets["encoding"]["size"]["field"] == "target"
    radius = dots["mark"]["size"] ** 0.5 / 2
    own = {"Taiwan, Province of China", "Western Sahara", "Kosovo"}
    for position in CLEAR.values():
        at = [part * unit for part in project(position)]
        for row in marks["data"]["values"]:
            if any(row["sentence"].startswith(name) for name in own):
                continue
            x, y = (part * unit for part in project((row["longitude"], row["latitude"])))
            apart = ((x - at[0]) ** 2 + (y - at[1]) ** 2) ** 0.5
            assert apart > radius, row["sentence"]
            assert apart > row["target"] ** 0.5 / 2 or row["target"] == radius**2 * 4


def test_a_finger_meets_24_pixels_where_no_such_place_is_near() -> None:
    rows = idi_figures_of_all().to_spec()["layer"][1]["data"]["values"]
    targets = {row["sentence"].split(":")[0]: row["target"] ** 0.5 for row in rows}
    assert targets["Brazil"] == targets["Fiji"] == targets["Malta"] == 24
    assert sum(size >= 24 for size in targets.values()) > 0.85 * len(targets)


def idi_figures_of_all() -> ict.analysis.Chart:
    """Return a map of every economy that has a place, each with an invented score."""
    rows = [(code, "idi", "50.0") for code in sorted(economy_centres())]
    table = pd.DataFrame(rows, columns=["economy", "node", "value"])
    printed = ict.read_published(table)
    figures = figures_of_published(printed, ict.methodology("idi", edition=2024), 2024)
    return draw_map(figures, language="en")


def test_areas_of_the_user_have_no_place() -> None:
    own = ict.analysis.index(
        {
            "schema": 1,
            "kind": "own-index",
            "id": "schools",
            "names": {"en": "Schools online"},
            "nodes": [{"id": "schools", "children": [{"id": "connected", "weight": 1}]}],
            "indicators": [
                {
                    "id": "connected",
                    "names": {"en": "Schools connected"},
                    "unit": "percent",
                    "minimum": 0,
                    "maximum": 100,
                    "goalposts": [0, 100],
                }
            ],
            "areas": [{"code": "N", "names": {"en": "North"}}],
        }
    )
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
