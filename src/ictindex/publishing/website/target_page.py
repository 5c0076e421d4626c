"""Progress towards dated targets: a status for each, by the prices and the series of the site."""

from __future__ import annotations

from collections.abc import Sequence

from ictindex.analysis.strategic_targets.target_progress import TargetProgress, track_targets
from ictindex.core.data_classes import dataclass
from ictindex.publishing.charts.target_tracks import draw_tracks
from ictindex.publishing.website import page_addresses as addresses
from ictindex.publishing.website.chart_boxes import make_chart_box
from ictindex.publishing.website.site_inputs import QuotedPrices, QuotedSeries
from ictindex.publishing.website.site_page import SitePage
from ictindex.publishing.website.site_words import FIGURES, Words

_PRICES = "median-price"


@dataclass(frozen=True, slots=True)
class MeasuredTargets:
    """The progress towards targets, each by one source, those sources, and those of series."""

    progress: TargetProgress
    sources: tuple[str, ...]
    of_series: tuple[str, ...] = ()


def follow_targets(
    prices: QuotedPrices | None, series: Sequence[QuotedSeries]
) -> MeasuredTargets | None:
    """Return the progress towards the targets; ``None`` if the figures measure no target.

    Series of several sources are not joined: a target has its figures from the first source that
    measures it.
    """
    if prices is None and not series:
        return None
    whole = track_targets(prices=None if prices is None else prices.series)
    best = {(status.target.id, status.definition): status for status in whole.statuses}
    sources: list[str] = []
    of_series: dict[str, None] = {}
    if prices is not None and prices.source and any(s.figure for s in best.values()):
        sources.append(prices.source)
    for quoted in series:
        for status in track_targets(quoted.observations).statuses:
            key = (status.target.id, status.definition)
            if status.target.measure == _PRICES or status.figure is None:
                continue
            if key in best and best[key].figure is None:
                best[key] = status
                of_series.setdefault(quoted.source)
    if not any(status.figure for status in best.values()):
        return None
    progress = TargetProgress(
        statuses=tuple(best.values()), coverage=whole.coverage, window=whole.window
    )
    return MeasuredTargets(progress, (*dict.fromkeys([*sources, *of_series]),), (*of_series,))


def write_targets(measured: MeasuredTargets, language: str) -> SitePage:
    """Return the page of targets."""
    progress = measured.progress
    words = Words(language, FIGURES)
    return SitePage(
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
        sources=measured.sources,
        subjects=[(addresses.SERIES, source) for source in measured.of_series],
    )
