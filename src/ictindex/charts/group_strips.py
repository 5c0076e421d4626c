"""Strips: the score of every economy of an edition by group, with the median of each group."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from ictindex import i18n
from ictindex.analysis.edition_figures import EditionFigures, find_groups, require_node
from ictindex.charts import result_facts as facts
from ictindex.charts.edition_scores import decimals_of, list_scores
from ictindex.charts.edition_view import view_of
from ictindex.charts.frame_rows import each_row
from ictindex.core.errors import UsageError
from ictindex.graphics import palette
from ictindex.graphics import vega_lite as vl
from ictindex.graphics.chart import Chart
from ictindex.graphics.composition import Composition, Grid, LegendItem, Words
from ictindex.graphics.setting import Setting
from ictindex.results.group_figures import ALL, median

if TYPE_CHECKING:
    import pandas as pd


def draw_strips(figures: EditionFigures, language: str | None, by: str, node: str | None) -> Chart:
    """Draw the scores of a node by group, the groups in the order of their list."""
    import pandas as pd

    key = figures.methodology.plan.root if node is None else node
    require_node(figures, key)
    scores = list_scores([figures], [""], key)
    groups = {**find_groups(figures, by, None), ALL: tuple(scores["economy"])}
    known = {str(row.economy): row for row in each_row(scores)}
    rows = [
        (group, economy, known[economy].score, known[economy].flag)
        for group, members in groups.items()
        for economy in sorted(members)
        if economy in known
    ]
    if not rows:
        raise UsageError("chart.nothing-to-draw")
    data = pd.DataFrame(rows, columns=["group", "economy", "score", "flag"])

    def compose(setting: Setting) -> Composition:
        return _compose(figures, data, (key, by), setting)

    return Chart("strips", data, compose, Setting(i18n.current_language(language)))


def _compose(
    figures: EditionFigures, data: pd.DataFrame, asked: tuple[str, str], setting: Setting
) -> Composition:
    node, by = asked
    places = decimals_of(figures)
    scale = float(figures.methodology.plan.scale)
    medians = {
        str(group): float(median([Decimal(str(score)) for score in own["score"]]))
        for group, own in data.groupby("group", sort=False)
    }
    counts = {str(group): len(own) for group, own in data.groupby("group", sort=False)}
    names = {
        group: setting.word(
            "group-count", name=setting.label("groups", group), count=str(counts[group])
        )
        for group in medians
    }
    rows = vl.Rows(setting, names, extra=52, most=210)
    drawn: list[dict[str, Any]] = [
        {
            "row": row.group,
            "score": row.score,
            "sentence": facts.add_remark(
                i18n.pair(
                    setting.economy(row.economy),
                    setting.number(row.score, places),
                    setting.language,
                ),
                row.flag,
                setting,
            ),
        }
        for row in each_row(data)
    ]
    middles = [
        {
            "row": group,
            "score": middle,
            "label": setting.number(middle, places),
            "sentence": setting.isolate(
                i18n.pair(
                    setting.word("median-of", group=setting.label("groups", group),
                                 count=str(counts[group])),
                    setting.number(middle, places),
                    setting.language,
                )
            ),
        }
        for group, middle in medians.items()
    ]  # fmt: skip
    y = rows.channel()
    x = {
        "field": "score",
        "type": "quantitative",
        "scale": vl.values_scale(setting, 0, scale),
        "axis": vl.values_axis(setting, setting.word("score-axis")),
    }
    tick = {"type": "tick", "orient": "vertical", "opacity": 0.6, "thickness": 1.4, "size": 13}
    middle = {"type": "tick", "orient": "vertical", "opacity": 1, "thickness": 3.5, "size": 19}
    plot: dict[str, Any] = {
        "width": rows.width,
        "height": rows.height,
        "layer": [
            {
                "data": vl.inline(drawn),
                "mark": {**tick, "color": palette.LATER},
                "encoding": {"x": x, "y": y, **vl.sentences()},
            },
            {
                "data": vl.inline(middles),
                "mark": {**middle, "color": palette.CATEGORIES[5]},
                "encoding": {"x": vl.quantity("score"), "y": y, **vl.sentences()},
            },
            {
                "data": vl.inline(middles),
                "mark": vl.beyond(setting, 10, fontWeight="bold"),
                "encoding": {"x": {"datum": scale}, "y": y, "text": vl.words()},
            },
        ],
    }
    view = view_of(figures)
    edition = facts.edition_title(view, setting)
    if node != figures.methodology.plan.root:
        edition = i18n.join([edition, setting.label("nodes", node)], setting.language)
    table = [
        [setting.label("groups", group), str(counts[group]), setting.number(own, places)]
        for group, own in medians.items()
    ]
    headers = [
        i18n.text("columns", "group", setting.language),
        i18n.text("columns", "count", setting.language),
        i18n.text("columns", "median", setting.language),
    ]
    return Composition(
        words=Words(
            title=setting.word("strips", edition=edition, grouping=setting.label("groupings", by)),
            subtitle=setting.word("strips-base", count=str(counts[ALL])),
            notes=facts.source_notes(view, setting),
        ),
        plot=plot,
        grid=Grid(headers, table, frozenset({1, 2})),
        legend=[
            LegendItem(i18n.text("views", "economy", setting.language), palette.LATER, "tick"),
            LegendItem(
                i18n.text("columns", "median", setting.language), palette.CATEGORIES[5], "tick"
            ),
        ],
    )
