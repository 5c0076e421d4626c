"""A map of dots: a score for each economy at its approximate centre, on land without borders."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from ictindex.analysis.tables.edition_figures import EditionFigures, figures_of_result, require_node
from ictindex.analysis.tables.score_bands import ScoreBands
from ictindex.core.errors import UsageError
from ictindex.core.own_terms import terms_of
from ictindex.definitions.catalogue.places import economy_centres, land_outlines
from ictindex.language import i18n
from ictindex.language.i18n.collation import sort_key
from ictindex.publishing.charts import result_facts as facts
from ictindex.publishing.charts.dot_places import spread_dots
from ictindex.publishing.charts.edition_scores import decimals_of, edition_notes, title_of
from ictindex.publishing.charts.frame_rows import each_row, is_missing
from ictindex.publishing.charts.picture import picture
from ictindex.publishing.graphics import palette
from ictindex.publishing.graphics import vega_lite as vl
from ictindex.publishing.graphics.chart import Chart
from ictindex.publishing.graphics.composition import ChartTable, Composition, LegendItem, Words
from ictindex.publishing.graphics.setting import Setting

if TYPE_CHECKING:
    import pandas as pd

    from ictindex.indices.idi.result import Result

# Bands of the scale on a map: people can distinguish five shades, not ten.
CLASSES = 5
# The name of the data of the land, which pages share.
LAND = "land"
_ASPECT = 0.49
_LAND = palette.LAND
# The diameter of a dot, and the distance at which dots do not touch; for the width of a map, the
# width at which they do not. A pointer or a finger needs 24 pixels (WCAG 2.2, criterion 2.5.8).
_DIAMETER = {"wide": 7.0, "narrow": 4.4}
_APART = {"wide": 8.0, "narrow": 5.2}
_DESIGNED = {"wide": 640, "narrow": 328}
# The least width at which a form is drawn, as a share of the one it is designed for.
_LEAST = 0.9
_TARGET = 24


@picture("map", of=("Result", "EditionFigures"))
def draw_map(
    subject: Result | EditionFigures, node: str | None = None, *, language: str | None = None
) -> Chart:
    """Draw a score as a dot at the approximate centre of each economy, without any border.

    Parameters
    ----------
    node : str, optional
        Id of a node; by default the index.

    Returns
    -------
    Chart
        Its data: economy, longitude, latitude, score, flag. Centres: Natural Earth, and of small
        economies the principal place of IANA's tz database; both public domain.

    Examples
    --------
    >>> import ictindex as ict
    >>> printed = ict.read_published(ict.sample_data("idi-2024-published.csv"))
    >>> edition = ict.analysis.series({2024: printed}).editions[0]
    >>> int(edition.plot.map().data["score"].notna().sum())
    24
    """
    figures = subject if isinstance(subject, EditionFigures) else figures_of_result(subject)
    key = figures.methodology.plan.root if node is None else node
    require_node(figures, key)
    data = list_dots(figures, key)
    if data["score"].isna().all():
        own = terms_of(figures.methodology)
        areas = own is not None and own.areas
        raise UsageError("chart.areas-without-places" if areas else "chart.nothing-to-draw")

    def compose(setting: Setting) -> Composition:
        return _compose(figures, key, data, setting)

    return Chart("map", data, compose, Setting(i18n.current_language(language)))


def list_dots(figures: EditionFigures, node: str) -> pd.DataFrame:
    """Return a row for each economy that has coordinates: its centre, score and flag."""
    import pandas as pd

    flags = {} if figures.result is None else figures.result.flags
    centres = economy_centres()
    rows = []
    for economy in sorted(figures.economies):
        if economy not in centres:
            continue
        score = figures.scores.get((economy, node))
        flag = "" if score is None else facts.mark_of(flags.get((economy, node), ()))
        value = None if score is None else float(score)
        rows.append((economy, *centres[economy], value, flag))
    columns = ["economy", "longitude", "latitude", "score", "flag"]
    return pd.DataFrame(rows, columns=columns).astype({"score": float})


def class_colours() -> list[str]:
    """Return the colours of the classes, light to dark."""
    return [palette.mix_sequence((n + 0.6) / CLASSES) for n in range(CLASSES)]


def land_features() -> list[dict[str, Any]]:
    """Return all land as one shape of GeoJSON, without any border and without a name."""
    rings = [[[list(point) for point in ring]] for ring in land_outlines()]
    return [{"type": "Feature", "geometry": {"type": "MultiPolygon", "coordinates": rings}}]


def dot_rows(figures: EditionFigures, data: pd.DataFrame, setting: Setting) -> list[dict[str, Any]]:
    """Return the data of each economy's dot, in the order of the names in the language."""
    bands, colours = ScoreBands.of(figures, CLASSES), class_colours()
    form = setting.form
    dots = spread_dots(tuple(data["economy"]), _DESIGNED[form], _APART[form])
    drawn = []
    for row in each_row(data):
        there = not is_missing(row.score)
        places = decimals_of(figures)
        shown = setting.number(row.score, places) if there else setting.word("no-value")
        name = setting.economy(row.economy)
        dot = dots[row.economy]
        target = max(min(float(_TARGET), 2 * dot.room * _LEAST - 1), _DIAMETER[form])
        drawn.append(
            {
                "economy": row.economy,
                "name": name,
                "shown": shown,
                "longitude": dot.longitude,
                "latitude": dot.latitude,
                "target": round(target**2),
                "colour": colours[bands.find(Decimal(str(row.score)))] if there else palette.PAPER,
                "flag": row.flag,
                "sentence": facts.add_remark(
                    i18n.pair(name, shown, setting.language), row.flag, setting
                ),
            }
        )
    return sorted(drawn, key=lambda row: sort_key(str(row["name"]), setting.language))


