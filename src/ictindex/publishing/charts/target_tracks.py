"""Target tracks: figures over the years, the target, and the pace that would meet it."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import accumulate
from typing import TYPE_CHECKING, Any

from ictindex.analysis.strategic_targets.target_words import (
    describe_coverage,
    describe_figure,
    describe_verdict,
)
from ictindex.core.errors import UsageError
from ictindex.definitions.catalogue.dated_targets import describe_target
from ictindex.indices.ipb.series_breaks import find_part
from ictindex.language import i18n
from ictindex.publishing.charts import result_facts as facts
from ictindex.publishing.charts.frame_rows import each_row
from ictindex.publishing.charts.picture import picture
from ictindex.publishing.charts.series_panels import arrange
from ictindex.publishing.graphics import palette
from ictindex.publishing.graphics import vega_lite as vl
from ictindex.publishing.graphics.chart import Chart
from ictindex.publishing.graphics.composition import ChartTable, Composition, LegendItem, Words
from ictindex.publishing.graphics.setting import Setting

if TYPE_CHECKING:
    import pandas as pd

    from ictindex.analysis.strategic_targets.target_progress import TargetProgress
    from ictindex.analysis.strategic_targets.target_status import TargetStatus

_HEIGHT = 110
_COLUMNS = {"wide": 2, "narrow": 1}


@picture("tracks", of="TargetProgress", natural_of="TargetProgress")
def draw_tracks(progress: TargetProgress, *, language: str | None = None) -> Chart:
    """Draw every measured target: its figures over the years, and its limit.

    Returns
    -------
    Chart
        Its data: target, definition, year, value, economies, of, people, covered. Hollow signs mark
        years whose figure covers too few economies.

    Raises
    ------
    UsageError
        If the available figures measure no target.

    Examples
    --------
    >>> import ictindex as ict
    >>> progress = ict.analysis.track_targets(targets=["strategic-targets-2018"])
    >>> try:
    ...     progress.plot.tracks()
    ... except ict.errors.UsageError as error:
    ...     error.code
    'chart.no-target'
    """
    statuses = [status for status in progress.statuses if status.figure is not None]
    if not statuses:
        raise UsageError("chart.no-target")
    figures = progress.series
    kept = {(status.target.id, status.definition) for status in statuses}
    data = figures[
        [key in kept for key in zip(figures["target"], figures["definition"], strict=True)]
    ]
    data = data.astype({"value": float}).reset_index(drop=True)

    def compose(setting: Setting) -> Composition:
        return _compose(progress, statuses, data, setting)

    return Chart("tracks", data, compose, Setting(i18n.current_language(language)))


def _compose(
    subject: TargetProgress,
    statuses: Sequence[TargetStatus],
    data: pd.DataFrame,
    setting: Setting,
) -> Composition:
    columns = min(_COLUMNS[setting.form], len(statuses))
    width = round((setting.width - 32) / columns) - 56
    titles = [_title(status, width, setting) for status in statuses]
    most = max(len(lines) for lines in titles)
    panels = []
    for status, lines in zip(statuses, titles, strict=True):
        own = data[(data["target"] == status.target.id) & (data["definition"] == status.definition)]
        panels.append(_panel(status, own, [*[""] * (most - len(lines)), *lines], width, setting))
    table = [
        [
            describe_target(status.target, status.definition, setting.language),
            describe_verdict(status, setting.language),
            describe_figure(status.target, figure, setting.language),
            describe_coverage(figure, setting.language),
        ]
        for status in statuses
        if (figure := status.figure) is not None
    ]
    headers = [
        i18n.text("targets", f"head-{name}", setting.language)
        for name in ("what", "verdict", "figure", "covers")
    ]
    notes = [i18n.text("targets", "ours", setting.language)]
    if line := facts.name_sources(subject.sources, (), setting):
        notes.append(line)
    shares = setting.percent(subject.coverage)
    notes.insert(0, setting.word("tracks-coverage", share=shares))
    return Composition(
        words=Words(
            title=setting.word("tracks"),
            subtitle=setting.word("tracks-base", count=str(len(statuses))),
            notes=notes,
        ),
        plot={
            "concat": arrange(panels, columns, setting.rtl),
            "columns": columns,
            "spacing": {"row": 16, "column": 14},
        },
        grid=ChartTable(headers, table),
        legend=[
            LegendItem(setting.word("figure"), palette.MAIN, "circle"),
            LegendItem(setting.word("too-few"), palette.OTHERS, "hollow"),
            LegendItem(setting.word("target"), palette.ACCENT, "dash"),
        ],
    )


def _title(status: TargetStatus, width: float, setting: Setting) -> list[str]:
    language = setting.language
    what = describe_target(status.target, status.definition, language)
    verdict = describe_verdict(status, language)
    numbered = i18n.join([status.target.number, what], language)
    return setting.wrap(i18n.pair(numbered, verdict, language), width, 11, True)


def _panel(
    status: TargetStatus, own: pd.DataFrame, title: list[str], width: float, setting: Setting
) -> dict[str, Any]:
    limits = sorted({float(limit) for limit in status.target.limits})
    deadline = status.target.deadline
    values = [*own["value"], *limits]
    years = [int(year) for year in own["year"]] + ([] if deadline is None else [deadline])
    room = max((max(values) - min(values)) * 0.08, 0.5)
    ordered = sorted(each_row(own), key=lambda figure: int(figure.year))
    # A line joins only figures that may be compared: one that covers too little ends it.
    ends = accumulate(int(not figure.covered) for figure in ordered)
    # Of prices, figures of one part; other series have one.
    named = status.definition
    parts = [find_part(named, "share", int(each.year)) if named else 0 for each in ordered]
    lines = [*zip(parts, ends, strict=True)]
    drawn = [
        {
            "year": int(figure.year),
            "value": figure.value,
            "covered": bool(figure.covered),
            "segment": lines.index(line),
            "sentence": setting.isolate(
                setting.word(
                    "figure-sentence",
                    year=str(figure.year),
                    value=setting.number(figure.value, 1),
                    count=str(figure.economies),
                    total=str(figure.of),
                )
            ),
        }
        for figure, line in zip(ordered, lines, strict=True)
    ]
    first, last = min(years), max(years)
    x = {
        **vl.quantity("year"),
        "scale": {"domain": [first, max(last, first + 1)], "nice": False, "zero": False},
        "axis": vl.values_axis(setting, None, values=sorted({first, last}), format="d", grid=False),
    }
    y = {
        **vl.quantity("value"),
        "scale": {
            "domain": [max(0.0, min(values) - room), max(values) + room],
            "nice": False,
            "zero": False,
        },
        "axis": vl.values_axis(setting, None, orient=setting.start, tickCount=3),
    }
    layers: list[dict[str, Any]] = [
        {
            "data": vl.inline([{"limit": limit} for limit in limits]),
            "mark": vl.silent("rule", color=palette.ACCENT, strokeDash=[5, 3], strokeWidth=1.8),
            "encoding": {"y": {**y, "field": "limit"}},
        }
    ]
    if deadline is not None:
        layers.append(
            {
                "data": vl.inline([{"deadline": deadline, "limit": limit} for limit in limits]),
                "mark": vl.silent(
                    "point", shape="diamond", filled=True, size=70, color=palette.ACCENT, opacity=1
                ),
                "encoding": {"x": {**x, "field": "deadline"}, "y": {**y, "field": "limit"}},
            }
        )
    layers += [
        {
            "transform": [{"filter": "datum.covered"}],
            "mark": vl.silent("line", color=palette.MAIN, strokeWidth=1.8),
            "encoding": {"x": x, "y": y, "detail": {"field": "segment", "type": "nominal"}},
        },
        {
            "mark": {
                "type": "point",
                "filled": True,
                "size": 34,
                "opacity": 1,
                "strokeWidth": 1.5,
            },
            "encoding": {
                "x": x,
                "y": y,
                "fill": {
                    "condition": {"test": "datum.covered", "value": palette.MAIN},
                    "value": palette.PAPER,
                },
                "stroke": {
                    "condition": {"test": "datum.covered", "value": palette.MAIN},
                    "value": palette.OTHERS,
                },
                **vl.sentences(),
            },
        },
    ]
    return vl.panel(setting, title, (width, _HEIGHT), drawn, layers)
