"""Names find places that nothing else takes."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from ictindex.publishing.charts.point_labels import order_by_distance, place_labels, spread
from ictindex.publishing.graphics.setting import Setting


@settings(max_examples=60, deadline=None)
@given(st.lists(st.floats(0, 300), min_size=1, max_size=20))
def test_spread_heights_keep_their_order_and_distance(heights: list[float]) -> None:
    moved = spread(heights, 12, 300)
    assert all(0 <= position <= 300 for position in moved)
    order = sorted(range(len(heights)), key=lambda n: heights[n])
    assert all(moved[b] - moved[a] >= 12 - 1e-6 for a, b in pairwise(order))


def test_heights_that_are_apart_stay() -> None:
    assert spread([10, 40, 90], 12, 100) == [10, 40, 90]


def test_a_name_goes_to_the_other_side_or_is_left_out() -> None:
    spots = {"a": (50.0, 50.0), "b": (75.0, 50.0), "c": (62.0, 50.0)}
    names = dict.fromkeys(spots, "Name")
    placed = place_labels(spots, names, (200, 100), Setting("en"))
    assert placed == {"a": "short", "b": "beyond"}


def test_lonely_points_come_first() -> None:
    spots = {"near": (0.0, 0.0), "too": (1.0, 0.0), "far": (90.0, 90.0)}
    assert order_by_distance(spots)[0] == "far"
