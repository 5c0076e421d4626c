"""The economies of a site: where the page of each is, and which have prices and no index."""

from __future__ import annotations

from collections.abc import Sequence

from ictindex.publishing.website import page_addresses as addresses
from ictindex.publishing.website.price_facts import SitePrices
from ictindex.publishing.website.site_edition import SiteEdition, order_editions


def find_pages(editions: Sequence[SiteEdition], prices: SitePrices) -> dict[str, str]:
    """Return the address of the newest page of each economy with an index or a price, by code.

    It is the profile in the newest edition that has the economy (:func:`order_editions`); an
    economy with prices alone has a page of its own.
    """
    pages = {
        economy: addresses.unscored_page(economy) for economy in list_unscored(editions, prices)
    }
    for edition in sorted(editions, key=order_editions):
        for economy in edition.economies:
            pages[economy] = addresses.economy_page(edition.key, economy)
    return dict(sorted(pages.items()))


def list_unscored(editions: Sequence[SiteEdition], prices: SitePrices) -> Sequence[str]:
    """Return the economies with a price that are in no edition of the site, sorted by code."""
    there = {economy for edition in editions for economy in edition.economies}
    return tuple(sorted(set(prices.economies) - there))
