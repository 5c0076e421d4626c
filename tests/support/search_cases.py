"""The index of a search that has every economy of the catalogue, and the queries of the tests."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from ictindex.definitions import catalogue, documents
from ictindex.language import i18n
from ictindex.publishing.website import page_addresses as addresses
from ictindex.publishing.website.edition_groups import GROUPINGS
from ictindex.publishing.website.methodology_pages import title_of
from ictindex.publishing.website.search_index import SearchEntry, entry_of, list_entries
from ictindex.publishing.website.site_page import SitePage
from ictindex.publishing.website.terms_page import list_terms

QUERIES = Path(__file__).parents[1] / "website"
FIRST = "idi-2025"
EDITIONS = (FIRST, "idi-2024", "idi-2023")
# Pages with the words that the navigation has for them.
NAMED = {
    addresses.COMPARE: "compare", addresses.TRY: "try", addresses.PRICES: "prices",
    addresses.METHODOLOGY: "methodology", addresses.EDITIONS: "editions", addresses.ABOUT: "about",
}  # fmt: skip


def read_queries(name: str = "search_queries.csv") -> list[dict[str, str]]:
    """Return queries, each with its language and the entries that its writer wants first."""
    with (QUERIES / name).open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def _pages(language: str) -> Iterator[SitePage]:
    def page(address: str, title: str, *aliases: str) -> SitePage:
        return SitePage(address, "", title, "", aliases=aliases)

    yield page(addresses.START, "ICT Development Index 2025")
    for address, key in NAMED.items():
        yield page(address, i18n.text("site", f"nav-{key}", language))
    yield page(addresses.TERMS, i18n.text("site-terms", "title", language))
    yield page(addresses.STUDIES, i18n.text("site-studies", "title", language))
    yield page(addresses.TARGETS, i18n.text("site-start", "targets-title", language))
    yield page(addresses.DIVIDES, i18n.text("site-start", "divides-title", language))
    for edition in EDITIONS:
        title = i18n.text("site", "nav-economies", language)
        yield page(addresses.economies_page(edition), f"{edition} {title}")
        title = i18n.text("site", "nav-groups", language)
        yield page(addresses.edition_page(edition, "groups"), f"{edition} {title}")
        yield page(addresses.edition_record(edition), f"ICT Development Index {edition}", edition)
    for name in ("profile", "citing", "breaks", "estimates"):
        yield page(f"help/{name}.html", name)
    yield page(addresses.study_page("coverage-and-use"), "Coverage and use")
    for document in documents.library().values():
        title = title_of(document, language)
        yield page(addresses.document_page(document.id), title, document.id)
    for basket in dict.fromkeys(each.basket for each in catalogue.basket_definitions().values()):
        yield page(addresses.price_page(basket), i18n.label("baskets", basket, language))


@cache
def whole_index(language: str) -> tuple[SearchEntry, ...]:
    """Return the entries of a site that has every economy, group, basket and document."""
    groups = {
        (key, group): f"{FIRST}/groups.html#group-{group}"
        for key in GROUPINGS
        for group in catalogue.groups(key, "idi-2024").groups
    }
    economies = {
        code: addresses.economy_page(FIRST, code)
        for code in catalogue.economies()
        if code not in catalogue.synthetic_economies()
    }
    made = (entry_of(page, FIRST, language) for page in _pages(language))
    pages = [entry for entry in made if entry is not None]
    terms = list_terms(language, i18n.LANGUAGES)
    return tuple(list_entries(economies, groups, terms, pages, language))
