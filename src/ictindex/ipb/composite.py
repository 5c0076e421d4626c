"""The composite of the early editions, by the same engine as every composite index.

Its leaves are the shares of the three sub-baskets, held at 100; their mean is the index. The
shares go in unrounded, as observations of the indicators that the baskets are.
"""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING

import numpy as np

from ictindex.data.io.csv import NONE
from ictindex.data.observation_reader import read_observations
from ictindex.data.observations import Observations, make
from ictindex.findings import Address
from ictindex.ipb.purchase import Purchase
from ictindex.results.registry import load_composite
from ictindex.results.scored_result import ScoredResult

if TYPE_CHECKING:
    from ictindex.ipb.result import BasketResult


def composite(result: BasketResult) -> ScoredResult:
    """Return the composite of a basket result (see ``BasketResult.composite``)."""
    document = result.methodology.document
    leaves = result.methodology.plan.indicators  # refused where there is no composite
    indicator = {basket: document.basket(basket).indicator for basket in result.baskets}
    scored: ScoredResult = load_composite().compute_composite(
        result.methodology,
        shares_as_observations(result, leaves),
        edition=result.edition,
        year=result.year,
        kind=result.kind,
        published=result.published,
        put_in=frozenset((economy, indicator[basket]) for economy, basket in result.put_in),
    )
    return scored


def shares_as_observations(result: BasketResult, leaves: tuple[str, ...]) -> Observations:
    """Return the unrounded shares as observations of the indicators that are leaves."""
    # Economies of which a share is missing have an observation without a value: the composite
    # then leaves them out and says what they lack.
    import pandas as pd

    document = result.methodology.document
    rows, places = [], []
    for e, economy in enumerate(result.economies):
        for b, basket in enumerate(result.baskets):
            indicator = document.basket(basket).indicator
            if indicator not in leaves:
                continue
            lacks = result.cells.missing["share"][e, b]
            share = result.cells.amounts["share"][e, b]
            source, place = _origin(result, e, b)
            rows.append(
                {
                    "economy": economy,
                    "indicator": indicator,
                    "year": result.year,
                    "value": "" if lacks else _plain(share),
                    "unit": "percent-gni",
                    "source": source,
                }
            )
            places.append(place)
    return _placed(read_observations(pd.DataFrame(rows)), places)


def _plain(share: Decimal) -> str:
    """Write a decimal without the zeros that only fill its places."""
    text = format(share, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def _origin(result: BasketResult, e: int, b: int) -> tuple[str, Address]:
    """Return the source of a price as its table names it, and where it stands there."""
    row = int(result.cells.price_rows[e, b])
    if result.prices is not None and row >= 0:
        return result.prices.columns["source"][row], result.prices.address(row)
    purchase = result.purchases.get((result.economies[e], result.baskets[b]))
    if result.tariffs is not None and isinstance(purchase, Purchase) and purchase.lines:
        bought = purchase.lines[0].row
        return result.tariffs.columns["source"][bought], result.tariffs.address(bought)
    return result.id, Address(NONE)


def _placed(observations: Observations, places: list[Address]) -> Observations:
    """Put the places of the prices in place of those of the frame that hands them over."""
    given = {
        "file": [place.source for place in places],
        "column": [place.column or "" for place in places],
        "line": [place.line or 0 for place in places],
    }
    columns = dict(observations.columns)
    for name, cells in given.items():
        columns[name] = np.array(cells, dtype=columns[name].dtype)
    letters = {
        (place.source, place.column): place.cell.rstrip("0123456789")
        for place in places
        if place.cell is not None and place.column is not None
    }
    marked = [
        (replace(finding, address=places[rows[0]]) if rows else finding, rows)
        for finding, rows in observations._placed
    ]
    return make(columns, marked, observations.unread, observations.dropped, letters)
