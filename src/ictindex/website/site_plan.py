"""Which pages a site has: the writers of pages, in the order of the navigation."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from ictindex.website.about_page import write_about
from ictindex.website.compare_page import write_compare
from ictindex.website.economy_list import write_economy_lists
from ictindex.website.edition_pages import write_editions
from ictindex.website.group_pages import write_group_pages
from ictindex.website.methodology_pages import write_methodology
from ictindex.website.search_page import write_search
from ictindex.website.site_inputs import SiteInputs
from ictindex.website.site_page import SitePage
from ictindex.website.start_page import write_start
from ictindex.website.study_pages import write_studies
from ictindex.website.terms_page import write_terms
from ictindex.website.try_page import write_try

PageWriter = Callable[[SiteInputs, str], Iterator[SitePage]]

# Each yields its pages in one language, with the same addresses in all of them.
PAGE_WRITERS: tuple[PageWriter, ...] = (
    write_start,
    write_economy_lists,
    write_group_pages,
    write_compare,
    write_try,
    write_methodology,
    write_editions,
    write_studies,
    write_about,
    write_terms,
    write_search,
)


def plan_pages(site: SiteInputs, language: str) -> Iterator[SitePage]:
    """Yield the pages of a site in a language, one after another: none is kept."""
    for write_pages in PAGE_WRITERS:
        yield from write_pages(site, language)
