"""The correlation map: every pair of indicators, with a box around each sub-index."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ictindex.core.arguments import pass_text
from ictindex.core.errors import UsageError
from ictindex.language import i18n
from ictindex.language.i18n.house_style import MARK_SIZE
from ictindex.publishing.charts import result_facts as facts
from ictindex.publishing.charts.contribution_bars import list_parts
from ictindex.publishing.charts.frame_rows import each_row, is_missing
from ictindex.publishing.charts.picture import picture
from ictindex.publishing.graphics import palette
from ictindex.publishing.graphics import vega_lite as vl
from ictindex.publishing.graphics.chart import Chart
from ictindex.publishing.graphics.composition import ChartTable, Composition, LegendItem, Words
from ictindex.publishing.graphics.setting import Setting

if TYPE_CHECKING:
    import pandas as pd

    from ictindex.analysis.audits.audit_report import Audit
    from ictindex.indices.idi.result import Result

_READABLE = 24  # pixels that a coefficient needs
_FEWEST = 4  # economies, as for an audit


def _frame(result: Result, method: str) -> pd.DataFrame:
    import pandas as pd

    from ictindex.analysis.audits.correlation_tables import correlations

    parts = list_parts(result, "indicators")
    scores = result.exact[parts].astype(float)
    economies = int(scores.notna().any(axis=1).sum())
    if economies < _FEWEST:
        raise UsageError("chart.too-few-economies", count=str(economies), least=str(_FEWEST))
    coefficients = correlations(scores, method=pass_text(method))
    plan = result.methodology.plan
    pillar = {node: plan.above(node)[0] for node in parts}
    by_pair = {(row.first, row.second): row for row in each_row(coefficients)}
    rows = []
    for first in parts:
        for second in parts:
            if first == second:
                continue
            row = by_pair[first, second]
            same = pillar[first] == pillar[second]
            # Of fewer economies a correlation is a line through points, or nearly one.
            number = row.correlation if row.count >= _FEWEST else float("nan")
            rows.append((first, second, number, int(row.count), same))
    return pd.DataFrame(rows, columns=["first", "second", "correlation", "count", "same_pillar"])


@picture("correlations", of=("Result", "Audit"), natural_of="Audit")
def draw_correlations(
    subject: Result | Audit, *, method: str = "pearson", language: str | None = None
) -> Chart:
    """Draw the correlations of all indicators, with a box around each sub-index.

    Parameters
    ----------
    method : str
        ``"pearson"``, ``"spearman"`` or ``"kendall"``, of the unrounded scores.

    Returns
    -------
    Chart
        Its data: first, second, correlation (as of :func:`ictindex.analysis.correlations`), count
        (economies with both scores: pairwise), same_pillar.

    Raises
    ------
    UsageError
        If the subject is an audit of a bare table.

    Examples
    --------
    >>> import ictindex as ict
    >>> idi = ict.methodology("idi", edition=2024)
    >>> result = ict.compute(idi, ict.sample_data("idi-2024-annex.csv"))
    >>> float(result.plot.correlations().data["correlation"].max()) <= 1
    True
    >>> ict.analysis.audit(result).plot().kind
    'correlations'
    """
    result: Result = facts.scored_result(subject)
    data = _frame(result, method)

    def compose(setting: Setting) -> Composition:
        return _compose(result, data, method, setting)

    return Chart("correlations", data, compose, Setting(i18n.current_language(language)))


def _compose(result: Result, data: pd.DataFrame, method: str, setting: Setting) -> Composition:
    parts = list_parts(result, "indicators")
    plan = result.methodology.plan
    names = {node: setting.label("nodes", node) for node in parts}
    key = {node: str(n) for n, node in enumerate(parts, start=1)}
    numbered = {
        node: i18n.text("language", "numbered", setting.language, number=n, name=names[node])
        for node, n in key.items()
    }
    rows = vl.Rows(setting, numbered)
    each = rows.width / len(parts)
    drawn = []
    for row in each_row(data):
        missing = is_missing(row.correlation)
        fill = (
            palette.PAPER
            if missing
            else palette.mix_sequence((row.correlation + 1) / 2, palette.DIVERGING)
        )
        shown = "–" if missing else setting.number(row.correlation, 2)
        pair = i18n.join([names[row.first], names[row.second]], setting.language)
        drawn.append(
            {
                "row": row.first,
                "column": key[row.second],
                "fill": fill,
                "ink": palette.ink_on(fill),
                "label": shown if each > _READABLE else "",
                "sentence": setting.isolate(
                    setting.word(
                        "correlation-sentence", pair=pair, value=shown, count=str(row.count)
                    )
                ),
            }
        )
    order = [*key.values()][:: -1 if setting.rtl else 1]
    x: dict[str, Any] = {
        "field": "column",
        "type": "nominal",
        "sort": None,
        "scale": {"domain": order, "paddingInner": 0, "paddingOuter": 0},
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
        y["scale"] = {"domain": rows.keys, "paddingInner": 0, "paddingOuter": 0}
    pillars = {node: plan.above(node)[0] for node in parts}
    boxes = [] if setting.narrow else [_pillar_boxes(pillars, key, x, y, setting.rtl)]
    plot = {
        "width": rows.width,
        "height": rows.height,
        "data": vl.inline(drawn),
        "layer": [
            {
                "mark": {"type": "rect", "stroke": palette.GRID, "strokeWidth": 0.5},
                "encoding": {"x": x, "y": y, "color": vl.plain_colour("fill"), **vl.sentences()},
            },
            {
                "mark": vl.silent("text", fontSize=MARK_SIZE, baseline="middle"),
                "encoding": {
                    "x": x,
                    "y": y,
                    "text": vl.words(),
                    "color": vl.plain_colour("ink"),
                },
            },
            *boxes,
        ],
    }
    legend = [
        LegendItem(
            i18n.text(
                "language",
                "between",
                setting.language,
                low=setting.number(-1, 0),
                high=setting.number(1, 0),
            ),
            "",
            "ramp",
            palette.DIVERGING,
        )
    ]
    if boxes:
        legend.append(LegendItem(setting.word("pillar-box"), palette.INK, "frame"))
    if setting.narrow:
        legend += [LegendItem(names[node], palette.INK, "key", key=key[node]) for node in parts]
    counts = data["count"]
    low, high = int(counts.min()), int(counts.max())
    base = str(low) if low == high else f"{low}–{high}"
    table = [
        [
            names[row.first],
            names[row.second],
            "–" if is_missing(row.correlation) else setting.number(row.correlation, 3),
            str(row.count),
        ]
        for row in each_row(data)
        if parts.index(row.first) < parts.index(row.second)
    ]
    indicator = i18n.text("columns", "indicator", setting.language)
    headers = [
        indicator,
        indicator,
        setting.word(f"method-{method}"),
        i18n.text("columns", "count", setting.language),
    ]
    return Composition(
        words=Words(
            title=setting.word("correlations", edition=facts.edition_title(result, setting)),
            subtitle=setting.word(
                "correlations-base", method=setting.word(f"method-{method}"), count=base
            ),
            notes=[setting.word("correlations-note"), *facts.source_notes(result, setting)],
        ),
        plot=plot,
        grid=ChartTable(headers, table, frozenset({2, 3})),
        legend=legend,
    )


def _pillar_boxes(
    pillars: dict[str, str], key: dict[str, str], x: dict[str, Any], y: dict[str, Any], rtl: bool
) -> dict[str, Any]:
    """Return the frames around the correlations within each sub-index."""
    boxes = []
    for pillar in dict.fromkeys(pillars.values()):
        own = [node for node, above in pillars.items() if above == pillar]
        ends = (key[own[-1]], key[own[0]]) if rtl else (key[own[0]], key[own[-1]])
        boxes.append({"left": ends[0], "right": ends[1], "top": own[0], "bottom": own[-1]})
    return {
        "data": vl.inline(boxes),
        "mark": vl.silent("rect", filled=False, stroke=palette.INK, strokeWidth=2),
        "encoding": {
            "x": {**x, "field": "left", "bandPosition": 0},
            "x2": {"field": "right", "bandPosition": 1},
            "y": {**y, "field": "top", "bandPosition": 0},
            "y2": {"field": "bottom", "bandPosition": 1},
        },
    }
