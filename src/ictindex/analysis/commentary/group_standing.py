"""Comparisons of a score: only with figures of which every economy is in the table."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from functools import lru_cache
from types import MappingProxyType

from ictindex.analysis.commentary.figure_origins import OTHER, PRINTED, are_invented, name_kind
from ictindex.analysis.commentary.shown_scores import compare, read_scores, show_middle
from ictindex.analysis.tables.edition_figures import EditionFigures, find_groups
from ictindex.core import decimals
from ictindex.core.data_classes import dataclass
from ictindex.core.errors import CatalogueError, UsageError
from ictindex.definitions import catalogue
from ictindex.definitions.documents.lab_kinds import is_of_lab
from ictindex.indices.results.group_figures import median
from ictindex.language.i18n.sentences import Sentence

# The groupings that a score is compared with, each with the first word of its sentences.
GROUPINGS: Mapping[str, str] = MappingProxyType({"itu-region": "region", "income-group": "income"})


@dataclass(frozen=True, slots=True)
class WholeGroup:
    """A group of which every economy has a score in the table, and the median of its scores."""

    group: str
    members: frozenset[str]
    median: Decimal


def describe_standing(
    figures: EditionFigures, economy: str, whose: str = PRINTED
) -> Iterator[Sentence]:
    """Yield the comparisons of a score that the table of its edition allows; none is a rank."""
    scores = read_scores(figures)
    score = scores.get(economy)
    # Invented economies are no region and no world, and a what-if belongs to no edition.
    is_invented = are_invented(figures, whose)
    is_real = not (is_invented or figures.is_what_if or is_of_lab(figures.methodology.document))
    if score is None or not is_real:
        return
    for grouping, words in GROUPINGS.items():
        for whole in find_whole_groups(figures, grouping):
            if economy in whole.members:
                yield Sentence(
                    f"commentary/{words}-{compare(score, whole.median)}",
                    score=score,
                    median=show_middle(score, whole.median),
                    group=whole.group,
                    total=len(whole.members),
                )
    if figures.extent.complete and len(scores) > 1:
        middle = find_median(figures)
        yield Sentence(
            f"commentary/world-{compare(score, middle)}",
            score=score,
            median=show_middle(score, middle),
            total=len(scores),
            edition=str(figures.edition),
        )
    if (printed := find_printed_mean(figures, whose)) is not None:
        mean, total = printed
        # What was printed is rounded: a score is compared with as many decimals.
        rounded = decimals.round_half_up(score, decimals.decimals_of(mean))
        yield Sentence(
            f"commentary/mean-{compare(rounded, mean)}",
            score=score,
            mean=mean,
            total=total,
            edition=str(figures.edition),
        )


def find_printed_mean(figures: EditionFigures, whose: str) -> tuple[Decimal, int] | None:
    """Return the mean that ITU printed for the edition, and for how many economies, if on record.

    It belongs to the scores of the edition's own methodology and year, not to a what-if, and not
    to scores that another source published.
    """
    document = figures.methodology.document
    if are_invented(figures, whose) or figures.is_what_if or is_of_lab(document):
        return None
    if name_kind(figures, whose) == OTHER:
        return None
    size = catalogue.edition_size(document.index, figures.edition)
    if size is None or size.mean is None or not figures.is_reference_year:
        return None
    return size.mean, size.economies


@lru_cache(maxsize=8)
def find_median(figures: EditionFigures) -> Decimal:
    """Return the median of all scores of a table."""
    return median(list(read_scores(figures).values()))


@lru_cache(maxsize=16)
def find_whole_groups(figures: EditionFigures, grouping: str) -> tuple[WholeGroup, ...]:
    """Return the groups of an edition of which all members have a score in the table.

    A group that is not listed as a whole, of which an economy is missing, or that has one economy
    alone, is none of them.
    """
    scores = read_scores(figures)
    vintage = f"{figures.methodology.document.index}-{figures.edition}"
    listing = catalogue.groupings().get(("itu-region", vintage))
    listed = 0 if listing is None else sum(map(len, listing.groups.values()))
    if not figures.extent.complete and listed != figures.extent.whole:
        return ()
    try:
        groups = find_groups(figures, grouping, None)
    except (CatalogueError, UsageError):  # an economy is in no list: no group is guessed
        return ()
    return tuple(
        WholeGroup(group, frozenset(members), median([scores[code] for code in members]))
        for group, members in groups.items()
        if len(members) > 1 and all(code in scores for code in members)
    )
