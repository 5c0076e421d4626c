"""Simulation of many draws in float64: varying values, scores or weights."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import numpy.typing as npt

from ictindex.core.errors import UsageError
from ictindex.engine.float_scores import Floats, score_floats, score_leaves
from ictindex.engine.lab_plan import LabPlan
from ictindex.engine.lab_simulation import simulate_lab
from ictindex.engine.plan import Plan

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
