"""Prices of a basket on a logarithmic axis, lowest first, with the affordability target."""

from __future__ import annotations

import math
from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Any

from ictindex.analysis.tables.price_targets import target_rule
from ictindex.core.data_classes import dataclass
from ictindex.core.errors import UsageError
from ictindex.definitions.catalogue.licence_notices import named_with_licence
from ictindex.language import i18n
from ictindex.language.i18n.house_style import MARK_SIZE
from ictindex.publishing.charts import result_facts as facts
from ictindex.publishing.charts.economy_choice import Choice, Chosen, choose
from ictindex.publishing.charts.frame_rows import each_row
from ictindex.publishing.charts.picture import picture
from ictindex.publishing.graphics import palette
from ictindex.publishing.graphics import vega_lite as vl
from ictindex.publishing.graphics.chart import Chart
from ictindex.publishing.graphics.composition import ChartTable, Composition, LegendItem, Words
from ictindex.publishing.graphics.setting import Setting

if TYPE_CHECKING:
    import pandas as pd

    from ictindex.indices.ipb.price_series import PriceSeries
    from ictindex.indices.ipb.result import BasketResult

# No two local currencies can be drawn on one axis.
_NUMBER = 42  # pixels of a number next to a point
MEASURES = ("share", "usd", "ppp")


@dataclass(frozen=True, slots=True)
class Priced:
    """The prices of one basket in one year, and the words about them."""

    basket: str
    measure: str
    year: int
    places: int
    target: float | None
    chosen: Chosen
    notes: Callable[[Setting], list[str]]


@picture("prices", of="BasketResult", natural_of="BasketResult")
def draw_prices(
    result: BasketResult,
    basket: str = "fixed-broadband",
    measure: str = "share",
    *,
    choice: Choice,
    language: str | None = None,
) -> Chart:
    """Draw the prices of a basket on a logarithmic axis, lowest first, with the target.

    Parameters
    ----------
    basket : str
        Id of a basket of the result.
    measure : str
        ``"share"`` (percent of monthly GNI per capita), ``"usd"`` or ``"ppp"``.

    Returns
    -------
    Chart
        Its data: economy, value (as published), flag. A price of zero cannot be shown on a
        logarithmic axis and is left out.

    Examples
    --------
    >>> import ictindex as ict
    >>> names = ("ipb-prices-2025.csv", "ipb-economics-2025.csv")
    >>> prices, economics = map(ict.sample_data, names)
    >>> result = ict.compute(ict.methodology("ipb", 2025), prices=prices, economics=economics)
    >>> chart = result.plot.prices("fixed-broadband", language="en")
    >>> chart.data["economy"].tolist()[-1], float(chart.data["value"].iloc[-1])
    ('LBR', 146.84)
    """
    _require_measure(measure)
    return _draw(*_choose_result(result, choice, basket, measure), language)


@picture("prices", of="PriceSeries")
def draw_prices_of_year(
    series: PriceSeries,
    basket: str = "fixed-broadband",
    measure: str = "share",
    *,
    year: int | None = None,
    choice: Choice,
    language: str | None = None,
) -> Chart:
    """Draw the prices of one year on a logarithmic axis, lowest first, with the target.

    Parameters
    ----------
    basket : str
        Id of a basket of the series.
    measure : str
        ``"share"`` (percent of monthly GNI per capita), ``"usd"`` or ``"ppp"``.
    year : int, optional
        By default the latest with a price of the basket.

    Returns
    -------
    Chart
        Its data: economy, value, flag.

    Examples
    --------
    >>> import pandas as pd
    >>> import ictindex as ict
    >>> rows = [("CHE", 2018, "1.01"), ("CHE", 2019, "0.91"), ("KEN", 2019, "9.30")]
    >>> table = pd.DataFrame(rows, columns=["economy", "year", "value"])
    >>> series = ict.prices.read_baskets(table, constants={"basket": "i154_FBB5_GNI"}, edition=2025)
    >>> series.plot.prices(year=2019).data["value"].tolist()
    [0.91, 9.3]
    """
    _require_measure(measure)
    return _draw(*_choose_series(series, choice, basket, measure, year), language)


