"""Competition ranks: ties share a rank, and the ranks after them are skipped."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Literal

from ictindex.core import decimals


def rank_column(
    scores: Sequence[Decimal | None], tie_decimals: int, best: Literal["highest", "lowest"]
) -> list[int | None]:
    r"""Rank the economies by their scores; an economy without score has no rank and is not counted.

    .. math:: r_i = 1 + \#\{j : t(s_j) > t(s_i)\}

    with *t* the rounding, half up, to the decimals on which ranks tie.
    """
    keys = decimals.round_all_half_up(
        (score for score in scores if score is not None), tie_decimals
    )
    first: dict[Decimal, int] = {}
    for rank, key in enumerate(sorted(keys, reverse=best == "highest"), 1):
        first.setdefault(key, rank)
    ranks = map(first.__getitem__, keys)
    return [None if score is None else next(ranks) for score in scores]
