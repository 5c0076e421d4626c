"""Price series put together: several that were read, or results of several editions."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from ictindex import catalogue
from ictindex.core.errors import UsageError
from ictindex.findings import Findings
from ictindex.ipb.medians import MISSING, Units
from ictindex.ipb.series import NAMES, STATUSES, Origins, PriceSeries, axes_of
from ictindex.ipb.series_checks import with_doubts
from ictindex.results import result_kind

if TYPE_CHECKING:
    from ictindex.ipb.result import BasketResult


def join(each: Sequence[PriceSeries]) -> PriceSeries:
    """Put series into one; the edition is the latest of theirs."""
    if len(each) == 1:
        return each[0]
    axes = axes_of(
        [name for series in each for name in series.economies],
        [name for series in each for name in series.definitions],
        [year for series in each for year in series.years],
        [name for series in each for name in series.measures],
    )
    places = max(series.places for series in each)
    scaled = [_scaled(series.units, places - series.places) for series in each]
    kind = object if any(units.dtype == object for units in scaled) else np.int64
    units = np.full(axes.shape, MISSING, dtype=kind)
    status, file, source, line = (np.full(axes.shape, fill, np.int32) for fill in (0, -1, 0, 0))
    files: list[tuple[str, str]] = []
    sources: list[str] = []
    known: list[str] = []
    for series, own in zip(each, scaled, strict=True):
        kept = [[getattr(axes, name).index(one) for one in getattr(series, name)] for name in NAMES]
        at = np.ix_(*kept)
        new = own != MISSING
        clash = np.argwhere(new & (units[at] != MISSING))
        if len(clash):
            e, d, y, m = clash[0]
            raise UsageError(
                "series.price-twice",
                economy=series.economies[e],
                definition=series.definitions[d],
                year=str(series.years[y]),
                measure=series.measures[m],
            )
        origins = series.origins
        for target, part in (
            (units, own),
            (status, series.status),
            (file, np.where(origins.file < 0, -1, origins.file + len(files))),
            (source, origins.source + len(sources)),
            (line, origins.line),
        ):
            target[at] = np.where(new, part, target[at])
        files += origins.files
        sources += origins.sources
        known += origins.kinds
    return PriceSeries(
        axes=axes,
        places=places,
        units=units,
        status=status,
        origins=Origins(tuple(files), tuple(sources), tuple(known), file, source, line),
        edition=max((s.edition for s in each if s.edition is not None), default=None),
        findings=Findings(finding for series in each for finding in series.findings),
        unread=tuple(dict.fromkeys(name for series in each for name in series.unread)),
    )


def _scaled(units: Units, digits: int) -> Units:
    """Return whole numbers with more digits; Python's own where 64 bits could not hold them."""
    if digits == 0:
        return units
    small = units.dtype != object and int(units.max(initial=0)) < 2**45 // 10**digits
    units = units if small else units.astype(object)
    return np.where(units == MISSING, MISSING, units * 10**digits)


def of_result(result: BasketResult) -> PriceSeries:
    """Return the prices of a result as published, that is rounded, as a series of one year."""
    definitions = [basket.definition for basket in result.methodology.document.baskets or ()]
    kept = [d for d, key in enumerate(definitions) if key]
    measures = catalogue.measures()
    year = result.year
    axes = axes_of(result.economies, (definitions[d] for d in kept), (year,), measures)
    units: Units = np.full(axes.shape, MISSING, dtype=np.int64)
    columns: list[Any] = [axes.definitions.index(definitions[d]) for d in kept]
    rows = [axes.economies.index(economy) for economy in result.economies]
    at = np.ix_(rows, columns)
    for m, measure in enumerate(measures):
        there = ~result.cells.missing[measure][:, kept]
        own = np.where(there, result.units[measure][:, kept], MISSING)
        if own.dtype == object:
            units = units.astype(object)
        units[..., 0, m][at] = own
    known = catalogue.basket_definitions()
    status = np.zeros(axes.shape, dtype=np.int32)
    for d, key in enumerate(axes.definitions):
        status[:, d] = STATUSES.index(known[key].status(year))
    none = np.zeros(axes.shape, dtype=np.int32)
    root = result.frame_attributes().get("root")  # of an edition: each figure is that of its own
    source = f"{result.id}, {root}" if root else f"{result.methodology.id}, {result.edition}"
    return PriceSeries(
        axes=axes,
        places=result.decimals,
        units=units,
        status=status,
        origins=Origins((), (source,), (result_kind.name_of(result.kind),), none - 1, none, none),
        edition=result.edition,
        findings=Findings(),
        unread=(),
    )


def concatenate(given: Iterable[BasketResult | PriceSeries]) -> PriceSeries:
    """Put results and series side by side."""
    whole = join([one if isinstance(one, PriceSeries) else of_result(one) for one in given])
    return whole._with(findings=with_doubts(whole, whole.findings))
