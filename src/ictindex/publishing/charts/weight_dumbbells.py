"""Nominal and effective weights of an audit: the stated weight, and its effect in the index."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ictindex.language import i18n
from ictindex.language.i18n.house_style import MARK_SIZE
from ictindex.publishing.charts import result_facts as facts
from ictindex.publishing.charts.frame_rows import each_row
from ictindex.publishing.charts.picture import picture
from ictindex.publishing.graphics import palette
from ictindex.publishing.graphics import vega_lite as vl
from ictindex.publishing.graphics.chart import Chart
from ictindex.publishing.graphics.composition import ChartTable, Composition, LegendItem, Words
from ictindex.publishing.graphics.setting import Setting

if TYPE_CHECKING:
    import pandas as pd

    from ictindex.analysis.audits.audit_report import Audit


@picture("weights", of="Audit")
def draw_weights(audit: Audit, *, language: str | None = None) -> Chart:
    """Draw the nominal weight of each indicator next to its effective weight.

    Returns
    -------
    Chart
        Its data: code, parent, weight, effective_weight (shares of the index; each sums to 1), of
        the economies with every part of the index.

    Raises
    ------
    UsageError
        If the audit is one of a bare table.

    Examples
    --------
    >>> import ictindex as ict
    >>> idi = ict.methodology("idi", edition=2024)
    >>> result = ict.compute(idi, ict.sample_data("idi-2024-annex.csv"))
    >>> data = ict.analysis.audit(result).plot.weights().data
    >>> round(float(data["effective_weight"].sum()), 9)
    1.0
    """
    facts.scored_result(audit)
    frame = audit.to_frame("importance")
    data = frame[frame["level"] == "part"][["code", "parent", "weight", "effective_weight"]]
    data = data.reset_index(drop=True)

    def compose(setting: Setting) -> Composition:
        return _compose(audit, data, setting)

    return Chart("weights", data, compose, Setting(i18n.current_language(language)))


def _compose(subject: Audit, data: pd.DataFrame, setting: Setting) -> Composition:
    result = facts.scored_result(subject)
    names = {row.code: setting.label("nodes", row.code) for row in each_row(data)}
    rows = vl.Rows(setting, names, extra=48)
    shares = [100 * share for share in (*data["weight"], *data["effective_weight"])]
    low, high = min(0.0, *shares), max(shares) * 1.05
    drawn, ways = [], []
    for row in each_row(data):
        pair = (100 * row.weight, 100 * row.effective_weight)
        phrase = [setting.percent(value, 1) for value in pair]
        sentence = setting.word(
            "weights-sentence", name=names[row.code], nominal=phrase[0], effective=phrase[1]
        )
        ways.append({"row": row.code, "first": pair[0], "last": pair[1]})
        for which, value in enumerate(pair):
            drawn.append(
                {
                    "row": row.code,
                    "value": value,
                    "colour": (palette.EARLIER, palette.LATER)[which],
                    "label": setting.number(value, 1),
                    "side": "beyond"
                    if value == max(pair) and which == pair.index(max(pair))
                    else "short"
                    if value * rows.width / high > 46
                    else "",
                    "sentence": setting.isolate(sentence),
                }
            )
    x: dict[str, Any] = {
        "field": "value",
        "type": "quantitative",
        "scale": vl.values_scale(setting, low, high),
        "axis": vl.values_axis(setting, setting.word("effective-weight")),
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
                "encoding": {"x": {**x, "field": "first"}, "x2": {"field": "last"}},
            },
            {
                "mark": {"type": "point", "filled": True, "size": 62, "opacity": 1},
                "encoding": {"x": x, "color": vl.plain_colour("colour"), **vl.sentences()},
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
    nominal, effective = setting.word("nominal-weight"), setting.word("variance-weight")
    table = [
        [
            names[row.code],
            setting.number(100 * row.weight, 1),
            setting.number(100 * row.effective_weight, 1),
        ]
        for row in each_row(data)
    ]
    return Composition(
        words=Words(
            title=setting.word("weights", edition=facts.edition_title(result, setting)),
            subtitle=setting.word("weights-base", count=str(subject.economies)),
            notes=facts.source_notes(result, setting),
        ),
        plot=plot,
        grid=ChartTable(
            [i18n.text("columns", "indicator", setting.language), nominal, effective],
            table,
            frozenset({1, 2}),
        ),
        legend=[
            LegendItem(nominal, palette.EARLIER, "circle"),
            LegendItem(effective, palette.LATER, "circle"),
        ],
    )
