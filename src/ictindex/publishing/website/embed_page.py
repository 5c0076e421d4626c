"""The page that shows one chart of the site in a frame of another page."""

from __future__ import annotations

from collections.abc import Iterable

from ictindex.publishing.website import page_addresses as addresses
from ictindex.publishing.website.cited_figures import SECTION
from ictindex.publishing.website.site_page import SitePage
from ictindex.publishing.website.site_words import Words


def write_embed(charted: Iterable[str], language: str) -> SitePage:
    """Return the page for frames; ``charted`` are the addresses of the pages with charts.

    The part of its own address after ``#`` names a page and a chart. An address that is not in the
    list leads nowhere.
    """
    say = Words(language, SECTION)
    listed: dict[str, list[str]] = {}
    for address in sorted(charted):
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
