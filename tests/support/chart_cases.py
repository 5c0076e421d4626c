"""Every chart of the sample data, by its name: what the tests of charts draw."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal
from functools import lru_cache

import pandas as pd

import ictindex as ict
from ictindex.analysis.tables.edition_figures import EditionFigures, figures_of_result, find_groups
from ictindex.publishing.charts.edition_scores import edition_notes, title_of
from ictindex.publishing.charts.group_panels import GroupYear, GroupYears, draw_group_panels
from ictindex.publishing.charts.group_strips import Strips, draw_strips, make_group
from ictindex.publishing.graphics.chart import Chart


@lru_cache(maxsize=1)
def idi_result() -> ict.Result:
    return ict.compute(ict.methodology("idi", 2024), ict.sample_data("idi-2024-annex.csv"))


@lru_cache(maxsize=1)
def idi_series() -> ict.analysis.Series:
    """Two editions of one methodology: the second with what-ifs, so that something moved."""
    table = ict.read_observations(ict.sample_data("idi-2024-annex.csv")).to_frame()
    earlier = table[["economy", "indicator", "year", "value"]].copy()
    earlier["year"] -= 1
    falling = earlier["economy"].isin(["KEN", "KWT", "BRA"])
    earlier["value"] = [
        str(value if up else value * 9 // 10)
        for value, up in zip(earlier["value"], falling, strict=True)
    ]
    earlier["source"] = "Invented for a test"
    then = ict.compute(ict.methodology("idi", 2023), ict.read_observations(earlier), edition=2023)
    return ict.analysis.series([then, idi_result()])


@lru_cache(maxsize=1)
def printed_edition() -> EditionFigures:
    printed = ict.read_published(ict.sample_data("idi-2024-published.csv"))
    return ict.analysis.series({2024: printed}).editions[0]


@lru_cache(maxsize=1)
def basket_result() -> ict.prices.BasketResult:
    names = ("ipb-prices-2025.csv", "ipb-economics-2025.csv")
    prices, economics = map(ict.sample_data, names)
    return ict.compute(ict.methodology("ipb", 2025), prices=prices, economics=economics)


@lru_cache(maxsize=1)
def price_series() -> ict.prices.PriceSeries:
    definitions = {"i154_FBB_GNI": range(2014, 2018), "i154_FBB5_GNI": range(2018, 2026)}
    rows = [
        (code, basket, year, str(round(base * 0.9 ** (year - 2014) + 0.1, 2)))
        for code, base in (("CHE", 1.1), ("KEN", 30), ("BRA", 4), ("FJI", 6), ("GBR", 1.6))
        for basket, years in definitions.items()
        for year in years
    ]
    table = pd.DataFrame(rows, columns=["economy", "basket", "year", "value"])
    return ict.prices.read_baskets(table, edition=2025)


@lru_cache(maxsize=1)
def simulated() -> ict.analysis.Robustness:
    return ict.analysis.robustness(idi_result(), {"weights": 0.25}, draws=256)


@lru_cache(maxsize=1)
def changed() -> ict.analysis.ScoreChange:
    first, last = idi_series().results
    return ict.analysis.explain_change(first, last)


@lru_cache(maxsize=1)
def converged() -> ict.analysis.Convergence:
    return ict.analysis.convergence(idi_series())


@lru_cache(maxsize=1)
def tracked() -> ict.analysis.TargetProgress:
    rows = [
        (code, year, indicator, str(round(value * (1 + (year - 2015) / 30), 1)))
        for code, users in (("KEN", 20.0), ("IND", 25.0), ("BRA", 60.0), ("DEU", 70.0))
        for year in range(2015, 2025)
        for indicator, value in (("internet-users", users), ("population", 1000.0))
    ]
    table = pd.DataFrame(rows, columns=["economy", "year", "indicator", "value"])
    return ict.analysis.track_targets(
        ict.read_observations(table), prices=price_series(), coverage=1
    )


def strips() -> Strips:
    figures = figures_of_result(idi_result())
    scores = figures.column("idi")
    groups = {**find_groups(figures, "itu-region", None), "all": figures.economies}
    return Strips(
        [
            make_group(key, members, scores, "mean", 1, len(members))
            for key, members in groups.items()
        ],
        "mean",
        1,
        lambda setting: title_of(figures, setting),
        lambda setting: setting.word("score-axis"),
        lambda setting: edition_notes(figures, setting),
        domain=(0, 100),
    )


def priced_strips() -> Strips:
    prices = {
        row.economy: Decimal(str(row.value))
        for row in price_series().frame.itertuples()
        if row.year == 2025
    }
    return Strips(
        [make_group("all", sorted(prices), prices, "median", 2, len(prices))],
        "median",
        2,
        lambda setting: setting.label("baskets", "fixed-broadband"),
        lambda setting: setting.label("measures", "share"),
        lambda setting: ["A note."],
        line=(2.0, lambda setting: setting.word("target-line", value=setting.number(2, 0))),
    )


def group_years(log: bool = True) -> GroupYears:
    frame = price_series().groups("itu-region").dropna(subset=["value", "of"])
    rows = [
        GroupYear(str(row.group), int(row.year), str(row.definition), float(row.value), 1)
        for row in frame.itertuples()
    ]
    return GroupYears(
        rows,
        2,
        lambda setting: setting.label("baskets", "fixed-broadband"),
        lambda setting: setting.label("measures", "share"),
        lambda setting: ["A note."],
        domain=None if log else (0, 40),
        target=(2.0, lambda setting: setting.word("target-line", value=setting.number(2, 0))),
    )


def chart_cases() -> Mapping[str, Callable[[], Chart]]:
    """The charts, each with what makes it in English."""
    return {
        "contributions": lambda: idi_result().plot.contributions(language="en"),
        "contributions-of-sub-indices": lambda: idi_result().plot.contributions(
            by="sub-indices", language="en"
        ),
        "heat_map": lambda: idi_result().plot.heat_map(language="en"),
        "ceiling": lambda: idi_result().plot.ceiling(language="en"),
        "framework": lambda: idi_result().plot.framework(language="en"),
        "profile": lambda: idi_result().plot.profile("BRA", language="en"),
        "scatter": lambda: idi_result().plot.scatter(language="en"),
        "map": lambda: idi_result().plot.map(language="en"),
        "dumbbell": lambda: idi_series().plot.dumbbell(language="en"),
        "slope": lambda: idi_series().plot.slope(language="en"),
        "slope-of-ranks": lambda: idi_series().plot.slope(
            by="rank", ranks="unofficial", language="en"
        ),
        "prices": lambda: basket_result().plot.prices(language="en"),
        "correlations": lambda: idi_result().plot.correlations(language="en"),
        "weights": lambda: ict.analysis.audit(idi_result()).plot.weights(language="en"),
        "intervals": lambda: simulated().plot.intervals(ranks="unofficial", language="en"),
        "intervals-of-scores": lambda: simulated().plot.intervals("score", language="en"),
        "waterfall": lambda: changed().plot.waterfall("KEN", language="en"),
        "convergence": lambda: converged().plot.convergence(what="Test", language="en"),
        "tracks": lambda: tracked().plot.tracks(language="en"),
        "strips-of-an-edition": lambda: printed_edition().plot.strips(language="en"),
        "map-of-print": lambda: printed_edition().plot.map(language="en"),
        "profile-of-print": lambda: printed_edition().plot.profile("BRA", language="en"),
        "bands": lambda: figures_of_result(idi_result()).plot.bands(language="en"),
        "change_bands": lambda: idi_series().plot.change_bands(language="en"),
        "strips": lambda: draw_strips(strips(), language="en"),
        "strips-of-prices": lambda: draw_strips(priced_strips(), language="en"),
        "group_panels": lambda: draw_group_panels(group_years(), language="en"),
        "group_panels-plain": lambda: draw_group_panels(group_years(False), language="en"),
        "panels": lambda: price_series().plot.panels(language="en"),
    }
