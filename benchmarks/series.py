"""Real series of two years and more: indicator -> year -> economy -> value."""

from __future__ import annotations

import csv
from collections.abc import Mapping

from real_data import DATA

Series = dict[str, dict[int, dict[str, float]]]


def _number(text: str) -> float:
    return float(text or "nan")


def _rows(name: str) -> list[dict[str, str]]:
    with (DATA / name).open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


WORLD = {
    "internet_users_pct": "internet-users",
    "fixed_telephone_subs_per100": "fixed-telephone-subscriptions",
    "mobile_cellular_subs_per100": "mobile-cellular-subscriptions",
    "fixed_broadband_subs_per100": "fixed-broadband-subscriptions",
}


def series() -> Series:
    """Return the series of the World Development Indicators that the rules judge."""
    from ictindex.definitions import catalogue

    economies = catalogue.economies()
    values: Series = {}

    def add(indicator: str, row: Mapping[str, str], value: float) -> None:
        if row["iso3"] in economies and value == value:
            years = values.setdefault(indicator, {})
            years.setdefault(int(row["year"]), {})[row["iso3"]] = round(value, 1)

    for row in _rows("series/ict_wdi.csv"):
        if row["indicator"] in WORLD:
            add(WORLD[row["indicator"]], row, _number(row["value"]))
    return values


def changes(values: Series, years: range) -> dict[str, list[tuple[float, float]]]:
    """Return last year's value and this year's, by indicator."""
    pairs: dict[str, list[tuple[float, float]]] = {}
    for indicator, by_year in values.items():
        for year in years:
            last = by_year.get(year - 1, {})
            pairs.setdefault(indicator, []).extend(
                (last[economy], value)
                for economy, value in by_year.get(year, {}).items()
                if economy in last
            )
    return pairs
