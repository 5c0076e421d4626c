"""What a price series hands out: its rows, its group figures, changes, its table."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import TYPE_CHECKING

import numpy as np

from ictindex import catalogue, terms
from ictindex.errors import UsageError
from ictindex.guards import require
from ictindex.indices.groups import ALL
from ictindex.indices.pricing import axes
from ictindex.indices.pricing.medians import MISSING, Units, figures_of, from_units
from ictindex.terms.blocks import Block

if TYPE_CHECKING:
    import pandas as pd

    from ictindex.indices.pricing.series import PriceSeries

# Shares of income and dollars compare between economies, prices in own currencies do not.
COMPARED = ("share", "usd", "ppp")


def floats(units: Units, places: int) -> Units:
    """Return prices as floats, each the one nearest to the decimal; NaN where missing.

    Examples
    --------
    >>> floats(np.array([281, -1]), 2)
    array([2.81,  nan])
    """
    if units.dtype != object and places <= 22 and int(units.max(initial=0)) < 2**53:
        # Two floats that are exact, one division: correctly rounded.
        return np.where(units == MISSING, np.nan, units / 10.0**places)
    found = (from_units(unit, places) for unit in units.ravel().tolist())
    flat = [float("nan") if value is None else float(value) for value in found]
    return np.array(flat, dtype=np.float64).reshape(units.shape)


def rows(series: PriceSeries) -> pd.DataFrame:
    """Return a row for each price (see ``PriceSeries.frame``)."""
    import pandas as pd

    e, d, y, m = np.nonzero(series.units != MISSING)
    definitions = catalogue.basket_definitions()
    baskets = [definitions[key].basket for key in series.definitions]
    return pd.DataFrame(
        {
            "economy": np.array(series.economies, dtype=object)[e],
            "basket": np.array(baskets, dtype=object)[d],
            "definition": np.array(series.definitions, dtype=object)[d],
            "year": np.array(series.years, dtype=np.int64)[y],
            "measure": np.array(series.measures, dtype=object)[m],
            "value": floats(series.units[e, d, y, m], series.places),
            "status": np.array(axes.STATUSES, dtype=object)[series.status[e, d, y, m]],
        }
    )


def by_group(
    series: PriceSeries,
    groups: Mapping[str, tuple[str, ...]],
    *,
    measure: str,
    definition: object,
    years: object,
    balanced: bool,
    statistic: str,
    decimals: int,
) -> pd.DataFrame:
    """Return the figures of groups (see ``PriceSeries.groups``)."""
    import pandas as pd

    if catalogue.measure_of(measure) == "local":
        raise UsageError("series.local-by-group", allowed=COMPARED)
    require(type(decimals) is int and decimals in range(21), "decimals", "decimals", decimals)
    if balanced and years is None:
        raise UsageError("series.window-needed", allowed=[str(year) for year in series.years])
    kept = axes.chosen(series.axes, None, definition, years, measure)
    units = series.units[np.ix_(*kept)][..., 0]
    if balanced:
        units = np.where(np.all(units != MISSING, axis=2, keepdims=True), units, MISSING)
    some = np.any(units != MISSING, axis=0)
    d, y = np.nonzero(some)
    place = {economy: row for row, economy in enumerate(series.economies)}
    members = [
        np.array([place[economy] for economy in group if economy in place], dtype=np.intp)
        for group in (*groups.values(), series.economies)
    ]
    counts, figures = figures_of(
        statistic, units[:, some], members, places=series.places, decimals=decimals
    )
    names = (*groups, ALL)
    definitions = np.array([series.definitions[at] for at in kept[1]], dtype=object)[d]
    dated = np.array([series.years[at] for at in kept[2]], dtype=np.int64)[y]
    frame = pd.DataFrame(
        {
            "group": np.repeat(np.array(names, dtype=object), len(d)),
            "definition": np.tile(definitions, len(names)),
            "year": np.tile(dated, len(names)),
            "count": counts.ravel(),
            "value": floats(figures, decimals).ravel(),
        }
    )
    inside = {economy for group in groups.values() for economy in group}
    frame.attrs |= {
        "measure": series.measures[kept[3][0]],
        "statistic": statistic,
        "balanced": bool(balanced),
        "ungrouped": tuple(e for e in series.economies if e not in inside),
    }
    return frame


def change(
    series: PriceSeries, definition: str, first: int, last: int, measure: str
) -> pd.DataFrame:
    """Return the change between two years (see ``PriceSeries.change``)."""
    import pandas as pd

    if definition in catalogue.baskets():
        old, new = (catalogue.definition_in(definition, year) for year in (first, last))
        if old is None or old != new:
            raise UsageError(
                "series.definitions-differ",
                basket=definition,
                first=str(first),
                last=str(last),
                old=axes.NONE if old is None else old,
                new=axes.NONE if new is None else new,
            )
        definition = old
    d = axes.definition_at(series.axes, definition)
    m = axes.measure_at(series.axes, measure)
    at = [axes.year_at(series.axes, year) for year in (first, last)]
    units = series.units[:, d, :, m][:, at]
    both = np.flatnonzero(np.all(units != MISSING, axis=1))
    pairs = [
        [Decimal(unit).scaleb(-series.places) for unit in (before, after, after - before)]
        for before, after in units[both].tolist()
    ]
    told = [(series.economies[e], *map(float, three)) for e, three in zip(both, pairs, strict=True)]
    return pd.DataFrame(told, columns=["economy", "first", "last", "change"])


def _span(years: list[int]) -> str:
    """Write the first and last of some years; the dash alone where there is none."""
    return axes.NONE.join(str(year) for year in dict.fromkeys(years[:1] + years[-1:])) or axes.NONE


def blocks(series: PriceSeries, language: str) -> list[Block]:
    """Return what a series has: a row for each definition."""
    title = terms.text("views", "basket-prices-by-year", language)
    body = []
    for d, key in enumerate(series.definitions):
        there = series.units[:, d] != MISSING
        years = [series.years[y] for y in np.flatnonzero(np.any(there, axis=(0, 2)))]
        body.append(
            [
                terms.label("basket-definitions", key, language),
                _span(years),
                str(int(np.sum(np.any(there, axis=(1, 2))))),
                str(int(np.sum(there))),
            ]
        )
    headers = [
        terms.label("columns", "definition", language),
        terms.label("columns", "years", language),
        terms.label("columns", "count", language),
        terms.label("columns", "prices", language),
    ]
    found: list[Block] = [
        terms.Heading(title, 2),
        terms.Table(headers, body, frozenset({2, 3})),
    ]
    if series.findings:
        note = terms.text("views", "findings", language, count=str(len(series.findings)))
        found.append(terms.Paragraph(note, note=True))
    return found
