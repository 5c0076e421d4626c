"""Scores as sentences show them, and figures compared as they are shown."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal
from functools import lru_cache
from types import MappingProxyType

from ictindex.analysis.tables.edition_figures import EditionFigures
from ictindex.core import decimals

ABOVE, BELOW, EQUAL = "above", "below", "equal"
# Scores that were published in full precision are shown with as many decimals as other editions.
_MOST_PLACES = 2


def show_printed(score: Decimal) -> Decimal:
    """Return a score as it was published, with two decimals at most."""
    return decimals.round_half_up(score, min(decimals.decimals_of(score), _MOST_PLACES))


def show_score(figures: EditionFigures, score: Decimal) -> Decimal:
    """Return a score with the decimals of publication, or more where it was printed with more."""
    rounding = figures.methodology.document.rounding
    fewest = 0 if rounding is None else rounding.decimals
    printed = min(decimals.decimals_of(score), _MOST_PLACES)
    return decimals.round_half_up(score, max(fewest, printed))


def round_median(median: Decimal, scores: Iterable[Decimal]) -> Decimal:
    """Return a median with as many decimals as the scores that it is of."""
    return decimals.round_half_up(median, max(map(decimals.decimals_of, scores)))


def compare(score: Decimal, middle: Decimal) -> str:
    """Return whether a score is above a mean or median, below it, or equal to it."""
    return ABOVE if score > middle else BELOW if score < middle else EQUAL


def show_middle(score: Decimal, middle: Decimal) -> Decimal:
    """Return a median with the decimals of a score, or all of them if rounding hid the difference.

    A score of 80.7 is above a median of 80.65, which would round to 80.7.
    """
    rounded = decimals.round_half_up(middle, decimals.decimals_of(score))
    return rounded if compare(score, rounded) == compare(score, middle) else middle


@lru_cache(maxsize=8)
def read_scores(figures: EditionFigures) -> Mapping[str, Decimal]:
    """Return the index of each economy as it is shown; read once for all economies."""
    column = figures.column(figures.methodology.plan.root)
    return MappingProxyType(
        {economy: show_score(figures, score) for economy, score in column.items()}
    )
