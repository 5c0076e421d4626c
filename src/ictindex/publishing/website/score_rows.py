"""An edition at the head of a page, and its scores as rows: in the order of the names."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal
from functools import lru_cache

from ictindex.analysis.tables.edition_figures import show_score
from ictindex.analysis.tables.score_bands import ScoreBands
from ictindex.core.data_classes import dataclass
from ictindex.language import i18n
from ictindex.publishing.graphics.setting import Setting
from ictindex.publishing.website import page_addresses as addresses
from ictindex.publishing.website.site_edition import SiteEdition, order_by_name
from ictindex.publishing.website.site_words import FIGURES, Words


@dataclass(frozen=True, slots=True)
class ScoreRow:
    """An economy, its scores as people write them, and the length of the bar of the first (%)."""

    code: str
    name: str
    address: str
    shown: tuple[str, ...]
    share: str


@dataclass(frozen=True, slots=True)
class BandRows:
    """A band of scores, how many economies are in it, and their rows by name."""

    name: str
    count: str
    rows: tuple[ScoreRow, ...]


@lru_cache(maxsize=8)
def economy_names(codes: Sequence[str], language: str) -> dict[str, str]:
    """Return the names of economies in a language."""
    return {code: i18n.economy_name(code, language) for code in codes}


def alphabetical(edition: SiteEdition, language: str) -> list[str]:
    """Return the economies of an edition in the order of their names."""
    names = economy_names(edition.economies, language)
    return order_by_name(edition.economies, names, language)


def list_scores(edition: SiteEdition, nodes: Sequence[str], language: str) -> list[ScoreRow]:
    """Return a row for each economy of an edition, with its published scores of some nodes."""
    figures, scale = edition.figures, Decimal(edition.figures.methodology.plan.scale)
    names = economy_names(edition.economies, language)
    rows = []
    for code in alphabetical(edition, language):
        scores = [figures.scores.get((code, node)) for node in nodes]
        first = scores[0]
        share = "" if first is None else f"{first * 100 / scale:.1f}"
        shown = tuple(show_score(figures, score, language) for score in scores)
        address = addresses.economy_page(edition.key, code)
        rows.append(ScoreRow(code, names[code], address, shown, share))
    return rows


def list_bands(edition: SiteEdition, language: str) -> list[BandRows]:
    """Return the economies of an edition in bands of its score, by name within each.

    Economies without a score are the last ones.
    """
    bands, setting = ScoreBands.of(edition.figures), Setting(language)
    rows = {row.code: row for row in list_scores(edition, [edition.root_node], language)}
    scored = {code: edition.scores[code] for code in rows if code in edition.scores}
    parts = {bands.name(band, language): own for band, own in bands.sort(scored).items()}
    absent = tuple(code for code in rows if code not in edition.scores)
    if absent:
        parts[Words(language, FIGURES)("no-score")] = absent
    return [
        BandRows(
            name,
            setting.word("economies-here", count=str(len(codes))),
            tuple(rows[code] for code in codes),
        )
        for name, codes in parts.items()
    ]


def edition_title(edition: SiteEdition, language: str) -> str:
    """Return the name of the index with the edition, and its kind unless it was published so."""
    index = i18n.label("nodes", edition.root_node, language)
    title = i18n.text("views", "edition", language, index=index, edition=str(edition.edition))
    kind = edition.describe_kind(language)
    return i18n.detail(title, kind, language) if kind else title


def describe_edition(edition: SiteEdition, language: str) -> list[str]:
    """Return the first facts of an edition: its economies, and of how many."""
    words = Words(language, FIGURES)
    scale = str(edition.figures.methodology.plan.scale)
    lines = [words("intro", scale=scale, count=str(len(edition.scores)))]
    if note := edition.describe_part(language):
        lines.append(note)
    return lines


def pillar_nodes(edition: SiteEdition) -> tuple[str, ...]:
    """Return the index and the nodes right below it, in the order of the tree."""
    plan = edition.figures.methodology.plan
    below = plan.children(plan.nodes.index(plan.root))
    return (plan.root, *(plan.nodes[child] for child in below))


def edition_links(
    edition: SiteEdition, editions: Iterable[SiteEdition], page: str, language: str
) -> list[tuple[str, str]]:
    """Return the titles and addresses of the same page in the other editions."""
    return [
        (edition_title(other, language), addresses.edition_page(other.key, page))
        for other in editions
        if other is not edition
    ]
