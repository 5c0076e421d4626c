"""What a price series hands out: its rows, its group figures, changes, its table."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import TYPE_CHECKING

import numpy as np

from ictindex import catalogue, i18n
from ictindex.core.arguments import require
from ictindex.core.errors import UsageError
from ictindex.i18n.document import Block
from ictindex.ipb import axes, series_checks
from ictindex.ipb.medians import MISSING, Units, figures_of, from_units
from ictindex.results import result_kind
from ictindex.results.extent import Extent, of_basket
from ictindex.results.group_figures import ALL, size_of

if TYPE_CHECKING:
    import pandas as pd

    from ictindex.ipb.series import PriceSeries

_EXPERIMENTAL = axes.STATUSES.index("experimental")
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
            result_kind.COLUMN: np.array(series.origins.kinds, dtype=object)[
                series.origins.source[e, d, y, m]
            ],
        }
    )


def kind_of(series: PriceSeries, places: tuple[Units, ...]) -> str:
    """Return the kinds of the results that prices at some places are of."""
    there = series.units[places] != MISSING
    used = np.unique(series.origins.source[places][there])
    return result_kind.joined(series.origins.kinds[n] for n in used)


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
    tried = (series.status[np.ix_(*kept)][..., 0] == _EXPERIMENTAL) & (units != MISSING)
    experimental = [tried[:, some][rows].sum(axis=0) for rows in members]
    known = series.measures[kept[3][0]]
    extents = [
        Extent(int(here), None)  # a panel is a part of the economies anyhow
        if balanced
        else of_basket(str(key), int(year), known, int(here))
        for key, year, here in zip(definitions, dated, counts[-1], strict=True)
    ]
    sizes = [
        size_of(name, int(count), extent, {})
        for name, row in zip(names, counts, strict=True)
        for count, extent in zip(row, extents, strict=True)
    ]
    frame = pd.DataFrame(
        {
            "group": np.repeat(np.array(names, dtype=object), len(d)),
            "definition": np.tile(definitions, len(names)),
            "year": np.tile(dated, len(names)),
            "count": counts.ravel(),
            "value": floats(figures, decimals).ravel(),
            "experimental": np.ravel(experimental).astype(np.int64),
            "of": pd.array(sizes, dtype="Int64"),
        }
    )
    result_kind.stamped(frame, kind_of(series, np.ix_(*kept)))
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

    for name, year in (("first", first), ("last", last)):
        whole = isinstance(year, (int, np.integer)) and not isinstance(year, bool)
        require(whole, name, "whole-number", year)
    definition = _same(definition, int(first), int(last))
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
    frame = pd.DataFrame(told, columns=["economy", "first", "last", "change"])
    places = np.ix_(both, np.array([d]), np.array(at), np.array([m]))
    return result_kind.stamped(frame, kind_of(series, places))


def _same(wanted: str, first: int, last: int) -> str:
    """Return the definition of two years, or refuse it: by whatever name, it has to hold in both.

    Raises
    ------
    UsageError
        If the allowance changed in between, or a year is outside of the history of a definition.
    """
    known = catalogue.definition_of(wanted)
    definitions = catalogue.basket_definitions()
    if wanted in catalogue.baskets():
        basket = wanted
        old, new = (catalogue.definition_in(basket, year) for year in (first, last))
        if old is not None and old == new:
            return old
    elif known is not None:
        own = definitions[known[0]]
        basket = own.basket
        if own.years is None and own.experimental is None:
            return wanted  # no history says anything of it
        held = [own.status(year) != "outside" for year in (first, last)]
        if all(held):
            return wanted
        old, new = (
            own.id if holds else catalogue.definition_in(basket, year)
            for year, holds in zip((first, last), held, strict=True)
        )
    else:
        return wanted  # refused as unknown
    raise UsageError(
        "series.definitions-differ",
        basket=basket,
        first=str(first),
        last=str(last),
        old=axes.NONE if old is None else old,
        new=axes.NONE if new is None else new,
    )


def _span(years: list[int]) -> str:
    """Write the first and last of some years; the dash alone where there is none."""
    return axes.NONE.join(str(year) for year in dict.fromkeys(years[:1] + years[-1:])) or axes.NONE


def blocks(series: PriceSeries, language: str) -> list[Block]:
    """Return what a series has: a row for each definition."""
    title = i18n.text("views", "basket-prices-by-year", language)
    body = []
    for d, key in enumerate(series.definitions):
        there = series.units[:, d] != MISSING
        years = [series.years[y] for y in np.flatnonzero(np.any(there, axis=(0, 2)))]
        body.append(
            [
                i18n.label("basket-definitions", key, language),
                _span(years),
                str(int(np.sum(np.any(there, axis=(1, 2))))),
                str(int(np.sum(there))),
            ]
        )
    headers = [
        i18n.label("columns", "definition", language),
        i18n.label("columns", "years", language),
        i18n.label("columns", "count", language),
        i18n.label("columns", "prices", language),
    ]
    found: list[Block] = [
        i18n.Heading(title, 2),
        i18n.Table(headers, body, frozenset({2, 3})),
    ]
    of_cells = [finding for finding in series.findings if finding.code not in series_checks.CODES]
    if of_cells:
        note = i18n.text("views", "findings", language, count=str(len(of_cells)))
        found.append(i18n.Paragraph(note, note=True))
    return [*found, *series_checks.blocks(series, language)]
