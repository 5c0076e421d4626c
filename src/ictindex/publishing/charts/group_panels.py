"""Panels of groups: their figures over the years, a panel each; breaks are marked, never joined."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from math import isnan
from typing import Any

from ictindex.core.data_classes import dataclass
from ictindex.core.errors import UsageError
from ictindex.indices.ipb.series_breaks import place_breaks
from ictindex.language import i18n
from ictindex.publishing.charts.group_strips import name_group
from ictindex.publishing.charts.price_dots import log_range, log_ticks
from ictindex.publishing.charts.series_panels import arrange
from ictindex.publishing.graphics import palette
from ictindex.publishing.graphics import vega_lite as vl
from ictindex.publishing.graphics.chart import Chart
from ictindex.publishing.graphics.composition import ChartTable, Composition, LegendItem, Words
from ictindex.publishing.graphics.setting import Setting

_COLUMNS = {"wide": 3, "narrow": 2}
_HEIGHT = 96


@dataclass(frozen=True, slots=True)
class GroupYear:
    """The figure of a group in a year: its number of economies and its definition.

    ``words`` are the figure and the number as they are shown, where they are not plain numbers. A
    figure that is NaN has only words: it is in the table, and is not drawn. ``part`` counts the
    breaks before it within its definition: lines join the figures of one part.
    """

    group: str
    year: int
    definition: str
    value: float
    count: int
    words: Callable[[Setting], tuple[str, str]] | None = None
    part: int = 0

    @property
    def line(self) -> tuple[str, int]:
        """The definition and the part that the figures of a line have in common."""
        return self.definition, self.part

    def show(self, places: int, setting: Setting) -> tuple[str, str]:
        """Return the figure and the number of its economies, as they are shown."""
        if self.words is not None:
            return self.words(setting)
        return setting.number(self.value, places), str(self.count)


@dataclass(frozen=True, slots=True)
class GroupYears:
    """Figures of groups over the years, and the words about them.

    ``domain`` is that of the axis, which is logarithmic without it; ``target`` is a value that is
    marked, with its words. ``section`` has the names of the panels, ``definitions`` the section of
    those of definitions: without it the table has no column of them.
    """

    rows: Sequence[GroupYear]
    places: int
    title: Callable[[Setting], str]
    axis: Callable[[Setting], str]
    notes: Callable[[Setting], list[str]]
    domain: tuple[float, float] | None = None
    target: tuple[float, Callable[[Setting], str]] | None = None
    section: str = "groups"
    definitions: str = ""

    def head(self, setting: Setting) -> list[str]:
        """Return the headers of the table."""
        kind = "group" if self.section == "groups" else "basket"
        columns = [kind, *(["definition"] if self.definitions else []), "year"]
        return [
            *(i18n.label("columns", column, setting.language) for column in columns),
            self.axis(setting),
            i18n.text("divides", "economies", setting.language),
        ]

    def list_cells(self, row: GroupYear, setting: Setting) -> list[str]:
        """Return the cells of a figure in the table: a reader of rows alone sees every break."""
        named = [setting.label(self.definitions, row.definition)] if self.definitions else []
        return [
            self.name(row.group, setting),
            *named,
            str(row.year),
            *row.show(self.places, setting),
        ]

    def name(self, key: str, setting: Setting) -> str:
        """Return the name of a panel."""
        return (
            name_group(key, setting)
            if self.section == "groups"
            else setting.label(self.section, key)
        )


def draw_group_panels(subject: GroupYears, *, language: str | None = None) -> Chart:
    """Draw the figures of each group over the years, on the same scale."""
    import pandas as pd

    drawn = [row for row in subject.rows if not isnan(row.value)]
    rows = [(row.group, row.definition, row.year, row.value, row.count) for row in drawn]
    if not rows:
        raise UsageError("chart.nothing-to-draw")
    data = pd.DataFrame(rows, columns=["group", "definition", "year", "value", "count"])

    def compose(setting: Setting) -> Composition:
        return _compose(subject, setting)

    return Chart("group_panels", data, compose, Setting(i18n.current_language(language)))


def _compose(subject: GroupYears, setting: Setting) -> Composition:
    groups: dict[str, list[GroupYear]] = {}
    shown = [row for row in subject.rows if not isnan(row.value)]
    for row in shown:
        groups.setdefault(row.group, []).append(row)
    columns = min(_COLUMNS[setting.form], len(groups))
    width = round((setting.width - 32) / columns) - 46
    target = None if subject.target is None else subject.target[0]
    values = [row.value for row in shown]
    years = min(row.year for row in shown), max(row.year for row in shown)
    scale = subject.domain or log_range([*values, *([] if target is None else [target])])
    names = {key: setting.wrap(subject.name(key, setting), width) for key in groups}
    most = max(len(lines) for lines in names.values())
    panels = []
    for key, own in groups.items():
        title = [*[""] * (most - len(names[key])), *names[key]]
        panels.append(_panel(subject, own, title, (scale, width, years), setting))
    legend = []
    if any(find_breaks(own) for own in groups.values()):
        legend.append(LegendItem(setting.word("break-line"), palette.AXIS, "dash"))
    if subject.target is not None:
        legend.append(LegendItem(subject.target[1](setting), palette.ACCENT, "dash"))
    headers = subject.head(setting)
    table = [subject.list_cells(row, setting) for row in subject.rows]
    figures = frozenset(range(len(headers) - 3, len(headers)))
    return Composition(
        words=Words(
            title=setting.word(
                "group-panels" if subject.section == "groups" else "panels",
                what=subject.title(setting),
            ),
            subtitle=setting.word("panels-base", count=str(len(groups))),
            notes=subject.notes(setting),
        ),
        plot={
            "concat": arrange(panels, columns, setting.rtl),
            "columns": columns,
            "spacing": {"row": 14, "column": 12},
        },
        grid=ChartTable(headers, table, figures),
        legend=legend,
    )


def find_breaks(rows: Sequence[GroupYear]) -> list[float]:
    """Return the points between years at which one line ends and the next begins."""
    return place_breaks((row.line, row.year) for row in rows)


def _panel(
    subject: GroupYears,
    own: Sequence[GroupYear],
    title: list[str],
    size: tuple[tuple[float, float], int, tuple[int, int]],
    setting: Setting,
) -> dict[str, Any]:
    (low, high), width, (first, last) = size
    lines = list(dict.fromkeys(row.line for row in own))
    figures = [row.show(subject.places, setting) for row in own]
    drawn = [
        {
            "year": row.year,
            "value": row.value,
            # The id keeps lines apart: a number is shorter in a page than its id.
            "definition": lines.index(row.line),
            "sentence": setting.isolate(
                setting.word(
                    "dated-group-sentence",
                    group=subject.name(row.group, setting),
                    year=str(row.year),
                    value=figure,
                    count=count,
                )
            ),
        }
        for row, (figure, count) in zip(own, figures, strict=True)
    ]
    # Time runs from left to right in every language.
    x = {
        **vl.quantity("year"),
        "scale": {"domain": [first, last], "nice": False, "zero": False},
        "axis": vl.values_axis(setting, None, values=sorted({first, last}), format="d", grid=False),
    }
    log = subject.domain is None
    y = {
        **vl.quantity("value"),
        "scale": {
            "domain": [low, high],
            "nice": False,
            "zero": False,
            **({"type": "log"} if log else {}),
        },
        "axis": vl.values_axis(
            setting,
            None,
            orient=setting.start,
            labelOverlap="greedy",
            **({"values": log_ticks(low, high), "format": "~g"} if log else {"tickCount": 4}),
        ),
    }
    broken = [{"at": at} for at in find_breaks(own)]
    layers: list[dict[str, Any]] = [
        {
            "data": vl.inline(broken or [{"at": None}]),
            "mark": vl.silent("rule", color=palette.AXIS, strokeDash=[3, 2], clip=True),
            "encoding": {"x": {**x, "field": "at"}},
        },
        {
            "mark": vl.silent("line", color=palette.MAIN, strokeWidth=1.8),
            "encoding": {"x": x, "y": y, "detail": {"field": "definition", "type": "nominal"}},
        },
        {
            "mark": {
                "type": "point",
                "filled": True,
                "size": 24,
                "opacity": 1,
                "color": palette.MAIN,
            },
            "encoding": {"x": x, "y": y, **vl.sentences()},
        },
    ]
    if subject.target is not None:
        layers.insert(
            1,
            {
                "data": vl.inline([{}]),
                "mark": vl.silent("rule", color=palette.ACCENT, strokeDash=[5, 3]),
                "encoding": {"y": {"datum": subject.target[0], "type": "quantitative"}},
            },
        )
    return vl.panel(setting, title, (width, _HEIGHT), drawn, layers)
