"""Counts of what is not published: none below three, and none that can be worked out."""

from __future__ import annotations

from collections import Counter
from itertools import combinations_with_replacement

import pytest

from ictindex.analysis.methodology_review.comment_checks import DECISIONS
from ictindex.analysis.methodology_review.withheld_counts import LEAST, Withheld, count_withheld

SETS = [
    decisions
    for size in range(9)
    for decisions in combinations_with_replacement(DECISIONS[:4], size)
]


@pytest.mark.parametrize("size", [0, 1, 2])
def test_few_are_as_good_as_none(size: int) -> None:
    assert count_withheld(["rejected"] * size) == Withheld(None)


def test_no_count_tells_of_one_or_two() -> None:
    """Over all registers of up to eight comments: every count that is reported is three or more."""
    for decisions in SETS:
        counted = count_withheld(decisions)
        counts = Counter(decisions)
        if len(decisions) < LEAST:
            assert counted == Withheld(None)
            continue
        assert counted.total == len(decisions)
        assert all(count == counts[key] >= LEAST for key, count in counted.decisions)
        if counted.decisions:
            assert counted.rest == 0 or counted.rest >= LEAST
            assert counted.rest + sum(count for _, count in counted.decisions) == counted.total
        if len(counts) == 1:
            assert not counted.decisions, decisions


def test_a_small_count_takes_the_next_one_with_it() -> None:
    decisions = ["rejected"] * 5 + ["noted"] * 3 + ["open"]
    assert count_withheld(decisions) == Withheld(9, (("rejected", 5),), 4)
