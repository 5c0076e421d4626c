"""Small pictures: values grow away from the names, time runs from left to right."""

from __future__ import annotations

from xml.etree import ElementTree

import pytest

from ictindex.publishing.graphics import vega_lite as vl
from ictindex.publishing.graphics.setting import Setting
from ictindex.publishing.website.static_pictures import (
    WIDTH,
    PictureLine,
    RowPicture,
    StaticPicture,
    TimePicture,
    nice_steps,
    write_picture,
)


@pytest.mark.parametrize("language", ["en", "ar", "zh"])
def test_values_grow_away_from_the_names(language: str) -> None:
    setting = Setting(language)
    rows = vl.Rows(setting, {"a": "First", "b": "Second"}, extra=48, most=250)
    drawn = RowPicture(setting, rows, (0, 100))
    (anchor,) = {anchor for anchor, _ in drawn.picture.texts}
    names = [x for x, _, _ in drawn.picture.texts[anchor, False]]
    assert abs(drawn.x(100) - names[0]) > abs(drawn.x(0) - names[0])
    assert anchor == ("start" if language == "ar" else "end")
    assert all(0 <= drawn.x(value) <= WIDTH for value in (0, 50, 100))
    assert drawn.middle("a") < drawn.middle("b") < drawn.picture.height


@pytest.mark.parametrize("language", ["en", "ar"])
def test_time_runs_from_left_to_right_in_every_language(language: str) -> None:
    times = {2023.0: "2023", 2024.0: "", 2025.0: "2025"}
    drawn = TimePicture(Setting(language), times, (70, 95))
    drawn.draw(PictureLine("#000000", [(2023, 80), (2025, 90)], ["80.0", "90.0"]))
    drawn.mark_break(2024)
    drawn.mark_level(80)
    assert drawn.x(2023) < drawn.x(2024) < drawn.x(2025)
    assert drawn.y(90) < drawn.y(80)
    labels = [words for _, _, words in drawn.picture.texts["middle", True]]
    assert labels == ["80.0", "90.0"]
    # Numbers are where the language begins.
    side = "start" if language == "ar" else "end"
    assert {words for _, _, words in drawn.picture.texts[side, False]} >= {"70", "90"}


def test_one_time_is_in_the_middle() -> None:
    drawn = TimePicture(Setting("en"), {2025.0: "2025"}, (0, 1))
    assert 0 < drawn.x(2025) < WIDTH


@pytest.mark.parametrize(
    ("ends", "expected"),
    [((0, 100), [0, 20, 40, 60, 80, 100]), ((80, 90), [80, 82, 84, 86, 88, 90]),
     ((0, 0.8), [0, 0.2, 0.4, 0.6, 0.8])],
)  # fmt: skip
def test_steps_are_round_numbers(ends: tuple[float, float], expected: list[float]) -> None:
    assert nice_steps(*ends) == expected


def test_a_picture_of_its_own_is_well_formed_and_holds_words_as_words() -> None:
    picture = StaticPicture(40)
    picture.write((10, 20), "<script>alert(1)</script> & more", "start")
    picture.line("#000000", "M0 0h10", 1, "3 2")
    root = ElementTree.fromstring(write_picture(picture, Setting("ar")))  # noqa: S314 - ours
    texts = [element.text for element in root.iter() if element.tag.endswith("text")]
    assert texts == ["<script>alert(1)</script> & more"]
    assert root.get("viewBox") == "0 0 720 40" and root.get("lang") == "ar"


def test_a_picture_without_names_has_its_marks_in_the_same_places() -> None:
    setting = Setting("fr")
    rows = vl.Rows(setting, {"a": "Un nom", "b": "Un autre"}, extra=48, most=250)
    whole, bare = (RowPicture(setting, rows, (0, 100), named=named) for named in (True, False))
    assert whole.picture.texts and not bare.picture.texts
    assert (whole.x(37), whole.middle("b")) == (bare.x(37), bare.middle("b"))
    assert whole.picture.height == bare.picture.height
