r"""What a finding may do to the index: the order in which findings are worth looking at.

.. math:: c = w \, |s(v) - s(v')|

with *w* the effective weight of the indicator, *s* the score of the leaf, *v* the value judged
and *v'* what it would be if the finding is right.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from ictindex.engine import Plan
from ictindex.engine.float_scores import score_leaves
from ictindex.engine.simulation import effective_weights
from ictindex.validation.panel import Floats


def consequences(
    plan: Plan, indicators: Sequence[str], values: Sequence[float], instead: Sequence[float]
) -> Floats:
    """Return the points of the index that hang on each finding."""
    place = {name: n for n, name in enumerate(plan.indicators)}
    at = np.array([place.get(name, -1) for name in indicators], dtype=np.int64)
    weights = effective_weights(plan)
    found = np.full(len(at), np.nan)
    known = np.flatnonzero(at >= 0)
    if not len(known):
        return found
    scores = []
    for numbers in (values, instead):
        rows = np.full((len(known), len(plan.leaves)), np.nan)
        rows[np.arange(len(known)), at[known]] = np.asarray(numbers, dtype=np.float64)[known]
        with np.errstate(divide="ignore", invalid="ignore"):
            leaves = score_leaves(plan, rows)
        scores.append(leaves[np.arange(len(known)), at[known]])
    found[known] = weights[at[known]] * np.abs(scores[0] - scores[1])
    return found
