"""Pieces of Vega-Lite specifications that all charts share: axes by direction, rows, the style.

The plot has marks and axes only; titles, legends and notes are laid out around it, because Vega
sets no legend from right to left and breaks no line.
"""

from __future__ import annotations

import copy
import math
from collections.abc import Mapping, Sequence
from typing import Any

from ictindex.language.i18n.house_style import LABEL_SIZE
from ictindex.publishing.graphics import palette
from ictindex.publishing.graphics.composition import Spec
from ictindex.publishing.graphics.setting import Setting, literal

SCHEMA = "https://vega.github.io/schema/vega-lite/v6.json"
VERSION = "6.4"
_LINE = LABEL_SIZE + 2
_NAMES = 210  # pixels that names may take next to their rows
_MARGIN = 24
# Names in the widest of the usual letters (Verdana, DejaVu Sans), as a share of their estimate; the
# gap between a name and its axis; the edges of a plot within its picture.
_WIDE_LETTERS, _GAP, _EDGES = 1.15, 4, 14
# A narrow chart is drawn for 360 pixels; names above its marks must also fit a page of 320.
_NARROWEST = 290


def config(setting: Setting) -> Spec:
    """Return the style of all charts; numbers are written as the language does."""
    words = {"labelColor": palette.INK, "titleColor": palette.SOFT_INK}
    return {
        "font": setting.fonts,
        "locale": setting.locale(),
        "background": "transparent",
        "axis": {
            **words,
            "aria": False,
            "domainColor": palette.AXIS,
            "gridColor": palette.GRID,
            "labelFontSize": LABEL_SIZE,
            "tickColor": palette.AXIS,
            "titleFontSize": LABEL_SIZE,
            "titleFontWeight": "normal",
            "titlePadding": 8,
        },
        "legend": {"aria": False, "disable": True},
        "text": {"color": palette.INK, "fontSize": LABEL_SIZE},
        "view": {"stroke": None},
    }


def sentences(field: str = "sentence") -> Spec:
    """Return the channels by which a mark describes its data: a tooltip and a description."""
    return {
        "tooltip": {"field": field, "type": "nominal"},
        "description": {"field": field, "type": "nominal"},
    }


def silent(mark: str, **properties: Any) -> Spec:
    """Return a mark that is decoration: screen readers skip it."""
    return {"type": mark, "aria": False, "tooltip": None, **properties}


def beyond(setting: Setting, distance: int = 5, **properties: Any) -> Spec:
    """Return a mark of words behind a value, on the side where it grows."""
    away = -distance if setting.rtl else distance
    return silent("text", align=setting.start, dx=away, baseline="middle", **properties)


def short_of(setting: Setting, distance: int = 5, **properties: Any) -> Spec:
    """Return a mark of words before a value, on the side of its names."""
    away = distance if setting.rtl else -distance
    return silent("text", align=setting.end, dx=away, baseline="middle", **properties)


def quantity(field: str) -> Spec:
    """Return the channel of a quantity."""
    return {"field": field, "type": "quantitative"}


def words(field: str = "label") -> Spec:
    """Return the channel of words, taken from the data unchanged."""
    return {"field": field, "type": "nominal"}


def plain_colour(field: str) -> Spec:
    """Return the channel of a colour, taken from the data unchanged."""
    return {"field": field, "type": "nominal", "scale": None}


def values_axis(setting: Setting, title: str | None, **properties: Any) -> Spec:
    """Return the axis of a quantity that runs across the page; its title keeps to a phone."""
    # On a page of 320 px a chart has 290 px; fonts differ, and the width of words is approximate.
    lines = setting.wrap(title or "", 250) if setting.narrow else [setting.isolate(title or "")]
    return {
        "title": (lines if len(lines) > 1 else lines[0]) if title else None,
        "labelFlush": False,
        "labelOverlap": True,
        "tickCount": 5,
        "domain": False,
        **properties,
    }


def height_axis(setting: Setting, title: str, **properties: Any) -> Spec:
    """Return the axis of a quantity that runs upwards; its title is above it and never turned."""
    return values_axis(
        setting,
        title,
        orient=setting.start,
        titleAngle=0,
        titleAlign=setting.start,
        titleAnchor="end",
        titleBaseline="bottom",
        titleX=30 if setting.rtl else -30,
        titleY=-10,
        **properties,
    )


def values_scale(setting: Setting, low: float, high: float) -> Spec:
    """Return the scale of a quantity across the page: it grows away from the names."""
    return {"domain": [low, high], "nice": False, "zero": False, "reverse": setting.rtl}


