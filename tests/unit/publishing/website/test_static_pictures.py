"""Pictures of profiles: values grow away from the names, time runs from left to right."""

from __future__ import annotations

from pathlib import Path

import pytest

from ictindex.publishing.graphics.setting import Setting
from ictindex.publishing.website import static_pictures
from ictindex.publishing.website.static_pictures import (
    DOT,
    LINE,
    WIDTH,
    Mark,
    PictureLine,
    RowPicture,
    TimePicture,
    draw_dots,
    draw_line,
    nice_steps,
)


@pytest.mark.parametrize("language", ["en", "ar", "zh"])
def test_values_grow_away_from_the_names(language: str) -> None:
    """Shapes are turned here; words are placed from the side of the names by the page."""
    drawn = RowPicture(Setting(language), (0, 100))
    places = [drawn.x(value) for value in (0, 25, 100)]
    assert places == ([WIDTH, 750, 0] if language == "ar" else [0, 250, WIDTH])
    assert [at for at, _ in drawn.ticks] == [0, 20, 40, 60, 80, 100]


def test_a_bar_reaches_from_one_value_to_the_other() -> None:
    drawn = RowPicture(Setting("en"), (50, 100))
    assert drawn.draw_bar(80, 60, "#123456", hollow=False) == Mark(20, "#123456", 40)
    assert drawn.draw_bar(60, 80, "#123456", hollow=True) == Mark(20, "#123456", 40, True)
    # A step of nothing is still to be seen.
    assert drawn.draw_bar(60, 60, "#123456", hollow=False).width == 0.2


@pytest.mark.parametrize("language", ["en", "ar"])
def test_time_runs_from_left_to_right_in_every_language(language: str) -> None:
    times = {2023.0: "2023", 2024.0: "", 2025.0: "2025"}
    drawn = TimePicture(Setting(language), times, (70, 95))
    drawn.draw(PictureLine("#000000", [(2023, 80), (2025, 90)], ["80.0", "90.0"]))
    drawn.mark_break(2024)
    drawn.mark_level(80)
    assert 0 < drawn.x(2023) < drawn.x(2024) < drawn.x(2025) < WIDTH
    assert 0 < drawn.y(90) < drawn.y(80) < drawn.height
    assert [words for _, _, words in drawn.figures] == ["80.0", "90.0"]
    assert [words for _, words in drawn.times] == ["2023", "2025"]
    assert {words for _, words in drawn.numbers} >= {"70", "90"}


def test_one_time_is_in_the_middle() -> None:
    assert TimePicture(Setting("en"), {2025.0: "2025"}, (0, 1)).x(2025) == WIDTH / 2


@pytest.mark.parametrize(
    ("ends", "expected"),
    [
        ((0, 100), [0, 20, 40, 60, 80, 100]),
        ((80, 90), [80, 82, 84, 86, 88, 90]),
        ((0, 0.8), [0, 0.2, 0.4, 0.6, 0.8]),
    ],
)
def test_steps_are_round_numbers(ends: tuple[float, float], expected: list[float]) -> None:
    assert nice_steps(*ends) == expected


def test_a_dot_is_a_short_line_with_round_ends() -> None:
    """A circle would become an ellipse where the page stretches the box."""
    (dots,) = draw_dots([(5, 10), (6, 11)], "#123456", 10)
    assert (dots.outline, dots.width, dots.is_round) == ("M5 10h.01M6 11h.01", 10, True)
    assert draw_dots([], "#123456", 10) == []


def test_a_line_goes_from_each_place_to_the_next() -> None:
    (line,) = draw_line([(50, 36.2), (103, 79.9), (156, 79.9), (209, 10)], "#123456", 2)
    assert line.outline == "M50 36.2l53 43.7 53 0 53 -69.9" and not line.is_round
    assert draw_line([(50, 36.2)], "#123456", 2) == []


def test_the_style_sheet_has_the_widths_of_lines_and_points() -> None:
    """A page states none of them: a thousand pages would repeat it."""
    sheet = (Path(static_pictures.__file__).parent / "assets" / "site.css").read_text("utf-8")
    assert f".drawing path:not([stroke-width]) {{ stroke-width: {LINE};" in sheet
    assert f".drawing path.dots:not([stroke-width]) {{ stroke-width: {DOT};" in sheet
