"""The waterfall of a change: from one score to the next, step by step."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from ictindex.analysis.change.economy_change import name_unpublished
from ictindex.core.data_classes import dataclass
from ictindex.language import i18n
from ictindex.publishing.charts import result_facts as facts
from ictindex.publishing.charts.frame_rows import each_row
from ictindex.publishing.charts.picture import picture
from ictindex.publishing.charts.pillar_scatter import axis_range
from ictindex.publishing.graphics import palette
from ictindex.publishing.graphics import vega_lite as vl
from ictindex.publishing.graphics.chart import Chart
from ictindex.publishing.graphics.composition import ChartTable, Composition, LegendItem, Words
from ictindex.publishing.graphics.setting import Setting

if TYPE_CHECKING:
    import pandas as pd

    from ictindex.analysis.change.economy_change import EconomyChange
    from ictindex.analysis.change.score_change import ScoreChange

_NUMBER = 44
_START, _END = "start", "end"
# Steps that are not a change of an observed value: drawn with a sign.
HOLLOW = (
    "source",
    "estimated",
    "revised",
    "what-if",
    "score-only",
    "source-not-stated",
    "not-published",
    "rounding",
)


@picture("waterfall", of="ScoreChange", natural_of="ScoreChange")
def draw_waterfall_of(change: ScoreChange, economy: str, *, language: str | None = None) -> Chart:
    """Draw the way from one score of an economy to the other, step by step.

    Parameters
    ----------
    economy : str
        ISO3 code.

    Returns
    -------
    Chart
        Its data: step, kind, indicator, points (steps add up to the change of the published
        scores), from, to, together (the indicators of a step that are not published).

    Examples
    --------
    >>> import ictindex as ict
    >>> found = ict.compute(ict.methodology("idi", 2024), ict.sample_data("idi-2024-annex.csv"))
    >>> other = ict.what_if(found, {("BRA", "internet-users"): "90"})
    >>> change = ict.analysis.explain_change(found, other)
    >>> change.plot.waterfall("BRA").data["kind"].tolist()[0]
    'start'
    """
    return draw_waterfall(change.economy(economy), language=language)


@picture("waterfall", of="EconomyChange", natural_of="EconomyChange")
def draw_waterfall(change: EconomyChange, *, language: str | None = None) -> Chart:
    """Draw the way from one score to the other, step by step.

    Returns
    -------
    Chart
        Its data: step, kind, indicator, points (steps add up to the change of the published
        scores), from, to, together (the indicators of a step that are not published).

    Examples
    --------
    >>> import ictindex as ict
    >>> found = ict.compute(ict.methodology("idi", 2024), ict.sample_data("idi-2024-annex.csv"))
    >>> other = ict.what_if(found, {("BRA", "internet-users"): "90"})
    >>> change = ict.analysis.explain_change(found, other)
    >>> data = change.economy("BRA").plot.waterfall().data
    >>> float(data["points"].iloc[1:-1].sum())
    1.7
    """
    data = change.to_frame()
    data = data[["step", "kind", "indicator", "points", "from", "to", "together"]].copy()
    context = change.context

    def compose(setting: Setting) -> Composition:
        return _compose(change.economy, context, data, setting)

    return Chart("waterfall", data, compose, Setting(i18n.current_language(language)))


@dataclass(frozen=True, slots=True)
class Bar:
    """A bar of a waterfall, from one level to another; the first and the last begin at the axis."""

    row: str
    kind: str
    points: float
    begin: float
    reach: float
    hollow: bool

    @property
    def whole(self) -> bool:
        """Tell whether it is a score, not a step."""
        return self.kind in (_START, _END)


def find_span(bars: Sequence[Bar], width: float) -> tuple[float, float]:
    """Return the part of the scale that contains all levels, with room for a number before them."""
    inner = [*(bar.reach for bar in bars), *(bar.begin for bar in bars[1:-1])]
    low, high = axis_range(inner, 0, 100)
    least = min(inner)
    while low > 0 and (least - low) * width / max(high - low, 1) < _NUMBER:
        low = max(0.0, low - 5)
    return low, high


def list_bars(
    bars: Sequence[Bar], names: Mapping[str, str], low: float, places: int, setting: Setting
) -> list[dict[str, Any]]:
    """Return bars as data of the plot, each with its number and its sentence."""
    drawn = []
    for bar in bars:
        left = low if bar.whole else min(bar.begin, bar.reach)
        right = max(bar.begin, bar.reach)
        shown = setting.number(bar.reach if bar.whole else bar.points, places, signed=not bar.whole)
        fall = not bar.whole and bar.points < 0
        drawn.append(
            {
                "row": bar.row,
                "left": left,
                "right": right,
                "colour": palette.TOTAL if bar.whole else palette.FALL if fall else palette.RISE,
                "hollow": bar.hollow,
                "side": "short" if fall else "beyond",
                "at": left if fall else right,
                "label": shown,
                "sentence": setting.isolate(i18n.pair(names[bar.row], shown, setting.language)),
            }
        )
    return drawn


def _list_links(bars: Sequence[Bar]) -> list[dict[str, Any]]:
    """Return the lines from each bar to the next."""
    return [
        {"row": before.row, "row2": after.row, "level": before.reach}
        for before, after in pairwise(bars)
    ]


def _name(row: Any, context: Any, setting: Setting) -> str:
    if row.kind == _START:
        return setting.word("edition-of", edition=context.before)
    if row.kind == _END:
        return setting.word("edition-of", edition=context.after)
    kind = setting.label("change-kinds", row.kind)
    if not row.indicator:
        return kind
    if ", " in row.together:
        return name_unpublished(row.indicator, setting.language)
    name = setting.label("nodes", row.indicator)
    return name if row.kind == "observed" else i18n.detail(name, kind, setting.language)


def _compose(economy: str, context: Any, data: pd.DataFrame, setting: Setting) -> Composition:
    places = context.decimals
    renamed = data.rename(columns={"from": "begin", "to": "reach"})
    names = {str(row.step): _name(row, context, setting) for row in each_row(renamed)}
    rows = vl.Rows(setting, names, extra=44, most=250)
    steps = [
        Bar(str(row.step), row.kind, row.points, row.begin, row.reach, row.kind in HOLLOW)
        for row in each_row(renamed)
    ]
    low, high = find_span(steps, rows.width)
    drawn = list_bars(steps, names, low, places, setting)
    links = _list_links(steps)
    plot = _plot(setting, rows, (low, high), vl.inline(drawn), vl.inline(links))
    legend = [
        LegendItem(setting.word("score"), palette.TOTAL, "square"),
        LegendItem(setting.word("raises"), palette.RISE, "square"),
        LegendItem(setting.word("lowers"), palette.FALL, "square"),
    ]
    if any(row["hollow"] for row in drawn):
        legend.append(LegendItem(setting.word("not-observed"), palette.INK, "frame"))
    notes = []
    for label, result in context.notices:
        notes += [
            i18n.pair(label, notice, setting.language)
            for notice in result.notices(setting.language)
        ]
    lines = {label: facts.source_of(result, setting) for label, result in context.notices}
    if len(set(lines.values())) == 1:
        notes += [line for line in lines.values() if line][:1]
    else:
        notes += [i18n.pair(key, line, setting.language) for key, line in lines.items() if line]
    for kind in context.kind.split(";"):
        if i18n.has_label("kinds", kind):
            notes.append(setting.word("full-stop", words=setting.label("kinds", kind)))
    if context.printed:
        notes.append(i18n.text("score-change", "of-printed", setting.language))
    used = i18n.isolate(", ".join(dict.fromkeys(context.methodologies)), setting.language)
    notes.append(setting.word("methodology-of", documents=used))
    if not context.comparable:
        documents = i18n.isolate(", ".join(context.methodologies), setting.language)
        notes.append(
            i18n.text("views", "different-methodologies", setting.language, documents=documents)
        )
    table = [
        [
            names[str(row.step)],
            "" if row.kind in (_START, _END) else setting.number(row.points, places, signed=True),
            setting.number(row.reach, places),
        ]
        for row in each_row(renamed)
    ]
    headers = [
        i18n.text("columns", "indicator", setting.language),
        setting.word("points"),
        setting.word("score"),
    ]
    return Composition(
        words=Words(
            title=setting.word(
                "waterfall",
                name=setting.economy(economy),
                index=setting.label("nodes", context.index),
                first=context.before,
                last=context.after,
            ),
            subtitle=setting.word("waterfall-base"),
            notes=notes,
        ),
        plot=plot,
        grid=ChartTable(headers, table, frozenset({1, 2})),
        legend=legend,
    )


def _plot(
    setting: Setting,
    rows: vl.Rows,
    span: tuple[float, float],
    steps: dict[str, Any],
    links: dict[str, Any],
) -> dict[str, Any]:
    """Return the plot of a waterfall on data of its bars and of the lines between them."""
    x = {
        "field": "left",
        "type": "quantitative",
        "scale": vl.values_scale(setting, *span),
        "axis": vl.values_axis(setting, setting.word("score-axis")),
    }
    y = rows.channel()
    return {
        "width": rows.width,
        "height": rows.height,
        "data": steps,
        "layer": [
            {
                "data": links,
                "mark": vl.silent("rule", color=palette.AXIS),
                "encoding": {
                    "x": {**x, "field": "level"},
                    "y": y,
                    "y2": {"field": "row2"},
                },
            },
            {
                "mark": {"type": "bar", "strokeWidth": 1.6},
                "encoding": {
                    "x": x,
                    "x2": {"field": "right"},
                    "y": y,
                    "stroke": vl.plain_colour("colour"),
                    "fill": {
                        "condition": {"test": "!datum.hollow", **vl.plain_colour("colour")},
                        "value": palette.PAPER,
                    },
                    **vl.sentences(),
                },
            },
            *(
                {
                    "transform": [{"filter": f"datum.side == '{side}'"}],
                    "mark": mark(setting, 5),
                    "encoding": {"x": {**x, "field": "at"}, "y": y, "text": vl.words()},
                }
                for side, mark in (("beyond", vl.beyond), ("short", vl.short_of))
            ),
        ],
    }