def _require_measure(measure: str) -> None:
    if measure not in MEASURES:
        raise UsageError("chart.by-unknown", wanted=str(measure), allowed=MEASURES)


def _draw(priced: Priced, data: pd.DataFrame, language: str | None) -> Chart:
    def compose(setting: Setting) -> Composition:
        return _compose(data, priced, setting)

    return Chart("prices", data, compose, Setting(i18n.current_language(language)))


def _choose_result(
    result: BasketResult, choice: Choice, basket: str, measure: str
) -> tuple[Priced, pd.DataFrame]:
    column = result.position(basket)
    missing = result.cells.missing[measure][:, column]
    units = result.units[measure][:, column]
    price = {
        economy: float(int(units[e]) / 10**result.decimals)
        for e, economy in enumerate(result.economies)
        if not missing[e] and int(units[e]) > 0
    }
    chosen = _choose(price, choice, f"{result.index}-{result.edition}")
    data = _frame(price, chosen, lambda code: facts.mark_of(result.flags.get((code, basket), ())))
    rule = result.methodology.document.affordability
    aimed = rule is not None and measure == "share" and basket in rule.baskets
    target = float(rule.target) if rule is not None and aimed else None
    notes = partial(facts.source_notes, result, chosen=chosen)
    return Priced(basket, measure, result.year, result.decimals, target, chosen, notes), data


def _choose_series(
    series: PriceSeries, choice: Choice, basket: str, measure: str, year: int | None
) -> tuple[Priced, pd.DataFrame]:
    whole = series.frame
    whole = whole[(whole["measure"] == measure) & (whole["basket"] == basket)]
    years = sorted({int(each) for each in whole["year"]})
    wanted = year if year is not None else years[-1] if years else None
    if wanted not in years:
        allowed = [str(each) for each in years] or "-"
        raise UsageError("series.no-year", wanted=str(wanted), allowed=allowed)
    own = whole[(whole["year"] == wanted) & (whole["value"] > 0)]
    price = {
        str(code): float(value) for code, value in zip(own["economy"], own["value"], strict=True)
    }
    chosen = _choose(price, choice, "" if series.edition is None else f"ipb-{series.edition}")
    data = _frame(price, chosen, lambda code: "")
    target = target_of(series, basket, measure)

    def notes(setting: Setting) -> list[str]:
        return [*chosen.notes(setting), *series_sources(series, setting)]

    return Priced(basket, measure, int(wanted), series.places, target, chosen, notes), data


def _choose(price: dict[str, float], choice: Choice, vintage: str) -> Chosen:
    return choose(sorted(price, key=lambda code: (price[code], code)), choice, vintage)


def _frame(price: dict[str, float], chosen: Chosen, flag: Callable[[str], str]) -> pd.DataFrame:
    import pandas as pd

    rows = [(code, price[code], flag(code)) for code in chosen.shown]
    return pd.DataFrame(rows, columns=["economy", "value", "flag"])


def target_of(series: PriceSeries, basket: str, measure: str) -> float | None:
    """Return the affordability target of the edition of a series, in percent of income."""
    rule = target_rule(series.edition) if measure == "share" else None
    return float(rule.target) if rule is not None and basket in rule.baskets else None


def series_sources(series: PriceSeries, setting: Setting) -> list[str]:
    """Return the note on the sources of the prices of a series."""
    sources = sorted({text for text in series.origins.sources if text})
    files = sorted({file for file, _ in series.origins.files})
    listed = sources if len(sources) in (1, 2) else files
    if not listed:
        return []
    named = [named_with_licence(name, setting.language) for name in listed]
    phrase = i18n.join(named, setting.language)
    return [setting.word("source", source=phrase)]


def log_range(values: list[float]) -> tuple[float, float]:
    """Return the ends of a logarithmic axis: 1, 2 or 5 times a power of ten."""
    steps = [m * 10.0**e for e in range(-4, 6) for m in (1, 2, 5)]
    low = max((s for s in steps if s <= min(values)), default=min(values))
    high = min((s for s in steps if s >= max(values)), default=max(values))
    return low, high


