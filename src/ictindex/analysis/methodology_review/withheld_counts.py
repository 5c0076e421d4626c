"""Counts of comments that are not published; no count reveals one or two of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from ictindex.analysis.methodology_review.comment_checks import DECISIONS
from ictindex.core.data_classes import dataclass

LEAST = 3  # a count below this is shown as "fewer than three", none included


@dataclass(frozen=True, slots=True)
class Withheld:
    """Counts of comments that are not published, and of their decisions.

    Parameters
    ----------
    total : int or None
        The number; ``None``: fewer than three, or none.
    decisions : tuple of (str, int)
        The number of comments by decision, for decisions of at least three comments.
    rest : int
        The number with other decisions; 0 if there are none, or no decision is shown.

    Notes
    -----
    A count of one or two is never shown, and none can be computed from the others: decisions that
    fewer than three comments have are shown together, with the next larger count if they are still
    too few. If all comments have the same decision, none is shown: it would reveal the decision of
    each.

    Examples
    --------
    >>> import ictindex as ict
    >>> Withheld(7, (("rejected", 4),), 3).total
    7
    """

    total: int | None
    decisions: tuple[tuple[str, int], ...] = ()
    rest: int = 0


def count_withheld(decisions: Iterable[str]) -> Withheld:
    """Return the counts that may be shown of comments with some decisions."""
    counts = Counter(decisions)
    total = sum(counts.values())
    if total < LEAST:
        return Withheld(None)
    stated_counts = {key: counts[key] for key in DECISIONS if counts[key] >= LEAST}
    rest = total - sum(stated_counts.values())
    while stated_counts and 0 < rest < LEAST:
        smallest = min(stated_counts, key=lambda key: (stated_counts[key], DECISIONS.index(key)))
        rest += stated_counts.pop(smallest)
    if not stated_counts or (len(stated_counts) == 1 and rest == 0):
        return Withheld(total)
    return Withheld(total, tuple(stated_counts.items()), rest)
