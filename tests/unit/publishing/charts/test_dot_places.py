"""Dots of a map in Equal Earth: none on another, none on a place that is kept clear."""

from __future__ import annotations

import math
from itertools import combinations

import pytest
from small_cases import small_cases

from ictindex.definitions.catalogue.places import economy_centres
from ictindex.publishing.charts.dot_places import (
    CLEAR,
    land_width,
    project,
    spread_dots,
    unproject,
)

# The centre, the end of the equator and the pole, from equations 1 to 6 of Šavrič et al. (2018):
# x = 2 sqrt(3) longitude / (3 a1) at the equator, y = a1 t + a2 t^3 + a3 t^7 + a4 t^9 at t = pi/3.
_EDGE = 2 * math.sqrt(3) * math.pi / (3 * 1.340264)
_THETA = math.pi / 3
_POLE = (
    1.340264 * _THETA - 0.081106 * _THETA**3 + 0.000893 * _THETA**7 + 0.003796 * _THETA**9
)  # fmt: skip


@pytest.mark.parametrize(
    ("position", "point"),
    [((0, 0), (0, 0)), ((180, 0), (_EDGE, 0)), ((-180, 0), (-_EDGE, 0)), ((0, 90), (0, _POLE))],
)
def test_the_projection_is_equal_earth(
    position: tuple[float, float], point: tuple[float, float]
) -> None:
    assert project(position) == pytest.approx(point, abs=1e-12)


@small_cases("position", [(10, 50), (-170, -60), (0, 0), (120, 23.7), (179, 80)])
def test_a_point_leads_back_to_its_place(position: tuple[float, float]) -> None:
    assert unproject(project(position)) == pytest.approx(position, abs=1e-8)


@pytest.mark.parametrize("width", [328.0, 640.0])
def test_no_dot_lies_on_another_or_on_a_place_that_is_kept_clear(width: float) -> None:
    size = 5.2 if width < 600 else 8.0
    economies = tuple(economy_centres())
    dots = spread_dots(economies, width, size)
    unit = width / land_width()
    points = {
        code: [part * unit for part in project((dot.longitude, dot.latitude))]
        for code, dot in dots.items()
    }
    assert set(dots) == set(economies)
    assert min(math.dist(a, b) for a, b in combinations(points.values(), 2)) > size - 0.2
    own = {"TWN": "taiwan", "ESH": "western-sahara", "XKX": "kosovo"}
    for name, position in CLEAR.items():
        at = [part * unit for part in project(position)]
        for code, point in points.items():
            if own.get(code) != name:
                assert math.dist(at, point) > size / 2, (name, code)
                assert dots[code].room <= math.dist(at, point) + 0.2


def test_dots_that_have_room_stay_where_they_are() -> None:
    dots = spread_dots(("BRA", "CHN", "ZAF"), 640.0, 8.0)
    for code, dot in dots.items():
        assert (dot.longitude, dot.latitude) == pytest.approx(economy_centres()[code], abs=0.006)
