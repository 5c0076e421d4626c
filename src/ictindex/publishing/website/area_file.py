"""The map file of a publisher: areas with a code and a status, lines with a status, no names."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

from ictindex.core.errors import UnusableFileError, UsageError
from ictindex.publishing.charts.area_map import MapAreas, is_seen
from ictindex.publishing.website.site_document import MapTable

# The largest size of the map that all pages of a site share, in compressed bytes.
MOST_BYTES = 40_000
_AREAS = ("Polygon", "MultiPolygon")
_LINES = ("LineString", "MultiLineString")
_PLACES = 1  # decimals of a degree: 11 kilometres, less than a pixel


@lru_cache(maxsize=2)
def read_areas(path: Path, table: MapTable) -> MapAreas:
    """Read the areas and lines of a GeoJSON file; only code and status of their properties."""
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
        features = [
            shape for feature in content["features"] for shape in _read_feature(feature, table)
        ]
    except OSError as error:
        raise UnusableFileError("file.unreadable", file=path.name) from error
    except (ValueError, KeyError, TypeError, IndexError, AttributeError) as error:
        raise UsageError("site.map-unusable", file=path.name) from error
    if not features:
        raise UsageError("site.map-unusable", file=path.name)
    size = len(gzip.compress(json.dumps(features, separators=(",", ":")).encode(), mtime=0))
    if size > MOST_BYTES:
        raise UsageError(
            "site.map-large", file=path.name, size=str(size // 1000), most=str(MOST_BYTES // 1000)
        )
    seen = frozenset(
        feature["properties"]["c"]
        for feature in features
        if feature["properties"]["c"] and is_seen(feature["geometry"])
    )
    return MapAreas(features, seen)


def _read_feature(feature: Mapping[str, Any], table: MapTable) -> Iterator[dict[str, Any]]:
    geometry = feature["geometry"]
    if geometry is None:
        return
    kind = geometry["type"]
    if kind not in (*_AREAS, *_LINES):
        raise ValueError(kind)
    properties = feature.get("properties") or {}
    is_open = str(properties.get(table.status, "")) in table.undetermined
    code = str(properties.get(table.code) or "")
    rounded = _round(geometry["coordinates"])
    if not rounded:
        return
    # An area of undetermined status has no code here: it has no colour and no name of an economy.
    shown_code = code if kind in _AREAS and not is_open else ""
    yield {
        "type": "Feature",
        "properties": {"c": shown_code, "l": int(kind in _LINES), "u": int(is_open)},
        "geometry": {"type": kind, "coordinates": rounded},
    }


def _round(coordinates: Sequence[Any]) -> list[Any]:
    """Return coordinates with few decimals, without repeated points."""
    if coordinates and isinstance(coordinates[0], (int, float)):
        longitude, latitude = float(coordinates[0]), float(coordinates[1])
        if not (-180.1 <= longitude <= 180.1 and -90.1 <= latitude <= 90.1):
            raise ValueError(coordinates)
        return [round(longitude, _PLACES), round(latitude, _PLACES)]
    made: list[Any] = []
    for part in coordinates:
        rounded = _round(part)
        if rounded and not (made and made[-1] == rounded):
            made.append(rounded)
    # At this scale a ring of two points, or a line of one, is nothing.
    if made and isinstance(made[0][0], float) and len(made) < 2:
        return []
    return made
