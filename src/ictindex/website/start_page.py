"""The start page: the newest edition at a glance."""

from __future__ import annotations

from collections.abc import Iterator

from ictindex.charts.dot_map import draw_map
from ictindex.website import addresses
from ictindex.website.chart_boxes import make_chart_box
from ictindex.website.page_frame import Words
from ictindex.website.score_rows import edition_title, list_scores
from ictindex.website.site_inputs import SiteEdition, SiteInputs
from ictindex.website.site_page import SitePage

SECTION = "site-start"


def write_start(site: SiteInputs, language: str) -> Iterator[SitePage]:
    """Yield the start page."""
    words, edition = Words(language), site.first
    title = edition_title(edition, language)
    yield SitePage(
        address=addresses.START,
        template="start.html.j2",
        title=title,
        description=words("start-description", title=title),
        context={
            "say": Words(language, SECTION),
            "intro": describe_edition(edition, language),
            "scores": list_scores(edition, [edition.root_node], language),
        },
        section="start",
        charts=[make_chart_box(draw_map(edition.figures, language), "map")],
        sources=[edition.source] if edition.source else [],
        edition=edition.key,
    )


def describe_edition(edition: SiteEdition, language: str) -> list[str]:
    """Return what is said of an edition first: how many economies, and of how many."""
    words = Words(language, SECTION)
    scale = str(edition.figures.methodology.plan.scale)
    lines = [words("intro", scale=scale, count=str(len(edition.scores)))]
    if note := edition.figures.extent.note(language):
        lines.append(note)
    return lines
