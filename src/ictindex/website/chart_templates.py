"""Charts that are compiled once a language and filled with data on many pages.

The plot of a template names its data. It stands in a script that pages share; a page carries the
data of its economy alone.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from ictindex.graphics import vega_lite as vl
from ictindex.graphics.packages import load_package
from ictindex.graphics.setting import FORMS, Setting
from ictindex.website.chart_boxes import dump_for_page

# The ends of a scale that the data of a page give: numbers that no score has.
LOW_END, HIGH_END = -98765.0, 98765.0
ENDS = "ends"


def named(name: str) -> dict[str, Any]:
    """Return the data of a template: a name, by which a page fills them."""
    return {"name": name}


def compile_template(plot: Mapping[str, Any], setting: Setting) -> dict[str, Any]:
    """Return a plot compiled to Vega, its named data and open ends left to the page."""
    convert = load_package("vl_convert")
    spec = {**plot, "config": vl.config(setting), "padding": 4}
    made: dict[str, Any] = convert.vegalite_to_vega(spec, vl_version=vl.VERSION)
    for entry in made.get("data", ()):
        if entry.keys() <= {"name", "transform"}:
            entry["values"] = entry["name"]
    for scale in made.get("scales", ()):
        if scale.get("domain") == [LOW_END, HIGH_END]:
            scale["domain"] = {"data": ENDS, "field": "at"}
            made["data"].insert(0, {"name": ENDS, "values": ENDS})
    del made["$schema"]
    return made


def compile_forms(
    compose: Any, language: str, forms: Iterable[str] = FORMS
) -> dict[str, dict[str, Any]]:
    """Return the wide and the narrow form of a template; ``compose`` makes the plot of one."""
    settings = [Setting(language, form) for form in forms]
    return {setting.form: compile_template(compose(setting), setting) for setting in settings}


def write_script(charts: Mapping[str, Any], data: Mapping[str, Any]) -> str:
    """Return the script by which pages share templates and data."""
    content = dump_for_page({"charts": charts, "data": data})
    return f'"use strict";\nwindow.ictindexShared = {content};\n'
