"""Prices of baskets as inputs of the ICT Development Index: shares of income, by year."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from ictindex.core.arguments import make_unfit_error
from ictindex.core.errors import UsageError
from ictindex.data.observation_reader import read_observations
from ictindex.data.observations import Observations
from ictindex.definitions import catalogue, documents
from ictindex.indices.ipb.medians import MISSING, from_units
from ictindex.indices.ipb.price_panel import STATUSES, PricePanel
from ictindex.indices.ipb.price_series import make_series
from ictindex.indices.ipb.priced_baskets import PricedBaskets
from ictindex.indices.results import result_kind

if TYPE_CHECKING:
    from ictindex.indices.ipb.price_series import PriceSeries
    from ictindex.indices.ipb.result import BasketResult

WHAT_IF = result_kind.name_of("counterfactual")
# Status of an observation; a price outside the history of its basket has no code of its own.
_STATUS = {"official": "A", "experimental": "G", "outside": "A"}


def price_observations(
    prices: PriceSeries | BasketResult,
    edition: int = 2024,
    *,
    source: str | None = None,
    source_class: str | None = None,
) -> Observations:
    """Return the price indicators of an edition of the IDI as observations.

    The year is the one that the methodology of the edition names (edition - 2), and the definition
    of each basket is the official one of that year. Only shares of income are used, unchanged:
    economies without a price of that year have no row, and nothing is carried from another year.

    Parameters
    ----------
    prices : PriceSeries or BasketResult
        Prices of baskets.
    edition : int
        Edition of the IDI.
    source : str, optional
        Source of the observations; by default the source of each price.
    source_class : str, optional
        Class of the source; by default ``official-publication`` for prices that were read, and
        ``other`` for computed prices.

    Returns
    -------
    Observations
        Rows of economy, indicator, year, value, unit, status (``G``: experimental), source
        class, source; the note names the definition.

    Raises
    ------
    UnknownMethodologyError
        If there is no methodology of the IDI for the edition.
    UsageError
        If the methodology has no price indicators, or there are no prices of that year.

    Examples
    --------
    >>> import pandas as pd
    >>> from ictindex.prices import read_baskets, price_observations
    >>> rows = [("CHE", "i271mb_high_2GB_GNI", "0.42"), ("CHE", "i154_FBB5_GNI", "0.80")]
    >>> series = read_baskets(
    ...     pd.DataFrame(rows, columns=["economy", "basket", "value"]), constants={"year": 2022}
    ... )
    >>> observations = price_observations(series, edition=2024)
    >>> observations.columns["indicator"].tolist(), observations.columns["value"].tolist()
    (['price-mobile-high', 'price-fixed-broadband'], [Decimal('0.42'), Decimal('0.80')])
    """
    import pandas as pd

    series = _as_panel(prices)
    document = documents.document_for("idi", edition)
    by_indicator = {b.indicator: b.id for b in catalogue.baskets().values() if b.indicator}
    wanted = [leaf.indicator for leaf in document.leaves if leaf.indicator in by_indicator]
    if document.years is None or not wanted:
        raise UsageError("feed.no-price-indicators", document=document.id, edition=str(edition))
    year = edition + document.years.reference
    rows: list[tuple[object, ...]] = []
    for indicator in wanted:
        definition = catalogue.definition_in(by_indicator[indicator], year)
        rows += [] if definition is None else _make_rows(series, indicator, definition, year)
    if not rows:
        names = [catalogue.definition_in(by_indicator[key], year) or key for key in wanted]
        raise UsageError("feed.no-prices", year=str(year), edition=str(edition), definition=names)
    frame = pd.DataFrame(
        rows,
        columns=["economy", "indicator", "value", "status", "note", "source", "source_class"],
        dtype=object,
    )
    for name, value in (("source", source), ("source_class", source_class)):
        if value is not None:
            frame[name] = value
    return read_observations(frame.assign(year=year, unit="percent-gni"))


def _as_panel(prices: object) -> PricePanel:
    if isinstance(prices, PricePanel):
        return prices
    if isinstance(prices, PricedBaskets):
        return make_series(prices)
    raise make_unfit_error("prices", "basket-prices", prices)


def _make_rows(
    series: PricePanel, indicator: str, definition: str, year: int
) -> list[tuple[object, ...]]:
    """Return a row for each economy that has the share of a definition in a year."""
    axes, origins = series.axes, series.origins
    inside = definition in axes.definitions and year in axes.years and "share" in axes.measures
    if not inside:
        return []
    column = (
        slice(None),
        axes.definitions.index(definition),
        axes.years.index(year),
        axes.measures.index("share"),
    )
    units = series.units[column]
    rows: list[tuple[object, ...]] = []
    for e in np.flatnonzero(units != MISSING):
        cell = (e, *column[1:])
        read = origins.file[cell] >= 0
        kind = origins.kinds[origins.source[cell]]
        rows.append(
            (
                axes.economies[e],
                indicator,
                from_units(units[e], series.places),
                _STATUS[STATUSES[series.status[cell]]],
                f"{definition}; {WHAT_IF}" if kind == WHAT_IF else definition,
                origins.sources[origins.source[cell]],
                "official-publication" if read else "other",
            )
        )
    return rows
