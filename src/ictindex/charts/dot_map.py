"""A map of dots: a score for each economy at its approximate centre, on land without borders."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ictindex import i18n
from ictindex.catalogue.places import economy_centres, land_outlines
from ictindex.charts import result_facts as facts
from ictindex.charts.frame_rows import each_row
from ictindex.core.errors import UsageError
from ictindex.graphics import palette
from ictindex.graphics import vega_lite as vl
from ictindex.graphics.chart import Chart
from ictindex.graphics.composition import Composition, Grid, LegendItem, Words
from ictindex.graphics.setting import Setting

if TYPE_CHECKING:
    import pandas as pd

    from ictindex.idi.result import Result

# Classes of the scale: a reader tells five shades apart, not a hundred.
CLASSES = 5
_ASPECT = 0.49
_LAND = "#e4e8ec"


def draw_map(result: Result, language: str | None, node: str | None = None) -> Chart:
    """Draw the scores of a node as dots."""
    import pandas as pd

    key = result.methodology.plan.root if node is None else node
    n = result.position(key)
    centres = economy_centres()
    rows = []
    for economy, scores in zip(result.economies, result.rounded_rows, strict=True):
        if economy not in centres:
            continue
        score = scores[n]
        flag = "" if score is None else facts.mark_of(result.flags.get((economy, key), ()))
        value = None if score is None else float(score)
        rows.append((economy, *centres[economy], value, flag))
    if all(score is None for *_, score, _ in rows):
        areas = result.own_terms is not None and result.own_terms.areas
        raise UsageError("chart.areas-without-places" if areas else "chart.nothing-to-draw")
    data = pd.DataFrame(rows, columns=["economy", "longitude", "latitude", "score", "flag"])
    # The lowest are drawn last: a dark dot hides a light one, not the other way round.
    data = data.sort_values(["score", "economy"], ascending=[False, True], na_position="first")
    data = data.reset_index(drop=True)

    def compose(setting: Setting) -> Composition:
        return _compose(result, key, data, setting)

    return Chart("map", data, compose, Setting(i18n.current_language(language)))


def class_of(score: float, scale: float) -> int:
    """Return the class of a score, from 0."""
    return min(int(score * CLASSES / scale), CLASSES - 1)


def class_colours() -> list[str]:
    """Return the colours of the classes, light to dark."""
    return [palette.mix_sequence((n + 0.6) / CLASSES) for n in range(CLASSES)]


def _compose(result: Result, node: str, data: pd.DataFrame, setting: Setting) -> Composition:
    scale = float(result.methodology.plan.scale)
    colours = class_colours()
    width = setting.width - 32
    drawn = []
    for row in each_row(data):
        there = row.score == row.score and row.score is not None
        shown = setting.number(row.score, result.decimals) if there else setting.word("no-value")
        sentence = i18n.pair(setting.economy(row.economy), shown, setting.language)
        drawn.append(
            {
                "longitude": row.longitude,
                "latitude": row.latitude,
                "colour": colours[class_of(row.score, scale)] if there else palette.PAPER,
                "flag": row.flag,
                "sentence": facts.add_remark(sentence, row.flag, setting),
            }
        )
    land = {
        "type": "Feature",
        "geometry": {
            "type": "MultiPolygon",
            "coordinates": [[[list(place) for place in ring]] for ring in land_outlines()],
        },
    }
    plot: dict[str, Any] = {
        "width": width,
        "height": round(width * _ASPECT),
        "projection": {"type": "equalEarth"},
        "layer": [
            {
                "data": {"values": [land]},
                "mark": vl.silent("geoshape", fill=_LAND, stroke=None),
            },
            {
                "data": vl.inline(drawn),
                "mark": {
                    "type": "point",
                    "filled": True,
                    "size": 34 if setting.narrow else 72,
                    "opacity": 1,
                    "stroke": palette.INK,
                    "strokeWidth": 0.7,
                },
                "encoding": {
                    "longitude": vl.quantity("longitude"),
                    "latitude": vl.quantity("latitude"),
                    "fill": vl.plain_colour("colour"),
                    "shape": facts.shape_channel(),
                    **vl.sentences(),
                },
            },
        ],
    }
    bounds = [scale * n / CLASSES for n in range(CLASSES + 1)]
    legend = [
        LegendItem(
            f"{setting.number(bounds[n], 0)}–{setting.number(bounds[n + 1], 0)}",
            colours[n],
            "circle",
        )
        for n in range(CLASSES)
    ]
    if data["score"].isna().any():
        legend.append(LegendItem(setting.word("no-value"), palette.INK, "hollow"))
    edition = facts.edition_title(result, setting)
    if node != result.methodology.plan.root:
        edition = i18n.join([edition, setting.label("nodes", node)], setting.language)
    headers = [
        i18n.text("views", "economy", setting.language),
        setting.label("nodes", node),
    ]
    table = [
        [
            setting.economy(row.economy),
            "–" if row.score != row.score else setting.number(row.score, result.decimals),
        ]
        for row in each_row(data)
    ]
    return Composition(
        words=Words(
            title=setting.word("map", edition=edition),
            subtitle=setting.word("map-base", count=str(int(data["score"].notna().sum()))),
            notes=[setting.word("map-note"), *facts.source_notes(result, setting)],
        ),
        plot=plot,
        grid=Grid(headers, table, frozenset({1})),
        legend=[*legend, *_flag_items(data, setting)],
    )


def _flag_items(data: pd.DataFrame, setting: Setting) -> list[LegendItem]:
    items = facts.flag_legend(data["flag"], setting, palette.INK)
    # A dot is filled by its class: an estimate is a dot here too, and its tooltip says so.
    return [item for item in items if item.shape != "hollow"]
