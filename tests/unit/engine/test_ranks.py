"""Competition ranks: ties share a rank, the next is skipped, and no order matters."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction
from random import Random
from typing import Literal

import pytest
import reference
from hypothesis import given
from hypothesis import strategies as st

from ictindex import engine

Best = Literal["highest", "lowest"]


def column(texts: Sequence[str | None]) -> list[Decimal | None]:
    return [None if text is None else Decimal(text) for text in texts]


def test_ties_share_a_rank_and_the_next_is_skipped() -> None:
    """As printed in the reports: 33, 33, 35."""
    scores = column([f"{99 - n}.0" for n in range(32)] + ["7.64", "7.64", "7.63"])
    ranks = engine.rank_column(scores, 2, "highest")
    assert ranks[-3:] == [33, 33, 35]


@pytest.mark.parametrize(
    ("decimals", "best", "meant"),
    [
        (2, "highest", [2, 1, 4, 3, None]),
        (1, "highest", [1, 1, 3, 3, None]),
        (0, "highest", [1, 1, 1, 1, None]),
        (2, "lowest", [3, 4, 1, 2, None]),
    ],
)
def test_the_decimals_on_which_ranks_tie(
    decimals: int, best: Best, meant: list[int | None]
) -> None:
    # 3.25 and 3.34 are both 3.3 half up; so are 3.15 and 3.24 both 3.2.
    scores = column(["3.25", "3.34", "3.15", "3.24", None])
    assert engine.rank_column(scores, decimals, best) == meant


near = st.integers(0, 400).map(lambda n: f"{n // 100}.{n % 100:02}")


@given(st.lists(st.tuples(near, st.booleans()), min_size=1, max_size=40), st.integers(0, 3),
       st.sampled_from(["highest", "lowest"]))  # fmt: skip
def test_ranks_are_counts_of_the_better(
    rows: list[tuple[str, bool]], decimals: int, best: Best
) -> None:
    scores = column([None if hole else text for text, hole in rows])
    keys = [None if hole else reference.half_up(Fraction(text), decimals) for text, hole in rows]
    sign = 1 if best == "highest" else -1
    expected = [
        None
        if key is None
        else 1 + sum(other is not None and sign * other > sign * key for other in keys)
        for key in keys
    ]
    assert engine.rank_column(scores, decimals, best) == expected


@given(st.lists(near, min_size=1, max_size=30), st.randoms(use_true_random=False))
def test_ranks_follow_their_economies_into_any_order(texts: list[str], random: Random) -> None:
    scores = column(texts)
    order = list(range(len(texts)))
    random.shuffle(order)
    ranks = engine.rank_column(scores, 1, "highest")
    turned = engine.rank_column([scores[n] for n in order], 1, "highest")
    assert turned == [ranks[n] for n in order]


def test_zero_has_no_sign() -> None:
    assert engine.rank_column(column(["-0.0", "0.0", "-0.04"]), 1, "lowest") == [1, 1, 1]


def test_nothing_to_rank() -> None:
    assert engine.rank_column([None, None], 1, "highest") == [None, None]
    assert engine.rank_column([], 1, "highest") == []
