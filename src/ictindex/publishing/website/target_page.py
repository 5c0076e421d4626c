"""Progress towards dated targets: a status for each, by the prices and the series of the site."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from ictindex.analysis.strategic_targets.target_progress import TargetProgress, track_targets
from ictindex.publishing.charts.target_tracks import draw_tracks
from ictindex.publishing.website import page_addresses as addresses
from ictindex.publishing.website.chart_boxes import make_chart_box
from ictindex.publishing.website.edition_changes import SECTION
from ictindex.publishing.website.page_frame import Words
from ictindex.publishing.website.price_pages import find_prices
from ictindex.publishing.website.site_inputs import SiteInputs
from ictindex.publishing.website.site_page import SitePage

_PRICES = "median-price"


@lru_cache(maxsize=2)
def follow_targets(site: SiteInputs) -> tuple[TargetProgress, tuple[str, ...]] | None:
    """Return the progress, each target by one source, and those sources; ``None`` without any.

    Series of several sources are not joined: a target has its figures from the first source that
    measures it.
    """
    prices = find_prices(site)
    if prices is None and not site.series:
        return None
    whole = track_targets(prices=prices)
    best = {(status.target.id, status.definition): status for status in whole.statuses}
    sources: list[str] = []
    if site.document.prices is not None and any(s.figure for s in best.values()):
        sources.append(site.document.prices.source)
    for source, table in site.series:
        for status in track_targets(table).statuses:
            key = (status.target.id, status.definition)
            if status.target.measure == _PRICES or status.figure is None:
                continue
            if key in best and best[key].figure is None:
                best[key] = status
                if source not in sources:
                    sources.append(source)
    progress = TargetProgress(
        statuses=tuple(best.values()), coverage=whole.coverage, window=whole.window
    )
    return progress, tuple(sources)


def has_targets(site: SiteInputs) -> bool:
    """Tell whether the data of the site can measure a target."""
    measured = follow_targets(site)
    return measured is not None and any(status.figure for status in measured[0].statuses)


def write_targets(site: SiteInputs, language: str) -> Iterator[SitePage]:
    """Yield the page of targets, if one of them is measured."""
    measured = follow_targets(site)
    if measured is None or not has_targets(site):
        return
    progress, sources = measured
    words = Words(language, SECTION)
    yield SitePage(
        address=addresses.TARGETS,
        template="measures.html.j2",
        title=words("targets-title"),
        description=words("targets-description"),
        context={
            "say": words,
            "intro": words("targets-intro"),
            # The first block is the title, which the page has already.
            "parts": [("", "", progress.blocks(language)[1:])],
        },
        section="targets",
        charts=[make_chart_box(draw_tracks(progress, language=language), "tracks")],
        sources=list(sources),
    )
