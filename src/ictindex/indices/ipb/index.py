"""The ICT Price Basket, in the form that the registry needs."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from ictindex.core.errors import UsageError

if TYPE_CHECKING:
    from ictindex.indices.ipb.price_series import PriceSeries
    from ictindex.indices.ipb.result import BasketResult
    from ictindex.indices.results.methodology import Methodology
    from ictindex.indices.results.methodology_base import MethodologyBase
    from ictindex.indices.results.request import Tables, Terms
    from ictindex.language.i18n.document import Block


def compute(methodology: Methodology, tables: Tables, terms: Terms) -> BasketResult:
    """Compute the baskets of an edition from prices or tariffs, and economics."""
    from ictindex.data.economics import Economics, read_economics
    from ictindex.data.prices import Prices, read_prices
    from ictindex.data.tariffs import Tariffs, read_tariffs
    from ictindex.indices.ipb.compute import BasketTables, price_baskets
    from ictindex.indices.results.edition_choice import choose_edition, choose_year
    from ictindex.indices.results.request import read_comparison, read_table

    _check_tables(methodology, tables)
    edition = choose_edition(methodology, terms.edition)
    year = choose_year(methodology, edition, terms.year)
    return price_baskets(
        methodology,
        BasketTables(
            read_table(tables.prices, Prices, read_prices),
            read_table(tables.tariffs, Tariffs, read_tariffs),
            read_table(tables.economics, Economics, read_economics),
            read_comparison(tables.published),
        ),
        edition=edition,
        year=year,
        kind=terms.kind,
        progress=terms.progress,
    )


def join_results(results: Sequence[Any]) -> PriceSeries:
    """Join results and series of prices into one series."""
    from ictindex.indices.ipb.price_series import concatenate

    return concatenate(results)


def methodology_blocks(methodology: MethodologyBase, language: str) -> list[Block]:
    """Return the part of the page of a methodology about its baskets and their composite."""
    from ictindex.indices.ipb.methodology_page import basket_blocks
    from ictindex.indices.results.registry import load_composite

    blocks = basket_blocks(methodology, language)
    if methodology.document.has_composite:
        blocks += load_composite().methodology_blocks(methodology, language)
    return blocks


def _check_tables(methodology: Methodology, tables: Tables) -> None:
    """Refuse tables that the index does not use, and missing or superfluous ones."""
    # Tariffs without economics still give prices in the advertised currencies; prices without
    # economics give no new figures.
    document = methodology.document
    if not document.baskets:
        raise UsageError("compute.needs-observations", document=document.id)
    if (tables.prices is None) == (tables.tariffs is None):
        code = "compute.needs-prices" if tables.prices is None else "compute.prices-and-tariffs"
        raise UsageError(code, document=document.id)
    if tables.prices is not None and tables.economics is None:
        raise UsageError("compute.needs-economics", document=document.id)
    if tables.published is not None and not document.has_composite:
        raise UsageError("compute.published-without-composite", document=document.id)
