"""Bars of the parts of each score: weight times score of the part."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from ictindex.core.errors import UsageError
from ictindex.language import i18n
from ictindex.language.i18n.house_style import MARK_SIZE
from ictindex.publishing.charts import result_facts as facts
from ictindex.publishing.charts.economy_choice import Choice, choose
from ictindex.publishing.charts.frame_rows import each_group, each_row
from ictindex.publishing.charts.picture import picture
from ictindex.publishing.charts.row_order import RowOrder, order_rows
from ictindex.publishing.graphics import palette
from ictindex.publishing.graphics import vega_lite as vl
from ictindex.publishing.graphics.chart import Chart
from ictindex.publishing.graphics.composition import ChartTable, Composition, LegendItem, Words
from ictindex.publishing.graphics.setting import Setting

if TYPE_CHECKING:
    import pandas as pd

    from ictindex.indices.idi.result import Result
    from ictindex.publishing.charts.economy_choice import Chosen

_DEPTHS = {"sub-indices": 1, "indicators": 2}
_NUMBERED = 13  # pixels that the number of a part needs in the first bar


def list_parts(result: Result, by: str) -> list[str]:
    """Return the nodes that the score is split into, in reading order."""
    plan = result.methodology.plan
    if by not in _DEPTHS:
        raise UsageError("chart.by-unknown", wanted=str(by), allowed=[*_DEPTHS])
    parts: list[str] = []

    def visit(position: int, depth: int) -> None:
        below = plan.children(position)
        if depth == _DEPTHS[by] or not below:
            parts.append(plan.nodes[position])
        else:
            for child in below:
                visit(child, depth + 1)

    visit(len(plan.nodes) - 1, 0)
    return parts


def list_indexed(result: Result) -> dict[str, Decimal]:
    """Return the index of each economy that has one."""
    return {
        economy: row[-1]
        for economy, row in zip(result.economies, result.rounded_rows, strict=True)
        if row[-1] is not None
    }


def _frame(result: Result, parts: list[str], shown: tuple[str, ...]) -> pd.DataFrame:
    import pandas as pd

    places = [result.position(node) for node in parts]
    rows = []
    for economy in shown:
        e = result.economy_position(economy)
        cells, scores = result.contribution_rows[e], result.rounded_rows[e]
        start = 0.0
        for node, n in zip(parts, places, strict=True):
            part, score = cells[n], scores[n]
            if part is None:
                continue
            end = start + float(part)
            flag = facts.mark_of(result.flags.get((economy, node), ()))
            shown_score = None if score is None else float(score)
            index = float(scores[-1] or 0)
            rows.append((economy, node, shown_score, float(part), start, end, index, flag))
            start = end
    names = ["economy", "node", "score", "contribution", "start", "end", "index", "flag"]
    return pd.DataFrame(rows, columns=names)


@picture("contributions", of="Result", natural_of="Result")
def draw_contributions(
    result: Result,
    *,
    by: str = "indicators",
    ranks: str | None = None,
    choice: Choice,
    language: str | None = None,
) -> Chart:
    r"""Draw bars of the contributions to each score.

    .. math:: c_{j} = w_j s_j, \qquad I = \sum_j c_j

    Bars are in the order of the index where its methodology publishes ranks; otherwise in bands
    of scores, and by name within each. If there are more than 40 economies, the chart shows the
    first 40 and says so. An economy without the index has no bar.

    Parameters
    ----------
    by : str
        ``"indicators"``: the parts of the sub-indices; or ``"sub-indices"``.
    ranks : str, optional
        ``"unofficial"`` puts the bars of an edition without ranks in the order of its index, and
        says so in the chart.

    Returns
    -------
    Chart
        Its data: economy, node, score (as published), contribution (points of the index,
        unrounded), start and end (where its bar runs), index, flag.

    Examples
    --------
    >>> import ictindex as ict
    >>> idi = ict.methodology("idi", edition=2024)
    >>> result = ict.compute(idi, ict.sample_data("idi-2024-annex.csv"))
    >>> result.plot(first=3).data["economy"].unique().tolist()
    ['BHR', 'CHL', 'KAZ']
    >>> result.plot.contributions(by="sub-indices", economies=["BRA"]).data["node"].tolist()
    ['universal-connectivity', 'meaningful-connectivity']
    """
    parts = list_parts(result, by)
    order = order_rows(list_indexed(result), result, ranks)
    chosen = choose(order.economies, choice, f"{result.index}-{result.edition}")
    data = _frame(result, parts, chosen.shown)

    def compose(setting: Setting) -> Composition:
        rows, shown = order.arrange(data, chosen, setting)
        return _compose(result, rows, parts, (shown, order), setting)

    return Chart("contributions", data, compose, Setting(i18n.current_language(language)))


def _colours(result: Result, parts: list[str]) -> dict[str, str]:
    plan = result.methodology.plan
    above = {node: plan.above(node)[0] for node in parts}
    parents = list(dict.fromkeys(above.values()))
    if len(parents) == 1:
        return {
            node: palette.CATEGORIES[n % len(palette.CATEGORIES)] for n, node in enumerate(parts)
        }
    position = dict.fromkeys(parents, 0)
    colours = {}
    for node in parts:
        parent = above[node]
        colours[node] = palette.ramp_colour(parents.index(parent), position[parent])
        position[parent] += 1
    return colours


def _compose(
    result: Result,
    data: pd.DataFrame,
    parts: list[str],
    shown: tuple[Chosen, RowOrder],
    setting: Setting,
) -> Composition:
    chosen, order = shown
    colours = _colours(result, parts)
    rows = vl.Rows(setting, {code: setting.economy(code) for code in chosen.shown}, extra=40)
    scale = float(result.methodology.plan.scale)
    places = result.decimals
    names = {node: setting.label("nodes", node) for node in parts}
    pixels = rows.width / scale
    drawn: list[dict[str, Any]] = []
    for row in each_row(data):
        first = row.economy == chosen.shown[0] and (row.end - row.start) * pixels > _NUMBERED
        drawn.append(
            {
                "row": row.economy,
                "part": row.node,
                "start": row.start,
                "end": row.end,
                "middle": (row.start + row.end) / 2,
                "flag": row.flag,
                "ink": palette.ink_on(colours[row.node]),
                "number": str(parts.index(row.node) + 1) if first and not row.flag else "",
                "sentence": facts.add_remark(
                    setting.word(
                        "contribution-sentence",
                        name=setting.economy(row.economy),
                        part=names[row.node],
                        points=setting.number(row.contribution, 2),
                        whole=setting.number(row.index, places),
                    ),
                    row.flag,
                    setting,
                ),
            }
        )
    totals = [
        {
            "row": code,
            "value": float(group["end"].iloc[-1]),
            "label": setting.number(group["index"].iloc[0], places),
        }
        for code, group in each_group(data, "economy")
    ]
    x = {
        "field": "start",
        "type": "quantitative",
        "scale": vl.values_scale(setting, 0, scale),
        "axis": vl.values_axis(setting, setting.word("points-of-index")),
    }
    y = rows.channel()
    away = 4 if not setting.rtl else -4
    plot = {
        "width": rows.width,
        "height": rows.height,
        "data": vl.inline(drawn),
        "encoding": {"y": y},
        "layer": [
            {
                "mark": {"type": "bar", "stroke": palette.PAPER, "strokeWidth": 0.8},
                "encoding": {
                    "x": x,
                    "x2": {"field": "end"},
                    "color": {
                        "field": "part",
                        "type": "nominal",
                        "scale": {"domain": parts, "range": [colours[node] for node in parts]},
                        "legend": None,
                    },
                    **vl.sentences(),
                },
            },
            {
                "transform": [{"filter": "datum.flag != ''"}],
                "mark": vl.silent("point", size=26, filled=True, strokeWidth=0, opacity=1),
                "encoding": {
                    "x": {"field": "middle", "type": "quantitative"},
                    "shape": facts.shape_channel(),
                    "color": {"field": "ink", "type": "nominal", "scale": None},
                },
            },
            {
                "transform": [{"filter": "datum.number != ''"}],
                "mark": vl.silent("text", fontSize=MARK_SIZE, fontWeight="bold", baseline="middle"),
                "encoding": {
                    "x": {"field": "middle", "type": "quantitative"},
                    "text": {"field": "number", "type": "nominal"},
                    "color": {"field": "ink", "type": "nominal", "scale": None},
                },
            },
            {
                "data": vl.inline(totals),
                "mark": vl.silent(
                    "text", align=setting.start, dx=away, baseline="middle", fontWeight="bold"
                ),
                "encoding": {
                    "x": {"field": "value", "type": "quantitative"},
                    "text": {"field": "label", "type": "nominal"},
                },
            },
        ],
    }
    legend = [
        LegendItem(setting.word("legend-number", number=str(n), name=names[node]), colours[node])
        for n, node in enumerate(parts, start=1)
    ]
    return Composition(
        words=Words(
            title=setting.word("contributions", edition=facts.edition_title(result, setting)),
            subtitle=i18n.sentences(
                setting.word("contributions-base", count=str(len(chosen.shown))),
                order.describe(setting),
                setting.language,
            ),
            notes=[*order.notes(setting), *facts.source_notes(result, setting, chosen)],
        ),
        plot=plot,
        grid=_grid(data, parts, names, setting, places),
        legend=[*legend, *facts.flag_legend(data["flag"], setting, palette.SOFT_INK)],
    )


def _grid(
    data: pd.DataFrame, parts: list[str], names: dict[str, str], setting: Setting, places: int
) -> ChartTable:
    headers = [
        i18n.text("views", "economy", setting.language),
        setting.word("index"),
        *(names[node] for node in parts),
    ]
    rows = []
    for code, group in each_group(data, "economy"):
        cells = dict(zip(group["node"], group["contribution"], strict=True))
        rows.append(
            [
                setting.economy(code),
                setting.number(group["index"].iloc[0], places),
                *(setting.number(cells[n], 2) if n in cells else "–" for n in parts),
            ]
        )
    return ChartTable(headers, rows, frozenset(range(1, len(headers))))
