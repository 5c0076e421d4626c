"""The scripts with the shapes of maps, which all pages share: land without any border."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ictindex.publishing.charts.area_map import AREAS
from ictindex.publishing.charts.dot_map import LAND, land_features
from ictindex.publishing.website.area_file import read_areas
from ictindex.publishing.website.chart_boxes import dump_for_page
from ictindex.publishing.website.site_inputs import SiteInputs


def write_map_scripts(site: SiteInputs) -> Iterator[tuple[str, str]]:
    """Yield the name and the text of each script: a classic one, which also works from a folder."""
    yield f"{LAND}.js", _script(LAND, land_features())
    if site.land is not None:
        areas = read_areas(site.land, site.document.map)
        yield f"{AREAS}.js", _script(AREAS, [dict(feature) for feature in areas.features])


def _script(name: str, features: list[dict[str, Any]]) -> str:
    """Return a script that puts shapes into the store from which charts take shared data."""
    shapes = dump_for_page(features)
    return f"(window.ictindexShared = window.ictindexShared || {{}}).{name} = {shapes};\n"
