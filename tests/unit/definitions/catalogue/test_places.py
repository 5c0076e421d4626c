"""Every economy has a dot on the map, and land has outlines."""

from __future__ import annotations

from itertools import pairwise

from small_cases import small_cases

from ictindex.definitions import catalogue
from ictindex.definitions.catalogue.places import economy_centres, land_outlines


def test_every_economy_of_a_group_has_a_centre() -> None:
    grouped = {
        economy
        for listing in catalogue.groupings().values()
        for members in listing.groups.values()
        for economy in members
    }
    # Two uninhabited islands have neither a shape at this scale nor a principal place.
    assert grouped - set(economy_centres()) <= {"BVT", "HMD"}


@small_cases(("economy", "longitude", "latitude"), [
    ("BRA", -53, -11), ("FJI", 178, -18), ("KIR", 173, 1), ("RUS", 99, 62), ("SGP", 104, 1),
])  # fmt: skip
def test_centres_lie_where_atlases_have_them(
    economy: str, longitude: float, latitude: float
) -> None:
    centre = economy_centres()[economy]
    assert abs(centre[0] - longitude) <= 4 and abs(centre[1] - latitude) <= 4


def test_outlines_are_closed_and_clockwise() -> None:
    for ring in land_outlines():
        assert ring[0] == ring[-1]
        area = sum(x * v - u * y for (x, y), (u, v) in pairwise(ring))
        assert area < 0  # clockwise: Vega takes the other side of a ring otherwise
        assert all(-180 <= x <= 180 and -60 <= y <= 84 for x, y in ring)
