"""Small pictures: values grow away from the names, time runs from left to right."""

from __future__ import annotations

import pytest

from ictindex.graphics import vega_lite as vl
from ictindex.graphics.setting import Setting
from ictindex.website.static_pictures import (
    WIDTH,
    PictureLine,
    RowPicture,
    TimePicture,
    nice_steps,
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
    # Numbers stand where the language begins.
    side = "start" if language == "ar" else "end"
    assert {words for _, _, words in drawn.picture.texts[side, False]} >= {"70", "90"}


def test_one_time_stands_in_the_middle() -> None:
    drawn = TimePicture(Setting("en"), {2025.0: "2025"}, (0, 1))
    assert 0 < drawn.x(2025) < WIDTH


@pytest.mark.parametrize(
    ("ends", "expected"),
    [((0, 100), [0, 20, 40, 60, 80, 100]), ((80, 90), [80, 82, 84, 86, 88, 90]),
     ((0, 0.8), [0, 0.2, 0.4, 0.6, 0.8])],
)  # fmt: skip
def test_steps_are_round_numbers(ends: tuple[float, float], expected: list[float]) -> None:
    assert nice_steps(*ends) == expected
