"""A map of areas from a publisher's file; areas of undetermined status have no colour."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from ictindex.analysis.tables.edition_figures import EditionFigures
from ictindex.core.data_classes import dataclass
from ictindex.core.errors import UsageError
from ictindex.language import i18n
from ictindex.publishing.charts.dot_map import (
    class_legend,
    dot_layers,
    dot_rows,
    list_dots,
    map_words,
    score_grid,
)
from ictindex.publishing.graphics import palette
from ictindex.publishing.graphics import vega_lite as vl
from ictindex.publishing.graphics.chart import Chart
from ictindex.publishing.graphics.composition import Composition, LegendItem
from ictindex.publishing.graphics.setting import Setting

# The name of the data of the areas, which pages share.
AREAS = "areas"
_ASPECT = 0.49
_PLAIN = palette.LAND
_HATCH = (palette.PAPER, palette.HATCH)
_STRIPES = 24
# An area smaller than this, in degrees, cannot be seen: its economy has a dot too.
_SMALL = 2.5


@dataclass(frozen=True, slots=True)
class MapAreas:
    """Areas and lines as shapes of GeoJSON: code (or nothing), whether undetermined, no name."""

    features: Sequence[Mapping[str, Any]]
    seen: frozenset[str]


def draw_areas(figures: EditionFigures, areas: MapAreas, *, language: str | None = None) -> Chart:
    """Draw the scores as colours of areas, and as dots for economies without a visible area."""
    node = figures.methodology.plan.root
    data = list_dots(figures, node)
    if data["score"].isna().all():
        raise UsageError("chart.nothing-to-draw")

    def compose(setting: Setting) -> Composition:
        return _compose(figures, areas, node, setting)

    return Chart("map", data, compose, Setting(i18n.current_language(language)))


def is_seen(geometry: Mapping[str, Any]) -> bool:
    """Tell whether an area is large enough to be seen on a map of the world."""
    polygons = geometry["coordinates"]
    rings = polygons if geometry["type"] == "Polygon" else [r for p in polygons for r in p]
    for ring in rings:
        across = [point[0] for point in ring]
        upwards = [point[1] for point in ring]
        if max(across) - min(across) >= _SMALL and max(upwards) - min(upwards) >= _SMALL:
            return True
    return False


def make_hatching() -> dict[str, Any]:
    """Return the fill of areas of undetermined status: stripes, no colour of the scale."""
    stops = []
    for n in range(_STRIPES):
        colour = _HATCH[n % 2]
        stops += [
            {"offset": round(n / _STRIPES, 4), "color": colour},
            {"offset": round((n + 1) / _STRIPES, 4), "color": colour},
        ]
    return {"gradient": "linear", "x1": 0, "y1": 0, "x2": 1, "y2": 1, "stops": stops}


def _compose(figures: EditionFigures, areas: MapAreas, node: str, setting: Setting) -> Composition:
    width = setting.width - 32
    data = list_dots(figures, node)
    codes = list(data["economy"])
    drawn = dot_rows(figures, data, setting)
    by_code = {row["economy"]: row for row in drawn}
    coloured = [
        {"code": code, "colour": by_code[code]["colour"], "sentence": by_code[code]["sentence"]}
        for code in codes
        if code in areas.seen
    ]
    shapes = {"name": AREAS, "values": [dict(feature) for feature in areas.features]}
    lookup = {
        "lookup": "properties.c",
        "from": {
            "data": vl.inline(coloured),
            "key": "code",
            "fields": ["colour", "sentence"],
        },
    }
    area, line = "datum.properties.l == 0", "datum.properties.l == 1"
    open_, settled = "datum.properties.u == 1", "datum.properties.u == 0"
    plot: dict[str, Any] = {
        "width": width,
        "height": round(width * _ASPECT),
        "projection": {"type": "equalEarth"},
        "data": shapes,
        "layer": [
            {
                "transform": [{"filter": f"{area} && {settled}"}],
                "mark": vl.silent("geoshape", fill=_PLAIN, stroke=None),
            },
            {
                "transform": [
                    {"filter": f"{area} && {settled} && datum.properties.c != ''"},
                    lookup,
                    {"filter": "isValid(datum.colour)"},
                ],
                "mark": {"type": "geoshape", "stroke": None},
                "encoding": {"fill": vl.plain_colour("colour"), **vl.sentences()},
            },
            {
                "transform": [{"filter": f"{area} && {open_}"}],
                "mark": vl.silent("geoshape", fill=make_hatching(), stroke=None),
            },
            {
                "transform": [{"filter": f"{line} && {settled}"}],
                "mark": vl.silent("geoshape", filled=False, stroke=palette.PAPER, strokeWidth=0.8),
            },
            {
                "transform": [{"filter": f"{line} && {open_}"}],
                "mark": vl.silent(
                    "geoshape",
                    filled=False,
                    stroke=palette.SOFT_INK,
                    strokeWidth=0.8,
                    strokeDash=[3, 2],
                ),
            },
            *dot_layers([row for row in drawn if row["economy"] not in areas.seen], setting),
        ],
    }
    legend = class_legend(figures, data, "square", setting)
    kinds = {(f["properties"]["l"], f["properties"]["u"]) for f in areas.features}
    if (0, 1) in kinds:
        legend.append(LegendItem(setting.word("map-open-area"), _HATCH[1], "empty"))
    if (1, 1) in kinds:
        legend.append(LegendItem(setting.word("map-open-line"), palette.SOFT_INK, "dash"))
    words = map_words(figures, node, data, "map-areas-base", setting)
    return Composition(words, plot, score_grid(node, drawn, setting), legend)
