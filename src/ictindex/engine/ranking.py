"""Competition ranks: ties share a rank and the next one is skipped (33, 33, 35)."""

from __future__ import annotations

from decimal import Decimal
from typing import Literal

import numpy as np
import numpy.typing as npt

from ictindex.core import decimals
from ictindex.engine.arithmetic import Array

Mask = npt.NDArray[np.bool_]


def rank(
    scores: Array, missing: Mask, tie_decimals: int, best: Literal["highest", "lowest"]
) -> npt.NDArray[np.int64]:
    r"""Rank scores along the first axis.

    .. math:: r_i = 1 + \#\{j : t(s_j) > t(s_i)\}

    with *t* the rounding, half up, to the decimals on which ranks tie.

    Parameters
    ----------
    scores : numpy.ndarray of Decimal, shape (economies, ...)
        Scores.
    missing : numpy.ndarray of bool, same shape
        Economies without score; they have rank 0 and do not count.
    tie_decimals : int
        Decimals on which ranks tie.
    best : {"highest", "lowest"}
        Which score has rank 1.

    Returns
    -------
    numpy.ndarray of int64, same shape

    Examples
    --------
    >>> s = np.array([Decimal("3.14"), Decimal("3.13"), Decimal("2"), Decimal("9")])
    >>> rank(s, np.zeros(4, bool), 1, "highest")
    array([2, 2, 4, 1])
    """

    def key(value: Decimal) -> int:
        rounded = decimals.round_half_up(value, tie_decimals)
        return int(rounded.scaleb(tie_decimals))

    ranks = np.zeros(scores.shape, dtype=np.int64)
    flat = scores.reshape(scores.shape[0], int(np.prod(scores.shape[1:])))
    gaps = missing.reshape(flat.shape)
    out = ranks.reshape(flat.shape)
    sign = -1 if best == "highest" else 1
    for column in range(flat.shape[1]):
        present = ~gaps[:, column]
        with decimals.exact():
            keys = np.array([sign * key(v) for v in flat[present, column]], dtype=np.int64)
        out[present, column] = np.searchsorted(np.sort(keys), keys, side="left") + 1
    return ranks
