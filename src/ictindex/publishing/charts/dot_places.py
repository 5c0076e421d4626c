"""Positions of dots on a map in Equal Earth: near dots move apart, some areas are kept clear."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from functools import lru_cache
from types import MappingProxyType

from ictindex.core.data_classes import dataclass
from ictindex.definitions.catalogue.places import Point, economy_centres, land_outlines

# Equal Earth: Šavrič, Patterson and Jenny (2018), International Journal of Geographical
# Information Science 33, equations 1 to 6.
_A = (1.340264, -0.081106, 0.000893, 0.003796)
_M = math.sqrt(3) / 2
_MOST_STEPS = 400
# No dot covers these places, and none is named there, except that of an economy of its own: a map
# of dots states nothing on their status, and a dot next to them must not seem to.
CLEAR: Mapping[str, Point] = MappingProxyType(
    {
        "crimea": (34.3, 45.2),
        "western-sahara": (-13.0, 24.5),
        "golan": (35.8, 33.0),
        "jammu-and-kashmir": (75.5, 34.0),
        "taiwan": (121.0, 23.7),
        "northern-cyprus": (33.5, 35.3),
        "somaliland": (45.0, 9.7),
        "kosovo": (20.9, 42.6),
    }
)
_OWN = {"taiwan": "TWN", "western-sahara": "ESH", "kosovo": "XKX"}


@dataclass(frozen=True, slots=True)
class Dot:
    """The position of a dot, and its distance from places that are kept clear (pixels)."""

    longitude: float
    latitude: float
    room: float


def project(point: Point) -> Point:
    """Return the coordinates of a place in Equal Earth, of a sphere with the radius 1."""
    longitude, latitude = (math.radians(part) for part in point)
    theta = math.asin(_M * math.sin(latitude))
    return (
        longitude * math.cos(theta) / (_M * _slope(theta)),
        _height(theta),
    )


def unproject(point: Point) -> Point:
    """Return the longitude and latitude of a point of Equal Earth, by Newton's method."""
    x, y = point
    theta = y / _A[0]
    for _ in range(12):
        theta -= (_height(theta) - y) / _slope(theta)
    # A point beyond the edge of the world is moved to the edge.
    theta = min(max(theta, -math.pi / 3), math.pi / 3)
    longitude = min(max(x * _M * _slope(theta) / math.cos(theta), -math.pi), math.pi)
    latitude = math.asin(min(max(math.sin(theta) / _M, -1.0), 1.0))
    return math.degrees(longitude), math.degrees(latitude)


def _height(theta: float) -> float:
    square = theta * theta
    sixth = square**3
    return theta * (_A[0] + _A[1] * square + sixth * (_A[2] + _A[3] * square))


def _slope(theta: float) -> float:
    """Return the derivative of the height."""
    square = theta * theta
    sixth = square**3
    return _A[0] + 3 * _A[1] * square + sixth * (7 * _A[2] + 9 * _A[3] * square)


@lru_cache(maxsize=1)
def land_width() -> float:
    """Return the width of a map of all land and all centres, in radii of the sphere."""
    points = [point for ring in land_outlines() for point in ring]
    across = [project(point)[0] for point in (*points, *economy_centres().values())]
    return max(across) - min(across)


@lru_cache(maxsize=8)
def spread_dots(economies: Sequence[str], width: float, size: float) -> Mapping[str, Dot]:
    """Return positions of dots of a size on a map of a width, so that none overlap (in pixels)."""
    unit = width / land_width()
    centres = economy_centres()
    codes = [code for code in sorted(economies) if code in centres]
    points = {}
    for code in codes:
        x, y = project(centres[code])
        points[code] = [x * unit, y * unit]
    clear = {name: tuple(part * unit for part in project(at)) for name, at in CLEAR.items()}
    for _ in range(_MOST_STEPS):
        moved = _part_dots(codes, points, size)
        for code in codes:
            for name, at in clear.items():
                if _OWN.get(name) != code:
                    moved = _push(points[code], at, size / 2 + 1, 1.0) or moved
        if not moved:
            break
    dots = {}
    for code in codes:
        x, y = points[code]
        room = min(
            math.hypot(x - at[0], y - at[1]) for name, at in clear.items() if _OWN.get(name) != code
        )
        longitude, latitude = unproject((x / unit, y / unit))
        dots[code] = Dot(round(longitude, 2), round(latitude, 2), room)
    return MappingProxyType(dots)


def _part_dots(codes: Sequence[str], points: dict[str, list[float]], size: float) -> bool:
    """Move overlapping dots apart by half of the overlap; tell whether any did overlap."""
    moved = False
    ordered = sorted(codes, key=lambda code: points[code][0])
    for n, code in enumerate(ordered):
        here = points[code]
        for other in ordered[n + 1 :]:
            there = points[other]
            if there[0] - here[0] >= size:
                break
            if abs(there[1] - here[1]) < size:
                before = (here[0], here[1])
                moved = _push(here, (there[0], there[1]), size, 0.5) or moved
                moved = _push(there, before, size, 0.5) or moved
    return moved


def _push(point: list[float], at: Sequence[float], least: float, share: float) -> bool:
    """Move a point away from a place up to a distance; tell whether it was nearer."""
    dx, dy = point[0] - at[0], point[1] - at[1]
    apart = math.hypot(dx, dy)
    if apart >= least - 0.01:
        return False
    if apart < 1e-9:
        dx, dy, apart = 0.0, -1.0, 1.0
        point[1] -= least * share
        return True
    by = (least - apart) * share
    point[0] += dx / apart * by
    point[1] += dy / apart * by
    return True
