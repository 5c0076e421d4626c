"""Counts of comments that are not published: none that tells of one or two of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from ictindex.review.comment_checks import DECISIONS

LEAST = 3  # a count below this is shown as "fewer than three", none included


@dataclass(frozen=True, slots=True)
class Withheld:
    """How many comments are not published, and how they were decided.

    Parameters
    ----------
    total : int or None
        How many; ``None``: fewer than three, or none.
    decisions : tuple of (str, int)
        How many of them by decision, of decisions that at least three have.
    rest : int
        How many have other decisions; 0 where none has, or no decision is shown.

    Notes
    -----
    A count of one or two is shown nowhere, and none can be worked out of the others: decisions that
    fewer than three comments have are shown together, with the next larger count where they are too
    few by themselves. Where all have one decision none is shown: it would be that of each of them.

    Examples
    --------
    >>> import ictindex as ict
    >>> ict.review.Withheld(7, (("rejected", 4),), 3).total
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
