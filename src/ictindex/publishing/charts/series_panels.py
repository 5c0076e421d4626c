"""Small multiples: a panel for each economy, its prices over the years with breaks marked."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from ictindex.core.errors import UsageError
from ictindex.definitions import catalogue
from ictindex.indices.ipb.series_breaks import find_part, place_breaks
from ictindex.language import i18n
from ictindex.publishing.charts.economy_choice import Choice, Chosen, choose
from ictindex.publishing.charts.frame_rows import each_group, each_row
from ictindex.publishing.charts.picture import picture
from ictindex.publishing.charts.price_dots import (
    MEASURES,
    log_range,
    log_ticks,
    series_sources,
    target_of,
)
from ictindex.publishing.graphics import palette
from ictindex.publishing.graphics import vega_lite as vl
from ictindex.publishing.graphics.chart import Chart
from ictindex.publishing.graphics.composition import ChartTable, Composition, LegendItem, Words
from ictindex.publishing.graphics.setting import Setting

if TYPE_CHECKING:
    import pandas as pd

    from ictindex.indices.ipb.price_series import PriceSeries

MOST = 12
_COLUMNS = {"wide": 3, "narrow": 2}
_HEIGHT = 92


@picture("panels", of="PriceSeries", natural_of="PriceSeries")
def draw_panels(
    series: PriceSeries,
    basket: str | None = None,
    measure: str = "share",
    *,
    choice: Choice,
    language: str | None = None,
) -> Chart:
    """Draw small multiples: a panel for each economy, by one logarithmic scale.

    Prices by different definitions are never joined: where the allowance of the basket changes, the
    line breaks and a dashed line marks it. The order is that of the latest prices, lowest first; by
    default the first 12 are shown.

    Parameters
    ----------
    basket : str, optional
        Id of a basket; by default the first of the series.
    measure : str
        ``"share"`` (percent of monthly GNI per capita), ``"usd"`` or ``"ppp"``.

    Returns
    -------
    Chart
        Its data: economy, definition, year, value, status. A price of zero cannot be shown on a
        logarithmic axis and is left out.

    Examples
    --------
    >>> import pandas as pd
    >>> import ictindex as ict
    >>> rows = [("CHE", 2018, "1.01"), ("CHE", 2019, "0.91"), ("KEN", 2019, "9.30")]
    >>> table = pd.DataFrame(rows, columns=["economy", "year", "value"])
    >>> series = ict.prices.read_baskets(table, constants={"basket": "i154_FBB5_GNI"}, edition=2025)
    >>> series.plot.panels().data["economy"].tolist()
    ['CHE', 'CHE', 'KEN']
    """
    if measure not in MEASURES:
        raise UsageError("chart.by-unknown", wanted=str(measure), allowed=MEASURES)
    whole = series.frame
    whole = whole[whole["measure"] == measure] if "measure" in whole else whole
    baskets = list(dict.fromkeys(whole["basket"]))
    wanted = basket or (baskets[0] if baskets else "")
    if wanted not in baskets:
        raise UsageError("chart.by-unknown", wanted=str(wanted), allowed=baskets or "-")
    whole = whole[(whole["basket"] == wanted) & (whole["value"] > 0)]
    vintage = "" if series.edition is None else f"ipb-{series.edition}"
    # The latest price decides the order, lowest first.
    latest = whole.sort_values("year").groupby("economy")["value"].last()
    ordered = sorted(latest.index, key=lambda code: (latest[code], code))
    chosen = choose([str(code) for code in ordered], choice, vintage, MOST)
    columns = ["economy", "definition", "year", "value", "status"]
    data = whole[whole["economy"].isin(chosen.shown)][columns]
    position = {code: n for n, code in enumerate(chosen.shown)}
    data = data.sort_values(
        ["economy", "year"],
        key=lambda cells: cells.map(position) if cells.name == "economy" else cells,
    )
    data = data.reset_index(drop=True)

    def compose(setting: Setting) -> Composition:
        return _compose(series, data, (wanted, measure), chosen, setting)

    return Chart("panels", data, compose, Setting(i18n.current_language(language)))


def arrange(panels: Sequence[dict[str, Any]], columns: int, rtl: bool) -> list[dict[str, Any]]:
    """Return panels in the order in which Vega sets them: rows run from left to right there."""
    if not rtl:
        return list(panels)
    ordered: list[dict[str, Any]] = []
    for first in range(0, len(panels), columns):
        row = list(panels[first : first + columns])
        empty = {
            "width": panels[0]["width"],
            "height": panels[0]["height"],
            "data": {"values": [{}]},
            "layer": [{"mark": vl.silent("text", text="")}],
        }
        ordered += [*[empty] * (columns - len(row)), *row[::-1]]
    return ordered


def _name_line(definition: str, measure: str, year: int) -> str:
    """Return what the prices of a line have in common: a definition, and its part."""
    part = find_part(definition, measure, year)
    return f"{definition} {part}" if part else definition


def _compose(
    series: PriceSeries,
    data: pd.DataFrame,
    asked: tuple[str, str],
    chosen: Chosen,
    setting: Setting,
) -> Composition:
    basket, measure = asked
    columns = min(_COLUMNS[setting.form], len(chosen.shown))
    target = target_of(series, basket, measure)
    low, high = log_range([*data["value"], *([] if target is None else [target])])
    years = min(data["year"]), max(data["year"])
    definitions = sorted(
        dict.fromkeys(data["definition"]), key=[*catalogue.basket_definitions()].index
    )
    width = round((setting.width - 32) / columns) - 46
    names = {code: setting.wrap(setting.economy(code), width) for code in chosen.shown}
    most = max(len(lines) for lines in names.values())
    panels = []
    for code, group in each_group(data, "economy"):
        title = [*[""] * (most - len(names[code])), *names[code]]
        panels.append(_panel(group, title, (low, high, years, target), (width, measure), setting))
    plot: dict[str, Any] = {
        "concat": arrange(panels, columns, setting.rtl),
        "columns": columns,
        "spacing": {"row": 14, "column": 12},
    }
    basket_name = setting.label("baskets", basket)
    named = [setting.label("basket-definitions", key) for key in definitions]
    notes = [*chosen.notes(setting), *series_sources(series, setting)]
    notes.append(i18n.join(named, setting.language))
    legend = []
    lines = {_name_line(row.definition, measure, int(row.year)) for row in each_row(data)}
    if len(lines) > 1:
        legend.append(LegendItem(setting.word("break-line"), palette.AXIS, "dash"))
    if "experimental" in set(data["status"]):
        legend.append(LegendItem(setting.label("flags", "experimental"), palette.MAIN, "hollow"))
    if target is not None:
        words = setting.word("target-line", value=setting.number(target, 0))
        legend.append(LegendItem(words, palette.ACCENT, "dash"))
    measured = setting.label("measures", measure)
    headers = [
        i18n.text("views", "economy", setting.language),
        i18n.text("columns", "definition", setting.language),
        i18n.text("columns", "year", setting.language),
        measured,
    ]
    table = [
        [
            setting.economy(row.economy),
            setting.label("basket-definitions", row.definition),
            str(row.year),
            setting.number(row.value, series.places),
        ]
        for row in each_row(data)
    ]
    what = i18n.pair(basket_name, measured, setting.language)
    return Composition(
        words=Words(
            title=setting.word("panels", what=what),
            subtitle=setting.word("panels-base", count=str(len(chosen.shown))),
            notes=notes,
        ),
        plot=plot,
        grid=ChartTable(headers, table, frozenset({2, 3})),
        legend=legend,
    )


def _panel(
    group: Any,
    title: list[str],
    scales: tuple[float, float, tuple[int, int], float | None],
    size: tuple[int, str],
    setting: Setting,
) -> dict[str, Any]:
    low, high, (first, last), target = scales
    width, measure = size
    drawn = [
        {
            "year": int(row.year),
            "value": row.value,
            "line": _name_line(row.definition, measure, int(row.year)),
            "status": row.status,
            "sentence": setting.isolate(
                i18n.pair(
                    i18n.join([setting.economy(row.economy), str(row.year)], setting.language),
                    setting.number(row.value, 2),
                    setting.language,
                )
            ),
        }
        for row in each_row(group)
    ]
    # Time runs from left to right in every language.
    x = {
        **vl.quantity("year"),
        "scale": {"domain": [first, last], "nice": False, "zero": False},
        "axis": vl.values_axis(setting, None, values=[first, last], format="d", grid=False),
    }
    y = {
        **vl.quantity("value"),
        "scale": {"type": "log", "domain": [low, high], "nice": False},
        "axis": vl.values_axis(
            setting,
            None,
            orient=setting.start,
            values=log_ticks(low, high),
            format="~g",
            labelOverlap="greedy",
        ),
    }
    broken = [{"at": at} for at in place_breaks((point["line"], point["year"]) for point in drawn)]
    layers: list[dict[str, Any]] = [
        {
            "data": vl.inline(broken or [{"at": None}]),
            "mark": vl.silent("rule", color=palette.AXIS, strokeDash=[3, 2], clip=True),
            "encoding": {"x": {**x, "field": "at"}},
        },
        {
            "mark": vl.silent("line", color=palette.MAIN, strokeWidth=1.8),
            "encoding": {
                "x": x,
                "y": y,
                "detail": {"field": "line", "type": "nominal"},
            },
        },
        {
            "mark": {
                "type": "point",
                "filled": True,
                "size": 22,
                "opacity": 1,
                "stroke": palette.MAIN,
                "strokeWidth": 1.4,
            },
            "encoding": {
                "x": x,
                "y": y,
                "fill": {
                    "condition": {"test": "datum.status != 'experimental'", "value": palette.MAIN},
                    "value": palette.PAPER,
                },
                **vl.sentences(),
            },
        },
    ]
    if target is not None:
        layers.insert(
            1,
            {
                "data": vl.inline([{}]),
                "mark": vl.silent("rule", color=palette.ACCENT, strokeDash=[5, 3]),
                "encoding": {"y": {"datum": target, "type": "quantitative"}},
            },
        )
    return vl.panel(setting, title, (width, _HEIGHT), drawn, layers)
