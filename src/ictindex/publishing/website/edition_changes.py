"""Changes since the edition before: published scores, and the reasons where values show them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache

from ictindex.analysis.change.edition_series import Series
from ictindex.analysis.change.score_change import (
    ScoreChange,
    choose_largest,
    describe_steps,
    explain_change,
)
from ictindex.analysis.tables.edition_figures import show_score
from ictindex.core.data_classes import dataclass
from ictindex.core.errors import IctindexError
from ictindex.language import i18n
from ictindex.publishing.charts.band_bars import last_changes
from ictindex.publishing.website import page_addresses as addresses
from ictindex.publishing.website.score_rows import economy_names
from ictindex.publishing.website.site_edition import SiteEdition, order_by_name
from ictindex.publishing.website.site_words import FIGURES, Words


@dataclass(frozen=True, slots=True)
class ChangeRow:
    """An economy whose score changed by much: both scores, the change, and the reason."""

    name: str
    address: str
    first: str
    last: str
    change: str
    why: str


@dataclass(frozen=True, slots=True)
class EditionChanges:
    """The changes since the edition before, in words."""

    title: str
    counts: str
    largest: str
    rows: Sequence[ChangeRow]
    how: str
    moved: Sequence[str]
    series: Series


@lru_cache(maxsize=2)
def explain_editions(before: SiteEdition, after: SiteEdition) -> ScoreChange | None:
    """Return the explained changes, once for all languages; ``None`` if none can be explained."""
    try:
        return explain_change(before.result, after.result)
    except IctindexError:
        return None


def describe_changes(
    before: SiteEdition, edition: SiteEdition, language: str
) -> EditionChanges | None:
    """Return the changes since the edition before; ``None`` if no economy is in both."""
    series = Series([before.figures, edition.figures])
    changes = last_changes(series)
    if not changes:
        return None
    words = Words(language, FIGURES)
    limit, chosen = choose_largest(changes)
    explained = explain_editions(before, edition)
    explainable = {code for code in changes if _explains(explained, before, edition, code)}
    names = economy_names(tuple(sorted({*before.economies, *edition.economies})), language)
    rows = [
        ChangeRow(
            name=names[code],
            address=addresses.economy_page(edition.key, code),
            first=show_score(before.figures, before.scores[code], language),
            last=show_score(edition.figures, edition.scores[code], language),
            change=i18n.number(changes[code], language, signed=True),
            why=describe_steps(explained.economy(code), language)
            if explained is not None and code in explainable
            else words("changed-unknown"),
        )
        for code in order_by_name(chosen, names, language)
    ]
    moved = [
        words(key, economies=_join_names(only, names, language))
        for key, only in (
            ("changed-joined", sorted(set(edition.scores) - set(before.scores))),
            ("changed-left", sorted(set(before.scores) - set(edition.scores))),
        )
        if only
    ]
    counts = {
        "count": str(len(changes)),
        "risen": str(sum(change > 0 for change in changes.values())),
        "fallen": str(sum(change < 0 for change in changes.values())),
        "same": str(sum(change == 0 for change in changes.values())),
    }
    return EditionChanges(
        title=words("changed", edition=str(before.edition)),
        counts=words("changed-counts", **counts),
        largest=words("changed-largest", points=i18n.number(limit, language)),
        rows=rows,
        how=words("changed-how", count=str(len(explainable)), total=str(len(changes))),
        moved=moved,
        series=series,
    )


def _join_names(codes: Sequence[str], names: Mapping[str, str], language: str) -> str:
    ordered = order_by_name(codes, names, language)
    return i18n.join([names[code] for code in ordered], language)


def _explains(
    explained: ScoreChange | None, before: SiteEdition, after: SiteEdition, code: str
) -> bool:
    """Tell whether the available values give both published scores of an economy."""
    if explained is None or code not in explained.economies:
        return False
    change = explained.economy(code)
    return (
        change.first == before.scores[code]
        and change.last == after.scores[code]
        and bool(change.steps)
    )
