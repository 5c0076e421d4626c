"""Rankings: only of editions that publish ranks, or unofficial ones that were asked for."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Any

from ictindex.analysis.tables.edition_figures import rank_economies, show_score
from ictindex.analysis.uncertainty.robustness_analysis import robustness
from ictindex.core.data_classes import dataclass
from ictindex.core.errors import IctindexError
from ictindex.engine import rank_column
from ictindex.language import i18n
from ictindex.publishing.website import page_addresses as addresses
from ictindex.publishing.website.chart_boxes import ChartBox, make_chart_box
from ictindex.publishing.website.score_rows import describe_edition, economy_names, edition_title
from ictindex.publishing.website.site_edition import SiteEdition, find_earlier, order_by_name
from ictindex.publishing.website.site_page import SitePage
from ictindex.publishing.website.site_words import FIGURES, Words

PAGE = "rankings"
# The simulation behind the intervals: weights a quarter up or down, in so many runs.
SPREAD, DRAWS = 0.25, 512


@dataclass(frozen=True, slots=True)
class RankRow:
    """An economy with its rank and score, and its rank among those of both editions."""

    rank: str
    name: str
    address: str
    score: str
    before: str
    now: str
    change: str


def is_published(edition: SiteEdition) -> bool:
    """Tell whether ranks computed here are those of the publication, of the whole edition."""
    figures = edition.figures
    return figures.ranks_published and figures.extent.complete


def write_rankings(editions: Sequence[SiteEdition], language: str) -> Iterator[SitePage]:
    """Yield the ranking of each edition that may show one."""
    words = Words(language, FIGURES)
    for edition in editions:
        if not edition.shows_ranks or not edition.scores:
            continue
        title = edition_title(edition, language)
        before = find_earlier(edition, editions)
        if before is not None and not before.shows_ranks:
            before = None
        box = _draw_intervals(edition, language)
        yield SitePage(
            address=addresses.edition_page(edition.key, PAGE),
            template="rankings.html.j2",
            title=words("rankings-title", title=title),
            description=words("rankings-description", title=title),
            context={
                "say": words,
                "intro": describe_edition(edition, language),
                "rank_label": edition.figures.extent.rank_label(
                    edition.figures.ranks_published, language
                ),
                "before": "" if before is None else str(before.edition),
                "now": str(edition.edition),
                "rows": list_ranks(edition, before, language),
                "common": ""
                if before is None
                else words("rankings-common", count=str(len(common_ranks(edition, before)))),
                "others": [
                    (edition_title(other, language), addresses.edition_page(other.key, PAGE))
                    for other in editions
                    if other is not edition and other.shows_ranks
                ],
            },
            section="economies",
            charts=[] if box is None else [box],
            sources=[edition.source] if edition.source else [],
            edition=edition.key,
            has_unofficial_ranks=not is_published(edition),
        )


def list_ranks(edition: SiteEdition, before: SiteEdition | None, language: str) -> list[RankRow]:
    """Return the economies by rank; equal ones in the order of their names."""
    ranks = rank_economies(edition.figures, edition.root_node)
    both = {} if before is None else common_ranks(edition, before)
    names = economy_names(edition.economies, language)
    rows = []
    for code in sorted(order_by_name(tuple(ranks), names, language), key=lambda c: ranks[c]):
        then, now = both.get(code, (None, None))
        moved = None if then is None or now is None else then - now
        rows.append(
            RankRow(
                rank=str(ranks[code]),
                name=names[code],
                address=addresses.economy_page(edition.key, code),
                score=show_score(edition.figures, edition.scores[code], language),
                before="–" if then is None else str(then),
                now="–" if now is None else str(now),
                change=i18n.number(moved, language, signed=True),
            )
        )
    return rows


def common_ranks(edition: SiteEdition, before: SiteEdition) -> Mapping[str, tuple[int, int]]:
    """Return the ranks before and now among the economies that both editions have."""
    codes = sorted(set(edition.scores) & set(before.scores))
    ranking = edition.figures.methodology.document.ranking
    if ranking is None:
        return {}
    sides = [
        rank_column([side.scores[code] for code in codes], ranking.tie_decimals, ranking.best)
        for side in (before, edition)
    ]
    return {
        code: (then, now)
        for code, then, now in zip(codes, *sides, strict=True)
        if then is not None and now is not None
    }


@lru_cache(maxsize=8)
def simulate_ranks(edition: SiteEdition) -> Any:
    """Return the simulation behind the intervals, once for all languages; ``None`` without one."""
    try:
        return robustness(edition.result, {"weights": SPREAD}, draws=DRAWS)
    except IctindexError:
        return None


def _draw_intervals(edition: SiteEdition, language: str) -> ChartBox | None:
    simulated = simulate_ranks(edition)
    if simulated is None or len(simulated.economies) < 2:
        return None
    # Ranks among some of the economies are no ranks of the publication.
    official = is_published(edition) and len(simulated.economies) == len(edition.scores)
    ranks = None if official else "unofficial"
    try:
        chart = simulated.plot.intervals(ranks=ranks, language=language)
    except IctindexError:
        return None
    return make_chart_box(chart, f"intervals-{edition.key}")
