"""The composite of the early editions, computed by the engine of every composite index.

Its leaves are the shares of the three sub-baskets, capped at 100; their mean is the index. The
unrounded shares are the observations of the indicators of the baskets.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from ictindex.core import decimals
from ictindex.data.io.csv import NONE
from ictindex.data.observation_reader import read_observations
from ictindex.data.observations import Observations, make
from ictindex.indices.results.registry import load_composite
from ictindex.indices.results.scored_result import ScoredResult
from ictindex.language import i18n
from ictindex.language.findings import Address

if TYPE_CHECKING:
    from ictindex.indices.ipb.priced_baskets import PricedBaskets
    from ictindex.language.i18n.document import Block


def compute_composite(result: PricedBaskets) -> ScoredResult:
    """Return the composite of a basket result (see ``BasketResult.composite``)."""
    document = result.methodology.document
    leaves = result.methodology.plan.indicators  # refuses a document without composite
    indicator = {basket: document.basket(basket).indicator for basket in result.baskets}
    scored: ScoredResult = load_composite().compute_composite(
        result.methodology,
        make_observations(result, leaves),
        edition=result.edition,
        year=result.year,
        kind=result.kind,
        published=result.published,
        put_in=frozenset((economy, indicator[basket]) for economy, basket in result.put_in),
    )
    return scored


def composite_blocks(composite: ScoredResult, language: str) -> list[Block]:
    """Return the ranks of the composite, if an economy has all of its baskets."""
    inner = composite.remarks(language)  # about observations made here, not about prices
    page = [block for block in composite.blocks(language)[2:] if block not in inner]
    return [i18n.Heading(i18n.text("views", "composite", language), 2), *page]


def make_observations(result: PricedBaskets, leaves: tuple[str, ...]) -> Observations:
    """Return the unrounded shares as observations of the indicators that are leaves."""
    # An economy with a missing share has an observation without value: the composite then excludes
    # it and states the missing share.
    import pandas as pd

    document = result.methodology.document
    rows, addresses = [], []
    for e, economy in enumerate(result.economies):
        for b, basket in enumerate(result.baskets):
            indicator = document.basket(basket).indicator
            if indicator not in leaves:
                continue
            lacks = result.cells.missing["share"][e, b]
            share = result.cells.amounts["share"][e, b]
            source, address = _find_origin(result, e, b)
            rows.append(
                {
                    "economy": economy,
                    "indicator": indicator,
                    "year": result.year,
                    "value": "" if lacks else decimals.canonical(share),
                    "unit": "percent-gni",
                    "source": source,
                }
            )
            addresses.append(address)
    return _put_addresses(read_observations(pd.DataFrame(rows)), addresses)


def _find_origin(result: PricedBaskets, e: int, b: int) -> tuple[str, Address]:
    """Return the source of a price as its table names it, and the address of the price."""
    row = int(result.cells.price_rows[e, b])
    if result.prices is not None and row >= 0:
        return result.prices.cells["source"][row], result.prices.address(row)
    purchase = result.purchases.get((result.economies[e], result.baskets[b]))
    if result.tariffs is not None and purchase is not None and purchase.lines:
        bought = purchase.lines[0].row
        return result.tariffs.cells["source"][bought], result.tariffs.address(bought)
    return result.id, Address(NONE)


def _put_addresses(observations: Observations, addresses: list[Address]) -> Observations:
    """Replace the addresses of the frame by those of the prices."""
    origins = {
        "file": [address.source for address in addresses],
        "column": [address.column or "" for address in addresses],
        "line": [address.line or 0 for address in addresses],
    }
    columns: dict[str, Any] = {**observations.cells, **origins}
    letters = {
        (address.source, address.column): address.cell.rstrip("0123456789")
        for address in addresses
        if address.cell is not None and address.column is not None
    }
    marked = [
        (replace(finding, address=addresses[rows[0]]) if rows else finding, rows)
        for finding, rows in observations.placed
    ]
    return make(columns, marked, observations.unread, observations.dropped, letters)
