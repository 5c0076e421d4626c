"""The framework of an index: its tree as stacked blocks, each as high as its effective weight."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ictindex.indices.results.lab_page import list_lab_notices
from ictindex.language import i18n
from ictindex.publishing.charts.frame_rows import each_row
from ictindex.publishing.charts.picture import picture
from ictindex.publishing.graphics import palette
from ictindex.publishing.graphics import vega_lite as vl
from ictindex.publishing.graphics.chart import Chart
from ictindex.publishing.graphics.composition import ChartTable, Composition, Words
from ictindex.publishing.graphics.setting import Setting

if TYPE_CHECKING:
    import pandas as pd

    from ictindex.indices.idi.result import Result
    from ictindex.indices.results.methodology import Methodology

_LEAST = 420  # height in pixels where no block needs more for its words
_LINE = 13


def _frame(methodology: Methodology) -> pd.DataFrame:
    import pandas as pd

    plan = methodology.plan
    rows: list[tuple[object, ...]] = []

    def visit(position: int, parent: str, depth: int, start: float) -> None:
        node = plan.nodes[position]
        share = float(plan.weight_in_index(node))
        own = plan.parent(node)
        within = 1.0 if own is None else own[1] / own[2]
        rows.append((node, parent, depth, within, share, start, start + share))
        for child in plan.children(position):
            visit(child, node, depth + 1, start)
            start += float(plan.weight_in_index(plan.nodes[child]))

    visit(len(plan.nodes) - 1, "", 0, 0.0)
    names = ["node", "parent", "depth", "weight", "effective_weight", "start", "end"]
    return pd.DataFrame(rows, columns=names)


@picture("framework", of=("Methodology", "Result"), natural_of="Methodology")
def draw_framework(subject: Methodology | Result, *, language: str | None = None) -> Chart:
    """Draw the tree of the index as stacked blocks, each as high as its share of the index.

    Returns
    -------
    Chart
        Its data: node, parent, depth, weight (within the parent), effective_weight (the product
        of the weights up to the index), start, end.

    Examples
    --------
    >>> import ictindex as ict
    >>> chart = ict.methodology("idi", edition=2024).plot.framework(language="en")
    >>> chart.data.query("depth == 1")["effective_weight"].tolist()
    [0.5, 0.5]
    """
    whole: Any = subject
    methodology: Methodology = getattr(whole, "methodology", whole)
    edition: int | None = subject.edition
    data = _frame(methodology)

    def compose(setting: Setting) -> Composition:
        return _compose(methodology, edition, data, setting)

    return Chart("framework", data, compose, Setting(i18n.current_language(language)))


def _percent(share: float, setting: Setting) -> str:
    """Write a weight: with a decimal only if it needs one."""
    places = 0 if abs(100 * share - round(100 * share)) < 0.005 else 1
    return setting.percent(100 * share, places)


def _block_colours(data: pd.DataFrame) -> dict[str, str]:
    first = [node for node, depth in zip(data["node"], data["depth"], strict=True) if depth == 1]
    parents = dict(zip(data["node"], data["parent"], strict=True))
    colours: dict[str, str] = {}
    seen = dict.fromkeys(first, 0)
    for node in data["node"]:
        top = node
        while parents[top] and parents[parents[top]]:
            top = parents[top]
        if not parents[node]:
            colours[node] = palette.INK
        elif node in seen:
            colours[node] = palette.RAMPS[first.index(node) % len(palette.RAMPS)][0]
        else:
            ramp = palette.RAMPS[first.index(top) % len(palette.RAMPS)]
            colours[node] = ramp[(2, 5)[seen[top] % 2]]
            seen[top] += 1
    return colours


def _compose(
    methodology: Methodology, edition: int | None, data: pd.DataFrame, setting: Setting
) -> Composition:
    index = setting.label("nodes", methodology.document.index)
    title = (
        index
        if edition is None
        else i18n.text("views", "edition", setting.language, index=index, edition=str(edition))
    )
    depth = int(data["depth"].max()) + 1
    leaves = len(methodology.plan.indicators)
    plot = _rows(data, setting) if setting.narrow else _blocks(data, depth, setting)
    table = [
        [
            setting.label("nodes", row.node),
            setting.label("nodes", row.parent) if row.parent else "–",
            _percent(row.weight, setting),
            _percent(row.effective_weight, setting),
        ]
        for row in each_row(data)
    ]
    headers = [
        i18n.text("columns", "node", setting.language),
        setting.word("part-of"),
        setting.word("weight-within"),
        setting.word("effective-weight"),
    ]
    return Composition(
        words=Words(
            title=setting.word("framework", edition=title),
            subtitle=setting.word("framework-base", count=str(leaves)),
            notes=[
                setting.word(
                    "framework-source", document=i18n.isolate(methodology.id, setting.language)
                ),
                *(n.to_text(setting.language) for n in list_lab_notices(methodology.document)),
            ],
        ),
        plot=plot,
        grid=ChartTable(headers, table, frozenset({2, 3})),
    )


def _sentence(row: Any, setting: Setting) -> str:
    return setting.isolate(
        i18n.pair(
            setting.label("nodes", row.node),
            setting.word("weight-sentence", share=_percent(row.effective_weight, setting)),
            setting.language,
        )
    )


def _blocks(data: pd.DataFrame, depth: int, setting: Setting) -> dict[str, Any]:
    parents = set(data["parent"])
    width = setting.width - 32
    # The outermost column has the longest names.
    widths = [0.6, *([1.0] * (depth - 2)), 1.4] if depth > 2 else [0.6, 1.4]
    edges = [sum(widths[:n]) / sum(widths) for n in range(depth + 1)]
    colours = _block_colours(data)
    words: dict[str, list[str]] = {}
    height = float(_LEAST)
    for row in each_row(data):
        right = edges[row.depth + 1] if row.node in parents else 1.0
        share = _percent(row.effective_weight, setting)
        label = setting.word("with-share", name=setting.label("nodes", row.node), share=share)
        words[row.node] = setting.wrap(label, (right - edges[row.depth]) * width - 14)
        height = max(height, (len(words[row.node]) * _LINE + 4) / row.effective_weight)
    height = round(height)
    drawn = []
    for row in each_row(data):
        left = edges[row.depth]
        right = edges[row.depth + 1] if row.node in parents else 1.0
        drawn.append(
            {
                "left": left,
                "right": right,
                "top": row.start,
                "bottom": row.end,
                "fill": colours[row.node],
                "at": left + (8 / width),
                "lines": words[row.node],
                "sentence": _sentence(row, setting),
            }
        )
    scale = {"domain": [0, 1], "nice": False}
    position = {"axis": None, "type": "quantitative"}
    across = {**position, "scale": {**scale, "reverse": setting.rtl}}
    down = {**position, "scale": {**scale, "reverse": True}}
    middle = f"-{_LINE / 2}*(length(datum.lines)-1)"
    return {
        "width": width,
        "height": height,
        "data": vl.inline(drawn),
        "layer": [
            {
                "mark": {"type": "rect", "stroke": palette.PAPER, "strokeWidth": 2},
                "encoding": {
                    "x": {"field": "left", **across},
                    "x2": {"field": "right"},
                    "y": {"field": "top", **down},
                    "y2": {"field": "bottom"},
                    "color": {"field": "fill", "type": "nominal", "scale": None},
                    **vl.sentences(),
                },
            },
            {
                "transform": [{"calculate": "(datum.top+datum.bottom)/2", "as": "middle"}],
                "mark": vl.silent(
                    "text",
                    align=setting.start,
                    baseline="middle",
                    color=palette.PAPER,
                    lineHeight=_LINE,
                    dy={"expr": middle},
                ),
                "encoding": {
                    "x": {"field": "at", **across},
                    "y": {"field": "middle", **down},
                    "text": {"field": "lines", "type": "nominal"},
                },
            },
        ],
    }


def _rows(data: pd.DataFrame, setting: Setting) -> dict[str, Any]:
    """Return the tree for a narrow page: bars of effective weights, in reading order."""
    names = {
        row.node: "— " * int(row.depth) + setting.label("nodes", row.node) for row in each_row(data)
    }
    rows = vl.Rows(setting, names, extra=46)
    colours = _block_colours(data)
    drawn = [
        {
            "row": row.node,
            "value": 100 * row.effective_weight,
            "fill": colours[row.node],
            "label": setting.isolate(_percent(row.effective_weight, setting)),
            "sentence": _sentence(row, setting),
        }
        for row in each_row(data)
    ]
    return {
        "width": rows.width,
        "height": rows.height,
        "data": vl.inline(drawn),
        "encoding": {
            "y": rows.channel(),
            "x": {
                "field": "value",
                "type": "quantitative",
                "scale": vl.values_scale(setting, 0, 100),
                "axis": vl.values_axis(setting, setting.word("effective-weight")),
            },
        },
        "layer": [
            {
                "mark": "bar",
                "encoding": {
                    "color": {"field": "fill", "type": "nominal", "scale": None},
                    **vl.sentences(),
                },
            },
            {
                "mark": vl.silent(
                    "text", align=setting.start, dx=-4 if setting.rtl else 4, baseline="middle"
                ),
                "encoding": {"text": {"field": "label", "type": "nominal"}},
            },
        ],
    }
