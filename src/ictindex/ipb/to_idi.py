"""Prices of baskets as inputs of the ICT Development Index: shares of income, by year."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from ictindex import catalogue, documents
from ictindex.core.arguments import require
from ictindex.core.errors import UsageError
from ictindex.data.observation_reader import read_observations
from ictindex.data.observations import Observations
from ictindex.ipb.medians import MISSING, from_units
from ictindex.ipb.series import STATUSES, PriceSeries
from ictindex.ipb.series_join import of_result
from ictindex.results import result_kind

if TYPE_CHECKING:
    from ictindex.ipb.result import BasketResult

WHAT_IF = result_kind.name_of("counterfactual")
# Status of an observation: a price outside the history of its basket has no code of its own.
_STATUS = {"official": "A", "experimental": "G", "outside": "A"}


def price_observations(
    prices: PriceSeries | BasketResult,
    edition: int = 2024,
    *,
    source: str | None = None,
    source_class: str | None = None,
) -> Observations:
    """Return the price indicators of an edition of the IDI as observations.

    The year is the one that the methodology of the edition names (edition - 2), the definition
    of each basket the official one of that year. Only shares of income are taken, as they are:
    economies without a price of that year have no row, and nothing is carried from another.

    Parameters
    ----------
    prices : PriceSeries or BasketResult
        Prices of baskets.
    edition : int
        Edition of the IDI.
    source : str, optional
        Source of the observations; by default where each price came from.
    source_class : str, optional
        Class of the source; by default ``official-publication`` for prices that were read and
        ``other`` for prices that were computed.

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
    >>> from ictindex.ipb.series_reader import read_baskets
    >>> rows = [("CHE", "i271mb_high_2GB_GNI", "0.42"), ("CHE", "i154_FBB5_GNI", "0.80")]
    >>> series = read_baskets(
    ...     pd.DataFrame(rows, columns=["economy", "basket", "value"]), constants={"year": 2022}
    ... )
    >>> observations = price_observations(series, edition=2024)
    >>> observations.columns["indicator"].tolist(), observations.columns["value"].tolist()
    (['price-mobile-high', 'price-fixed-broadband'], [Decimal('0.42'), Decimal('0.80')])
    """
    import pandas as pd

    series = prices if isinstance(prices, PriceSeries) else _series(prices)
    document = documents.document_for("idi", edition)
    by_indicator = {b.indicator: b.id for b in catalogue.baskets().values() if b.indicator}
    wanted = [leaf.indicator for leaf in document.leaves if leaf.indicator in by_indicator]
    if document.years is None or not wanted:
        raise UsageError("feed.no-price-indicators", document=document.id, edition=str(edition))
    year = edition + document.years.reference
    rows: list[tuple[object, ...]] = []
    for indicator in wanted:
        definition = catalogue.definition_in(by_indicator[indicator], year)
        rows += [] if definition is None else _rows(series, indicator, definition, year)
    if not rows:
        names = [catalogue.definition_in(by_indicator[key], year) or key for key in wanted]
        raise UsageError("feed.no-prices", year=str(year), edition=str(edition), definition=names)
    frame = pd.DataFrame(rows, columns=["economy", "indicator", "value", "status", "note", "source",
                                        "source_class"], dtype=object)  # fmt: skip
    for name, said in (("source", source), ("source_class", source_class)):
        if said is not None:
            frame[name] = said
    return read_observations(frame.assign(year=year, unit="percent-gni"))


def _series(prices: object) -> PriceSeries:
    from ictindex.ipb.result import BasketResult

    require(isinstance(prices, BasketResult), "prices", "basket-prices", prices)
    return of_result(prices)  # type: ignore[arg-type]  # required the line before


def _rows(
    series: PriceSeries, indicator: str, definition: str, year: int
) -> list[tuple[object, ...]]:
    """Return a row for each economy that has the share of a definition in a year."""
    axes, origins = series.axes, series.origins
    inside = definition in axes.definitions and year in axes.years and "share" in axes.measures
    if not inside:
        return []
    place = (
        slice(None),
        axes.definitions.index(definition),
        axes.years.index(year),
        axes.measures.index("share"),
    )
    units = series.units[place]
    found: list[tuple[object, ...]] = []
    for e in np.flatnonzero(units != MISSING):
        at = (e, *place[1:])
        read = origins.file[at] >= 0
        kind = origins.kinds[origins.source[at]]
        found.append(
            (
                axes.economies[e],
                indicator,
                from_units(units[e], series.places),
                _STATUS[STATUSES[series.status[at]]],
                f"{definition}; {WHAT_IF}" if kind == WHAT_IF else definition,
                origins.sources[origins.source[at]],
                "official-publication" if read else "other",
            )
        )
    return found