def log_ticks(low: float, high: float) -> list[float]:
    """Return the positions of the numbers on a logarithmic axis."""
    decades = high / low
    steps = (1, 2, 5) if decades <= 1000 else (1,)
    ticks = [round(m * 10.0**e, 6) for e in range(-4, 6) for m in steps]
    return [tick for tick in ticks if low <= tick <= high]


def _covers(value: float, target: float | None, ends: tuple[float, float], width: float) -> bool:
    """Tell whether the number behind a point would lie on the line of the target."""
    if target is None:
        return False
    pixels = math.log(target / value) / math.log(ends[1] / ends[0]) * width
    start = math.log(value / ends[0]) / math.log(ends[1] / ends[0]) * width
    return 0 <= pixels < _NUMBER and start > _NUMBER


def _compose(data: pd.DataFrame, priced: Priced, setting: Setting) -> Composition:
    measure, target, chosen = priced.measure, priced.target, priced.chosen
    rows = vl.Rows(setting, {code: setting.economy(code) for code in chosen.shown}, extra=44)
    low, high = log_range([*data["value"], *([] if target is None else [target])])
    drawn = []
    for row in each_row(data):
        shown = setting.number(row.value, priced.places)
        sentence = i18n.pair(setting.economy(row.economy), shown, setting.language)
        drawn.append(
            {
                "row": row.economy,
                "value": row.value,
                "flag": row.flag,
                "label": shown,
                "side": "short"
                if _covers(row.value, target, (low, high), rows.width)
                else "beyond",
                "sentence": facts.add_remark(sentence, row.flag, setting),
            }
        )
    x: dict[str, Any] = {
        "field": "value",
        "type": "quantitative",
        "scale": {
            "type": "log",
            "domain": [low, high],
            "nice": False,
            "reverse": setting.rtl,
        },
        "axis": vl.values_axis(
            setting, setting.label("measures", measure), values=log_ticks(low, high), format="~g"
        ),
    }
    y = rows.channel()
    layers: list[dict[str, Any]] = []
    legend = []
    if target is not None:
        line: dict[str, Any] = {"encoding": {"x": {"datum": target, "type": "quantitative"}}}
        if setting.narrow:  # names are above the plot: the line is drawn in the rows alone
            line["mark"] = vl.silent(
                "tick", orient="vertical", color=palette.ACCENT, thickness=2, size=16, opacity=1
            )
            line["encoding"]["y"] = y
        else:
            line["data"] = vl.inline([{}])
            line["mark"] = vl.silent(
                "rule", color=palette.ACCENT, strokeWidth=1.8, strokeDash=[5, 3]
            )
        layers.append(line)
        words = setting.word("target-line", value=setting.number(target, 0))
        legend.append(LegendItem(words, palette.ACCENT, "dash"))
    layers += [
        {
            "mark": {
                "type": "point",
                "filled": True,
                "size": 58,
                "opacity": 1,
                "strokeWidth": 1.8,
                "stroke": palette.MAIN,
            },
            "encoding": {
                "x": x,
                "y": y,
                "shape": facts.shape_channel(),
                "fill": facts.fill_channel(palette.MAIN),
                **vl.sentences(),
            },
        },
        *(
            {
                "transform": [{"filter": f"datum.side == '{side}'"}],
                "mark": mark(setting, 8, fontSize=MARK_SIZE),
                "encoding": {"x": x, "y": y, "text": vl.words()},
            }
            for side, mark in (("beyond", vl.beyond), ("short", vl.short_of))
        ),
    ]
    plot = {
        "width": rows.width,
        "height": rows.height,
        "data": vl.inline(drawn),
        "layer": layers,
    }
    name = setting.label("baskets", priced.basket)
    measured = setting.label("measures", measure)
    headers = [i18n.text("views", "economy", setting.language), measured]
    return Composition(
        words=Words(
            title=setting.word(
                "basket-prices", basket=name, measure=measured, year=str(priced.year)
            ),
            subtitle=setting.word("basket-prices-base", count=str(len(data))),
            notes=priced.notes(setting),
        ),
        plot=plot,
        grid=ChartTable(
            headers,
            [
                [setting.economy(row.economy), setting.number(row.value, priced.places)]
                for row in each_row(data)
            ],
            frozenset({1}),
        ),
        legend=[*legend, *facts.flag_legend(data["flag"], setting, palette.MAIN)],
    )
