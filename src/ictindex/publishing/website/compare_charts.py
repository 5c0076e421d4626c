"""Templates of the charts that visitors choose: bars, dots with spans, lines, in two forms.

Each is compiled to Vega once for each language; the page puts rows, domains and heights into a
copy.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from ictindex.language.i18n.house_style import LABEL_SIZE
from ictindex.publishing.graphics import palette, vega_lite
from ictindex.publishing.graphics.composition import Spec
from ictindex.publishing.graphics.plot_process import compile_plot
from ictindex.publishing.graphics.setting import FORMS, Setting

KINDS = ("bars", "dots", "lines")
# Placeholders of a template, which the page replaces.
_ROWS: list[dict[str, Any]] = []
_LINE = LABEL_SIZE + 2


@lru_cache(maxsize=12)
def compile_templates(language: str) -> dict[str, dict[str, Any]]:
    """Return the templates of a language: the wide and the narrow form of each kind."""
    templates: dict[str, dict[str, Any]] = {}
    for kind in KINDS:
        for form in FORMS:
            setting = Setting(language, form)
            spec = {**_PLOTS[kind](setting), "config": vega_lite.config(setting), "padding": 4}
            made = compile_plot(spec, vega_lite.VERSION)
            templates.setdefault(kind, {})[form] = made
    return templates


def _names(setting: Setting) -> Spec:
    """Return the channel of the rows: a name of several lines is one text with bars between."""
    lines = "split(datum.value,'|')"
    above = 8 + _LINE / 2 if setting.narrow else 0
    count = f"(length({lines})-1)"
    offset = f"-{_LINE / 2}*{count}-{above}" + (f"-{_LINE / 2}*{count}" if above else "")
    label_side: Spec = {"labelAlign": setting.start, "labelPadding": 0} if setting.narrow else {}
    inner = 0.6 if setting.narrow else 0.22
    return {
        "field": "row",
        "type": "nominal",
        "sort": None,
        "scale": {"paddingInner": inner, "paddingOuter": inner / 2},
        "axis": {
            "orient": setting.start,
            "title": None,
            "labelExpr": lines,
            "labelOffset": {"expr": offset},
            "labelLimit": 1000,
            "labelLineHeight": _LINE,
            "labelOverlap": False,
            "domain": False,
            "ticks": False,
            **label_side,
        },
    }


def _across(setting: Setting, field: str) -> Spec:
    """Return the channel of a figure that runs across the page."""
    return {
        **vega_lite.quantity(field),
        "scale": vega_lite.values_scale(setting, 0, 1),
        "axis": vega_lite.values_axis(setting, None),
    }


def _bars(setting: Setting) -> Spec:
    """Return bars from zero, with the published figure after each."""
    x, y = _across(setting, "value"), _names(setting)
    return {
        "data": {"name": "rows", "values": _ROWS},
        "width": setting.width,
        "height": {"step": 22},
        "layer": [
            {
                "mark": {"type": "bar", "color": palette.MAIN, "height": {"band": 1}},
                "encoding": {"x": x, "x2": {"datum": 0}, "y": y, **vega_lite.sentences()},
            },
            {
                "mark": vega_lite.beyond(setting),
                "encoding": {"x": x, "y": y, "text": vega_lite.words("shown")},
            },
        ],
    }


def _dots(setting: Setting) -> Spec:
    """Return a dot for each time on the span between the lowest and the highest figure."""
    y = _names(setting)
    mark = {"type": "point", "filled": True, "opacity": 1, "strokeWidth": 2}
    return {
        "width": setting.width,
        "height": {"step": 22},
        "layer": [
            {
                "data": {"name": "spans", "values": _ROWS},
                "mark": vega_lite.silent("rule", color=palette.AXIS, strokeWidth=2),
                "encoding": {"x": _across(setting, "low"), "x2": {"field": "high"}, "y": y},
            },
            {
                "data": {"name": "rows", "values": _ROWS},
                "mark": mark,
                "encoding": {
                    "x": _across(setting, "value"),
                    "y": y,
                    "color": vega_lite.plain_colour("colour"),
                    "size": {"field": "size", "type": "quantitative", "scale": None},
                    **vega_lite.sentences(),
                },
            },
            {
                "data": {"name": "spans", "values": _ROWS},
                "mark": vega_lite.beyond(setting, 9),
                "encoding": {
                    "x": _across(setting, "high"),
                    "y": y,
                    "text": vega_lite.words("highShown"),
                },
            },
            {
                "data": {"name": "spans", "values": _ROWS},
                "mark": vega_lite.short_of(setting, 9),
                "encoding": {
                    "x": _across(setting, "low"),
                    "y": y,
                    "text": vega_lite.words("lowShown"),
                },
            },
        ],
    }


def _lines(setting: Setting) -> Spec:
    """Return lines over time, which runs from left to right in every language."""
    x = {
        "field": "time",
        "type": "ordinal",
        "sort": None,
        "scale": {"type": "point", "padding": 0.4},
        "axis": {"title": None, "labelAngle": 0, "labelOverlap": True, "ticks": True},
    }
    y = {
        **vega_lite.quantity("value"),
        "scale": {"domain": [0, 1], "nice": False, "zero": False},
        "axis": vega_lite.values_axis(setting, None, orient=setting.start),
    }
    colour = vega_lite.plain_colour("colour")
    return {
        "data": {"name": "rows", "values": _ROWS},
        "width": setting.width,
        "height": 260,
        "layer": [
            {
                "mark": vega_lite.silent("line", strokeWidth=2),
                "encoding": {
                    "x": x,
                    "y": y,
                    "color": colour,
                    "detail": {"field": "segment", "type": "nominal"},
                },
            },
            {
                "mark": {"type": "point", "filled": True, "opacity": 1, "size": 60},
                "encoding": {
                    "x": x,
                    "y": y,
                    "color": colour,
                    "shape": {"field": "shape", "type": "nominal", "scale": None},
                    **vega_lite.sentences(),
                },
            },
        ],
    }


_PLOTS = {"bars": _bars, "dots": _dots, "lines": _lines}