def dot_layers(drawn: list[dict[str, Any]], setting: Setting) -> list[dict[str, Any]]:
    """Return the layers of dots: below, areas for a pointer or a finger; above them the dots."""
    centre = {"longitude": vl.quantity("longitude"), "latitude": vl.quantity("latitude")}
    kept = ("longitude", "latitude", "target", "colour", "flag", "sentence")
    return [
        {
            "data": vl.inline([{key: row[key] for key in kept} for row in drawn]),
            "encoding": centre,
            "layer": [
                {
                    "mark": {"type": "point", "filled": True, "opacity": 0, "shape": "circle"},
                    "encoding": {
                        "size": {"field": "target", "type": "quantitative", "scale": None},
                        **vl.sentences(),
                    },
                },
                {
                    "mark": {
                        "type": "point",
                        "aria": False,
                        "filled": True,
                        "size": _DIAMETER[setting.form] ** 2,
                        "opacity": 1,
                        "stroke": palette.INK,
                        "strokeWidth": 0.7,
                    },
                    "encoding": {
                        "fill": vl.plain_colour("colour"),
                        "shape": facts.shape_channel(),
                        "tooltip": {"field": "sentence", "type": "nominal"},
                    },
                },
            ],
        }
    ]


def class_legend(
    figures: EditionFigures, data: pd.DataFrame, shape: str, setting: Setting
) -> list[LegendItem]:
    """Return the legend of the classes, from low to high, and of economies without a score."""
    bands = ScoreBands.of(figures, CLASSES)
    legend = [
        LegendItem(bands.name(n, setting.language), colour, shape)
        for n, colour in enumerate(class_colours())
    ]
    if data["score"].isna().any():
        legend.append(LegendItem(setting.word("no-value"), palette.INK, "hollow"))
    # A dot is filled by its class: an estimate is a dot here too, and its tooltip names the flag.
    marks = facts.flag_legend(data["flag"], setting, palette.INK)
    return [*legend, *(item for item in marks if item.shape != "hollow")]


def map_words(
    figures: EditionFigures, node: str, data: pd.DataFrame, key: str, setting: Setting
) -> Words:
    """Return the words around a map; ``key`` is that of the sentence about its basis."""
    edition = title_of(figures, setting)
    if node != figures.methodology.plan.root:
        edition = i18n.join([edition, setting.label("nodes", node)], setting.language)
    return Words(
        title=setting.word("map", edition=edition),
        subtitle=setting.word(key, count=str(int(data["score"].notna().sum()))),
        notes=[
            *([setting.word("map-note")] if key == "map-base" else []),
            *edition_notes(figures, setting),
        ],
    )


def score_grid(node: str, drawn: list[dict[str, Any]], setting: Setting) -> ChartTable:
    """Return the table of a map: economies in the order of their names."""
    headers = [i18n.text("views", "economy", setting.language), setting.label("nodes", node)]
    none = setting.word("no-value")
    rows = [[row["name"], "–" if row["shown"] == none else row["shown"]] for row in drawn]
    return ChartTable(headers, rows, frozenset({1}))


def _compose(
    figures: EditionFigures, node: str, data: pd.DataFrame, setting: Setting
) -> Composition:
    width = setting.width - 32
    drawn = dot_rows(figures, data, setting)
    plot: dict[str, Any] = {
        "width": width,
        "height": round(width * _ASPECT),
        "projection": {"type": "equalEarth"},
        "layer": [
            {
                "data": {"name": LAND, "values": land_features()},
                "mark": vl.silent("geoshape", fill=_LAND, stroke=None),
            },
            *dot_layers(drawn, setting),
        ],
    }
    return Composition(
        words=map_words(figures, node, data, "map-base", setting),
        plot=plot,
        grid=score_grid(node, drawn, setting),
        legend=class_legend(figures, data, "circle", setting),
    )
