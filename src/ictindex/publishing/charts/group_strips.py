"""Strips of groups: a dot for each economy, a line for the mean or the median of its group."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from functools import cache
from typing import TYPE_CHECKING, Any

from ictindex.core import decimals
from ictindex.core.data_classes import dataclass
from ictindex.core.errors import UsageError
from ictindex.indices.results.group_figures import ALL, mean, median
from ictindex.language import i18n
from ictindex.language.i18n.collation import sort_key
from ictindex.publishing.charts.price_dots import log_range, log_ticks
from ictindex.publishing.graphics import palette
from ictindex.publishing.graphics import vega_lite as vl
from ictindex.publishing.graphics.chart import Chart
from ictindex.publishing.graphics.composition import ChartTable, Composition, LegendItem, Words
from ictindex.publishing.graphics.setting import FORMS, Setting

if TYPE_CHECKING:
    import pandas as pd

_OFFSETS = {"wide": (0, -5, 5, -10, 10), "narrow": (0, -4, 4)}
_DIAMETER = 5.2
# Approximate width of the plot: names take the rest.
_DRAWN = {"wide": 480, "narrow": 320}


@dataclass(frozen=True, slots=True)
class StripGroup:
    """A group: its figures by economy, how many economies it has, and its mean or median.

    ``of`` is ``None`` if the list of its economies is not complete. A group may have economies
    that are not in the edition; with ``is_edition`` those of the edition are counted.
    """

    key: str
    values: Mapping[str, float]
    of: int | None
    centre: float | None
    is_edition: bool = False


@dataclass(frozen=True, slots=True)
class Strips:
    """Groups in their order, and the words about them.

    ``statistic`` is ``mean`` or ``median``; ``domain`` has the ends of the axis, which is
    logarithmic without it; ``line`` is a value that is marked, such as a target, with its words.
    """

    groups: Sequence[StripGroup]
    statistic: str
    places: int
    title: Callable[[Setting], str]
    axis: Callable[[Setting], str]
    notes: Callable[[Setting], list[str]]
    domain: tuple[float, float] | None = None
    line: tuple[float, Callable[[Setting], str]] | None = None


def make_group(
    key: str,
    members: Sequence[str],
    values: Mapping[str, Decimal],
    statistic: str,
    places: int,
    size: int | None,
) -> StripGroup:
    """Return a group with the exact mean or median of its economies with a value, rounded once.

    ``size`` is the number of economies of the whole group, if it is known.
    """
    own = {economy: values[economy] for economy in members if economy in values}
    if not own:
        return StripGroup(key, {}, size, None)
    figure = (mean if statistic == "mean" else median)([*own.values()])
    centre = float(decimals.round_half_up(figure, places))
    return StripGroup(key, {code: float(v) for code, v in own.items()}, size, centre)


def draw_strips(subject: Strips, *, language: str | None = None) -> Chart:
    """Draw the economies of each group on one line, on the same axis."""
    import pandas as pd

    rows = [
        (group.key, economy, value)
        for group in subject.groups
        for economy, value in sorted(group.values.items())
    ]
    if not rows:
        raise UsageError("chart.nothing-to-draw")
    data = pd.DataFrame(rows, columns=["group", "economy", "value"])

    # Both forms of a language have the same dots.
    @cache
    def list_dots(language: str, ends: tuple[float, float]) -> list[dict[str, Any]]:
        return _dots(subject, ends, Setting(language))

    def compose(setting: Setting) -> Composition:
        return _compose(subject, data, setting, list_dots)

    return Chart("strips", data, compose, Setting(i18n.current_language(language)))


def count_group(group: StripGroup, setting: Setting) -> str:
    """Return how many economies of a group have a figure, and of how many if that is known."""
    count = str(len(group.values))
    if group.of is None:
        return setting.word("economies-here", count=count)
    key = "of-edition" if group.is_edition else "of-economies"
    return setting.word(key, count=count, total=str(group.of))


def name_group(key: str, setting: Setting) -> str:
    """Return the name of a group."""
    return setting.word("all-economies") if key == ALL else setting.label("groups", key)


def spread_rows(positions: Sequence[float], offsets: Sequence[int], size: float) -> list[int]:
    """Return the offset of each dot above or below its row, so that few touch (pixels)."""
    taken: list[tuple[float, int]] = []
    chosen: list[int] = []
    for position in positions:
        near = [(x, y) for x, y in taken if abs(position - x) < size]
        free = [
            offset
            for offset in offsets
            if all((position - x) ** 2 + (offset - y) ** 2 >= size**2 for x, y in near)
        ]
        # If there is no room left, the dot lies on others, in the row with the fewest dots.
        offset = free[0] if free else offsets[len(taken) % len(offsets)]
        taken.append((position, offset))
        chosen.append(offset)
    return chosen


def _compose(
    subject: Strips,
    data: pd.DataFrame,
    setting: Setting,
    list_dots: Callable[[str, tuple[float, float]], list[dict[str, Any]]],
) -> Composition:
    groups = [group for group in subject.groups if group.values]
    names = {
        group.key: [
            name_group(group.key, setting),
            count_group(group, setting),
        ]
        for group in groups
    }
    rows = _rows(names, setting)
    line = None if subject.line is None else subject.line[0]
    values = [float(value) for value in data["value"]]
    low, high = subject.domain or log_range([*values, *([] if line is None else [line])])
    x: dict[str, Any] = {
        "field": "value",
        "type": "quantitative",
        "scale": _scale(subject, low, high, setting),
        "axis": vl.values_axis(
            setting,
            subject.axis(setting),
            **({} if subject.domain else {"values": log_ticks(low, high), "format": "~g"}),
        ),
    }
    y = rows.channel()
    dots = list_dots(setting.language, (low, high))
    # The position in a row is measured from its edge.
    half = 8.0 if setting.narrow else rows.step * (1 - float(rows.scale()["paddingInner"])) / 2
    centres = _centres(subject, groups, setting)
    layers: list[dict[str, Any]] = [
        {
            "data": vl.inline(dots),
            "mark": {
                "type": "point",
                "filled": True,
                "opacity": 0.75,
                "color": palette.MAIN,
                "size": _DIAMETER**2,
            },
            "encoding": {
                "x": x,
                "y": y,
                "yOffset": {
                    "field": setting.form,
                    "type": "quantitative",
                    "scale": {"domain": [-half, half], "range": [0, 2 * half]},
                },
                **vl.sentences(),
            },
        },
        {
            "data": vl.inline(centres),
            "mark": {
                "type": "tick",
                "orient": "vertical",
                "color": palette.ACCENT,
                "thickness": 3,
                "size": 26 if not setting.narrow else 16,
                "opacity": 1,
            },
            "encoding": {"x": x, "y": y, **vl.sentences()},
        },
    ]
    legend = [
        LegendItem(setting.word("an-economy"), palette.MAIN, "circle"),
        LegendItem(setting.word(f"group-{subject.statistic}"), palette.ACCENT, "tick"),
    ]
    if subject.line is not None:
        layers.insert(
            0,
            {
                "data": vl.inline([{}]),
                "mark": vl.silent("rule", color=palette.INK, strokeWidth=1.4, strokeDash=[5, 3]),
                "encoding": {"x": {"datum": line, "type": "quantitative"}},
            },
        )
        legend.append(LegendItem(subject.line[1](setting), palette.INK, "dash"))
    count = str(len(set(data["economy"])))
    plot = {"width": rows.width, "height": rows.height, "layer": layers}
    return Composition(
        words=Words(
            title=setting.word("strips", what=subject.title(setting)),
            subtitle=setting.word(f"strips-base-{subject.statistic}", count=count),
            notes=subject.notes(setting),
        ),
        plot=plot,
        grid=_grid(subject, groups, setting),
        legend=legend,
    )


def _scale(subject: Strips, low: float, high: float, setting: Setting) -> dict[str, Any]:
    if subject.domain:
        return vl.values_scale(setting, low, high)
    return {"type": "log", "domain": [low, high], "nice": False, "reverse": setting.rtl}


def _rows(names: Mapping[str, Sequence[str]], setting: Setting) -> vl.Rows:
    rows = vl.Rows(setting, names, extra=12, keeps_room=True)
    rows.step = max(rows.step, 34)
    return rows


def _dots(subject: Strips, ends: tuple[float, float], setting: Setting) -> list[dict[str, Any]]:
    """Return a dot for each economy, by group and in the order of the names.

    The row has its offset in both forms, so that both forms share their data.
    """
    drawn = []
    for group in subject.groups:
        own = sorted(
            ((setting.economy(code), value) for code, value in group.values.items()),
            key=lambda pair: sort_key(pair[0], setting.language),
        )
        offsets = {
            form: _offsets(subject, [value for _, value in own], ends, form) for form in FORMS
        }
        drawn += [
            {
                "row": group.key,
                "value": value,
                **{form: offsets[form][n] for form in FORMS},
                "sentence": setting.isolate(
                    i18n.pair(
                        name,
                        setting.number(value, subject.places),
                        setting.language,
                    )
                ),
            }
            for n, (name, value) in enumerate(own)
        ]
    return drawn


def _offsets(
    subject: Strips, values: Sequence[float], ends: tuple[float, float], form: str
) -> list[int]:
    """Return the offset of each dot above or below its row in a form, in pixels."""
    low, high = ends
    width = _DRAWN[form]
    if subject.domain:
        places = [(value - low) / (high - low) * width for value in values]
    else:
        places = [math.log(value / low) / math.log(high / low) * width for value in values]
    return spread_rows(places, _OFFSETS[form], _DIAMETER)


def _centres(
    subject: Strips, groups: Sequence[StripGroup], setting: Setting
) -> list[dict[str, Any]]:
    return [
        {
            "row": group.key,
            "value": group.centre,
            "sentence": setting.isolate(
                i18n.detail(
                    i18n.pair(
                        name_group(group.key, setting),
                        setting.number(group.centre, subject.places),
                        setting.language,
                    ),
                    count_group(group, setting),
                    setting.language,
                )
            ),
        }
        for group in groups
        if group.centre is not None
    ]


def _grid(subject: Strips, groups: Sequence[StripGroup], setting: Setting) -> ChartTable:
    headers = [
        i18n.label("columns", "group", setting.language),
        i18n.text("divides", "economies", setting.language),
        setting.word(f"group-{subject.statistic}"),
        i18n.text("divides", "minimum", setting.language),
        i18n.text("divides", "maximum", setting.language),
    ]
    rows = []
    for group in groups:
        numbers = (group.centre, min(group.values.values()), max(group.values.values()))
        rows.append(
            [
                name_group(group.key, setting),
                count_group(group, setting),
                *("–" if n is None else setting.number(n, subject.places) for n in numbers),
            ]
        )
    return ChartTable(headers, rows, frozenset({2, 3, 4}))
