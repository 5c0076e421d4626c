"""The page of the search, which works without a network."""

from __future__ import annotations

from ictindex.publishing.website import page_addresses as addresses
from ictindex.publishing.website.search_index import KINDS
from ictindex.publishing.website.site_page import SitePage
from ictindex.publishing.website.site_words import Words

PLACEHOLDER = "§"  # placeholders that the page fills with the question, or the number of results


def script_name(language: str) -> str:
    """Return the name of the script with the entries of a language."""
    return f"search-{language}.js"


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
        scripts=(script_name(language), "search.js"),
        data={
            "kinds": [say(f"kind-{kind}") for kind in KINDS],
            "none": say("none", words=PLACEHOLDER),
            "count": say("count", count=PLACEHOLDER),
        },
        is_searched=False,
    )
