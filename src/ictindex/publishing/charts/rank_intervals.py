"""Simulated intervals: the rank or score of each economy, and its range in the runs."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from ictindex.core.errors import UsageError
from ictindex.language import i18n
from ictindex.publishing.charts import result_facts as facts
from ictindex.publishing.charts.economy_choice import Choice, Chosen, choose
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

    from ictindex.analysis.uncertainty.robustness_analysis import Robustness

_OF = ("score", "rank")


@picture("intervals", of="Robustness", natural_of="Robustness")
def draw_intervals(
    robustness: Robustness,
    of: str = "rank",
    *,
    interval: float = 0.9,
    ranks: str | None = None,
    choice: Choice,
    language: str | None = None,
) -> Chart:
    """Draw the simulated interval of each economy: no confidence interval.

    Parameters
    ----------
    of : str
        ``"rank"`` or ``"score"``.
    interval : float
        Share of the runs within the interval.
    ranks : str, optional
        ``"unofficial"`` draws ranks of an edition that publishes none, and says so.

    Returns
    -------
    Chart
        Its data: economy, value (its own), low, median, high (of the runs), imputed.

    Raises
    ------
    UsageError
        If ranks are requested that nobody publishes.

    Examples
    --------
    >>> import ictindex as ict
    >>> idi = ict.methodology("idi", edition=2024)
    >>> result = ict.compute(idi, ict.sample_data("idi-2024-annex.csv"))
    >>> found = ict.analysis.robustness(result, {"weights": 0.25}, draws=256)
    >>> chart = found.plot.intervals("score", first=3)
    >>> bool((chart.data["low"] <= chart.data["high"]).all()), chart.kind
    (True, 'intervals')
    >>> try:
    ...     found.plot()
    ... except ict.errors.UsageError as error:
    ...     error.code
    'chart.no-ranks'
    """
    if of not in _OF:
        raise UsageError("chart.by-unknown", wanted=str(of), allowed=_OF)
    if of == "rank":
        facts.require_ranks(robustness.result, ranks)
    whole = robustness.to_frame(interval=interval)
    columns = {of: "value", f"{of}_low": "low", f"{of}_median": "median", f"{of}_high": "high"}
    whole = whole[["economy", *columns, "imputed"]].rename(columns=columns)
    whole = whole[whole["low"].notna()]
    whole = whole.sort_values(["value", "economy"]).set_index("economy", drop=False)
    result = robustness.result
    if of == "rank":
        order = RowOrder(tuple(whole["economy"]))
    else:
        scores = {str(code): Decimal(str(score)) for code, score in whole["value"].items()}
        order = order_rows(scores, result, ranks)
    chosen = choose(order.economies, choice, f"{result.index}-{result.edition}")
    data = whole.loc[[*chosen.shown]].reset_index(drop=True)
    data[["value", "low", "median", "high"]] = data[["value", "low", "median", "high"]].astype(
        float
    )

    def compose(setting: Setting) -> Composition:
        rows, shown = order.arrange(data, chosen, setting)
        return _compose(robustness, rows, (of, interval), shown, setting)

    return Chart("intervals", data, compose, Setting(i18n.current_language(language)))


def _ticks(of: str, last: float) -> dict[str, Any]:
    """Return the positions of the numbers on an axis of ranks: 1, then from ten to ten."""
    if of != "rank":
        return {}
    step = 2 if last <= 20 else 10 if last <= 100 else 20
    return {"values": [1, *range(step, int(last) + 1, step)]}


def _compose(
    subject: Robustness,
    data: pd.DataFrame,
    asked: tuple[str, float],
    chosen: Chosen,
    setting: Setting,
) -> Composition:
    of, interval = asked
    result = subject.result
    places = 0 if of == "rank" else result.decimals
    rows = vl.Rows(setting, {code: setting.economy(code) for code in chosen.shown}, extra=30)
    if of == "rank":
        low, high = min(data["low"]) - 0.5, max(data["high"]) + 0.5
    else:
        low, high = axis_range([*data["low"], *data["high"], *data["value"]], 0, 100)
    drawn = []
    for row in each_row(data):
        flag = "imputed" if row.imputed else ""
        drawn.append(
            {
                "row": row.economy,
                "value": row.value,
                "low": row.low,
                "median": row.median,
                "high": row.high,
                "imputed": bool(row.imputed),
                "sentence": setting.isolate(
                    i18n.sentences(
                        setting.word(
                            "interval-sentence",
                            name=setting.economy(row.economy),
                            value=setting.number(row.value, places),
                            low=setting.number(row.low, places),
                            high=setting.number(row.high, places),
                            median=setting.number(row.median, places),
                        ),
                        setting.word("imputed") if flag else "",
                        setting.language,
                    )
                ),
            }
        )
    title = (
        setting.word("rank-axis")
        if of == "rank" and not result.ranks_published
        else (setting.word("rank") if of == "rank" else setting.word("score-axis"))
    )
    x = {
        "field": "low",
        "type": "quantitative",
        "scale": vl.values_scale(setting, low, high),
        "axis": vl.values_axis(setting, title, **_ticks(of, high)),
    }
    plot = {
        "width": rows.width,
        "height": rows.height,
        "data": vl.inline(drawn),
        "encoding": {"y": rows.channel()},
        "layer": [
            {
                "mark": {
                    "type": "rule",
                    "color": palette.MAIN,
                    "strokeWidth": 6,
                    "opacity": 0.45,
                    "strokeCap": "round",
                },
                "encoding": {"x": x, "x2": {"field": "high"}, **vl.sentences()},
            },
            {
                "mark": vl.silent(
                    "tick",
                    orient="vertical",
                    color=palette.ACCENT,
                    thickness=2.5,
                    size=13,
                    opacity=1,
                ),
                "encoding": {"x": {**x, "field": "median"}},
            },
            {
                "mark": {
                    "type": "point",
                    "filled": True,
                    "size": 44,
                    "opacity": 1,
                    "stroke": palette.LATER,
                    "strokeWidth": 1.6,
                },
                "encoding": {
                    "x": {**x, "field": "value"},
                    "fill": {
                        "condition": {"test": "!datum.imputed", "value": palette.LATER},
                        "value": palette.PAPER,
                    },
                    **vl.sentences(),
                },
            },
        ],
    }
    notes = [*chosen.notes(setting)]
    if of == "rank" and not result.ranks_published:
        notes.insert(0, setting.word("unofficial-ranks"))
    notes.append(setting.word("interval-note"))
    notes += facts.source_notes(result, setting)
    share = setting.percent(100 * interval)
    legend = [
        LegendItem(
            setting.word("own-rank" if of == "rank" else "own-score"), palette.LATER, "circle"
        ),
        LegendItem(setting.word("simulated-interval", share=share), palette.MAIN, "line"),
        LegendItem(setting.word("simulated-median"), palette.ACCENT, "tick"),
    ]
    if data["imputed"].any():
        legend.append(LegendItem(setting.word("imputed"), palette.LATER, "hollow"))
    headers = [
        i18n.text("views", "economy", setting.language),
        title,
        setting.word("simulated-median"),
        setting.word("simulated-interval", share=share),
    ]
    table = [
        [
            setting.economy(row.economy),
            setting.number(row.value, places),
            setting.number(row.median, places),
            i18n.text(
                "language",
                "ends-apart",
                setting.language,
                first=setting.number(row.low, places),
                last=setting.number(row.high, places),
            ),
        ]
        for row in each_row(data)
    ]
    key = "intervals-of-ranks" if of == "rank" else "intervals-of-scores"
    return Composition(
        words=Words(
            title=setting.word(key, edition=facts.edition_title(result, setting)),
            subtitle=setting.word(
                "intervals-base",
                runs=i18n.grouped_number(subject.runs, setting.language),
                count=str(len(subject.economies)),
            ),
            notes=notes,
        ),
        plot=plot,
        grid=ChartTable(headers, table, frozenset({1, 2, 3})),
        legend=legend,
    )
