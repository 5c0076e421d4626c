"""Simulation of many draws in float64: varying values, scores or weights."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import numpy.typing as npt

from ictindex.core.errors import UsageError
from ictindex.engine.aggregations import AGGREGATIONS
from ictindex.engine.float_scores import TRANSFORM_FLOATS, Floats, score_floats, score_leaves
from ictindex.engine.lab_plan import ARITHMETIC, LabBranch, LabLeaf, LabPlan
from ictindex.engine.normalisations import NORMALISATIONS
from ictindex.engine.plan import Plan
from ictindex.engine.treatments import TREATMENTS

# Rows per step: intermediate figures stay in the processor's cache.
_BLOCK = 8_192


def read_floats(numbers: npt.ArrayLike, argument: str) -> Floats:
    """Return an array of floats; text, complex numbers and ragged lists are refused."""
    try:
        array = np.asarray(numbers)
        if array.dtype.kind in "iuf" or (array.dtype == object and array.size):
            return array.astype(np.float64)
    except (TypeError, ValueError, OverflowError):
        pass
    raise UsageError(
        "argument.unfit", argument=argument, expected="numbers", given=type(numbers).__name__
    )


def effective_weights(plan: Plan, weights: Mapping[str, npt.ArrayLike] | None = None) -> Floats:
    r"""Return the share of each leaf in the index, for one or many draws of weights.

    .. math:: W_l = \prod_{n \in \text{path}(l)} \frac{w_n}{\sum_{m \in \text{siblings}(n)} w_m}
    """
    branches = {branch.id: branch for branch in plan.branches}
    drawn: dict[str, Floats] = {}
    for key, table in (weights or {}).items():
        if key not in branches:
            raise UsageError("simulation.unknown-branch", node=key, allowed=sorted(branches))
        array = read_floats(table, "weights")
        if array.ndim not in (1, 2) or array.shape[-1] != len(branches[key].children):
            raise UsageError(
                "simulation.weights-shape",
                node=key,
                count=len(branches[key].children),
                shape=str(array.shape),
            )
        if not np.isfinite(array).all() or (array < 0).any() or (array.sum(-1) <= 0).any():
            raise UsageError("simulation.weights-unusable", node=key)
        drawn[key] = array
    draws = {len(array) for array in drawn.values() if array.ndim == 2}
    if len(draws) > 1:
        raise UsageError("simulation.draws-differ", count=[str(n) for n in sorted(draws)])
    shares: list[Any] = [1.0] * (len(plan.leaves) + len(plan.branches))
    for n in range(len(shares) - 1, len(plan.leaves) - 1, -1):
        branch = plan.branches[n - len(plan.leaves)]
        own = drawn.get(branch.id, np.array(branch.weights, dtype=np.float64))
        total = own @ np.ones(own.shape[-1])
        for i, child in enumerate(branch.children):
            shares[child] = shares[n] * own[..., i] / total
    leaves = np.broadcast_arrays(*shares[: len(plan.leaves)])
    return np.stack(leaves, axis=-1)


def simulate(
    plan: Plan,
    values: npt.ArrayLike,
    weights: Mapping[str, npt.ArrayLike] | None = None,
    *,
    nodes: bool = False,
) -> Floats:
    """Compute scores in float64 for many economies, years or draws at once."""
    array = read_floats(values, "values")
    if np.isinf(array).any():
        raise UsageError("simulation.not-finite")
    if array.ndim == 0 or array.shape[-1] != len(plan.leaves):
        raise UsageError("simulation.values-shape", count=len(plan.leaves), shape=str(array.shape))
    if nodes and weights is not None:
        raise UsageError("simulation.nodes-with-weights")
    rows = array.reshape(-1, len(plan.leaves))
    if isinstance(plan, LabPlan):
        return _simulate_lab(plan, array, rows, weights, nodes)
    with np.errstate(divide="ignore", invalid="ignore"):
        if weights is None:
            scores = np.empty((len(rows), len(plan.nodes)) if nodes else len(rows))
            for start in range(0, len(rows), _BLOCK):
                block = rows[start : start + _BLOCK]
                computed = score_floats(plan, block)
                scores[start : start + _BLOCK] = computed if nodes else computed[:, -1]
            # A single economy without leading axes is a scalar.
            return scores.reshape((*array.shape[:-1], *scores.shape[1:]))[()]
        leaves = score_leaves(plan, rows)
        shares = effective_weights(plan, weights)
        out = np.ascontiguousarray(leaves) @ shares.T
        return out.reshape((*array.shape[:-1], *shares.shape[:-1]))


def _simulate_lab(
    plan: LabPlan,
    array: Floats,
    rows: Floats,
    weights: Mapping[str, npt.ArrayLike] | None,
    nodes: bool,
) -> Floats:
    """Compute scores by the operations of a plan of the lab."""
    effective_weights(plan, weights)  # refuses draws that do not fit
    drawn = {key: np.asarray(draws, dtype=np.float64) for key, draws in (weights or {}).items()}
    columns = simulate_lab(plan, rows, drawn)
    scores = np.stack(columns, axis=-1) if nodes else columns[-1]
    return scores.reshape((*array.shape[:-1], *scores.shape[1:]))[()]


def score_leaf_floats(leaf: LabLeaf, values: Floats) -> Floats:
    """Return the scores of one leaf."""
    moved = values
    for step, parameters in leaf.steps or ():
        moved = TREATMENTS[step].floats(moved, parameters)
    moved = TRANSFORM_FLOATS[leaf.transformation.id](moved)
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
