"""A chart on a page: title, legend and table in HTML, two forms for Vega, a static picture.

The plots are compiled to Vega here and drawn by Vega's runtime in the page. Data that both forms
share are written once.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import field, replace
from functools import lru_cache
from typing import Any

from ictindex.core.data_classes import dataclass
from ictindex.language.i18n.document import Grid
from ictindex.publishing.graphics.chart import Chart
from ictindex.publishing.graphics.composition import LegendItem
from ictindex.publishing.graphics.setting import Setting
from ictindex.publishing.graphics.svg_frame import draw_sign
from ictindex.publishing.website.static_pictures import RowPicture, TimePicture

# Data of these names are in a separate script, which all pages share.
SHARED = ("land", "areas")
_FOR_OTHERS = re.compile(r' (?:aria-[a-z]+|class|role|pointer-events)="[^"]*"| opacity="1"')
_FONTS = re.compile(r' font-family="[^"]*"')
_NOTHING = re.compile(
    r'<path d="(?:M0,0h0v0h0Z)?"(?: display="none")?/>| transform="translate\(0,0\)"|<tspan/>'
)
_SIGN_SIZE = '<svg width="12" height="12"'
_MARK = re.compile(
    r'<path transform="translate\((?P<x>-?[\d.]+),(?P<y>-?[\d.]+)\)" '
    r'(?P<look>d="[^"]{20,}"[^<>]*)/>'
)
# Data sets shorter than this are not moved to a shared name.
_SHORTEST = 200


@dataclass(frozen=True, slots=True)
class ChartBox:
    """A chart as a template shows it.

    ``specs`` are the wide and the narrow form for Vega, whose data are named in ``data``;
    ``picture`` is an SVG that the page shows without a script. A chart of a profile has a
    ``drawing`` instead of all three: it needs no script.
    """

    key: str
    title: str
    subtitle: str
    description: str
    legend: Sequence[tuple[str, str]]
    notes: Sequence[str]
    table: Grid
    picture: str = ""
    specs: Mapping[str, Any] = field(default_factory=dict)
    data: Mapping[str, Any] = field(default_factory=dict)
    drawing: RowPicture | TimePicture | None = None

    @property
    def is_drawn(self) -> bool:
        """Tell whether Vega draws it in the page."""
        return bool(self.specs)


def make_chart_box(chart: Chart, key: str) -> ChartBox:
    """Return the box of a chart; its key is unique on the page."""
    data: dict[str, Any] = {}
    specs = {
        "wide": hoist_data(chart.wide.to_vega(), data),
        "narrow": hoist_data(chart.narrow.to_vega(), data),
    }
    table = next(block for block in chart.table.blocks(chart.language) if isinstance(block, Grid))
    return ChartBox(
        key=key,
        title=chart.title,
        subtitle=chart.subtitle,
        description=chart.description,
        legend=chart.legend_signs(),
        notes=chart.notes,
        table=table,
        picture=strip_marks(chart.to_svg()),
        specs=specs,
        data=data,
    )


@lru_cache(maxsize=256)
def show_sign(item: LegendItem, language: str) -> tuple[str, str]:
    """Return the sign of an entry of a legend as markup, and its words."""
    # The same few signs are on each of some thousand pages: the size that the sheet gives them is
    # left out, and a group that moves nothing.
    sign = draw_sign(item, Setting(language)).replace(_SIGN_SIZE, "<svg", 1)
    moved = '<g transform="translate(0,0)">'
    if sign.count("<g") == 1 and moved in sign:
        sign = sign.replace(moved, "").replace("</g>", "")
    return sign, item.words


def strip_marks(picture: str) -> str:
    """Return a picture without what Vega writes for scripts and readers: a page shows it whole.

    What draws and moves nothing is left out too, and the fonts that the whole picture has.
    """
    start, end, inner = picture.partition(">")
    fonts = _FONTS.search(start)
    if fonts is not None:
        inner = inner.replace(fonts[0], "")
    return f"{start}{end}{_draw_once(_NOTHING.sub('', _FOR_OTHERS.sub('', inner)))}"


def _draw_once(inner: str) -> str:
    """Return shapes of a picture with each mark that is at many places drawn once, and used there.

    A chart has a dot for each economy, all with one outline and colour.
    """
    counts = Counter(mark["look"] for mark in _MARK.finditer(inner))
    named = [look for look, count in counts.items() if count > 2]
    if not named:
        return inner
    names = {look: f"m{n}" for n, look in enumerate(named)}

    def use(mark: re.Match[str]) -> str:
        name = names.get(mark["look"])
        return mark[0] if name is None else f'<use href="#{name}" x="{mark["x"]}" y="{mark["y"]}"/>'

    drawn = "".join(f'<path id="{name}" {look}/>' for look, name in names.items())
    return f"<defs>{drawn}</defs>{_MARK.sub(use, inner)}"


def say_once(boxes: Sequence[ChartBox], shown: Iterable[str] = ()) -> list[ChartBox]:
    """Return the charts of a page without notes that the page or a chart before has already."""
    shown_notes = set(shown)
    kept = []
    for box in boxes:
        kept.append(replace(box, notes=[note for note in box.notes if note not in shown_notes]))
        shown_notes.update(box.notes)
    return kept


def hoist_data(spec: dict[str, Any], store: dict[str, Any]) -> dict[str, Any]:
    """Move the data of a specification of Vega into a store, each once, and name them there."""
    for entry in spec.get("data", ()):
        values = entry.get("values")
        if values is None or isinstance(values, str):
            continue
        if entry["name"] in SHARED:
            entry["values"] = entry["name"]
            continue
        text = json.dumps(values, ensure_ascii=False, sort_keys=True)
        if len(text) < _SHORTEST:
            continue
        name = f"d{hashlib.sha256(text.encode()).hexdigest()[:10]}"
        store[name] = values
        entry["values"] = name
    return spec


def shared_names(specs: Mapping[str, Any]) -> list[str]:
    """Return the names of the shared data that the forms of a chart draw."""
    named = {
        entry.get("values")
        for spec in specs.values()
        for entry in spec.get("data", ())
        if isinstance(entry.get("values"), str)
    }
    return [name for name in SHARED if name in named]


def dump_for_page(value: Any) -> str:
    """Return JSON that is safe inside a ``script`` element."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    return text.replace("<", "\\u003c").replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")
