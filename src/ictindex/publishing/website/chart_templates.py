"""Charts that are compiled once for each language and filled with data on many pages.

The plot of a template names its data. It is in a script that pages share; each page has only the
data of its economy.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from ictindex.language import i18n
from ictindex.publishing.graphics import vega_lite as vl
from ictindex.publishing.graphics.plot_process import compile_plot
from ictindex.publishing.graphics.setting import FORMS, Setting
from ictindex.publishing.website.chart_boxes import dump_for_page

# The ends of a scale, which the data of a page replace: no score has these values.
LOW_END, HIGH_END = -98765.0, 98765.0
# Brackets that no words contain: phrases show characters that are not printable as escapes.
_DATUM = re.compile("⟦(.*?)⟧")


def name_data(name: str) -> dict[str, Any]:
    """Return the data of a template: a name, under which a page fills them."""
    return {"name": name}


def columns(names: Sequence[str], rows: Iterable[Sequence[Any]]) -> dict[str, Any]:
    """Return rows in the form of a page: the names of the columns once."""
    return {"fields": list(names), "rows": [list(row) for row in rows]}


def calculate(name: str, expression: str) -> dict[str, str]:
    """Return the transformation that adds a column."""
    return {"calculate": expression, "as": name}


def datum(expression: str) -> str:
    """Return a token in place of an expression in a phrase: see :func:`phrase`."""
    return f"⟦{expression}⟧"


def phrase(words: str) -> str:
    """Return the expression of Vega that makes a phrase, with its tokens replaced."""
    parts = _DATUM.split(words)
    written = [
        f"({part})" if n % 2 else json.dumps(part, ensure_ascii=False)
        for n, part in enumerate(parts)
        if part
    ]
    return " + ".join(["''", *written])


def localize(field: str, language: str) -> str:
    """Return the expression that writes a printed number as a language does."""
    mark = i18n.decimal_mark(language)
    return f"datum.{field}" if mark == "." else f"replace(datum.{field}, '.', '{mark}')"


def compile_template(plot: Mapping[str, Any], setting: Setting, ends: str = "") -> dict[str, Any]:
    """Return a plot compiled to Vega; the page fills its named data and the open ends of scales."""
    spec = {**plot, "config": vl.config(setting), "padding": 4}
    made = compile_plot(spec, vl.VERSION)
    for entry in made["data"]:
        if not entry.keys() & {"values", "source", "url"}:
            entry["values"] = entry["name"]
    for scale in made.get("scales", ()):
        if scale.get("domain") == [LOW_END, HIGH_END]:
            scale["domain"] = {"data": ends, "field": "at"}
            made["data"].insert(0, {"name": ends, "values": ends})
    del made["$schema"]
    return made


def compile_forms(
    compose: Callable[[Setting], dict[str, Any]], language: str, ends: str = ""
) -> dict[str, dict[str, Any]]:
    """Return the wide and the narrow form of a template; ``compose`` makes the plot of one."""
    settings = [Setting(language, form) for form in FORMS]
    return {setting.form: compile_template(compose(setting), setting, ends) for setting in settings}


def write_script(charts: Mapping[str, Any], data: Mapping[str, Any]) -> str:
    """Return the script by which pages share templates and data."""
    return (
        '"use strict";\n'
        f"window.ictindexTemplates = {dump_for_page(charts)};\n"
        "window.ictindexShared = Object.assign(window.ictindexShared || {}, "
        f"{dump_for_page(data)});\n"
    )
