r"""Normalisation and aggregation in float64 on arrays, for simulation.

Arrays of values have the indicators on their last axis, in the order of the plan; the leading
axes (economies, years, draws) are free. A missing value is NaN, and so is every score above it.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from ictindex.core.errors import UsageError
from ictindex.engine.plan import Plan

Floats = npt.NDArray[np.float64]


def _first(array: Floats) -> Floats:
    """Move the last axis to the front, so that each leaf or node is one contiguous block."""
    return array.transpose(array.ndim - 1, *range(array.ndim - 1))


def _last(array: Floats) -> Floats:
    """Move the first axis back to the end."""
    return array.transpose(*range(1, array.ndim), 0)


def score_leaves(plan: Plan, values: Floats) -> Floats:
    r"""Score the leaves.

    .. math:: s = S \cdot \min\left(\max\left(\frac{f(x) - f(a)}{f(b) - f(a)}, 0\right), 1\right)
    """
    if plan.has_operations:
        raise UsageError("variant.other-operations")
    rows = _first(values)
    scores = np.empty(rows.shape)
    along = (len(plan.leaves), *(1,) * (rows.ndim - 1))
    zero = np.array([float(leaf.zero) for leaf in plan.leaves]).reshape(along)
    width = np.array([float(leaf.width) for leaf in plan.leaves]).reshape(along)
    for n, leaf in enumerate(plan.leaves):
        leaf.transformation.arrays(rows[n, ...], out=scores[n, ...])
    np.subtract(scores, zero, out=scores)
    np.divide(scores, width, out=scores)
    np.maximum(scores, 0.0, out=scores)
    np.minimum(scores, 1.0, out=scores)
    np.multiply(scores, float(plan.scale), out=scores)
    return _last(scores)


def aggregate(plan: Plan, leaves: Floats) -> Floats:
    r"""Aggregate the scores of the leaves, bottom-up, and return the scores of all nodes.

    .. math:: S = \frac{\sum_i w_i s_i}{\sum_i w_i}
    """
    if plan.has_operations:
        raise UsageError("variant.other-operations")
    rows = _first(leaves)
    count = len(plan.leaves)
    scores = np.empty((count + len(plan.branches), *rows.shape[1:]))
    scores[:count] = rows
    for n, branch in enumerate(plan.branches, count):
        node = scores[n, ...]
        node[...] = 0.0
        for child, weight in zip(branch.children, branch.weights, strict=True):
            # A loop in fixed order: library sums differ by version and processor.
            np.add(node, scores[child] if weight == 1 else scores[child] * weight, out=node)
        np.divide(node, sum(branch.weights), out=node)
    return _last(scores)


def score_floats(plan: Plan, values: Floats) -> Floats:
    """Return the scores of all nodes, shape (..., nodes)."""
    return aggregate(plan, score_leaves(plan, values))
