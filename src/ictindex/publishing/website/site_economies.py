"""The economies of a site: where the page of each is, and which have prices and no index."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from ictindex.indices.results import result_kind
from ictindex.publishing.website import page_addresses as addresses
from ictindex.publishing.website.price_facts import SitePrices
from ictindex.publishing.website.site_edition import SiteEdition

# A reconstruction or a demonstration is never shown where an economy has a published edition.
_PUBLISHED = (result_kind.READ, result_kind.OFFICIAL)


def find_pages(
    first: SiteEdition, editions: Iterable[SiteEdition], prices: SitePrices
) -> dict[str, str]:
    """Return the address of the page of each economy with an index or a price, sorted by code.

    It is the profile in the edition of the start page, or in the newest other edition that has the
    economy; an economy with prices alone has a page of its own.
    """
    pages: dict[str, str] = {}
    others = sorted(
        (edition for edition in editions if edition is not first), key=_standing, reverse=True
    )
    for edition in (first, *others):
        for economy in edition.economies:
            pages.setdefault(economy, addresses.economy_page(edition.key, economy))
    for economy in list_unscored(editions, prices):
        pages[economy] = addresses.unscored_page(economy)
    return dict(sorted(pages.items()))


def list_unscored(editions: Iterable[SiteEdition], prices: SitePrices) -> Sequence[str]:
    """Return the economies with a price that are in no edition of the site, sorted by code."""
    there = {economy for edition in editions for economy in edition.economies}
    return tuple(sorted(set(prices.economies) - there))


def _standing(edition: SiteEdition) -> tuple[bool, int, str]:
    return edition.kind in _PUBLISHED, edition.edition, edition.key
