"""Warnings about a whole price series: repeated years, jumps, mixed denominators, blank shares.

Nothing is corrected and no price is left out: each finding is a warning below every view. The
limits are counts of equal texts and intervals of rounding; only the two numbers below are fitted.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import numpy as np

from ictindex.indices.ipb.medians import MISSING, Units
from ictindex.indices.ipb.price_panel import PricePanel
from ictindex.indices.ipb.publisher_panel import PublishedPanel, find_unconverted
from ictindex.language.findings import Finding, Findings

REPEATED = "series.year-repeated"
JUMPED = "series.level-jumps"
MIXED = "series.denominators-mixed"
COUNTED_BLANKS = "series.blanks-counted"
WITHOUT_VALUE = "series.priced-without-value"
CODES = (MIXED, COUNTED_BLANKS, WITHOUT_VALUE, REPEATED, JUMPED)
# In ITU's workbook, prices in dollars are unchanged in up to a quarter of the economies of any
# year; if they are in more than a third, and in at least ten, the year repeats the one before.
_SHARE, _FEWEST = 3, 10
# A price five times, or a fifth of, the one of the year before: 55 of 8,900 shares of the workbook.
_FACTOR = 5
_MOST_NAMED = 12


def find_doubts(series: PricePanel) -> Iterator[Finding]:
    """Find the warnings about a series as a whole."""
    yield from _mixed_denominators(series)
    for m, measure in enumerate(series.measures):
        if measure in ("share", "ppp"):
            yield from _blanks(series, m, measure)
    for d, definition in enumerate(series.definitions):
        for m, measure in enumerate(series.measures):
            yield from _repeated_years(series, d, m, definition, measure)
        yield from _jumps(series, d, definition)


def add_doubts(series: PricePanel, findings: Iterable[Finding]) -> Findings:
    """Return the findings of cells and the warnings about their whole series."""
    cells = [finding for finding in findings if finding.code not in CODES]
    return Findings([*cells, *find_doubts(series)])


def _pairs(series: PricePanel, d: int, m: int) -> Iterator[tuple[int, Units, Units, Units]]:
    """Yield neighbouring years: the later year, both columns, and the mask of common prices."""
    for y in range(1, len(series.years)):
        if series.years[y] == series.years[y - 1] + 1:
            before, after = series.units[:, d, y - 1, m], series.units[:, d, y, m]
            yield y, before, after, (before != MISSING) & (after != MISSING)


def _repeated_years(
    series: PricePanel, d: int, m: int, definition: str, measure: str
) -> Iterator[Finding]:
    for y, before, after, both in _pairs(series, d, m):
        same, total = int((both & (before == after)).sum()), int(both.sum())
        if same >= _FEWEST and same * _SHARE > total:
            facts: dict[str, object] = {
                "definition": definition,
                "measure": measure,
                "year": str(series.years[y]),
                "before": str(series.years[y] - 1),
                "count": str(same),
                "total": str(total),
            }
            yield Finding(
                REPEATED, "warning", indicator=definition, year=series.years[y], details=facts
            )


def _jumps(series: PricePanel, d: int, definition: str) -> Iterator[Finding]:
    compared = [m for m, measure in enumerate(series.measures) if measure != "local"]
    shares = [m for m in compared if series.measures[m] == "share"]
    jumps: list[tuple[str, int]] = []
    for m in shares or compared[:1]:
        for y, before, after, both in _pairs(series, d, m):
            far = both & (before > 0) & (after > 0)
            far &= (after >= _FACTOR * before) | (before >= _FACTOR * after)
            jumps += [(series.economies[e], series.years[y]) for e in np.flatnonzero(far)]
        if jumps:
            facts: dict[str, object] = {
                "definition": definition,
                "measure": series.measures[m],
                "factor": str(_FACTOR),
                **_name_first(jumps),
            }
            yield Finding(JUMPED, "warning", indicator=definition, details=facts)


def _blanks(series: PricePanel, m: int, measure: str) -> Iterator[Finding]:
    """Yield the prices in dollars without a share: those that medians count, and the others."""
    published = PublishedPanel(series, measure)
    left_out: list[tuple[str, int]] = []
    for d, definition in enumerate(series.definitions):
        counted: list[tuple[str, int]] = []
        for y, year in enumerate(series.years):
            if (series.units[:, d, y, m] == MISSING).all():
                continue
            inside = {blank.row for blank in published.find_blanks(definition, year)}
            for row in find_unconverted(series, d, y, m).tolist():
                cells = counted if row in inside else left_out
                cells.append((series.economies[row], year))
        if counted:
            facts = {"definition": definition, "measure": measure, **_name_first(counted)}
            yield Finding(COUNTED_BLANKS, "warning", indicator=definition, details=facts)
    if left_out:
        economies = str(len({economy for economy, _ in left_out}))
        facts = {"measure": measure, "economies": economies, **_name_first(left_out)}
        yield Finding(WITHOUT_VALUE, "warning", details=facts)


def _name_first(cells: list[tuple[str, int]]) -> dict[str, object]:
    """Return the number of economies and years, and the names of the first."""
    ordered = dict.fromkeys(f"{economy} {year}" for economy, year in cells)
    named = list(ordered)[:_MOST_NAMED]
    return {"count": str(len(cells)), "cells": named + (["…"] if len(ordered) > len(named) else [])}


def _mixed_denominators(series: PricePanel) -> Iterator[Finding]:
    r"""Yield the years in which the baskets of an economy were divided by different incomes.

    A rounded price and a rounded share allow an interval of monthly income. If the intervals of two
    baskets of one economy in one year do not overlap, the baskets had two denominators.

    .. math:: \frac{p - \delta}{s + \delta} < \frac{Y}{100} < \frac{p + \delta}{s - \delta}
    """
    if not {"usd", "share"} <= set(series.measures):
        return
    usd, share = (series.measures.index(name) for name in ("usd", "share"))
    for y, year in enumerate(series.years):
        price = series.units[:, :, y, usd].astype(float)
        part = series.units[:, :, y, share].astype(float)
        priced = (price > 0) & (part > 0)
        half = _half_steps(series, (usd, share), y)
        low = np.where(priced, (price - half[0]) / (part + half[1]), -np.inf)
        with np.errstate(divide="ignore"):
            most = (price + half[0]) / np.maximum(part - half[1], 0)
        high = np.where(priced, most, np.inf)
        several = priced.sum(axis=1) >= 2
        apart = several & (low.max(axis=1) > high.min(axis=1))
        count, total = int(apart.sum()), int(several.sum())
        if count >= _FEWEST and 2 * count > total:
            facts = {"year": str(year), "count": str(count), "total": str(total)}
            yield Finding(MIXED, "warning", year=year, details=facts)


def _half_steps(series: PricePanel, measures: tuple[int, int], y: int) -> tuple[float, float]:
    """Return half of the last decimal of each measure of a year, in its units."""
    steps = []
    for m in measures:
        units = series.units[:, :, y, m]
        step, priced = 1, units[units != MISSING]
        while step < 10**series.places and len(priced) and not (priced % (10 * step)).any():
            step *= 10
        steps.append(step / 2)
    return steps[0], steps[1]


def concerns(finding: Finding, series: PricePanel) -> bool:
    """Tell whether a warning concerns the definitions, years and measures of a series."""
    measure = finding.details.get("measure")
    if finding.code == MIXED:
        at = [y for y, year in enumerate(series.years) if year == finding.year]
        return bool((series.units[:, :, at] != MISSING).any())
    return (
        finding.indicator in ("", *series.definitions)
        and (finding.year is None or finding.year in series.years)
        and (measure is None or measure in series.measures)
    )
