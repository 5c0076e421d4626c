"""The pages of a site: their writers, in the order of the navigation."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from ictindex.publishing.website.about_page import write_about
from ictindex.publishing.website.compare_page import write_compare
from ictindex.publishing.website.divide_page import write_divides
from ictindex.publishing.website.economy_list import write_economy_lists
from ictindex.publishing.website.economy_profiles import write_profiles
from ictindex.publishing.website.edition_pages import write_editions
from ictindex.publishing.website.group_pages import write_group_pages
from ictindex.publishing.website.methodology_pages import write_methodology
from ictindex.publishing.website.price_pages import write_prices
from ictindex.publishing.website.ranking_pages import write_rankings
from ictindex.publishing.website.search_page import write_search
from ictindex.publishing.website.site_inputs import SiteInputs
from ictindex.publishing.website.site_page import SitePage
from ictindex.publishing.website.start_page import write_start
from ictindex.publishing.website.study_pages import write_studies
from ictindex.publishing.website.target_page import write_targets
from ictindex.publishing.website.terms_page import write_terms
from ictindex.publishing.website.try_page import write_try

PageWriter = Callable[[SiteInputs, str], Iterator[SitePage]]

# Each yields its pages in one language, with the same addresses in all of them.
PAGE_WRITERS: tuple[PageWriter, ...] = (
    write_start,
    write_economy_lists,
    write_profiles,
    write_group_pages,
    write_rankings,
    write_prices,
    write_targets,
    write_divides,
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
    """Yield the pages of a site in a language, one after another, so that none stays in memory."""
    for write_pages in PAGE_WRITERS:
        yield from write_pages(site, language)
