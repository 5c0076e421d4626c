"""Competition ranks: ties share a rank, the next is skipped, and no order matters."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import numpy as np
import pytest
import reference
from engine_draws import Objects
from hypothesis import given
from hypothesis import strategies as st

from ictindex import engine


def column(texts: list[str]) -> Objects:
    array = np.empty(len(texts), dtype=object)
    array[:] = [Decimal(text) for text in texts]
    return array


def test_ties_share_a_rank_and_the_next_is_skipped() -> None:
    """As printed in the reports: 33, 33, 35."""
    scores = column([f"{99 - n}.0" for n in range(32)] + ["7.64", "7.64", "7.63"])
    ranks = engine.rank(scores, np.zeros(35, bool), 2, "highest")
    assert ranks[-3:].tolist() == [33, 33, 35]


@pytest.mark.parametrize(
    ("decimals", "best", "meant"),
    [
        (2, "highest", [2, 1, 4, 3, 0]),
        (1, "highest", [1, 1, 3, 3, 0]),
        (0, "highest", [1, 1, 1, 1, 0]),
        (2, "lowest", [3, 4, 1, 2, 0]),
    ],
)
def test_the_decimals_on_which_ranks_tie(decimals: int, best: str, meant: list[int]) -> None:
    # 3.25 and 3.34 are both 3.3 half up; so are 3.15 and 3.24 both 3.2.
    scores = column(["3.25", "3.34", "3.15", "3.24", "9"])
    missing = np.array([False] * 4 + [True])
    assert engine.rank(scores, missing, decimals, best).tolist() == meant  # type: ignore[arg-type]


near = st.integers(0, 400).map(lambda n: f"{n // 100}.{n % 100:02}")


@given(st.lists(st.tuples(near, st.booleans()), min_size=1, max_size=40), st.integers(0, 3),
       st.sampled_from(["highest", "lowest"]))  # fmt: skip
def test_ranks_are_counts_of_the_better(
    rows: list[tuple[str, bool]], decimals: int, best: str
) -> None:
    scores = column([text for text, _ in rows])
    missing = np.array([hole for _, hole in rows])
    keys = [reference.half_up(Fraction(text), decimals) for text, _ in rows]
    sign = 1 if best == "highest" else -1
    expected = [
        0
        if hole
        else 1
        + sum(
            sign * other > sign * key for other, gone in zip(keys, missing, strict=True) if not gone
        )
        for key, hole in zip(keys, missing, strict=True)
    ]
    assert engine.rank(scores, missing, decimals, best).tolist() == expected  # type: ignore[arg-type]


@given(st.lists(near, min_size=1, max_size=30), st.randoms(use_true_random=False))
def test_ranks_follow_their_economies_into_any_order(texts: list[str], random: object) -> None:
    scores = column(texts)
    order = np.array(sorted(range(len(texts)), key=lambda n: (texts[n][::-1], -n)))
    none = np.zeros(len(texts), bool)
    ranks = engine.rank(scores, none, 1, "highest")
    assert (engine.rank(scores[order], none, 1, "highest") == ranks[order]).all()


def test_every_column_is_ranked_alone() -> None:
    draw = np.random.default_rng(3)
    scores = np.empty((20, 4, 3), dtype=object)
    scores.flat = [Decimal(int(n)).scaleb(-1) for n in draw.integers(0, 60, scores.size)]
    missing = draw.random(scores.shape) < 0.1
    ranks = engine.rank(scores, missing, 1, "highest")
    for a in range(4):
        for b in range(3):
            alone = engine.rank(scores[:, a, b], missing[:, a, b], 1, "highest")
            assert (ranks[:, a, b] == alone).all()


def test_nothing_to_rank() -> None:
    scores = column(["1", "2"])
    assert engine.rank(scores, np.ones(2, bool), 1, "highest").tolist() == [0, 0]
    assert engine.rank(scores[:0], np.zeros(0, bool), 1, "highest").tolist() == []
