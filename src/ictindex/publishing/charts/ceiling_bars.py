"""Bars of the ceiling: the number of economies that have the full score of each indicator."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ictindex.language import i18n
from ictindex.publishing.charts import result_facts as facts
from ictindex.publishing.charts.frame_rows import each_row
from ictindex.publishing.charts.picture import picture
from ictindex.publishing.graphics import palette
from ictindex.publishing.graphics import vega_lite as vl
from ictindex.publishing.graphics.chart import Chart
from ictindex.publishing.graphics.composition import ChartTable, Composition, Words
from ictindex.publishing.graphics.setting import Setting

if TYPE_CHECKING:
    import pandas as pd

    from ictindex.analysis.audits.audit_report import Audit
    from ictindex.indices.idi.result import Result


def _frame(result: Result) -> pd.DataFrame:
    import pandas as pd

    plan = result.methodology.plan
    rows = []
    for node in plan.indicators:
        n = result.position(node)
        scores = [row[n] for row in result.exact_scores.scores if row[n] is not None]
        full = sum(score == plan.scale for score in scores)
        if scores:
            rows.append((node, full, len(scores), 100 * full / len(scores)))
    frame = pd.DataFrame(rows, columns=["node", "at_full", "economies", "share"])
    return frame.sort_values(
        ["share", "node"], ascending=[False, True], kind="stable", ignore_index=True
    )


@picture("ceiling", of=("Result", "Audit"))
def draw_ceiling(subject: Result | Audit, *, language: str | None = None) -> Chart:
    """Draw for each indicator the share of economies that already have the full score.

    Returns
    -------
    Chart
        Its data: node, at_full, economies (with a score for it), share (percent).

    Raises
    ------
    UsageError
        If the subject is an audit of a bare table.

    Examples
    --------
    >>> import ictindex as ict
    >>> idi = ict.methodology("idi", edition=2024)
    >>> result = ict.compute(idi, ict.sample_data("idi-2024-annex.csv"))
    >>> ceiling = result.plot.ceiling().data.set_index("node")
    >>> int(ceiling.loc["mobile-phone-ownership", "economies"])
    21
    >>> ict.analysis.audit(result).plot.ceiling().kind
    'ceiling'
    """
    result: Result = facts.scored_result(subject)
    data = _frame(result)

    def compose(setting: Setting) -> Composition:
        return _compose(result, data, setting)

    return Chart("ceiling", data, compose, Setting(i18n.current_language(language)))


def _compose(result: Result, data: pd.DataFrame, setting: Setting) -> Composition:
    names = {node: setting.label("nodes", node) for node in data["node"]}
    rows = vl.Rows(setting, names, extra=110)
    drawn, table = [], []
    for row in each_row(data):
        counts = i18n.text(
            "views",
            "of-total",
            setting.language,
            count=str(row.at_full),
            total=str(row.economies),
        )
        label = i18n.detail(setting.percent(row.share), counts, setting.language)
        drawn.append(
            {
                "row": row.node,
                "value": row.share,
                "label": setting.isolate(label),
                "sentence": setting.isolate(i18n.pair(names[row.node], label, setting.language)),
            }
        )
        table.append(
            [names[row.node], str(row.at_full), str(row.economies), setting.number(row.share, 0)]
        )
    highest = max([10.0, *data["share"]])
    away = 4 if not setting.rtl else -4
    plot = {
        "width": rows.width,
        "height": rows.height,
        "data": vl.inline(drawn),
        "encoding": {
            "y": rows.channel(),
            "x": {
                "field": "value",
                "type": "quantitative",
                "scale": vl.values_scale(setting, 0, min(100.0, highest * 1.05)),
                "axis": vl.values_axis(setting, setting.word("share-at-full")),
            },
        },
        "layer": [
            {"mark": {"type": "bar", "color": palette.MAIN}, "encoding": vl.sentences()},
            {
                "mark": vl.silent("text", align=setting.start, dx=away, baseline="middle"),
                "encoding": {"text": {"field": "label", "type": "nominal"}},
            },
        ],
    }
    headers = [
        i18n.text("columns", "indicator", setting.language),
        setting.word("at-full"),
        i18n.text("columns", "count", setting.language),
        "%",
    ]
    return Composition(
        words=Words(
            title=setting.word("ceiling", edition=facts.edition_title(result, setting)),
            subtitle=setting.word("ceiling-base"),
            notes=facts.source_notes(result, setting),
        ),
        plot=plot,
        grid=ChartTable(headers, table, frozenset({1, 2, 3})),
    )
