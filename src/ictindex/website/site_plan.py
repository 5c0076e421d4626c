"""Which pages a site has: the writers of pages, in the order of the navigation."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from ictindex.website.economy_profiles import write_profile_scripts, write_profiles
from ictindex.website.site_inputs import SiteInputs
from ictindex.website.site_page import SitePage
from ictindex.website.start_page import write_start

PageWriter = Callable[[SiteInputs, str], Iterator[SitePage]]
ScriptWriter = Callable[[SiteInputs, str], Iterator[tuple[str, str]]]

# Each yields its pages in one language, with the same addresses in all of them.
PAGE_WRITERS: tuple[PageWriter, ...] = (write_start, write_profiles)
# Each yields names and texts of scripts that pages of one language share.
SCRIPT_WRITERS: tuple[ScriptWriter, ...] = (write_profile_scripts,)


def plan_pages(site: SiteInputs, language: str) -> Iterator[SitePage]:
    """Yield the pages of a site in a language, one after another: none is kept."""
    for write_pages in PAGE_WRITERS:
        yield from write_pages(site, language)


def plan_scripts(site: SiteInputs, language: str) -> Iterator[tuple[str, str]]:
    """Yield the scripts that pages of a language share: name and text."""
    for write_scripts in SCRIPT_WRITERS:
        yield from write_scripts(site, language)
