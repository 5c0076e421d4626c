"""The start page: the newest edition at a glance."""

from __future__ import annotations

from collections.abc import Iterator

from ictindex import i18n
from ictindex.website import addresses
from ictindex.website.chart_boxes import make_chart_box
from ictindex.website.page_frame import Words
from ictindex.website.site_inputs import SiteInputs
from ictindex.website.site_page import SitePage


def write_start(site: SiteInputs, language: str) -> Iterator[SitePage]:
    """Yield the start page."""
    words, edition = Words(language), site.first
    index = i18n.label("nodes", edition.root_node, language)
    title = i18n.text("views", "edition", language, index=index, edition=str(edition.edition))
    yield SitePage(
        address=addresses.START,
        template="start.html.j2",
        title=title,
        description=words("start-description", title=title),
        section="start",
        charts=[make_chart_box(edition.result.plot.map(language=language), "map")],
        sources=[edition.source] if edition.source else [],
        edition=edition.key,
    )
