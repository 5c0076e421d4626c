r"""Normalisation and aggregation on arrays.

Arrays of values have the indicators on their last axis, in the order of the plan; the leading
axes (economies, years, draws) are free. Missing cells are masked, never NaN, in decimal arrays;
in float64 arrays they are NaN as usual and masks may be left out.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

import numpy as np
import numpy.typing as npt

from ictindex.core import decimals
from ictindex.engine.operations import DECIMAL, Arithmetic, Array
from ictindex.engine.plan import Plan

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


@dataclass(frozen=True, slots=True)
class Scores:
    """Scores of all nodes.

    Parameters
    ----------
    transformed : numpy.ndarray, shape (..., leaves)
        *f* of the values.
    scores : numpy.ndarray, shape (..., nodes)
        Scores of leaves and branches, in the order of ``Plan.nodes``.
    missing : numpy.ndarray of bool, shape (..., nodes)
        Where there is no score.
    """

    transformed: Array
    scores: Array
    missing: Mask


def _first(array: Array) -> Array:
    """Bring the last axis to the front: each leaf or node is then one contiguous block."""
    # As np.moveaxis, which takes a tenth of the time of a whole economy.
    return array.transpose(array.ndim - 1, *range(array.ndim - 1))


def _last(array: Array) -> Array:
    """Bring the first axis back to the end."""
    return array.transpose(*range(1, array.ndim), 0)


def normalise(
    plan: Plan, values: Array, missing: Mask, arithmetic: Arithmetic = DECIMAL
) -> tuple[Array, Array]:
    r"""Score the leaves.

    .. math:: s = S \cdot \min\left(\max\left(\frac{f(x) - f(a)}{f(b) - f(a)}, 0\right), 1\right)

    Parameters
    ----------
    plan : Plan
        The leaves with their transformations and goalposts.
    values : numpy.ndarray, shape (..., leaves)
        Values in the units of the catalogue.
    missing : numpy.ndarray of bool, shape (..., leaves)
        Cells without value; what stands there is not looked at.
    arithmetic : Arithmetic
        Decimal or float64.

    Returns
    -------
    transformed, scores : numpy.ndarray, shape (..., leaves)
        Zero in missing cells of decimal arrays.

    Examples
    --------
    >>> from ictindex.documents import library
    >>> plan = Plan.of(library()["idi-methodology-2023"])
    >>> values = np.full((1, 10), Decimal(50), dtype=object)
    >>> transformed, scores = normalise(plan, values, np.zeros((1, 10), bool))
    >>> scores[0, 0]
    Decimal('52.63157894736842105263')
    """
    rows = _first(values)
    gaps = _first(missing)
    transformed = np.empty(rows.shape, dtype=arithmetic.dtype)
    scores = np.empty(rows.shape, dtype=arithmetic.dtype)
    constant = arithmetic.constant
    nought, one, scale = constant(Decimal(0)), constant(Decimal(1)), constant(plan.scale)
    holes = arithmetic.dtype == object and bool(gaps.any())
    if holes:
        # A hole of a decimal array must hold a number that every transformation accepts.
        rows = np.where(gaps, one, rows)
    along = (len(plan.leaves), *(1,) * (rows.ndim - 1))
    zero = np.array([constant(leaf.zero) for leaf in plan.leaves]).reshape(along)
    width = np.array([constant(leaf.width) for leaf in plan.leaves]).reshape(along)
    with arithmetic.context():
        for n, leaf in enumerate(plan.leaves):
            arithmetic.transform(leaf.transformation, rows[n, ...], transformed[n, ...])
        np.subtract(transformed, zero, out=scores)
        np.divide(scores, width, out=scores)
        np.maximum(scores, nought, out=scores)
        np.minimum(scores, one, out=scores)
        np.multiply(scores, scale, out=scores)
        arithmetic.stage(scores)
        if holes:
            transformed[gaps] = nought
            scores[gaps] = nought
    return _last(transformed), _last(scores)


def aggregate(
    plan: Plan,
    leaves: Array,
    missing: Mask,
    arithmetic: Arithmetic = DECIMAL,
    supplied: Array | None = None,
    given: Mask | None = None,
) -> tuple[Array, Mask]:
    r"""Aggregate the scores of the leaves, bottom-up.

    .. math:: S = \frac{\sum_i w_i s_i}{\sum_i w_i}

    A node has a score where all its children have one, or where one is supplied for it.

    Parameters
    ----------
    plan : Plan
        The branches with their integer weights.
    leaves : numpy.ndarray, shape (..., leaves)
        Scores of the leaves.
    missing : numpy.ndarray of bool, shape (..., leaves)
        Leaves without score.
    arithmetic : Arithmetic
        Decimal or float64.
    supplied : numpy.ndarray, shape (..., nodes), optional
        Scores that stand for a node instead of being computed.
    given : numpy.ndarray of bool, shape (..., nodes), optional
        Where ``supplied`` holds a score.

    Returns
    -------
    scores : numpy.ndarray, shape (..., nodes)
    missing : numpy.ndarray of bool, shape (..., nodes)

    Examples
    --------
    >>> from ictindex.documents import library
    >>> plan = Plan.of(library()["idi-methodology-2023"])
    >>> leaves = np.full((1, 10), Decimal(100), dtype=object)
    >>> scores, missing = aggregate(plan, leaves, np.zeros((1, 10), bool))
    >>> scores[0, -1]
    Decimal('100.00000000000000000000')
    """
    rows = _first(leaves)
    count, total = len(plan.leaves), len(plan.leaves) + len(plan.branches)
    scores = np.empty((total, *rows.shape[1:]), dtype=arithmetic.dtype)
    gaps = np.empty(scores.shape, dtype=bool)
    scores[:count] = rows
    gaps[:count] = _first(missing)
    nought = arithmetic.constant(Decimal(0))
    put = None if supplied is None or given is None else (_first(supplied), _first(given))
    with arithmetic.context():
        if put is not None:
            np.copyto(scores[:count], put[0][:count], where=put[1][:count])
            gaps[:count] &= ~put[1][:count]
        for n, branch in enumerate(plan.branches, count):
            node = scores[n, ...]
            gap = gaps[n, ...]
            gap[...] = False
            node[...] = nought
            for child, weight in zip(branch.children, branch.weights, strict=True):
                # A loop in fixed order: library sums differ by version and processor.
                np.add(node, scores[child] if weight == 1 else scores[child] * weight, out=node)
                gap |= gaps[child]
            np.divide(node, sum(branch.weights), out=node)
            if arithmetic.dtype == object:
                arithmetic.stage(scores[n : n + 1])
                if gap.any():
                    np.copyto(node, nought, where=gap)
            if put is not None:
                np.copyto(node, put[0][n], where=put[1][n])
                gap &= ~put[1][n]
    return _last(scores), _last(gaps)


def score(
    plan: Plan,
    values: Array,
    missing: Mask,
    arithmetic: Arithmetic = DECIMAL,
    supplied: Array | None = None,
    given: Mask | None = None,
) -> Scores:
    """Normalise and aggregate: all scores of all nodes.

    Parameters and errors are those of :func:`normalise` and :func:`aggregate`.

    Returns
    -------
    Scores

    Examples
    --------
    >>> from ictindex.documents import library
    >>> plan = Plan.of(library()["idi-methodology-2023"])
    >>> values = np.full((3, 10), Decimal(1), dtype=object)
    >>> score(plan, values, np.zeros((3, 10), bool)).scores.shape
    (3, 14)
    """
    transformed, leaves = normalise(plan, values, missing, arithmetic)
    scores, gaps = aggregate(plan, leaves, missing, arithmetic, supplied, given)
    return Scores(transformed, scores, gaps)