class Rows:
    """Rows, each with a name: next to it on a wide page, above it on a narrow one.

    With ``keeps_room`` the names keep the room that they take in wide letters: a picture is drawn
    with the letters of one computer and read with those of another.
    """

    def __init__(
        self,
        setting: Setting,
        names: Mapping[str, str | Sequence[str]],
        extra: int = 0,
        most: int = _NAMES,
        *,
        keeps_room: bool = False,
    ) -> None:
        self.setting = setting
        self.keys = list(names)
        room = _NARROWEST - _MARGIN if setting.narrow else most
        self.lines = {
            key: [
                line
                for part in ([name] if isinstance(name, str) else name)
                for line in setting.wrap(part, room)
            ]
            for key, name in names.items()
        }
        name_width = min(setting.widest([*self.lines.values()]), most)
        self._room = math.ceil(name_width * _WIDE_LETTERS) + _GAP if keeps_room else 0
        taken = self._room + _EDGES if keeps_room else name_width
        self.width = int(setting.width - _MARGIN - extra - (0 if setting.narrow else taken))
        tallest = max((len(lines) for lines in self.lines.values()), default=1)
        self.step = 26 + _LINE * tallest if setting.narrow else max(20, _LINE * tallest + 2)

    @property
    def height(self) -> Spec:
        """The height of the plot, by its rows."""
        return {"step": self.step}

    def scale(self) -> Spec:
        """Return the scale of the rows: on a narrow page there is room for names above each."""
        inner = 1 - 16 / self.step if self.setting.narrow else 0.22
        outer = inner / 2 if self.setting.narrow else 0.12
        return {"domain": self.keys, "paddingInner": inner, "paddingOuter": outer}

    def channel(self, field: str = "row", **axis: Any) -> Spec:
        """Return the channel of the rows, with their names as its axis."""
        setting = self.setting
        labels = literal(self.lines)
        # A label of several lines is centred on its row: Vega centres the first line.
        above = 8 + _LINE / 2 if setting.narrow else 0
        count = f"length({labels}[datum.value])-1"
        offset = f"-{_LINE / 2}*({count})-{above}" + (f"-{_LINE / 2}*({count})" if above else "")
        label_side: Spec = (
            {"labelAlign": setting.start, "labelPadding": 0} if setting.narrow else {}
        )
        # Vega gives an axis 200 pixels at most; longer names would begin outside of the picture.
        room: Spec = {"minExtent": self._room} if self._room and not setting.narrow else {}
        return {
            "field": field,
            "type": "nominal",
            "sort": None,
            "scale": self.scale(),
            "axis": {
                **room,
                "orient": setting.start,
                "title": None,
                "labelExpr": f"{labels}[datum.value]",
                "labelOffset": {"expr": offset},
                "labelLimit": 1000,
                "labelLineHeight": _LINE,
                "labelOverlap": False,
                "domain": False,
                "ticks": False,
                **label_side,
                **axis,
            },
        }


def inline(rows: Sequence[Mapping[str, Any]]) -> Spec:
    """Return rows as the data of a specification."""
    return {"values": [dict(row) for row in rows]}


def panel(
    setting: Setting,
    title: Sequence[str],
    size: tuple[float, float],
    rows: Sequence[Mapping[str, Any]],
    layers: Sequence[Spec],
) -> Spec:
    """Return one of several small plots; its title, in lines, is where the language begins."""
    return {
        "width": size[0],
        "height": size[1],
        "title": {
            "text": title,
            "anchor": "end" if setting.rtl else "start",
            "fontSize": LABEL_SIZE,
            "fontWeight": "bold",
            "color": palette.INK,
            "offset": 4,
        },
        "data": inline(rows),
        "layer": layers,
    }


def build_chart(altair: Any, spec: Spec) -> Any:
    """Return the Altair object of a specification; its rows are copied, nothing is validated."""
    # Altair validates every mark and channel that it reads from a specification; a test checks the
    # charts against the schema instead.
    properties = {
        key: value for key, value in spec.items() if key not in ("layer", "concat", "data")
    }
    properties = copy.deepcopy(properties)
    if "data" in spec:
        rows = spec["data"].get("values")
        properties["data"] = (
            spec["data"] if rows is None else {"values": [dict(row) for row in rows]}
        )
    if "encoding" in properties:
        kind = altair.SharedEncoding if "layer" in spec else altair.FacetedEncoding
        properties["encoding"] = kind(**properties["encoding"])
    if "layer" in spec:
        return altair.LayerChart(
            layer=[build_chart(altair, v) for v in spec["layer"]], **properties
        )
    if "concat" in spec:
        return altair.ConcatChart(
            concat=[build_chart(altair, v) for v in spec["concat"]], **properties
        )
    return altair.Chart(**properties)
