"""The page of the search, which works without a network."""

from __future__ import annotations

from ictindex.publishing.website import page_addresses as addresses
from ictindex.publishing.website.search_index import script_name
from ictindex.publishing.website.site_page import SitePage
from ictindex.publishing.website.site_words import Words


def write_search(edition: str, language: str) -> SitePage:
    """Return the page of the search, with a link to the economies of an edition."""
    say = Words(language, "site-search")
    return SitePage(
        address=addresses.SEARCH,
        template="search.html.j2",
        title=say("title"),
        description=say("description"),
        context={
            "say": say,
            "economies": addresses.economies_page(edition),
            "terms": addresses.TERMS,
            "terms_title": Words(language, "site-terms")("title"),
        },
        section="search",
        scripts=("search-ranking.js", script_name(language), "search.js"),
        is_searched=False,
    )
