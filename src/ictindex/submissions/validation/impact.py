r"""The consequence of a finding for the index, which is the order of importance of findings.

.. math:: c = w \, |s(v) - s(v')|

where *w* is the effective weight of the indicator, *s* is the score of the leaf, *v* is the
validated value and *v'* is the value if the finding is right.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

from ictindex.engine.plan import Plan, PlanLeaf
from ictindex.submissions.validation.panel import NAN, Floats


def consequences(
    plan: Plan, indicators: Sequence[str], values: Sequence[float], instead: Sequence[float]
) -> Floats:
    """Return the points of the index that depend on each finding; NaN if they are unknown."""
    scale = float(plan.scale)
    leaves = {leaf.indicator: leaf for leaf in plan.leaves}
    weights = {name: float(plan.weight_in_index(name)) for name in set(indicators) & set(leaves)}
    points = []
    for name, value, other in zip(indicators, values, instead, strict=True):
        if name not in weights:
            points.append(NAN)
            continue
        apart = _score(leaves[name], value, scale) - _score(leaves[name], other, scale)
        points.append(weights[name] * abs(apart))
    return points


def _score(leaf: PlanLeaf, value: float, scale: float) -> float:
    """Return the score of a value; NaN if the transformation has none for it."""
    transformed = _transform(leaf, value)
    if transformed != transformed:
        return NAN
    share = (transformed - float(leaf.zero)) / float(leaf.width)
    return scale * min(max(share, 0.0), 1.0)


def _transform(leaf: PlanLeaf, value: float) -> float:
    """Return a value on the scale of its goalposts; NaN if it has no logarithm."""
    if leaf.transformation.id == "linear" or value != value:
        return value
    if leaf.transformation.id == "ln1p":
        return math.log1p(value) if value > -1 else _limit(value == -1)
    return math.log10(value) if value > 0 else _limit(value == 0)


def _limit(reached: bool) -> float:
    """Return the logarithm of zero, or NaN below it."""
    return -math.inf if reached else NAN
