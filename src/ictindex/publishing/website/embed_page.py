"""The page that shows one chart of the site in a frame of another page."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from ictindex.publishing.website import page_addresses as addresses
from ictindex.publishing.website.cited_figures import SECTION
from ictindex.publishing.website.site_edition import SiteEdition
from ictindex.publishing.website.site_inputs import QuotedPrices
from ictindex.publishing.website.site_page import SitePage
from ictindex.publishing.website.site_words import Words


def write_embed(
    editions: Iterable[SiteEdition], prices: QuotedPrices | None, language: str
) -> SitePage:
    """Return the page for frames, with the addresses of the pages that have charts.

    The part of its own address after ``#`` names a page and a chart. An address that is not in the
    list leads nowhere.
    """
    say = Words(language, SECTION)
    listed: dict[str, list[str]] = {}
    for address in sorted({*_list_pages(editions, prices)}):
        folder, _, name = address.removesuffix(".html").rpartition("/")
        listed.setdefault(f"{folder}/" if folder else "", []).append(name)
    return SitePage(
        address=addresses.EMBED,
        template="embed.html.j2",
        title=say("embed-title"),
        description=say("embed-description"),
        scripts=["embed.js"],
        data={"pages": listed},
        is_searched=False,
    )


def _list_pages(editions: Iterable[SiteEdition], prices: QuotedPrices | None) -> Iterator[str]:
    """Yield the addresses of the pages that may have charts, of economies and others."""
    yield from (addresses.START, addresses.TARGETS, addresses.DIVIDES)
    for edition in editions:
        yield addresses.edition_page(edition.key, "groups")
        yield addresses.edition_page(edition.key, "rankings")
        for economy in edition.economies:
            yield addresses.economy_page(edition.key, economy)
    if prices is not None:
        yield addresses.PRICES
