"""Simulation by a plan of the lab, in float64: many economies and draws of weights at once."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from ictindex.engine.aggregations import AGGREGATIONS
from ictindex.engine.float_scores import Floats
from ictindex.engine.lab_plan import ARITHMETIC, LabBranch, LabLeaf, LabPlan
from ictindex.engine.normalisations import NORMALISATIONS
from ictindex.engine.treatments import TREATMENTS


def score_leaf_floats(leaf: LabLeaf, values: Floats) -> Floats:
    """Return the scores of one leaf."""
    moved = values
    for step, parameters in leaf.steps or ():
        moved = TREATMENTS[step].floats(moved, parameters)
    moved = leaf.transformation.arrays(moved)
    scores: Floats = NORMALISATIONS[leaf.normalisation].floats(moved, leaf.parameters or {})
    return scores


def simulate_lab(plan: LabPlan, rows: Floats, weights: Mapping[str, Any]) -> list[Floats]:
    """Return the scores of every node: (economies), or (economies, draws) if weights vary."""
    columns = [score_leaf_floats(leaf, rows[:, n]) for n, leaf in enumerate(plan.lab_leaves)]
    for branch in plan.lab_branches:
        columns.append(_score_branch(branch, columns, weights.get(branch.id)))
    return columns


def _score_branch(branch: LabBranch, columns: list[Floats], drawn: Any) -> Floats:
    own = np.array(branch.weights, dtype=np.float64) if drawn is None else np.asarray(drawn)
    counted = own.T  # parts, then draws
    parts = [columns[child] for child in branch.children]
    draws = {part.shape[1] for part in parts if part.ndim == 2}
    if counted.ndim == 2:
        draws.add(counted.shape[1])
    if draws:
        (many,) = draws
        parts = [p if p.ndim == 2 else np.repeat(p[:, None], many, axis=1) for p in parts]
        if counted.ndim == 1:
            counted = np.repeat(counted[:, None], many, axis=1)
    stacked = np.stack(parts, axis=1)
    if branch.aggregation == ARITHMETIC:  # in a fixed order, as for published plans
        total = sum((stacked[:, n] * counted[n] for n in range(len(parts))), np.float64(0))
        mean: Floats = total / sum(counted[n] for n in range(len(parts)))
        return mean
    scores: Floats = AGGREGATIONS[branch.aggregation].floats(stacked, counted, branch.options)
    return scores
