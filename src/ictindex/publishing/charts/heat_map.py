"""The heat map: economies by nodes, every score as a shade with its number."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ictindex.language import i18n
from ictindex.language.i18n.house_style import MARK_SIZE
from ictindex.publishing.charts import result_facts as facts
from ictindex.publishing.charts.contribution_bars import list_indexed
from ictindex.publishing.charts.economy_choice import Choice, choose
from ictindex.publishing.charts.frame_rows import each_group, each_row, is_missing
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

_READABLE = 27  # pixels that a number needs


def _frame(result: Result, shown: tuple[str, ...]) -> pd.DataFrame:
    import pandas as pd

    rows = []
    for economy in shown:
        scores = result.rounded_rows[result.economy_position(economy)]
        for node, n in zip(result.nodes, result.order, strict=True):
            score = scores[n]
            # A missing score is a dash, whatever its inputs are based on.
            raised = () if score is None else result.flags.get((economy, node), ())
            flag = facts.mark_of(raised)
            rows.append((economy, node, None if score is None else float(score), flag))
    return pd.DataFrame(rows, columns=["economy", "node", "score", "flag"])


@picture("heat_map", of="Result")
def draw_heat_map(
    result: Result, *, ranks: str | None = None, choice: Choice, language: str | None = None
) -> Chart:
    """Draw every score of economies and nodes as a shade with its number.

    Rows are in the order of the index where its methodology publishes ranks; otherwise in bands
    of scores, and by name within each. Economies without the index come last. A missing score is
    shown as missing.

    Parameters
    ----------
    ranks : str, optional
        ``"unofficial"`` puts the rows of an edition without ranks in the order of its index, and
        says so in the chart.

    Returns
    -------
    Chart
        Its data: economy, node, score (as published; NaN: none), flag.

    Examples
    --------
    >>> import ictindex as ict
    >>> idi = ict.methodology("idi", edition=2024)
    >>> result = ict.compute(idi, ict.sample_data("idi-2024-annex.csv"))
    >>> result.plot.heat_map(group="africa", language="en").title
    'ICT Development Index 2024: scores of all indicators'
    """
    order = order_rows(list_indexed(result), result, ranks)
    with_index = set(order.economies)
    ordered = [*order.economies, *(code for code in result.economies if code not in with_index)]
    chosen = choose(ordered, choice, f"{result.index}-{result.edition}")
    data = _frame(result, chosen.shown)

    def compose(setting: Setting) -> Composition:
        rows, shown = order.arrange(data, chosen, setting)
        return _compose(result, rows, shown, order, setting)

    return Chart("heat_map", data, compose, Setting(i18n.current_language(language)))


def _compose(
    result: Result, data: pd.DataFrame, chosen: Chosen, order: RowOrder, setting: Setting
) -> Composition:
    nodes = result.nodes
    scale = float(result.methodology.plan.scale)
    rows = vl.Rows(setting, {code: setting.economy(code) for code in chosen.shown})
    each = rows.width / len(nodes)
    places = result.decimals if each > 34 else 0
    key = {node: str(n) for n, node in enumerate(nodes, start=1)}
    names = {node: setting.label("nodes", node) for node in nodes}
    drawn = []
    for row in each_row(data):
        there = not is_missing(row.score)
        fill = palette.mix_sequence(row.score / scale) if there else palette.PAPER
        shown = setting.number(row.score, places) if there else "–"
        phrase = setting.number(row.score, result.decimals) if there else setting.word("no-value")
        flag = i18n.label("flags", row.flag, setting.language) if row.flag else ""
        where = i18n.pair(setting.economy(row.economy), names[row.node], setting.language)
        drawn.append(
            {
                "row": row.economy,
                "column": key[row.node],
                "fill": fill,
                "ink": palette.ink_on(fill),
                "label": shown if each > _READABLE or not there else "",
                "flag": row.flag,
                "sentence": setting.isolate(
                    i18n.join([where, phrase, *([flag] if flag else [])], setting.language)
                ),
            }
        )
    x: dict[str, Any] = {
        "field": "column",
        "type": "nominal",
        "sort": None,
        "scale": {
            "domain": [*key.values()][:: -1 if setting.rtl else 1],
            "paddingInner": 0.04,
            "paddingOuter": 0,
        },
        "axis": {
            "orient": "top",
            "title": None,
            "labelAngle": 0,
            "labelFontWeight": "bold",
            "domain": False,
            "ticks": False,
        },
    }
    y = rows.channel()
    if not setting.narrow:
        y["scale"] = {"domain": rows.keys, "paddingInner": 0.06, "paddingOuter": 0}
    plot = {
        "width": rows.width,
        "height": rows.height,
        "data": vl.inline(drawn),
        "encoding": {"y": y, "x": x},
        "layer": [
            {
                "mark": {"type": "rect", "stroke": palette.GRID, "strokeWidth": 0.5},
                "encoding": {
                    "color": {"field": "fill", "type": "nominal", "scale": None},
                    **vl.sentences(),
                },
            },
            {
                "mark": vl.silent("text", fontSize=MARK_SIZE, baseline="middle"),
                "encoding": {
                    "text": {"field": "label", "type": "nominal"},
                    "color": {"field": "ink", "type": "nominal", "scale": None},
                },
            },
            {
                "transform": [{"filter": "datum.flag != ''"}],
                "mark": vl.silent("point", size=13, strokeWidth=1, filled=False, opacity=1),
                "encoding": {
                    "x": {**x, "bandPosition": 0.1 if setting.rtl else 0.9},
                    "y": {**y, "bandPosition": 0.2},
                    "shape": facts.shape_channel(),
                    "color": {"field": "ink", "type": "nominal", "scale": None},
                },
            },
        ],
    }
    legend = [
        LegendItem(
            i18n.text("language", "between", setting.language, low="0", high=setting.short(scale)),
            "",
            "ramp",
            palette.SEQUENCE,
        )
    ]
    if data["score"].isna().any():
        legend.append(LegendItem(setting.word("no-value"), palette.SOFT_INK, "empty"))
    legend += facts.flag_legend(data["flag"], setting, palette.SOFT_INK)
    legend += [LegendItem(names[node], palette.INK, "key", key=key[node]) for node in nodes]
    return Composition(
        words=Words(
            title=setting.word("heat-map", edition=facts.edition_title(result, setting)),
            subtitle=i18n.sentences(
                setting.word("heat-map-base", count=str(len(chosen.shown)), nodes=str(len(nodes))),
                order.describe(setting),
                setting.language,
            ),
            notes=[*order.notes(setting), *facts.source_notes(result, setting, chosen)],
        ),
        plot=plot,
        grid=_grid(data, names, setting, result.decimals),
        legend=legend,
    )


def _grid(data: pd.DataFrame, names: dict[str, str], setting: Setting, places: int) -> ChartTable:
    headers = [i18n.text("views", "economy", setting.language), *names.values()]
    rows = [
        [
            setting.economy(code),
            *(
                "–" if is_missing(score) else setting.number(score, places)
                for score in group["score"]
            ),
        ]
        for code, group in each_group(data, "economy")
    ]
    return ChartTable(headers, rows, frozenset(range(1, len(headers))))
