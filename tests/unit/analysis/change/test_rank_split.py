"""A change of rank: own move, the moves of others, and who is covered."""

from decimal import Decimal
from fractions import Fraction

from change_cases import enumerate_orders
from district_cases import compute_year, make_index

from ictindex.analysis.change.rank_split import RankedPair


def pair(before: dict[str, str], after: dict[str, str]) -> RankedPair:
    return RankedPair(
        {key: Decimal(score) for key, score in before.items()},
        {key: Decimal(score) for key, score in after.items()},
        published=False,
    )


def test_each_cause_alone() -> None:
    start = {"A": "90", "B": "80", "C": "70"}
    own = pair(start, start | {"C": "85"}).split("C")
    assert (own.before, own.after, own.own, own.others, own.coverage) == (3, 2, 1, 0, 0)
    others = pair(start, start | {"A": "60"}).split("C")
    assert (others.before, others.after, others.own, others.others, others.coverage) == (
        3,
        2,
        0,
        1,
        0,
    )
    left = pair(start, {"B": "80", "C": "70"}).split("C")
    assert (left.before, left.after, left.own, left.others, left.coverage) == (3, 2, 0, 0, 1)
    joined = pair(start, start | {"D": "75"}).split("C")
    assert (joined.before, joined.after, joined.own, joined.others, joined.coverage) == (
        3,
        4,
        0,
        0,
        -1,
    )


def test_ties_share_a_rank() -> None:
    tied = pair({"A": "90", "B": "90", "C": "80"}, {"A": "90", "B": "91", "C": "90"})
    assert (tied.split("A").before, tied.split("A").after) == (1, 2)
    assert (tied.split("C").before, tied.split("C").after) == (3, 2)


def test_together_they_are_the_mean_over_the_six_orders() -> None:
    before = {"A": "90", "B": "80", "C": "70", "L": "75", "M": "95"}
    after = {"A": "72", "B": "88", "C": "89", "N": "87", "O": "60"}
    both = pair(before, after)

    def worth(later: frozenset[str]) -> Fraction:
        mine = Decimal((after if "own" in later else before)["C"])
        others = after if "others" in later else before
        alone = ("N", "O") if "coverage" in later else ("L", "M")
        source = after if "coverage" in later else before
        better = [Decimal(others[key]) for key in ("A", "B")]
        better += [Decimal(source[key]) for key in alone]
        return -Fraction(1 + sum(score > mine for score in better))

    split = both.split("C")
    expected = enumerate_orders(("own", "others", "coverage"), worth)
    assert {"own": split.own, "others": split.others, "coverage": split.coverage} == expected
    assert split.own + split.others + split.coverage == split.before - split.after
    back = RankedPair(both.after, both.before, published=False).split("C")
    assert (back.own, back.others, back.coverage) == (-split.own, -split.others, -split.coverage)


def test_ranks_of_an_index_of_one_s_own_are_published_by_nobody() -> None:
    own = make_index()
    assert not RankedPair.from_results(compute_year(own, 2023), compute_year(own, 2024)).published
