"""Counts of comments that are not published: none that tells of one or two of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from ictindex.review.comment_checks import DECISIONS

LEAST = 3  # a count below this is told as "fewer than three", none included


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
        How many have other decisions; 0 where none has, or no decision is told.

    Notes
    -----
    A count of one or two is nowhere told, and none can be worked out of the others: decisions that
    fewer than three comments have are told together, with the next larger count where they are too
    few by themselves. Where all have one decision none is told: it would be that of each of them.

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
    """Return the counts that may be told of comments with some decisions."""
    counts = Counter(decisions)
    total = sum(counts.values())
    if total < LEAST:
        return Withheld(None)
    told = {key: counts[key] for key in DECISIONS if counts[key] >= LEAST}
    rest = total - sum(told.values())
    while told and 0 < rest < LEAST:
        smallest = min(told, key=lambda key: (told[key], DECISIONS.index(key)))
        rest += told.pop(smallest)
    if not told or (len(told) == 1 and rest == 0):
        return Withheld(total)
    return Withheld(total, tuple(told.items()), rest)
