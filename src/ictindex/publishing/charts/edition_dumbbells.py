"""Dumbbells: the score of each economy in two editions, and a line between them."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from ictindex.language import i18n
from ictindex.language.i18n.house_style import MARK_SIZE
from ictindex.publishing.charts import result_facts as facts
from ictindex.publishing.charts.economy_choice import Choice, Chosen, choose
from ictindex.publishing.charts.edition_scores import (
    decimals_of,
    keep_complete,
    list_scores,
    require_editions,
    series_notes,
    vintage_of,
)
from ictindex.publishing.charts.frame_rows import each_row
from ictindex.publishing.charts.picture import picture
from ictindex.publishing.charts.pillar_scatter import axis_range
from ictindex.publishing.charts.row_order import RowOrder, order_rows
from ictindex.publishing.graphics import palette
from ictindex.publishing.graphics import vega_lite as vl
from ictindex.publishing.graphics.chart import Chart
from ictindex.publishing.graphics.composition import ChartTable, Composition, LegendItem, Words
from ictindex.publishing.graphics.setting import Setting

if TYPE_CHECKING:
    import pandas as pd


_NUMBER = 40  # pixels of a number before a point


def _frame(series: Any, node: str | None) -> pd.DataFrame:
    import pandas as pd

    ends = [series.editions[0], series.editions[-1]]
    labels = [series.labels[0], series.labels[-1]]
    there = keep_complete(list_scores(ends, labels, node), labels)
    rows = [
        (
            code,
            own[labels[0]]["score"],
            own[labels[1]]["score"],
            round(own[labels[1]]["score"] - own[labels[0]]["score"], 10),
            own[labels[0]]["flag"],
            own[labels[1]]["flag"],
        )
        for code, own in there.items()
    ]
    names = ["economy", "first", "last", "change", "first_flag", "last_flag"]
    return pd.DataFrame(rows, columns=names)


@picture("dumbbell", of="Series", natural_of="Series")
def draw_dumbbell(
    series: Any,
    node: str | None = None,
    *,
    ranks: str | None = None,
    choice: Choice,
    language: str | None = None,
) -> Chart:
    """Draw the score of each economy in the first and in the last edition.

    Editions of different methodologies are refused: their levels cannot be compared. An economy is
    drawn only if it is in both editions. The order is that of the scores of the last edition where
    its methodology publishes ranks; otherwise economies are in bands of these scores, and by name
    within each.

    Parameters
    ----------
    node : str, optional
        Id of a node; by default the index.
    ranks : str, optional
        ``"unofficial"`` puts the economies of an edition without ranks in the order of their
        scores, and says so in the chart.

    Returns
    -------
    Chart
        Its data: economy, first, last, change (points, of the scores as published), first_flag,
        last_flag.

    Raises
    ------
    UsageError
        If there are fewer than two editions, or they cannot be compared.

    Examples
    --------
    >>> import ictindex as ict
    >>> idi = ict.methodology("idi", edition=2024)
    >>> result = ict.compute(idi, ict.sample_data("idi-2024-annex.csv"))
    >>> try:
    ...     ict.analysis.series([result]).plot.dumbbell()
    ... except ict.errors.UsageError as error:
    ...     error.code
    'chart.too-few-editions'
    """
    require_editions(series)
    whole = _frame(series, node).set_index("economy", drop=False)
    last = {str(code): Decimal(str(score)) for code, score in whole["last"].items()}
    order = order_rows(last, series.editions[-1], ranks)
    chosen = choose(order.economies, choice, vintage_of(series))
    data = whole.loc[[*chosen.shown]].reset_index(drop=True)

    def compose(setting: Setting) -> Composition:
        rows, shown = order.arrange(data, chosen, setting)
        return _compose(series, rows, node, (shown, order), setting)

    return Chart("dumbbell", data, compose, Setting(i18n.current_language(language)))


def _compose(
    series: Any,
    data: pd.DataFrame,
    node: str | None,
    shown: tuple[Chosen, RowOrder],
    setting: Setting,
) -> Composition:
    chosen, order = shown
    last = series.editions[-1]
    places, scale = decimals_of(last), float(last.methodology.plan.scale)
    labels = [
        setting.word("edition-of", edition=label) for label in (series.labels[0], series.labels[-1])
    ]
    rows = vl.Rows(setting, {code: setting.economy(code) for code in chosen.shown}, extra=40)
    low, high = axis_range([*data["first"], *data["last"]], 0, scale)
    least = min(*data["first"], *data["last"])
    # The number before the lowest point does not touch the names.
    while low > 0 and (least - low) * rows.width / max(high - low, 1) < _NUMBER:
        low = max(0.0, low - 5)
    colours = (palette.EARLIER, palette.LATER)
    drawn, ways = [], []
    for row in each_row(data):
        sentence = setting.word(
            "change-sentence",
            name=setting.economy(row.economy),
            first=setting.number(row.first, places),
            last=setting.number(row.last, places),
            change=setting.number(row.change, places, signed=True),
        )
        ways.append({"row": row.economy, "first": row.first, "last": row.last})
        for which, value, other, flag in (
            (0, row.first, row.last, row.first_flag),
            (1, row.last, row.first, row.last_flag),
        ):
            ahead = value > other or (value == other and which == 1)
            near = abs(value - other) * rows.width / max(high - low, 1) < 1
            drawn.append(
                {
                    "row": row.economy,
                    "value": value,
                    "colour": colours[which],
                    "flag": flag,
                    "side": "" if near and which == 0 else "beyond" if ahead else "short",
                    "label": setting.number(value, places),
                    "sentence": facts.add_remark(sentence, flag, setting),
                }
            )
    x = {
        "field": "value",
        "type": "quantitative",
        "scale": vl.values_scale(setting, low, high),
        "axis": vl.values_axis(setting, setting.word("score-axis")),
    }
    plot = {
        "width": rows.width,
        "height": rows.height,
        "data": vl.inline(drawn),
        "encoding": {"y": rows.channel()},
        "layer": [
            {
                "data": vl.inline(ways),
                "mark": vl.silent("rule", color=palette.AXIS, strokeWidth=2),
                "encoding": {
                    "x": {**x, "field": "first"},
                    "x2": {"field": "last"},
                },
            },
            {
                "mark": {
                    "type": "point",
                    "filled": True,
                    "size": 62,
                    "opacity": 1,
                    "strokeWidth": 1.8,
                },
                "encoding": {
                    "x": x,
                    "shape": facts.shape_channel(),
                    "stroke": vl.plain_colour("colour"),
                    "fill": {
                        "condition": {"test": "datum.flag == ''", **vl.plain_colour("colour")},
                        "value": palette.PAPER,
                    },
                    **vl.sentences(),
                },
            },
            *(
                {
                    "transform": [{"filter": f"datum.side == '{side}'"}],
                    "mark": mark(setting, 8, fontSize=MARK_SIZE),
                    "encoding": {"x": x, "text": vl.words()},
                }
                for side, mark in (("beyond", vl.beyond), ("short", vl.short_of))
            ),
        ],
    }
    index = setting.label("nodes", node or last.methodology.document.index)
    flags = [*data["first_flag"], *data["last_flag"]]
    return Composition(
        words=Words(
            title=setting.word(
                "dumbbell", index=index, first=series.labels[0], last=series.labels[-1]
            ),
            subtitle=i18n.sentences(
                setting.word("dumbbell-base", count=str(len(data))),
                order.describe(setting),
                setting.language,
            ),
            notes=[*order.notes(setting), *chosen.notes(setting), *series_notes(series, setting)],
        ),
        plot=plot,
        grid=_grid(data, labels, setting, places),
        legend=[
            LegendItem(labels[0], palette.EARLIER, "circle"),
            LegendItem(labels[1], palette.LATER, "circle"),
            *facts.flag_legend(flags, setting, palette.SOFT_INK),
        ],
    )


def _grid(data: pd.DataFrame, labels: list[str], setting: Setting, places: int) -> ChartTable:
    headers = [
        i18n.text("views", "economy", setting.language),
        *labels,
        setting.word("change"),
    ]
    rows = [
        [
            setting.economy(row.economy),
            setting.number(row.first, places),
            setting.number(row.last, places),
            setting.number(row.change, places, signed=True),
        ]
        for row in each_row(data)
    ]
    return ChartTable(headers, rows, frozenset({1, 2, 3}))
