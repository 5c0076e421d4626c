"""The charts of profiles: what was printed, in the page's language, as shapes and words."""

from __future__ import annotations

import json
import re
import xml.etree.ElementTree as ET

import pytest
from site_cases import two_editions

from ictindex.analysis.change.change_inputs import ROUNDING
from ictindex.publishing.graphics import palette
from ictindex.publishing.website.economy_facts import EditionFacts
from ictindex.publishing.website.profile_charts import ProfileCharts
from ictindex.publishing.website.static_pictures import Mark, RowPicture, TimePicture
from ictindex.publishing.website.strip_backgrounds import draw_background, write_backgrounds


def charts_of(language: str) -> tuple[ProfileCharts, EditionFacts, EditionFacts]:
    site = two_editions()
    first, last = (EditionFacts(edition, site.editions) for edition in site.editions)
    return ProfileCharts(last, language), first, last


@pytest.mark.parametrize(("language", "printed"), [("en", "82.0"), ("fr", "82,0")])
def test_the_strip_has_the_economy_among_its_region(language: str, printed: str) -> None:
    charts, _, facts = charts_of(language)
    box = charts.draw_strip("BRA")
    assert box is not None and isinstance(box.drawing, RowPicture)
    assert box.table.rows[0][1] == printed
    # Each row of the table has its mark in the picture.
    assert len(box.drawing.rows) == len(box.table.rows)
    first = box.drawing.rows[0]
    assert first.mark == Mark(82.0, palette.LATER)
    picture = "../../../assets/strips/idi-2024.americas.upper-middle.svg"
    assert first.behind == f"{picture}#r0"
    assert f"{picture.removeprefix('../../../assets/')}" in dict(write_backgrounds(facts))


def test_the_picture_behind_a_strip_has_the_scores_of_the_region_and_the_medians() -> None:
    _, _, facts = charts_of("en")
    root = ET.fromstring(draw_background(facts, facts.groups_of("BRA")))  # noqa: S314 - our own
    rows = root.findall("{*}g")
    views = [view.get("id") for view in root.findall("{*}view")]
    assert views == [f"r{n}" for n in range(len(facts.nodes))]
    _, others, region, income = rows[0].findall("{*}path")
    scores = [facts.score(code, "idi") for code in facts.members["itu-region", "americas"]]
    # Of a thousand units the scale has ten for a point.
    drawn = [int(x) for x in re.findall(r"M(\d+) ", str(others.get("d")))]
    assert drawn == sorted(round(10 * score) for score in scores if score is not None)
    for path, group in (
        (region, ("itu-region", "americas")),
        (income, ("income-group", "upper-middle")),
    ):
        middle = facts.middles[(*group, "idi")].value
        assert str(path.get("d")).startswith(f"M{round(10 * middle)} ")


def test_a_picture_behind_strips_has_no_words_and_is_also_a_script() -> None:
    """One file serves six languages; a page from a folder may not read the picture itself."""
    _, _, facts = charts_of("en")
    files = dict(write_backgrounds(facts))
    picture = files["strips/idi-2024.americas.upper-middle.svg"]
    assert "<text" not in picture and "<title" not in picture
    script = files["strips/idi-2024.americas.upper-middle.js"]
    start = 'window.ictindexShared["strips/idi-2024.americas.upper-middle"] = '
    _, _, shared = script.partition(start)
    assert json.loads(shared.removesuffix(";\n")) == picture


@pytest.mark.parametrize("language", ["en", "ar", "zh"])
def test_the_waterfall_adds_up(language: str) -> None:
    charts, first, last = charts_of(language)
    shift = last.shift("BRA", first)
    box = charts.draw_change("BRA", shift)
    assert box is not None and shift.change is not None and isinstance(box.drawing, RowPicture)
    total = sum(step.points for step in shift.change.steps)
    assert total == shift.change.change
    rows = box.table.rows
    assert len(rows) == len(box.drawing.rows) == len(shift.change.steps) + 2
    ends = [charts.setting.number(float(end), 1) for end in (shift.change.first, shift.change.last)]
    assert [rows[0][2], rows[-1][2]] == ends
    marks = [row.mark for row in box.drawing.rows[1:-1]]
    for step, mark in zip(shift.change.steps, marks, strict=True):
        assert (mark is None) == (step.kind == ROUNDING and not step.points)
        if mark is not None:
            assert mark.colour == (palette.FALL if step.points < 0 else palette.RISE)
    # The value that was put in is no observation: its bar is a frame.
    hollow = [
        row[0]
        for row, drawn in zip(rows, box.drawing.rows, strict=True)
        if drawn.mark is not None and drawn.mark.is_hollow
    ]
    name = charts.setting.label("nodes", "internet-users")
    assert any(words.startswith(name) for words in hollow)


def test_the_series_has_the_printed_scores_of_each_edition() -> None:
    charts, first, last = charts_of("fr")
    box = charts.draw_series("BRA")
    assert box is not None and isinstance(box.drawing, TimePicture)
    printed = [str(facts.score("BRA", "idi")).replace(".", ",") for facts in (first, last)]
    assert [words for _, _, words in box.drawing.figures] == printed
    assert [words for _, words in box.drawing.times] == box.table.headers[1:] == ["2023", "2024"]
    for row, node in enumerate(("idi", "universal-connectivity", "meaningful-connectivity")):
        assert box.table.rows[row][1:] == [
            str(facts.score("BRA", node)).replace(".", ",") for facts in (first, last)
        ]


def test_an_economy_without_any_score_has_no_chart() -> None:
    charts, first, last = charts_of("en")
    assert charts.draw_strip("XAA") is None
    assert charts.draw_series("XAA") is None
    assert charts.draw_change("AFG", last.shift("AFG", first)) is None
