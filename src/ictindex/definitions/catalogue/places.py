"""Approximate centres of economies and outlines of land, for maps of dots without borders."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from types import MappingProxyType

from ictindex.definitions.catalogue import loading

Point = tuple[float, float]


@lru_cache(maxsize=1)
def economy_centres() -> Mapping[str, Point]:
    """Return longitude and latitude of a dot for each economy, in degrees."""
    # The point is the centre of the largest land area of an economy (Natural Earth), or the
    # principal town of an economy that is too small for that map (tz database of IANA). Neither
    # implies borders.
    return MappingProxyType(
        {
            row["iso3"]: (float(row["longitude"]), float(row["latitude"]))
            for row in loading.rows("economy_centres.csv")
        }
    )


@lru_cache(maxsize=1)
def land_outlines() -> tuple[tuple[Point, ...], ...]:
    """Return the outlines of land, each a closed ring, clockwise."""
    rings: dict[str, list[Point]] = {}
    for row in loading.rows("land_outlines.csv"):
        point = float(row["longitude"]), float(row["latitude"])
        rings.setdefault(row["outline"], []).append(point)
    return tuple(tuple(ring) for ring in rings.values())
