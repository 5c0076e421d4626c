"""Two nodes against one another: every economy a point, with quadrants at the medians."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from ictindex.core.errors import UsageError
from ictindex.indices.results.group_figures import median
from ictindex.language import i18n
from ictindex.language.i18n.house_style import MARK_SIZE
from ictindex.publishing.charts import result_facts as facts
from ictindex.publishing.charts.economy_choice import Choice, choose
from ictindex.publishing.charts.frame_rows import each_row
from ictindex.publishing.charts.picture import picture
from ictindex.publishing.charts.point_labels import order_by_distance, place_labels
from ictindex.publishing.graphics import palette
from ictindex.publishing.graphics import vega_lite as vl
from ictindex.publishing.graphics.chart import Chart
from ictindex.publishing.graphics.composition import ChartTable, Composition, Words
from ictindex.publishing.graphics.setting import Setting

if TYPE_CHECKING:
    import pandas as pd

    from ictindex.indices.idi.result import Result
    from ictindex.publishing.charts.economy_choice import Chosen

_POINT = 46


def _frame(result: Result, x: str, y: str, shown: tuple[str, ...]) -> pd.DataFrame:
    import pandas as pd

    places = result.position(x), result.position(y)
    rows = []
    for code in shown:
        scores = result.rounded_rows[result.economy_position(code)]
        first, second = scores[places[0]], scores[places[1]]
        flags = [*result.flags.get((code, x), ()), *result.flags.get((code, y), ())]
        rows.append((code, float(first or 0), float(second or 0), facts.mark_of(flags)))
    return pd.DataFrame(rows, columns=["economy", "x", "y", "flag"])


@picture("scatter", of="Result")
def draw_scatter(
    result: Result,
    x: str | None = None,
    y: str | None = None,
    *,
    labels: Iterable[str] | None = None,
    choice: Choice,
    language: str | None = None,
) -> Chart:
    """Draw the scores of two nodes against one another, with quadrants at their medians.

    Parameters
    ----------
    x, y : str, optional
        Ids of nodes; by default the first two sub-indices.
    labels : iterable of str, optional
        Economies to name; by default the outlying ones, if there is space.

    Returns
    -------
    Chart
        Its data: economy, x, y, flag, quadrant (``high-low``: y at or above its median, x below).
        Medians are of the economies drawn, unweighted.

    Examples
    --------
    >>> import ictindex as ict
    >>> idi = ict.methodology("idi", edition=2024)
    >>> result = ict.compute(idi, ict.sample_data("idi-2024-annex.csv"))
    >>> quadrants = result.plot.scatter("universal-connectivity", "idi").data["quadrant"]
    >>> sorted(set(quadrants))
    ['high-high', 'high-low', 'low-high', 'low-low']
    """
    plan = result.methodology.plan
    subs = [plan.nodes[n] for n in plan.children(len(plan.nodes) - 1)]
    across, up = x or subs[0], y or (subs[1] if len(subs) > 1 else plan.root)
    places = result.position(across), result.position(up)
    there = [
        code
        for code, row in zip(result.economies, result.rounded_rows, strict=True)
        if row[-1] is not None and all(row[n] is not None for n in places)
    ]
    chosen = choose(there, choice, f"{result.index}-{result.edition}", most=len(there))
    data = _frame(result, across, up, chosen.shown)
    named = None if labels is None else tuple(labels)
    absent = [code for code in named or () if code not in chosen.shown]
    if absent:
        raise UsageError("chart.no-figure", economy=str(absent[0]))
    middle = {axis: float(median([Decimal(str(v)) for v in data[axis]])) for axis in ("x", "y")}
    data["quadrant"] = [
        ("high" if row.y >= middle["y"] else "low")
        + "-"
        + ("high" if row.x >= middle["x"] else "low")
        for row in each_row(data)
    ]

    def compose(setting: Setting) -> Composition:
        return _compose(result, data, (across, up), middle, (chosen, named), setting)

    return Chart("scatter", data, compose, Setting(i18n.current_language(language)))


def axis_range(values: Iterable[float], low: float, high: float) -> tuple[float, float]:
    """Return the part of a scale that contains the values, from ten to ten."""
    there = list(values)
    least, most = min(there), max(there)
    return max(low, 10 * (least // 10)), min(high, 10 * (-(-most // 10)))


def _compose(
    result: Result,
    data: pd.DataFrame,
    nodes: tuple[str, str],
    middle: dict[str, float],
    asked: tuple[Chosen, tuple[str, ...] | None],
    setting: Setting,
) -> Composition:
    chosen, named = asked
    scale = float(result.methodology.plan.scale)
    names = [setting.label("nodes", node) for node in nodes]
    width = setting.width - 110
    height = round(width * (1 if setting.narrow else 0.78))
    lows = {axis: axis_range(data[axis], 0, scale) for axis in ("x", "y")}
    spots = {
        row.economy: (
            (row.x - lows["x"][0]) / max(lows["x"][1] - lows["x"][0], 1) * width,
            (row.y - lows["y"][0]) / max(lows["y"][1] - lows["y"][0], 1) * height,
        )
        for row in each_row(data)
    }
    # Isolated points are named first, then any point whose name has room.
    wanted = list(named) if named is not None else order_by_distance(spots)
    placed = place_labels(
        spots, {code: setting.economy(code) for code in wanted}, (width, height), setting
    )
    drawn = []
    for row in each_row(data):
        both = [
            i18n.pair(name, setting.number(value, result.decimals), setting.language)
            for name, value in zip(names, (row.x, row.y), strict=True)
        ]
        sentence = i18n.pair(
            setting.economy(row.economy), i18n.join(both, setting.language), setting.language
        )
        side = placed.get(row.economy, "")
        drawn.append(
            {
                "x": row.x,
                "y": row.y,
                "flag": row.flag,
                "side": side,
                "label": setting.isolate(setting.economy(row.economy)) if side else "",
                "sentence": facts.add_remark(sentence, row.flag, setting),
            }
        )
    x = {
        **vl.quantity("x"),
        "scale": vl.values_scale(setting, *lows["x"]),
        "axis": vl.values_axis(setting, names[0]),
    }
    y = {
        **vl.quantity("y"),
        "scale": {"domain": list(lows["y"]), "nice": False, "zero": False},
        "axis": vl.height_axis(setting, names[1]),
    }
    rule = vl.silent("rule", color=palette.AXIS, strokeDash=[5, 3])
    plot: dict[str, Any] = {
        "width": width,
        "height": height,
        "data": vl.inline(drawn),
        "layer": [
            {"data": vl.inline([middle]), "mark": rule, "encoding": {"x": x}},
            {"data": vl.inline([middle]), "mark": rule, "encoding": {"y": y}},
            {
                "mark": {
                    "type": "point",
                    "filled": True,
                    "size": _POINT,
                    "opacity": 1,
                    "stroke": palette.MAIN,
                    "strokeWidth": 1.6,
                },
                "encoding": {
                    "x": x,
                    "y": y,
                    "shape": facts.shape_channel(),
                    "fill": facts.fill_channel(palette.MAIN),
                    **vl.sentences(),
                },
            },
            *label_layers(x, y, setting),
        ],
    }
    edition = facts.edition_title(result, setting)
    return Composition(
        words=Words(
            title=setting.word("scatter", edition=edition, first=names[0], second=names[1]),
            subtitle=setting.word("scatter-base", count=str(len(data))),
            notes=facts.source_notes(result, setting, chosen),
        ),
        plot=plot,
        grid=_grid(data, names, setting, result.decimals),
        legend=facts.flag_legend(data["flag"], setting, palette.MAIN),
    )


def label_layers(x: dict[str, Any], y: dict[str, Any], setting: Setting) -> list[dict[str, Any]]:
    """Return the layers of the names of points, each on the side where there is room."""
    return [
        {
            "transform": [{"filter": f"datum.side == '{side}'"}],
            "mark": mark(setting, 7, fontSize=MARK_SIZE),
            "encoding": {"x": x, "y": y, "text": vl.words()},
        }
        for side, mark in (("beyond", vl.beyond), ("short", vl.short_of))
    ]


def _grid(data: pd.DataFrame, names: list[str], setting: Setting, places: int) -> ChartTable:
    headers = [i18n.text("views", "economy", setting.language), *names]
    rows = [
        [
            setting.economy(row.economy),
            setting.number(row.x, places),
            setting.number(row.y, places),
        ]
        for row in each_row(data)
    ]
    return ChartTable(headers, rows, frozenset({1, 2}))
